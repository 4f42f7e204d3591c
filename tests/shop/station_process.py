"""The real program, run as a person runs it: started at a time of the clock, stopped, killed, asked
over HTTP and by its own commands. Knows nothing of what the answers mean."""
import itertools
import json
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

STOPPED = "the station has ended by itself"


class Refused(Exception):
    def __init__(self, status, error):
        super().__init__(f"{status} {error}")
        self.status, self.key = status, error.get("key", "")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class StationProcess:
    def __init__(self, program, folder, settings):
        self.program, self.folder = str(program), pathlib.Path(folder)
        self.port = free_port()
        self.config = self.folder / "packbench.toml"
        self.config.write_text(settings.replace("PORT", str(self.port)), encoding="utf-8")
        self.log = self.folder / "serve.log"
        self.process = None
        self.starts = 0
        self.keys = itertools.count(1)

    def start(self, beijing):
        """Runs from this moment of Beijing time on; returns when it answers."""
        assert self.process is None
        self.starts += 1
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--config", str(self.config), "--clock",
                 f"{beijing:%Y-%m-%d %H:%M:%S}"], stdout=log, stderr=log, cwd=self.folder)
        self.wait_for(self.answers, "the station's first answer", 30)

    def answers(self):
        try:
            return self.get("/healthz")["status"] == "ok"
        except (OSError, Refused):
            return False

    def stop(self):
        self.end(signal.SIGTERM)

    def kill(self):
        self.end(signal.SIGKILL)

    def end(self, how):
        self.process.send_signal(how)
        code = self.process.wait(30)
        assert how == signal.SIGKILL or code == 0, f"it ended with {code}: {self.last_words()}"
        self.process = None

    def last_words(self):
        return self.log.read_text(errors="replace")[-2000:]

    def wait_for(self, true, what, seconds=60):
        end = time.monotonic() + seconds
        pause = 0.005
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"{STOPPED}: {self.last_words()}")
            value = true()
            if value:
                return value
            time.sleep(pause)
            pause = min(pause * 1.5, 0.1)
        raise AssertionError(f"{what} did not come within {seconds} s: {self.last_words()}")

    def request(self, path, body=None, kind="application/json"):
        """The bytes of the answer. A body makes it a POST."""
        headers = {} if body is None else {"Content-Type": kind, "X-Packbench": "1"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.read()
        except urllib.error.HTTPError as problem:
            raise Refused(problem.code, json.load(problem).get("error", {})) from None

    def get(self, path, **query):
        if query:
            path += "?" + urllib.parse.urlencode(query)
        return json.loads(self.request(path))

    def post(self, path, body=None):
        return json.loads(self.request(path, json.dumps(body or {}).encode()))

    def run(self, *words, expect=0):
        """One of the program's own commands; its standard output."""
        done = subprocess.run([self.program, *map(str, words), "--config", str(self.config)],
                              capture_output=True, timeout=60, cwd=self.folder, check=False)
        assert done.returncode == expect, f"{words}: {done.returncode} {done.stderr.decode()}"
        return done.stdout.decode()

    # The few things that take several requests.

    def import_by_page(self, name, content, written):
        """As the page /files does it."""
        path = "/api/v1/uploads?" + urllib.parse.urlencode(
            {"name": name, "modified": int(written.timestamp() * 1000)})
        upload = json.loads(self.request(path, content, "application/octet-stream"))

        def done():
            now = self.get(f"/api/v1/uploads/{upload['id']}")
            assert now["state"] != "failed", now
            return now["import"] if now["state"] == "done" else None
        return self.wait_for(done, f"the end of the import of {name}")

    def import_by_folder(self, name, content):
        """As a person who saves it into the watched folder: moved in as a whole."""
        self.put_into_folder(name, content)
        inbox = self.folder / "inbox"

        def taken():
            if list((inbox / "failed").glob(name)):
                raise AssertionError(f"{name} is in failed/: {self.last_words()}")
            return next((one for one in self.get("/api/v1/imports")["imports"]
                         if one["file"] == name), None) if not (inbox / name).exists() else None
        return self.wait_for(taken, f"the import of {name}")

    def put_into_folder(self, name, content):
        draft = self.folder / ("draft-" + name)
        draft.write_bytes(content)
        draft.rename(self.folder / "inbox" / name)

    def import_by_command(self, name, content):
        file = self.folder / name
        file.write_bytes(content)
        return json.loads(self.run("import", file, "--json"))

    def batches(self):
        """All of them, oldest first."""
        found, page = [], 1
        while True:
            more = self.get("/api/v1/batches", page=page)["batches"]
            known = {batch["id"] for batch in found}
            found += [batch for batch in more if batch["id"] not in known]
            if not more or all(batch["id"] in known for batch in more):
                return sorted(found, key=lambda batch: batch["id"])
            page += 1

    def quiet(self, seconds=120):
        """Until no batch runs."""
        self.wait_for(lambda: all(batch["state"] in ("done", "cancelled") for batch in
                                  self.get("/api/v1/batches")["batches"]), "the batches' end", seconds)

    def fresh_status(self):
        """The status page as of after this call: it is drawn anew a few times a second."""
        before = self.get("/api/v1/status")["now"]

        def newer():
            status = self.get("/api/v1/status")
            return status if status["now"] != before else None
        return self.wait_for(newer, "a newer status", 20)

    def scan(self, bench, text, key=None):
        return self.post(f"/api/v1/benches/{bench}/scan",
                         {"text": text, "key": key or f"scan-{next(self.keys)}"})

    def order(self, no):
        return self.get(f"/api/v1/orders/{no}")

    def jobs(self):
        found = []
        for batch in self.batches():
            found += self.get(f"/api/v1/batches/{batch['id']}")["jobs"]
        return found


class Paper:
    """The printers' folders, read by another reader (zbarimg)."""

    def __init__(self, folders):
        self.folders = [pathlib.Path(folder) for folder in folders]
        self.seen = {}  # picture -> (waybill number, sheet code)

    def new_sheets(self):
        """(number, sheet code) of each sheet that came out since the last call, oldest first."""
        fresh = sorted((file for folder in self.folders for file in folder.glob("*.png")
                        if str(file) not in self.seen), key=lambda file: (file.stat().st_mtime_ns,
                                                                          file.name))
        for at in range(0, len(fresh), 50):
            self.look_at(fresh[at:at + 50])
        return [self.seen[str(file)] for file in fresh]

    def look_at(self, files):
        read = subprocess.run(["zbarimg", "-q", "--xml", "-Sdisable", "-Scode128.enable",
                               "-Sqrcode.enable", *map(str, files)], capture_output=True,
                              timeout=300, check=False).stdout.decode()
        for source in read.split("<source href='")[1:]:
            name = source.split("'")[0]
            codes = re.findall(r"type='([^']*)'.*?CDATA\[(.*?)\]\]>", source, re.S)
            numbers = {text for kind, text in codes if kind == "CODE-128"}
            sheets = {text for kind, text in codes if kind == "QR-Code"}
            assert len(numbers) == 1 and len(sheets) == 1, f"{name} reads as {codes}"
            self.seen[name] = (numbers.pop(), sheets.pop())
        unread = [str(file) for file in files if str(file) not in self.seen]
        assert not unread, f"zbarimg reads nothing on {unread}"
