#pragma once
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/json/writer.h"
#include "station/day_views.h"
#include "station/import_history.h"
#include "station/users/users.h"
#include "station/views.h"

/// The station's views as JSON; docs/api.md names every field. Pure.
namespace server::json {

void write(Writer& out, const station::Params& params);
void write(Writer& out, const station::JobView& job);
/// With "jobs" only where `with_jobs`.
void write(Writer& out, const station::BatchView& batch, bool with_jobs);
void write(Writer& out, const station::OrderRowView& row);
void write(Writer& out, const station::OrderView& order);
void write(Writer& out, const station::BoxesView& boxes);
void write(Writer& out, const station::RevealedView& person);
void write(Writer& out, const station::OrderListView& list);
void write(Writer& out, const station::StatusView& status, std::string_view version);
void write(Writer& out, const station::RollView& roll);
void write(Writer& out, const station::CheckView& check);
/// "today", "open_slots" and "check" of the status.
void write_slots(Writer& out, const station::StatusView& status);
void write(Writer& out, const station::GoesWithView& going);
void write(Writer& out, const station::BenchView& bench);
void write(Writer& out, const station::BenchSummaryView& bench);
void write(Writer& out, const station::AfterSaleListView& list);
void write(Writer& out, const station::ImportView& import);
/// The shape of `packbench import` (commands of the shell), not of the API.
void write_import_report(Writer& out, const station::ImportView& import);
void write(Writer& out, const station::ShipFileView& file);
void write(Writer& out, const station::RemadeFileView& remade);
void write(Writer& out, const station::ShipResultsView& results);
void write(Writer& out, const station::ShipQueueView& queue);
void write(Writer& out, const station::HandoverView& list);
void write(Writer& out, const station::HandoverBoardView& board);
void write(Writer& out, const station::HandoverScanView& scan);
void write(Writer& out, const station::TaskView& task);
void write(Writer& out, const station::DayCardView& card);
void write(Writer& out, const station::ImportDetailView& detail);
void write(Writer& out, const station::UndoView& undo);
void write(Writer& out, const station::UserView& user);
void write(Writer& out, const station::NumbersForecastView& carrier);
void write(Writer& out, const station::NumberBalanceView& balance);
void write(Writer& out, const station::NumberSourceView& source);
void write(Writer& out, const station::WishView& wish);
void write(Writer& out, const station::VoidView& number);
void write(Writer& out, const station::RequestFileView& file);
void write(Writer& out, const station::NumbersView& numbers);
/// {"error":{"code","key","message","params"}}
void write(Writer& out, const base::Error& error);

/// One view as a text of its own.
template <typename View, typename... More>
std::string text(const View& view, const More&... more) {
    Writer out;
    write(out, view, more...);
    return out.take();
}

/// `{"name":[...]}`
template <typename View, typename... More>
std::string list_text(std::string_view name, const std::vector<View>& views, const More&... more) {
    Writer out;
    out.begin_object().key(name).begin_array();
    for (const View& view : views) write(out, view, more...);
    out.end_array().end_object();
    return out.take();
}

}  // namespace server::json
