#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Values with a day of survey grow old (docs/scoring.md): after the life of their rule they count as assumed.

    check_ageing.py RASIF NEIGHBOURHOOD.gpkg RULES [SEED]

Days are drawn at random. Which values are too old is decided here from the rule files in RULES; an audit must be that of a city
whose old cells stand in columns that a mapping calls assumed, and no bound may be better than without any day.
"""
import datetime
import json
import pathlib
import random
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
import survey_file
from running import Complaints, columns, database, run

TODAY = datetime.date(2026, 6, 1)
YEAR = 365.25
ROLES = {'sidewalks': 'sidewalk', 'crossings': 'crossing', 'ramps': 'ramp'}


def lives(folder):
    """{(element, field): years} of the rule files."""
    out = {}
    for path in sorted(pathlib.Path(folder).glob('*.yaml')):
        lines = dict(line.split(':', 1) for line in path.read_text(encoding='utf-8').splitlines()
                     if ':' in line and not line.startswith((' ', '#', '-')))
        if 'life_years' not in lines:
            continue
        field = lines['measure'].strip().replace('marked', 'markings')
        for element in lines['applies'].strip(' []').split(','):
            key = element.strip(), field
            out[key] = min(out.get(key, 1000), float(lines['life_years']))
    return out


def editable(path):
    db = sqlite3.connect(path)
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    db.row_factory = sqlite3.Row
    return db


def verdicts(path):
    """Findings, streets and elements; without measures and remarks."""
    db = database(path)
    out = {}
    for table, in db.execute('SELECT table_name FROM gpkg_contents').fetchall():
        names = [n for n in columns(db, table) if table.startswith('audit_') or
                 (n.startswith('rasif_') and not n.startswith('rasif_m_') and n != 'rasif_from')]
        if names and table not in ('audit_diagnostics', 'audit_manifest'):
            out[table] = [tuple(row) for row in db.execute(f'SELECT {", ".join(names)} FROM "{table}" ORDER BY 1, 2, 3')]
    db.close()
    return out


def bounds(path):
    """{(table, rasif_id or row, column): (low, high)}"""
    db = database(path)
    out = {}
    for table, in db.execute('SELECT table_name FROM gpkg_contents').fetchall():
        there = columns(db, table)
        lows = [n for n in there if n.endswith('_low') and n.replace('_low', '_high') in there]
        for row in db.execute(f'SELECT rowid AS at, * FROM "{table}"'):
            for low in lows:
                out[table, row['at'], low] = row[low], row[low.replace('_low', '_high')]
    db.close()
    return out


def audit(rasif, path, out, *more):
    done = run(rasif, 'audit', path, '--as-of', TODAY, '-o', out, '--force', '-f', 'json', *more)
    return json.loads(done.stdout)


def check_random(rasif, city, folder, wrong, life, seed):
    chance = random.Random(seed)
    dated, assumed, plain = (folder / f'{name}.gpkg' for name in ('dated', 'assumed', 'plain'))
    for path in dated, assumed:
        shutil.copy(city, path)
    plain_report = audit(rasif, city, plain)
    wrong.expect('ageing' not in plain_report, 'a file without days has an age')
    db, other, lengths = editable(dated), editable(assumed), database(plain)
    fields, n, faded = {}, 0, 0
    faded_m = fading_m = 0.0
    for table, element in ROLES.items():
        db.execute(f'ALTER TABLE {table} ADD COLUMN surveyed_on TEXT')
        there = columns(other, table)
        fields[table] = [field for (of, field) in life if of == element and field in there]
        for field in fields[table]:
            other.execute(f'ALTER TABLE {table} ADD COLUMN old_{field} {"REAL" if field.endswith(("_m", "_mm")) else "TEXT"}')
        for row in other.execute(f'SELECT * FROM {table}').fetchall():
            fid = row['fid']
            age = chance.choice([0, 300, 500, 900, 1200, 1500, 2500, 2800, 3500, None])
            if age is None:
                continue
            db.execute(f'UPDATE {table} SET surveyed_on = ? WHERE fid = ?', ((TODAY - datetime.timedelta(age)).isoformat(), fid))
            length = 0  # ramps are points
            if table != 'ramps':
                made = lengths.execute(f'SELECT rasif_scope, rasif_length_m FROM {table} WHERE fid = ?', (fid,)).fetchone()
                length = made['rasif_length_m'] if made['rasif_scope'] == 'yes' else 0
            old = soon = False
            for field in fields[table]:
                if row[field] is None:
                    continue
                n += 1
                left = life[element, field] * YEAR - age
                old, soon = old or left < 0, soon or 0 <= left < YEAR
                if left < 0:
                    faded += 1
                    other.execute(f'UPDATE {table} SET old_{field} = {field}, {field} = NULL WHERE fid = ?', (fid,))
            faded_m += length * old
            fading_m += length * soon
    db.commit()
    other.commit()
    mapping = 'extends: native\nlayers:\n'
    for table in ROLES:
        mapping += f'  {table}:\n    layer: {table}\n    fields:\n' + ''.join(
            f'      {field}: [{field}, {{field: old_{field}, origin: assumed}}]\n' for field in fields[table])
    (folder / 'old.yaml').write_text(mapping)
    report = audit(rasif, dated, folder / 'dated-out.gpkg')
    audit(rasif, assumed, folder / 'assumed-out.gpkg', '--mapping', folder / 'old.yaml')
    age = report.get('ageing', {})
    wrong.expect((age.get('dated'), age.get('faded')) == (n, faded), f'{seed}: {age}, expected {n} and {faded}')
    for name, expected in ('faded_m', faded_m), ('fading_m', fading_m):
        wrong.expect(abs(age.get(name, -1) - expected) < 0.1 + 1e-3 * expected, f'{seed}: {name}: {age}, expected {expected}')
    wrong.expect(faded > 50 and faded_m > 100, f'{seed}: hardly anything fades: {faded}, {faded_m}')
    one, two = verdicts(folder / 'dated-out.gpkg'), verdicts(folder / 'assumed-out.gpkg')
    for table in one:
        differing = [pair for pair in zip(one[table], two[table]) if pair[0] != pair[1]]
        wrong.expect(len(one[table]) == len(two[table]) and not differing,
                     f'{seed}: {table}: {len(differing)} rows differ from those with assumed cells: {differing[:1]}')
    before, after = bounds(plain), bounds(folder / 'dated-out.gpkg')
    for key in before:
        if key[0].startswith('audit_') and key not in after:
            continue
        (low, high), (low2, high2) = before[key], after[key]
        better = None not in (low, low2) and low2 > low + 1e-4 or None not in (high, high2) and high2 < high - 1e-4
        wrong.expect(not better, f'{seed}: {key}: [{low}, {high}] became [{low2}, {high2}] by age')
    text = run(rasif, 'audit', dated, '--as-of', TODAY, '-f', 'text').stdout
    wrong.expect(f'{faded} of {n} values with a day of survey' in ' '.join(text.split()), f'{seed}: the summary says nothing of age')


def check_limits(rasif, city, folder, wrong):
    """A surface lasts 8 years: to the day, by the day of its value before the day of its row."""
    audited = folder / 'plain.gpkg'
    feature = next(f for f in survey_file.features(audited, ['sidewalks']))
    last = TODAY - datetime.timedelta(int(8 * YEAR))
    for day, faded in (last, 0), (last - datetime.timedelta(1), 1):
        path = folder / 'limit.gpkg'
        shutil.copy(city, path)
        db = editable(path)
        db.execute('ALTER TABLE sidewalks ADD COLUMN surveyed_on TEXT')
        db.execute("UPDATE sidewalks SET surveyed_on = '2020-01-01', surface = 'asphalt' WHERE fid = ?", (feature['fid'],))
        for name in columns(db, 'sidewalks'):
            if name in ('smoothness', 'obstacles', 'lit', 'shade', 'handrail', 'tactile_guidance', 'headroom_m', 'gap_mm',
                        'vertical_edge_mm', 'protrusion_mm'):
                db.execute(f'UPDATE sidewalks SET {name} = NULL WHERE fid = ?', (feature['fid'],))
        db.commit()
        db.close()
        rows = [{**feature, 'values': {'surface': 'asphalt'}, 'surveyed_on': day.isoformat()}]
        survey_file.survey(folder / 'limit-survey.gpkg', audited, rows)
        run(rasif, 'merge', path, '--survey', folder / 'limit-survey.gpkg', '-o', folder / 'limit2.gpkg', '--force')
        age = audit(rasif, folder / 'limit2.gpkg', folder / 'limit3.gpkg').get('ageing', {})
        wrong.expect(age.get('dated') == 1 and age.get('faded') == faded, f'surface of {day} on {TODAY}: {age}')


def check_rules(rasif, folder, wrong, rules):
    (folder / 'rules' / 'rules').mkdir(parents=True)
    text = (pathlib.Path(rules) / 'sidewalk-surface.yaml').read_text(encoding='utf-8')
    path = folder / 'rules' / 'rules' / 'sidewalk-surface.yaml'
    for change, words in (('life_years: 8', 'life_years: 900'), 'within'), (('life_years: 8\n', ''), 'life_years'):
        path.write_text(text.replace(*change), encoding='utf-8')
        done = run(rasif, 'rules', 'check', folder / 'rules', expect=None)
        wrong.expect(done.returncode == 3 and words in done.stderr or 'life_years' in done.stderr, f'{change}: {done.stderr}')
    path.write_text(text.replace('measure: surface', 'measure: guidance_stops'), encoding='utf-8')
    done = run(rasif, 'rules', 'check', folder / 'rules', expect=None)
    wrong.expect('is computed' in done.stderr, f'a computed measure has a life: {done.stderr}')
    shown = run(rasif, 'rules', 'show', 'sidewalk-surface').stdout
    wrong.expect('Life of a value, in years: 8' in shown, f'rules show: {shown[:300]}')


def main():
    rasif, source, rules = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    wrong = Complaints()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        city = folder / 'city.gpkg'
        shutil.copy(source, city)
        check_random(rasif, city, folder, wrong, lives(rules), seed)
        check_limits(rasif, city, folder, wrong)
        check_rules(rasif, folder, wrong, rules)
    wrong.finish()


main()
