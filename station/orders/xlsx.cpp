#include "station/orders/xlsx.h"

#include <charconv>

#include "base/text.h"
#include "station/orders/xlsx_parts.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

constexpr int kLastRow = 1'048'576;  ///< Of any spreadsheet.

/// What cells of the sheet refer to.
struct SheetContext {
    SharedStrings strings;
    std::vector<bool> date_styles;
    DateEpoch epoch = DateEpoch::Year1900;
};

/// Builds the table while the sheet's XML streams past.
class SheetHandler final : public XmlHandler {
public:
    SheetHandler(const SheetContext& context, const TableLimits& limits)
        : context_(context), limits_(limits) {}

    void start(std::string_view name, const XmlAttributes& attributes) override {
        if (name == "row") {
            start_row(attributes);
        } else if (name == "c") {
            start_cell(attributes);
        } else if (in_cell_) {
            if (name == "v") in_value_ = true;
            if (name == "is") in_inline_ = true;
            if (in_inline_) rich_.start(name);
        }
    }

    void end(std::string_view name) override {
        if (name == "row") return end_row();
        if (!in_cell_) return;
        if (in_inline_) rich_.end(name);
        if (name == "v") in_value_ = false;
        if (name == "is") in_inline_ = false;
        if (name == "c") end_cell();
    }

    void text(std::string_view piece) override {
        if (in_value_) {
            constexpr std::size_t kLongestCharacter = 4;
            if (value_.size() + piece.size() > limits_.cell_characters * kLongestCharacter)
                return refuse(overlong_cell("cell " + place(), limits_));
            value_ += piece;
        } else if (in_inline_ && !rich_.text(piece, limits_)) {
            refuse(overlong_cell("cell " + place(), limits_));
        }
    }

    Table table;

private:
    std::string place() const { return column_letters(column_) + std::to_string(row_); }

    void start_row(const XmlAttributes& attributes) {
        int number = row_ + 1;
        if (const auto given = attributes.get("r")) {
            const auto [end, error] =
                std::from_chars(given->data(), given->data() + given->size(), number);
            if (error != std::errc{} || end != given->data() + given->size()) number = 0;
        }
        if (number <= row_ || number > kLastRow)
            return refuse(
                damaged_sheet("row numbers are not in order after row " + std::to_string(row_)));
        row_ = number;
        next_column_ = 0;
        used_ = 0;
    }

    void start_cell(const XmlAttributes& attributes) {
        column_ = next_column_;
        if (const auto reference = attributes.get("r")) {
            const auto column = column_of(*reference);
            if (!column)
                return refuse(
                    damaged_sheet("a cell of row " + std::to_string(row_) + " has no place"));
            column_ = *column;
        }
        if (column_ >= limits_.columns)
            return refuse({ErrorCode::InvalidInput,
                           "row " + std::to_string(row_) + " has more than " +
                               std::to_string(limits_.columns) + " columns: this is not an export",
                           "file_too_big"});
        next_column_ = column_ + 1;
        type_ = attributes.get("t").value_or("n");
        style_ = 0;
        if (const auto style = attributes.get("s"))
            std::from_chars(style->data(), style->data() + style->size(), style_);
        in_cell_ = true;
        value_.clear();
    }

    void end_cell() {
        in_cell_ = false;
        std::string shown = cell_text();
        if (shown.size() > limits_.cell_characters &&
            base::length_utf8(shown) > limits_.cell_characters)
            return refuse(overlong_cell("cell " + place(), limits_));
        if (base::trim(shown).empty()) return;
        while (used_ <= column_) {
            if (used_ == cells_.size()) cells_.emplace_back();
            cells_[used_++].clear();
        }
        cells_[column_] = std::move(shown);
    }

    std::string cell_text() {
        if (type_ == "inlineStr") return rich_.take();
        if (type_ == "s") {
            std::size_t index = 0;
            const std::string_view digits = base::trim(value_);
            const auto [end, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), index);
            if (digits.empty()) return {};
            if (error != std::errc{} || end != digits.data() + digits.size() ||
                !context_.strings.has(index)) {
                refuse(damaged_sheet("the text of cell " + place() + " is missing"));
                return {};
            }
            return std::string(context_.strings.get(index));
        }
        if (type_ == "b") return value_ == "1" ? "TRUE" : value_ == "0" ? "FALSE" : value_;
        if (type_ == "str") return unescape(value_);
        if (type_ == "d") {
            const auto t = value_.find('T');
            if (t != std::string::npos) value_[t] = ' ';
            return value_.substr(0, value_.find_first_of(".Z"));
        }
        if (type_ == "e") return value_;
        if (style_ < context_.date_styles.size() && context_.date_styles[style_]) {
            if (auto date = date_text(value_, context_.epoch)) return *date;
        }
        return plain_number(value_);
    }

    void end_row() {
        if (used_ == 0) return;
        if (table.has_header() && table.row_count() >= limits_.rows)
            return refuse({ErrorCode::InvalidInput,
                           "the sheet has more than " + std::to_string(limits_.rows) +
                               " rows: export fewer orders at a time",
                           "file_too_big"});
        table.begin_row(row_);
        for (std::size_t i = 0; i < used_; ++i) table.add_cell(cells_[i]);
        used_ = 0;
        if (table.text_size() > limits_.text_bytes)
            refuse({ErrorCode::InvalidInput,
                    "the sheet holds too much text: export fewer orders at a time",
                    "file_too_big"});
    }

    const SheetContext& context_;
    const TableLimits& limits_;
    RichText rich_;
    std::vector<std::string> cells_;  ///< Of the current row; the first used_ count.
    std::string value_, type_;
    std::size_t used_ = 0, column_ = 0, next_column_ = 0, style_ = 0;
    int row_ = 0;
    bool in_cell_ = false, in_value_ = false, in_inline_ = false;
};

std::unexpected<base::Error> not_a_workbook() {
    return fail(
        ErrorCode::InvalidInput,
        "the file is a ZIP archive, but no XLSX workbook lies in it: give the exported file "
        "itself",
        "file_not_table");
}

base::Status check_kind(base::ByteView file) {
    if (file.empty())
        return fail(ErrorCode::InvalidInput,
                    "the file is empty: it is still being written, or the export failed; export it "
                    "again",
                    "file_empty");
    const auto text = base::as_text(file);
    if (text.starts_with("\xD0\xCF\x11\xE0"))
        return fail(ErrorCode::InvalidInput,
                    "the file is password-protected or an old .xls: open it and save it as .xlsx "
                    "without password",
                    "file_encrypted");
    if (!text.starts_with("PK"))
        return fail(ErrorCode::InvalidInput,
                    "the file is not an XLSX workbook: export it again as XLSX or CSV",
                    "file_not_table");
    return {};
}

}  // namespace

base::Result<Table> read_xlsx(base::ByteView file, const TableLimits& limits) {
    if (const auto checked = check_kind(file); !checked) return pass(checked);
    const auto zip = XlsxZip::open(file, limits);
    if (!zip) return pass(zip);

    std::string workbook_part = "xl/workbook.xml";
    if (zip->has("_rels/.rels")) {
        const auto root = read_relations(*zip, "", limits);
        if (!root) return pass(root);
        if (!root->workbook.empty()) workbook_part = root->workbook;
    }
    if (!zip->has(workbook_part)) return not_a_workbook();
    const auto relations = read_relations(*zip, workbook_part, limits);
    if (!relations) return pass(relations);
    const auto workbook = read_workbook(*zip, workbook_part, limits);
    if (!workbook) return pass(workbook);
    const auto sheet = relations->sheets.find(workbook->sheet_relation);
    if (sheet == relations->sheets.end()) return not_a_workbook();

    SheetContext context;
    context.epoch = workbook->epoch;
    if (!relations->strings.empty() && zip->has(relations->strings)) {
        auto strings = read_shared_strings(*zip, relations->strings, limits);
        if (!strings) return pass(strings);
        context.strings = std::move(*strings);
    }
    if (!relations->styles.empty() && zip->has(relations->styles)) {
        auto styles = read_date_styles(*zip, relations->styles, limits);
        if (!styles) return pass(styles);
        context.date_styles = std::move(*styles);
    }
    SheetHandler handler(context, limits);
    const auto parsed = read_xml_part(*zip, sheet->second, limits, handler);
    if (!parsed) return pass(parsed);
    if (!handler.table.has_header())
        return fail(ErrorCode::InvalidInput,
                    "the first sheet of the XLSX file is empty: export it again", "file_empty");
    return std::move(handler.table);
}

}  // namespace station
