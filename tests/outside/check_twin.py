#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The page code against its twin in plain SQL: the same words, and in the output the same cells.

    check_twin.py RASIF INPUT.gpkg...

Each input, a copy of it in UTF-16 with small pages and cells against their declared types, and the
smaller real files (where there are any) are audited as usual and with RASIF_SQLITE_PAGES=0. Every
row of every table of both outputs, those of the spatial indexes too, must be equal in storage
class and bytes; SQLite's own tables as well.
"""
import itertools
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import remade
from running import SOURCE, Complaints, quote

REAL = ['dev_amman_main_streets.gpkg', 'dev_santacruz_small.gpkg', 'dev_losangeles_osw.gpkg']


ODD = """ALTER TABLE streets ADD COLUMN odd INTEGER; UPDATE streets SET odd = CASE fid % 6 WHEN 0 THEN 7 WHEN 1 THEN 2.5
    WHEN 2 THEN 'رصيف' WHEN 3 THEN x'00ff' WHEN 4 THEN '12a' END"""


def cells_of(db, table, without_rowid):
    """Every cell of a table with its storage class; root pages lie elsewhere in each file."""
    columns = [row[0].decode() for row in db.execute('SELECT name FROM pragma_table_xinfo(?)', (table,))]
    shown = [] if without_rowid else ['rowid']
    for column in columns:
        if column != 'rootpage':
            shown += [f'typeof({quote(column)})', quote(column)]
    return db.execute(f'SELECT {", ".join(shown)} FROM {quote(table)} ORDER BY {"1, 2" if without_rowid else "1"}')


def open_raw(path):
    db = sqlite3.connect(path)
    db.text_factory = bytes
    return db


def compare(complaints, label, pages, statements):
    """How many rows are the same."""
    dbs = [open_raw(pages), open_raw(statements)]
    listed = [[(name.decode(), wr) for name, wr in db.execute(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') ORDER BY 1")]
              for db in dbs]
    complaints.expect(listed[0] == listed[1], f'{label}: other tables')
    n = 0
    for table, without_rowid in listed[0]:
        for left, right in itertools.zip_longest(*(cells_of(db, table, without_rowid) for db in dbs)):
            n += 1
            if left != right:
                complaints.expect(False, f'{label}: {table}: {left} by pages, {right} by statements')
                break
    whole = [db.execute('PRAGMA integrity_check').fetchall() for db in dbs]
    complaints.expect(whole[0] == whole[1], f'{label}: integrity_check: {whole[0][:2]}, {whole[1][:2]}')
    for db in dbs:
        db.close()
    return n


def audit(rasif, source, output, pages):
    environment = dict(os.environ, RASIF_SQLITE_PAGES=pages)
    done = subprocess.run([rasif, 'audit', source, '-o', output, '--findings', 'all', '--links', 'yes'],
                          capture_output=True, check=False, env=environment, cwd=output.parent)
    return done.returncode, done.stdout, done.stderr.replace(output.name.encode(), b'OUT')


def main():
    rasif = pathlib.Path(sys.argv[1]).resolve()
    complaints = Complaints()
    real = pathlib.Path(os.environ.get('RASIF_SHARED') or SOURCE.parent / 'shared') / 'data/real'
    total = 0
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        inputs = [pathlib.Path(name).resolve() for name in sys.argv[2:]]
        inputs.append(remade(inputs[0], folder / 'utf16.gpkg', 'UTF-16be', sql=ODD, page_size=1024))
        inputs += [real / name for name in REAL if (real / name).exists()]
        for source in inputs:
            outputs = [folder / 'pages.gpkg', folder / 'statements.gpkg']
            runs = [audit(rasif, source, output, pages) for output, pages in zip(outputs, '10')]
            complaints.expect(runs[0][0] == 0, f'{source.name}: {runs[0]}')
            complaints.expect(runs[0] == runs[1], f'{source.name}: other words: {runs[1]}')
            if runs[0][0] == runs[1][0] == 0:
                total += compare(complaints, source.name, *outputs)
            for output in outputs:
                output.unlink(missing_ok=True)
    print(f'{len(inputs)} files, {total} rows compared')
    complaints.finish()


if __name__ == '__main__':
    main()
