"""The product table and paper for picking from the shell, with and without the daemon."""
import json
import struct
import unittest

from program import EXPORT, FolderTest


class Products(FolderTest):
    def products(self, code, *words, says=()):
        return self.expect(code, "products", *words, "--config", self.config, says=says)

    def test_the_table_goes_out_and_comes_back_unchanged(self):
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.products(0, "export", "-o", "products.csv", says="products")
        csv = (self.folder / "products.csv").read_bytes()
        self.assertTrue(csv.startswith(b"\xef\xbb\xbf"))
        count = csv.decode("utf-8-sig").count("\r\n") - 1
        self.assertGreater(count, 5)
        report = json.loads(self.products(0, "import", "products.csv", "--json"))
        self.assertEqual((report["rows"], report["new"], report["changed"], report["unchanged"]),
                         (count, 0, 0, count))
        self.products(1, "undo", says="no import")

    def test_a_table_is_tried_taken_in_and_taken_back(self):
        self.write("t.csv", "商家编码,箱型,重量(克)\nC1,3号箱,350\nC2,5号箱,heavy\n")
        dry = json.loads(self.products(1, "import", "t.csv", "--dry-run", "--json",
                                       says=["row 3, 重量(克) (C)", "nothing was written"]))
        self.assertEqual((dry["new"], dry["dry_run"]), (1, True))
        self.products(0, "export", "-o", "none.csv", says="0 products")
        wet = json.loads(self.products(1, "import", "t.csv", "--json"))
        self.assertEqual(wet["problems"], dry["problems"])
        self.products(0, "undo", says="1 removed")
        self.products(0, "export", "-o", "none.csv", says="0 products")

    def test_wrong_use_is_told(self):
        self.write("names.csv", "名称\n杯\n")
        self.products(2, "import", says="missing: FILE")
        self.products(2, "import", "names.csv", says="规格ID")
        self.products(2, "import", "nothing.csv", says="nothing.csv")
        self.products(2, "export", says="-o FILE.csv")
        self.products(2, "forget", says="import, export, undo")
        self.products(2, "undo", "it", says="one word too many")
        self.expect(2, "picklist", "seven", "--config", self.config, "-o", "p", says="no batch")
        self.expect(2, "picklist", "1", "--config", self.config, says="-o PREFIX")
        self.expect(2, "picklist", "1", "--config", self.config, "-o", "p", "--dpi", "96")

    def test_beside_the_daemon(self):
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.serve()
        self.write("t.csv", "商家编码,货架\nNEW,A-1\n")
        self.products(0, "import", "t.csv", says="1 new")
        self.assertEqual(self.get("/api/v1/products?q=NEW")["total"], 1)
        self.products(0, "undo", says="1 removed")
        batch = self.post("/api/v1/batches", {})[1]["batch"]
        self.wait_for(lambda: self.get(f"/api/v1/batches/{batch}")["state"] == "done",
                      "the batch", 60)
        self.expect(1, "picklist", "99", "--config", self.config, "-o", "p", says="no batch 99")
        answer = json.loads(self.expect(0, "picklist", batch, "--config", self.config,
                                        "-o", "pick", "--json", says="sheet"))
        self.assertEqual(sum(line["quantity"] for line in answer["lines"]), answer["pieces"])
        first = (self.folder / "pick-1.png").read_bytes()
        self.assertEqual(struct.unpack(">II", first[16:24]), (608, 1040))
        slips = json.loads(self.expect(0, "picklist", batch, "--slips", "--config", self.config,
                                       "-o", "slip", "--json"))["slips"]
        self.assertEqual(len(slips), answer["labels"])
        found = json.loads(self.expect(0, "proof", self.folder / "slip-001.png", "--json",
                                       "--expect", slips[0]["code"]))
        self.assertEqual(found["verdict"], "pass")
        kind = json.loads(self.expect(0, "identify", found["codes"][0]["text"], "--json"))
        self.assertEqual(kind["kind"], "slip")


if __name__ == "__main__":
    unittest.main()
