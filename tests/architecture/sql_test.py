#!/usr/bin/env python3
"""Reads every SQL text in the sources against the rules of docs/architecture.md, "One SQL, two
engines": what only SQLite or only PostgreSQL understands, or what both understand differently.
`--self-test` plants faults and expects each to be found."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ["station", "server"]
# Each engine's own file speaks its own SQL.
OWN = ["station/store/sqlite_engine.cpp", "station/store/postgresql_engine.cpp",
       "station/store/schema_sql.cpp"]
MIGRATIONS = "station/store/migrations"

# Strings that begin or go on like this are SQL.
BEGINS = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|PRAGMA|REPLACE|BEGIN|"
                    r"COMMIT|ROLLBACK|FROM|WHERE|AND|OR|ORDER BY|GROUP BY|VALUES|ON CONFLICT)\b")

# (pattern, what is wrong, what to write instead)
RULES = [
    (r"\binstr\s*\(", "instr() is SQLite's", "title <> replace(title, $n, '')"),
    (r"\b(ifnull|iif|printf|strftime|julianday|datetime|unixepoch|total|group_concat|hex|randomblob|"
     r"random|last_insert_rowid|changes|glob|json_extract|json_each)\s*\(",
     "a function of SQLite's", "coalesce(), CASE, or do it in C++"),
    (r"\b(strpos|string_agg|array_agg|now|date_trunc|extract|to_char|nextval|greatest|least|concat|"
     r"left|right|split_part|regexp_replace|generate_series)\s*\(",
     "a function of PostgreSQL's", "CASE, substr(), or do it in C++"),
    (r"\bINSERT OR\b|\bREPLACE INTO\b", "SQLite's own INSERT",
     "INSERT ... ON CONFLICT (column) DO NOTHING / DO UPDATE"),
    (r"\bAUTOINCREMENT\b|\bSERIAL\b|\bWITHOUT ROWID\b|\browid\b", "of one engine",
     "id INTEGER PRIMARY KEY and RETURNING id"),
    (r"\b(sum|avg|total)\s*\(\s*(?:\w+\.)?\w+\s*(=|<|>|<=|>=|<>|IN\b|IS\b|LIKE\b)",
     "a truth value is no number in PostgreSQL", "count(*) FILTER (WHERE ...)"),
    (r"\bsum\s*\(\s*\(", "a truth value is no number in PostgreSQL",
     "count(*) FILTER (WHERE ...)"),
    (r"==", "'==' is SQLite's", "="),
    (r"::\s*(int|bigint|text|numeric|date)", "'::' is PostgreSQL's", "CAST(x AS BIGINT)"),
    (r"\bILIKE\b|\bGLOB\b|\bREGEXP\b|\bMATCH\b|\bSIMILAR TO\b", "an operator of one engine",
     "LIKE, which tells capital from small letters on both engines"),
    (r"\bIS (NOT )?(TRUE|FALSE)\b|= *(TRUE|FALSE)\b", "there are no truth values in the tables",
     "= 1 or = 0"),
    (r"\b(DATETIME|TIMESTAMP|BOOLEAN|BLOB|BYTEA|VARCHAR|CHAR|JSONB?|DOUBLE PRECISION)\b(?! *\()",
     "a type of one engine", "TEXT, INTEGER, BIGINT or REAL"),
    (r"\bAS (user|order|group|limit|offset|window|end|desc|asc|table|column|check|all|any|some|"
     r"when|then|else|case|default|primary|references|both|only|placing|analyse)\b",
     "a reserved word as a name", "another name"),
    (r"\bPRAGMA\b|\bsqlite_|\bpg_|\binformation_schema\b", "of one engine",
     "a function of station/store/engine.h"),
    (r"\bFOR UPDATE\b|\bSKIP LOCKED\b", "PostgreSQL's", "UPDATE ... WHERE id = $1 AND state = $2"),
    (r"\bBEGIN\b|\bCOMMIT\b|\bROLLBACK\b(?! TO SAVEPOINT)", "a transaction by hand",
     "WriteTransaction"),
    (r"\?\d*(?=[\s,)]|$)", "'?' is SQLite's", "$1..$n"),
    (r"\"\"|`", "names need no quotes", "an unquoted name"),
]
# A migration's statements are rewritten for PostgreSQL; only these forms are known there.
IN_MIGRATIONS = [
    (r"\bINTEGER PRIMARY KEY\b(?<!\bid INTEGER PRIMARY KEY)",
     "INTEGER PRIMARY KEY counts by itself only as `id`", "id INTEGER PRIMARY KEY"),
]


def literals(text):
    """(line, whole string) of each run of adjacent string literals, comments left out."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\((.*?)\)\1"|"((?:[^"\\\n]|\\.)*)"|\'(?:[^\'\\]|\\.)\'|'
                       r'\S', re.S)
    run, start = [], 0
    for found in token.finditer(text):
        piece = found.group(0)
        if piece.startswith(("//", "/*")):
            continue
        if found.group(3) is not None or found.group(2) is not None:
            if not run:
                start = text.count("\n", 0, found.start()) + 1
            run.append(found.group(3) if found.group(3) is not None else found.group(2))
            continue
        if run:
            yield start, "".join(run).replace('\\"', '"').replace("\\n", "\n")
            run = []
    if run:
        yield start, "".join(run)


def parameter_faults(sql):
    numbers = [int(n) for n in re.findall(r"\$(\d+)", sql)]
    if len(set(numbers)) != len(numbers):
        return ["a parameter stands twice: give its value twice ($1..$n once each)"]
    if numbers != sorted(numbers):
        return ["the parameters are not in order: $1..$n from left to right"]
    return []


QUOTED = re.compile(r"'(?:[^']|'')*'")


def faults_in(path, text):
    if path in OWN:
        return
    for line, sql in literals(text):
        if not BEGINS.match(sql):
            continue
        rules = list(RULES)
        if path.startswith(MIGRATIONS):
            rules = [r for r in rules if "BEGIN" not in r[0]] + IN_MIGRATIONS
        for quoted in QUOTED.findall(sql):
            if re.search(r"\$\d", quoted):
                yield f"{path}:{line}: {quoted}: a parameter inside quotes is none"
        sql = QUOTED.sub("''", sql)
        for pattern, what, instead in rules:
            found = re.search(pattern, sql)
            if found:
                yield f"{path}:{line}: '{found.group(0)}': {what}; write {instead}"
        for what in parameter_faults(sql):
            yield f"{path}:{line}: {what}"


def self_test():
    planted = [
        'db.query("SELECT 1 FROM t WHERE instr(title, $1) > 0")',
        'db.query("SELECT sum(state = \'x\') FROM t")',
        'db.query("SELECT a, coalesce(sum((a = 1 OR b = 2)), 0) FROM t")',
        'db.execute("INSERT OR IGNORE INTO t VALUES ($1)")',
        'db.query("SELECT 1 FROM (SELECT 2 AS x) AS some")',
        'db.query("SELECT ifnull(a, 0) FROM t")',
        'db.query("SELECT a FROM t WHERE a = $2 AND b = $1")',
        'db.query("SELECT a FROM t WHERE a = $1 OR b = $1")',
        'db.query("SELECT a FROM t WHERE a = ?")',
        'db.query("SELECT a FROM t"\n         " WHERE a == 1")',
        'db.query("SELECT a::text FROM t")',
        'db.query("SELECT rowid FROM t")',
        'db.execute("BEGIN IMMEDIATE")',
        'db.query("SELECT a FROM t WHERE b ILIKE $1")',
        'db.query("SELECT a FROM t WHERE b LIKE \'%$1%\'")',
        'db.execute("CREATE TABLE t (at TIMESTAMP)")',
        'db.query("SELECT name FROM sqlite_master")',
    ]
    missed = [text for text in planted if not list(faults_in("station/a.cpp", text))]
    if not list(faults_in(MIGRATIONS + ".cpp", '"CREATE TABLE t (version INTEGER PRIMARY KEY)"')):
        missed.append("INTEGER PRIMARY KEY without id")
    good = [
        'db.query("SELECT count(*) FILTER (WHERE a = 1) FROM t WHERE b = $1 AND c IN ($2, $3)")',
        'db.query("INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO NOTHING RETURNING id")',
        'fail("what? we ask")  // SELECT ifnull(',
        'db.execute("ROLLBACK TO SAVEPOINT one")',
        'log("ask the operator: is it 5?")',
    ]
    wrong = [fault for text in good for fault in faults_in("station/a.cpp", text)]
    for text in missed:
        print("not found:", text)
    for fault in wrong:
        print("found, but right:", fault)
    return 1 if missed or wrong else 0


def main():
    if "--self-test" in sys.argv:
        return self_test()
    faults = []
    count = 0
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix not in (".cpp", ".h"):
                continue
            text = file.read_text(encoding="utf-8")
            count += sum(1 for _, sql in literals(text) if BEGINS.match(sql))
            faults += faults_in(str(file.relative_to(ROOT)), text)
    for fault in faults:
        print(fault)
    if count < 100:
        print(f"only {count} SQL texts found: does this test still read the sources?")
        return 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
