"""The commands around a station's data: import, orders, ship-file, printers, with and without the daemon."""
import json
import unittest

from program import EXPORT, FolderTest


class Orders(FolderTest):
    def import_export(self, *options):
        return json.loads(self.expect(0, "import", EXPORT, "--config", self.config, "--json",
                                      *options))

    def orders(self, *words):
        return json.loads(self.expect(0, "orders", "--config", self.config, "--json", *words))

    def counts(self, report):
        return [report[name] for name in ("new", "updated", "unchanged")]

    # The orders of a dry run point at their import, which an empty database does not have: the
    # first dry run of a fresh station failed with a broken foreign key.
    def test_a_dry_run_tells_what_the_import_then_does(self):
        dry = self.import_export("--dry-run")
        self.assertEqual(self.counts(dry), [113, 0, 0])
        self.assertEqual(self.orders()["total"], 0)
        wet = self.import_export()
        self.assertEqual(wet, dry)
        self.assertLessEqual({"file", "rows", "orders", "new", "updated", "unchanged", "skipped",
                              "errors"}, set(wet))
        self.assertEqual((wet["file"], wet["rows"], wet["orders"], wet["errors"]),
                         ("export.xlsx", 198, 120, []))
        self.assertLessEqual({"row", "order_id", "reason"}, set(wet["skipped"][0]))
        for options in [["--dry-run"], [], ["--dry-run"]]:
            self.assertEqual(self.counts(self.import_export(*options)), [0, 0, 113])

    def test_orders_are_found_by_each_filter(self):
        self.import_export()
        everything = self.orders()
        self.assertEqual((everything["total"], everything["page"], everything["pages"]), (113, 1, 3))
        first = everything["orders"][0]
        self.assertEqual(len({o["order_no"] for page in (1, 2, 3)
                              for o in self.orders("--page", page)["orders"]}), 113)
        found = self.orders("--id", first["order_no"])["orders"]
        self.assertEqual([o["order_no"] for o in found], [first["order_no"]])
        self.assertEqual(self.orders("--state", "intercepted")["total"], 2)
        held = self.orders("--state", "held")
        self.assertEqual({o["state"] for o in held["orders"]}, {"held"})
        self.assertTrue(all(o["reasons"] for o in held["orders"]))
        title = first["summary"].split(" ")[0]
        by_title = self.orders("--title", title)
        self.assertTrue(0 < by_title["total"] < 113)
        last4 = first["receiver"][-4:]
        self.assertIn(first["order_no"], [o["order_no"] for o in
                                          self.orders("--phone-last4", last4)["orders"]])
        day = sorted(o["created_at"] for o in everything["orders"])[25][:10]
        before, after = self.orders("--to", day)["total"], self.orders("--from", day)["total"]
        self.assertEqual(before + after, 113)
        self.assertEqual(self.orders("--name", "没有这个人")["total"], 0)
        self.assertEqual(self.orders("--id", "' OR 1=1 --")["total"], 0)

    WRONG = [
        (["--state", "nope"], "'nope'"), (["--page", "0"], "the first is 1"),
        (["--page", "4294967297"], "no page"), (["--from", "2026-13-40"], "--from"),
        (["--to", "tomorrow"], "--to"), (["--phone-last4", "68"], "four digits"),
        (["--phone-last4", "abcd"], "four digits"),
    ]

    def test_a_wrong_filter_is_two(self):
        self.expect(2, "orders", "--config", self.config, says="import an export file or start")
        self.import_export()
        for words, says in self.WRONG:
            with self.subTest(words):
                self.expect(2, "orders", "--config", self.config, *words, says=says)

    def test_the_daemon_does_the_same_through_its_socket(self):
        self.serve()
        self.assertEqual(self.counts(self.import_export("--dry-run")), [113, 0, 0])
        self.assertEqual(self.get("/api/v1/status")["counts"]["to_ship"], 0)
        self.assertEqual(self.counts(self.import_export()), [113, 0, 0])
        self.assertEqual(self.counts(self.import_export()), [0, 0, 113])
        self.wait_for(lambda: self.get("/api/v1/status")["counts"]["to_ship"] == 111, "111 orders")
        self.assertEqual(self.orders()["total"], 113)
        self.expect(1, "ship-file", "--config", self.config, "-o", "ship.csv",
                    says="no bound parcel")
        self.assertFalse((self.folder / "ship.csv").exists())
        ready = self.orders("--state", "ready")["orders"]
        for order in ready[:2]:
            self.pack(order["order_no"])
        beside = json.loads(self.expect(0, "ship-file", "--config", self.config, "-o", "beside.csv",
                                        "--json"))
        self.assertEqual(beside, {"file": str(self.folder / "beside.csv"), "rows": 2})
        self.assertIn(ready[0]["order_no"], (self.folder / "beside.csv").read_text("utf-8-sig"))
        # A third one is written by the command itself, once the daemon has ended.
        self.pack(ready[2]["order_no"])
        self.assertEqual(self.stop(), 0)
        alone = json.loads(self.expect(0, "ship-file", "--config", self.config, "-o", "alone.xlsx",
                                       "--json"))
        self.assertGreaterEqual(alone["rows"], 1)
        self.assertTrue((self.folder / "alone.xlsx").read_bytes().startswith(b"PK"))

    # The folder that a file printer's own folder lies in is not made: a share that is not mounted
    # is no printer. The command said "will be made" where printing then failed.
    def test_printers_says_what_can_be_reached(self):
        found = json.loads(self.expect(0, "printers", "--config", self.config, "--json"))["printers"]
        self.assertEqual([p["name"] for p in found], ["打印机1", "打印机2"])
        self.assertLessEqual({"name", "uri", "language", "reachable", "detail"}, set(found[0]))
        (self.folder / "printers").rmdir()
        out = self.expect(1, "printers", "--config", self.config)
        self.assertIn("make that folder", out)
        (self.folder / "printers").mkdir()
        self.write_config(("file:printers/label-1", "tcp://127.0.0.1:1"),
                          ('evidence = "written"', 'evidence = "none"'))
        found = json.loads(self.expect(1, "printers", "--config", self.config, "--json"))["printers"]
        self.assertEqual([p["reachable"] for p in found], [False, True])


if __name__ == "__main__":
    unittest.main()
