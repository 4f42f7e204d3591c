#include <algorithm>

#include "server/http/handlers.h"
#include "station/slots.h"

namespace server::http {
namespace {

using SlotChange = base::Status (station::Slots::*)(base::SlotRow, const station::Actor&);

Response change_slot(Api& api, const Request& request, SlotChange change) {
    const auto slot = path_row<base::SlotRow>(request);
    if (!slot) return Response::error(slot.error());
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto done = api.loop.call(base::Lane::Normal, kCommandDeadline,
                                    [change, slot = *slot, actor = actor_of(request)](
                                        station::Station& station) -> base::Result<bool> {
                                        const auto changed = (station.slots().*change)(slot, actor);
                                        if (!changed) return base::pass(changed);
                                        return true;
                                    });
    if (!done) return Response::error(done.error());
    json::Writer out;
    out.begin_object().field("slot", *slot).end_object();
    return Response::json(out.take());
}

Response check(Api& api, const Request& request) {
    return answer(
        api,
        [actor = actor_of(request)](station::Station& station) {
            return station.slots().check(actor);
        },
        [](const station::CheckView& view) { return json::text(view); });
}

Response change_roll(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto labels = json::integer_field(*body, "labels");
    if (!labels) return Response::error(labels.error());
    if (!*labels)
        return Response::error(base::Error{base::ErrorCode::InvalidInput,
                                           "field 'labels' must say how many labels the roll has",
                                           "error.bad_request"});
    return answer(
        api,
        [printer = base::PrinterName(request.path_value("name")), labels = **labels,
         actor = actor_of(request)](station::Station& station) {
            return station.slots().change_roll(
                printer, static_cast<int>(std::clamp<std::int64_t>(labels, 0, 1'000'000)), actor);
        },
        [](const station::RollView& roll) { return json::text(roll); });
}

}  // namespace

void add_slot_routes(Router& router, Api& api) {
    router.add("POST", "/api/v1/slots/{id}/go", [&api](const Request& request) {
        return change_slot(api, request, &station::Slots::go);
    });
    router.add("POST", "/api/v1/slots/{id}/skip", [&api](const Request& request) {
        return change_slot(api, request, &station::Slots::skip);
    });
    router.add("POST", "/api/v1/check",
               [&api](const Request& request) { return check(api, request); });
    router.add("POST", "/api/v1/printers/{name}/roll",
               [&api](const Request& request) { return change_roll(api, request); });
}

}  // namespace server::http
