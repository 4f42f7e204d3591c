#include "server/http/handlers.h"
#include "station/sheets.h"

namespace server::http {
namespace {

// The body is the PNG itself; what is said about it stands in the query. Only the local socket:
// whoever may print whatever they like on the shop's printers owns the data folder.
Response add_sheet(Api& api, const Request& request) {
    if (request.entrance != Entrance::LocalSocket)
        return Response::error(
            403, base::Error{base::ErrorCode::InvalidInput,
                             "pictures are printed only for the local socket", "error.local_only"});
    station::SheetPicture picture;
    const base::ByteView bytes = base::as_bytes(request.body);
    picture.png.assign(bytes.begin(), bytes.end());
    picture.expected = request.query_value("expect");
    // Read and proven here, on the connection's own thread: the station thread only decides.
    auto prepared = station::prepare_sheet(std::move(picture));
    if (!prepared) return Response::error(prepared.error());
    return answer(
        api,
        [sheet = station::SheetRequest{request.query_value("key"), request.query_value("title"),
                                       base::PrinterName(request.query_value("printer")),
                                       *std::move(prepared)},
         actor = actor_of(request)](station::Station& station) {
            return station.sheets().add(sheet, actor);
        },
        [](const station::JobView& job) { return json::text(job); });
}

}  // namespace

void add_sheet_routes(Router& router, Api& api) {
    router.add("POST", "/api/v1/sheets",
               [&api](const Request& request) { return add_sheet(api, request); });
    router.add("GET", "/api/v1/jobs/{id}", [&api](const Request& request) {
        const auto job = path_row<base::JobRow>(request);
        if (!job) return Response::error(job.error());
        return read(
            api, [&](station::Reader& reader) { return reader.job(*job); },
            [](const station::JobView& view) { return json::text(view); });
    });
}

}  // namespace server::http
