#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Features of the model neighbourhood do what their names say (fixtures/README.md).

    check_names.py RASIF FIXTURE.gpkg

    fail-<rule>-<n>     fails exactly that rule of its element; fail-<a>+<b>-<n> exactly both
    unknown-<rule>-<n>  that rule is unknown, nothing fails
    pass-<n>            nothing fails

Read from audit_findings (--findings all), so what the user sees is what is checked; and every rule
of the standard must have a feature named after failing it.
"""
import collections
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, database, quote, run

# what misses these may be excused by what no field holds
UNDECIDED = {'ramp-flare', 'ramp-landing'}
# rules of whatever is walked
OF_ANY_PATH = {'barrier-width': 'path'}
LAYERS = {'streets': ('street', 'street_id'), 'sidewalks': ('sidewalk', 'sidewalk_id'),
          'footways': ('sidewalk', 'sidewalk_id'), 'crossings': ('crossing', 'crossing_id'),
          'ramps': ('ramp', 'ramp_id'), 'steps': ('steps', 'steps_id')}


def check_feature(wrong, where, element, name, outcomes, n_pass):
    """`outcomes`: rule -> outcome of what the findings say of this feature."""
    fails = sorted(rule for rule, outcome in outcomes.items() if outcome == 'fail')
    match = re.fullmatch(r'(fail|unknown)-(.+)-\d+|pass-\d+', name)
    if not match:
        return set()
    named = sorted(f'{OF_ANY_PATH.get(part, element)}-{part}' for part in match[2].split('+')) if match[2] else []
    if match[1] == 'fail':
        wrong.expect(fails == named, f'{where} fails {fails}')
    else:
        wrong.expect(fails == [], f'{where} fails {fails}')
    if match[1] == 'unknown':
        wrong.expect(outcomes.get(named[0]) == 'unknown', f'{where}: {outcomes.get(named[0])}')
    if not match[1]:
        wrong.expect(n_pass > 0, f'{where} passes nothing')
    return set(named) if match[1] == 'fail' else set()


def main():
    rasif, fixture = sys.argv[1:]
    wrong, failed, n = Complaints(), set(), 0
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        output = pathlib.Path(folder) / 'out.gpkg'
        run(rasif, 'audit', fixture, '-o', output, '--findings', 'all', '-q')
        db = database(output)
        found = collections.defaultdict(dict)
        for row in db.execute('SELECT table_name, source_fid, rule, outcome FROM audit_findings'):
            found[row['table_name'], row['source_fid']][row['rule']] = row['outcome']
        for layer, (element, ident) in LAYERS.items():
            for row in db.execute(f'SELECT * FROM {quote(layer)}'):
                outcomes = found.get((layer, row['fid']), {})
                n += 1
                failed |= check_feature(wrong, f'{layer} {row[ident]}', element, row[ident] or '',
                                        outcomes, row['rasif_n_pass'] or 0)
        for row in db.execute('SELECT DISTINCT rule FROM audit_rules WHERE standard NOTNULL'):
            wrong.expect(row['rule'] in failed | UNDECIDED,
                         f'no feature is named after failing {row["rule"]}')
        wrong.expect(n > 300, f'only {n} features')
    wrong.finish()


if __name__ == '__main__':
    main()
