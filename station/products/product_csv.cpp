#include "station/products/product_csv.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "station/orders/table_file.h"
#include "station/product_desk.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kMostRows = 20'000;

/// Other titles that a column may have, as shop back ends and people write them. Compared without
/// spaces, case and width.
constexpr std::pair<std::string_view, ProductField> kOtherTitles[] = {
    {"SKU ID", ProductField::SkuId},
    {"sku_id", ProductField::SkuId},
    {"规格编号", ProductField::SkuId},
    {"seller_code", ProductField::SellerCode},
    {"商品编码", ProductField::SellerCode},
    {"货号", ProductField::SellerCode},
    {"barcodes", ProductField::Barcodes},
    {"barcode", ProductField::Barcodes},
    {"条码", ProductField::Barcodes},
    {"国际条码", ProductField::Barcodes},
    {"title", ProductField::Title},
    {"SKU名称", ProductField::Title},
    {"名称", ProductField::Title},
    {"spec", ProductField::Spec},
    {"SKU规格", ProductField::Spec},
    {"box", ProductField::Box},
    {"箱子", ProductField::Box},
    {"纸箱", ProductField::Box},
    {"包装箱", ProductField::Box},
    {"materials", ProductField::Materials},
    {"包材", ProductField::Materials},
    {"包装", ProductField::Materials},
    {"gifts", ProductField::Gifts},
    {"weight_g", ProductField::WeightG},
    {"重量", ProductField::WeightG},
    {"重量g", ProductField::WeightG},
    {"重量(g)", ProductField::WeightG},
    {"shelf", ProductField::Shelf},
    {"货位", ProductField::Shelf},
    {"库位", ProductField::Shelf},
    {"note", ProductField::Note},
    {"no_barcode", ProductField::NoBarcode},
};

std::string plain_title(std::string_view title) {
    std::string plain;
    for (const char c : base::to_upper(base::nfkc(title))) {
        if (c != ' ' && c != '_' && c != '\t') plain += c;
    }
    return plain;
}

std::optional<ProductField> field_of(std::string_view title) {
    const std::string wanted = plain_title(title);
    for (const ProductFieldInfo& info : product_fields()) {
        if (plain_title(info.title) == wanted) return info.field;
    }
    for (const auto& [other, field] : kOtherTitles) {
        if (plain_title(other) == wanted) return field;
    }
    return std::nullopt;
}

/// A spreadsheet program takes a text that begins so for a formula, and runs it.
bool looks_like_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

bool is_code(std::string_view text) {
    return text.size() > 1 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }) &&
           (text.size() > 10 || text[0] == '0');
}

std::string cell(const std::string& text, ProductField field) {
    if (is_code(text) && field != ProductField::WeightG) return "\"=\"\"" + text + "\"\"\"";
    // An apostrophe of the text's own is doubled, so that reading takes away one only.
    const bool guard = looks_like_formula(text) ||
                       (text.starts_with('\'') && looks_like_formula(text.substr(1))) ||
                       text.starts_with("''");
    const std::string safe = guard ? "'" + text : text;
    if (safe.find_first_of(",\"\r\n\t;") == safe.npos) return safe;
    std::string out = "\"";
    for (const char c : safe) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

/// Takes away what cell() put in front.
std::string_view unguarded(std::string_view text) {
    if (text.size() > 1 && text[0] == '\'' &&
        (looks_like_formula(text.substr(1)) || text[1] == '\''))
        text.remove_prefix(1);
    return text;
}

struct Column {
    std::size_t at = 0;
    ProductField field = ProductField::SkuId;
    std::string title;
};

}  // namespace

base::Bytes write_product_csv(std::span<const Product> products) {
    std::string out = "\xEF\xBB\xBF";
    for (const ProductFieldInfo& info : product_fields())
        out += std::string(info.field == ProductField::SkuId ? "" : ",") +
               cell(std::string(info.title), info.field);
    out += "\r\n";
    for (const Product& product : products) {
        for (const ProductFieldInfo& info : product_fields()) {
            std::string text = product[info.field];
            if (info.field == ProductField::NoBarcode && !text.empty()) text = "是";
            out +=
                std::string(info.field == ProductField::SkuId ? "" : ",") + cell(text, info.field);
        }
        out += "\r\n";
    }
    base::Bytes bytes;
    base::append(bytes, std::string_view(out));
    return bytes;
}

base::Result<ProductFile> read_product_file(const std::string& name, base::ByteView content) {
    auto table = read_table(content);
    if (!table) return base::pass(table, name);
    ProductFile file;
    file.name = name;
    file.rows = static_cast<int>(table->row_count());
    if (table->row_count() > kMostRows)
        return fail(ErrorCode::InvalidInput,
                    name + " has " + std::to_string(table->row_count()) +
                        " rows; expected at most " + std::to_string(kMostRows) + " at once",
                    "error.product_rows");
    std::vector<Column> columns;
    std::string found;
    for (std::size_t c = 0; c < table->column_count(); ++c) {
        const std::string title(base::trim(table->header(c)));
        if (title.empty()) continue;
        found += (found.empty() ? "" : "、") + title;
        const auto field = field_of(title);
        if (!field) {
            file.ignored.push_back(title);
            continue;
        }
        const std::string place = title + " (" + column_letters(c) + ")";
        const auto twice = std::ranges::find(columns, *field, &Column::field);
        if (twice != columns.end())
            return fail(ErrorCode::InvalidInput,
                        name + ": " + twice->title + " and " + place + " mean the same field",
                        "error.product_columns");
        columns.push_back({c, *field, place});
    }
    const bool has_key = std::ranges::any_of(columns, [](const Column& column) {
        return column.field == ProductField::SkuId || column.field == ProductField::SellerCode ||
               column.field == ProductField::Barcodes;
    });
    if (!has_key)
        return fail(ErrorCode::InvalidInput,
                    name + " has none of the columns 规格ID, 商家编码, 条形码; found: " + found,
                    "error.product_columns");
    for (std::size_t r = 0; r < table->row_count(); ++r) {
        ProductFile::Row row;
        row.number = table->row_number(r);
        bool usable = true;
        if (table->places() == CellPlaces::Counted &&
            table->cell_count(r) > table->column_count()) {
            file.problems.push_back({row.number, "", "too_many_cells",
                                     "the row has more cells than the header: a separator inside a "
                                     "value is not quoted"});
            continue;
        }
        for (const Column& column : columns) {
            auto text = clean_field(column.field, unguarded(table->cell(r, column.at)));
            if (!text) {
                file.problems.push_back(
                    {row.number, column.title, text.error().key, text.error().message});
                usable = false;
                continue;
            }
            row.fields[std::string(station::name(column.field))] = std::move(*text);
        }
        if (!usable) continue;
        const auto has = [&](ProductField field) {
            const auto at = row.fields.find(std::string(station::name(field)));
            return at != row.fields.end() && !at->second.empty();
        };
        if (!has(ProductField::SkuId) && !has(ProductField::SellerCode) &&
            !has(ProductField::Barcodes)) {
            file.problems.push_back(
                {row.number, "", "no_key", "the row has neither 规格ID nor 商家编码 nor 条形码"});
            continue;
        }
        file.good.push_back(std::move(row));
    }
    return file;
}

}  // namespace station
