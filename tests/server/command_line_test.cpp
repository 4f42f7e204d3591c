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

// The settings were checked against the files beside the program whatever --data said, so that an
// installed program with its files elsewhere refused to start.
TEST_F(CommandLineTest, ChecksSettingsAgainstTheDataFilesNamed) {
    const std::string elsewhere = (folder_.path() / "no-such-folder").string();
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"check-config", config_file()},
          std::vector<std::string>{"orders", "--config", config_file()}}) {
        EXPECT_EQ(run(words).exit, Exit::Done) << words[0];
        std::vector<std::string> with_data = words;
        with_data.insert(with_data.end(), {"--data", elsewhere});
        const Ran ran = run(with_data);
        EXPECT_EQ(ran.exit, Exit::Wrong) << words[0];
        EXPECT_NE(ran.err.find(elsewhere), std::string::npos) << ran.err;
    }
}

TEST_F(CommandLineTest, ImportReportsWhatBecameOfTheFile) {
    const auto good = folder_.write("orders.csv", "x");
    const Ran ran = run({"import", "--json", "--config", config_file(), good.string()});
    EXPECT_EQ(ran.exit, Exit::Done) << ran.err;
    EXPECT_EQ(
        ran.out,
        R"({"file":"orders.csv","kind":"orders","rows":3,"orders":2,"new":1,"updated":0,"unchanged":1,)"
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

TEST_F(CommandLineTest, DayWritesTheCardAsAPersonPassesItOn) {
    const Ran ran = run({"day", "--config", config_file()});
    EXPECT_EQ(ran.exit, Exit::Done) << ran.err;
    EXPECT_NE(ran.out.find("2026-05-28"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("发出 7 件\n  中通快递 7\n新订单 12 单，打印 9 张，平台确认 3 单\n"
                           "没发出（截至 12:00）：\n  扣住，等复核 2\n"),
              std::string::npos)
        << ran.out;
    const Ran wrong = run({"day", "--date", "2026-13-01", "--config", config_file()});
    EXPECT_EQ(wrong.exit, Exit::Wrong);
    EXPECT_EQ(wrong.out, "");
    EXPECT_NE(wrong.err, "");
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

TEST_F(CommandLineTest, ScreenAnswersLineByLine) {
    const Ran ran = run(
        {"screen", "--data", "config"},
        R"({"id":"1","name":"王小明","phone":"13867125678","province":"浙江省","city":"杭州市",)"
        R"("district":"西湖区","detail":"文三路 199 号 3 幢 502 室"})"
        "\n\nnot json\n"
        R"({"id":"3","name":"王**","phone":"1******5678","province":"浙江省","city":"杭州市",)"
        R"("district":"西湖区","detail":"****"})"
        "\n");
    EXPECT_EQ(ran.exit, Exit::Wrong);
    EXPECT_NE(ran.err.find("line 3"), std::string::npos) << ran.err;
    std::istringstream lines(ran.out);
    std::string line;
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_TRUE(line.starts_with(R"({"id":"1","verdict":"clear","reasons":[)")) << line;
    EXPECT_NE(line.find(R"("parsed":{"province":"浙江省","city":"杭州市","district":"西湖区")"),
              std::string::npos)
        << line;
    EXPECT_TRUE(line.ends_with(R"("adcode":"330106"})")) << line;
    ASSERT_TRUE(std::getline(lines, line));
    // Nobody has judged that one: it is held.
    EXPECT_TRUE(
        line.starts_with(R"({"id":"","verdict":"hold","reasons":[{"code":"unreadable_line",)"))
        << line;
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_TRUE(line.starts_with(R"({"id":"3","verdict":"hold")")) << line;
    EXPECT_FALSE(std::getline(lines, line));
}

TEST_F(CommandLineTest, ScreenSpeaksToPeopleInTheirLanguage) {
    const std::string lines =
        R"({"id":"1","name":"王小明","phone":"13867125678","province":"浙江省","city":"杭州市",)"
        R"("district":"西湖区","detail":"asdfgh"})"
        "\n{\"id\":\"2\" \"name\":\"x\"}\n";
    const Ran chinese = run({"screen", "--data", "config"}, lines);
    EXPECT_EQ(chinese.exit, Exit::Wrong);
    EXPECT_NE(chinese.out.find("乱按"), std::string::npos) << chinese.out;
    EXPECT_NE(chinese.out.find("第 2 行读不懂（column 11: expected ',' or '}' behind the field）"),
              std::string::npos)
        << chinese.out;
    EXPECT_NE(chinese.err.find("line 2: column 11: expected ','"), std::string::npos)
        << chinese.err;
    const Ran english = run({"screen", "--data", "config", "--language", "en"}, lines);
    EXPECT_NE(english.out.find("Keys hit at random"), std::string::npos) << english.out;
    EXPECT_NE(english.out.find("Line 2 cannot be read (column 11"), std::string::npos);
    // The same keys as every other answer: whoever reads them by name finds them.
    EXPECT_NE(
        english.out.find(R"("parsed":{"province":"","city":"","district":"","town":"","detail":"",)"
                         R"("name":"","phone":"","phone_extension":""},"adcode":""})"),
        std::string::npos)
        << english.out;
    const Ran german = run({"screen", "--data", "config", "--language", "de"}, lines);
    EXPECT_EQ(german.exit, Exit::Wrong);
    EXPECT_NE(german.err.find("zh-CN and en"), std::string::npos) << german.err;
}

TEST_F(CommandLineTest, PrintProofsFirstAndMarksTheSheet) {
    const auto waybill = folder_.write("w.json", R"({"number":"SF1385628716739"})");
    const std::string png = (folder_.path() / "label.png").string();
    ASSERT_EQ(run({"render", waybill.string(), "-o", png, "--data", "config"}).exit, Exit::Done);
    const std::string uri = "file://" + (folder_.path() / "out").string();
    const Ran wrong = run({"print", png, "--printer", uri, "--expect", "SF1385628716738"});
    EXPECT_EQ(wrong.exit, Exit::No);
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out"));
    const Ran ran = run({"print", png, "--printer", uri});
    EXPECT_EQ(ran.exit, Exit::Done) << ran.err;
    EXPECT_TRUE(ran.out.starts_with(R"({"outcome":"printed","bytes_accepted":)")) << ran.out;
    EXPECT_NE(ran.out.find(R"("evidence":"written")"), std::string::npos) << ran.out;
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "out"))
        files += entry.is_regular_file() && entry.file_size() > 100'000;
    EXPECT_EQ(files, 1u);
    // By name: the configured printer, since no daemon runs.
    const Ran named = run({"print", png, "--printer", "label-1", "--config", config_file()});
    EXPECT_EQ(named.exit, Exit::Done) << named.err;
    const Ran waiting = run({"print", png, "--printer", uri, "--wait", "soon"});
    EXPECT_EQ(waiting.exit, Exit::Wrong);
    EXPECT_NE(waiting.err.find("--wait"), std::string::npos) << waiting.err;
    const Ran unknown = run({"print", png, "--printer", "label-9", "--config", config_file()});
    EXPECT_EQ(unknown.exit, Exit::Wrong);
    EXPECT_NE(unknown.err.find("label-1"), std::string::npos) << unknown.err;
    const Ran nobody = run({"print", png, "--printer", "tcp://127.0.0.1:1"});
    EXPECT_EQ(nobody.exit, Exit::No);
    EXPECT_TRUE(nobody.out.starts_with(R"({"outcome":"nothing_sent","bytes_accepted":0)"))
        << nobody.out;
}

TEST_F(CommandLineTest, PrintersSaysWhatIsReachable) {
    const Ran ran = run({"printers", "--json", "--config", config_file()});
    EXPECT_EQ(ran.exit, Exit::Done) << ran.err << ran.out;
    EXPECT_NE(ran.out.find(R"("kind":"file")"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find(R"("reachable":true)"), std::string::npos) << ran.out;
}

}  // namespace
}  // namespace server
