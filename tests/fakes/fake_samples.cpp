// What the fake stations show: made-up orders, labels, figures.
#include "tests/fakes/fake_station.h"

namespace fakes {
namespace {

const base::Time kSampleNoon = base::from_millis(1'779'940'805'123);  // 2026-05-28T04:00:05.123Z

}  // namespace

station::CheckView sample_check() {
    station::CheckView check;
    check.at = kSampleNoon;
    check.title = "16:00";
    check.level = "warn";
    check.items.push_back({"roll", "warn", "roll_short", {{"left", "40"}, {"need", "142"}}, "/"});
    return check;
}

station::JobView sample_job() {
    station::JobView job;
    job.id = base::JobRow(88);
    job.batch = base::BatchRow(7);
    job.sequence = 88;
    job.order_no = base::OrderNo("P700000000000000001");
    job.number = base::WaybillNumber("78900000000088");
    job.carrier = base::CarrierCode("zto");
    job.printer = base::PrinterName("label-1");
    job.state = "unknown";
    job.warnings = {"substituted_glyph"};
    job.created_at = kSampleNoon;
    job.sent_at = kSampleNoon;
    return job;
}

station::BatchView sample_batch() {
    station::BatchView batch;
    batch.id = base::BatchRow(7);
    batch.title = "10:00";
    batch.kind = "slot";
    batch.state = "running";
    batch.created_at = kSampleNoon;
    batch.total = 96;
    batch.queued = 80;
    batch.pace_per_minute = 58.2;
    batch.seconds_left = 83;
    return batch;
}

station::OrderView sample_order(const std::string& order_no) {
    station::OrderView order;
    order.row.order_no = base::OrderNo(order_no);
    order.row.state = "held";
    order.row.verdict = "hold";
    order.row.receiver = "王** 1******5678";
    order.row.place = "浙江省 杭州市 西湖区";
    order.row.items = 3;
    order.row.summary = "干花花束 ×1 …";
    order.row.carrier = base::CarrierCode("zto");
    order.row.carrier_name = "中通快递";
    order.row.created_at = kSampleNoon;
    order.row.reasons.push_back({"bad_phone", "hold", "phone", "the phone has 8 digits", {}});
    order.parsed_province = "浙江省";
    station::ItemView item;
    item.title = "干花花束";
    item.spec = "大";
    order.items.push_back(item);
    order.other_orders.emplace_back(base::OrderNo("P700000000000000002"), "screened");
    order.jobs.push_back(sample_job());
    order.actions = {"release", "refuse"};
    order.timeline.push_back({kSampleNoon, "station", "screened", "pulled", "held", {}});
    return order;
}

station::BenchView sample_bench() {
    station::BenchView bench;
    bench.bench = base::BenchName("1");
    bench.title = "打包台 1";
    bench.workflow = "label_first";
    bench.state = "bound";
    bench.outcome = station::OutcomeView{"go", "bound", {{"order", "P7000…0001"}}, kSampleNoon};
    station::BenchParcelView parcel;
    parcel.order_no = base::OrderNo("P700000000000000001");
    parcel.order_short = "P7000…0001";
    parcel.items.push_back({"干花花束", "大", 2, 1, true});
    bench.parcel = parcel;
    bench.next_key = "bench.next.scan_label";
    bench.progress_bound = 87;
    bench.progress_total = 142;
    bench.progress_title = "10:00";
    return bench;
}

station::StatusView sample_status() {
    station::StatusView status;
    status.station = "demo";
    status.shop = "花间小铺";
    status.language = "zh-CN";
    status.truth.key = "ui.truth.all_well";
    status.counts.to_ship = 111;
    status.counts.held = 17;
    status.counts.intercepted = 2;
    status.batch = sample_batch();
    status.printers.push_back({.name = base::PrinterName("label-1"),
                               .kind = "file",
                               .state = "idle",
                               .message = "",
                               .evidence = "written",
                               .in_flight = 0,
                               .last_number = {},
                               .last_at = {},
                               .labels_per_roll = 500,
                               .roll = station::RollView{500, 460, 40, kSampleNoon}});
    status.today = {"closed", "国庆"};
    status.open_slots.push_back({base::SlotRow(5),
                                 "10:00",
                                 "waiting",
                                 kSampleNoon,
                                 {kSampleNoon},
                                 kSampleNoon,
                                 kSampleNoon,
                                 12});
    status.check = sample_check();
    status.benches.push_back({base::BenchName("1"), "打包台 1", "ready", 0});
    for (int hour = 0; hour < 24; ++hour) {
        station::HourView view;
        view.hour = hour;
        status.hours.push_back(view);
    }
    status.needs_person.push_back({"held", kSampleNoon, 17, {}, "/orders?state=held"});
    status.numbers.push_back({base::CarrierCode("zto"), "中通快递", 40, true});
    status.disk_free_mb = 12'345;
    return status;
}

station::NumbersView sample_numbers() {
    station::NumbersView numbers;
    numbers.forecast.push_back(
        {base::CarrierCode("zto"), "中通快递", 142, 3, 97, 45, {"sheet", "range"}});
    numbers.sources.push_back({"kdniao", "kdniao", "", "", {}, 12, 3000});
    numbers.balances.push_back(
        {"range", base::CarrierCode("zto"), "中通快递", 97, false, {}, "", ""});
    numbers.wishes.push_back({.id = station::WishRow(3),
                              .order_no = base::OrderNo("P700000000000000001"),
                              .key = "P700000000000000001-1",
                              .source = "kdniao",
                              .state = "parked",
                              .error_key = "error.answer_lost",
                              .message = "",
                              .carrier = base::CarrierCode("zto"),
                              .carrier_name = "中通快递",
                              .number = "",
                              .sorting_code = "",
                              .hub_name = "",
                              .attempts = 12,
                              .since = kSampleNoon,
                              .actions = {"number", "again", "cancel"}});
    station::VoidView unused;
    unused.id = station::VoidRow(5);
    unused.number = base::WaybillNumber("78990000000009");
    unused.carrier = base::CarrierCode("zto");
    unused.carrier_name = "中通快递";
    unused.source = "range";
    unused.reason = "refused";
    unused.state = "open";
    unused.order_no = base::OrderNo("P700000000000000002");
    unused.at = kSampleNoon;
    unused.how = "phone";
    unused.service_phone = "95311";
    unused.result = "=1+1";
    unused.actions = {"done"};
    numbers.voids.push_back(unused);
    numbers.request_files.push_back(
        {"numbers-1.xlsx", base::CarrierCode("zto"), 4, kSampleNoon, std::nullopt});
    return numbers;
}

}  // namespace fakes
