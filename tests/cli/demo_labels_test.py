"""The demo, as ./dev prepares it: prints everything; another reader reads every label."""
import glob
import pathlib
import re
import shutil
import subprocess
import unittest
import xml.etree.ElementTree
import zipfile

from program import SOURCE, FolderTest


def export_rows(file):
    """The export's cells by column title, row after row."""
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(file) as archive:
        sheet = xml.etree.ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rows = [{re.match("[A-Z]+", cell.get("r"))[0]: "".join(cell.itertext())
             for cell in row.iter(name + "c")} for row in sheet.iter(name + "row")]
    return [{title: row.get(column, "").strip() for column, title in rows[0].items()}
            for row in rows[1:]]


class Demo(FolderTest):
    def setUp(self):
        super().setUp()
        for part in ("inbox", "printers"):
            shutil.rmtree(self.folder / part)
        subprocess.run([SOURCE / "dev", "demo", "--port", str(self.port), "--prepare-only",
                        str(self.folder)], check=True, capture_output=True, timeout=60)
        self.export = pathlib.Path(next(iter(glob.glob(f"{self.folder}/inbox/*.xlsx"))))
        self.rows = export_rows(self.export)
        self.serve()
        self.wait_for(lambda: self.get("/api/v1/status")["counts"]["to_ship"] == 111,
                      "the demo's 111 orders")

    def test_zbarimg_reads_the_number_off_every_label_and_the_log_names_nobody(self):
        status, answer = self.post("/api/v1/batches", {})
        self.assertEqual(status, 200, answer)
        self.assertGreater(answer["labels"], 50)
        jobs = self.batch_done(answer["batch"], 120)["jobs"]
        self.assertEqual({job["state"] for job in jobs}, {"printed"})
        wanted = {job["number"] for job in jobs}
        self.assertEqual(len(wanted), answer["labels"])

        pictures = sorted(glob.glob(f"{self.folder}/printers/*/*.png"))
        self.assertEqual(len(pictures), len(wanted))
        read = {}
        for picture in pictures:
            found = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Scode128.enable", picture],
                                   capture_output=True, timeout=60).stdout.decode().split()
            self.assertEqual(len(set(found)), 1, f"{picture}: {found}")
            read[found[0]] = picture
        self.assertEqual(set(read), wanted)

        self.assertEqual(self.stop(), 0)
        log = self.log.read_text()
        self.assertIn("label_delivered", log)
        checked = 0
        for row in self.rows:
            for title in ("收件人姓名", "收件人电话", "收件人手机", "收件人地址", "详细地址",
                          "用户备注", "买家留言", "商家备注"):
                text = row.get(title, "")
                # Shorter ones may stand in any text by chance.
                if len(text.encode()) >= 6:
                    checked += 1
                    self.assertNotIn(text, log, f"{title} of {row['订单号']}")
        self.assertGreater(checked, 300)


if __name__ == "__main__":
    unittest.main()
