#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No report shows a mean score where less than half of what matters is known.

    check_means.py RASIF NEIGHBOURHOOD.gpkg

The neighbourhood as it is, and with ever more of its surveyed cells emptied, so that the known share of
each user passes one half on different runs. audit_summary says what is known; text, Markdown and HTML
must show a mean exactly from one half on, and always the range.
"""
import pathlib
import re
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, columns, database, quote, run

KEPT = {'fid', 'geom', 'id', 'street_id', 'crossing_id', 'ramp_id', 'side', 'name', 'class'}


def emptied(source, target, every):
    """Of all rows but each `every`-th nothing is known."""
    shutil.copy(source, target)
    target.chmod(0o644)
    db = sqlite3.connect(target, isolation_level=None)
    db.row_factory = sqlite3.Row
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER {quote(name)}')
    for table in ('sidewalks', 'crossings', 'ramps', 'steps', 'footways'):
        cells = [f'{quote(c)} = NULL' for c in columns(db, table) if c not in KEPT]
        db.execute(f'UPDATE {quote(table)} SET {", ".join(cells)} WHERE fid % {every} <> 0')
    db.close()


def check(rasif, source, folder, complaints):
    output, html = folder / 'out.gpkg', folder / 'out.html'
    run(rasif, 'audit', source, '-o', output, '--force', '-f', f'html:{html}')
    texts = [run(rasif, 'audit', source, '-f', name).stdout for name in ('text', 'markdown')]
    page = html.read_text(encoding='utf-8')
    figures = [[re.sub('[|]', ' ', line).split() for line in text.splitlines()
                if re.search(r' [a-z]{3} .* / .*%[ |]*$', line)] for text in texts]
    cards = re.findall(r'<li class="who">.*?</li>', page, re.S)
    rows = database(output).execute("SELECT * FROM audit_summary WHERE area = '' ORDER BY rowid").fetchall()
    shown = 0
    for row, card, *lines in zip(rows, cards, *figures):
        known = row['coverage'] >= 0.5
        shown += known
        label = f'{source.name} {row["profile"]} ({row["coverage"]:.3f} known)'
        complaints.expect(known == ('class="b-score"' in card), f'{label}: bar of the page')
        complaints.expect(known == ('Mean score' in card) and known != ('No mean score' in card),
                          f'{label}: words of the page')
        for words in lines:  # ... score low / high known %
            score, low, high = words[-6], words[-5], words[-3]
            complaints.expect(score == (f'{row["mean_score"]:.1f}' if known else '—'), f'{label}: {words}')
            complaints.expect((low, high) == (f'{row["low"]:.1f}', f'{row["high"]:.1f}'), f'{label}: {words}')
    complaints.expect(len(rows) == len(cards) == len(figures[0]) == len(figures[1]) > 0, f'{source.name}: {len(rows)} users, {len(cards)} cards')
    return shown, len(rows)


def main():
    rasif, neighbourhood = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    complaints = Complaints()
    seen = []
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        for every in (1, 2, 3, 1000):
            source = folder / f'every-{every}.gpkg'
            emptied(neighbourhood, source, every)
            seen.append(check(rasif, source, folder, complaints))
    complaints.expect(any(n == total for n, total in seen) and any(n == 0 for n, _ in seen),
                      f'users with a mean: {seen}')
    print('users with a mean:', seen)
    complaints.finish()


if __name__ == '__main__':
    main()
