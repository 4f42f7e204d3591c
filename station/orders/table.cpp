#include "station/orders/table.h"

#include <algorithm>

namespace station {

void Table::begin_row(int number) {
    rows_.push_back({number, static_cast<std::uint32_t>(ends_.size()), 0});
}

void Table::add_cell(std::string_view text) {
    text_ += text;
    ends_.push_back(static_cast<std::uint32_t>(text_.size()));
    ++rows_.back().count;
}

std::string_view Table::at(std::size_t index, std::size_t column) const {
    if (index >= rows_.size() || column >= rows_[index].count) return {};
    const std::size_t cell = rows_[index].first + column;
    const std::size_t start = cell == 0 ? 0 : ends_[cell - 1];
    return std::string_view(text_).substr(start, ends_[cell] - start);
}

std::string column_letters(std::size_t column) {
    std::string letters;
    for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        letters += static_cast<char>('A' + (rest - 1) % 26);
    std::reverse(letters.begin(), letters.end());
    return letters;
}

}  // namespace station
