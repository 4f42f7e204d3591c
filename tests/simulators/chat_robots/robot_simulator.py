#!/usr/bin/env python3
"""The robots of three group chats: 企业微信, 钉钉, 飞书.

Written after their public documents alone; shares no code with packbench. It verifies the signatures
itself, keeps what each chat would show, and does what a script of faults says. Python's standard
library alone.

    robot_simulator.py [--port N] [--secret SECRET] [--fault NAME]... [--tls PEM]

It prints "port N" once it listens. The secret signs 钉钉 and 飞书; the key and tokens are "test-key".
  POST /cgi-bin/webhook/send?key=…        企业微信
  POST /robot/send?access_token=…         钉钉, with timestamp and sign behind it
  POST /open-apis/bot/v2/hook/…           飞书, with timestamp and sign in the body
  GET  /chats                             {"wecom": [texts], "dingtalk": [...], "feishu": [...],
                                           "calls": N, "problems": [...]}
  POST /faults                            a JSON list of names, taken one a message from then on
Faults: ok, lost (in the chat, connection closed without an answer), slow:SECONDS, http:CODE (not in
the chat), code:N (a 200 whose errcode says no), garbage (in the chat, a page instead of an answer),
portal (not in the chat, a 200 page of a hotspot), huge (in the chat, 2 MB), deep (nested JSON),
limit (each robot's own "too many")
"""
import argparse
import hashlib
import hmac
import http.server
import json
import ssl
import sys
import threading
import time
import urllib.parse
from base64 import b64encode

HOUR = 3600
LIMITS = {"wecom": (45009, "api freq out of limit"),
          "dingtalk": (130101, "send too fast, exceed 20 times per minute"),
          "feishu": (11232, "frequency limited psm[lark.oapi.app_platform_runtime]")}


class Robots(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass  # Who asked has gone.

    def do_GET(self):
        with self.server.lock:
            self.send(200, json.dumps(self.server.chats, ensure_ascii=False))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8")
        if self.path == "/faults":
            with self.server.lock:
                self.server.faults = json.loads(body)
            return self.send(200, "{}")
        with self.server.lock:
            self.server.chats["calls"] += 1
            fault = self.server.faults.pop(0) if self.server.faults else "ok"
        kind, _, rest = fault.partition(":")
        if kind == "slow":
            time.sleep(float(rest))
        if kind == "http":
            return self.send(int(rest), "<html>no</html>")
        if kind == "portal":
            return self.send(200, "<html>请登录 Wi-Fi</html>")
        chat, code, words, text = self.judge(body)
        if code == 0 and kind == "limit":
            code, words = LIMITS[chat]
        if code == 0 and kind == "code":
            code, words = int(rest), "scripted"
        with self.server.lock:
            if code == 0:
                self.server.chats[chat].append(text)
            else:
                self.server.chats["problems"].append(f"{chat} {code} {words}")
        if kind == "lost":
            self.close_connection = True
            return None
        answer = {"code": code, "msg": words, "data": {}} if chat == "feishu" else \
            {"errcode": code, "errmsg": words}
        if code == 0 and chat == "feishu":
            answer.update({"StatusCode": 0, "StatusMessage": "success"})
        text = json.dumps(answer, ensure_ascii=False)
        if kind == "garbage":
            text = "\ufeff<?xml version='1.0'?><error/>"
        if kind == "huge":
            text = json.dumps({**answer, "padding": "x" * (2 << 20)})
        if kind == "deep":
            text = '{"errcode":' + "[" * 50000
        return self.send(200, text)

    def judge(self, body):
        """(chat, code, words, text) as the robot of that address would answer."""
        address = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(address.query, strict_parsing=bool(address.query))
        chat = {"/cgi-bin/webhook/send": "wecom", "/robot/send": "dingtalk",
                "/open-apis/bot/v2/hook/test-key": "feishu"}.get(address.path)
        if chat is None:
            return "feishu", 19001, "param invalid: incoming webhook access token invalid", ""
        if "json" not in self.headers.get("Content-Type", ""):
            return chat, 43004 if chat == "dingtalk" else 40008, "no JSON", ""
        try:
            message = json.loads(body)
        except ValueError:
            return chat, 9499 if chat == "feishu" else 40035, "Bad Request", ""
        secret = self.server.options.secret
        if chat == "wecom":
            if query.get("key") != ["test-key"]:
                return chat, 93000, "invalid webhook url", ""
            text = message.get("text", {}).get("content", "")
            if message.get("msgtype") != "text" or not 0 < len(text.encode()) <= 2048:
                return chat, 40058, "content exceed max length", ""
            return chat, 0, "ok", text
        if chat == "dingtalk":
            if query.get("access_token") != ["test-key"]:
                return chat, 300005, "token is not exist", ""
            stamp, sign = query.get("timestamp", [""])[0], query.get("sign", [""])[0]
            wanted = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)
            if not stamp.isdigit() or abs(int(stamp) / 1000 - time.time()) > HOUR or \
                    sign != b64encode(wanted.digest()).decode():
                return chat, 310000, "sign not match", ""
            text = message.get("text", {}).get("content", "")
            return (chat, 0, "ok", text) if message.get("msgtype") == "text" and text else \
                (chat, 40035, "缺少参数 json", "")
        stamp, sign = str(message.get("timestamp", "")), message.get("sign", "")
        wanted = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256)
        if not stamp.isdigit() or abs(int(stamp) - time.time()) > HOUR or \
                sign != b64encode(wanted.digest()).decode():
            return chat, 19021, "sign match fail or timestamp is not within one hour from current time", ""
        text = message.get("content", {}).get("text", "")
        return (chat, 0, "success", text) if message.get("msg_type") == "text" and text else \
            (chat, 19002, "params error, msg_type need", "")

    def send(self, code, text):
        data = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json;charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--port", type=int, default=0)
    words.add_argument("--secret", default="SECtest-secret")
    words.add_argument("--fault", action="append", default=[])
    words.add_argument("--tls", default="", help="a PEM file with certificate and key")
    options = words.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Robots)
    server.daemon_threads = True
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.tls)
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
    server.options, server.faults, server.lock = options, options.fault, threading.Lock()
    server.chats = {"wecom": [], "dingtalk": [], "feishu": [], "calls": 0, "problems": []}
    print(f"port {server.server_address[1]}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
