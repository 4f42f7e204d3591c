#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tests {

/// How a part lies in the archive.
enum class Packing {
    Deflated,
    Stored,
    DeflatedWithDescriptor,  ///< As Java programs write: sizes behind the data, zeros before it.
};

/// Writes ZIP archives in memory, good and bad ones.
class ZipMaker {
public:
    void add(std::string_view name, std::string_view content, Packing packing = Packing::Deflated,
             std::uint16_t flags = 0);
    /// `count` times the byte, never held in memory.
    void add_run(std::string_view name, std::string_view before, char byte, std::size_t count,
                 std::string_view after);
    base::Bytes finish() const;

private:
    struct Entry {
        std::string name;
        std::uint32_t crc = 0, packed = 0, size = 0, offset = 0;
        std::uint16_t method = 0, flags = 0;
    };
    void put(Entry entry, std::string_view packed, Packing packing);

    std::string data_;
    std::vector<Entry> entries_;
};

/// A workbook with one sheet. The members are XML; empty ones are left out.
struct WorkbookXml {
    std::string sheet_data;  ///< Inside <sheetData>.
    std::string strings;     ///< Inside <sst>.
    std::string styles;      ///< Inside <styleSheet>.
    std::string workbook_properties;
    Packing packing = Packing::Deflated;
};
base::Bytes make_workbook(const WorkbookXml& xml);
/// All but the sheet itself, for tests that write a strange one.
ZipMaker start_workbook(const WorkbookXml& xml);

/// Rows of inline strings.
std::string inline_rows(const std::vector<std::vector<std::string>>& rows);

inline constexpr std::string_view kSheetPart = "xl/worksheets/sheet1.xml";
inline constexpr std::string_view kSheetStart =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet "
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
inline constexpr std::string_view kSheetEnd = "</sheetData></worksheet>";

}  // namespace tests
