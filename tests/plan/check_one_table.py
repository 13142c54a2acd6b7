#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""New sidewalks and crossings where one table holds all that is walked, as in extracts of OpenStreetMap: a plan may build them, apply
writes them with the tags that make them such, and the copy has what the plan promised.

    check_one_table.py RASIF NEIGHBOURHOOD.gpkg [N]

The model neighbourhood becomes one table of ways, told apart by highway and footway, and one of points; all other columns stay. Once
each tag has a column, once all but highway stand inside one column, as hstore or as JSON.
"""
import json
import pathlib
import random
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from check_apply import check_file, equal, rows
from check_promise import found, plan, prices, promised
from running import Complaints, run

WAYS = {'streets': {}, 'sidewalks': {'highway': 'footway', 'footway': 'sidewalk'}, 'footways': {'highway': 'footway'},
        'crossings': {'highway': 'footway', 'footway': 'crossing'}, 'steps': {'highway': 'steps'}}
POINTS = {'ramps': {'barrier': 'kerb'}, 'seats': {'amenity': 'bench'}}
ABSENT = ['--unmapped-sidewalk', 'absent', '--unmapped-ramp', 'absent', '--unmapped-crossing', 'absent']


def gather(db, name, kind, tables):
    """One table of the rows of several, with their columns and the tags that tell them apart."""
    columns = {}
    for table in tables:
        for _, column, declared, *_ in db.execute(f'PRAGMA old.table_info("{table}")'):
            if column not in ('fid', 'geom', 'class', 'highway', 'id') and not column.startswith('rasif_'):
                columns.setdefault(column, declared)
    tags = sorted({'highway'} | {tag for own in tables.values() for tag in own})
    db.execute(f'CREATE TABLE {name} (fid INTEGER PRIMARY KEY, geom {kind}, ' + ', '.join(f'"{c}" TEXT' for c in tags) +
               ''.join(f', "{c}" {declared}' for c, declared in columns.items()) + ')')
    for table, own in tables.items():
        there = [c for _, c, *_ in db.execute(f'PRAGMA old.table_info("{table}")') if c in columns]
        values = {tag: f"'{word}'" for tag, word in own.items()}
        if table == 'streets':
            values['highway'] = '"class"'
        names = ', '.join(f'"{c}"' for c in [*values, *there])
        db.execute(f'INSERT INTO {name} (geom, {names}) SELECT geom, {", ".join([*values.values(), *(chr(34) + c + chr(34) for c in there)])} '
                   f'FROM old."{table}" ORDER BY fid')
    db.execute("INSERT INTO gpkg_contents SELECT ?, 'features', ?, '', last_change, min_x, min_y, max_x, max_y, srs_id "
               "FROM old.gpkg_contents WHERE table_name = 'streets'", (name, name))
    db.execute("INSERT INTO gpkg_geometry_columns SELECT ?, 'geom', ?, srs_id, z, m FROM old.gpkg_geometry_columns "
               "WHERE table_name = 'streets'", (name, kind))


def tags_of(text):
    """Tags of an hstore or JSON column; hstore as apply and this program write it."""
    if text is None or text.startswith('{'):
        return json.loads(text or '{}')
    return json.loads('{' + text.replace('"=>"', '":"').replace('"=>NULL', '":null') + '}')


def pack(db, table, form):
    """All columns but highway into one."""
    names = [c for _, c, *_ in db.execute(f'PRAGMA table_info("{table}")') if c not in ('fid', 'geom', 'highway')]
    db.execute(f'ALTER TABLE {table} ADD COLUMN other_tags TEXT')
    for fid, *values in db.execute(f'SELECT fid, {", ".join(chr(34) + c + chr(34) for c in names)} FROM {table}').fetchall():
        tags = {name: str(value) for name, value in zip(names, values) if value is not None}
        text = json.dumps(tags, ensure_ascii=False)
        if form == 'hstore':
            text = text[1:-1].replace('": "', '"=>"').replace('", "', '","')
        db.execute(f'UPDATE {table} SET other_tags = ? WHERE fid = ?', (text if tags else None, fid))
    for name in names:
        db.execute(f'ALTER TABLE {table} DROP COLUMN "{name}"')


def make(source, path, form=None):
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as db:
        db.execute('ATTACH ? AS old', (str(source),))
        db.execute('PRAGMA application_id = 1196444487')
        db.execute('PRAGMA user_version = 10300')
        for table in ('gpkg_spatial_ref_sys', 'gpkg_contents', 'gpkg_geometry_columns'):
            db.execute(db.execute('SELECT sql FROM old.sqlite_schema WHERE name = ?', (table,)).fetchone()[0])
        db.execute('INSERT INTO gpkg_spatial_ref_sys SELECT * FROM old.gpkg_spatial_ref_sys')
        gather(db, 'lines', 'LINESTRING', WAYS)
        gather(db, 'points', 'POINT', POINTS)
        for table in ('lines', 'points') if form else ():
            pack(db, table, form)


def check_plan(wrong, rasif, source, folder, told, options):
    """How many new lines the plan has; what it promised is found."""
    db = plan(rasif, source, folder / 'plan.gpkg', *options)
    new = [row['kind'] for row in db.execute("SELECT kind FROM audit_works WHERE budget IS NOT NULL AND kind IN ('sidewalk-new', 'crossing-new')")]
    before = rows(folder / 'plan.gpkg')
    done = run(rasif, 'apply', folder / 'plan.gpkg', '-o', folder / 'after.gpkg', '--force')
    after = rows(folder / 'after.gpkg')
    for table in ('lines', 'points'):
        texts = [row['other_tags'] for row in after[table].values() if row.get('other_tags')]
        wrong.expect(len({text[0] for text in texts}) <= 1, f'{told}: two forms of tags in one column')
        for row in after[table].values():
            row.update(tags_of(row.pop('other_tags', None)))
    added = [after['lines'][key] for key in sorted(after['lines'].keys() - before['lines'].keys())]
    expected = {'sidewalk-new': ('footway', 'sidewalk'), 'crossing-new': ('footway', 'crossing')}
    equal(wrong, sorted((row['highway'], row.get('footway')) for row in added), sorted(expected[kind] for kind in new), f'{told}: tags')
    ramps = [after['points'][key] for key in after['points'].keys() - before['points'].keys()]
    wrong.expect(all(row.get('barrier') == 'kerb' for row in ramps) and len(ramps) >= 2 * new.count('crossing-new'), f'{told}: {len(ramps)} ramps')
    check_file(wrong, told, folder / 'after.gpkg')
    then = found(plan(rasif, folder / 'after.gpkg', folder / 'then.gpkg', *options))
    # Where what may be passable decides, more may be known then (docs/plan.md).
    sparse = {profile for profile, in db.execute("SELECT profile FROM audit_plan_curve WHERE decides = 'best'")}
    for profile, metres in promised(db).items():
        good = profile in then and all(abs(a - b) < 1 or (i == 0 and profile in sparse and b > a)
                                       for i, (a, b) in enumerate(zip(metres, then[profile])))
        wrong.expect(good, f'{told}, {profile}: promised {metres}, found {then.get(profile)}; {new}; {done.stderr}')
    return len(new)


def main():
    rasif, neighbourhood = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    n = int(sys.argv[3]) if len(sys.argv) > 3 else 4
    wrong, rnd, lines = Complaints(), random.Random(1), 0
    with tempfile.TemporaryDirectory(prefix='rasif-') as name:
        folder = pathlib.Path(name)
        options = [*ABSENT, '--preset', 'osm', '--profile', 'all']
        for form in (None, 'hstore', 'json'):
            make(neighbourhood, folder / 'osm.gpkg', form)
            kinds = [kind for kind, in plan(rasif, folder / 'osm.gpkg', folder / 'whole.gpkg', *options, '--budget', '1').execute(
                'SELECT DISTINCT kind FROM audit_works')]
            wrong.expect({'sidewalk-new', 'crossing-new'} <= set(kinds), f'{form}, kinds of work: {kinds}')
            for i in range(n if form is None else (n + 1) // 2):
                prices(rnd, kinds, folder / 'prices.yaml')
                budget = (1000, 3000, 300, 10000)[i % 4]
                lines += check_plan(wrong, rasif, folder / 'osm.gpkg', folder, f'{form}, plan {i}, budget {budget}',
                                    [*options, '--costs', folder / 'prices.yaml', '--budget', str(budget)])
    wrong.expect(lines > n, f'only {lines} new lines in {n} plans')
    print(f'{lines} new lines in {n} plans')
    wrong.finish()


if __name__ == '__main__':
    main()
