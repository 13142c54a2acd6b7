#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A survey goes through QGIS and comes back: two surveyors fill in copies in edit sessions of layers, as QField and QGIS do.

    check_merge_qgis.py RASIF NEIGHBOURHOOD.gpkg

Both answer the same 20 fields differently on the same day: 20 conflicts, each listed with both values, none used. They move a
line, add an element, tick a box and leave the file in WAL mode. Skipped (77) without QGIS.
"""
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
try:
    from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer
    from qgis.PyQt.QtCore import QDate
except ImportError:
    if sys.executable != '/usr/bin/python3' and os.path.exists('/usr/bin/python3'):  # Debian's, which has QGIS's modules
        os.execv('/usr/bin/python3', ['/usr/bin/python3', *sys.argv])
    print('skipped: QGIS is not installed for ' + sys.executable)
    sys.exit(77)

import survey_file
from running import Complaints, database, run, sha256

CONFLICTS = 20


def edit(path, layer, change):
    """One edit session of a layer, committed."""
    vector = QgsVectorLayer(f'{path}|layername={layer}', layer, 'ogr')
    assert vector.isValid() and vector.startEditing(), layer
    change(vector)
    assert vector.commitChanges(), vector.commitErrors()


def fill(path, layer, numbers, answers, surveyor):
    """answers(number) = {column: value} for the rows of those numbers."""
    def change(vector):
        for number, feature in enumerate(vector.getFeatures()):
            if number not in numbers:
                continue
            values = {**answers(number), 'surveyed_on': QDate(2026, 5, 1), 'surveyor': surveyor, 'state': 'done'}
            for column, value in values.items():
                index = vector.fields().indexFromName(column)
                assert index >= 0 and vector.changeAttributeValue(feature.id(), index, value), column
    edit(path, layer, change)


def main():
    rasif, source = sys.argv[1:3]
    wrong = Complaints()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        city = folder / 'city.gpkg'
        shutil.copy(source, city)
        run(rasif, 'audit', city, '-o', folder / 'audited.gpkg', '-q')
        features = survey_file.features(folder / 'audited.gpkg', ['sidewalks', 'crossings'])
        blank = {'clear_width_m': None, 'surface': None, 'obstacles': None, 'kerb': None, 'tactile_guidance': None}
        survey_file.survey(folder / 'blank.gpkg', folder / 'audited.gpkg', [{**f, 'values': dict(blank), 'state': 'todo'} for f in features])
        typed(folder / 'blank.gpkg')
        for surveyor in 'ana', 'ben':
            shutil.copy(folder / 'blank.gpkg', folder / f'{surveyor}.gpkg')
        fill(folder / 'ana.gpkg', 'survey_sidewalks', range(30), lambda i: {'clear_width_m': 1.0 + i / 100, 'obstacles': '{"tree","pole"}'}, 'Ana')
        fill(folder / 'ben.gpkg', 'survey_sidewalks', range(CONFLICTS), lambda i: {'clear_width_m': 2.0 + i / 100}, 'Ben')
        fill(folder / 'ben.gpkg', 'survey_crossings', range(3), lambda i: {'none_found': 'tactile_warning', 'photo': f'photos/{i}.jpg'}, 'Ben')

        def redraw(vector):
            first, second = list(vector.getFeatures())[40:42]
            line = QgsGeometry(first.geometry())
            line.translate(0, 2)
            assert vector.changeGeometry(first.id(), line)
            new = QgsFeature(vector.fields())
            new.setGeometry(QgsGeometry.fromPolylineXY([QgsPointXY(p.x(), p.y() + 9) for p in second.geometry().vertices()]))
            new.setAttribute('clear_width_m', 1.7)
            assert vector.addFeature(new)
        edit(folder / 'ana.gpkg', 'survey_sidewalks', redraw)
        wal(folder / 'ben.gpkg')
        before = {path: sha256(path) for path in (city, folder / 'ana.gpkg', folder / 'ben.gpkg')}
        done = run(rasif, 'merge', city, '--survey', folder / 'ana.gpkg', '--survey', folder / 'ben.gpkg', '-o', folder / 'city2.gpkg')
        wrong.expect(before == {path: sha256(path) for path in before}, 'an input was changed')
        check(wrong, done, folder / 'city2.gpkg')
        run(rasif, 'audit', folder / 'city2.gpkg', '-o', folder / 'audited2.gpkg', '-q')
        in_qgis(wrong, folder / 'audited2.gpkg')
    wrong.finish()


def typed(path):
    """Columns of numbers and dates, as 'rasif survey' declares them."""
    db = sqlite3.connect(path)
    db.execute('PRAGMA writable_schema = ON')
    db.execute("UPDATE sqlite_schema SET sql = replace(replace(sql, '\"clear_width_m\" TEXT', '\"clear_width_m\" REAL'), "
               "'\"surveyed_on\" TEXT', '\"surveyed_on\" DATE') WHERE name LIKE 'survey_%'")
    db.commit()
    db.close()


def wal(path):
    """As a program leaves the file that has it open."""
    db = sqlite3.connect(path)
    db.execute('PRAGMA journal_mode = WAL')
    db.close()


def check(wrong, done, path):
    db = database(path)
    conflicts = db.execute("SELECT source_fid, count(*), min(value), max(value), min(original), min(reason) FROM survey_values "
                           "WHERE state = 'conflict' GROUP BY source_fid, field").fetchall()
    wrong.expect(len(conflicts) == CONFLICTS and all(row[1] == 2 and row[5] == 'same_day' for row in conflicts), f'{len(conflicts)} conflicts')
    wrong.expect(f'conflicts: {CONFLICTS};' in done.stderr and f'({CONFLICTS}):' in done.stdout, done.stderr)
    for fid, _, low, high, *_ in conflicts:
        line = [line for line in done.stdout.splitlines() if line.startswith(f'  sidewalks {fid} clear_width_m: city ')]
        wrong.expect(len(line) == 1 and f' {low} (2026-05-01, Ana' in line[0] and f' {high} (2026-05-01, Ben' in line[0], f'{fid}: {line}')
    used = dict(db.execute("SELECT field, count(*) FROM survey_values WHERE state = 'used' GROUP BY field"))
    wrong.expect(used == {'clear_width_m': 10, 'obstacles': 30, 'tactile_warning': 3}, f'used: {used}')
    lists = {row[0] for row in db.execute("SELECT value FROM survey_values WHERE field = 'obstacles'")}
    wrong.expect(lists == {'tree;pole'}, f'lists of QGIS: {lists}')
    kinds = sorted(row[0] for row in db.execute('SELECT kind FROM survey_proposals'))
    wrong.expect(kinds == ['moved', 'new'], f'proposals: {kinds}')
    photos = sorted({row[0] for row in db.execute("SELECT photo FROM survey_values WHERE photo IS NOT NULL")})
    wrong.expect(photos == ['photos/0.jpg', 'photos/1.jpg', 'photos/2.jpg'], f'photos: {photos}')
    db.close()


def in_qgis(wrong, path):
    """Both tables open in QGIS."""
    for layer, rows in ('survey_values', None), ('survey_proposals', 2):
        vector = QgsVectorLayer(f'{path}|layername={layer}', layer, 'ogr')
        wrong.expect(vector.isValid() and (rows is None or vector.featureCount() == rows), f'{layer} in QGIS: {vector.featureCount()}')
    vector = QgsVectorLayer(f'{path}|layername=survey_proposals', 'p', 'ogr')
    wrong.expect(not vector.extent().isEmpty() and vector.crs().isValid(), 'the proposals have no place in QGIS')


application = QgsApplication([], False)
application.initQgis()
main()
