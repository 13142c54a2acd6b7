#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# check_validate.py INPUT OUTPUT
#
# Runs GDAL's GeoPackage validator with all extra checks on both files. Exit status 1 when OUTPUT
# has a trouble that INPUT lacks, 77 (skipped) when the validator is not installed. Also asks
# SQLite itself: integrity_check, foreign_key_check, rtreecheck, no -wal or -journal left.
import collections
import os
import re
import sqlite3
import subprocess
import sys

PYTHON = "/usr/bin/python3"
MODULE = "osgeo_utils.samples.validate_gpkg"


def plain(line, path):
    """A sentence without what differs from run to run: numbers, the path, the order of a set."""
    line = re.sub(r"\{([^}]*)\}", lambda m: "{" + ", ".join(sorted(m[1].split(", "))) + "}", line)
    return re.sub(r"\d+", "#", line.replace(path, "")).strip()


def validate(path):
    """The validator's sentences, each with how often it came; and whether it came to the end."""
    run = subprocess.run([PYTHON, "-m", MODULE, "-k", "--extra", path], capture_output=True,
                         text=True, check=False)
    lines = (run.stdout + run.stderr).splitlines()
    if any("No module named" in line for line in lines):
        print("skipped: the validator is not installed")
        sys.exit(77)
    stopped = next((i for i, line in enumerate(lines) if line.startswith("Traceback")), None)
    return (collections.Counter(plain(line, path) for line in lines[:stopped] if line.strip()),
            stopped is None)


def ask_sqlite(path):
    """SQLite's own complaints, each as one sentence."""
    db = sqlite3.connect(path)
    found = collections.Counter()
    for (text,) in db.execute("PRAGMA integrity_check"):
        if text != "ok":
            found["integrity_check: " + re.sub(r"\d+", "#", text)] += 1
    try:
        for row in db.execute("PRAGMA foreign_key_check"):
            found[f"foreign_key_check: {row[0]} -> {row[2]}"] += 1
    except sqlite3.Error as trouble:
        found[f"foreign_key_check: {trouble}"] += 1
    trees = [name for (name,) in db.execute(
        "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%rtree(%'")]
    for name in trees:
        try:
            (text,) = db.execute("SELECT rtreecheck(?)", (name,)).fetchone()
        except sqlite3.Error as trouble:
            text = str(trouble)
        if text != "ok":
            found[f"rtreecheck: {name}: {text[:80]}"] += 1
    db.close()
    for suffix in ("-wal", "-journal"):
        if os.path.exists(path + suffix):
            found[f"a {suffix} is left"] += 1
    return found, len(trees)


def main():
    source, output = sys.argv[1:3]
    after, trees = ask_sqlite(output)
    before, _ = ask_sqlite(source)
    said_before, whole_before = validate(source)
    said_after, whole_after = validate(output)
    new = [text for text in after if text not in before]
    if whole_before:
        new += [text for text in said_after if text not in said_before]
        new += [] if whole_after else ["the validator itself fails"]
    else:
        print("the validator itself fails on the input: nothing can be said about what it says")
    for text, n in sorted((before + said_before).items()):
        print(f"input   {n:6}  {text}")
    for text, n in sorted((after + said_after).items()):
        print(f"output  {n:6}  {text}{'   <-- new' if text in new else ''}")
    print(f"{trees} spatial indexes; {len(new)} new troubles")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
