"""What `cmake --install` puts down is a whole program: it runs away from the source."""
import json
import os
import subprocess
import tempfile
import unittest
import urllib.request
from pathlib import Path

import program
from program import SOURCE, FolderTest, Invented

BUILD = Path(os.environ.get("PACKBENCH_BUILD", SOURCE / "build/release"))


class Installed(FolderTest):
    def setUp(self):
        super().setUp()
        self.root = Path(tempfile.mkdtemp(dir=self.folder))
        subprocess.run(["cmake", "--install", BUILD, "--prefix", "/opt/shop"], check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, "DESTDIR": str(self.root)})
        built, program.PROGRAM = program.PROGRAM, str(self.root / "opt/shop/bin/packbench")
        self.addCleanup(setattr, program, "PROGRAM", built)

    def test_the_program_finds_its_data_files_and_runs(self):
        self.assertIn("SF", self.expect(0, "identify", "SF1385628716739"))
        self.write("waybill.json", json.dumps(Invented.WAYBILL))
        self.expect(0, "render", "waybill.json", "-o", "label.png")
        self.expect(0, "proof", "label.png")
        self.expect(0, "check-config", self.config)

    def test_the_daemon_serves_its_pages(self):
        self.serve()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=20) as page:
            self.assertIn(b"<html", page.read())

    def test_the_unit_the_example_and_the_documents_are_there(self):
        unit = (self.root / "opt/shop/lib/systemd/system/packbench.service").read_text()
        self.assertIn("ExecStart=/opt/shop/bin/packbench serve", unit)
        self.expect(0, "check-config", self.root / "opt/shop/share/packbench/example/packbench.toml")
        self.assertTrue((self.root / "opt/shop/share/doc/packbench/operations.md").exists())
        rules = self.root / "opt/shop/lib/udev/rules.d/70-packbench-printers.rules"
        self.assertIn('GROUP="lp"', rules.read_text())


if __name__ == "__main__":
    unittest.main()
