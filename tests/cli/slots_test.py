"""The 10:00 batch of the real program: it comes by itself, once, also across a restart."""
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


if __name__ == "__main__":
    unittest.main()
