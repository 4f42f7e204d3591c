#include "station/products/product_picture.h"

#include <cstdint>
#include <string_view>

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

std::unexpected<base::Error> damaged(const std::string& what) {
    return fail(ErrorCode::InvalidInput, "the picture is damaged: " + what,
                "error.picture_damaged");
}

/// Reads numbers at a place; 0 behind the end, which the callers' length checks rule out.
class Cursor {
public:
    explicit Cursor(base::ByteView bytes) : bytes_(bytes) {}
    std::uint32_t byte(std::size_t at) const { return at < bytes_.size() ? bytes_[at] : 0; }
    std::uint32_t big16(std::size_t at) const { return byte(at) << 8 | byte(at + 1); }
    std::uint32_t big32(std::size_t at) const { return big16(at) << 16 | big16(at + 2); }
    std::uint32_t little16(std::size_t at) const { return byte(at) | byte(at + 1) << 8; }
    std::uint32_t little24(std::size_t at) const { return little16(at) | byte(at + 2) << 16; }
    std::uint32_t little32(std::size_t at) const { return little16(at) | little16(at + 2) << 16; }
    bool has(std::size_t at, std::string_view text) const {
        return at + text.size() <= bytes_.size() &&
               base::as_text(bytes_.subspan(at, text.size())) == text;
    }
    std::size_t size() const { return bytes_.size(); }

private:
    base::ByteView bytes_;
};

base::Result<PictureInfo> inspect_png(const Cursor& in) {
    if (in.size() < 45 || in.big32(8) != 13 || !in.has(12, "IHDR")) return damaged("no PNG header");
    const PictureInfo info{"png", static_cast<int>(in.big32(16) & 0x7fffffff),
                           static_cast<int>(in.big32(20) & 0x7fffffff)};
    bool has_data = false;
    for (std::size_t at = 8; at + 12 <= in.size();) {
        const std::size_t length = in.big32(at);
        if (length > in.size() - at - 12) return damaged("it ends inside a part of the PNG");
        has_data = has_data || in.has(at + 4, "IDAT");
        if (in.has(at + 4, "IEND")) {
            if (!has_data) return damaged("the PNG holds no picture");
            if (at + 12 != in.size()) return damaged("something follows the end of the PNG");
            return info;
        }
        at += 12 + length;
    }
    return damaged("the PNG has no end");
}

base::Result<PictureInfo> inspect_jpeg(const Cursor& in) {
    PictureInfo info{"jpg", 0, 0};
    std::size_t at = 2;
    while (at + 4 <= in.size()) {
        if (in.byte(at) != 0xff) return damaged("a JPEG marker is missing");
        const std::uint32_t marker = in.byte(at + 1);
        if (marker == 0xff) {  // Fill bytes before a marker.
            ++at;
            continue;
        }
        const std::size_t length = in.big16(at + 2);
        if (length < 2 || at + 2 + length > in.size())
            return damaged("it ends inside a part of the JPEG");
        const bool frame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (frame) {
            if (length < 8) return damaged("the JPEG's frame header is too short");
            info.height = static_cast<int>(in.big16(at + 5));
            info.width = static_cast<int>(in.big16(at + 7));
        }
        if (marker == 0xda) {
            if (info.width == 0) return damaged("the JPEG has no frame header");
            // The scans' data follow; the file must end with EOI, or it was cut.
            std::size_t end = in.size();
            while (end > at && in.byte(end - 1) == 0) --end;  // Some cameras pad.
            if (end < at + 4 || in.byte(end - 2) != 0xff || in.byte(end - 1) != 0xd9)
                return damaged("the JPEG has no end");
            return info;
        }
        at += 2 + length;
    }
    return damaged("the JPEG holds no picture");
}

base::Result<PictureInfo> inspect_webp(const Cursor& in) {
    const std::size_t length = in.little32(4);
    if (length + 8 != in.size() && length + 9 != in.size())
        return damaged("the WebP is not as long as it says");
    if (in.size() < 30) return damaged("the WebP holds no picture");
    PictureInfo info{"webp", 0, 0};
    if (in.has(12, "VP8X")) {
        info.width = static_cast<int>(in.little24(24)) + 1;
        info.height = static_cast<int>(in.little24(27)) + 1;
    } else if (in.has(12, "VP8 ")) {
        if (in.byte(23) != 0x9d || in.byte(24) != 0x01 || in.byte(25) != 0x2a)
            return damaged("the WebP's frame does not begin as it should");
        info.width = static_cast<int>(in.little16(26) & 0x3fff);
        info.height = static_cast<int>(in.little16(28) & 0x3fff);
    } else if (in.has(12, "VP8L")) {
        if (in.byte(20) != 0x2f) return damaged("the WebP's frame does not begin as it should");
        const std::uint32_t bits = in.little32(21);
        info.width = static_cast<int>(bits & 0x3fff) + 1;
        info.height = static_cast<int>(bits >> 14 & 0x3fff) + 1;
    } else {
        return damaged("the WebP holds no picture");
    }
    return info;
}

base::Result<PictureInfo> inspect(const Cursor& in) {
    if (in.has(0, "\x89PNG\r\n\x1a\n")) return inspect_png(in);
    if (in.has(0, "\xff\xd8\xff")) return inspect_jpeg(in);
    if (in.has(0, "RIFF") && in.has(8, "WEBP")) return inspect_webp(in);
    return fail(ErrorCode::InvalidInput,
                "the file is neither PNG nor JPEG nor WebP, whatever its name says",
                "error.picture_kind");
}

}  // namespace

base::Result<PictureInfo> inspect_picture(base::ByteView file) {
    if (file.size() > kPictureBytes)
        return fail(ErrorCode::InvalidInput,
                    "the picture has " + std::to_string(file.size()) + " bytes; expected at most " +
                        std::to_string(kPictureBytes),
                    "error.picture_size");
    auto info = inspect(Cursor(file));
    if (!info) return info;
    const auto fits = [](int side) {
        return side >= kPictureSideLeast && side <= kPictureSideMost;
    };
    if (!fits(info->width) || !fits(info->height))
        return fail(ErrorCode::InvalidInput,
                    "the picture has " + std::to_string(info->width) + " x " +
                        std::to_string(info->height) + " dots; expected " +
                        std::to_string(kPictureSideLeast) + " to " +
                        std::to_string(kPictureSideMost) + " a side",
                    "error.picture_size");
    return info;
}

std::string picture_content_type(const std::string& kind) {
    return kind == "jpg" ? "image/jpeg" : "image/" + kind;
}

}  // namespace station
