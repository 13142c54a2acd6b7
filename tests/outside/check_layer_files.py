#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A folder of FlatGeobuf or GeoJSON files holds what the GeoPackage of the same audit holds: every table,
row and value, read by SQLite on one side, by GDAL, json and csv on the other. With odd rows: cells that
contradict their column, empty and missing geometries, curves, heights, rings the wrong way round, the 180th
meridian, names that no file may have.

    check_layer_files.py RASIF INPUT.gpkg...

Skipped (77) without GDAL's Python module.
"""
import csv
import json
import pathlib
import re
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, run, skip

try:
    from osgeo import gdal, ogr, osr
except ImportError:
    skip('no osgeo module')

gdal.UseExceptions()
ogr.UseExceptions()
osr.UseExceptions()
STEADY = {'SOURCE_DATE_EPOCH': '1768000000'}

ODD = ['LINESTRING(777000 3540000,777010 3540010)', None, 'LINESTRING EMPTY',
       'POLYGON((777000 3540000,777000 3540010,777010 3540010,777000 3540000),'
       '(777001 3540002,777002 3540004,777001 3540004,777001 3540002))',
       'POLYGON((777000 3540000,777010 3540010,777000 3540010,777000 3540000))',
       'POINT Z (777000 3540000 5.125)', 'LINESTRING ZM (777000 3540000 1 2,777010 3540010 3 4)',
       'CIRCULARSTRING(777000 3540000,777005 3540005,777010 3540000)',
       'GEOMETRYCOLLECTION(POINT(777000 3540000),LINESTRING(777000 3540000,777010 3540010))',
       'MULTIPOINT(777000 3540000,777001 3540001)']
VALUES = ["yes", 7, 2**53 + 1, -0.5, '', 'a "b", c\r\nd', '[1, 2]', '{"a": 1}', b'\x00\xff', None]


def make_odd(path):
    """Adds tables that no role takes, so that they are carried as they are."""
    dataset = gdal.OpenEx(str(path), gdal.OF_UPDATE | gdal.OF_VECTOR)
    system = osr.SpatialReference()
    system.ImportFromEPSG(32636)
    degrees = osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    for name, crs, kind, shapes in (
            ('odd: a/b', system, ogr.wkbUnknown, ODD),
            ('mixed', system, ogr.wkbMultiLineString, [ODD[0], 'MULTILINESTRING((777000 3540000,777010 3540010))']),
            ('heights', system, ogr.wkbLineString25D, ['LINESTRING Z (777000 3540000 1,777010 3540010 2)', ODD[0]]),
            ('empty', system, ogr.wkbPoint, []),
            ('nowhere', system, ogr.wkbPoint, [None, None]),
            ('around', degrees, ogr.wkbLineString, ['LINESTRING(179.9 10,180.1 10)'])):
        layer = dataset.CreateLayer(name, crs, kind)
        for field, type_, sub in (('any', ogr.OFTInteger, ogr.OFSTNone), ('flag', ogr.OFTInteger, ogr.OFSTBoolean),
                                  ('day', ogr.OFTDate, ogr.OFSTNone), ('at', ogr.OFTDateTime, ogr.OFSTNone),
                                  ('small', ogr.OFTInteger, ogr.OFSTInt16), ('big', ogr.OFTInteger64, ogr.OFSTNone),
                                  ('real', ogr.OFTReal, ogr.OFSTNone), ('bytes', ogr.OFTBinary, ogr.OFSTNone),
                                  ('text', ogr.OFTString, ogr.OFSTNone)):
            definition = ogr.FieldDefn(field, type_)
            definition.SetSubType(sub)
            if field == 'text':
                definition.SetWidth(40)
            layer.CreateField(definition)
        for number, shape in enumerate(shapes):
            feature = ogr.Feature(layer.GetLayerDefn())
            if shape:
                feature.SetGeometry(ogr.CreateGeometryFromWkt(shape))
            for field, value in (('flag', number % 2), ('day', '2026-02-28'), ('at', '2026-02-28T01:02:03.456Z'),
                                 ('small', -7), ('big', 2**53 + 1), ('real', 0.1), ('text', f'نص {number}')):
                if number != 3:
                    feature.SetField(field, value)
            layer.CreateFeature(feature)
    layer = dataset = None
    db = sqlite3.connect(path)
    for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')  # they call functions that only GDAL has
    for fid, value in enumerate(VALUES, 1):
        db.execute('UPDATE "odd: a/b" SET any = ?, text = coalesce(?, text) WHERE fid = ?',
                   (value, value if isinstance(value, str) else None, fid))
    db.execute('UPDATE mixed SET bytes = ?', (b'\x00\x01\xfe',))
    db.commit()
    db.close()


class Table:
    """A table of the GeoPackage as SQLite has it."""

    def __init__(self, db, name):
        self.name = name
        found = db.execute('SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?',
                           (name,)).fetchone()
        self.geometry, self.srs = found or (None, None)
        info = db.execute('SELECT name, type, pk FROM pragma_table_info(?)', (name,)).fetchall()
        self.key = next(column for column, _, pk in info if pk)
        self.declared = {column: kind.upper() for column, kind, _ in info if column != self.geometry}
        cursor = db.execute(f'SELECT * FROM "{name}"')
        names = [column[0] for column in cursor.description]
        self.rows = {}
        for row in cursor:
            values = dict(zip(names, row))
            values['\0shape'] = shape(values.pop(self.geometry)) if self.geometry else None
            self.rows[values[self.key]] = values

    def column(self, name):
        return [row[name] for row in self.rows.values() if row[name] is not None]

    def boolean(self, name):
        return self.declared[name] == 'BOOLEAN' and all(value in (0, 1) for value in self.column(name))

    def as_text(self, name):
        """Texts, or kinds of values that have nothing else in common."""
        kinds = {type(value) for value in self.column(name)}
        return str in kinds or bytes in kinds and len(kinds) > 1


def shape(blob):
    """None for what is null or empty."""
    if blob is None:
        return None
    size = (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    geometry = ogr.CreateGeometryFromWkb(bytes(blob[8 + size:]))
    return None if geometry.IsEmpty() else geometry


def written(value):
    """A value in a column of texts."""
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, str) else repr(value)


def file_name(table):
    return re.sub(r'[/\\:*?"<>|]', '_', table)


def flat_points(geometry):
    """All points (x, y, z) in order, curves as lines."""
    if geometry.GetGeometryCount() > 0:
        return [point for i in range(geometry.GetGeometryCount()) for point in flat_points(geometry.GetGeometryRef(i))]
    return [geometry.GetPoint(i) for i in range(geometry.GetPointCount())]


def json_points(shape_):
    if shape_['type'] == 'GeometryCollection':
        return [point for member in shape_['geometries'] for point in json_points(member)]
    points, todo = [], [shape_['coordinates']]
    while todo:
        item = todo.pop(0)
        if isinstance(item[0], (int, float)):
            points.append(item)
        else:
            todo = item + todo
    return points


def turn(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in
               zip([(x - ring[0][0], y - ring[0][1]) for x, y, *_ in ring],
                   [(x - ring[0][0], y - ring[0][1]) for x, y, *_ in ring[1:]]))


def rings_wrong(shape_):
    """RFC 7946, 3.1.6."""
    polygons = {'Polygon': lambda c: [c], 'MultiPolygon': lambda c: c}.get(shape_['type'], lambda c: [])(
        shape_.get('coordinates'))
    return any((turn(ring) <= 0) == (i == 0) for rings in polygons for i, ring in enumerate(rings))


def close(a, b, digits):
    return len(a) == len(b) and all(abs(x - y) < digits for x, y in zip(a, b))


def check_geojson(folder, tables, wrong):
    degrees = osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    wrong.expect({path.name for path in folder.iterdir()} == {f'{file_name(name)}.geojson' for name in tables},
                 f'GeoJSON: other files: {sorted(path.name for path in folder.iterdir())}')
    for table in tables.values():
        where = f'GeoJSON: {table.name}'
        whole = json.loads((folder / f'{file_name(table.name)}.geojson').read_text(encoding='utf-8'))
        wrong.expect(list(whole) == ['type', 'name', 'features'] and whole['name'] == table.name, f'{where}: members')
        wrong.expect([f['id'] for f in whole['features']] == sorted(table.rows), f'{where}: rows')
        way = None
        if table.geometry:
            system = osr.SpatialReference()
            system.ImportFromEPSG(table.srs)
            system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
            way = osr.CoordinateTransformation(system, degrees)
        for feature in whole['features']:
            row = table.rows[feature['id']]
            for name, found in feature['properties'].items():
                value = row[name]
                if value is not None:
                    value = written(value) if table.as_text(name) or isinstance(value, bytes) else value
                    value = bool(value) if table.boolean(name) else value
                wrong.expect(found == value and isinstance(found, bool) == isinstance(value, bool),
                             f'{where}: row {feature["id"]}: {name} is {found!r}, not {value!r}')
            wrong.expect(list(feature['properties']) == list(table.declared), f'{where}: columns')
            found, geometry = feature['geometry'], row['\0shape']
            wrong.expect((found is None) == (geometry is None), f'{where}: row {feature["id"]}: {found}')
            if found is None or geometry is None:
                continue
            wrong.expect(not rings_wrong(found), f'{where}: row {feature["id"]}: a ring runs the wrong way')
            points = json_points(found)
            wrong.expect(all(-180 <= x <= 180 and -90 <= y <= 90 for x, y, *_ in points), f'{where}: not in degrees')
            if table.name == 'around':
                wrong.expect(found['type'] == 'MultiLineString' and sorted(abs(x) for x, _ in points)
                             == [179.9, 179.9, 180, 180], f'{where}: not cut at the meridian: {found}')
                continue
            geometry = geometry.Clone() if not geometry.HasCurveGeometry() else geometry.GetLinearGeometry()
            geometry.Transform(way)
            expected = [point if geometry.Is3D() else point[:2] for point in flat_points(geometry)]
            wrong.expect(len(points) == len(expected) and
                         all(any(close(point[:2], other[:2], 1e-7) and close(point[2:], other[2:], 1e-3)
                                 for other in expected) for point in points),
                         f'{where}: row {feature["id"]}: other points')


KINDS = {'BOOLEAN': (ogr.OFTInteger, ogr.OFSTBoolean), 'DATETIME': (ogr.OFTDateTime, ogr.OFSTNone)}


def check_placed(path, table, wrong):
    """Keys of the rows in the FlatGeobuf file."""
    where, seen = f'FlatGeobuf: {table.name}', set()
    dataset = gdal.OpenEx(str(path))
    layer = dataset.GetLayer(0)
    definition = layer.GetLayerDefn()
    names = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
    wrong.expect(names == list(table.declared), f'{where}: fields {names}')
    wrong.expect(layer.GetSpatialRef().GetAuthorityCode(None) == str(table.srs), f'{where}: another system')
    wrong.expect(layer.TestCapability(ogr.OLCFastSpatialFilter), f'{where}: no index')
    for i, name in enumerate(names):
        field = definition.GetFieldDefn(i)
        wanted = KINDS.get(table.declared[name])
        if wanted and not table.as_text(name) or wanted == KINDS['DATETIME'] and table.name != 'odd: a/b':
            wrong.expect((field.GetType(), field.GetSubType()) == wanted, f'{where}: {name} has another type')
        width = re.search(r'TEXT\((\d+)\)', table.declared[name])
        wrong.expect(not width or field.GetWidth() == int(width[1]), f'{where}: {name} has another width')
    for feature in layer:
        row = table.rows[feature['fid']]
        seen.add(row['fid'])
        for i, name in enumerate(names):
            value = row[name]
            if value is None:
                wrong.expect(feature.IsFieldNull(i) or not feature.IsFieldSet(i), f'{where}: {name} is not null')
                continue
            if definition.GetFieldDefn(i).GetType() == ogr.OFTDateTime:
                found = '{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:06.3f}Z'.format(*feature.GetFieldAsDateTime(i)[:6])
            elif definition.GetFieldDefn(i).GetType() == ogr.OFTBinary:
                found = bytes(feature.GetFieldAsBinary(i))
            else:
                found = feature.GetField(i)
            value = written(value) if table.as_text(name) else value
            wrong.expect(found == value, f'{where}: row {row["fid"]}: {name} is {found!r}, not {value!r}')
        geometry, found = row['\0shape'], feature.GetGeometryRef()
        wrong.expect(close([c for p in flat_points(geometry) for c in p[:2]],
                           [c for p in flat_points(found) for c in p[:2]], 1e-12) and
                     (not geometry.Is3D() or flat_points(geometry) == flat_points(found)),
                     f'{where}: row {row["fid"]}: {found} of {geometry}')
        wrong.expect(layer.GetGeomType() == ogr.wkbUnknown or ogr.GT_Flatten(layer.GetGeomType()) in
                     (0, ogr.GT_Flatten(found.GetGeometryType())), f'{where}: type of row {row["fid"]}')
    return seen


def check_rest(path, table, wrong):
    """Keys of the rows in the CSV file."""
    where, seen = f'CSV: {table.name}', set()
    with open(path, encoding='utf-8', newline='') as file:
        rows = list(csv.reader(file))
    wrong.expect(rows[0] == list(table.declared), f'{where}: columns {rows[0]}')
    for cells in rows[1:]:
        found = dict(zip(rows[0], cells))
        row = table.rows[int(found[table.key])]
        seen.add(row[table.key])
        wrong.expect(row['\0shape'] is None, f'{where}: row {row[table.key]} has a geometry')
        for name in table.declared:
            value = row[name]
            if isinstance(value, float):
                same = float(found[name]) == value
            elif table.boolean(name) and value is not None:
                same = found[name] == ('true' if value else 'false')
            else:
                same = found[name] == ('' if value is None else written(value))
            wrong.expect(same, f'{where}: row {row[table.key]}: {name} is {found[name]!r}, not {value!r}')
    return seen


def check_fgb(folder, tables, wrong):
    known = {f'{file_name(name)}{ending}' for name in tables for ending in ('.fgb', '.csv')}
    wrong.expect({path.name for path in folder.iterdir()} <= known, 'FlatGeobuf: other files')
    for table in tables.values():
        placed, rest = (folder / f'{file_name(table.name)}{ending}' for ending in ('.fgb', '.csv'))
        seen = check_placed(placed, table, wrong) if placed.exists() else set()
        others = check_rest(rest, table, wrong) if rest.exists() else set()
        wrong.expect(seen.isdisjoint(others) and seen | others == set(table.rows), f'FlatGeobuf: {table.name}: rows')
        wrong.expect(placed.exists() or rest.exists(), f'FlatGeobuf: {table.name}: no file')


def main():
    wrong = Complaints()
    for source in sys.argv[2:]:
        with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
            folder = pathlib.Path(temporary)
            shutil.copy(source, folder / 'in.gpkg')
            make_odd(folder / 'in.gpkg')
            audit = ('audit', folder / 'in.gpkg', '-q', '--links', 'yes', '--lang', 'en,ar,fr')
            run(sys.argv[1], *audit, '-o', folder / 'out.gpkg', environment=STEADY)
            db = sqlite3.connect(folder / 'out.gpkg')
            db.text_factory = lambda raw: raw.decode('utf-8', 'replace')
            names = [name for (name,) in db.execute('SELECT table_name FROM gpkg_contents') if name != 'layer_styles']
            tables = {name: Table(db, name) for name in names}
            db.close()
            for form, check in (('geojson', check_geojson), ('fgb', check_fgb)):
                said = []
                for threads in ('1', '2'):
                    said.append(run(sys.argv[1], *audit[:2], *audit[3:], '-o', folder / f'{form}{threads}', '--output-format',
                                    form, '--threads', threads, environment=STEADY).stderr)
                check(folder / f'{form}1', tables, wrong)
                for path in (folder / f'{form}1').iterdir():
                    other = folder / f'{form}2' / path.name
                    wrong.expect(path.read_bytes() == other.read_bytes(), f'{form}: {path.name} differs with the threads')
                words = ('(M)', 'curves') if form == 'geojson' else ('that got 0',)
                wrong.expect(all(word in said[0] for word in words), f'{form}: losses are not said: {said[0]}')
            print(f'{source}: {len(tables)} tables, {sum(len(table.rows) for table in tables.values())} rows')
    wrong.finish()


if __name__ == '__main__':
    main()
