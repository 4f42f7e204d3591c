"""packbench print beside a running daemon: one row of its journal, never twice, never beside it."""
import json
import signal
import subprocess
import unittest

from program import EXPORT, PROGRAM, FolderTest, Invented

OTHER = "SF1385628716748"


class Sheets(FolderTest):
    def setUp(self):
        super().setUp()
        self.draw("label.png")
        self.paper = self.folder / "printers" / "label-1"

    def draw(self, name, **changes):
        self.write("waybill.json", json.dumps({**Invented.WAYBILL, **changes}))
        self.expect(0, "render", "waybill.json", "-o", name)

    def print(self, code, *words, printer="打印机1", says=()):
        out = self.expect(code, "print", "label.png", "--printer", printer, "--config", self.config,
                          *words, says=says)
        return json.loads(out) if out else None

    def sheets(self):
        return sorted(file.name for file in self.paper.glob("*.bin"))

    def test_prints_through_the_journal_and_says_what_became_of_it(self):
        self.serve()
        out = self.print(0, "--key", "k1", says=("queued", "printed"))
        self.assertEqual((out["outcome"], out["evidence"], out["test"], out["number"], out["key"]),
                         ("printed", "written", False, "SF1385628716739", "k1"))
        self.assertEqual(len(self.sheets()), 1)
        job = self.get(f"/api/v1/jobs/{out['job']}")
        self.assertEqual((job["kind"], job["state"], job["order_no"], job["actor"]),
                         ("sheet", "printed", "", "cli"))
        self.assertEqual({code["text"] for code in job["codes"]}, {"SF1385628716739"})
        batch = self.get(f"/api/v1/batches/{out['batch']}")
        self.assertEqual((batch["kind"], batch["total"], batch["printed"]), ("sheet", 1, 1))
        # What was sent is what encode makes of the picture: no TEST on its face.
        self.expect(0, "encode", "label.png", "--language", "escpos", "-o", "plain.bin")
        self.assertEqual((self.paper / self.sheets()[0]).read_bytes(),
                         (self.folder / "plain.bin").read_bytes())
        # Read by another reader off the picture that lies beside it.
        picture = next(self.paper.glob("*.png"))
        read = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Scode128.enable", picture],
                              capture_output=True, timeout=60).stdout.decode().split()
        self.assertEqual(set(read), {"SF1385628716739"})
        # The same key asks again and prints nothing; the printer's address is the same printer.
        self.assertEqual(self.print(0, "--key", "k1")["job"], out["job"])
        self.assertEqual(self.print(1, printer=f"file://{self.paper}/")["error"],
                         "error.sheet_printed_before")
        self.assertEqual(len(self.sheets()), 1)

    def test_a_second_sheet_of_a_number_must_be_marked(self):
        self.serve()
        self.print(0)
        out = self.print(1, says="补打 2")
        self.assertEqual((out["outcome"], out["error"]), ("refused", "error.sheet_printed_before"))
        self.draw("label.png", print_number=2, sheet_code="PB1.0.0.2.%s" % check_of("PB1.0.0.2."))
        self.assertEqual(self.print(0)["outcome"], "printed")
        self.assertEqual(len(self.sheets()), 2)

    def test_a_number_of_an_order_is_refused_with_the_order_and_the_way(self):
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.serve()
        order = self.get("/api/v1/orders?state=from_export")["orders"][0]
        shown = self.get(f"/api/v1/orders/{order['order_no']}")
        status, answer = self.post(f"/api/v1/orders/{order['order_no']}/print", {})
        self.assertEqual(status, 200, answer)
        self.batch_done(answer["batch"])
        shown = self.get(f"/api/v1/orders/{order['order_no']}")
        before = sorted(self.folder.glob("printers/*/*.bin"))
        self.draw("label.png", number=shown["number"], carrier=shown["carrier"])
        out = self.print(1, says=(order["order_no"], "补打"))
        self.assertEqual(out["error"], "error.sheet_has_label")
        self.assertEqual(sorted(self.folder.glob("printers/*/*.bin")), before)

    def test_what_fails_its_proof_or_fits_no_printer_is_not_printed(self):
        self.serve()
        self.assertEqual(self.print(1, "--expect", OTHER, says="expected_not_found")["outcome"],
                         "nothing_sent")
        self.expect(0, "render", "waybill.json", "--dpi", 300, "-o", "label.png")
        self.assertEqual(self.print(2, says="300 dpi")["error"], "error.sheet_resolution")
        self.write("label.png", "no picture")
        self.assertIsNone(self.print(2, says="PNG"))
        self.assertEqual(self.get("/api/v1/batches")["batches"], [])

    def test_a_sheet_that_waits_is_told_of_and_comes_later_once(self):
        self.write_config(("file:printers/label-1", "tcp://127.0.0.1:1"),
                          ('evidence = "written"', 'evidence = "none"'))
        self.serve()
        out = self.print(1, "--key", "k1", "--wait", "1", says=("not printed yet", "--key k1"))
        self.assertIn(out["outcome"], {"queued", "rendering", "proven", "sending"})
        self.assertEqual(self.print(1, "--key", "k1", "--wait", "0")["job"], out["job"])
        self.assertEqual(self.post(f"/api/v1/batches/{out['batch']}/cancel", {})[0], 200)
        self.assertEqual(self.print(1, "--key", "k1", says="cancelled")["outcome"], "cancelled")

    def test_a_killed_daemon_keeps_the_sheet_and_its_successor_prints_it_once(self):
        self.serve()
        words = [PROGRAM, "print", "label.png", "--printer", "打印机1", "--key", "k1", "--config",
                 str(self.config)]
        call = subprocess.Popen(words, cwd=self.folder, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)
        call.stderr.readline()  # "queued": committed; from here on it is killed at some moment.
        self.stop(signal.SIGKILL)
        out, _ = call.communicate(timeout=60)
        self.assertIn(json.loads(out)["key"], "k1")
        self.serve()
        # A folder's sheet is there or not there, never half; what was being sent is unknown.
        state = self.print_until_ended()
        on_paper = len(self.sheets())
        self.assertLessEqual(on_paper, 1)
        if state == "printed":
            self.assertEqual(on_paper, 1)
        else:
            self.assertEqual(state, "unknown")
        self.assertEqual(len(self.get("/api/v1/jobs")["jobs"]), 1)

    def print_until_ended(self):
        _, out, _ = self.packbench("print", "label.png", "--printer", "打印机1", "--key", "k1",
                                   "--config", self.config)
        return json.loads(out)["outcome"]

    def test_without_a_daemon_the_sheet_says_test_and_no_journal_knows_it(self):
        out = self.print(0)
        self.assertEqual((out["outcome"], out["test"]), ("printed", True))
        self.assertFalse((self.folder / "data").exists(), "nothing was made for a test print")


def check_of(text):
    """The check character of our own codes, docs in station/waybills/own_codes.h."""
    def value(c):
        return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(c) if c.isalnum() else 36
    total = sum(value(c) * (i + 1) for i, c in enumerate(text)) % 37
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"[total]


if __name__ == "__main__":
    unittest.main()
