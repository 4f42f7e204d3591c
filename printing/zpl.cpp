#include "printing/zpl.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/base64.h"
#include "printing/deflate.h"
#include "printing/placing.h"

namespace printing {
namespace {

constexpr char kDigits[] = "0123456789ABCDEF";

std::uint8_t digit_at(std::span<const std::uint8_t> row, std::size_t place) {
    const std::uint8_t byte = row[place / 2];
    return static_cast<std::uint8_t>(place % 2 == 0 ? byte >> 4 : byte & 0x0f);
}

void append_run(std::string& out, std::size_t count, std::uint8_t digit) {
    if (count < 3) {
        out.append(count, kDigits[digit]);
        return;
    }
    for (; count >= 400; count -= 400) out += 'z';
    if (count >= 20) out += static_cast<char>('g' + count / 20 - 1);
    if (count % 20 != 0) out += static_cast<char>('G' + count % 20 - 1);
    out += kDigits[digit];
}

// `count` digits that fill the row to its end. The filling signs begin at a whole byte.
void append_rest(std::string& out, std::size_t count, std::size_t begin, std::uint8_t digit) {
    if (begin % 2 != 0) {
        out += kDigits[digit];
        --count;
    }
    if (count > 0) out += digit == 0 ? ',' : '!';
}

void append_row(std::string& out, std::span<const std::uint8_t> row) {
    const std::size_t digits = row.size() * 2;
    std::size_t at = 0;
    while (at < digits) {
        const std::uint8_t digit = digit_at(row, at);
        std::size_t end = at + 1;
        if (digit == 0 || digit == 0x0f) {  // Long runs are white or black: whole bytes at a time.
            const std::uint8_t same = digit == 0 ? 0x00 : 0xff;
            if (end % 2 != 0 && digit_at(row, end) == digit) ++end;
            if (end % 2 == 0)
                while (end < digits && row[end / 2] == same) end += 2;
        }
        while (end < digits && digit_at(row, end) == digit) ++end;
        if (end == digits && (digit == 0 || digit == 0x0f)) {
            append_rest(out, end - at, at, digit);
        } else {
            append_run(out, end - at, digit);
        }
        at = end;
    }
}

std::string media_text(const config::PrintSettings& print) {
    switch (print.media) {
        case config::Media::Gap:
            return "^MNY";
        case config::Media::Mark:
            return "^MNM";
        case config::Media::Continuous:
            return "^MNN";
    }
    return {};
}

std::string head_text(const Bitmap& image, const PrinterProfile& profile) {
    const config::PrintSettings& print = profile.print;
    std::string head;
    char number[16];
    if (print.darkness) {
        std::snprintf(number, sizeof number, "~SD%02d", *print.darkness);
        head += number;
    }
    if (print.offset_mm) {
        const int dots =
            std::clamp(to_dots(base::Millimetres{*print.offset_mm}, profile.dpi).value, -120, 120);
        std::snprintf(number, sizeof number, "~TA%s%03d", dots < 0 ? "-" : "", std::abs(dots));
        head += number;
    }
    head += "^XA^PW" + std::to_string(image.width()) + "^LL" + std::to_string(image.height()) +
            "^LH0,0" + media_text(print) + (print.direction == 1 ? "^POI" : "^PON");
    if (print.speed) head += "^PR" + std::to_string(std::lround(*print.speed));
    head += profile.evidence == Evidence::Answer ? "^JZY" : "^JZN";
    return head;
}

base::Status append_z64(std::string& out, const Bitmap& image, int first, int rows) {
    const auto packed =
        deflate({image.row(first).data(), static_cast<std::size_t>(rows * image.stride())});
    if (!packed) return base::pass(packed, "ZPL");
    const std::string text = base::encode_base64(*packed);
    char crc[8];
    std::snprintf(crc, sizeof crc, "%04X", static_cast<unsigned>(zpl_crc(text)));
    out += ":Z64:" + text + ":" + crc;
    return {};
}

}  // namespace

void append_zpl_rows(std::string& out, const Bitmap& image, int first, int rows) {
    for (int y = first; y < first + rows; ++y) {
        const auto row = image.row(y);
        if (y > first && std::ranges::equal(row, image.row(y - 1))) {
            out += ':';
        } else {
            append_row(out, row);
        }
    }
}

std::uint16_t zpl_crc(std::string_view text) {
    unsigned crc = 0;
    for (const char c : text) {
        crc ^= static_cast<unsigned>(static_cast<unsigned char>(c)) << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000U) != 0 ? (crc << 1) ^ 0x1021U : crc << 1;
        crc &= 0xffffU;
    }
    return static_cast<std::uint16_t>(crc);
}

base::Result<base::Bytes> ZplEncoder::encode(const Bitmap& image, int copies) const {
    auto placed = place(image, copies, profile_, Turning::ByPrinter);
    if (!placed) return base::pass(placed);
    std::string out = head_text(*placed, profile_);
    out.reserve(placed->bytes().size() + 1024);
    const int most = strip_rows(*placed, profile_);
    for (int y = 0; y < placed->height(); y += most) {
        const int rows = std::min(most, placed->height() - y);
        const std::string size = std::to_string(rows * placed->stride());
        out += "^FO0," + std::to_string(y) + "^GFA," + size + "," + size + "," +
               std::to_string(placed->stride()) + ",";
        if (profile_.dialect.graphics == config::Graphics::Z64) {
            if (const auto added = append_z64(out, *placed, y, rows); !added)
                return base::pass(added);
        } else {
            append_zpl_rows(out, *placed, y, rows);
        }
        out += "^FS";
    }
    out += "^PQ" + std::to_string(copies) + ",0,1,Y^XZ\r\n";
    const base::ByteView bytes = base::as_bytes(out);
    return base::Bytes(bytes.begin(), bytes.end());
}

}  // namespace printing
