#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No stage is worse than n log n: one feature of the model neighbourhood with many vertices.

    vertices.py --rasif BUILD/cli/rasif [--points N]

Audits the model neighbourhood with one street, sidewalk or crossing drawn anew with N and 4 N
vertices, in shapes that are hard: far more vertices than metres, all in one place, there and back,
round and round, like a comb. Prints CPU seconds of each; exit code 1 where four times the vertices
take more than eight times as long and more than a second.
"""
import argparse
import math
import pathlib
import resource
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

SHAPES = {
    'line': lambda n, i: (200 * i / n, 0.01 * (i % 2)),
    'dense': lambda n, i: (1e-7 * i, 3e-8 * (i % 2)),
    'same': lambda n, i: (30 if i == n - 1 else 0, 0),
    'circle': lambda n, i: (50 * math.cos(6.28 * i / n), 50 * math.sin(6.28 * i / n)),
    'spiral': lambda n, i: ((5 + 45 * i / n) * math.cos(i / 20), (5 + 45 * i / n) * math.sin(i / 20)),
    'zigzag': lambda n, i: (0.01 * (i % 1000), 1e-4 * i),
    'comb': lambda n, i: (0.02 * (i // 2), 10 * ((i // 2 + i) % 2)),
}
ROLES = ('streets', 'sidewalks', 'crossings')
BACK = ('sidewalks', 'there and back', lambda n, i: (30 * (i % 2), 0))
RING = ('sidewalks', 'area', lambda n, i: (
    30 * (1 + .1 * math.sin(126 * i / n)) * math.cos(2 * math.pi * (i % (n - 1)) / (n - 1)),
    30 * math.sin(2 * math.pi * (i % (n - 1)) / (n - 1))))


def draw(source, target, table, shape, n, area):
    shutil.copy(source, target)
    with sqlite3.connect(target) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        fid, old = db.execute(f'SELECT fid, geom FROM {table} LIMIT 1 OFFSET 20').fetchone()
        envelope = (0, 32, 48, 48, 64)[old[3] >> 1 & 7]
        x, y = struct.unpack_from('<dd', old, 8 + envelope + 9)
        points = [shape(n, i) for i in range(n)]
        if area:
            points[-1] = points[0]
        head = struct.pack('<III', 3, 1, n) if area else struct.pack('<II', 2, n)
        blob = b'GP\0\1' + old[4:8] + b'\1' + head + b''.join(
            struct.pack('<dd', x + dx, y + dy) for dx, dy in points)
        db.execute(f'UPDATE {table} SET geom = ? WHERE fid = ?', (blob, fid))


def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--rasif', required=True)
    parser.add_argument('--points', type=int, default=10000)
    options, _ = parser.parse_known_args()  # the rest is for the other benchmark of the same run
    cases = [(table, name, shape) for table in ROLES for name, shape in SHAPES.items()]
    slow = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        subprocess.run([options.rasif, 'demo', folder], check=True, capture_output=True)
        for table, name, shape in cases + [BACK, RING]:
            seconds = []
            for n in (options.points, 4 * options.points):
                draw(folder / 'model-neighbourhood.gpkg', folder / 'in.gpkg', table, shape, n,
                     name == 'area')
                seconds.append(cpu([options.rasif, 'audit', folder / 'in.gpkg', '-o',
                                    folder / 'out.gpkg', '--force', '--quiet']))
            print(f'{table:10} {name:15} {options.points}: {seconds[0]:5.2f} s,'
                  f' {4 * options.points}: {seconds[1]:5.2f} s', flush=True)
            if seconds[1] > max(1, 8 * seconds[0]):
                slow.append(f'{table} {name}')
    if slow:
        print('worse than n log n: ' + ', '.join(slow))
    return 1 if slow else 0


if __name__ == '__main__':
    sys.exit(main())
