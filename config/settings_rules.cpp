#include "config/settings_rules.h"

#include <algorithm>
#include <system_error>

#include "base/text.h"

namespace config {
namespace {

base::Result<std::string> complete_tcp(std::string_view rest) {
    constexpr std::string_view kExpected = "expected tcp://HOST or tcp://HOST:PORT";
    std::string_view host = rest;
    std::string_view port = "9100";
    if (rest.starts_with('[')) {
        const std::size_t close = rest.find(']');
        if (close == rest.npos)
            return base::fail(base::ErrorCode::InvalidInput, "lacks the ']' of an IPv6 address");
        host = rest.substr(0, close + 1);
        if (close + 1 < rest.size()) {
            if (rest[close + 1] != ':')
                return base::fail(base::ErrorCode::InvalidInput, std::string(kExpected));
            port = rest.substr(close + 2);
        }
    } else if (const std::size_t colon = rest.find(':'); colon != rest.npos) {
        host = rest.substr(0, colon);
        port = rest.substr(colon + 1);
    }
    const bool host_good = !host.empty() && std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
    });
    if (!host_good) {
        return base::fail(base::ErrorCode::InvalidInput,
                          "has no usable host name; " + std::string(kExpected));
    }
    int number = 0;
    const bool digits = !port.empty() && port.size() <= 5 &&
                        std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
    if (digits) number = std::stoi(std::string(port));
    if (number < 1 || number > 65535) {
        return base::fail(base::ErrorCode::InvalidInput,
                          "has the port '" + std::string(port) + "'; expected 1 to 65535");
    }
    return "tcp://" + std::string(host) + ":" + std::to_string(number);
}

}  // namespace

base::Result<std::string> complete_printer_uri(std::string_view uri,
                                               const std::filesystem::path& folder) {
    if (uri.starts_with("tcp://")) return complete_tcp(uri.substr(6));
    if (uri.starts_with("file:")) {
        std::string_view path = uri.substr(5);
        if (path.starts_with("//")) {
            path.remove_prefix(2);
            if (!path.starts_with('/')) {
                return base::fail(base::ErrorCode::InvalidInput,
                                  "names a host; expected file:///FOLDER, or file:FOLDER beside "
                                  "this file");
            }
        }
        const std::filesystem::path whole =
            (folder / std::filesystem::path(path)).lexically_normal();
        if (path.empty() || !whole.has_relative_path()) {
            return base::fail(base::ErrorCode::InvalidInput,
                              "names no folder; expected file:///FOLDER, or file:FOLDER beside "
                              "this file");
        }
        std::string text = whole.string();
        while (text.ends_with('/')) text.pop_back();
        return "file://" + text;
    }
    return base::fail(base::ErrorCode::InvalidInput,
                      "is not a printer's address; expected tcp://HOST:PORT, file:///FOLDER or "
                      "file:FOLDER beside this file");
}

bool ships(const DataFiles& data_files, std::string_view folder, const std::string& name,
           std::vector<std::string>& known) {
    std::error_code error;
    known.clear();
    bool any = false;
    for (const std::filesystem::path& root :
         {data_files.root(), std::filesystem::path("/etc/packbench")}) {
        std::filesystem::directory_iterator files(root / folder, error);
        if (error) continue;
        for (const auto& entry : files) {
            if (entry.path().extension() != ".toml") continue;
            any = true;
            known.push_back(entry.path().stem().string());
        }
    }
    std::ranges::sort(known);
    return !any || std::ranges::find(known, name) != known.end();
}

bool is_plain_name(std::string_view name) {
    const std::u32string text = base::to_utf32(name);
    return !text.empty() && text.size() <= 20 && std::ranges::all_of(text, [](char32_t c) {
        return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') ||
               c == U'-' || c == U'_' || base::is_han(c);
    });
}

std::string number_text(const NumberRangeSettings& range, std::int64_t value) {
    std::string digits = std::to_string(value);
    if (digits.size() < static_cast<std::size_t>(range.digits))
        digits.insert(0, static_cast<std::size_t>(range.digits) - digits.size(), '0');
    return range.prefix + digits;
}

bool overlap(const NumberRangeSettings& a, const NumberRangeSettings& b) {
    const std::string a_first = number_text(a, a.first);
    const std::string b_first = number_text(b, b.first);
    // Numbers of the same length sort as texts: a prefix that ends where digits begin is seen too.
    return a_first.size() == b_first.size() && a_first <= number_text(b, b.last) &&
           b_first <= number_text(a, a.last);
}

}  // namespace config
