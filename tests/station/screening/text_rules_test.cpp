#include "station/screening/text_rules.h"

#include <gtest/gtest.h>

namespace station {
namespace {

TEST(JunkRules, FindEachKindAndShowThePiece) {
    struct Row {
        const char* text;
        Junk junk;
        const char* where;
    };
    const Row rows[] = {
        {"中山北路****", Junk::Masked, "****"}, {"中山北路**", Junk::Masked, "**"},
        {"##abc", Junk::Encrypted, "##"},       {"啊啊啊啊", Junk::Repeated, "啊啊啊啊"},
        {"路aaaa", Junk::Repeated, "aaaa"},     {"号000000", Junk::Repeated, "000000"},
        {"asdf", Junk::KeyboardRun, "asdf"},    {"ASDFGH", Junk::KeyboardRun, "ASDFGH"},
        {"poiuy", Junk::KeyboardRun, "poiuy"},  {"abcdef", Junk::KeyboardRun, "abcdef"},
        {"kdfjgh", Junk::Gibberish, "kdfjgh"},  {"qweqwe", Junk::Gibberish, "qweqwe"},
        {"测试", Junk::TestWord, "测试"},       {"Test", Junk::TestWord, "Test"},
        {"请勿发货", Junk::TestWord, "勿发"},   {"路1234567", Junk::DigitRun, "1234567"},
        {"123456", Junk::DigitRun, "123456"},   {"，。", Junk::NothingReadable, "，。"},
    };
    for (const Row& row : rows) {
        const JunkFound found = find_junk(row.text);
        EXPECT_EQ(code(found.junk), code(row.junk)) << row.text;
        EXPECT_EQ(found.where, row.where) << row.text;
    }
}

TEST(JunkRules, PassRealPlaces) {
    for (const char* text :
         {"", "啊啊啊路3号", "8888号", "1111室2222号", "SOHO现代城B2", "Liberty广场", "property楼",
          "软件测试中心3楼", "飞达路检测试验站", "Greenland大厦", "Building A 32F", "R2-A栋",
          "人民路12345号", "first大厦"})
        EXPECT_EQ(find_junk(text).junk, Junk::None) << text << ": " << find_junk(text).where;
}

TEST(HouseNumbers, AreArabicOrChinese) {
    for (const char* text : {"3号", "三号楼", "甲单元", "A5"})
        EXPECT_TRUE(has_number(text)) << text;
    for (const char* text : {"", "三里屯", "学校", "百货大楼"})
        EXPECT_FALSE(has_number(text)) << text;
}

TEST(PlaceWords, NamePlaces) {
    for (const char* text : {"长宁街", "阳光花园", "王家村"})
        EXPECT_TRUE(has_place_word(text)) << text;
    for (const char* text : {"", "你好", "abc"}) EXPECT_FALSE(has_place_word(text)) << text;
}

}  // namespace
}  // namespace station
