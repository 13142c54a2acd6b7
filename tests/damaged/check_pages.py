#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""GeoPackages whose b-trees are damaged on purpose: refused, or every row that SQLite reads is read.

    check_pages.py RASIF NEIGHBOURHOOD.gpkg [N [SEED [JOBS]]]

N files (default 120), made from small ones by changing what pages say of themselves: numbers of
cells, pointers to cells, kinds, children, keys, sizes, links of long rows, whole pages swapped or
repeated. Each is audited without an output, with one, and with --allow-damaged. What must hold:

- exit 0 or 3, never another; refusals are one sentence and leave no output; the input stays;
- exit 0 without --allow-damaged: SQLite reads every table with a role to its end (without an output its keys), and
  as many rows as the audit says, the same rows in the output; the output is whole (integrity_check);
- exit 0 with --allow-damaged: the same, or R504 says of that table that rows are missing.

Figures go to standard output; files that break a rule are kept in ./pages-broken/.
"""
import collections
import concurrent.futures
import json
import pathlib
import random
import shutil
import sqlite3
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, run, sha256

LEAF, INTERIOR = 13, 5


# ---- bases: the neighbourhood on pages of several sizes, and as one table whose rows have conditions

def on_pages(source, target, size, sql=''):
    shutil.copy(source, target)
    target.chmod(0o644)
    db = sqlite3.connect(target, isolation_level=None)
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    db.executescript(sql)
    db.execute(f'PRAGMA page_size = {size}')
    db.execute('VACUUM')
    db.close()


WAYS = """
CREATE TABLE ways (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom LINESTRING, highway TEXT, footway TEXT,
  surface TEXT, name TEXT);
INSERT INTO ways(geom, highway, name) SELECT geom, 'residential', name FROM streets;
INSERT INTO ways(geom, highway, footway, surface) SELECT geom, 'footway', 'sidewalk', surface FROM sidewalks
  WHERE typeof(geom) = 'blob' AND hex(substr(geom, 1, 2)) = '4750';
INSERT INTO ways(geom, highway, footway) SELECT geom, 'footway', 'crossing' FROM crossings;
INSERT INTO gpkg_contents SELECT 'ways', data_type, 'ways', '', last_change, min_x, min_y, max_x, max_y, srs_id
  FROM gpkg_contents WHERE table_name = 'streets';
INSERT INTO gpkg_geometry_columns SELECT 'ways', 'geom', 'LINESTRING', srs_id, 0, 0 FROM gpkg_geometry_columns
  WHERE table_name = 'streets';
DELETE FROM gpkg_contents WHERE table_name <> 'ways';
DELETE FROM gpkg_geometry_columns WHERE table_name <> 'ways';
"""
# More rows than are read at once, so that what one range leaves out another can't make good.
LARGE = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80)
INSERT INTO sidewalks(geom, surface) SELECT geom, surface FROM n, sidewalks WHERE fid < 121;
DROP TABLE rtree_sidewalks_geom;
DELETE FROM gpkg_extensions WHERE table_name = 'sidewalks';
"""


def make_bases(source, folder):
    for name, size, sql in (('512', 512, ''), ('1024', 1024, ''), ('4096', 4096, ''), ('ways', 512, WAYS),
                            ('large', 1024, LARGE)):
        path = folder / f'base-{name}.gpkg'
        on_pages(source, path, size, sql)
        yield path


# ---- what is changed

def tree(data, size, root):
    """Pages of a b-tree of a table: [(number, kind)], from the root down."""
    found, left = [], [root]
    while left:
        number = left.pop(0)
        at = (number - 1) * size
        kind = data[at]
        found.append((number, kind))
        if kind == INTERIOR:
            n = struct.unpack_from('>H', data, at + 3)[0]
            for i in range(n):
                cell = struct.unpack_from('>H', data, at + 12 + 2 * i)[0]
                left.append(struct.unpack_from('>I', data, at + cell)[0])
            left.append(struct.unpack_from('>I', data, at + 8)[0])
    return found


class Mutator:
    def __init__(self, path, rnd):
        self.data = bytearray(path.read_bytes())
        self.rnd = rnd
        db = sqlite3.connect(path)
        self.size = db.execute('PRAGMA page_size').fetchone()[0]
        self.trees = {name: tree(self.data, self.size, root) for name, root in db.execute(
            "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE "
            "'rtree%' AND sql NOT LIKE '%WITHOUT ROWID%'")}
        db.close()

    def pages(self, kind=None, table=None):
        trees = [self.trees[table]] if table else self.trees.values()
        return [number for pages in trees for number, k in pages if kind in (None, k)]

    def at(self, number):
        return (number - 1) * self.size

    def cells(self, number):
        head = 12 if self.data[self.at(number)] == INTERIOR else 8
        return head, struct.unpack_from('>H', self.data, self.at(number) + 3)[0]

    def number_of_cells(self, page):
        _, n = self.cells(page)
        value = self.rnd.choice((0, 1, n - 1, n + 1, n // 2, self.rnd.randrange(65536)))
        struct.pack_into('>H', self.data, self.at(page) + 3, max(0, value))
        return f'{n} cells -> {value}'

    def pointer(self, page):
        head, n = self.cells(page)
        if n == 0:
            return None
        i, k = self.rnd.randrange(n), self.rnd.randrange(n)
        at = self.at(page) + head
        value = self.rnd.choice((struct.unpack_from('>H', self.data, at + 2 * k)[0], self.rnd.randrange(self.size), 0, 65535))
        struct.pack_into('>H', self.data, at + 2 * i, value)
        return f'pointer {i} -> {value}'

    def kind(self, page):
        value = self.rnd.choice((2, 5, 10, 13, 0, 255))
        self.data[self.at(page)] = value
        return f'kind -> {value}'

    def child(self, page):
        head, n = self.cells(page)
        value = self.rnd.choice((self.rnd.choice(self.pages()), self.rnd.randrange(len(self.data) // self.size + 3), page))
        i = self.rnd.randrange(n + 1)
        at = 8 if i == n else struct.unpack_from('>H', self.data, self.at(page) + head + 2 * i)[0]
        struct.pack_into('>I', self.data, self.at(page) + at, value)
        return f'child {i} of {n} -> {value}'

    def key(self, page):
        """A byte of a separator, or of a row's size and id."""
        head, n = self.cells(page)
        if n == 0:
            return None
        cell = struct.unpack_from('>H', self.data, self.at(page) + head + 2 * self.rnd.randrange(n))[0]
        cell += 4 if head == 12 else 0
        at = self.at(page) + min(cell + self.rnd.randrange(4), self.size - 1)
        value = self.rnd.choice((self.rnd.randrange(256), self.data[at] ^ 1, self.data[at] ^ 128, 0, 255))
        self.data[at] = value
        return f'byte {at} -> {value}'

    def swap(self, page):
        other = self.rnd.choice(self.pages())
        a, b = self.at(page), self.at(other)
        one, two = bytes(self.data[a:a + self.size]), bytes(self.data[b:b + self.size])
        self.data[a:a + self.size] = two
        if self.rnd.random() < 0.6:
            self.data[b:b + self.size] = one
        return f'pages {page}, {other}'

    def cells_swapped(self, page):
        head, n = self.cells(page)
        if n < 2:
            return None
        at = self.at(page) + head
        i, k = self.rnd.sample(range(n), 2)
        one, two = struct.unpack_from('>H', self.data, at + 2 * i), struct.unpack_from('>H', self.data, at + 2 * k)
        struct.pack_into('>H', self.data, at + 2 * i, *two)
        struct.pack_into('>H', self.data, at + 2 * k, *one)
        return f'cells {i}, {k}'

    def any_byte(self, page):
        at = self.at(page) + self.rnd.randrange(self.size)
        self.data[at] = self.rnd.randrange(256)
        return f'byte {at}'

    def mutate(self):
        done = []
        for _ in range(self.rnd.choice((1, 1, 1, 2, 3))):
            way = self.rnd.choice((self.number_of_cells, self.number_of_cells, self.pointer, self.kind, self.child, self.child,
                                   self.key, self.key, self.swap, self.cells_swapped, self.any_byte))
            table = self.rnd.choice(list(self.trees))
            pages = self.pages(INTERIOR if way == self.child or self.rnd.random() < 0.3 else None, table)
            said = way(self.rnd.choice(pages)) if pages else None
            if said:
                done.append(f'{table}: {way.__name__}: {said}')
        return done


# ---- what must hold

def as_sqlite_reads(path, table, cells='*'):
    """Rows of a table from its start to its end; None = SQLite refuses it."""
    db = sqlite3.connect(f'{path.absolute().as_uri()}?immutable=1', uri=True)
    db.text_factory = bytes
    try:
        n = 0
        for _ in db.execute(f'SELECT {cells} FROM "{table}" NOT INDEXED'):
            n += 1
        return n
    except sqlite3.DatabaseError:
        return None
    finally:
        db.close()


# Roles of the neighbourhood's tables; what streets tell of sidewalks is no row.
ROLES = {'streets': 'streets', 'footways': 'footways', 'crossings': 'crossings', 'ramps': 'ramps',
         'steps': 'steps', 'obstacles': 'obstacles', 'seats': 'seats', 'destinations': 'destinations'}


def judge(path, done, output, allowed):
    """What is wrong with one run, as text."""
    if done.returncode == 3:
        said = done.stderr.splitlines()
        if len(said) != 1 or not said[0].startswith('rasif: '):
            return f'says {said}'
        return 'an output is left' if output and output.exists() else None
    if done.returncode != 0:
        return f'exit {done.returncode}: {done.stderr}'
    report = json.loads(done.stdout)
    told = {d['layer'] for d in report['diagnostics'] if d['code'] == 'R504'}
    for table, role in ROLES.items():
        if role not in report['layers']:
            continue
        # Without an output cells that the audit does not ask for are not read (docs/robustness.md).
        there = as_sqlite_reads(path, table, '*' if output else 'rowid')
        read = report['layers'][role]
        if table not in told and (there is None or there != read) and 'ways' not in path.name:
            return f'{table}: read {read}, there {there}, nothing said'
    if not output:
        return None
    db = sqlite3.connect(f'{output.absolute().as_uri()}?mode=ro', uri=True)
    whole = db.execute('PRAGMA integrity_check(1)').fetchone()[0]
    tables = {name for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    counts = {t: db.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in (*ROLES, 'sidewalks', 'ways') if t in tables}
    db.close()
    if whole != 'ok' and not whole.startswith(('TEXT value in', 'NUMERIC value in', 'NULL value in')):
        return f'output: {whole}'
    for table, n in counts.items():
        there = as_sqlite_reads(path, table)
        if table not in told and n != there:
            return f'{table}: wrote {n}, there {there}, nothing said'
    return None


def one(rasif, base, seed, folder):
    path = folder / f'{base.stem}-{seed}.gpkg'
    mutator = Mutator(base, random.Random(seed))
    changes = mutator.mutate()
    path.write_bytes(mutator.data)
    before = sha256(path)
    output = folder / f'out-{seed}.gpkg'
    codes, wrong = [], []
    for more in ([], ['-o', output], ['-o', output, '--allow-damaged']):
        output.unlink(missing_ok=True)
        done = run(rasif, 'audit', path, '-q', '-f', 'json', '--profile', 'wcm', '--threads', '2', *more, expect=None)
        codes.append(done.returncode)
        fault = judge(path, done, output if '-o' in more else None, '--allow-damaged' in more)
        if fault:
            wrong.append(f'{path.name} {" ".join(map(str, more))}: {fault}\n    {changes}')
    if sha256(path) != before:
        wrong.append(f'{path.name}: was changed')
    if wrong:
        kept = pathlib.Path('pages-broken')
        kept.mkdir(exist_ok=True)
        shutil.copy(path, kept)
    path.unlink()
    output.unlink(missing_ok=True)
    return tuple(codes), wrong


def main():
    rasif, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    n, seed, jobs = (int(sys.argv[i]) if len(sys.argv) > i else otherwise for i, otherwise in ((3, 120), (4, 1), (5, 2)))
    wrong, figures = Complaints(), collections.Counter()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        bases = list(make_bases(source, folder))
        for base in bases:
            done = run(rasif, 'audit', base, '-q', '-f', 'json', '-o', folder / 'whole.gpkg', '--force')
            fault = judge(base, done, folder / 'whole.gpkg', False)
            wrong.expect(fault is None, f'{base.name}, not damaged: {fault}')
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for codes, faults in pool.map(lambda i: one(rasif, bases[i % len(bases)], seed * 1000000 + i, folder), range(n)):
                figures[codes] += 1
                for fault in faults:
                    wrong.expect(False, fault)
    for codes, times in figures.most_common():
        print(f'{times:6} exits {codes} (plain, with an output, with --allow-damaged)')
    wrong.expect(len(figures) > 2, f'the files were all of one kind: {figures}')
    wrong.finish()


if __name__ == '__main__':
    main()
