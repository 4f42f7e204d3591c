"""The disk of the data folder runs full: during an import, a batch and a scan. Each time the page
says what is wrong, where, and what to do; the daemon stays up, nothing is lost or doubled, and it
goes on by itself as soon as there is room.

The disk is a limit on the size of the daemon's files (RLIMIT_FSIZE), which needs no rights and no
room: a write beyond it fails as on a full disk, for the database and for label pictures alike."""
import json
import subprocess
import time
import unittest

from bad_input_test import HEADER, csv_row
from program import EXPORT, SOURCE, FolderTest


class FullDisk(FolderTest):
    def fill(self):
        subprocess.run(["prlimit", "--pid", str(self.daemon.pid), "--fsize=4096:unlimited"],
                       check=True)

    def free(self):
        subprocess.run(["prlimit", "--pid", str(self.daemon.pid), "--fsize=unlimited:unlimited"],
                       check=True)

    def truth(self):
        return self.get("/api/v1/status")["truth"]

    def wait_for_trouble(self):
        """What is wrong, where, and what to do about it stands on the status page."""
        truth = self.wait_for(
            lambda: self.truth() if self.truth()["key"] == "ui.truth.station_trouble" else None,
            "the trouble on the page", 20)
        self.assertEqual(truth["level"], "stop")
        for part in ("no room left", str(self.folder / "data"), "free some space"):
            self.assertIn(part, truth["params"]["message"])
        self.assertEqual(self.get("/healthz"), {"status": "ok"})

    def wait_for_all_well(self):
        self.wait_for(lambda: self.truth()["key"] != "ui.truth.station_trouble",
                      "the end of the trouble on the page", 30)

    def test_during_an_import_the_file_waits_and_every_order_comes_in_once(self):
        self.serve()
        orders = 400
        content = HEADER + "".join(
            csv_row(f"P7000000000000{i:05}", phone=f"139{i * 7919 % 100000000:08}",
                    address=f"浙江省杭州市西湖区文三路{i + 1}号东方大厦1001室")
            for i in range(orders))
        self.write("inbox/orders.csv", content)
        self.wait_for(lambda: self.get("/api/v1/status")["counts"]["to_ship"] > 0, "some orders")
        self.fill()
        self.wait_for_trouble()
        part = self.get("/api/v1/status")
        self.assertLess(part["counts"]["to_ship"], orders)
        self.assertEqual(part["facts"]["importing"]["orders"], orders, "half an import says so")
        self.assertTrue((self.folder / "inbox/orders.csv").exists(), "it is not given up")
        self.free()
        self.wait_for(lambda: self.get("/api/v1/status")["counts"]["to_ship"] == orders,
                      "all orders")
        self.wait_for(lambda: not (self.folder / "inbox/orders.csv").exists(), "the file put away")
        imports = self.get("/api/v1/imports")["imports"]
        self.assertEqual([(i["new"], i["problems"]) for i in imports], [(orders, [])])
        self.wait_for(lambda: self.get("/api/v1/status")["facts"]["importing"] is None, "its end")
        self.wait_for_all_well()

    def test_during_a_batch_every_label_comes_out_once(self):
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.serve()
        _, answer = self.post("/api/v1/batches", {})
        self.wait_for(lambda: len(list(self.folder.glob("printers/*/*.bin"))) > 3, "some labels")
        self.fill()
        self.wait_for_trouble()
        before = len(list(self.folder.glob("printers/*/*.bin")))
        self.assertLess(before, answer["labels"])
        time.sleep(1)
        self.assertEqual(len(list(self.folder.glob("printers/*/*.bin"))), before)
        self.free()
        jobs = self.batch_done(answer["batch"])["jobs"]
        # What was being sent as the disk ran full may need a person; everything else is on paper.
        states = [job["state"] for job in jobs]
        self.assertLessEqual(set(states), {"printed", "unknown"})
        self.assertLessEqual(states.count("unknown"), 4, "never more than both windows")
        sheets = [file.stem.split("-")[-1] for file in self.folder.glob("printers/*/*.bin")]
        self.assertEqual(len(sheets), len(set(sheets)), "a number on two sheets")
        self.assertLessEqual({job["number"] for job in jobs if job["state"] == "printed"},
                             set(sheets))
        self.wait_for_all_well()

    def test_a_scan_is_refused_in_words_and_binds_when_there_is_room(self):
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.serve()
        order = self.get("/api/v1/orders?state=ready")["orders"][0]["order_no"]
        _, answer = self.post(f"/api/v1/orders/{order}/print", {})
        number = self.batch_done(answer["batch"])["jobs"][0]["number"]
        self.fill()
        status, answer = self.post("/api/v1/benches/1/scan", {"text": number, "key": "full-1"})
        self.assertEqual((status, answer["error"]["key"]), (503, "error.disk_full"))
        words = json.loads((SOURCE / "config/text/zh-CN.json").read_text())["error.disk_full"]
        self.assertIn("磁盘已满", words)
        self.assertIn(str(self.folder / "data"), answer["error"]["message"])
        self.assertEqual(self.get(f"/api/v1/orders/{order}")["state"], "printed")
        self.free()
        # The same scan with the same key: the page sends it again by itself.
        status, answer = self.post("/api/v1/benches/1/scan", {"text": number, "key": "full-1"})
        self.assertEqual((status, answer["outcome"]["code"]), (200, "opened"))
        codes = [item["barcode"] for item in self.get(f"/api/v1/orders/{order}")["items"]
                 if item["barcode"] for _ in range(item["quantity"])]
        for step, text in enumerate([*codes, "PB:CONFIRM"], 2):
            self.post("/api/v1/benches/1/scan", {"text": text, "key": f"full-{step}"})
        self.assertEqual(self.get(f"/api/v1/orders/{order}")["state"], "packed")


if __name__ == "__main__":
    unittest.main()
