#include "server/commands/waybill_file.h"

#include <gtest/gtest.h>

namespace server::commands {
namespace {

config::CarrierTable carriers() {
    auto table = config::CarrierTable::load(*config::DataFiles::locate("config"));
    EXPECT_TRUE(table);
    return *std::move(table);
}

TEST(WaybillFile, ReadsEveryField) {
    const auto content = parse_waybill(R"({
        "number":"SF1385628716739","carrier":"SF","sorting_code":"571-A1-03",
        "hub":{"code":"571","name":"杭州集"},
        "sender":{"name":"花间小铺","phone":"057188880000","province":"浙江省"},
        "receiver":{"name":"王小明","phone":"13800005678","province":"浙江省","city":"杭州市",
                    "district":"西湖区","detail":"文三路 1 号"},
        "order_id":"P700000000000000001","buyer_note":"送人的","sequence":88,"batch":"24日10:00",
        "print_number":2,"items":[{"sku":"A-1","title":"干花花束","spec":"大","quantity":2}]})",
                                       carriers());
    ASSERT_TRUE(content) << content.error().message;
    EXPECT_EQ(content->number, "SF1385628716739");
    EXPECT_NE(content->carrier_name.find("顺丰"), std::string::npos);
    EXPECT_EQ(content->hub_name, "杭州集");
    EXPECT_EQ(content->receiver.detail, "文三路 1 号");
    EXPECT_EQ(content->sequence, 88);
    EXPECT_EQ(content->print_number, 2);
    ASSERT_EQ(content->items.size(), 1u);
    EXPECT_EQ(content->items[0].quantity, 2);
}

TEST(WaybillFile, PrintsACarrierThatNobodyKnowsAsItStands) {
    const auto content = parse_waybill(R"({"number":"X1","carrier":"某某快运"})", carriers());
    ASSERT_TRUE(content);
    EXPECT_EQ(content->carrier_name, "某某快运");
}

TEST(WaybillFile, NamesTheFieldThatIsWrong) {
    struct Row {
        const char* text;
        const char* named;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"", "JSON"},
             {"[]", "object"},
             {R"({"carrier":"SF"})", "number"},
             {R"({"number":7})", "number"},
             {R"({"number":"A","receiver":"x"})", "receiver"},
             {R"({"number":"A","receiver":{"phone":1}})", "receiver: field 'phone'"},
             {R"({"number":"A","items":{}})", "items"},
             {R"({"number":"A","items":[1]})", "items[0]"},
             {R"({"number":"A","items":[{"quantity":0}]})", "quantity"},
             {R"({"number":"A","print_number":100})", "print_number"},
             {R"({"number":"A","hub":"x"})", "hub"},
         }) {
        const auto content = parse_waybill(row.text, carriers());
        ASSERT_FALSE(content) << row.text;
        EXPECT_NE(content.error().message.find(row.named), std::string::npos)
            << content.error().message;
    }
}

}  // namespace
}  // namespace server::commands
