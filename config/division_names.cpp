#include <algorithm>
#include <array>

#include "config/divisions.h"

namespace config {
namespace {

// All names here are Han characters: three bytes each in UTF-8.
constexpr std::size_t kTwoCharacters = 6;

bool drop(std::string_view& name, std::string_view suffix) {
    if (!name.ends_with(suffix) || name.size() < suffix.size() + kTwoCharacters) return false;
    name.remove_suffix(suffix.size());
    return true;
}

void drop_peoples(std::string_view& name) {
    static constexpr std::array<std::string_view, 60> kPeoples = {
        "蒙古族",   "回族",     "藏族",     "维吾尔族", "苗族",     "彝族",   "壮族",
        "布依族",   "朝鲜族",   "满族",     "侗族",     "瑶族",     "白族",   "土家族",
        "哈尼族",   "哈萨克族", "傣族",     "黎族",     "傈僳族",   "佤族",   "畲族",
        "高山族",   "拉祜族",   "水族",     "东乡族",   "纳西族",   "景颇族", "柯尔克孜族",
        "土族",     "达斡尔族", "仫佬族",   "羌族",     "布朗族",   "撒拉族", "毛南族",
        "仡佬族",   "锡伯族",   "阿昌族",   "普米族",   "塔吉克族", "怒族",   "乌孜别克族",
        "俄罗斯族", "鄂温克族", "德昂族",   "保安族",   "裕固族",   "京族",   "塔塔尔族",
        "独龙族",   "鄂伦春族", "赫哲族",   "门巴族",   "珞巴族",   "基诺族", "各族",
        "蒙古",     "哈萨克",   "柯尔克孜", "塔吉克"};
    while (std::ranges::any_of(kPeoples,
                               [&](std::string_view people) { return drop(name, people); })) {
    }
}

}  // namespace

std::string_view division_stem(std::string_view name) {
    std::string_view stem = name;
    for (const std::string_view suffix : {"自治区", "自治州", "自治县", "自治旗"}) {
        if (drop(stem, suffix)) {
            drop_peoples(stem);
            return stem;
        }
    }
    for (const std::string_view suffix :
         {"特别行政区", "地区", "林区", "新区", "街道办事处", "街道", "省", "市", "区", "县", "旗",
          "盟", "州", "镇", "乡"}) {
        if (drop(stem, suffix)) break;
    }
    return stem;
}

}  // namespace config
