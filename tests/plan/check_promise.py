#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A plan keeps its promise: its works done, the next audit finds what was promised, to the metre.

    check_promise.py RASIF NEIGHBOURHOOD.gpkg [N [SEED]]

N plans (default 12), each with prices and a budget drawn at random. The works that the budget buys are done
in a copy of the input by this program, from the column `makes` of audit_works, through SQL; the copy is
audited and planned anew. For every user the metres that are joined now must be those that the plan promised,
on the known network and at best, and so must the numbers of streets and destinations.
"""
import collections
import json
import pathlib
import random
import shutil
import sqlite3
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, run


def plan(rasif, source, output, *options):
    run(rasif, 'plan', source, '-o', output, '--force', '-q', '-f', 'csv-works:/dev/null', *options)
    db = sqlite3.connect(output)
    db.row_factory = sqlite3.Row
    return db


def prices(rnd, kinds, path):
    lines = [f'  {kind}: {{low: {low}, high: {low + rnd.randrange(50)}}}'
             for kind, low in ((kind, rnd.randrange(1, 5 if kind.endswith('-new') else 200)) for kind in kinds)]
    path.write_text('currency: JOD\ncosts:\n' + '\n'.join(lines) + '\n', encoding='utf-8')


def columns(db, table):
    return [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]


def ends(blob):
    """First and last point of a GeoPackage line, and what stands before its coordinates."""
    head = 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]
    n = struct.unpack_from('<I', blob, head + 5)[0]
    points = [struct.unpack_from('<dd', blob, head + 9 + 16 * i) for i in range(n)]
    return points[0], points[-1]


def point(blob, xy):
    return blob[:3] + bytes([blob[3] & 0b11100001]) + blob[4:8] + struct.pack('<BIdd', 1, 1, *xy)


def new_ramp(db, work, values):
    blob, crossing = db.execute('SELECT geom, crossing_id FROM crossings WHERE fid = ?', (work['source_fid'],)).fetchone()
    first, last = ends(blob)
    known = {k: v for k, v in values.items() if k in columns(db, 'ramps')}
    names = ['geom', 'crossing_id', *known]
    db.execute(f'INSERT INTO ramps({", ".join(names)}) VALUES ({", ".join("?" * len(names))})',
               (point(blob, first if work['place'] == 'start' else last), crossing, *known.values()))


def converted(text):
    return float(text) if text.replace('.', '', 1).isdigit() else text or None


def insert(db, table, geometry, values):
    known = {k: v for k, v in values.items() if k in columns(db, table)}
    names = ['geom', *known]
    db.execute(f'INSERT INTO "{table}"({", ".join(names)}) VALUES ({", ".join("?" * len(names))})', (geometry, *known.values()))


def new_line(db, work, line):
    """As audit_new_lines has it; the kerb ramps of a crossing at its ends."""
    pairs = [pair.split('=') for pair in work['makes'].split('; ')]
    values = {k: converted(v) for k, v in pairs if not k.startswith('ramp.')}
    of_ramps = {k.removeprefix('ramp.'): converted(v) for k, v in pairs if k.startswith('ramp.')}
    insert(db, line['kind'] + 's', line['geom'], values)
    if line['kind'] == 'crossing':
        for end in ends(line['geom']):
            insert(db, 'ramps', point(line['geom'], end), of_ramps)


def do(db, work, lines):
    if work['work_id'] in lines:
        new_line(db, work, lines[work['work_id']])
        return
    values = dict(pair.split('=') for pair in (work['makes'] or '').split('; ') if pair)
    values = {k: converted(v) for k, v in values.items()}
    if work['place']:
        new_ramp(db, work, values)
        return
    table = work['table_name']
    for name, value in values.items():
        if name in columns(db, table):
            db.execute(f'UPDATE "{table}" SET "{name}" = ? WHERE fid = ?', (value, work['source_fid']))


def without_triggers(path):
    """Indexes and counts are of no matter here; their functions are SpatiaLite's."""
    db = sqlite3.connect(path, isolation_level=None)
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'rtree_%' AND sql LIKE 'CREATE VIRTUAL%'").fetchall():
        db.execute(f'DROP TABLE "{name}"')
    db.execute("DELETE FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")
    db.execute('DROP TABLE IF EXISTS gpkg_ogr_contents')
    return db


def promised(db):
    return {row['profile']: (row['joined_m'], row['joined_high_m'], row['streets_joined'], row['destinations_joined']) for row in db.execute(
        'SELECT * FROM audit_plan_curve')}


def found(db):
    return {row['profile']: (row['before_m'], row['before_high_m'], row['streets_before'], row['destinations_before']) for row in db.execute(
        'SELECT * FROM audit_plan_curve')}


def main():
    rasif, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    n, seed = (int(sys.argv[i]) if len(sys.argv) > i else otherwise for i, otherwise in ((3, 12), (4, 1)))
    rnd, wrong, figures, n_new = random.Random(seed), Complaints(), collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        whole = plan(rasif, source, folder / 'whole.gpkg', '--profile', 'all', '--budget', '1')
        kinds = [kind for kind, in whole.execute('SELECT DISTINCT kind FROM audit_works')]
        for i in range(n):
            prices(rnd, kinds, folder / 'prices.yaml')
            budget = rnd.choice((50, 200, 500, 1000, 3000, 8000, 20000))
            options = ('--costs', folder / 'prices.yaml', '--budget', str(budget))
            db = plan(rasif, source, folder / 'plan.gpkg', *options, '--profile', 'all')
            works = db.execute('SELECT * FROM audit_works WHERE budget IS NOT NULL').fetchall()
            shutil.copy(source, folder / 'after.gpkg')
            after = without_triggers(folder / 'after.gpkg')
            lines = {row['work_id']: row for row in db.execute('SELECT * FROM audit_new_lines')}
            for work in works:
                do(after, work, lines)
                n_new[work['kind']] += work['work_id'] in lines
            after.close()
            then = plan(rasif, folder / 'after.gpkg', folder / 'then.gpkg', '--profile', 'all', '--budget', '1')
            told, is_so = promised(db), found(then)
            for profile, metres in told.items():
                good = profile in is_so and all(abs(a - b) < 1 for a, b in zip(metres, is_so[profile]))
                wrong.expect(good, f'seed {seed}, plan {i}, budget {budget}, {profile}: promised {metres}, found {is_so.get(profile)}; '
                             f'works {[w["work_id"] for w in works]}')
            figures[len(works)] += 1
    wrong.expect(max(figures) > 5, f'plans of few works: {figures}')
    wrong.expect(n < 10 or min(n_new['sidewalk-new'], n_new['crossing-new']) > 2, f'new lines: {n_new}')
    print(f'{n} plans, of {min(figures)} to {max(figures)} works; {n_new["sidewalk-new"]} sidewalks, {n_new["crossing-new"]} crossings built')
    wrong.finish()


if __name__ == '__main__':
    main()
