"""The balance sheet: the platform's books, the shop's parcels and paper, and the station, side by side."""
import collections

from platform_books import CANCELLED, FINISHED, PAID_BACK, PARTLY, READY, SHIPPED
from station_process import Refused

UNEXPLAINED = "UNEXPLAINED"
# Lines of a story that tell of a sheet of paper or of a row of a ship file, not of the order.
OF_OTHER_THINGS = {"label_" + step for step in (
    "added", "picked", "proven", "proof_failed", "send_started", "nothing_sent", "partly_sent",
    "all_accepted", "evidence", "scanned", "settled_there", "settled_missing", "crashed", "silence",
    "cancel")} | {"ship_" + step for step in (
    "write", "take_back", "tick", "untick", "confirm", "reject", "unreject", "recall")}


class Balance:
    def __init__(self, shop, packer):
        self.shop, self.packer, self.station, self.platform = (shop, packer, shop.station,
                                                               shop.platform)
        self.faults = list(shop.wrong)
        self.kinds = collections.Counter()
        self.waiting = collections.Counter()
        self.held = collections.Counter()
        self.lines = []
        self.views = {}
        for no in self.platform.orders:
            try:
                self.views[no] = self.station.order(no)
            except Refused as refusal:
                if refusal.status != 404:
                    raise
                self.views[no] = None
        self.left = collections.defaultdict(list)
        for _, no, number in shop.left_house:
            self.left[no].append(number)

    def fault(self, text):
        self.faults.append(text)

    # Every order.

    def sort_orders(self):
        for no, order in self.platform.orders.items():
            kind = self.kind_of(no, order, self.views[no])
            self.kinds[kind] += 1
            if kind == UNEXPLAINED:
                view = self.views[no]
                self.fault(f"{no} ({order.fate}, {order.status}, {order.after_sale}) is "
                           f"{view and (view['state'], view['news'])}, left {self.left[no]}; "
                           f"{[what for _, what in order.story]}")

    def kind_of(self, no, order, view):
        left = self.left[no]
        if len(left) > 1:
            return UNEXPLAINED
        if order.status in (SHIPPED, FINISHED):
            return self.kind_of_shipped(no, order, view, left)
        if left:
            return UNEXPLAINED
        if order.status == CANCELLED:
            return self.kind_of_cancelled(no, view)
        if view is None:
            return self.wait("no export has named it yet") if no not in self.shop.exported else (
                UNEXPLAINED)
        return self.kind_of_open(no, order, view)

    def kind_of_shipped(self, no, order, view, left):
        if order.shipped_by == "back end":
            quiet = view is None or view["state"] in ("closed", "intercepted")
            return "shipped by hand in the back end, no parcel of ours" if (
                quiet and not left) else UNEXPLAINED
        parcel = self.shop.parcels.get(no)
        if not left and parcel is not None and parcel.kept_because:
            return "shipped on the platform, parcel kept: money back asked before the courier came"
        if len(left) != 1 or view["state"] not in ("shipped", "closed"):
            return UNEXPLAINED
        if order.number not in (left[0], view["number"]):
            return UNEXPLAINED
        return "shipped once, then paid back" if order.after_sale == PAID_BACK else "shipped once"

    def kind_of_cancelled(self, no, view):
        if view is None:
            return "paid back before any export named it"
        if view["state"] == "closed":
            return "paid back before shipping, closed"
        if view["state"] in ("intercepted", "refused"):
            return "paid back before shipping, label or parcel intercepted"
        return UNEXPLAINED

    def kind_of_open(self, no, order, view):
        reasons = [reason["code"] for reason in view["reasons"]]
        if view["state"] in ("held", "refused") or view["verdict"] == "hold" and not view["released"]:
            if not reasons:
                return UNEXPLAINED
            self.held[", ".join(sorted(set(reasons)))] += 1
            return "held with a reason"
        if view["state"] == "intercepted":
            if not view["news"]:
                return UNEXPLAINED
            self.held[f"intercepted: {view['news']}"] += 1
            return "held with a reason"
        if no in self.shop.rejected and view["state"] == "shipped":
            return self.wait(f"a person: row rejected, {self.shop.rejected[no]}")
        if order.status == PARTLY:
            return UNEXPLAINED
        if view["presale_start"] and view["state"] == "screened":
            return self.wait("its presale has not begun, or the next slot")
        if view["state"] in ("screened", "numbered"):
            return self.wait("the next slot" if not reasons else f"the next slot ({reasons[0]})")
        if view["state"] == "printed":
            on_table = {sheet.order_no for sheet in self.shop.sheets + self.shop.basket}
            return self.wait("its label lies on the table") if no in on_table else UNEXPLAINED
        if no in self.shop.parcels:
            return self.wait(f"the next upload ({view['state']})")
        return UNEXPLAINED

    def wait(self, reason):
        self.waiting[reason] += 1
        return "waiting for a named reason"

    # What must agree.

    def agree(self, what, ours, theirs):
        """Two books of the same thing."""
        ours, theirs = collections.Counter(ours), collections.Counter(theirs)
        self.lines.append((what, sum(ours.values()), sum(theirs.values())))
        if ours != theirs:
            self.fault(f"{what}: only in the books {list((ours - theirs).items())[:5]}, "
                       f"only in the station {list((theirs - ours).items())[:5]}")

    def check_books(self):
        jobs = [job for job in self.station.jobs() if job["kind"] == "label"]
        self.agree("sheets of paper / labels in the print journal",
                   (tuple(code.split(".")[1:4]) + (number,)
                    for number, code in self.shop.paper.seen.values()),
                   ((str(job["batch"]), str(job["sequence"]), str(job["print_number"]),
                     job["number"]) for job in jobs if job["state"] in ("printed", "failed")
                    and job["printed_at"]))
        rows = [dict(row, file=file["name"]) for file in
                self.station.get("/api/v1/ship-files")["files"] if file["state"] != "dead"
                for row in self.station.get(f"/api/v1/ship-files/{file['name']}/rows")["list"]]
        self.agree("rows uploaded / rows of the station's ship files", self.shop.rows_written,
                   ((row["file"], row["order_no"], row["number"]) for row in rows
                    if row["state"] not in ("pending", "written")))
        self.agree("shipped by upload / rows confirmed by an export",
                   (no for no, order in self.platform.orders.items()
                    if order.shipped_by == "upload"),
                   (row["order_no"] for row in rows if row["state"] == "confirmed"))
        self.agree("boxes closed / bindings",
                   (no for no, parcel in self.shop.parcels.items()),
                   (no for no, view in self.views.items() if view and view["bound_at"] and
                    view["state"] in ("packed", "shipped", "closed")))
        self.agree("parcels that left / parcels on hand-over lists",
                   ((no, number) for _, no, number in self.shop.left_house),
                   ((parcel["order_no"], parcel["number"])
                    for closed in self.shop.handovers
                    for parcel in self.station.get(f"/api/v1/handovers/{closed}")["parcels"]))
        self.agree("requests for money back / of the after-sales list", (
            (refund.number, no, {"待商家审核": "answer", "已完成": "done", "已取消": "over"}[refund.state])
            for no, order in self.platform.orders.items() for refund in order.refunds),
            ((one["refund_no"], one["order_no"], one["state"]) for one in self.after_sales()))
        open_tasks = self.station.get("/api/v1/tasks")["tasks"]
        if open_tasks:
            self.fault(f"work in the back end that is still open: {open_tasks}")
        owners = collections.defaultdict(set)
        for job in jobs:
            owners[job["number"]].add(job["order_no"])
        twice = {number: orders for number, orders in owners.items() if len(orders) > 1}
        self.lines.append(("waybill numbers on labels / used for one order alone", len(owners),
                           len(owners) - len(twice)))
        if twice:
            self.fault(f"numbers of two orders: {twice}")

    def after_sales(self):
        found, page = [], 1
        while True:
            answer = self.station.get("/api/v1/after-sales", page=page)
            found += answer["after_sales"]
            if page >= answer["pages"]:
                return found
            page += 1

    def check_uploads(self):
        """A row goes up again only after the platform rejected it."""
        last = {}
        for when, no, number, result in self.platform.uploads:
            if last.get(no) == "taken":
                self.fault(f"{no} was uploaded again at {when:%m-%d %H:%M} though it was taken")
            by_hand = self.platform.orders[no].shipped_by == "back end"
            if result in ("订单不存在", "快递单号已被使用") or "重复发货" in result and not by_hand:
                self.fault(f"{no} with {number} was refused at {when:%m-%d %H:%M}: {result}")
            last[no] = result

    def check_alarms(self):
        """What the status page still wants a person for is really so."""
        status = self.station.fresh_status()
        rejected = [no for no in self.shop.rejected
                    if self.platform.orders[no].status in (READY, PARTLY)]
        self.agree("rows that wait for a second try", rejected, [
            row["order_no"] for file in self.station.get("/api/v1/ship-files")["files"]
            if file["state"] != "dead" and file["rejected"]
            for row in self.station.get(f"/api/v1/ship-files/{file['name']}/rows")["list"]
            if row["state"] == "rejected"])
        needs = {need["kind"]: need["count"] for need in status["needs_person"]}
        for kind in ("unknown_label", "failed_label", "ship_file_troubled", "ship_doubted", "asked",
                     "back_end_task", "import_problem", "not_numbered"):
            if needs.get(kind):
                self.fault(f"the status page still wants a person for {needs[kind]} {kind}")
        if needs.get("not_uploaded", 0) > len(rejected):
            self.fault(f"the status page calls {needs['not_uploaded']} bound parcels not uploaded, "
                       f"only {len(rejected)} are")
        if needs.get("ship_rejected", 0) != len(rejected):
            self.fault(f"the status page counts {needs.get('ship_rejected', 0)} rejected rows, "
                       f"really {len(rejected)}")
        unsent = sum(refund.ended_at is None for order in self.platform.orders.values()
                     for refund in order.refunds)
        if status["after_sales"]["open"] != unsent:
            self.fault(f"{status['after_sales']['open']} open requests on the status page, "
                       f"{unsent} on the platform")

    def check_audit(self):
        """Each order's story is one chain of states that ends where the order is."""
        links = whole = 0
        for no, view in self.views.items():
            if view is None:
                continue
            state, broken = None, ""
            for entry in view["timeline"]:
                if not entry["to"] or entry["action"] in OF_OTHER_THINGS:
                    continue
                if state is not None and entry["from"] != state:
                    broken = f"{entry['action']} says from {entry['from']}, it was {state}"
                if not entry["actor"]:
                    broken = f"{entry['action']} has no actor"
                state = entry["to"]
                links += 1
            if state != view["state"]:
                broken = f"it ends in {state}, the order is {view['state']}"
            # To the second: a scan's line has the moment it came in, what followed has its own.
            times = [entry["at"][:19] for entry in view["timeline"]]
            if times != sorted(times):
                broken = "its times go back"
            whole += not broken
            if broken:
                self.fault(f"the story of {no}: {broken}")
        known = sum(view is not None for view in self.views.values())
        self.lines.append((f"orders known / stories without a gap ({links} steps)", known, whole))

    def draw_up(self):
        self.sort_orders()
        self.check_books()
        self.check_uploads()
        self.check_alarms()
        self.check_audit()
        return not self.faults

    def text(self, head):
        wide = 78
        out = [head, "=" * wide, f"{'orders on the platform':<68}{len(self.platform.orders):>10}"]
        for kind, count in sorted(self.kinds.items(), key=lambda item: (-item[1], item[0])):
            out.append(f"  {kind:<66}{count:>10}")
            more = {"held with a reason": self.held,
                    "waiting for a named reason": self.waiting}.get(kind, {})
            out += [f"      {reason:<62}{n:>10}" for reason, n in sorted(more.items())]
        out.append(f"{'sum':<68}{sum(self.kinds.values()):>10}")
        out += ["-" * wide, f"{'the books / the station':<58}{'books':>10}{'station':>10}"]
        out += [f"  {what:<56}{ours:>10}{theirs:>10}" for what, ours, theirs in self.lines]
        out += ["-" * wide, "what happened on the way"]
        out += [f"  {what:<66}{n:>10}" for what, n in sorted(self.shop.counts.items())]
        out += ["=" * wide, "clean" if not self.faults else f"{len(self.faults)} DISAGREEMENTS:"]
        out += [f"  {fault}" for fault in self.faults[:40]]
        return "\n".join(out)
