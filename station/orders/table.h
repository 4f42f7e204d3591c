#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace station {

/// What a file may cost us at most. The defaults are far above any real export; a file beyond them
/// is refused before its content is held in memory.
struct TableLimits {
    std::size_t rows = 200'000;                ///< Rows that hold anything.
    std::size_t columns = 2'000;               ///< Cells of one row.
    std::size_t cell_characters = 32'767;      ///< What a spreadsheet cell can hold.
    std::size_t text_bytes = 256u << 20;       ///< All cells together.
    std::size_t zip_entries = 2'000;           ///< Files inside an XLSX.
    std::size_t part_bytes = 400u << 20;       ///< One of them, unpacked.
    std::size_t ratio = 200;                   ///< Unpacked to packed size, for parts above 1 MB.
    std::size_t xml_token_bytes = 1u << 20;    ///< One tag, comment or attribute.
    std::size_t xml_memory_bytes = 32u << 20;  ///< What the XML parser may allocate.
};

/// Cells as text: one header row and the rows below it, each with its number in the file (1-based,
/// as a spreadsheet program shows it). Rows without any text are not kept. The cells lie in one
/// block of memory, because 50,000 rows of 75 strings would not be small otherwise.
/// Views point into the table and live as long as it is neither changed nor moved.
class Table {
public:
    /// Starts the next row; the first one is the header.
    void begin_row(int number);
    /// Appends a cell to the row begun last, which begin_row() must have started.
    void add_cell(std::string_view text);

    bool has_header() const { return !rows_.empty(); }
    std::size_t column_count() const { return rows_.empty() ? 0 : rows_[0].count; }
    std::string_view header(std::size_t column) const { return at(0, column); }

    /// Rows below the header.
    std::size_t row_count() const { return rows_.empty() ? 0 : rows_.size() - 1; }
    int row_number(std::size_t row) const { return rows_[row + 1].number; }
    /// How many cells the row has; trailing empty ones may be missing.
    std::size_t cell_count(std::size_t row) const { return rows_[row + 1].count; }
    /// Empty behind the row's last cell.
    std::string_view cell(std::size_t row, std::size_t column) const { return at(row + 1, column); }

    /// Bytes of all cells.
    std::size_t text_size() const { return text_.size(); }

private:
    struct Row {
        int number = 0;
        std::uint32_t first = 0;  ///< Index of its first cell in ends_.
        std::uint32_t count = 0;
    };
    std::string_view at(std::size_t index, std::size_t column) const;

    std::vector<Row> rows_;
    std::string text_;
    std::vector<std::uint32_t> ends_;  ///< Where each cell ends in text_.
};

/// The letters of a column counted from 0: "A", "Z", "AA".
std::string column_letters(std::size_t column);

}  // namespace station
