// What becomes of ship files, hand-overs, and work by hand in the shop's back end.
#include "base/base64.h"
#include "server/http/handlers.h"

namespace server::http {
namespace {

using station::Shipping;

base::Result<Shipping::Orders> orders_field(const json::Value& body) {
    Shipping::Orders orders;
    const json::Value* field = body.find("orders");
    if (field == nullptr) return orders;
    const auto wrong = [] {
        return base::fail(base::ErrorCode::InvalidInput, "orders must be a list of order numbers",
                          "error.bad_request");
    };
    if (field->kind != json::Value::Kind::Array) return wrong();
    for (const json::Value& item : field->items) {
        if (item.kind != json::Value::Kind::String) return wrong();
        orders.emplace_back(item.text);
    }
    return orders;
}

/// Names a file of the path and orders of the body; `change(Shipping&, name, orders, body, actor)`.
template <typename Change>
Response change_file(Api& api, const Request& request, Change change) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto orders = orders_field(*body);
    if (!orders) return Response::error(orders.error());
    const auto reason = json::text_field(*body, "reason");
    if (!reason) return Response::error(reason.error());
    const auto even_so = json::bool_field(*body, "even_so");
    if (!even_so) return Response::error(even_so.error());
    return answer(
        api,
        [change, name = request.path_value("name"), orders = *orders, reason = *reason,
         troubled = even_so->value_or(false) ? station::TroubledRows::Accept
                                             : station::TroubledRows::Refuse,
         actor = actor_of(request)](station::Station& station) {
            return change(station.shipping(), name, orders, reason, troubled, actor);
        },
        [](const auto& view) { return json::text(view); });
}

Response take_results(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto text = json::text_field(*body, "text");
    if (!text) return Response::error(text.error());
    const auto data = json::text_field(*body, "data");
    if (!data) return Response::error(data.error());
    base::Bytes content;
    if (!data->empty()) {
        auto decoded = base::decode_base64(*data);
        if (!decoded)
            return Response::error(base::Error{base::ErrorCode::InvalidInput,
                                               "data: " + decoded.error().message,
                                               "error.bad_request"});
        content = std::move(*decoded);
    } else {
        base::append(content, std::string_view(*text));
    }
    if (content.empty())
        return Response::error(base::Error{base::ErrorCode::InvalidInput, "text or data is missing",
                                           "error.results_unreadable"});
    return answer(
        api,
        [content = std::move(content), actor = actor_of(request)](station::Station& station) {
            return station.shipping().take_results(content, actor);
        },
        [](const station::ShipResultsView& view) { return json::text(view); });
}

Response issue_again(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto orders = orders_field(*body);
    if (!orders) return Response::error(orders.error());
    const auto format = json::text_field(*body, "format");
    if (!format) return Response::error(format.error());
    const auto path = json::text_field(*body, "path");
    if (!path) return Response::error(path.error());
    if (!path->empty() && request.entrance != Entrance::LocalSocket) return local_only();
    return answer(
        api,
        [wish =
             station::ShipFileWish{*format != "csv", std::filesystem::path(*path), true, *orders},
         actor = actor_of(request)](station::Station& station) {
            return station.shipping().write(wish, actor);
        },
        [](const station::ShipFileView& view) { return json::text(view); });
}

void add_ship_files(Router& router, Api& api) {
    const std::string file = "/api/v1/ship-files/{name}";
    router.add("GET", "/api/v1/ship-queue", [&api](const Request&) {
        return read(
            api, [](station::Reader& reader) { return reader.shipping().queue(); },
            [](const auto& queue) { return json::text(queue); });
    });
    router.add("GET", file + "/rows", [&api](const Request& request) {
        return read(
            api,
            [&](station::Reader& reader) {
                return reader.shipping().file(request.path_value("name"));
            },
            [](const auto& view) { return json::text(view); });
    });
    const auto add = [&](const char* what, auto change) {
        router.add("POST", file + "/" + what, [&api, change](const Request& request) {
            return change_file(api, request, change);
        });
    };
    add("uploaded",
        [](Shipping& shipping, const auto& name, const auto& orders, const auto&, auto troubled,
           const auto& actor) { return shipping.tick(name, orders, troubled, actor); });
    add("not-uploaded",
        [](Shipping& shipping, const auto& name, const auto& orders, const auto&, auto,
           const auto& actor) { return shipping.untick(name, orders, actor); });
    add("rejected",
        [](Shipping& shipping, const auto& name, const auto& orders, const auto& reason, auto,
           const auto& actor) { return shipping.reject(name, orders, reason, actor); });
    add("not-rejected",
        [](Shipping& shipping, const auto& name, const auto& orders, const auto&, auto,
           const auto& actor) { return shipping.take_back_rejection(name, orders, actor); });
    add("trusted", [](Shipping& shipping, const auto& name, const auto& orders, const auto&, auto,
                      const auto& actor) { return shipping.trust(name, orders, actor); });
    add("remake", [](Shipping& shipping, const auto& name, const auto& orders, const auto&, auto,
                     const auto& actor) { return shipping.remake(name, orders, actor); });
    router.add("POST", "/api/v1/ship-results",
               [&api](const Request& request) { return take_results(api, request); });
    router.add("POST", "/api/v1/ship-again",
               [&api](const Request& request) { return issue_again(api, request); });
}

Response close_handover(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto carrier = json::required_text(*body, "carrier");
    if (!carrier) return Response::error(carrier.error());
    const auto courier = json::text_field(*body, "courier");
    if (!courier) return Response::error(courier.error());
    const auto key = json::text_field(*body, "key");
    if (!key) return Response::error(key.error());
    const auto everything = json::bool_field(*body, "everything");
    if (!everything) return Response::error(everything.error());
    return answer(
        api,
        [carrier = base::CarrierCode(*carrier), courier = *courier, key = *key,
         range = everything->value_or(false) ? station::HandoverRange::Everything
                                             : station::HandoverRange::Scanned,
         actor = actor_of(request)](station::Station& station) {
            return station.handovers().close(carrier, range, courier, key, actor);
        },
        [](const station::HandoverView& view) { return json::text(view); });
}

/// The number in the path, as a plain one.
base::Result<std::int64_t> path_number(const Request& request) {
    const auto row = path_row<base::JobRow>(request);
    if (!row) return base::pass(row);
    return row->value();
}

void add_handovers(Router& router, Api& api) {
    router.add("GET", "/api/v1/handovers", [&api](const Request&) {
        return read(
            api, [](station::Reader& reader) { return reader.shipping().handovers(); },
            [](const auto& board) { return json::text(board); });
    });
    router.add("GET", "/api/v1/handovers/{id}", [&api](const Request& request) {
        const auto id = path_number(request);
        if (!id) return Response::error(id.error());
        return read(
            api, [&](station::Reader& reader) { return reader.shipping().handover(*id); },
            [](const auto& list) { return json::text(list); });
    });
    router.add("POST", "/api/v1/handovers",
               [&api](const Request& request) { return close_handover(api, request); });
    router.add("POST", "/api/v1/handover-scans", [&api](const Request& request) {
        const auto body = body_object(request);
        if (!body) return Response::error(body.error());
        const auto text = json::required_text(*body, "text");
        if (!text) return Response::error(text.error());
        return answer(
            api,
            [text = *text, actor = actor_of(request)](station::Station& station) {
                return station.handovers().scan(text, actor);
            },
            [](const station::HandoverScanView& view) { return json::text(view); });
    });
    router.add("POST", "/api/v1/handover-scans/undo", [&api](const Request& request) {
        const auto body = body_object(request);
        if (!body) return Response::error(body.error());
        const auto number = json::required_text(*body, "number");
        if (!number) return Response::error(number.error());
        return answer(
            api,
            [number = base::WaybillNumber(*number), actor = actor_of(request)](
                station::Station& station) { return station.handovers().take_off(number, actor); },
            [](const station::HandoverScanView& view) { return json::text(view); });
    });
    router.add("POST", "/api/v1/handovers/{id}/undo", [&api](const Request& request) {
        const auto id = path_number(request);
        if (!id) return Response::error(id.error());
        return answer(
            api,
            [id = *id, actor = actor_of(request)](station::Station& station) {
                return station.handovers().undo(id, actor);
            },
            [](const station::HandoverView& view) { return json::text(view); });
    });
}

Response correct_number(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto reason = json::required_text(*body, "reason");
    if (!reason) return Response::error(reason.error());
    const auto number = json::required_text(*body, "number");
    if (!number) return Response::error(number.error());
    const auto carrier = json::text_field(*body, "carrier");
    if (!carrier) return Response::error(carrier.error());
    const auto note = json::text_field(*body, "note");
    if (!note) return Response::error(note.error());
    return answer(
        api,
        [order = base::OrderNo(request.path_value("order")),
         correction = station::NumberCorrection{*reason, base::WaybillNumber(*number),
                                                base::CarrierCode(*carrier), *note},
         actor = actor_of(request)](station::Station& station) {
            return station.tasks().correct_number(order, correction, actor);
        },
        [](const station::TaskView& task) { return json::text(task); });
}

Response report_delay(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto reason = json::required_text(*body, "reason");
    if (!reason) return Response::error(reason.error());
    const auto note = json::text_field(*body, "note");
    if (!note) return Response::error(note.error());
    return answer(
        api,
        [order = base::OrderNo(request.path_value("order")), reason = *reason, note = *note,
         actor = actor_of(request)](station::Station& station) {
            return station.tasks().report_delay(order, reason, note, actor);
        },
        [](const station::TaskView& task) { return json::text(task); });
}

void add_tasks(Router& router, Api& api) {
    router.add("GET", "/api/v1/tasks", [&api](const Request& request) {
        const std::string order = request.query_value("order");
        const std::string state = request.query_value("state");
        return read(
            api,
            [&](station::Reader& reader) {
                return reader.shipping().tasks(state.empty() && order.empty() ? "open" : state,
                                               base::OrderNo(order));
            },
            [](const auto& tasks) { return json::list_text("tasks", tasks); });
    });
    const auto add = [&](const char* what, auto change) {
        router.add(
            "POST", std::string("/api/v1/tasks/{id}/") + what,
            [&api, change](const Request& request) {
                const auto id = path_number(request);
                if (!id) return Response::error(id.error());
                return answer(
                    api,
                    [change, id = *id, actor = actor_of(request)](station::Station& station) {
                        return (station.tasks().*change)(id, actor);
                    },
                    [](const station::TaskView& task) { return json::text(task); });
            });
    };
    add("done", &station::BackEndTasks::tick);
    add("not-done", &station::BackEndTasks::untick);
    add("withdraw", &station::BackEndTasks::withdraw);
    router.add("POST", "/api/v1/orders/{order}/correction",
               [&api](const Request& request) { return correct_number(api, request); });
    router.add("POST", "/api/v1/orders/{order}/delay",
               [&api](const Request& request) { return report_delay(api, request); });
}

}  // namespace

void add_shipping_routes(Router& router, Api& api) {
    add_ship_files(router, api);
    add_handovers(router, api);
    add_tasks(router, api);
}

}  // namespace server::http
