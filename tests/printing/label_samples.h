#pragma once
#include <string>
#include <vector>

#include "printing/label.h"

namespace printing {

/// An everyday label. All persons are made up.
inline LabelContent everyday_label() {
    LabelContent content;
    content.number = "SF1385628716739";
    content.carrier_name = "顺丰速运";
    content.carrier_phone = "95338";
    content.sorting_code = "571W-E5 021";
    content.hub_code = "571AC";
    content.hub_name = "杭州余杭集散中心";
    content.sender = {"林小满",
                      "13800001234",
                      "浙江省",
                      "金华市",
                      "义乌市",
                      "",
                      "北苑街道雪峰西路968号3号楼2层拾光小铺"};
    content.receiver = {"王小明",
                        "13912345678",
                        "浙江省",
                        "杭州市",
                        "余杭区",
                        "仓前街道",
                        "文一西路1218号恒生科技园3栋2单元1001室"};
    content.order_no = "P735210984512345678";
    content.items = {{"TX-208-M", "拾光小铺法式碎花连衣裙夏季新款收腰显瘦", "樱花粉 M码", 1},
                     {"FS-011", "手工珍珠发夹一字夹", "3只装", 2},
                     {"BB-77", "复古帆布包", "燕麦色", 1}};
    content.buyer_note = "麻烦用纸箱包装，送人的，不要放小票，谢谢！";
    content.shop_name = "拾光小铺";
    content.batch = "24日10:00";
    content.sequence = 88;
    content.batch_size = 142;
    content.sheet_code = "PB:2611241:88:1";
    content.printed_at = "11-24 10:02";
    return content;
}

/// Everything at once: second print, carrier QR, long routing.
inline LabelContent full_label() {
    LabelContent content = everyday_label();
    content.number = "78123456789012";
    content.carrier_name = "中通快递";
    content.carrier_phone = "95311";
    content.sorting_code = "356-01-02AOF3-11";
    content.hub_name = "杭州中转包1";
    content.hub_code = "52";
    content.qr = "78123456789012 52 356-01-02";
    content.print_number = 2;
    content.sheet_code = "PB:2611241:88:2";
    return content;
}

/// More than fits: a long address, rare characters, 30 items, emoji, a JD number with its suffix.
inline LabelContent crowded_label() {
    LabelContent content = full_label();
    content.number = "JDVA12345678901-1-1-";
    content.carrier_name = "京东快递";
    content.carrier_phone = "950616";
    content.receiver.name = "䶮㛃𠮷·阿卜杜热合曼·买买提";
    content.receiver.phone = "13912345678-1234";
    content.receiver.detail +=
        "（小区北门进，右手第二栋，电梯坏了请走楼梯，放门口消防栓里，不要打电话，"
        "孩子在睡觉，谢谢师傅！）如无人请放驿站：恒生科技园菜鸟驿站";
    content.items.clear();
    for (int i = 1; i <= 30; ++i)
        content.items.push_back({"SKU-" + std::to_string(i), "长袖针织衫", "黑色 XL码", i});
    // The formatter takes the joined emoji for many columns and breaks the text on for ever.
    // clang-format off
    content.buyer_note =
        "生日礼物🎂请写贺卡：祝小雨生日快乐👨‍👩‍👧‍👦！不要放价格单，"
        "纸箱外面不要写字，里面多放些气泡纸，杯子怕碎，上次收到就是碎的。";
    // clang-format on
    return content;
}

struct NamedContent {
    std::string name;
    LabelContent content;
};

inline std::string repeated(std::string_view text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
}

/// What has broken labels before, or could.
inline std::vector<NamedContent> nasty_labels() {
    std::vector<NamedContent> all;
    const auto add = [&](std::string name, auto change) {
        LabelContent content = full_label();
        change(content);
        all.push_back({std::move(name), std::move(content)});
    };
    add("full", [](LabelContent&) {});
    add("crowded", [](LabelContent& content) { content = crowded_label(); });
    add("address of 200 characters", [](LabelContent& content) {
        content.receiver.detail = repeated("文一西路一千二百一十八号", 17);
        content.sender.detail = repeated("雪峰西路九百六十八号", 20);
    });
    add("one word of 200 letters", [](LabelContent& content) {
        content.receiver.detail = repeated("Wg", 100);
        content.receiver.name = repeated("Mj", 40);
        content.buyer_note = repeated("W", 300);
    });
    add("rare characters", [](LabelContent& content) {
        content.receiver.name = "䶮㛃𠮷";
        content.receiver.detail = "𠮷祥路㙍口村1号";
    });
    add("tall and deep marks", [](LabelContent& content) {
        content.receiver.name = "ÅÇŘjgĘ";
        content.receiver.detail = repeated("ÅĘjgpqyĘ（）｛｝|", 20);
        content.sorting_code = "jgÅQ|";
        content.hub_name = "jgÅĘ";
        content.carrier_name = "jgÅĘ快递";
    });
    add("items with titles of 60 characters", [](LabelContent& content) {
        for (LabelItem& item : content.items) item.title = repeated("法式碎花连衣裙夏季新款", 6);
    });
    add("30 items", [](LabelContent& content) {
        content.items.clear();
        for (int i = 1; i <= 30; ++i)
            content.items.push_back({"SKU-" + std::to_string(i), "长袖针织衫", "黑色 XL码", i});
    });
    add("huge quantities", [](LabelContent& content) {
        for (LabelItem& item : content.items) item.quantity = 2'000'000'000;
        content.sequence = 123456;
        content.batch_size = 999999;
    });
    add("emoji in note and items", [](LabelContent& content) {
        content.buyer_note =
            "谢谢老板👨‍👩‍👧‍👦❤️🎉生日快乐🎂🎂🎂1️⃣🇨"
            "🇳";
        content.items[0].title = "🎁礼盒";
        content.shop_name = "🌸花店🌸";
    });
    add("JD number of 20 characters", [](LabelContent& content) {
        content.number = "JDVA12345678901-1-1-";
        content.carrier_name = "京东快递";
    });
    add("control and direction characters", [](LabelContent& content) {
        content.receiver.detail = "一\n二\t三\r\n\x01\x7f\u202e四\u200b五\ufeff六";
        content.buyer_note = "\xff\xfe 坏字节 \xc3";
    });
    add("long words everywhere", [](LabelContent& content) {
        content.carrier_name = "中国邮政速递物流股份有限公司";
        content.carrier_phone = "400-800-1234567-8901";
        content.sorting_code = "浙杭余-ABCDEFGH-12345678 XYZ";
        content.hub_name = repeated("杭州余杭集散中心", 6);
        content.receiver.phone = "13812345678转123456";
        content.sender.phone = "0571-88881234-123456";
        content.order_no = repeated("P7352109845", 5);
        content.batch = "2026年11月24日十点整批次";
        content.shop_name = repeated("拾光小铺旗舰店", 9);
        content.printed_at = "2026-11-24 10:02:33.123";
        content.print_number = 1234;
    });
    add("test label", [](LabelContent& content) { content.test = true; });
    add("masked", [](LabelContent& content) { content.masking = Masking::Masked; });
    LabelContent bare;
    bare.number = "1";
    all.push_back({"nothing but a number", bare});
    return all;
}

}  // namespace printing
