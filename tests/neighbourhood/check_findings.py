#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every finding of an audit, and what a second implementation (tests/tools/second/findings.py) says must be one.

    check_findings.py RASIF FIXTURE.gpkg CSV-FOLDER
    check_findings.py RASIF --towns FIRST COUNT

Rule, feature, place, outcome, whom it stops, severity; and on which stretches of streets a sidewalk is missing."""
import collections
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
import scenes
from check_scenes import native
from compare_scores import PROFILES
from making import gpkg
from running import SOURCE, Complaints, database, run
from second.findings import absent_stretches, expected
from second.place import Place
from second.rules import Data
from second.scorer import Scorer

STREETS = ('street-sidewalk-missing', 'street-sidewalk-ends', 'street-crossing-missing')


def check_elements(wrong, what, must, rows):
    found = {}
    for f in rows:
        if f['rule'] not in STREETS and f['outcome'] in ('fail', 'blocked'):
            found[f['table_name'], f['source_fid'], f['rule'], f['place']] = \
                f['outcome'] == 'fail', set(filter(None, (f['blocks'] or '').split(','))), f['severity']
    for key in must | found.keys():
        fails, stops = must.get(key, (False, set()))
        if key not in found:
            wrong.expect(not fails and not stops, f'{what} {key}: no finding; stops {sorted(stops)}, fails {fails}')
            continue
        said, whom, severity = found[key]
        if key[2] == 'crossing-ramp-missing':      # whether a clause asks for one there is another question
            fails = said
        wrong.expect((said, whom) == (fails, stops), f'{what} {key}: {said} {sorted(whom)}, not {fails} {sorted(stops)}')
        wrong.expect(not whom or severity == 'critical', f'{what} {key}: {severity}')


def check_sides(wrong, what, scorer, rows, codes):
    """Every absent stretch of more than 5 m is told, all along, and stops everybody; nothing else is."""
    told = [f for f in rows if f['rule'] in STREETS[:2] and f['blocks']]
    stretches = list(absent_stretches(scorer))
    at = collections.defaultdict(list)
    for g, side, parts in stretches:
        for s, a, b in parts:
            turned = next(far for o, lo, hi, far in g.parts if o is s)
            at[s.key, scorer.turned(side, turned)].append((a, b))
        known = [f for f in told for s, a, b in parts if f['source_fid'] == s.key and f['from_m'] < b and f['to_m'] > a]
        wrong.expect(known, f'{what} {side} of a segment of streets:{parts[0][0].key} {parts}: no finding')
    for f in told:
        wrong.expect(set(f['blocks'].split(',')) == codes, f'{what} {f["finding_id"]} stops {f["blocks"]}')
        spans = [(max(a, f['from_m']), min(b, f['to_m'])) for a, b in at[f['source_fid'], f['side']]]
        inside = sum(b - a for a, b in spans if b > a)
        wrong.expect(abs(inside - (f['to_m'] - f['from_m'])) < 0.1,  # both ends are shown to the decimetre
                    
                     f'{what} {f["finding_id"]} on {f["side"]} {f["from_m"]}-{f["to_m"]}: {inside:.2f} m are absent')


def check(wrong, rasif, what, source, folder, out):
    run(rasif, 'audit', source, '-o', out, '--force', '-q')
    data, place = Data(SOURCE / 'libaudit' / 'data'), Place(folder)
    scorers = {code: Scorer(place, data.profile(ident)) for ident, code in PROFILES.items()}
    rows = [dict(row) for row in database(out).execute('SELECT * FROM audit_findings')]
    check_elements(wrong, what, expected(place, data.standard('model-neighbourhood'), scorers), rows)
    check_sides(wrong, what, next(iter(scorers.values())), rows, set(PROFILES.values()))


def main():
    rasif, wrong = sys.argv[1], Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        if sys.argv[2] != '--towns':
            check(wrong, rasif, 'fixture', sys.argv[2], sys.argv[3], folder / 'out.gpkg')
        for seed in range(int(sys.argv[3]), sum(map(int, sys.argv[3:5]))) if sys.argv[2] == '--towns' else ():
            layers = scenes.town(seed)
            scenes.write(layers, folder)
            check(wrong, rasif, f'town {seed}', gpkg(folder / 'town.gpkg', native(layers), srs=32636), folder,
                  folder / 'out.gpkg')
    wrong.finish()


if __name__ == '__main__':
    main()
