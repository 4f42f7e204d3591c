// Sentences about the turns of a day: articles out of stock, merged orders, exchanges and gifts.
#include "tests/station/scenario_turns.h"

#include <fstream>
#include <sstream>

#include "base/text.h"

namespace station {
namespace {

using Words = const std::smatch&;

base::OrderNo order(const std::string& text) {
    return base::OrderNo(order_number(std::stoi(text)));
}

/// The newest mark of an article with this title.
StockMarkRow mark_of(TestFloor& floor, const std::string& title) {
    const std::string id =
        floor.ask("SELECT max(id) FROM stock_marks WHERE title = $1", values(title));
    if (id.empty()) throw std::runtime_error("nobody marked " + title);
    return StockMarkRow(std::stoll(id));
}

OrderView order_of(TestFloor& floor, const std::string& text) {
    auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
    if (!reader) throw std::runtime_error(reader.error().message);
    auto view = (*reader)->order(order(text));
    if (!view) throw std::runtime_error(view.error().message);
    return *view;
}

void out_of_stock_sentences(const std::function<void(const char*, Sentence)>& on,
                            TestFloor& floor) {
    on("line (\\d+) of order (\\d+) is out of stock", [&floor](Words w) {
        must(floor.station().stock().mark(order(w[2]), std::stoi(w[1]), kActor));
    });
    on("(\\S+) is back in stock",
       [&floor](Words w) { must(floor.station().stock().back(mark_of(floor, w[1]), kActor)); });
    on("(\\S+) was not out of stock",
       [&floor](Words w) { must(floor.station().stock().undo(mark_of(floor, w[1]), kActor)); });
    on("(\\S+) is out of stock after all",
       [&floor](Words w) { must(floor.station().stock().again(mark_of(floor, w[1]), kActor)); });
    on("expect order (\\d+) (is parked|waits|does not wait) for (\\S+)", [&floor](Words w) {
        const OrderView view = order_of(floor, w[1]);
        EXPECT_EQ(view.waits_for == w[3].str(), w[2] != "does not wait") << view.waits_for;
        EXPECT_EQ(view.parked, w[2] == "is parked");
    });
    on("expect printing order (\\d+) is refused as (\\w+)", [&floor](Words w) {
        const auto answer = floor.station().print_order(order(w[1]), kActor);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().key, "error." + w[2].str());
    });
    on("expect the stock page says (\\S+) (\\w+): (\\d+) parked, (\\d+) waiting, (\\d+) ready",
       [&floor](Words w) {
           auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
           ASSERT_TRUE(reader);
           const auto stock = (*reader)->stock();
           ASSERT_TRUE(stock) << stock.error().message;
           std::vector<StockMarkView> all = stock->out;
           all.insert(all.end(), stock->recent.begin(), stock->recent.end());
           const StockMarkRow id = mark_of(floor, w[1]);
           for (const StockMarkView& mark : all) {
               if (mark.id != id) continue;
               EXPECT_EQ(mark.state, w[2].str());
               EXPECT_EQ(mark.parked, std::stoi(w[3]));
               EXPECT_EQ(mark.waiting, std::stoi(w[4]));
               EXPECT_EQ(mark.ready, std::stoi(w[5]));
               return;
           }
           ADD_FAILURE() << "the page does not show it";
       });
}

void merge_sentences(const std::function<void(const char*, Sentence)>& on, TestFloor& floor) {
    const auto orders = [](const std::string& text) {
        std::vector<base::OrderNo> all;
        for (const std::string_view part : base::split(text, ','))
            all.push_back(order(std::string(base::trim(part))));
        return all;
    };
    // Rows of order_row(), all for the receiver of the first.
    on("the buyer of order (\\d+) orders (\\d+)(?: to (\\d+))?(?: as of (\\d\\d:\\d\\d))?(?: with "
       "(.+))?",
       [&floor](Words w) {
           ExportRow first = order_row(std::stoi(w[1]));
           ExportRow changes;
           for (const char* title : {"收件人姓名", "收件人电话", "收件人地址", "用户编号"})
               changes[title] = first[title];
           if (w[5].matched) {
               const std::string with = w[5].str();
               for (const std::string_view part : base::split(with, ',')) {
                   const auto equals = part.find('=');
                   changes[std::string(base::trim(part.substr(0, equals)))] =
                       std::string(base::trim(part.substr(equals + 1)));
               }
           }
           std::vector<ExportRow> rows;
           const int last = std::stoi(w[3].matched ? w[3] : w[2]);
           for (int i = std::stoi(w[2]); i <= last; ++i) rows.push_back(order_row(i, changes));
           floor.import(rows, w[4].matched ? w[4].str()
                                           : base::format_beijing(floor.clock.now()).substr(11, 5));
       });
    on("given merging is (ask|automatic|never)", [&floor](Words w) {
        floor.settings.batches.merge = w[1] == "ask"         ? config::MergeOrders::Ask
                                       : w[1] == "automatic" ? config::MergeOrders::Automatic
                                                             : config::MergeOrders::Never;
    });
    on("merge orders ([\\d, ]+)",
       [&floor, orders](Words w) { must(floor.station().merges().merge(orders(w[1]), kActor)); });
    on("keep orders ([\\d, ]+) apart", [&floor, orders](Words w) {
        must(floor.station().merges().keep_apart(orders(w[1]), kActor));
    });
    on("take order (\\d+) apart",
       [&floor](Words w) { must(floor.station().merges().undo(order(w[1]), kActor)); });
    on("expect merging orders ([\\d, ]+) is refused", [&floor, orders](Words w) {
        const auto answer = floor.station().merges().merge(orders(w[1]), kActor);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().key, "error.not_mergeable");
    });
    on("expect taking order (\\d+) apart is refused as (\\w+)", [&floor](Words w) {
        const auto answer = floor.station().merges().undo(order(w[1]), kActor);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().key, "error." + w[2].str());
    });
    on("expect order (\\d+) travels with order (\\d+)", [&floor](Words w) {
        const OrderView view = order_of(floor, w[1]);
        EXPECT_EQ(view.merged_into, order(w[2]));
        EXPECT_EQ(view.row.number, order_of(floor, w[2]).row.number);
    });
    on("expect order (\\d+) travels alone",
       [&floor](Words w) { EXPECT_TRUE(order_of(floor, w[1]).together.empty()); });
    on("expect the label of order (\\d+) says (.+)", [&floor](Words w) {
        const base::JobRow job = floor.job(std::stoi(w[1]));
        const printing::LabelContent& label = floor.printer.content(job);
        std::string text = label.order_no + "|" + label.buyer_note;
        for (const printing::LabelItem& item : label.items)
            text += "|" + item.title + "x" + std::to_string(item.quantity);
        EXPECT_NE(text.find(w[2].str()), std::string::npos) << text;
    });
    on("expect bench (\\d) shows the marks (.*)", [&floor](Words w) {
        auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
        ASSERT_TRUE(reader);
        const auto view = (*reader)->bench(base::BenchName(w[1]));
        ASSERT_TRUE(view && view->parcel);
        std::string text;
        for (const std::string& mark : view->parcel->marks)
            text += (text.empty() ? "" : ", ") + mark;
        EXPECT_EQ(text, w[2].str());
    });
    on("expect the ship file holds order (\\d+) with the number of order (\\d+)",
       [&floor](Words w) {
           std::string all;
           for (const auto& entry :
                std::filesystem::directory_iterator(floor.settings.data_folder / "ship-files")) {
               std::ifstream in(entry.path());
               std::ostringstream text;
               text << in.rdbuf();
               all += text.str();
           }
           const auto at = all.find(order(w[1]).str());
           ASSERT_NE(at, std::string::npos) << all;
           const std::string line = all.substr(at, all.find('\n', at) - at);
           EXPECT_NE(line.find(floor.number(std::stoi(w[2]))), std::string::npos) << line;
       });
    on("expect order (\\d+) is judged (\\w+)",
       [&floor](Words w) { EXPECT_EQ(order_of(floor, w[1]).row.verdict, w[2].str()); });
}

}  // namespace

void turn_sentences(const std::function<void(const char*, Sentence)>& on, TestFloor& floor) {
    out_of_stock_sentences(on, floor);
    merge_sentences(on, floor);
}

}  // namespace station
