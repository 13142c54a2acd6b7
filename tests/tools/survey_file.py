# SPDX-License-Identifier: MIT
"""Files as 'rasif survey' writes them, made of an audited file and filled in by a test."""
import sqlite3

from making import gpkg

LAYERS = {'sidewalk': 'survey_sidewalks', 'footway': 'survey_footways', 'crossing': 'survey_crossings', 'ramp': 'survey_ramps',
          'steps': 'survey_steps', 'street': 'survey_streets'}


def features(audited, tables):
    """[{table, fid, rasif_id, role, geom}] of all annotated rows."""
    db = sqlite3.connect(f'file:{audited}?mode=ro', uri=True)
    rows = []
    for table in tables:
        for fid, name, role, geom in db.execute(f'SELECT fid, rasif_id, rasif_role, geom FROM "{table}" ORDER BY fid'):
            if name is not None:
                rows.append({'table': table, 'fid': fid, 'rasif_id': name, 'role': role, 'geom': geom})
    db.close()
    return rows


def srs_of(audited, table):
    db = sqlite3.connect(f'file:{audited}?mode=ro', uri=True)
    row = db.execute('SELECT s.* FROM gpkg_spatial_ref_sys s JOIN gpkg_geometry_columns g USING (srs_id) WHERE g.table_name = ?',
                     (table,)).fetchone()
    db.close()
    return row


def survey(path, audited, rows):
    """rows: [{table, fid, rasif_id, role, geom, values: {field: value}, none_found, surveyed_on, surveyor, photo, remark,
    state}]; table None = an element that the surveyor added."""
    srs = srs_of(audited, next(row['table'] for row in rows if row['table']))
    layers = {}
    for row in rows:
        layers.setdefault(LAYERS[row['role']], []).append(row)
    asked = {layer: sorted({field for row in of for field in row['values']}) for layer, of in layers.items()}
    content = {}
    for layer, of in layers.items():
        content[layer] = ('GEOMETRY', [({
            'rasif_id': row['rasif_id'], 'table_name': row['table'], 'source_fid': row['fid'], 'street': None, 'walk': 1,
            'visit': number, 'ask': ' '.join(asked[layer]), **{field: row['values'].get(field) for field in asked[layer]},
            'none_found': row.get('none_found'), 'surveyed_on': row.get('surveyed_on'), 'surveyor': row.get('surveyor'),
            'photo': row.get('photo'), 'remark': row.get('remark'), 'state': row.get('state', 'done')}, [])
            for number, row in enumerate(of, 1)])
    gpkg(path, content, srs=srs[1])
    db = sqlite3.connect(path)
    db.execute('DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = ?', (srs[1],))
    db.execute('INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)', srs[:6])
    for layer, of in layers.items():
        for number, row in enumerate(of, 1):
            db.execute(f'UPDATE {layer} SET geom = ? WHERE fid = ?', (row['geom'], number))
    db.commit()
    db.close()
    return path
