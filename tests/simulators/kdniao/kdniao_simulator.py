#!/usr/bin/env python3
"""A gateway that speaks KDNiao's e-waybill protocol: 1007 number, 1147 cancel, 1127 balance.

Written after the gateway's documents alone; shares no code with packbench. It checks the signature
itself, keeps books (which OrderCode got which number, what was cancelled, what is left) and does
what a script of faults says. Python's standard library alone.

    kdniao_simulator.py [--port N] [--books FILE] [--business-id ID] [--app-key KEY] [--balance N]
                        [--fault NAME]... [--no-routing] [--tls PEM]
                        [--end-with-parent]

It prints "port N" once it listens. The books are one JSON file, written before each answer.
  GET  /books            the books
  POST /faults           a JSON list of names, taken one a request from then on
Faults: ok, lost (booked, connection closed without an answer), slow:SECONDS, http:CODE, garbage,
half (the answer is cut off), huge (2 MB), deep (nested JSON), refuse:CODE:REASON, empty (no balance),
wrong_number (a number that fits no carrier), used_number (one given before), other_order,
silent_106 (already submitted, without the number), no_routing
"""
import argparse
import base64
import hashlib
import http.server
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse

FORBIDDEN = "'\"#&+<>"
ROUTING = {"MarkDestination": "571-W00 012 ", "PackageName": "杭州中转包 ", "PackageCode": "52"}


class Books:
    def __init__(self, file, balance):
        self.file = file
        self.lock = threading.Lock()
        self.data = {"orders": {}, "cancelled": [], "balance": {}, "calls": [], "problems": []}
        self.first_balance = balance
        if file and os.path.exists(file):
            with open(file, encoding="utf-8") as stored:
                self.data = json.load(stored)

    def save(self):
        if not self.file:
            return
        with open(self.file + ".new", "w", encoding="utf-8") as out:
            json.dump(self.data, out, ensure_ascii=False)
        os.replace(self.file + ".new", self.file)

    def left(self, shipper):
        return self.data["balance"].setdefault(shipper, self.first_balance)


NUMBERS = {"ZTO": ("7312", 10), "YTO": ("YT", 13), "STO": ("77", 13), "SF": ("SF", 13),
           "YD": ("3", 14), "JTSD": ("JT", 13), "EMS": ("12", 11), "JD": ("JDX0", 11)}


class Gateway(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass  # Who asked has gone.

    def do_GET(self):
        with self.server.books.lock:
            self.send(200, json.dumps(self.server.books.data, ensure_ascii=False))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8")
        if self.path == "/faults":
            with self.server.books.lock:
                self.server.faults = json.loads(body)
            return self.send(200, "{}")
        with self.server.books.lock:
            fault = self.server.faults.pop(0) if self.server.faults else "ok"
        kind, _, rest = fault.partition(":")
        if kind == "slow":
            time.sleep(float(rest))
        if kind == "http":
            return self.send(int(rest), "<html>no</html>")
        with self.server.books.lock:
            answer = self.answer(body, kind, rest)
            self.server.books.save()
        if kind == "lost":
            self.close_connection = True
            return None
        text = json.dumps(answer, ensure_ascii=False)
        if kind == "garbage":
            text = "\ufeff<?xml version='1.0'?><error>系统繁忙</error>"
        if kind == "huge":
            text = json.dumps({**answer, "PrintTemplate": "x" * (2 << 20)})
        if kind == "deep":
            text = '{"Order":' + '[' * 50000
        if kind == "half":
            data = text.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:len(data) // 2])
            self.close_connection = True
            return None
        return self.send(200, text)

    def send(self, code, text):
        data = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json;charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def no(self, code, reason):
        return {"EBusinessID": self.server.options.business_id, "Success": False,
                "ResultCode": code, "Reason": reason, "UniquerRequestNumber": "u-1"}

    def answer(self, body, fault, rest):
        books = self.server.books
        form = {k: v[0] for k, v in urllib.parse.parse_qs(body, strict_parsing=True).items()}
        data = form.get("RequestData", "")
        digest = hashlib.md5((data + self.server.options.app_key).encode()).hexdigest()
        wanted = base64.b64encode(digest.encode()).decode()
        if form.get("EBusinessID") != self.server.options.business_id:
            return self.no("104", "用户ID不存在")
        if form.get("DataSign") != wanted or form.get("DataType") != "2":
            books.data["problems"].append("wrong signature")
            return self.no("104", "签名错误")
        try:
            request = json.loads(data)
        except ValueError:
            books.data["problems"].append("RequestData is no JSON")
            return self.no("103", "RequestData格式错误")
        books.data["calls"].append([form.get("RequestType"), request.get("OrderCode", "")])
        if fault == "refuse":
            code, _, reason = rest.partition(":")
            return self.no(code, reason)
        if fault == "empty":
            return self.no("105", "电子面单余额不足，请充值")
        kind = {"1007": self.number, "1147": self.cancel, "1127": self.balance}
        if form.get("RequestType") not in kind:
            return self.no("102", "接口指令错误")
        return kind[form["RequestType"]](request, fault)

    def number(self, request, fault):
        books = self.server.books
        for name in ("OrderCode", "ShipperCode", "PayType", "ExpType", "Quantity", "Sender",
                     "Receiver", "Commodity"):
            if name not in request:
                return self.no("101", f"缺少参数{name}")
        for party in ("Sender", "Receiver"):
            for name in ("Name", "ProvinceName", "CityName", "ExpAreaName", "Address"):
                if not request[party].get(name):
                    return self.no("101", f"缺少参数{party}.{name}")
            if not request[party].get("Mobile") and not request[party].get("Tel"):
                return self.no("101", f"缺少参数{party}.Mobile")
        texts = [v for p in ("Sender", "Receiver") for v in request[p].values()]
        texts += [str(v) for c in request["Commodity"] for v in c.values()]
        if any(c in text for text in texts for c in FORBIDDEN):
            books.data["problems"].append("forbidden characters")
            return self.no("103", "包含特殊字符")
        if any("*" in text for text in texts):
            return self.no("102", "收件地址中包含脱敏字符****,请修正后重新下单")
        code, shipper = request["OrderCode"], request["ShipperCode"]
        if len(code) > 30 or shipper not in NUMBERS:
            return self.no("102", "OrderCode或ShipperCode错误")
        known = books.data["orders"].get(code)
        if known is None:
            if books.left(shipper) <= 0:
                return self.no("105", "电子面单余额不足，请充值")
            books.data["balance"][shipper] -= 1
            prefix, digits = NUMBERS[shipper]
            number = prefix + str(len(books.data["orders"]) + 1).rjust(digits, "0")
            known = {"number": number, "shipper": shipper, "receiver": request["Receiver"],
                     "times": 0}
            books.data["orders"][code] = known
        known["times"] += 1
        earlier = known["times"] > 1
        if earlier and fault == "silent_106":
            return self.no("106", "订单号已提交")
        number = known["number"]
        if fault == "wrong_number":
            number = "HELLO-1"
        if fault == "used_number":
            number = next(iter(books.data["orders"].values()))["number"]
        order = {"OrderCode": "P0-1" if fault == "other_order" else code, "ShipperCode": shipper,
                 "LogisticCode": f" {number} ", "KDNOrderCode": f"KDN{len(books.data['orders'])}",
                 "OriginCode": "571", "DestinatioCode": "010"}
        if fault != "no_routing" and not self.server.options.no_routing:
            order.update(ROUTING)
        return {"EBusinessID": self.server.options.business_id, "Success": not earlier,
                "ResultCode": "106" if earlier else "100",
                "Reason": "该订单号已下单成功" if earlier else "成功", "UniquerRequestNumber": "u",
                "Order": order, "PrintTemplate": "", "EstimatedDeliveryTime": "", "SubCount": 0,
                "SubOrders": [], "SubPrintTemplates": [], "SomethingNew": {"x": [1, None, True]}}

    def cancel(self, request, fault):
        books = self.server.books
        known = books.data["orders"].get(request.get("OrderCode"))
        if known is None or known["number"] != request.get("ExpNo"):
            return self.no("102", "面单不存在")
        if known["number"] not in books.data["cancelled"]:
            books.data["cancelled"].append(known["number"])
        return {"EBusinessID": self.server.options.business_id, "Success": True,
                "ResultCode": "100", "Reason": "取消成功"}

    def balance(self, request, fault):
        left = self.server.books.left(request.get("ShipperCode", ""))
        return {"EBusinessID": self.server.options.business_id, "Success": True,
                "ResultCode": "100", "Reason": "成功",
                "EorderBalance": {"TotalNum": 1000, "AvailableNum": str(left)}}


def watch(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--port", type=int, default=0)
    words.add_argument("--books", default="")
    words.add_argument("--business-id", default="1000001")
    words.add_argument("--app-key", default="test-api-key")
    words.add_argument("--balance", type=int, default=500)
    words.add_argument("--fault", action="append", default=[])
    words.add_argument("--no-routing", action="store_true")
    words.add_argument("--tls", default="", help="a PEM file with certificate and key")
    words.add_argument("--end-with-parent", action="store_true")
    options = words.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Gateway)
    server.daemon_threads = True
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.tls)
        # The handshake belongs to the connection's own thread.
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
    server.options, server.faults = options, options.fault
    server.books = Books(options.books, options.balance)
    print(f"port {server.server_address[1]}", flush=True)
    if options.end_with_parent:
        threading.Thread(target=watch, args=(os.getppid(),), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
