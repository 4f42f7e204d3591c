#include "server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace server {

struct Metrics::Impl {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests =
        prometheus::BuildCounter()
            .Name("packbench_http_requests_total")
            .Help("Answered HTTP requests by route and status")
            .Register(registry);
    prometheus::Family<prometheus::Counter>& scans = prometheus::BuildCounter()
                                                         .Name("packbench_scans_total")
                                                         .Help("Bench scans by outcome")
                                                         .Register(registry);
    prometheus::Family<prometheus::Gauge>& orders =
        prometheus::BuildGauge()
            .Name("packbench_orders")
            .Help("Orders by state; to_ship is everything the platform waits for")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& labels =
        prometheus::BuildGauge()
            .Name("packbench_labels")
            .Help("Labels by state, of those that someone still waits for")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& numbers = prometheus::BuildGauge()
                                                         .Name("packbench_waybill_numbers_left")
                                                         .Help("Waybill numbers left by carrier")
                                                         .Register(registry);
    prometheus::Gauge& queue = prometheus::BuildGauge()
                                   .Name("packbench_station_queue_length")
                                   .Help("Commands that wait for the station thread")
                                   .Register(registry)
                                   .Add({});
    prometheus::Gauge& streams = prometheus::BuildGauge()
                                     .Name("packbench_event_streams")
                                     .Help("Open event streams")
                                     .Register(registry)
                                     .Add({});
    prometheus::Gauge& at_risk = prometheus::BuildGauge()
                                     .Name("packbench_orders_at_risk")
                                     .Help("Orders near their shipping deadline")
                                     .Register(registry)
                                     .Add({});
    prometheus::Gauge& outbox = prometheus::BuildGauge()
                                    .Name("packbench_ship_outbox")
                                    .Help("Bound parcels not yet handed over in a ship file")
                                    .Register(registry)
                                    .Add({});
    prometheus::Gauge& disk_free = prometheus::BuildGauge()
                                       .Name("packbench_disk_free_megabytes")
                                       .Help("Free space where the data folder is")
                                       .Register(registry)
                                       .Add({});
    prometheus::Counter& clock_jumps = prometheus::BuildCounter()
                                           .Name("packbench_clock_jumps_total")
                                           .Help("Times the wall clock jumped by over 2 s")
                                           .Register(registry)
                                           .Add({});
    prometheus::Histogram& slices =
        prometheus::BuildHistogram()
            .Name("packbench_station_slice_seconds")
            .Help("Time the station thread worked between two looks at its queue")
            .Register(registry)
            .Add({}, prometheus::Histogram::BucketBoundaries{0.0005, 0.001, 0.002, 0.005, 0.01,
                                                             0.02, 0.05, 0.1, 0.5, 1});
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::request(const std::string& route, int status) {
    impl_->requests.Add({{"route", route}, {"status", std::to_string(status)}}).Increment();
}
void Metrics::scan(const std::string& outcome_code) {
    impl_->scans.Add({{"outcome", outcome_code}}).Increment();
}
void Metrics::slice(double seconds) {
    impl_->slices.Observe(seconds);
}
void Metrics::clock_jump() {
    impl_->clock_jumps.Increment();
}
void Metrics::queue_length(std::size_t commands) {
    impl_->queue.Set(static_cast<double>(commands));
}
void Metrics::event_streams(int streams) {
    impl_->streams.Set(streams);
}

void Metrics::status(const station::StatusView& status) {
    const auto order = [this](const char* state, int count) {
        impl_->orders.Add({{"state", state}}).Set(count);
    };
    const station::CountsView& counts = status.counts;
    order("to_ship", counts.to_ship);
    order("presale", counts.presale);
    order("review", counts.review);
    order("held", counts.held);
    order("ready", counts.ready);
    order("bound", counts.bound);
    order("shipped", counts.shipped);
    order("intercepted", counts.intercepted);
    order("refused", counts.refused);
    const auto label = [this](const char* state, int count) {
        impl_->labels.Add({{"state", state}}).Set(count);
    };
    label("queued", counts.queued);
    label("printed_unscanned", counts.printed_unscanned);
    label("unknown", counts.unknown);
    label("failed", counts.failed);
    for (const station::NumbersLeftView& numbers : status.numbers)
        impl_->numbers.Add({{"carrier", numbers.carrier.str()}})
            .Set(static_cast<double>(numbers.left));
    impl_->at_risk.Set(status.at_risk);
    impl_->outbox.Set(status.outbox);
    impl_->disk_free.Set(static_cast<double>(status.disk_free_mb));
}

std::string Metrics::text() const {
    return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace server
