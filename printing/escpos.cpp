#include "printing/escpos.h"

#include <algorithm>
#include <cstring>

namespace printing {
namespace {

constexpr std::size_t kMaxStripBytes = 32 * 1024;
constexpr std::uint8_t kDle = 0x10;
constexpr int kResetBytes = 2;  // ESC @

bool is_real_time(const std::uint8_t* three) {
    const std::uint8_t n = three[2];
    switch (three[1]) {
        case 0x04:
            return n >= 1 && n <= 8;
        case 0x05:
            return n <= 2;
        case 0x14:
            return n >= 1 && n <= 8;
        default:
            return false;
    }
}

// Clears the first byte of each sequence; a cleared byte may itself end one (10 05 00).
void clear_sequences(std::uint8_t* data, std::size_t size) {
    std::size_t at = 0;
    while (at + 2 < size) {
        const void* found = std::memchr(data + at, kDle, size - 2 - at);
        if (found == nullptr) return;
        at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - data);
        if (!is_real_time(data + at)) {
            ++at;
            continue;
        }
        data[at] = 0;
        at = at >= 2 ? at - 2 : 0;
    }
}

void append_feed(base::Bytes& out, const PrinterProfile& profile) {
    switch (profile.feed) {
        case Feed::ToNextLabel:
            out.push_back(0x0c);
            return;
        case Feed::ToMark:
            base::append(out, std::string_view("\x1d\x0c"));
            return;
        case Feed::Lines:
            base::append(out, std::string_view("\x1b\x64"));
            out.push_back(static_cast<std::uint8_t>(profile.feed_lines));
            return;
        case Feed::None:
            return;
    }
}

std::uint8_t low(int value) {
    return static_cast<std::uint8_t>(value & 0xff);
}
std::uint8_t high(int value) {
    return static_cast<std::uint8_t>((value >> 8) & 0xff);
}

}  // namespace

Bitmap without_real_time_commands(const Bitmap& image) {
    Bitmap safe = image;
    if (image.height() > 0 && image.stride() > 0)
        clear_sequences(safe.row(0).data(), image.bytes().size());
    return safe;
}

base::Result<base::Bytes> EscposEncoder::encode(const Bitmap& image, int copies) const {
    if (image.width() == 0 || image.height() == 0)
        return base::fail(base::ErrorCode::InvalidInput, "ESC/POS: the picture has no dots");
    if (copies < 1 || copies > kMaxCopies)
        return base::fail(base::ErrorCode::InvalidInput, "ESC/POS: " + std::to_string(copies) +
                                                             " copies; expected 1 to " +
                                                             std::to_string(kMaxCopies));
    const int limit = profile_.head_width_dots > 0 ? profile_.head_width_dots : 8192;
    if (image.width() > limit)
        return base::fail(base::ErrorCode::InvalidInput,
                          "ESC/POS: the label is " + std::to_string(image.width()) +
                              " dots wide, the print head " + std::to_string(limit) +
                              "; choose a narrower template or another printer",
                          "label_too_wide");

    const auto stride = static_cast<std::size_t>(image.stride());
    const int rows_by_size = static_cast<int>(kMaxStripBytes / stride);
    const int strip_rows = std::clamp(std::min(profile_.strip_rows, rows_by_size), 1, 240);

    base::Bytes out;
    const std::size_t strips = static_cast<std::size_t>(image.height() / strip_rows) + 1;
    out.reserve(static_cast<std::size_t>(copies) * (image.bytes().size() + strips * 8 + 4) + 2);
    base::append(out, std::string_view("\x1b@"));
    const Bitmap safe = without_real_time_commands(image);
    for (int y = 0; y < safe.height(); y += strip_rows) {
        const int rows = std::min(strip_rows, safe.height() - y);
        const std::uint8_t header[] = {
            0x1d, 0x76, 0x30, 0x00, low(safe.stride()), high(safe.stride()), low(rows), high(rows)};
        base::append(out, base::ByteView(header));
        base::append(out,
                     base::ByteView(safe.row(y).data(), static_cast<std::size_t>(rows) * stride));
    }
    append_feed(out, profile_);
    const base::Bytes one(out.begin() + kResetBytes, out.end());
    for (int copy = 1; copy < copies; ++copy) base::append(out, one);
    return out;
}

}  // namespace printing
