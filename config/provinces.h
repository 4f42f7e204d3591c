#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// One of the 34 province-level divisions and how people write it.
struct Province {
    int code;               ///< First two digits of its division codes: 33.
    std::string_view name;  ///< "浙江省", "内蒙古自治区", "香港特别行政区".
    std::string_view stem;  ///< "浙江", "内蒙古", "香港".
    std::vector<std::string_view> one_letter;  ///< "浙"; "滇" and "云".
};

/// All of them, by code.
std::span<const Province> provinces();

/// By full name, stem, a wrong suffix ("广西省", "北京省"), or the short forms 内蒙 and one letter
/// ("浙"); nullptr otherwise.
const Province* find_province(std::string_view name);
const Province* find_province(int code);

}  // namespace config
