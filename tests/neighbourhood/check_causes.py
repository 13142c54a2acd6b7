#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Causes of narrow sidewalks, worked by hand: what stands there, and how wide the whole sidewalk is.

    check_causes.py RASIF NEIGHBOURHOOD.gpkg
"""
import pathlib
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, database, run

# Each narrower than 1.22 m: what stands there, whole width, cause.
CASES = [
    ('stall', 2.1, 'behaviour'),
    ('stall;bin;parked_vehicle', 1.22, 'behaviour'),
    ('stall', 1.2, 'defect'),  # too narrow without the stall, too
    ('stall', None, 'unknown'),
    ('stall;pole', 2.1, 'defect'),
    ('none', 2.1, 'defect'),
    (None, 2.1, 'defect'),
]
# Running slope of a sidewalk, grade of its street: what is up to 0.5 over it is the street's own.
SLOPES = [(10.0, 10.0, 'terrain'), (-10.4, 10.0, 'terrain'), (10.5, -10.0, 'terrain'), (10.6, 10.0, 'defect'),
          (10.0, None, 'unknown')]


def without_triggers(path):
    db = sqlite3.connect(path, isolation_level=None)
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    return db


def causes(rasif, source, folder, rule):
    out = f'{folder}/out.gpkg'
    run(rasif, 'audit', '-q', '--force', source, '-o', out)
    return {r['source_fid']: r['cause'] for r in database(out).execute(
        "SELECT source_fid, cause FROM audit_findings WHERE rule = ? AND table_name = 'sidewalks'", (rule,))}


def main():
    rasif, neighbourhood = sys.argv[1:]
    wrong = Complaints()
    with tempfile.TemporaryDirectory() as folder:
        source = f'{folder}/in.gpkg'
        shutil.copy(neighbourhood, source)
        pathlib.Path(source).chmod(0o644)
        db = without_triggers(source)
        fids = [f for f, in db.execute('SELECT fid FROM sidewalks WHERE street_id IS NOT NULL ORDER BY fid')]
        for fid, (there, whole, _) in zip(fids, CASES):
            db.execute('UPDATE sidewalks SET clear_width_m = 1.0, obstacles = ?, width_m = ?'
                       ' WHERE fid = ?', (there, whole, fid))
        db.close()
        found = causes(rasif, source, folder, 'sidewalk-clear-width')
        for fid, (there, whole, cause) in zip(fids, CASES):
            wrong.expect(found.get(fid) == cause, f'1 m with {there} on {whole} m: {found.get(fid)}, not {cause}')
        for slope, grade, cause in SLOPES:
            db = without_triggers(source)
            db.execute('UPDATE sidewalks SET running_slope_pct = ? WHERE fid = ?', (slope, fids[0]))
            db.execute('UPDATE streets SET street_grade_pct = ?', (grade,))
            db.close()
            found = causes(rasif, source, folder, 'sidewalk-running-slope')
            wrong.expect(found.get(fids[0]) == cause, f'{slope} % by {grade} %: {found.get(fids[0])}, not {cause}')
    wrong.finish()


if __name__ == '__main__':
    main()
