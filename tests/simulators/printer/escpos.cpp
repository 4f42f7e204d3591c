#include "tests/simulators/printer/escpos.h"

#include <algorithm>
#include <utility>

namespace simulators {
// Executed before the receive buffer, so also while the printer is offline.
bool EscposInterpreter::on_arrival(std::uint8_t byte) {
    arrived_.push_back(byte);
    if (arrived_.size() > 10) arrived_.erase(arrived_.begin());
    return real_time();
}

bool EscposInterpreter::real_time() {
    const auto ends_in = [&](std::initializer_list<int> bytes) {
        return arrived_.size() >= bytes.size() &&
               std::equal(bytes.begin(), bytes.end(),
                          arrived_.end() - static_cast<std::ptrdiff_t>(bytes.size()));
    };
    if (arrived_.size() < 3) return false;
    const std::uint8_t last = arrived_.back();
    if (ends_in({kDle, 0x04, last}) && last >= 1 && last <= 4) {
        answer_real_time(last);
    } else if (ends_in({kDle, 0x04, 0x08, 0x03})) {
        // Bit 2: waiting to be taken; bit 5 clear: a label lies in the peeler.
        answer_real_time(8);
    } else if (ends_in({kDle, 0x05, 0x02}) && machine_.conditions.error()) {
        ++machine_.counters.real_time;
        start_over();
        return true;
    } else if (ends_in({kDle, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08})) {
        ++machine_.counters.real_time;
        start_over();
        machine_.reply(Bytes{0x37, 0x25, 0x00});
        return true;
    } else if (arrived_.size() >= 5 && pulses_) {
        const std::size_t at = arrived_.size() - 5;
        if (arrived_[at] == kDle && arrived_[at + 1] == 0x14 && arrived_[at + 2] == 0x01 &&
            arrived_[at + 3] <= 1 && arrived_[at + 4] >= 1 && arrived_[at + 4] <= 8)
            ++machine_.counters.drawer_pulses;
    }
    return false;
}

void EscposInterpreter::answer_real_time(std::uint8_t n) {
    ++machine_.counters.real_time;
    const Conditions told = machine_.reported();
    // With the cover open the sensor has no paper before it.
    const bool no_paper = told.paper_out || told.cover_open;
    const bool error = told.jam || told.cutter_error || told.overheated;
    int reply = 0x12;
    if (n == 1 && (no_paper || error)) reply |= 0x08;
    if (n == 2) reply |= (told.cover_open ? 0x04 : 0) | (no_paper ? 0x20 : 0) | (error ? 0x40 : 0);
    if (n == 3)
        reply |=
            (told.jam ? 0x04 : 0) | (told.cutter_error ? 0x08 : 0) | (told.overheated ? 0x40 : 0);
    if (n == 4) reply |= (told.paper_near_end || no_paper ? 0x0c : 0) | (no_paper ? 0x60 : 0);
    if (n == 8) reply |= told.label_waiting ? 0x04 : 0x20;
    machine_.reply(Bytes{static_cast<std::uint8_t>(reply)});
}

void EscposInterpreter::start_over() {
    machine_.received.clear();
    machine_.mechanism.clear();
    state_ = State::Command;
    command_.clear();
    row_.clear();
    line_.clear();
    graphic_.clear();
}

bool EscposInterpreter::ready() {
    if (machine_.conditions.error() && !machine_.lying) return false;
    if (machine_.conditions.label_waiting) return false;
    return machine_.mechanism.backlog_dots() <= machine_.options.lookahead_dots;
}

void EscposInterpreter::take(std::uint8_t byte) {
    switch (state_) {
        case State::Raster:
            row_.push_back(byte);
            --left_;
            if (row_.size() == raster_width_bytes_) end_raster_row();
            if (left_ == 0) {
                ++machine_.counters.graphics;
                state_ = State::Command;
            }
            return;
        case State::Block:
            take_block_byte(byte);
            return;
        case State::Swallow:
            if (--left_ == 0) state_ = State::Command;
            return;
        case State::ToNul:
            if (byte == 0) state_ = State::Command;
            return;
        case State::Command:
            break;
    }
    command_.push_back(byte);
    const int size = length();
    if (size < 0) {
        machine_.counters.unknown_bytes += command_.size();
        command_.clear();
    } else if (size > 0 && command_.size() >= static_cast<std::size_t>(size)) {
        execute();
        command_.clear();
    }
}

void EscposInterpreter::execute() {
    switch (command_[0]) {
        case 0x0a:
            print_line();
            return;
        case 0x0c:
            if (!line_.empty()) print_line();
            machine_.mechanism.feed_to_next_label();
            return;
        case 0x18:
            line_.clear();
            return;
        case kEsc:
            execute_esc();
            return;
        case kGs:
            execute_gs();
            return;
        case kFs:
            if (command_[1] != '(') return;
            block_prefix_ = kFs;
            block_name_ = command_[2];
            begin_block(static_cast<std::size_t>(low_high(command_, 3)));
            return;
        case kUs:
            ++machine_.counters.settings_written;
            return;
        default:
            if (command_[0] >= 0x20) print_character(command_[0]);
            return;
    }
}

void EscposInterpreter::execute_esc() {
    const std::uint8_t n = command_.size() > 2 ? command_[2] : std::uint8_t{0};
    switch (command_[1]) {
        case '@':
            line_.clear();
            graphic_.clear();
            margin_ = area_ = justify_ = 0;
            line_pitch_ = 30;
            return;
        case 'a':
            justify_ = n % 48 <= 2 ? n % 48 : justify_;
            return;
        case '2':
            line_pitch_ = 30;
            return;
        case '3':
            line_pitch_ = n;
            return;
        case 'J':
            if (!line_.empty()) print_line();
            machine_.mechanism.feed(n);
            return;
        case 'd':
            if (!line_.empty()) print_line();
            machine_.mechanism.feed(static_cast<long>(n) * line_pitch_);
            return;
        case 'i':
        case 'm':
            machine_.mechanism.cut();
            return;
        case 'v': {
            const Conditions told = machine_.reported();
            machine_.reply(Bytes{static_cast<std::uint8_t>((told.paper_near_end ? 0x03 : 0) |
                                                           (told.paper_out ? 0x0c : 0))});
            return;
        }
        case 'D':
            if (n != 0) state_ = State::ToNul;
            return;
        case '*': {
            const auto columns = static_cast<std::size_t>(low_high(command_, 3));
            left_ = columns * (n >= 32 ? 3 : 1);
            if (left_ > 0) state_ = State::Swallow;
            ++machine_.counters.graphics_refused;  // Column pictures are not drawn here.
            return;
        }
        case 'N':
            ++machine_.counters.settings_written;
            return;
        default:
            return;
    }
}

void EscposInterpreter::execute_gs() {
    const std::uint8_t n = command_.size() > 2 ? command_[2] : std::uint8_t{0};
    const Conditions told = machine_.reported();
    switch (command_[1]) {
        case 0x0c:
            machine_.mechanism.feed_to_next_label();
            return;
        case 'v':
            begin_raster();
            return;
        case 'L':
            margin_ = low_high(command_, 2);
            return;
        case 'W':
            area_ = low_high(command_, 2);
            return;
        case 'V':
            if (!line_.empty()) print_line();
            if (n == 65 || n == 66) machine_.mechanism.feed(command_[3]);
            machine_.mechanism.cut();
            return;
        case 'a':
            watched_ = n;
            last_status_ = automatic_status();
            if (n != 0) machine_.reply(last_status_);
            return;
        case 'r':
            if (n == 1 || n == 49)
                machine_.mechanism.answer(
                    Bytes{static_cast<std::uint8_t>(told.paper_near_end ? 0x03 : 0x00)});
            if (n == 2 || n == 50) machine_.mechanism.answer(Bytes{0x00});
            return;
        case 'I': {
            static constexpr std::string_view kTexts[] = {"1.00 ESC/POS", "PACKBENCH", "SIM-L90",
                                                          "SIM0001"};
            if (n >= 65 && n <= 68) {
                std::string text = "_" + std::string(kTexts[n - 65]);
                text += '\0';
                machine_.reply(text);
            } else if ((n >= 1 && n <= 3) || (n >= 49 && n <= 51)) {
                machine_.reply(Bytes{0x02});
            }
            return;
        }
        case 'k':
            ++machine_.counters.undrawn_fields;
            if (n <= 6) {
                if (command_[3] != 0) state_ = State::ToNul;
            } else if (command_[3] > 0) {
                left_ = command_[3];
                state_ = State::Swallow;
            }
            return;
        case '*':
            left_ = static_cast<std::size_t>(command_[2]) * command_[3] * 8;
            if (left_ > 0) state_ = State::Swallow;
            return;
        case 'T':
            line_.clear();
            return;
        case '(':
            block_prefix_ = kGs;
            block_name_ = n;
            begin_block(static_cast<std::size_t>(low_high(command_, 3)));
            return;
        case '8':
            block_prefix_ = kGs;
            block_name_ = n;
            begin_block(static_cast<std::size_t>(low_high(command_, 3)) +
                        (static_cast<std::size_t>(low_high(command_, 5)) << 16));
            return;
        default:
            return;
    }
}

// Without a row to print (x or y zero) the command is none.
void EscposInterpreter::begin_raster() {
    raster_mode_ = command_[3] >= 48 ? command_[3] - 48 : command_[3];
    raster_width_bytes_ = static_cast<std::size_t>(low_high(command_, 4));
    left_ = raster_width_bytes_ * static_cast<std::size_t>(low_high(command_, 6));
    row_.clear();
    if (command_[2] != '0' || raster_mode_ > 3) {
        ++machine_.counters.unknown_commands;
        return;
    }
    if (left_ == 0) return;
    if (!line_.empty()) print_line();
    state_ = State::Raster;
}

void EscposInterpreter::end_raster_row() {
    put(row_, static_cast<int>(raster_width_bytes_) * 8, raster_mode_ & 1 ? 2 : 1,
        raster_mode_ & 2 ? 2 : 1);
    row_.clear();
}

void EscposInterpreter::begin_block(std::size_t size) {
    left_ = size;
    block_.clear();
    if (size > 0) state_ = State::Block;
}

// Of a block that is larger than any picture only the beginning is kept.
void EscposInterpreter::take_block_byte(std::uint8_t byte) {
    if (block_.size() < kMaxGraphic) block_.push_back(byte);
    if (--left_ > 0) return;
    state_ = State::Command;
    execute_block();
    block_ = Bytes();
}

void EscposInterpreter::execute_block() {
    const auto begins = [&](std::initializer_list<int> bytes) {
        return block_.size() >= bytes.size() &&
               std::equal(bytes.begin(), bytes.end(), block_.begin());
    };
    if (block_prefix_ == kFs) {
        if (block_name_ != 'L') return;
        const bool position = begins({48, 48}) || begins({0x30, 0x00});
        const bool at_start = machine_.paper.at_label_start();
        if (position) {
            machine_.reply(Bytes{
                0x37, 0x38, static_cast<std::uint8_t>(0x40 | (at_start ? 0x04 : 0)), 0x40, 0x00});
        } else if ((begins({65}) || begins({66}) || begins({67})) && !at_start) {
            machine_.mechanism.feed_to_next_label();
        }
        return;
    }
    if (block_name_ == 'L') {
        if (begins({48, 112})) store_graphic();
        if (begins({48, 50}) || begins({48, 2})) print_graphic();
    } else if (block_name_ == 'H' && machine_.options.process_id && begins({48, 48}) &&
               block_.size() >= 6) {
        machine_.mechanism.answer(
            Bytes{0x37, 0x22, block_[2], block_[3], block_[4], block_[5], 0x00});
    } else if (block_name_ == 'D' && begins({20})) {
        for (std::size_t i = 1; i + 1 < block_.size(); i += 2)
            if (block_[i] == 1) pulses_ = block_[i + 1] % 48 != 0;
    } else if (block_name_ == 'E') {
        ++machine_.counters.settings_written;
    }
}

// TM-L90 programming manual, "GS a".
Bytes EscposInterpreter::automatic_status() const {
    const Conditions told = machine_.reported();
    const bool no_paper = told.paper_out || told.cover_open;
    const int first = 0x10 | (told.error() ? 0x08 : 0) | (told.cover_open ? 0x20 : 0);
    const int second =
        (told.jam ? 0x04 : 0) | (told.cutter_error ? 0x08 : 0) | (told.overheated ? 0x40 : 0);
    const int third = (told.paper_near_end || no_paper ? 0x03 : 0) | (no_paper ? 0x0c : 0);
    return {static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(second),
            static_cast<std::uint8_t>(third), 0x00};
}

void EscposInterpreter::on_change() {
    if (watched_ == 0) return;
    const Bytes now = automatic_status();
    if (now == last_status_) return;
    last_status_ = now;
    machine_.reply(now);
}

}  // namespace simulators
