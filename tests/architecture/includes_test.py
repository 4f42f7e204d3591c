#!/usr/bin/env python3
"""Checks every #include line and the length of every file against the drawing of the house.

    tests/architecture/includes_test.py               checks the source from its root
    tests/architecture/includes_test.py --self-test   plants faults and checks that each is found

The drawing is docs/architecture.md, "Who may include whom". A new folder, a new library or a new
exception is a new row below, with its reason beside it.
"""
import os
import re
import sys
import tempfile

# The parts of the house and what each may include besides itself. A part is a folder; the
# longest name that fits a path counts. station.h and views.h are the station's face to the
# server and to the desk, and parts of their own.
STATION = ["station/store", "station/users", "station/orders", "station/products", "station/screening", "station/waybills",
           "station/printers", "station/batches", "station/bench", "station/shipping",
           "station/webhooks", "station/desk"]
BELOW_STATION = ["base", "config", "printing"]

MAY_INCLUDE = {
    "base": [],
    "config": ["base"],
    "drivers": ["base", "config"],
    "printing": ["base", "config"],
    "station/slots.h": ["base", "station/station.h", "station/views.h"],
    "station/number_views.h": ["base"],
    "station/number_desk.h": ["base", "station/number_views.h"],
    "station/shipping_views.h": ["base"],
    "station/views.h": ["base", "station/number_views.h", "station/shipping_views.h"],
    "station/shipping.h": ["base", "station/views.h"],
    "station/import_history.h": ["base", "station/views.h"],
    "station/product_views.h": ["base"],
    "station/product_desk.h": ["base", "station/product_views.h"],
    "station/picking_views.h": ["base", "station/views.h"],
    "station/day_views.h": ["base"],
    "station/sheets.h": ["base", "station/views.h", "station/printers"],
    "station/contact_desk.h": ["base"],
    "station/webhook_desk.h": ["base"],
    "station/stock_views.h": ["base"],
    "station/merge_views.h": ["base"],
    "station/merges.h": ["base", "station/merge_views.h"],
    "station/stock.h": ["base", "station/stock_views.h"],
    "station/station.h": ["base", "config", "station/views.h", "station/contact_desk.h",
                          "station/webhook_desk.h", "station/import_history.h",
                          "station/number_desk.h", "station/product_desk.h",
                          "station/day_views.h", "station/picking_views.h", "station/sheets.h",
                          "station/shipping.h",
                          "station/users", "station/printers"],
    # The stateless subcommands judge pictures, texts and addresses without a station, and print
    # a test sheet through a printer's worker. The server knows no device and no SQL.
    "server": ["base", "config", "printing", "station/station.h", "station/sheets.h",
               "station/slots.h", "station/views.h", "station/import_history.h", "station/users",
               "station/number_desk.h", "station/number_views.h",
               "station/day_views.h", "station/product_views.h", "station/product_desk.h",
               "station/picking_views.h", "station/contact_desk.h", "station/webhook_desk.h",
               # `webhook test` sends without a station.
               "station/webhooks",
               "station/screening", "station/waybills", "station/printers"],
    # Simulators are written after the devices' documents alone, so that they cannot repeat a
    # mistake of what they check.
    "tests/simulators": [],
    "tests": None,  # A test may include anything; third-party headers are still listed.
}
for _place, _folder in enumerate(STATION):
    MAY_INCLUDE[_folder] = BELOW_STATION + ["station/views.h", "station/number_views.h"] + STATION[:_place]
# Only a printer's worker joins a dialogue with a channel.
MAY_INCLUDE["station/printers"].append("drivers")
MAY_INCLUDE["station/desk"] += ["station/day_views.h", "station/station.h", "station/sheets.h", "station/slots.h",
                                "station/shipping.h", "station/import_history.h",
                                "station/number_desk.h", "station/product_desk.h"]
MAY_INCLUDE["station/shipping"].append("station/shipping.h")
MAY_INCLUDE["station/desk"] += ["station/contact_desk.h", "station/webhook_desk.h"]
MAY_INCLUDE["station/webhooks"] += ["station/webhook_desk.h"]
# The product table and the paper for picking show themselves to the server.
MAY_INCLUDE["station/batches"] += ["station/picking_views.h", "station/sheets.h"]
MAY_INCLUDE["station/products"] += ["station/product_views.h", "station/product_desk.h"]

MAY_INCLUDE["station/station.h"] += ["station/stock.h", "station/merges.h"]
MAY_INCLUDE["station/desk"] += ["station/merges.h"]
MAY_INCLUDE["station/batches"] += ["station/stock.h"]
MAY_INCLUDE["server"] += ["station/stock_views.h", "station/stock.h",
                          "station/merge_views.h", "station/merges.h"]

MAY_INCLUDE["station/box_views.h"] = ["base"]
MAY_INCLUDE["station/boxes.h"] = ["base", "station/box_views.h"]
MAY_INCLUDE["station/views.h"] += ["station/box_views.h"]
MAY_INCLUDE["station/station.h"] += ["station/boxes.h"]
MAY_INCLUDE["station/batches"] += ["station/boxes.h"]

# Third-party headers and who may include them: files, or folders ending in "/".
THIRD_PARTY = {
    "Poco/Data/": ["station/store/sqlite_engine.cpp"],
    "libpq": ["station/store/postgresql_engine.cpp"],
    "Poco/JSON/": ["config/texts.cpp", "station/store/json.cpp",
                   "station/waybills/kdniao_messages.cpp", "station/webhooks/robot_messages.cpp",
                   "server/json/"],
    "Poco/MD5Engine.h": ["station/waybills/kdniao_messages.cpp"],
    # The providers' connection to the outside has one adapter.
    "Poco/Net/": ["station/waybills/form_post.cpp", "server/http/", "server/commands/printers.cpp",
                  "tests/server/"],
    "Poco/Util/": ["server/commands/serve.cpp"],
    "Poco/URI.h": ["station/waybills/form_post.cpp", "server/http/",
                   "server/commands/printers.cpp"],
    "Poco/ErrorHandler.h": ["server/http/server.cpp"],
    "Poco/ThreadPool.h": ["server/http/server.cpp"],
    # Exceptions are stopped at the adapter, in each thread's top function and in main.
    "Poco/Exception.h": ["config/texts.cpp", "station/store/", "station/waybills/form_post.cpp",
                         "station/waybills/kdniao_messages.cpp",
                         "station/webhooks/robot_messages.cpp", "server/", "tests/server/"],
    "Poco/Zip/": [],  # docs/adr/0003: our own reader, because Poco's trusts what a file says.
    "libusb": ["drivers/usb_library.cpp"],
    "umockdev.h": ["tests/fakes/emulated_usb/"],
    "libevdev/": [],
    "ZXing/": ["printing/zxing_adapter.cpp"],
    "ft2build.h": ["printing/text/font_set.cpp"],
    "freetype/": ["printing/text/font_set.cpp"],
    "hb": ["printing/text/font_set.cpp"],
    "unicode/": ["base/text.cpp", "printing/text/break_finder.cpp"],
    "toml++/": ["config/toml_reader.cpp", "config/label_template.cpp"],
    "sodium": ["base/base64.cpp", "station/store/codec.cpp", "station/users/passwords.cpp",
               "station/webhooks/robot_messages.cpp"],
    "png.h": ["printing/png.cpp", "tests/simulators/printer/png_file.cpp"],
    "xlsxwriter": ["station/shipping/ship_file_xlsx.cpp"],
    "expat.h": ["station/orders/xlsx_xml.cpp"],
    "iconv.h": ["tests/generators/order_exports.cpp"],
    "zlib.h": ["station/orders/xlsx_zip.cpp", "tests/station/orders/", "printing/deflate.cpp",
               "tests/printing/label_readers.cpp", "tests/simulators/printer/inflate.cpp"],
    "sqlite3.h": ["station/store/sqlite_statements.cpp"],
    "prometheus/": ["server/metrics.cpp"],
    "gtest/": ["tests/"],
    "gmock/": ["tests/"],
    "benchmark/": ["tests/benchmark/"],
}

# Headers of the operating system. printing/, screening/ and config/ do no I/O with them.
SYSTEM = {
    "arpa/inet.h": ["drivers/", "server/http/", "tests/"],
    "dirent.h": ["drivers/", "tests/"],
    "fcntl.h": ["base/", "drivers/", "station/desk/", "station/store/", "server/", "tests/"],
    "grp.h": ["tests/postgresql/"],
    "pwd.h": ["tests/postgresql/"],
    "netdb.h": ["drivers/", "tests/"],
    "netinet/": ["drivers/", "server/http/", "tests/"],
    "poll.h": ["drivers/", "server/", "tests/"],
    "pthread.h": ["tests/"],
    "signal.h": ["drivers/file_channel.cpp", "server/", "tests/"],
    "stdlib.h": ["station/shipping/ship_file_xlsx.cpp", "tests/"],
    # Who may read a file of secrets.
    "sys/": ["base/", "drivers/", "station/desk/", "station/store/",
             "station/waybills/kdniao_credentials.cpp", "station/webhooks/robot_port.cpp",
             "server/", "tests/"],
    "unistd.h": ["base/", "drivers/", "station/desk/", "station/store/",
                 "station/shipping/ship_file_xlsx.cpp", "server/", "tests/"],
    "termios.h": ["drivers/serial_channel.cpp", "server/commands/user.cpp", "tests/"],
    "pty.h": ["tests/"],
    "linux/usbdevice_fs.h": ["tests/fakes/emulated_usb/"],
    "time.h": ["base/", "tests/"],
}

# The standard library, as far as it says by its name that it waits, reads files or tells the
# time; everything else in <> without a dot and a slash is allowed anywhere.
STANDARD_LIMITED = {
    # PostgreSQL's engine sleeps between two questions what became of a COMMIT.
    "thread": ["base/", "station/printers/", "station/waybills/provider_worker.cpp",
               "station/webhooks/robot_worker.cpp",
               "station/store/postgresql_engine.cpp", "station/desk/", "server/", "tests/"],
    # The database registers its connector once for all threads (std::call_once).
    "mutex": ["base/", "server/", "station/store/sqlite_engine.cpp", "tests/"],
    "condition_variable": ["base/", "server/", "tests/"],
    "fstream": ["base/", "config/", "drivers/", "station/", "server/", "tests/"],
    "iostream": ["server/", "tests/"],
}

MAX_LINES = 500
LONG_FILES = {
    "station/store/migrations.cpp": "every change of the schema, once, in the order of its number",
    "server/web/style.css": "one sheet for all pages, so that a colour is said once",
    "tests/fakes/fake_station.cpp": "one station of fixed answers, a line or two for each call",
    "tests/server/daemon_test.cpp": "one daemon, asked over every one of its entrances",
}
CHECKED_FOR_LENGTH = (".cpp", ".h", ".py", ".js", ".mjs", ".css", ".html", ".sh")
TOP_FOLDERS = ["base", "config", "drivers", "printing", "station", "server", "tests"]
LEFT_OUT = {"node_modules", "build", "golden", "corpus"}

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def part_of(path):
    """The part of the house that a path belongs to, or None."""
    fitting = [part for part in MAY_INCLUDE if path == part or path.startswith(part + "/")]
    return max(fitting, key=len) if fitting else None


def within(path, places):
    return any(path == place or (place.endswith("/") and path.startswith(place))
               for place in places)


def fault_of_own(path, included):
    part, target = part_of(path), part_of(included)
    if part is None:
        return f"no part of the house holds this file; give it a row in {os.path.basename(__file__)}"
    if target is None:
        return f'"{included}" is in no part of the house; write includes from the root'
    allowed = MAY_INCLUDE[part]
    if allowed is None or target == part or target in allowed:
        return None
    if target == "tests" or target.startswith("tests/"):
        return f'{part} includes "{included}": the program must not need its tests'
    return f'{part} may not include {target} ("{included}"); allowed: {", ".join(allowed) or "nothing"}'


def fault_of_foreign(path, header):
    for table, what in ((THIRD_PARTY, "third-party header"), (SYSTEM, "system header")):
        rows = [prefix for prefix in table if header.startswith(prefix)]
        if rows:
            places = table[max(rows, key=len)]
            if within(path, places):
                return None
            return f'{what} <{header}> belongs in {", ".join(places) or "no file at all"}'
    if header in STANDARD_LIMITED:
        if within(path, STANDARD_LIMITED[header]):
            return None
        return f'<{header}> belongs in {", ".join(STANDARD_LIMITED[header])}'
    if "." in header or "/" in header:
        return f"<{header}> is of no known library; give it a row with its one adapter"
    return None


def own_files(root):
    for top in TOP_FOLDERS:
        for folder, folders, files in os.walk(os.path.join(root, top)):
            folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
            for name in sorted(files):
                yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


def check(root):
    """All faults as (place, message), and how many include lines were read."""
    faults, lines_read = [], 0
    for path in own_files(root):
        if not path.endswith(CHECKED_FOR_LENGTH):
            continue
        with open(os.path.join(root, path), encoding="utf-8") as file:
            lines = file.read().splitlines()
        if len(lines) > MAX_LINES and path not in LONG_FILES:
            faults.append((path, f"{len(lines)} lines; split it (at most {MAX_LINES}), or name it "
                                 "in LONG_FILES with its reason"))
        if not path.endswith((".cpp", ".h")):
            continue
        for number, line in enumerate(lines, 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            lines_read += 1
            own, foreign = found.groups()
            fault = fault_of_own(path, own) if own else fault_of_foreign(path, foreign)
            if fault:
                faults.append((f"{path}:{number}", fault))
    return faults, lines_read


# Faults that must be found: file, what stands in it, a piece of the message.
PLANTED = [
    ("base/a.h", '#include "config/settings.h"', "base may not include config"),
    ("config/a.h", '#include "printing/label.h"', "config may not include printing"),
    ("drivers/a.h", '#include "printing/bitmap.h"', "drivers may not include printing"),
    ("printing/a.cpp", '#include "drivers/byte_channel.h"', "printing may not include drivers"),
    ("printing/a.cpp", "#include <fcntl.h>", "<fcntl.h> belongs in"),
    ("printing/a.cpp", "#include <thread>", "<thread> belongs in"),
    ("printing/text/a.cpp", '# include  "station/views.h"', "printing may not include station"),
    ("server/a.cpp", '#include "drivers/open_channel.h"', "server may not include drivers"),
    ("server/http/a.cpp", '#include "station/store/database.h"', "server may not include station/store"),
    ("server/a.cpp", '#include "station/desk/intake.h"', "server may not include station/desk"),
    ("station/store/a.cpp", '#include "station/orders/order.h"', "station/store may not include station/orders"),
    ("station/screening/a.cpp", '#include "station/waybills/identify.h"', "station/screening may not include station/waybills"),
    ("station/bench/a.cpp", '#include "station/desk/intake.h"', "station/bench may not include station/desk"),
    ("station/batches/a.cpp", '#include "drivers/byte_channel.h"', "station/batches may not include drivers"),
    ("station/shipping/a.cpp", '#include "station/station.h"', "station/shipping may not include station/station.h"),
    ("station/views.h", '#include "station/orders/order.h"', "station/views.h may not include station/orders"),
    ("station/orders/a.cpp", '#include "tests/fakes/fake_clock.h"', "must not need its tests"),
    ("station/orders/a.cpp", '#include "a.h"', "write includes from the root"),
    ("station/stray/a.cpp", '#include "base/ids.h"', "no part of the house holds this file"),
    ("tests/simulators/shop/a.cpp", '#include "printing/escpos.h"', "tests/simulators may not include printing"),
    ("tests/simulators/shop/a.cpp", '#include "drivers/byte_channel.h"', "tests/simulators may not include drivers"),
    ("station/orders/a.cpp", "#include <Poco/Zip/ZipArchive.h>", "belongs in no file at all"),
    ("station/bench/a.cpp", "#include <Poco/Data/Session.h>", "belongs in station/store/sqlite_engine.cpp"),
    ("printing/proof.cpp", "#include <ZXing/ReadBarcode.h>", "belongs in printing/zxing_adapter.cpp"),
    ("printing/render.cpp", "#include <ft2build.h>", "belongs in printing/text/font_set.cpp"),
    ("config/settings.cpp", "#include <toml++/toml.h>", "belongs in config/toml_reader.cpp"),
    ("server/daemon.cpp", "#include <prometheus/counter.h>", "belongs in server/metrics.cpp"),
    ("tests/base/a.cpp", "#include <sodium.h>", "belongs in base/base64.cpp"),
    ("base/a.cpp", "#include <boost/asio.hpp>", "is of no known library"),
    ("station/desk/long.cpp", "\n" * (MAX_LINES + 1), "split it"),
]

# What must not be a fault.
PLANTED_WELL = [
    ("printing/a.cpp", '#include "base/bytes.h"\n#include "config/label_template.h"\n#include <vector>'),
    ("station/printers/a.cpp", '#include "drivers/byte_channel.h"\n#include "printing/dialogue.h"'),
    ("station/desk/a.cpp", '#include "station/station.h"\n#include "station/bench/bench.h"'),
    ("server/a.cpp", '#include "station/station.h"\n#include "station/views.h"'),
    ("server/web/style.css", "\n" * (MAX_LINES + 1)),
    ("tests/desk_test.cpp", '#include "station/desk/intake.h"\n#include <gtest/gtest.h>'),
    ("base/exactly.cpp", "\n" * MAX_LINES),
]


def plant(root, path, text):
    full = os.path.join(root, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "w", encoding="utf-8") as file:
        file.write(text)


def self_test():
    wrong = []
    for path, text, expected in PLANTED:
        with tempfile.TemporaryDirectory() as root:
            plant(root, path, text)
            faults, _ = check(root)
            if len(faults) != 1 or expected not in faults[0][1] or not faults[0][0].startswith(path):
                wrong.append(f"{path} with {text.strip()[:50]!r}: expected one fault with "
                             f"{expected!r}, found {faults}")
    with tempfile.TemporaryDirectory() as root:
        for path, text in PLANTED_WELL:
            plant(root, path, text)
        faults, _ = check(root)
        wrong += [f"a fault where none is: {fault}" for fault in faults]
    return wrong


def main():
    if "--self-test" in sys.argv[1:]:
        wrong = self_test()
        print("\n".join(wrong) or f"{len(PLANTED)} planted faults found, "
              f"{len(PLANTED_WELL)} good files passed")
        return 1 if wrong else 0
    faults, lines_read = check(".")
    if lines_read < 500:
        print(f"only {lines_read} #include lines found: run this from the root of the source")
        return 2
    for place, message in faults:
        print(f"{place}: {message}")
    print(f"{lines_read} #include lines, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
