#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""GeoPackages that are whole and odd: carried to the last cell, or refused at once with the reason.

    check_odd.py RASIF NEIGHBOURHOOD.gpkg

Every case is made from the neighbourhood. What is carried must have every cell with its storage class under the
id by which the source finds it, an output that SQLite calls whole, and the findings of the plain file. What is
refused must be so before anything is read: one sentence, exit 3, no output.
"""
import json
import pathlib
import re
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import remade
from running import Complaints, quote, run, sha256


# ---- files ----------------------------------------------------------------------------------------------------

def definition(source, table):
    db = sqlite3.connect(source)
    sql = db.execute('SELECT sql FROM sqlite_schema WHERE name = ?', (table,)).fetchone()[0]
    db.close()
    return sql


def rows(path, table, key, columns):
    """Every cell with its class, by id."""
    db = sqlite3.connect(path)
    db.text_factory = lambda raw: raw.decode('utf-8', 'surrogateescape')
    found = {}
    for first in range(0, len(columns), 500):  # no statement has more than 2 000 columns
        cells = ', '.join(f'typeof({quote(c)}), {quote(c)}' for c in columns[first:first + 500])
        for row in db.execute(f'SELECT {key}, {cells} FROM {quote(table)}'):
            found[row[0]] = found.get(row[0], ()) + row[1:]
    db.close()
    return found


def columns_of(path, table):
    db = sqlite3.connect(path)
    found = [row[1] for row in db.execute(f'PRAGMA table_xinfo({quote(table)})')]
    db.close()
    return found


def key_of(path, table):
    db = sqlite3.connect(path)
    found = next((quote(row[1]) for row in db.execute(f'PRAGMA table_info({quote(table)})') if row[5]), 'rowid')
    db.close()
    return found


class Case:
    def __init__(self, rasif, source, folder):
        self.rasif, self.source, self.folder = rasif, source, folder
        self.wrong, self.name = Complaints(), ''
        self.input, self.output = folder / 'in.gpkg', folder / 'out.gpkg'
        self.plain = self.findings(remade(source, folder / 'plain.gpkg'))
        db = sqlite3.connect(self.output)
        self.title = db.execute("SELECT identifier FROM gpkg_contents WHERE table_name = 'audit_findings'").fetchone()[0]
        db.close()

    def expect(self, condition, text):
        self.wrong.expect(condition, f'{self.name}: {text}')

    def findings(self, *inputs, more=()):
        done = run(self.rasif, 'audit', *inputs, '-q', '-f', 'json', '-o', self.output, '--force', *more, expect=None)
        self.expect(done.returncode == 0, f'exit {done.returncode}: {done.stderr}')
        return self.told(done)

    def told(self, done):
        self.diagnostics = []
        if done.returncode != 0:
            return None
        report = json.loads(done.stdout)
        self.diagnostics = report['diagnostics']
        db = sqlite3.connect(self.output)
        whole = db.execute('PRAGMA integrity_check').fetchone()[0]
        self.expect(whole == 'ok', f'integrity_check: {whole}')
        found = db.execute('SELECT finding_id, message_en, source_fid FROM audit_findings ORDER BY 1').fetchall()
        db.close()
        return found

    def carried(self, *inputs, same=True, more=()):
        """Runs; with `same` the findings are those of the plain file."""
        before = [sha256(path) for path in inputs]
        found = self.findings(*inputs, more=more)
        self.expect([sha256(path) for path in inputs] == before, 'an input was changed')
        self.expect(found is None or not same or found == self.plain, 'the findings are others than of the plain file')
        return found is not None

    def same_cells(self, path, table, key='rowid', into=None, renamed=None, into_key=None):
        """All cells of a table of the input in the output; `renamed`: {column: its name there}."""
        there = columns_of(path, table)
        into, renamed = into or table, renamed or {}
        found = set(columns_of(self.output, into))
        lacking = [c for c in there if renamed.get(c, c) not in found]
        self.expect(not lacking, f'{into} lacks columns {lacking[:5]}')
        if lacking:
            return
        old = rows(path, table, key, there)
        new = rows(self.output, into, into_key or key_of(self.output, into), [renamed.get(c, c) for c in there])
        self.expect(old == new, f'{into}: cells differ: ' + str([(i, old.get(i), new.get(i)) for i in
                    sorted(set(old) | set(new), key=str) if old.get(i) != new.get(i)][:1])[:600])

    def refused(self, *inputs, words=(), more=(), code=3):
        self.output.unlink(missing_ok=True)
        done = run(self.rasif, 'audit', *inputs, '--progress', 'json', '-o', self.output, *more, expect=None)
        said = [line for line in done.stderr.splitlines() if line.startswith('rasif: ')]
        self.expect(done.returncode == code and len(said) == 1, f'exit {done.returncode}: {done.stderr[-600:]}')
        for word in words:
            self.expect(said and re.search(word, said[0]), f'does not say {word}: {said}')
        self.expect('"read"' not in done.stderr, 'was refused only after reading')
        self.expect(not self.output.exists(), 'left an output')

    def codes(self, code):
        return sorted((d['layer'], d['column'] or '', d['text']) for d in self.diagnostics if d['code'] == code)


# ---- encodings ------------------------------------------------------------------------------------------------

STYLES = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
  description TEXT, owner TEXT, ui TEXT, update_time DATETIME);
INSERT INTO layer_styles(f_table_name, styleName, styleQML, useAsDefault) SELECT table_name, 'mein «Stil» 𝄞 رصيف', '<qml/>', 1
  FROM gpkg_contents;
CREATE TABLE notes (id INTEGER PRIMARY KEY, what TEXT COLLATE NOCASE UNIQUE, CHECK (what <> ''));
INSERT INTO notes VALUES(7, 'ملاحظة 𝄞'), (9, 'a' || char(0) || 'b');
CREATE VIEW unregistered AS SELECT * FROM notes;
CREATE INDEX by_what ON notes(what);
CREATE VIRTUAL TABLE words USING fts4(what); INSERT INTO words(what) VALUES('ein Wort');
UPDATE gpkg_contents SET description = 'Größe 𝄞', identifier = identifier || ' ß';
"""
ROWS = "UPDATE {} SET {} = 'Straße 𝄞 رصيف ' || fid; "


def encodings(case):
    roads, rest = ('streets', 'sidewalks', 'steps', 'footways'), ('crossings', 'ramps', 'seats', 'obstacles', 'destinations')
    second = case.folder / 'second.gpkg'
    first_sql = STYLES + ROWS.format('streets', 'name')
    second_sql = STYLES + ROWS.format('destinations', 'name')
    remade(case.source, case.input, only=roads, sql=first_sql)
    remade(case.source, second, only=rest, sql=second_sql)
    case.name = 'both UTF-8'
    expected = case.findings(case.input, second)
    # Names came in by SQL: what the same place says without the odd encodings is what is expected of them all.
    for one, two in (('UTF-8', 'UTF-16le'), ('UTF-16le', 'UTF-8'), ('UTF-16be', 'UTF-16le'), ('UTF-8', 'UTF-16be'),
                     ('UTF-16be', 'UTF-8'), ('UTF-16be', 'UTF-16be')):
        case.name = f'{one} and {two}'
        remade(case.source, case.input, one, only=roads, sql=first_sql)
        remade(case.source, second, two, only=rest, sql=second_sql)
        found = case.findings(case.input, second)
        case.expect(found is None or found == expected, 'the findings are others than in UTF-8')
        if found is None:
            continue
        for path, tables in ((case.input, (*roads, 'notes')), (second, rest)):
            for table in tables:
                case.same_cells(path, table)
        db = sqlite3.connect(case.output)
        kept = db.execute("SELECT count(*) FROM layer_styles WHERE styleName = 'mein «Stil» 𝄞 رصيف'").fetchone()[0]
        case.expect(kept == len(roads) + len(rest), f'{kept} styles of the user')
        said = db.execute("SELECT count(*) FROM gpkg_contents WHERE description = 'Größe 𝄞' AND identifier LIKE '% ß'").fetchone()[0]
        case.expect(said == len(roads) + len(rest), f'{said} descriptions of the user')
        there = [name for name, in db.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'words%' OR name IN "
                                              "('unregistered', 'by_what')")]
        case.expect(there == ['by_what'], f'carried: {there}')
        db.close()


# ---- keys -----------------------------------------------------------------------------------------------------

def without_key(sql):
    return sql.replace('"fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL', '"fid" INTEGER')


def keys(case):
    sidewalks = definition(case.source, 'sidewalks')
    bare, end = without_key(sidewalks), lambda sql, more: sql.rstrip().removesuffix(')') + more

    def table(name, sql, more='', renamed=None, key='rowid', same=True):
        case.name = name
        remade(case.source, case.input, tables={'sidewalks': sql}, sql=more)
        if case.carried(case.input, same=same):
            case.same_cells(case.input, 'sidewalks', key=key, renamed=renamed)

    table('no key', bare)
    table('a text column rowid', end(bare, ', rowid TEXT)'), "UPDATE sidewalks SET rowid = 'r' || fid", key='_rowid_')
    table('a number column rowid', end(bare, ', rowid INTEGER)'), 'UPDATE sidewalks SET rowid = 1000 - fid', key='oid',
          same=False)
    table('columns rowid and _rowid_', end(bare, ', "ROWID" TEXT, _RowId_ TEXT)'),
          "UPDATE sidewalks SET rowid = 'x'", key='oid')
    table('columns rowid, oid and _rowid_', end(bare, ', rowid TEXT, oid TEXT, _rowid_ TEXT)'),
          "UPDATE sidewalks SET rowid = 'x'", key='fid')
    table('a key and a text column rowid', end(sidewalks, ', rowid TEXT)'), "UPDATE sidewalks SET rowid = 'r' || fid",
          key='fid')
    table('descending key', sidewalks.replace('PRIMARY KEY AUTOINCREMENT', 'PRIMARY KEY DESC'), key='fid')
    table('descending key with nulls', sidewalks.replace('PRIMARY KEY AUTOINCREMENT NOT NULL', 'PRIMARY KEY DESC'),
          'UPDATE sidewalks SET fid = NULL WHERE fid IN (3, 50)')
    table('number key without rowid', end(sidewalks.replace(' AUTOINCREMENT', ''), ') WITHOUT ROWID'), key='fid')
    table('two columns as key', end(bare, ', PRIMARY KEY (fid, surface))'))

    # Rows that have no number are counted in the order of their key, which here is that of the numbers.
    text_key = end(bare.replace('"sidewalk_id" TEXT', '"sidewalk_id" TEXT PRIMARY KEY'), ') WITHOUT ROWID')
    db = sqlite3.connect(case.source)
    unique = db.execute('SELECT count(*) = count(DISTINCT sidewalk_id) FROM sidewalks').fetchone()[0]
    db.close()
    case.expect(unique, 'the neighbourhood has no ids')
    number = '(SELECT count(*) FROM sidewalks o WHERE o.sidewalk_id <= s.sidewalk_id)'
    case.name = 'text key without rowid'
    remade(case.source, case.input, tables={'sidewalks': text_key}, sql='CREATE INDEX surfaces ON sidewalks(surface, geom)')
    if case.carried(case.input, same=False):
        db = sqlite3.connect(case.input)
        names = columns_of(case.input, 'sidewalks')
        wanted = {row[0]: row[1:] for row in db.execute(
            f"SELECT {number}, {', '.join(f'typeof({quote(c)}), {quote(c)}' for c in names)} FROM sidewalks s")}
        case.expect(wanted == rows(case.output, 'sidewalks', key_of(case.output, 'sidewalks'), names), 'sidewalks: cells differ')
        out = sqlite3.connect(case.output)
        ids = dict(out.execute("SELECT sidewalk_id, rasif_id FROM sidewalks"))
        fids = dict(out.execute("SELECT rasif_id, source_fid FROM audit_findings WHERE table_name = 'sidewalks'"))
        numbers = dict(db.execute(f'SELECT sidewalk_id, {number} FROM sidewalks s'))
        plain = sqlite3.connect(case.folder / 'kept.gpkg')
        expected = dict(plain.execute('SELECT sidewalk_id, rasif_id FROM sidewalks'))
        case.expect(ids == expected, 'rasif_id stands at other rows')
        back = {rasif: sidewalk for sidewalk, rasif in ids.items()}
        case.expect(all(numbers[back[r]] == fid for r, fid in fids.items()), 'findings name other rows')
        for each in (db, out, plain):
            each.close()
    case.name = 'text in a number key without rowid'
    loose = end(bare.replace('"fid" INTEGER', '"fid" INTEGER PRIMARY KEY'), ') WITHOUT ROWID')
    remade(case.source, case.input, tables={'sidewalks': loose}, sql="UPDATE sidewalks SET fid = 'x' || fid WHERE fid > 100")
    if case.carried(case.input, same=False):
        case.same_cells(case.input, 'sidewalks', key='sidewalk_id', into_key='sidewalk_id')
    case.name = 'text key without rowid, no role'
    remade(case.source, case.input, sql="""CREATE TABLE trees (name TEXT PRIMARY KEY, geom POINT, n ANY) WITHOUT ROWID;
        INSERT INTO trees SELECT 'tree ' || fid, geom, fid FROM seats;
        INSERT INTO gpkg_contents SELECT 'trees', data_type, 'trees', '', last_change, min_x, min_y, max_x, max_y, srs_id
          FROM gpkg_contents WHERE table_name = 'seats';
        INSERT INTO gpkg_geometry_columns SELECT 'trees', 'geom', 'POINT', srs_id, 0, 0 FROM gpkg_geometry_columns WHERE table_name = 'seats'""")
    if case.carried(case.input):
        case.same_cells(case.input, 'trees', key='name', into_key='name')


# ---- types ----------------------------------------------------------------------------------------------------

def strict(case):
    sidewalks = definition(case.source, 'sidewalks')
    types = re.sub(r'\b(LINESTRING)\b', 'BLOB', re.sub(r'\b(MEDIUMINT|BOOLEAN)\b', 'INT', sidewalks))
    types = re.sub(r'\bDATE(TIME)?\b', 'TEXT', types).rstrip().removesuffix(')') + ', an ANY, "any" TEXT) STRICT'
    types = types.replace(', "any" TEXT', '')
    values = "UPDATE {0} SET an = CASE fid % 5 WHEN 0 THEN '12' WHEN 1 THEN 1.5 WHEN 2 THEN 'x' WHEN 3 THEN x'00ff' ELSE 7 END; "
    case.name = 'a column ANY of a strict table'
    remade(case.source, case.input, tables={'sidewalks': types}, sql=values.format('sidewalks') + """
        CREATE TABLE parent (p INTEGER PRIMARY KEY); INSERT INTO parent VALUES(1);
        CREATE TABLE child (fid INTEGER PRIMARY KEY, p INT REFERENCES parent(p), an ANY) STRICT;
        INSERT INTO child SELECT fid, 1, NULL FROM seats; """ + values.format('child') + """
        CREATE TABLE loose (fid INTEGER PRIMARY KEY, an ANY); INSERT INTO loose VALUES(1, '12'), (2, 'x')""")
    if case.carried(case.input):
        for table in ('sidewalks', 'child', 'loose'):
            case.same_cells(case.input, table, key='fid', into_key='fid')


# ---- names ----------------------------------------------------------------------------------------------------

def columns(case):
    """Columns of the user's that begin as ours do."""
    case.name = 'the user’s rasif_ columns'
    more = """ALTER TABLE sidewalks ADD COLUMN rasif_note TEXT; UPDATE sidewalks SET rasif_note = 'n' || fid;
        ALTER TABLE sidewalks ADD COLUMN Rasif_Id TEXT; UPDATE sidewalks SET rasif_id = 'my ' || fid;
        ALTER TABLE sidewalks ADD COLUMN rasif_id_2 TEXT; UPDATE sidewalks SET rasif_id_2 = 'too ' || fid;
        CREATE TABLE repairs (id INTEGER PRIMARY KEY, rasif_id TEXT, cost REAL); INSERT INTO repairs VALUES(1, 's0', 5);
        INSERT INTO gpkg_contents(table_name, data_type, identifier, last_change) VALUES('repairs', 'attributes', 'r', '2026-01-01T00:00:00Z')"""
    remade(case.source, case.input, sql=more)
    if case.carried(case.input):
        case.same_cells(case.input, 'sidewalks', renamed={'Rasif_Id': 'Rasif_Id_3'})
        case.same_cells(case.input, 'repairs')
        case.expect(case.codes('R510') == [('sidewalks', 'Rasif_Id', 'Rasif_Id_3')], f'R510: {case.codes("R510")}')
        db = sqlite3.connect(case.output)
        ours = db.execute("SELECT count(*) FROM sidewalks WHERE rasif_id GLOB '?????????????????*' AND rasif_id NOT LIKE 'my%'").fetchone()[0]
        case.expect(ours == 120, f'{ours} ids of ours')
        db.close()

    case.name = 'audited again, with columns added in between'
    case.output.rename(case.input)
    db = sqlite3.connect(case.input)
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER {quote(name)}')
    db.close()
    user = [c for c in columns_of(case.input, 'sidewalks') if not c.startswith('rasif_')] + ['rasif_note', 'Rasif_Id_3', 'rasif_id_2']
    if not set(user) <= set(columns_of(case.input, 'sidewalks')):
        return
    before = rows(case.input, 'sidewalks', 'fid', user)
    if case.carried(case.input):
        found = columns_of(case.output, 'sidewalks')
        case.expect([c for c in user if c not in found] == [], f'lacks {[c for c in user if c not in found]}')
        case.expect(len(found) == len({c.lower() for c in found}), 'a column is there twice')
        case.expect(set(user) <= set(found) and before == rows(case.output, 'sidewalks', 'fid', user), 'cells differ')
        case.same_cells(case.input, 'repairs')
        case.expect(case.codes('R510') == [], f'R510: {case.codes("R510")}')


EVERY_PROFILE = ('wcm', 'wcp', 'frm', 'old', 'can', 'low', 'sco', 'cru', 'cog')


def again(case):
    """Whatever an audit can add the next one replaces: asked for everything, then for little."""
    case.name = 'everything asked for, audited again'
    profiles = [word for code in EVERY_PROFILE for word in ('--profile', code)]
    every = ['--columns', 'full', '--reach', '500', *profiles]
    little = ['--profile', 'wcm']
    remade(case.source, case.input)
    case.findings(case.input, more=little)
    wanted = {table: columns_of(case.output, table) for table in JUDGED}
    case.findings(case.input, more=every)
    added = {c for table in JUDGED for c in columns_of(case.output, table)} - {c for cs in wanted.values() for c in cs}
    case.expect({'rasif_cog_score', 'rasif_wcm_left', 'rasif_wcm_reach_m', 'rasif_m_junction'} <= added, f'{len(added)} added')
    case.output.rename(case.input)
    case.findings(case.input, more=little)
    for table in JUDGED:
        found = columns_of(case.output, table)
        case.expect(found == wanted[table], f'{table}: {sorted(set(found) ^ set(wanted[table]))}')
    case.expect(case.codes('R510') == [], f'R510: {case.codes("R510")}')


JUDGED = ('streets', 'sidewalks', 'footways', 'crossings', 'ramps', 'steps')
TABLE = """CREATE TABLE {0} (fid INTEGER PRIMARY KEY, what TEXT); INSERT INTO {0} VALUES(1, 'mine');"""
LISTED = "INSERT INTO gpkg_contents(table_name, data_type, identifier, last_change) VALUES('{0}', 'attributes', '{0}', '2026-01-01T00:00:00Z');"


def tables(case):
    for name in ('audit_findings', 'AUDIT_Links', 'audit_manifest', 'layer_styles'):
        for listed in (False, True):
            case.name = f'the user’s table {name}' + (', listed' if listed else '')
            remade(case.source, case.input, sql=TABLE.format(name) + (LISTED.format(name) if listed else ''))
            case.refused(case.input, words=('in.gpkg', f'"{name}"', 'rename'))
            done = run(case.rasif, 'audit', case.input, '-q', expect=None)
            case.expect(done.returncode == 0, f'without an output: exit {done.returncode}: {done.stderr}')
    case.name = 'the user’s table audit_findings, left out'
    remade(case.source, case.input, sql=TABLE.format('audit_findings'))
    case.carried(case.input, more=['--roles-only'])
    case.name = 'the user’s table audit_findings, in the second input'
    second = remade(case.source, case.folder / 'second.gpkg', only=('seats',), sql=TABLE.format('audit_findings'))
    remade(case.source, case.input, only=('streets', 'sidewalks', 'steps', 'footways', 'crossings', 'ramps', 'obstacles',
                                           'destinations'))
    case.carried(case.input, second)  # what is no layer comes from the first input alone


def many(case):
    """More inputs than SQLite attaches at once, and tables of one name, of which one is no layer."""
    names = ('streets', 'sidewalks', 'crossings', 'ramps', 'steps', 'footways', 'obstacles', 'destinations', 'seats')
    paths = [remade(case.source, case.folder / f'many{i:02}.gpkg', sql=STYLES if i > 8 else '', only=(name,))
             for i, name in enumerate((*names, *['seats'] * 5))]
    for n in (9, 10, 11, 14):
        case.name = f'{n} inputs'
        if case.carried(*paths[:n], same=n == 9):
            for i, name in enumerate(names):
                case.same_cells(paths[i], name)
            for i in range(9, n):
                case.same_cells(paths[i], 'seats', into=f'seats_{i - 7}')
            db = sqlite3.connect(case.output)
            said = db.execute("SELECT count(*) FROM gpkg_contents WHERE description = 'Größe 𝄞'").fetchone()[0]
            styles = db.execute("SELECT count(*) FROM layer_styles WHERE styleName LIKE 'mein%'").fetchone()[0]
            db.close()
            case.expect(said == n - 9 and styles == n - 9, f'{said} descriptions, {styles} styles')
    case.name = 'a table of the first input that is no layer has the name of a layer of the second'
    remade(case.source, case.input, only=names[:5], sql=TABLE.format('SEATS') + TABLE.format('seats_2') +
           TABLE.format('rtree_mine_node'))
    second = remade(case.source, case.folder / 'second.gpkg', only=names[5:])
    if case.carried(case.input, second, same=False):
        case.same_cells(second, 'seats', into='seats_3')
        case.same_cells(case.input, 'SEATS')
        case.same_cells(case.input, 'seats_2')
        case.same_cells(case.input, 'rtree_mine_node')


def most(case):
    """Tables near the 2 000 columns of SQLite."""
    def wide(table, n):
        names = columns_of(case.source, table)
        return definition(case.source, table).rstrip().removesuffix(')') + ''.join(
            f', x{i} INT' for i in range(n - len(names))) + ')'
    for n, fits in ((1800, True), (1999, False), (2000, False)):
        for more in ([], ['--columns', 'full']):
            case.name = f'{n} columns {more}'
            remade(case.source, case.input, tables={'sidewalks': wide('sidewalks', n)},
                   sql=f'UPDATE sidewalks SET x5 = fid' if n < 2000 else '')
            if fits and case.carried(case.input, same=not more, more=more):
                case.same_cells(case.input, 'sidewalks')
            if not fits:
                case.refused(case.input, words=('in.gpkg', 'sidewalks', str(n), '2000'), more=more)
                done = run(case.rasif, 'audit', case.input, '-q', expect=None)
                case.expect(done.returncode == 0, f'without an output: exit {done.returncode}: {done.stderr}')
    case.name = '2000 columns, no role'
    remade(case.source, case.input, sql='CREATE TABLE wide (fid INTEGER PRIMARY KEY' + ''.join(
        f', x{i} INT' for i in range(1999)) + '); INSERT INTO wide(x7) VALUES(5);' + LISTED.format('wide'))
    if case.carried(case.input):
        case.same_cells(case.input, 'wide')
    case.name = '2000 columns, no key'
    remade(case.source, case.input, sql='CREATE TABLE wide (x INT' + ''.join(
        f', x{i} INT' for i in range(1999)) + '); INSERT INTO wide(x7) VALUES(5);' + LISTED.format('wide'))
    case.refused(case.input, words=('in.gpkg', 'wide', '2000'))


# ---- dates ----------------------------------------------------------------------------------------------------

def dates(case):
    for value in ("''", "'2026/01/15'", "'15.01.2026'", "'2026-01-15T10:00:00+0300'", '20260115', "'now'", "'2026-99-99'", "x'00'"):
        case.name = f'last_change {value}'
        remade(case.source, case.input, sql=f'UPDATE gpkg_contents SET last_change = {value}')
        outputs = []
        for _ in range(2):
            case.carried(case.input)
            outputs.append(sha256(case.output))
        case.expect(outputs[0] == outputs[1], 'two runs differ')
        case.expect(len(case.codes('R507')) == 1, f'R507: {case.codes("R507")}')
        db = sqlite3.connect(case.output)
        kept = db.execute(f"SELECT count(*) FROM gpkg_contents WHERE last_change IS {value}").fetchone()[0]
        case.expect(kept == 9, f'{kept} of 9 dates are as they were')
        db.close()


def titles(case):
    """Tiles whose row of gpkg_contents has no date, or the title of one of our tables."""
    case.name = 'tiles without a date, and called like ours'
    contents = definition(case.source, 'gpkg_contents').replace("last_change DATETIME NOT NULL", 'last_change DATETIME')
    tiles = "CREATE TABLE {0} (id INTEGER PRIMARY KEY, tile_data BLOB); INSERT INTO gpkg_contents VALUES('{0}', 'tiles', {1}, '', " \
            "{2}, 0, 0, 1, 1, 4326);"
    remade(case.source, case.input, tables={'gpkg_contents': contents}, sql=tiles.format('undated', "'u'", 'NULL') +
           tiles.format('named', f"'{case.title}'", "'2020-01-01T00:00:00Z'") + 'UPDATE gpkg_contents SET last_change = NULL '
           "WHERE table_name = 'streets'")
    if case.carried(case.input):
        db = sqlite3.connect(case.output)
        found = db.execute("SELECT table_name, identifier, last_change IS NULL FROM gpkg_contents WHERE data_type = 'tiles' ORDER BY 1").fetchall()
        db.close()
        case.expect(found == [('named', None, 0), ('undated', 'u', 0)], f'tiles: {found}')


def main():
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        case = Case(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(temporary))
        (case.folder / 'out.gpkg').rename(case.folder / 'kept.gpkg')
        for check in (encodings, keys, strict, columns, again, tables, many, most, dates, titles):
            if len(sys.argv) < 4 or check.__name__ in sys.argv[3:]:
                check(case)
    case.wrong.finish()


if __name__ == '__main__':
    main()
