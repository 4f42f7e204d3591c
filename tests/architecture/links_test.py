#!/usr/bin/env python3
"""Checks that every relative link and picture of the Markdown files leads somewhere.

    tests/architecture/links_test.py        from the root of the source
"""
import os
import re
import sys

LINK = re.compile(r"\]\(([^)\s]+)\)")
LEFT_OUT = {"node_modules", "build", ".git", "demo-data"}


def anchor(heading):
    """The anchor that forges make of a heading: lower case, spaces to '-', punctuation dropped."""
    text = re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", ""))
    return text.replace(" ", "-")


def anchors(path):
    with open(path, encoding="utf-8") as file:
        return {anchor(line.lstrip("#")) for line in file if line.startswith("#")}


def faults_of(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            for target in LINK.findall(line):
                if re.match(r"[a-z]+:", target):
                    continue
                name, _, fragment = target.partition("#")
                whole = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
                if not os.path.exists(whole):
                    yield f"{path}:{number}: {target} does not exist"
                elif fragment and fragment not in anchors(whole):
                    yield f"{path}:{number}: {whole} has no heading for #{fragment}"


def main():
    faults, files = [], 0
    for folder, folders, names in os.walk("."):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        for name in names:
            if name.endswith(".md"):
                files += 1
                faults += faults_of(os.path.join(folder, name))
    print("\n".join(faults + [f"{files} files, {len(faults)} faults"]))
    return 1 if faults or files < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
