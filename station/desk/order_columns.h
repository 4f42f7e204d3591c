#pragma once
#include <charconv>
#include <cstdlib>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "station/store/database.h"

// The columns of an order that an import may change, as they are kept for its undo.
namespace station {

enum class Kind { Text, Number, MaybeNumber };
struct Column {
    const char* name;
    Kind kind;
};

// What an import may change of an order, its state apart. Personal data stays sealed with the
// order's own key.
inline constexpr Column kOrderColumns[] = {{"status_text", Kind::Text},
                                           {"after_sale", Kind::Text},
                                           {"order_type", Kind::Text},
                                           {"tags", Kind::Text},
                                           {"created_at", Kind::Number},
                                           {"ship_by", Kind::MaybeNumber},
                                           {"presale_start", Kind::MaybeNumber},
                                           {"total_fen", Kind::Number},
                                           {"weight_g", Kind::Number},
                                           {"province", Kind::Text},
                                           {"city", Kind::Text},
                                           {"district", Kind::Text},
                                           {"name_enc", Kind::Text},
                                           {"phone_enc", Kind::Text},
                                           {"address_enc", Kind::Text},
                                           {"detail_enc", Kind::Text},
                                           {"buyer_note_enc", Kind::Text},
                                           {"remark_enc", Kind::Text},
                                           {"parsed_enc", Kind::Text},
                                           {"raw_enc", Kind::Text},
                                           {"reasons_enc", Kind::Text},
                                           {"masked_receiver", Kind::Text},
                                           {"name_hash", Kind::Text},
                                           {"phone_hash", Kind::Text},
                                           {"last4_hash", Kind::Text},
                                           {"address_hash", Kind::Text},
                                           {"place_hash", Kind::Text},
                                           {"buyer_hash", Kind::Text},
                                           {"seller_flag", Kind::Text},
                                           {"has_note", Kind::Number},
                                           {"verdict", Kind::Text},
                                           {"released", Kind::Number},
                                           {"manual_hold", Kind::Number},
                                           {"carrier", Kind::Text},
                                           {"carrier_rule", Kind::Text},
                                           {"file_number", Kind::Text},
                                           {"file_carrier", Kind::Text},
                                           {"file_sorting", Kind::Text},
                                           {"file_hub", Kind::Text},
                                           {"content_hash", Kind::Text},
                                           {"screen_hash", Kind::Text},
                                           {"as_of", Kind::Number},
                                           {"import_id", Kind::MaybeNumber},
                                           {"news", Kind::Text},
                                           {"news_as_of", Kind::MaybeNumber},
                                           {"asked", Kind::Number},
                                           {"items_hash", Kind::Text},
                                           {"kind", Kind::Text}};

inline constexpr Column kItemColumns[] = {
    {"line", Kind::Number},      {"sku_id", Kind::Text},      {"barcode", Kind::Text},
    {"seller_code", Kind::Text}, {"title", Kind::Text},       {"spec", Kind::Text},
    {"quantity", Kind::Number},  {"price_fen", Kind::Number}, {"is_gift", Kind::Number}};

// What a refund export may change: a request, and of its order what the request says of it.
inline constexpr Column kRequestColumns[] = {{"order_no", Kind::Text},
                                             {"kind", Kind::Text},
                                             {"kind_text", Kind::Text},
                                             {"state", Kind::Text},
                                             {"state_text", Kind::Text},
                                             {"reason", Kind::Text},
                                             {"title", Kind::Text},
                                             {"amount_fen", Kind::Number},
                                             {"asked_at", Kind::MaybeNumber},
                                             {"answer_by", Kind::MaybeNumber},
                                             {"received_at", Kind::MaybeNumber},
                                             {"as_of", Kind::Number},
                                             {"import_id", Kind::MaybeNumber}};
inline constexpr Column kRequestedColumns[] = {{"after_sale", Kind::Text},
                                               {"news", Kind::Text},
                                               {"news_as_of", Kind::MaybeNumber},
                                               {"asked", Kind::Number}};

inline std::string list_of(std::span<const Column> columns) {
    std::string list;
    for (const Column& column : columns)
        list += std::string(list.empty() ? "" : ", ") + column.name;
    return list;
}
inline std::string column_list() {
    return list_of(kOrderColumns);
}
inline std::string item_list() {
    return list_of(kItemColumns);
}

/// One field of a former order: "name=length:value". Text from outside may hold any separator.
inline void add_field(std::string& out, std::string_view name, std::string_view text) {
    out += name;
    out += '=';
    out += std::to_string(text.size());
    out += ':';
    out += text;
}

/// The cells of a row from the place `first` on, each as a field.
inline void add_fields(std::string& out, std::span<const Column> columns, const Row& row,
                       std::size_t first) {
    for (const Column& column : columns) {
        const std::size_t place = first++;
        if (row.null(place)) continue;
        add_field(out, column.name,
                  column.kind == Kind::Text ? row.text(place) : std::to_string(row.integer(place)));
    }
}

/// The order, then its items, each of which begins with its line. Empty for a damaged text.
inline std::vector<std::map<std::string, std::string>> parts_of_former(std::string_view text) {
    std::vector<std::map<std::string, std::string>> parts(1);
    while (!text.empty()) {
        const auto equals = text.find('=');
        const auto colon = text.find(':', equals == text.npos ? 0 : equals);
        if (equals == text.npos || colon == text.npos) return {};
        const std::string name(text.substr(0, equals));
        std::size_t size = 0;
        const auto digits = text.substr(equals + 1, colon - equals - 1);
        const auto [end, problem] =
            std::from_chars(digits.data(), digits.data() + digits.size(), size);
        if (problem != std::errc() || end != digits.data() + digits.size() ||
            size > text.size() - colon - 1)
            return {};
        if (name == "line") parts.emplace_back();
        parts.back()[name] = text.substr(colon + 1, size);
        text.remove_prefix(colon + 1 + size);
    }
    return parts;
}

/// The cell of a column as it was kept.
inline Value stored(const Column& column, const std::map<std::string, std::string>& former) {
    const auto cell = former.find(column.name);
    if (column.kind == Kind::Text)
        return value(cell == former.end() ? std::string() : cell->second);
    if (cell == former.end()) return column.kind == Kind::Number ? value(0) : Value{};
    return value(static_cast<std::int64_t>(std::atoll(cell->second.c_str())));
}

/// "name = $1, …" for the columns as they were kept; their values go to the end of `cells`.
inline std::string assignments(std::span<const Column> columns,
                               const std::map<std::string, std::string>& former,
                               std::vector<Value>& cells) {
    std::string sql;
    for (const Column& column : columns) {
        cells.push_back(stored(column, former));
        sql += (sql.empty() ? "" : ", ") + std::string(column.name) + " = $" +
               std::to_string(cells.size());
    }
    return sql;
}

}  // namespace station
