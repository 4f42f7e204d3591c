"""Runs the real packbench in folders of its own. Python's standard library alone."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("PACKBENCH_PROGRAM", str(SOURCE / "build/release/packbench"))
EXPORT = SOURCE / "config/demo/export.xlsx"


def run(*words, stdin="", cwd=None):
    """exit code, standard output, standard error"""
    binary = stdin if isinstance(stdin, bytes) else stdin.encode()
    done = subprocess.run([PROGRAM, *map(str, words)], input=binary, capture_output=True,
                          timeout=60, cwd=cwd)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class FolderTest(unittest.TestCase):
    """A folder with a station's config, thrown away at the end."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="packbench-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.daemon = None
        self.addCleanup(self.stop, signal.SIGKILL)
        self.port = free_port()
        self.write_config()

    def write_config(self, *changes):
        """The demo's config on a port of its own; `changes` are pairs (text, instead)."""
        text = (SOURCE / "config/demo/packbench.toml").read_text()
        (self.folder / "inbox").mkdir(exist_ok=True)
        (self.folder / "printers").mkdir(exist_ok=True)
        for old, new in [("port = 8080", f"port = {self.port}"), *changes]:
            self.assertIn(old, text)
            text = text.replace(old, new, 1)
        self.config = self.folder / "packbench.toml"
        self.config.write_text(text)

    def write(self, name, content):
        file = self.folder / name
        if isinstance(content, str):
            content = content.encode()
        file.write_bytes(content)
        return file

    def packbench(self, *words, stdin=""):
        return run(*words, stdin=stdin, cwd=self.folder)

    def expect(self, exit_code, *words, stdin="", says=()):
        """Runs and checks the exit code and what standard error says; gives standard output."""
        code, out, err = self.packbench(*words, stdin=stdin)
        self.assertEqual(code, exit_code, f"{words}: {err}")
        for part in [says] if isinstance(says, str) else says:
            self.assertIn(part, err, f"{words}")
        return out

    def serve(self):
        self.log = self.folder / "serve.log"
        with open(self.log, "wb") as log:
            self.daemon = subprocess.Popen([PROGRAM, "serve", "--config", str(self.config)],
                                           stdout=log, stderr=log)
        self.wait_for(lambda: "Ctrl-C" in self.log.read_text(), "the daemon's greeting")

    def stop(self, how=signal.SIGTERM):
        if self.daemon is None:
            return None
        self.daemon.send_signal(how)
        code = self.daemon.wait(20)
        self.daemon = None
        return code

    def wait_for(self, true, what, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = true()
            if value:
                return value
            time.sleep(0.1)
        self.fail(f"{what} did not come within {seconds} s: {self.log.read_text()[-1500:]}")

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return json.load(answer)

    def post(self, path, body):
        """HTTP status and the answer"""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode(),
            {"Content-Type": "application/json", "X-Packbench": "1"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as problem:
            return problem.code, json.load(problem)

    def batch_done(self, batch, seconds=60):
        def done():
            now = self.get(f"/api/v1/batches/{batch}")
            return now if now["state"] == "done" else None
        return self.wait_for(done, f"the end of batch {batch}", seconds)

    def pack(self, order_no):
        """Prints the label and scans it and every item, as the packer does; the order as printed."""
        status, answer = self.post(f"/api/v1/orders/{order_no}/print", {})
        self.assertEqual(status, 200, answer)
        self.batch_done(answer["batch"])
        order = self.get(f"/api/v1/orders/{order_no}")
        scans = [order["number"]]
        for item in order["items"]:
            scans += [item["barcode"]] * item["quantity"] if item["barcode"] else []
        for at, text in enumerate([*scans, "PB:CONFIRM"]):
            _, view = self.post("/api/v1/benches/1/scan",
                                {"text": text, "key": f"{order_no}-{at}"})
            if view["state"] == "bound":
                return order
        self.fail(f"{order_no} was not bound by {scans}: {view}")


class Invented:
    """Made-up waybills and orders."""
    WAYBILL = {
        "number": "SF1385628716739", "carrier": "SF", "sorting_code": "571-W00-012",
        "hub": {"code": "52", "name": "杭州中转包1"},
        "sender": {"name": "示例小店", "phone": "0571-88000000", "province": "浙江省",
                   "city": "杭州市", "district": "余杭区", "detail": "示例路1号"},
        "receiver": {"name": "王示例", "phone": "13800001111", "province": "浙江省",
                     "city": "杭州市", "district": "西湖区", "detail": "示例街3栋2单元1001室"},
        "order_id": "P700000000000000001",
        "items": [{"sku": "A", "title": "杯", "spec": "白", "quantity": 2}],
        "buyer_note": "轻放", "sequence": 1, "batch": "10:00", "print_number": 1}
