"""What the station has been told, file by file, and what follows from it at the bench.

Kept beside the station, by the rule that a file speaks for the time at which it was taken: an older
one changes nothing. Where order export and refund export speak of one refund, the newer one counts."""
import dataclasses
import datetime as dt

from platform_books import ASKED, PAID_BACK, READY

OVER, PAID, OPEN = range(3)  # Of a request for the money back; an open one outweighs the others.


@dataclasses.dataclass
class ToldOrder:
    as_of: dt.datetime
    status: str
    after_sale: str
    receiver: object
    flag: str
    remark: str
    number: str
    lines: list
    address_told_at: dt.datetime | None = None  # When the station learned of another receiver.
    marks_told_at: dt.datetime | None = None


class Knowledge:
    def __init__(self):
        self.orders = {}   # order number -> ToldOrder
        self.refunds = {}  # order number -> {refund number: (as of, OPEN, PAID or OVER)}

    def hear_orders(self, as_of, seen, now):
        """`seen` are copies of the orders as they stood when the export was taken."""
        for order in seen:
            before = self.orders.get(order.no)
            if before is not None and as_of <= before.as_of:
                continue
            told = ToldOrder(as_of, order.status, order.after_sale, order.receiver, order.flag,
                             order.remark, order.number, order.lines)
            if before is not None:
                told.address_told_at = before.address_told_at
                told.marks_told_at = before.marks_told_at
                if before.receiver != order.receiver:
                    told.address_told_at = now
                if (before.flag, before.remark) != (order.flag, order.remark):
                    told.marks_told_at = now
            self.orders[order.no] = told

    def hear_refunds(self, as_of, seen):
        for refund in seen:
            known = self.refunds.setdefault(refund.order_no, {})
            before = known.get(refund.number)
            if before is None or before[0] < as_of:
                known[refund.number] = (as_of, OPEN if refund.ended_at is None else
                                        PAID if refund.state == "已完成" else OVER)

    def refund(self, no):
        """OPEN, PAID or OVER, by the newest word; OVER when there was none."""
        told = self.orders[no]
        of_order = {ASKED: OPEN, PAID_BACK: PAID}.get(told.after_sale, OVER)
        voices = [(told.as_of, of_order)]
        requests = self.refunds.get(no, {}).values()
        if requests:
            newest = max(as_of for as_of, _ in requests)
            voices.append((newest, max(state for _, state in requests)))
        return max(voices, key=lambda voice: voice[0])[1]

    def refund_is_open(self, no):
        return self.refund(no) == OPEN

    def must_not_leave(self, no):
        """Why the newest that was told forbids to pack this order; "" when nothing does."""
        told = self.orders.get(no)
        if told is None:
            return "no export has named it"
        if told.status != READY:
            return f"told {told.status}"
        return {OPEN: "told an open refund", PAID: "told that money went back"}.get(
            self.refund(no), "")
