# SPDX-License-Identifier: MIT
"""Small GeoPackages and GeoJSON files, made by a test."""
import json
import sqlite3
import struct

from running import quote

WKT_NONE = 'undefined'


def geometry(kind, points, srs):
    """A GeoPackage blob of a POINT, LINESTRING or POLYGON of one ring, without envelope."""
    head = b'GP\0\1' + struct.pack('<i', srs)
    body = b''.join(struct.pack('<dd', x, y) for x, y in points)
    if kind == 'POINT':
        return head + struct.pack('<BI', 1, 1) + body
    if kind == 'POLYGON':
        return head + struct.pack('<BIII', 1, 3, 1, len(points)) + body
    return head + struct.pack('<BII', 1, 2, len(points)) + body


def gpkg(path, layers, srs=4326, key='fid'):
    """layers: {table: (kind, [(attributes, points)...])}; columns in the order they are met, typed by
    their first value. A row without points has no geometry."""
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.executescript(f'''
        PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
            organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
            definition TEXT NOT NULL, description TEXT);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('undefined', 0, 'NONE', 0, 'undefined', '');
        INSERT OR IGNORE INTO gpkg_spatial_ref_sys
            VALUES ('the one', {srs}, 'EPSG', {srs}, 'undefined', '');
        CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
            identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL,
            min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL PRIMARY KEY,
            column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
            z TINYINT NOT NULL, m TINYINT NOT NULL);''')
    for table, (kind, rows) in layers.items():
        names = list(dict.fromkeys(name for row, _ in rows for name in row))
        first = {n: next((r[n] for r, _ in rows if r.get(n) is not None), '') for n in names}
        types = {int: 'INTEGER', float: 'REAL', bool: 'BOOLEAN'}
        columns = ''.join(f', "{n}" {types.get(type(first[n]), "TEXT")}' for n in names)
        db.execute(f'CREATE TABLE "{table}" ("{key}" INTEGER PRIMARY KEY, geom {kind}{columns})')
        db.execute("INSERT INTO gpkg_contents VALUES (?, 'features', ?, '',"
                   " '2026-02-03T04:05:06.000Z', NULL, NULL, NULL, NULL, ?)", (table, table, srs))
        db.execute('INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)',
                   (table, 'geom', kind, srs))
        for row, points in rows:
            form = 'POINT' if len(points) == 1 else 'POLYGON' if kind == 'POLYGON' else 'LINESTRING'
            blob = geometry(form, points, srs) if points else None
            db.execute(f'INSERT INTO "{table}" VALUES (NULL, ?{", ?" * len(names)})',
                       [blob] + [row.get(n) for n in names])
    db.commit()
    db.close()
    return path


def geojson(path, rows, **more):
    """rows: [(attributes, points)...]; one point is a Point."""
    features = [{'type': 'Feature', 'properties': row,
                 'geometry': {'type': 'Point', 'coordinates': points[0]} if len(points) == 1 else
                             {'type': 'LineString', 'coordinates': points}} for row, points in rows]
    path.write_text(json.dumps({'type': 'FeatureCollection', **more, 'features': features},
                               ensure_ascii=False), encoding='utf-8')
    return path


def remade(source, target, encoding='UTF-8', tables=None, sql='', only=None, page_size=4096):
    """The tables of `source` in a new file; `tables`: {name: definition instead of its own}."""
    old = sqlite3.connect(source)
    old.text_factory = lambda raw: raw.decode('utf-8', 'surrogateescape')
    target.unlink(missing_ok=True)
    new = sqlite3.connect(target, isolation_level=None)
    new.executescript(f"PRAGMA encoding = '{encoding}'; PRAGMA page_size = {page_size}; PRAGMA application_id = {0x47504B47}; PRAGMA user_version = 10200")
    new.execute('BEGIN')
    for name, definition in old.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                                        "'rtree%' AND name NOT LIKE 'sqlite%' AND name <> 'gpkg_ogr_contents'"):
        kept = name.startswith('gpkg') or only is None or name in only
        if not kept:
            continue
        new.execute((tables or {}).get(name, definition))
        there = {row[1] for row in new.execute(f'PRAGMA table_info({quote(name)})')}
        names = [row[1] for row in old.execute(f'PRAGMA table_info({quote(name)})') if row[1] in there]
        listed = ', '.join(map(quote, names))
        new.executemany(f"INSERT INTO {quote(name)}({listed}) VALUES({', '.join('?' * len(names))})",
                        old.execute(f'SELECT {listed} FROM {quote(name)}'))
    new.execute('DELETE FROM gpkg_extensions')
    for table, column in (('gpkg_contents', 'table_name'), ('gpkg_geometry_columns', 'table_name')):
        new.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT name FROM sqlite_schema)")
    new.execute('COMMIT')
    new.executescript(sql)
    new.close()
    old.close()
    return target
