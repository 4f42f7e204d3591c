#pragma once
#include <memory>
#include <string_view>
#include <vector>

namespace printing {

/// What may happen in front of a code point.
struct BreakFlags {
    bool cluster = true;  ///< A user-perceived character starts here.
    bool line = false;    ///< A line may start here.
};

/// Finds user-perceived characters (so that an emoji of five code points is one) and the places
/// where a line may be broken: Unicode line breaking (UAX 14) with ICU's Chinese rules; beyond
/// them a number also keeps the unit behind it ("1001室", "3栋"). Keeps iterators: one per thread.
class BreakFinder {
public:
    BreakFinder();
    ~BreakFinder();
    BreakFinder(BreakFinder&&) noexcept;
    BreakFinder& operator=(BreakFinder&&) noexcept;

    /// One entry per code point. If ICU has no rules on this machine, every character is a cluster
    /// and lines may break anywhere.
    void find(std::u32string_view text, std::vector<BreakFlags>& out);

    /// Variation selectors, joiners, direction marks: nothing to see, no glyph needed.
    static bool is_ignorable(char32_t c);

private:
    struct Iterators;
    std::unique_ptr<Iterators> iterators_;
};

}  // namespace printing
