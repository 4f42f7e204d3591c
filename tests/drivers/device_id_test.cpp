#include "drivers/device_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace drivers {
namespace {

using std::string_literals::operator""s;
using testing::ElementsAre;

base::Bytes with_length(std::size_t length, std::string_view text, bool big = true) {
    base::Bytes reply{static_cast<std::uint8_t>(big ? length >> 8 : length & 0xff),
                      static_cast<std::uint8_t>(big ? length & 0xff : length >> 8)};
    base::append(reply, text);
    return reply;
}

constexpr std::string_view kGood = "MFG:Xprinter;CMD:TSPL;MDL:XP-420B;CLS:PRINTER;";

struct DeviceIdRow {
    const char* name;
    std::string text;
    DeviceId id;  // Without its text.
};
class GoodDeviceIds : public testing::TestWithParam<DeviceIdRow> {};
TEST_P(GoodDeviceIds, AreRead) {
    auto id = parse_device_id(GetParam().text);
    ASSERT_TRUE(id.has_value()) << id.error().message;
    id->text.clear();
    EXPECT_EQ(*id, GetParam().id);
}
INSTANTIATE_TEST_SUITE_P(
    Table, GoodDeviceIds,
    testing::Values(
        DeviceIdRow{
            "plain", std::string(kGood), {"Xprinter", "XP-420B", "", "", "PRINTER", {"TSPL"}}},
        DeviceIdRow{"long_keys",
                    "MANUFACTURER:EPSON;COMMAND SET:ESC/POS;MODEL:TM-T88V;CLASS:PRINTER;"
                    "DESCRIPTION:EPSON TM-T88V;SERIALNUMBER:ABC1;",
                    {"EPSON", "TM-T88V", "EPSON TM-T88V", "ABC1", "PRINTER", {"ESC/POS"}}},
        DeviceIdRow{"small_keys", "mfg:a;mdl:b;cmd:zpl;", {"a", "b", "", "", "", {"ZPL"}}},
        DeviceIdRow{"blanks_everywhere",
                    " MFG : Zebra ; MDL: ZD421 ;CMD: ZPL , EPL ;",
                    {"Zebra", "ZD421", "", "", "", {"ZPL", "EPL"}}},
        // PM-241-BT, as LPrint's list of drivers has it.
        DeviceIdRow{"empty_maker",
                    "MFG: ;CMD:XPP,XL;MDL:PM-241-BT",
                    {"", "PM-241-BT", "", "", "", {"XPP", "XL"}}},
        DeviceIdRow{"no_last_semicolon", "MFG:a;MDL:b", {"a", "b", "", "", "", {}}},
        DeviceIdRow{"doubled_semicolons", ";;MFG:a;;;MDL:b;;", {"a", "b", "", "", "", {}}},
        DeviceIdRow{"nul_inside", "MFG:a\0;MDL:b\0c;\0\0"s, {"a", "bc", "", "", "", {}}},
        DeviceIdRow{"a_colon_in_a_value", "MDL:a:b;", {"", "a:b", "", "", "", {}}},
        DeviceIdRow{"the_first_of_two", "MDL:a;MDL:b;CMD:X;CMD:Y;", {"", "a", "", "", "", {"X"}}},
        DeviceIdRow{"unknown_keys", "MFG:a;VSTATUS:$HB0;MDL:b;", {"a", "b", "", "", "", {}}},
        DeviceIdRow{"serial_of_three_names", "MDL:a;SERN:7;", {"", "a", "", "7", "", {}}},
        DeviceIdRow{"gb18030", "MFG:\xb5\xc3\xc1\xa6;MDL:b;", {"得力", "b", "", "", "", {}}},
        DeviceIdRow{
            "neither_utf8_nor_gb18030", "MFG:\xff;MDL:b;", {"\uFFFD", "b", "", "", "", {}}}),
    [](const auto& row) { return row.param.name; });

class BadDeviceIds : public testing::TestWithParam<std::string> {};
TEST_P(BadDeviceIds, AreRefused) {
    const auto id = parse_device_id(GetParam());
    ASSERT_FALSE(id.has_value());
    EXPECT_EQ(id.error().code, base::ErrorCode::InvalidInput);
}
INSTANTIATE_TEST_SUITE_P(Table, BadDeviceIds,
                         testing::Values("", ";", ":", "MFG", "just a printer", "X:1;Y:2;",
                                         "\0\0\0\0"s, ":value;"));

struct LengthRow {
    const char* name;
    base::Bytes reply;
};
class Lengths : public testing::TestWithParam<LengthRow> {};
TEST_P(Lengths, OfEveryKindSeenAreUnderstood) {
    const auto id = parse_device_id_reply(GetParam().reply);
    ASSERT_TRUE(id.has_value()) << id.error().message;
    EXPECT_EQ(id->text, kGood);
    EXPECT_EQ(id->model, "XP-420B");
    EXPECT_THAT(id->commands, ElementsAre("TSPL"));
}
INSTANTIATE_TEST_SUITE_P(
    Table, Lengths,
    testing::Values(LengthRow{"big_endian", with_length(kGood.size() + 2, kGood)},
                    LengthRow{"little_endian", with_length(kGood.size() + 2, kGood, false)},
                    LengthRow{"without_itself", with_length(kGood.size(), kGood)},
                    LengthRow{"without_itself_little", with_length(kGood.size(), kGood, false)},
                    LengthRow{"larger_than_what_came", with_length(500, kGood)},
                    LengthRow{"none_at_all", base::Bytes(kGood.begin(), kGood.end())},
                    LengthRow{"filled_up_with_nul",
                              with_length(1023, std::string(kGood) + std::string(975, '\0'))},
                    LengthRow{"rubbish_behind_it",
                              with_length(kGood.size() + 2, std::string(kGood) + "MDL:OTHER;")}),
    [](const auto& row) { return row.param.name; });

class BadReplies : public testing::TestWithParam<base::Bytes> {};
TEST_P(BadReplies, AreRefusedWithWhatIsWrong) {
    const auto id = parse_device_id_reply(GetParam());
    ASSERT_FALSE(id.has_value());
    EXPECT_NE(id.error().message.find("not a device id: "), std::string::npos);
}
INSTANTIATE_TEST_SUITE_P(Table, BadReplies,
                         testing::Values(base::Bytes{}, base::Bytes{0, 20}, base::Bytes(13, 'a'),
                                         base::Bytes(1023, 0), base::Bytes(1023, 0xff),
                                         with_length(11, kGood), with_length(0x4e4e, kGood),
                                         with_length(48, std::string(46, ';'))));

TEST(DeviceId, ATextLongerThanAReplyMayBeIsCut) {
    const auto id = parse_device_id("MDL:" + std::string(5000, 'x'));
    ASSERT_TRUE(id.has_value());
    EXPECT_EQ(id->text.size(), kDeviceIdLimit);
}

}  // namespace
}  // namespace drivers
