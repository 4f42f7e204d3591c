#include "server/json/views.h"

namespace server::json {

void write(Writer& out, const station::NumbersForecastView& carrier) {
    out.begin_object()
        .field("carrier", carrier.carrier)
        .field("name", carrier.name)
        .field("need", carrier.need)
        .field("covered", carrier.covered)
        .field("have", carrier.have)
        .field("missing", carrier.missing)
        .field("sources", carrier.sources)
        .end_object();
}

void write(Writer& out, const station::NumberBalanceView& balance) {
    out.begin_object()
        .field("source", balance.source)
        .field("carrier", balance.carrier)
        .field("name", balance.name)
        .field("left", balance.left)
        .field("low", balance.low)
        .field("at", balance.at)
        .field("error_key", balance.error_key)
        .field("message", balance.message)
        .end_object();
}

void write(Writer& out, const station::NumberSourceView& source) {
    out.begin_object()
        .field("name", source.name)
        .field("kind", source.kind)
        .field("error_key", source.error_key)
        .field("message", source.message)
        .field("since", source.since)
        .field("calls_today", source.calls_today)
        .field("calls_per_day", source.calls_per_day)
        .end_object();
}

void write(Writer& out, const station::WishView& wish) {
    out.begin_object()
        .field("id", wish.id)
        .field("order_no", wish.order_no)
        .field("key", wish.key)
        .field("source", wish.source)
        .field("carrier", wish.carrier)
        .field("carrier_name", wish.carrier_name)
        .field("state", wish.state)
        .field("error_key", wish.error_key)
        .field("message", wish.message)
        .field("number", wish.number)
        .field("sorting_code", wish.sorting_code)
        .field("hub_name", wish.hub_name)
        .field("attempts", wish.attempts)
        .field("since", wish.since)
        .field("actions", wish.actions)
        .end_object();
}

void write(Writer& out, const station::VoidView& number) {
    out.begin_object()
        .field("id", number.id)
        .field("number", number.number)
        .field("carrier", number.carrier)
        .field("carrier_name", number.carrier_name)
        .field("source", number.source)
        .field("order_no", number.order_no)
        .field("reason", number.reason)
        .field("state", number.state)
        .field("at", number.at)
        .field("how", number.how)
        .field("service_phone", number.service_phone)
        .field("result", number.result)
        .field("actor", number.actor)
        .field("done_at", number.done_at)
        .field("overdue", number.overdue)
        .field("actions", number.actions)
        .end_object();
}

void write(Writer& out, const station::RequestFileView& file) {
    out.begin_object()
        .field("name", file.name)
        .field("carrier", file.carrier)
        .field("rows", file.rows)
        .field("at", file.at)
        .field("deleted_at", file.deleted_at)
        .end_object();
}

namespace {

template <typename View>
void write_list(Writer& out, std::string_view name, const std::vector<View>& views) {
    out.key(name).begin_array();
    for (const View& view : views) write(out, view);
    out.end_array();
}

}  // namespace

void write(Writer& out, const station::NumbersView& numbers) {
    out.begin_object();
    write_list(out, "forecast", numbers.forecast);
    write_list(out, "sources", numbers.sources);
    write_list(out, "balances", numbers.balances);
    out.field("sheet_waiting", numbers.sheet_waiting)
        .field("sheet_unmatched", numbers.sheet_unmatched)
        .field("wished", numbers.wished);
    write_list(out, "wishes", numbers.wishes);
    write_list(out, "voids", numbers.voids);
    write_list(out, "request_files", numbers.request_files);
    out.end_object();
}

}  // namespace server::json
