"""The real program and a USB printer that is pulled out, plugged in elsewhere or full: over the real
libusb, on an emulated bus (usb_bus), with the simulated printer behind it."""
import json
import os
import subprocess
import time
import unittest

import program
import tcp_printer_test
from program import EXPORT, SOURCE, FolderTest, Invented

BUS = os.environ.get("USB_BUS", str(SOURCE / "build/release/tests/fakes/emulated_usb/usb_bus"))
PRELOAD = "libumockdev-preload.so.0"


class UsbPrinter(FolderTest):
    switch_on = tcp_printer_test.TcpPrinter.switch_on
    switch_off = tcp_printer_test.TcpPrinter.switch_off
    sheets_with_ink = tcp_printer_test.TcpPrinter.sheets_with_ink
    numbers_on_paper = tcp_printer_test.TcpPrinter.numbers_on_paper
    print_some = tcp_printer_test.TcpPrinter.print_some
    jobs = tcp_printer_test.TcpPrinter.jobs
    states = tcp_printer_test.TcpPrinter.states
    check_paper = tcp_printer_test.TcpPrinter.check_paper

    def setUp(self):
        super().setUp()
        self.printer_port = program.free_port()
        self.printer = None
        self.addCleanup(self.switch_off)
        self.bus = subprocess.Popen([BUS], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                    env={**os.environ, "LD_PRELOAD": PRELOAD})
        self.addCleanup(self.end_bus)
        name, _, folder = self.bus.stdout.readline().decode().strip().partition("=")
        self.assertEqual(name, "UMOCKDEV_DIR")
        # Whatever the program is started by sees the bus.
        for key, value in (("UMOCKDEV_DIR", folder), ("LD_PRELOAD", PRELOAD)):
            self.assertNotIn(key, os.environ)
            os.environ[key] = value
            self.addCleanup(os.environ.pop, key)

    def end_bus(self):
        self.bus.stdin.close()
        self.bus.wait(10)
        self.bus.stdout.close()

    def ask(self, line):
        self.bus.stdin.write(line.encode() + b"\n")
        self.bus.stdin.flush()
        return self.bus.stdout.readline().decode().strip()

    def do(self, line):
        self.assertEqual(self.ask(line), "ok", line)

    def plug(self, port, *what):
        self.do(" ".join(["plug", port, *what, f"to=127.0.0.1:{self.printer_port}"]))

    def start_station(self, uri, evidence):
        text = (SOURCE / "config/demo/packbench.toml").read_text()
        second = text[text.index('[[printer]]\nname = "打印机2"'):text.index("[batches]")]
        self.write_config((second, ""), ('"file:printers/label-1"', f'"{uri}"'),
                          ('evidence = "written"', f'evidence = "{evidence}"'))
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.serve()

    def label(self):
        self.write("waybill.json", json.dumps(Invented.WAYBILL))
        self.expect(0, "render", "waybill.json", "-o", "label.png")
        return "label.png"

    def test_printers_lists_what_is_plugged_in_and_which_of_the_settings_it_is(self):
        text = (SOURCE / "config/demo/packbench.toml").read_text()
        second = text[text.index('[[printer]]\nname = "打印机2"'):text.index("[batches]")]
        self.write_config((second, ""), ('"file:printers/label-1"', '"usb:serial/20d1:7008/S1"'),
                          ('evidence = "written"', 'evidence = "none"'))
        out = json.loads(self.expect(1, "printers", "--config", self.config, "--json"))
        self.assertEqual((out["found"], out["usb_fault"]), ([], ""))
        self.assertIn("not plugged in", out["printers"][0]["detail"])
        self.do("plug 1-1.3 vendor=20d1 product=7008 serial=S1 id=MFG:HPRT;CMD:TSPL;MDL:SK41;")
        self.do("plug 1-2 driver=usblp id=MFG:%20;CMD:XPP,XL;MDL:PM-241-BT")
        out = json.loads(self.expect(0, "printers", "--config", self.config, "--json"))
        self.assertTrue(out["printers"][0]["reachable"])
        first, second = out["found"]
        self.assertEqual(
            (first["uri"], first["ground"], first["port"], first["model"], first["configured_as"]),
            ("usb:serial/20d1:7008/S1", "own_serial", "1-1.3", "SK41", "打印机1"))
        self.assertEqual((first["language"], first["language_ground"]),
                         ("tspl", "CMD:TSPL of its device id"))
        self.assertEqual((second["uri"], second["kernel_driver"], second["configured_as"]),
                         ("usb:port/1-2", True, ""))
        self.assertEqual(self.ask("driver 1-2"), "usblp")
        shown = self.expect(0, "printers", "--config", self.config)
        self.assertIn("found\tusb:serial/20d1:7008/S1\tHPRT SK41\tUSB port 1-1.3\ttspl? by", shown)

    def test_print_takes_the_printer_from_the_kernel_and_gives_it_back(self):
        self.switch_on()
        self.plug("1-2", "driver=usblp")
        out = json.loads(self.expect(0, "print", self.label(), "--printer", "usb:port/1-2"))
        self.assertEqual(out["outcome"], "sent")
        self.log = self.config  # No daemon's log here.
        self.wait_for(lambda: len(self.sheets_with_ink()) == 1, "the sheet", 20)
        self.assertEqual(self.ask("received 1-2"), str(out["bytes_accepted"]))
        self.assertEqual(self.ask("driver 1-2"), "usblp")

    def test_an_unplug_in_the_middle_is_told_to_the_byte(self):
        self.do("plug 1-2")
        label = self.label()
        for trouble in ("unplug", "cable-out"):
            with self.subTest(trouble):
                self.do(f"trouble 1-2 {trouble} 20000")
                out = json.loads(self.expect(1, "print", label, "--printer", "usb:port/1-2",
                                             says="unplugged"))
                self.assertEqual((out["outcome"], out["bytes_accepted"]), ("partly_sent", 20000))
                self.do("unplug 1-2")
                out = json.loads(self.expect(1, "print", label, "--printer", "usb:port/1-2",
                                             says="nothing is plugged in there"))
                self.assertEqual(out["outcome"], "nothing_sent")
                self.do("plug 1-2")

    def test_a_station_goes_on_after_a_replug_into_another_socket_and_prints_nothing_twice(self):
        self.switch_on()
        self.plug("1-2", "serial=L42", "driver=usblp")
        self.start_station("usb:serial/0483:5743/L42", "answer")
        batches = self.print_some(2)
        self.wait_for(lambda: self.states(batches) == ["printed"] * 2, "two labels")
        self.do("trouble 1-2 unplug 30000")
        batches += self.print_some(2)
        self.wait_for(lambda: "unknown" in self.states(batches), "an unknown one")
        self.do("unplug 1-2")
        self.wait_for(lambda: self.get("/api/v1/status")["printers"][0]["message"] ==
                      "printer.not_plugged_in", "the printer's trouble")
        self.assertIn("the printer was unplugged or switched off", self.log.read_text())
        # Its power stayed on: it still waits for the rest of half a label.
        self.plug("1-1.3", "serial=L42")
        self.wait_for(lambda: sorted(self.states(batches)) == ["printed"] * 3 + ["unknown"],
                      "the rest", 90)
        self.check_paper(batches)
        self.assertEqual(self.stop(), 0)
        self.assertEqual(self.ask("driver 1-1.3"), "none")

    def test_a_printer_that_takes_no_more_is_waited_for_and_stops_no_station(self):
        self.switch_on()
        self.plug("1-2", "driver=usblp")
        self.start_station("usb:port/1-2", "answer")
        self.do("trouble 1-2 nak 30000")
        batches = self.print_some(2)
        self.wait_for(lambda: self.get("/api/v1/status")["printers"][0]["message"] ==
                      "printer.not_accepting", "the printer's trouble")
        self.do("end-trouble 1-2")
        self.wait_for(lambda: self.states(batches) == ["printed"] * 2, "both labels")
        self.check_paper(batches)
        self.assertEqual(len(self.sheets_with_ink()), 2)
        self.assertEqual(self.ask("driver 1-2"), "claimed")
        self.do("trouble 1-2 nak 30000")
        batches = self.print_some(1)
        self.wait_for(lambda: self.states(batches) == ["sending"], "a label on its way")
        begin = time.monotonic()
        self.assertEqual(self.stop(), 0)
        self.assertLess(time.monotonic() - begin, 5)
        self.assertEqual(self.ask("driver 1-2"), "usblp")


if __name__ == "__main__":
    unittest.main()
