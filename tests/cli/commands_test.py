"""The commands that need no station: identify, screen, render, proof, encode, print, check-config."""
import json
import subprocess
import unittest

from program import FolderTest, Invented


class Identify(FolderTest):
    # text, kind, [(carrier, certainty, check)]
    KNOWN = [
        ("SF1385628716739", "waybill", [("shunfeng", "certain", "ok")]),
        ("SF6047789135544", "waybill", [("shunfeng", "certain", "ok")]),
        ("SF1234567890123", "waybill", [("shunfeng", "possible", "failed")]),
        ("]C0SF1385628716739", "waybill", [("shunfeng", "certain", "ok")]),
        (" sf1385628716739\r\n", "waybill", [("shunfeng", "certain", "ok")]),
        ("ＳＦ１３８５６２８７１６７３９", "waybill", [("shunfeng", "certain", "ok")]),
        ("75123456789012", "waybill", [("zto", "certain", "none")]),
        ("YT1234567890123", "waybill", [("yuantong", "certain", "none")]),
        ("YT1234567890123456", "waybill", []),
        ("771234567890123", "waybill", [("shentong", "certain", "none")]),
        ("312345678901234", "waybill", [("yunda", "certain", "none")]),
        ("JT1234567890123", "waybill", [("jtexpress", "certain", "none")]),
        ("JDX123456789012", "waybill", [("jd", "certain", "none")]),
        ("JDVA12345678901", "waybill", [("jd", "certain", "none")]),
        ("DPK123456789012", "waybill", [("debangwuliu", "certain", "none")]),
        ("133938675660", "waybill", [("shunfeng", "possible", "ok"), ("zto", "possible", "none")]),
        ("13800001111", "phone", []),
        ("6901234567892", "product", []),
        ("571-W00-012", "sorting_code", []),
        ("PB:CONFIRM", "command", []),
        ("https://example.com/a", "url", []),
        ("P700000000000000001", "order", []),
    ]
    UNKNOWN = ["", "1111111111111", "SF138562871673", "SF1385628716739SF1385628716739", "中文"]

    def test_names_what_a_scan_is(self):
        for text, kind, carriers in self.KNOWN:
            with self.subTest(text):
                found = json.loads(self.expect(0, "identify", "--json", text))
                self.assertEqual(set(found), {"input", "normalized", "kind", "carriers", "notes"})
                self.assertEqual(found["input"], text)
                self.assertEqual(found["kind"], kind)
                self.assertEqual([(c["code"], c["certainty"], c["check"])
                                  for c in found["carriers"]], carriers)

    def test_answers_no_to_what_it_does_not_know(self):
        for text in self.UNKNOWN:
            with self.subTest(text):
                self.assertEqual(json.loads(self.expect(1, "identify", "--json", text))["kind"],
                                 "unknown")
        lines = self.expect(1, "identify", "--json", "SF1385628716739", "?").splitlines()
        self.assertEqual([json.loads(line)["kind"] for line in lines], ["waybill", "unknown"])


class Screen(FolderTest):
    def test_gives_one_line_for_each_line_in_order(self):
        lines = [
            '{"id":"good","name":"王示例","phone":"13800236745","province":"浙江省",'
            '"city":"杭州市","district":"西湖区","detail":"文三路138号东方大厦1001室"}',
            '{"id":"text","text":"王示例 13800236745 浙江省杭州市西湖区文三路138号东方大厦1001室"}',
            'not JSON', '[1]', '{"id":"time","text":"x","ordered_at":"yesterday"}', '{"id":"empty"}',
            '{"id":"city","name":"王示例","phone":"13800236745-1234","province":"北京市",'
            '"city":"北京市","district":"朝阳区","detail":"建国路88号3号楼1001室"}']
        answers = [json.loads(line) for line in
                   self.expect(2, "screen", stdin="\n".join(lines),
                               says=("line 3", "line 4", "line 5: ordered_at")).splitlines()]
        self.assertEqual([a["id"] for a in answers],
                         ["good", "text", "", "", "time", "empty", "city"])
        self.assertEqual([a["verdict"] for a in answers],
                         ["clear", "clear", "hold", "hold", "hold", "hold", "clear"])
        for answer in answers:
            for reason in answer["reasons"]:
                self.assertLessEqual({"code", "message", "severity"}, set(reason))
        parsed = answers[1]["parsed"]
        self.assertEqual(set(parsed), {"province", "city", "district", "town", "detail", "name",
                                       "phone", "phone_extension"})
        self.assertEqual(parsed["name"], "王示例")
        self.assertEqual(answers[1]["adcode"], "330106")
        self.assertEqual((answers[6]["parsed"]["city"], answers[6]["parsed"]["phone_extension"]),
                         ("北京市", "1234"))

    def test_bad_bytes_are_held_not_passed(self):
        answer = json.loads(self.expect(2, "screen", stdin=b'{"id":"1","text":"\xff"}\n',
                                        says="line 1: JSON is not valid UTF-8"))
        self.assertEqual((answer["verdict"], answer["reasons"][0]["code"]),
                         ("hold", "unreadable_line"))


class Label(FolderTest):
    def setUp(self):
        super().setUp()
        self.waybill = self.write("waybill.json", json.dumps(Invented.WAYBILL))
        self.expect(0, "render", self.waybill, "-o", "label.png")
        self.label = self.folder / "label.png"

    def test_a_rendered_label_is_proven_and_encoded_and_read_by_another_reader(self):
        for template, dpi, size in [("100x150", 203, (800, 1200)), ("76x130", 300, (898, 1535)),
                                    ("100x180", 203, (800, 1440)), ("76x130", 203, (608, 1040))]:
            with self.subTest(f"{template} at {dpi}"):
                drawn = json.loads(self.expect(0, "render", self.waybill, "--template", template,
                                               "--dpi", dpi, "-o", "chain.png", "--json"))
                self.assertEqual((drawn["width"], drawn["height"], drawn["dpi"]), (*size, dpi))
                proof = json.loads(self.expect(0, "proof", "chain.png", "--expect",
                                               "SF1385628716739", "--json"))
                self.assertEqual((proof["verdict"], proof["failures"]), ("pass", []))
                for code in proof["codes"]:
                    self.assertLessEqual({"format", "text", "x_dots", "quiet_zone_modules",
                                          "height_mm", "position"}, set(code))
                    self.assertEqual(code["text"], "SF1385628716739")
                self.assertEqual(len(proof["codes"]), 2)
                self.expect(0, "encode", "chain.png", "--language", "escpos", "-o", "one.bin")
                one = (self.folder / "one.bin").read_bytes()
                self.expect(0, "encode", "chain.png", "--language", "escpos", "--copies", 3,
                            "-o", "three.bin")
                self.assertGreater((self.folder / "three.bin").stat().st_size, 2.9 * len(one))
                read = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Scode128.enable",
                                       str(self.folder / "chain.png")], capture_output=True)
                self.assertEqual(set(read.stdout.decode().split()), {"SF1385628716739"})

    def test_a_label_is_encoded_for_every_language_and_for_a_model(self):
        for options, begin, within in [
                (["--language", "tspl"], b"SIZE ", b"BITMAP 0,0,"),
                (["--language", "zpl"], b"^XA^PW", b"^GFA,"),
                (["--language", "cpcl"], b"! 0 200 200 ", b"CG "),
                (["--model", "tsc-te210"], b"SIZE ", b"BITMAP 0,0,"),
                (["--model", "zebra-zd421", "--language", "zpl"], b"^XA^PW", b":Z64:")]:
            with self.subTest(options):
                out = json.loads(self.expect(0, "encode", self.label, *options, "-o", "any.bin",
                                             "--json"))
                job = (self.folder / "any.bin").read_bytes()
                self.assertEqual(len(job), out["bytes"])
                self.assertTrue(job.startswith(begin), job[:20])
                self.assertIn(within, job)

    def test_proof_says_no_to_another_number(self):
        proof = json.loads(self.expect(1, "proof", self.label, "--expect", "SF1385628716730",
                                       "--json", says="SF1385628716730"))
        self.assertEqual(proof["verdict"], "fail")
        self.assertEqual(proof["failures"][0]["code"], "expected_not_found")

    def test_print_marks_the_sheet_and_says_what_became_of_it(self):
        out = json.loads(self.expect(0, "print", self.label, "--printer",
                                     f"file://{self.folder}/sheets"))
        self.assertEqual((out["outcome"], out["evidence"], out["test"]), ("printed", "written", True))
        self.assertEqual([f.stat().st_size for f in (self.folder / "sheets").glob("*.bin")],
                         [out["bytes_accepted"]])
        self.expect(0, "encode", self.label, "--language", "escpos", "-o", "plain.bin")
        sheet = next((self.folder / "sheets").glob("*.bin")).read_bytes()
        self.assertNotEqual(sheet, (self.folder / "plain.bin").read_bytes(), "TEST is on the face")
        # By name, without a daemon.
        self.expect(0, "print", self.label, "--printer", "打印机1", "--config", self.config)
        for printer, says in [("tcp://127.0.0.1:1", "Connection refused"),
                              (f"file://{self.folder}/no/such", "make the folder")]:
            out = json.loads(self.expect(1, "print", self.label, "--printer", printer, says=says))
            self.assertEqual((out["outcome"], out["bytes_accepted"]), ("nothing_sent", 0))
        out = json.loads(self.expect(1, "print", self.label, "--printer", f"file://{self.folder}/x",
                                     "--expect", "SF1", says="failed its proof"))
        self.assertEqual(out["outcome"], "nothing_sent")
        self.assertFalse((self.folder / "x").exists())

    WRONG = [  # words, what the message says
        (["render", "waybill.json"], "-o LABEL.png is missing"),
        (["render", "none.json", "-o", "x.png"], "none.json"),
        (["render", "waybill.json", "-o", "x.png", "--dpi", "200"], "neither 203 nor 300"),
        (["render", "waybill.json", "-o", "x.png", "--template", "9x9"], "9x9"),
        (["render", "waybill.json", "-o", "x.png", "--template", "../../etc/passwd"], "not the name"),
        (["render", "waybill.json", "-o", "/nonexistent/x.png"], "/nonexistent/x.png"),
        (["proof"], "missing: LABEL.png"),
        (["proof", "waybill.json"], "not a PNG file"),
        (["proof", "none.png"], "none.png"),
        (["proof", "/"], "is a folder"),
        (["encode", "label.png", "-o", "x.bin"], "--language is missing"),
        (["encode", "label.png", "--language", "latin", "-o", "x.bin"], "there is: escpos"),
        (["encode", "label.png", "--language", "escpos"], "-o OUT.bin is missing"),
        (["encode", "label.png", "--language", "escpos", "-o", "x", "--model", "Y9"], "'Y9'"),
        (["encode", "label.png", "-o", "x", "--model", "Y9"], "there is: epson-tm-l90"),
        (["encode", "label.png", "--language", "zpl", "-o", "x", "--model", "tsc-te210"],
         "tsc-te210 speaks tspl, not zpl"),
        (["encode", "label.png", "-o", "x", "--model", "epson-tm-l90"], "the print head 576"),
        (["encode", "label.png", "--language", "escpos", "-o", "x", "--copies", "0"], "1 to 99"),
        (["print", "label.png"], "--printer"),
        (["print", "label.png", "--printer", "usb:1"], "expected usb:port/1-1.3"),
        (["print", "label.png", "--printer", "none", "--config", "packbench.toml"], "打印机1"),
        (["identify"], "missing: TEXT"),
        (["identify", "--jsn", "x"], "did you mean '--json'?"),
        (["identifi", "x"], "did you mean 'identify'?"),
        (["ship-file", "-o", "x.txt"], ".xlsx or .csv"),
        (["import", "--config", "packbench.toml"], "missing: FILE"),
        (["serve"], "--config FILE is missing"),
        (["orders", "--config", "none.toml"], "none.toml"),
    ]

    def test_wrong_use_is_two_with_what_is_wrong(self):
        for words, says in self.WRONG:
            with self.subTest(" ".join(words)):
                self.assertEqual(self.expect(2, *words, says=says), "")

    BAD_WAYBILLS = [
        ('{"number":"SF1', "JSON"), ("[]", "object"), ("{}", "'number' is missing"),
        ('{"number":5}', "must be a string"), ('{"number":"中文"}', "U+4E2D"),
        ('{"number":"%s"}' % ("A" * 200), "200 characters"), ("[" * 100000, "JSON"),
        (b'{"number":"SF1","buyer_note":"\xff"}', "not valid UTF-8"),
        ('{"number":"SF1","buyer_note":"%s"}' % ("A" * 2000000), "larger than"),
        ('{"number":"SF1385628716739","print_number":0}', "1 to 99"),
    ]

    def test_a_bad_waybill_names_its_fault_and_leaves_no_file(self):
        for content, says in self.BAD_WAYBILLS:
            with self.subTest(str(content)[:40]):
                self.write("bad.json", content)
                self.expect(2, "render", "bad.json", "-o", "bad.png", says=says)
                self.assertFalse((self.folder / "bad.png").exists())

    def test_rare_names_print_and_what_cannot_print_is_said(self):
        waybill = {**Invented.WAYBILL, "buyer_note": "谢谢😀",
                   "receiver": {**Invented.WAYBILL["receiver"], "name": "䶮㛃", "detail": "长" * 200}}
        self.write("rare.json", json.dumps(waybill))
        drawn = json.loads(self.expect(0, "render", "rare.json", "-o", "rare.png", "--json"))
        self.assertEqual({w["code"] for w in drawn["warnings"]}, {"text_cut", "substituted_glyph"})
        waybill["receiver"]["name"] = "王😀"
        self.write("rare.json", json.dumps(waybill))
        drawn = json.loads(self.expect(1, "render", "rare.json", "-o", "rare.png", "--json",
                                       says="U+1F600"))
        self.assertEqual(drawn["failures"][0]["code"], "missing_glyph")


class CheckConfig(FolderTest):
    MISTAKES = [  # text, instead, what the message says behind FILE:LINE:COLUMN
        ('language = "zh-CN"', 'language = "fr"', "expected one of"),
        ("address = ", "adress = ", "did you mean 'address'?"),
        ('default_carrier = "zto"', 'default_carrier = "ztoo"', "did you mean 'zto'?"),
        ('slots = ["10:00", "16:00"]', 'slots = ["25:00"]', "25:00"),
        ('"file:printers/label-1"', '"usb:x"', "expected usb:port/1-1.3"),
        ('template = "100x150"', 'template = "9x9"', "known: 100x150"),
        ('template = "100x150"', 'template = "100x150"\nfonts = ["/no/font.ttf"]', "/no/font.ttf"),
        ("head_width_dots = 832", "head_width_dots = -1", "from 64 to 4096"),
        ('name = "打印机2"', 'name = "打印机1"', "already"),
        ("last = 990000001000", "last = 1", "at least the first number"),
        ('confirm_delay = "0m"', 'confirm_delay = "-5m"', "expected a time"),
        ('data_folder = "data"', "data_folder = ", "not TOML"),
    ]

    def test_each_mistake_has_file_line_and_column(self):
        self.expect(0, "check-config", self.config, says="no mistakes")
        for old, new, says in self.MISTAKES:
            with self.subTest(new):
                self.write_config((old, new))
                lines = self.config.read_text().splitlines()
                found = json.loads(self.expect(2, "check-config", self.config, "--json", says=says))
                self.assertFalse(found["ok"])
                mistake = found["mistakes"][0]
                self.assertEqual(mistake["file"], str(self.config))
                self.assertGreater(mistake["column"], 0)
                self.assertIn(new.splitlines()[-1].split(" =")[0], lines[mistake["line"] - 1])
                self.expect(2, "serve", "--config", self.config,
                            says=f"{self.config}:{mistake['line']}:{mistake['column']}: ")


if __name__ == "__main__":
    unittest.main()
