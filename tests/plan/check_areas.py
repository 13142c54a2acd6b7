#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who gains what where: areas of a plan add up to the whole, and the report names who gains nothing.

    check_areas.py RASIF NEIGHBOURHOOD.gpkg

The neighbourhood is cut into four quarters that hold all of it. For every budget and user the metres of the
quarters, before and after, are those of audit_plan_curve.
"""
import pathlib
import re
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import gpkg
from running import Complaints, run


def quarters(source, path):
    """Names and rings, with a margin around."""
    db = sqlite3.connect(source)
    west, south, east, north, srs = db.execute(
        'SELECT min(min_x), min(min_y), max(max_x), max(max_y), max(srs_id) FROM gpkg_contents').fetchone()
    xs, ys = (west - 99, (west + east) / 2, east + 99), (south - 99, (south + north) / 2, north + 99)
    rows = []
    for name, i, k in (('south-west', 0, 0), ('south-east', 1, 0), ('north-west', 0, 1), ('north-east', 1, 1)):
        a, b, c, d = xs[i], ys[k], xs[i + 1], ys[k + 1]
        rows.append(({'name': name}, [(a, b), (c, b), (c, d), (a, d), (a, b)]))
    gpkg(path, {'quarters': ('POLYGON', rows)}, srs=srs)
    return [row['name'] for row, _ in rows]


def main():
    rasif, source, wrong = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        names = quarters(source, folder / 'quarters.gpkg')
        done = run(rasif, 'plan', source, '--boundary', folder / 'quarters.gpkg', '--budget', '1000,8000', '-o', folder / 'plan.gpkg')
        db = sqlite3.connect(folder / 'plan.gpkg')
        db.row_factory = sqlite3.Row
        areas = db.execute('SELECT * FROM audit_plan_areas').fetchall()
        curve = db.execute('SELECT * FROM audit_plan_curve').fetchall()
        wrong.expect(len(areas) == len(names) * len(curve), f'{len(areas)} rows for {len(curve)} of the curve')
        for row in curve:
            own = [area for area in areas if (area['budget'], area['profile']) == (row['budget'], row['profile'])]
            for column in ('before_m', 'before_high_m', 'joined_m', 'joined_high_m', 'network_m'):
                total = sum(area[column] for area in own)
                wrong.expect(abs(total - row[column]) < 0.5, f'{row["budget"]} {row["profile"]} {column}: areas {total}, all {row[column]}')
            ends = ('before_m', 'joined_m') if row['decides'] == 'known' else ('before_high_m', 'joined_high_m')
            for area in own:
                wrong.expect(abs(area['gain_m'] - area[ends[1]] + area[ends[0]]) < 0.2, f'gain of {dict(area)}')
        check_report(wrong, done.stdout, areas, names)
    wrong.finish()


def check_report(wrong, text, areas, names):
    """"north-west  2350  old low": codes of those whose gain rounds to nothing, of the largest budget."""
    for name in names:
        found = re.search(rf'^ +{name} +(-?\d+)((?: +[a-z]{{3}})*) *$', text, re.M)
        own = [area for area in areas if area['area'] == name and area['budget'] == 8000]
        wrong.expect(found is not None, f'{name} is not in the report')
        if found is not None:
            wrong.expect(abs(int(found[1]) - sum(area['gain_m'] for area in own)) <= 1, f'{name}: {found[0]}')
            nothing = sum(area['gain_m'] < 0.5 for area in own)
            wrong.expect(len(found[2].split()) == nothing, f'{name}: {found[0]}, {nothing} gain nothing')


if __name__ == '__main__':
    main()
