#include "station/desk/shipping_status.h"

#include "station/shipping/read_ship_files.h"

namespace station {

base::Status add_shipping_status(const Context& context, StatusView& status) {
    auto figures = read_shipping_status(context);
    if (!figures) return base::pass(figures);
    status.shipping = *figures;
    const auto add = [&](const char* kind, int count, const std::string& since,
                         const std::string& href) -> base::Status {
        if (count == 0) return {};
        auto row = context.db.query_one("SELECT min(" + since);
        if (!row) return base::pass(row);
        status.needs_person.push_back(
            {kind, row->null(0) ? status.now : row->time(0), count, {}, href});
        return {};
    };
    const ShippingStatusView& s = status.shipping;
    const base::Status all[] = {
        add("ship_file_troubled", s.troubled,
            "o.news_as_of) FROM outbox x JOIN parcels p ON p.id = x.parcel_id"
            " JOIN orders o ON o.id = p.order_id WHERE x.state = 'written' AND o.asked = 1",
            "/shipping"),
        add("ship_rejected", s.rejected, "state_at) FROM outbox WHERE state = 'rejected'",
            "/shipping"),
        add("ship_doubted", s.doubted,
            "doubted_at) FROM outbox WHERE state = 'uploaded' AND doubted_at IS NOT NULL",
            "/shipping"),
        add("not_uploaded", s.not_uploaded,
            "x.created_at) FROM outbox x JOIN parcels p ON p.id = x.parcel_id"
            " JOIN orders o ON o.id = p.order_id WHERE x.state IN ('pending', 'written')"
            " AND o.state IN ('packed', 'shipped')",
            "/shipping"),
        add("back_end_task", s.tasks, "created_at) FROM back_end_tasks WHERE state = 'open'",
            "/shipping"),
    };
    for (const base::Status& one : all) {
        if (!one) return one;
    }
    return {};
}

std::optional<TruthView> shipping_alarm(const StatusView& status) {
    if (status.shipping.troubled == 0) return std::nullopt;
    return TruthView{"stop",
                     "ui.truth.ship_file_troubled",
                     {{"count", std::to_string(status.shipping.troubled)}},
                     "/shipping"};
}

std::optional<TruthView> shipping_warning(const StatusView& status) {
    if (status.shipping.not_uploaded > 0)
        return TruthView{"look",
                         "ui.truth.not_uploaded",
                         {{"count", std::to_string(status.shipping.not_uploaded)}},
                         "/shipping"};
    if (status.shipping.rejected > 0)
        return TruthView{"look",
                         "ui.truth.ship_rejected",
                         {{"count", std::to_string(status.shipping.rejected)}},
                         "/shipping"};
    return std::nullopt;
}

}  // namespace station
