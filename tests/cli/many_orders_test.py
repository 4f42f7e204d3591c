"""A large export beside the running bench, and many orders of one buyer."""
import http.client
import json
import os
import time
import unittest

from bad_input_test import HEADER, csv_row
from program import FolderTest


class ManyOrders(FolderTest):
    def test_scans_stay_quick_while_50000_rows_come_in(self):
        file = self.write("many.csv", HEADER + "".join(
            csv_row(f"P70000000000{i // 5:07}", phone=f"139{i // 5:08}",
                    address=f"浙江省杭州市西湖区文三路{i // 5 + 1}号东方大厦1001室")
            for i in range(50_000)))
        self.serve()
        os.rename(file, self.folder / "inbox/many.csv")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        self.addCleanup(connection.close)
        taken = []
        end = time.monotonic() + 120
        while time.monotonic() < end:
            body = json.dumps({"text": "SF1385628716739", "key": f"key-{len(taken)}"})
            begin = time.monotonic()
            connection.request("POST", "/api/v1/benches/1/scan", body,
                               {"X-Packbench": "1", "Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            taken.append(time.monotonic() - begin)
            self.assertEqual(answer.status, 200)
            time.sleep(0.05)
            imports = self.get("/api/v1/imports")["imports"] if len(taken) % 20 == 0 else []
            if imports and imports[0]["new"] > 0:
                break
        self.assertEqual([i["new"] for i in imports], [10_000])
        taken.sort()
        print(f"{len(taken)} scans during the import: median {taken[len(taken) // 2] * 1000:.1f} ms, "
              f"99 % {taken[len(taken) * 99 // 100] * 1000:.1f} ms, most {taken[-1] * 1000:.1f} ms")
        # The aim is 50 ms; a shared machine is given more.
        self.assertLess(taken[len(taken) // 2], 0.05)
        self.assertLess(taken[len(taken) * 99 // 100], 0.5)

    # Each order of a buyer had all the others judged again: 500 of them took a minute and a half.
    def test_a_hundred_orders_of_one_buyer_are_quick_and_all_held(self):
        self.write("one.csv", HEADER + "".join(
            csv_row(f"P70000000000{i:07}") for i in range(100)))
        begin = time.monotonic()
        self.expect(0, "import", "one.csv", "--config", self.config)
        self.assertLess(time.monotonic() - begin, 30)
        held = json.loads(self.expect(0, "orders", "--config", self.config, "--state", "held",
                                      "--json"))
        self.assertEqual(held["total"], 100)


if __name__ == "__main__":
    unittest.main()
