"""Numbers from KDNiao: the real program against the simulator over loopback HTTP."""
import json
import os
import signal
import subprocess
import sys
import time
import unittest
import urllib.request

from program import SOURCE, FolderTest

SIMULATOR = SOURCE / "tests/simulators/kdniao/kdniao_simulator.py"
TITLES = ["订单号", "订单状态", "售后状态", "订单创建时间", "承诺发货时间", "收件人姓名", "收件人电话",
          "省", "市", "区", "收件人地址", "用户编号", "商家编码", "商品名称", "SKU件数"]


class Kdniao(FolderTest):
    extra = ""
    same_key = "true"

    def setUp(self):
        super().setUp()
        self.orders = 0
        self.simulator = None
        self.addCleanup(self.stop_simulator)
        self.start_simulator()

    def start_simulator(self, *words, port=0):
        self.simulator = subprocess.Popen(
            [sys.executable, "-B", SIMULATOR, "--books", str(self.folder / "books.json"),
             "--port", str(port), *words], stdout=subprocess.PIPE, text=True)
        self.gateway = int(self.simulator.stdout.readline().split()[1])

    def stop_simulator(self):
        if self.simulator is not None:
            self.simulator.kill()
            self.simulator.wait()
            self.simulator.stdout.close()
            self.simulator = None

    def configure(self, mode=0o600, key="test-api-key", timeout="2s"):
        secrets = self.folder / "kdniao.toml"
        secrets.write_text(f'business_id = "1000001"\napp_key = "{key}"\n[carriers.zto]\n'
                           'customer_name = "K100"\ncustomer_password = "hidden-word"\n')
        os.chmod(secrets, mode)
        text = self.config.read_text()
        # The orders' own numbers and the demo's ranges are out of the way.
        start, end = text.index("# Made-up ranges"), text.index("# Bought ranges")
        text = text[:start] + (
            f'[[numbers.source]]\nkind = "kdniao"\ncarriers = ["zto"]\n'
            f'credentials = "kdniao.toml"\nendpoint = "http://127.0.0.1:{self.gateway}/api"\n'
            f'answer_timeout = "{timeout}"\nconnect_timeout = "1s"\nvoid_after = "0m"\n'
            f'calls_per_minute = 6000\nsame_key_same_number = {self.same_key}\n{self.extra}'
        ) + "# Bought ranges" + text[end + len("# Bought ranges"):]
        text = text.replace("[carriers.zto]\nallow_without_routing = true\n", "")
        self.config.write_text(text)

    def add_orders(self, count, name="王'小\"明<#&+>"):
        clock = time.time() + 8 * 3600
        created = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(clock - 20 * 3600))
        due = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(clock + 30 * 3600))
        lines = [",".join(TITLES)]
        for n in range(self.orders + 1, self.orders + count + 1):
            quoted = '"' + name.replace('"', '""') + '"' if name and n % 2 else "李丽华"
            lines.append(",".join([
                f"P7000000000000{n:05d}", "待配货", "无售后", created, due, quoted,
                f"138{10000000 + n * 7919:08d}", "浙江省", "杭州市", "西湖区",
                f"浙江省杭州市西湖区文三路{n}号2幢301室", f"U{n}", "HH-01", "干花花束 A&B", "1"]))
        self.orders += count
        file = self.write(f"orders-{self.orders}.csv", "\r\n".join(lines) + "\r\n")
        out = self.expect(0, "import", file, "--config", self.config, "--json")
        self.assertEqual(json.loads(out)["new"], count)

    def books(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.gateway}/books", timeout=5) as answer:
            return json.load(answer)

    def faults(self, *names):
        request = urllib.request.Request(f"http://127.0.0.1:{self.gateway}/faults",
                                         json.dumps(names).encode())
        urllib.request.urlopen(request, timeout=5).close()

    def first_balance(self):
        """Whatever is scripted next concerns a number, not the balance asked at the start."""
        self.wait_for(lambda: any(one["source"] == "kdniao" and one["left"] is not None
                                  for one in self.numbers()["balances"]), "the first balance")

    def numbers(self):
        return self.get("/api/v1/numbers")

    def print_now(self):
        code, batch = self.post("/api/v1/batches", {})
        self.assertEqual(code, 200, batch)
        return self.batch_done(batch["batch"])

    def labels(self):
        return [path.name for path in (self.folder / "printers").rglob("*.bin")]

    def parked(self):
        return self.numbers()["wishes"]


class Numbers(Kdniao):
    def test_a_batch_gets_numbers_and_routing_and_no_secret_is_logged(self):
        self.configure()
        self.add_orders(6)
        self.serve()
        self.first_balance()
        forecast = [one for one in self.numbers()["forecast"] if one["carrier"] == "zto"]
        self.assertEqual([(one["need"], one["have"], one["missing"]) for one in forecast],
                         [(6, 500, 0)])
        batch = self.print_now()
        self.assertEqual(batch["printed"], 6, batch)
        books = self.books()
        self.assertEqual(books["problems"], [])
        given = sorted(order["number"] for order in books["orders"].values())
        self.assertEqual(sorted(job["number"] for job in batch["jobs"]), given)
        self.assertEqual([order["times"] for order in books["orders"].values()], [1] * 6)
        order = self.get("/api/v1/orders/P700000000000000001")
        self.assertEqual((order["sorting_code"], order["hub_name"], order["number_source"]),
                         ("571-W00 012", "杭州中转包", "kdniao"))
        balance = [one for one in self.numbers()["balances"] if one["source"] == "kdniao"]
        self.assertEqual(balance[0]["left"], 494)
        receiver = books["orders"]["P700000000000000001-1"]["receiver"]
        self.assertEqual(receiver["Name"], "王＇小＂明＜＃＆＋＞")
        self.stop()
        log = self.log.read_text()
        for secret in ("test-api-key", "hidden-word", "文三路"):
            self.assertNotIn(secret, log)

    def test_a_box_more_is_asked_for_by_an_order_code_of_its_own(self):
        self.configure()
        self.add_orders(1)
        self.serve()
        self.first_balance()
        self.print_now()
        order = "/api/v1/orders/P700000000000000001"
        code, boxes = self.post(f"{order}/boxes", {})
        self.assertEqual(code, 200, boxes)
        self.assertEqual(boxes["boxes"][1]["number"], "", "the gateway was not asked yet")
        self.wait_for(lambda: self.get(order)["boxes"]["boxes"][1]["state"] == "printed",
                      "the second box's label")
        books = self.books()
        self.assertEqual(books["problems"], [])
        self.assertEqual(sorted(books["orders"]),
                         ["P700000000000000001-1", "P700000000000000001-2"])
        self.assertEqual([one["times"] for one in books["orders"].values()], [1, 1])
        self.assertEqual([box["number"] for box in self.get(order)["boxes"]["boxes"]],
                         [books["orders"][f"P700000000000000001-{n}"]["number"] for n in (1, 2)])
        # Taken away, its number is given back by itself; the first one stays.
        code, boxes = self.post(f"{order}/boxes/remove", {})
        self.assertEqual((code, len(boxes["boxes"])), (200, 1), boxes)
        self.wait_for(lambda: [one["order_no"] for one in self.numbers()["voids"]] ==
                      ["P700000000000000001"], "the number on the to-void list")

    def test_kill_9_between_wish_and_answer_gives_one_number(self):
        self.configure(timeout="20s")
        self.add_orders(3)
        self.serve()
        self.first_balance()
        self.faults("slow:1.5", "ok", "ok")
        self.post("/api/v1/batches", {})
        time.sleep(0.7)  # The call is under way: the gateway takes a second and a half.
        self.stop(signal.SIGKILL)
        time.sleep(1.5)  # The gateway books what nobody waits for any more.
        booked = self.books()["orders"]
        self.assertEqual(len(booked), 1, booked)
        self.serve()
        self.wait_for(lambda: len(self.labels()) == 3, "the labels")
        books = self.books()
        self.assertEqual(len(books["orders"]), 3)
        self.assertEqual(sorted(order["times"] for order in books["orders"].values()), [1, 1, 2])
        numbers = {name.split("-")[2].split(".")[0] for name in self.labels()}
        self.assertEqual(numbers, {order["number"] for order in books["orders"].values()})

    def test_lost_and_broken_answers_are_asked_again_by_the_same_key(self):
        self.configure()
        self.add_orders(2)
        self.serve()
        self.first_balance()
        self.faults("lost", "garbage", "half", "http:502")
        batch = self.print_now()
        self.assertEqual(batch["printed"], 2)
        books = self.books()
        self.assertEqual(len(books["orders"]), 2)
        self.assertEqual(self.parked(), [])

    def test_oversized_and_nested_answers_do_no_harm(self):
        self.configure()
        self.add_orders(1)
        self.serve()
        self.first_balance()
        self.faults("huge", "deep", "other_order")
        self.assertEqual(self.print_now()["printed"], 1)
        self.assertEqual(len(self.books()["orders"]), 1)

    def test_a_number_that_is_used_or_fits_no_carrier_is_parked_and_not_printed(self):
        self.configure()
        self.add_orders(3)
        self.serve()
        self.first_balance()
        self.faults("ok", "used_number", "wrong_number")
        batch = self.print_now()
        self.assertEqual(batch["printed"], 1)
        wishes = self.parked()
        self.assertEqual(sorted(wish["error_key"] for wish in wishes),
                         ["error.wish_number_unfit", "error.wish_number_used"])
        self.assertIn("numbers_parked",
                      [need["kind"] for need in self.get("/api/v1/status")["needs_person"]])
        # A person looked it up: the right number goes onto the label.
        right = self.books()["orders"][wishes[0]["key"]]["number"]
        code, answer = self.post(f"/api/v1/numbers/wishes/{wishes[0]['id']}",
                                 {"action": "number", "number": "x"})
        self.assertEqual((code, answer["error"]["key"]), (400, "error.number_wrong"))
        code, answer = self.post(f"/api/v1/numbers/wishes/{wishes[0]['id']}",
                                 {"action": "number", "number": right,
                                  "sorting_code": "571-W00 012"})
        self.assertEqual((code, answer["state"]), (200, "granted"), answer)
        code, answer = self.post(f"/api/v1/numbers/wishes/{wishes[1]['id']}",
                                 {"action": "cancel", "reason": "地址不对"})
        self.assertEqual((code, answer["state"]), (200, "cancelled"), answer)
        held = self.get(f"/api/v1/orders/{wishes[1]['order_no']}")
        self.assertEqual(held["state"], "held")
        self.assertEqual(self.print_now()["printed"], 1)

    def test_refusals_say_why_and_what_to_do(self):
        self.configure()
        self.add_orders(1)
        self.serve()
        self.first_balance()
        self.faults("refuse:103:收件人电话13800001111格式错误")
        batch = self.print_now()
        self.assertEqual(batch["printed"], 0)
        wish, = self.parked()
        self.assertEqual((wish["state"], wish["error_key"]), ("refused", "error.kdniao_103"))
        self.assertNotIn("13800001111", wish["message"])
        order = self.get(f"/api/v1/orders/{wish['order_no']}")
        self.assertIn("number_refused", json.dumps(order["timeline"]))
        code, _ = self.post(f"/api/v1/numbers/wishes/{wish['id']}",
                            {"action": "again", "reason": "已改电话"})
        self.assertEqual(code, 200)
        self.assertEqual(self.print_now()["printed"], 1)

    def test_an_empty_account_is_asked_once_and_said(self):
        self.configure()
        self.add_orders(5)
        self.serve()
        self.first_balance()
        self.faults("empty")
        # The batch does not wait for what cannot come in time.
        self.assertEqual(self.print_now()["printed"], 0)
        self.assertTrue([one for one in self.numbers()["balances"]
                         if one["error_key"] == "error.kdniao_empty"])
        order = self.get("/api/v1/orders/P700000000000000001")
        self.assertIn("number_pending", json.dumps(order))
        self.assertEqual(sum(call[0] == "1007" for call in self.books()["calls"]), 1)
        self.assertEqual(self.books()["orders"], {})

    def test_a_label_without_the_routing_its_carrier_needs_is_refused(self):
        self.configure()
        self.add_orders(1)
        self.serve()
        self.first_balance()
        self.faults("no_routing")
        self.assertEqual(self.print_now()["printed"], 0)
        order = self.get("/api/v1/orders/P700000000000000001")
        self.assertIn("routing_missing", json.dumps(order))
        self.assertEqual(self.labels(), [])

    def test_a_refused_orders_number_is_taken_back_by_itself(self):
        self.configure()
        self.add_orders(2)
        self.serve()
        self.first_balance()
        self.print_now()
        code, _ = self.post("/api/v1/orders/P700000000000000001/hold", {"reason": "x"})
        self.assertEqual(code, 200)
        code, _ = self.post("/api/v1/orders/P700000000000000001/refuse", {"reason": "x"})
        self.assertEqual(code, 200)
        self.wait_for(lambda: [one for one in self.numbers()["voids"] if one["state"] == "done"],
                      "the cancelled number", 20)
        void, = self.numbers()["voids"]
        self.assertEqual((void["reason"], void["order_no"], void["result"]),
                         ("refused", "P700000000000000001", "取消成功"))
        self.assertEqual(self.books()["cancelled"], [void["number"]])
        # Its number is gone for good: a release prints another one.
        code, _ = self.post("/api/v1/orders/P700000000000000001/release", {"reason": "doch"})
        self.assertEqual(code, 200)
        self.assertEqual(self.print_now()["printed"], 1)
        self.assertIn("P700000000000000001-2", self.books()["orders"])

    def test_wrong_keys_and_open_secrets_are_said_and_stop_nothing_else(self):
        self.configure(key="another-key")
        self.add_orders(1)
        self.serve()
        self.post("/api/v1/batches", {})
        self.wait_for(lambda: self.numbers()["sources"][0]["error_key"] == "error.kdniao_104",
                      "the trouble", 20)
        self.assertEqual(self.books()["orders"], {})
        self.stop()
        self.configure_again(0o644)
        self.serve()
        self.assertEqual(self.numbers()["sources"][0]["error_key"], "error.credentials_mode")

    def configure_again(self, mode):
        os.chmod(self.folder / "kdniao.toml", mode)

    def test_an_unreachable_gateway_is_waited_for(self):
        self.configure()
        self.add_orders(1)
        port = self.gateway
        self.stop_simulator()
        self.serve()
        self.post("/api/v1/batches", {})
        self.wait_for(lambda: self.numbers()["sources"][0]["error_key"] ==
                      "error.provider_unreachable", "the trouble", 20)
        self.start_simulator(port=port)
        self.wait_for(lambda: len(self.labels()) == 1, "the label", 60)
        self.assertEqual(self.numbers()["sources"][0]["error_key"], "")


class WithoutSameKey(Kdniao):
    same_key = "false"

    def test_a_lost_answer_waits_for_a_person(self):
        self.configure()
        self.add_orders(1)
        self.serve()
        self.first_balance()
        self.faults("lost")
        self.assertEqual(self.print_now()["printed"], 0)
        wish, = self.parked()
        self.assertEqual((wish["state"], wish["error_key"]), ("parked", "error.answer_lost"))
        self.assertEqual(self.books()["orders"][wish["key"]]["times"], 1)


class Limits(Kdniao):
    extra = "calls_per_day = 3\n"

    def test_the_daily_limit_holds(self):
        self.configure()
        self.add_orders(5)
        self.serve()
        self.first_balance()
        self.post("/api/v1/batches", {})
        self.wait_for(lambda: self.numbers()["sources"][0]["error_key"] ==
                      "error.provider_day_full", "the limit", 20)
        self.assertEqual(len(self.books()["calls"]), 3)


class OverTls(Kdniao):
    def start_simulator(self, *words, port=0):
        pem = self.folder / "gateway.pem"
        if not pem.exists():
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                            "-keyout", self.folder / "key.pem", "-out", self.folder / "cert.pem"],
                           check=True, capture_output=True)
            pem.write_text((self.folder / "key.pem").read_text() +
                           (self.folder / "cert.pem").read_text())
        super().start_simulator("--tls", str(pem), *words, port=port)

    def books(self):
        file = self.folder / "books.json"
        return json.loads(file.read_text()) if file.exists() else {"orders": {}, "calls": []}

    def prepare(self, host):
        self.configure()
        self.config.write_text(self.config.read_text().replace(
            f"http://127.0.0.1:{self.gateway}/", f"https://{host}:{self.gateway}/"))
        self.add_orders(1)

    def trusting(self, file):
        os.environ["SSL_CERT_FILE"] = str(file)
        self.addCleanup(os.environ.pop, "SSL_CERT_FILE", None)

    def test_a_trusted_certificate_of_the_right_name_is_taken(self):
        self.prepare("localhost")
        self.trusting(self.folder / "cert.pem")
        self.serve()
        self.assertEqual(self.print_now()["printed"], 1)
        self.assertEqual(len(self.books()["orders"]), 1)

    def refused(self):
        self.serve()
        self.post("/api/v1/batches", {})
        self.wait_for(lambda: self.numbers()["sources"][0]["error_key"] ==
                      "error.provider_unreachable", "the trouble", 20)
        self.assertEqual(self.books()["calls"], [])

    def test_an_unknown_certificate_is_sent_nothing(self):
        self.prepare("localhost")
        self.refused()

    def test_a_certificate_of_another_name_is_sent_nothing(self):
        self.prepare("127.0.0.1")
        self.trusting(self.folder / "cert.pem")
        self.refused()


if __name__ == "__main__":
    unittest.main()
