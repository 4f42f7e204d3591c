"""The platform's side of the fortnight: orders and requests for money back, in books of its own.

Nothing here knows the station. Times are naive datetimes in Beijing time, money is fen."""
import dataclasses
import datetime as dt
import heapq
import itertools

READY, PARTLY, SHIPPED, FINISHED, CANCELLED = "待配货", "部分发货", "已发货", "已完成", "已取消"
NO_AFTER_SALE, ASKED, PAID_BACK, WITHDRAWN = "无售后", "售后处理中", "售后完成", "售后取消"


@dataclasses.dataclass
class Line:
    """One article of an order."""
    sku_id: str
    barcode: str
    seller_code: str
    title: str
    spec: str
    quantity: int
    price_fen: int
    gift: bool = False


@dataclasses.dataclass(frozen=True)
class Receiver:
    name: str
    phone: str
    province: str
    city: str
    district: str
    street: str

    def address(self):
        parts = [self.province, self.city if self.city != self.province else "", self.district]
        return "".join(parts) + self.street


@dataclasses.dataclass
class Refund:
    number: str
    order_no: str
    kind: str
    reason: str
    amount_fen: int
    asked_at: dt.datetime
    state: str = "待商家审核"
    ended_at: dt.datetime | None = None


@dataclasses.dataclass
class Order:
    no: str
    created: dt.datetime
    ship_by: dt.datetime
    buyer_id: str
    receiver: Receiver
    lines: list
    fate: str  # What the demand decided would become of it; the station is never told.
    buyer_note: str = ""
    flag: str = ""
    remark: str = ""
    tags: str = ""
    presale_start: dt.datetime | None = None
    status: str = READY
    after_sale: str = NO_AFTER_SALE
    carrier: str = ""
    number: str = ""
    sorting_code: str = ""
    hub: str = ""
    shipped_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    shipped_by: str = ""  # "upload" or "back end".
    refunds: list = dataclasses.field(default_factory=list)
    story: list = dataclasses.field(default_factory=list)  # (time, what happened)

    def amount_fen(self):
        return sum(line.price_fen * line.quantity for line in self.lines)

    def open_refund(self):
        return next((one for one in self.refunds if one.ended_at is None), None)


class Platform:
    """The shop's back end. `advance` lets time pass; everything else happens at `now`."""

    def __init__(self, start):
        self.now = start
        self.orders = {}
        self.numbers = {}  # waybill number -> order that was shipped with it
        self.uploads = []  # (time, order, number, what became of it)
        self.refuse_format_of = set()  # Orders whose next row the platform finds badly written.
        self._events = []
        self._sequence = itertools.count()
        self._refund_no = itertools.count(1)

    def at(self, when, action):
        heapq.heappush(self._events, (when, next(self._sequence), action))

    def advance(self, until):
        assert until >= self.now, f"{until} is before {self.now}"
        while self._events and self._events[0][0] <= until:
            self.now, _, action = heapq.heappop(self._events)
            action()
        self.now = until

    # What buyers do.

    def place(self, order):
        assert order.no not in self.orders
        self.orders[order.no] = order
        self._tell(order, "ordered")

    def ask_refund(self, no, kind="未发货仅退款", reason="不想要了"):
        order = self.orders[no]
        if order.status not in (READY, SHIPPED) or order.open_refund():
            return None
        if order.status == SHIPPED:
            kind = "已发货仅退款"
        refund = Refund(f"R{next(self._refund_no):016d}", no, kind, reason, order.amount_fen(),
                        self.now)
        order.refunds.append(refund)
        order.after_sale = ASKED
        self._tell(order, f"refund asked ({kind})")
        return refund

    def withdraw_refund(self, no):
        order = self.orders[no]
        refund = order.open_refund()
        if refund is None:
            return
        refund.state, refund.ended_at = "已取消", self.now
        order.after_sale = WITHDRAWN
        self._tell(order, "refund withdrawn")

    def cancel(self, no):
        """The buyer (or the platform by itself) cancels before shipping: paid back at once."""
        order = self.orders[no]
        if order.status != READY:
            return
        if order.open_refund() is None:
            self.ask_refund(no, reason="极速退款")
        self.pay_back(no)

    def change_address(self, no, receiver):
        order = self.orders[no]
        if order.status != READY:
            return
        order.receiver = receiver
        order.tags = "已改地址"
        self._tell(order, "address changed")

    # What the shop does in its back end.

    def pay_back(self, no):
        order = self.orders[no]
        refund = order.open_refund()
        if refund is None:
            return
        refund.state, refund.ended_at = "已完成", self.now
        order.after_sale = PAID_BACK
        if order.status == READY:
            order.status = CANCELLED
        self._tell(order, "paid back")

    def mark(self, no, flag, remark):
        order = self.orders[no]
        order.flag, order.remark = flag, remark
        self._tell(order, f"marked {flag} {remark}".rstrip())

    def report_delay(self, no, until):
        order = self.orders[no]
        if order.status == READY:
            order.ship_by = until
            self._tell(order, f"promised until {until:%m-%d %H:%M}")

    def ship_a_part(self, no):
        order = self.orders[no]
        if order.status == READY and order.after_sale != ASKED:
            order.status = PARTLY
            self._tell(order, "a part shipped in the back end")

    def ship_in_back_end(self, no, carrier, number):
        order = self.orders[no]
        if order.status == READY and order.after_sale != ASKED:
            self._ship(order, carrier, number, "back end")

    def correct_number(self, no, carrier, number):
        """修改物流: after shipping, before it is signed for."""
        order = self.orders[no]
        assert order.status == SHIPPED and number not in self.numbers
        del self.numbers[order.number]
        order.carrier, order.number = carrier, number
        self.numbers[number] = no
        self._tell(order, f"number corrected to {number}")

    def upload(self, rows):
        """批量发货: (order, carrier's name, number) a row; gives (order, done, reason) a row."""
        results = []
        for no, carrier, number in rows:
            reason = self._why_not(no, number)
            if not reason:
                self._ship(self.orders[no], carrier, number, "upload")
            results.append((no, not reason, reason))
            self.uploads.append((self.now, no, number, reason or "taken"))
        return results

    def _why_not(self, no, number):
        order = self.orders.get(no)
        if order is None:
            return "订单不存在"
        if order.status == CANCELLED:
            return "订单已取消"
        if order.status in (SHIPPED, FINISHED):
            return "订单已发货，请勿重复发货"
        if order.status != READY:
            return "订单状态不允许发货"
        if order.after_sale == ASKED:
            return "订单存在售后，请先处理售后"
        if number in self.numbers:
            return "快递单号已被使用"
        if no in self.refuse_format_of:
            self.refuse_format_of.discard(no)
            return "快递单号格式不正确"
        return ""

    def _ship(self, order, carrier, number, by):
        order.status, order.carrier, order.number = SHIPPED, carrier, number
        order.shipped_at, order.shipped_by = self.now, by
        self.numbers[number] = order.no
        self._tell(order, f"shipped by {by} with {number}")
        self.at(self.now + dt.timedelta(days=4), lambda: self._finish(order))

    def _finish(self, order):
        if order.status == SHIPPED and order.open_refund() is None:
            order.status, order.finished_at = FINISHED, self.now
            self._tell(order, "signed for")

    def _tell(self, order, what):
        order.story.append((self.now, what))
