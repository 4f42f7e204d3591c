"""A carrier's number sheet from the shell and the watched folder, and the request file back."""
import csv
import io
import json
import stat
import unittest

from program import EXPORT, FolderTest

SHEET = "订单号,运单号,三段码,集包地\n"


class NumberSheets(FolderTest):
    def orders(self):
        out = self.expect(0, "orders", "--config", self.config, "--state", "ready", "--json")
        return [order for order in json.loads(out)["orders"] if order["carrier"] == "zto"]

    def test_request_out_sheet_in_labels_printed(self):
        self.expect(0, "import", EXPORT, "--config", self.config)
        request = self.folder / "request.csv"
        self.expect(0, "number-request", "-o", request, "--config", self.config,
                    says="names and addresses")
        self.assertEqual(stat.S_IMODE(request.stat().st_mode), 0o600)
        rows = list(csv.DictReader(io.StringIO(request.read_text("utf-8-sig"))))
        mine = [row for row in rows if row["快递公司"] == "中通快递"]
        self.assertGreater(len(mine), 5)
        self.assertTrue(all(row["收件人"] and row["详细地址"] and row["物品"] for row in mine))
        sheet = self.write("sheet.csv", SHEET + "".join(
            f"{row['订单号']},7899000000{n:04d},571-W00 {n:03d},杭州中转包\n"
            for n, row in enumerate(mine[:4])) + ",78990000009999,571-1,x\n")
        out = self.expect(1, "import", sheet, "--config", self.config, "--json",
                          says=("row 6", "订单号 (A)"))
        report = json.loads(out)
        self.assertEqual((report["new"], report["errors"][0]["row"]), (4, 6))
        out = self.expect(1, "import", sheet, "--config", self.config, "--json")
        self.assertEqual((json.loads(out)["new"], json.loads(out)["unchanged"]), (0, 4))
        self.serve()
        code, batch = self.post("/api/v1/batches", {})
        self.assertEqual(code, 200)
        jobs = self.batch_done(batch["batch"], 120)["jobs"]
        numbers = {job["order_no"]: job["number"] for job in jobs}
        for n, row in enumerate(mine[:4]):
            self.assertEqual(numbers[row["订单号"]], f"7899000000{n:04d}")

    def test_the_watched_folder_tells_a_sheet_by_its_columns(self):
        self.expect(0, "import", EXPORT, "--config", self.config)
        order = self.orders()[0]["order_no"]
        self.serve()
        (self.folder / "inbox/from-carrier.csv").write_text(
            SHEET + f"{order},78990000000001,571-W00 012,杭州\n")
        self.wait_for(lambda: self.get("/api/v1/numbers")["sheet_waiting"] == 1, "the sheet")
        self.wait_for(lambda: (self.folder / "inbox/done/from-carrier.csv").exists(), "the move")

    def test_nothing_to_request_is_no(self):
        self.expect(1, "number-request", "-o", self.folder / "x.xlsx", "--config", self.config,
                    says="needs a number")
        self.expect(2, "number-request", "-o", self.folder / "x.pdf", "--config", self.config)

    def test_a_gateway_in_clear_beyond_this_machine_is_a_mistake(self):
        text = self.config.read_text() + (
            '[[numbers.source]]\nkind = "kdniao"\ncredentials = "k.toml"\n'
            'endpoint = "http://api.example.org/x"\n')
        self.config.write_text(text)
        code, _, err = self.packbench("check-config", self.config)
        self.assertNotEqual(code, 0)
        self.assertIn("allow_plain_http", err)


if __name__ == "__main__":
    unittest.main()
