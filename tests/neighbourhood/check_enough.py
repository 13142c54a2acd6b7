#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What rasif explain says would be enough is enough: with the values it names written into the input, an audit finds
the element passable, with the score it names.

    check_enough.py RASIF EXPLAIN-MANY FIXTURE.gpkg"""
import pathlib
import re
import sqlite3
import sys
import tempfile

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from blocked import Outcome, said_of
from running import SOURCE, Complaints, columns, database, key_of, quote, run

FIELDS = yaml.safe_load((SOURCE / 'libaudit/data/text/en.yaml').read_text(encoding='utf-8'))['field']
ENOUGH = re.compile(r'^  - ([a-z, ]+): blocked[^\n]*(?:\n    [^\n]*)*?With\s([^:]*?)\sit\swould\sbe\spassable,\s+with\s+a'
                    r'\s+score\s+of\s+(\d+\.\d)', re.M)


def changes_of(words, names):
    """[(column, value)] of "clear width 0.9 m and running slope 8.33 %"."""
    found = []
    for part in re.split(r' and (?=[a-z][^\d]*[\d.]+)', ' '.join(words.split())):
        name, value = re.match(r'(.*?) ([\d.]+)', part).groups()
        found += [(column, float(value)) for column, label in FIELDS.items() if label == name and column in names][:1]
    return found


def change(source, target, wanted):
    """The input with (table, fid): [(column, value)] written into it."""
    target.write_bytes(source.read_bytes())
    db = sqlite3.connect(target)
    for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER {quote(trigger)}')
    for (table, fid), values in wanted.items():
        key = next(row[1] for row in db.execute(f'PRAGMA table_info({quote(table)})') if row[5])
        for column, value in values:
            db.execute(f'UPDATE {quote(table)} SET {quote(column)} = ? WHERE {quote(key)} = ?', (value, fid))
    db.commit()
    db.close()


def main():
    rasif, program, fixture = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    wrong, n = Complaints(), 0
    with tempfile.TemporaryDirectory(prefix='rasif-enough-') as folder:
        out, changed, again = (pathlib.Path(folder) / name for name in ('out.gpkg', 'in.gpkg', 'again.gpkg'))
        run(rasif, 'audit', fixture, '-q', '-o', out)
        db = database(out)
        outcome, source = Outcome(db), database(fixture)
        keys = [key for key in outcome.rows if outcome.rows[key]['rasif_role'] in ('sidewalk', 'footway', 'ramp', 'steps')
                and any(outcome.passable(key, p) == 'no' for p in outcome.profiles)]
        texts = said_of(program, out, keys)
        for profile in outcome.profiles:
            wanted, scores = {}, {}
            for key in keys:
                for codes, words, score in ENOUGH.findall(texts[key]):
                    if profile in re.split(r',\s*', codes):
                        wanted[key] = changes_of(words, columns(source, key[0]))
                        scores[key] = float(score)
                        wrong.expect(wanted[key], f'{key} {profile}: no column for "{words}"')
            change(fixture, changed, wanted)
            run(rasif, 'audit', changed, '-q', '-o', again, '--force')
            result = database(again)
            for (table, fid), score in scores.items():
                row = result.execute(f'SELECT * FROM {quote(table)} WHERE {quote(key_of(result, table))} = ?',
                                     (fid,)).fetchone()
                passable, found = row[f'rasif_{profile}_passable'], row[f'rasif_{profile}_score']
                wrong.expect(passable == 'yes' and abs(found - score) < 0.06,
                             f'{table}:{fid} {profile} with {wanted[table, fid]}: {passable} {found}, not {score}')
                n += 1
            result.close()
    wrong.expect(n >= 20, f'only {n} changes')
    print(f'{n} changes')
    wrong.finish()


if __name__ == '__main__':
    main()
