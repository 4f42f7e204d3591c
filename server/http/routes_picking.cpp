// Paper for picking: lists and slips of a batch, as data and as sheets of label size.
#include <algorithm>
#include <charconv>

#include "printing/png.h"
#include "printing/symbols.h"
#include "server/http/handlers.h"
#include "server/json/product_views.h"
#include "station/sheets.h"

namespace server::http {
namespace {

/// A whole number of the query; `other` where it is missing or none.
int number_of(const Request& request, std::string_view name, int other) {
    const std::string text = request.query_value(name);
    int number = other;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

using Sheets = base::Result<std::vector<station::PickSheet>>;

/// `…/sheets`: how many there are; `…/sheet.png?page=2`: one of them.
template <typename Draw>
Response sheets(Api& api, const Request& request, bool as_picture, Draw draw) {
    const auto batch = path_row<base::BatchRow>(request);
    if (!batch) return Response::error(batch.error());
    auto reader = api.readers.take();
    if (!reader) return Response::error(reader.error());
    const Sheets drawn = draw((*reader)->picking(), *batch, number_of(request, "dpi", 203));
    if (!drawn) return Response::error(drawn.error());
    if (as_picture) {
        const int page = number_of(request, "page", 1);
        if (page < 1 || page > static_cast<int>(drawn->size()))
            return Response::error(base::Error{base::ErrorCode::NotFound,
                                               "there is no sheet " + std::to_string(page) +
                                                   " of " + std::to_string(drawn->size()),
                                               "error.not_found"});
        return Response::bytes((*drawn)[static_cast<std::size_t>(page - 1)].png, "image/png");
    }
    json::Writer out;
    out.begin_object().key("sheets").begin_array();
    for (const station::PickSheet& sheet : *drawn) {
        out.begin_object()
            .field("name", sheet.name)
            .field("page", sheet.page)
            .field("pages", sheet.pages)
            .field("warnings", sheet.warnings)
            .end_object();
    }
    out.end_array().end_object();
    return Response::json(out.take());
}

/// `…/print`: every sheet goes to one label printer, through the print journal like any label.
template <typename Draw>
Response print_sheets(Api& api, const Request& request, std::string_view what, Draw draw) {
    const auto batch = path_row<base::BatchRow>(request);
    if (!batch) return Response::error(batch.error());
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto name = json::required_text(*body, "printer");
    if (!name) return Response::error(name.error());
    const auto key = json::required_text(*body, "key");
    if (!key) return Response::error(key.error());
    const auto printer = std::ranges::find(api.settings.printers, base::PrinterName(*name),
                                           &config::PrinterSettings::name);
    if (printer == api.settings.printers.end())
        return Response::error(base::Error{base::ErrorCode::NotFound,
                                           "there is no printer '" + *name + "'",
                                           "error.printer_unknown"});
    auto reader = api.readers.take();
    if (!reader) return Response::error(reader.error());
    const Sheets drawn = draw((*reader)->picking(), *batch, printer->dpi.value);
    if (!drawn) return Response::error(drawn.error());
    // All are read back before the first is queued.
    std::vector<station::SheetRequest> requests;
    for (const station::PickSheet& sheet : *drawn) {
        auto prepared = station::prepare_sheet({sheet.png, "", station::NeedsCode::No});
        if (!prepared) return Response::error(prepared.error());
        requests.push_back({*key + "-" + std::to_string(requests.size() + 1),
                            std::string(what) + " " + std::to_string(batch->value()) + " · " +
                                sheet.name + " " + std::to_string(sheet.page) + "/" +
                                std::to_string(sheet.pages),
                            printer->name, *std::move(prepared)});
    }
    json::Writer out;
    out.begin_object().key("jobs").begin_array();
    for (const station::SheetRequest& one : requests) {
        // The same key again is the same sheet, so that a request that was cut off can be repeated.
        const auto job =
            api.loop.call(base::Lane::Normal, kCommandDeadline,
                          [&one, actor = actor_of(request)](station::Station& station) {
                              return station.sheets().add(one, actor);
                          });
        if (!job) return Response::error(job.error());
        json::write(out, *job);
    }
    out.end_array().end_object();
    return Response::json(out.take());
}

/// The barcode that a slip of this code carries, for a page.
Response slip_symbol(const Request& request) {
    constexpr int kModuleDots = 2;
    constexpr int kHeightDots = 60;
    const auto symbol =
        printing::draw_code128(request.path_value("code"), kModuleDots, kHeightDots);
    if (!symbol) return Response::error(symbol.error());
    const int quiet = 10 * kModuleDots;
    printing::Bitmap image(symbol->width() + 2 * quiet, symbol->height());
    image.draw(*symbol, quiet, 0);
    const auto png = printing::encode_png(image, base::Dpi{203});
    if (!png) return Response::error(png.error());
    Response response = Response::bytes(*png, "image/png");
    response.headers["Cache-Control"] = "private, max-age=86400";
    return response;
}

}  // namespace

void add_picking_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/batches/{id}/picklist", [&api](const Request& request) {
        const auto batch = path_row<base::BatchRow>(request);
        if (!batch) return Response::error(batch.error());
        return read(
            api, [&](station::Reader& reader) { return reader.picking().pick_list(*batch); },
            [](const auto& list) { return json::text(list); });
    });
    router.add("GET", "/api/v1/batches/{id}/slips", [&api](const Request& request) {
        const auto batch = path_row<base::BatchRow>(request);
        if (!batch) return Response::error(batch.error());
        return read(
            api, [&](station::Reader& reader) { return reader.picking().slips(*batch); },
            [](const auto& slips) { return json::text(slips); });
    });
    for (const bool as_picture : {false, true}) {
        const std::string ending = as_picture ? "sheet.png" : "sheets";
        router.add("GET", "/api/v1/batches/{id}/picklist/" + ending,
                   [&api, as_picture](const Request& request) {
                       return sheets(api, request, as_picture,
                                     [](station::PickingReader& picking, base::BatchRow batch,
                                        int dpi) { return picking.pick_list_sheets(batch, dpi); });
                   });
        router.add("GET", "/api/v1/batches/{id}/slips/" + ending,
                   [&api, as_picture](const Request& request) {
                       const int only = number_of(request, "label", 0);
                       return sheets(
                           api, request, as_picture,
                           [only](station::PickingReader& picking, base::BatchRow batch, int dpi) {
                               return picking.slip_sheets(batch, dpi, only);
                           });
                   });
    }
    router.add("POST", "/api/v1/batches/{id}/picklist/print", [&api](const Request& request) {
        return print_sheets(api, request, "拣货单",
                            [](station::PickingReader& picking, base::BatchRow batch, int dpi) {
                                return picking.pick_list_sheets(batch, dpi);
                            });
    });
    router.add("POST", "/api/v1/batches/{id}/slips/print", [&api](const Request& request) {
        return print_sheets(api, request, "配货小票",
                            [](station::PickingReader& picking, base::BatchRow batch, int dpi) {
                                return picking.slip_sheets(batch, dpi, 0);
                            });
    });
    router.add("GET", "/api/v1/slip-codes/{code}.png", slip_symbol);
}

}  // namespace server::http
