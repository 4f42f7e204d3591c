"""Users from the shell: beside a running daemon and without one; who may come in afterwards."""
import json
import pty
import os
import subprocess
import time
import unittest
import urllib.error
import urllib.request

from program import PROGRAM, FolderTest

PASSWORD = "tea rice and salt\n"


class Users(FolderTest):
    def user(self, exit_code, *words, stdin="", says=()):
        return self.expect(exit_code, "user", *words, "--config", str(self.config), stdin=stdin,
                           says=says)

    def status(self, host, path="/healthz"):
        try:
            with urllib.request.urlopen(f"http://{host}:{self.port}{path}", timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as problem:
            return problem.code
        except urllib.error.URLError:
            return 0

    def log_in(self, host, user, password):
        request = urllib.request.Request(
            f"http://{host}:{self.port}/api/v1/login",
            json.dumps({"user": user, "password": password}).encode(),
            {"Content-Type": "application/json", "X-Packbench": "1"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as problem:
            return problem.code

    def test_without_a_daemon(self):
        self.user(1, "add", "ann", stdin=PASSWORD, says="first user must be an owner")
        self.user(0, "add", "老板", "--role", "owner", stdin=PASSWORD, says="was added")
        self.user(1, "add", "老板", "--role", "owner", stdin=PASSWORD, says="already")
        self.user(0, "add", "ann", stdin=PASSWORD)
        self.user(0, "password", "ann", stdin="another long one\n", says="new password")
        self.user(0, "disable", "ann", says="no longer")
        self.user(1, "disable", "老板", says="last owner")
        self.user(1, "password", "nobody-1", stdin=PASSWORD, says="no user")
        self.user(2, "add", "bob", stdin="short\n", says="at least 10 characters")
        self.user(2, "add", "bob", "--role", "king", stdin=PASSWORD, says="packer, supervisor")
        self.user(2, "remove", "bob", says="none of add, password, disable")
        self.user(2, "add", "bob", says="no password came")

    def test_beside_the_daemon_and_the_doors_open(self):
        self.write_config(("[http]", '[http]\nlisten = "0.0.0.0"'))
        self.expect(0, "check-config", str(self.config), says="http.listen is not opened yet")
        self.serve()
        self.assertIn("there is no owner yet", self.log.read_text())
        self.assertEqual(self.status("127.0.0.1"), 200)
        self.assertEqual(self.status("127.0.0.2"), 0, "nobody may listen there yet")
        self.user(0, "add", "老板", "--role", "owner", stdin=PASSWORD)
        self.wait_for(lambda: self.status("127.0.0.2") == 200, "the door")
        self.assertEqual(self.status("127.0.0.1"), 200, "the old address goes on")
        self.assertEqual(self.status("127.0.0.1", "/api/v1/status"), 401)
        self.assertEqual(self.log_in("127.0.0.2", "老板", "wrong"), 401)
        self.assertEqual(self.log_in("127.0.0.2", "老板", PASSWORD.strip()), 200)
        self.user(0, "password", "老板", stdin="forgotten and new\n")
        self.assertEqual(self.log_in("127.0.0.2", "老板", PASSWORD.strip()), 401)
        self.assertEqual(self.log_in("127.0.0.1", "老板", "forgotten and new"), 200)
        self.assertEqual(self.stop(), 0)
        code, _, err = self.packbench("check-config", str(self.config))
        self.assertEqual(code, 0)
        self.assertNotIn("not opened yet", err)
        self.serve()
        self.assertEqual(self.status("127.0.0.2"), 200, "from the first moment, with an owner")
        log = self.log.read_text()
        self.assertNotIn("forgotten and new", log)
        self.assertNotIn("tea rice", log)

    def test_an_address_that_cannot_be_opened_is_said_and_the_station_works_on(self):
        self.user(0, "add", "老板", "--role", "owner", stdin=PASSWORD)
        self.write_config(("[http]", '[http]\nlisten = "192.0.2.77"'))
        self.serve()
        self.assertIn("192.0.2.77", self.log.read_text())
        self.assertEqual(self.status("127.0.0.1"), 200)

    def test_the_terminal_shows_no_password(self):
        main, side = pty.openpty()
        with subprocess.Popen([PROGRAM, "user", "add", "老板", "--role", "owner", "--config",
                               str(self.config)], stdin=side, stdout=side, stderr=side,
                              start_new_session=True) as process:
            os.close(side)
            shown = b""
            for prompt in (b"not shown", b"same again"):
                end = time.monotonic() + 30
                while prompt not in shown and time.monotonic() < end:
                    shown += os.read(main, 1000)
                time.sleep(0.2)
                os.write(main, PASSWORD.encode())
            end = time.monotonic() + 30
            while b"was added" not in shown and time.monotonic() < end:
                shown += os.read(main, 1000)
            self.assertEqual(process.wait(30), 0)
        os.close(main)
        self.assertNotIn(b"tea rice", shown)


if __name__ == "__main__":
    unittest.main()
