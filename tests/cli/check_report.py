#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The JSON report: what its schema promises, and the same figures as the annotated file.

    check_report.py RASIF FIXTURE.gpkg SCHEMA.json

The whole schema is applied, by python3-jsonschema where it is installed. SCHEMA may be
missing: then only the keys of KEYS are looked for.
"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
import small_schema
from running import Complaints, database, run

KEYS = ['rasif', 'standard', 'profiles', 'inputs', 'summary', 'not_examined', 'rules', 'findings',
        'diagnostics']
FIGURES = {'mean_score': 'mean_score', 'low': 'low', 'high': 'high', 'coverage': 'coverage', 'n': 'n',
           'length_m': 'length_m', 'passable_m': 'passable_m', 'blocked_m': 'blocked_m',
           'unknown_m': 'unknown_m'}


def check_schema(wrong, report, schema):
    for key in schema.get('required', KEYS) if schema else KEYS:
        wrong.expect(key in report, f'no key {key}')
    if not schema:
        return
    try:
        import jsonschema
    except ImportError:
        for error in small_schema.errors(report, schema, schema):
            wrong.expect(False, f'schema: {error[:200]}')
        return
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    for error in validator(schema).iter_errors(report):
        wrong.expect(False, f'schema: {"/".join(map(str, error.absolute_path))}: {error.message[:200]}')


def check_languages(wrong, report, languages):
    """Every text is there in the languages of the run, and in no other."""
    wrong.expect(sorted(report['headline']) == languages, f'headline in {sorted(report["headline"])}')
    for name, texts in (('segments', ['label']), ('repairs', ['label', 'message']), ('findings', ['message']),
                        ('gaps', ['label'])):
        items = report[name]['rows'] if name == 'gaps' else report[name]
        wrong.expect(items, f'no {name}')
        for item in items:
            for text in texts:
                found = sorted(key[len(text) + 1:] for key in item if key.startswith(f'{text}_'))
                wrong.expect(found == languages, f'{name}: {text} in {found}')


def check_figures(wrong, report, db):
    """Summary, rules and findings say what the tables say."""
    for row in db.execute("SELECT * FROM audit_summary WHERE coalesce(area, '') = ''"):
        said = report['summary']['profiles'][row['profile']]
        for key, column in FIGURES.items():
            same = said[key] == row[column] or abs(said[key] - row[column]) < 1e-3
            wrong.expect(same, f'{row["profile"]} {key}: {said[key]}, in the file {row[column]}')
    wrong.expect({r['profile'] for r in db.execute('SELECT profile FROM audit_summary')} ==
                 set(report['summary']['profiles']), 'other profiles')
    outcomes = {}
    for row in db.execute('SELECT DISTINCT rule, pass, fail, unknown, not_applicable FROM audit_rules '
                          'WHERE standard NOTNULL'):
        outcomes[row['rule']] = tuple(row)[1:]
    there = {r['id']: (r['pass'], r['fail'], r['unknown'], r['not_applicable']) for r in report['rules']}
    for rule, counts in outcomes.items():
        wrong.expect(there.get(rule) == counts, f'{rule}: {there.get(rule)}, in the file {counts}')
    wrong.expect([f['finding_id'] for f in report['findings']] ==
                 [r[0] for r in db.execute('SELECT finding_id FROM audit_findings ORDER BY fid')],
                 'other findings')


def main():
    rasif, fixture, schema = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    wrong = Complaints()
    schema = json.loads(schema.read_text(encoding='utf-8')) if schema.exists() else None
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        output, file = pathlib.Path(folder) / 'out.gpkg', pathlib.Path(folder) / 'r.json'
        for findings in ('fail', 'all'):
            said = run(rasif, 'audit', fixture, '-o', output, '-f', f'json:{file}', '-q', '--force',
                       '--findings', findings)
            wrong.expect(not said.stdout, f'a report in a file, and yet on stdout: {said.stdout[:80]}')
            report = json.loads(file.read_text(encoding='utf-8'))
            check_schema(wrong, report, schema)
            db = database(output)
            check_figures(wrong, report, db)
            db.close()
        wrong.expect('timings' not in report, 'timings without --timings')
        check_languages(wrong, report, ['ar', 'en'])
        for asked, languages in (('fr', ['ar', 'en', 'fr']), ('fr,en', ['en', 'fr']), ('ar,fr', ['ar', 'fr'])):
            other = json.loads(run(rasif, 'audit', fixture, '-f', 'json', '-q', '--lang', asked).stdout)
            check_schema(wrong, other, schema)
            check_languages(wrong, other, languages)
        done = run(rasif, 'audit', fixture, '-f', 'json', '-q')
        wrong.expect(json.loads(done.stdout)['findings'] is not None, 'no findings on stdout')
    wrong.finish()


if __name__ == '__main__':
    main()
