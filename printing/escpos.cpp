#include "printing/escpos.h"

#include <algorithm>
#include <cstring>

#include "printing/placing.h"

namespace printing {
namespace {

constexpr std::uint8_t kDle = 0x10;
constexpr int kResetBytes = 2;  // ESC @
constexpr int kStoredWidth = 2047;
constexpr int kFewRows = 8;  // A 10h and a 04h, 05h or 14h before them would be a command.

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
            out.push_back(0x1d);
            out.push_back(0x0c);
            return;
        case Feed::Lines:
            out.push_back(0x1b);
            out.push_back(0x64);
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

// Epson ESC/POS reference, "GS v 0" counts the width in bytes, "GS ( L" function 112 in dots. A
// strip is smaller than the 65525 bytes from which on GS 8 L would be needed.
void append_header(base::Bytes& out, const Bitmap& image, int rows, std::size_t size, bool stored) {
    if (!stored) {
        out.insert(out.end(), {0x1d, 0x76, 0x30, 0x00, low(image.stride()), high(image.stride()),
                               low(rows), high(rows)});
        return;
    }
    const int parameters = static_cast<int>(size) + 10;
    out.insert(out.end(),
               {0x1d, 0x28, 0x4c, low(parameters), high(parameters), 0x30, 0x70, 0x30, 0x01, 0x01,
                0x31, low(image.width()), high(image.width()), low(rows), high(rows)});
}

}  // namespace

Bitmap without_real_time_commands(const Bitmap& image) {
    Bitmap safe = image;
    if (image.height() > 0 && image.stride() > 0)
        clear_sequences(safe.row(0).data(), image.bytes().size());
    return safe;
}

base::Result<base::Bytes> EscposEncoder::encode(const Bitmap& image, int copies) const {
    auto placed = place(image, copies, profile_, Turning::Here);
    if (!placed) return base::pass(placed);
    const bool stored = profile_.dialect.graphics == config::Graphics::StoredBytes;
    if (stored && placed->width() > kStoredWidth)
        return base::fail(base::ErrorCode::InvalidInput,
                          "ESC/POS: the label is " + std::to_string(placed->width()) +
                              " dots wide; GS ( L takes " + std::to_string(kStoredWidth) +
                              "; choose graphics = \"gs_v_0\"",
                          "label_too_wide");
    const Bitmap safe = without_real_time_commands(*placed);
    const auto stride = static_cast<std::size_t>(safe.stride());
    const int most = strip_rows(safe, profile_);

    base::Bytes out;
    const std::size_t strips = static_cast<std::size_t>(safe.height() / most) + 1;
    out.reserve(static_cast<std::size_t>(copies) * (safe.bytes().size() + strips * 24 + 4) + 2);
    out.push_back(0x1b);  // ESC @
    out.push_back(0x40);
    for (int y = 0; y < safe.height();) {
        int rows = std::min(most, safe.height() - y);
        // The header's sizes may read as a real-time command too: a last strip of few rows takes
        // some from the one before.
        const int left = safe.height() - y - rows;
        if (stored && left > 0 && left <= kFewRows && rows > kFewRows) rows -= kFewRows;
        const std::size_t size = static_cast<std::size_t>(rows) * stride;
        append_header(out, safe, rows, size, stored);
        base::append(out, base::ByteView(safe.row(y).data(), size));
        if (stored) out.insert(out.end(), {0x1d, 0x28, 0x4c, 0x02, 0x00, 0x30, 0x32});
        y += rows;
    }
    append_feed(out, profile_);
    const base::Bytes one(out.begin() + kResetBytes, out.end());
    for (int copy = 1; copy < copies; ++copy) base::append(out, one);
    return out;
}

}  // namespace printing
