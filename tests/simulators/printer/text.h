#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace simulators {

/// Numbers between commas ("76 mm", "-3", "0.5"), units dropped; it ends where there is none.
/// Numbers that are no length of paper are 0.
std::vector<double> numbers_of(std::string_view text);
/// The number at a place without its fraction, or `otherwise` where there is none.
int whole(const std::vector<double>& numbers, std::size_t at, int otherwise);
std::string capitals(std::string_view text);
/// Without blanks at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace simulators
