#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rasif merge: what surveyors say lies beside what the city has, and audits judge by what holds.

    check_merge.py RASIF NEIGHBOURHOOD.gpkg [N [SEED]]

N times (default 3) two surveys are drawn at random and merged. Which value holds is decided here a second time, by the
sentences of docs/merge.md; an audit of the copy must be that of a city whose cells were changed by hand to those values.
Then single situations: order, repetition, features that are gone or have another number, corrected geometries, an audited
file, works done after a survey, files that are no surveys.
"""
import pathlib
import random
import shutil
import sqlite3
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
import survey_file
from making import gpkg
from running import Complaints, columns, database, run, sha256

TABLES = ['sidewalks', 'crossings', 'ramps']
VALUES = {
    'sidewalks': {'clear_width_m': [0.6, 0.9, 1.2, 1.5, 1.8], 'surface': ['asphalt', 'gravel', 'sand', 'concrete'],
                  'obstacles': ['none', 'tree', 'pole;tree'], 'vertical_edge_mm': [0, 5.0, 15.0, 30.0], 'gap_mm': [5.0, 20.0],
                  'headroom_m': [1.9, 2.3], 'lit': ['yes', 'no'], 'smoothness': ['good', 'very_bad'],
                  'tactile_guidance': ['yes', 'no'], 'cross_slope_pct': [1.0, 4.5]},
    'crossings': {'tactile_warning': ['yes', 'no', 'partial'], 'island': ['yes', 'no'], 'step_free': ['yes', 'no'],
                  'signal_audible': ['yes', 'no'], 'markings': ['zebra', 'no']},
    'ramps': {'lip_mm': [0, 10.0, 25.0], 'running_slope_pct': [5.0, 12.0], 'tactile_warning': ['yes', 'no'],
              'kerb': ['flush', 'lowered', 'raised'], 'clear_width_m': [0.8, 1.2]},
}
NONE = {'obstacles': 'none', 'tactile_warning': 'no', 'tactile_guidance': 'no', 'lit': 'no', 'island': 'no', 'step_free': 'no',
        'signal_audible': 'no', 'markings': 'no', 'vertical_edge_mm': 0, 'gap_mm': 0, 'lip_mm': 0}
DAYS = ['2025-04-01', '2025-04-02', '2026-01-01', None]
AS_OF = ('--as-of', '2026-06-01')


def plain(value):
    """A value as survey_values writes it: shortest numbers, lists in the order of their vocabulary (here: the alphabet of
    the words that are drawn)."""
    if value is None:
        return None
    if isinstance(value, (int, float)):
        return f'{value:g}'
    return 'tree;pole' if value in ('pole;tree', 'tree;pole') else value


def content(path, table):
    db = database(path)
    names = [name for name in columns(db, table) if name != 'fid']
    rows = [tuple(row) for row in db.execute(f'SELECT {", ".join(names)} FROM {table} ORDER BY fid')]
    db.close()
    return names, rows


def cells(path):
    """{(table, rowid): row} of everything but the two tables and the catalog's rows about them."""
    db = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
    out = {}
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'rtree%' AND name NOT IN "
                            "('survey_values', 'survey_proposals', 'sqlite_sequence')").fetchall():
        for row in db.execute(f'SELECT rowid, * FROM "{name}"'):
            if not any(isinstance(cell, str) and cell.startswith('survey_') for cell in row):
                out[name, row[0]] = row[1:]
    return out


def draw(chance, features, surveyor, n):
    rows = []
    for feature in chance.sample(features, n):
        fields = chance.sample(sorted(VALUES[feature['table']]), 3)
        values = {field: chance.choice(VALUES[feature['table']][field]) for field in fields[:2]}
        none = fields[2] if chance.random() < 0.5 else None
        rows.append({**feature, 'values': values, 'none_found': none, 'surveyed_on': chance.choice(DAYS), 'surveyor': surveyor})
    return rows


def decide(city, surveys):
    """{(table, fid, field): (state of each answer {(survey, value, none)}, the value that holds or None)}"""
    said = {}
    for name, rows in surveys.items():
        for row in rows:
            day = row['surveyed_on'] or ''
            for field, value in row['values'].items():
                said.setdefault((row['table'], row['fid'], field), []).append((day, plain(value), name, 'no'))
            if row['none_found']:
                said.setdefault((row['table'], row['fid'], row['none_found']), []).append((day, None, name, 'yes'))
    out = {}
    for key, answers in said.items():
        table, fid, field = key
        own = city.get(key)
        states, holds = {}, None
        usable = [a for a in answers if a[3] == 'no' or field in NONE]
        states.update({a: 'kept' for a in answers if a not in usable})
        meant = {a: a[1] if a[3] == 'no' else plain(NONE[field]) for a in usable}
        last = max((a[0] for a in usable), default='')
        newest = [a for a in usable if a[0] == last]
        states.update({a: 'older' for a in usable if a[0] != last})
        if len({meant[a] for a in newest}) > 1:
            states.update({a: 'conflict' for a in newest})
        elif newest:
            value = meant[newest[0]]
            good = own is None or plain(own) == value or last != ''
            states.update({a: 'used' if good else 'conflict' for a in newest})
            holds = value if good else None
        out[key] = states, holds
    return out


def city_cells(path):
    db = database(path)
    out = {}
    for table in TABLES:
        there = columns(db, table)
        for row in db.execute(f'SELECT * FROM {table}'):
            for field in VALUES[table]:
                if field in there and row[field] is not None:
                    out[table, row['fid'], field] = row[field]
    db.close()
    return out


def editable(path):
    """The file without its triggers, which call functions that are not here."""
    db = sqlite3.connect(path)
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    return db


def by_hand(city, target, decided):
    """The city with its cells changed to what holds."""
    shutil.copy(city, target)
    db = editable(target)
    for (table, fid, field), (_, value) in decided.items():
        if value is None:
            continue
        if field not in [row[1] for row in db.execute(f'PRAGMA table_info({table})')]:
            db.execute(f'ALTER TABLE {table} ADD COLUMN {field} {"REAL" if field.endswith(("_m", "_mm", "_pct")) else "TEXT"}')
        db.execute(f'UPDATE {table} SET {field} = ? WHERE fid = ?', (value, fid))
    db.commit()
    db.close()


def verdicts(path):
    """Everything an audit says, but for measures (their columns come with what was mapped) and its remarks."""
    db = database(path)
    out = {}
    for table in [name for name, in db.execute('SELECT table_name FROM gpkg_contents')]:
        if table in ('audit_diagnostics', 'audit_manifest') or table.startswith('survey_'):
            continue
        names = [n for n in columns(db, table) if table.startswith('audit_') or
                 (n.startswith('rasif_') and not n.startswith('rasif_m_'))]
        if names:
            out[table] = [tuple(row) for row in db.execute(f'SELECT {", ".join(names)} FROM "{table}" ORDER BY 1, 2, 3')]
    db.close()
    return out


def drawn_once(rasif, city, folder, wrong, seed):
    chance = random.Random(seed)
    audited = folder / 'audited.gpkg'
    features = survey_file.features(audited, TABLES)
    surveys = {'a.gpkg': draw(chance, features, 'Ana', 60), 'b.gpkg': draw(chance, features, 'Ben', 60)}
    for name, rows in surveys.items():
        survey_file.survey(folder / name, audited, rows)
    before = sha256(city)
    merge = ['merge', city, '--survey', folder / 'a.gpkg', '--survey', folder / 'b.gpkg', '-o']
    done = run(rasif, *merge, folder / 'both.gpkg', '--force')
    wrong.expect(sha256(city) == before, f'{seed}: the input was changed')
    decided = decide(city_cells(city), surveys)
    names, rows = content(folder / 'both.gpkg', 'survey_values')
    found = {}
    for row in rows:
        at = dict(zip(names, row))
        key = at['table_name'], at['source_fid'], at['field']
        found.setdefault(key, {})[(at['surveyed_on'] or '', at['value'], at['survey'], at['none_found'])] = at['state']
    wrong.expect(found.keys() == decided.keys(), f'{seed}: fields {set(found) ^ set(decided)}')
    for key in found.keys() & decided.keys():
        wrong.expect(found[key] == decided[key][0], f'{seed}: {key}: {found[key]}, expected {decided[key][0]}')
    conflicts = sum('conflict' in states.values() for states, _ in decided.values())
    wrong.expect(f'conflicts: {conflicts};' in done.stderr, f'{seed}: {done.stderr.strip()}, expected {conflicts} conflicts')
    wrong.expect(conflicts > 0, f'{seed}: nothing contradicts')
    by_hand(city, folder / 'hand.gpkg', decided)
    for name in 'both', 'hand':
        run(rasif, 'audit', folder / f'{name}.gpkg', *AS_OF, '-o', folder / f'{name}-out.gpkg', '--force', '-q')
    one, other = verdicts(folder / 'both-out.gpkg'), verdicts(folder / 'hand-out.gpkg')
    wrong.expect(one.keys() == other.keys(), f'{seed}: tables {one.keys() ^ other.keys()}')
    for table in one:
        differing = [pair for pair in zip(one[table], other[table]) if pair[0] != pair[1]]
        wrong.expect(not differing and len(one[table]) == len(other[table]),
                     f'{seed}: {table}: {len(differing)} rows differ from those of a city changed by hand, first {differing[:1]}')
    check_sets(rasif, city, folder, wrong, seed)
    check_audited(rasif, folder, wrong, seed)


def check_sets(rasif, city, folder, wrong, seed):
    """One after the other, in either order, twice: the same tables, and nothing else is changed."""
    both = content(folder / 'both.gpkg', 'survey_values')
    for first, second in ('a', 'b'), ('b', 'a'):
        run(rasif, 'merge', city, '--survey', folder / f'{first}.gpkg', '-o', folder / 'one.gpkg', '--force')
        run(rasif, 'merge', folder / 'one.gpkg', '--survey', folder / f'{second}.gpkg', '-o', folder / 'two.gpkg', '--force')
        wrong.expect(content(folder / 'two.gpkg', 'survey_values') == both, f'{seed}: {first} then {second} is another set')
    run(rasif, 'merge', folder / 'both.gpkg', '--survey', folder / 'a.gpkg', '-o', folder / 'again.gpkg', '--force')
    wrong.expect(sha256(folder / 'again.gpkg') == sha256(folder / 'both.gpkg'), f'{seed}: merging again changes the file')
    wrong.expect(cells(folder / 'both.gpkg') == cells(city), f'{seed}: other cells than those of the two tables changed')
    db = database(folder / 'both.gpkg')
    wrong.expect(db.execute('PRAGMA integrity_check').fetchone()[0] == 'ok', f'{seed}: integrity')
    db.close()


def check_audited(rasif, folder, wrong, seed):
    """The audited file takes the same values, and an audit of the result has the same verdicts."""
    run(rasif, 'merge', folder / 'audited.gpkg', '--survey', folder / 'a.gpkg', '--survey', folder / 'b.gpkg', '-o',
        folder / 'second.gpkg', '--force')
    wrong.expect(content(folder / 'second.gpkg', 'survey_values') == content(folder / 'both.gpkg', 'survey_values'),
                 f'{seed}: an audited file takes other values')
    run(rasif, 'audit', folder / 'second.gpkg', *AS_OF, '-o', folder / 'second-out.gpkg', '--force', '-q')
    wrong.expect(verdicts(folder / 'second-out.gpkg') == verdicts(folder / 'both-out.gpkg'),
                 f'{seed}: the audit of an audited file that was merged differs')
    wrong.expect(content(folder / 'second-out.gpkg', 'survey_values') == content(folder / 'both.gpkg', 'survey_values'),
                 f'{seed}: an audit does not carry survey_values')


def moved(blob, by):
    """The geometry with its last point `by` metres farther east."""
    x, y = struct.unpack('<dd', blob[-16:])
    return blob[:-16] + struct.pack('<dd', x + by, y)


def check_places(rasif, city, folder, wrong):
    """Numbers given anew, a feature that is gone, corrected geometries, new elements, photos, remarks."""
    audited = folder / 'audited.gpkg'
    features = [f for f in survey_file.features(audited, ['sidewalks'])][:6]
    day = {'surveyed_on': '2026-05-01', 'surveyor': 'Ana'}
    rows = [{**features[0], 'values': {'clear_width_m': 1.11}, **day},
            {**features[1], 'values': {'clear_width_m': 1.12}, **day},
            {**features[2], 'values': {'clear_width_m': 1.13}, 'geom': moved(features[2]['geom'], 3), **day},
            {**features[3], 'values': {}, 'geom': moved(features[3]['geom'], 0.05), 'remark': 'steep', 'photo': 'p/3.jpg', **day},
            {**features[4], 'values': {}, 'state': 'no_access', **day},
            {**features[5], 'values': {'clear_width_m': 'wide'}, **day},
            {'table': None, 'fid': None, 'rasif_id': None, 'role': 'crossing', 'geom': features[5]['geom'],
             'values': {'island': 'yes'}, **day}]
    (folder / 'out').mkdir(exist_ok=True)
    survey_file.survey(folder / 'c.gpkg', audited, rows)
    changed = folder / 'changed.gpkg'
    shutil.copy(city, changed)
    db = editable(changed)
    db.execute('UPDATE sidewalks SET fid = 5000 WHERE fid = ?', (features[0]['fid'],))
    db.execute('DELETE FROM sidewalks WHERE fid = ?', (features[1]['fid'],))
    db.commit()
    db.close()
    target = folder / 'out' / 'c2.gpkg'
    done = run(rasif, 'merge', changed, '--survey', folder / 'c.gpkg', '-o', target, '--force')
    names, values = content(target, 'survey_values')
    got = [tuple(dict(zip(names, row))[n] for n in ('source_fid', 'field', 'value', 'state', 'reason', 'remark', 'photo'))
           for row in values]
    expected = [(features[1]['fid'], 'clear_width_m', '1.12', 'orphan', 'no_feature', None, None),
                (features[2]['fid'], 'clear_width_m', '1.13', 'used', 'city_undated', None, None),
                (features[3]['fid'], None, None, 'kept', 'remark', 'steep', '../p/3.jpg'),
                (features[4]['fid'], None, None, 'kept', 'no_access', None, None),
                (features[5]['fid'], 'clear_width_m', 'wide', 'kept', 'unreadable', None, None),
                (5000, 'clear_width_m', '1.11', 'used', 'city_undated', None, None)]
    wrong.expect(sorted(got, key=str) == sorted(expected, key=str), f'places: {got}')
    names, proposals = content(target, 'survey_proposals')
    got = [(p['kind'], p['role'], p['source_fid'], p['said'], p['geom'][8:]) for p in (dict(zip(names, row)) for row in proposals)]
    expected = [('moved', 'sidewalk', features[2]['fid'], 'clear_width_m=1.13', rows[2]['geom'][8:]),
                ('new', 'crossing', None, 'island=yes', rows[6]['geom'][8:]),
                ('orphan', 'sidewalk', features[1]['fid'], 'clear_width_m=1.12', rows[1]['geom'][8:])]
    wrong.expect(got == expected, f'proposals: {got}')
    wrong.expect('proposals: 3' in done.stderr and 'no value of this field' in done.stdout, f'places: {done.stdout}')
    french = run(rasif, 'merge', changed, '--survey', folder / 'c.gpkg', '-o', target, '--force', '--lang', 'fr')
    wrong.expect('Propositions, jamais évaluées (3)' in french.stdout, f'places in French: {french.stdout}')
    run(rasif, 'audit', target, *AS_OF, '-o', folder / 'c3.gpkg', '--force', '-q')
    wrong.expect(content(folder / 'c3.gpkg', 'survey_proposals')[1] == proposals, 'proposals are not carried')


def check_sides(rasif, folder, wrong):
    """Sidewalks that columns of a street describe, and what surveys say of whether there is one."""
    city, hand = folder / 'osm.gpkg', folder / 'osm-hand.gpkg'

    def made(path, left_width, right):
        street = {'osm_id': '1', 'highway': 'residential', 'name': 'A', 'sidewalk:left': 'yes', 'sidewalk:right': right,
                  'sidewalk:left:width': left_width, 'sidewalk:left:surface': 'asphalt'}
        other = {**street, 'osm_id': '2', 'name': 'B', 'sidewalk:left': 'no' if left_width else 'yes', 'sidewalk:left:width': None,
                 'sidewalk:left:surface': None, 'sidewalk:right': 'no'}
        gpkg(path, {'ways': ('LINESTRING', [(street, [(24.94, 60.17), (24.942, 60.17)]), (other, [(24.942, 60.17), (24.942, 60.172)])])})
    made(folder / 'probe.gpkg', '0.5', None)  # a finding has the rasif_id of the side
    made(city, None, None)
    made(hand, '0.8', 'yes')
    for name in 'osm', 'probe':
        run(rasif, 'audit', folder / f'{name}.gpkg', *AS_OF, '-o', folder / f'{name}-out.gpkg', '--force', '-q')
    db = database(folder / 'osm-out.gpkg')
    streets = {row['fid']: (row['rasif_id'], row['geom']) for row in db.execute('SELECT fid, rasif_id, geom FROM ways')}
    db.close()
    db = database(folder / 'probe-out.gpkg')
    side = db.execute("SELECT rasif_id FROM audit_findings WHERE rasif_id LIKE 'w%'").fetchone()['rasif_id']
    db.close()
    day = {'surveyed_on': '2026-05-01', 'surveyor': 'Ana'}
    survey_file.survey(folder / 'osm-survey.gpkg', folder / 'osm-out.gpkg', [
        {'table': 'ways', 'fid': 1, 'rasif_id': side, 'role': 'sidewalk', 'geom': streets[1][1], 'values': {'width_m': 0.8, 'clear_width_m': 0.8}, **day},
        {'table': 'ways', 'fid': 1, 'rasif_id': streets[1][0], 'role': 'street', 'geom': streets[1][1], 'values': {'sidewalk_right': 'yes'}, **day},
        {'table': 'ways', 'fid': 2, 'rasif_id': streets[2][0], 'role': 'street', 'geom': streets[2][1], 'values': {'sidewalk_left': 'no'}, **day}])
    run(rasif, 'merge', city, '--survey', folder / 'osm-survey.gpkg', '-o', folder / 'osm2.gpkg', '--force')
    names, values = content(folder / 'osm2.gpkg', 'survey_values')
    got = {(r['source_fid'], r['side'], r['field'], r['state']) for r in (dict(zip(names, row)) for row in values)}
    wrong.expect(got == {(1, 'left', 'width_m', 'used'), (1, 'left', 'clear_width_m', 'used'), (1, None, 'sidewalk_right', 'used'), (2, None, 'sidewalk_left', 'used')}, f'sides: {got}')
    for name in 'osm2', 'osm-hand':
        run(rasif, 'audit', folder / f'{name}.gpkg', *AS_OF, '-o', folder / f'{name}-out.gpkg', '--force', '-q')
    one, other = verdicts(folder / 'osm2-out.gpkg'), verdicts(folder / 'osm-hand-out.gpkg')
    for table in one:
        differing = [pair for pair in zip(one[table], other.get(table, [])) if pair[0] != pair[1]]
        wrong.expect(one[table] == other.get(table), f'sides: {table} differs from that of a city changed by hand: {differing[:1]}')


def check_apply(rasif, city, folder, wrong):
    """Works after a survey: the new value holds, the survey's row says why it does not any more."""
    feature = survey_file.features(folder / 'audited.gpkg', ['sidewalks'])[0]
    rows = [{**feature, 'values': {'clear_width_m': 0.7, 'surface': 'sand'}, 'surveyed_on': '2026-05-01', 'surveyor': 'Ana'}]
    survey_file.survey(folder / 'd.gpkg', folder / 'audited.gpkg', rows)
    run(rasif, 'merge', city, '--survey', folder / 'd.gpkg', '-o', folder / 'd2.gpkg', '--force')
    (folder / 'wider.yaml').write_text(f'- layer: sidewalks\n  fid: {feature["fid"]}\n  set: {{clear_width_m: 2.2}}\n')
    run(rasif, 'apply', folder / 'd2.gpkg', '--changes', folder / 'wider.yaml', '-o', folder / 'd3.gpkg', '--force')
    again = run(rasif, 'merge', folder / 'd3.gpkg', '--survey', folder / 'd.gpkg', '-o', folder / 'd4.gpkg', '--force')
    for name in 'd3', 'd4':
        names, values = content(folder / f'{name}.gpkg', 'survey_values')
        states = {dict(zip(names, row))['field']: dict(zip(names, row))['state'] for row in values}
        wrong.expect(states == {'clear_width_m': 'replaced', 'surface': 'used'}, f'works after a survey, {name}: {states}')
    wrong.expect('Replaced by works' in again.stdout, f'works after a survey: {again.stdout}')
    run(rasif, 'audit', folder / 'd4.gpkg', *AS_OF, '-o', folder / 'd5.gpkg', '--force', '-q')
    db = database(folder / 'd5.gpkg')
    row = db.execute('SELECT clear_width_m, rasif_m_surface FROM sidewalks WHERE fid = ?', (feature['fid'],)).fetchone()
    wrong.expect(tuple(row) == (2.2, 'sand'), f'works after a survey: {tuple(row)}')
    db.close()


def check_refusals(rasif, city, folder, wrong):
    (folder / 'text.gpkg').write_text('no database')
    for survey, code, words in (('text.gpkg', 3, 'no GeoPackage'), (city.name, 3, 'has no layer of a survey'),
                                ('absent.gpkg', 3, "can't be opened")):
        done = run(rasif, 'merge', city, '--survey', folder / survey, '-o', folder / 'x.gpkg', expect=None)
        wrong.expect(done.returncode == code and words in done.stderr, f'{survey}: {done.returncode}, {done.stderr}')
        wrong.expect(not (folder / 'x.gpkg').exists(), f'{survey}: something was written')
    done = run(rasif, 'merge', city, '--survey', folder / 'a.gpkg', '-o', folder / 'a.gpkg', '--force', expect=None)
    wrong.expect(done.returncode == 2, f'a survey is overwritten: {done.returncode}')
    cut = (folder / 'a.gpkg').read_bytes()
    (folder / 'cut.gpkg').write_bytes(cut[:len(cut) // 2])
    done = run(rasif, 'merge', city, '--survey', folder / 'cut.gpkg', '-o', folder / 'x.gpkg', expect=None)
    wrong.expect(done.returncode == 3 and not (folder / 'x.gpkg').exists(), f'a survey cut short: {done.stderr}')


def main():
    rasif, source = sys.argv[1], pathlib.Path(sys.argv[2])
    n, seed = int(sys.argv[3]) if len(sys.argv) > 3 else 3, int(sys.argv[4]) if len(sys.argv) > 4 else 1
    wrong = Complaints()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        city = folder / 'city.gpkg'
        shutil.copy(source, city)
        run(rasif, 'audit', city, *AS_OF, '-o', folder / 'audited.gpkg', '-q')
        for i in range(n):
            drawn_once(rasif, city, folder, wrong, seed + i)
        check_places(rasif, city, folder, wrong)
        check_sides(rasif, folder, wrong)
        check_apply(rasif, city, folder, wrong)
        check_refusals(rasif, city, folder, wrong)
    wrong.finish()


main()
