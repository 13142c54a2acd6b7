#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Single damages, each by its name: pages that hide rows, and tables that are only carried.

    check_carried.py RASIF NEIGHBOURHOOD.gpkg
"""
import json
import pathlib
import shutil
import sqlite3
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from check_pages import INTERIOR, as_sqlite_reads, on_pages, tree
from running import Complaints, run, sha256

METADATA = """
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT
  'dataset', md_standard_uri TEXT, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL);
INSERT INTO gpkg_metadata VALUES(1, 'dataset', 'http://x', 'text/xml', 'one'), (2, 'dataset', NULL, 'text/xml', 'two');
CREATE TABLE mine (code TEXT UNIQUE, what TEXT NOT NULL, n INT PRIMARY KEY);
INSERT INTO mine VALUES('zz-one', 'a', 5), ('zz-two', 'b', 6);
CREATE TABLE long (id INTEGER PRIMARY KEY, t TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO long SELECT i, 'row ' || i FROM n;
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT UNIQUE, styleQML TEXT, useAsDefault BOOLEAN);
INSERT INTO layer_styles(f_table_name, styleName, styleQML) VALUES('streets', 'zz-three', '<qml/>'), ('streets', 'zz-four!', '<qml/>');
"""


class Pages:
    """A file, and the b-tree of one of its tables."""

    def __init__(self, path, table):
        self.path = path
        self.data = bytearray(path.read_bytes())
        db = sqlite3.connect(path)
        self.size = db.execute('PRAGMA page_size').fetchone()[0]
        self.root = db.execute('SELECT rootpage FROM sqlite_schema WHERE name = ?', (table,)).fetchone()[0]
        db.close()
        self.leaves = [number for number, kind in tree(self.data, self.size, self.root) if kind != INTERIOR]

    def at(self, page):
        return (page - 1) * self.size

    def cells(self, page, n):
        struct.pack_into('>H', self.data, self.at(page) + 3, n)

    def child(self, page, cell):
        """Where the number of a child stands."""
        return self.at(page) + struct.unpack_from('>H', self.data, self.at(page) + 12 + 2 * cell)[0]

    def copy(self, page, to):
        self.data[self.at(to):self.at(to) + self.size] = self.data[self.at(page):self.at(page) + self.size]

    def swap(self, one, two):
        kept = self.data[self.at(one):self.at(one) + self.size]
        self.copy(two, one)
        self.data[self.at(two):self.at(two) + self.size] = kept

    def save(self):
        self.path.write_bytes(self.data)


def no_cells_in_the_root(pages):
    pages.cells(pages.root, 0)


def an_empty_leaf(pages):
    pages.cells(pages.leaves[1], 0)


def an_empty_last_leaf(pages):
    pages.cells(pages.leaves[-1], 0)


def leaves_swapped(pages):
    pages.swap(pages.leaves[1], pages.leaves[2])


def a_leaf_twice(pages):
    pages.copy(pages.leaves[1], pages.leaves[2])


def a_child_left_out(pages):
    struct.pack_into('>I', pages.data, pages.child(pages.root, 1), pages.leaves[0])


def a_leaf_for_a_root(pages):
    pages.copy(pages.leaves[0], pages.root)


def separator_too_large(pages):
    pages.data[pages.child(pages.root, 0) + 4] = 127


PAGES = {no_cells_in_the_root: 3, an_empty_leaf: 3, an_empty_last_leaf: 3, leaves_swapped: 3, a_leaf_twice: 3,
         a_child_left_out: 3, a_leaf_for_a_root: 0, separator_too_large: 0}


def check_pages(wrong, rasif, base, folder):
    """Two sizes of pages: of a root over leaves, and of several levels; streets by pages and by a statement."""
    for damage, code in PAGES.items():
        path = folder / 'pages.gpkg'
        shutil.copy(base, path)
        pages = Pages(path, 'streets')
        damage(pages)
        pages.save()
        where = damage.__name__.replace('_', ' ')
        there = as_sqlite_reads(path, 'streets')
        for more in ([], ['-o', folder / 'out.gpkg', '--force']):
            done = run(rasif, 'audit', path, '-q', '-f', 'json', *more, expect=None)
            wrong.expect(done.returncode == code, f'{where} {more[:1]}: exit {done.returncode}: {done.stderr}')
            if done.returncode == 0:
                read = json.loads(done.stdout)['layers']['streets']
                wrong.expect(read == there, f'{where}: read {read}, there {there}')
        done = run(rasif, 'inspect', path, expect=None)
        wrong.expect(done.returncode == code, f'inspect, {where}: exit {done.returncode}: {done.stderr}')
        done = run(rasif, 'audit', path, '-q', '-f', 'json', '--allow-damaged', '-o', folder / 'out.gpkg', '--force')
        told = [d['text'] for d in json.loads(done.stdout)['diagnostics'] if d['code'] == 'R504']
        wrong.expect(bool(told) == (code == 3), f'{where}, allowed: says {told}')


def a_row_of_4_GB(pages):
    """A size that SQLite takes for a negative one, and for want of memory."""
    page = pages.leaves[0]
    at = pages.at(page) + struct.unpack_from('>H', pages.data, pages.at(page) + 10)[0]
    pages.data[at:at + 5] = b'\x8f\xff\xff\xff\x7f'


def check_sizes(wrong, rasif, source, folder):
    """Damage that SQLite calls "out of memory": of the input, where there is memory."""
    for table, codes in (('gpkg_spatial_ref_sys', (0, 3)), ('streets', (3, 3)), ('long', (0, 0))):
        path, output = folder / 'sizes.gpkg', folder / 'sizes-out.gpkg'
        on_pages(source, path, 512, METADATA)
        pages = Pages(path, table)
        a_row_of_4_GB(pages)
        pages.save()
        for code, more in zip(codes, ([], ['-o', output])):
            done = run(rasif, 'audit', path, '-q', '-f', 'json', *more, expect=None)
            where = f'a row of 4 GB in {table} {more[:1]}'
            wrong.expect(done.returncode == code, f'{where}: exit {done.returncode}: {done.stderr}')
            wrong.expect(code == 0 or 'damaged' in done.stderr, f'{where}: says {done.stderr}')
            wrong.expect(code == 0 or not output.exists(), f'{where}: left an output')
            told = done.stdout and [d['layer'] for d in json.loads(done.stdout)['diagnostics'] if d['code'] == 'R504']
            wrong.expect(not more or code != 0 or told == [table], f'{where}: R504 for {told}')
        output.unlink(missing_ok=True)


def check_carried(wrong, rasif, source, folder):
    path, output = folder / 'carried.gpkg', folder / 'carried-out.gpkg'
    on_pages(source, path, 512, METADATA)
    db = sqlite3.connect(path, isolation_level=None)  # a row that its table's own rules do not allow
    db.executescript("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'uri TEXT,', "
                     "'uri TEXT NOT NULL,') WHERE name = 'gpkg_metadata'")
    db.close()
    pages = Pages(path, 'long')
    pages.cells(pages.leaves[4], 9000)
    pages.data = pages.data.replace(b'zz-two', b'zz-one').replace(b'zz-four!', b'zz-three')
    pages.save()
    before = sha256(path)
    done = run(rasif, 'audit', path, '-q', '-f', 'json', '-o', output, expect=None)
    wrong.expect(done.returncode == 0, f'carried: exit {done.returncode}: {done.stderr}')
    wrong.expect(sha256(path) == before, 'carried: the input was changed')
    if done.returncode != 0:
        return
    told = {(d['code'], d['layer']): d['text'] for d in json.loads(done.stdout)['diagnostics'] if d['code'] > 'R503'}
    for key in (('R508', 'mine'), ('R508', 'layer_styles'), ('R509', 'gpkg_metadata'), ('R504', 'long')):
        wrong.expect(key in told, f'{key} is not told: {told}')
    db = sqlite3.connect(output)
    wrong.expect(db.execute('PRAGMA integrity_check').fetchone() == ('ok',), 'carried: integrity')
    rows = {table: db.execute(f'SELECT * FROM {table}').fetchall() for table in ('mine', 'gpkg_metadata', 'long')}
    users = db.execute("SELECT styleName FROM layer_styles WHERE styleQML = '<qml/>'").fetchall()
    codes = {code for code, in db.execute('SELECT code FROM audit_diagnostics')}
    db.close()
    wrong.expect(rows['mine'] == [('zz-one', 'a', 5), ('zz-one', 'b', 6)], f'mine: {rows["mine"]}')
    wrong.expect([row[0] for row in rows['gpkg_metadata']] == [1], f'gpkg_metadata: {rows["gpkg_metadata"]}')
    wrong.expect(users == [('zz-three',)] * 2, f'styles: {users}')
    wrong.expect(20 < len(rows['long']) < 500 and rows['long'][:20] == [(i, f'row {i}') for i in range(1, 21)],
                 f'long: {len(rows["long"])} rows')
    wrong.expect(codes >= {'R504', 'R508', 'R509'}, f'the output tells {codes}')


def main():
    rasif, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        base = folder / 'base.gpkg'
        on_pages(source, base, 2048)
        check_pages(wrong, rasif, base, folder)
        check_carried(wrong, rasif, source, folder)
        check_sizes(wrong, rasif, source, folder)
    wrong.finish()


if __name__ == '__main__':
    main()
