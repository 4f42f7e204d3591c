#include "config/suggest.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace config {

int edit_distance(std::u32string_view a, std::u32string_view b) {
    // Optimal string alignment: three rows of the usual table.
    std::vector<int> before(b.size() + 1);
    std::vector<int> last(b.size() + 1);
    std::vector<int> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::string closest(std::string_view word, std::span<const std::string> candidates) {
    // Nobody mistypes a name of hundreds of characters; untrusted input must not cost time here.
    if (word.size() > 200) return {};
    const std::u32string wanted = base::to_utf32(word);
    std::string best;
    int best_distance = std::max(1, static_cast<int>(wanted.size()) / 3) + 1;
    for (const std::string& candidate : candidates) {
        const int distance = edit_distance(wanted, base::to_utf32(candidate));
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
    const std::string near = closest(word, candidates);
    return near.empty() ? std::string{} : "; did you mean '" + near + "'?";
}

}  // namespace config
