#include "station/orders/xlsx_zip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>

namespace station {
namespace {

using base::ByteView;
using base::ErrorCode;
using base::fail;

constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kCentralHeader = 0x02014b50;
constexpr std::uint32_t kEndOfDirectory = 0x06054b50;
constexpr std::uint32_t kEndOfDirectory64 = 0x06064b50;
constexpr std::uint32_t kLocator64 = 0x07064b50;
constexpr std::size_t kEndSize = 22, kCentralSize = 46, kLocalSize = 30, kLocatorSize = 20;
constexpr std::size_t kRatioFrom = 1u << 20;  ///< Smaller parts may be packed as they like.
constexpr std::uint16_t kFlagEncrypted = 1;

std::uint64_t number(ByteView bytes, std::size_t at, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;) value = value << 8 | bytes[at + i];
    return value;
}
std::uint16_t u16(ByteView bytes, std::size_t at) {
    return static_cast<std::uint16_t>(number(bytes, at, 2));
}
std::uint32_t u32(ByteView bytes, std::size_t at) {
    return static_cast<std::uint32_t>(number(bytes, at, 4));
}
std::uint64_t u64(ByteView bytes, std::size_t at) {
    return number(bytes, at, 8);
}

std::unexpected<base::Error> damaged(std::string what) {
    return fail(ErrorCode::Corrupt,
                "the XLSX file is damaged (" + what + "): export it again and copy it completely",
                "file_damaged");
}
std::unexpected<base::Error> cut() {
    return fail(
        ErrorCode::Corrupt,
        "the XLSX file has no end: it was cut off or is still being written; export it again",
        "file_cut");
}

/// The last end-of-directory record whose comment reaches exactly to the end of the file.
std::optional<std::size_t> find_end(ByteView file) {
    if (file.size() < kEndSize) return std::nullopt;
    const std::size_t last = file.size() - kEndSize;
    const std::size_t first = last > 0xffff ? last - 0xffff : 0;
    for (std::size_t at = last + 1; at-- > first;) {
        if (u32(file, at) == kEndOfDirectory && at + kEndSize + u16(file, at + 20) == file.size())
            return at;
    }
    return std::nullopt;
}

struct Directory {
    std::uint64_t entries = 0, size = 0, offset = 0;
};

base::Result<Directory> find_directory(ByteView file) {
    const auto end = find_end(file);
    if (!end) return cut();
    Directory directory{u16(file, *end + 10), u32(file, *end + 12), u32(file, *end + 16)};
    const bool wide = directory.entries == 0xffff || directory.size == 0xffffffff ||
                      directory.offset == 0xffffffff;
    if (wide && *end >= kLocatorSize && u32(file, *end - kLocatorSize) == kLocator64) {
        const std::uint64_t at = u64(file, *end - kLocatorSize + 8);
        if (at > file.size() || file.size() - at < 56 ||
            u32(file, static_cast<std::size_t>(at)) != kEndOfDirectory64)
            return damaged("its ZIP64 directory is missing");
        const auto record = static_cast<std::size_t>(at);
        directory = {u64(file, record + 32), u64(file, record + 40), u64(file, record + 48)};
    }
    if (directory.offset > file.size() || directory.size > file.size() - directory.offset)
        return damaged("its directory lies outside the file");
    return directory;
}

/// Section 4.5.3: only the fields that are all ones in the header stand here, in this order.
bool read_zip64(ByteView extra, std::uint64_t& size, std::uint64_t& packed, std::uint64_t& offset) {
    std::size_t at = 0;
    while (extra.size() - at >= 4) {
        const std::size_t length = u16(extra, at + 2);
        if (length > extra.size() - at - 4) return false;
        if (u16(extra, at) == 1) {
            std::size_t field = at + 4;
            const std::size_t end = field + length;
            for (std::uint64_t* value : {&size, &packed, &offset}) {
                if (*value != 0xffffffff) continue;
                if (end - field < 8) return false;
                *value = u64(extra, field);
                field += 8;
            }
            return true;
        }
        at += 4 + length;
    }
    return true;
}

bool is_outside(std::string_view name) {
    return name.starts_with("../") || name.find("/../") != std::string_view::npos ||
           name.find('\0') != std::string_view::npos || name.find(':') != std::string_view::npos;
}

/// Some writers put a leading slash or, on Windows, backslashes.
std::string normal_name(std::string_view raw) {
    std::string name(raw);
    std::replace(name.begin(), name.end(), '\\', '/');
    return name.starts_with('/') ? name.substr(1) : name;
}

}  // namespace

base::Result<XlsxZip> XlsxZip::open(ByteView file, const TableLimits& limits) {
    const auto directory = find_directory(file);
    if (!directory) return pass(directory);
    if (directory->entries > limits.zip_entries)
        return fail(ErrorCode::InvalidInput,
                    "the XLSX file holds " + std::to_string(directory->entries) +
                        " parts; an export holds about ten: this is not an export",
                    "file_too_big");
    XlsxZip zip;
    zip.file_ = file;
    zip.limits_ = limits;
    const ByteView list = file.subspan(static_cast<std::size_t>(directory->offset),
                                       static_cast<std::size_t>(directory->size));
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < directory->entries; ++i) {
        if (list.size() - at < kCentralSize || u32(list, at) != kCentralHeader)
            return damaged("its directory ends early");
        const std::size_t name_size = u16(list, at + 28), extra_size = u16(list, at + 30);
        const std::size_t whole = kCentralSize + name_size + extra_size + u16(list, at + 32);
        if (list.size() - at < whole) return damaged("its directory ends early");
        Part part{.header_offset = u32(list, at + 42),
                  .packed_size = u32(list, at + 20),
                  .size = u32(list, at + 24),
                  .crc = u32(list, at + 16),
                  .method = u16(list, at + 10)};
        if (!read_zip64(list.subspan(at + kCentralSize + name_size, extra_size), part.size,
                        part.packed_size, part.header_offset))
            return damaged("a ZIP64 size is missing");
        const auto name = base::as_text(list.subspan(at + kCentralSize, name_size));
        if (const auto added = zip.add_part(normal_name(name), u16(list, at + 8), part); !added)
            return pass(added);
        at += whole;
    }
    return zip;
}

base::Status XlsxZip::add_part(std::string name, std::uint16_t flags, const Part& part) {
    if (is_outside(name)) return damaged("a part's name leads out of the file");
    if (flags & kFlagEncrypted)
        return fail(ErrorCode::InvalidInput,
                    "the file is password-protected: open it and save it as .xlsx without password",
                    "file_encrypted");
    if (!parts_.emplace(std::move(name), part).second) return damaged("a part stands in it twice");
    return {};
}

base::Result<ByteView> XlsxZip::packed_bytes(std::string_view name, const Part& part) const {
    const auto start = part.header_offset;
    if (start > file_.size() || file_.size() - start < kLocalSize)
        return damaged("a part is missing");
    const auto header = static_cast<std::size_t>(start);
    if (u32(file_, header) != kLocalHeader) return damaged("a part is missing");
    const std::size_t name_size = u16(file_, header + 26);
    const std::size_t data = header + kLocalSize + name_size + u16(file_, header + 28);
    if (data > file_.size() || file_.size() - data < part.packed_size)
        return damaged("a part reaches behind the end of the file");
    if (normal_name(base::as_text(file_.subspan(header + kLocalSize, name_size))) != name)
        return damaged("a part has two names");
    return file_.subspan(data, static_cast<std::size_t>(part.packed_size));
}

namespace {

/// A raw deflate stream; ends itself.
class Inflater {
public:
    explicit Inflater(ByteView packed) {
        stream_.next_in = const_cast<Bytef*>(packed.data());
        stream_.avail_in = static_cast<uInt>(packed.size());
        ready_ = inflateInit2(&stream_, -MAX_WBITS) == Z_OK;
    }
    ~Inflater() {
        if (ready_) inflateEnd(&stream_);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// The next bytes, as many as fit; none at the end. nullopt: not a deflate stream, or cut.
    std::optional<std::size_t> next(std::span<std::uint8_t> out) {
        if (!ready_) return std::nullopt;
        if (ended_) return 0;
        stream_.next_out = out.data();
        stream_.avail_out = static_cast<uInt>(out.size());
        while (stream_.avail_out > 0) {
            const int state = inflate(&stream_, Z_NO_FLUSH);
            if (state == Z_STREAM_END) {
                ended_ = true;
                break;
            }
            if (state != Z_OK) return std::nullopt;
        }
        return out.size() - stream_.avail_out;
    }

private:
    z_stream stream_{};
    bool ready_ = false;
    bool ended_ = false;
};

}  // namespace

base::Status XlsxZip::unpack(std::string_view name,
                             const std::function<base::Status(ByteView)>& take) const {
    const auto found = parts_.find(name);
    if (found == parts_.end()) return damaged("part " + std::string(name) + " is missing");
    const Part& part = found->second;
    const auto packed = packed_bytes(name, part);
    if (!packed) return pass(packed);
    const bool bomb = part.size > kRatioFrom && part.size / limits_.ratio > part.packed_size;
    if (part.size > limits_.part_bytes || bomb)
        return fail(ErrorCode::InvalidInput,
                    "part " + std::string(name) + " of the XLSX file unpacks from " +
                        std::to_string(part.packed_size) + " to " + std::to_string(part.size) +
                        " bytes: this is not an export; export fewer orders at a time if it is",
                    "file_too_big");
    if (part.method != Z_DEFLATED && part.method != 0)
        return damaged("packing method " + std::to_string(part.method) + " is unknown");

    std::optional<Inflater> inflater;
    if (part.method == Z_DEFLATED) inflater.emplace(*packed);
    std::array<std::uint8_t, 64 * 1024> buffer;
    std::uint64_t size = 0;
    uLong crc = crc32(0, nullptr, 0);
    while (true) {
        ByteView piece;
        if (inflater) {
            const auto count = inflater->next(buffer);
            if (!count) return damaged("part " + std::string(name) + " cannot be unpacked");
            piece = ByteView(buffer).first(*count);
        } else {
            const auto done = static_cast<std::size_t>(size);
            piece = packed->subspan(done, std::min(buffer.size(), packed->size() - done));
        }
        if (piece.empty()) break;
        size += piece.size();
        if (size > part.size)
            return damaged("part " + std::string(name) + " is larger than it says");
        crc = crc32(crc, piece.data(), static_cast<uInt>(piece.size()));
        if (const auto taken = take(piece); !taken) return taken;
    }
    if (size != part.size || crc != part.crc)
        return damaged("checksum of part " + std::string(name) + " is wrong");
    return {};
}

}  // namespace station
