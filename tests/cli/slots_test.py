"""The 10:00 batch of the real program: it comes by itself, once, also across a restart."""
import signal
import subprocess
import time
import unittest

from program import EXPORT, PROGRAM, FolderTest


class Slots(FolderTest):
    def serve_at(self, beijing_time):
        self.log = self.folder / f"serve-{time.monotonic()}.log"
        with open(self.log, "wb") as log:
            self.daemon = subprocess.Popen(
                [PROGRAM, "serve", "--config", str(self.config), "--clock", beijing_time],
                stdout=log, stderr=log)
        self.wait_for(lambda: "Ctrl-C" in self.log.read_text(), "the daemon's greeting")

    def slots(self):
        return [batch for batch in self.get("/api/v1/batches")["batches"] if batch["kind"] == "slot"]

    def test_ten_o_clock_comes_once_and_a_missed_one_comes_late(self):
        self.write_config(('needs_export_within = "4h"', ""))
        self.expect(0, "import", EXPORT, "--config", self.config)
        # Whatever the day: the export of the tests is older than this.
        self.serve_at("2027-03-01 09:59:57")
        self.assertEqual(self.slots(), [])
        self.wait_for(self.slots, "the 10:00 batch")
        batch = self.slots()[0]
        batch = self.batch_done(batch["id"])
        self.assertEqual((batch["title"], batch["late"]), ("10:00", False))
        self.assertGreater(batch["printed"], 80)
        self.stop()
        # Restarted a minute later: it does not run again.
        self.serve_at("2027-03-01 10:01:00")
        time.sleep(2)
        self.assertEqual([slot["id"] for slot in self.slots()], [batch["id"]])
        self.stop()
        # Off over 16:00: it runs late, once, and says so.
        self.serve_at("2027-03-01 16:40:00")
        self.wait_for(lambda: len(self.slots()) == 2, "the 16:00 batch")
        newest = self.slots()[0]
        self.assertEqual((newest["title"], newest["late"]), ("16:00", True))
        self.wait_for(lambda: any(need["kind"] == "late_slot" for need in
                                  self.get("/api/v1/status")["needs_person"]),
                      "the late slot on the page", 10)

    def open_slots(self):
        return self.get("/api/v1/status")["open_slots"]

    def needs(self):
        return {need["kind"] for need in self.get("/api/v1/status")["needs_person"]}

    def test_a_slot_with_an_old_export_waits_until_it_is_told_to_go(self):
        # The export of the tests is far older than the demo's four hours.
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.serve_at("2027-03-01 09:59:58")
        slot = self.wait_for(self.open_slots, "the waiting slot")[0]
        self.assertEqual((slot["title"], slot["state"]), ("10:00", "waiting"))
        self.assertEqual(self.slots(), [])
        self.stop(signal.SIGKILL)
        self.serve_at("2027-03-01 10:02:00")
        again = self.wait_for(self.open_slots, "the slot after the restart")
        self.assertEqual([one["id"] for one in again], [slot["id"]])
        self.assertIn("slot_waiting", self.needs())
        self.assertEqual(self.post("/api/v1/slots/99/go", {})[0], 404)
        self.assertEqual(self.post(f"/api/v1/slots/{slot['id']}/go", {})[0], 200)
        self.wait_for(self.slots, "the batch")
        self.wait_for(lambda: self.open_slots() == [], "the end of the waiting")
        code, answer = self.post(f"/api/v1/slots/{slot['id']}/skip", {})
        self.assertEqual((code, answer["error"]["key"]), (409, "error.slot_state"))

    def test_days_that_were_missed_are_one_question(self):
        self.write_config(('needs_export_within = "4h"', ""))
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.serve_at("2027-03-01 09:00:00")
        self.stop()
        self.serve_at("2027-03-03 08:00:00")
        slots = self.wait_for(self.open_slots, "the question")
        self.assertEqual(len(slots), 1)
        self.assertEqual((slots[0]["state"], len(slots[0]["folded"])), ("asking", 3))
        self.assertGreater(slots[0]["expected"], 80)
        self.assertEqual(self.post(f"/api/v1/slots/{slots[0]['id']}/skip", {})[0], 200)
        self.wait_for(lambda: self.open_slots() == [], "the end of the question")
        self.assertEqual(self.slots(), [])

    def test_ten_minutes_before_a_slot_the_station_checks_and_counts_the_roll(self):
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.serve_at("2027-03-01 09:49:58")
        self.assertEqual(self.post("/api/v1/printers/X/roll", {"labels": 5})[0], 404)
        self.assertEqual(self.post("/api/v1/printers/%E6%89%93%E5%8D%B0%E6%9C%BA1/roll",
                                   {"labels": 0})[0], 400)
        for printer in ("%E6%89%93%E5%8D%B0%E6%9C%BA1", "%E6%89%93%E5%8D%B0%E6%9C%BA2"):
            code, roll = self.post(f"/api/v1/printers/{printer}/roll", {"labels": 5})
            self.assertEqual((code, roll["left"]), (200, 5))

        def codes():
            check = self.get("/api/v1/status")["check"]
            return {item["code"] for item in check["items"]} if check else set()
        self.wait_for(lambda: {"roll_short", "export_stale", "held_some"} <= codes(), "the check")
        self.assertIn("slot_check", self.needs())
        self.assertIn("event=slot_check", self.log.read_text())
        code, check = self.post("/api/v1/check", {})
        self.assertEqual((code, check["title"], check["level"]), (200, "10:00", "warn"))
        order = self.get("/api/v1/orders?state=ready")["orders"][0]["order_no"]
        self.assertEqual(self.get(f"/api/v1/orders/{order}")["goes_with"]["title"], "10:00")
        batch = self.post("/api/v1/batches", {})[1]["batch"]
        self.batch_done(batch)
        left = [printer["roll"]["left"] for printer in self.get("/api/v1/status")["printers"]]
        self.assertEqual(min(left), 0)

    def test_a_closed_day_has_no_slot_and_says_why(self):
        self.write_config(('needs_export_within = "4h"', 'holidays = "holidays.toml"'))
        self.write("holidays.toml",
                   '[[calendar]]\nname = "盘点"\nfrom = "2027-03-01"\nto = "2027-03-02"\n')
        self.expect(0, "check-config", self.config)
        self.serve_at("2027-03-01 09:59:59")
        time.sleep(2)
        status = self.get("/api/v1/status")
        self.assertEqual(status["today"], {"code": "closed", "name": "盘点"})
        self.assertEqual((status["next_batch"]["at"], status["next_batch"]["after"]),
                         ("2027-03-03T02:00:00.000Z", "盘点"))
        self.assertEqual(self.slots(), [])
        self.stop()
        self.write("holidays.toml", '[[calendar]]\nname = "盘点"\nfrom = "2027-03-99"\n')
        self.expect(2, "check-config", self.config, says="holidays.toml:3:")


if __name__ == "__main__":
    unittest.main()
