#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A second, independent reading of the scoring definition (docs/scoring.md).

    oracle.py [--data DIR] [--profile ID,…] FOLDER            scores as expected.csv; with --fids elements by row,
                                                              as #1, where several carry one id
    oracle.py --preset ID FILE.gpkg                           the same of a GeoPackage read by a preset; elements by row
    oracle.py --outcomes [--standard ID] FOLDER               rule outcomes per element
    oracle.py --check-names [--standard ID] FOLDER            features do what their ids say

FOLDER holds native-schema CSV files in metres (fixtures/README.md). Written
for clearness, not for speed, and sharing no code with libaudit: where the two
differ, one of them misreads the definition.
"""
import argparse
import csv
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from second.compliance import check_names, outcomes
from second.element import grade
from second.place import Place
from second.reading import Reader
from second.rules import Data, quantity  # quantity: for who loads this file
from second.scorer import Scorer


def number(x):
    return '' if x is None else f'{x:.4f}'


def table(place, data, profiles, fids=False):
    rows = []

    def name(f):
        return f'#{f.key}' if fids else f.id

    for ident in profiles:
        scorer = Scorer(place, data.profile(ident))
        for f in place.all:
            s = scorer.of.get(f)
            if s:
                rows.append([f.table, name(f), ident, *map(number, s[:4]), s.passable, grade(s)])
        for g in place.segments:
            if scorer.of[g] and len(place.segments) != len([s for s in place.streets if not s.twin]):
                s, a, b, far = g.parts[0]
                rows.append(['segments', f'{name(s)}:{b if far else a:.2f}', ident, *map(number, scorer.of[g][:4]),
                             scorer.of[g].passable, grade(scorer.of[g])])
        for (s, side), (pieces, figures) in scorer.parts.items():
            for a, b, p, state in pieces:
                if p:
                    state = 'covered' if state == 'left_out' else state
                    rows.append(['pieces', f'{name(s)}:{side}:{a:.2f}-{b:.2f}:{state}', ident,
                                 *map(number, p[:4]), p.passable, ''])
            rows.append(['sides', f'{name(s)}:{side}', ident,
                         *(number(figures[k]) for k in ('score', 'low', 'high', 'coverage')), '', ''])
        d = scorer.district()
        if d:
            rows.append(['district', 'all', ident, *map(number, d[:4]), '', ''])
    return rows


def main():
    here = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder')
    parser.add_argument('--data', default=here / 'libaudit' / 'data')
    parser.add_argument('--profile')
    parser.add_argument('--standard', default='model-neighbourhood')
    parser.add_argument('--outcomes', action='store_true')
    parser.add_argument('--check-names', action='store_true')
    parser.add_argument('--fids', action='store_true')
    parser.add_argument('--preset')
    parser.add_argument('--unknown', default='', help='of sidewalks,ramps,crossings: what unmapped is unknown')
    args = parser.parse_args()
    data = Data(args.data)
    reader = Reader(args.folder, data.folder, args.preset) if args.preset else None
    place, args.fids = Place(args.folder, reader, args.unknown), args.fids or bool(reader)

    if args.check_names:
        complaints = check_names(place, data.standard(args.standard))
        print('\n'.join(complaints) or 'every name is true')
        return 1 if complaints else 0
    out = csv.writer(sys.stdout, lineterminator='\n')
    if args.outcomes:
        out.writerow(['layer', 'id', 'rule', 'outcome'])
        for f, rules in outcomes(place, data.standard(args.standard)).items():
            out.writerows([f.layer, f.id, r, o] for r, o in sorted(rules.items()))
        return 0
    names = args.profile.split(',') if args.profile else \
        ['wheelchair_manual', 'wheelchair_powered', 'walking_frame', 'older_walker', 'long_cane', 'low_vision']
    out.writerow(['layer', 'id', 'profile', 'score', 'low', 'high', 'coverage', 'passable', 'class'])
    out.writerows(table(place, data, names, args.fids))
    return 0


if __name__ == '__main__':
    sys.exit(main())
