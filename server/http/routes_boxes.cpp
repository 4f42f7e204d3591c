// An order in several boxes: one more, or the last one taken away.
#include "server/http/handlers.h"
#include "server/json/views.h"

namespace server::http {
namespace {

using BoxChange = base::Result<station::BoxesView> (station::Boxes::*)(const base::OrderNo&,
                                                                       const station::Actor&);

Response change_boxes(Api& api, const Request& request, BoxChange how) {
    return answer(
        api,
        [order = base::OrderNo(request.path_value("order")), actor = actor_of(request),
         how](station::Station& station) { return (station.boxes().*how)(order, actor); },
        [](const station::BoxesView& view) {
            json::Writer out;
            json::write(out, view);
            return out.take();
        });
}

}  // namespace

void add_box_routes(Router& router, Api& api) {
    router.add("POST", "/api/v1/orders/{order}/boxes", [&api](const Request& request) {
        return change_boxes(api, request, &station::Boxes::add);
    });
    router.add("POST", "/api/v1/orders/{order}/boxes/remove", [&api](const Request& request) {
        return change_boxes(api, request, &station::Boxes::remove);
    });
}

}  // namespace server::http
