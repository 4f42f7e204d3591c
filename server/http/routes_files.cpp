#include <future>
#include <memory>

#include "base/files.h"
#include "server/http/handlers.h"

namespace server::http {
namespace {

constexpr std::size_t kShipFileLimitBytes = 64 << 20;

Response write_ship_file(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto format = json::text_field(*body, "format");
    if (!format) return Response::error(format.error());
    const auto path = json::text_field(*body, "path");
    if (!path) return Response::error(path.error());
    if (!path->empty() && request.entrance != Entrance::LocalSocket) return local_only();
    if (!format->empty() && *format != "xlsx" && *format != "csv")
        return Response::error(base::Error{base::ErrorCode::InvalidInput,
                                           "format '" + *format + "' is neither xlsx nor csv",
                                           "error.bad_request"});
    return answer(
        api,
        [xlsx = *format != "csv", path = std::filesystem::path(*path), actor = actor_of(request)](
            station::Station& station) { return station.write_ship_file(xlsx, path, actor); },
        [](const station::ShipFileView& file) { return json::text(file); });
}

base::Result<station::ImportView> wait_for(
    std::future<base::Result<station::ImportView>>& imported) {
    if (imported.wait_for(kImportDeadline) != std::future_status::ready)
        return base::fail(base::ErrorCode::Timeout,
                          "the file is still being taken in; look at the imports page later",
                          "error.timeout");
    try {
        return imported.get();
    } catch (const std::future_error&) {
        // The station went away before it was done.
        return base::fail(base::ErrorCode::Unavailable,
                          "the program stopped before the file was done; import it again",
                          "error.stopping");
    }
}

Response import_file(Api& api, const Request& request) {
    if (request.entrance != Entrance::LocalSocket) return local_only();
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto path = json::required_text(*body, "path");
    if (!path) return Response::error(path.error());
    const auto dry_run = json::bool_field(*body, "dry_run");
    if (!dry_run) return Response::error(dry_run.error());
    // The station reads the file beside its other work, so that scans go on meanwhile.
    auto done = std::make_shared<std::promise<base::Result<station::ImportView>>>();
    auto imported = done->get_future();
    const auto begun = api.loop.call(
        base::Lane::Normal, kCommandDeadline,
        [path = std::filesystem::path(*path), dry = dry_run->value_or(false),
         actor = actor_of(request), done = std::move(done)](station::Station& station) {
            return station.import_later(path, dry, actor,
                                        [done](base::Result<station::ImportView> view) {
                                            done->set_value(std::move(view));
                                        });
        });
    if (!begun) return Response::error(begun.error());
    const auto result = wait_for(imported);
    if (!result) return Response::error(result.error());
    json::Writer out;
    json::write_import_report(out, *result);
    return Response::json(out.take());
}

Response download(Api& api, const Request& request) {
    auto reader = api.readers.take();
    if (!reader) return Response::error(reader.error());
    const std::string name = request.path_value("name");
    const auto path = (*reader)->ship_file(name);
    if (!path) return Response::error(path.error());
    const auto content = base::read_file(*path, kShipFileLimitBytes);
    if (!content) return Response::error(content.error());
    const bool xlsx = path->extension() == ".xlsx";
    Response response = Response::bytes(
        *content, xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                       : "text/csv; charset=utf-8");
    response.headers["Content-Disposition"] = "attachment; filename=\"" + name + "\"";
    return response;
}

}  // namespace

void add_file_routes(Router& router, Api& api) {
    router.add("POST", "/api/v1/ship-files",
               [&api](const Request& request) { return write_ship_file(api, request); });
    router.add("GET", "/api/v1/ship-files", [&api](const Request&) {
        return read(
            api, [](station::Reader& reader) { return reader.ship_files(); },
            [](const auto& files) { return json::list_text("files", files); });
    });
    router.add("GET", "/api/v1/ship-files/{name}",
               [&api](const Request& request) { return download(api, request); });
    router.add("GET", "/api/v1/imports", [&api](const Request&) {
        return read(
            api, [](station::Reader& reader) { return reader.imports(); },
            [](const auto& imports) { return json::list_text("imports", imports); });
    });
    router.add("GET", "/api/v1/after-sales", [&api](const Request& request) {
        return read(
            api,
            [&](station::Reader& reader) {
                return reader.after_sales(request.query_value("state"), page_of(request));
            },
            [](const station::AfterSaleListView& list) { return json::text(list); });
    });
    router.add("POST", "/api/v1/imports",
               [&api](const Request& request) { return import_file(api, request); });
}

}  // namespace server::http
