#pragma once
#include <string>
#include <string_view>

namespace station {

/// What carries a parcel to its depot, as the source of the number delivered it. Nothing here is
/// computed from an address: a wrong 三段码 is worse than none. Pure; any thread.

/// The 集包地 of a label. Sources deliver it as one text: a name ("杭州中转包1"), a code ("571AC",
/// "52"), or both ("杭州中转包1 571AC", "杭州中转包1(571AC)").
struct Hub {
    std::string code;
    std::string name;
};

/// Parts the delivered text; every character of it stands in one of the two, but for the space or
/// the brackets between them. What is not surely a code (2 to 10 capital letters and digits, one of
/// them a digit) is name.
Hub parse_hub(std::string_view delivered);

/// The 三段码 as delivered; without one, the 大头笔 (its forerunner, which some exports fill
/// instead) where that is a whole code of several parts. A bare beginning such as "296-" is none.
std::string sorting_code_of(std::string_view sorting_code, std::string_view marker);

}  // namespace station
