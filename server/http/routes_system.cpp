#include "base/files.h"
#include "server/http/handlers.h"
#include "server/http/texts.h"
#include "server/version.h"

namespace server::http {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kLoopAlive{2};
constexpr std::int64_t kDiskLowMb = 200;

Response health(Api& api) {
    std::vector<std::string> wrong;
    if (const auto silent = api.loop.since_beat(); silent > kLoopAlive)
        wrong.push_back("the station thread has not answered for " +
                        std::to_string(silent.count()) + " ms");
    auto reader = api.readers.take();
    if (!reader) {
        wrong.push_back("database: " + reader.error().message);
    } else if (const auto batches = (*reader)->batches(1); !batches) {
        wrong.push_back("database: " + batches.error().message);
    }
    if (const auto status = api.loop.status(); !status) {
        wrong.push_back("no status yet");
    } else if (status->disk_free_mb < kDiskLowMb) {
        wrong.push_back("only " + std::to_string(status->disk_free_mb) +
                        " MB free on the disk of the data folder");
    }
    json::Writer out;
    out.begin_object().field("status", wrong.empty() ? "ok" : "failing");
    if (!wrong.empty()) out.field("problems", wrong);
    out.end_object();
    return Response::json(out.take(), wrong.empty() ? 200 : 503);
}

Response metrics(Api& api) {
    if (const auto status = api.loop.status()) api.metrics.status(*status);
    api.metrics.queue_length(api.loop.queue_length());
    api.metrics.event_streams(api.events.streams());
    Response response = Response::json(api.metrics.text());
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    return response;
}

Response status(Api& api) {
    const auto snapshot = api.loop.status();
    if (!snapshot)
        return Response::error(base::Error{base::ErrorCode::Unavailable,
                                           "the station is still starting", "error.stopping"});
    return Response::json(json::text(*snapshot, kVersion));
}

Response events(Api& api, const Request& request) {
    if (!api.events.enter(request.remote))
        return Response::error(base::Error{base::ErrorCode::Unavailable,
                                           "too many event streams are open from this address",
                                           "error.too_many_streams"});
    Response response;
    response.content_type = "text/event-stream";
    response.headers["Cache-Control"] = "no-store";
    // Counted until the last copy of the stream function is gone, also when it never ran.
    const std::shared_ptr<void> counted(
        nullptr, [&api, remote = request.remote](void*) { api.events.leave(remote); });
    response.stream = [&api, counted, visitor = request.visitor](const StreamWrite& write) {
        // A stream must not outlive the session that opened it: it is asked for every few seconds.
        auto asked = std::chrono::steady_clock::now();
        const auto still = [&](std::string_view text) {
            const auto now = std::chrono::steady_clock::now();
            if (now - asked >= 5s) {
                asked = now;
                if (!api.gate.still_in(visitor)) return false;
            }
            return write(text);
        };
        api.events.stream(still, 5s, 250ms);
    };
    return response;
}

}  // namespace

void add_system_routes(Router& router, Api& api) {
    router.add("GET", "/healthz", [&api](const Request&) { return health(api); });
    router.add("GET", "/metrics", [&api](const Request&) { return metrics(api); });
    router.add("GET", "/api/v1/status", [&api](const Request&) { return status(api); });
    router.add("GET", "/api/v1/events",
               [&api](const Request& request) { return events(api, request); });
    router.add("GET", "/api/v1/texts/{language}", [&api](const Request& request) {
        const auto table = text_table(api.data_files, request.path_value("language"));
        if (!table) return Response::error(table.error());
        json::Writer out;
        out.begin_object();
        for (const auto& [key, text] : *table) out.field(key, text);
        out.end_object();
        return Response::json(out.take());
    });
}

}  // namespace server::http
