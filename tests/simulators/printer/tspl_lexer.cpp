#include "tests/simulators/printer/tspl_lexer.h"

#include <algorithm>

#include "tests/simulators/printer/text.h"

namespace simulators {

void TsplLexer::take(std::uint8_t byte, Sink& sink) {
    if (data_left_ > 0) {
        --data_left_;
        sink.on_bitmap_byte(byte);
        return;
    }
    if (escape_ > 0) {
        if (escape_ == 2 && byte != '!') {  // No ESC ! after all.
            escape_ = 0;
            take(byte, sink);
            return;
        }
        --escape_;
        return;
    }
    if (byte == 0x1b) {
        escape_ = 2;
        return;
    }
    if (byte == '\r' || byte == '\n') {
        const std::string line = std::move(line_);
        line_.clear();
        const bool whole = !overlong_;
        overlong_ = false;
        if (whole && !trimmed(line).empty()) sink.on_line(trimmed(line));
        return;
    }
    if (line_.size() >= kMaxLine) {
        overlong_ = true;
        return;
    }
    line_.push_back(static_cast<char>(byte));
    if (byte == ',' && std::ranges::count(line_, ',') == 5 && begin_bitmap(sink)) {
        line_.clear();
        return;
    }
    // ~!T and its like need no line end.
    const std::string_view line = trimmed(line_);
    if (line.size() == 3 && line.starts_with("~!")) {
        const std::string whole(line);
        line_.clear();
        sink.on_line(whole);
    }
}

bool TsplLexer::begin_bitmap(Sink& sink) {
    const std::string_view line = trimmed(line_);
    if (!capitals(line.substr(0, 7)).starts_with("BITMAP ")) return false;
    const std::vector<double> numbers = numbers_of(line.substr(7, line.size() - 8));
    if (numbers.size() != 5) return false;
    const auto whole = [&](std::size_t i) { return static_cast<int>(numbers[i]); };
    if (whole(2) <= 0 || whole(3) <= 0) return true;
    sink.on_bitmap(whole(0), whole(1), whole(2), whole(3), whole(4));
    data_left_ = static_cast<std::size_t>(whole(2)) * static_cast<std::size_t>(whole(3));
    return true;
}

}  // namespace simulators
