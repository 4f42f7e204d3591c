#pragma once
#include <array>
#include <random>
#include <string>

#include "printing/label.h"

namespace benchmarks {

/// The n-th order of a made-up shop's day: another receiver, address, number, note and other items
/// each time, with the mix of characters that Chinese names and roads have. Always the same for
/// the same n. Nobody in it exists.
inline printing::LabelContent batch_label(int n) {
    std::mt19937 random(static_cast<unsigned>(n) * 2654435761U + 17U);
    const auto pick = [&](const auto& list) -> const auto& {
        return list[random() % list.size()];
    };
    const auto number = [&](unsigned from, unsigned to) {
        return std::to_string(from + random() % (to - from + 1));
    };
    const auto digits = [&](int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += static_cast<char>('0' + random() % 10);
        return text;
    };
    struct Place {
        const char *province, *city, *district, *town;
    };
    static constexpr std::array kSurnames = {"王", "李", "张", "刘", "陈",   "杨",   "黄",
                                             "赵", "吴", "周", "徐", "孙",   "马",   "朱",
                                             "胡", "郭", "何", "高", "欧阳", "司马", "诸葛"};
    static constexpr std::array kGiven = {
        "伟", "芳", "娜", "敏", "静", "秀", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟",
        "涛", "明", "超", "霞", "平", "刚", "桂", "英", "梓", "涵", "宇", "轩", "欣", "怡",
        "浩", "然", "诗", "琪", "沐", "宸", "语", "桐", "翊", "晗", "霖", "潇", "媛", "颖"};
    static constexpr std::array kPlaces = {
        Place{"浙江省", "杭州市", "余杭区", "仓前街道"},
        Place{"广东省", "深圳市", "南山区", "粤海街道"},
        Place{"上海市", "上海市", "浦东新区", "张江镇"},
        Place{"北京市", "北京市", "朝阳区", "望京街道"},
        Place{"四川省", "成都市", "武侯区", "桂溪街道"},
        Place{"江苏省", "苏州市", "昆山市", "花桥镇"},
        Place{"湖北省", "武汉市", "洪山区", "关山街道"},
        Place{"陕西省", "西安市", "雁塔区", "丈八沟街道"},
        Place{"山东省", "青岛市", "崂山区", "中韩街道"},
        Place{"福建省", "厦门市", "思明区", "莲前街道"},
        Place{"辽宁省", "大连市", "甘井子区", "凌水街道"},
        Place{"广西壮族自治区", "南宁市", "青秀区", "南湖街道"},
        Place{"新疆维吾尔自治区", "乌鲁木齐市", "天山区", "新华南路街道"},
        Place{"内蒙古自治区", "呼和浩特市", "赛罕区", "敕勒川路街道"}};
    static constexpr std::array kRoads = {"文一西路",     "科技南十二路", "祖冲之路", "阜通东大街",
                                          "天府大道中段", "绿地大道",     "珞喻路",   "锦业一路",
                                          "香港东路",     "莲前西路",     "凌海路",   "民族大道",
                                          "解放南路",     "人民北路"};
    static constexpr std::array kEstates = {
        "恒生科技园", "阳光花园", "金地名京",     "保利香槟国际", "万科城市之光",
        "翡翠天际府", "御景苑",   "碧桂园凤凰城", "和谐家园",     "滨江一号"};
    static constexpr std::array kGoods = {"手工陶瓷杯 日式粗陶马克杯", "法式碎花连衣裙夏季新款收腰",
                                          "亚麻桌布 棉麻文艺小清新",   "香薰蜡烛礼盒 大豆蜡",
                                          "宝宝辅食碗硅胶吸盘碗",      "手冲咖啡滤杯 V60",
                                          "帆布包大容量单肩托特",      "珍珠发夹一字夹刘海夹",
                                          "露营折叠椅 克米特椅",       "桂花乌龙茶 茶包20袋"};
    static constexpr std::array kSpecs = {"云朵白/350ml", "樱花粉 M码", "140x200cm", "燕麦色",
                                          "墨绿 L码",     "3只装",      "原木色",    "薄荷曼波 XL"};
    static constexpr std::array kNotes = {"",
                                          "",
                                          "",
                                          "麻烦用纸箱包装，送人的，不要放小票，谢谢！",
                                          "放门卫就行，工作日白天不在家",
                                          "周末再送，到了请打电话",
                                          "生日礼物，请写一张贺卡：祝小雨生日快乐，天天开心",
                                          "易碎！请多放些气泡纸"};
    printing::LabelContent label;
    switch (n % 4) {
        case 0:
            label.number = "SF" + digits(13);
            label.carrier_name = "顺丰速运";
            label.carrier_phone = "95338";
            break;
        case 1:
            label.number = "78" + digits(12);
            label.carrier_name = "中通快递";
            label.carrier_phone = "95311";
            break;
        case 2:
            label.number = "YT" + digits(13);
            label.carrier_name = "圆通速递";
            label.carrier_phone = "95554";
            break;
        default:
            label.number = "JDVA" + digits(11);
            label.carrier_name = "京东快递";
            label.carrier_phone = "950616";
            break;
    }
    label.sorting_code = digits(3) + "-" + digits(2) + "-" + digits(3);
    const Place& place = pick(kPlaces);
    label.hub_name = std::string(place.city) + "转运中心";
    label.hub_code = digits(3) + "AC";
    if (n % 3 == 0) label.qr = label.number + " " + label.sorting_code;
    label.sender = {"示例小店", "0571-88000000", "浙江省", "杭州市", "余杭区", "", "示例路1号2幢"};
    label.receiver.name = std::string(pick(kSurnames)) + pick(kGiven);
    if (n % 3 != 0) label.receiver.name += pick(kGiven);
    label.receiver.phone = "139" + digits(8) + (n % 5 == 0 ? "-" + digits(4) : "");
    label.receiver.province = place.province;
    label.receiver.city = place.city;
    label.receiver.district = place.district;
    label.receiver.town = place.town;
    label.receiver.detail = std::string(pick(kRoads)) + number(1, 1999) + "号" + pick(kEstates) +
                            number(1, 40) + "栋" + number(1, 4) + "单元" + number(101, 3204) + "室";
    label.order_no = "P7" + digits(17);
    for (auto i = 0UL, items = 1 + random() % 3; i < items; ++i)
        label.items.push_back({"TX-" + number(100, 999), pick(kGoods), pick(kSpecs),
                               1 + static_cast<int>(random() % 3)});
    label.buyer_note = pick(kNotes);
    label.shop_name = "示例小店";
    label.batch = "24日10:00";
    label.sequence = n + 1;
    label.batch_size = 1000;
    label.sheet_code = "PB1.2611241." + std::to_string(n + 1) + ".1.K";
    label.printed_at = "11-24 10:02";
    return label;
}

}  // namespace benchmarks
