#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rasif explain, need by need: the printed figures give the score that is in the file.

    check_explain.py RASIF FIXTURE.gpkg

Every third element of a layer; crossings have the score of their weakest part, so theirs is a bound.
The same for a file whose columns have other names, which have to be found by its mapping.
"""
import pathlib
import re
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import PROFILES, Complaints, database, judged_tables, key_of, quote, run

ROLES = ('sidewalk', 'footway', 'ramp', 'steps', 'crossing')
CELL = re.compile(r'^([\d.]+|\?)×([\d.]+)(!?)$')
MAPPING = """extends: native
layers:
  sidewalks: {layer: pavements, fields: {sidewalk_id: ref, clear_width_m: breadth, surface: paving}}
"""


def table_of(text):
    """{profile: [(met or None, weight, stops)]}, {profile: (sum, known weight)}, {profile: cap}"""
    lines = text.split('How the scores came about')[1].split('\n')[1:]
    codes = [word for word in lines[0].split() if word in PROFILES]
    needs, sums, caps = {code: [] for code in codes}, {}, {}
    for line in lines[1:]:
        cells = line.split()[-len(codes):]
        if line.startswith('  together'):
            sums = {code: tuple(map(float, cell.split('/'))) for code, cell in zip(codes, cells)}
        elif line.startswith('  at most'):
            caps = {code: float(cell) for code, cell in zip(codes, cells)}
            break
        else:
            for code, cell in zip(codes, cells):
                for found in filter(None, map(CELL.match, cell.split('+'))):
                    needs[code].append((None if found[1] == '?' else float(found[1]), float(found[2]),
                                        bool(found[3])))
    return needs, sums, caps


def check_element(wrong, text, row, what):
    needs, sums, caps = table_of(text)
    wrong.expect(set(needs) == set(PROFILES), f'{what}: explained for {sorted(needs)}')
    for code in needs:
        score, coverage = row[f'rasif_{code}_score'], row[f'rasif_{code}_coverage']
        known = [need for need in needs[code] if need[0] is not None]
        weight = sum(w for _, w, _ in known)
        met = sum(u * w for u, w, _ in known)
        slack = 0.006 * sum(w for _, w, _ in known) + 0.011  # figures are printed with two decimals
        wrong.expect(abs(sums[code][1] - weight) < 1e-6 and abs(sums[code][0] - met) < slack,
                     f'{what} {code}: together {sums[code]}, of the lines {met, weight}')
        if not weight:
            continue
        here = min(100 * sums[code][0] / sums[code][1], caps[code])
        if any(stops for _, _, stops in known):
            here = 0
        near = 0.05 + 1.0 / sums[code][1]
        if row['rasif_role'] == 'crossing':
            wrong.expect(score is None or here > score - near, f'{what} {code}: {here} is below {score}')
            continue
        wrong.expect(score is not None and abs(here - score) < near, f'{what} {code}: {here}, not {score}')
        everything = sum(w for _, w, _ in needs[code])
        # the lines are those of the score; hints and needs that may not apply are no part of coverage
        wrong.expect(coverage < weight / everything + 1e-3, f'{what} {code}: coverage {coverage}')


def check_file(wrong, rasif, path, step):
    db = database(path)
    n = 0
    for table in judged_tables(db):
        rows = [row for row in db.execute(f'SELECT * FROM {quote(table)}')
                if row['rasif_role'] in ROLES and row['rasif_scope'] == 'yes' and row['rasif_class']]
        for row in rows[::step]:
            what = f'{table}:{row[key_of(db, table)]}'
            check_element(wrong, run(rasif, 'explain', path, what).stdout, row, what)
            n += 1
    wrong.expect(n >= 8, f'{path.name}: only {n} elements')
    db.close()


def rename(source, target):
    """The fixture with other names for a table and some columns."""
    target.write_bytes(pathlib.Path(source).read_bytes())
    db = sqlite3.connect(target)
    for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER {quote(trigger)}')
    db.execute("DELETE FROM gpkg_extensions WHERE table_name = 'sidewalks'")
    db.execute('ALTER TABLE sidewalks RENAME TO pavements')
    for old, new in (('sidewalk_id', 'ref'), ('clear_width_m', 'breadth'), ('surface', 'paving')):
        db.execute(f'ALTER TABLE pavements RENAME COLUMN {old} TO {new}')
    for table in ('gpkg_contents', 'gpkg_geometry_columns'):
        db.execute(f"UPDATE {table} SET table_name = 'pavements' WHERE table_name = 'sidewalks'")
    db.execute("UPDATE gpkg_contents SET identifier = 'pavements' WHERE table_name = 'pavements'")
    db.commit()
    db.close()


def main():
    rasif, fixture = sys.argv[1], pathlib.Path(sys.argv[2])
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        folder = pathlib.Path(folder)
        run(rasif, 'audit', fixture, '-q', '-o', folder / 'out.gpkg')
        check_file(wrong, rasif, folder / 'out.gpkg', 3)
        rename(fixture, folder / 'other.gpkg')
        (folder / 'm.yaml').write_text(MAPPING)
        run(rasif, 'audit', folder / 'other.gpkg', '-q', '--mapping', folder / 'm.yaml', '-o',
            folder / 'renamed.gpkg')
        check_file(wrong, rasif, folder / 'renamed.gpkg', 7)
    wrong.finish()


if __name__ == '__main__':
    main()
