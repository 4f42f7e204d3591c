"""The demo's batch over TCP into the virtual printer: its paper is the stored label, dot for dot.

The roll ends in the middle of the batch. The printer shares no code with the encoder."""
import json
import re
import unittest

from printer_sim import PrinterSim, dots
from program import EXPORT, SOURCE, FolderTest, Invented


REAL_TIME = re.compile(rb"\x10(\x04[\x01-\x08]|\x05[\x00-\x02]|\x14[\x01-\x08])")


def without_real_time(picture):
    """The picture as docs/protocols/escpos.md sends it: in it no printer may find a command that it
    executes at once; the one dot that begins such a sequence is left out."""
    while found := REAL_TIME.search(picture):
        picture = picture[:found.start()] + b"\0" + picture[found.start() + 1:]
    return picture


class Batch(FolderTest):
    def start_printer(self, *options):
        self.sim = PrinterSim(self.folder / "paper", "--language", "escpos", *options)
        self.addCleanup(self.sim.stop)

    def start_station(self):
        text = (SOURCE / "config/demo/packbench.toml").read_text()
        second = text[text.index('[[printer]]\nname = "打印机2"'):text.index("[batches]")]
        self.write_config((second, ""),
                          ('"file:printers/label-1"', f'"tcp://127.0.0.1:{self.sim.port}"'),
                          ('evidence = "written"', 'evidence = "answer"'))
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.serve()

    def check_paper(self, jobs):
        """Every sheet is one stored label, every label one sheet, and not a dot differs."""
        sheets = self.sim.pages()
        self.assertEqual({sheet.name.split("-")[2] for sheet in sheets}, {"label.png"})
        self.assertEqual(len(sheets), len(jobs))
        paper = {}
        for sheet in sheets:
            width, height, rows = dots(sheet)
            self.assertEqual((width, height), (832, 1200), sheet)
            self.assertFalse(any(any(row[100:]) for row in rows), f"{sheet}: ink right of the label")
            paper[b"".join(row[:100] for row in rows)] = sheet
        self.assertEqual(len(paper), len(sheets), "a label is there twice")
        as_stored = 0
        for job in jobs:
            width, height, rows = dots(self.folder / f"data/labels/{job['id']}.png")
            self.assertEqual((width, height), (800, 1200), job)
            stored = b"".join(rows)
            as_stored += stored in paper
            self.assertTrue(stored in paper or without_real_time(stored) in paper,
                            f"label {job['id']} ({job['number']}) is not on paper as it was stored")
        return as_stored

    def test_every_label_of_the_batch_is_on_paper_dot_for_dot_and_paper_out_loses_none(self):
        self.start_printer("--time-factor", 15, "--do", "labels-left 12")
        self.start_station()
        status, answer = self.post("/api/v1/batches", {})
        self.assertEqual(status, 200, answer)
        self.sim.wait(lambda now: now["paper_out"], "the end of the roll", 60)
        self.wait_for(lambda: "paper" in self.get("/api/v1/status")["printers"][0]["message"],
                      "paper out on the status page", 20)
        self.assertEqual(len(self.sim.pages()), 12)
        self.sim.do("paper-in")
        jobs = self.batch_done(answer["batch"], 120)["jobs"]
        self.assertEqual({job["state"] for job in jobs}, {"printed"})
        self.assertGreater(len(jobs), 50)
        self.assertGreater(self.check_paper(jobs), len(jobs) / 2, "most labels need no dot left out")
        now = self.sim.status()
        self.assertEqual((now["unknown_bytes"], now["unknown_commands"], now["dots_in_gaps"],
                          now["characters"], now["drawer_pulses"]), (0, 0, 0, 0, 0))

    def test_a_power_cycle_in_a_label_leaves_that_one_unknown_and_none_is_there_twice(self):
        self.start_printer("--time-factor", 4)
        self.start_station()
        orders = self.get("/api/v1/orders?state=ready")["orders"][:6]
        batches = [self.post(f"/api/v1/orders/{order['order_no']}/print", {})[1]["batch"]
                   for order in orders]
        self.sim.wait(lambda now: now["rows_moved"] > 2 * 1224 + 300, "the third label", 60)
        self.sim.do("power-cycle")

        def ended():
            jobs = [job for batch in batches
                    for job in self.get(f"/api/v1/batches/{batch}")["jobs"]]
            return jobs if {job["state"] for job in jobs} <= {"printed", "unknown"} else None
        jobs = self.wait_for(ended, "the end of all labels")
        self.assertIn(sum(job["state"] == "unknown" for job in jobs), (1, 2), "within the window")
        self.sim.wait(lambda now: now["idle"], "the last label")
        self.assertEqual(len(self.sim.pages("half")), 1)
        paper = [b"".join(row[:100] for row in dots(sheet)[2]) for sheet in self.sim.pages("label")]
        for job in jobs:
            stored = b"".join(dots(self.folder / f"data/labels/{job['id']}.png")[2])
            times = paper.count(stored) or paper.count(without_real_time(stored))
            self.assertIn(times, (1,) if job["state"] == "printed" else (0, 1), job)

    def test_print_brings_the_picture_to_paper_dot_for_dot(self):
        self.start_printer("--time-factor", 0)
        self.write("waybill.json", json.dumps(Invented.WAYBILL))
        self.expect(0, "render", "waybill.json", "--template", "100x150", "-o", "label.png")
        uri = f"tcp://127.0.0.1:{self.sim.port}"
        self.expect(0, "print", "label.png", "--printer", uri)
        self.sim.wait(lambda now: now["labels_printed"] == 1, "the label")
        _, _, rows = dots(self.sim.pages("label")[0])
        _, _, wanted = dots(self.folder / "label.png")
        stride = len(wanted[0])
        # The proof's mark (TEST) stands on what no journal knows; all else is the picture.
        same = sum(row[:stride] == line for row, line in zip(rows, wanted))
        self.assertGreater(same, len(wanted) * 0.8)


if __name__ == "__main__":
    unittest.main()
