#include "tests/simulators/printer/tspl.h"

#include <algorithm>
#include <cstdlib>

#include "tests/simulators/printer/text.h"

namespace simulators {
TsplInterpreter::TsplInterpreter(Machine& machine)
    : machine_(machine),
      image_(machine.options.head_width_dots,
             machine.options.label_dots > 0 ? machine.options.label_dots : 1200),
      senses_gap_(machine.options.label_dots > 0) {}

bool TsplInterpreter::on_arrival(std::uint8_t byte) {
    const bool in_data = arriving_.in_data();
    arriving_.take(byte, nothing_);
    last_.push_back(byte);
    if (last_.size() > 3) last_.erase(last_.begin());
    if (last_.size() < 3 || last_[0] != 0x1b || last_[1] != '!') return false;
    const bool question = byte == '?' || byte == 'S';
    if (in_data && (machine_.options.opaque_data || !question)) return false;
    ++machine_.counters.real_time;
    immediate(byte);
    return byte == '.';
}

void TsplInterpreter::immediate(std::uint8_t what) {
    switch (what) {
        case '?': {
            Bytes reply{status_byte()};
            if (machine_.options.status_ends_in_crlf) reply.insert(reply.end(), {'\r', '\n'});
            machine_.reply(reply);
            return;
        }
        case 'S':
            answer_status_block();
            return;
        case 'P':
            machine_.conditions.paused = true;
            return;
        case 'O':
            machine_.conditions.paused = false;
            return;
        case '.':
            cancel_all();
            return;
        case 'R':
        case 'C':
            machine_.restart_wanted = true;
            return;
        case 'F':
            machine_.mechanism.feed_to_next_label();
            return;
        default:
            return;
    }
}

// Bits: 0 head open, 1 jam, 2 paper, 3 ribbon, 4 paused, 5 printing, 7 anything else.
std::uint8_t TsplInterpreter::status_byte() const {
    const Conditions told = machine_.reported();
    return static_cast<std::uint8_t>(
        (told.cover_open ? 0x01 : 0) | (told.jam ? 0x02 : 0) | (told.paper_out ? 0x04 : 0) |
        (told.ribbon_out ? 0x08 : 0) | (told.paused ? 0x10 : 0) |
        (machine_.says_printing() ? 0x20 : 0) | (told.overheated || told.cutter_error ? 0x80 : 0));
}

void TsplInterpreter::answer_status_block() {
    const Conditions told = machine_.reported();
    char message = '@';
    if (machine_.says_printing()) message = 'P';
    if (told.paused) message = '`';
    if (told.label_waiting) message = 'L';
    if (told.error()) message = 'E';
    const int warning = 0x40 | (told.paper_near_end ? 0x01 : 0);
    const int error = 0x40 | (told.overheated ? 0x01 : 0) | (told.cutter_error ? 0x08 : 0);
    const int media = 0x40 | (told.paper_out ? 0x01 : 0) | (told.jam ? 0x02 : 0) |
                      (told.ribbon_out ? 0x04 : 0) | (told.cover_open ? 0x20 : 0);
    machine_.reply(Bytes{0x02, static_cast<std::uint8_t>(message),
                         static_cast<std::uint8_t>(warning), static_cast<std::uint8_t>(error),
                         static_cast<std::uint8_t>(media), 0x03, '\r', '\n'});
}

void TsplInterpreter::cancel_all() {
    machine_.received.clear();
    machine_.mechanism.clear();
    if (!machine_.conditions.spoils()) machine_.mechanism.resumed();
    lexer_.reset();
    arriving_.reset();
    bitmap_at_ = 0;
}

bool TsplInterpreter::ready() {
    return machine_.mechanism.waiting() < 2;
}

void TsplInterpreter::take(std::uint8_t byte) {
    lexer_.take(byte, *this);
}

int TsplInterpreter::length_in_dots(std::string_view text) const {
    const std::string part(trimmed(text));
    const double number = std::clamp(std::strtod(part.c_str(), nullptr), -1e4, 1e4);
    const std::string unit = capitals(part);
    const int dpi = machine_.options.dpi;
    if (unit.ends_with("MM")) return to_dots(number, dpi);
    if (unit.ends_with("DOT") || unit.ends_with("DOTS")) return static_cast<int>(number);
    return static_cast<int>(number * dpi + 0.5);
}

void TsplInterpreter::on_line(std::string_view line) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string command = capitals(line.substr(0, space));
    const std::string_view arguments = trimmed(line.substr(space));
    const std::vector<double> numbers = numbers_of(arguments);
    if (command == "SIZE") {
        set_size(arguments);
    } else if (command == "GAP" || command == "BLINE") {
        const bool none = whole(numbers, 0, 0) == 0 && numbers.size() >= 1 && numbers[0] == 0;
        senses_gap_ = !none;
    } else if (command == "DIRECTION") {
        direction_ = whole(numbers, 0, 0);
        mirror_ = whole(numbers, 1, 0) == 1;
    } else if (command == "REFERENCE") {
        reference_x_ = whole(numbers, 0, 0);
        reference_y_ = whole(numbers, 1, 0);
    } else if (command == "SHIFT") {
        shift_ = whole(numbers, numbers.size() > 1 ? 1 : 0, 0);
    } else if (command == "OFFSET") {
        extra_feed_dots_ = length_in_dots(arguments);  // Pulled back before the next label.
    } else if (command == "CLS") {
        image_.clear();
        cleared_ = true;
    } else if (command == "PRINT") {
        print(arguments);
    } else if (command == "SPEED") {
        // Inches a second; what the engine cannot do it leaves alone.
        if (!numbers.empty() && numbers[0] >= 1 && numbers[0] <= 12 && machine_.speed_mm_per_s > 0)
            machine_.speed_mm_per_s = numbers[0] * 25.4;
    } else if (command == "SET") {
        set_option(arguments);
    } else if (command == "FEED") {
        machine_.mechanism.feed(std::clamp(whole(numbers, 0, 0), 0, 9999));
    } else if (command == "FORMFEED" || command == "HOME") {
        machine_.mechanism.feed_to_next_label();
    } else if (command == "CUT") {
        machine_.mechanism.cut();
    } else if (command == "OUT") {
        out(arguments);
    } else if (command == "BAR") {
        draw_bar(arguments);
    } else if (command == "SELFTEST") {
        self_test();
    } else if (command == "~!T") {
        machine_.reply("SIM-TSPL\r\n");
    } else if (command == "~!I") {
        machine_.reply("8,001\r\n");
    } else if (command == "~!@") {
        const double metres = static_cast<double>(machine_.paper.rows_moved()) /
                              dots_per_mm(machine_.options.dpi) / 1000;
        machine_.reply(std::to_string(static_cast<long>(metres)) + "\r\n");
    } else if (command == "~!A") {
        machine_.reply("4194304\r\n");
    } else if (command == "TEXT" || command == "BARCODE" || command == "QRCODE" ||
               command == "BLOCK" || command == "BOX" || command == "DMATRIX" ||
               command == "PDF417" || command == "PUTBMP" || command == "PUTPCX") {
        ++machine_.counters.undrawn_fields;
    } else if (command != "DENSITY" && command != "EOJ" && command != "LIMITFEED" &&
               command != "CODEPAGE" && command != "COUNTRY" && command != "SOUND" &&
               command != "BACKFEED" && command != "REM") {
        ++machine_.counters.unknown_commands;
    }
}

void TsplInterpreter::set_size(std::string_view arguments) {
    const std::size_t comma = std::min(arguments.find(','), arguments.size());
    if (comma == arguments.size()) return;
    const int width = length_in_dots(arguments.substr(0, comma));
    const int height = length_in_dots(arguments.substr(comma + 1));
    if (width < 1 || height < 1 || height > kMaxLengthDots) {
        ++machine_.counters.unknown_commands;
        return;
    }
    image_.resize(std::min(width, machine_.options.head_width_dots), height);
    cleared_ = false;
}

void TsplInterpreter::set_option(std::string_view arguments) {
    const std::string option = capitals(arguments);
    if (option.starts_with("REPRINT")) machine_.options.reprint = option.ends_with("ON");
    if (option.starts_with("PEEL")) machine_.mechanism.peel = option.ends_with("ON");
}

void TsplInterpreter::on_bitmap(int x, int y, int width_bytes, int rows, int mode) {
    bitmap_x_ = x + reference_x_;
    bitmap_y_ = y + reference_y_;
    bitmap_width_bytes_ = width_bytes;
    bitmap_rows_ = rows;
    bitmap_at_ = 0;
    bitmap_mode_ = mode == 1   ? Canvas::Mode::Or
                   : mode == 2 ? Canvas::Mode::Xor
                               : Canvas::Mode::Overwrite;
    if (mode < 0 || mode > 2) ++machine_.counters.unknown_commands;
    if (!cleared_) ++machine_.counters.drawn_without_cls;
}

void TsplInterpreter::on_bitmap_byte(std::uint8_t byte) {
    const auto width = static_cast<std::size_t>(bitmap_width_bytes_);
    const auto dots = static_cast<std::uint8_t>(machine_.options.black_is_one ? byte : ~byte);
    image_.put_byte(bitmap_x_ + static_cast<int>(bitmap_at_ % width) * 8,
                    bitmap_y_ + static_cast<int>(bitmap_at_ / width), dots, bitmap_mode_);
    ++bitmap_at_;
    if (bitmap_at_ == width * static_cast<std::size_t>(bitmap_rows_)) ++machine_.counters.graphics;
}

void TsplInterpreter::draw_bar(std::string_view arguments) {
    const std::vector<double> numbers = numbers_of(arguments);
    if (numbers.size() != 4) return;
    image_.fill(whole(numbers, 0, 0) + reference_x_, whole(numbers, 1, 0) + reference_y_,
                whole(numbers, 2, 0), whole(numbers, 3, 0), true);
}

void TsplInterpreter::print(std::string_view arguments) {
    const std::vector<double> numbers = numbers_of(arguments);
    const long sets = whole(numbers, 0, 1);
    const long copies = whole(numbers, 1, 1);
    if (sets < 1 || copies < 1) return;
    PageJob job;
    job.image = image_;
    if (direction_ == 1) job.image.rotate_180();
    if (mirror_) job.image.mirror();
    if (shift_ != 0) {
        Canvas shifted(job.image.width(), job.image.height());
        for (int y = 0; y < shifted.height(); ++y)
            for (int x = 0; x < shifted.width(); ++x)
                if (job.image.black(x, y - shift_)) shifted.set(x, y, true);
        job.image = std::move(shifted);
    }
    job.copies = sets * copies;
    job.after = senses_gap_ || !machine_.paper.has_labels() ? PageJob::After::ToNextLabel
                                                            : PageJob::After::Nothing;
    job.reprint = machine_.options.reprint;
    machine_.mechanism.print_page(std::move(job));
}

void TsplInterpreter::out(std::string_view arguments) {
    std::string text(arguments);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
    } else {
        const std::string variable = capitals(text);
        if (variable == "_SERIAL$") text = "SIM0001";
        if (variable == "_MODEL$") text = "SIM-TSPL";
        if (variable == "_VERSION$") text = "1.00";
        if (variable == "@LABEL") text = std::to_string(machine_.mechanism.labels_printed());
    }
    machine_.reply(text + "\r\n");
}

void TsplInterpreter::self_test() {
    PageJob job;
    job.image = Canvas(image_.width(), image_.height());
    for (int y = 0; y < image_.height(); y += 16)
        job.image.fill((y / 16 % 2) * 16, y, 16, 16, true);
    machine_.mechanism.print_page(std::move(job));
}

}  // namespace simulators
