#!/usr/bin/env python3
"""Prepares the demo's order export: the same orders, as if they had been placed until today.

    prepare_export.py OUT_FOLDER [--source EXPORT.xlsx] [--now "YYYY-MM-DD HH:MM"]

Shifts every date-time text of the export by the same time, so that the newest order was created a
minute ago (Beijing time), however late in the day the demo starts. Writes
OUT_FOLDER/小红书订单查询YYYY-MM-DD-HH_mm_demo0001.xlsx, named after now, and prints its path. Only the
Python standard library is used; the file is replaced as a whole.
"""
import argparse
import datetime as dt
import html
import os
import pathlib
import re
import sys
import zipfile

BEIJING = dt.timezone(dt.timedelta(hours=8))
CREATED_TITLE = "订单创建时间"
CELL = re.compile(r'<c r="([A-Z]+)(\d+)"[^>]*t="inlineStr"[^>]*><is><t[^>]*>([^<]*)</t></is></c>')
TIME = re.compile(r"\b(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\b")
TEXT_FORMAT = "%Y-%m-%d %H:%M:%S"
SHEET = "xl/worksheets/sheet1.xml"


def newest_creation(sheet):
    """The latest time in the column of creation times."""
    column = None
    newest = None
    for letters, row, text in CELL.findall(sheet):
        text = html.unescape(text)
        if row == "1":
            if text == CREATED_TITLE:
                column = letters
        elif letters == column and TIME.fullmatch(text):
            time = dt.datetime.strptime(text, TEXT_FORMAT)
            newest = time if newest is None else max(newest, time)
    if newest is None:
        sys.exit(f"the export has no times in a column '{CREATED_TITLE}'")
    return newest


def time_to_shift(newest, now):
    return now.replace(second=0, microsecond=0) - dt.timedelta(minutes=1) - newest


def shifted(sheet, by):
    def replace(match):
        time = dt.datetime.strptime(match.group(1), TEXT_FORMAT) + by
        return time.strftime(TEXT_FORMAT)

    return TIME.sub(replace, sheet)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out_folder", type=pathlib.Path)
    parser.add_argument("--source", type=pathlib.Path,
                        default=pathlib.Path(__file__).with_name("export.xlsx"))
    parser.add_argument("--now", help="Beijing time, YYYY-MM-DD HH:MM; the clock's by default")
    arguments = parser.parse_args()
    if arguments.now:
        now = dt.datetime.strptime(arguments.now, "%Y-%m-%d %H:%M")
    else:
        now = dt.datetime.now(BEIJING).replace(tzinfo=None)

    with zipfile.ZipFile(arguments.source) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    sheet = next(data for info, data in parts if info.filename == SHEET).decode("utf-8")
    sheet = shifted(sheet, time_to_shift(newest_creation(sheet), now))

    arguments.out_folder.mkdir(parents=True, exist_ok=True)
    out = arguments.out_folder / f"小红书订单查询{now:%Y-%m-%d-%H_%M}_demo0001.xlsx"
    # Under another name until it is whole: the folder may be watched.
    draft = out.with_name(f".{out.name}.part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in parts:
            archive.writestr(info, sheet.encode("utf-8") if info.filename == SHEET else data,
                             compress_type=zipfile.ZIP_DEFLATED)
    os.replace(draft, out)
    print(out)


if __name__ == "__main__":
    main()
