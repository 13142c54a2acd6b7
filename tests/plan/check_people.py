#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rasif plan --people: who lives along streets that a plan joins.

    check_people.py RASIF NEIGHBOURHOOD.gpkg

One person on each street segment must be counted as the segments are; people drawn by lot must add up; nothing else of a
plan may depend on them.
"""
import pathlib
import random
import sqlite3
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import gpkg
from running import Complaints, columns, database, run

WHO = ('people', 'people_before', 'people_joined')


def middles(audited):
    """The middle of the longest piece of each segment, away from all corners: it has no nearer street."""
    found = []
    for (blob,) in database(audited).execute('SELECT geom FROM audit_segments ORDER BY 1'):
        at = 8 + (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
        kind, = struct.unpack_from('<I', blob, at + 1)
        lines, at = [], at + 5
        parts = 1
        if kind % 1000 == 5:
            parts, = struct.unpack_from('<I', blob, at)
            at += 4
        for _ in range(parts):
            at += 5 if kind % 1000 == 5 else 0
            n, = struct.unpack_from('<I', blob, at)
            lines.append([struct.unpack_from('<dd', blob, at + 4 + 16 * i) for i in range(n)])
            at += 4 + 16 * n
        a, b = max(((p, q) for line in lines for p, q in zip(line, line[1:])),
                   key=lambda pair: (pair[0][0] - pair[1][0]) ** 2 + (pair[0][1] - pair[1][1]) ** 2)
        found.append(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))
    return found


def homes(path, srs, places, kind='POINT', size=0.0):
    """[(x, y, people)]"""
    def drawn(x, y):
        if kind == 'POINT':
            return [(x, y)]
        return [(x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size), (x - size, y - size)]
    return gpkg(path, {'homes': (kind, [({'n': number}, drawn(x, y)) for x, y, number in places])}, srs=srs)


def curve(path):
    db = database(path)
    return [dict(row) for row in db.execute('SELECT * FROM audit_plan_curve ORDER BY budget, profile')]


def plan(rasif, city, out, *options):
    run(rasif, 'plan', city, '-q', '--force', '-o', out, '--budget', '20000,60000,200000', *options)
    return curve(out)


def main():
    rasif, city = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    wrong = Complaints()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        out = folder / 'plan.gpkg'
        bare = plan(rasif, city, out)
        wrong.expect(all(row[who] is None for row in bare for who in WHO), 'people without --people')
        db = database(out)
        srs = db.execute("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'audit_segments'").fetchone()[0]
        places = middles(out)
        others = [column for column in columns(db, 'audit_plan_curve') if column not in WHO]

        one = plan(rasif, city, out, '--people', homes(folder / 'one.gpkg', srs, [(x, y, 1) for x, y in places]))
        for row, before in zip(one, bare):
            wrong.expect(all(row[c] == before[c] for c in others), f'{row["profile"]}: people change the plan')
            wrong.expect([row[who] for who in WHO] == [row['streets'], row['streets_before'], row['streets_joined']],
                         f'{row["budget"]} {row["profile"]}: {[row[who] for who in WHO]}, segments {row["streets"]}, '
                         f'{row["streets_before"]}, {row["streets_joined"]}')
        wrong.expect(any(row['people_joined'] > row['people_before'] for row in one), 'nobody gains')

        lot = random.Random(7)
        numbers = [lot.randint(0, 90) for _ in places]
        half = [lot.random() < 0.5 for _ in places]
        sums = []
        for number, pick in enumerate((lambda i: True, lambda i: half[i], lambda i: not half[i])):
            chosen = [(x, y, numbers[i]) for i, (x, y) in enumerate(places) if pick(i)]
            size = 2e-5 if srs == 4326 else 2.0
            path = homes(folder / f'lot{number}.gpkg', srs, chosen, 'POLYGON' if number == 2 else 'POINT', size)
            sums.append(plan(rasif, city, out, '--people', f'{path}:homes', '--people-field', 'n'))
        for all_, a, b in zip(*sums):
            wrong.expect(all(abs(all_[who] - a[who] - b[who]) < 0.25 for who in WHO), f'{all_["profile"]}: halves do not add up')
        wrong.expect(all(row['people'] == sum(numbers) for row in sums[0]), 'not everybody is counted')

        text = run(rasif, 'plan', city, '-f', 'plan', '--people', folder / 'lot0.gpkg', '--people-field', 'n').stdout
        wrong.expect(f'Of {sum(numbers)} people 0 live farther' in ' '.join(text.split()), 'the text does not say how many')

        db = sqlite3.connect(folder / 'lot0.gpkg')
        db.execute("UPDATE homes SET n = 'many' WHERE fid = 3")
        db.commit()
        db.close()
        done = run(rasif, 'plan', city, '--people', folder / 'lot0.gpkg', '--people-field', 'n', expect=3)
        wrong.expect("'many' is no number of people" in done.stderr, done.stderr)
        done = run(rasif, 'plan', city, '--people', folder / 'lot2.gpkg', expect=2)
        wrong.expect('--people-field' in done.stderr, done.stderr)
    wrong.finish()


if __name__ == '__main__':
    main()
