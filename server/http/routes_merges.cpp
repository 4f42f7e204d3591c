// Several orders of one buyer in one parcel: offered, merged, kept apart, taken apart.
#include "server/http/handlers.h"
#include "server/json/merge_views.h"

namespace server::http {
namespace {

template <typename View>
std::string to_text(const View& view) {
    json::Writer out;
    json::write(out, view);
    return out.take();
}

base::Result<std::vector<base::OrderNo>> orders_of(const Request& request) {
    const auto wrong = [] {
        return base::fail(base::ErrorCode::InvalidInput, "orders must be a list of order numbers",
                          "error.bad_request");
    };
    const auto body = body_object(request);
    if (!body) return base::pass(body);
    const json::Value* field = body->find("orders");
    if (field == nullptr || field->kind != json::Value::Kind::Array || field->items.empty() ||
        field->items.size() > 50)
        return wrong();
    std::vector<base::OrderNo> orders;
    for (const json::Value& item : field->items) {
        if (item.kind != json::Value::Kind::String) return wrong();
        orders.emplace_back(item.text);
    }
    return orders;
}

Response merge(Api& api, const Request& request) {
    const auto orders = orders_of(request);
    if (!orders) return Response::error(orders.error());
    return answer(
        api,
        [orders = *orders, actor = actor_of(request)](station::Station& station) {
            return station.merges().merge(orders, actor);
        },
        to_text<station::MergeView>);
}

Response keep_apart(Api& api, const Request& request) {
    const auto orders = orders_of(request);
    if (!orders) return Response::error(orders.error());
    const auto done =
        api.loop.call(base::Lane::Normal, kCommandDeadline,
                      [orders = *orders, actor = actor_of(request)](station::Station& station) {
                          return station.merges().keep_apart(orders, actor);
                      });
    if (!done) return Response::error(done.error());
    return Response::json("{}");
}

Response undo(Api& api, const Request& request) {
    return answer(
        api,
        [order = base::OrderNo(request.path_value("order")), actor = actor_of(request)](
            station::Station& station) { return station.merges().undo(order, actor); },
        to_text<station::MergeView>);
}

}  // namespace

void add_merge_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/merges", [&api](const Request&) {
        return read(
            api, [](station::Reader& reader) { return reader.merges(); },
            to_text<station::MergeListView>);
    });
    router.add("POST", "/api/v1/merges",
               [&api](const Request& request) { return merge(api, request); });
    router.add("POST", "/api/v1/merges/apart",
               [&api](const Request& request) { return keep_apart(api, request); });
    router.add("POST", "/api/v1/orders/{order}/unmerge",
               [&api](const Request& request) { return undo(api, request); });
}

}  // namespace server::http
