#include "station/batches/label_marks.h"

#include "station/orders/personal_data.h"

namespace station {

namespace {

base::Result<std::vector<Row>> orders_of(const Context& context, base::OrderRow main) {
    return context.db.query(
        "SELECT id, order_no, kind FROM orders WHERE id = $1 OR merged_into = $2"
        " ORDER BY CASE WHEN id = $3 THEN 0 ELSE 1 END, id",
        values(main, main, main));
}

bool any(const std::vector<Row>& orders, const char* kind) {
    for (const Row& order : orders) {
        if (order.text(2) == kind) return true;
    }
    return false;
}

}  // namespace

base::Result<LabelMarks> label_marks(const Context& context, base::OrderRow main) {
    auto orders = orders_of(context, main);
    if (!orders) return base::pass(orders);
    LabelMarks marks;
    if (any(*orders, "exchange")) marks.text += "【换货补发】";
    if (any(*orders, "gift")) marks.text += "【礼物订单 勿放价格】";
    if (orders->size() < 2) return marks;
    const std::string count = std::to_string(orders->size());
    marks.more_orders = " 等" + count + "单";
    marks.text += "【" + count + "单合一】";
    for (const Row& order : *orders) {
        if (order.id<base::OrderRow>(0) == main) continue;
        marks.text += order.text(1) + " ";
        auto person = personal_data(context, order.id<base::OrderRow>(0));
        if (!person) return base::pass(person);
        if (!person->buyer_note.empty()) marks.more_notes += " / " + person->buyer_note;
    }
    return marks;
}

base::Result<std::vector<std::string>> bench_marks(const Context& context, base::OrderRow main) {
    auto orders = orders_of(context, main);
    if (!orders) return base::pass(orders);
    std::vector<std::string> marks;
    for (const char* kind : {"exchange", "gift"}) {
        if (any(*orders, kind)) marks.emplace_back(kind);
    }
    if (orders->size() > 1) marks.push_back("merged:" + std::to_string(orders->size()));
    return marks;
}

}  // namespace station
