#pragma once
#include <atomic>
#include <filesystem>
#include <string>

#include "base/clock.h"
#include "config/data_files.h"
#include "config/settings.h"
#include "config/texts.h"
#include "server/http/event_hub.h"
#include "server/http/router.h"
#include "server/metrics.h"
#include "server/reader_pool.h"
#include "server/station_loop.h"

namespace server::http {

/// What the handlers work with. Everything outlives the HTTP server.
struct Api {
    const config::Settings& settings;
    const config::DataFiles& data_files;
    const base::Clock& clock;
    StationLoop& loop;
    ReaderPool& readers;
    EventHub& events;
    Metrics& metrics;
    std::filesystem::path web_folder;
    config::Texts texts{};  ///< In the settings' language, for scripts and logs.
};

// Each adds its rows of docs/api.md to the table.
void add_system_routes(Router& router, Api& api);    ///< healthz, metrics, texts, status, events.
void add_order_routes(Router& router, Api& api);     ///< orders, review.
void add_printing_routes(Router& router, Api& api);  ///< batches, jobs, label pictures.
void add_sheet_routes(Router& router, Api& api);     ///< Sheets given from the shell.
void add_bench_routes(Router& router, Api& api);     ///< benches, scans, command symbols.
void add_file_routes(Router& router, Api& api);      ///< ship files, imports.
void add_shipping_routes(Router& router, Api& api);  ///< Ship files' life, hand-overs, tasks.
void add_page_routes(Router& router, Api& api);      ///< The pages and their files.

/// How long a handler waits for its turn at the station thread.
inline constexpr std::chrono::seconds kCommandDeadline{10};
/// A large file, behind another one.
inline constexpr std::chrono::minutes kImportDeadline{10};

/// The event's data as JSON; `bench` events carry the bench view.
void publish_bench(EventHub& events, const station::BenchView& bench);

}  // namespace server::http
