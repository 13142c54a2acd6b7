#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the first inputs of the fuzz targets from the fixtures and the built-in data.

    seeds.py FOLDER DATA-FOLDER RASIF FIXTURE.gpkg...

FOLDER/TARGET/ gets one file per input: geometries (wkb), texts and numbers of cells with two bytes
for the units before them (quantity), YAML files (yaml, mapping, rules), baselines and waivers (accept),
gathered tags (tags), areas (boundary), other formats and zips of them (convert), heights (raster), and the
fixtures cut down to a few rows and small pages, so that a changed byte hits something (gpkg, audit), also as
an audit leaves them (result). The first byte of some chooses the format.
"""
import hashlib
import io
import json
import os
import pathlib
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zipfile

TEXTS = ['1.45 m', '1,5', 'ca. 2', '8%', '-15 %', '2 cm', '6\'2"', '6 ft 2 in', '1:12', '1 in 12', '20 mph',
         '1.234,5', '1-2', '1,5;2', '٢٫٥ م', 'up', 'nan', '', '1e308', '0x10', '≈3', '1 000', '5°', '30 ‰']
MAPPING = '''extends: native
layers:
  sidewalks:
    layer: [calcadas, "other.gpkg:calcadas"]
    where: "tipo = 'calcada'"
    fields:
      clear_width_m: {field: largura, unit: cm}
      running_slope_pct: [{field: incl, unit: ratio}, {sql: "abs(x)"}]
      surface: {field: pav, values: {asfalto: asphalt, "*": ignore}, origin: assumed}
    missing: [nan, "?", 999]
    assume: {clear_width_m: 1.5 m}
  walk: {footways: {where: "a = 1"}, steps: {}}
fields: {crossings: {control: signals}}
missing: [none]
defaults: {unmapped-sidewalk: unknown}
'''

# Rows in parts, with numbers and texts of every length (fuzz_rows.c)
ROWS = [b'', bytes(range(256)) * 8, b'\x75\x30' + b'\x01\x03\x42\x10\x40\x45\x0f\xdc\x00\x09\x00\x02' * 300,
        b'\x00\x00' + b'\xc1\x03\x22\x05\x24\x07\x65\x1f\xb8\x01\x00\x00\x07' * 100]


# Quarters of a metre; -128 begins the next ring, area or obstacle (fuzz_area.c)
AREAS = [[(0, 0), (100, 0), (100, 8), (0, 8)],
         [(0, 0), (40, 0), (40, 30), (34, 30), (34, 6), (0, 6)],
         [(0, 0), (60, 0), (60, 40), (0, 40), (-128, 2), (8, 8), (8, 32), (52, 32), (52, 8)],
         [(0, 0), (60, 0), (60, 8), (0, 8), (-128, 1), (60, 0), (90, 0), (90, 4), (60, 4)],
         [(0, 0), (80, 0), (80, 9), (0, 9), (-128, 2), (40, 5), (-128, -128)],
         [(0, 0), (50, 0), (50, 20), (30, 20), (30, 3), (28, 3), (28, 20), (0, 20)],
         [(0, 0), (40, 40), (40, 0), (0, 40)], [(0, 0), (90, 1), (0, 2)], [(0, 0), (9, 0), (9, 9), (0, 9)]]


TAGS = [('surface', '"highway"=>"footway", "surface"=>"asphalt"'), ('width', '{"width": 1.5, "lit": true, "a": [1]}'),
        ('kerb', '"kerb"=>NULL,"a\\"b"=>"c\\\\"'), ('a', "['footway', 'steps']"), ('b', 'footway;steps; path'),
        ('c', '["sign", "pole"]'), ('d', '[3, 33]'), ('x', '{"x":"\\n\\u0041"}'), ('', '{}')]
BASELINE = '# asked: prowag-2023 wheelchair_manual\nsidewalk-clear-width:w0123456789abcdef:0\n\nramp-lip:r0123456789abcdef-2:1\r\n'
WAIVERS = """waivers:
  - {rule: ramp-lip, feature: "ramps:14", reason: "ground off, contract 118", until: 2027-06-30}
  - {finding: "sidewalk-headroom:w919ee41d70defc2d:0", reason: the sign belongs to the ministry, until: 2026-12-31}
  - {rule: sidewalk-surface, feature: w919ee41d70defc2d, reason: x, until: 2026-02-28}
"""
GML = """<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><sidewalks gml:id="s.1"><name>a</name><geom>
<gml:LineString srsName="EPSG:4326"><gml:coordinates>35.9,31.9 35.91,31.9</gml:coordinates></gml:LineString></geom>
</sidewalks></gml:featureMember></gml:FeatureCollection>"""
KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>a</name><LineString><coordinates>35.9,31.9
35.91,31.9</coordinates></LineString></Placemark></Document></kml>"""
GPX = """<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>a</name><trkseg><trkpt lat="31.9" lon="35.9"/>
<trkpt lat="31.9" lon="35.91"/></trkseg></trk></gpx>"""
DXF = '0\nSECTION\n2\nENTITIES\n0\nLINE\n8\nwalk\n10\n1\n20\n2\n11\n3\n21\n4\n0\nENDSEC\n0\nEOF\n'
CSV = 'name,width,WKT\na,1.5,"LINESTRING (35.9 31.9, 35.91 31.9)"\nb,,"LINESTRING EMPTY"\n'
MIF = ('Version 300\nDelimiter ","\nCoordSys Earth Projection 1, 104\nColumns 1\n  name Char(9)\nData\n'
       'Line 35.9 31.9 35.91 31.9\n', '"a"\n')
ASC = 'ncols 4\nnrows 3\nxllcorner 90\nyllcorner 170\ncellsize 10\nNODATA_value -9999\n' + '1 2 3 -9999\n' * 3
XYZ = ''.join(f'{x} {y} {x + y}\n' for y in (190, 200, 210) for x in (90, 100, 110))


def save(folder, target, data):
    path = folder / target
    path.mkdir(parents=True, exist_ok=True)
    (path / hashlib.sha1(data).hexdigest()[:16]).write_bytes(data)


def feature_tables(db):
    return db.execute('SELECT table_name, column_name FROM gpkg_geometry_columns ORDER BY 1').fetchall()


def cells(folder, db):
    """The first geometries of every layer, and the first texts and numbers."""
    for n, text in enumerate(TEXTS):
        save(folder, 'quantity', bytes([n % 16, (n + 1) % 16]) + text.encode())
    for table, geometry in feature_tables(db):
        for row in db.execute(f'SELECT * FROM "{table}" LIMIT 3'):
            for cell in row:
                if isinstance(cell, bytes):
                    save(folder, 'wkb', cell)
                elif cell is not None:
                    save(folder, 'quantity', b'\x01\x01' + str(cell).encode())


def small(path, rows):
    """The fixture with so many rows a layer and pages of 512 bytes."""
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        copy = pathlib.Path(temporary) / 'small.gpkg'
        shutil.copy(path, copy)
        db = sqlite3.connect(copy, isolation_level=None)
        for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        for table, geometry in feature_tables(db):
            db.execute(f'DROP TABLE IF EXISTS "rtree_{table}_{geometry}"')
            key = db.execute('SELECT name FROM pragma_table_info(?) WHERE pk', (table,)).fetchone()[0]
            db.execute(f'DELETE FROM "{table}" WHERE "{key}" NOT IN '
                       f'(SELECT "{key}" FROM "{table}" ORDER BY "{key}" LIMIT {rows})')
        db.execute("UPDATE gpkg_spatial_ref_sys SET definition = substr(definition, 1, 40), description = ''")
        db.execute('DELETE FROM gpkg_spatial_ref_sys WHERE srs_id NOT IN '
                   '(SELECT srs_id FROM gpkg_geometry_columns)')
        db.execute('PRAGMA page_size = 512')
        db.execute('VACUUM')
        db.close()
        return copy.read_bytes()


def tables():
    """A file of small pages with what a table's pages can hold: long rows, gaps, columns added later."""
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        path = pathlib.Path(temporary) / 'tables.db'
        db = sqlite3.connect(path, isolation_level=None)
        db.execute('PRAGMA page_size = 512')
        db.execute('CREATE TABLE a (r REAL, fid INTEGER PRIMARY KEY, t TEXT, b BLOB)')
        for i in range(40):
            db.execute('INSERT INTO a VALUES (?, ?, ?, ?)', (i / (1 + i % 3), i * 3 - 20 << i % 4 * 9,
                                                             'x' * (i % 7 * 20), bytes(i % 5 * 200)))
        db.execute('CREATE TABLE b (n)')
        db.execute('INSERT INTO b VALUES (1), (-300), (NULL), (70000)')
        db.execute('ALTER TABLE b ADD COLUMN later')
        db.close()
        return path.read_bytes()


def lines(kind, coordinates, **properties):
    return {'type': 'FeatureCollection', 'features': [
        {'type': 'Feature', 'properties': {'name': 'a', **properties},
         'geometry': {'type': kind, 'coordinates': coordinates}}]}


def shapefile():
    """.shx, .dbf (each after its length), .shp: one line."""
    points = struct.pack('<4d', 35.9, 31.9, 35.91, 31.9)
    record = struct.pack('<i4d3i', 3, 35.9, 31.9, 35.91, 31.9, 1, 2, 0) + points
    def head(length):
        return struct.pack('>7i', 9994, 0, 0, 0, 0, 0, length // 2) + struct.pack('<2i8d', 1000, 3, 35.9, 31.9, 35.91,
                                                                                 31.9, 0, 0, 0, 0)
    shp = head(108 + len(record)) + struct.pack('>2i', 1, len(record) // 2) + record
    shx = head(108) + struct.pack('>2i', 50, len(record) // 2)
    field = b'name'.ljust(11, b'\0') + b'C' + bytes(4) + bytes([9, 0]) + bytes(14)
    dbf = struct.pack('<4BIHH20x', 3, 126, 1, 1, 1, 65, 10) + field + b'\r' + b' ' + b'a'.ljust(9) + b'\x1a'
    sidecars = [dbf, shx]
    return b''.join(struct.pack('<H', len(part)) + part for part in sidecars) + shp


def zipped(members):
    """Stored, not packed, so that a changed byte hits something."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as file:
        for name, text in members.items():
            file.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def formats(folder):
    walk = json.dumps(lines('LineString', [[35.9, 31.9], [35.91, 31.9]], highway='footway', width=1.5))
    feature = json.dumps(json.loads(walk)['features'][0])
    osw = zipped({'x.edges.geojson': walk, 'x.nodes.geojson': json.dumps(lines('Point', [35.9, 31.9], barrier='kerb'))})
    for kind, data in ((0, walk), (0, json.dumps(lines('MultiLineString', [[[1, 2], [3, 4, 5]]], a=None, b=[1, 'x']))),
                       (1, CSV), (2, osw), (2, zipped({'__MACOSX/._a.csv': '', 'd/a.csv': CSV, 'b.gml': GML})),
                       (3, shapefile()), (4, GML), (5, KML), (7, DXF), (8, GPX), (10, feature + '\n' + feature + '\n'),
                       (9, struct.pack('<H', len(MIF[1])) + MIF[1].encode() + MIF[0].encode())):
        data = data if isinstance(data, bytes) else data.encode()
        save(folder, 'convert', bytes([kind]) + data)
    area = [[[35.9, 31.9], [35.91, 31.9], [35.91, 31.91], [35.9, 31.9]]]
    for polygons in (lines('Polygon', area), lines('MultiPolygon', [area, area]), lines('Polygon', area + [area[0][::-1]])):
        save(folder, 'boundary', b'\2' + json.dumps(polygons).encode())
    for kind, text in ((1, ASC), (2, XYZ)):
        save(folder, 'raster', bytes([kind]) + text.encode())
    for key, text in TAGS:
        save(folder, 'tags', bytes([len(key)]) + key.encode() + text.encode())
    save(folder, 'accept', b'\0' + BASELINE.encode())
    save(folder, 'accept', b'\1' + WAIVERS.encode())


def audited(rasif, bytes_):
    """What an audit makes of the file, without the styles, in small pages."""
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        path, out = pathlib.Path(temporary) / 'in.gpkg', pathlib.Path(temporary) / 'out.gpkg'
        path.write_bytes(bytes_)
        subprocess.run([rasif, 'audit', '-q', path, '-o', out, '--profile', 'long_cane'], check=True,
                       stdout=subprocess.DEVNULL, env=os.environ | {'ASAN_OPTIONS': 'detect_leaks=0'})
        db = sqlite3.connect(out, isolation_level=None)
        for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        for table, column in feature_tables(db):
            db.execute(f'DROP TABLE IF EXISTS "rtree_{table}_{column}"')
        db.execute('DELETE FROM layer_styles')
        db.execute("UPDATE gpkg_spatial_ref_sys SET definition = substr(definition, 1, 40), description = ''")
        db.execute('PRAGMA page_size = 512')
        db.execute('VACUUM')
        db.close()
        return out.read_bytes()


def main():
    folder, data, rasif, fixtures = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
    shutil.rmtree(folder, ignore_errors=True)
    for path in sorted(data.rglob('*.yaml')):
        target = 'mapping' if path.parent.name == 'presets' else 'yaml'
        save(folder, target, path.read_bytes())
        if path.parent.name in ('rules', 'standards', 'profiles'):
            save(folder, 'rules', path.read_bytes())
    save(folder, 'mapping', MAPPING.encode())
    formats(folder)
    for points in AREAS:
        save(folder, 'area', bytes(number % 256 for point in points for number in point))
    save(folder, 'plain', tables())
    for rows in ROWS:
        save(folder, 'rows', rows)
    for path in fixtures:
        db = sqlite3.connect(f'file:{path}?immutable=1', uri=True)
        cells(folder, db)
        db.close()
        for rows in (1, 3):
            file = small(path, rows)
            for target in ('gpkg', 'audit'):
                save(folder, target, file)
            if rows == 1:
                save(folder, 'result', audited(rasif, file))


if __name__ == '__main__':
    main()
