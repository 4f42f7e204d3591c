#include "tests/simulators/printer/zpl.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/simulators/printer/text.h"

namespace simulators {
namespace {

constexpr char kStx = 0x02;
constexpr char kEtx = 0x03;

std::string digits(long value, int width) {
    char text[24];
    std::snprintf(text, sizeof text, "%0*ld", width, value);
    return text;
}

std::string framed(const std::string& text) {
    return kStx + text + kEtx + "\r\n";
}

}  // namespace

ZplInterpreter::ZplInterpreter(Machine& machine)
    : machine_(machine),
      arrival_(*this),
      image_(machine.options.head_width_dots,
             machine.options.label_dots > 0 ? machine.options.label_dots : 1200),
      continuous_(machine.options.label_dots == 0) {}

bool ZplInterpreter::on_arrival(std::uint8_t byte) {
    arrival_.emptied = false;
    arrival_.lexer.take(byte, arrival_);
    if (!arrival_.in_format) take_setting(static_cast<char>(byte));
    return arrival_.emptied;
}

void ZplInterpreter::Arrival::on_command(std::string_view name, std::string_view arguments) {
    if (name == "^XA") in_format = true;
    if (name == "^XZ" && in_format) {
        in_format = false;
        ++owner.formats_in_;
    }
    if (name.front() == '~') owner.immediate(name, arguments);
}

void ZplInterpreter::immediate(std::string_view name, std::string_view arguments) {
    ++machine_.counters.real_time;
    if (name == "~HS") {
        answer_host_status();
    } else if (name == "~HQ" && capitals(arguments) == "ES") {
        answer_errors();
    } else if (name == "~HQ" && capitals(arguments) == "SN") {
        machine_.reply(framed("SIM0001"));
    } else if (name == "~HI") {
        const int per_mm = machine_.options.dpi == 203 ? 8 : machine_.options.dpi == 300 ? 12 : 24;
        machine_.reply(framed("SIM-ZPL,V1.0," + std::to_string(per_mm) + ",8192KB"));
    } else if (name == "~HM") {
        machine_.reply(framed("8192,8192,8192"));
    } else if (name == "~JA") {
        cancel_all();
    } else if (name == "~JX") {
        // Only a format that has not come in whole; what came in of it ends here.
        if (!arrival_.in_format) return;
        arrival_.in_format = false;
        arrival_.lexer.reset();
        if (in_format_) {
            machine_.received.clear();
            lexer_.reset();
            graphic_.reset();
            binary_.reset();
            in_format_ = false;
            arrival_.emptied = true;
        } else {
            auto& received = machine_.received;
            const std::string_view begin = "^XA";
            const auto last =
                std::find_end(received.begin(), received.end(), begin.begin(), begin.end());
            received.erase(last, received.end());
            arrival_.emptied = true;
        }
    } else if (name == "~JP") {
        cancel_all();
        machine_.conditions.paused = true;
    } else if (name == "~PP") {
        machine_.conditions.paused = true;
    } else if (name == "~PS") {
        machine_.conditions.paused = false;
    } else if (name == "~JR") {
        machine_.restart_wanted = true;
    }
}

void ZplInterpreter::cancel_all() {
    machine_.received.clear();
    machine_.mechanism.clear_waiting();
    lexer_.reset();
    arrival_.in_format = false;
    graphic_.reset();
    binary_.reset();
    in_format_ = false;
    formats_done_ = formats_in_;
    arrival_.emptied = true;
}

// Three strings; what counts says that something is still to come.
void ZplInterpreter::answer_host_status() {
    const Conditions told = machine_.reported();
    if (machine_.options.mute_in_error && told.error()) return;
    const long waiting =
        machine_.lying
            ? 0
            : static_cast<long>(formats_in_ - formats_done_ + machine_.mechanism.pages_waiting());
    const bool full = machine_.received.size() + 256 > machine_.options.receive_buffer_bytes;
    const auto flag = [](bool on) { return on ? "1" : "0"; };
    machine_.reply(framed(std::string("030,") + flag(told.paper_out) + "," + flag(told.paused) +
                          "," + digits(image_.height() % 10000, 4) + "," +
                          digits(std::min(waiting, 999L), 3) + "," + flag(full) + ",0," +
                          flag(arrival_.in_format) + ",000,0,0," + flag(told.overheated)));
    const long batch = machine_.lying ? 0 : machine_.mechanism.copies_left();
    machine_.reply(framed(std::string("000,0,") + flag(told.cover_open) + "," +
                          flag(told.ribbon_out) + ",0," + (machine_.mechanism.peel ? "1" : "2") +
                          ",0," + flag(told.label_waiting) + "," +
                          digits(std::min(batch, 99999999L), 8) + ",1,000"));
    machine_.reply(framed("1234,0"));
}

void ZplInterpreter::answer_errors() {
    const Conditions told = machine_.reported();
    const unsigned errors = (told.paper_out ? 0x1U : 0U) | (told.ribbon_out ? 0x2U : 0U) |
                            (told.cover_open ? 0x4U : 0U) | (told.cutter_error ? 0x8U : 0U) |
                            (told.overheated ? 0x10U : 0U) | (told.jam ? 0x1000U : 0U) |
                            (told.paused ? 0x10000U : 0U);
    const unsigned warnings = told.paper_near_end ? 0x8U : 0U;
    char text[160];
    std::snprintf(text, sizeof text,
                  "\x02\r\nPRINTER STATUS\r\n"
                  "ERRORS:         %d 00000000 %08X\r\n"
                  "WARNINGS:       %d 00000000 %08X\r\n\x03\r\n",
                  errors != 0, errors, warnings != 0, warnings);
    machine_.reply(std::string_view(text));
}

// ! U1 getvar "device.host_status"
void ZplInterpreter::take_setting(char character) {
    if (character != '\r' && character != '\n') {
        if (setting_.size() < 256) setting_.push_back(character);
        return;
    }
    const std::string line = std::move(setting_);
    setting_.clear();
    const std::size_t at = line.find("! U1 getvar \"");
    if (at == std::string::npos) return;
    const std::size_t begin = at + 13;
    const std::string variable = line.substr(begin, line.find('"', begin) - begin);
    if (variable == "appl.name")
        machine_.reply("\"V1.0\"");
    else if (variable == "device.friendly_name")
        machine_.reply("\"SIM0001\"");
    else
        machine_.reply("\"?\"");
}

bool ZplInterpreter::ready() {
    return machine_.mechanism.waiting() < 2;
}

void ZplInterpreter::take(std::uint8_t byte) {
    lexer_.take(byte, *this);
}

void ZplInterpreter::begin_format() {
    in_format_ = true;
    has_field_ = false;
    copies_ = 1;
    field_x_ = field_y_ = 0;
    field_reverse_ = false;
    image_.clear();
}

void ZplInterpreter::end_format() {
    if (!in_format_) return;
    in_format_ = false;
    if (formats_done_ < formats_in_) ++formats_done_;
    if (!has_field_) return;  // Settings alone feed no paper.
    PageJob job;
    job.image = image_;
    if (inverted_) job.image.rotate_180();
    if (mirrored_) job.image.mirror();
    job.copies = copies_;
    job.after = continuous_ && machine_.paper.has_labels() ? PageJob::After::Nothing
                                                           : PageJob::After::ToNextLabel;
    job.ends_at_gap = !continuous_;
    job.reprint = machine_.options.reprint;
    machine_.mechanism.print_page(std::move(job));
}

void ZplInterpreter::end_field() {
    field_x_ = field_y_ = 0;
    field_is_baseline_ = false;
    field_reverse_ = false;
}

void ZplInterpreter::on_command(std::string_view name, std::string_view arguments) {
    const std::vector<double> numbers = numbers_of(arguments);
    const std::string letter = capitals(arguments.substr(0, 1));
    if (name == "^XA") return begin_format();
    if (name == "^XZ") return end_format();
    if (name.front() == '~') return;  // Was executed on arrival.
    if (name == "^JZ") {
        machine_.options.reprint = letter != "N";
    } else if (name == "^JU") {
        if (letter == "S") ++machine_.counters.settings_written;
    } else if (!in_format_) {
        ++machine_.counters.unknown_commands;
    } else if (name == "^PW") {
        image_.resize(std::clamp(whole(numbers, 0, 0), 2, machine_.options.head_width_dots),
                      image_.height());
    } else if (name == "^LL") {
        image_.resize(image_.width(), std::clamp(whole(numbers, 0, 0), 1, kMaxLengthDots));
    } else if (name == "^LH") {
        home_x_ = std::clamp(whole(numbers, 0, 0), 0, kMaxLengthDots);
        home_y_ = std::clamp(whole(numbers, 1, 0), 0, kMaxLengthDots);
    } else if (name == "^LT") {
        if (const int top = whole(numbers, 0, 0); top >= -120 && top <= 120) top_ = top;
    } else if (name == "^LS") {
        shift_ = std::clamp(whole(numbers, 0, 0), -9999, 9999);
    } else if (name == "^FO" || name == "^FT") {
        field_x_ = std::clamp(whole(numbers, 0, 0), 0, kMaxLengthDots);
        field_y_ = std::clamp(whole(numbers, 1, 0), 0, kMaxLengthDots);
        field_is_baseline_ = name == "^FT";
    } else if (name == "^FR") {
        field_reverse_ = true;
    } else if (name == "^FS") {
        end_field();
    } else if (name == "^PO") {
        inverted_ = letter == "I";
    } else if (name == "^PM") {
        mirrored_ = letter == "Y";
    } else if (name == "^PQ") {
        copies_ = std::clamp<long>(std::strtol(std::string(arguments).c_str(), nullptr, 10), 1,
                                   99'999'999);
    } else if (name == "^MN") {
        continuous_ = letter == "N" || letter == "V";
    } else if (name == "^MM") {
        machine_.mechanism.peel = letter == "P";
    } else if (name == "^PR") {
        set_speed(arguments);
    } else if (name == "^GB") {
        draw_box(arguments);
    } else if (name == "^XG") {
        recall(arguments);
    } else if (name == "^ID") {
        stored_.erase(capitals(arguments));
    } else if (name == "^HH") {
        machine_.reply(framed("  SIM-ZPL\r\n  ZPL II\r\n"));
    } else if (name == "^FD") {
        has_field_ = true;
        ++machine_.counters.undrawn_fields;
        machine_.counters.characters += arguments.size();
    } else if (name != "^MT" && name != "^MD" && name != "^CI" && name != "^FX" && name != "^A" &&
               name != "^CF" && name != "^BY" && name != "^FW" && name != "^LR" && name != "^SX" &&
               name != "^PF" && !name.starts_with("^B")) {
        ++machine_.counters.unknown_commands;
    }
}

// Inches a second as a number, or A (2) to E (6).
void ZplInterpreter::set_speed(std::string_view arguments) {
    const std::string speed = capitals(arguments.substr(0, 1));
    double inches = std::strtod(std::string(arguments).c_str(), nullptr);
    if (!speed.empty() && speed[0] >= 'A' && speed[0] <= 'E') inches = speed[0] - 'A' + 2;
    if (inches >= 1 && inches <= 14 && machine_.speed_mm_per_s > 0)
        machine_.speed_mm_per_s = inches * 25.4;
}

void ZplInterpreter::on_graphic(std::string_view name, std::string_view arguments) {
    graphic_.reset();
    binary_.reset();
    const std::size_t comma = arguments.find(',');
    const std::vector<double> numbers = numbers_of(arguments.substr(comma + 1));
    const bool stored = name == "~DG";
    stored_name_ = stored ? capitals(arguments.substr(0, comma)) : std::string();
    const long total = static_cast<long>(whole(numbers, stored ? 0 : 1, 0));
    const long bytes_per_row = static_cast<long>(whole(numbers, stored ? 1 : 2, 0));
    graphic_ = ZplGraphic::begin(total, bytes_per_row);
    if (!stored && arguments.front() == 'B') binary_.emplace();
    if (!stored && arguments.front() == 'C') graphic_.reset();  // One maker's own packing.
    if (!stored && in_format_) has_field_ = true;
}

void ZplInterpreter::on_graphic_byte(std::uint8_t byte) {
    if (!graphic_) return;
    if (!binary_) {
        graphic_->take(static_cast<char>(byte));
    } else if (binary_->size() < graphic_->total()) {
        binary_->push_back(byte);
    }
}

void ZplInterpreter::on_graphic_end() {
    std::optional<Bytes> dots;
    if (graphic_ && binary_ && binary_->size() == graphic_->total()) dots = std::move(binary_);
    if (graphic_ && !binary_) dots = graphic_->finish();
    const std::size_t bytes_per_row = graphic_ ? graphic_->bytes_per_row() : 0;
    graphic_.reset();
    binary_.reset();
    if (!dots) {
        ++machine_.counters.graphics_refused;
    } else if (!stored_name_.empty()) {
        if (stored_.size() < kMaxStored) stored_[stored_name_] = {std::move(*dots), bytes_per_row};
    } else if (in_format_) {
        draw(*dots, bytes_per_row, 1, 1);
    }
}

void ZplInterpreter::draw(const Bytes& dots, std::size_t bytes_per_row, int times_x, int times_y) {
    const int rows = static_cast<int>(dots.size() / bytes_per_row);
    const int left = home_x_ + field_x_ - shift_;
    int top = home_y_ + field_y_ + top_;
    if (field_is_baseline_) top -= rows * times_y - 1;
    const auto mode = field_reverse_ ? Canvas::Mode::Xor : Canvas::Mode::Or;
    for (int y = 0; y < rows * times_y; ++y) {
        if (top + y < 0 || top + y >= image_.height()) continue;
        const std::size_t row = static_cast<std::size_t>(y / times_y) * bytes_per_row;
        for (std::size_t at = 0; at < bytes_per_row; ++at) {
            const std::uint8_t byte = dots[row + at];
            const int x = left + static_cast<int>(at) * 8 * times_x;
            if (byte == 0) continue;
            if (x >= image_.width()) break;
            if (times_x == 1) {
                image_.put_byte(x, top + y, byte, mode);
                continue;
            }
            for (int bit = 0; bit < 8; ++bit)
                if ((byte & (0x80 >> bit)) != 0)
                    image_.fill(x + bit * times_x, top + y, times_x, 1, true);
        }
    }
    ++machine_.counters.graphics;
}

void ZplInterpreter::recall(std::string_view arguments) {
    const std::size_t comma = std::min(arguments.find(','), arguments.size());
    const auto found = stored_.find(capitals(arguments.substr(0, comma)));
    if (comma == arguments.size()) arguments = "";
    const std::vector<double> times =
        numbers_of(arguments.substr(std::min(comma + 1, arguments.size())));
    if (found == stored_.end()) {
        ++machine_.counters.graphics_refused;
        return;
    }
    has_field_ = true;
    draw(found->second.dots, found->second.bytes_per_row, std::clamp(whole(times, 0, 1), 1, 10),
         std::clamp(whole(times, 1, 1), 1, 10));
}

void ZplInterpreter::draw_box(std::string_view arguments) {
    const std::vector<double> numbers = numbers_of(arguments);
    const int thick = std::clamp(whole(numbers, 2, 1), 1, kMaxLengthDots);
    const int width = std::clamp(whole(numbers, 0, thick), thick, kMaxLengthDots);
    const int height = std::clamp(whole(numbers, 1, thick), thick, kMaxLengthDots);
    const int x = home_x_ + field_x_ - shift_;
    const int y = home_y_ + field_y_ + top_;
    image_.fill(x, y, width, thick, true);
    image_.fill(x, y + height - thick, width, thick, true);
    image_.fill(x, y, thick, height, true);
    image_.fill(x + width - thick, y, thick, height, true);
    has_field_ = true;
}

}  // namespace simulators
