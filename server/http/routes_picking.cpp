// Paper for picking: lists and slips of a batch, as data and as sheets of label size.
#include <charconv>

#include "printing/png.h"
#include "printing/symbols.h"
#include "server/http/handlers.h"
#include "server/json/product_views.h"

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
    router.add("GET", "/api/v1/slip-codes/{code}.png", slip_symbol);
}

}  // namespace server::http
