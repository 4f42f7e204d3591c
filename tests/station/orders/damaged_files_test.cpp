// Files from outside may hold anything: whatever is done to a good one, reading ends with a table
// or an error, never with a crash or a hang. Run under the sanitizers of the dev preset.
#include <gtest/gtest.h>

#include <random>

#include "base/files.h"
#include "station/orders/table_file.h"
#include "tests/station/orders/xlsx_maker.h"

namespace {

void read_all(base::ByteView file) {
    const auto table = station::read_table(file);
    if (!table) {
        EXPECT_FALSE(table.error().message.empty());
        return;
    }
    for (std::size_t row = 0; row < table->row_count(); ++row)
        for (std::size_t column = 0; column < table->cell_count(row); ++column)
            EXPECT_LE(table->cell(row, column).size(), 4u * 32'767);
}

base::Bytes sample() {
    const auto file = base::read_file("config/demo/export.xlsx", 1u << 20);
    EXPECT_TRUE(file);
    return file.value_or(base::Bytes{});
}

/// Small, with every kind of part, so that a flip often hits something that matters.
base::Bytes small_workbook(tests::Packing packing) {
    return tests::make_workbook(
        {.sheet_data =
             "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>46349.5</v>"
             "</c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>x</t></is></c></row>",
         .strings = "<si><t>订单号</t></si>",
         .styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs>",
         .workbook_properties = "<workbookPr date1904=\"0\"/>",
         .packing = packing});
}

TEST(DamagedXlsx, IsRefusedWhereverItIsCut) {
    const base::Bytes file = sample();
    for (std::size_t part = 0; part < 50; ++part) {
        const auto cut = base::ByteView(file).first(file.size() * part / 50);
        const auto table = station::read_table(cut);
        ASSERT_FALSE(table) << part;
        EXPECT_TRUE(table.error().key == "file_cut" || table.error().key == "file_empty") << part;
    }
    const base::Bytes small = small_workbook(tests::Packing::DeflatedWithDescriptor);
    constexpr std::size_t kMagic = 4;  // Fewer bytes could be a CSV file.
    for (std::size_t size = kMagic; size < small.size(); ++size) {
        EXPECT_FALSE(station::read_table(base::ByteView(small).first(size))) << size;
    }
}

TEST(DamagedXlsx, NeverCrashesOnFlippedBytes) {
    std::mt19937 random(20261124);
    const base::Bytes large = sample();
    const base::Bytes small = small_workbook(tests::Packing::Stored);
    const base::Bytes described = small_workbook(tests::Packing::DeflatedWithDescriptor);
    for (int seed = 0; seed < 500; ++seed) {
        base::Bytes file = seed % 10 == 0 ? large : seed % 2 ? small : described;
        for (int flips = 0; flips <= seed % 4; ++flips)
            file[random() % file.size()] = static_cast<std::uint8_t>(random());
        read_all(file);
    }
}

TEST(DamagedCsv, NeverCrashesOnFlippedOrMissingBytes) {
    const std::string good =
        "订单号,订单状态,\"收件人 "
        "\"\"x\"\"\",b\r\n=\"P1\",待配货,\"王\n小明\",\t1\r\nP2,\"a,b\",c,d\r\n";
    std::mt19937 random(20261124);
    for (int seed = 0; seed < 500; ++seed) {
        base::Bytes file(good.begin(), good.end());
        for (int flips = 0; flips <= seed % 4; ++flips)
            file[random() % file.size()] = static_cast<std::uint8_t>(random());
        read_all(base::ByteView(file).first(seed % 3 ? file.size() : random() % file.size()));
    }
}

}  // namespace
