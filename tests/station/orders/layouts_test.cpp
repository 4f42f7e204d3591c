#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.h"
#include "config/shipping_layout.h"
#include "config/source_layout.h"

namespace {

namespace fs = std::filesystem;

class Layouts : public testing::Test {
protected:
    Layouts()
        : path_(fs::path(testing::TempDir()) /
                (std::string("layout-") +
                 testing::UnitTest::GetInstance()->current_test_info()->name() + ".toml")) {}
    ~Layouts() override { fs::remove(path_); }

    template <typename Load>
    std::string mistake(const std::string& text, Load load) {
        EXPECT_TRUE(base::write_file_atomically(path_, base::as_bytes(text)));
        const auto layout = load(path_);
        return layout ? "" : layout.error().message;
    }
    std::string source_mistake(const std::string& text) {
        return mistake(text, [](const fs::path& p) { return config::load_source_layout(p); });
    }
    std::string shipping_mistake(const std::string& text) {
        return mistake(text, [](const fs::path& p) { return config::load_shipping_layout(p); });
    }

    fs::path path_;
};

TEST_F(Layouts, EveryShippedOneLoads) {
    int count = 0;
    for (const auto& entry : fs::directory_iterator("config/sources")) {
        const auto layout = config::load_source_layout(entry.path());
        EXPECT_TRUE(layout) << layout.error().message;
        ++count;
    }
    for (const auto& entry : fs::directory_iterator("config/shipping")) {
        const auto layout = config::load_shipping_layout(entry.path());
        EXPECT_TRUE(layout) << layout.error().message;
        ++count;
    }
    EXPECT_GE(count, 3);
}

constexpr const char* kSource =
    "platform = \"x\"\ntitle = \"X\"\nrequired = [\"order_no\", \"quantity\"]\n"
    "[columns]\norder_no = [\"a\"]\nquantity = [\"b\"]\n[status]\nready = [\"go\"]\n";

TEST_F(Layouts, SourceMistakesHaveTheirPlace) {
    EXPECT_EQ(source_mistake(kSource), "");
    const auto with = [](const std::string& from, const std::string& to) {
        std::string text = kSource;
        return text.replace(text.find(from), from.size(), to);
    };
    const struct {
        std::string text;
        const char* says;
    } cases[] = {
        {with("title = \"X\"\n", ""), "title"},
        {with("\"quantity\"]", "\"quantity\", \"colour\"]"), "'colour'"},
        {with("\"quantity\"]", "\"quantity\", \"title\"]"), "columns.title has no title"},
        {with(", \"quantity\"]", "]"), "must name 'quantity'"},
        {with("quantity = [", "quantum = [\"b\"]\nquantity = ["), "quantum"},
        {with("ready = [\"go\"]", "finished = [\"done\"]"), "status.ready"},
        {with("[status]", "[statsu]"), "status"},
    };
    for (const auto& c : cases) {
        const std::string message = source_mistake(c.text);
        EXPECT_NE(message.find(c.says), std::string::npos) << c.says << " in " << message;
        EXPECT_NE(message.find(path_.filename().string()), std::string::npos) << message;
    }
}

constexpr const char* kShipping =
    "title = \"X\"\nmax_rows = 3\n[[column]]\ntitle = \"a\"\nvalue = \"order_no\"\n"
    "[[column]]\ntitle = \"b\"\nvalue = \"waybill_number\"\n";

TEST_F(Layouts, ShippingMistakesHaveTheirPlace) {
    EXPECT_EQ(shipping_mistake(kShipping), "");
    const auto with = [](const std::string& from, const std::string& to) {
        std::string text = kShipping;
        return text.replace(text.find(from), from.size(), to);
    };
    const struct {
        std::string text;
        const char* says;
    } cases[] = {
        {with("max_rows = 3", "max_rows = 0"), "max_rows"},
        {with("\"waybill_number\"", "\"waybill\""), "value"},
        {with("value = \"waybill_number\"", "value = \"fixed\"\ntext = \"y\""), "waybill_number"},
        {with("value = \"order_no\"", "value = \"order_no\"\ntext = \"y\""), "fixed"},
        {with("title = \"X\"", "title = \"X\"\nsheet = \"a/b\""), "sheet"},
        {with("title = \"X\"", "title = \"X\"\nsheet = \"s\"\ncarriers_sheet = \"s\""),
         "other sheet"},
    };
    for (const auto& c : cases) {
        const std::string message = shipping_mistake(c.text);
        EXPECT_NE(message.find(c.says), std::string::npos) << c.says << " in " << message;
    }
}

}  // namespace
