#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "base/base64.h"
#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/text.h"
#include "base/units.h"

namespace base {
namespace {

using namespace std::chrono_literals;

TEST(BeijingTime, ReadsTheFormsThatExportsWrite) {
    const Time expected = from_millis(1779953105000);  // 2026-05-28 07:25:05 UTC
    for (const char* text : {"2026-05-28 15:25:05", "2026/5/28 15:25:05"}) {
        const auto time = parse_beijing(text);
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(*time, expected) << text;
    }
    EXPECT_EQ(*parse_beijing("2026-05-28 15:25"), expected - 5s);
    EXPECT_EQ(format_beijing(expected), "2026-05-28 15:25:05");
    EXPECT_EQ(format_utc(expected), "2026-05-28T07:25:05.000Z");
}

TEST(Base64, ReadsWhatItWroteAndNothingElse) {
    // RFC 4648, 10.
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"},
                                                           {"\xfb\xff", "+/8="}};
    for (const auto& [plain, coded] : vectors) {
        EXPECT_EQ(encode_base64(as_bytes(plain)), coded);
        const auto decoded = decode_base64(coded);
        ASSERT_TRUE(decoded) << coded;
        EXPECT_EQ(as_text(*decoded), plain);
    }
    for (const char* wrong : {"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9v\n", "Zm 9v",
                              "Zm-v", "=Zm9", "Zm=v", "Z-8=", "Zg==Zg==", "杯杯"})
        EXPECT_FALSE(decode_base64(wrong)) << wrong;
}

TEST(Gb18030, WritesWhatTheReaderReads) {
    for (const char* text : {"", "abc", "订单号 中通快递", "𠮷é€"}) {
        const auto bytes = encode_gb18030(text);
        ASSERT_TRUE(bytes);
        const auto back = decode_text(*bytes);
        ASSERT_TRUE(back);
        EXPECT_EQ(back->utf8, text);
    }
    EXPECT_EQ(as_text(*encode_gb18030("中")), "\xD6\xD0");
}

TEST(BeijingTime, RefusesWhatIsNotATime) {
    for (const char* text : {"", "2026-05-28", "2026-13-01 10:00:00", "2026-02-30 10:00:00",
                             "2026-05-28 24:00:00", "2026-05-28 10:60:00", "2026-05/28 10:00:00",
                             "2026-05-28 10:00:00x", "待发货", "46170.5"}) {
        const auto time = parse_beijing(text);
        ASSERT_FALSE(time) << text;
        EXPECT_EQ(time.error().code, ErrorCode::InvalidInput);
        EXPECT_NE(time.error().message.find(text), std::string::npos);
    }
}

TEST(Text, TrimsTabsAndWideSpaces) {
    EXPECT_EQ(trim("\t6917\t"), "6917");
    EXPECT_EQ(trim("\xEF\xBB\xBF　订单号　 "), "订单号");
    EXPECT_EQ(trim(" \t "), "");
}

TEST(Text, RoundTripsEveryPlane) {
    const std::string text = "a\xC3\xA9䶮㛃𠮷🎁";
    EXPECT_EQ(to_utf8(to_utf32(text)), text);
    EXPECT_EQ(length_utf8(text), 6u);
    EXPECT_TRUE(is_valid_utf8(text));
}

TEST(Text, InvalidUtf8IsNoticed) {
    for (const char* text : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xB8", "\x80"}) {
        EXPECT_FALSE(is_valid_utf8(text));
    }
    EXPECT_EQ(to_utf32("\xE4\xB8"), U"\xFFFD\xFFFD");
}

TEST(Text, DecodesUtf8WithAndWithoutBomAndGb18030) {
    EXPECT_EQ(decode_text(as_bytes("订单"))->encoding, TextEncoding::Utf8);
    const auto bom = decode_text(as_bytes("\xEF\xBB\xBF订单"));
    EXPECT_EQ(bom->encoding, TextEncoding::Utf8WithBom);
    EXPECT_EQ(bom->utf8, "订单");
    // 订单 in GBK, and 䶮 (U+4DAE) as the four bytes that only GB18030 has.
    const auto gbk = decode_text(as_bytes("\xB6\xA9\xB5\xA5"));
    ASSERT_TRUE(gbk) << gbk.error().message;
    EXPECT_EQ(gbk->utf8, "订单");
    EXPECT_EQ(gbk->encoding, TextEncoding::Gb18030);
    const auto neither = decode_text(as_bytes("\xB6\xFF\xFF"));
    ASSERT_FALSE(neither);
    EXPECT_NE(neither.error().message.find("byte"), std::string::npos);
}

TEST(Text, NfkcMakesFullWidthHalf) {
    EXPECT_EQ(nfkc("ＳＦ１３８"), "SF138");
}

TEST(Text, KnowsHanInEveryPlane) {
    EXPECT_TRUE(is_han(U'䶮'));
    EXPECT_TRUE(is_han(U'𠮷'));
    EXPECT_FALSE(is_han(U'A'));
    EXPECT_FALSE(is_han(U'🎁'));
}

TEST(Units, RoundAsStated) {
    EXPECT_EQ(to_dots({100}, {203}).value, 800);
    EXPECT_EQ(to_dots({100}, {300}).value, 1181);
    EXPECT_EQ(to_dots_floor({0.4}, {203}).value, 3);
    EXPECT_EQ(to_dots_floor({0.375}, {203}).value, 3);
    EXPECT_EQ(to_dots_floor({0.01}, {203}).value, 1);
}

TEST(BoundedQueue, UrgentGoesFirstAndFullSaysNo) {
    BoundedQueue<int> queue(2);
    EXPECT_TRUE(queue.try_push(1));
    EXPECT_TRUE(queue.try_push(2));
    EXPECT_FALSE(queue.try_push(3));
    EXPECT_TRUE(queue.try_push(9, Lane::Urgent));
    EXPECT_EQ(queue.pop(0ms), 9);
    EXPECT_EQ(queue.pop(0ms), 1);
    EXPECT_EQ(queue.pop(0ms), 2);
    EXPECT_EQ(queue.pop(0ms), std::nullopt);
}

TEST(BoundedQueue, CloseWakesTheReaderAndKeepsWhatIsInside) {
    BoundedQueue<int> queue(4);
    EXPECT_TRUE(queue.try_push(1));
    queue.close();
    EXPECT_FALSE(queue.try_push(2));
    EXPECT_EQ(queue.pop(10min), 1);
    EXPECT_EQ(queue.pop(10min), std::nullopt);
}

TEST(Files, WritesWholeAndReadsBack) {
    const auto folder = std::filesystem::temp_directory_path() / "packbench_files_test";
    std::filesystem::create_directories(folder);
    const auto path = folder / "a.bin";
    ASSERT_TRUE(write_file_atomically(path, as_bytes("one")));
    ASSERT_TRUE(write_file_atomically(path, as_bytes("two")));
    EXPECT_EQ(as_text(*read_file(path, 100)), "two");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
    EXPECT_EQ(read_file(path, 2).error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(read_file(folder / "none", 2).error().code, ErrorCode::NotFound);
    EXPECT_EQ(read_file(folder, 2).error().code, ErrorCode::InvalidInput);
    EXPECT_FALSE(write_file_atomically(folder / "no" / "such", as_bytes("x")));
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace base
