#include "printing/tspl.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

#include "printing/placing.h"

namespace printing {
namespace {

constexpr std::string_view kBitmap = "BITMAP ";

std::string millimetres(double value) {
    return size_text(base::Millimetres{value}) + " mm";
}

std::string media_lines(const config::PrintSettings& print) {
    switch (print.media) {
        case config::Media::Gap:
            return "GAP " + millimetres(print.gap_mm) + ",0 mm\r\n";
        case config::Media::Mark:
            // Firmwares that were told GAP before keep looking for gaps unless told so first (TSC
            // TTP-343 manual p. 13).
            return "GAP 0 mm,0 mm\r\nBLINE " + millimetres(print.mark_mm) + ",0 mm\r\n";
        case config::Media::Continuous:
            return "GAP 0 mm,0 mm\r\n";
    }
    return {};
}

std::string speed_text(double speed) {
    return size_text(base::Millimetres{speed});
}

}  // namespace

base::Result<base::Bytes> TsplEncoder::encode(const Bitmap& image, int copies) const {
    auto placed = place(image, copies, profile_, Turning::ByPrinter);
    if (!placed) return base::pass(placed);
    const config::PrintSettings& print = profile_.print;
    const auto length = [&](int dots) {
        return size_text(to_millimetres(base::Dots{dots}, profile_.dpi)) + " mm";
    };
    std::string head = "SIZE " + length(placed->width()) + "," + length(placed->height()) + "\r\n" +
                       media_lines(print);
    if (print.offset_mm) head += "OFFSET " + millimetres(*print.offset_mm) + "\r\n";
    if (print.darkness) head += "DENSITY " + std::to_string(*print.darkness) + "\r\n";
    if (print.speed) head += "SPEED " + speed_text(*print.speed) + "\r\n";
    head += "DIRECTION " + std::to_string(print.direction) + ",0\r\nREFERENCE 0,0\r\n";
    head += profile_.evidence == Evidence::Answer ? "SET REPRINT ON\r\n" : "SET REPRINT OFF\r\n";
    head += "CLS\r\n";

    base::Bytes out;
    out.reserve(head.size() + placed->bytes().size() + 1024);
    base::append(out, head);
    const auto stride = static_cast<std::size_t>(placed->stride());
    const int most = strip_rows(*placed, profile_);
    const std::uint8_t flip = profile_.dialect.polarity == config::Polarity::Usual ? 0xff : 0x00;
    for (int y = 0; y < placed->height(); y += most) {
        const int rows = std::min(most, placed->height() - y);
        base::append(out, std::string(kBitmap) + "0," + std::to_string(y) + "," +
                              std::to_string(stride) + "," + std::to_string(rows) + ",0,");
        const std::uint8_t* data = placed->row(y).data();
        const std::size_t begin = out.size();
        out.insert(out.end(), data, data + static_cast<std::size_t>(rows) * stride);
        for (std::size_t i = begin; i < out.size(); ++i)
            out[i] = static_cast<std::uint8_t>(out[i] ^ flip);
        clear_tspl_immediate_commands(std::span(out).subspan(begin));
        base::append(out, std::string_view("\r\n"));
    }
    base::append(out, "PRINT 1," + std::to_string(copies) + "\r\n");
    return out;
}

void clear_tspl_immediate_commands(std::span<std::uint8_t> data) {
    constexpr std::string_view kCommands = ".?@CDFOPQRS";
    for (std::size_t at = 0; at + 2 < data.size(); ++at) {
        const void* found = std::memchr(data.data() + at, 0x1b, data.size() - 2 - at);
        if (found == nullptr) return;
        at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - data.data());
        if (data[at + 1] == 0x21 &&
            kCommands.find(static_cast<char>(data[at + 2])) != std::string_view::npos)
            data[at + 1] = 0x01;
    }
}

std::size_t largest_tspl_bitmap(base::ByteView job) {
    const std::string_view text = base::as_text(job);
    std::size_t largest = 0;
    std::size_t at = 0;
    while ((at = text.find(kBitmap, at)) != std::string_view::npos) {
        at += kBitmap.size();
        long long numbers[5] = {};
        const char* read = text.data() + at;
        const char* const end = text.data() + text.size();
        bool whole = true;
        for (long long& number : numbers) {
            const auto [next, problem] = std::from_chars(read, end, number);
            whole = problem == std::errc() && next != end && *next == ',' && number >= 0 &&
                    number <= 65535;
            if (!whole) break;
            read = next + 1;
        }
        if (!whole) continue;
        const auto size = static_cast<std::size_t>(numbers[2] * numbers[3]);
        largest = std::max(largest, size);
        at = std::min(static_cast<std::size_t>(read - text.data()) + size, text.size());
    }
    return largest;
}

}  // namespace printing
