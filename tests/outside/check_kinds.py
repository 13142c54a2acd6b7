#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same data in other kinds of SQLite files: the same audit.

    check_kinds.py RASIF INPUT

Rows are read from the pages of a file where they may be, and by SQLite where not (docs/decisions,
0018). Variants of INPUT: other sizes of page, WAL mode with rows in the log, a generated column,
columns added later with and without a default, rows deleted and written again in another order. For
each: everything of it is found again (check_preserved.py), and findings, sides and scores are those
of the file that SQLite's own VACUUM makes of it.
"""
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, run

TABLE = 'sidewalks'


def without_triggers(db):
    """They call functions that only GDAL and QGIS have."""
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')


def page_size(size):
    def change(db):
        db.execute(f'PRAGMA page_size = {size}')
        db.execute('VACUUM')
    return change


def wal(db):
    db.execute('PRAGMA journal_mode = WAL')
    db.execute(f"UPDATE {TABLE} SET lit = iif(lit = 'yes', 'no', 'yes') WHERE fid % 2 = 0")


def added(db):
    db.execute(f'ALTER TABLE {TABLE} ADD COLUMN later TEXT')
    db.execute(f'ALTER TABLE {TABLE} ADD COLUMN later_real REAL')
    db.execute(f'UPDATE {TABLE} SET later = "x", later_real = 7 WHERE fid % 3 = 0')


def added_with_default(db):
    """All rows lack what the column says: only SQLite knows its default."""
    db.execute(f'ALTER TABLE {TABLE} DROP COLUMN lit')
    db.execute(f"ALTER TABLE {TABLE} ADD COLUMN lit TEXT DEFAULT 'no'")
    db.execute(f"UPDATE {TABLE} SET lit = 'yes' WHERE fid % 5 = 0")


def generated(db):
    db.execute(f'ALTER TABLE {TABLE} ADD COLUMN twice AS (fid * 2)')


def scattered(db):
    rows = db.execute(f'SELECT * FROM {TABLE} ORDER BY fid * 7919 % 1009').fetchall()
    db.execute(f'DELETE FROM {TABLE}')
    db.executemany(f'INSERT INTO {TABLE} VALUES ({",".join("?" * len(rows[0]))})', rows)


VARIANTS = {'pages of 512': page_size(512), 'pages of 65536': page_size(65536), 'WAL': wal, 'added': added,
            'added with default': added_with_default, 'generated': generated, 'scattered': scattered}


def answers(path):
    db = sqlite3.connect(f'file:{path}?immutable=1', uri=True)
    tables = ('audit_findings', 'audit_sides', 'audit_network', TABLE)
    return {t: db.execute(f'SELECT * FROM {t} ORDER BY 1').fetchall() for t in tables}


def audit(rasif, source, output):
    run(rasif, 'audit', source, '-o', output, '-q', '--findings', 'all', '--force')
    return answers(output)


def wrong_in(folder, rasif, source, change):
    """What differs between a variant and the same rows as SQLite packs them."""
    variant, packed, output = (folder / name for name in ('variant.gpkg', 'packed.gpkg', 'out.gpkg'))
    shutil.copy(source, variant)
    db = sqlite3.connect(variant, isolation_level=None)
    without_triggers(db)
    change(db)
    db.execute(f"VACUUM INTO '{packed}'")
    in_wal = db.execute('PRAGMA journal_mode').fetchone()[0] == 'wal'
    whole = sqlite3.connect(packed, isolation_level=None)
    whole.execute(f'UPDATE {TABLE} SET lit = lit')  # now defaults stand in the rows
    whole.close()
    expected, found = audit(rasif, packed, output), audit(rasif, variant, output)
    wrong = [table for table in expected if found[table] != expected[table]]
    if not expected['audit_findings']:
        wrong.append('nothing was found')
    if not in_wal:  # the check reads the file alone
        check = [sys.executable, SOURCE / 'tests/outside/check_preserved.py', variant, output]
        kept = subprocess.run(check, capture_output=True, text=True, check=False)
        wrong += kept.stdout.splitlines() if kept.returncode != 0 else []
    db.close()
    return wrong


def main():
    rasif, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    n_wrong = 0
    for name, change in VARIANTS.items():
        with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
            wrong = wrong_in(pathlib.Path(temporary), rasif, source, change)
        if wrong:
            n_wrong += 1
            print(f'{name}: {"; ".join(wrong[:5])}')
    print(f'{len(VARIANTS)} kinds of files, {n_wrong} wrong')
    return n_wrong != 0


if __name__ == '__main__':
    sys.exit(main())
