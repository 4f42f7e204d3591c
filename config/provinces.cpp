#include "config/provinces.h"

#include <array>
#include <map>

namespace config {

std::span<const Province> provinces() {
    // Names and codes: GB/T 2260. Short forms: waybill practice; "吉" to "宁" are the plate
    // letters.
    static const std::array<Province, 34> kProvinces = {{
        {11, "北京市", "北京", {"京"}},           {12, "天津市", "天津", {"津"}},
        {13, "河北省", "河北", {"冀"}},           {14, "山西省", "山西", {"晋"}},
        {15, "内蒙古自治区", "内蒙古", {"蒙"}},   {21, "辽宁省", "辽宁", {"辽"}},
        {22, "吉林省", "吉林", {"吉"}},           {23, "黑龙江省", "黑龙江", {"黑"}},
        {31, "上海市", "上海", {"沪"}},           {32, "江苏省", "江苏", {"苏"}},
        {33, "浙江省", "浙江", {"浙"}},           {34, "安徽省", "安徽", {"皖"}},
        {35, "福建省", "福建", {"闽"}},           {36, "江西省", "江西", {"赣"}},
        {37, "山东省", "山东", {"鲁"}},           {41, "河南省", "河南", {"豫"}},
        {42, "湖北省", "湖北", {"鄂"}},           {43, "湖南省", "湖南", {"湘"}},
        {44, "广东省", "广东", {"粤"}},           {45, "广西壮族自治区", "广西", {"桂"}},
        {46, "海南省", "海南", {"琼"}},           {50, "重庆市", "重庆", {"渝"}},
        {51, "四川省", "四川", {"川", "蜀"}},     {52, "贵州省", "贵州", {"贵", "黔"}},
        {53, "云南省", "云南", {"云", "滇"}},     {54, "西藏自治区", "西藏", {"藏"}},
        {61, "陕西省", "陕西", {"陕", "秦"}},     {62, "甘肃省", "甘肃", {"甘", "陇"}},
        {63, "青海省", "青海", {"青"}},           {64, "宁夏回族自治区", "宁夏", {"宁"}},
        {65, "新疆维吾尔自治区", "新疆", {"新"}}, {71, "台湾省", "台湾", {"台"}},
        {81, "香港特别行政区", "香港", {"港"}},   {82, "澳门特别行政区", "澳门", {"澳"}},
    }};
    return kProvinces;
}

const Province* find_province(std::string_view name) {
    static const std::map<std::string, const Province*, std::less<>> kByName = [] {
        std::map<std::string, const Province*, std::less<>> names;
        for (const Province& province : provinces()) {
            names[std::string(province.name)] = &province;
            names[std::string(province.stem)] = &province;
            for (const std::string_view letter : province.one_letter)
                names[std::string(letter)] = &province;
            for (const char* suffix : {"省", "市", "自治区"})
                names.emplace(std::string(province.stem) + suffix, &province);
        }
        // "吉林市" and "海南州" are cities; only municipalities take 市.
        for (const Province& province : provinces()) {
            const bool municipality = province.name.ends_with("市");
            if (!municipality) names.erase(std::string(province.stem) + "市");
        }
        names["内蒙"] = names["内蒙古"];
        names["内蒙古省"] = names["内蒙古"];
        names["广西自治区"] = names["广西"];
        return names;
    }();
    const auto found = kByName.find(name);
    return found == kByName.end() ? nullptr : found->second;
}

const Province* find_province(int code) {
    for (const Province& province : provinces()) {
        if (province.code == code) return &province;
    }
    return nullptr;
}

}  // namespace config
