#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Islands, repairs and reach of a fixture, computed by rasif and by somebody else.

    check_network.py RASIF FIXTURE.gpkg CSV-FOLDER [KIND…]

The other way: the network of tools/walked.py, read from the drawn lines; islands by flooding it, a
repair by flooding again, reach by asking places half a metre apart. Whether a line is passable is taken
from the output: check_scores.py compares that. With KINDs the fixture keeps only destinations of these
kinds, so that more than one answer is given to the question for all kinds.
"""
import math
import pathlib
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
import oracle
import walked
from running import PROFILES, Complaints, database, run

WITHIN, AWAY, STEP = 400.0, 50.0, 0.5
WORST = ['yes', 'unknown', 'no', 'none']


class Second:
    def __init__(self, place, db, kinds):
        self.network, self.place = place.network, place
        self.lines = place.network.lines
        layers = {f.layer for f in self.lines} | {'streets'}
        self.rows = {(t, r['fid']): r for t in layers for r in db.execute(f'SELECT rowid AS fid, * FROM {t}')}
        self.node_of = {f: {n for _, n in self.network.stops[f]} for f in self.lines}
        self.kinds = {}
        for d in place.layers['destinations']:
            kind = d.get('kind')
            near = min(((*walked.foot(f.line, d.line[0]), f) for f in self.lines), key=lambda x: x[0])
            if near[0] <= AWAY and (not kinds or kind in kinds):
                self.kinds.setdefault(kind, []).append(near)

    def passable(self, f, p):
        return self.rows[f.layer, f.fid][f'rasif_{p}_passable'] or 'yes'

    def walks(self, p, best):
        if p is None:
            return lambda f: True
        return lambda f: self.passable(f, p) in (('yes', 'unknown') if best else ('yes',))

    # -- islands

    def flood(self, first, walks):
        found, left = {first}, [first]
        while left:
            for node in self.node_of[left.pop()]:
                for g, _ in self.network.at[node]:
                    if g not in found and walks(g):
                        found.add(g)
                        left.append(g)
        return found

    def islands(self, walks):
        """Longest first, as sets of lines."""
        out, seen = [], set()
        for f in self.lines:
            if f not in seen and walks(f):
                out.append(self.flood(f, walks))
                seen |= out[-1]
        return sorted(out, key=lambda island: -sum(f.length for f in island))

    def joins(self, f, walks, islands):
        """Metres that repairing f alone adds to the longest island that it touches."""
        after = self.flood(f, lambda g: g is f or walks(g))
        before = [i for i in islands if i & after]
        return sum(g.length for g in after) - max([sum(g.length for g in i) for i in before], default=0)

    # -- reach

    def ways(self, kind, walks):
        """{feature: metres from its farthest place to the nearest destination of the kind}."""
        starts = {}
        for off, position, f in self.kinds[kind]:
            for stop, node in self.network.stops[f]:
                if walks(f) or abs(stop - position) < 1e-3:
                    starts[node] = min(starts.get(node, math.inf), off + abs(stop - position))
        nodes = self.network.ways(starts, walks)
        out = {}
        for f in filter(walks, self.lines):
            fixed = [(s, nodes.get(n, math.inf)) for s, n in self.network.stops[f]]
            fixed += [(position, off) for off, position, g in self.kinds[kind] if g is f]
            first, last = fixed[0][0], self.network.stops[f][-1][0]
            steps = max(1, math.ceil((last - first) / STEP))
            out[f] = max(min(abs(at - s) + w for s, w in fixed)
                         for at in (first + (last - first) * i / steps for i in range(steps + 1)))
        return out

    def classes(self, kind, p):
        """{feature: (class, way at best, way of anybody)}"""
        known, best, anyone = (self.ways(kind, self.walks(q, b)) for q, b in ((p, False), (p, True), (None, True)))
        out = {}
        for f in self.lines:
            way = best.get(f, math.inf)
            name = ('none' if way == math.inf else 'no' if way > WITHIN else
                    'yes' if known.get(f, math.inf) <= WITHIN else 'unknown')
            out[f] = name, way, anyone[f]
        return out


def check_islands(wrong, second, p):
    for best in (False, True):
        walks = second.walks(p, best)
        islands = second.islands(walks)
        column = f'rasif_{p}_island' + '_high' * best
        lengths = [sum(f.length for f in i) for i in islands]
        for n, island in enumerate(islands, 1):
            said = {second.rows[f.layer, f.fid][column] for f in island}
            same = {i for i, m in enumerate(lengths, 1) if abs(m - lengths[n - 1]) < 0.01}
            wrong.expect(len(said) == 1 and said <= same, f'{p} {column}: {said}, the other way {n}')
        for f in second.lines:
            row = second.rows[f.layer, f.fid]
            said = row[f'rasif_{p}_unlocks' + '_high' * best + '_m']
            blocked = second.passable(f, p) == 'no'
            wrong.expect((said is not None) == blocked, f'{p} {f.layer}:{f.fid} unlocks {said}')
            wrong.expect(not blocked or abs(said - second.joins(f, walks, islands)) <= 0.51,
                         f'{p} {f.layer}:{f.fid} unlocks {said}, the other way {second.joins(f, walks, islands)}')
            wrong.expect(walks(f) == (row[column] is not None), f'{p} {f.layer}:{f.fid} {column}')


def check_elements(wrong, second, p, by_kind):
    counts = dict.fromkeys(WORST, 0)
    for f in second.lines:
        row, answers = second.rows[f.layer, f.fid], [classes[f] for classes in by_kind.values()]
        name = max((a[0] for a in answers), key=WORST.index)
        way = max(a[1] for a in answers)
        said = row[f'rasif_{p}_reach'], row[f'rasif_{p}_reach_m'], row[f'rasif_{p}_detour']
        what = f'{p} {f.layer}:{f.fid} {said}, the other way'
        counts[name] += 1
        wrong.expect(said[0] == name or any(abs(a[1] - WITHIN) < 1 for a in answers), f'{what} {name}')
        if way == math.inf:
            wrong.expect(said[1:] == (None, None), f'{what} no way')
            continue
        detour = max(a[1] / a[2] for a in answers)
        wrong.expect(abs(said[1] - way) <= STEP + 0.51, f'{what} {way:.1f} m')
        wrong.expect(abs(said[2] - detour) <= 0.01 + 2 * STEP / min(a[2] for a in answers), f'{what} {detour:.3f}')
    return counts


def of_segment(second, g, classes, pieces):
    """The best of what runs along it; None where nothing is asked."""
    first = g.parts[0][0]
    if first in second.network.stops:
        return classes[first][0]
    answers = []
    for side in ('left', 'right'):
        along, bare = [], set()
        for s, lo, hi, far in g.parts:
            theirs = side if not far else 'right' if side == 'left' else 'left'
            along += [classes[f][0] for f, where, a, b in second.place.links[s]
                      if where == theirs and min(b, hi) > max(a, lo) and f in classes]
            bare |= {state for state, a, b in pieces.get((s.fid, theirs), ()) if min(b, hi) > max(a, lo)}
        answers += along or [name for state, name in (('unknown', 'unknown'), ('absent', 'none')) if state in bare][:1]
    return min(answers, key=WORST.index, default=None)


def check_kinds(wrong, second, p, by_kind, db, profile):
    pieces = {}
    for row in db.execute("SELECT street_fid, side, state, from_m, to_m FROM audit_sides"):
        pieces.setdefault((row['street_fid'], row['side']), []).append((row['state'], row['from_m'], row['to_m']))
    for row in db.execute('SELECT * FROM audit_reach WHERE profile = ?', (profile,)):
        sums = dict.fromkeys(WORST, 0.0)
        for g in second.place.segments:
            name = of_segment(second, g, by_kind[row['kind']], pieces)
            if name is not None:
                sums[name] += g.length
        for name, metres in sums.items():
            wrong.expect(abs(row[f'{name}_m'] - metres) < 0.5,
                         f'{p} {row["kind"]}: {row[f"{name}_m"]} m {name}, the other way {metres}')


def check_streets_given(wrong, second, p, db):
    """Streets that one repair gives a way: kinds by flooding, before and after."""
    walks = second.walks(p, True)

    def kinds(walks):
        out = {}
        for island in second.islands(walks):
            nodes = set().union(*(second.node_of[f] for f in island))
            here = {k for k, places in second.kinds.items() for _, at, f in places if f in island or any(
                abs(s - at) < 1e-3 and n in nodes for s, n in second.network.stops[f])}
            out.update(dict.fromkeys(island, here))
        return out

    def streets(has):
        return {g: set().union(*(has.get(f, ()) for s, lo, hi, _ in g.parts for f in (
                    [s] if s in second.network.stops else
                    [f for f, _, a, b in second.place.links[s] if min(b, hi) > max(a, lo)])))
                for g in second.place.segments}
    before, given = streets(kinds(walks)), 0
    for f in second.lines:
        if second.passable(f, p) != 'no':
            continue
        after = streets(kinds(lambda g, f=f: g is f or walks(g)))
        n = sum(1 for s in after if after[s] - before[s])
        said = second.rows[f.layer, f.fid][f'rasif_{p}_unlocks_streets']
        wrong.expect(said == n, f'{p} {f.layer}:{f.fid} gives {said} streets a way, the other way {n}')
        given += n > 0
    return given


def main():
    rasif, fixture, source, kinds = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    wrong, totals, given = Complaints(), dict.fromkeys(WORST, 0), 0
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        given_file, output = pathlib.Path(folder) / 'in.gpkg', pathlib.Path(folder) / 'out.gpkg'
        shutil.copy(fixture, given_file)
        if kinds:
            db = sqlite3.connect(given_file)
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                db.execute(f'DROP TRIGGER "{name}"')
            db.execute(f'DELETE FROM destinations WHERE kind NOT IN ({",".join("?" * len(kinds))})', kinds)
            db.commit()
            db.close()
        run(rasif, 'audit', given_file, '-o', output, '--columns', 'full', '-q')
        db = database(output)
        second = Second(oracle.Place(pathlib.Path(source)), db, kinds)
        profiles = [r['profile'] for r in db.execute('SELECT profile FROM audit_network ORDER BY rowid')]
        for p, profile in zip(PROFILES, profiles):
            by_kind = {kind: second.classes(kind, p) for kind in second.kinds}
            if not kinds:
                check_islands(wrong, second, p)
            for name, n in check_elements(wrong, second, p, by_kind).items():
                totals[name] += n
            check_kinds(wrong, second, p, by_kind, db, profile)
            given += check_streets_given(wrong, second, p, db)
        db.close()
    print(f'{len(second.lines)} lines, {len(second.kinds)} kinds, elements of all users: {totals}; '
          f'{given} repairs give streets a way')
    wrong.expect(not kinds or min(totals.values()) > 0, f'not every answer was given: {totals}')
    wrong.finish()


if __name__ == '__main__':
    main()
