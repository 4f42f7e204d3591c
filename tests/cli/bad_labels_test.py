"""Labels that cannot be drawn: a template with a barcode too wide, a font that is missing. Each command that would need
them says which file, which line where there is one, what is wrong and what to do, before anything is printed."""
import json
import shutil
import subprocess
import unittest

from program import EXPORT, PROGRAM, SOURCE, FolderTest, Invented

# As root of a name space of its own, with an empty folder where the fonts are.
HIDE = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
        'mount -t tmpfs none "$0" && exec "$@"']


def can_hide():
    probe = subprocess.run([*HIDE, "/usr/share/fonts", "true"], capture_output=True)
    return probe.returncode == 0


class TemplatesTooWide(FolderTest):
    def widen(self, template):
        """Data files of our own in which the template's main barcode has wide bars only; its line."""
        shutil.copytree(SOURCE / "config", self.folder / "own", dirs_exist_ok=True)
        file = self.folder / "own/templates" / f"{template}.toml"
        lines = file.read_text().splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines) if 'role = "main"' in line)
        begin, end = lines[at].index("module = ["), lines[at].index("], modules")
        lines[at] = lines[at][:begin] + "module = [0.51" + lines[at][end:]
        file.write_text("".join(lines))
        return at + 1

    def test_every_command_names_file_line_fault_and_cure(self):
        line = self.widen("100x150")
        self.write("waybill.json", json.dumps(Invented.WAYBILL))
        (self.folder / "inbox/export.xlsx").write_bytes(EXPORT.read_bytes())
        says = (f"own/templates/100x150.toml:{line}:", "barcode of 222 modules needs 121 mm",
                "the box gives 83.5 mm", "make the box larger, or end 'module' with 0.25 mm (2 dots)")
        for words in (["check-config", self.config], ["serve", "--config", self.config],
                      ["render", "waybill.json", "-o", "x.png"]):
            with self.subTest(words[0]):
                self.expect(2, *words, "--data", "own", says=says)
        out = json.loads(self.expect(2, "check-config", self.config, "--data", "own", "--json"))
        self.assertEqual(out["ok"], False)
        self.assertEqual([m["line"] for m in out["mistakes"]], [line])
        self.assertFalse((self.folder / "x.png").exists())
        self.assertEqual(list(self.folder.glob("printers/*/*")), [], "nothing was printed")
        self.assertTrue((self.folder / "inbox/export.xlsx").exists(), "nothing was taken")

    def test_what_the_message_says_mends_it(self):
        self.widen("100x150")
        file = self.folder / "own/templates/100x150.toml"
        file.write_text(file.read_text().replace("module = [0.51]", "module = [0.51, 0.25]"))
        self.expect(0, "check-config", self.config, "--data", "own", says="no mistakes")

    def test_the_template_of_a_single_printer_is_checked_too(self):
        line = self.widen("76x130")
        self.expect(2, "check-config", self.config, "--data", "own",
                    says=(f"own/templates/76x130.toml:{line}:", "modules needs", "1 mistake"))

    def test_a_number_too_long_for_its_template_is_refused_when_drawn(self):
        waybill = dict(Invented.WAYBILL, number="JDVA" + "A1" * 18, carrier="jd")
        self.write("waybill.json", json.dumps(waybill))
        self.expect(2, "render", "waybill.json", "-o", "x.png",
                    says=("template 100x150, line", waybill["number"], "take a wider template"))
        self.assertFalse((self.folder / "x.png").exists())


class FontsMissing(FolderTest):
    def hidden(self, folder, *words):
        """exit code and standard error of a program that finds the folder empty"""
        done = subprocess.run([*HIDE, folder, PROGRAM, *map(str, words)], capture_output=True,
                              timeout=60, cwd=self.folder, text=True)
        return done.returncode, done.stderr

    def test_a_font_of_the_settings_is_named_with_its_line_and_package(self):
        missing = self.folder / "nowhere.ttc"
        self.write_config(('[labels]\n', f'[labels]\nfonts = ["{missing}"]\n'))
        line = self.config.read_text().splitlines().index(f'fonts = ["{missing}"]') + 1
        for words in (["check-config", self.config], ["serve", "--config", self.config]):
            with self.subTest(words[0]):
                self.expect(2, *words, says=(f"packbench.toml:{line}:", str(missing),
                                             "is not there", "fonts-noto-cjk"))

    def test_a_file_that_is_no_font_is_named(self):
        wrong = self.write("font.ttc", "this is no font")
        self.write_config(('[labels]\n', f'[labels]\nfonts = ["{wrong}"]\n'))
        for words in (["check-config", self.config], ["serve", "--config", self.config]):
            with self.subTest(words[0]):
                self.expect(2, *words, says=str(wrong))

    @unittest.skipUnless(can_hide(), "needs a name space of its own to hide the fonts")
    def test_a_default_font_is_named_with_its_package_by_every_command(self):
        self.write("waybill.json", json.dumps(Invented.WAYBILL))
        for folder, font, package in (
                ("/usr/share/fonts/opentype/noto", "NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
                ("/usr/share/fonts/truetype/wqy", "wqy-microhei.ttc", "fonts-wqy-microhei")):
            for words in (["check-config", self.config], ["serve", "--config", self.config],
                          ["render", "waybill.json", "-o", "x.png"]):
                with self.subTest(f"{words[0]} without {font}"):
                    code, err = self.hidden(folder, *words)
                    self.assertEqual(code, 2, err)
                    self.assertIn(f"{folder}/{font} is missing", err)
                    self.assertIn(f"install the Debian package {package}", err)
        self.assertFalse((self.folder / "x.png").exists())


if __name__ == "__main__":
    unittest.main()
