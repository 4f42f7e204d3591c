#include "station/screening/phone.h"

#include <gtest/gtest.h>

namespace station {
namespace {

struct PhoneRow {
    const char* text;
    PhoneKind kind;
    const char* number;
    const char* extension;
};

class Phones : public ::testing::TestWithParam<PhoneRow> {};

TEST_P(Phones, AreUnderstood) {
    const PhoneRow& row = GetParam();
    const Phone phone = read_phone(row.text);
    EXPECT_EQ(static_cast<int>(phone.kind), static_cast<int>(row.kind)) << row.text;
    EXPECT_EQ(phone.number, row.number) << row.text;
    EXPECT_EQ(phone.extension, row.extension) << row.text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Phones,
    ::testing::Values(PhoneRow{"13900001001", PhoneKind::Mobile, "13900001001", ""},
                      PhoneRow{" 139-0000-1001 ", PhoneKind::Mobile, "13900001001", ""},
                      PhoneRow{"139 0000 1001", PhoneKind::Mobile, "13900001001", ""},
                      PhoneRow{"+8613900001001", PhoneKind::Mobile, "13900001001", ""},
                      PhoneRow{"+86-13900001001", PhoneKind::Mobile, "13900001001", ""},
                      PhoneRow{"8613900001001", PhoneKind::Mobile, "13900001001", ""},
                      PhoneRow{"008613900001001", PhoneKind::Mobile, "13900001001", ""},
                      PhoneRow{"１３９００００１００１", PhoneKind::Mobile, "13900001001", ""},
                      PhoneRow{"19900001001", PhoneKind::Mobile, "19900001001", ""},
                      PhoneRow{"18674873815-7081", PhoneKind::Private, "18674873815", "7081"},
                      PhoneRow{"18674873815转7081", PhoneKind::Private, "18674873815", "7081"},
                      PhoneRow{"18674873815 转 7081", PhoneKind::Private, "18674873815", "7081"},
                      PhoneRow{"18674873815—7081", PhoneKind::Private, "18674873815", "7081"},
                      PhoneRow{"18674873815#123456", PhoneKind::Private, "18674873815", "123456"},
                      PhoneRow{"0571-88001234", PhoneKind::Landline, "0571-88001234", ""},
                      PhoneRow{"057188001234", PhoneKind::Landline, "0571-88001234", ""},
                      PhoneRow{"(0571)88001234", PhoneKind::Landline, "0571-88001234", ""},
                      PhoneRow{"010-62580012-801", PhoneKind::Landline, "010-62580012", "801"},
                      PhoneRow{"021-6258001", PhoneKind::Landline, "021-6258001", ""},
                      PhoneRow{"400-820-8820", PhoneKind::Service, "4008208820", ""},
                      PhoneRow{"4008208820", PhoneKind::Service, "4008208820", ""},
                      PhoneRow{"+85291234567", PhoneKind::OutsideMainland, "85291234567", ""},
                      PhoneRow{"91234567", PhoneKind::OutsideMainland, "91234567", ""},
                      PhoneRow{"0912345670", PhoneKind::OutsideMainland, "0912345670", ""},
                      PhoneRow{"", PhoneKind::Missing, "", ""},
                      PhoneRow{"  ", PhoneKind::Missing, "", ""},
                      PhoneRow{"139****1001", PhoneKind::Masked, "139****1001", ""},
                      PhoneRow{"13800138000", PhoneKind::Placeholder, "13800138000", ""},
                      PhoneRow{"12345678901", PhoneKind::Placeholder, "12345678901", ""},
                      PhoneRow{"11111111111", PhoneKind::Placeholder, "11111111111", ""},
                      PhoneRow{"13333333333", PhoneKind::Placeholder, "13333333333", ""},
                      PhoneRow{"13912345678", PhoneKind::Doubtful, "13912345678", ""},
                      PhoneRow{"13988888888", PhoneKind::Doubtful, "13988888888", ""},
                      PhoneRow{"1380000", PhoneKind::Bad, "1380000", ""},
                      PhoneRow{"12900001001", PhoneKind::Bad, "12900001001", ""},
                      PhoneRow{"139000010011", PhoneKind::Bad, "139000010011", ""},
                      PhoneRow{"1390000100", PhoneKind::Bad, "1390000100", ""},
                      PhoneRow{"13900001001-1", PhoneKind::Bad, "139000010011", ""},
                      PhoneRow{"没有", PhoneKind::Bad, "没有", ""},
                      PhoneRow{"1390000100a", PhoneKind::Bad, "1390000100a", ""}));

TEST(Phones, ThatAreABookAreBad) {
    EXPECT_EQ(read_phone(std::string(1'000'000, '1')).kind, PhoneKind::Bad);
}

}  // namespace
}  // namespace station
