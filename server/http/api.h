#pragma once
#include <atomic>
#include <filesystem>
#include <string>

#include "base/clock.h"
#include "config/data_files.h"
#include "config/settings.h"
#include "config/texts.h"
#include "server/doors.h"
#include "server/http/event_hub.h"
#include "server/http/gate.h"
#include "server/http/login_throttle.h"
#include "server/http/router.h"
#include "server/metrics.h"
#include "server/password_work.h"
#include "server/reader_pool.h"
#include "server/station_loop.h"
#include "server/uploads.h"

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
    Gate& gate;
    Doors& doors;
    LoginThrottle& throttle;
    PasswordWork& passwords;
    Uploads& uploads;
    config::Texts texts{};  ///< In the settings' language, for scripts and logs.
};

// Each adds its rows of docs/api.md to the table.
void add_system_routes(Router& router, Api& api);    ///< healthz, metrics, texts, status, events.
void add_order_routes(Router& router, Api& api);     ///< orders, review.
void add_printing_routes(Router& router, Api& api);  ///< batches, jobs, label pictures.
void add_sheet_routes(Router& router, Api& api);     ///< Sheets given from the shell.
void add_bench_routes(Router& router, Api& api);     ///< benches, scans, command symbols.
void add_file_routes(Router& router, Api& api);      ///< ship files, imports.
void add_slot_routes(Router& router, Api& api);      ///< slots, their check, rolls of labels.
void add_day_routes(Router& router, Api& api);       ///< The end-of-day card.
void add_shipping_routes(Router& router, Api& api);  ///< Ship files' life, hand-overs, tasks.
void add_number_routes(Router& router, Api& api);    ///< numbers, number-requests.
void add_product_routes(Router& router, Api& api);   ///< the product table.
void add_picking_routes(Router& router, Api& api);   ///< pick lists and slips.
void add_contact_routes(Router& router, Api& api);   ///< Whom to call.
void add_webhook_routes(Router& router, Api& api);   ///< Messages to group chats.
void add_stock_routes(Router& router, Api& api);     ///< Articles out of stock.
void add_merge_routes(Router& router, Api& api);     ///< Several orders in one parcel.
void add_box_routes(Router& router, Api& api);       ///< One order in several boxes.
void add_page_routes(Router& router, Api& api);      ///< The pages and their files.
void add_session_routes(Router& router, Api& api);   ///< Who am I, first start, log in and out.
void add_user_routes(Router& router, Api& api);      ///< Users, for owners and the shell.
void add_upload_routes(Router& router, Api& api);  ///< Files from browsers, what imports did, undo.

/// Every route there is.
inline void add_all_routes(Router& router, Api& api) {
    add_system_routes(router, api);
    add_session_routes(router, api);
    add_user_routes(router, api);
    add_order_routes(router, api);
    add_printing_routes(router, api);
    add_sheet_routes(router, api);
    add_bench_routes(router, api);
    add_file_routes(router, api);
    add_number_routes(router, api);
    add_shipping_routes(router, api);
    add_day_routes(router, api);
    add_product_routes(router, api);
    add_picking_routes(router, api);
    add_slot_routes(router, api);
    add_stock_routes(router, api);
    add_merge_routes(router, api);
    add_box_routes(router, api);
    add_upload_routes(router, api);
    add_contact_routes(router, api);
    add_webhook_routes(router, api);
    add_page_routes(router, api);
}

/// How long a handler waits for its turn at the station thread.
inline constexpr std::chrono::seconds kCommandDeadline{10};
/// A large file, behind another one.
inline constexpr std::chrono::minutes kImportDeadline{10};

/// The event's data as JSON; `bench` events carry the bench view.
void publish_bench(EventHub& events, const station::BenchView& bench);

}  // namespace server::http
