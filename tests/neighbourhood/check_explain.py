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
CELL = re.compile(r'^([\d.]+|\?)×([\d.]+)([~*]?)(!?)$')
MAPPING = """extends: native
layers:
  sidewalks: {layer: pavements, fields: {sidewalk_id: ref, clear_width_m: breadth, surface: paving}}
"""


def table_of(text):
    """{profile: [(met or None, weight, mark, stops)]} and, by profile, the lines below."""
    lines = text.split('How the scores came about')[1].split('\n')[1:]
    codes = [word for word in lines[0].split() if word in PROFILES]
    needs, sums, caps, sure = {code: [] for code in codes}, {}, {}, {}
    for line in lines[1:]:
        cells = line.split()[-len(codes):]
        if line.startswith('  together'):
            met = {code: float(cell) for code, cell in zip(codes, cells)}
        elif line.startswith('  weight'):
            sums = {code: (met[code], float(cell)) for code, cell in zip(codes, cells)}
        elif line.startswith('  at most'):
            caps = {code: float(cell) for code, cell in zip(codes, cells)}
        elif line.startswith('  certain'):
            sure = {code: tuple(map(float, cell.split('/'))) for code, cell in zip(codes, cells)}
            break
        else:
            for code, cell in zip(codes, cells):
                for found in filter(None, map(CELL.match, cell.split('+'))):
                    needs[code].append((None if found[1] == '?' else float(found[1]), float(found[2]),
                                        found[3], bool(found[4])))
    return needs, sums, caps, sure


def check_element(wrong, text, row, what):
    """Score and coverage by the table alone are those of the file; of a crossing the table is of its own
    surface, so its score is at least that of the file."""
    needs, sums, caps, sure = table_of(text)
    wrong.expect(set(needs) == set(PROFILES), f'{what}: explained for {sorted(needs)}')
    for code in needs:
        score, coverage = row[f'rasif_{code}_score'], row[f'rasif_{code}_coverage']
        known = [need for need in needs[code] if need[0] is not None]
        weight, everything = sum(w for _, w, _, _ in known), sum(w for _, w, _, _ in needs[code])
        certain = sum(w for _, w, mark, _ in known if not mark)
        stopped = any(stops for _, _, _, stops in known)
        met = sum(u * w for u, w, _, _ in known)
        wrong.expect(abs(sums[code][1] - weight) < 1e-6 and abs(sums[code][0] - met) < 0.0051 * weight + 1e-4,
                     f'{what} {code}: together {sums[code]}, of the lines {met, weight}')
        wrong.expect(abs(sure[code][0] - certain) < 1e-6 and abs(sure[code][1] - everything) < 1e-6,
                     f'{what} {code}: for certain {sure[code]}, of the lines {certain, everything}')
        wrong.expect(all(u == 1 for u, _, mark, _ in known if mark == '*'), f'{what} {code}: open and not met')
        here = min(100 * sums[code][0] / weight, caps[code]) if weight else None
        if stopped:
            here = 0
        if row['rasif_role'] == 'crossing':
            wrong.expect(here is None or score is None or here > score - 2e-3, f'{what} {code}: {here} is below {score}')
            continue
        wrong.expect(here is score is None or (here is not None and score is not None and abs(here - score) < 2e-3),
                     f'{what} {code}: {here}, not {score}')
        covered = certain / everything if everything else None if coverage is None else float(stopped)
        wrong.expect(covered is coverage is None or
                     (covered is not None and coverage is not None and abs(covered - coverage) < 1e-4),
                     f'{what} {code}: coverage {coverage}, by the table {covered}')


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
