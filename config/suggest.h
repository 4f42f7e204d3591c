#pragma once
#include <span>
#include <string>
#include <string_view>

namespace config {

/// Edits (insert, delete, replace, swap of neighbours) between two words, in code points.
int edit_distance(std::u32string_view a, std::u32string_view b);

/// The candidate that `word` most probably meant to be: at most a third of its characters wrong
/// (one for short words); empty when none is near. Pure.
std::string closest(std::string_view word, std::span<const std::string> candidates);

/// "; did you mean 'port'?" or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace config
