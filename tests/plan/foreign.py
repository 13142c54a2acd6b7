# SPDX-License-Identifier: MIT
"""The model neighbourhood in a schema of somebody else: other columns, units, types and words, with the
mapping file that reads it."""
import shutil
import sqlite3

YES_NO = {'yes': 'J', 'no': 'N'}
SURFACES = {'asphalt': 'AC', 'concrete': 'BC', 'paving_stones': 'PS'}
OBSTACLES = {'none': 'frei', 'pole': 'Mast', 'bollard': 'Poller'}
KERBS = {'flush': 'null_cm', 'lowered': 'abgesenkt', 'raised': 'hoch'}
TACTILE = {'yes': '1', 'no': '0'}

# (tables, field): (column, declared type, unit or None, field units in one of it, words)
COLUMNS = {
    ('sidewalks footways', 'clear_width_m'): ('breite', 'INTEGER', 'cm', 0.01, None),
    ('sidewalks footways', 'running_slope_pct'): ('gefaelle', 'REAL', 'permille', 0.1, None),
    ('sidewalks footways', 'vertical_edge_mm'): ('kante', 'TEXT', 'cm', 10, None),
    ('sidewalks footways', 'headroom_m'): ('hoehe', 'MEDIUMINT', 'mm', 0.001, None),
    ('sidewalks footways', 'cross_slope_pct'): ('quergefaelle', 'INTEGER', 'permille', 0.1, None),
    ('sidewalks footways', 'surface'): ('belag', 'TEXT(4)', None, None, SURFACES),
    ('sidewalks footways', 'obstacles'): ('hindernisse', 'TEXT', None, None, OBSTACLES),
    ('crossings', 'island'): ('insel', 'TEXT', None, None, YES_NO),
    ('crossings', 'step_free'): ('stufenlos', 'BOOLEAN', None, None, {'yes': '1', 'no': '0'}),
    ('ramps', 'kerb'): ('bord', 'TEXT', None, None, KERBS),
    ('ramps', 'lip_mm'): ('auftritt', 'REAL', 'cm', 10, None),
    ('ramps', 'clear_width_m'): ('breite', 'TEXT', 'm', 1, None),
    ('ramps', 'running_slope_pct'): ('gefaelle', 'REAL', 'ratio', 100, None),
    ('ramps', 'tactile_warning'): ('bodenindikator', 'INTEGER', None, None, TACTILE),
}


def column_of(table, field):
    """(column, type, field units in one of its own, words), or None where the column is called like the field."""
    for (tables, name), (column, kind, _, scale, words) in COLUMNS.items():
        if table in tables.split() and name == field:
            return column, kind, scale, words
    return None


def written(table, field, text):
    """(column, value) that `field=text` has to become; numbers that a column of whole numbers can't hold: None."""
    known = column_of(table, field)
    if known is None:
        return field, text
    column, kind, scale, words = known
    if words is not None:
        word = words.get(text, text)
        return column, int(word) if kind in ('BOOLEAN', 'INTEGER') else word
    value = float(text) / scale
    if 'INT' in kind:
        return column, round(value) if abs(value - round(value)) < 1e-6 else None
    return column, value


def without_triggers(db, do):
    """Triggers call functions of GDAL: they are set aside meanwhile."""
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f'DROP TRIGGER "{name}"')
    do(db)
    for _, sql in triggers:
        db.execute(sql)


def rename(db):
    for (tables, field), (column, kind, _, scale, words) in COLUMNS.items():
        for table in tables.split():
            db.execute(f'ALTER TABLE {table} ADD COLUMN {column} {kind}')
            if words is None:
                value = f'{field} / {scale}'
                value = f'CAST(round({value}) AS INTEGER)' if 'INT' in kind else value
            else:
                # Words of lists stand between semicolons.
                value = f"';' || {field} || ';'"
                for word, own in words.items():
                    value = f"replace({value}, ';{word};', ';{own};')"
                value = f"trim({value}, ';')"
                if kind in ('BOOLEAN', 'INTEGER'):
                    value = f'CAST({value} AS INTEGER)'
                elif kind == 'TEXT(4)':  # the words of the others are too long for it
                    value = f"CASE WHEN length({value}) > 4 THEN NULL ELSE {value} END"
            db.execute(f'UPDATE {table} SET {column} = {value} WHERE {field} IS NOT NULL')
            db.execute(f'ALTER TABLE {table} DROP COLUMN {field}')


def make(source, target, mapping):
    shutil.copy(source, target)
    db = sqlite3.connect(target, isolation_level=None)
    without_triggers(db, rename)
    db.close()
    lines = ['id: osm', 'fields:']  # that of a preset: its maker began with a copy of one
    for tables in dict.fromkeys(tables for tables, _ in COLUMNS):
        lines.append(f'  {tables}:')
        for (of, field), (column, _, unit, _, words) in COLUMNS.items():
            if of != tables:
                continue
            more = f', unit: {unit}' if unit else ''
            if words:
                more = ', values: {' + ', '.join(f'"{own}": "{word}"' for word, own in words.items()) + '}'
            lines.append(f'    {field}: {{field: {column}{more}}}')
    mapping.write_text('\n'.join(lines) + '\n', encoding='utf-8')
