# SPDX-License-Identifier: MIT
"""Layers that hold several kinds of geometry are drawn by class in QGIS, whatever their role and whichever
kind QGIS opens: every feature is drawn alone and looked at."""
import pathlib
import sqlite3
import subprocess

from running import shared, skip

DRAWN = pathlib.Path(__file__).resolve().parents[1] / 'tools' / 'qgis_colours.py'


def colours(audited, table):
    """[(geometrytype asked for, FID, kind, class, seen)]: `seen` = the colour of the class is in the picture
    of the feature."""
    done = subprocess.run(['/usr/bin/python3', str(DRAWN), str(audited.out), table], capture_output=True,
                          text=True, check=False, timeout=300)
    if done.returncode == 77:
        skip('QGIS is not installed')
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return [tuple(line.split('\t')) for line in done.stdout.splitlines()]


def all_drawn(cases, audited, table, expected, why):
    """`expected`: {kind: number of features}; each is drawn with no filter and with that of its kind."""
    rows = colours(audited, table)
    for asked in ('', 'own'):
        found = {}
        for row in rows:
            if row[0] == asked:
                found[row[2]] = found.get(row[2], 0) + 1
        cases.expect(found == expected, f'{audited.name} {table}: {found} instead of {expected}')
    lost = [row for row in rows if row[4] != 'yes']
    cases.expect(not lost, f'{audited.name} {table}: {len(lost)} of {len(rows)} without the colour of their class, '
                           f'as {lost[:3]}: {why}')


def case_areas_in_a_layer_of_any_geometry(cases):
    audited = cases.audit('h_a_mixed_polygons.gpkg')
    all_drawn(cases, audited, 'sidewalks', {'Polygon': 2}, 'the role is mostly lines, these are areas')


def case_points_and_lines(cases):
    audited = cases.audit(shared('data', 'real', 'dev_santacruz_small.gpkg'))
    all_drawn(cases, audited, 'crossings', {'Point': 232, 'Line': 94}, 'points and lines in one layer')


def case_three_kinds_some_without_a_role(cases):
    """Rows that a `where` leaves out are drawn as not judged, whatever they are."""
    path = cases.folder / 'three.gpkg'
    path.write_bytes(shared('data', 'real', 'dev_santacruz_small.gpkg').read_bytes())
    db = sqlite3.connect(path)
    triggers = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        db.execute(f'DROP TRIGGER "{name}"')
    area = db.execute('SELECT geom FROM sidewalk_areas LIMIT 1').fetchone()[0]
    db.execute('UPDATE crossings SET geom = ? WHERE rowid = (SELECT min(rowid) FROM crossings)', (area,))
    db.commit()
    db.close()
    mapping = cases.folder / 'three.yaml'
    mapping.write_text('extends: native\nlayers:\n  crossings: {where: "id > 20"}\n', encoding='utf-8')
    audited = cases.audit(path, '--mapping', mapping)
    rows = colours(audited, 'crossings')
    cases.expect({row[2] for row in rows} == {'Point', 'Line', 'Polygon'}, 'a layer of three kinds')
    lost = [row for row in rows if row[4] != 'yes']
    cases.expect(not lost, f'three kinds: {len(lost)} of {len(rows)} not drawn, as {lost[:3]}')
