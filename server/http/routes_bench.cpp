#include <algorithm>

#include "printing/png.h"
#include "printing/symbols.h"
#include "server/http/handlers.h"
#include "station/waybills/own_codes.h"

namespace server::http {
namespace {

// Longer than any barcode a scanner reads in one go; a stuck scanner must not fill the database.
constexpr std::size_t kScanLimitBytes = 512;
constexpr std::size_t kKeyLimitBytes = 64;

Response scan(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto text = json::text_field(*body, "text");
    if (!text) return Response::error(text.error());
    const auto key = json::required_text(*body, "key");
    if (!key) return Response::error(key.error());
    if (text->size() > kScanLimitBytes || key->size() > kKeyLimitBytes)
        return Response::error(base::Error{base::ErrorCode::InvalidInput,
                                           "the scan has " + std::to_string(text->size()) +
                                               " bytes, 512 are allowed (its key: 64)",
                                           "error.bad_request"});
    const auto view =
        api.loop.call(base::Lane::Urgent, kCommandDeadline,
                      [&api, bench = base::BenchName(request.path_value("bench")), text = *text,
                       key = *key, user = request.visitor.user](station::Station& station) {
                          auto result = station.scan(bench, text, key, user);
                          if (result) publish_bench(api.events, *result);
                          return result;
                      });
    if (!view) return Response::error(view.error());
    api.metrics.scan(view->outcome ? view->outcome->code : "none");
    return Response::json(json::text(*view));
}

Response bench_list(Api& api) {
    const auto status = api.loop.status();
    json::Writer out;
    out.begin_object().key("benches").begin_array();
    if (status) {
        for (const station::BenchSummaryView& bench : status->benches) json::write(out, bench);
    }
    out.end_array().end_object();
    return Response::json(out.take());
}

// A command's Code 128 with its quiet zones: 3 dots a module reads well off a screen too.
Response command_symbol(const Request& request) {
    constexpr int kModuleDots = 3, kHeight = 120, kQuiet = 10 * kModuleDots;
    const std::string command = request.path_value("command");
    if (!station::parse_command_code(command))
        return Response::error(base::Error{base::ErrorCode::NotFound,
                                           "no command '" + command + "'", "error.not_found"});
    const auto bars = printing::draw_code128(command, kModuleDots, kHeight);
    if (!bars) return Response::error(bars.error());
    printing::Bitmap picture(bars->width() + 2 * kQuiet, kHeight + 2 * kModuleDots);
    picture.draw(*bars, kQuiet, kModuleDots);
    const auto png = printing::encode_png(picture, base::Dpi{203});
    if (!png) return Response::error(png.error());
    return Response::bytes(*png, "image/png");
}

}  // namespace

void publish_bench(EventHub& events, const station::BenchView& bench) {
    events.publish("bench/" + bench.bench.str(), "bench", json::text(bench));
}

void add_bench_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/benches", [&api](const Request&) { return bench_list(api); });
    router.add("GET", "/api/v1/benches/{bench}", [&api](const Request& request) {
        return read(
            api,
            [&](station::Reader& reader) {
                return reader.bench(base::BenchName(request.path_value("bench")));
            },
            [](const station::BenchView& bench) { return json::text(bench); });
    });
    router.add("POST", "/api/v1/benches/{bench}/scan",
               [&api](const Request& request) { return scan(api, request); });
    router.add("GET", "/api/v1/symbols/{command}.png",
               [](const Request& request) { return command_symbol(request); });
}

}  // namespace server::http
