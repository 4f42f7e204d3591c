#include "tests/simulators/printer/cpcl.h"

#include <algorithm>
#include <cstdlib>

#include "tests/simulators/printer/text.h"

namespace simulators {
namespace {

constexpr long kMaxCopies = 1024;

std::vector<double> words_as_numbers(std::string_view text) {
    std::string with_commas(trimmed(text));
    std::string joined;
    for (const char character : with_commas) {
        if (character != ' ') {
            joined.push_back(character);
        } else if (!joined.empty() && joined.back() != ',') {
            joined.push_back(',');
        }
    }
    return numbers_of(joined);
}

std::string first_word(std::string_view line) {
    return capitals(line.substr(0, std::min(line.find(' '), line.size())));
}

}  // namespace

CpclInterpreter::CpclInterpreter(Machine& machine) : machine_(machine) {}

bool CpclInterpreter::on_arrival(std::uint8_t) {
    return false;  // Nothing is executed before its turn.
}

bool CpclInterpreter::ready() {
    if (question_ != 0) {
        const bool stopped = machine_.reported().error() || machine_.reported().label_waiting;
        if (!machine_.mechanism.idle() && !stopped) return false;
        answer(question_);
        question_ = 0;
    }
    return machine_.mechanism.waiting() < 2;
}

void CpclInterpreter::answer(std::uint8_t question) {
    const Conditions told = machine_.reported();
    if (question == 'h') {
        const bool busy = !machine_.lying && !machine_.mechanism.idle();
        machine_.reply(Bytes{static_cast<std::uint8_t>(
            (busy ? 0x01 : 0) | (told.paper_out ? 0x02 : 0) | (told.cover_open ? 0x04 : 0) |
            (reset_since_asked_ ? 0x10 : 0))});
    } else if (question == 'i') {
        machine_.reply(Bytes{static_cast<std::uint8_t>(
            (told.jam ? 0x10 : 0) | (told.label_waiting ? 0x20 : 0) |
            (told.paper_near_end ? 0x40 : 0) | (told.ribbon_out ? 0x80 : 0))});
    } else if (question == 'v') {
        std::string text = "SIM-CPCL 1.00 SIM0001";
        text.push_back('\0');
        machine_.reply(text);
    }
}

void CpclInterpreter::take(std::uint8_t byte) {
    switch (state_) {
        case State::Binary:
            graphic_byte(byte);
            return;
        case State::Hex:
            take_digit(static_cast<char>(byte));
            return;
        case State::Line:
        case State::Escape:
            take_plain(byte);
            return;
    }
}

void CpclInterpreter::take_digit(char character) {
    int value = -1;
    if (character >= '0' && character <= '9') value = character - '0';
    if (character >= 'A' && character <= 'F') value = character - 'A' + 10;
    if (character >= 'a' && character <= 'f') value = character - 'a' + 10;
    if (value < 0) {
        if (character == ' ') return;
        // The line ends before its picture does.
        ++machine_.counters.graphics_refused;
        state_ = State::Line;
        take_plain(static_cast<std::uint8_t>(character));
    } else if (hex_high_ < 0) {
        hex_high_ = value;
    } else {
        graphic_byte(static_cast<std::uint8_t>(hex_high_ << 4 | value));
        hex_high_ = -1;
    }
}

void CpclInterpreter::take_plain(std::uint8_t byte) {
    if (state_ == State::Escape) {
        state_ = State::Line;
        ++machine_.counters.real_time;
        if (byte == 'h' || byte == 'i' || byte == 'v') question_ = byte;
        if (byte == 'N') reset_since_asked_ = false;
        return;
    }
    if (byte == 0x1b && !in_session_) {
        state_ = State::Escape;
        return;
    }
    if (byte == '\n' || byte == '\r') {
        const std::string line = std::move(line_);
        line_.clear();
        const bool whole_line = !overlong_;
        overlong_ = false;
        if (whole_line && !trimmed(line).empty()) on_line(trimmed(line));
        return;
    }
    if (line_.size() >= kMaxLine) {
        overlong_ = true;
        return;
    }
    line_.push_back(static_cast<char>(byte));
    if (byte == ' ' && in_session_ && begin_graphic()) line_.clear();
}

// EG and CG, also VEG and VCG and the long names: width in bytes, height, x, y, data.
bool CpclInterpreter::begin_graphic() {
    const std::string_view line(line_);
    if (std::ranges::count(line, ' ') < 5) return false;
    const std::string command = first_word(line);
    const bool hex = command == "EG" || command == "EXPANDED-GRAPHICS";
    const bool binary = command == "CG" || command == "COMPRESSED-GRAPHICS";
    const bool vertical_hex = command == "VEG" || command == "VEXPANDED-GRAPHICS";
    const bool vertical = command == "VCG" || command == "VCOMPRESSED-GRAPHICS";
    if (!hex && !binary && !vertical && !vertical_hex) return false;
    const std::vector<double> numbers = words_as_numbers(line.substr(command.size()));
    if (numbers.size() != 4) return false;
    const int width_bytes = whole(numbers, 0, 0);
    const int rows = whole(numbers, 1, 0);
    if (width_bytes < 1 || rows < 1) return true;
    graphic_width_bytes_ = static_cast<std::size_t>(width_bytes);
    graphic_size_ = graphic_width_bytes_ * static_cast<std::size_t>(rows);
    graphic_at_ = 0;
    graphic_x_ = whole(numbers, 2, 0) + offset_;
    graphic_y_ = whole(numbers, 3, 0);
    hex_high_ = -1;
    drawn_ = hex || binary;
    if (!drawn_) ++machine_.counters.undrawn_fields;
    state_ = hex || vertical_hex ? State::Hex : State::Binary;
    return true;
}

void CpclInterpreter::graphic_byte(std::uint8_t byte) {
    if (drawn_)
        image_.put_byte(graphic_x_ + static_cast<int>(graphic_at_ % graphic_width_bytes_) * 8,
                        graphic_y_ + static_cast<int>(graphic_at_ / graphic_width_bytes_), byte,
                        Canvas::Mode::Or);
    if (++graphic_at_ < graphic_size_) return;
    ++machine_.counters.graphics;
    state_ = State::Line;
}

void CpclInterpreter::on_line(std::string_view line) {
    if (in_session_) {
        on_session_line(line);
        return;
    }
    if (!line.starts_with("! ")) {
        // Line mode: prints as text on a receipt printer.
        machine_.counters.characters += line.size();
        return;
    }
    const std::string words = capitals(line);
    if (words.starts_with("! U1 GETVAR")) {
        get_variable(line);
    } else if (words.starts_with("! UTILITIES")) {
        in_session_ = utilities_ = true;
    } else if (!words.starts_with("! U1")) {
        begin_session(line.substr(2));
    }
}

void CpclInterpreter::get_variable(std::string_view line) {
    machine_.reply(line.find("\"appl.name\"") != std::string_view::npos ? "\"V1.0\"" : "\"?\"");
}

int CpclInterpreter::width() const {
    const int head = machine_.options.head_width_dots;
    return page_width_ > 0 ? std::min(page_width_, head) : head;
}

void CpclInterpreter::begin_session(std::string_view header) {
    const std::vector<double> numbers = words_as_numbers(header);
    const int height = whole(numbers, 3, 0);
    if (numbers.size() != 5 || height < 1 || height > kMaxLengthDots) {
        ++machine_.counters.unknown_commands;
        return;
    }
    in_session_ = true;
    utilities_ = false;
    offset_ = std::clamp(whole(numbers, 0, 0), 0, kMaxLengthDots);
    copies_ = std::clamp<long>(whole(numbers, 4, 1), 1, kMaxCopies);
    image_ = Canvas(width(), height);
    form_ = cut_ = false;
    post_feed_ = 0;
}

void CpclInterpreter::on_session_line(std::string_view line) {
    const std::string command = first_word(line);
    const std::string_view arguments = trimmed(line.substr(std::min(command.size(), line.size())));
    const std::vector<double> numbers = words_as_numbers(arguments);
    if (command == "PRINT") {
        end_session();
    } else if (command == "ABORT" || command == "END") {
        in_session_ = false;
    } else if (command == "FORM") {
        form_ = true;
    } else if (command == "PAGE-WIDTH" || command == "PW") {
        page_width_ = std::clamp(whole(numbers, 0, 0), 0, kMaxLengthDots);
        if (!utilities_) image_.resize(width(), image_.height());
    } else if (command == "ON-OUT-OF-PAPER") {
        reprint_ = !capitals(arguments).starts_with("PURGE");
    } else if (command == "SPEED") {
        // 0 to 5, from the slowest to the fastest.
        if (const int speed = whole(numbers, 0, -1);
            speed >= 0 && speed <= 5 && machine_.speed_mm_per_s > 0)
            machine_.speed_mm_per_s = (speed + 1) * 25.4;
    } else if (command == "POSTFEED") {
        post_feed_ = std::clamp(whole(numbers, 0, 0), 0, kMaxLengthDots);
    } else if (command == "PREFEED") {
        machine_.mechanism.feed(std::clamp(whole(numbers, 0, 0), 0, kMaxLengthDots));
    } else if (command == "CUT") {
        cut_ = true;
    } else if (command == "LINE" || command == "L") {
        draw_line(arguments);
    } else if (command == "TEXT" || command == "T" || command == "BARCODE" || command == "B" ||
               command == "BOX" || command == "SCALE-TEXT" || command == "VTEXT" ||
               command == "VBARCODE") {
        ++machine_.counters.undrawn_fields;
    } else if (command != "GAP-SENSE" && command != "BAR-SENSE" && command != "TONE" &&
               command != "CONTRAST" && command != "PRESENT-AT" && command != "SETFF" &&
               command != "JOURNAL" && command != "LABEL" && command != "REVERSE" &&
               command != "PACE" && command != "NO-PACE" && command != "WAIT" &&
               command != "LEFT" && command != "CENTER" && command != "RIGHT" &&
               !command.starts_with(';')) {
        ++machine_.counters.unknown_commands;
    }
}

// LINE x0 y0 x1 y1 width, level or upright.
void CpclInterpreter::draw_line(std::string_view arguments) {
    const std::vector<double> numbers = words_as_numbers(arguments);
    if (numbers.size() != 5) return;
    const int x0 = whole(numbers, 0, 0);
    const int y0 = whole(numbers, 1, 0);
    const int x1 = whole(numbers, 2, 0);
    const int y1 = whole(numbers, 3, 0);
    const int thick = whole(numbers, 4, 1);
    if (y0 == y1) {
        image_.fill(std::min(x0, x1) + offset_, y0, std::abs(x1 - x0), thick, true);
    } else if (x0 == x1) {
        image_.fill(x0 + offset_, std::min(y0, y1), thick, std::abs(y1 - y0), true);
    } else {
        ++machine_.counters.undrawn_fields;
    }
}

void CpclInterpreter::end_session() {
    in_session_ = false;
    if (utilities_) return;
    PageJob job;
    job.image = std::move(image_);
    job.copies = copies_;
    job.reprint = reprint_ && machine_.options.reprint;
    if (form_ || !machine_.paper.has_labels()) {
        job.after = PageJob::After::ToNextLabel;
    } else if (post_feed_ > 0) {
        job.after = PageJob::After::Feed;
        job.feed_dots = post_feed_;
    } else {
        job.after = PageJob::After::Nothing;
    }
    machine_.mechanism.print_page(std::move(job));
    if (cut_) machine_.mechanism.cut();
    image_ = Canvas();
}

}  // namespace simulators
