// Files from browsers, what each import did, and taking it back.
#include <charconv>
#include <future>
#include <memory>

#include "server/http/handlers.h"

namespace server::http {
namespace {

constexpr std::chrono::minutes kUndoDeadline{5};

std::optional<std::int64_t> number_of(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return {};
    return number;
}

base::Result<std::int64_t> import_of(const Request& request) {
    const auto number = number_of(request.path_value("id"));
    if (!number || *number <= 0)
        return base::fail(base::ErrorCode::NotFound,
                          "there is no import '" + request.path_value("id") + "'",
                          "error.import_unknown");
    return *number;
}

void write_upload(json::Writer& out, const Upload& upload) {
    out.begin_object()
        .field("id", upload.id)
        .field("file", upload.file)
        .field("by", upload.by)
        .field("at", upload.at)
        .field("state", name(upload.state))
        .key("import");
    if (upload.import) {
        json::write(out, *upload.import);
    } else {
        out.null();
    }
    out.key("error");
    if (upload.error) {
        out.begin_object()
            .field("key", upload.error->key)
            .field("message", upload.error->message)
            .end_object();
    } else {
        out.null();
    }
    out.end_object();
}

Response answer_upload(Api& api, const std::string& id, int status) {
    const auto upload = api.uploads.find(id);
    if (!upload) return Response::error(upload.error());
    json::Writer out;
    write_upload(out, *upload);
    return Response::json(out.take(), status);
}

Response receive(Api& api, const Request& request) {
    std::optional<base::Time> written;
    // By the clock of the other computer; the station looks at it only for a name without a time.
    if (const auto ms = number_of(request.query_value("modified")); ms && *ms > 0)
        written = base::from_millis(*ms);
    const auto received = api.uploads.receive(request.query_value("name"), request.visitor.actor,
                                              request.body_length, written, request.read_body);
    if (!received) {
        const bool large = received.error().key == "error.upload_too_large";
        return large ? Response::error(413, received.error()) : Response::error(received.error());
    }
    const auto begun = api.loop.call(base::Lane::Normal, kCommandDeadline,
                                     [&api, id = received->id, file = received->file,
                                      actor = actor_of(request)](station::Station& station) {
                                         return station.import_later(
                                             file, false, actor,
                                             [&api, id](base::Result<station::ImportView> view) {
                                                 api.uploads.finish(id, std::move(view));
                                             });
                                     });
    if (!begun) {
        api.uploads.finish(received->id, base::pass(begun));
        return Response::error(begun.error());
    }
    return answer_upload(api, received->id, 202);
}

Response detail(Api& api, const Request& request) {
    const auto import = import_of(request);
    if (!import) return Response::error(import.error());
    return read(
        api,
        [&](station::Reader& reader) {
            return reader.import_history().import_detail(*import, request.query_value("outcome"),
                                                         page_of(request));
        },
        [](const auto& view) { return json::text(view); });
}

Response undo_view(Api& api, const Request& request) {
    const auto import = import_of(request);
    if (!import) return Response::error(import.error());
    return read(
        api, [&](station::Reader& reader) { return reader.import_history().undo_view(*import); },
        [](const auto& view) { return json::text(view); });
}

Response undo_import(Api& api, const Request& request) {
    const auto import = import_of(request);
    if (!import) return Response::error(import.error());
    auto promise = std::make_shared<std::promise<base::Result<station::UndoView>>>();
    auto undone = promise->get_future();
    const auto begun =
        api.loop.call(base::Lane::Normal, kCommandDeadline,
                      [import = *import, actor = request.visitor.actor,
                       promise = std::move(promise)](station::Station& station) {
                          return station.import_undo().undo_later(
                              import, actor, [promise](base::Result<station::UndoView> view) {
                                  promise->set_value(std::move(view));
                              });
                      });
    if (!begun) return Response::error(begun.error());
    if (undone.wait_for(kUndoDeadline) != std::future_status::ready)
        return Response::error(base::Error{base::ErrorCode::Timeout,
                                           "the import is still being undone; look again later",
                                           "error.timeout"});
    try {
        const auto view = undone.get();
        if (!view) return Response::error(view.error());
        return Response::json(json::text(*view));
    } catch (const std::future_error&) {
        // The station went away before it was done; what was taken back stays so.
        return Response::error(base::Error{base::ErrorCode::Unavailable,
                                           "the program stopped before the undo was done",
                                           "error.stopping"});
    }
}

}  // namespace

void add_upload_routes(Router& router, Api& api) {
    router.add(
        "POST", "/api/v1/uploads", [&api](const Request& request) { return receive(api, request); },
        Body::Stream);
    router.add("GET", "/api/v1/uploads/{id}", [&api](const Request& request) {
        return answer_upload(api, request.path_value("id"), 200);
    });
    router.add("GET", "/api/v1/imports/{id}",
               [&api](const Request& request) { return detail(api, request); });
    router.add("GET", "/api/v1/imports/{id}/undo",
               [&api](const Request& request) { return undo_view(api, request); });
    router.add("POST", "/api/v1/imports/{id}/undo",
               [&api](const Request& request) { return undo_import(api, request); });
}

}  // namespace server::http
