#pragma once
#include <fstream>

#include "tests/fakes/fake_station.h"

namespace fakes {

inline const base::Time kFakeNoon =
    base::from_millis(1'779'940'805'123);  // 2026-05-28T04:00:05.123Z

/// Shipping, hand-overs and tasks that note their calls on the floor: one file "ship-1…", one list
/// 3, one task 5.
class FakeShipping final : public station::Shipping {
public:
    explicit FakeShipping(Floor& floor) : floor_(floor) {}
    base::Result<station::ShipFileView> write(const station::ShipFileWish& wish,
                                              const station::Actor& actor) override {
        floor_.note(std::string("write ") + (wish.again ? "again " : "due ") + actor.name);
        if (!wish.path.empty()) std::ofstream(wish.path) << "number\n";
        return sample_file("ship-2.csv");
    }
    base::Result<station::ShipFileView> tick(const std::string& file, const Orders& orders,
                                             station::TroubledRows troubled,
                                             const station::Actor& actor) override {
        return change(troubled == station::TroubledRows::Accept ? "tick_anyway" : "tick", file,
                      orders, actor);
    }
    base::Result<station::ShipFileView> untick(const std::string& file, const Orders& orders,
                                               const station::Actor& actor) override {
        return change("untick", file, orders, actor);
    }
    base::Result<station::ShipFileView> reject(const std::string& file, const Orders& orders,
                                               const std::string& reason,
                                               const station::Actor& actor) override {
        return change("reject " + reason, file, orders, actor);
    }
    base::Result<station::ShipFileView> take_back_rejection(const std::string& file,
                                                            const Orders& orders,
                                                            const station::Actor& actor) override {
        return change("unreject", file, orders, actor);
    }
    base::Result<station::ShipFileView> trust(const std::string& file, const Orders& orders,
                                              const station::Actor& actor) override {
        return change("trust", file, orders, actor);
    }
    base::Result<station::RemadeFileView> remake(const std::string& file, const Orders& without,
                                                 const station::Actor& actor) override {
        auto fresh = change("remake", file, without, actor);
        if (!fresh) return base::pass(fresh);
        return station::RemadeFileView{*fresh, *fresh, without};
    }
    base::Result<station::ShipResultsView> take_results(base::ByteView content,
                                                        const station::Actor& actor) override {
        floor_.note("results " + std::to_string(content.size()) + " " + actor.name);
        return station::ShipResultsView{1, 0, 0, 0, {{2, base::OrderNo("P7"), "uploaded", ""}}};
    }
    static station::ShipFileView sample_file(const std::string& name) {
        station::ShipFileView view;
        view.name = name;
        view.rows = 4;
        view.at = kFakeNoon;
        view.list.push_back({});
        return view;
    }

private:
    base::Result<station::ShipFileView> change(const std::string& what, const std::string& file,
                                               const Orders& orders, const station::Actor& actor) {
        floor_.note(what + " " + file + " " + std::to_string(orders.size()) + " " + actor.name);
        if (!file.starts_with("ship-1"))
            return base::fail(base::ErrorCode::NotFound, "no such file", "error.ship_file_unknown");
        return sample_file(file);
    }
    Floor& floor_;
};

class FakeHandovers final : public station::Handovers {
public:
    explicit FakeHandovers(Floor& floor) : floor_(floor) {}
    base::Result<station::HandoverScanView> scan(const std::string& text,
                                                 const station::Actor& actor) override {
        floor_.note("handover_scan " + text + " " + actor.name);
        return station::HandoverScanView{"go", "added", base::WaybillNumber(text), {}, {}};
    }
    base::Result<station::HandoverScanView> take_off(const base::WaybillNumber& number,
                                                     const station::Actor& actor) override {
        floor_.note("handover_take_off " + number.str() + " " + actor.name);
        if (number.str() == "0")
            return base::fail(base::ErrorCode::Conflict, "no", "error.handover_not_listed");
        return station::HandoverScanView{"look", "removed", number, {}, {}};
    }
    base::Result<station::HandoverView> close(const base::CarrierCode& carrier,
                                              station::HandoverRange range,
                                              const std::string& courier, const std::string& key,
                                              const station::Actor& actor) override {
        floor_.note("handover " + carrier.str() + " " + courier + " " + key +
                    (range == station::HandoverRange::Everything ? " all " : " scanned ") +
                    actor.name);
        return sample_list();
    }
    base::Result<station::HandoverView> undo(std::int64_t id,
                                             const station::Actor& actor) override {
        floor_.note("handover_undo " + std::to_string(id) + " " + actor.name);
        if (id != 3)
            return base::fail(base::ErrorCode::NotFound, "no list", "error.handover_unknown");
        return sample_list();
    }
    static station::HandoverView sample_list() {
        station::HandoverView list;
        list.id = 3;
        list.carrier_name = "中通快递";
        list.closed_at = kFakeNoon;
        list.parcels.push_back({});
        return list;
    }

private:
    Floor& floor_;
};

class FakeTasks final : public station::BackEndTasks {
public:
    explicit FakeTasks(Floor& floor) : floor_(floor) {}
    base::Result<station::TaskView> correct_number(const base::OrderNo& order,
                                                   const station::NumberCorrection& correction,
                                                   const station::Actor& actor) override {
        floor_.note("correct " + order.str() + " " + correction.reason + " " +
                    correction.number.str() + " " + actor.name);
        if (!order.str().starts_with("P7"))
            return base::fail(base::ErrorCode::NotFound, "no such order", "error.not_found");
        return sample_task();
    }
    base::Result<station::TaskView> report_delay(const base::OrderNo& order,
                                                 const std::string& reason, const std::string&,
                                                 const station::Actor& actor) override {
        floor_.note("delay " + order.str() + " " + reason + " " + actor.name);
        if (!order.str().starts_with("P7"))
            return base::fail(base::ErrorCode::NotFound, "no such order", "error.not_found");
        return sample_task();
    }
    base::Result<station::TaskView> tick(std::int64_t id, const station::Actor&) override {
        return move("done", id);
    }
    base::Result<station::TaskView> untick(std::int64_t id, const station::Actor&) override {
        return move("not-done", id);
    }
    base::Result<station::TaskView> withdraw(std::int64_t id, const station::Actor&) override {
        return move("withdraw", id);
    }
    static station::TaskView sample_task() {
        station::TaskView task;
        task.id = 5;
        task.kind = "correction";
        task.state = "open";
        return task;
    }

private:
    base::Result<station::TaskView> move(const std::string& what, std::int64_t id) {
        floor_.note("task " + what + " " + std::to_string(id));
        if (id != 5) return base::fail(base::ErrorCode::NotFound, "no task", "error.task_unknown");
        return sample_task();
    }
    Floor& floor_;
};

/// One day with a parcel of each kind; "2026-13-01" is no date.
class FakeDays final : public station::DayReader {
public:
    base::Result<station::DayCardView> card(const std::string& date) override {
        if (date == "2026-13-01")
            return base::fail(base::ErrorCode::InvalidInput, "no date", "error.bad_date");
        station::DayCardView card;
        card.date = date.empty() ? "2026-05-28" : date;
        card.today = date.empty();
        card.as_of = kFakeNoon;
        card.imported = 12;
        card.printed = 9;
        card.bound = 7;
        card.confirmed = 3;
        card.shipped.push_back({base::CarrierCode("zto"), "中通快递", 7});
        card.left.push_back({"held", 2, "/review"});
        return card;
    }
};

class FakeShippingReader final : public station::ShippingReader {
public:
    base::Result<station::ShipQueueView> queue() override {
        station::ShipQueueView queue;
        queue.due = 4;
        return queue;
    }
    base::Result<std::vector<station::ShipFileView>> files() override {
        return std::vector{FakeShipping::sample_file("ship-1.csv")};
    }
    base::Result<station::ShipFileView> file(const std::string& name) override {
        if (name != "ship-1.csv")
            return base::fail(base::ErrorCode::NotFound, "no such file", "error.ship_file_unknown");
        return FakeShipping::sample_file(name);
    }
    base::Result<station::HandoverBoardView> handovers() override {
        station::HandoverBoardView board;
        board.carriers.push_back({base::CarrierCode("zto"), "中通快递", 4, 1, 0, kFakeNoon});
        board.closed.push_back(FakeHandovers::sample_list());
        return board;
    }
    base::Result<station::HandoverView> handover(std::int64_t id) override {
        if (id != 3)
            return base::fail(base::ErrorCode::NotFound, "no list", "error.handover_unknown");
        return FakeHandovers::sample_list();
    }
    base::Result<std::vector<station::TaskView>> tasks(const std::string&,
                                                       const base::OrderNo&) override {
        return std::vector{FakeTasks::sample_task()};
    }
};

}  // namespace fakes
