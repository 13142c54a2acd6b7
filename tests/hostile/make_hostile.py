# SPDX-License-Identifier: MIT
"""A GeoPackage that means harm: in names of tables and columns, in ids and texts, in its schema."""
import sqlite3
import struct

MARK = 'Zq7'  # in every hostile text, so that it can be found again
BIDI = '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'  # embeddings, overrides, isolates, their ends
TEXTS = {
    'script': f'{MARK}<script>alert(1)</script>',
    'attribute': f'{MARK}" onmouseover="alert(1)" x=\'',
    'element': f'{MARK}</td></table></svg><img src=x onerror=alert(1)>',
    'comment': f'{MARK}--><!-- ]]> &amp; &#60;',
    'formula': f'=cmd|\'/c calc\'!A0{MARK}',
    'plus': f'+{MARK}1', 'at': f'@SUM({MARK})', 'minus': f'-{MARK}', 'tab': f'\t={MARK}',
    'ansi': f'{MARK}\x1b[2J\x1b[31mred\x1b]0;title\x07', 'c1': f'{MARK}\x9b31m',
    'bidi': f'{MARK}gpj{BIDI}exe', 'lines': f'{MARK}\r\nrasif: all is well\n\n# Heading',
    'markdown': f'{MARK}|a|b|\n|---|\n[x](javascript:alert(1)) <b>`',
    'sql': f"{MARK}'; DROP TABLE gpkg_contents; --", 'percent': f'{MARK}%s%n%d{{}}{{0}}', 'control': f'{MARK}\x01\x02\x7f',
    'long': MARK + 'x' * (4 << 20),
}
BAD_UTF8 = MARK.encode() + b'\xff\xfe\xc0\xaf\xed\xa0\x80'
TABLE = f'walk"{MARK}\'; DROP TABLE streets;--<script>\x1b[31m\u202e'
COLUMN = f'clear"{MARK}\'<i>\x1b[1m\u202e;--'
SRS = 32636


def line(*points):
    return (b'GP\0\1' + struct.pack('<i', SRS) + b'\1' + struct.pack('<II', 2, len(points)) +
            b''.join(struct.pack('<2d', *point) for point in points))


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def register(db, table, kind='LINESTRING'):
    db.execute("INSERT INTO gpkg_contents VALUES(?, 'features', ?, '', '2026-01-01T00:00:00.000Z', 0, 0, 0, 0, ?)",
               (table, table, SRS))
    db.execute('INSERT INTO gpkg_geometry_columns VALUES(?, ?, ?, ?, 0, 0)', (table, 'geom', kind, SRS))


def make(path):
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript('''
        PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;
        CREATE TABLE gpkg_spatial_ref_sys(srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
            organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
        CREATE TABLE gpkg_contents(table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT,
            description TEXT, last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
            srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns(table_name TEXT NOT NULL, column_name TEXT NOT NULL,
            geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT, m TINYINT);
        INSERT INTO gpkg_spatial_ref_sys VALUES('UTM', 32636, 'EPSG', 32636, 'PROJCS["x"]', '');
        CREATE TABLE streets(fid INTEGER PRIMARY KEY, geom LINESTRING, street_id TEXT, name TEXT, class TEXT);''')
    register(db, 'streets')
    db.execute(f'CREATE TABLE {quote(TABLE)}(fid INTEGER PRIMARY KEY, geom LINESTRING, sidewalk_id TEXT, street_id TEXT, '
               f'clear_width_m, surface TEXT, {quote(COLUMN)} TEXT)')
    register(db, TABLE)
    x, y = 776400.0, 3539493.0
    for n, text in enumerate([*TEXTS.values(), BAD_UTF8], 1):
        value = text if isinstance(text, str) else sqlite3.Binary(text)
        cast = '?' if isinstance(text, str) else 'CAST(? AS TEXT)'
        db.execute(f"INSERT INTO streets VALUES(?, ?, {cast}, {cast}, 'residential')",
                   (n, line((x, y + 100 * n), (x + 200, y + 100 * n)), value, value))
        db.execute(f'INSERT INTO {quote(TABLE)} VALUES(?, ?, {cast}, {cast}, {cast}, {cast}, {cast})',
                   (n, line((x, y + 100 * n + 8), (x + 200, y + 100 * n + 8)), *[value] * 5))
        db.execute(f'INSERT INTO {quote(TABLE)} VALUES(?, ?, {cast}, {cast}, 0.4, ?, NULL)',
                   (100 + n, line((x, y + 100 * n - 8), (x + 200, y + 100 * n - 8)), value, value, 'sand'))
    # What would run if anybody ran it.
    db.executescript(f'''
        CREATE TABLE ran(what TEXT);
        CREATE TRIGGER on_insert AFTER INSERT ON streets BEGIN INSERT INTO ran VALUES('insert'); END;
        CREATE TRIGGER on_update AFTER UPDATE ON streets BEGIN INSERT INTO ran VALUES('update'); END;
        CREATE TRIGGER on_delete BEFORE DELETE ON streets BEGIN INSERT INTO ran VALUES('delete'); END;
        CREATE VIEW footways AS SELECT fid AS OGC_FID, geom, load_extension('/tmp/{MARK}.so') AS sidewalk_id FROM streets;
        CREATE VIEW endless AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS OGC_FID FROM c;
        ''')
    db.close()
