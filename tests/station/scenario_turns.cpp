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

void box_sentences(const std::function<void(const char*, Sentence)>& on, TestFloor& floor) {
    on("add a box to order (\\d+)",
       [&floor](Words w) { must(floor.station().boxes().add(order(w[1]), kActor)); });
    on("take a box of order (\\d+) away",
       [&floor](Words w) { must(floor.station().boxes().remove(order(w[1]), kActor)); });
    on("expect (adding|removing) a box of order (\\d+) is refused as (\\w+)", [&floor](Words w) {
        const auto answer = w[1] == "adding" ? floor.station().boxes().add(order(w[2]), kActor)
                                             : floor.station().boxes().remove(order(w[2]), kActor);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().key, "error." + w[3].str());
    });
    on("expect order (\\d+) goes in (\\d) box(?:es)?", [&floor](Words w) {
        EXPECT_EQ(std::to_string(order_of(floor, w[1]).boxes.boxes.size()), w[2].str());
    });
    on("expect box (\\d) of order (\\d+) is (\\w+)", [&floor](Words w) {
        const OrderView view = order_of(floor, w[2]);
        const auto no = std::stoul(w[1]);
        ASSERT_LE(no, view.boxes.boxes.size());
        EXPECT_EQ(view.boxes.boxes[no - 1].state, w[3].str());
    });
    on("expect the label of box (\\d) of order (\\d+) says (\\S+)", [&floor](Words w) {
        const std::string id = floor.ask(
            "SELECT max(j.id) FROM label_jobs j JOIN parcels p ON p.id = j.parcel_id"
            " JOIN orders o ON o.id = p.order_id WHERE o.order_no = $1 AND p.box_no = $2",
            values(order(w[2]), std::stoi(w[1])));
        ASSERT_FALSE(id.empty());
        EXPECT_EQ(floor.printer.content(base::JobRow(std::stoll(id))).box,
                  w[3] == "nothing" ? "" : w[3].str());
    });
    on("expect box (\\d) of order (\\d+) came out (\\d+) times?", [&floor](Words w) {
        const std::string number = floor.number(std::stoi(w[2]), std::stoi(w[1]));
        EXPECT_EQ(std::to_string(floor.printer.paper_of(number).size()), w[3].str());
    });
    on("expect the number of box (\\d) of order (\\d+) is to be voided", [&floor](Words w) {
        EXPECT_EQ(floor.ask("SELECT state FROM void_numbers WHERE number = $1",
                            values(floor.number(std::stoi(w[2]), std::stoi(w[1])))),
                  "open");
    });
    on("expect the remark of order (\\d+) is the number of box (\\d) of order (\\d+)",
       [&floor](Words w) {
           EXPECT_EQ(floor.ask("SELECT t.note FROM back_end_tasks t JOIN orders o"
                               " ON o.id = t.order_id WHERE o.order_no = $1 AND t.kind = 'remark'"
                               " AND t.state = 'open'",
                               values(order(w[1]))),
                     "另有包裹：" + floor.number(std::stoi(w[3]), std::stoi(w[2])));
       });
    on("expect the ship file names order (\\d+) once", [&floor](Words w) {
        std::string all;
        for (const auto& entry :
             std::filesystem::directory_iterator(floor.settings.data_folder / "ship-files")) {
            std::ifstream in(entry.path());
            std::ostringstream text;
            text << in.rdbuf();
            all += text.str();
        }
        const auto at = all.find(order(w[1]).str());
        ASSERT_NE(at, std::string::npos);
        EXPECT_EQ(all.find(order(w[1]).str(), at + 1), std::string::npos) << all;
        EXPECT_EQ(all.find(floor.number(std::stoi(w[1]), 2)), std::string::npos) << all;
    });
    on("expect what stays behind is box (\\S+) of order (\\d+)", [&floor](Words w) {
        auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
        ASSERT_TRUE(reader);
        const auto list = (*reader)->shipping().handover(
            std::stoll(floor.ask("SELECT max(id) FROM handovers WHERE state = 'closed'")));
        ASSERT_TRUE(list);
        ASSERT_EQ(list->left.size(), 1u);
        EXPECT_EQ(list->left[0].box, w[1].str());
        EXPECT_EQ(list->left[0].order_no, order(w[2]));
    });
    on("expect bench (\\d) says (\\S+)", [&floor](Words w) {
        auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
        ASSERT_TRUE(reader);
        const auto view = (*reader)->bench(base::BenchName(w[1]));
        ASSERT_TRUE(view);
        EXPECT_EQ(view->next_key, "bench.next." + w[2].str());
    });
}

}  // namespace

void turn_sentences(const std::function<void(const char*, Sentence)>& on, TestFloor& floor) {
    out_of_stock_sentences(on, floor);
    merge_sentences(on, floor);
    box_sentences(on, floor);
}

}  // namespace station
