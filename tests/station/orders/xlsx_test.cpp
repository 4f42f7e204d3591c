#include "station/orders/xlsx.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "station/orders/table_file.h"
#include "station/orders/xlsx_values.h"
#include "tests/station/orders/peak_memory.h"
#include "tests/station/orders/xlsx_maker.h"

namespace {

using base::ErrorCode;
using station::read_xlsx;
using station::Table;
using tests::make_workbook;
using tests::Packing;
using tests::WorkbookXml;

Table must_read(const base::Bytes& file) {
    auto table = read_xlsx(file);
    EXPECT_TRUE(table) << table.error().message;
    return table ? std::move(*table) : Table{};
}

/// The one cell B2 of a sheet whose row 2 holds `cell`.
std::string value_of(const std::string& cell, WorkbookXml xml = {}) {
    xml.sheet_data =
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row><row r=\"2\">" + cell +
        "</row>";
    const Table table = must_read(make_workbook(xml));
    return std::string(table.cell(0, 1));
}

TEST(Xlsx, ReadsEachKindOfCellAsText) {
    const WorkbookXml shared{
        .sheet_data = {},
        .strings =
            "<si><t>浙江省</t></si>"
            "<si><r><t>干花</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> 花束</t></r></si>"
            "<si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh></si>"
            "<si><t>a_x000D_b_x00zz_</t></si>",
        .styles =
            "<numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy\\-mm\\-dd hh:mm\"/>"
            "<numFmt numFmtId=\"171\" formatCode=\"0.00&quot;days&quot;\"/></numFmts>"
            "<cellStyleXfs><xf numFmtId=\"22\"/></cellStyleXfs>"
            "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/>"
            "<xf numFmtId=\"171\"/></cellXfs>",
        .workbook_properties = {},
    };
    struct Case {
        const char* name;
        const char* cell;
        const char* expected;
    };
    const Case cases[] = {
        {"inline", "<c r=\"B2\" t=\"inlineStr\"><is><t>王小明</t></is></c>", "王小明"},
        {"inline rich", "<c r=\"B2\" t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r></is></c>",
         "ab"},
        {"shared", "<c r=\"B2\" t=\"s\"><v>0</v></c>", "浙江省"},
        {"shared rich", "<c r=\"B2\" t=\"s\"><v>1</v></c>", "干花 花束"},
        {"phonetic left out", "<c r=\"B2\" t=\"s\"><v>2</v></c>", "東京"},
        {"escape", "<c r=\"B2\" t=\"s\"><v>3</v></c>", "a\rb_x00zz_"},
        {"entity", "<c r=\"B2\" t=\"inlineStr\"><is><t>&#35746;&amp;</t></is></c>", "订&"},
        {"text of a formula", "<c r=\"B2\" t=\"str\"><f>A1&amp;\"x\"</f><v>1x</v></c>", "1x"},
        {"number of a formula", "<c r=\"B2\"><f>A1*5</f><v>5</v></c>", "5"},
        {"true", "<c r=\"B2\" t=\"b\"><v>1</v></c>", "TRUE"},
        {"false", "<c r=\"B2\" t=\"b\"><v>0</v></c>", "FALSE"},
        {"error", "<c r=\"B2\" t=\"e\"><v>#N/A</v></c>", "#N/A"},
        {"ISO date", "<c r=\"B2\" t=\"d\"><v>2026-11-23T12:55:00Z</v></c>", "2026-11-23 12:55:00"},
        {"built-in date", "<c r=\"B2\" s=\"1\"><v>46349</v></c>", "2026-11-23 00:00:00"},
        {"date and time", "<c r=\"B2\" s=\"2\"><v>46349.538194444445</v></c>",
         "2026-11-23 12:55:00"},
        {"days in quotes are no date", "<c r=\"B2\" s=\"3\"><v>46349.5</v></c>", "46349.5"},
        {"no style", "<c r=\"B2\"><v>46349.5</v></c>", "46349.5"},
        {"long number", "<c r=\"B2\"><v>78048767698635</v></c>", "78048767698635"},
        {"whole in exponent form", "<c r=\"B2\"><v>7.8048767698635E13</v></c>", "78048767698635"},
        {"digits already lost", "<c r=\"B2\"><v>1.2345678901234568E+17</v></c>",
         "1.2345678901234568E+17"},
        {"binary fraction", "<c r=\"B2\"><v>19.989999999999998</v></c>", "19.99"},
        {"place not given", "<c/><c t=\"inlineStr\"><is><t>x</t></is></c>", "x"},
        {"namespace prefix", "<x:c xmlns:x=\"u\" r=\"B2\"><x:v>7</x:v></x:c>", "7"},
        {"CDATA", "<c r=\"B2\" t=\"inlineStr\"><is><t><![CDATA[<a>]]></t></is></c>", "<a>"},
    };
    for (const Case& c : cases) EXPECT_EQ(value_of(c.cell, shared), c.expected) << c.name;
}

TEST(Xlsx, CountsDatesFrom1904WhereTheWorkbookSaysSo) {
    const WorkbookXml mac{.sheet_data = {},
                          .strings = {},
                          .styles = "<cellXfs><xf numFmtId=\"22\"/></cellXfs>",
                          .workbook_properties = "<workbookPr date1904=\"1\"/>"};
    EXPECT_EQ(value_of("<c r=\"B2\" s=\"0\"><v>44887.5</v></c>", mac), "2026-11-23 12:00:00");
}

TEST(Xlsx, KeepsRowNumbersAndSkipsEmptyRowsAndCells) {
    const Table table = must_read(make_workbook(
        {.sheet_data =
             "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"C2\"><v>3</v></c></row><row r=\"3\"/>"
             "<row r=\"7\"><c r=\"AB7\" t=\"inlineStr\"><is><t>x</t></is></c></row>",
         .strings = {},
         .styles = {},
         .workbook_properties = {}}));
    EXPECT_EQ(table.column_count(), 3u);
    EXPECT_EQ(table.header(1), "");
    EXPECT_EQ(table.header(2), "3");
    ASSERT_EQ(table.row_count(), 1u);
    EXPECT_EQ(table.row_number(0), 7);
    EXPECT_EQ(table.cell(0, 27), "x");
    EXPECT_EQ(table.cell(0, 26), "");
    EXPECT_EQ(table.cell(0, 99), "");
}

TEST(Xlsx, TakesTheFirstVisibleSheetInWorkbookOrder) {
    tests::ZipMaker zip;
    const std::string sheet = "http://x/worksheet";
    zip.add("xl/workbook.xml",
            "<workbook><sheets><sheet name=\"list\" state=\"hidden\" r:id=\"r1\"/>"
            "<sheet name=\"orders\" r:id=\"r3\"/><sheet name=\"other\" "
            "r:id=\"r2\"/></sheets></workbook>");
    zip.add("xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"" + sheet + "\" Target=\"s1.xml\"/>" +
                "<Relationship Id=\"r2\" Type=\"" + sheet + "\" Target=\"s2.xml\"/>" +
                "<Relationship Id=\"r3\" Type=\"" + sheet + "\" Target=\"../xl/s3.xml\"/>" +
                "</Relationships>");
    for (const char* number : {"1", "2", "3"})
        zip.add(std::string("xl\\s") + number + ".xml", std::string(tests::kSheetStart) +
                                                            tests::inline_rows({{number}}) +
                                                            std::string(tests::kSheetEnd));
    EXPECT_EQ(must_read(zip.finish()).header(0), "3");
}

TEST(Xlsx, ReadsEveryWayAPartCanLieInTheArchive) {
    for (const Packing packing :
         {Packing::Deflated, Packing::Stored, Packing::DeflatedWithDescriptor}) {
        const Table table = must_read(
            make_workbook({.sheet_data = tests::inline_rows({{"订单号"}, {"P700297727693109802"}}),
                           .strings = {},
                           .styles = {},
                           .workbook_properties = {},
                           .packing = packing}));
        EXPECT_EQ(table.cell(0, 0), "P700297727693109802");
    }
}

TEST(Xlsx, SaysWhatIsWrongWithAFileThatIsNone) {
    tests::ZipMaker other_zip, encrypted;
    other_zip.add("readme.txt", "hello");
    encrypted.add("xl/workbook.xml", "secret", Packing::Deflated, 1);
    base::Bytes good = make_workbook({.sheet_data = tests::inline_rows({{"a"}, {"b"}}),
                                      .strings = {},
                                      .styles = {},
                                      .workbook_properties = {}});
    const base::Bytes half(good.begin(), good.begin() + static_cast<long>(good.size() / 2));
    const auto bytes = [](std::string_view text) { return base::Bytes(text.begin(), text.end()); };
    struct Case {
        const char* name;
        base::Bytes file;
        ErrorCode code;
        const char* key;
        const char* says;
    };
    const Case cases[] = {
        {"empty", {}, ErrorCode::InvalidInput, "file_empty", "empty"},
        {"cut", half, ErrorCode::Corrupt, "file_cut", "cut off or is still being written"},
        {"OLE2", bytes("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 more"), ErrorCode::InvalidInput,
         "file_encrypted", "password-protected or an old .xls"},
        {"another ZIP", other_zip.finish(), ErrorCode::InvalidInput, "file_not_table", "no XLSX"},
        {"encrypted ZIP", encrypted.finish(), ErrorCode::InvalidInput, "file_encrypted",
         "without password"},
        {"web page", bytes("\xEF\xBB\xBF\n<html><table>"), ErrorCode::InvalidInput,
         "file_not_table", "web page"},
        {"XML spreadsheet", bytes("<?xml version=\"1.0\"?><Workbook/>"), ErrorCode::InvalidInput,
         "file_not_table", "save it as .xlsx"},
        {"PDF", bytes("%PDF-1.7"), ErrorCode::InvalidInput, "file_not_table", "neither"},
        {"empty sheet",
         make_workbook({.sheet_data = {}, .strings = {}, .styles = {}, .workbook_properties = {}}),
         ErrorCode::InvalidInput, "file_empty", "first sheet"},
    };
    for (const Case& c : cases) {
        const auto table = station::read_table(c.file);
        ASSERT_FALSE(table) << c.name;
        EXPECT_EQ(table.error().code, c.code) << c.name << ": " << table.error().message;
        EXPECT_EQ(table.error().key, c.key) << c.name << ": " << table.error().message;
        EXPECT_NE(table.error().message.find(c.says), std::string::npos)
            << c.name << ": " << table.error().message;
    }
}

TEST(Xlsx, RefusesSheetsThatContradictThemselves) {
    const struct {
        const char* name;
        const char* sheet_data;
    } cases[] = {
        {"rows backwards", "<row r=\"5\"><c><v>1</v></c></row><row r=\"4\"><c><v>1</v></c></row>"},
        {"row zero", "<row r=\"0\"><c><v>1</v></c></row>"},
        {"row beyond any sheet", "<row r=\"1048577\"><c><v>1</v></c></row>"},
        {"cell without place", "<row r=\"1\"><c r=\"5A\"><v>1</v></c></row>"},
        {"column beyond any sheet", "<row r=\"1\"><c r=\"ZZZZ1\"><v>1</v></c></row>"},
        {"unknown shared string", "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c></row>"},
        {"unclosed", "<row r=\"1\"><c r=\"A1\">"},
    };
    for (const auto& c : cases) {
        const auto table = read_xlsx(make_workbook(
            {.sheet_data = c.sheet_data, .strings = {}, .styles = {}, .workbook_properties = {}}));
        EXPECT_FALSE(table) << c.name;
    }
}

TEST(Xlsx, NoticesAFlippedBitByTheChecksum) {
    base::Bytes file = make_workbook({.sheet_data = tests::inline_rows({{"a"}, {"b"}}),
                                      .strings = {},
                                      .styles = {},
                                      .workbook_properties = {},
                                      .packing = Packing::Stored});
    const std::string_view text = base::as_text(file);
    file[text.find("<t>b</t>") + 3] = 'c';
    const auto table = read_xlsx(file);
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, ErrorCode::Corrupt);
    EXPECT_NE(table.error().message.find("checksum"), std::string::npos);
}

TEST(Xlsx, RefusesADocumentTypeAndSoEveryEntity) {
    tests::ZipMaker zip = tests::start_workbook({});
    zip.add(
        tests::kSheetPart,
        "<!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY f SYSTEM \"/etc/passwd\">]>"
        "<worksheet><sheetData><row><c t=\"str\"><v>&b;&f;</v></c></row></sheetData></worksheet>");
    const auto table = read_xlsx(zip.finish());
    ASSERT_FALSE(table);
    EXPECT_NE(table.error().message.find("document type"), std::string::npos);
}

TEST(Xlsx, RefusesNamesThatLeadOutOfTheFile) {
    tests::ZipMaker zip = tests::start_workbook({});
    zip.add("xl/../../etc/passwd", "x");
    EXPECT_FALSE(read_xlsx(zip.finish()));
    tests::ZipMaker twice = tests::start_workbook({});
    twice.add("xl/workbook.xml", "<workbook/>");
    EXPECT_FALSE(read_xlsx(twice.finish()));
}

TEST(Xlsx, RefusesAZipBombByItsRatio) {
    tests::ZipMaker zip = tests::start_workbook({});
    zip.add_run(tests::kSheetPart, tests::kSheetStart, ' ', 300u << 20, tests::kSheetEnd);
    const base::Bytes file = zip.finish();
    EXPECT_LT(file.size(), 400'000u);
    const tests::PeakMemory memory;
    const auto table = read_xlsx(file);
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().key, "file_too_big");
    EXPECT_LT(memory.growth_kb(), 8 * 1024);
}

// The caps behind the ratio: one token of 300 MB in 300 kB, wherever it stands, must neither fill
// the memory nor make the parser look at its beginning again and again.
TEST(Xlsx, RefusesAnEndlessTokenWithoutHoldingIt) {
    station::TableLimits limits;
    limits.ratio = 1'000'000;
    const struct {
        const char* name;
        const char* before;
        const char* after;
    } cases[] = {
        {"text", "<row><c t=\"inlineStr\"><is><t>", "</t></is></c></row>"},
        {"value", "<row><c><v>", "</v></c></row>"},
        {"attribute", "<row><c r=\"", "\"/></row>"},
        {"element name", "<row><", "/></row>"},
        {"comment", "<!--", "-->"},
        {"instruction", "<?x ", "?>"},
        {"CDATA", "<row><c t=\"inlineStr\"><is><t><![CDATA[", "]]></t></is></c></row>"},
        {"blanks in a tag", "<row ", "/>"},
    };
    for (const auto& c : cases) {
        tests::ZipMaker zip = tests::start_workbook({});
        const char filler = std::string_view(c.name) == "blanks in a tag" ? ' ' : 'x';
        zip.add_run(tests::kSheetPart, std::string(tests::kSheetStart) + c.before, filler,
                    96u << 20, c.after + std::string(tests::kSheetEnd));
        const base::Bytes file = zip.finish();
        const tests::PeakMemory memory;
        const auto table = read_xlsx(file, limits);
        ASSERT_FALSE(table) << c.name;
        EXPECT_EQ(table.error().code, ErrorCode::InvalidInput) << c.name;
        EXPECT_EQ(table.error().key, "file_too_big") << c.name << table.error().message;
        EXPECT_LT(memory.growth_kb(), 40 * 1024) << c.name;
    }
}

TEST(Xlsx, BoundsTheParsersOwnMemory) {
    station::TableLimits limits;
    limits.xml_memory_bytes = 1u << 20;
    std::string names;
    for (int i = 0; i < 40'000; ++i) names += "<n" + std::to_string(i) + "/>";
    const auto many = read_xlsx(
        make_workbook(
            {.sheet_data = names, .strings = {}, .styles = {}, .workbook_properties = {}}),
        limits);
    ASSERT_FALSE(many);
    EXPECT_NE(many.error().message.find("too much memory"), std::string::npos);

    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "<d>";
    const auto nested = read_xlsx(make_workbook(
        {.sheet_data = deep, .strings = {}, .styles = {}, .workbook_properties = {}}));
    ASSERT_FALSE(nested);
    EXPECT_NE(nested.error().message.find("too deeply"), std::string::npos);
}

TEST(Xlsx, HoldsEachLimitOnBothSides) {
    const auto sheet = [](const std::vector<std::vector<std::string>>& rows) {
        return make_workbook({.sheet_data = tests::inline_rows(rows),
                              .strings = {},
                              .styles = {},
                              .workbook_properties = {}});
    };
    station::TableLimits limits;
    limits.rows = 3;
    limits.columns = 2;
    limits.cell_characters = 5;
    EXPECT_TRUE(read_xlsx(sheet({{"h"}, {"1"}, {"2"}, {"3"}}), limits));
    EXPECT_FALSE(read_xlsx(sheet({{"h"}, {"1"}, {"2"}, {"3"}, {"4"}}), limits));
    EXPECT_TRUE(read_xlsx(sheet({{"h", "i"}}), limits));
    EXPECT_FALSE(read_xlsx(sheet({{"h", "i", "j"}}), limits));
    EXPECT_TRUE(read_xlsx(sheet({{"䶮㛃一二三"}}), limits));
    EXPECT_FALSE(read_xlsx(sheet({{"䶮㛃一二三四"}}), limits));
    limits.zip_entries = 4;
    EXPECT_TRUE(read_xlsx(sheet({{"h"}}), limits));
    limits.zip_entries = 3;
    EXPECT_FALSE(read_xlsx(sheet({{"h"}}), limits));
}

TEST(XlsxValues, WritesNumbersOutWithoutLosingDigits) {
    const struct {
        const char* raw;
        const char* plain;
    } cases[] = {
        {"0", "0"},
        {"12", "12"},
        {"007", "007"},
        {"-1.50", "-1.50"},
        {"1E3", "1000"},
        {"1.5E-3", "0.0015"},
        {"1e0", "1"},
        {"0.1", "0.1"},
        {"1.0", "1.0"},
        {"1E400", "1E400"},
        {"1E-400", "1E-400"},
        {"abc", "abc"},
        {"1E", "1E"},
        {"E5", "E5"},
        {"", ""},
        {" 5 ", "5"},
        {"0.30000000000000004", "0.3"},
        {"123456789012345678", "123456789012345678"},
        {"9.99999999999999E14", "999999999999999"},
        {"1.23E+17", "1.23E+17"},
        {"1E99999999999", "1E99999999999"},
    };
    for (const auto& c : cases) EXPECT_EQ(station::plain_number(c.raw), c.plain) << c.raw;
}

TEST(XlsxValues, KnowsCalendarDatesFromNumbers) {
    using station::date_text;
    using station::DateEpoch;
    EXPECT_EQ(date_text("1", DateEpoch::Year1900), "1900-01-01 00:00:00");
    EXPECT_EQ(date_text("59", DateEpoch::Year1900), "1900-02-28 00:00:00");
    EXPECT_EQ(date_text("61", DateEpoch::Year1900), "1900-03-01 00:00:00");
    EXPECT_EQ(date_text("46349.99999999", DateEpoch::Year1900), "2026-11-24 00:00:00");
    EXPECT_EQ(date_text("2958465", DateEpoch::Year1900), "9999-12-31 00:00:00");
    for (const char* none : {"0.5", "-3", "2958466", "1E99", "nan", "inf", "x", ""})
        EXPECT_FALSE(date_text(none, DateEpoch::Year1900)) << none;
}

TEST(XlsxValues, ResolvesPartNamesInsideTheFileOnly) {
    using station::resolve_part;
    EXPECT_EQ(resolve_part("xl/workbook.xml", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
    EXPECT_EQ(resolve_part("xl/workbook.xml", "/xl/a.xml"), "xl/a.xml");
    EXPECT_EQ(resolve_part("xl/workbook.xml", "../b.xml"), "b.xml");
    EXPECT_EQ(resolve_part("", "xl/workbook.xml"), "xl/workbook.xml");
    EXPECT_FALSE(resolve_part("xl/workbook.xml", "../../etc/passwd"));
}

TEST(XlsxValues, TellsShortenedNumbersFromNames) {
    for (const char* yes : {"1.23457E+17", "7.8E+13", "1E+17", "1.23e17"})
        EXPECT_TRUE(station::is_shortened_number(yes)) << yes;
    for (const char* no :
         {"P754658347506926155", "78741559450945", "1E", "SKU-1E5", "", "1.5", "12E34"})
        EXPECT_FALSE(station::is_shortened_number(no)) << no;
}

}  // namespace
