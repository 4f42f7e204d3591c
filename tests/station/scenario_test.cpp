// Reads tests/scenarios/*.txt: a day at the station in plain sentences, one a line, run against the
// whole station with fake printers and a fake clock. tests/scenarios/README.md lists the sentences.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <sstream>

#include "base/text.h"
#include "station/waybills/own_codes.h"
#include "tests/station/scenario_turns.h"
#include "tests/station/scenario_words.h"
#include "tests/station/sheet_picture.h"
#include "tests/station/slot_sentences.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using Sends = fakes::FakePrinter::Sends;
using Draws = fakes::FakePrinter::Draws;

const std::filesystem::path kFolder = "tests/scenarios";

std::vector<std::string> scenario_names() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
        if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
    }
    std::ranges::sort(names);
    return names;
}

class Player : public ShippingWords {
public:
    Player() { write_sentences(); }

    /// False for a sentence that nobody knows.
    bool play(const std::string& line) {
        for (const auto& [pattern, action] : sentences_) {
            std::smatch words;
            if (!std::regex_match(line, words, pattern)) continue;
            if (!line.starts_with("given ") && !floor_.is_open() && line != "restart" && !crashed_)
                floor_.start();
            action(words);
            if (floor_.is_open()) floor_.run();
            return true;
        }
        return false;
    }

private:
    static int number_in(const std::string& text) { return text.empty() ? 1 : std::stoi(text); }
    fakes::FakePrinter& printer(const std::string& name) {
        return name == "label-2" ? floor_.second : floor_.printer;
    }
    /// "售后状态=售后中, 用户备注=快点"
    static ExportRow changes(const std::string& text) {
        ExportRow row;
        for (const std::string_view part : base::split(text, ',')) {
            const auto equals = part.find('=');
            if (equals == std::string_view::npos)
                throw std::runtime_error("no '=' in: " + std::string(part));
            row[std::string(base::trim(part.substr(0, equals)))] =
                std::string(base::trim(part.substr(equals + 1)));
        }
        return row;
    }
    base::BatchRow batch() {
        return base::BatchRow(std::stoll(floor_.ask("SELECT max(id) FROM batches")));
    }
    void scan(const std::string& text, const std::string& bench) {
        outcome_ = floor_.scan(text, bench).outcome;
    }
    /// Lets the printer answer its next n labels in some way.
    void answer(const std::string& name, int count, void (fakes::FakePrinter::*how)(base::JobRow)) {
        for (int i = 0; i < count; ++i) {
            auto& device = printer(name);
            ASSERT_FALSE(device.sending().empty()) << name << " has no label to answer";
            (device.*how)(device.sending().front());
            floor_.run();
        }
    }
    std::size_t sheets_of(const std::string& order_text) {
        const std::string number = floor_.number(std::stoi(order_text));
        return floor_.printer.paper_of(number).size() + floor_.second.paper_of(number).size();
    }
    std::string ship_file() {
        std::string all;
        for (const auto& entry :
             std::filesystem::directory_iterator(floor_.settings.data_folder / "ship-files")) {
            std::ifstream in(entry.path());
            std::ostringstream text;
            text << in.rdbuf();
            all += text.str();
        }
        return all;
    }

    std::unique_ptr<Reader> reader() {
        auto opened = Reader::open(floor_.settings, floor_.data_files(), floor_.clock);
        if (!opened) throw std::runtime_error(opened.error().message);
        return std::move(*opened);
    }

    void write_sentences() {
        given();
        happens();
        people();
        expected();
        add_slot_sentences(floor_, [this](const char* pattern, SlotSentence action) {
            on(pattern, std::move(action));
        });
        turn_sentences([this](const char* pattern, Sentence action) { on(pattern, action); },
                       floor_);
    }

    void given() {
        on("given (label-[12]) gives no evidence", [this](Words w) {
            for (auto& device : floor_.settings.printers) {
                if (device.name.str() == w[1]) device.evidence = config::PrinterEvidence::None;
            }
        });
        on("given a window of (\\d+)", [this](Words w) {
            for (auto& device : floor_.settings.printers) device.window = std::stoi(w[1]);
        });
        on("given a second printer", [this](Words) {
            auto device = floor_.settings.printers.front();
            device.name = base::PrinterName("label-2");
            floor_.settings.printers.push_back(device);
        });
        on("given ship files of (\\d+) rows",
           [this](Words w) { floor_.settings.shipping.rows_per_file = std::stoi(w[1]); });
        on("given parcels ship after the hand-over",
           [this](Words) { floor_.settings.shipping.ship_after = config::ShipAfter::Handover; });
        on("given labels sorted by (sku groups|deadline|shelf|arrival)", [this](Words w) {
            static const std::map<std::string, config::BatchSort> kSorts = {
                {"sku groups", config::BatchSort::SkuGroups},
                {"deadline", config::BatchSort::Deadline},
                {"shelf", config::BatchSort::Shelf},
                {"arrival", config::BatchSort::Arrival}};
            floor_.settings.batches.sort = kSorts.at(w[1]);
        });
        on("given a grace of (\\d+) minutes", [this](Words w) {
            floor_.settings.batches.grace = std::chrono::minutes{std::stoi(w[1])};
        });
    }

    void happens() {
        on("at (\\d\\d:\\d\\d)", [this](Words w) {
            floor_.at(w[1]);
            if (crashed_) return;
            floor_.run();
            floor_.pass(1s, 500ms);
        });
        on("wait (\\d+) (seconds?|minutes?|hours?)", [this](Words w) {
            const int n = std::stoi(w[1]);
            if (w[2].str().starts_with("hour")) {
                if (crashed_) {
                    floor_.clock.advance(std::chrono::hours{n});
                } else {
                    floor_.pass(std::chrono::hours{n}, 5min);
                }
            } else if (w[2].str().starts_with("second")) {
                floor_.pass(std::chrono::seconds{n}, 500ms);
            } else {
                floor_.pass(std::chrono::minutes{n}, 5s);
            }
        });
        on("import orders? (\\d+)(?: to (\\d+))?(?: as of (\\d\\d:\\d\\d))?(?: with (.+))?",
           [this](Words w) {
               std::vector<ExportRow> rows;
               const int first = std::stoi(w[1]);
               const int last = w[2].matched ? std::stoi(w[2]) : first;
               const ExportRow with = w[4].matched ? changes(w[4]) : ExportRow{};
               for (int i = first; i <= last; ++i) rows.push_back(order_row(i, with));
               floor_.import(rows, w[3].matched ? w[3].str() : time_now());
           });
        on("(label-[12]) waits", [this](Words w) { printer(w[1]).sends = Sends::Waits; });
        on("(label-[12]) draws slowly", [this](Words w) { printer(w[1]).draws = Draws::Waits; });
        on("(label-[12]) works", [this](Words w) {
            auto& device = printer(w[1]);
            device.sends = Sends::Prints;
            device.draws = Draws::Proves;
            for (const auto job : std::vector(device.drawing())) device.drawn(job);
            for (const auto job : std::vector(device.sending())) device.print(job);
        });
        on("(label-[12]) is out of reach", [this](Words w) {
            printer(w[1]).sends = Sends::Nothing;
            for (const auto job : std::vector(printer(w[1]).sending()))
                printer(w[1]).take_nothing(job);
        });
        on("(label-[12]) prints (\\d+) labels?",
           [this](Words w) { answer(w[1], std::stoi(w[2]), &fakes::FakePrinter::print); });
        on("(label-[12]) accepts (\\d+) labels?",
           [this](Words w) { answer(w[1], std::stoi(w[2]), &fakes::FakePrinter::accept); });
        on("(label-[12]) loses the label after (\\d+) bytes", [this](Words w) {
            auto& device = printer(w[1]);
            ASSERT_FALSE(device.sending().empty());
            device.lose(device.sending().front(), std::stoul(w[2]));
        });
        on("(label-[12]) prints the label and goes silent", [this](Words w) {
            auto& device = printer(w[1]);
            ASSERT_FALSE(device.sending().empty());
            device.put_on_paper(device.sending().front());
            device.lose(device.sending().front(), 4000);
        });
        on("(label-[12]) says that its paper is (out|nearly out|there)", [this](Words w) {
            printer(w[1]).say(
                {w[2] != "out", w[2] == "out" ? "printer.paper_out" : "", w[2] == "nearly out"});
        });
        on("crash", [this](Words) {
            floor_.crash();
            crashed_ = true;
        });
        on("restart", [this](Words) {
            if (floor_.is_open()) floor_.crash();
            floor_.start();
            crashed_ = false;
        });
        on("the clock jumps (back|ahead) (\\d+) minutes", [this](Words w) {
            const std::chrono::minutes by{std::stoi(w[2])};
            floor_.clock.jump(w[1] == "back" ? -by : by);
        });
    }

    /// The journal's row of a sheet, by the key that it was given.
    base::JobRow sheet(const std::string& key) {
        const std::string id = floor_.ask(
            "SELECT j.id FROM label_jobs j JOIN sheets s ON s.id = j.sheet_id"
            " WHERE s.sheet_key = $1",
            values(key));
        return base::JobRow(id.empty() ? 0 : std::stoll(id));
    }

    void people() {
        on("print now", [this](Words) { must(floor_.station().print_now(kActor)); });
        on("print order (\\d+)",
           [this](Words w) { must(floor_.station().print_order(order(w[1]), kActor)); });
        on("pause the batch", [this](Words) { must(floor_.station().pause(batch(), kActor)); });
        on("resume the batch", [this](Words) { must(floor_.station().resume(batch(), kActor)); });
        on("cancel the batch", [this](Words) { must(floor_.station().cancel(batch(), kActor)); });
        on("hold order (\\d+) because (.+)",
           [this](Words w) { must(floor_.station().hold(order(w[1]), w[2], kActor)); });
        on("release order (\\d+) because (.+)",
           [this](Words w) { must(floor_.station().release(order(w[1]), w[2], kActor)); });
        on("refuse order (\\d+) because (.+)",
           [this](Words w) { must(floor_.station().refuse(order(w[1]), w[2], kActor)); });
        on("reprint order (\\d+) because (.+)", [this](Words w) {
            must(floor_.station().reprint(floor_.job(std::stoi(w[1])), w[2], kActor));
        });
        on("print a sheet of (\\w+) with the key (\\w+)", [this](Words w) {
            const auto job = floor_.station().sheets().add(
                {w[2], "", base::PrinterName("label-1"), prepared(picture_of(w[1]))}, kActor);
            sheet_refusal_ = job ? "" : job.error().key;
        });
        on("print a sheet of the number of order (\\d+) with the key (\\w+)", [this](Words w) {
            const auto job = floor_.station().sheets().add(
                {w[2], "", base::PrinterName("label-1"),
                 prepared(picture_of(floor_.number(std::stoi(w[1]))))},
                kActor);
            sheet_refusal_ = job ? "" : job.error().key;
        });
        on("the sheet (\\w+) is missing because (.+)",
           [this](Words w) { must(floor_.station().settle(sheet(w[1]), false, w[2], kActor)); });
        on("the label of order (\\d+) is found", [this](Words w) {
            must(floor_.station().settle(floor_.job(std::stoi(w[1])), true, "", kActor));
        });
        on("the label of order (\\d+) is missing because (.+)", [this](Words w) {
            must(floor_.station().settle(floor_.job(std::stoi(w[1])), false, w[2], kActor));
        });
        on("keep the sheet of order (\\d+) as (\\w+)",
           [this](Words w) { kept_[w[2]] = floor_.sheet_code(std::stoi(w[1])); });
        on("scan the number of order (\\d+) at bench (\\d)",
           [this](Words w) { scan(floor_.number(std::stoi(w[1])), w[2]); });
        on("scan the number of box (\\d) of order (\\d+) at bench (\\d)",
           [this](Words w) { scan(floor_.number(std::stoi(w[2]), std::stoi(w[1])), w[3]); });
        on("scan the sheet of order (\\d+) at bench (\\d)",
           [this](Words w) { scan(floor_.sheet_code(std::stoi(w[1])), w[2]); });
        on("scan the kept sheet (\\w+) at bench (\\d)",
           [this](Words w) { scan(kept_.at(w[1]), w[2]); });
        on("scan the slip of order (\\d+) at bench (\\d)",
           [this](Words w) { scan(slip_code(order(w[1])), w[2]); });
        on("scan (confirm|undo|cancel|box) at bench (\\d)",
           [this](Words w) { scan("PB:" + base::to_upper(w[1].str()), w[2]); });
        on("scan (\\S+) at bench (\\d)", [this](Words w) { scan(w[1], w[2]); });
        shipping();
        on("set product (\\S+) to (.+)", [this](Words w) {
            const std::string id =
                floor_.ask("SELECT id FROM products WHERE sku_id = $1", values(w[1].str()));
            ASSERT_FALSE(id.empty()) << "no product " << w[1];
            must(floor_.station().products().edit(ProductRow(std::stoll(id)), changes(w[2]),
                                                  kActor.name));
        });
        on("write the ship file",
           [this](Words) { must(floor_.station().write_ship_file(false, {}, kActor)); });
    }

    void expected() {
        on("expect label (\\d+) is of order (\\d+)", [this](Words w) {
            EXPECT_EQ(floor_.ask("SELECT o.order_no FROM label_jobs j JOIN orders o"
                                 " ON o.id = j.order_id WHERE j.batch_id = $1"
                                 " AND j.sequence = $2",
                                 values(batch(), std::stoi(w[1]))),
                      order(w[2]).str());
        });
        on("expect bench (\\d) packs with (.+)", [this](Words w) {
            const auto view = reader()->bench(base::BenchName(w[1]));
            ASSERT_TRUE(view && view->parcel);
            std::string text = view->parcel->packing;
            if (!view->parcel->gifts.empty()) text += ", " + view->parcel->gifts;
            EXPECT_EQ(text, w[2].str());
        });
        on("expect the pick list says (.+)", [this](Words w) {
            const auto list = reader()->picking().pick_list(batch());
            ASSERT_TRUE(list);
            std::string text;
            for (const PickLineView& line : list->lines)
                text += (text.empty() ? "" : ", ") + line.shelf + " " + line.title + " x" +
                        std::to_string(line.quantity);
            EXPECT_EQ(text, w[1].str());
        });
        on("expect refused (\\w+)", [this](Words w) {
            ASSERT_TRUE(outcome_);
            EXPECT_EQ(outcome_->code, w[1].str());
            EXPECT_TRUE(outcome_->kind == "stop" || outcome_->kind == "intercept")
                << outcome_->kind;
        });
        on("expect told (\\w+)", [this](Words w) {
            ASSERT_TRUE(outcome_);
            EXPECT_EQ(outcome_->code, w[1].str());
            EXPECT_TRUE(outcome_->kind == "go" || outcome_->kind == "look") << outcome_->kind;
        });
        on("expect orders? (\\d+)(?: to (\\d+))? (?:is|are) (\\w+)", [this](Words w) {
            const int last = w[2].matched ? std::stoi(w[2]) : std::stoi(w[1]);
            for (int i = std::stoi(w[1]); i <= last; ++i)
                EXPECT_EQ(floor_.state(i), w[3].str()) << "order " << i;
        });
        on("expect the label of order (\\d+) is (\\w+)",
           [this](Words w) { EXPECT_EQ(floor_.job_state(std::stoi(w[1])), w[2].str()); });
        on("expect (\\d+) (queued|sending|sent|printed|failed|unknown|cancelled) labels?",
           [this](Words w) { EXPECT_EQ(floor_.jobs_in(w[2]), std::stoi(w[1])); });
        on("expect the sheet (\\w+) is (\\w+)", [this](Words w) {
            EXPECT_EQ(floor_.ask("SELECT state FROM label_jobs WHERE id = $1", values(sheet(w[1]))),
                      w[2].str());
        });
        on("expect the sheet is refused as (\\w+)",
           [this](Words w) { EXPECT_EQ(sheet_refusal_, "error." + w[1].str()); });
        on("expect (\\d+) sheets? on paper", [this](Words w) {
            EXPECT_EQ(floor_.printer.paper().size() + floor_.second.paper().size(),
                      std::stoul(w[1]));
        });
        on("expect order (\\d+) came out (\\d+) times?",
           [this](Words w) { EXPECT_EQ(sheets_of(w[1]), std::stoul(w[2])); });
        on("expect the label of order (\\d+) is print (\\d+)", [this](Words w) {
            EXPECT_EQ(floor_.ask("SELECT print_number FROM label_jobs WHERE id = $1",
                                 values(floor_.job(std::stoi(w[1])))),
                      w[2].str());
        });
        on("expect (\\d+) batch(?:es)?",
           [this](Words w) { EXPECT_EQ(floor_.count("batches"), std::stoi(w[1])); });
        on("expect the batch is (\\w+)", [this](Words w) {
            EXPECT_EQ(floor_.ask("SELECT CASE WHEN $1 = 'late' AND late = 1 THEN 'late'"
                                 " ELSE state END FROM batches ORDER BY id DESC LIMIT 1",
                                 values(w[1].str())),
                      w[1].str());
        });
        on("expect nothing to print", [this](Words) {
            const auto answer = floor_.station().print_now(kActor);
            ASSERT_FALSE(answer);
            EXPECT_EQ(answer.error().key, "error.nothing_to_print");
        });
        on("expect nothing to ship", [this](Words) {
            const auto answer = floor_.station().write_ship_file(false, {}, kActor);
            ASSERT_FALSE(answer);
            EXPECT_EQ(answer.error().code, base::ErrorCode::Conflict);
        });
        on("expect the ship file holds order (\\d+)", [this](Words w) {
            const std::string text = ship_file();
            EXPECT_NE(text.find(order(w[1]).str()), std::string::npos);
            EXPECT_NE(text.find(floor_.number(std::stoi(w[1]))), std::string::npos);
        });
        on("expect the ship file does not hold order (\\d+)",
           [this](Words w) { EXPECT_EQ(ship_file().find(order(w[1]).str()), std::string::npos); });
        on("expect the release of order (\\d+) is refused", [this](Words w) {
            EXPECT_FALSE(floor_.station().release(order(w[1]), "tried", kActor));
        });
        on("expect the number of order (\\d+) is (\\S+)",
           [this](Words w) { EXPECT_EQ(floor_.number(std::stoi(w[1])), w[2].str()); });
        on("expect (\\d+) (\\w+) needs? a person", [this](Words w) {
            int count = 0;
            const auto status = floor_.station().status();
            ASSERT_TRUE(status);
            for (const NeedView& need : status->needs_person) {
                if (need.kind == w[2].str()) count = need.count;
            }
            EXPECT_EQ(count, std::stoi(w[1]));
        });
    }

    std::optional<OutcomeView> outcome_;
    std::string sheet_refusal_;  ///< Key of the error; empty: it was taken.
    std::map<std::string, std::string> kept_;
    bool crashed_ = false;
};

class Scenario : public ::testing::TestWithParam<std::string> {};

TEST_P(Scenario, EndsAsItsTextSays) {
    std::ifstream in(kFolder / (GetParam() + ".txt"));
    Player player;
    std::string line;
    int expectations = 0;
    for (int number = 1; std::getline(in, line); ++number) {
        const std::string sentence(base::trim(line));
        if (sentence.empty() || sentence.front() == '#') continue;
        SCOPED_TRACE(GetParam() + ".txt:" + std::to_string(number) + ": " + sentence);
        if (sentence.starts_with("expect ")) ++expectations;
        try {
            ASSERT_TRUE(player.play(sentence)) << "nobody knows this sentence";
        } catch (const std::exception& e) {
            FAIL() << e.what();
        }
        if (HasFatalFailure()) return;
    }
    EXPECT_GT(expectations, 0) << "a story without an end";
}

std::string test_name(const ::testing::TestParamInfo<std::string>& scenario) {
    std::string name = scenario.param;
    std::ranges::replace(name, '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Texts, Scenario, ::testing::ValuesIn(scenario_names()), test_name);

TEST(Scenarios, CoverAtLeastTheStoriesOfTheIssue) {
    EXPECT_GE(scenario_names().size(), 12u);
}

TEST(Scenarios, RefuseASentenceThatNobodyKnows) {
    Player player;
    EXPECT_FALSE(player.play("expect the moon is full"));
    EXPECT_FALSE(player.play("scan"));
}

}  // namespace
}  // namespace station
