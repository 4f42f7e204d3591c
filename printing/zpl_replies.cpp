#include "printing/zpl_replies.h"

#include <charconv>

#include "base/text.h"

namespace printing {
namespace {

constexpr std::size_t kFirstFields = 12, kSecondFields = 11;
constexpr int kLargest = 100'000'000;

std::vector<std::string_view> fields_of(std::string_view frame) {
    std::vector<std::string_view> fields;
    std::size_t begin = 0;
    for (;;) {
        const std::size_t comma = frame.find(',', begin);
        fields.push_back(frame.substr(begin, comma - begin));
        if (comma == std::string_view::npos) return fields;
        begin = comma + 1;
    }
}

// Decimal digits alone; firmwares fill with zeros and sometimes with blanks.
std::optional<int> number_of(std::string_view field) {
    while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
    while (!field.empty() && field.back() == ' ') field.remove_suffix(1);
    int number = 0;
    const auto [end, problem] = std::from_chars(field.data(), field.data() + field.size(), number);
    if (field.empty() || problem != std::errc() || end != field.data() + field.size() ||
        number < 0 || number > kLargest)
        return std::nullopt;
    return number;
}

std::optional<std::vector<int>> numbers_of(std::string_view frame, std::size_t count) {
    const auto fields = fields_of(frame);
    if (fields.size() != count) return std::nullopt;
    std::vector<int> numbers;
    for (const std::string_view field : fields) {
        // A mode or option may be a letter; only numbers are looked at.
        const auto number = number_of(field);
        numbers.push_back(number.value_or(-1));
    }
    return numbers;
}

// The flag and two groups of eight hexadecimal digits behind `title`; the second group.
std::optional<unsigned long> last_group(std::string_view frame, std::string_view title) {
    const std::size_t at = frame.find(title);
    if (at == std::string_view::npos) return std::nullopt;
    std::string_view rest = frame.substr(at + title.size());
    rest = rest.substr(0, rest.find_first_of("\r\n"));
    std::vector<std::string_view> words;
    while (!rest.empty()) {
        const std::size_t begin = rest.find_first_not_of(' ');
        if (begin == std::string_view::npos) break;
        rest.remove_prefix(begin);
        const std::size_t end = rest.find(' ');
        words.push_back(rest.substr(0, end));
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end);
    }
    if (words.size() != 3) return std::nullopt;
    unsigned long flags = 0;
    const std::string_view group = words[2];
    const auto [end, problem] =
        std::from_chars(group.data(), group.data() + group.size(), flags, 16);
    if (problem != std::errc() || end != group.data() + group.size()) return std::nullopt;
    return words[0] == "0" ? 0UL : flags;
}

}  // namespace

std::vector<std::string> ZplFrames::feed(base::ByteView bytes) {
    std::vector<std::string> frames;
    for (const std::uint8_t byte : bytes) {
        if (byte == 0x02) {
            partial_.clear();
            open_ = true;
        } else if (!open_) {
            continue;
        } else if (byte == 0x03) {
            frames.push_back(partial_);
            reset();
        } else if (partial_.size() >= kMaxFrame) {
            reset();  // No reply is that long: it was noise.
        } else {
            partial_ += static_cast<char>(byte);
        }
    }
    return frames;
}

void ZplFrames::reset() {
    partial_.clear();
    open_ = false;
}

bool is_zpl_first(std::string_view frame) {
    return fields_of(frame).size() == kFirstFields;
}

bool is_zpl_second(std::string_view frame) {
    return fields_of(frame).size() == kSecondFields;
}

std::optional<ZplHostStatus> zpl_host_status(std::string_view first, std::string_view second) {
    const auto one = numbers_of(first, kFirstFields);
    const auto two = numbers_of(second, kSecondFields);
    if (!one || !two) return std::nullopt;
    ZplHostStatus host;
    bool whole = true;
    const auto flag = [&whole](int value) {
        whole = whole && (value == 0 || value == 1);
        return value == 1;
    };
    PrinterStatus& status = host.status;
    status.known = true;
    status.paper_out = flag((*one)[1]);
    status.paused = flag((*one)[2]);
    host.formats = (*one)[4];
    host.partial = flag((*one)[7]);
    status.error = flag((*one)[9]);  // Corrupt memory.
    status.overheated = flag((*one)[11]);
    if (flag((*one)[10])) status.error = true;  // Too cold.
    status.cover_open = flag((*two)[2]);
    status.ribbon_out = flag((*two)[3]);
    status.label_waiting = flag((*two)[7]);
    host.remaining = (*two)[8];
    if (!whole || host.formats < 0 || host.remaining < 0) return std::nullopt;
    status.busy = host.unfinished() > 0;
    return host;
}

std::optional<PrinterStatus> zpl_error_status(std::string_view frame) {
    if (frame.find("PRINTER STATUS") == std::string_view::npos) return std::nullopt;
    const auto errors = last_group(frame, "ERRORS:");
    const auto warnings = last_group(frame, "WARNINGS:");
    if (!errors || !warnings) return std::nullopt;
    constexpr unsigned long kOther =
        0x40 | 0x80 | 0x100 | 0x200 | 0x2000 | 0x4000 | 0x8000 | 0x20000 | 0x40000 | 0x80000;
    PrinterStatus status;
    status.known = true;
    status.paper_out = (*errors & 0x1) != 0;
    status.ribbon_out = (*errors & 0x2) != 0;
    status.cover_open = (*errors & 0x4) != 0;
    status.cutter_error = (*errors & 0x8) != 0;
    status.overheated = (*errors & (0x10 | 0x20)) != 0;
    status.jam = (*errors & 0x1000) != 0;
    status.paused = (*errors & 0x10000) != 0;
    status.error = (*errors & kOther) != 0;
    status.paper_near_end = (*warnings & 0x8) != 0;
    return status;
}

}  // namespace printing
