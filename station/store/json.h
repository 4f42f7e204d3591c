#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace station {

/// The small JSON texts that stand in database columns: string maps and lists. Reading never
/// fails: what is not what it should be reads as empty (only our own code writes these columns).
std::string to_json(const std::map<std::string, std::string>& map);
std::map<std::string, std::string> map_from_json(std::string_view text);
std::string to_json(const std::vector<std::map<std::string, std::string>>& rows);
std::vector<std::map<std::string, std::string>> rows_from_json(std::string_view text);

}  // namespace station
