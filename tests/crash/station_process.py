"""A real packbench daemon in a folder of its own, for tests that kill or weigh it."""
import collections
import datetime
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

TITLES = ["订单号", "订单状态", "售后状态", "订单类型", "订单创建时间", "承诺发货时间", "收件人姓名",
          "收件人电话", "省", "市", "区", "收件人地址", "用户编号", "规格ID", "商家编码", "商品名称",
          "SKU件数", "商品总价(元)"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class NetworkPrinter:
    """The simulated ESC/POS printer on a TCP port, slow enough to be killed in the middle of a
    label. It outlives the daemon, and its paper is read by another reader (zbarimg)."""

    def __init__(self, simulator, folder, bytes_per_second):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.process = subprocess.Popen(
            [simulator, "--folder", str(self.folder), "--slow", str(bytes_per_second),
             "--forget-on-hang-up", "1"],
            stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline().split()[1])
        self.read = {}  # file name -> (number, print number, rows); None: a blank sheet

    def sheets(self):
        """(number, print number) of each whole label, and of each that was cut off. What of a cut
        one can no longer be read is None."""
        fresh = []
        for file in self.folder.glob("*.pbm"):
            if file.name in self.read:
                continue
            if any(file.read_bytes().split(b"\n", 2)[2]):
                fresh.append(file)
            else:
                self.read[file.name] = None  # Fed while it was brought back to the beginning.
        for at in range(0, len(fresh), 50):
            self.look_at(fresh[at:at + 50])
        labels = [sheet for sheet in self.read.values() if sheet is not None]
        whole = max((rows for _, _, rows in labels), default=0)
        # A label that was cut inside its last strip is as long as a whole one: the strip is filled
        # with white before the next label, and its own small code is lost.
        good = [label for label in labels if label[2] == whole and None not in label]
        return (collections.Counter(label[:2] for label in good),
                collections.Counter(label[:2] for label in labels if label not in good))

    def look_at(self, files):
        seen = subprocess.run(["zbarimg", "-q", "--xml", "-Sdisable", "-Scode128.enable",
                               "-Sqrcode.enable", *map(str, files)],
                              capture_output=True, timeout=120).stdout.decode()
        codes = {}
        for source in seen.split("<source href='")[1:]:
            codes[pathlib.Path(source.split("'")[0]).name] = re.findall(
                r"CDATA\[(.*?)\]\]>", source)
        for file in files:
            head = file.read_bytes().split(b"\n", 2)[1]
            texts = codes.get(file.name, [])
            sheet = next((text.split(".") for text in texts if text.startswith("PB1.")), None)
            number = next((text for text in texts if text.startswith("78")), None)
            self.read[file.name] = (number, int(sheet[3]) if sheet else None,
                                    int(head.split()[1]))

    def switch_off(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


class Station:
    """Two printers of the file kind; with `network` the second one is that network printer."""

    def __init__(self, program, folder, network=None):
        self.program, self.folder, self.network = program, pathlib.Path(folder), network
        self.port = free_port()
        self.process = None
        self.orders = 0
        far = (datetime.datetime.utcnow() + datetime.timedelta(hours=20)).strftime("%H:%M")
        self.config = self.folder / "packbench.toml"
        printers = "".join(
            f'[[printer]]\nname = "label-{n}"\nuri = "{uri}"\nlanguage = "escpos"\n'
            f'evidence = "{evidence}"\n' for n, (uri, evidence) in enumerate((
                (f"file://{self.folder}/paper-1", "written"),
                (f"tcp://127.0.0.1:{network.port}", "answer") if network else
                (f"file://{self.folder}/paper-2", "written")), 1))
        self.config.write_text(
            'data_folder = "data"\nlog_level = "error"\n[shop]\nname = "花间小铺"\n'
            '[shop.sender]\nname = "花间小铺"\nphone = "0571-88000000"\nprovince = "浙江省"\n'
            'city = "杭州市"\ndistrict = "余杭区"\ndetail = "示例路1号2幢"\n'
            f'[http]\nport = {self.port}\n[numbers]\ndefault_carrier = "zto"\n'
            '[[numbers.range]]\ncarrier = "zto"\nprefix = "78"\nfirst = 990000000001\n'
            'last = 990000100000\ndigits = 12\n[carriers.zto]\nallow_without_routing = true\n'
            f'{printers}[batches]\nslots = ["{far}"]\n[[bench]]\nname = "1"\ntitle = "打包台 1"\n',
            encoding="utf-8")
        for n in (1, 2):
            (self.folder / f"paper-{n}").mkdir()

    def start(self):
        self.log = open(self.folder / "log.txt", "ab")
        self.process = subprocess.Popen([self.program, "serve", "--config", str(self.config)],
                                        stdout=self.log, stderr=self.log)

    def wait_ready(self, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise SystemExit("the daemon ended by itself: " +
                                 (self.folder / "log.txt").read_text()[-2000:])
            try:
                return self.get("/api/v1/status")
            except (urllib.error.URLError, ConnectionError, OSError):
                time.sleep(0.02)
        raise SystemExit("the daemon does not answer")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait(10)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return json.load(answer)

    def post(self, path, body):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=json.dumps(body).encode(), method="POST",
            headers={"Content-Type": "application/json", "X-Packbench": "1"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def import_orders(self, count):
        """A generated export of made-up people, through the program's own import."""
        now = datetime.datetime.utcnow() + datetime.timedelta(hours=8)
        created = (now - datetime.timedelta(hours=20)).strftime("%Y-%m-%d %H:%M:%S")
        due = (now + datetime.timedelta(hours=30)).strftime("%Y-%m-%d %H:%M:%S")
        lines = [",".join(TITLES)]
        for n in range(self.orders + 1, self.orders + count + 1):
            name = "王李张刘陈杨赵周"[n % 8] + ["小明", "丽华", "建国", "秀英", "志强"][n % 5]
            lines.append(",".join([
                f"P7000000000000{n:05d}", "待配货", "无售后", "现货", created, due, name,
                f"138{10000000 + n * 7919 % 89999999:08d}", "浙江省", "杭州市", "西湖区",
                f"浙江省杭州市西湖区文三路{n}号2幢301室", f"U{n}", "S1", "HH-01", "干花花束", "1",
                "45.00"]))
        self.orders += count
        file = self.folder / f"orders-{self.orders}.csv"
        file.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
        done = subprocess.run(
            [self.program, "import", str(file), "--config", str(self.config), "--json"],
            capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"import failed: {done.stdout} {done.stderr}")
        answer = json.loads(done.stdout.splitlines()[0])
        assert answer["new"] == count, answer

    def wait_printed(self, seconds):
        """Until no batch runs. The status snapshot may be older than the batch: it is not asked."""
        end = time.monotonic() + seconds
        while any(batch["state"] == "running" for batch in self.get("/api/v1/batches")["batches"]):
            if time.monotonic() > end:
                raise SystemExit("the batch does not end")
            time.sleep(0.1)

    def newest_batch(self):
        return max(self.get("/api/v1/batches")["batches"], key=lambda batch: batch["id"])

    def jobs(self):
        found = []
        for batch in self.get("/api/v1/batches")["batches"]:
            found += self.get(f"/api/v1/batches/{batch['id']}")["jobs"]
        return found

    def sheets(self):
        """How often each (number, print number) came out, by the printers' files."""
        count = collections.Counter()
        for n in (1, 2):
            for file in (self.folder / f"paper-{n}").glob("*.bin"):
                match = re.fullmatch(r"\d+-\d+-([0-9A-Z]+?)(?:-r(\d+))?(?:[-.].*)?", file.stem)
                assert match, f"strange file {file}"
                count[(match[1], int(match[2] or 1))] += 1
        return count + self.network.sheets()[0] if self.network else count

    def memory_mb(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0
