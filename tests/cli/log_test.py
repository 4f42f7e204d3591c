"""A day of the daemon leaves a log whose every line about an order or a label says which, and which
holds nobody's name, telephone number or address."""
import csv
import io
import json
import re
import unittest

from program import FolderTest, Invented

TITLES = ["订单号", "订单状态", "售后状态", "订单类型", "订单创建时间", "承诺发货时间", "收件人姓名",
          "收件人电话", "省", "市", "区", "收件人地址", "用户编号", "用户备注", "规格ID", "条形码",
          "商家编码", "商品名称", "SKU件数", "商品总价(元)"]
PEOPLE = ["王小明", "李丽华", "张建国", "刘秀英", "陈志强", "杨雨\U0001F600", "赵子涵"]

# Events about one order, one label or one sheet, and the ids that their lines must carry.
IDS = {
    "order_stopped": ["order"], "order_not_numbered": ["order", "batch"],
    "label_refused": ["order", "job"], "label_delivered": ["order", "job"],
    "label_content_unreadable": ["order", "job"], "picture_not_written": ["order", "job"],
    "scan": ["order", "job"], "sheet_delivered": ["sheet", "job"],
    "sheet_refused": ["sheet", "job"], "upload_doubted": ["order"],
}
# Events about the station as a whole, or a batch, a file or a printer of it.
OTHERS = {"started", "stopped", "import_done", "import_failed", "batch_started", "ship_file_written", "ship_file_remade",
          "ship_results_taken", "handed_over",
          "printer_not_ready", "recovered_after_crash", "station_trouble", "clock_jumped"}


def number(n):
    return "P70000000000000%04d" % n


def export(changes=()):
    rows = []
    for n, name in enumerate(PEOPLE, 1):
        row = {"订单号": number(n), "订单状态": "待配货", "售后状态": "无售后", "订单类型": "现货",
               "订单创建时间": "2026-01-23 12:52:00", "承诺发货时间": "2099-01-25 12:52:00",
               "收件人姓名": name, "收件人电话": f"1386712{4000 + 37 * n}", "省": "浙江省",
               "市": "杭州市", "区": "西湖区", "收件人地址": f"浙江省杭州市西湖区文三路{n}99号{n}幢",
               "用户编号": f"U{n}", "用户备注": "请放门口" if n == 1 else "", "规格ID": "S1",
               "商家编码": "HH-01", "商品名称": "干花花束", "SKU件数": "1", "商品总价(元)": "45.00"}
        row.update(dict(changes).get(n, {}))
        rows.append(row)
    text = io.StringIO()
    writer = csv.DictWriter(text, TITLES)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


class Log(FolderTest):
    def lines(self):
        for line in self.log.read_text().splitlines():
            if not line.startswith("ts="):
                continue
            yield line, {key: value.strip('"') for key, value in
                         re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S*)', line)}

    def take_in(self, name, changes=()):
        self.write(name, export(changes))
        self.packbench("import", name, "--config", self.config)

    def scan(self, text, key):
        status, view = self.post("/api/v1/benches/1/scan", {"text": text, "key": key})
        self.assertEqual(status, 200, view)
        return view["outcome"]["code"]

    def test_every_line_about_an_order_or_a_label_says_which_and_nothing_personal(self):
        self.serve()
        self.take_in("小红书订单查询2026-01-24-09_00_00000001.csv")
        # No range has numbers for this carrier: the order stays behind.
        self.assertEqual(self.post(f"/api/v1/orders/{number(3)}/carrier", {"carrier": "jd"})[0], 200)
        status, answer = self.post("/api/v1/batches", {})
        self.assertEqual(status, 200, answer)
        self.batch_done(answer["batch"])
        jobs = {job["order_no"]: job for job in self.get("/api/v1/jobs")["jobs"]}
        self.assertEqual(jobs[number(6)]["state"], "failed", "the name that no font can print")
        # A refund stops a printed order.
        self.take_in("小红书订单查询2026-01-24-10_00_00000002.csv",
                     {4: {"售后状态": "售后处理中"}}.items())
        self.scan("王小明", "k1")
        self.scan("13867124037", "k2")
        self.scan("浙江省杭州市西湖区文三路199号1幢", "k3")
        self.assertEqual(self.scan(jobs[number(1)]["number"], "k4"), "opened")
        self.scan(jobs[number(2)]["number"], "k5")
        self.assertEqual(self.scan("PB:CONFIRM", "k6"), "bound")
        self.assertEqual(self.scan("PB:UNDO", "k7"), "unbound")
        self.post(f"/api/v1/orders/{number(5)}/hold", {"reason": "王小明来电 13867124037"})
        self.post(f"/api/v1/orders/{number(1)}/reveal", {})
        self.write("waybill.json", json.dumps(Invented.WAYBILL))
        self.expect(0, "render", "waybill.json", "-o", "label.png")
        self.expect(0, "print", "label.png", "--printer", "打印机1", "--config", self.config)
        self.assertEqual(self.stop(), 0)

        seen = set()
        for line, fields in self.lines():
            event = fields["event"]
            seen.add(event)
            self.assertIn(event, IDS.keys() | OTHERS, "a new event: say here which ids it carries")
            self.assertNotIn("order_row", fields, line)
            for key in IDS.get(event, []):
                self.assertIn(key, fields, line)
                # A scan that names nothing of ours has no order, and says so.
                pattern = {"order": r"P\d{18}", "job": r"\d+", "sheet": r"\d+", "batch": r"\d+"}[key]
                if event == "scan" and fields["outcome"] in ("not_a_label", "nothing_open"):
                    pattern = "-"
                self.assertRegex(fields[key], f"^{pattern}$", line)
        self.assertLessEqual({"order_stopped", "order_not_numbered", "label_refused",
                              "label_delivered", "scan", "sheet_delivered"}, seen)
        log = self.log.read_text()
        personal = PEOPLE + [p[1:] for p in PEOPLE] + ["1386712", "文三路", "请放门口", "王示例",
                                                       "13800001111", "示例街"]
        for text in personal:
            self.assertNotIn(text, log)


if __name__ == "__main__":
    unittest.main()
