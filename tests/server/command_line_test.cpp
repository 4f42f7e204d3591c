#include <gtest/gtest.h>

#include <sstream>

#include "server/commands/commands.h"
#include "server/program.h"
#include "server/version.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_station.h"
#include "tests/server/temporary_folder.h"

namespace server {
namespace {

struct Ran {
    Exit exit;
    std::string out, err;
};

class CommandLineTest : public testing::Test {
protected:
    Ran run(std::vector<std::string> words, const std::string& input = "") {
        std::istringstream in(input);
        std::ostringstream out, err;
        const Stations stations = fakes::stations(floor_);
        Invocation world;
        world.in = &in;
        world.out = &out;
        world.err = &err;
        world.clock = &clock_;
        world.stations = &stations;
        const Exit exit = run_program(words, std::move(world));
        return {exit, out.str(), err.str()};
    }
    // A config that says only what it must.
    std::string config_file() { return write_config(folder_.path()).string(); }

    TemporaryFolder folder_;
    fakes::Floor floor_;
    base::SystemClock clock_;
};

TEST_F(CommandLineTest, HelpListsEveryCommandWithOneLine) {
    const Ran ran = run({"--help"});
    EXPECT_EQ(ran.exit, Exit::Done);
    EXPECT_EQ(ran.err, "");
    for (const Command& command : commands::all()) {
        EXPECT_NE(ran.out.find("\n  " + std::string(command.name) + " "), std::string::npos);
        EXPECT_NE(ran.out.find(command.help), std::string::npos);
        const Ran help = run({std::string(command.name), "--help"});
        EXPECT_EQ(help.exit, Exit::Done);
        for (const OptionSpec& option : command.options)
            EXPECT_NE(help.out.find(option.name), std::string::npos) << option.name;
    }
}

TEST_F(CommandLineTest, SaysItsVersion) {
    EXPECT_EQ(run({"--version"}).out, "packbench " + std::string(kVersion) + "\n");
}

TEST_F(CommandLineTest, NamesTheNearestCommandAndOption) {
    const Ran command = run({"imprt", "x"});
    EXPECT_EQ(command.exit, Exit::Wrong);
    EXPECT_NE(command.err.find("import"), std::string::npos) << command.err;
    const Ran option = run({"import", "--dry-rum", "x"});
    EXPECT_EQ(option.exit, Exit::Wrong);
    EXPECT_NE(option.err.find("--dry-run"), std::string::npos) << option.err;
    EXPECT_NE(option.err.find("Usage: packbench import"), std::string::npos);
}

TEST_F(CommandLineTest, WrongUseIsTwoAndUsageOnStandardError) {
    const std::vector<std::vector<std::string>> wrong = {{},
                                                         {"check-config"},
                                                         {"check-config", "a", "b"},
                                                         {"serve"},
                                                         {"serve", "--config"},
                                                         {"import"},
                                                         {"proof"},
                                                         {"encode", "x.png"},
                                                         {"orders", "--page=0", "--config", "x"},
                                                         {"orders", "--json=1"},
                                                         {"render", "x.json"}};
    for (const auto& words : wrong) {
        const Ran ran = run(words);
        EXPECT_EQ(ran.exit, Exit::Wrong) << testing::PrintToString(words);
        EXPECT_EQ(ran.out, "") << testing::PrintToString(words);
        EXPECT_NE(ran.err, "") << testing::PrintToString(words);
    }
}

TEST_F(CommandLineTest, CheckConfigNamesEveryMistakeWithItsPlace) {
    const Ran good = run({"check-config", config_file()});
    EXPECT_EQ(good.exit, Exit::Done) << good.err;
    const auto bad = folder_.write("bad.toml", "datafolder = \"x\"\n[http]\nport = \"x\"\n");
    const Ran ran = run({"check-config", bad.string()});
    EXPECT_EQ(ran.exit, Exit::Wrong);
    EXPECT_NE(ran.err.find("bad.toml:1:"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("bad.toml:3:"), std::string::npos) << ran.err;
    const Ran json = run({"check-config", "--json", bad.string()});
    EXPECT_TRUE(json.out.starts_with("{\"file\":")) << json.out;
    EXPECT_NE(json.out.find("\"line\":3"), std::string::npos) << json.out;
}

TEST_F(CommandLineTest, ImportReportsWhatBecameOfTheFile) {
    const auto good = folder_.write("orders.csv", "x");
    const Ran ran = run({"import", "--json", "--config", config_file(), good.string()});
    EXPECT_EQ(ran.exit, Exit::Done) << ran.err;
    EXPECT_EQ(ran.out,
              R"({"file":"orders.csv","rows":3,"orders":2,"new":1,"updated":0,"unchanged":1,)"
              R"("skipped":[{"row":3,"order_id":"P700000000000000003","reason":"cancelled",)"
              R"("code":"cancelled"}],"errors":[]})"
              "\n");
    const auto faulty = folder_.write("faulty.csv", "x");
    const Ran partly = run({"import", "--dry-run", faulty.string(), "--config=" + config_file()});
    EXPECT_EQ(partly.exit, Exit::No);
    EXPECT_EQ(partly.out, "");
    EXPECT_NE(partly.err.find("row 4, 商品总价(元)"), std::string::npos) << partly.err;
    EXPECT_NE(partly.err.find("dry run"), std::string::npos);
    const Ran missing = run({"import", "no-such.csv", "--config", config_file()});
    EXPECT_EQ(missing.exit, Exit::Wrong);
    EXPECT_NE(missing.err.find("no-such.csv"), std::string::npos);
    EXPECT_EQ(floor_.seen().at(2), "import faulty.csv dry cli");
}

TEST_F(CommandLineTest, OrdersListsAndFilters) {
    const Ran ran = run({"orders", "--state", "held", "--id", "P7", "--page", "2", "--json",
                         "--config", config_file()});
    EXPECT_EQ(ran.exit, Exit::Done) << ran.err;
    EXPECT_TRUE(ran.out.starts_with("{\"orders\":[{")) << ran.out;
    EXPECT_EQ(floor_.seen().at(0), "orders state=held q=P7 page=2");
    EXPECT_EQ(run({"orders", "--from", "yesterday", "--config", config_file()}).exit, Exit::Wrong);
}

TEST_F(CommandLineTest, ShipFileWritesWhereItIsTold) {
    const auto target = folder_.path() / "out.csv";
    const Ran ran = run({"ship-file", "-o", target.string(), "--json", "--config", config_file()});
    EXPECT_EQ(ran.exit, Exit::Done) << ran.err;
    EXPECT_TRUE(std::filesystem::exists(target));
    EXPECT_NE(ran.out.find("\"rows\":4"), std::string::npos);
    EXPECT_EQ(run({"ship-file", "-o", "out.pdf", "--config", config_file()}).exit, Exit::Wrong);
}

TEST_F(CommandLineTest, IdentifyKeepsItsShape) {
    const Ran ran = run({"identify", "--json", "SF1385628716739", "--data", "config"});
    EXPECT_EQ(ran.exit, Exit::Done) << ran.err;
    EXPECT_TRUE(ran.out.starts_with(R"({"input":"SF1385628716739","normalized":)")) << ran.out;
    EXPECT_NE(ran.out.find(R"("kind":"waybill")"), std::string::npos);
    EXPECT_NE(ran.out.find(R"({"code":"shunfeng","certainty":)"), std::string::npos);
    EXPECT_EQ(run({"identify", "?!", "--data", "config"}).exit, Exit::No);
}

TEST_F(CommandLineTest, RenderProofAndEncodeWorkTogether) {
    const auto waybill =
        folder_.write("w.json",
                      R"({"number":"SF1385628716739","carrier":"SF","receiver":{"name":"王小明",
            "phone":"13800005678","province":"浙江省","city":"杭州市","district":"西湖区",
            "detail":"文三路 1 号"}})");
    const std::string png = (folder_.path() / "label.png").string();
    const Ran drawn = run({"render", waybill.string(), "-o", png, "--json", "--data", "config"});
    ASSERT_EQ(drawn.exit, Exit::Done) << drawn.err;
    EXPECT_NE(drawn.out.find("\"width\":800"), std::string::npos) << drawn.out;
    const Ran proven = run({"proof", png, "--expect", "SF1385628716739", "--json"});
    EXPECT_EQ(proven.exit, Exit::Done) << proven.err;
    EXPECT_TRUE(proven.out.starts_with(R"({"verdict":"pass","codes":[{"format":)"));
    const Ran wrong = run({"proof", png, "--expect", "SF1385628716738", "--json"});
    EXPECT_EQ(wrong.exit, Exit::No);
    EXPECT_NE(wrong.out.find(R"("verdict":"fail")"), std::string::npos);
    const std::string bytes = (folder_.path() / "label.bin").string();
    EXPECT_EQ(run({"encode", png, "--language", "escpos", "-o", bytes}).exit, Exit::Done);
    EXPECT_GT(std::filesystem::file_size(bytes), 100'000u);
    const Ran klingon = run({"encode", png, "--language", "klingon", "-o", bytes});
    EXPECT_EQ(klingon.exit, Exit::Wrong);
    EXPECT_NE(klingon.err.find("escpos"), std::string::npos);
    EXPECT_EQ(run({"proof", waybill.string()}).exit, Exit::Wrong);
}

TEST_F(CommandLineTest, PrintersSaysWhatIsReachable) {
    const Ran ran = run({"printers", "--json", "--config", config_file()});
    EXPECT_EQ(ran.exit, Exit::Done) << ran.err << ran.out;
    EXPECT_NE(ran.out.find(R"("kind":"file")"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find(R"("reachable":true)"), std::string::npos);
}

}  // namespace
}  // namespace server
