"""Ship files up to the platform and parcels out of the door."""
import uuid

import files
from platform_books import ASKED, CANCELLED, PAID_BACK
from shop_day import Shop
from station_process import Refused

NOTHING = ("error.nothing_to_ship", "error.nothing_due_to_ship")


class Shipper:
    def __init__(self, shop: Shop):
        self.shop, self.station, self.platform = shop, shop.station, shop.platform
        self.turn = 0

    def write(self):
        """Names of the files with everything that is due."""
        self.turn += 1
        form = ["xlsx", "csv"][self.turn % 2]
        try:
            first = self.station.post("/api/v1/ship-files", {"format": form})
        except Refused as no:
            assert no.key in NOTHING, no
            return []
        return [one["name"] for one in [first, *first.get("more", [])]]

    def rows(self, name):
        """As the back end reads the file, downloaded from the page."""
        return files.read_ship_file(self.station.request(f"/api/v1/ship-files/{name}"), name)

    def upload(self, names):
        for name in names:
            name = self.mended(name)
            if not name:
                continue
            rows = self.rows(name)
            self.shop.rows_written += [(name, no, number) for no, _, number in rows]
            self.shop.note("ship files uploaded")
            self.shop.note("rows uploaded", len(rows))
            self.tell_results(name, self.platform.upload(rows))

    def mended(self, name):
        """A file in which a row must not leave is made anew without it."""
        trouble = [row for row in self.station.get(f"/api/v1/ship-files/{name}/rows")["list"]
                   if row["trouble"]]
        if not trouble:
            return name
        self.shop.note("ship files made anew")
        answer = self.station.post(f"/api/v1/ship-files/{name}/remake")
        for no in answer["left_out"]:
            self.shop.take_out(no, "left out of a ship file")
        return answer["file"]["name"] if answer["file"] else ""

    def tell_results(self, name, results):
        """Ticked and only the failures pasted, or the whole list; by the page or the command."""
        failed = [result for result in results if not result[1]]
        for no, done, reason in results:
            if done:
                self.shop.taken.add(no)
                self.shop.rejected.pop(no, None)
            else:
                self.shop.rejected[no] = reason
                self.shop.note(f"rows rejected: {reason}")
        way = self.turn % 3
        if way == 0:
            self.station.post(f"/api/v1/ship-files/{name}/uploaded")
            if failed:
                self.paste(failed)
        elif way == 1:
            self.paste(results)
        else:
            self.station.run("ship-file", "--uploaded", name)
            if failed:
                file = self.station.folder / "results.xlsx"
                file.write_bytes(files.write_results(failed, "xlsx"))
                self.station.run("ship-file", "--results", file)

    def paste(self, results):
        answer = self.station.post("/api/v1/ship-results",
                                   {"text": files.write_results(results, "text")})
        if answer["problems"] or answer["rejected"] != sum(not done for _, done, _ in results):
            self.shop.blame(f"results not understood: {answer}")

    def ship(self):
        """Written, uploaded, and what was rejected for its form alone once more."""
        self.upload(self.write())
        self.again()

    def again(self):
        orders = [no for no, reason in self.shop.rejected.items()
                  if reason == "快递单号格式不正确" or
                  reason.startswith("订单存在售后") and self.platform.orders[no].after_sale != ASKED
                  and self.platform.orders[no].status != CANCELLED]
        if not orders:
            return
        first = self.station.post("/api/v1/ship-again", {"format": "xlsx", "orders": orders})
        self.shop.note("rejected rows issued again", len(orders))
        self.upload([one["name"] for one in [first, *first.get("more", [])]])

    def courier_comes(self):
        """Scans what leaves; what the platform did not take, and what the list refuses, stays."""
        for no, parcel in list(self.shop.parcels.items()):
            if parcel.left_at is not None or no not in self.shop.taken:
                continue
            if parcel.kept_because and self.platform.orders[no].after_sale in (ASKED, PAID_BACK):
                continue
            try:
                self.station.post("/api/v1/handover-scans", {"text": parcel.sheet.number})
            except Refused as refusal:
                parcel.kept_because = refusal.key
                self.shop.note(f"parcels kept at the hand-over: {refusal.key}")
                if not self.shop.knowledge.refund_is_open(no):
                    self.shop.blame(f"{no} was kept at the hand-over as {refusal.key}")
                continue
            if self.shop.knowledge.refund_is_open(no):
                self.shop.blame(f"{no} went to the courier though told an open refund")
            parcel.left_at, parcel.kept_because = self.shop.now, ""
            self.shop.left_house.append((self.shop.now, no, parcel.sheet.number))
        for carrier in self.station.get("/api/v1/handovers")["carriers"]:
            if carrier["scanned"]:
                closed = self.station.post("/api/v1/handovers", {
                    "carrier": carrier["carrier"], "everything": False, "courier": "小张",
                    "key": str(uuid.uuid4())})
                self.shop.handovers.append(closed["id"])
                if closed["count"] != carrier["scanned"]:
                    self.shop.blame(f"the hand-over has {closed['count']} parcels, scanned were "
                                    f"{carrier['scanned']}")
                self.shop.note("hand-overs closed")
