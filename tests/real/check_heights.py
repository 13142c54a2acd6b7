#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Amman's main streets over the same heights in two coordinate systems.

    check_heights.py RASIF

Files are looked for below $RASIF_SHARED (default ../shared); skipped (77) without them. Both models
are coarse (90 m and 30 m): grades of the same streets, those of 80 m or more, as far apart as one
height is from its neighbour's over the street's length, and no other slope. A street moved east of
36.0 E, where both models end, has no grade and is counted.
"""
import pathlib
import shutil
import sqlite3
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, columns, database, run, shared

HEIGHT_OFF_M = 2  # both ends together: whole metres, resampled from one grid to the other
EAST_DEG = 0.16   # moves the streets from 35.85-35.91 E to 36.01-36.07 E


def grades(rasif, source, model, folder):
    output = pathlib.Path(folder) / (model.stem + '.gpkg')
    run(rasif, 'audit', source, '--dem', model, '-o', output, '-q', '--force')
    db = database(output)
    others = [c for c in columns(db, 'streets') if c.startswith('rasif_m_') and 'slope' in c]
    grade = 'rasif_m_street_grade_pct'
    grade = grade if grade in columns(db, 'streets') else 'NULL'
    rows = {r[0]: r[1:] for r in db.execute(f'SELECT rasif_id, rasif_length_m, {grade} FROM streets')}
    outside = db.execute("SELECT sum(count) FROM audit_diagnostics WHERE name = 'dem_outside'").fetchone()[0]
    return rows, outside or 0, others


def move_east(source, target):
    """Every x of every line, in place: header with an envelope or without, little endian, 2D."""
    shutil.copy(source, target)
    target.chmod(0o644)
    db = sqlite3.connect(target)
    for name in ('ST_IsEmpty', 'ST_MinX', 'ST_MaxX', 'ST_MinY', 'ST_MaxY'):
        db.create_function(name, 1, lambda blob: 0)
    for trigger, in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'streets'").fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')
    key = [r[1] for r in db.execute('PRAGMA table_info(streets)') if r[5]][0]
    for fid, blob in db.execute(f'SELECT "{key}", geom FROM streets').fetchall():
        size = 8 + [0, 32, 48, 48, 64][blob[3] >> 1 & 7]
        assert struct.unpack_from('<BI', blob, size) == (1, 2)
        n = struct.unpack_from('<I', blob, size + 5)[0]
        xy = list(struct.unpack_from(f'<{2 * n}d', blob, size + 9))
        xy[::2] = [x + EAST_DEG for x in xy[::2]]
        moved = blob[:3] + bytes([blob[3] & 0xf1]) + blob[4:8] + blob[size:size + 9] + struct.pack(f'<{2 * n}d', *xy)
        db.execute(f'UPDATE streets SET geom = ? WHERE "{key}" = ?', (moved, fid))
    db.commit()
    db.close()


def main(rasif):
    source = shared('data', 'real', 'dev_amman_main_streets.gpkg')
    models = [shared('data', 'dem', name) for name in ('amman_srtm3.tif', 'amman_srtm3_utm36.tif')]
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        (one, _, slopes), (other, _, slopes_too) = (grades(rasif, source, m, folder) for m in models)
        wrong.expect(not slopes and not slopes_too, f'slopes from a coarse model: {slopes} {slopes_too}')
        wrong.expect(sum(g is not None for _, g in one.values()) > 40, 'hardly any street has a grade')
        for ident, (length, grade) in one.items():
            second = other[ident][1]
            wrong.expect((grade is None) == (length < 80) == (second is None), f'{ident}: {length} m, {grade}, {second}')
            if grade is not None and second is not None:
                wrong.expect(abs(grade - second) <= 100 * HEIGHT_OFF_M / length, f'{ident}: {length} m, {grade}, {second}')
        east = pathlib.Path(folder) / 'east.gpkg'
        move_east(source, east)
        for model in models:
            rows, outside, _ = grades(rasif, east, model, folder)
            long = sum(length >= 80 for length, _ in rows.values())
            wrong.expect(all(g is None for _, g in rows.values()), f'{model.name}: grades east of 36 E')
            wrong.expect(outside == long, f'{model.name}: {outside} of {long} streets counted as outside')
    wrong.finish()


if __name__ == '__main__':
    main(sys.argv[1])
