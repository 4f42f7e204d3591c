"""The people of the shop: who exports and imports, decides, packs, uploads and hands over.

They know what a person would: their paper, their parcels, the back end, and what the station shows.
Whatever the station does that a file told it not to do is written down in `wrong`."""
import copy
import dataclasses
import datetime as dt

import files
from demand import PLACES
from knowledge import Knowledge
from platform_books import NO_AFTER_SALE, READY, SHIPPED
from station_process import Refused

SHOP = "示例小店"
HOLDING_FATES = ("flag_at_once", "remark_added")
BAD_RECEIVER = ("bad_phone", "vague_address", "masked")


@dataclasses.dataclass
class Export:
    kind: str  # "orders" or "refunds"
    name: str
    content: bytes
    as_of: dt.datetime
    seen: list
    dress: files.Dress


@dataclasses.dataclass
class Sheet:
    """One sheet of paper, as it came out of a printer."""
    number: str
    code: str
    order_no: str
    printed_at: dt.datetime
    dead: bool = False   # A reprint took its place, or its address is of before.


@dataclasses.dataclass
class Parcel:
    """A closed box with its label on."""
    sheet: Sheet
    bound_at: dt.datetime
    left_at: dt.datetime | None = None
    kept_because: str = ""


class Shop:
    def __init__(self, station, platform, paper, chance, dresses):
        self.station, self.platform, self.paper, self.chance = station, platform, paper, chance
        self.dress_chance = dresses
        self.knowledge = Knowledge()
        self.wrong = []          # What should not have happened.
        self.sheets = []         # On the table, to be packed.
        self.basket = []         # Refused at the bench.
        self.parcels = {}        # order -> Parcel
        self.left_house = []     # (time, order, number)
        self.handovers = []      # Ids of the lists that couriers signed.
        self.rows_written = []   # (file, order, number)
        self.rejected = {}       # order -> the platform's reason
        self.taken = set()       # Orders whose row the platform took.
        self.decided = set()     # (order, what) a person decides once.
        self.counts = {}
        self.formats = 0
        self.exported = set()

    def note(self, what, by=1):
        self.counts[what] = self.counts.get(what, 0) + by

    def blame(self, text):
        self.wrong.append(f"{self.now:%m-%d %H:%M} {text}")

    # Time.

    @property
    def now(self):
        return self.platform.now

    def time_is(self, when):
        """The station runs on at this moment (restarted, since its clock cannot be moved)."""
        if self.station.process is not None:
            self.station.stop()
        self.platform.advance(when)
        self.station.start(when)

    def machine_off(self):
        if self.station.process is not None:
            self.station.stop()

    # Files out of the back end, into the station.

    def export_orders(self, only_ready=False):
        orders = [order for order in self.platform.orders.values()
                  if not only_ready or order.status == READY]
        dress = files.any_dress(self.dress_chance)
        self.exported |= {order.no for order in orders}
        return Export("orders", f"小红书订单查询{self.now:%Y-%m-%d-%H_%M}_"
                      f"{self.dress_chance.randrange(16**8):08x}.{dress.ending}",
                      files.order_export(orders, dress, self.dress_chance, SHOP), self.now,
                      [copy.deepcopy(order) for order in orders], dress)

    def export_refunds(self):
        refunds = [copy.deepcopy(refund) for order in self.platform.orders.values()
                   for refund in order.refunds]
        dress = files.any_dress(self.dress_chance)
        return Export("refunds", f"售后单查询{self.now:%Y-%m-%d-%H_%M}_"
                      f"{self.dress_chance.randrange(16**8):08x}.{dress.ending}",
                      files.refund_export(refunds, self.platform.orders, dress, self.dress_chance),
                      self.now, refunds, dress)

    def take_in(self, export, way=None):
        """Into the station, by page, folder or command."""
        if export.kind == "refunds" and not export.seen:
            return
        way = way or self.chance.choices(["page", "command", "folder"], [3, 3, 1])[0]
        self.note(f"imports by {way}")
        self.note(f"exports as {export.dress.told()}")
        if way == "page":
            answer = self.station.import_by_page(export.name, export.content, beijing(self.now))
        elif way == "folder":
            answer = self.station.import_by_folder(export.name, export.content)
        else:
            answer = self.station.import_by_command(export.name, export.content)
        problems = answer.get("problems", answer.get("errors", []))
        if problems:
            self.blame(f"{export.name} ({export.dress.told()}): {problems[:3]}")
        self.hear(export)
        if answer["orders"] != len({one.no if export.kind == "orders" else one.order_no
                                    for one in export.seen}):
            self.blame(f"{export.name}: {answer['orders']} orders of {len(export.seen)}")

    def hear(self, export):
        if export.kind == "orders":
            self.knowledge.hear_orders(export.as_of, export.seen, self.now)
        else:
            self.knowledge.hear_refunds(export.as_of, export.seen)

    def news(self, orders=True, refunds=True):
        """Fresh exports, at once into the station."""
        if orders:
            self.take_in(self.export_orders())
        if refunds:
            self.take_in(self.export_refunds())

    # Decisions.

    def once(self, no, what):
        if (no, what) in self.decided:
            return False
        self.decided.add((no, what))
        return True

    def new_receiver(self, receiver):
        """What the buyer says when he is asked."""
        province, city, district, street = self.chance.choice(PLACES[:9])
        tail = "".join(self.chance.choice("024679") for _ in range(4))
        return dataclasses.replace(receiver, name="王小明", phone=f"1390571{tail}", province=province,
                                   city=city, district=district,
                                   street=f"{street}{self.chance.randint(10, 99)}号2幢301室")

    def look_at_held(self):
        """The supervisor goes through /review."""
        for row in self.station.get("/api/v1/review")["orders"]:
            no, reasons = row["order_no"], [reason["code"] for reason in row["reasons"]]
            order = self.platform.orders[no]
            self.note("looked at on the review page")
            if row["state"] == "held" and not reasons:
                self.blame(f"{no} is held without a reason")
            if order.fate in HOLDING_FATES and self.once(no, "called the buyer"):
                if self.chance.random() < 0.5:
                    self.platform.mark(no, "绿旗", "已确认")  # The next export lets it go.
                else:
                    self.station.post(f"/api/v1/orders/{no}/release", {"reason": "已电话确认"})
                    self.note("released by a person")
            elif order.fate in BAD_RECEIVER and self.once(no, "asked for the address"):
                self.platform.change_address(no, self.new_receiver(order.receiver))
            elif order.fate == "junk" and self.once(no, "refused"):
                self.station.post(f"/api/v1/orders/{no}/refuse", {"reason": "恶意订单"})
                self.platform.cancel(no)
                self.note("refused by a person")
            elif row["state"] != "held" and not row["released"]:
                self.station.post(f"/api/v1/orders/{no}/release", {"reason": "看过，没问题"})
                self.note("reviewed and released")

    def every(self, state):
        """All order rows of a list."""
        found, page = [], 1
        while True:
            answer = self.station.get("/api/v1/orders", state=state, page=page)
            found += answer["orders"]
            if page >= answer["pages"]:
                return found
            page += 1

    def look_at_intercepted(self):
        """Refunds are agreed to in the back end; changed addresses are looked at and let go."""
        for row in self.every("intercepted"):
            no, order = row["order_no"], self.platform.orders[row["order_no"]]
            if not row["news"]:
                self.blame(f"{no} is intercepted and no word says why")
            self.take_out(no, row["news"])
            if order.open_refund() and order.fate != "refund_withdrawn" and self.once(no, "agreed"):
                self.platform.pay_back(no)
                self.note("refunds agreed to")
            elif row["news"] == "address" and order.status == READY and not order.open_refund():
                self.station.post(f"/api/v1/orders/{no}/release", {"reason": "新地址已看过"})
                self.note("changed addresses let go")
            elif row["news"] == "refund_over" and order.status == READY and (
                    not order.open_refund()):
                self.station.post(f"/api/v1/orders/{no}/release", {"reason": "买家撤回退款"})
                self.note("let go after the buyer thought better of it")
        for row in self.every("asked"):
            no, order = row["order_no"], self.platform.orders[row["order_no"]]
            if order.open_refund() and self.once(no, "agreed"):
                self.platform.pay_back(no)
                self.note("refunds agreed to")
                if no in self.parcels and self.parcels[no].left_at is None:
                    self.parcels[no].kept_because = "money back asked"
            self.station.post(f"/api/v1/orders/{no}/acknowledge")
            self.note("questions dealt with")

    def take_out(self, no, why):
        """A closed parcel that must not leave goes into the basket, its label torn off."""
        parcel = self.parcels.get(no)
        if parcel is not None and parcel.left_at is None:
            del self.parcels[no]
            self.basket.append(parcel.sheet)
            self.note("parcels taken out of the shelf")

    def report_delays(self):
        """延迟发货报备: written down as work, done in the back end, ended by the next export."""
        for no, order in self.platform.orders.items():
            if (order.fate != "delay_reported" or order.status != READY or no not in self.exported
                    or self.station.order(no)["state"] not in ("screened", "held", "printed")
                    or not self.once(no, "delay")):
                continue
            task = self.station.post(f"/api/v1/orders/{no}/delay",
                                     {"reason": "out_of_stock", "note": "缺货，周四到"})
            self.platform.report_delay(no, order.ship_by + dt.timedelta(days=3))
            self.station.post(f"/api/v1/tasks/{task['id']}/done")
            self.note("delays reported")

    def correct_numbers(self):
        """The wrong label was on the parcel: found out when it had left."""
        for when, no, number in self.left_house:
            order = self.platform.orders[no]
            if (order.fate != "number_corrected" or order.carrier != "中通快递"
                    or order.number != number or order.status != SHIPPED
                    or not self.once(no, "corrected")):
                continue
            right = f"7899{90000000 + len(self.decided):010d}"
            task = self.station.post(f"/api/v1/orders/{no}/correction",
                                     {"reason": "wrong_label", "number": right, "carrier": "",
                                      "note": "两个包裹贴反了"})
            if task["state"] != "open":
                self.blame(f"the correction of {no} is {task['state']}, though it was uploaded")
            self.platform.correct_number(no, order.carrier, right)
            self.station.post(f"/api/v1/tasks/{task['id']}/done")
            self.note("numbers corrected after shipping")

    def import_of_another_shop(self):
        """The wrong file from the downloads, and undone."""
        strangers = [dataclasses.replace(copy.deepcopy(order), no="P9" + no[2:], status=READY,
                                         after_sale=NO_AFTER_SALE, carrier="", number="")
                     for no, order in list(self.platform.orders.items())[:3]]
        name = f"小红书订单查询{self.now:%Y-%m-%d-%H_%M}_0000ffff.xlsx"
        content = files.order_export(strangers, files.Dress(), self.dress_chance, "别家")
        taken = self.station.import_by_page(name, content, beijing(self.now))
        undone = self.station.post(f"/api/v1/imports/{taken['id']}/undo")
        left = [one.no for one in strangers if self.knows(one.no)]
        if undone["state"] != "undone" or left:
            self.blame(f"the import of another shop's file was undone as {undone}, left: {left}")
        self.note("imports undone")

    def knows(self, no):
        try:
            return bool(self.station.order(no))
        except Refused as refusal:
            assert refusal.status == 404, refusal
            return False

    # Paper.

    def fetch_paper(self):
        """What lies in the printers' trays."""
        fresh = self.paper.new_sheets()
        for number, code in fresh:
            rows = self.station.get("/api/v1/orders", q=number)["orders"]
            if len(rows) != 1:
                self.blame(f"the sheet {number} belongs to {len(rows)} orders")
                continue
            self.sheets.append(Sheet(number, code, rows[0]["order_no"], self.now))
        return len(fresh)

    def settle_unknown(self):
        """After a crash: looks whether the label is there."""
        there = {code for _, code in self.paper.seen.values()}
        for job in self.station.get("/api/v1/jobs", state="unknown")["jobs"]:
            sheet = any(code.split(".")[1:4] == [str(job["batch"]), str(job["sequence"]),
                                                  str(job["print_number"])] for code in there)
            self.station.post(f"/api/v1/jobs/{job['id']}/settle",
                              {"printed": sheet, "reason": "" if sheet else "不在出纸口"})
            self.note("unknown labels settled")

    def print_again(self, sheet):
        """A smeared label: a new one, and the old one is dead."""
        jobs = [job for job in self.station.order(sheet.order_no)["jobs"]
                if job["state"] == "printed" and not job["superseded"]]
        if not jobs:
            return
        self.station.post(f"/api/v1/jobs/{jobs[-1]['id']}/reprint", {"reason": "标签污损"})
        self.station.quiet()
        sheet.dead = True
        self.note("labels printed again")
        self.fetch_paper()


def beijing(when):
    return when.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))
