#include "drivers/usb_identity.h"

#include <gtest/gtest.h>

#include "drivers/usb_devices.h"

namespace drivers {
namespace {

struct IdentityRow {
    const char* uri;
    UsbIdentity identity;
};
class UsbAddresses : public testing::TestWithParam<IdentityRow> {};
TEST_P(UsbAddresses, AreReadAndWrittenTheSame) {
    const auto identity = parse_usb_identity(GetParam().uri);
    ASSERT_TRUE(identity.has_value()) << identity.error().message;
    EXPECT_EQ(*identity, GetParam().identity);
    EXPECT_EQ(identity->uri(), GetParam().uri);
}
INSTANTIATE_TEST_SUITE_P(
    Table, UsbAddresses,
    testing::Values(IdentityRow{"usb:port/1-2", {0, 0, "", "1-2"}},
                    IdentityRow{"usb:port/3-1.3.4.5.6.7.8", {0, 0, "", "3-1.3.4.5.6.7.8"}},
                    IdentityRow{"usb:port/255-15", {0, 0, "", "255-15"}},
                    IdentityRow{"usb:serial/6868:0500/ABC123", {0x6868, 0x0500, "ABC123", ""}},
                    IdentityRow{"usb:serial/00ff:abcd/a%2Fb%20c%3F", {0xff, 0xabcd, "a/b c?", ""}},
                    IdentityRow{"usb:serial/0001:0002/%E5%BE%97", {1, 2, "得", ""}}));

class BadUsbAddresses : public testing::TestWithParam<std::string> {};
TEST_P(BadUsbAddresses, AreRefusedWithWhatIsExpected) {
    const auto identity = parse_usb_identity(GetParam());
    ASSERT_FALSE(identity.has_value()) << identity->uri();
    EXPECT_EQ(identity.error().code, base::ErrorCode::InvalidInput);
    EXPECT_NE(identity.error().message.find("expected usb:port/1-1.3"), std::string::npos);
}
INSTANTIATE_TEST_SUITE_P(
    Table, BadUsbAddresses,
    testing::Values("", "usb:", "usb:1", "usb:port/", "usb:port/1", "usb:port/1-", "usb:port/1-0",
                    "usb:port/01-2", "usb:port/1-2.", "usb:port/1-256",
                    "usb:port/1-1.2.3.4.5.6.7.8", "usb:port/1-2/x", "usb:port/a-b",
                    "usb:serial/6868:0500", "usb:serial/", "usb:serial/6868:0500/",
                    "usb:serial/68:05/ABC", "usb:serial/68g8:0500/ABC", "usb:serial/68680500/ABC",
                    "usb:serial/6868:0500/%", "usb:serial/6868:0500/%00",
                    "usb:serial/6868:0500/%FF", "usb:serial/6868:0500/" + std::string(127, 'a')));

struct SettingRow {
    const char* name;
    std::vector<UsbSetting> settings;
    UsbQuirks quirks;
    int alternate;  // Of the choice; -1: none.
    int in_endpoint;
};
UsbSetting setting(std::uint8_t alternate, std::uint8_t interface_class, std::uint8_t protocol,
                   std::uint8_t in_endpoint) {
    return {.alternate = alternate,
            .interface_class = interface_class,
            .interface_subclass = 1,
            .protocol = protocol,
            .out_endpoint = 2,
            .in_endpoint = in_endpoint,
            .in_packet_bytes = 64};
}
class PrinterSettings : public testing::TestWithParam<SettingRow> {};
TEST_P(PrinterSettings, TheBestIsChosen) {
    UsbDevice device;
    device.settings = GetParam().settings;
    const auto chosen = printer_setting(device, GetParam().quirks);
    ASSERT_EQ(chosen.has_value(), GetParam().alternate >= 0);
    if (!chosen) return;
    EXPECT_EQ(chosen->alternate, GetParam().alternate);
    EXPECT_EQ(chosen->in_endpoint, GetParam().in_endpoint);
}
INSTANTIATE_TEST_SUITE_P(
    Table, PrinterSettings,
    testing::Values(
        SettingRow{
            "both_ways_before_one_way", {setting(0, 7, 1, 0), setting(1, 7, 2, 0x81)}, {}, 1, 0x81},
        SettingRow{"in_any_order", {setting(0, 7, 2, 0x82), setting(1, 7, 1, 0)}, {}, 0, 0x82},
        SettingRow{"not_ipp", {setting(0, 7, 4, 0x81), setting(1, 7, 1, 0)}, {}, 1, 0},
        SettingRow{"not_1284_4_alone", {setting(0, 7, 3, 0x81)}, {}, -1, 0},
        SettingRow{"one_way_is_not_read", {setting(0, 7, 1, 0x81)}, {}, 0, 0},
        SettingRow{"two_way_without_in", {setting(0, 7, 2, 0)}, {}, 0, 0},
        SettingRow{"no_printer", {setting(0, 8, 0x50, 0x81)}, {}, -1, 0},
        SettingRow{"vendor_class_alone_is_no_printer", {setting(0, 0xff, 0, 0x81)}, {}, -1, 0},
        SettingRow{
            "vendor_class_by_quirk", {setting(0, 0xff, 0, 0x81)}, {.vendor_class = true}, 0, 0x81},
        SettingRow{"the_class_before_the_quirk",
                   {setting(0, 0xff, 0, 0x81), setting(1, 7, 1, 0)},
                   {.vendor_class = true},
                   1,
                   0},
        SettingRow{"never_read_by_quirk", {setting(0, 7, 2, 0x81)}, {.one_way = true}, 0, 0},
        SettingRow{"none", {}, {}, -1, 0}),
    [](const auto& row) { return row.param.name; });

TEST(UsbQuirks, AreOfAProductOrOfAWholeVendor) {
    EXPECT_TRUE(usb_quirks(0x04b8, 0x0202).vendor_class);
    EXPECT_FALSE(usb_quirks(0x04b8, 0x0e15).vendor_class);
    EXPECT_TRUE(usb_quirks(0x0a5f, 0x1234).no_reattach);
    EXPECT_EQ(usb_quirks(0x0483, 0x5743), UsbQuirks{});
}

TEST(UsbQuirks, SerialNumbersThatTellNothingAreKnown) {
    EXPECT_TRUE(is_shared_serial(0x6868, 0x0500, "0002A0000000"));
    EXPECT_FALSE(is_shared_serial(0x6868, 0x0200, "0002A0000000"));
    for (const char* flat : {"0000000000", "FFFFFFFF", "123456789", "0123456789ABCDEF"})
        EXPECT_TRUE(is_shared_serial(1, 2, flat)) << flat;
    for (const char* own : {"A", "XP42001", "00000001", "DT108B-7"})
        EXPECT_FALSE(is_shared_serial(1, 2, own)) << own;
}

TEST(PortStatus, ABitIsPaperOutAndOneThatIsClearIsAnError) {
    EXPECT_EQ(port_status_of(0x18), (PortStatus{false, true, false}));
    EXPECT_EQ(port_status_of(0x30), (PortStatus{true, true, true}));
    EXPECT_EQ(port_status_of(0x00), (PortStatus{false, false, true}));
}

}  // namespace
}  // namespace drivers
