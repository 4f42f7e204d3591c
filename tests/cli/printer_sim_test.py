"""The virtual printer as a program: its port, its control channel and its paper.

Streams are written by hand; packbench is not asked."""
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

import printer_sim
from printer_sim import PrinterSim, dots

# A label of 12 mm and a gap of 2 mm, on a head of 32 dots.
SMALL = ("--head", 32, "--label", 12, "--gap", 2)
ESCPOS = b"\x1b@\x1dv0\x00\x04\x00\x60\x00" + bytes(range(16, 16 + 96)) * 4 + b"\x0c"
ESCPOS_ROWS = [(bytes(range(16, 16 + 96)) * 4)[i * 4:i * 4 + 4] for i in range(96)]
STREAMS = {
    "escpos": ESCPOS,
    "tspl": b"SIZE 4 mm,12 mm\r\nGAP 2 mm,0\r\nCLS\r\nBITMAP 0,0,4,96,0," +
            bytes(byte ^ 0xff for row in ESCPOS_ROWS for byte in row) + b"\r\nPRINT 1,1\r\n",
    "zpl": b"^XA^PW32^LL96^FO0,0^GFA,384,384,4," +
           b"".join(row.hex().upper().encode() for row in ESCPOS_ROWS) + b"^FS^XZ\r\n",
    "cpcl": b"! 0 200 200 96 1\r\nPAGE-WIDTH 32\r\nCG 4 96 0 0 " + b"".join(ESCPOS_ROWS) +
            b"\r\nFORM\r\nPRINT\r\n",
}
QUESTIONS = {"escpos": (b"\x10\x04\x01", b"\x12"), "tspl": (b"\x1b!?", b"\x00"),
             "zpl": (b"~HI", b"\x02SIM-ZPL,V1.0,8,8192KB\x03\r\n"), "cpcl": (b"\x1bh", b"\x10")}


class Program(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="printer-sim-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start(self, *options):
        sim = PrinterSim(self.folder / "paper", *options)
        self.addCleanup(sim.stop)
        return sim

    def connect(self, sim):
        client = socket.create_connection(("127.0.0.1", sim.port), timeout=10)
        self.addCleanup(client.close)
        return client

    def test_each_language_comes_out_of_the_port_dot_for_dot_and_answers(self):
        for language, stream in STREAMS.items():
            with self.subTest(language=language):
                shutil.rmtree(self.folder / "paper", ignore_errors=True)
                sim = self.start("--language", language, "--time-factor", 0, *SMALL)
                client = self.connect(sim)
                question, answer = QUESTIONS[language]
                client.sendall(question)
                self.assertEqual(client.recv(100), answer)
                client.sendall(stream)
                sim.wait(lambda now: now["labels_printed"] == 1 and now["idle"], "the label")
                self.assertEqual([page.name for page in sim.pages()], ["page-0001-label.png"])
                self.assertEqual(dots(sim.pages()[0]), (32, 96, ESCPOS_ROWS))
                self.assertEqual(sim.stop(), 0)

    def test_paper_takes_the_time_that_it_takes(self):
        sim = self.start("--speed", 100, *SMALL)  # 14 mm are 140 ms.
        client = self.connect(sim)
        begin = time.monotonic()
        client.sendall(ESCPOS * 5 + b"\x1dr\x01")
        self.assertEqual(client.recv(10), b"\x00")
        self.assertGreater(time.monotonic() - begin, 0.65)
        self.assertEqual(len(sim.pages("label")), 5)
        self.assertEqual(sim.status()["moved_ms"], 700)

    def test_a_virtual_clock_moves_only_when_told(self):
        sim = self.start("--virtual-clock", "--speed", 100, *SMALL)
        client = self.connect(sim)
        client.sendall(ESCPOS)
        sim.wait(lambda now: now["bytes_taken"] == len(ESCPOS), "the bytes")
        sim.do("advance 60")
        self.assertEqual(sim.status()["labels_printed"], 0)
        sim.do("advance 100")
        self.assertEqual(sim.status()["labels_printed"], 1)

    def test_a_full_buffer_holds_up_the_client(self):
        sim = self.start("--buffer", 512, "--do", "paper-out", *SMALL)
        client = self.connect(sim)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        client.settimeout(0.5)
        sent = 0
        with self.assertRaises(TimeoutError):
            for _ in range(100_000):
                sent += client.send(ESCPOS)
        self.assertEqual(sim.status()["bytes_taken"], 512)
        self.assertLess(sent, 30_000_000)
        sim.do("paper-in")
        sim.wait(lambda now: now["bytes_taken"] > 512, "more bytes")

    def test_one_client_at_a_time(self):
        sim = self.start("--time-factor", 0, *SMALL)
        first, second = self.connect(sim), self.connect(sim)
        second.sendall(b"\x10\x04\x01")
        second.settimeout(0.3)
        with self.assertRaises(TimeoutError):
            second.recv(1)
        first.close()
        second.settimeout(5)
        self.assertEqual(second.recv(1), b"\x12")
        sim.stop()
        sim = self.start("--refuse-second", *SMALL)
        self.connect(sim)
        self.assertEqual(self.connect(sim).recv(1), b"", "the other is turned away")

    def test_the_line_breaks_at_the_byte_and_the_next_client_goes_on(self):
        sim = self.start("--time-factor", 0, "--do", "disconnect-after 50", *SMALL)
        client = self.connect(sim)
        client.sendall(ESCPOS)
        with self.assertRaises(ConnectionResetError):
            client.recv(1)
        self.assertEqual(sim.status()["bytes_taken"], 50)
        self.connect(sim).sendall(ESCPOS[50:])
        sim.wait(lambda now: now["labels_printed"] == 1, "the label")
        self.assertEqual(dots(sim.pages()[0])[2], ESCPOS_ROWS)

    def test_a_printer_without_power_is_not_there(self):
        sim = self.start("--time-factor", 0, *SMALL)
        client = self.connect(sim)
        client.sendall(ESCPOS[:100])
        sim.wait(lambda now: now["bytes_taken"] == 100, "the bytes")
        sim.do("power off")
        with self.assertRaises(ConnectionResetError):
            client.recv(1)
        time.sleep(0.1)
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", sim.port), timeout=5)
        sim.do("power on")
        time.sleep(0.1)
        self.connect(sim).sendall(ESCPOS)
        sim.wait(lambda now: len(sim.pages()) == 2, "a half and a whole label")
        self.assertEqual([page.name for page in sim.pages()],
                         ["page-0001-half.png", "page-0002-label.png"])
        self.assertEqual(dots(sim.pages("label")[0])[2], ESCPOS_ROWS)

    def test_who_hangs_up_still_gets_the_answer_behind_the_last_byte(self):
        sim = self.start("--speed", 100, *SMALL)
        client = self.connect(sim)
        client.sendall(ESCPOS + b"\x1dr\x01")
        client.shutdown(socket.SHUT_WR)
        self.assertEqual(client.recv(10), b"\x00")
        self.assertEqual(client.recv(10), b"")

    def test_faults_come_over_the_control_port_too(self):
        sim = self.start("--control-port", 0, *SMALL)
        port = int(sim.process.stdout.readline().split()[1])
        with socket.create_connection(("127.0.0.1", port), timeout=5) as control:
            control.sendall(b"cover-open\nwhat\n")
            lines = control.makefile()
            self.assertEqual(lines.readline(), "ok\n")
            self.assertEqual(lines.readline(), "error: 'what' is no command, see help\n")
        client = self.connect(sim)
        client.sendall(b"\x10\x04\x02")
        self.assertEqual(client.recv(1), b"\x36")

    def test_wrong_use_says_what_was_expected(self):
        for words, says in [((), "--folder is missing"),
                            (("--folder", "x", "--language", "epl"), "expected escpos, tspl"),
                            (("--folder", "x", "--dpi", "fine"), "--dpi fine: expected a number"),
                            (("--folder", "x", "--speed"), "its value is missing"),
                            (("--folder", "x", "--do", "burn"), "'burn' is no command"),
                            (("--folder", "x", "--colour", "red"), "--colour: unknown option")]:
            done = subprocess.run([printer_sim.PROGRAM, *words], capture_output=True, text=True,
                                  timeout=10, cwd=self.folder)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn(says, done.stderr)


if __name__ == "__main__":
    unittest.main()
