#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "station/orders/table.h"

namespace station {

/// The parts of a ZIP archive that lies in memory, found through its central directory, which is
/// the one authority on names, places and sizes. That way the data descriptors which Java programs
/// write need no search through packed bytes (Poco::Zip does that, and asserts on doubled names).
/// Nothing is ever written to disk. One thread at a time; the bytes must outlive it.
/// Source: PKWARE APPNOTE.TXT 6.3, sections 4.3.7 to 4.3.16 and 4.5.3.
class XlsxZip {
public:
    /// Corrupt: cut off, not a ZIP, contradicting itself, a doubled or outside name.
    /// InvalidInput: encrypted, too many parts.
    static base::Result<XlsxZip> open(base::ByteView file, const TableLimits& limits);

    bool has(std::string_view name) const { return parts_.contains(name); }

    /// Hands the unpacked part over in pieces of at most 64 kB. Fails when it is too large or
    /// packed too tightly (InvalidInput), damaged (Corrupt), or with what `take` said.
    base::Status unpack(std::string_view name,
                        const std::function<base::Status(base::ByteView)>& take) const;

private:
    struct Part {
        std::uint64_t header_offset = 0;
        std::uint64_t packed_size = 0;
        std::uint64_t size = 0;
        std::uint32_t crc = 0;
        std::uint16_t method = 0;
    };
    base::Status add_part(std::string name, std::uint16_t flags, const Part& part);
    base::Result<base::ByteView> packed_bytes(std::string_view name, const Part& part) const;

    base::ByteView file_;
    TableLimits limits_;
    std::map<std::string, Part, std::less<>> parts_;
};

}  // namespace station
