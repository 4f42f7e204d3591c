"""Starts packbench-printer-sim, talks to its control channel and looks at its paper."""
import json
import os
import pathlib
import struct
import subprocess
import time
import zlib

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get(
    "PRINTER_SIM", str(SOURCE / "build/release/tests/simulators/packbench-printer-sim"))


def dots(file):
    """(width, height, rows) of a 1-bit PNG; 1 is black, rows padded with white to whole bytes."""
    data = pathlib.Path(file).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", file
    at, packed, width, height = 8, b"", 0, 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        part = data[at + 8:at + 8 + size]
        assert zlib.crc32(kind + part) == struct.unpack(">I", data[at + 8 + size:at + 12 + size])[0]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", part)
            assert (depth, colour, interlace) == (1, 0, 0), f"{file}: not 1-bit grey"
        elif kind == b"IDAT":
            packed += part
        at += 12 + size
    stride = (width + 7) // 8
    raw, rows, above = zlib.decompress(packed), [], bytes(stride)
    for y in range(height):
        row = bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        unfilter(raw[y * (stride + 1)], row, above)
        above = bytes(row)
        black = bytearray(byte ^ 0xff for byte in above)
        if width % 8:
            black[-1] &= 0xff << (8 - width % 8) & 0xff
        rows.append(bytes(black))
    return width, height, rows


def unfilter(kind, row, above):
    for i in range(len(row)):
        left = row[i - 1] if i else 0
        upper_left = above[i - 1] if i else 0
        if kind == 1:
            row[i] = (row[i] + left) & 0xff
        elif kind == 2:
            row[i] = (row[i] + above[i]) & 0xff
        elif kind == 3:
            row[i] = (row[i] + (left + above[i]) // 2) & 0xff
        elif kind == 4:
            guess = left + above[i] - upper_left
            near = min((left, above[i], upper_left), key=lambda one: abs(guess - one))
            row[i] = (row[i] + near) & 0xff


class PrinterSim:
    def __init__(self, folder, *options):
        self.folder = pathlib.Path(folder)
        self.process = subprocess.Popen(
            [PROGRAM, "--folder", str(folder), *map(str, options)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def do(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().rstrip("\n")
        if answer.startswith("error"):
            raise ValueError(answer)
        return answer

    def status(self):
        return json.loads(self.do("status"))

    def wait(self, true, what, seconds=20):
        """Until `true` says so of the status; gives the status."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            status = self.status()
            if true(status):
                return status
            time.sleep(0.02)
        raise AssertionError(f"{what} did not come within {seconds} s: {self.status()}")

    def pages(self, kind="*"):
        return sorted(self.folder.glob(f"page-*-{kind}.png"))

    def stop(self):
        if self.process is None:
            return None
        self.process.terminate()
        code = self.process.wait(10)
        self.process.stdin.close()
        self.process.stdout.close()
        self.process = None
        return code
