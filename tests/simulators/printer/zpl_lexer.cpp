#include "tests/simulators/printer/zpl_lexer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace simulators {
namespace {

constexpr std::array<std::string_view, 14> kBare = {"^XA", "^XZ", "^FS", "~HS", "~HI",
                                                    "~HM", "~HD", "~JA", "~JX", "~JP",
                                                    "~JR", "~PP", "~PS", "~JC"};

bool is_bare(std::string_view name) {
    return std::ranges::find(kBare, name) != kBare.end();
}

bool is_query(std::string_view name) {
    return name == "~HQ";
}

}  // namespace

void ZplLexer::take(std::uint8_t byte, Sink& sink) {
    if (state_ == State::Binary) {
        sink.on_graphic_byte(byte);
        if (--binary_left_ == 0) {
            sink.on_graphic_end();
            state_ = State::Between;
        }
        return;
    }
    const char character = static_cast<char>(byte);
    if (character == '^' || character == '~') {
        end_command(sink);
        state_ = State::Name;
        name_.assign(1, character);
        arguments_.clear();
        return;
    }
    if (byte == 0x02 || byte == 0x03) {
        end_command(sink);
        sink.on_command(byte == 0x02 ? "^XA" : "^XZ", "");
        return;
    }
    switch (state_) {
        case State::Name:
            if (byte < 0x20) return;
            name_.push_back(static_cast<char>(std::toupper(byte)));
            if (name_.size() < 3 && name_ != "^A") return;
            state_ = State::Arguments;
            if (!is_bare(name_)) return;
            sink.on_command(name_, "");
            state_ = State::Between;
            return;
        case State::Arguments:
            if (byte == '\r' || byte == '\n') return;
            if (arguments_.size() < kMaxArguments) arguments_.push_back(character);
            if (is_query(name_) && arguments_.size() == 2) end_command(sink);
            if (character == ',' && begin_graphic(sink)) arguments_.clear();
            return;
        case State::Graphic:
            sink.on_graphic_byte(byte);
            return;
        case State::Between:
        case State::Binary:
            return;  // What stands between two commands is nothing.
    }
}

void ZplLexer::end_command(Sink& sink) {
    if (state_ == State::Graphic) sink.on_graphic_end();
    if (state_ == State::Arguments) sink.on_command(name_, arguments_);
    state_ = State::Between;
}

// ^GFa,b,c,d, and ~DGname,total,bytes per row,
bool ZplLexer::begin_graphic(Sink& sink) {
    const auto commas = std::ranges::count(arguments_, ',');
    if (!(name_ == "^GF" && commas == 4) && !(name_ == "~DG" && commas == 3)) return false;
    sink.on_graphic(name_, arguments_);
    state_ = State::Graphic;
    const bool binary = arguments_.front() == 'B' || arguments_.front() == 'C';
    if (name_ != "^GF" || !binary) return true;
    const long bytes = std::strtol(arguments_.c_str() + arguments_.find(',') + 1, nullptr, 10);
    if (bytes < 1) return true;
    binary_left_ = static_cast<std::size_t>(bytes);
    state_ = State::Binary;
    return true;
}

}  // namespace simulators
