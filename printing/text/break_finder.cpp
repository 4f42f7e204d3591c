#include "printing/text/break_finder.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstddef>

#include "base/text.h"

namespace printing {
namespace {

constexpr std::u32string_view kUnits = U"号室栋幢座单元楼层弄巷组队村户件个瓶盒";

bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}

/// Characters that can never join the one before them: no ICU needed to find clusters.
bool stands_alone(char32_t c) {
    return (c >= 0x20 && c < 0x300) || (c >= 0x2010 && c < 0x2028) || (c >= 0x3000 && c < 0x302a) ||
           (c >= 0x3031 && c < 0x3099) || (c >= 0x30a0 && c < 0x3100) ||
           (c >= 0xff01 && c < 0xff9e) || base::is_han(c);
}

}  // namespace

struct BreakFinder::Iterators {
    std::unique_ptr<icu::BreakIterator> lines;
    std::unique_ptr<icu::BreakIterator> clusters;
    icu::UnicodeString text;
    std::vector<std::size_t> index_of_unit;  ///< UTF-16 position -> code point.
};

BreakFinder::BreakFinder() : iterators_(std::make_unique<Iterators>()) {
    UErrorCode status = U_ZERO_ERROR;
    iterators_->lines.reset(icu::BreakIterator::createLineInstance(icu::Locale("zh"), status));
    if (U_FAILURE(status) != 0) iterators_->lines.reset();
    status = U_ZERO_ERROR;
    iterators_->clusters.reset(
        icu::BreakIterator::createCharacterInstance(icu::Locale("zh"), status));
    if (U_FAILURE(status) != 0) iterators_->clusters.reset();
}

BreakFinder::~BreakFinder() = default;
BreakFinder::BreakFinder(BreakFinder&&) noexcept = default;
BreakFinder& BreakFinder::operator=(BreakFinder&&) noexcept = default;

void BreakFinder::find(std::u32string_view text, std::vector<BreakFlags>& out) {
    const bool need_clusters = !std::ranges::all_of(text, stands_alone);
    const bool icu_lines = iterators_->lines != nullptr;
    const bool icu_clusters = need_clusters && iterators_->clusters != nullptr;
    out.assign(text.size(), BreakFlags{!icu_clusters, !icu_lines});
    if (text.empty()) return;
    auto& units = iterators_->index_of_unit;
    iterators_->text.remove();
    units.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
        iterators_->text.append(static_cast<UChar32>(text[i]));
        units.resize(static_cast<std::size_t>(iterators_->text.length()), i);
    }
    const auto each_boundary = [&](icu::BreakIterator& iterator, auto mark) {
        iterator.setText(iterators_->text);
        for (std::int32_t at = iterator.first(); at != icu::BreakIterator::DONE;
             at = iterator.next()) {
            if (static_cast<std::size_t>(at) < units.size())
                mark(out[units[static_cast<std::size_t>(at)]]);
        }
    };
    if (icu_clusters)
        each_boundary(*iterators_->clusters, [](BreakFlags& flags) { flags.cluster = true; });
    if (icu_lines) each_boundary(*iterators_->lines, [](BreakFlags& flags) { flags.line = true; });
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!out[i].cluster) out[i].line = false;
        if (i > 0 && is_digit(text[i - 1]) && kUnits.find(text[i]) != kUnits.npos)
            out[i].line = false;
    }
}

bool BreakFinder::is_ignorable(char32_t c) {
    if (c < 0xad || base::is_han(c)) return false;
    return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

}  // namespace printing
