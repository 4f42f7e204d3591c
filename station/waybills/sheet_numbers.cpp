#include "station/waybills/sheet_numbers.h"

#include <algorithm>

namespace station {

using base::ErrorCode;
using base::fail;

base::Result<SheetTaken> SheetNumbers::take(const SheetRow& row, const std::string& file) {
    const auto refused = [&](const std::string& column, const char* code,
                             const std::string& message) {
        return SheetTaken{SheetTaken::Kind::Refused,
                          RowProblem{row.row, column, row.order_no, code, message}};
    };
    const config::Carrier* carrier = nullptr;
    if (!row.carrier_name.empty()) {
        carrier = context_.carriers.find_by_name(row.carrier_name);
        if (carrier == nullptr)
            return refused(row.carrier_column, "sheet_carrier_unknown",
                           "'" + row.carrier_name + "' is no carrier of carriers.toml");
    }
    auto known = context_.db.query("SELECT order_no, state FROM sheet_numbers WHERE number = $1",
                                   values(row.number));
    if (!known) return base::pass(known);
    if (!known->empty() && known->front().text(0) == row.order_no.str())
        return SheetTaken{SheetTaken::Kind::Known, {}};
    auto used = context_.db.query(
        "SELECT o.order_no FROM parcels p JOIN orders o ON o.id = p.order_id WHERE p.number = $1",
        values(row.number));
    if (!used) return base::pass(used);
    if (!used->empty() && used->front().text(0) == row.order_no.str())
        return SheetTaken{SheetTaken::Kind::Known, {}};
    if (!known->empty() || !used->empty())
        return refused(row.number_column, "sheet_number_used",
                       "the number " + row.number + " belongs to the order " +
                           (known->empty() ? used->front().text(0) : known->front().text(0)) +
                           " already");
    auto dead = context_.db.query("SELECT order_no FROM void_numbers WHERE number = $1",
                                  values(row.number));
    if (!dead) return base::pass(dead);
    if (!dead->empty())
        return refused(row.number_column, "sheet_number_used",
                       "the number " + row.number + " is on the list of numbers to be voided");

    auto order = context_.db.query(
        "SELECT id, carrier, state, (SELECT max(number) FROM parcels WHERE order_id = orders.id"
        " AND void = 0), boxes, (SELECT count(*) FROM parcels WHERE order_id = orders.id"
        " AND void = 0 AND number IS NOT NULL) FROM orders WHERE order_no = $1",
        values(row.order_no));
    if (!order) return base::pass(order);
    SheetTaken taken;
    int wanted = 1;  // Boxes of the order that have no number yet.
    if (!order->empty()) {
        const Row& facts = order->front();
        if (carrier == nullptr) carrier = context_.carriers.find(facts.id<base::CarrierCode>(1));
        wanted = facts.small(4) - facts.small(5);
        if (!facts.text(3).empty() && wanted <= 0)
            return refused(row.number_column, "sheet_order_numbered",
                           "the order has the number " + facts.text(3) + " already");
        if (facts.text(2) == "closed" || facts.text(2) == "refused" || facts.text(2) == "shipped")
            return refused(row.order_column, "sheet_order_closed",
                           "the order is " + facts.text(2) +
                               " here; tell the carrier that the number is not needed");
    } else {
        taken.kind = SheetTaken::Kind::Early;
        taken.problem = RowProblem{row.row, row.order_column, row.order_no, "sheet_order_unknown",
                                   "no such order is known yet: the number is kept and used when "
                                   "the order comes; check the order number if it should be here"};
    }
    auto other = context_.db.query(
        "SELECT number FROM sheet_numbers WHERE order_no = $1 AND state = 'waiting'",
        values(row.order_no));
    if (!other) return base::pass(other);
    if (static_cast<int>(other->size()) >= std::max(1, wanted))
        return refused(row.number_column, "sheet_other_number",
                       "an earlier sheet gave the order the number " + other->front().text(0) +
                           ", which counts");
    if (carrier != nullptr) {
        if (context_.carriers.match(*carrier, row.number) == config::PatternMatch::No)
            return refused(row.number_column, "sheet_pattern",
                           "'" + row.number + "' fits no pattern of " + carrier->name_zh +
                               " in carriers.toml: is it another carrier's?");
        if (carrier->needs_routing && row.sorting_code.empty() &&
            !context_.settings.allows_without_routing(carrier->code))
            return refused(
                row.sorting_column, "sheet_routing_missing",
                carrier->name_zh + " needs a 三段码 on the label, and this row has none");
    }
    auto kept = context_.db.execute(
        "INSERT INTO sheet_numbers (order_no, number, carrier, sorting_code, hub_code, hub_name,"
        " state, file, file_row, at) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9)",
        values(row.order_no, row.number,
               row.carrier_name.empty() || carrier == nullptr ? std::string() : carrier->code.str(),
               row.sorting_code, row.hub_code, row.hub_name, file, row.row, context_.clock.now()));
    if (!kept) return base::pass(kept);
    if (!order->empty()) {
        // What stood in its way is gone: the next batch may take it.
        auto freed = context_.db.execute(
            "UPDATE orders SET blocked_key = '', blocked_batch = NULL WHERE id = $1",
            values(order->front().integer(0)));
        if (!freed) return base::pass(freed);
        auto noted = append_audit(context_.db, context_.clock.now(),
                                  {.actor = "intake",
                                   .action = "sheet_number",
                                   .order = order->front().id<base::OrderRow>(0),
                                   .detail = {{"number", row.number}, {"file", file}}});
        if (!noted) return base::pass(noted);
    }
    return taken;
}

base::Result<std::optional<SheetNumber>> SheetNumbers::waiting_for(base::OrderRow order) const {
    auto rows = context_.db.query(
        "SELECT s.id, s.number, s.carrier, s.sorting_code, s.hub_code, s.hub_name"
        " FROM sheet_numbers s JOIN orders o ON o.order_no = s.order_no"
        " WHERE o.id = $1 AND s.state = 'waiting' ORDER BY s.id LIMIT 1",
        values(order));
    if (!rows) return base::pass(rows);
    if (rows->empty()) return std::optional<SheetNumber>{};
    const Row& row = rows->front();
    return std::optional<SheetNumber>{{row.integer(0), row.id<base::WaybillNumber>(1),
                                       row.id<base::CarrierCode>(2), row.text(3), row.text(4),
                                       row.text(5)}};
}

base::Status SheetNumbers::use(const SheetNumber& number, base::ParcelRow parcel) {
    auto used = context_.db.execute(
        "UPDATE sheet_numbers SET state = 'used', parcel_id = $1, used_at = $2"
        " WHERE id = $3 AND state = 'waiting'",
        values(parcel, context_.clock.now(), number.id));
    if (!used) return base::pass(used);
    if (*used != 1)
        return fail(ErrorCode::Conflict, "the sheet's number was used by somebody else");
    return {};
}

}  // namespace station
