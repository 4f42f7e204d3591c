#!/usr/bin/env python3
"""Reads a ship file by the format's own rules, independently of the program, and checks that its two
sheets hold text cells alone. Exit code 1 with the reason otherwise. Standard library only."""
import sys
import xml.etree.ElementTree as ET
import zipfile

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
EXPECTED = [
    [["订单号", "物流公司", "物流单号"],
     ["P700297727693109802", "中通快递", "78048767698635"],
     ["P717076910738572275", "顺丰速运", "SF1234567890123"],
     ["123456789012345678", "韵达快递", "004312345678901"]],
    [["物流公司", "编码"], ["中通快递", "zto"]],
]


def main():
    with zipfile.ZipFile(sys.argv[1]) as book:
        if bad := book.testzip():
            sys.exit(f"part {bad} is damaged")
        names = [sheet.get("name") for sheet in
                 ET.fromstring(book.read("xl/workbook.xml")).iterfind("m:sheets/m:sheet", NS)]
        if names != ["批量发货", "物流公司"]:
            sys.exit(f"sheets are {names}")
        strings = ["".join(t.text or "" for t in si.iterfind(".//m:t", NS)) for si in
                   ET.fromstring(book.read("xl/sharedStrings.xml")).iterfind("m:si", NS)]
        for number, expected in enumerate(EXPECTED, 1):
            sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            rows = []
            for row in sheet.iterfind("m:sheetData/m:row", NS):
                rows.append([])
                for cell in row.iterfind("m:c", NS):
                    if cell.get("t") != "s" or cell.find("m:f", NS) is not None:
                        sys.exit(f"cell {cell.get('r')} is not a text cell")
                    rows[-1].append(strings[int(cell.find("m:v", NS).text)])
            if rows != expected:
                sys.exit(f"sheet {number} holds {rows}")


if __name__ == "__main__":
    main()
