#include "printing/layout_fields.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "base/text.h"

namespace printing {
namespace {

using config::LabelField;

std::string sequence_text(const LabelContent& content) {
    if (content.sequence <= 0) return {};
    std::string text = std::to_string(content.sequence);
    if (content.batch_size > 0) text.append("/").append(std::to_string(content.batch_size));
    return text;
}

std::string item_count_text(const LabelContent& content) {
    if (content.items.empty()) return {};
    std::int64_t pieces = 0;
    for (const LabelItem& item : content.items) pieces += item.quantity;
    return std::to_string(content.items.size()) + "款 " + std::to_string(pieces) + "件";
}

std::string hub_text(const LabelContent& content) {
    if (content.hub_name.empty() || content.hub_code.empty())
        return content.hub_name + content.hub_code;
    return content.hub_name + "  " + content.hub_code;
}

bool ascii_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool ascii_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::string field_text(const LabelContent& content, LabelField field) {
    switch (field) {
        case LabelField::Number:
            return content.number;
        case LabelField::NumberGrouped:
            return grouped_number(content.number);
        case LabelField::CarrierName:
            return content.carrier_name;
        case LabelField::CarrierPhone:
            return content.carrier_phone;
        case LabelField::SortingCode:
            return content.sorting_code;
        case LabelField::Hub:
            return hub_text(content);
        case LabelField::HubCode:
            return content.hub_code;
        case LabelField::HubName:
            return content.hub_name;
        case LabelField::SenderName:
            return content.sender.name;
        case LabelField::SenderPhone:
            return content.sender.phone;
        case LabelField::SenderAddress:
            return region_of(content.sender) + content.sender.detail;
        case LabelField::ReceiverName:
            return content.receiver.name;
        case LabelField::ReceiverPhone:
            return content.receiver.phone;
        case LabelField::ReceiverRegion:
            return region_of(content.receiver);
        case LabelField::ReceiverDetail:
            return content.receiver.detail;
        case LabelField::ReceiverAddress:
            return region_of(content.receiver) + content.receiver.detail;
        case LabelField::OrderNo:
            return content.order_no;
        case LabelField::ItemCount:
            return item_count_text(content);
        case LabelField::BuyerNote:
            return content.buyer_note;
        case LabelField::ShopName:
            return content.shop_name;
        case LabelField::Batch:
            return content.batch;
        case LabelField::Sequence:
            return sequence_text(content);
        case LabelField::PrintNumber:
            return content.print_number >= 2 ? "补打 " + std::to_string(content.print_number) : "";
        case LabelField::Box:
            return content.box;
        case LabelField::PrintedAt:
            return content.printed_at;
        case LabelField::Test:
            return content.test ? "TEST 测试" : "";
        case LabelField::Page:
            return content.page > 0 ? std::to_string(content.page) + "/" +
                                          std::to_string(std::max(content.page, content.pages))
                                    : "";
        case LabelField::Totals:
            return content.totals;
        case LabelField::Packing:
            return content.packing;
        case LabelField::Gifts:
            return content.gifts;
        case LabelField::CarrierQr:
        case LabelField::SheetCode:
        case LabelField::Items:
        case LabelField::Rows:
            return {};
    }
    return {};
}

bool has_field(const LabelContent& content, LabelField field) {
    switch (field) {
        case LabelField::CarrierQr:
            return !content.qr.empty();
        case LabelField::SheetCode:
            return !content.sheet_code.empty();
        case LabelField::Items:
            return !content.items.empty();
        case LabelField::Rows:
            return !content.rows.empty();
        default:
            return !field_text(content, field).empty();
    }
}

bool is_vital(LabelField field) {
    switch (field) {
        case LabelField::Number:
        case LabelField::NumberGrouped:
        case LabelField::SortingCode:
        case LabelField::SenderName:
        case LabelField::SenderPhone:
        case LabelField::SenderAddress:
        case LabelField::ReceiverName:
        case LabelField::ReceiverPhone:
        case LabelField::ReceiverRegion:
        case LabelField::ReceiverDetail:
        case LabelField::ReceiverAddress:
            return true;
        default:
            return false;
    }
}

std::string grouped_number(std::string_view number) {
    const auto digits_from =
        static_cast<std::size_t>(std::ranges::find_if_not(number, ascii_letter) - number.begin());
    const std::string_view behind = number.substr(digits_from);
    const auto digits =
        static_cast<std::size_t>(std::ranges::find_if_not(behind, ascii_digit) - behind.begin());
    std::string text(number.substr(0, digits_from));
    std::size_t group = digits % 4;
    if (group == 1 && digits > 4) group = 5;
    for (std::size_t at = 0; at < digits;) {
        if (group == 0) group = 4;
        if (!text.empty()) text += ' ';
        text += behind.substr(at, group);
        at += group;
        group = 4;
    }
    text += behind.substr(digits);
    return text;
}

std::string region_of(const Party& party) {
    std::string text = party.province;
    if (party.city != party.province) text += party.city;
    if (party.district != party.city) text += party.district;
    if (party.town != party.district) text += party.town;
    return text;
}

}  // namespace printing
