#include "station/waybills/routing.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "station/waybills/identify.h"

namespace station {
namespace {

bool is_code(std::string_view text) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto plain = [&](char c) { return digit(c) || (c >= 'A' && c <= 'Z'); };
    return text.size() >= 2 && text.size() <= 10 && std::ranges::all_of(text, plain) &&
           std::ranges::any_of(text, digit);
}

}  // namespace

Hub parse_hub(std::string_view delivered) {
    const std::string text(base::trim(delivered));
    if (is_code(text)) return {text, {}};
    // "name(code)", also with the brackets of Chinese text.
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"(", ")"},
                                      {"（", "）"},
                                      {"[", "]"},
                                      {"【", "】"}}) {
        const std::size_t at = text.rfind(open);
        if (at == text.npos || at == 0 || !text.ends_with(close)) continue;
        const std::string code =
            text.substr(at + open.size(), text.size() - close.size() - at - open.size());
        if (is_code(code))
            return {code, std::string(base::trim(std::string_view(text).substr(0, at)))};
    }
    const std::size_t last = text.rfind(' ');
    if (last != text.npos && is_code(std::string_view(text).substr(last + 1)))
        return {text.substr(last + 1),
                std::string(base::trim(std::string_view(text).substr(0, last)))};
    const std::size_t first = text.find(' ');
    if (first != text.npos && is_code(std::string_view(text).substr(0, first)))
        return {text.substr(0, first),
                std::string(base::trim(std::string_view(text).substr(first + 1)))};
    return {{}, text};
}

std::string sorting_code_of(std::string_view sorting_code, std::string_view marker) {
    std::string code(base::trim(sorting_code));
    if (!code.empty()) return code;
    std::string old(base::trim(marker));
    return is_sorting_code(old) ? old : std::string();
}

}  // namespace station
