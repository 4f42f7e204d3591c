#include "base/files.h"
#include "server/http/handlers.h"

namespace server::http {
namespace {

constexpr std::size_t kPictureLimitBytes = 8 << 20;

std::string job_text(const station::JobView& job) {
    return json::text(job);
}

Response print_now(Api& api, const Request& request) {
    return answer(
        api,
        [actor = actor_of(request)](station::Station& station) { return station.print_now(actor); },
        [](const station::BatchView& batch) {
            json::Writer out;
            out.begin_object().field("batch", batch.id).field("labels", batch.total).end_object();
            return out.take();
        });
}

using BatchChange = base::Result<station::BatchView> (station::Station::*)(base::BatchRow,
                                                                           const station::Actor&);

Response change_batch(Api& api, const Request& request, BatchChange change) {
    const auto batch = path_row<base::BatchRow>(request);
    if (!batch) return Response::error(batch.error());
    return answer(
        api,
        [change, batch = *batch, actor = actor_of(request)](station::Station& station) {
            return (station.*change)(batch, actor);
        },
        [](const station::BatchView& view) { return json::text(view, false); });
}

Response settle(Api& api, const Request& request) {
    const auto job = path_row<base::JobRow>(request);
    if (!job) return Response::error(job.error());
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto printed = json::bool_field(*body, "printed");
    if (!printed) return Response::error(printed.error());
    if (!*printed)
        return Response::error(base::Error{base::ErrorCode::InvalidInput,
                                           "field 'printed' must be true or false",
                                           "error.bad_request"});
    // A label that is not there is printed again: that needs a reason, seeing it does not.
    const auto reason =
        **printed ? json::text_field(*body, "reason") : json::required_text(*body, "reason");
    if (!reason) return Response::error(reason.error());
    return answer(
        api,
        [job = *job, printed = **printed, reason = *reason, actor = actor_of(request)](
            station::Station& station) { return station.settle(job, printed, reason, actor); },
        job_text);
}

Response reprint(Api& api, const Request& request) {
    const auto job = path_row<base::JobRow>(request);
    if (!job) return Response::error(job.error());
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto reason = json::required_text(*body, "reason");
    if (!reason) return Response::error(reason.error());
    return answer(
        api,
        [job = *job, reason = *reason, actor = actor_of(request)](station::Station& station) {
            return station.reprint(job, reason, actor);
        },
        job_text);
}

Response label_picture(Api& api, const Request& request) {
    const auto job = path_row<base::JobRow>(request);
    if (!job) return Response::error(job.error());
    auto reader = api.readers.take();
    if (!reader) return Response::error(reader.error());
    const auto path = (*reader)->label_picture(*job);
    if (!path) return Response::error(path.error());
    const auto content = base::read_file(*path, kPictureLimitBytes);
    if (!content) return Response::error(content.error());
    // Recorded before it is shown.
    const auto noted =
        api.loop.call(base::Lane::Normal, kCommandDeadline,
                      [job = *job, actor = actor_of(request)](station::Station& station) {
                          return station.note_picture_shown(job, actor);
                      });
    if (!noted) return Response::error(noted.error());
    return Response::bytes(*content, "image/png");
}

}  // namespace

void add_printing_routes(Router& router, Api& api) {
    router.add("POST", "/api/v1/batches",
               [&api](const Request& request) { return print_now(api, request); });
    router.add("GET", "/api/v1/batches", [&api](const Request& request) {
        return read(
            api, [&](station::Reader& reader) { return reader.batches(page_of(request)); },
            [](const auto& batches) { return json::list_text("batches", batches, false); });
    });
    router.add("GET", "/api/v1/batches/{id}", [&api](const Request& request) {
        const auto batch = path_row<base::BatchRow>(request);
        if (!batch) return Response::error(batch.error());
        return read(
            api, [&](station::Reader& reader) { return reader.batch(*batch); },
            [](const station::BatchView& view) { return json::text(view, true); });
    });
    router.add("POST", "/api/v1/batches/{id}/pause", [&api](const Request& request) {
        return change_batch(api, request, &station::Station::pause);
    });
    router.add("POST", "/api/v1/batches/{id}/resume", [&api](const Request& request) {
        return change_batch(api, request, &station::Station::resume);
    });
    router.add("POST", "/api/v1/batches/{id}/cancel", [&api](const Request& request) {
        return change_batch(api, request, &station::Station::cancel);
    });
    router.add("GET", "/api/v1/jobs", [&api](const Request& request) {
        return read(
            api, [&](station::Reader& reader) { return reader.jobs(request.query_value("state")); },
            [](const auto& jobs) { return json::list_text("jobs", jobs); });
    });
    router.add("POST", "/api/v1/jobs/{id}/settle",
               [&api](const Request& request) { return settle(api, request); });
    router.add("POST", "/api/v1/jobs/{id}/reprint",
               [&api](const Request& request) { return reprint(api, request); });
    router.add("GET", "/api/v1/jobs/{id}/label.png",
               [&api](const Request& request) { return label_picture(api, request); });
}

}  // namespace server::http
