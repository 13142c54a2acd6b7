#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""From streets alone to verdicts: draft, audit, survey, merge, audit.

    check_from_nothing.py RASIF CITY.gpkg alone|beside

`alone`: the city has streets and nothing else; `beside`: something is drawn and known beside what is proposed.

What surveyors answer is drawn by lot. The merged file must be judged as a draft whose own cells were filled in by hand:
the same findings, sides and scores. Nothing counts as known before; what is not there is known to be absent on its side
of the street, and is asked no more; nobody's silence changes anything.
"""
import pathlib
import random
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, columns, database, has_table, run, sha256, shared

LAYERS = {'survey_sidewalks': 'draft_sidewalks', 'survey_crossings': 'draft_crossings', 'survey_ramps': 'draft_ramps'}
DAY = '2026-11-20'
VALUES = {'clear_width_m': [0.7, 1.1, 1.6, 2.4], 'surface': ['concrete', 'sett', 'sand'], 'cross_slope_pct': [1.0, 4.5],
          'obstacles': ['none', 'tree'], 'kerb_height_mm': [0, 40],
          'kerb': ['flush', 'lowered', 'raised', 'none'], 'lip_mm': [0, 25]}


def without_triggers(db):
    """Those of the index of boxes need functions that QGIS and GDAL have; no geometry is changed here."""
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree_%'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')


def take(form, seed):
    """Fills the form: {layer: {fid: {field: value}}}. A third is not there, a sixth nobody went to, of some nobody said
    whether they are there, but what was measured."""
    lot = random.Random(seed)
    said = {}
    known = {layer: columns(database(form), layer) for layer in LAYERS}
    with sqlite3.connect(form) as db:
        without_triggers(db)
        for layer, table in LAYERS.items():
            fields = [name for name in VALUES if name in known[layer]]
            for fid, key in db.execute(f'SELECT fid, source_fid FROM {layer} WHERE table_name = ?', (table,)).fetchall():
                luck = lot.random()
                if luck < 1 / 6:
                    continue
                answers = {field: lot.choice(VALUES[field]) for field in fields if lot.random() < 0.7}
                there = 'absent' if luck < 1 / 2 else 'closed' if luck < 0.55 else 'in_use'
                answers = {} if there == 'absent' else answers
                silent = there == 'in_use' and answers and lot.random() < 0.3
                said.setdefault(table, {})[key] = answers | {'status': there}
                written = answers | ({} if silent else {'status': there}) | {'surveyed_on': DAY, 'state': 'done'}
                if there == 'absent' and lot.random() < 0.3:
                    written['none_found'] = written.pop('status') and 'status'
                marks = ', '.join(f'{name} = ?' for name in written)
                db.execute(f'UPDATE {layer} SET {marks} WHERE fid = ?', (*written.values(), fid))
    return said


def by_hand(draft, said):
    """The same in the draft's own cells."""
    with sqlite3.connect(draft) as db:
        without_triggers(db)
        for table, rows in said.items():
            for fid, answers in rows.items():
                marks = ', '.join(f'{name} = ?' for name in answers)
                db.execute(f'UPDATE {table} SET {marks} WHERE fid = ?', (*answers.values(), fid))


def judged(path):
    """What an audit says, without the names of files."""
    db = database(path)
    said = {}
    for table in ('audit_findings', 'audit_segments', 'audit_sides', 'audit_gaps', 'audit_network', 'audit_rules'):
        names = [name for name in columns(db, table) if name not in ('fid', 'geom', 'surveyed_on')] if has_table(db, table) else []
        said[table] = sorted(map(repr, map(tuple, db.execute(f'SELECT {", ".join(names)} FROM {table}')))) if names else None
    for table in LAYERS.values():
        if 'rasif_id' in columns(db, table):
            names = [name for name in columns(db, table) if name.startswith('rasif_') and not name.startswith('rasif_m_')]
            said[table] = sorted(map(repr, map(tuple, db.execute(
                f'SELECT fid, {", ".join(names)} FROM {table} WHERE rasif_scope IS NOT NULL'))))
    return said


def check_first(wrong, form, report, alone):
    """Nothing is known, and each proposal is asked whether it is there."""
    n = 0
    for layer, table in LAYERS.items():
        db = database(form)
        for (ask,) in db.execute(f'SELECT ask FROM {layer} WHERE table_name = ?', (table,)):
            n += 1
            wrong.expect('status' in ask.split(), f'{layer}: asks {ask}')
    wrong.expect(n > 0 and f'"proposals": {n},' in report and (not alone or '"decided": 0,' in report),
                 f'{n} proposals: {report[:300]}')


def check_absent(wrong, before, after, said, alone):
    """Metres of sides without a sidewalk appear where lines are not there."""
    def absent(path):
        return database(path).execute("SELECT coalesce(sum(to_m - from_m), 0) FROM audit_sides WHERE state = 'absent'").fetchone()[0]
    lost = {fid for fid, answers in said.get('draft_sidewalks', {}).items() if answers['status'] == 'absent'}
    made = absent(after) - absent(before)
    db = database(after)
    wrong.expect((absent(before) == 0 or not alone) and (made > 0) == bool(lost), f'{made} m absent of {len(lost)} lines, {absent(before)} before')
    stated = db.execute("SELECT count(*) FROM audit_gaps WHERE evidence = 'stated'").fetchone()[0]
    wrong.expect(stated > 0 or not lost, 'no gap is stated')


def check_city(rasif, wrong, city, alone, seed):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        draft, first, form = folder / 'draft.gpkg', folder / 'first.gpkg', folder / 'form.gpkg'
        run(rasif, 'draft', city, '-o', draft)
        run(rasif, 'audit', draft, '-q', '-o', first)
        report = run(rasif, 'survey', first, '-o', form, '-f', 'json').stdout
        check_first(wrong, form, report, alone)
        said = take(form, seed)

        merged, again, third = folder / 'merged.gpkg', folder / 'again.gpkg', folder / 'third.gpkg'
        run(rasif, 'merge', first, '--survey', form, '-o', merged)
        run(rasif, 'merge', merged, '--survey', form, '-o', again)
        wrong.expect(sha256(merged) == sha256(again), 'a second merge changes something')
        run(rasif, 'audit', merged, '-q', '-o', third)

        filled, hand = folder / 'filled.gpkg', folder / 'hand.gpkg'
        shutil.copy(draft, filled)
        by_hand(filled, said)
        run(rasif, 'audit', filled, '-q', '-o', hand)
        ours, theirs = judged(third), judged(hand)
        for table in theirs:
            if ours.get(table) != theirs[table]:
                odd = [row for row in ours[table] or [] if row not in set(theirs[table] or [])][:1]
                lost = [row for row in theirs[table] or [] if row not in set(ours[table] or [])][:1]
                wrong.expect(False, f'{table}: merged {odd}\n  by hand {lost}')
            else:
                wrong.expect(True, table)
        check_absent(wrong, first, third, said, alone)

        next_form = folder / 'next.gpkg'
        run(rasif, 'survey', third, '-o', next_form)
        for layer, table in LAYERS.items():
            if not has_table(database(next_form), layer):
                continue
            asked = {key for (key,) in database(next_form).execute(f'SELECT source_fid FROM {layer} WHERE table_name = ?', (table,))}
            over = {key for key, answers in said.get(table, {}).items() if answers['status'] in ('absent', 'closed')}
            wrong.expect(not asked & over, f'{layer}: asked again of {sorted(asked & over)[:5]}')


def main():
    rasif = pathlib.Path(sys.argv[1]).resolve()
    wrong = Complaints()
    city = pathlib.Path(sys.argv[2])
    city = city if city.exists() else shared('data/real', city)
    for seed in range(3):
        check_city(rasif, wrong, city, sys.argv[3] == 'alone', seed)
    wrong.finish()


if __name__ == '__main__':
    main()
