#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every number of every report has the precision of what it measures, and one thing has one number.

    check_precision.py RASIF FILE.gpkg...      (names below $RASIF_SHARED/data/real, or paths)

JSON, CSV, SARIF, JUnit, text and Markdown of each file, and the tables of the output that people read: lengths in
metres have one decimal, shares and scores four, degrees seven, a value, its limit and margin those of the
unit; the margin is what lies between the two that are shown, on the bad side. Text has no number with more
than three decimals. Counts of findings, elements and rules agree between text, JSON, CSV, HTML and tables."""
import csv
import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, columns, database, run, shared

OF_UNIT = {'m': 3, 'mm': 1, '%': 2, 's': 1, 'm/s': 2, 'km/h': 1}
DRAWN = {'length_m', 'steep_m', 'very_steep_m', 'steep_run_m', 'pinch_length_m', 'passing_interval_m', 'landing_interval_m',
         'shade_interval_m', 'seat_interval_m', 'crossing_stage_m', 'sidewalk_missing_m', 'step_free_way_m'}
# audit_sides, audit_segments, audit_gaps, audit_links: along lines, unrounded, for programs
READ = ('audit_findings', 'audit_network', 'audit_reach', 'audit_summary', 'audit_survey', 'audit_repairs')


def decimals(number):
    text = repr(float(number))
    return len(text.split('.')[1].rstrip('0')) if '.' in text and 'e' not in text else 0 if 'e' not in text else 99


def most(key):
    if key in ('lon', 'lat', 'lonlat'):
        return 7
    if key.endswith('_m') and key != 'per_100_m':
        return 1
    if key in ('wall_s', 'cpu_s'):
        return 3
    if re.search('score|low|high|coverage|share|mean|detour|per_100', key):
        return 4
    return 2


def is_finding(item):
    return isinstance(item, dict) and {'value', 'margin', 'limit_value', 'unit'} <= item.keys()


def check_finding(wrong, where, item):
    """Of a row with value, unit, limit_value, margin (numbers or texts, empty where there is none)."""
    unit, most_here = item['unit'], OF_UNIT.get(item['unit'], 3)
    numbers = {}
    for name in ('value', 'limit_value', 'margin'):
        try:
            numbers[name] = float(item[name])
        except (TypeError, ValueError):
            continue
        wrong.expect(decimals(numbers[name]) <= most_here, f'{where}: {name} {item[name]} {unit}')
    if len(numbers) == 3:
        between = abs(numbers['value'] - numbers['limit_value'])
        wrong.expect(abs(abs(numbers['margin']) - between) < 1e-9, f'{where}: {numbers} do not fit')
    if 'value' in numbers and item.get('measure') in DRAWN and 'limit_value' not in numbers:
        wrong.expect(decimals(numbers['value']) <= 1, f'{where}: {item["measure"]} {item["value"]}')


def check_json(wrong, where, item, key=''):
    if is_finding(item):
        check_finding(wrong, where, item)
        item = {k: v for k, v in item.items() if k not in ('value', 'limit_value', 'margin')}
    if isinstance(item, dict):
        for name, value in item.items():
            check_json(wrong, where, value, name)
    elif isinstance(item, list):
        for value in item:
            check_json(wrong, where, value, key)
    elif isinstance(item, float):
        wrong.expect(decimals(item) <= most(key), f'{where}: {key} is {item}')
    elif isinstance(item, str):
        check_text(wrong, f'{where} {key}', item)


def check_text(wrong, where, text):
    for number in re.findall(r'(?<![\w.:/-])\d+\.(?:\d{4,})(?![\w.])', text):
        wrong.expect(False, f'{where}: {number}')
    wrong.expect(True, '')


def check_tables(wrong, where, path):
    db = database(path)
    for table in READ:
        for row in db.execute(f'SELECT * FROM {table}') if columns(db, table) else ():
            item = dict(row)
            if is_finding(item):
                check_finding(wrong, f'{where} {table}', item)
                item = {k: v for k, v in item.items() if k not in ('value', 'limit_value', 'margin')}
            for key, value in item.items():
                if isinstance(value, float):
                    wrong.expect(decimals(value) <= most(key), f'{where} {table}: {key} is {value}')


def check_list(wrong, where, db, folder, name, listed):
    """The rows of a table in JSON, CSV and the output: as many, the same, each with a name."""
    with open(folder / f'r-{name}.csv', encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file))
    table = [dict(row) for row in db.execute(f'SELECT * FROM audit_{name}')] if columns(db, f'audit_{name}') else []
    wrong.expect(len(table) == len(rows) == len(listed),
                 f'{where}: {len(table)} rows, {len(rows)} in CSV, {len(listed)} in JSON')
    for of_table, of_csv, of_json in zip(table, rows, listed):
        for key, value in of_json.items():
            said = of_csv[key]
            same = said == '' if value is None else (
                abs(float(said) - value) < 1e-9 if isinstance(value, (int, float)) else said.lstrip("'") == value.lstrip("'"))
            wrong.expect(same, f'{where}: {key} is {value!r} in JSON, {said!r} in CSV')
            if not key.startswith('label_') and isinstance(value, (int, float)):
                wrong.expect(abs(of_table[key] - value) <= (0.0501 if key.endswith('_m') else 1e-9),
                             f'{where}: {key} is {value} in JSON, {of_table[key]} in the table')
        for label in (of_json.get('label_en', 'x'), of_json.get('label_ar', 'x')):
            wrong.expect(label and not re.search('[0-9a-f]{16}|\\b(nan|null|None)\\b', label), f'{where}: named {label!r}')


def check_counts(wrong, where, folder, report):
    """The same thing counted in several places."""
    db = database(folder / 'out.gpkg')
    n = db.execute("SELECT count(*) FROM audit_findings").fetchone()[0]
    with open(folder / 'r.csv', encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file))
    wrong.expect(n == len(rows) == len(report['findings']), f'{where}: {n} findings, {len(rows)} in CSV, '
                 f'{len(report["findings"])} in JSON')
    for name, listed in (('segments', report['segments']), ('repairs', report['repairs']),
                         ('survey', report['survey']), ('gaps', report['gaps']['rows'])):
        check_list(wrong, f'{where} {name}', db, folder, name, listed)
    text = (folder / 'r.txt').read_text(encoding='utf-8')
    read = ' '.join(text.split('\nPreset')[0].split('Read')[-1].split())
    words = {'streets': 'streets?', 'sidewalks': 'sidewalks?', 'footways': 'footways?', 'crossings': 'crossings?',
             'ramps': 'kerb ramps?', 'steps': 'flights? of steps', 'obstacles': 'obstacles?', 'seats': 'seats?',
             'destinations': 'destinations?'}
    for role, word in words.items():
        said = re.search(rf'(\d+) {word}\b', read)
        counted = report['layers'].get(role) or None  # of an empty layer the text says that it is empty
        wrong.expect((int(said.group(1)) if said else None) == counted,
                     f'{where}: text reads {said and said.group(0)}, JSON {counted} {role}')
    page = (folder / 'r.html').read_text(encoding='utf-8')
    plain = ' '.join(re.sub('<[^>]*>', ' ', page).split())
    for role, word in words.items():
        if report['layers'].get(role):
            wrong.expect(f'{report["layers"][role]} ' in plain and
                         re.search(rf'\b{report["layers"][role]} {word}', plain) is not None,
                         f'{where}: the page does not say {report["layers"][role]} {role}')


def check(wrong, rasif, path):
    where = pathlib.Path(path).stem
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        formats = {'json': 'json', 'csv': 'csv', 'sarif': 'sarif', 'junit': 'xml', 'text': 'txt', 'markdown': 'md',
                   'html': 'html'}
        run(rasif, 'audit', path, '-o', folder / 'out.gpkg', '--gaps', 'yes',
            *[f'-f{name}:{folder}/r.{ending}' for name, ending in formats.items()],
            *[f'-fcsv-{name}:{folder}/r-{name}.csv' for name in ('segments', 'repairs', 'survey', 'gaps')])
        report = json.loads((folder / 'r.json').read_text(encoding='utf-8'))
        check_json(wrong, f'{where} JSON', report)
        check_json(wrong, f'{where} SARIF', json.loads((folder / 'r.sarif').read_text(encoding='utf-8')))
        with open(folder / 'r.csv', encoding='utf-8', newline='') as file:
            for row in csv.DictReader(file):
                check_finding(wrong, f'{where} CSV', row)
                for key in ('from_m', 'to_m'):
                    wrong.expect(row[key] == '' or decimals(float(row[key])) <= 1, f'{where} CSV: {row[key]}')
        for ending in ('xml', 'txt', 'md'):
            check_text(wrong, f'{where} {ending}', (folder / f'r.{ending}').read_text(encoding='utf-8'))
        check_tables(wrong, where, folder / 'out.gpkg')
        check_counts(wrong, where, folder, report)


def main():
    rasif, *paths = sys.argv[1:]
    wrong = Complaints()
    for path in paths:
        check(wrong, rasif, path if pathlib.Path(path).exists() else shared('data', 'real', path))
    wrong.finish()


if __name__ == '__main__':
    main()
