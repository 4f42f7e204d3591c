// Sentences about ship files after their writing, hand-overs and work in the back end.
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "tests/station/scenario_words.h"

namespace station {
namespace {

std::vector<base::OrderNo> orders(const std::string& one) {
    return one.empty() ? std::vector<base::OrderNo>{}
                       : std::vector{base::OrderNo(order_number(std::stoi(one)))};
}

}  // namespace

std::string ShippingWords::newest_file() {
    return floor_.ask("SELECT name FROM ship_files ORDER BY id DESC LIMIT 1");
}
std::int64_t ShippingWords::newest_handover() {
    return std::stoll(floor_.ask("SELECT max(id) FROM handovers"));
}
std::string ShippingWords::row_state(const std::string& order_text) {
    return floor_.ask(
        "SELECT x.state FROM outbox x JOIN parcels p ON p.id = x.parcel_id"
        " JOIN orders o ON o.id = p.order_id WHERE o.order_no = $1",
        values(order(order_text)));
}

void ShippingWords::shipping() {
    ship_files();
    couriers_and_corrections();
    shipping_expected();
}

/// Ship files after their writing, hand-overs, work in the back end.
void ShippingWords::ship_files() {
    on("the ship file is uploaded", [this](Words) {
        keep_refusal(
            floor_.station().shipping().tick(newest_file(), {}, TroubledRows::Refuse, kActor));
    });
    on("order (\\d+) of the ship file is uploaded", [this](Words w) {
        keep_refusal(floor_.station().shipping().tick(newest_file(), orders(w[1]),
                                                      TroubledRows::Refuse, kActor));
    });
    on("the ship file was not uploaded after all",
       [this](Words) { must(floor_.station().shipping().untick(newest_file(), {}, kActor)); });
    on("the platform rejects order (\\d+) because (.+)", [this](Words w) {
        keep_refusal(floor_.station().shipping().reject(newest_file(), orders(w[1]), w[2], kActor));
    });
    on("the platform's results say: (.+)", [this](Words w) {
        std::string text = "订单号\t处理结果\t失败原因\n";
        const std::string results = w[1];
        for (const std::string_view part : base::split(results, ';')) {
            const auto words = base::split(base::trim(part), ' ');
            text += order(std::string(words.at(0))).str() + "\t" + std::string(words.at(1)) + "\t" +
                    std::string(words.size() > 2 ? words[2] : "") + "\n";
        }
        must(floor_.station().shipping().take_results(base::as_bytes(text), kActor));
    });
    on("write the rejected rows again", [this](Words) {
        keep_refusal(floor_.station().shipping().write({false, {}, true, {}}, kActor));
    });
    on("what is asked about order (\\d+) is dealt with",
       [this](Words w) { must(floor_.station().acknowledge(order(w[1]), kActor)); });
    on("make the ship file anew(?: without order (\\d+))?", [this](Words w) {
        const auto old_file = newest_file();
        keep_refusal(floor_.station().shipping().remake(old_file, orders(w[1]), kActor));
    });
}

void ShippingWords::couriers_and_corrections() {
    on("scan the number of order (\\d+) at the hand-over", [this](Words w) {
        keep_refusal(floor_.station().handovers().scan(floor_.number(std::stoi(w[1])), kActor));
    });
    on("take order (\\d+) off the hand-over", [this](Words w) {
        keep_refusal(floor_.station().handovers().take_off(
            base::WaybillNumber(floor_.number(std::stoi(w[1]))), kActor));
    });
    on("the courier of (\\w+) takes (what was scanned|everything)", [this](Words w) {
        keep_refusal(floor_.station().handovers().close(
            base::CarrierCode(w[1]),
            w[2].str() == "everything" ? HandoverRange::Everything : HandoverRange::Scanned,
            "王师傅", "", kActor));
    });
    on("the hand-over is undone", [this](Words) {
        keep_refusal(floor_.station().handovers().undo(newest_handover(), kActor));
    });
    on("the number of order (\\d+) is corrected to (\\w+) because (\\w+)", [this](Words w) {
        keep_refusal(floor_.station().tasks().correct_number(
            order(w[1]), {w[3], base::WaybillNumber(w[2]), {}, ""}, kActor));
    });
    on("a delay of order (\\d+) is reported because (\\w+)", [this](Words w) {
        keep_refusal(floor_.station().tasks().report_delay(order(w[1]), w[2], "", kActor));
    });
    on("the work for order (\\d+) is done in the back end", [this](Words w) {
        must(floor_.station().tasks().tick(
            std::stoll(floor_.ask(
                "SELECT max(t.id) FROM back_end_tasks t JOIN orders o ON o.id = t.order_id"
                " WHERE o.order_no = $1 AND t.state = 'open'",
                values(order(w[1])))),
            kActor));
    });
    on("import order (\\d+) as shipped with (its number|\\w+)(?: as of (\\d\\d:\\d\\d))?",
       [this](Words w) {
           const int n = std::stoi(w[1]);
           const std::string number = w[2].str() == "its number" ? floor_.number(n) : w[2].str();
           floor_.import(
               {order_row(
                   n, {{"订单状态", "已发货"}, {"快递公司", "中通快递"}, {"快递单号", number}})},
               w[3].matched ? w[3].str() : time_now());
       });
}

void ShippingWords::shipping_expected() {
    on("expect it was refused as (\\w+)",
       [this](Words w) { EXPECT_EQ(refusal_, "error." + w[1].str()); });
    on("expect it was done", [this](Words) { EXPECT_EQ(refusal_, ""); });
    on("expect the row of order (\\d+) is (\\w+)", [this](Words w) {
        EXPECT_EQ(row_state(w[1]), w[2].str() == "bound" ? "pending" : w[2].str());
    });
    on("expect (\\d+) ship files?",
       [this](Words w) { EXPECT_EQ(floor_.count("ship_files"), std::stoi(w[1])); });
    on("expect the newest ship file (holds|does not hold) order (\\d+)", [this](Words w) {
        std::ifstream in(floor_.settings.data_folder / "ship-files" / newest_file());
        std::ostringstream text;
        text << in.rdbuf();
        EXPECT_EQ(text.str().find(order(w[2]).str()) != std::string::npos, w[1].str() == "holds")
            << text.str();
    });
    on("expect (\\d+) parcels? handed over and (\\d+) left behind", [this](Words w) {
        EXPECT_EQ(floor_.ask("SELECT count(*) FROM handover_parcels WHERE handover_id = $1"
                             " AND left_behind = 0",
                             values(newest_handover())),
                  w[1].str());
        EXPECT_EQ(floor_.ask("SELECT count(*) FROM handover_parcels WHERE handover_id = $1"
                             " AND left_behind = 1",
                             values(newest_handover())),
                  w[2].str());
    });
    on("expect the work for order (\\d+) is (\\w+)", [this](Words w) {
        EXPECT_EQ(floor_.ask("SELECT t.state FROM back_end_tasks t JOIN orders o"
                             " ON o.id = t.order_id WHERE o.order_no = $1"
                             " ORDER BY t.id DESC LIMIT 1",
                             values(order(w[1]))),
                  w[2].str());
    });
    on("expect no work in the back end", [this](Words) {
        EXPECT_EQ(floor_.ask("SELECT count(*) FROM back_end_tasks WHERE state = 'open'"), "0");
    });
    on("expect the truth is (\\w+)", [this](Words w) {
        const auto status = floor_.station().status();
        ASSERT_TRUE(status);
        EXPECT_EQ(status->truth.key, "ui.truth." + w[1].str());
    });
    on("expect (\\d+) orders? at risk", [this](Words w) {
        const auto status = floor_.station().status();
        ASSERT_TRUE(status);
        EXPECT_EQ(status->at_risk, std::stoi(w[1]));
    });
}

}  // namespace station
