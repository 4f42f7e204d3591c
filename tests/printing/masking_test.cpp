#include "printing/masking.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

namespace printing {
namespace {

struct MaskRow {
    const char* plain;
    const char* masked;
};

TEST(Masking, HidesAtLeastOneCharacterOfAName) {
    const MaskRow rows[] = {
        {"王小明", "王**"},
        {"王明", "王*"},
        {"王", "*"},
        {"欧阳娜娜", "欧阳**"},
        {"司马光", "司马*"},
        {"欧阳", "欧*"},  // A compound surname alone would show the whole name.
        {"𠮷田太郎", "𠮷***"},
        {"Li Wei", "L*****"},
        {" 王小明 ", "王**"},
        {"古丽扎尔·买买提", "古*******"},
        {"Aleksandr Konstantinovich", "A********"},  // The length is nobody's business either.
        {"", ""},
    };
    for (const MaskRow& row : rows) EXPECT_EQ(mask_name(row.plain), row.masked) << row.plain;
}

TEST(Masking, HidesSixDigitsOfAPhone) {
    const MaskRow rows[] = {
        {"13812345678", "1******5678"},
        {"138 1234 5678", "1******5678"},
        {"+86 13812345678", "1******5678"},
        {"86-138-1234-5678", "1******5678"},
        {"0571-88123456", "05**-****3456"},
        {"05718812345", "0******2345"},
        {"88123456", "******56"},
        {"123456", "******"},
        {"95338", "*****"},
        {"", ""},
    };
    for (const MaskRow& row : rows) EXPECT_EQ(mask_phone(row.plain), row.masked) << row.plain;
    for (const char* phone : {"13812345678", "0571-88123456", "05718812345", "88123456",
                              "4008001234", "+852 9123 4567", "0571-88123456-1234"}) {
        const std::string masked = mask_phone(phone);
        EXPECT_GE(std::ranges::count(masked, '*'), 6) << phone;
    }
}

TEST(Masking, KeepsAPrivacyNumberWithItsExtension) {
    for (const char* phone :
         {"13812345678-1234", "13812345678转1234", "13812345678,123456", "1321234577499-1234"}) {
        EXPECT_EQ(mask_phone(phone), phone);
    }
}

TEST(Masking, CutsTheAddressBeforeUnitAndRoom) {
    const MaskRow rows[] = {
        {"文一西路1218号3栋2单元1001室", "文一西路1218号3栋****"},
        {"3栋2单元1001室", "3栋****"},
        {"建设路8号502室", "建设路8号****"},
        {"建设路8号5幢二单元", "建设路8号5幢****"},
        {"幸福小区12-3-1201室", "幸福小区****"},
        {"幸福小区A座1203", "幸福小区A座****"},
        {"幸福小区3-2-1001", "幸福小区****"},
        {"中山北路3000号理科大楼B1203房", "中山北路3000号理科大楼****"},
        {"村头王家12户", "村头王家****"},
        {"解放路1号", "解放路1号"},
        {"教室巷5号", "教室巷5号"},  // 室 without a number is a name.
        {"房山路6号院", "房山路6号院"},
        {"", ""},
    };
    for (const MaskRow& row : rows) EXPECT_EQ(mask_address(row.plain), row.masked) << row.plain;
}

TEST(Masking, TreatsAllThreeOfAParty) {
    const Party party = masked(
        {"王小明", "13812345678", "浙江省", "杭州市", "余杭区", "仓前街道", "3栋2单元1001室"});
    EXPECT_EQ(party.name, "王**");
    EXPECT_EQ(party.phone, "1******5678");
    EXPECT_EQ(party.detail, "3栋****");
    EXPECT_EQ(party.district, "余杭区");
}

TEST(Masking, SurvivesBrokenText) {
    for (const char* text : {"\xff\xfe", "\xe7\x8e", "室", "单元室户房", "-#-室", "1"}) {
        mask_name(text);
        mask_phone(text);
        mask_address(text);
    }
}

}  // namespace
}  // namespace printing
