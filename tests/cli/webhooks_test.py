"""Messages to group chats: the real program against simulated robots over loopback HTTP."""
import json
import os
import signal
import subprocess
import sys
import time
import unittest
import urllib.request

from program import EXPORT, SOURCE, FolderTest

SIMULATOR = SOURCE / "tests/simulators/chat_robots/robot_simulator.py"
PATHS = {"wecom": "/cgi-bin/webhook/send?key=test-key",
         "dingtalk": "/robot/send?access_token=test-key",
         "feishu": "/open-apis/bot/v2/hook/test-key"}


class Chats(FolderTest):
    def setUp(self):
        super().setUp()
        self.simulator = subprocess.Popen([sys.executable, "-B", SIMULATOR],
                                          stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop_simulator)
        self.robots = int(self.simulator.stdout.readline().split()[1])

    def stop_simulator(self):
        self.simulator.kill()
        self.simulator.wait()
        self.simulator.stdout.close()

    def configure(self, *kinds, secret="SECtest-secret", mode=0o600, extra="", timeout="2s"):
        text, secrets = self.config.read_text(), ""
        for kind in kinds:
            text += (f'\n[[webhook]]\nname = "{kind}"\nkind = "{kind}"\nfold = "1s"\n'
                     f'answer_timeout = "{timeout}"\nconnect_timeout = "1s"\n{extra}')
            secrets += f'[{kind}]\nurl = "http://127.0.0.1:{self.robots}{PATHS[kind]}"\n'
            if kind != "wecom":
                secrets += f'secret = "{secret}"\n'
        self.config.write_text(text)
        self.secrets = self.folder / "webhooks.toml"
        self.secrets.write_text(secrets)
        os.chmod(self.secrets, mode)

    def chats(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.robots}/chats", timeout=5) as answer:
            return json.load(answer)

    def faults(self, *names):
        request = urllib.request.Request(f"http://127.0.0.1:{self.robots}/faults",
                                         json.dumps(names).encode())
        urllib.request.urlopen(request, timeout=5).close()

    def messages(self, state=None):
        return [one for one in self.get("/api/v1/webhooks")["messages"]
                if state in (None, one["state"])]

    def queue_test(self, name="wecom"):
        code, message = self.post(f"/api/v1/webhooks/{name}/test", {})
        self.assertEqual(code, 200, message)
        return message["id"]

    def becomes(self, message, state, seconds=20):
        return self.wait_for(lambda: [one for one in self.messages(state) if one["id"] == message],
                             f"message {message} {state}", seconds)[0]


class TestMessages(Chats):
    def test_each_robot_takes_a_signed_test_message(self):
        self.configure("wecom", "dingtalk", "feishu")
        for kind in PATHS:
            out = self.expect(0, "webhook", "test", kind, "--config", self.config, "--json")
            self.assertEqual(json.loads(out)["outcome"], "sent")
        chats = self.chats()
        self.assertEqual(chats["problems"], [])
        for kind in PATHS:
            self.assertEqual(len(chats[kind]), 1)
            self.assertIn("测试消息", chats[kind][0])

    def test_a_wrong_secret_is_refused_and_never_shown(self):
        self.configure("dingtalk", "feishu", secret="SECanother")
        for kind in ("dingtalk", "feishu"):
            code, out, err = self.packbench("webhook", "test", kind, "--config", self.config,
                                            "--json")
            self.assertEqual((code, json.loads(out)["outcome"]), (1, "refused"))
            self.assertEqual(json.loads(out)["error_key"], "error.webhook_signature")
            for secret in ("SECanother", "test-key"):
                self.assertNotIn(secret, out + err)

    def test_open_or_wrong_credentials_are_said_with_the_cure(self):
        self.configure("wecom", mode=0o644)
        self.expect(2, "webhook", "test", "wecom", "--config", self.config, says="chmod 600")
        self.expect(2, "webhook", "test", "boss", "--config", self.config, says="boss")
        os.chmod(self.secrets, 0o600)
        self.secrets.write_text('[wecom]\nurl = "ftp://secret-place/"\n')
        code, _, err = self.packbench("webhook", "test", "wecom", "--config", self.config)
        self.assertEqual(code, 2)
        self.assertIn("webhooks.toml:1", err)
        self.assertNotIn("secret-place", err)


class Daemon(Chats):
    def test_a_day_is_told_without_personal_data_and_once(self):
        self.configure("wecom", "dingtalk", "feishu")
        self.serve()
        # The first look is the one that begins the story.
        self.wait_for(lambda: self.get("/api/v1/webhooks")["webhooks"], "the robots")
        time.sleep(1.5)
        self.expect(0, "import", EXPORT, "--config", self.config)
        self.wait_for(lambda: all("新订单" in "".join(self.chats()[kind]) for kind in PATHS),
                      "the orders in each chat", 30)
        code, batch = self.post("/api/v1/batches", {})
        self.assertEqual(code, 200, batch)
        self.batch_done(batch["batch"], 120)
        self.wait_for(lambda: all("完成" in "".join(self.chats()[kind]) for kind in PATHS),
                      "the end of the batch in each chat", 30)
        chats = self.chats()
        self.assertEqual(chats["problems"], [])
        for kind in PATHS:
            all_texts = "\n".join(chats[kind])
            self.assertEqual(all_texts.count("新订单"), 1, all_texts)
            self.assertEqual(all_texts.count("完成"), 1, all_texts)
            self.assertIn("需要处理", all_texts)
            for secret in ("省", "路", "1380", "export.xlsx"):
                self.assertNotIn(secret, all_texts)
        self.stop()
        calls = self.chats()["calls"]
        self.serve()
        time.sleep(7)  # One look and one fold after the restart: nothing is new.
        self.assertEqual(self.chats()["calls"], calls)
        self.assertNotIn("test-key", self.log.read_text())

    def test_what_was_not_taken_is_tried_again_and_comes_once(self):
        self.configure("wecom", extra='events = []\n')
        self.serve()
        self.faults("http:503")
        message = self.queue_test()
        waiting = self.wait_for(lambda: [one for one in self.messages("waiting") if one["tries"]],
                                "the first try")[0]
        self.assertEqual((waiting["error_key"], waiting["error"]),
                         ("error.webhook_busy", "HTTP 503"))
        self.assertEqual(self.becomes(message, "sent", 30)["tries"], 2)
        self.assertEqual(len(self.chats()["wecom"]), 1)

    def test_a_lost_answer_is_never_sent_again_by_itself(self):
        self.configure("wecom", extra='events = []\n')
        self.serve()
        for fault in ("lost", "garbage", "huge", "deep", "slow:3", "portal"):
            with self.subTest(fault):
                before = self.chats()["calls"]
                self.faults(fault)
                message = self.queue_test()
                self.becomes(message, "unsure")
                time.sleep(0.7)
                self.assertEqual(self.chats()["calls"], before + 1)
                code, _ = self.post(f"/api/v1/webhook-messages/{message}/dismiss", {})
                self.assertEqual(code, 200)
                # The limit of a minute holds for tests, too.
                if fault == "slow:3":
                    break

    def test_a_refusal_needs_a_person_who_can_send_again(self):
        self.configure("feishu", extra='events = []\n')
        self.serve()
        self.faults("code:19024")
        message = self.queue_test("feishu")
        failed = self.becomes(message, "failed")
        self.assertEqual(failed["error_key"], "error.webhook_signature")
        self.wait_for(lambda: "webhook_failed" in
                      [need["kind"] for need in self.get("/api/v1/status")["needs_person"]],
                      "the need on the status page")
        code, _ = self.post(f"/api/v1/webhook-messages/{message}/again", {})
        self.assertEqual(code, 200)
        self.becomes(message, "sent")
        code, answer = self.post(f"/api/v1/webhook-messages/{message}/again", {})
        self.assertEqual((code, answer["error"]["key"]), (409, "error.webhook_message_state"))
        code, answer = self.post("/api/v1/webhooks/nobody/test", {})
        self.assertEqual((code, answer["error"]["key"]), (404, "error.webhook_unknown"))

    def test_kill_9_in_the_middle_leaves_it_unsure_and_unsent(self):
        self.configure("wecom", extra='events = []\n', timeout="20s")
        self.serve()
        self.faults("slow:2")
        message = self.queue_test()
        self.becomes(message, "sending")
        self.wait_for(lambda: self.chats()["calls"] == 1, "the call")
        self.stop(signal.SIGKILL)
        self.serve()
        unsure = self.becomes(message, "unsure")
        self.assertEqual(unsure["error_key"], "error.webhook_cut_off")
        time.sleep(2)
        self.assertEqual(self.chats()["calls"], 1)

    def test_an_open_credentials_file_stops_the_robot_alone(self):
        self.configure("wecom", mode=0o640)
        self.serve()
        robot, = self.get("/api/v1/webhooks")["webhooks"]
        self.assertEqual(robot["error_key"], "error.credentials_mode")
        self.assertNotIn("test-key", self.log.read_text())


if __name__ == "__main__":
    unittest.main()
