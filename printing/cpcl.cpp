#include "printing/cpcl.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "printing/placing.h"

namespace printing {
namespace {

// The header counts in dots of the head; 203 dpi heads are called 200.
int header_resolution(base::Dpi dpi) {
    return dpi.value == 203 ? 200 : dpi.value;
}

std::string_view media_line(config::Media media) {
    switch (media) {
        case config::Media::Gap:
            return "GAP-SENSE\r\n";
        case config::Media::Mark:
            return "BAR-SENSE\r\n";
        case config::Media::Continuous:
            return {};
    }
    return {};
}

void append_hex(base::Bytes& out, base::ByteView data) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    for (const std::uint8_t byte : data) {
        out.push_back(static_cast<std::uint8_t>(kDigits[byte >> 4]));
        out.push_back(static_cast<std::uint8_t>(kDigits[byte & 0x0f]));
    }
}

}  // namespace

base::Result<base::Bytes> CpclEncoder::encode(const Bitmap& image, int copies) const {
    auto placed = place(image, copies, profile_, Turning::Here);
    if (!placed) return base::pass(placed);
    const config::PrintSettings& print = profile_.print;
    const std::string resolution = std::to_string(header_resolution(profile_.dpi));
    std::string head = "! 0 " + resolution + " " + resolution + " " +
                       std::to_string(placed->height()) + " " + std::to_string(copies) +
                       "\r\nPAGE-WIDTH " + std::to_string(placed->width()) + "\r\n";
    head += media_line(print.media);
    if (print.darkness) head += "TONE " + std::to_string(*print.darkness) + "\r\n";
    if (print.speed) head += "SPEED " + std::to_string(static_cast<int>(*print.speed)) + "\r\n";
    head += profile_.evidence == Evidence::Answer ? "ON-OUT-OF-PAPER WAIT 1\r\n"
                                                  : "ON-OUT-OF-PAPER PURGE 1\r\n";

    const bool hex = profile_.dialect.graphics == config::Graphics::Hex;
    base::Bytes out;
    out.reserve(head.size() + placed->bytes().size() * (hex ? 2 : 1) + 1024);
    base::append(out, head);
    const auto stride = static_cast<std::size_t>(placed->stride());
    const int most = strip_rows(*placed, profile_);
    for (int y = 0; y < placed->height(); y += most) {
        const int rows = std::min(most, placed->height() - y);
        base::append(out, std::string(hex ? "EG " : "CG ") + std::to_string(stride) + " " +
                              std::to_string(rows) + " 0 " + std::to_string(y) + " ");
        const base::ByteView data(placed->row(y).data(), static_cast<std::size_t>(rows) * stride);
        if (hex) {
            append_hex(out, data);
        } else {
            base::append(out, data);
        }
        base::append(out, std::string_view("\r\n"));
    }
    // On continuous paper there is no form to feed to.
    base::append(out,
                 std::string_view(print.media == config::Media::Continuous ? "PRINT\r\n"
                                                                           : "FORM\r\nPRINT\r\n"));
    return out;
}

std::size_t largest_cpcl_graphic(base::ByteView job) {
    const std::string_view text = base::as_text(job);
    std::size_t largest = 0;
    std::size_t at = 0;
    while ((at = text.find("G ", at)) != std::string_view::npos) {
        const char kind = at > 0 ? text[at - 1] : ' ';
        at += 2;
        if (kind != 'C' && kind != 'E') continue;
        long long numbers[4] = {};
        const char* read = text.data() + at;
        const char* const end = text.data() + text.size();
        bool whole = true;
        for (long long& number : numbers) {
            const auto [next, problem] = std::from_chars(read, end, number);
            whole = problem == std::errc() && next != end && *next == ' ' && number >= 0 &&
                    number <= 65535;
            if (!whole) break;
            read = next + 1;
        }
        if (!whole) continue;
        const auto size = static_cast<std::size_t>(numbers[0] * numbers[1] * (kind == 'E' ? 2 : 1));
        largest = std::max(largest, size);
        at = std::min(static_cast<std::size_t>(read - text.data()) + size, text.size());
    }
    return largest;
}

}  // namespace printing
