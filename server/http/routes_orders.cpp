#include "server/http/handlers.h"
#include "server/reason_texts.h"

namespace server::http {
namespace {

base::OrderNo order_of(const Request& request) {
    return base::OrderNo(request.path_value("order"));
}

std::string order_text(Api& api, station::OrderView order) {
    fill_messages(api.texts, order);
    return json::text(order);
}

Response order_list(Api& api, const Request& request) {
    station::OrderFilter filter;
    filter.state = request.query_value("state");
    filter.query = request.query_value("q");
    filter.page = page_of(request);
    return read(
        api, [&](station::Reader& reader) { return reader.orders(filter); },
        [](const station::OrderListView& list) { return json::text(list); });
}

using Decision = base::Result<station::OrderView> (station::Station::*)(const base::OrderNo&,
                                                                        const std::string&,
                                                                        const station::Actor&);

Response decide(Api& api, const Request& request, Decision decision) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto reason = json::required_text(*body, "reason");
    if (!reason) return Response::error(reason.error());
    return answer(
        api,
        [decision, order = order_of(request), reason = *reason, actor = actor_of(request)](
            station::Station& station) { return (station.*decision)(order, reason, actor); },
        [&api](const station::OrderView& order) { return order_text(api, order); });
}

Response acknowledge(Api& api, const Request& request) {
    return answer(
        api,
        [order = order_of(request), actor = actor_of(request)](station::Station& station) {
            return station.acknowledge(order, actor);
        },
        [](const station::OrderView& order) { return json::text(order); });
}

Response change_carrier(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto carrier = json::required_text(*body, "carrier");
    if (!carrier) return Response::error(carrier.error());
    return answer(
        api,
        [order = order_of(request), carrier = base::CarrierCode(*carrier),
         actor = actor_of(request)](station::Station& station) {
            return station.change_carrier(order, carrier, actor);
        },
        [&api](const station::OrderView& order) { return order_text(api, order); });
}

}  // namespace

void add_order_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/orders",
               [&api](const Request& request) { return order_list(api, request); });
    router.add("GET", "/api/v1/orders/{order}", [&api](const Request& request) {
        return read(
            api, [&](station::Reader& reader) { return reader.order(order_of(request)); },
            [&api](const station::OrderView& order) { return order_text(api, order); });
    });
    router.add("GET", "/api/v1/review", [&api](const Request&) {
        return read(
            api, [](station::Reader& reader) { return reader.review_queue(); },
            [&api](std::vector<station::OrderView> orders) {
                for (station::OrderView& order : orders) fill_messages(api.texts, order);
                return json::list_text("orders", orders);
            });
    });
    router.add("POST", "/api/v1/orders/{order}/reveal", [&api](const Request& request) {
        return answer(
            api,
            [order = order_of(request), actor = actor_of(request)](station::Station& station) {
                return station.reveal(order, actor);
            },
            [](const station::RevealedView& person) { return json::text(person); });
    });
    router.add("POST", "/api/v1/orders/{order}/hold", [&api](const Request& request) {
        return decide(api, request, &station::Station::hold);
    });
    router.add("POST", "/api/v1/orders/{order}/release", [&api](const Request& request) {
        return decide(api, request, &station::Station::release);
    });
    router.add("POST", "/api/v1/orders/{order}/refuse", [&api](const Request& request) {
        return decide(api, request, &station::Station::refuse);
    });
    router.add("POST", "/api/v1/orders/{order}/acknowledge",
               [&api](const Request& request) { return acknowledge(api, request); });
    router.add("POST", "/api/v1/orders/{order}/carrier",
               [&api](const Request& request) { return change_carrier(api, request); });
    router.add("POST", "/api/v1/orders/{order}/print", [&api](const Request& request) {
        return answer(
            api,
            [order = order_of(request), actor = actor_of(request)](station::Station& station) {
                return station.print_order(order, actor);
            },
            [](const station::BatchView& batch) {
                json::Writer out;
                out.begin_object().field("batch", batch.id).end_object();
                return out.take();
            });
    });
}

}  // namespace server::http
