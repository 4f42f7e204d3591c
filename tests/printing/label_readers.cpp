#include "tests/printing/label_readers.h"

#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <sstream>

#include "base/base64.h"

namespace printing::testing_readers {
namespace {

void draw_bits(ReadLabel& label, int x, int y, int row_bytes, const base::Bytes& data, int black) {
    for (std::size_t i = 0; i < data.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            const int value = (data[i] >> (7 - bit)) & 1;
            if (value != black) continue;
            const int column = x + static_cast<int>(i) % row_bytes * 8 + bit;
            const int row = y + static_cast<int>(i) / row_bytes;
            if (column >= label.image.width() || row >= label.image.height())
                label.mistake = "ink outside the label";
            label.image.set(column, row);
        }
    ++label.pictures;
    label.most_picture_bytes = std::max(label.most_picture_bytes, static_cast<int>(data.size()));
}

// Up to CR LF; nothing where there is none.
std::optional<std::string> take_line(const base::Bytes& job, std::size_t& at) {
    const std::string_view rest = base::as_text(job).substr(at);
    const std::size_t end = rest.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    at += end + 2;
    return std::string(rest.substr(0, end));
}

std::optional<base::Bytes> take(const base::Bytes& job, std::size_t& at, int count) {
    if (count < 0 || at + static_cast<std::size_t>(count) > job.size()) return std::nullopt;
    const auto begin = job.begin() + static_cast<std::ptrdiff_t>(at);
    at += static_cast<std::size_t>(count);
    return base::Bytes(begin, begin + count);
}

// ZPL II manual, "Alternative Data Compression Scheme".
std::optional<base::Bytes> read_runs(const std::string& text, int row_bytes, int total) {
    const auto row_digits = static_cast<std::size_t>(row_bytes) * 2;
    std::string digits;
    std::string row;
    std::string above;
    std::size_t count = 0;
    const auto flush = [&] {
        above = row;
        digits += row;
        row.clear();
    };
    for (const char c : text) {
        if (c >= 'G' && c <= 'Y') {
            count += static_cast<std::size_t>(c - 'G' + 1);
        } else if (c >= 'g' && c <= 'z') {
            count += static_cast<std::size_t>(c - 'g' + 1) * 20;
        } else if (c == ',' || c == '!') {
            if (row.size() % 2 != 0) return std::nullopt;
            row.resize(row_digits, c == ',' ? '0' : 'F');
            flush();
        } else if (c == ':') {
            if (!row.empty() || above.empty()) return std::nullopt;
            row = above;
            flush();
        } else {
            row.append(count == 0 ? 1 : count, c);
            count = 0;
            if (row.size() > row_digits) return std::nullopt;
            if (row.size() == row_digits) flush();
        }
    }
    if (!row.empty() || digits.size() != static_cast<std::size_t>(total) * 2) return std::nullopt;
    base::Bytes bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return bytes;
}

unsigned crc16(std::string_view text) {
    unsigned crc = 0;
    for (const char c : text)
        for (int bit = 7; bit >= 0; --bit) {
            const unsigned in = (static_cast<unsigned char>(c) >> bit) & 1U;
            const unsigned top = (crc >> 15) & 1U;
            crc = (crc << 1) & 0xffffU;
            if (top != in) crc ^= 0x1021U;
        }
    return crc;
}

std::optional<base::Bytes> read_z64(const std::string& text, int total) {
    const std::size_t end = text.rfind(':');
    const std::string body = text.substr(5, end - 5);
    char crc[8];
    std::snprintf(crc, sizeof crc, "%04X", crc16(body));
    if (text.substr(end + 1) != crc) return std::nullopt;
    const auto packed = base::decode_base64(body);
    if (!packed) return std::nullopt;
    base::Bytes bytes(static_cast<std::size_t>(total));
    uLongf size = bytes.size();
    if (uncompress(bytes.data(), &size, packed->data(), packed->size()) != Z_OK ||
        size != bytes.size())
        return std::nullopt;
    return bytes;
}

}  // namespace

bool ReadLabel::has(const std::string& command) const {
    return std::ranges::find(commands, command) != commands.end();
}

ReadLabel read_tspl(const base::Bytes& job, int width, int height, int black) {
    ReadLabel label;
    label.image = Bitmap(width, height);
    std::size_t at = 0;
    while (at < job.size()) {
        if (base::as_text(job).substr(at).starts_with("BITMAP ")) {
            int x = 0, y = 0, bytes = 0, rows = 0, mode = -1, read = 0;
            const std::string head(base::as_text(job).substr(at, 60));
            if (std::sscanf(head.c_str(), "BITMAP %d,%d,%d,%d,%d,%n", &x, &y, &bytes, &rows, &mode,
                            &read) != 5 ||
                read == 0 || mode != 0) {
                label.mistake = "a BITMAP that is none";
                return label;
            }
            at += static_cast<std::size_t>(read);
            const auto data = take(job, at, bytes * rows);
            if (!data || take_line(job, at) != "") {
                label.mistake = "a BITMAP without its data";
                return label;
            }
            draw_bits(label, x, y, bytes, *data, black);
            continue;
        }
        const auto line = take_line(job, at);
        if (!line) {
            label.mistake = "a line without end";
            return label;
        }
        label.commands.push_back(*line);
        std::sscanf(line->c_str(), "PRINT 1,%d", &label.copies);
    }
    return label;
}

ReadLabel read_zpl(const base::Bytes& job) {
    ReadLabel label;
    const std::string text(base::as_text(job));
    int x = 0, y = 0, width = 0, height = 0;
    std::size_t at = 0;
    while (at < text.size() && (text[at] == '^' || text[at] == '~')) {
        std::size_t end = text.find_first_of("^~", at + 1);
        if (end == std::string::npos) end = text.find("\r\n", at);
        if (end == std::string::npos) end = text.size();
        const std::string command = text.substr(at, end - at);
        at = end;
        if (std::sscanf(command.c_str(), "^PW%d", &width) == 1 ||
            std::sscanf(command.c_str(), "^LL%d", &height) == 1)
            label.image = Bitmap(width, height);
        std::sscanf(command.c_str(), "^FO%d,%d", &x, &y);
        std::sscanf(command.c_str(), "^PQ%d", &label.copies);
        if (!command.starts_with("^GFA,")) {
            if (!command.starts_with("^FO") && command != "^FS") label.commands.push_back(command);
            continue;
        }
        int sent = 0, total = 0, row_bytes = 0, read = 0;
        if (std::sscanf(command.c_str(), "^GFA,%d,%d,%d,%n", &sent, &total, &row_bytes, &read) !=
                3 ||
            sent != total || total > 99999) {
            label.mistake = "a ^GFA that is none";
            return label;
        }
        const std::string data = command.substr(static_cast<std::size_t>(read));
        const auto bytes =
            data.starts_with(":Z64:") ? read_z64(data, total) : read_runs(data, row_bytes, total);
        if (!bytes) {
            label.mistake = "data that cannot be read: " + data.substr(0, 60);
            return label;
        }
        draw_bits(label, x, y, row_bytes, *bytes, 1);
    }
    if (text.substr(at) != "\r\n") label.mistake = "something behind ^XZ";
    return label;
}

ReadLabel read_cpcl(const base::Bytes& job) {
    ReadLabel label;
    std::size_t at = 0;
    int height = 0;
    int width = 0;
    while (at < job.size()) {
        const std::string head(base::as_text(job).substr(at, 60));
        const bool hex = head.starts_with("EG ");
        if (hex || head.starts_with("CG ")) {
            int bytes = 0, rows = 0, x = 0, y = 0, read = 0;
            // %n behind a blank would eat data that looks like blanks.
            std::sscanf(head.c_str() + 2, " %d %d %d %d%n", &bytes, &rows, &x, &y, &read);
            at += static_cast<std::size_t>(read) + 3;
            const auto data = take(job, at, bytes * rows * (hex ? 2 : 1));
            if (read == 0 || !data || take_line(job, at) != "") {
                label.mistake = "a graphic without its data";
                return label;
            }
            base::Bytes plain = *data;
            if (hex) {
                const std::string digits(base::as_text(*data));
                plain.clear();
                for (std::size_t i = 0; i < digits.size(); i += 2)
                    plain.push_back(
                        static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
            }
            draw_bits(label, x, y, bytes, plain, 1);
            continue;
        }
        const auto line = take_line(job, at);
        if (!line) {
            label.mistake = "a line without end";
            return label;
        }
        label.commands.push_back(*line);
        int resolution = 0;
        std::sscanf(line->c_str(), "! 0 %d %d %d %d", &resolution, &resolution, &height,
                    &label.copies);
        if (std::sscanf(line->c_str(), "PAGE-WIDTH %d", &width) == 1)
            label.image = Bitmap(width, height);
    }
    return label;
}

}  // namespace printing::testing_readers
