#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rasif explain of everything that is blocked: its first sentence says so, of exactly the users who are, and
names what really stops them; nothing in it reassures, in neither language.

    check_verdicts.py RASIF EXPLAIN-MANY FIXTURE.gpkg...
    check_verdicts.py RASIF EXPLAIN-MANY --real

Every blocked feature and segment of the fixtures; `--real`: of the cities beside the repository, of each
table at most MOST, evenly; with RASIF_ALL=1 all of them. The proof is in tests/tools/blocked.py."""
import os
import pathlib
import sys
import tempfile

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from blocked import NOTHING, blocked_pairs, said_of, unproven
from running import SOURCE, Complaints, database, run, shared

MOST = 16
USERS = yaml.safe_load((SOURCE / 'libaudit/data/text/en.yaml').read_text(encoding='utf-8'))['user']


def some(pairs, most):
    """Evenly spread features of each table, with all users they stop."""
    by_table = {}
    for table, fid, _ in pairs:
        by_table.setdefault(table, {})[fid] = None
    kept = {(table, fid) for table, fids in by_table.items()
            for fid in list(fids)[::max(1, -(-len(fids) // most))]}
    return [pair for pair in pairs if pair[:2] in kept]


def check(rasif, program, path, out, wrong, most, *options):
    run(rasif, 'audit', path, '-q', '-o', out, '--force', '--links', 'yes', '--gaps', 'yes', *options)
    db = database(out)
    outcome, pairs = blocked_pairs(db)
    pairs = some(pairs, most) if most else pairs
    keys = list(dict.fromkeys(pair[:2] for pair in pairs))
    texts = unproven(said_of(program, out, keys), db, outcome, pairs, USERS)
    for key, text in said_of(program, out, keys, 'ar').items():
        texts += [f'{key[0]}:{key[1]}: says "{word}"' for word in NOTHING if word in ' '.join(text.split())]
    for text in texts:
        wrong.expect(False, f'{path.name} {text}')
    wrong.expect(True, path.name)
    print(f'{path.name} {" ".join(options)}: {len(pairs)} verdicts of {len(keys)} features, {len(texts)} unproven')


def main():
    rasif, program, wrong = sys.argv[1], sys.argv[2], Complaints()
    real = sys.argv[3] == '--real'
    paths = sorted(shared('data', 'real').glob('*.gpkg')) if real else [pathlib.Path(a) for a in sys.argv[3:]]
    most = MOST if real and not os.environ.get('RASIF_ALL') else None
    with tempfile.TemporaryDirectory(prefix='rasif-verdicts-') as folder:
        for path in paths:
            out = pathlib.Path(folder) / 'out.gpkg'
            check(rasif, program, path, out, wrong, most, '--profile', 'all')
            check(rasif, program, path, out, wrong, most, '--profile', 'all', '--unmapped-ramp', 'absent',
                  '--unmapped-sidewalk', 'absent')
    wrong.finish()


if __name__ == '__main__':
    main()
