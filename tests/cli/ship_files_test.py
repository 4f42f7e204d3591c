"""Ship files as the shop's back end gets them: each layout, several files, what was rejected, results."""
import json
import unittest
import xml.etree.ElementTree as ET
import zipfile

from program import EXPORT, FolderTest

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
LAYOUTS = {
    "generic": {"titles": ["订单号", "物流公司", "物流单号"],
                "sheets": {"批量发货": None, "物流公司": ["物流公司", "编码"]}},
    "pinduoduo": {"titles": ["订单号", "快递公司", "快递单号"], "sheets": {"Sheet1": None}},
    "xiaohongshu": {"titles": ["订单号", "快递公司编码", "快递公司", "快递单号"],
                    "sheets": {"批量发货": None, "快递公司": ["快递公司", "快递公司编码"]}},
}


def workbook(path):
    """{sheet: rows} by the format's own rules, independently of the program; every cell a text cell."""
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        names = [sheet.get("name") for sheet in
                 ET.fromstring(book.read("xl/workbook.xml")).iterfind("m:sheets/m:sheet", NS)]
        texts = ["".join(t.text or "" for t in si.iterfind(".//m:t", NS)) for si in
                 ET.fromstring(book.read("xl/sharedStrings.xml")).iterfind("m:si", NS)]
        sheets = {}
        for number, name in enumerate(names, 1):
            root = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            rows = []
            for row in root.iterfind("m:sheetData/m:row", NS):
                cells = list(row.iterfind("m:c", NS))
                assert all(c.get("t") == "s" and c.find("m:f", NS) is None for c in cells)
                rows.append([texts[int(c.find("m:v", NS).text)] for c in cells])
            sheets[name] = rows
    return sheets


class ShipFiles(FolderTest):
    def pack_first(self, count):
        """Takes the demo's orders in and binds the first `count`, as the packer does; their numbers."""
        self.serve()
        self.expect(0, "import", str(EXPORT), "--config", self.config)
        ready = json.loads(self.expect(0, "orders", "--config", self.config, "--state", "ready",
                                       "--json"))["orders"]
        packed = []
        for order in ready[:count]:
            order_no = order["order_no"]
            order = self.pack(order_no)
            packed.append((order_no, order["number"]))
        return packed

    def ship_file(self, target, *more):
        return json.loads(self.expect(0, "ship-file", "--config", self.config, "-o", target,
                                      "--json", *more))

    def test_each_layout_can_be_read_by_another_program(self):
        packed = self.pack_first(3)
        for at, (name, layout) in enumerate(LAYOUTS.items()):
            with self.subTest(name):
                self.stop()
                self.write_config(("[shipping]", f'[shipping]\nlayout = "{name}"\nrows_per_file = 1'))
                report = self.ship_file(f"{name}.xlsx", *(["--again-rejected"] if at else []))
                self.assertEqual(report["rows"], 1)
                sheets = workbook(self.folder / f"{name}.xlsx")
                self.assertEqual(list(sheets), list(layout["sheets"]))
                first, *rest = sheets.values()
                self.assertEqual(first[0], layout["titles"])
                self.assertEqual((first[1][0], first[1][-1]), packed[0])
                self.assertEqual(len(first), 2)
                for rows, titles in zip(rest, list(layout["sheets"].values())[1:]):
                    self.assertEqual(rows[0], titles)
                    self.assertIn("zto", [row[1] for row in rows])
                # Rows beyond the limit lie in files beside the first one.
                self.assertEqual([f["rows"] for f in report["more"]], [1, 1])
                for n, (order_no, number) in enumerate(packed[1:], 2):
                    rows = next(iter(workbook(self.folder / f"{name}-{n}.xlsx").values()))
                    self.assertEqual((rows[1][0], rows[1][-1]), (order_no, number))
                # Rejected, so that the next layout has them to write, too.
                self.reject_all(packed)

    def reject_all(self, packed):
        text = "订单号,处理结果,失败原因\n" + "".join(f"{o},失败,单号已被使用\n" for o, _ in packed)
        self.write("results.csv", text)
        self.expect(0, "ship-file", "--config", self.config, "--results", "results.csv",
                    says="3 rejected")

    def test_only_what_was_rejected_is_written_again(self):
        (one, number), (two, _) = self.pack_first(2)
        self.assertEqual(self.ship_file("first.csv"), {"file": str(self.folder / "first.csv"),
                                                       "rows": 2})
        self.expect(1, "ship-file", "--config", self.config, "-o", "x.csv", says="no bound parcel")
        self.expect(1, "ship-file", "--config", self.config, "-o", "x.csv", "--again-rejected",
                    says="no rejected row")
        name = self.get("/api/v1/ship-files")["files"][0]["name"]
        self.expect(0, "ship-file", "--config", self.config, "--uploaded", name,
                    says="2 rows uploaded")
        # Through the daemon's socket, by order of the titles in another order.
        self.write("results.csv", f"原因,状态,订单编号\n,成功,{two}\n单号已被使用,失败,{one}\nx,失败,P1\n")
        self.expect(0, "ship-file", "--config", self.config, "--results", "results.csv",
                    says="0 uploaded, 1 rejected, 1 not understood")
        file = self.get(f"/api/v1/ship-files/{name}/rows")
        self.assertEqual({r["order_no"]: (r["state"], r["reason"]) for r in file["list"]},
                         {one: ("rejected", "单号已被使用"), two: ("uploaded", "")})
        self.assertEqual(self.ship_file("again.csv", "--again-rejected")["rows"], 1)
        text = (self.folder / "again.csv").read_text("utf-8-sig")
        self.assertIn(f"{one},中通快递,{number}" if "中通快递" in text else number, text)
        self.assertNotIn(two, text)

    def test_wrong_use_is_two(self):
        for words, says in [
                (["-o", "a.csv", "--uploaded", "x"], "one at a time"), ([], "-o OUT.xlsx"),
                (["--again-rejected", "--uploaded", "x"], "--again-rejected needs -o"),
                (["--results", "nothing.csv"], "nothing.csv"),
                (["--uploaded", "nothing.xlsx"], "no ship file 'nothing.xlsx'")]:
            with self.subTest(words):
                self.expect(2, "ship-file", "--config", self.config, *words, says=says)


if __name__ == "__main__":
    unittest.main()
