#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Towns made by chance (tests/tools/scenes.py): every figure of rasif and of the second implementation.

    check_scenes.py RASIF [FIRST COUNT]"""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
import scenes
from making import gpkg
from running import SOURCE, run


def native(layers):
    """As GeoPackage: empty cells are null; `fid` tells features that share an id apart."""
    kinds = {'ramps': 'POINT'}
    return {name: (kinds.get(name, 'LINESTRING'),
                   [({k: v if v != '' else None for k, v in values.items()},
                     [(scenes.EAST + x, scenes.NORTH + y) for x, y in points]) for values, points in rows])
            for name, rows in layers.items()}


UNKNOWN = [part for name in ('sidewalk', 'ramp', 'crossing') for part in (f'--unmapped-{name}', 'unknown')]


def differ(rasif, folder, options, unknown):
    """What the comparison says, and whether something differs."""
    out, expected = folder / 'out.gpkg', folder / 'expected.csv'
    run(rasif, 'audit', folder / 'town.gpkg', '-o', out, '--force', '--columns', 'full', '-q', *options)
    with open(expected, 'w', encoding='utf-8') as table:
        subprocess.run([sys.executable, SOURCE / 'tests/tools/oracle.py', '--fids', *unknown, folder], stdout=table,
                       check=True)
    done = subprocess.run([sys.executable, SOURCE / 'tests/tools/compare_scores.py', out, expected, '1.01e-4'],
                          capture_output=True, text=True, check=False)
    return done.stdout.strip(), done.returncode != 0


def main():
    rasif, first, count = sys.argv[1], *map(int, sys.argv[2:4] if len(sys.argv) > 3 else (1, 4))
    failed = 0
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        for seed in range(first, first + count):
            layers = scenes.town(seed)
            scenes.write(layers, folder)
            gpkg(folder / 'town.gpkg', native(layers), srs=32636)
            for options, unknown in (((), ()), (UNKNOWN, ('--unknown', 'sidewalks,ramps,crossings'))):
                said, wrong = differ(rasif, folder, options, unknown)
                print(f'town {seed} {" ".join(options)}: {said}')
                failed += wrong
    sys.exit(failed > 0)


if __name__ == '__main__':
    main()
