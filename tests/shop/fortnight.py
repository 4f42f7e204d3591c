#!/usr/bin/env python3
"""A simulated fortnight of a shop that has no interface to its platform, only files.

    fortnight.py PROGRAM [--orders-a-day N] [--seed N] [--keep FOLDER] [--out FILE]

A platform with books of its own takes orders, refunds and changed addresses; its exports go into the
real station, whose labels, ship files and hand-over lists go back. The station is restarted at each
jump of time, killed twice, switched off over a holiday. At the end the balance sheet is printed;
the exit code is 0 when it is clean: every order shipped once, held with a reason, paid back, or waiting
for a named reason, and no label packed against what an export had told."""
import argparse
import datetime as dt
import pathlib
import random
import sys
import tempfile
import time

from balance import Balance
from demand import Calendar, Demand
from packing import Packer
from platform_books import READY, Platform
from shipping import Shipper
from shop_day import SHOP, Shop
from station_process import Paper, StationProcess

SETTINGS = f'''data_folder = "data"
[shop]
name = "{SHOP}"
[shop.sender]
name = "{SHOP}"
phone = "0571-88000000"
province = "浙江省"
city = "杭州市"
district = "余杭区"
detail = "示例路1号2幢"
[http]
port = PORT
[intake]
folder = "inbox"
settle = "100ms"
[[route]]
note_contains = "顺丰"
carrier = "shunfeng"
[[route]]
provinces = ["西藏", "新疆"]
carrier = "ems"
[numbers]
default_carrier = "zto"
[[numbers.range]]
carrier = "zto"
prefix = "78"
first = 990000000001
last = 990000090000
digits = 12
[[numbers.range]]
carrier = "shunfeng"
prefix = "SF"
first = 9990000000001
last = 9990000009000
digits = 13
[[numbers.range]]
carrier = "ems"
prefix = "12"
first = 99900000001
last = 99900009000
digits = 11
[carriers.zto]
allow_without_routing = true
[carriers.shunfeng]
allow_without_routing = true
[carriers.yuantong]
allow_without_routing = true
[[printer]]
name = "label-1"
uri = "file:paper/1"
template = "76x130"
head_width_dots = 640
[[printer]]
name = "label-2"
uri = "file:paper/2"
template = "76x130"
head_width_dots = 640
[[bench]]
name = "1"
[[bench]]
name = "2"
[shipping]
layout = "generic"
rows_per_file = 25
[batches]
slots = ["10:00"]
days = ["mon", "tue", "wed", "thu", "fri"]
needs_export_within = "3h"
[[batches.slot]]
at = "16:00"
days = [AFTERNOONS]
[[calendar]]
name = "五一"
from = "HOLIDAY_FROM"
to = "HOLIDAY_TO"
[[calendar]]
name = "调休"
from = "WORKED"
kind = "work"
like = "fri"
'''


class Fortnight:
    def __init__(self, shop, packer, shipper, calendar, short):
        self.short = short
        self.shop, self.packer, self.shipper, self.calendar = shop, packer, shipper, calendar
        self.station, self.platform, self.chance = shop.station, shop.platform, shop.chance

    def at(self, day, text):
        return dt.datetime.combine(self.calendar.date(day), dt.time.fromisoformat(text))

    def live(self):
        for day in range(self.calendar.days + 1):
            if day == self.ill:
                continue
            if day == self.calendar.days or self.calendar.open(day):
                self.work_day(day)
        self.last_evening()

    # The days that are unlike the others, counted from the first.
    double, late_file, crash_in_batch, other_shop, crash_in_import, ill, overslept = (
        1, 2, 3, 4, 8, 9, 11)

    def work_day(self, day):
        self.morning(day)
        self.first_slot(day)
        self.pack_and_ship(day, "10:30", "11:10",
                           leave=0 if day == self.calendar.days else 0.15)
        # Few orders: on Tuesdays and Thursdays alone is there a second slot.
        if not self.short or self.calendar.date(day).weekday() in (1, 3):
            self.second_slot(day)
            self.pack_and_ship(day, "16:30", "17:20", leave=0.03)
        self.evening(day)

    def morning(self, day):
        if day == self.overslept:
            return
        self.shop.time_is(self.at(day, "08:55"))
        if day == self.ill + 1:
            self.leave_to_next_slot()
        orders, refunds = self.shop.export_orders(), self.shop.export_refunds()
        if day == self.late_file:
            self.kept = orders  # Lies in the owner's downloads until somebody asks for it.
            self.shop.take_in(refunds)
            return
        if day == self.crash_in_import:  # The holiday's orders: many at once.
            self.crash_while_importing(orders, self.at(day, "08:58"))
        else:
            self.shop.take_in(orders)
        self.shop.take_in(refunds)
        self.shop.look_at_intercepted()
        self.shop.look_at_held()
        self.shop.report_delays()
        if day == self.double:
            for way in ("page", "command", "folder"):
                self.shop.take_in(orders, way)  # The same file again, thrice.
            self.old = orders

    def leave_to_next_slot(self):
        """Yesterday's slots were missed: one question, for all of them."""
        if self.station.get("/api/v1/orders", state="ready")["total"] == 0:
            self.shop.note("missed slots with nothing to print")
            return
        slots = self.wait_slot("the question about the missed slots", self.open_slots)
        if [slot["state"] for slot in slots] != ["asking"]:
            self.shop.blame(f"a day without the machine left {slots}")
        self.station.post(f"/api/v1/slots/{slots[0]['id']}/skip")
        self.shop.note("missed slots left to the next one")

    def crash_while_importing(self, export, again_at):
        """Killed as soon as the import's first orders are on the disk."""
        log = self.station.folder / "data/packbench.db-wal"
        before = log.stat()
        self.station.put_into_folder(export.name, export.content)
        end = time.monotonic() + 20
        while log.stat().st_mtime_ns == before.st_mtime_ns:
            assert time.monotonic() < end, "the import wrote nothing"
        self.station.kill()
        left_off = (self.station.folder / "inbox" / export.name).exists()
        self.shop.note("kill -9 in an import" if left_off else "kill -9 behind an import")
        self.platform.advance(again_at)
        self.station.start(again_at)
        # Its file is still in the watched folder: nobody has to do anything.
        self.station.wait_for(
            lambda: not (self.station.folder / "inbox" / export.name).exists(),
            "the rest of the import", 30)
        self.station.wait_for(lambda: self.station.get("/api/v1/imports")["imports"][0]["file"] ==
                              export.name, "the import's report", 30)
        self.shop.hear(export)

    def first_slot(self, day):
        if day == self.overslept:
            self.shop.time_is(self.at(day, "10:20"))
            self.wait_slot("waits", lambda: self.open_slots())
            self.shop.news()
            self.shop.look_at_held()
            self.wait_batch(day, "10:00")
            self.shop.note("slots that came late")
            return
        self.shop.time_is(self.at(day, "10:00"))
        if day == self.crash_in_batch:
            self.crash_while_printing(day)
        elif day == self.late_file:
            slot = self.wait_slot("the waiting slot", self.open_slots)[0]
            if slot["state"] != "waiting":
                self.shop.blame(f"the slot with an old export is {slot['state']}")
            self.shop.time_is(self.at(day, "10:20"))
            self.shop.take_in(self.kept)
            self.shop.note("slots that waited for their export")
        self.wait_batch(day, "10:00")

    def crash_while_printing(self, day):
        folder = self.station.folder / "paper"
        before = len(list(folder.glob("*/*.png")))
        self.station.wait_for(lambda: len(list(folder.glob("*/*.png"))) > before + 2,
                              "the first labels of the batch", 30)
        self.station.kill()
        running = len(list(folder.glob("*/*.png")))
        again_at = self.at(day, "10:04")
        self.platform.advance(again_at)
        self.station.start(again_at)
        self.shop.fetch_paper()
        self.shop.settle_unknown()
        self.wait_batch(day, "10:00")
        more = len(list(folder.glob("*/*.png"))) > running
        self.shop.note("kill -9 in a batch" if more else "kill -9 behind a batch")

    def open_slots(self):
        return self.station.get("/api/v1/status").get("open_slots", [])

    def wait_slot(self, what, true):
        return self.station.wait_for(true, what, 20)

    def wait_batch(self, day, title):
        """Until this day's slot has printed."""
        def slot():
            return any(batch["kind"] == "slot" and batch["title"] == title and
                       batch["created_at"][:10] == f"{self.calendar.date(day)}"
                       for batch in self.station.get("/api/v1/batches")["batches"])
        self.station.wait_for(slot, f"the batch of {title}", 20)
        self.station.quiet()
        self.shop.note(f"slots of {title}")

    def pack_and_ship(self, day, packing, shipping, leave):
        shop = self.shop
        shop.time_is(self.at(day, packing))
        shop.fetch_paper()
        self.buyers_change_their_minds()
        if day % 3 != 2:
            shop.news(orders=day % 2 == 0)
        if day == self.double and packing < "12":
            shop.take_in(self.old, "page")  # Of this morning: it says nothing any more.
            shop.note("older files after newer ones")
        shop.look_at_intercepted()
        self.packer.pack_all(leave)
        self.packer.try_basket()
        shop.time_is(self.at(day, shipping))
        names = self.shipper.write()
        if names and day % 2 == 1:
            # Between writing and uploading: a fresh export, and somebody wants the money back.
            shop.time_is(self.at(day, shipping) + dt.timedelta(minutes=10))
            self.buyer_of(self.shop.parcels)
            shop.news(orders=day % 4 == 1)
        self.shipper.upload(names)
        self.shipper.again()
        shop.look_at_intercepted()

    def buyers_change_their_minds(self):
        """Between print and scan: some of those whose label lies on the table."""
        self.buyer_of({sheet.order_no for sheet in self.shop.sheets})

    def buyer_of(self, orders):
        plain = [no for no in sorted(orders) if self.platform.orders[no].status == READY and
                 self.platform.orders[no].after_sale == "无售后" and
                 self.platform.orders[no].fate in ("plain", "refund_early")]
        if plain:
            no = self.chance.choice(plain)
            self.platform.ask_refund(no, reason="重复拍下")
            self.shop.note("refunds asked while the label or parcel waited")

    def second_slot(self, day):
        self.shop.time_is(self.at(day, "15:40"))
        # With the filter 待配货 on: what was cancelled is simply not there.
        self.shop.take_in(self.shop.export_orders(only_ready=day % 2 == 1))
        if day % 4 < 2:
            self.shop.take_in(self.shop.export_refunds())
        self.shop.look_at_intercepted()
        self.shop.look_at_held()
        self.shop.time_is(self.at(day, "16:00"))
        self.wait_batch(day, "16:00")

    def evening(self, day):
        shop = self.shop
        shop.time_is(self.at(day, "18:00"))
        if day % 2:
            shop.news(orders=False)
        shop.look_at_intercepted()
        self.shipper.courier_comes()
        shop.correct_numbers()
        shop.report_delays()
        if day == self.other_shop:
            shop.import_of_another_shop()
        if not self.short:
            shop.time_is(self.at(day, "18:30"))
        shop.news(refunds=not self.short)
        shop.look_at_intercepted()
        shop.machine_off()

    def last_evening(self):
        """The books are closed on the evening of the day after the fortnight."""
        self.shop.time_is(self.at(self.calendar.days, "19:00"))
        self.shop.news()
        self.shop.look_at_intercepted()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--orders-a-day", type=int, default=70)
    parser.add_argument("--short", action="store_true", help="fewer jumps of time a day")
    parser.add_argument("--seed", type=int, default=20270426)
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for everything, left there")
    parser.add_argument("--out", type=pathlib.Path, help="the balance sheet as a file, too")
    arguments = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="packbench-shop-") as thrown_away:
        folder = arguments.keep or pathlib.Path(thrown_away)
        for name in ("inbox", "paper/1", "paper/2"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        good = run(arguments, folder.resolve(), began)
    sys.exit(0 if good else 1)


def run(arguments, folder, began):
    calendar = Calendar(dt.date(2027, 4, 26))
    settings = SETTINGS
    settings = settings.replace("AFTERNOONS", '"tue", "thu"' if arguments.short else
                                '"mon", "tue", "wed", "thu", "fri"')
    for word, day in (("HOLIDAY_FROM", calendar.holiday[0]), ("HOLIDAY_TO", calendar.holiday[-1]),
                      ("WORKED", calendar.worked[0])):
        settings = settings.replace(word, str(calendar.date(day)))
    platform = Platform(dt.datetime.combine(calendar.first, dt.time()))
    # Each has a dice of its own, so that a change in one leaves the others' days as they were.
    Demand(platform, calendar, arguments.orders_a_day, random.Random(arguments.seed)).begin()
    station = StationProcess(arguments.program.resolve(), folder, settings)
    paper = Paper([folder / "paper/1", folder / "paper/2"])
    shop = Shop(station, platform, paper, random.Random(arguments.seed + 1),
                random.Random(arguments.seed + 2))
    packer = Packer(shop)
    try:
        Fortnight(shop, packer, Shipper(shop), calendar, arguments.short).live()
        balance = Balance(shop, packer)
        clean = balance.draw_up()
    finally:
        if station.process is not None:
            station.kill()
    sheet = balance.text(f"A fortnight of a file shop, {calendar.first} to "
                         f"{calendar.date(calendar.days - 1)}, seed {arguments.seed}")
    print(sheet)
    print(f"{time.monotonic() - began:.1f} s, {station.starts} starts of the program")
    if arguments.out:
        arguments.out.write_text(sheet + "\n", encoding="utf-8")
    return clean


if __name__ == "__main__":
    main()
