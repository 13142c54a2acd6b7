#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the first inputs of the fuzz targets from the fixtures and the built-in data.

    seeds.py FOLDER DATA-FOLDER FIXTURE.gpkg...

FOLDER/TARGET/ gets one file per input: geometries (wkb), texts and numbers of cells with two bytes
for the units before them (quantity), YAML files (yaml, mapping), and the fixtures cut down to a few
rows and small pages, so that a changed byte hits something (gpkg, audit).
"""
import hashlib
import pathlib
import shutil
import sqlite3
import sys
import tempfile

TEXTS = ['1.45 m', '1,5', 'ca. 2', '8%', '-15 %', '2 cm', '6\'2"', '6 ft 2 in', '1:12', '1 in 12', '20 mph',
         '1.234,5', '1-2', '1,5;2', '٢٫٥ م', 'up', 'nan', '', '1e308', '0x10', '≈3', '1 000', '5°', '30 ‰']
MAPPING = '''extends: native
layers:
  sidewalks:
    layer: [calcadas, "other.gpkg:calcadas"]
    where: "tipo = 'calcada'"
    fields:
      clear_width_m: {field: largura, unit: cm}
      running_slope_pct: [{field: incl, unit: ratio}, {sql: "abs(x)"}]
      surface: {field: pav, values: {asfalto: asphalt, "*": ignore}, origin: assumed}
    missing: [nan, "?", 999]
    assume: {clear_width_m: 1.5 m}
  walk: {footways: {where: "a = 1"}, steps: {}}
fields: {crossings: {control: signals}}
missing: [none]
defaults: {unmapped-sidewalk: unknown}
'''


# Quarters of a metre; -128 begins the next ring, area or obstacle (fuzz_area.c)
AREAS = [[(0, 0), (100, 0), (100, 8), (0, 8)],
         [(0, 0), (40, 0), (40, 30), (34, 30), (34, 6), (0, 6)],
         [(0, 0), (60, 0), (60, 40), (0, 40), (-128, 2), (8, 8), (8, 32), (52, 32), (52, 8)],
         [(0, 0), (60, 0), (60, 8), (0, 8), (-128, 1), (60, 0), (90, 0), (90, 4), (60, 4)],
         [(0, 0), (80, 0), (80, 9), (0, 9), (-128, 2), (40, 5), (-128, -128)],
         [(0, 0), (50, 0), (50, 20), (30, 20), (30, 3), (28, 3), (28, 20), (0, 20)],
         [(0, 0), (40, 40), (40, 0), (0, 40)], [(0, 0), (90, 1), (0, 2)], [(0, 0), (9, 0), (9, 9), (0, 9)]]


def save(folder, target, data):
    path = folder / target
    path.mkdir(parents=True, exist_ok=True)
    (path / hashlib.sha1(data).hexdigest()[:16]).write_bytes(data)


def feature_tables(db):
    return db.execute('SELECT table_name, column_name FROM gpkg_geometry_columns ORDER BY 1').fetchall()


def cells(folder, db):
    """The first geometries of every layer, and the first texts and numbers."""
    for n, text in enumerate(TEXTS):
        save(folder, 'quantity', bytes([n % 16, (n + 1) % 16]) + text.encode())
    for table, geometry in feature_tables(db):
        for row in db.execute(f'SELECT * FROM "{table}" LIMIT 3'):
            for cell in row:
                if isinstance(cell, bytes):
                    save(folder, 'wkb', cell)
                elif cell is not None:
                    save(folder, 'quantity', b'\x01\x01' + str(cell).encode())


def small(path, rows):
    """The fixture with so many rows a layer and pages of 512 bytes."""
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        copy = pathlib.Path(temporary) / 'small.gpkg'
        shutil.copy(path, copy)
        db = sqlite3.connect(copy, isolation_level=None)
        for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        for table, geometry in feature_tables(db):
            db.execute(f'DROP TABLE IF EXISTS "rtree_{table}_{geometry}"')
            key = db.execute('SELECT name FROM pragma_table_info(?) WHERE pk', (table,)).fetchone()[0]
            db.execute(f'DELETE FROM "{table}" WHERE "{key}" NOT IN '
                       f'(SELECT "{key}" FROM "{table}" ORDER BY "{key}" LIMIT {rows})')
        db.execute("UPDATE gpkg_spatial_ref_sys SET definition = substr(definition, 1, 40), description = ''")
        db.execute('DELETE FROM gpkg_spatial_ref_sys WHERE srs_id NOT IN '
                   '(SELECT srs_id FROM gpkg_geometry_columns)')
        db.execute('PRAGMA page_size = 512')
        db.execute('VACUUM')
        db.close()
        return copy.read_bytes()


def tables():
    """A file of small pages with what a table's pages can hold: long rows, gaps, columns added later."""
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        path = pathlib.Path(temporary) / 'tables.db'
        db = sqlite3.connect(path, isolation_level=None)
        db.execute('PRAGMA page_size = 512')
        db.execute('CREATE TABLE a (r REAL, fid INTEGER PRIMARY KEY, t TEXT, b BLOB)')
        for i in range(40):
            db.execute('INSERT INTO a VALUES (?, ?, ?, ?)', (i / (1 + i % 3), i * 3 - 20 << i % 4 * 9,
                                                             'x' * (i % 7 * 20), bytes(i % 5 * 200)))
        db.execute('CREATE TABLE b (n)')
        db.execute('INSERT INTO b VALUES (1), (-300), (NULL), (70000)')
        db.execute('ALTER TABLE b ADD COLUMN later')
        db.close()
        return path.read_bytes()


def main():
    folder, data, fixtures = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
    shutil.rmtree(folder, ignore_errors=True)
    for path in sorted(data.rglob('*.yaml')):
        target = 'mapping' if path.parent.name == 'presets' else 'yaml'
        save(folder, target, path.read_bytes())
    save(folder, 'mapping', MAPPING.encode())
    for points in AREAS:
        save(folder, 'area', bytes(number % 256 for point in points for number in point))
    save(folder, 'plain', tables())
    for path in fixtures:
        db = sqlite3.connect(f'file:{path}?immutable=1', uri=True)
        cells(folder, db)
        db.close()
        for rows in (1, 3):
            for target in ('gpkg', 'audit'):
                save(folder, target, small(path, rows))


if __name__ == '__main__':
    main()
