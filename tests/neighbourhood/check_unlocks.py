#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What one repair joins (docs/network.md), by repairing: every blocked element alone made passable, all connected
parts computed anew in a second network (tests/tools/walked.py), and their lengths compared.

    check_unlocks.py RASIF --towns FIRST COUNT
    check_unlocks.py RASIF PRESET PATH          in $RASIF_SHARED/data (skipped, 77, without it)

`passable` is the audit's own; which lines are joined and what is connected is not."""
import collections
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
import scenes
from check_scenes import native
from making import gpkg
from running import SOURCE, Complaints, database, key_of, quote, run, shared, skip
from second.place import Place
from second.reading import Reader

HALF = 0.5 + 0.01      # columns are in whole metres; lengths are added in single precision


def connected(nodes_of, walked):
    """Lines in sets, by what is walked; `nodes_of[line]`: its nodes."""
    root = {}

    def find(x):
        while root.setdefault(x, x) != x:
            root[x] = x = root[root[x]]
        return x

    for f in walked:
        for node in nodes_of[f]:
            root[find(node)] = find(nodes_of[f][0])
    out = collections.defaultdict(set)
    for f in walked:
        out[find(nodes_of[f][0])].add(f)
    return list(out.values())


def check(wrong, what, place, db, codes):
    network = place.network
    nodes_of = {f: [node for _, node in network.stops[f]] for f in network.lines}
    rows = {t: {r[key_of(db, t)]: r for r in db.execute(f'SELECT * FROM {quote(t)}')} for t in {f.table for f in network.lines}}
    metres = lambda lines: sum(f.length for f in lines)
    n = 0
    for p in codes:
        said = {f: rows[f.table][f.key][f'rasif_{p}_passable'] or 'yes' for f in network.lines}
        for best in (False, True):
            column = f'rasif_{p}_unlocks{"_high" if best else ""}_m'
            before = [f for f in network.lines if said[f] == 'yes' or best and said[f] == 'unknown']
            parts_before = connected(nodes_of, before)
            for f in network.lines:
                figure = rows[f.table][f.key][column]
                wrong.expect((figure is not None) == (said[f] == 'no'), f'{what} {p} {f.table}:{f.key} {column} {figure}')
                if said[f] != 'no':
                    continue
                repaired = [c for c, _ in f.whole.parts] if f.layer == 'crossings' else [f]
                after = [s for s in connected(nodes_of, before + repaired) if s & set(repaired)]
                touched = [metres(s) for s in parts_before if any(s & x for x in after)]
                gain = max(map(metres, after)) - max(touched, default=0.0)
                n += 1
                wrong.expect(abs(figure - gain) <= HALF,
                             f'{what} {p} {f.table}:{f.key} {column}: {figure}, by repairing it {gain:.2f}')
    print(f'{what}: {len(network.lines)} lines, {n} repairs')


def main():
    rasif, wrong = sys.argv[1], Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        out = folder / 'out.gpkg'
        if sys.argv[2] != '--towns':
            try:
                import osgeo.osr  # noqa: F401, brings longitudes and latitudes into metres
            except ImportError:
                skip('no GDAL for Python')
            source = shared('data', *sys.argv[3].split('/'))
            run(rasif, 'audit', source, '-o', out, '--columns', 'full', '-q')
            place = Place(source, Reader(source, SOURCE / 'libaudit' / 'data', sys.argv[2]))
            check(wrong, sys.argv[3], place, database(out), ('wcm', 'can'))
        for seed in range(int(sys.argv[3]), sum(map(int, sys.argv[3:5]))) if sys.argv[2] == '--towns' else ():
            layers = scenes.town(seed)
            scenes.write(layers, folder)
            run(rasif, 'audit', gpkg(folder / 'town.gpkg', native(layers), srs=32636), '-o', out, '--force',
                '--columns', 'full', '-q')
            check(wrong, f'town {seed}', Place(folder), database(out), ('wcm', 'frm', 'can'))
    wrong.finish()


if __name__ == '__main__':
    main()
