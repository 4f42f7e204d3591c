#include "tests/generators/order_exports.h"

#include <iconv.h>

#include <algorithm>
#include <stdexcept>

#include "tests/station/orders/xlsx_maker.h"

namespace tests {
namespace {

/// splitmix64: the same numbers everywhere, which std distributions do not promise.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }
    bool one_in(int n) { return below(n) == 0; }
    template <typename T>
    void shuffle(std::vector<T>& items) {
        for (std::size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[static_cast<std::size_t>(below(static_cast<int>(i)))]);
    }

private:
    std::uint64_t state_;
};

std::string padded(int n, std::size_t digits) {
    std::string text = std::to_string(n);
    return text.size() >= digits ? text : std::string(digits - text.size(), '0') + text;
}

std::string time_text(Dice& dice, int day) {
    return "2026-11-" + padded(day, 2) + " " + padded(dice.below(24), 2) + ":" +
           padded(dice.below(60), 2) + ":" + padded(dice.below(60), 2);
}

struct Place {
    const char* province;
    const char* city;
    const char* district;
    const char* street;
};
constexpr Place kPlaces[] = {
    {"浙江省", "杭州市", "西湖区", "文三路"},   {"广东省", "深圳市", "南山区", "科技园路"},
    {"北京市", "北京市", "朝阳区", "建国路"},   {"四川省", "成都市", "武侯区", "人民南路"},
    {"江苏省", "南京市", "鼓楼区", "中山北路"}, {"湖北省", "武汉市", "洪山区", "珞喻路"},
};
constexpr const char* kFamily[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "周"};
constexpr const char* kGiven[] = {"小明", "丽华", "建国", "秀英", "志强", "雨桐", "子涵"};

GeneratedRow order_row(int n, Dice& dice) {
    const Place& place = kPlaces[static_cast<std::size_t>(dice.below(6))];
    const std::string created = time_text(dice, 22);
    GeneratedRow row = {
        {"订单号", "P7000000000000" + padded(n, 5)},
        {"订单状态", "待配货"},
        {"售后状态", "无售后"},
        {"订单类型", "现货"},
        {"收件人姓名", std::string(kFamily[dice.below(8)]) + kGiven[dice.below(7)]},
        {"收件人电话", "138" + padded(dice.below(100'000'000), 8)},
        {"省", place.province},
        {"市", place.city},
        {"区", place.district},
        {"收件人地址", std::string(place.province) +
                           (std::string(place.province) == place.city ? "" : place.city) +
                           place.district + place.street + std::to_string(n + 1) + "号" +
                           std::to_string(dice.below(9) + 1) + "幢" +
                           std::to_string(dice.below(30) + 1) + "01室"},
        {"用户编号", "U" + padded(n, 7)},
        {"店铺名称", "示例花店"},
        {"订单创建时间", created},
        {"支付时间", created},
        {"承诺发货时间", time_text(dice, 25)},
    };
    if (dice.one_in(6)) row["用户备注"] = "请放门口, \"谢谢\"";
    if (dice.one_in(9)) row["包裹备注标记"] = "绿旗";
    if (dice.one_in(9)) row["包裹备注信息"] = "送一张贺卡";
    if (dice.one_in(8)) row["预售订单开始发货时间"] = time_text(dice, 26);
    if (dice.one_in(5)) {
        row["快递公司"] = "中通快递";
        row["快递单号"] = "7868945" + padded(n, 7);
        row["三段码/Express Extend 2"] = "571-Q12-" + padded(dice.below(999), 3);
        row["集包地/Express Extend 1"] = "杭州集包";
    }
    return row;
}

void add_item(GeneratedRow& row, int line, Dice& dice) {
    const int pieces = dice.below(3) + 1;
    const int price_fen = (dice.below(9000) + 100) * pieces;
    const std::string yuan = std::to_string(price_fen / 100) + "." + padded(price_fen % 100, 2);
    // One article has one of each code, as in a shop.
    const int article = dice.below(500);
    row["规格ID"] = "6000051338147702" + padded(article * 10, 4);
    row["条形码"] = "69" + padded(article, 5) + "100000";
    row["商家编码"] = "HH-" + padded(article, 3);
    row["商品名称"] = "干花花束, 小号";
    row["SKU名称"] = "干花花束";
    row["SKU规格"] = "米白;小号";
    row["SKU件数"] = std::to_string(pieces);
    row["是否为赠品"] = line > 0 && dice.one_in(3) ? "是" : "否";
    row["商品总价(元)"] = yuan;
    row["用户应付金额(元)"] = yuan;
    row["sku净重(kg)"] = "0.25";
}

std::string in_gb18030(const std::string& utf8) {
    const iconv_t converter = iconv_open("GB18030", "UTF-8");
    if (converter == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error("no GB18030");
    std::string out(utf8.size() * 4, '\0');
    char* from = const_cast<char*>(utf8.data());
    std::size_t left = utf8.size();
    char* to = out.data();
    std::size_t room = out.size();
    const auto done = iconv(converter, &from, &left, &to, &room);
    iconv_close(converter);
    if (done == static_cast<std::size_t>(-1)) throw std::runtime_error("not convertible");
    out.resize(out.size() - room);
    return out;
}

std::string styled(const std::string& title, std::string text, const ExportStyle& style) {
    if (text.empty()) return text;
    const bool is_time = title.find("时间") != std::string::npos;
    if (is_time && style.slash_dates) std::replace(text.begin(), text.end(), '-', '/');
    if (style.leading_tabs) text = "\t" + text;
    if (style.trailing_tabs) text += "\t";
    return text;
}

std::string csv_cell(const std::string& text, const ExportStyle& style) {
    const bool digits = text.size() > 10 && std::all_of(text.begin(), text.end(), [](char c) {
                            return (c >= '0' && c <= '9') || c == 'P';
                        });
    if (style.guarded && digits) return "=\"" + text + "\"";
    if (text.find_first_of("\",\n\r\t;") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

using Cells = std::vector<std::vector<std::string>>;

std::string csv_text(const Cells& cells, const ExportStyle& style) {
    std::string text;
    for (const auto& row : cells) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) text += style.separator;
            text += csv_cell(row[i], style);
        }
        text += style.crlf ? "\r\n" : "\n";
    }
    switch (style.encoding) {
        case ExportStyle::Encoding::Utf8WithBom:
            return "\xEF\xBB\xBF" + text;
        case ExportStyle::Encoding::Gb18030:
            return in_gb18030(text);
        default:
            return text;
    }
}

std::string xml_text(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

base::Bytes workbook(const Cells& cells, ExportStyle::Format format) {
    WorkbookXml xml;
    if (format == ExportStyle::Format::Xlsx) {
        for (const auto& row : cells) xml.sheet_data += inline_rows({row});
        return make_workbook(xml);
    }
    std::map<std::string, std::size_t> numbers;
    for (const auto& row : cells) {
        xml.sheet_data += "<row>";
        for (const std::string& cell : row) {
            const auto [found, is_new] = numbers.emplace(cell, numbers.size());
            if (is_new)
                xml.strings += "<si><t xml:space=\"preserve\">" + xml_text(cell) + "</t></si>";
            xml.sheet_data += "<c t=\"s\"><v>" + std::to_string(found->second) + "</v></c>";
        }
        xml.sheet_data += "</row>";
    }
    return make_workbook(xml);
}

}  // namespace

const std::vector<std::string>& export_titles() {
    static const std::vector<std::string> titles = {"订单号",
                                                    "订单状态",
                                                    "售后状态",
                                                    "订单类型",
                                                    "订单标记",
                                                    "收件人姓名",
                                                    "收件人电话",
                                                    "收件人地址",
                                                    "省",
                                                    "市",
                                                    "区",
                                                    "区域编码",
                                                    "小红书编码",
                                                    "条形码",
                                                    "规格ID",
                                                    "达人ID",
                                                    "达人名称",
                                                    "SKU名称",
                                                    "SKU规格",
                                                    "SKU件数",
                                                    "是否为赠品",
                                                    "发票/Invoice",
                                                    "商品总价(元)",
                                                    "用户应付金额(元)",
                                                    "平台优惠(元)",
                                                    "店铺优惠(元)",
                                                    "支付渠道优惠(元)",
                                                    "SKU商家改价(元)",
                                                    "商家应收金额(元)（支付金额）",
                                                    "支付方式",
                                                    "支付渠道订单号",
                                                    "支付期数",
                                                    "利息费用",
                                                    "手续费承担方",
                                                    "支付时间",
                                                    "sku净重(kg)",
                                                    "包裹总净重(kg)",
                                                    "包裹总运费(元)",
                                                    "快递公司",
                                                    "快递单号",
                                                    "发货链接",
                                                    "大头笔/Paint Marker",
                                                    "集包地/Express Extend 1",
                                                    "三段码/Express Extend 2",
                                                    "订购人身份证姓名/ID Name",
                                                    "订购人身份证号/ID Number",
                                                    "收件人身份证姓名",
                                                    "收件人身份证号",
                                                    "订单创建时间",
                                                    "预售订单开始发货时间",
                                                    "预售订单截止发货时间",
                                                    "承诺发货时间",
                                                    "订单发货时间",
                                                    "订单完成时间",
                                                    "发货仓库",
                                                    "确认收货类型",
                                                    "是否延迟收货",
                                                    "用户备注",
                                                    "包裹备注标记",
                                                    "包裹备注信息",
                                                    "异常原因",
                                                    "店铺名称",
                                                    "用户编号",
                                                    "运费模版名称",
                                                    "物流方案名称",
                                                    "第三方机构订单号",
                                                    "国补模式",
                                                    "供应商id",
                                                    "供应商名称",
                                                    "商家编码",
                                                    "商品ID",
                                                    "商品名称"};
    return titles;
}

std::vector<GeneratedRow> generate_orders(int orders, std::uint64_t seed) {
    Dice dice(seed);
    std::vector<GeneratedRow> rows;
    for (int n = 0; n < orders; ++n) {
        const GeneratedRow order = order_row(n, dice);
        const int lines = dice.one_in(3) ? dice.below(3) + 1 : 1;
        for (int line = 0; line < lines; ++line) {
            rows.push_back(order);
            add_item(rows.back(), line, dice);
        }
    }
    return rows;
}

std::vector<GeneratedRow> generate_single_rows(int orders, std::uint64_t seed) {
    Dice dice(seed);
    std::vector<GeneratedRow> rows;
    for (int n = 0; n < orders; ++n) {
        rows.push_back(order_row(n, dice));
        add_item(rows.back(), 0, dice);
    }
    return rows;
}

base::Bytes write_export(const std::vector<GeneratedRow>& rows, const ExportStyle& style,
                         std::uint64_t seed) {
    Dice dice(seed);
    std::vector<std::string> titles = export_titles();
    static constexpr const char* kExtra[] = {"商品税费(元)", "定制信息", "买家承担运费(元)"};
    for (std::size_t i = 0; static_cast<int>(titles.size()) < style.columns; ++i)
        titles.push_back(i < std::size(kExtra) ? kExtra[i] : "新列" + std::to_string(i));
    std::vector<GeneratedRow> ordered = rows;
    if (style.shuffled) {
        dice.shuffle(titles);
        dice.shuffle(ordered);
    }
    Cells cells = {titles};
    for (const GeneratedRow& row : ordered) {
        std::vector<std::string> line;
        for (const std::string& title : titles) {
            const auto cell = row.find(title);
            line.push_back(styled(title, cell == row.end() ? "" : cell->second, style));
        }
        cells.push_back(std::move(line));
    }
    if (style.format != ExportStyle::Format::Csv) return workbook(cells, style.format);
    const std::string text = csv_text(cells, style);
    return {text.begin(), text.end()};
}

}  // namespace tests
