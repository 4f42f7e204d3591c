"""A network printer that refuses, goes away, runs out of paper or is slow: what is said is true.

The printer is the simulator, which shares no code with what it checks."""
import json
import os
import signal
import subprocess
import time
import unittest

from program import EXPORT, SOURCE, FolderTest, Invented, free_port

SIMULATOR = os.environ.get(
    "ESCPOS_PRINTER", str(SOURCE / "build/release/tests/simulators/escpos_printer"))


class TcpPrinter(FolderTest):
    def setUp(self):
        super().setUp()
        self.printer_port = free_port()
        self.printer = None
        self.addCleanup(self.switch_off)

    def switch_on(self, *options):
        self.sheets = self.folder / "sheets"
        self.sheets.mkdir(exist_ok=True)
        self.printer = subprocess.Popen(
            [SIMULATOR, "--folder", self.sheets, "--port", str(self.printer_port),
             *map(str, options)], stdout=subprocess.PIPE)
        self.assertTrue(self.printer.stdout.readline().startswith(b"port "))

    def switch_off(self):
        if self.printer is not None:
            self.printer.send_signal(signal.SIGTERM)
            self.printer.wait(10)
            self.printer.stdout.close()
            self.printer = None

    def sheets_with_ink(self):
        """Resynchronising may feed paper: a sheet of nothing is no label."""
        return [sheet for sheet in sorted(self.sheets.glob("*.pbm"))
                if any(sheet.read_bytes().split(b"\n", 2)[2])]

    def numbers_on_paper(self):
        """What another reader reads off the sheets, one number a sheet."""
        numbers = []
        for sheet in self.sheets_with_ink():
            read = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Scode128.enable", sheet],
                                  capture_output=True, timeout=60).stdout.decode().split()
            numbers += sorted(set(read))
        return numbers

    def start_station(self, evidence):
        """One network printer, all orders in."""
        text = (SOURCE / "config/demo/packbench.toml").read_text()
        second = text[text.index('[[printer]]\nname = "打印机2"'):text.index("[batches]")]
        self.write_config((second, ""),
                          ('"file:printers/label-1"', f'"tcp://127.0.0.1:{self.printer_port}"'),
                          ('evidence = "written"', f'evidence = "{evidence}"'))
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.serve()

    def print_some(self, count):
        """Batches of one label each; gives their numbers."""
        orders = self.get("/api/v1/orders?state=ready")["orders"][:count]
        batches = []
        for order in orders:
            status, answer = self.post(f"/api/v1/orders/{order['order_no']}/print", {})
            self.assertEqual(status, 200, answer)
            batches.append(answer["batch"])
        return batches

    def jobs(self, batches):
        return [job for batch in batches for job in self.get(f"/api/v1/batches/{batch}")["jobs"]]

    def states(self, batches):
        return [job["state"] for job in self.jobs(batches)]

    def check_paper(self, batches):
        """Every printed label is on paper, and none is there twice."""
        paper = self.numbers_on_paper()
        self.assertEqual(len(paper), len(set(paper)), "a number on two sheets")
        printed = {job["number"] for job in self.jobs(batches) if job["state"] == "printed"}
        self.assertLessEqual(printed, set(paper))

    def test_print_says_what_the_printer_took(self):
        self.write("waybill.json", json.dumps(Invented.WAYBILL))
        self.expect(0, "render", "waybill.json", "-o", "label.png")
        uri = f"tcp://127.0.0.1:{self.printer_port}"
        out = json.loads(self.expect(1, "print", "label.png", "--printer", uri,
                                     says="Connection refused"))
        self.assertEqual((out["outcome"], out["bytes_accepted"]), ("nothing_sent", 0))
        self.switch_on()
        out = json.loads(self.expect(0, "print", "label.png", "--printer", uri))
        self.assertEqual((out["outcome"], out["evidence"]), ("sent", "none"))
        self.log = self.config  # No daemon's log here.
        self.wait_for(lambda: len(self.sheets_with_ink()) == 1, "the sheet", 10)

    def test_a_printer_that_is_off_keeps_labels_queued_and_prints_each_once_when_it_comes(self):
        self.start_station("answer")
        batches = self.print_some(3)
        self.wait_for(lambda: self.get("/api/v1/status")["printers"][0]["state"] == "error",
                      "the printer's trouble")
        self.assertEqual({"queued", "proven", "rendering"} | set(self.states(batches)),
                         {"queued", "proven", "rendering"})
        self.switch_on()
        self.wait_for(lambda: self.states(batches) == ["printed"] * 3, "three labels")
        self.check_paper(batches)
        self.assertEqual(len(self.sheets_with_ink()), 3)

    def test_a_printer_that_goes_away_in_the_middle_leaves_one_unknown_label_never_a_second(self):
        self.switch_on("--close-after-bytes", 60000)
        self.start_station("answer")
        batches = self.print_some(3)
        self.wait_for(lambda: set(self.states(batches)) == {"printed", "unknown"}, "an unknown one")
        states = self.states(batches)
        self.assertEqual(states.count("unknown"), 1, states)
        self.check_paper(batches)
        unknown = self.get("/api/v1/jobs?state=unknown")["jobs"]
        self.assertEqual(len(unknown), 1)
        self.wait_for(lambda: self.get("/api/v1/status")["counts"]["unknown"] == 1,
                      "the unknown label on the status page", 5)

    def test_paper_out_waits_says_so_and_goes_on(self):
        self.switch_on("--paper-out-after", 2, "--reload-after", 4000)
        self.start_station("answer")
        batches = self.print_some(3)
        self.wait_for(lambda: "paper" in self.get("/api/v1/status")["printers"][0]["message"],
                      "paper out on the status page", 20)
        self.wait_for(lambda: self.states(batches) == ["printed"] * 3, "three labels", 30)
        self.check_paper(batches)
        self.assertEqual(len(self.sheets_with_ink()), 3)

    def test_a_stop_in_the_middle_of_a_slow_label_ends_in_time_and_tells_the_truth(self):
        self.switch_on("--slow", 30000)  # Four seconds a label.
        self.start_station("answer")
        batches = self.print_some(3)
        self.wait_for(lambda: "sending" in self.states(batches), "a label on its way")
        begin = time.monotonic()
        self.assertEqual(self.stop(), 0)
        self.assertLess(time.monotonic() - begin, 5)
        self.switch_off()
        self.switch_on()
        self.serve()
        self.wait_for(lambda: set(self.states(batches)) <= {"printed", "unknown"}, "the rest")
        states = self.states(batches)
        self.check_paper(batches)
        self.assertLessEqual(states.count("unknown"), 2, "never more than the window")
        self.assertGreaterEqual(states.count("unknown") + states.count("printed"), 3)


    def checked(self, code):
        """The check's item about the printer, once it says so."""
        self.post("/api/v1/check", {})

        def found():
            check = self.get("/api/v1/status")["check"]
            for item in check["items"] if check else []:
                if item["code"] == code:
                    return item
            return None
        return self.wait_for(found, f"'{code}' in the check", 15)

    def test_the_check_before_a_slot_asks_the_printer_itself(self):
        self.start_station("answer")
        self.assertEqual(self.checked("printer_error")["level"], "stop")
        self.switch_on("--paper-out-after", 1)
        self.assertEqual(self.checked("printer_ok")["params"], {"printer": "打印机1"})
        self.assertEqual(self.sheets_with_ink(), [], "a question is no label")
        batches = self.print_some(1)
        item = self.checked("printer_error")
        self.assertEqual(self.states(batches), ["sending"], "its answer waits for paper, too")
        self.assertEqual(item["params"]["message"], "printer.paper_out")


if __name__ == "__main__":
    unittest.main()
