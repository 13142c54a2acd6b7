#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The project that `rasif project` writes of a survey file: the forms of surveyors.

    check_survey_form.py RASIF [PICTURE.png]

As XML: words in the language asked for, units and ranges, keys that can't be changed, only what is asked. Where QGIS is
installed it opens the project, fills in a form and saves it: date and surveyor come by themselves, a width that no
reader would accept is refused. With PICTURE the Arabic form is printed there.
"""
import datetime
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import gpkg
from running import Complaints, run, sha256

HERE, PYTHON = pathlib.Path(__file__).resolve().parent, '/usr/bin/python3'
EAST, NORTH, SRS = 775000.0, 3540000.0, 32636
KEYS = ('rasif_id', 'table_name', 'source_fid', 'street', 'walk', 'visit', 'ask')
SIDEWALK = {'clear_width_m': 'REAL', 'cross_slope_pct': 'REAL', 'surface': 'TEXT', 'gap_mm': 'REAL', 'obstacles': 'TEXT', 'lit': 'TEXT'}
RAMP = {'lip_mm': 'REAL', 'kerb': 'TEXT'}
WKT = ('PROJCS["WGS 84 / UTM zone 36N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
       'UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",33],'
       'PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],AUTHORITY["EPSG","32636"]]')


def row(key, walk, visit, ask, columns, **more):
    return {'rasif_id': key, 'table_name': 'sidewalks', 'source_fid': 1, 'street': 'شارع الملك', 'walk': walk, 'visit': visit, 'ask': ask,
            **dict.fromkeys(columns), 'none_found': None, 'surveyed_on': None, 'surveyor': None, 'photo': None, 'remark': None, 'state': 'todo'} | more


def at(*points):
    return [(EAST + x, NORTH + y) for x, y in points]


def survey(path):
    """A file as 'rasif survey' writes it."""
    gpkg(path, {
        'survey_walks': ('LINESTRING', [({'walk': n, 'length_m': 300.0, 'visits': 2, 'values': 3, 'verdicts': 9, 'settles_m': 200.0},
                                         at((0, 80 * n), (300, 80 * n))) for n in (1, 2)]),
        'survey_sidewalks': ('LINESTRING', [(row('w1', 1, 1, 'clear_width_m surface', SIDEWALK), at((0, 84), (100, 84))),
                                            (row('w2', 1, 2, 'clear_width_m gap_mm obstacles', SIDEWALK), at((110, 84), (200, 84)))]),
        'survey_ramps': ('POINT', [(row('r1', 1, 3, 'lip_mm kerb', RAMP, state='no_access'), at((200, 84)))])}, srs=SRS)
    db = sqlite3.connect(path)
    db.execute('PRAGMA writable_schema = ON')
    for column, kind in (SIDEWALK | RAMP | {'surveyed_on': 'DATE'}).items():
        db.execute("UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table'", (f'"{column}" TEXT', f'"{column}" {kind}'))
    db.execute('UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?', (EAST, NORTH, EAST + 300, NORTH + 200))
    db.execute('UPDATE gpkg_spatial_ref_sys SET definition = ? WHERE srs_id = ?', (WKT, SRS))
    db.commit()
    db.close()
    return path


def words(root, table, field):
    """[(label, value)] of a list of words."""
    for layer in root.iter('maplayer'):
        if layer.findtext('datasource').endswith(f'={table}'):
            widget = next(f for f in layer.iter('field') if f.get('name') == field and f.find('editWidget') is not None).find('editWidget')
            return widget.get('type'), {o.get('name'): o.get('value') for o in widget.iter('Option') if o.get('name') not in (None, 'map')}
    return None


def check_xml(wrong, rasif, path, folder):
    for language, width, asphalt, state in (('en', 'clear width (m)', 'asphalt', 'to visit'), ('ar', 'العرض الصافي (م)', 'أسفلت', 'للزيارة'),
                                            ('fr', None, 'enrobé', 'à visiter')):
        out = folder / f'{language}.qgs'
        run(rasif, 'project', path, '-o', out, '--lang', language)
        first = sha256(out)
        run(rasif, 'project', path, '-o', out, '--lang', language, '--force')
        wrong.expect(sha256(out) == first, f'{language}: two projects differ')
        root = ET.parse(out).getroot()
        kind, surfaces = words(root, 'survey_sidewalks', 'surface')
        wrong.expect(kind == 'ValueMap' and surfaces.get(asphalt) == 'asphalt', f'{language}: surface {kind} {surfaces}')
        wrong.expect(words(root, 'survey_sidewalks', 'state')[1].get(state) == 'todo', f'{language}: states')
        kind, number = words(root, 'survey_sidewalks', 'clear_width_m')
        wrong.expect(kind == 'Range' and (number['Min'], number['Max']) == ('0', '200') and number['Suffix'].strip() in ('m', 'م'),
                     f'{language}: width {kind} {number}')
        none = set(words(root, 'survey_sidewalks', 'none_found')[1].values())
        wrong.expect(set(SIDEWALK) <= none and not none & {'lip_mm', 'kerb'}, f'{language}: none found of {none}')
        aliases = {a.get('field'): a.get('name') for a in root.iter('alias')}
        wrong.expect(width is None or aliases['clear_width_m'] == width, f'{language}: {aliases["clear_width_m"]}')
        wrong.expect(all(name.strip() for name in aliases.values()) and not any('survey_form' in n for n in aliases.values()), f'{language}: {aliases}')
        boxes = {box.find('attributeEditorField').get('name'): box.get('visibilityExpression') for box in root.iter('attributeEditorContainer')
                 if box.get('visibilityExpressionEnabled') == '1'}
        wrong.expect(set(boxes) == set(SIDEWALK) | set(RAMP) and all(f"'{f}'" in e for f, e in boxes.items()), f'{language}: {boxes}')


def check_refusals(wrong, rasif, path, folder):
    done = run(rasif, 'project', path, '-o', folder / 'en.qgs', expect=None)
    wrong.expect(done.returncode == 2, f'an existing project: exit {done.returncode}')
    done = run(rasif, 'project', path, '-o', path, '--force', expect=None)
    wrong.expect(done.returncode == 2, f'the survey itself as target: exit {done.returncode}')


def qgis(folder, project, *arguments):
    """None: QGIS is not installed."""
    if subprocess.run([PYTHON, '-c', 'import qgis.core'], capture_output=True, check=False).returncode != 0:
        return None
    runtime = folder / 'runtime'
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment = dict(os.environ, QT_QPA_PLATFORM='offscreen', HOME=str(folder), XDG_RUNTIME_DIR=str(runtime), LC_ALL='C.UTF-8')
    done = subprocess.run([PYTHON, HERE / 'open_survey.py', project, *map(str, arguments)], capture_output=True, text=True,
                          env=environment, check=False, timeout=300)
    lines = [line for line in done.stdout.splitlines() if line.startswith('{')]
    if not lines:
        print(f'{project}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}')
        sys.exit(1)
    return json.loads(lines[-1])


def check_form(wrong, found, language):
    fields = found['fields']
    wrong.expect(found['read'] and found['crs'] == f'EPSG:{SRS}', f'{language}: read {found["read"]}, {found["crs"]}')
    wrong.expect(all(valid for valid, _, _ in found['layers'].values()) and found['layers']['survey_walks'][1], f'layers {found["layers"]}')
    wrong.expect(found['order'] == ['survey_ramps', 'survey_sidewalks', 'survey_walks'], f'order {found["order"]}')
    wrong.expect(all(fields[key]['fixed'] for key in KEYS), 'a key can be changed')
    wrong.expect({name: fields[name]['widget'] for name in ('clear_width_m', 'surface', 'photo', 'surveyed_on', 'rasif_id', 'ask', 'state')} ==
                 {'clear_width_m': 'Range', 'surface': 'ValueMap', 'photo': 'ExternalResource', 'surveyed_on': 'DateTime',
                  'rasif_id': 'Hidden', 'ask': 'Hidden', 'state': 'ValueMap'}, f'widgets {fields}')
    wrong.expect(fields['photo']['config']['RelativeStorage'] == 1, 'photos lie as seen from the project')
    wrong.expect(fields['surveyed_on']['default'][1] and fields['surveyor']['default'][1], 'date and surveyor are filled in at every change')
    wrong.expect(fields['clear_width_m']['hard'] and not fields['state']['hard'], 'constraints')
    wrong.expect(found['saved'] and not found['too_wide'], f'saved {found["saved"]}, a width of 900 m {found["too_wide"]}')
    kept = {name: found['row'][name] for name in ('rasif_id', 'clear_width_m', 'surface', 'state', 'gap_mm', 'surveyed_on')}
    wrong.expect(kept == {'rasif_id': 'w1', 'clear_width_m': 1.35, 'surface': 'asphalt', 'state': 'done', 'gap_mm': None,
                          'surveyed_on': datetime.date.today().isoformat()}, f'{language}: the row is {kept}')
    wrong.expect(bool(found['row']['surveyor']), 'no surveyor')
    asked = {name: any(label.startswith(fields[name]['alias']) for label in found['labels']) for name in SIDEWALK}
    wrong.expect(asked == {name: name in ('clear_width_m', 'surface') for name in SIDEWALK}, f'{language}: the form shows {found["labels"]}')
    wrong.expect(len(found['legend']) == 3 and all(found['legend']), f'legend {found["legend"]}')


def main(rasif, picture=None):
    wrong = Complaints()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        path = survey(folder / 'survey.gpkg')
        before = sha256(path)
        check_xml(wrong, rasif, path, folder)
        check_refusals(wrong, rasif, path, folder)
        wrong.expect(sha256(path) == before, 'the survey was written to')
        for language in ('ar', 'en'):
            survey(path)
            found = qgis(folder, folder / f'{language}.qgs', *([picture] if picture and language == 'ar' else []))
            if found is None:
                print('QGIS is not installed: the form is checked as XML alone')
                break
            check_form(wrong, found, language)
    wrong.finish()


if __name__ == '__main__':
    main(*sys.argv[1:3])
