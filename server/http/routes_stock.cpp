// Articles that are out of stock: marked from an order, back again, or marked by mistake.
#include "server/http/handlers.h"
#include "server/json/stock_views.h"

namespace server::http {
namespace {

std::string mark_text(const station::StockMarkView& mark) {
    json::Writer out;
    json::write(out, mark);
    return out.take();
}

using Change = base::Result<station::StockMarkView> (station::Stock::*)(station::StockMarkRow,
                                                                        const station::Actor&);

Response change(Api& api, const Request& request, Change how) {
    const auto id = path_row<station::StockMarkRow>(request);
    if (!id) return Response::error(id.error());
    return answer(
        api,
        [id = *id, how, actor = actor_of(request)](station::Station& station) {
            return (station.stock().*how)(id, actor);
        },
        mark_text);
}

Response mark(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto line = json::integer_field(*body, "line");
    if (!line) return Response::error(line.error());
    if (!*line || **line < 1 || **line > 1000)
        return Response::error(base::Error{base::ErrorCode::InvalidInput,
                                           "line is missing, or no line of an order",
                                           "error.order_line"});
    return answer(
        api,
        [order = base::OrderNo(request.path_value("order")), line = static_cast<int>(**line),
         actor = actor_of(request)](station::Station& station) {
            return station.stock().mark(order, line, actor);
        },
        mark_text);
}

}  // namespace

void add_stock_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/stock", [&api](const Request&) {
        return read(
            api, [](station::Reader& reader) { return reader.stock(); },
            [](const station::StockView& stock) {
                json::Writer out;
                json::write(out, stock);
                return out.take();
            });
    });
    router.add("POST", "/api/v1/stock/{id}/back", [&api](const Request& request) {
        return change(api, request, &station::Stock::back);
    });
    router.add("POST", "/api/v1/stock/{id}/undo", [&api](const Request& request) {
        return change(api, request, &station::Stock::undo);
    });
    router.add("POST", "/api/v1/stock/{id}/again", [&api](const Request& request) {
        return change(api, request, &station::Stock::again);
    });
    router.add("POST", "/api/v1/orders/{order}/out-of-stock",
               [&api](const Request& request) { return mark(api, request); });
}

}  // namespace server::http
