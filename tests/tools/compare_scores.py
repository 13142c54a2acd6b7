#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares the scores of an annotated GeoPackage with a table of expected ones.

compare_scores.py OUT.gpkg EXPECTED.csv [TOLERANCE]

EXPECTED has columns layer,id,profile,score,low,high,coverage,passable,class; an empty cell is null.
Layer "district" is the row of audit_summary without an area; ids "#1" are FIDs; "pieces" are rows of audit_sides, with
ids STREET:SIDE:FROM-TO:STATE, one or several in a row with one score; "segments" are rows of audit_segments (STREET:FROM); of "sides"
(STREET:SIDE, written with --columns full) the score is compared. Numbers must agree to TOLERANCE
(default 5e-5; 1.01e-4 lets exact ties be rounded either way), metres to 2 decimals.
"""
import csv
import sqlite3
import sys

ID_FIELD = {"streets": "street_id", "sidewalks": "sidewalk_id", "footways": "sidewalk_id",
            "crossings": "crossing_id", "ramps": "ramp_id", "steps": "steps_id"}
PROFILES = {"wheelchair_manual": "wcm", "wheelchair_powered": "wcp", "walking_frame": "frm",
            "older_walker": "old", "long_cane": "can", "low_vision": "low"}


def key_of(db, table):
    return next(row[1] for row in db.execute(f'PRAGMA table_info("{table}")') if row[5])


def street_fid(db, street):
    if street.startswith("#"):
        return int(street[1:])
    return db.execute("SELECT fid FROM streets WHERE street_id = ?", (street,)).fetchone()[0]


def tiled(rows, metres):
    """The figures of pieces that fill a stretch and have the same: where one cover follows another, they are cut."""
    filled = sum(row[0] for row in rows)
    return rows[0][1:] if abs(filled - metres) < 0.02 and len({row[1:] for row in rows}) == 1 else None


def found(db, row):
    code = PROFILES.get(row["profile"], row["profile"])
    columns = [f"rasif_{code}_{c}" for c in ("score", "low", "high", "coverage", "passable")]
    if row["layer"] == "district":
        ids = {v: k for k, v in PROFILES.items()}
        return db.execute("SELECT mean_score, low, high, coverage FROM audit_summary "
                          "WHERE coalesce(area, '') = '' AND profile = ?", (ids[code],)).fetchone()
    if row["layer"] == "segments":
        street, from_m = row["id"].split(":")
        return db.execute(f"SELECT {', '.join(columns)}, rasif_{code}_class FROM audit_segments "
                          "WHERE street_fid = ? AND abs(from_m - ?) < 0.01",
                          (street_fid(db, street), float(from_m))).fetchone()
    if row["layer"] == "pieces":
        street, side, interval, state = row["id"].split(":")
        from_m, to_m = interval.split("-")
        return tiled(db.execute(f"SELECT to_m - from_m, {', '.join(columns)} FROM audit_sides WHERE street_fid = ? AND "
                                "side = ? AND from_m > ? - 0.01 AND to_m < ? + 0.01 AND state = ?",
                                (street_fid(db, street), side, float(from_m), float(to_m), state)).fetchall(),
                     float(to_m) - float(from_m))
    if row["layer"] == "sides":
        street, side = row["id"].split(":")
        table = db.execute("SELECT street_table FROM audit_sides").fetchone()[0]
        return db.execute(f"SELECT rasif_{code}_{side} FROM {table} WHERE {key_of(db, table)} = ?",
                          (street_fid(db, street),)).fetchone()
    name, ident = ((key_of(db, row["layer"]), int(row["id"][1:])) if row["id"].startswith("#")
                   else (ID_FIELD[row["layer"]], row["id"]))
    return db.execute(f'SELECT {", ".join(columns)}, rasif_{code}_class FROM "{row["layer"]}" '
                      f'WHERE "{name}" = ?', (ident,)).fetchone()


def same(expected, value, tolerance):
    if expected == "":
        return value is None
    if value is None:
        return False
    try:
        return abs(float(expected) - float(value)) < tolerance
    except ValueError:
        return expected == value


def main():
    db = sqlite3.connect(f"file:{sys.argv[1]}?immutable=1", uri=True)
    tolerance = float(sys.argv[3]) if len(sys.argv) > 3 else 5e-5
    bad = n = 0
    with open(sys.argv[2], encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            values = found(db, row)
            names = ["score", "low", "high", "coverage", "passable", "class"]
            if values is None:
                print(f'{row["layer"]} {row["id"]} {row["profile"]}: not found')
                n, bad = n + 1, bad + 1
            for name, value in zip(names, values or []):
                n += 1
                if not same(row[name], value, tolerance):
                    bad += 1
                    print(f'{row["layer"]} {row["id"]} {row["profile"]} {name}: '
                          f'expected {row[name] or "null"}, found {value}')
    print(f"{n} figures compared, {bad} differ")
    return 1 if bad or not n else 0


if __name__ == "__main__":
    sys.exit(main())
