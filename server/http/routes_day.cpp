// The end-of-day card.
#include "server/http/handlers.h"

namespace server::http {

void add_day_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/day", [&api](const Request& request) {
        return read(
            api,
            [&](station::Reader& reader) {
                return reader.days().card(request.query_value("date"));
            },
            [](const station::DayCardView& card) { return json::text(card); });
    });
}

}  // namespace server::http
