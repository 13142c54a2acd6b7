#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rasif apply: works are done in a copy, in its columns, units and words, and nothing else is.

    check_apply.py RASIF NEIGHBOURHOOD.gpkg [N [SEED]]

N plans (default 20), each with prices and a budget drawn at random, half of them of the neighbourhood in a
schema of somebody else (foreign.py). Their works are applied; the copy is planned anew, and for every user the
metres that are joined now must be those that the plan promised. Every cell is compared with what it was.
"""
import collections
import hashlib
import math
import pathlib
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import foreign
from check_promise import found, plan, prices, promised
from making import gpkg
from running import Complaints, run, sha256


NEW = {'sidewalk-new': ['sidewalks'], 'crossing-new': ['crossings', 'ramps', 'ramps']}  # the rows that a kind adds


def equal(wrong, is_so, expected, told):
    wrong.expect(is_so == expected, f'{told}: {is_so}, expected {expected}')


def rows(path):
    """{table: {rowid: {column: cell}}} of all tables but shadows of indexes."""
    db = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
    db.row_factory = sqlite3.Row
    tables = [name for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'rtree_%'")]
    return {table: {row['_rowid']: dict(row) for row in db.execute(f'SELECT rowid AS _rowid, * FROM "{table}"')} for table in tables}


def differences(before, after):
    """Cells {(table, rowid, column)}, new rows and lost rows [(table, rowid)]."""
    cells, new, lost = set(), [], []
    for table in before:
        new += [(table, key) for key in after[table].keys() - before[table].keys()]
        lost += [(table, key) for key in before[table].keys() - after[table].keys()]
        for key in before[table].keys() & after[table].keys():
            a, b = before[table][key], after[table][key]
            cells |= {(table, key, name) for name in a if type(a[name]) is not type(b[name]) or a[name] != b[name]}
    return cells, new, lost


def pairs(work):
    return [pair.split('=') for pair in (work['makes'] or '').split('; ') if pair]


def has_column(db, work, schema):
    """Can some of it be written?"""
    there = {name for _, name, *_ in db.execute(f'PRAGMA table_info("{work["table_name"]}")')}
    return work['place'] is not None or work['kind'] in NEW or any(schema(work['table_name'], *pair)[0] in there for pair in pairs(work))


def same(a, b):
    try:
        return abs(float(a) - float(b)) < 1e-6
    except (TypeError, ValueError):
        return a == b


def check_file(wrong, told, path):
    """Sound for SQLite and for GDAL; indexes and counts are those of the rows."""
    db = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
    equal(wrong, db.execute('PRAGMA integrity_check').fetchall(), [('ok',)], f'{told}: integrity')
    for index, in db.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%rtree%'").fetchall():
        equal(wrong, db.execute('SELECT rtreecheck(?)', (index,)).fetchone()[0], 'ok', f'{told}: {index}')
    for table, count in db.execute('SELECT table_name, feature_count FROM gpkg_ogr_contents').fetchall():
        equal(wrong, db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0], count, f'{told}: count of {table}')
    for table, in db.execute("SELECT name FROM sqlite_schema WHERE name IN ('ramps', 'obstacles')").fetchall():
        indexed = db.execute(f'SELECT count(*) FROM "rtree_{table}_geom"').fetchone()[0]
        equal(wrong, indexed, db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0], f'{told}: index of {table}')


def check_ogrinfo(wrong, path):
    if shutil.which('ogrinfo') is None:
        return
    done = subprocess.run(['ogrinfo', '-ro', '-al', '-so', path], capture_output=True, text=True, check=False)
    wrong.expect(done.returncode == 0 and 'ERROR' not in done.stderr and 'Warning' not in done.stderr, f'ogrinfo: {done.stderr}')


def check_cells(wrong, told, works, before, after, schema):
    """What changed is what works make, in the right cells; the rest is as it was."""
    cells, new, lost = differences(before, after)
    allowed, added = set(), []
    for work in works:
        added += NEW.get(work['kind'], ['ramps'] if work['place'] else [])
        if work['place'] or work['kind'] in NEW:
            continue
        for field, text in pairs(work):
            table, fid = work['table_name'], work['source_fid']
            column, value = schema(table, field, text)
            if column not in after[table][fid]:
                continue
            allowed.add((table, fid, column))
            if value is not None:
                wrong.expect(same(after[table][fid][column], None if value == '' else value),
                             f'{told}: {work["work_id"]} makes {field}={text}: {column} is {after[table][fid][column]!r}')
    other = {cell for cell in cells - allowed if cell[0] not in ('gpkg_contents', 'gpkg_ogr_contents', 'sqlite_sequence')}
    equal(wrong, other, set(), f'{told}: other cells changed')
    equal(wrong, sorted(table for table, _ in new), sorted(added), f'{told}: new rows')
    equal(wrong, lost, [], f'{told}: lost rows')
    return len(cells)


def check_plan(wrong, rasif, source, folder, told, options, schema):
    """One plan: applied, compared, planned anew."""
    db = plan(rasif, source, folder / 'plan.gpkg', *options)
    works = db.execute('SELECT * FROM audit_works WHERE budget IS NOT NULL').fetchall()
    before = sha256(folder / 'plan.gpkg')
    done = run(rasif, 'apply', folder / 'plan.gpkg', '-o', folder / 'after.gpkg', '--force')
    wrong.expect(f'works done: {sum(has_column(db, work, schema) for work in works)};' in done.stderr, f'{told}: {done.stderr}')
    equal(wrong, sha256(folder / 'plan.gpkg'), before, f'{told}: the input changed')
    check_cells(wrong, told, works, rows(folder / 'plan.gpkg'), rows(folder / 'after.gpkg'), schema)
    check_file(wrong, told, folder / 'after.gpkg')
    then = plan(rasif, folder / 'after.gpkg', folder / 'then.gpkg', *options)
    is_so = found(then)
    for profile, metres in promised(db).items():
        good = profile in is_so and all(abs(a - b) < 1 for a, b in zip(metres, is_so[profile]))
        wrong.expect(good, f'{told}, {profile}: promised {metres}, found {is_so.get(profile)}; works {[w["work_id"] for w in works]}; {done.stderr}')
    return len(works)


def check_promises(wrong, rasif, source, folder, n, seed):
    rnd, figures = random.Random(seed), collections.Counter()
    foreign.make(source, folder / 'foreign.gpkg', folder / 'mapping.yaml')
    whole = plan(rasif, source, folder / 'whole.gpkg', '--profile', 'all', '--budget', '1')
    kinds = [kind for kind, in whole.execute('SELECT DISTINCT kind FROM audit_works')]
    for i in range(n):
        prices(rnd, kinds, folder / 'prices.yaml')
        budget = rnd.choice((50, 200, 500, 1000, 3000, 8000, 20000))
        options = ['--costs', folder / 'prices.yaml', '--budget', str(budget), '--profile', 'all']
        other = i % 2 == 1
        if other:
            options += ['--mapping', folder / 'mapping.yaml']
        schema = foreign.written if other else lambda _, field, text: (field, text)
        told = f'seed {seed}, plan {i}, budget {budget}{", foreign" if other else ""}'
        figures[check_plan(wrong, rasif, folder / 'foreign.gpkg' if other else source, folder, told, options, schema)] += 1
    check_ogrinfo(wrong, folder / 'after.gpkg')
    print(f'{n} plans, of {min(figures)} to {max(figures)} works')


def check_choice(wrong, rasif, source, folder):
    """Nothing to do: the same bytes. Works of a list, of a budget, from another file, in a file in WAL mode."""
    db = plan(rasif, source, folder / 'p.gpkg', '--profile', 'all', '--budget', '500,3000,20000')
    run(rasif, 'apply', folder / 'p.gpkg', '--budget', '0', '-o', folder / 'same.gpkg')
    equal(wrong, sha256(folder / 'same.gpkg'), sha256(folder / 'p.gpkg'), 'nothing to do: other bytes')
    cheap = sum(has_column(db, work, lambda _, field, text: (field, text))
                for work in db.execute("SELECT * FROM audit_works WHERE instr(';' || budgets || ';', ';3000;')").fetchall())
    done = run(rasif, 'apply', source, '--works', folder / 'p.gpkg', '--budget', '3000', '-o', folder / 'cheap.gpkg')
    wrong.expect(f'works done: {cheap};' in done.stderr, f'budget: {done.stderr}')
    works = [row[0] for row in db.execute("SELECT work_id FROM audit_works WHERE kind IN ('kerb-ramp-new', 'sidewalk-widen') LIMIT 4")]
    done = run(rasif, 'apply', folder / 'p.gpkg', '--works', ':' + ','.join(works), '-o', folder / 'some.gpkg')
    wrong.expect(f'works done: {len(works)};' in done.stderr, f'ids: {done.stderr}')
    done = run(rasif, 'apply', folder / 'some.gpkg', '--works', f'{folder / "p.gpkg"}:{works[-1]}', '-o', folder / 'more.gpkg')
    wrong.expect('works done: 1;' in done.stderr, f'file and id: {done.stderr}')
    shutil.copy(folder / 'p.gpkg', folder / 'wal.gpkg')
    other = sqlite3.connect(folder / 'wal.gpkg', isolation_level=None)
    other.execute('PRAGMA journal_mode = WAL')
    other.execute('CREATE TABLE only_in_wal(a)')
    run(rasif, 'apply', folder / 'wal.gpkg', '-o', folder / 'from-wal.gpkg')
    wrong.expect('only_in_wal' in rows(folder / 'from-wal.gpkg'), 'WAL: an older state was copied')
    other.close()


def check_changes(wrong, rasif, source, folder):
    foreign.make(source, folder / 'foreign.gpkg', folder / 'mapping.yaml')
    (folder / 'changes.yaml').write_text(
        '- {layer: sidewalks, fid: 1, set: {clear_width_m: "1,5 m", surface: paving_stones, obstacles: pole;bollard}}\n'
        '- {layer: ramps, fid: 2, set: {kerb: flush, lip_mm: 1 cm, landing_m: null}}\n'
        '- {layer: streets, fid: 1, set: {name: Oak Street}}\n', encoding='utf-8')
    run(rasif, 'apply', folder / 'foreign.gpkg', '--mapping', folder / 'mapping.yaml', '--changes', folder / 'changes.yaml',
        '-o', folder / 'changed.gpkg')
    before, after = rows(folder / 'foreign.gpkg'), rows(folder / 'changed.gpkg')
    cells, new, lost = differences(before, after)
    have = {(table, key, name): after[table][key][name] for table, key, name in cells}
    equal(wrong, have, {('sidewalks', 1, 'breite'): 150, ('sidewalks', 1, 'belag'): 'PS', ('sidewalks', 1, 'hindernisse'): 'Mast;Poller',
                       ('ramps', 2, 'bord'): 'null_cm', ('ramps', 2, 'auftritt'): 1.0, ('ramps', 2, 'landing_m'): None,
                       ('streets', 1, 'name'): 'Oak Street'}, 'changes')
    equal(wrong, (new, lost), ([], []), 'changes: rows')


def check_tags(wrong, rasif, _, folder):
    """Columns of tags, hstore and JSON; sidewalks that a street describes."""
    way, far = [(35.9, 31.95), (35.901, 31.95)], [(35.9, 31.951), (35.901, 31.951)]
    rows_of_lines = [({'osm_id': '1', 'highway': 'residential', 'other_tags': '"sidewalk"=>"both","sidewalk:both:width"=>"0.5"'}, way),
                     ({'osm_id': '2', 'highway': 'footway', 'other_tags': '{"footway": "sidewalk", "width": "0.6"}'}, far),
                     ({'osm_id': '3', 'highway': 'footway', 'other_tags': '"footway"=>"sidewalk"'}, far)]
    gpkg(folder / 'osm.gpkg', {'lines': ('LINESTRING', rows_of_lines)})
    (folder / 'changes.yaml').write_text(
        '- {layer: lines, fid: 1, side: left, set: {clear_width_m: 1.8}}\n'
        '- {layer: lines, fid: 2, set: {width_m: 1.5, surface: asphalt}}\n'
        '- {layer: lines, fid: 3, set: {name: "a \\"b\\""}}\n', encoding='utf-8')
    run(rasif, 'apply', folder / 'osm.gpkg', '--changes', folder / 'changes.yaml', '-o', folder / 'new.gpkg')
    tags = [row['other_tags'] for row in rows(folder / 'new.gpkg')['lines'].values()]
    equal(wrong, tags, ['"sidewalk"=>"both","sidewalk:both:width"=>"0.5","sidewalk:left:width"=>"1.8"',
                        '{"footway": "sidewalk", "width": "1.5", "surface": "asphalt"}',
                        r'"footway"=>"sidewalk","name"=>"a \"b\""'], 'tags')


def check_barrier(wrong, rasif, source, folder):
    """A wall across a sidewalk is a work; when it is done the wall is gone. A surveyor's remark stays, and with
    it the sidewalk unknown."""
    shutil.copy(source, folder / 'walled.gpkg')
    db = sqlite3.connect(folder / 'walled.gpkg', isolation_level=None)

    def build(db):
        blob, = db.execute('SELECT geom FROM sidewalks WHERE fid = 1').fetchone()
        header = 8 + {0: 0, 1: 32}[blob[3] >> 1 & 7]
        second = blob[header + 9 + 16:header + 9 + 32]
        point = blob[:3] + b'\x01' + blob[4:8] + b'\x01\x01\x00\x00\x00' + second
        db.execute("INSERT INTO obstacles(fid, geom, kind) VALUES(900, ?, 'wall')", (point,))
        db.execute('ALTER TABLE obstacles ADD COLUMN barrier TEXT')
        db.execute("UPDATE obstacles SET barrier = 'wall' WHERE fid = 900")
        db.execute('ALTER TABLE sidewalks ADD COLUMN wheelchair TEXT')
        db.execute("UPDATE sidewalks SET wheelchair = 'no' WHERE fid = 1")

    foreign.without_triggers(db, build)
    db.close()
    works = plan(rasif, folder / 'walled.gpkg', folder / 'plan.gpkg', '--profile', 'all', '--budget', '1').execute(
        "SELECT work_id FROM audit_works WHERE kind = 'barrier' AND table_name = 'obstacles' AND source_fid = 900").fetchall()
    equal(wrong, len(works), 1, 'barrier: works')
    if works:
        done = run(rasif, 'apply', folder / 'plan.gpkg', '--works', ':' + works[0][0], '-o', folder / 'free.gpkg')
        cells, new, lost = differences(rows(folder / 'plan.gpkg'), rows(folder / 'free.gpkg'))
        equal(wrong, (lost, new, {cell[0] for cell in cells}), ([('obstacles', 900)], [], {'gpkg_ogr_contents'}), f'barrier: {done.stderr}')
        then = plan(rasif, folder / 'free.gpkg', folder / 'then.gpkg', '--profile', 'all', '--budget', '1')
        passable, = then.execute('SELECT rasif_wcm_passable FROM sidewalks WHERE fid = 1').fetchone()
        equal(wrong, passable, 'unknown', 'barrier: with a remark, without the wall')


def check_steps(wrong, rasif, _, folder):
    """A ramp beside steps of OpenStreetMap goes into its own tag, and the next audit finds it."""
    def row(osm_id, x, **tags):
        return {'osm_id': osm_id, **tags}, [(35.9 + x * 1e-3, 31.95), (35.901 + x * 1e-3, 31.95)]
    ways = [row(str(i), i, highway='footway', footway='sidewalk', width='2', surface='asphalt') for i in (0, 2, 4)]
    steps = [row('8', 1, highway='steps', ramp='no', wheelchair='no'), row('9', 3, highway='steps', **{'ramp:bicycle': 'yes'})]
    plain = [({'ramp:wheelchair': None, 'ramp:bicycle': None, 'ramp': None, 'wheelchair': None, **tags}, line) for tags, line in steps + ways]
    hstore = [({'osm_id': tags['osm_id'], 'highway': tags['highway'],
                'other_tags': ','.join(f'"{k}"=>"{v}"' for k, v in tags.items() if k not in ('osm_id', 'highway'))}, line) for tags, line in steps + ways]
    for name, lines in (('columns', plain), ('tags', hstore)):
        gpkg(folder / f'{name}.gpkg', {'lines': ('LINESTRING', lines)})
        db = plan(rasif, folder / f'{name}.gpkg', folder / 'plan.gpkg', '--profile', 'wheelchair_manual')
        works = [row[0] for row in db.execute("SELECT work_id FROM audit_works WHERE kind = 'steps-link' ORDER BY source_fid")]
        equal(wrong, len(works), 2, f'{name}: works at steps')
        done = run(rasif, 'apply', folder / 'plan.gpkg', '--works', ':' + ','.join(works), '-o', folder / f'{name}-after.gpkg')
        wrong.expect('works done: 2;' in done.stderr and 'ramp_alternative' not in done.stderr, f'{name}: {done.stderr}')
        after = [rows(folder / f'{name}-after.gpkg')['lines'][fid] for fid in (1, 2)]
        if name == 'columns':
            equal(wrong, [(cell['ramp:wheelchair'], cell['ramp'], cell['ramp:bicycle']) for cell in after], [('yes', 'no', None), ('yes', None, 'yes')], name)
        else:
            equal(wrong, [cell['other_tags'].count('"ramp:wheelchair"=>"yes"') for cell in after], [1, 1], name)
        then = plan(rasif, folder / f'{name}-after.gpkg', folder / 'then.gpkg', '--profile', 'wheelchair_manual')
        equal(wrong, then.execute("SELECT count(*) FROM audit_works WHERE kind = 'steps-link'").fetchone()[0], 0, f'{name}: works at steps after')


def check_multipoint(wrong, rasif, source, folder):
    """A new ramp in a layer of MultiPoints is one of one point."""
    shutil.copy(source, folder / 'several.gpkg')
    db = sqlite3.connect(folder / 'several.gpkg', isolation_level=None)

    def several(db):
        for fid, blob in db.execute('SELECT fid, geom FROM ramps').fetchall():
            at = len(blob) - 21
            db.execute('UPDATE ramps SET geom = ? WHERE fid = ?', (blob[:at] + struct.pack('<BII', 1, 4, 1) + blob[at:], fid))
        db.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'MULTIPOINT' WHERE table_name = 'ramps'")

    foreign.without_triggers(db, several)
    db.close()
    before = plan(rasif, folder / 'several.gpkg', folder / 'plan.gpkg', '--profile', 'all', '--budget', '1')
    works = [row[0] for row in before.execute("SELECT work_id FROM audit_works WHERE kind = 'kerb-ramp-new' AND place NOTNULL")]
    wrong.expect(len(works) > 0, 'no new ramp, so nothing is tested')
    run(rasif, 'apply', folder / 'plan.gpkg', '--works', ':' + ','.join(works), '-o', folder / 'after.gpkg')
    cells, new, lost = differences(rows(folder / 'plan.gpkg'), rows(folder / 'after.gpkg'))
    equal(wrong, (len(new), lost), (len(works), []), 'several: rows')
    check_file(wrong, 'several', folder / 'after.gpkg')
    points = {row[0]: row[1] for row in plan(rasif, source, folder / 'plain.gpkg', '--profile', 'all', '--budget', '1').execute('SELECT work_id, geom FROM audit_works')}
    blobs = [rows(folder / 'after.gpkg')['ramps'][key]['geom'] for _, key in new]
    for blob in blobs:
        equal(wrong, blob[8:22], struct.pack('<BIIBI', 1, 4, 1, 1, 1), 'several: not one MultiPoint of one point')
        at = struct.unpack('<dd', blob[22:])
        wrong.expect(any(math.dist(at, struct.unpack('<dd', points[work][-16:])) < 0.01 for work in works), 'several: the ramp lies elsewhere')
    then = plan(rasif, folder / 'after.gpkg', folder / 'then.gpkg', '--profile', 'all', '--budget', '1')
    left = {row[0] for row in then.execute('SELECT work_id FROM audit_works')} & set(works)
    equal(wrong, left, set(), 'several: works that are done')


def check_errors(wrong, rasif, source, folder):
    plan(rasif, source, folder / 'plan.gpkg', '--profile', 'all', '--budget', '1')

    def refused(code, words, *arguments, output='new.gpkg'):
        listed = sorted(folder.iterdir())
        done = run(rasif, 'apply', *arguments, '-o', folder / output, expect=None)
        wrong.expect(done.returncode == code and words in done.stderr, f'{arguments}: {done.returncode} {done.stderr}')
        equal(wrong, sorted(folder.iterdir()), listed, f'{arguments}: left files')

    file = folder / 'changes.yaml'
    (folder / 'taken.gpkg').write_bytes(b'mine')
    refused(2, "has no work 'nothing'", folder / 'plan.gpkg', '--works', ':nothing')
    refused(2, 'has no table audit_works', source)
    refused(2, 'plan.gpkg', folder / 'plan.gpkg', '--force', output='plan.gpkg')
    refused(2, 'exists', folder / 'plan.gpkg', output='taken.gpkg')
    equal(wrong, (folder / 'taken.gpkg').read_bytes(), b'mine', 'the target changed')
    for text, words in (('- {layer: sidewalks, fid: 1, set: {clear_widht_m: 2}}', 'clear_width_m'),
                        ('- {layer: sidewalk, fid: 1, set: {clear_width_m: 2}}', 'has no table'),
                        ('- {layer: sidewalks, fid: 99999, set: {clear_width_m: 2}}', 'has no feature 99999'),
                        ('- {layer: sidewalks, fid: 1, set: {clear_width_m: wide}}', 'no value of clear_width_m'),
                        ('- {layer: sidewalks, fid: 1, set: {wheelchair: yes}}', 'no column for wheelchair')):
        file.write_text(text + '\n', encoding='utf-8')
        refused(3, words, folder / 'plan.gpkg', '--budget', '0', '--changes', file)
    shutil.copy(folder / 'plan.gpkg', folder / 'flat.gpkg')
    db = sqlite3.connect(folder / 'flat.gpkg', isolation_level=None)
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    ramp, = db.execute("SELECT work_id FROM audit_works WHERE kind = 'kerb-ramp-new' AND place NOTNULL LIMIT 1").fetchone()
    for sql in ("DELETE FROM gpkg_contents WHERE table_name = 'ramps'", "DELETE FROM gpkg_geometry_columns WHERE table_name = 'ramps'"):
        db.execute('PRAGMA foreign_keys = OFF')
        db.execute(sql)
    db.execute('DROP TABLE ramps')
    db.execute("UPDATE audit_works SET rasif_id = 'w0000000000000000' WHERE table_name = 'sidewalks'")
    wide, = db.execute("SELECT work_id FROM audit_works WHERE kind = 'sidewalk-widen' LIMIT 1").fetchone()
    db.close()
    refused(3, 'no layer of ramps', folder / 'flat.gpkg', '--works', ':' + ramp)
    refused(3, 'plan anew', folder / 'flat.gpkg', '--works', ':' + wide)


def main():
    rasif, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    n, seed = (int(sys.argv[i]) if len(sys.argv) > i else otherwise for i, otherwise in ((3, 20), (4, 1)))
    wrong, before = Complaints(), hashlib.sha256(source.read_bytes()).hexdigest()
    for check in (check_choice, check_changes, check_tags, check_steps, check_multipoint, check_barrier, check_errors):
        with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
            check(wrong, rasif, source, pathlib.Path(folder))
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        check_promises(wrong, rasif, source, pathlib.Path(folder), n, seed)
    equal(wrong, sha256(source), before, 'the input changed')
    wrong.finish()


if __name__ == '__main__':
    main()
