#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "printing/proof.h"
#include "server/http/texts.h"
#include "station/batches/journal_states.h"
#include "station/orders/arrivals.h"
#include "station/orders/states.h"
#include "station/shipping/back_end_tasks.h"
#include "station/shipping/ship_states.h"
#include "station/waybills/wish_states.h"

namespace server {
namespace {

std::string content(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

// A key (or code) that the program can give to a page, and the place that says it.
using Keys = std::map<std::string, std::string>;

void collect(Keys& keys, const std::filesystem::path& file, const std::string& pattern,
             const std::string& prefix, const std::set<std::string>& other_words = {}) {
    const std::string text = content(file);
    const std::regex expression(pattern);
    for (auto it = std::sregex_iterator(text.begin(), text.end(), expression);
         it != std::sregex_iterator(); ++it)
        if (!other_words.contains((*it)[1])) keys[prefix + (*it)[1].str()] = file.string();
}

std::vector<std::filesystem::path> sources(std::initializer_list<const char*> folders) {
    std::vector<std::filesystem::path> files;
    for (const char* folder : folders) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            const auto extension = entry.path().extension();
            if (extension == ".cpp" || extension == ".h") files.push_back(entry.path());
        }
    }
    return files;
}

void expect_texts(const Keys& keys, std::size_t at_least) {
    EXPECT_GE(keys.size(), at_least) << "the sources are written otherwise than this test thinks";
    const auto data_files = config::DataFiles::locate("config");
    ASSERT_TRUE(data_files);
    for (const char* language : {"zh-CN", "en"}) {
        const auto table = http::text_table(*data_files, language);
        ASSERT_TRUE(table) << table.error().message;
        for (const auto& [key, place] : keys)
            EXPECT_TRUE(table->contains(key)) << language << " lacks " << key << " of " << place;
    }
}

TEST(TextKeys, EveryWholeKeyOfTheSourcesHasATextInBothLanguages) {
    Keys keys;
    for (const auto& file : sources({"base", "config", "drivers", "printing", "station", "server"}))
        collect(keys, file,
                "\"((?:error|printer|ui\\.[a-z_]+|bench\\.next|screening|import)\\.[a-z0-9_]+)\"",
                "");
    expect_texts(keys, 70);
}

TEST(TextKeys, EveryOutcomeOfTheBenchHasASentenceInBothLanguages) {
    // Whatever stands in quotes in the rules is a code, but for these kinds and parameters.
    const std::set<std::string> other_words = {
        "ready",   "open",   "go",    "look",     "stop", "intercept", "order", "text", "missing",
        "carrier", "number", "bench", "shunfeng", "why",  "as_of",     "title", "n",    "total"};
    Keys keys;
    collect(keys, "station/bench/bench_rules.cpp", "\"([a-z_]+)\"", "bench.", other_words);
    expect_texts(keys, 30);
}

// A placeholder without a value stays on the packer's screen in braces.
TEST(TextKeys, TheBenchsSentencesAskOnlyForWhatTheRulesGive) {
    const std::set<std::string> given = {"order",   "number", "text",  "missing", "open", "bench",
                                         "carrier", "as_of",  "title", "n",       "total"};
    const auto data_files = config::DataFiles::locate("config");
    ASSERT_TRUE(data_files);
    const std::regex placeholder(R"(\{([a-z_]+)\})");
    for (const char* language : {"zh-CN", "en"}) {
        const auto table = http::text_table(*data_files, language);
        ASSERT_TRUE(table) << table.error().message;
        for (const auto& [key, text] : *table) {
            if (!key.starts_with("bench.")) continue;
            for (auto it = std::sregex_iterator(text.begin(), text.end(), placeholder);
                 it != std::sregex_iterator(); ++it)
                EXPECT_TRUE(given.contains((*it)[1])) << language << " " << key << ": " << text;
        }
    }
}

TEST(TextKeys, EveryNeedOfTheStatusPageHasATextInBothLanguages) {
    Keys keys;
    collect(keys, "station/desk/status.cpp", R"re(add\("([a-z_]+)")re", "ui.need.");
    collect(keys, "station/desk/status.cpp", R"re(needs_person\.push_back\(\s*\{"([a-z_]+)")re",
            "ui.need.");
    collect(keys, "station/desk/shipping_status.cpp", R"re(add\("([a-z_]+)")re", "ui.need.");
    collect(keys, "station/desk/status_numbers.cpp", R"re(add\("([a-z_]+)")re", "ui.need.");
    collect(keys, "station/desk/status_numbers.cpp",
            R"re(needs_person\.push_back\(\s*\{"([a-z_]+)")re", "ui.need.");
    collect(keys, "station/desk/status_stock.cpp",
            R"re(needs_person\.push_back\(\s*\{"([a-z_]+)")re", "ui.need.");
    expect_texts(keys, 21);
}

TEST(TextKeys, EveryReasonOfAnUnusedNumberAndEveryRowProblemOfASheetHasAText) {
    Keys keys;
    for (const auto& file : sources({"station"})) {
        const bool of_import = file.string().find("station/desk/import_") != std::string::npos;
        if (!of_import)
            collect(keys, file, R"re(\.reason = "([a-z_]+)")re", "ui.numbers.void.reason.");
        collect(keys, file, R"re(void_reason = '([a-z_]+)')re", "ui.numbers.void.reason.");
    }
    for (const char* file :
         {"station/waybills/number_sheet.cpp", "station/waybills/sheet_numbers.cpp"})
        collect(keys, file, R"re("(sheet_[a-z_]+)"[,)])re", "import.", {"sheet_number"});
    for (const char* code :
         {"101", "102", "103", "104", "105", "106", "401", "402", "403", "404", "405"})
        keys[std::string("error.kdniao_") + code] = "station/waybills/kdniao_messages.cpp";
    expect_texts(keys, 24);
}

TEST(TextKeys, EveryReasonOfWhatAnImportDidToARowHasAText) {
    Keys keys;
    const std::set<std::string> news = {"refund_asked", "refund_over", "refund_done"};
    for (const char* file : {"station/desk/import_run.cpp", "station/desk/import_trail.cpp"})
        collect(keys, file, R"re(\.reason = "([a-z_]+)")re", "import.", news);
    for (const std::string& one : news) keys["ui.why." + one] = "station/desk/import_trail.cpp";
    expect_texts(keys, 7);
}

TEST(TextKeys, EveryItemOfTheCheckBeforeASlotHasATextInBothLanguages) {
    Keys keys;
    collect(keys, "station/desk/slot_desk.cpp",
            R"re("((?:printer|paper|roll|numbers|export)_[a-z_]+)")re", "ui.check.",
            {"roll_changed"});
    for (const char* kind : {"held", "review"}) {
        for (const char* count : {"_none", "_some"})
            keys["ui.check." + std::string(kind) + count] = "station/desk/slot_desk.cpp";
    }
    collect(keys, "station/webhooks/webhooks.cpp", R"re(needs\.push_back\(\{"([a-z_]+)")re",
            "ui.need.");
    expect_texts(keys, 13);
    Keys needs;
    collect(needs, "station/desk/slot_desk.cpp", R"re(needs_person\.push_back\(\s*\{"([a-z_]+)")re",
            "ui.need.");
    collect(needs, "station/desk/slot_desk.cpp", R"re("(slot_(?:waiting|asking))")re", "ui.need.");
    expect_texts(needs, 4);
}

TEST(TextKeys, EveryStepOfAnOrdersHistoryHasATextInBothLanguages) {
    Keys keys;
    for (const auto& step : station::order_transitions())
        keys["ui.timeline." + std::string(name(step.event))] = "station/orders/states.h";
    for (const auto& step : station::job_transitions())
        keys["ui.timeline.label_" + std::string(name(step.event))] =
            "station/batches/journal_states.h";
    for (const auto event : station::all_ship_events())
        keys["ui.timeline.ship_" + std::string(name(event))] = "station/shipping/ship_states.h";
    for (const auto event :
         {station::TaskEvent::Tick, station::TaskEvent::Untick, station::TaskEvent::Confirm,
          station::TaskEvent::Disprove, station::TaskEvent::Withdraw})
        keys["ui.timeline.task_" + std::string(name(event))] = "station/shipping/back_end_tasks.h";
    for (const auto& step : station::wish_transitions())
        keys["ui.timeline.number_" + std::string(name(step.event))] =
            "station/waybills/wish_states.h";
    for (const auto& file : sources({"station"})) {
        collect(keys, file, R"re(\.action = "([a-z_]+[a-z])")re", "ui.timeline.");
        collect(keys, file, R"re(\.actor = "([a-z]+)")re", "ui.actor.");
        collect(keys, file, R"re(\{"reason", "([a-z_]+)"\})re", "ui.why.");
    }
    for (const station::News news : station::all_news()) {
        if (news == station::News::Same || news == station::News::Older) continue;
        keys["ui.why." + std::string(name(news))] = "station/orders/arrivals.h";
    }
    expect_texts(keys, 45);
}

TEST(TextKeys, EveryStateAndReasonOfShippingHasATextInBothLanguages) {
    Keys keys;
    for (const auto state : station::all_ship_states())
        keys["ui.ship_row." + std::string(name(state))] = "station/shipping/ship_states.h";
    for (const auto state : station::all_task_states())
        keys["ui.task.state." + std::string(name(state))] = "station/shipping/back_end_tasks.h";
    for (const auto reason : station::correction_reasons())
        keys["ui.correct.why." + std::string(reason)] = "station/shipping/back_end_tasks.cpp";
    for (const auto reason : station::delay_reasons()) {
        keys["ui.delay.why." + std::string(reason)] = "station/shipping/back_end_tasks.cpp";
        keys["ui.delay.buyer." + std::string(reason)] = "station/shipping/back_end_tasks.cpp";
    }
    collect(keys, "station/shipping/read_ship_files.cpp", R"re(return "([a-z]+)")re",
            "ui.ship_file.");
    expect_texts(keys, 25);
}

TEST(TextKeys, EveryFaultOfALabelHasATextInBothLanguages) {
    Keys keys;
    for (const auto& row : printing::kProofFailureCodes)
        keys["ui.failure." + std::string(row.code)] = "printing/proof.h";
    collect(keys, "printing/render.cpp", R"re(fail_once\(\{"([a-z_]+)")re", "ui.failure.");
    collect(keys, "printing/label.h", R"re("(substituted_glyph|text_[a-z]+)")re", "ui.warning.");
    expect_texts(keys, 14);
}

TEST(TextKeys, EveryReasonOfTheScreeningHasATextInBothLanguages) {
    Keys keys;
    for (const auto& file : sources({"station/screening"})) {
        collect(keys, file, R"re(note\(\s*"([a-z_]+)")re", "screening.");
        collect(keys, file, R"re(note\([a-z.()]+ \? "([a-z_]+)")re", "screening.");
        collect(keys, file, R"re(note\([a-z.()]+ \? "[a-z_]+" : "([a-z_]+)")re", "screening.");
    }
    collect(keys, "station/orders/export_number.cpp", R"re(Problem\{"([a-z_]+)")re", "screening.");
    expect_texts(keys, 30);
    Keys in_lists;
    for (const auto& [key, place] : keys) in_lists["ui.reason." + key.substr(10)] = place;
    expect_texts(in_lists, 30);
}

TEST(TextKeys, EveryProblemOfAnImportHasATextInBothLanguages) {
    Keys keys;
    const char* file = "station/orders/order_export.cpp";
    collect(keys, file, R"re((?:refuse|problem)\([^;"]*"([a-z_]+)")re", "import.");
    collect(keys, file, R"re(order_no, "([a-z_]+)",)re", "import.");
    collect(keys, file, R"re(return "(presale|not_ready|cancelled|shipped|finished)")re",
            "import.");
    collect(keys, "station/desk/intake.cpp", R"re(why = "([a-z_]+)")re", "import.");
    collect(keys, "station/orders/export_number.cpp", R"re(Problem\{"([a-z_]+)")re", "import.");
    for (const auto& reader : sources({"station/orders"}))
        collect(keys, reader, R"re(, "([a-z]+(?:_[a-z]+)+)"\);)re", "error.");
    expect_texts(keys, 12);
}

TEST(TextKeys, ThereIsNoThirdLanguage) {
    const auto data_files = config::DataFiles::locate("config");
    ASSERT_TRUE(data_files);
    for (const char* language : {"", "de", "../zh-CN", "zh-cn"})
        EXPECT_EQ(http::text_table(*data_files, language).error().code, base::ErrorCode::NotFound);
}

}  // namespace
}  // namespace server
