"""The packer: sheet after sheet off the table, articles into the box, and now and then a mistake.

Before each scan it is known from the files alone whether this label may leave; what the bench says
is compared with that."""
from knowledge import Knowledge
from platform_books import READY
from shop_day import Parcel, Shop

# What a refusal at the bench may be called, by why it is right.
DEAD_SHEET = {"superseded_sheet", "dead_number", "scan_sheet_code", "not_printed", "unknown_number"}


class Packer:
    def __init__(self, shop: Shop):
        self.shop, self.station, self.platform = shop, shop.station, shop.platform
        self.knowledge: Knowledge = shop.knowledge
        self.chance = shop.chance
        self.story = []  # (time, order, bench, what the bench said)

    def pack_all(self, leave=0.0):
        """Everything on the table; a part is left for later."""
        self.shop.fetch_paper()
        table, self.shop.sheets = self.shop.sheets, []
        for at, sheet in enumerate(table):
            if self.chance.random() < leave:
                self.shop.sheets.append(sheet)
                self.shop.note("labels left for later")
                continue
            if self.chance.random() < 0.04 and not sheet.dead and self.may_leave(sheet):
                self.shop.print_again(sheet)
            self.pack(sheet, self.chance.choice([1, 2]), table[at - 1] if at else None)

    def try_basket(self):
        """Once more what was refused before: perhaps the buyer has thought better of it."""
        basket, self.shop.basket = self.shop.basket, []
        for sheet in basket:
            self.pack(sheet, 1, None)

    def may_leave(self, sheet):
        return not self.why_not(sheet)

    def why_not(self, sheet):
        """Why a person who knows the files would not pack it; "" when he would."""
        if sheet.dead:
            return "another sheet took its place"
        why = self.knowledge.must_not_leave(sheet.order_no)
        if why:
            return why
        told = self.knowledge.orders[sheet.order_no]
        if told.address_told_at and told.address_told_at > sheet.printed_at:
            return "told another address after it was printed"
        if sheet.order_no in self.shop.parcels:
            return "it is in a box already"
        return ""

    def pack(self, sheet, bench, other):
        view = self.scan(bench, sheet.number)
        if view["outcome"]["code"] == "scan_sheet_code":
            # Two sheets of this number are about: only the small code tells them apart.
            view = self.scan(bench, sheet.code)
        why = self.why_not(sheet)
        code, no = view["outcome"]["code"], sheet.order_no
        self.story.append((self.shop.now, no, bench, code))
        if view["state"] != "open":
            self.refused(sheet, view, why)
            return
        if why:
            self.shop.blame(f"label {sheet.number} of {no} was opened at the bench although: {why}")
        if view["parcel"]["order_no"] != no:
            self.shop.blame(f"label {sheet.number} of {no} opened {view['parcel']['order_no']}")
        self.make_mistake(sheet, bench, other)
        self.fill(sheet, bench, view)

    def refused(self, sheet, view, why):
        code, no = view["outcome"]["code"], sheet.order_no
        if why:
            self.shop.note("labels refused at the bench, as told")
        elif not self.explained(sheet, code):
            self.shop.blame(f"label {sheet.number} of {no} was refused as {code} "
                            f"{view['outcome']['params']} and nothing told so")
        else:
            self.shop.note("labels refused at the bench, held")
        if sheet.dead:
            self.shop.note("dead sheets refused")
            return  # Into the bin.
        job_gone = code in DEAD_SHEET
        if job_gone:
            sheet.dead = True
            self.shop.note("old sheets into the bin")
        elif self.platform.orders[no].status == READY:
            self.shop.basket.append(sheet)

    def explained(self, sheet, code):
        """Held or refused by a person, or for what an export says about it since."""
        order = self.station.order(sheet.order_no)
        if code in DEAD_SHEET:
            return any(job["superseded"] for job in order["jobs"])
        told = self.knowledge.orders[sheet.order_no]
        marked = told.flag == "红旗" or "暂不发货" in told.remark
        return code in ("held", "refused_order", "intercepted") and (
            marked or order["state"] in ("held", "refused") and order["reasons"] or
            order["state"] == "intercepted" and order["news"])

    def fill(self, sheet, bench, view):
        """The articles of the order, by the platform's own books, each scanned that has a code."""
        no = sheet.order_no
        lines = self.knowledge.orders[no].lines
        shown = sorted((item["title"], item["spec"], item["quantity"])
                       for item in view["parcel"]["items"])
        wanted = sorted((line.title, line.spec, line.quantity) for line in lines)
        if shown != wanted:
            self.shop.blame(f"{no}: the bench shows {shown}, ordered was {wanted}")
        codes = [line.barcode for line in lines for _ in range(line.quantity) if line.barcode]
        for at, code in enumerate(codes):
            view = self.scan(bench, code)
            if view["outcome"]["kind"] not in ("go", "look"):
                self.shop.blame(f"{no}: article {code} was refused as {view['outcome']}")
        if view["state"] == "open":
            view = self.scan(bench, "PB:CONFIRM")
        if view["outcome"]["code"] != "bound":
            self.shop.blame(f"{no} was not bound: {view['outcome']}")
            return
        if no in self.shop.parcels:
            self.shop.blame(f"{no} was bound twice")
        self.shop.parcels[no] = Parcel(sheet, self.shop.now)
        self.shop.note("parcels bound")
        if self.chance.random() < 0.04:
            self.think_again(sheet, bench)

    def think_again(self, sheet, bench):
        """Undone at once: something was forgotten; the parcel is packed anew."""
        view = self.scan(bench, "PB:UNDO")
        if view["outcome"]["code"] != "unbound":
            self.shop.blame(f"{sheet.order_no}: undo answered {view['outcome']}")
            return
        del self.shop.parcels[sheet.order_no]
        self.shop.note("bindings undone")
        self.pack(sheet, bench, None)

    def make_mistake(self, sheet, bench, other):
        """One in eight parcels: none of these may bind anything."""
        if self.chance.random() > 0.125:
            return
        lines = self.knowledge.orders[sheet.order_no].lines
        strange = next(code for code in ("6900000000190", "6900000000183", "6900000000206", "")
                       if code not in {line.barcode for line in lines})
        kinds = [strange or "6901234567892", "571-Q12-008", "13800001234", sheet.number[:-2],
                 sheet.number * 2]
        if other is not None:
            kinds.append(other.number)
        text = self.chance.choice(kinds)
        view = self.scan(bench, text)
        self.shop.note("mistakes at the bench")
        if view["outcome"]["kind"] == "go" or view["parcel"] is None:
            self.shop.blame(f"{sheet.order_no}: the wrong scan {text} gave {view['outcome']}")

    def scan(self, bench, text):
        """Sometimes the network eats the answer and the page sends the same scan again."""
        key = f"scan-{next(self.station.keys)}"
        view = self.station.scan(bench, text, key)
        if self.chance.random() < 0.03:
            again = self.station.scan(bench, text, key)
            if again["outcome"]["code"] != view["outcome"]["code"]:
                self.shop.blame(f"scan {text} answered {view['outcome']}, then {again['outcome']}")
        return view
