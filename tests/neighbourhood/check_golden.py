#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""All findings of the model neighbourhood, exactly as recorded.

    check_golden.py RASIF FIXTURE.gpkg CSV-FOLDER GOLDEN.csv [--write]

GOLDEN says what is reported (--findings all): feature by its own id, rule, outcome, severity,
blocks, value, unit, limit, sentence. The record itself is not believed: each run also checks it
against what does not come from rasif's engine: the outcome of every rule of every feature by
tools/oracle.py; values against the cells of the CSV files; limits against the YAML of the standard
and the profiles, read by the oracle. --write replaces the record (then read the diff).
"""
import csv
import importlib.util
import io
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, Complaints, database, run

COLUMNS = ['layer', 'id', 'rule', 'place', 'outcome', 'severity', 'blocks', 'measure', 'value', 'unit',
           'limit_value', 'origin', 'clause', 'message_en']
IDS = {'streets': 'street_id', 'sidewalks': 'sidewalk_id', 'footways': 'sidewalk_id',
       'crossings': 'crossing_id', 'ramps': 'ramp_id', 'steps': 'steps_id'}
COMPUTED = {'length_m', 'step_free', 'structure', 'marked', 'crossing_stage_m', 'lanes',
            'clearance_speed_m_s', 'ends_without_ramp', 'crossings_missing', 'seat_interval_m',
            'street_grade_pct', 'guidance_stops', 'step_free_way_m', 'passing_interval_m'}


def oracle():
    spec = importlib.util.spec_from_file_location('oracle', SOURCE / 'tests/tools/oracle.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text(value):
    return '' if value is None else f'{value:.6g}' if isinstance(value, float) else str(value)


def findings(rasif, fixture):
    """Rows of the output's audit_findings in the golden's columns, in the order of the file."""
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        output = pathlib.Path(folder) / 'out.gpkg'
        run(rasif, 'audit', fixture, '-o', output, '--findings', 'all', '-q')
        db = database(output)
        ids = {(layer, row['fid']): row['id'] for layer, ident in IDS.items()
               for row in db.execute(f'SELECT fid, {ident} AS id FROM {layer}')}
        rows = []
        for row in db.execute('SELECT * FROM audit_findings ORDER BY fid'):
            rule, rasif_id, place = row['finding_id'].rsplit(':', 2)
            cells = dict(row, layer=row['table_name'], place=place,
                         id=ids[row['table_name'], row['source_fid']] or f'fid {row["source_fid"]}')
            assert rule == row['rule'] and rasif_id == row['rasif_id'], row['finding_id']
            rows.append([text(cells[c]) for c in COLUMNS])
        return rows


def check_outcomes(wrong, rows, place, standard, module):
    """The same failures and unknowns as the oracle finds; a need that blocks hides an unknown."""
    judged = module.outcomes(place, standard)
    ours = {(r[0], r[1], r[2]): r[4] for r in rows}
    for f, rules in judged.items():
        for rule, outcome in rules.items():
            said = ours.get((f.layer, f.id, rule))
            if outcome == 'fail':
                wrong.expect(said == 'fail', f'{f.layer} {f.id} {rule}: {said}, by the oracle fail')
            elif outcome == 'unknown':
                wrong.expect(said in ('unknown', 'blocked'), f'{f.layer} {f.id} {rule}: {said}, not unknown')
            else:
                wrong.expect(said in (None, 'blocked'), f'{f.layer} {f.id} {rule}: {said}, by the oracle {outcome}')
    known = {(f.layer, f.id) for f in judged}
    for row in rows:
        wrong.expect((row[0], row[1]) in known, f'{row[0]} {row[1]}: a finding of what is not judged')


def limits_of(data, module, standard):
    """rule -> every limit that the standard or a profile states for it."""
    limits = {}
    for requirements in standard.values():
        for r in requirements:
            operands = r.test.operand if isinstance(r.test.operand, list) else [r.test.operand]
            for operand in operands:
                if not isinstance(operand, str) or re.match(r'[-\d.]', operand):
                    number = operand if isinstance(operand, float) else module.quantity(operand, r.measure)
                    limits.setdefault(r.rule, set()).add(f'{number:.6g}')
    for path in sorted((data.folder / 'profiles').glob('*.yaml')):
        for needs in data.profile(path.stem)['needs'].values():
            for need in needs:
                if need.limit is not None:
                    limits.setdefault(need.rule, set()).add(f'{need.limit:.6g}')
    return limits


def same_value(raw, value):
    """Slopes are magnitudes; the members of a list have no order."""
    try:
        return abs(abs(float(raw)) - float(value)) < 1e-9
    except (TypeError, ValueError):
        return raw is not None and sorted(raw.split(';')) == sorted(value.split(';'))


def check_values(wrong, rows, place, limits):
    """Surveyed values are the cells of the CSV files; limits are stated somewhere in the YAML."""
    features = {(f.layer, f.id): f for f in place.all}
    for row in rows:
        cell = dict(zip(COLUMNS, row))
        where = f'{cell["layer"]} {cell["id"]} {cell["rule"]}'
        raw = features[cell['layer'], cell['id']].raw.get(cell['measure'])
        if cell['origin'] == 'surveyed' and cell['value'] and cell['measure'] not in COMPUTED:
            wrong.expect(same_value(raw, cell['value']), f'{where}: value {cell["value"]}, surveyed {raw}')
        if cell['outcome'] == 'unknown' and not cell['value'] and cell['measure'] not in COMPUTED:
            wrong.expect(raw is None, f'{where}: unknown, and {raw} was surveyed')
        if cell['limit_value']:
            stated = limits.get(cell['rule'], ())
            if cell['unit'] == '%':  # slopes are shown with two decimals
                stated = {f'{round(float(limit), 2):g}' for limit in stated}
            wrong.expect(cell['limit_value'] in stated, f'{where}: limit {cell["limit_value"]}, stated {stated}')
            wrong.expect(cell['outcome'] != 'fail' or cell['value'], f'{where}: fails without a value')


def main():
    rasif, fixture, source, golden = sys.argv[1:5]
    rows = findings(rasif, fixture)
    module = oracle()
    data, place = module.Data(SOURCE / 'libaudit/data'), module.Place(source)
    standard = data.standard('model-neighbourhood')
    wrong = Complaints()
    wrong.expect(len(rows) > 300, f'only {len(rows)} findings')
    check_outcomes(wrong, rows, place, standard, module)
    check_values(wrong, rows, place, limits_of(data, module, standard))
    target = io.StringIO()
    out = csv.writer(target, lineterminator='\n')
    out.writerows([COLUMNS, *rows])
    path = pathlib.Path(golden)
    if sys.argv[5:] == ['--write']:
        path.write_text(target.getvalue(), encoding='utf-8')
    recorded = path.read_text(encoding='utf-8').splitlines()
    now = target.getvalue().splitlines()
    for line in sorted(set(recorded) - set(now)):
        wrong.expect(False, f'recorded, not found: {line}')
    for line in sorted(set(now) - set(recorded)):
        wrong.expect(False, f'found, not recorded: {line}')
    wrong.expect(recorded == now, 'the findings are not in the recorded order')
    wrong.finish()


if __name__ == '__main__':
    main()
