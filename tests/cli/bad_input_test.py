"""What must not be taken: files, folders and requests of every wrong kind. Each ends in a clear
message, nothing is lost, and the daemon lives on."""
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import time
import unittest
import zipfile

from program import EXPORT, SOURCE, FolderTest

SHEET = "xl/worksheets/sheet1.xml"


def export_with(file, change):
    """The demo's export with another sheet."""
    with zipfile.ZipFile(EXPORT) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == SHEET else content)


HEADER = "订单号,订单状态,售后状态,订单类型,收件人姓名,收件人电话,收件人地址,商品名称,SKU件数,订单创建时间,支付时间,承诺发货时间\n"


def csv_row(order, name="王示例", phone="13800236745",
            address="浙江省杭州市西湖区文三路138号东方大厦1001室"):
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
    return (f"{order},待配货,无售后,现货,{name},{phone},{address},杯,1,"
            f"{day} 00:01:00,{day} 00:02:00,{day} 23:00:00\n")


class BadFiles(FolderTest):
    def make_files(self):
        """file name -> what the message says"""
        content = EXPORT.read_bytes()
        self.write("empty.xlsx", b"")
        self.write("cut.xlsx", content[:20000])
        self.write("noise.xlsx", os.urandom(64) + b"\0" + os.urandom(50000))
        self.write("encrypted.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000)
        self.write("document.xlsx", b"%PDF-1.4 and more")
        with zipfile.ZipFile(self.folder / "archive.xlsx", "w") as archive:
            archive.writestr("a.txt", "hello")
        export_with(self.folder / "half.xlsx", lambda sheet: sheet[:len(sheet) // 2])
        export_with(self.folder / "bomb.xlsx", lambda sheet: sheet.replace(
            b"</sheetData>", b'<row r="9999"/>' * 20_000_000 + b"</sheetData>"))
        export_with(self.folder / "token.xlsx", lambda sheet: sheet.replace(
            b"<row ", b'<row x="' + b"A" * 300_000_000 + b'" ', 1))
        export_with(self.folder / "entity.xlsx", lambda sheet: sheet.replace(
            b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "b">]><worksheet', 1))
        self.write("other.csv", "a,b,c\n1,2,3\n")
        self.write("cut.csv", HEADER + csv_row("P700000000000000001") + 'P700000000000000002,"待')
        self.write("zero.csv", b"\0" * 100000)
        return {
            "empty.xlsx": "the file is empty", "cut.xlsx": "cut off", "noise.xlsx": "noise.xlsx",
            "encrypted.xlsx": "without password", "document.xlsx": "neither XLSX nor CSV",
            "archive.xlsx": "no XLSX workbook", "half.xlsx": "damaged",
            "bomb.xlsx": "unpacks from", "token.xlsx": "unpacks from",
            "entity.xlsx": "document type", "other.csv": "lacks the columns 订单号",
            "cut.csv": "ends inside row 3", "zero.csv": "is zero", "none.xlsx": "No such file",
            ".": "is a folder"}

    def test_the_command_names_each_fault_and_the_daemon_survives_all(self):
        files = self.make_files()
        for file, says in files.items():
            with self.subTest(file):
                begin = time.monotonic()
                self.assertEqual(self.expect(2, "import", file, "--config", self.config, "--json",
                                             says=[says, file if file != "." else ""]), "")
                self.assertLess(time.monotonic() - begin, 10)
        # The rest of the command line is still done.
        out = self.expect(2, "import", "empty.xlsx", EXPORT, "--config", self.config, "--json")
        self.assertEqual(json.loads(out)["new"], 113)
        self.serve()
        names = [name for name in files if name not in ("none.xlsx", ".")]
        for name in names:
            shutil.move(self.folder / name, self.folder / "inbox" / name)
        self.wait_for(lambda: len(self.get("/api/v1/imports")["imports"]) > len(names),
                      "a line for each file", 60)
        stories = {i["file"]: i for i in self.get("/api/v1/imports")["imports"]}
        for name in names:
            self.assertIn(files[name], stories[name]["problems"][0]["message"], name)
        self.assertEqual([p.name for p in (self.folder / "inbox").iterdir() if p.is_file()], [])
        self.assertEqual(self.get("/healthz"), {"status": "ok"})

    def test_a_file_that_is_still_being_written_is_taken_whole_or_not_yet(self):
        self.serve()
        content = (HEADER + "".join(csv_row(f"P7000000000000{i:05}") for i in range(300))).encode()
        with open(self.folder / "inbox" / "orders.csv", "wb") as file:
            for at in range(0, len(content), 4000):
                file.write(content[at:at + 4000])
                file.flush()
                time.sleep(0.1)
                self.assertEqual(self.get("/api/v1/imports")["imports"], [])
        self.wait_for(lambda: self.get("/api/v1/status")["counts"]["to_ship"] == 300,
                      "all 300 orders")
        imports = self.get("/api/v1/imports")["imports"]
        self.assertEqual([(i["new"], i["problems"]) for i in imports], [(300, [])])

    def test_rare_names_emoji_and_long_addresses_come_through(self):
        rows = [("P700000000000000001", "䶮示例", "浙江省杭州市西湖区文三路138号东方大厦1001室"),
                ("P700000000000000002", "㛃示例", "浙江省杭州市西湖区文三路138号" + "长" * 180 + "1001室")]
        self.write("rare.csv", HEADER + "".join(csv_row(o, n, f"1380023{i + 6745}", a)
                                                for i, (o, n, a) in enumerate(rows)))
        self.expect(0, "import", "rare.csv", "--config", self.config)
        for order, name, _ in rows:
            found = json.loads(self.expect(0, "orders", "--config", self.config, "--name", name,
                                           "--json"))["orders"]
            self.assertEqual([o["order_no"] for o in found], [order])

    def test_the_same_order_with_other_contents_is_an_update_and_judged_again(self):
        self.write("first.csv", HEADER + csv_row("P700000000000000001"))
        self.write("second.csv", HEADER + csv_row("P700000000000000001", address="浙江省杭州市"))
        os.utime(self.folder / "first.csv", (time.time() - 60,) * 2)
        self.expect(0, "import", "first.csv", "--config", self.config)
        report = json.loads(self.expect(0, "import", "second.csv", "--config", self.config,
                                        "--json"))
        self.assertEqual((report["new"], report["updated"]), (0, 1))
        held = json.loads(self.expect(0, "orders", "--config", self.config, "--state", "held",
                                      "--json"))
        self.assertEqual(held["total"], 1)


class BadSurroundings(FolderTest):
    def test_a_database_of_a_newer_program_is_left_alone(self):
        self.expect(0, "import", EXPORT, "--config", self.config)
        with sqlite3.connect(self.folder / "data/packbench.db") as database:
            database.execute("INSERT INTO schema_migrations VALUES (999, 'future', 0)")
        database.close()
        for words in (["serve"], ["orders"], ["import", EXPORT], ["ship-file", "-o", "a.csv"]):
            with self.subTest(words[0]):
                self.expect(2, *words, "--config", self.config,
                            says="schema version 999, this program knows only")

    def test_a_port_in_use_and_a_folder_that_cannot_be(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", self.port))
            other.listen()
            self.expect(2, "serve", "--config", self.config,
                        says=(f"127.0.0.1:{self.port} is in use", "http.port"))
        self.write("data", "a file")
        self.expect(2, "serve", "--config", self.config, says=str(self.folder / "data"))

    def test_data_files_that_are_missing_or_wrong(self):
        self.expect(2, "identify", "SF1385628716739", "--data", "/nonexistent",
                    says=("carriers.toml", "--data"))
        shutil.copytree(SOURCE / "config", self.folder / "own")
        wide = self.folder / "own/templates/100x150.toml"
        text = wide.read_text()
        self.assertIn("width = 100", text)
        wide.write_text(text.replace("width = 100", "width = 40", 1))
        self.write("waybill.json", '{"number":"SF1385628716739"}')
        self.expect(2, "render", "waybill.json", "-o", "x.png", "--data", "own", says="100x150.toml:")
        self.assertFalse((self.folder / "x.png").exists())

    # All sheets that fit are there once; the rest follows as soon as there is room.
    def test_a_full_printer_folder_loses_and_doubles_nothing(self):
        # Fine dots make a label's file longer than the database's log is so soon.
        self.write_config(("head_width_dots = 832", "head_width_dots = 1248\ndpi = 300"),
                          ("head_width_dots = 640", "head_width_dots = 1248\ndpi = 300"),
                          ('template = "76x130"\n', 'template = "100x180"\n'),
                          ('template = "100x150"\n', 'template = "100x180"\n'),
                          ('template = "100x150"\n', 'template = "100x180"\n'))
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.serve()
        # As on a full disk: no file of this process may grow so long, so that no label ends (the
        # database's log is shorter yet).
        limit = ["prlimit", "--pid", str(self.daemon.pid)]
        subprocess.run([*limit, "--fsize=310000:unlimited"], check=True)
        order = json.loads(self.expect(0, "orders", "--config", self.config, "--state", "ready",
                                       "--json"))["orders"][0]["order_no"]
        status, answer = self.post(f"/api/v1/orders/{order}/print", {})
        self.assertEqual(status, 200, answer)
        printer = self.wait_for(
            lambda: next((p for p in self.get("/api/v1/status")["printers"]
                          if p["state"] == "error"), None), "the printer's trouble on the page", 20)
        self.assertIn("File too large", printer["message"])
        self.assertIn(str(self.folder / "printers"), printer["message"])
        truth = self.get("/api/v1/status")["truth"]
        self.assertEqual((truth["level"], truth["key"]), ("stop", "ui.truth.printer_error"))
        # It waits; it is neither refused nor half on paper.
        jobs = self.get(f"/api/v1/batches/{answer['batch']}")["jobs"]
        self.assertLessEqual({job["state"] for job in jobs},
                             {"queued", "rendering", "proven", "sending"})
        self.assertEqual(self.get(f"/api/v1/orders/{order}")["state"], "queued")
        self.assertEqual(list(self.folder.glob("printers/*/*.bin")), [])
        subprocess.run([*limit, "--fsize=unlimited:unlimited"], check=True)
        self.batch_done(answer["batch"])
        self.assertEqual(len(list(self.folder.glob("printers/*/*.bin"))), 1)

    def test_sigterm_in_the_middle_of_a_batch_loses_and_doubles_nothing(self):
        # Many more than a quick machine prints between two looks.
        many = self.write("many.csv", HEADER + "".join(
            csv_row(f"P7000000000000{i:05}", phone=f"139{i * 7919 % 100000000:08}",
                    address=f"浙江省杭州市西湖区文三路{i + 1}号东方大厦1001室")
            for i in range(600)))
        self.expect(0, "import", many, "--config", self.config)
        self.serve()
        _, answer = self.post("/api/v1/batches", {})
        self.wait_for(lambda: len(list(self.folder.glob("printers/*/*.bin"))) > 5, "some labels")
        begin = time.monotonic()
        self.assertEqual(self.stop(), 0)
        self.assertLess(time.monotonic() - begin, 5)
        self.assertLess(len(list(self.folder.glob("printers/*/*.bin"))), answer["labels"])
        self.serve()
        jobs = self.batch_done(answer["batch"])["jobs"]
        self.assertEqual({job["state"] for job in jobs}, {"printed"})
        sheets = [file.stem for file in self.folder.glob("printers/*/*.bin")]
        self.assertEqual(len(sheets), answer["labels"])
        self.assertEqual(len({sheet.split("-")[-1] for sheet in sheets}), answer["labels"])


class BadRequests(FolderTest):
    def setUp(self):
        super().setUp()
        self.serve()

    def raw(self, request, seconds=15):
        """The status of an answer to raw bytes; 0 when the connection is closed without one."""
        with socket.create_connection(("127.0.0.1", self.port), seconds) as connection:
            connection.settimeout(seconds)
            try:
                connection.sendall(request)
                answer = connection.recv(4096)
            except (ConnectionResetError, BrokenPipeError):
                return 0
        return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0

    def test_bad_requests_are_refused_and_the_daemon_lives(self):
        host = f"Host: 127.0.0.1:{self.port}\r\nConnection: close\r\n".encode()
        mine = b"X-Packbench: 1\r\nContent-Type: application/json\r\n"
        scan = b"POST /api/v1/benches/1/scan HTTP/1.1\r\n" + host

        def get(path):
            return b"GET " + path + b" HTTP/1.1\r\n" + host + b"\r\n"

        def post(body, length=None):
            length = len(body) if length is None else length
            return scan + mine + b"Content-Length: %d\r\n\r\n" % length + body
        cases = [
            ("noise", b"\x01\x02 \xff\r\n\r\n" * 100, {0, 400}),
            ("a huge header", get(b"/")[:-2] + b"X: " + b"A" * 2_000_000 + b"\r\n\r\n", {0, 400}),
            ("many headers", get(b"/")[:-2] + b"X: a\r\n" * 100_000 + b"\r\n", {0, 400}),
            ("a huge path", get(b"/" + b"a" * 1_000_000), {0, 400, 414}),
            ("out of the folder", get(b"/../../etc/passwd"), {400, 404}),
            ("out, encoded", get(b"/%2e%2e/%2e%2e/etc/passwd"), {400, 404}),
            ("out, slashes encoded", get(b"/js/..%2f..%2f..%2fetc%2fpasswd"), {400, 404}),
            ("the key", get(b"/api/v1/ship-files/..%2f..%2fstation.key"), {400, 404}),
            ("another host", b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", {403}),
            ("a number too large", get(b"/api/v1/batches/99999999999999999999"), {400, 404}),
            ("GET on a POST", get(b"/api/v1/batches/1/pause"), {405}),
            ("without our header", scan + b"Content-Length: 2\r\n\r\n{}", {403}),
            ("no JSON", post(b"{"), {400}), ("a list", post(b"[]"), {400}),
            ("depth", post(b"[" * 60_000), {400}), ("bytes", post(b'{"text":"\xff"}'), {400}),
            ("without key", post(b'{"text":"a"}'), {400}),
            ("a number", post(b'{"text":5,"key":"a"}'), {400}),
            ("a huge scan", post(b'{"text":"' + b"A" * 60_000 + b'","key":"a"}'), {400}),
            ("a huge body", post(b"A" * 200_000), {0, 413}),
            ("a length below 0", post(b"{}", -5), {400}),
        ]
        for name, request, wanted in cases:
            with self.subTest(name):
                self.assertIn(self.raw(request), wanted)
        self.assertEqual(self.get("/healthz"), {"status": "ok"})

    def test_files_of_the_machine_are_named_on_the_socket_alone(self):
        for path, body in [("/api/v1/imports", {"path": str(EXPORT)}),
                           ("/api/v1/ship-files", {"format": "csv", "path": "/tmp/x.csv"})]:
            self.assertEqual(self.post(path, body)[0], 403, path)

    def test_idle_connections_and_many_streams_do_not_stop_the_bench(self):
        idle = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(100)]
        for connection in idle:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        streams = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(60)]
        for stream in streams:
            stream.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % self.port)

        # More connections than the server keeps are closed at once; the idle ones end by themselves.
        def answers():
            try:
                return self.post("/api/v1/benches/1/scan", {"text": "x", "key": "x"})[0] == 200
            except OSError:
                return False
        self.wait_for(answers, "an answer to a scan", 15)
        for connection in idle + streams:
            connection.close()
        self.wait_for(answers, "an answer to a scan afterwards", 5)


if __name__ == "__main__":
    unittest.main()
