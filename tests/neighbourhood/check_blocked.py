#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What blocks a user is a finding, and `explain` names it; what fails on a street is told of it.

    check_blocked.py RASIF EXPLAIN-MANY FIXTURE.gpkg...
    check_blocked.py RASIF EXPLAIN-MANY --real

The properties are in tests/tools/blocked.py and counted.py. `--real`: the cities beside the repository."""
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from blocked import blocked, said_of, unexplained, unsaid
from counted import counted, unlisted, untold
from running import Complaints, database, run, shared

# Blocked features per file and layer of which the explanation is read; sanitized programs take ten times as long.
MOST = 2 if os.environ.get('ASAN_OPTIONS') else 6


ALL = ('--profile', 'all')


def unmapped(word):
    return [part for name in ('ramp', 'sidewalk', 'crossing') for part in (f'--unmapped-{name}', word)]


def some(keys):
    by_table = {}
    for table, fid in keys:
        by_table.setdefault(table, []).append((table, fid))
    return [key for rows in by_table.values() for key in rows[::max(1, len(rows) // MOST)][:MOST]]


def check(rasif, program, path, wrong, out, *options):
    run(rasif, 'audit', path, '-q', '-o', out, '--force', '--links', 'yes', '--gaps', 'yes', *options)
    db = database(out)
    texts = unexplained(db)
    wrong.expect(not texts, f'{path.name} {options}: {len(texts)}, such as {texts[:5]}')
    for text in unsaid(said_of(program, out, some(blocked(db)))):
        wrong.expect(False, f'{path.name} {text}')
    texts = untold(db)
    wrong.expect(not texts, f'{path.name} {options}: {len(texts)}, such as {texts[:5]}')
    figures = counted(db)
    for text in unlisted(said_of(program, out, some([key for key, n in figures.items() if n > 0])), figures):
        wrong.expect(False, f'{path.name} {text}')
    print(f'{path.name}: {len(blocked(db))} blocked features')


def main():
    rasif, program, wrong = sys.argv[1], sys.argv[2], Complaints()
    real = sys.argv[3] == '--real'
    paths = sorted(shared('data', 'real').glob('*.gpkg')) if real else map(pathlib.Path, sys.argv[3:])
    with tempfile.TemporaryDirectory(prefix='rasif-blocked-') as folder:
        out = pathlib.Path(folder) / 'out.gpkg'
        for path in paths:
            check(rasif, program, path, wrong, out, *ALL)
            check(rasif, program, path, wrong, out, *ALL, *unmapped('absent'))
            check(rasif, program, path, wrong, out, *ALL, *unmapped('unknown'))
    wrong.finish()


if __name__ == '__main__':
    main()
