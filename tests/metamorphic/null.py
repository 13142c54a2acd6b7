#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Missing data never helps (docs/scoring.md, "Missing never helps"), on whole runs.

    null.py RASIF FILE [TABLE.COLUMN...]

Of every column of every layer some cells are emptied, one column at a time: every third row that has a
value, beginning with another row for each column. Then no `low` rises, no `high` falls, no coverage rises,
and no answer (passable, a rule of an element, the classes A to C and blocked) is more certain than before.
FILE is a GeoPackage, or the name of one of the real files beside the repository."""
import pathlib
import shutil
import sys
import tempfile
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
import changes
from running import PROFILES, Complaints, columns, database, key_of, judged_tables, quote, run, shared

EVERY = 3
SLACK = 2e-4  # coverage and scores are rounded to four digits
# What a feature is and what belongs together: without it the feature is another one.
IDENTITY = {'name', 'name_ar', 'side', 'kind', 'class', 'foot', 'junction', 'oneway', 'layer', 'bridge',
            'tunnel', 'highway', 'service', 'footway', 'valid_from', 'valid_to', 'sidewalk_left', 'sidewalk_right', 'opening_m',
            'carriageway_width_m'} # the last two: another thing stands in their place


def is_identity(column):
    return column in IDENTITY or column.endswith('_id')


def figures(path):
    """({feature: {column: value}}, {(table, fid, rule): (outcomes, who is stopped)})"""
    db, found, rules = database(path), {}, {}
    for table in judged_tables(db) + ['audit_segments', 'audit_sides']:
        wanted = [c for c in columns(db, table) if c.startswith('rasif_') and c.split('_')[1] in PROFILES
                  and c.split('_', 2)[2] in ('low', 'high', 'coverage', 'passable', 'class')]
        key = key_of(db, table)
        if table == 'audit_sides':
            continue
        for row in db.execute(f'SELECT * FROM {quote(table)}'):
            ident = (table, row[key]) if table != 'audit_segments' else \
                (table, row['street_table'], row['street_fid'], row['from_m'])
            found[ident] = {c: row[c] for c in wanted}
    for row in db.execute('SELECT * FROM audit_findings'):
        outcomes, blocked = rules.setdefault((row['table_name'], row['source_fid'], row['rule']), (set(), set()))
        outcomes.add(row['outcome'])
        blocked |= set((row['blocks'] or '').replace(',', ' ').split())
    return found, rules


def worse_known(before, after):
    """What got better or more certain."""
    for feature, old in before[0].items():
        new = after[0].get(feature)
        if new is None:
            yield f'{feature} is gone'
            continue
        for column, a in old.items():
            b, figure = new[column], column.split('_', 2)[2]
            if a is None or b is None:
                bad = figure in ('passable', 'low', 'high') and a is not None  # it was asked, and is not any more
            elif figure in ('low', 'coverage'):
                bad = b > a + SLACK
            elif figure == 'high':
                bad = b < a - SLACK
            elif figure == 'passable':
                bad = b not in (a, 'unknown')
            else:
                bad = (b == 'blocked') > (a == 'blocked') or (b in 'ABC' and a in ('unknown', 'blocked'))
            if bad:
                yield f'{feature} {column}: {a} became {b}'
    for key, (outcomes, blocked) in after[1].items():
        old = before[1].get(key, (set(), set()))
        # Whom the element stopped before is no news: the finding may have been its crossing's.
        stopped = {p for p in blocked if before[0].get(key[:2], {}).get(f'rasif_{p}_passable') == 'no'}
        new = blocked - old[1] - stopped
        if (outcomes & {'fail'} or new) and not old[0] - {'unknown'}:
            yield f'{key}: {old[0] or "nothing found"} became {outcomes}'
        if new:
            yield f'{key}: stops {new} for certain now'
    for key, (outcomes, _) in before[1].items():
        if key not in after[1] and key[:2] in after[0] and outcomes & {'fail', 'unknown'}:
            yield f'{key}: {outcomes} became nothing'


def empty(db, table, key, column):
    """How many cells were emptied."""
    rows = [row[0] for row in db.execute(
        f"SELECT {quote(key)} FROM {quote(table)} WHERE {quote(column)} IS NOT NULL AND "
        f"{quote(column)} != '' ORDER BY {quote(key)}")]
    first = zlib.crc32(f'{table}.{column}'.encode()) % EVERY if len(rows) > 2 * EVERY else 0
    rows = rows[first::EVERY]
    db.executemany(f'UPDATE {quote(table)} SET {quote(column)} = NULL WHERE {quote(key)} = ?',
                   [(row,) for row in rows])
    return len(rows)


def audit(rasif, path, output):
    run(rasif, 'audit', path, '-o', output, '--force', '--findings', 'all')
    return figures(output)


def main():
    rasif, path, *names = sys.argv[1:]
    path = pathlib.Path(path) if '/' in path else shared('data', 'real', path)
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        before = audit(rasif, path, folder / 'before.gpkg')
        copy = folder / 'changed.gpkg'
        shutil.copy(path, copy)
        copy.chmod(0o644)
        db = changes.open_copy(copy)
        db.commit()
        tables = [row[0] for row in db.execute('SELECT table_name FROM gpkg_geometry_columns')]
        for table, _, _, key, rest in list(changes.layers(db, tables)):
            for column in rest:
                if names and f'{table}.{column}' not in names or is_identity(column):
                    continue
                shutil.copy(copy, folder / 'one.gpkg')
                one = changes.sqlite3.connect(folder / 'one.gpkg')
                cells = empty(one, table, key, column)
                one.commit()
                one.close()
                if not cells:
                    continue
                bad = list(worse_known(before, audit(rasif, folder / 'one.gpkg', folder / 'after.gpkg')))
                wrong.expect(not bad, f'{table}.{column}, {cells} cells: {len(bad)}: {bad[:3]}')
    wrong.finish()


if __name__ == '__main__':
    main()
