#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""inspect as JSON: what its schema promises, and what SQLite counts in the input.

    check_inspect.py RASIF FIXTURE.gpkg SCHEMA.json

Also of a file that has nothing to do with walking: its tables and columns are listed, and the exit code is 3.
"""
import json
import pathlib
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from check_report import check_schema
from running import Complaints, columns, database, run

ROLES = ('streets', 'sidewalks', 'footways', 'crossings', 'ramps', 'steps', 'obstacles', 'seats', 'destinations')


def known(db, table, column):
    """Rows whose cell holds something: rasif reads no empty text."""
    (n,) = db.execute(f'''SELECT count(*) FROM "{table}" WHERE "{column}" IS NOT NULL AND "{column}" <> '' ''').fetchone()
    return n


def check_table(wrong, db, table):
    name = table['name']
    there = set(columns(db, name)) - {'fid', 'geom'}
    read = set()
    for role in table['roles']:
        (rows,) = db.execute(f'SELECT count(*) FROM "{name}"').fetchone()
        wrong.expect(role['rows'] == rows and role['role'] == name, f'{name}: {role["role"]}, {role["rows"]} of {rows} rows')
        for field in role['fields']:
            used = [column['name'] for column in field['columns']]
            read.update(used)
            if len(used) == 1 and field['field'] == used[0]:
                n = known(db, name, used[0])
                wrong.expect(field['known'] == n, f'{name}.{used[0]}: {field["known"]}, in the file {n}')
                wrong.expect(field['columns'][0]['values'] == n, f'{name}.{used[0]}: values {field["columns"]}')
    implied = {c['name'] for side in table['implied_sidewalks'] for f in side['fields'] for c in f['columns']}
    wrong.expect(not set(table['unused']) & read, f'{name}: used and unused: {set(table["unused"]) & read}')
    wrong.expect(set(table['unused']) | read | implied >= there, f'{name}: not listed: {there - read - set(table["unused"])}')


def make_foreign(path, fixture):
    """The streets of the fixture under names that mean nothing."""
    db = sqlite3.connect(path)
    db.executescript(f"ATTACH '{fixture}' AS f; CREATE TABLE gpkg_contents AS SELECT * FROM f.gpkg_contents WHERE table_name = 'streets';"
                     "CREATE TABLE gpkg_geometry_columns AS SELECT * FROM f.gpkg_geometry_columns WHERE table_name = 'streets';"
                     'CREATE TABLE gpkg_spatial_ref_sys AS SELECT * FROM f.gpkg_spatial_ref_sys;'
                     'CREATE TABLE zzz (fid INTEGER PRIMARY KEY, geom LINESTRING, qqq TEXT);'
                     "INSERT INTO zzz SELECT fid, geom, 'x' FROM f.streets;"
                     "UPDATE gpkg_contents SET table_name = 'zzz', identifier = 'zzz'; UPDATE gpkg_geometry_columns SET table_name = 'zzz';")
    db.commit()
    db.close()


def main():
    rasif, fixture = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    schema = json.loads(pathlib.Path(sys.argv[3]).read_text(encoding='utf-8'))
    wrong = Complaints()
    report = json.loads(run(rasif, 'inspect', fixture, '-f', 'json').stdout)
    check_schema(wrong, report, schema)
    db = database(fixture)
    wrong.expect(report['usable'] and report['refused'] is None, f'not usable: {report["refused"]}')
    tables = {t['name']: t for t in report['files'][0]['tables']}
    wrong.expect(set(ROLES) - set(report['absent_roles']) == {r['role'] for t in tables.values() for r in t['roles']}, 'roles')
    for table in tables.values():
        check_table(wrong, db, table)
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        make_foreign(pathlib.Path(folder) / 'foreign.gpkg', fixture)
        done = run(rasif, 'inspect', pathlib.Path(folder) / 'foreign.gpkg', '-f', 'json', expect=3)
        report = json.loads(done.stdout)
        check_schema(wrong, report, schema)
        (table,) = report['files'][0]['tables']
        wrong.expect((table['name'], table['roles'], table['unused']) == ('zzz', [], ['qqq']), f'{table}')
        wrong.expect(not report['usable'] and report['suggest_mapping'], 'usable')
        wrong.expect(len(report['absent_roles']) == len(ROLES), f'{report["absent_roles"]}')
        text = run(rasif, 'inspect', pathlib.Path(folder) / 'foreign.gpkg', expect=3).stdout
        wrong.expect('zzz' in text and 'qqq' in text and '--suggest-mapping' in text, text)
    wrong.finish()


if __name__ == '__main__':
    main()
