#include "station/orders/csv.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

std::unexpected<base::Error> cut_in_row(int row) {
    return fail(ErrorCode::Corrupt,
                "the file ends inside row " + std::to_string(row) +
                    ": it was cut off or is still being written; export it again",
                "file_cut");
}

bool ends_line(char c) {
    return c == '\n' || c == '\r';
}

/// What separates the values of the first line. TABs often stand beside commas as a guard, so that
/// a comma wins unless TABs clearly outnumber it.
char find_separator(std::string_view text) {
    std::size_t commas = 0, tabs = 0, semicolons = 0;
    bool in_quotes = false;
    for (const char c : text) {
        if (c == '"') in_quotes = !in_quotes;
        if (in_quotes) continue;
        if (ends_line(c)) {
            if (commas + tabs + semicolons > 0) break;
            continue;
        }
        commas += c == ',';
        tabs += c == '\t';
        semicolons += c == ';';
    }
    if (commas > 0 && commas * 2 >= std::max(tabs, semicolons)) return ',';
    return semicolons > tabs ? ';' : tabs > 0 ? '\t' : ',';
}

/// Splits text into records, one field at a time.
class CsvScanner {
public:
    CsvScanner(std::string_view text, char separator) : text_(text), separator_(separator) {}

    struct Field {
        std::string text;
        bool is_last = false;  ///< Of its record.
        bool is_open = false;  ///< The file ended inside its quotes.
    };

    bool at_end() const { return at_ >= text_.size(); }

    Field next() {
        Field field;
        // A TAB or space before a quote is a guard; with TAB as separator it is an empty field.
        std::size_t start = at_;
        while (start < text_.size() && text_[start] != separator_ &&
               (text_[start] == ' ' || text_[start] == '\t'))
            ++start;
        const bool has_guard = text_.substr(start).starts_with("=\"");
        if (has_guard) ++start;
        if (start < text_.size() && text_[start] == '"') {
            at_ = start + 1;
            field.is_open = !read_quoted(field.text);
        }
        const std::size_t rest = at_;
        while (at_ < text_.size() && text_[at_] != separator_ && !ends_line(text_[at_])) ++at_;
        field.text += text_.substr(rest, at_ - rest);
        field.is_last = at_ == text_.size() || text_[at_] != separator_;
        if (at_ < text_.size()) {
            const bool is_crlf = text_.substr(at_).starts_with("\r\n");
            at_ += is_crlf ? 2 : 1;
            // A separator as the very last character opens one more, empty, field.
            if (at_ == text_.size() && !field.is_last) ends_in_separator_ = true;
        }
        return field;
    }

    /// The text ended in a separator: one empty field is left to be counted.
    bool ends_in_separator() const { return ends_in_separator_; }

private:
    /// Reads up to the closing quote; false when there is none.
    bool read_quoted(std::string& out) {
        while (at_ < text_.size()) {
            const std::size_t quote = text_.find('"', at_);
            out += text_.substr(at_, quote - at_);
            if (quote == std::string_view::npos) break;
            at_ = quote + 1;
            if (at_ == text_.size() || text_[at_] != '"') return true;
            out += '"';
            ++at_;
        }
        at_ = text_.size();
        return false;
    }

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
    bool ends_in_separator_ = false;
};

/// Without surrounding blanks and without the guard ="...".
std::string_view clean_value(std::string_view text) {
    text = base::trim(text);
    if (text.size() >= 3 && text.starts_with("=\"") && text.ends_with('"'))
        text = base::trim(text.substr(2, text.size() - 3));
    return text;
}

/// The bytes of a UTF-8 character that the file ends in the middle of; 0 when it does not.
std::size_t half_character(base::ByteView file) {
    for (std::size_t tail = 1; tail <= 3 && tail < file.size(); ++tail) {
        const std::uint8_t byte = file[file.size() - tail];
        if (byte < 0x80) return 0;
        if (byte < 0xC0) continue;
        const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
        const auto before = base::as_text(file.first(file.size() - tail));
        const bool has_han = std::any_of(before.begin(), before.end(), [](char c) {
            return static_cast<unsigned char>(c) >= 0x80;
        });
        return length > tail && has_han && base::is_valid_utf8(before) ? tail : 0;
    }
    return 0;
}

struct Text {
    std::string utf8;
    bool is_cut = false;  ///< Inside a character.
};

base::Result<Text> read_text(base::ByteView file) {
    if (file.empty())
        return fail(ErrorCode::InvalidInput,
                    "the file is empty: it is still being written, or the export failed; export it "
                    "again",
                    "file_empty");
    const auto raw = base::as_text(file);
    if (raw.starts_with("\xFF\xFE") || raw.starts_with("\xFE\xFF"))
        return fail(ErrorCode::InvalidInput,
                    "the text is in UTF-16: save it as \"CSV UTF-8\" or as XLSX", "file_not_table");
    if (const auto nul = raw.find('\0'); nul != std::string_view::npos)
        return fail(ErrorCode::InvalidInput,
                    "byte " + std::to_string(nul) +
                        " of the file is zero: it is not a CSV file, or it was damaged; export it "
                        "again",
                    "file_not_table");
    const std::size_t half = half_character(file);
    auto decoded = base::decode_text(file.first(file.size() - half));
    // The same in GB18030, whose characters have up to four bytes.
    for (std::size_t tail = 1; !decoded && half == 0 && tail <= 3 && tail < file.size(); ++tail) {
        auto shorter = base::decode_text(file.first(file.size() - tail));
        if (shorter) return Text{std::move(shorter->utf8), true};
    }
    if (!decoded) {
        auto error = pass(decoded, "the CSV file is neither UTF-8 nor GB18030");
        error.error().key = "file_not_table";
        return error;
    }
    return Text{std::move(decoded->utf8), half > 0};
}

/// Assembles the table; knows how wide the rows have been, to tell a cut row from a short one.
class CsvBuilder {
public:
    explicit CsvBuilder(const TableLimits& limits) : limits_(limits) {}

    void start_record() {
        ++record_;
        fields_.clear();
    }
    int record() const { return record_; }
    std::size_t width() const { return fields_.size(); }

    base::Status add_field(std::string text) {
        const std::size_t column = fields_.size();
        if (text.size() > limits_.cell_characters &&
            base::length_utf8(text) > limits_.cell_characters)
            return too_big("row " + std::to_string(record_) + ", column " + column_letters(column) +
                           " is longer than " + std::to_string(limits_.cell_characters) +
                           " characters: a quotation mark is probably missing; export it again");
        if (column >= limits_.columns)
            return too_big("row " + std::to_string(record_) + " has more than " +
                           std::to_string(limits_.columns) + " columns: this is not an export");
        fields_.push_back(std::move(text));
        return {};
    }

    base::Status finish_record() {
        std::size_t used = 0;
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            if (!clean_value(fields_[i]).empty()) used = i + 1;
        }
        if (used == 0) return {};
        if (table.has_header() && fields_.size() < table.column_count()) ++short_rows_;
        if (table.has_header() && table.row_count() >= limits_.rows)
            return too_big("the file has more than " + std::to_string(limits_.rows) +
                           " rows: export fewer orders at a time");
        table.begin_row(record_);
        for (std::size_t i = 0; i < used; ++i) table.add_cell(clean_value(fields_[i]));
        if (table.text_size() > limits_.text_bytes)
            return too_big("the file holds too much text: export fewer orders at a time");
        return {};
    }

    /// Is the record read last shorter than the header although every other one is not?
    bool is_oddly_short() const {
        return table.row_count() > 0 && width() > 0 && width() < table.column_count() &&
               short_rows_ == 1;
    }
    bool is_short() const {
        return table.has_header() && width() > 0 && width() < table.column_count();
    }

    Table table;

private:
    static base::Status too_big(std::string message) {
        return fail(ErrorCode::InvalidInput, std::move(message), "file_too_big");
    }

    const TableLimits& limits_;
    std::vector<std::string> fields_;
    int record_ = 0;
    std::size_t short_rows_ = 0;
};

}  // namespace

base::Result<Table> read_csv(base::ByteView file, const TableLimits& limits) {
    const auto text = read_text(file);
    if (!text) return pass(text);
    std::string_view rest = text->utf8;
    char separator = find_separator(rest);
    // Excel's own hint, as a line before the header.
    if (rest.starts_with("sep=") && rest.size() > 5 && ends_line(rest[5])) {
        separator = rest[4];
        rest.remove_prefix(rest.substr(5).starts_with("\r\n") ? 7 : 6);
    }

    CsvScanner scanner(rest, separator);
    CsvBuilder builder(limits);
    while (!scanner.at_end()) {
        builder.start_record();
        while (true) {
            auto field = scanner.next();
            if (field.is_open) return cut_in_row(builder.record());
            if (const auto added = builder.add_field(std::move(field.text)); !added)
                return pass(added);
            if (field.is_last) break;
            if (scanner.ends_in_separator()) {
                if (const auto added = builder.add_field({}); !added) return pass(added);
                break;
            }
        }
        if (const auto finished = builder.finish_record(); !finished) return pass(finished);
    }
    if (text->is_cut) return cut_in_row(builder.record());
    const bool has_last_line_end = !rest.empty() && ends_line(rest.back());
    if (builder.is_oddly_short() || (builder.is_short() && !has_last_line_end))
        return cut_in_row(builder.record());
    if (!builder.table.has_header())
        return fail(ErrorCode::InvalidInput, "the file holds no text: export it again",
                    "file_empty");
    return std::move(builder.table);
}

}  // namespace station
