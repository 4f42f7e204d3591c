#include "station/orders/csv.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "station/orders/table_file.h"

namespace {

using station::read_csv;
using station::Table;

Table must_read(std::string_view text) {
    auto table = read_csv(base::as_bytes(text));
    EXPECT_TRUE(table) << table.error().message << " in " << text;
    return table ? std::move(*table) : Table{};
}

/// "a|b/c|d": header and rows, for short expectations.
std::string shown(const Table& table) {
    std::string out;
    for (std::size_t i = 0; i < table.column_count(); ++i)
        out += (i ? "|" : "") + std::string(table.header(i));
    for (std::size_t row = 0; row < table.row_count(); ++row) {
        out += "/";
        for (std::size_t i = 0; i < table.cell_count(row); ++i)
            out += (i ? "|" : "") + std::string(table.cell(row, i));
    }
    return out;
}

TEST(Csv, ReadsQuotesSeparatorsAndLineEnds) {
    const struct {
        const char* name;
        const char* text;
        const char* expected;
    } cases[] = {
        {"plain", "a,b\n1,2\n", "a|b/1|2"},
        {"CRLF", "a,b\r\n1,2\r\n", "a|b/1|2"},
        {"CR", "a,b\r1,2\r", "a|b/1|2"},
        {"no end of line", "a,b\n1,2", "a|b/1|2"},
        {"quotes", "a,b\n\"1,1\",\"say \"\"hi\"\"\"\n", "a|b/1,1|say \"hi\""},
        {"line end in quotes", "a,b\n\"x\ny\",2\n", "a|b/x\ny|2"},
        {"semicolon", "a;b\n1,5;2\n", "a|b/1,5|2"},
        {"TAB", "a\tb\n1\t2\n", "a|b/1|2"},
        {"TAB with commas inside", "a\tb\tc\n1,2,3\t2\t3\n", "a|b|c/1,2,3|2|3"},
        {"TAB guards beside commas", "a\t,b\t\n\t1,\"\t2\"\n", "a|b/1|2"},
        {"TAB before a quote", "a,b\n\t\"1,1\",2\n", "a|b/1,1|2"},
        {"guard", "a,b\n=\"0123\",\"=\"\"0456\"\"\"\n", "a|b/0123|0456"},
        {"guard around a comma", "a,b\n=\"1,2\",3\n", "a|b/1,2|3"},
        {"separator hint", "sep=;\na;b\n1;2\n", "a|b/1|2"},
        {"empty cells", "a,b,c\n1,,3\n,,3\n", "a|b|c/1||3/||3"},
        {"trailing separator", "a,b,\n1,2,\n3,4,", "a|b/1|2/3|4"},
        {"blank lines", "a,b\n\n,\n1,2\n\n", "a|b/1|2"},
        {"one column", "a\n1\n2\n", "a/1/2"},
        {"quote inside a value", "a,b\n5\"x,2\n", "a|b/5\"x|2"},
        {"BOM", "\xEF\xBB\xBF订单号,b\n1,2\n", "订单号|b/1|2"},
    };
    for (const auto& c : cases) EXPECT_EQ(shown(must_read(c.text)), c.expected) << c.name;
}

TEST(Csv, ReadsGb18030) {
    // 订单号,姓名 / P1,䶮 (two bytes) and 㛃 (four bytes)
    const Table table =
        must_read("\xB6\xA9\xB5\xA5\xBA\xC5,\xD0\xD5\xC3\xFB\nP1,\xFE\x9F\x82\x30\xB7\x31\n");
    EXPECT_EQ(table.header(0), "订单号");
    EXPECT_EQ(table.cell(0, 1), "䶮㛃");
}

TEST(Csv, CountsRowsAsASpreadsheetProgramDoes) {
    const Table table = must_read("a,b\n\"x\ny\",1\n\nz,2\n");
    ASSERT_EQ(table.row_count(), 2u);
    EXPECT_EQ(table.row_number(0), 2);
    EXPECT_EQ(table.row_number(1), 4);
}

TEST(Csv, ReportsAFileThatIsCutInTheMiddle) {
    const std::string gb = "\xB6\xA9\xB5\xA5\xBA\xC5,b\nP1,2\nP2,\xD0";
    const struct {
        const char* name;
        std::string text;
        const char* row;
    } cases[] = {
        {"open quote", "a,b\n1,\"2\n3,4\n", "row 2"},
        {"short last row", "a,b,c\n1,2,3\n1,2", "row 3"},
        {"short last row with line end", "a,b,c\n1,2,3\n4,5\n", "row 3"},
        {"half a UTF-8 character", "订单号,b\n一,二\n三,\xE5\x9B", "row 3"},
        {"half a GB18030 character", gb, "row 3"},
    };
    for (const auto& c : cases) {
        const auto table = read_csv(base::as_bytes(c.text));
        ASSERT_FALSE(table) << c.name;
        EXPECT_EQ(table.error().code, base::ErrorCode::Corrupt) << c.name;
        EXPECT_EQ(table.error().key, "file_cut") << c.name;
        EXPECT_NE(table.error().message.find(std::string("ends inside ") + c.row),
                  std::string::npos)
            << c.name << ": " << table.error().message;
    }
}

TEST(Csv, TakesWritersThatDropEmptyCellsAtTheEnd) {
    EXPECT_EQ(shown(must_read("a,b,c\n1,2\n3,4\n5,6,7\n")), "a|b|c/1|2/3|4/5|6|7");
}

TEST(Csv, SaysWhatIsWrongWithAFileThatIsNone) {
    station::TableLimits limits;
    limits.cell_characters = 10;
    limits.columns = 3;
    limits.rows = 2;
    const struct {
        const char* name;
        std::string text;
        const char* key;
        const char* says;
    } cases[] = {
        {"empty", "", "file_empty", "empty"},
        {"blank", " \n\n", "file_empty", "no text"},
        {"NUL", std::string("a,b\n1,\0002", 8), "file_not_table", "byte 6"},
        {"UTF-16",
         std::string("\xFF\xFE"
                     "a\0,\0",
                     6),
         "file_not_table", "UTF-16"},
        {"neither encoding", "a,b\n\xFF\xFF\xFF\xFF\xFF\xFF,1\n", "file_not_table", "neither"},
        {"long field", "a,b\n1," + std::string(11, 'x') + "\n", "file_too_big", "row 2, column B"},
        {"wide row", "a,b\n1,2,3,4\n", "file_too_big", "3 columns"},
        {"many rows", "a\n1\n2\n3\n", "file_too_big", "2 rows"},
    };
    for (const auto& c : cases) {
        const auto table = read_csv(base::as_bytes(c.text), limits);
        ASSERT_FALSE(table) << c.name;
        EXPECT_EQ(table.error().key, c.key) << c.name << ": " << table.error().message;
        EXPECT_NE(table.error().message.find(c.says), std::string::npos)
            << c.name << ": " << table.error().message;
    }
    EXPECT_TRUE(read_csv(base::as_bytes("a,b,c\n1,0123456789\n2,2\n"), limits));
}

TEST(TableFile, TakesCsvUnderAnyName) {
    EXPECT_TRUE(station::read_table(base::as_bytes("订单号\t数量\n1\t2\n")));
}

TEST(Table, NamesColumnsByLetters) {
    EXPECT_EQ(station::column_letters(0), "A");
    EXPECT_EQ(station::column_letters(25), "Z");
    EXPECT_EQ(station::column_letters(26), "AA");
    EXPECT_EQ(station::column_letters(71), "BT");
    EXPECT_EQ(station::column_letters(701), "ZZ");
    EXPECT_EQ(station::column_letters(702), "AAA");
}

}  // namespace
