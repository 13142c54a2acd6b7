#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rasif diff by another path: its figures, its mirror image, and no gain where nothing was built.

    check_figures.py RASIF BEFORE [AFTER]

BEFORE and AFTER are inputs, or names of real files beside the repository; without AFTER it is BEFORE with
some rows deleted. Every figure of the JSON report and of the page is read from the two audited files with
SQL here; the metres that opened, closed, became known are counted anew from the elements. Then BEFORE is
drawn in other ways (cut, joined, reversed, shuffled under other keys), loses a column or is an older file:
nobody may be better or worse off.
"""
import collections
import html.parser
import json
import pathlib
import re
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'metamorphic'))
import changes
from running import Complaints, columns, database, has_table, quote, run, shared

SIDES = ('before', 'after')
GAINS = {'better', 'worse', 'mixed', 'partly_better', 'partly_worse'}
MIRROR = {'better': 'worse', 'partly_better': 'partly_worse', 'became_known': 'became_unknown',
          'opened': 'closed', 'added_passable': 'removed_passable', 'known_passable': 'passable_unknown',
          'known_blocked': 'blocked_unknown', 'added_unknown': 'removed_unknown',
          'added_blocked': 'removed_blocked', 'fixed': 'new', 'added': 'removed', 'built': 'new'}
MIRROR |= {b: a for a, b in MIRROR.items() if a != 'built'}
# member of `figures`: table and column of the audit, places shown
FIGURES = {'streets_passable_m': ('audit_summary', 'passable_m', 1), 'streets_blocked_m': ('audit_summary', 'blocked_m', 1),
           'streets_unknown_m': ('audit_summary', 'unknown_m', 1), 'network_m': ('audit_network', 'network_m', 1),
           'connected_share': ('audit_network', 'largest_share', 4),
           'connected_share_high': ('audit_network', 'largest_high_share', 4), 'parts': ('audit_network', 'islands', 0),
           'parts_high': ('audit_network', 'islands_high', 0), 'blocked_elements': ('audit_network', 'blockers', 0),
           'network_passable_m': ('audit_network', 'passable_m', 1), 'network_blocked_m': ('audit_network', 'blocked_m', 1),
           'network_unknown_m': ('audit_network', 'unknown_m', 1), 'detour_median': ('audit_network', 'detour_median', 4),
           'detour_95': ('audit_network', 'detour_95', 4)}
REACH = ('yes_m', 'unknown_m', 'no_m', 'none_m', 'nobody_m')
MOVES = {('no', 'yes'): 'opened', ('yes', 'no'): 'closed', ('yes', 'unknown'): 'passable_unknown',
         ('unknown', 'yes'): 'known_passable', ('no', 'unknown'): 'blocked_unknown', ('unknown', 'no'): 'known_blocked',
         (None, 'yes'): 'added_passable', (None, 'no'): 'added_blocked', (None, 'unknown'): 'added_unknown',
         ('yes', None): 'removed_passable', ('no', None): 'removed_blocked', ('unknown', None): 'removed_unknown'}
WALKED = ('sidewalk', 'footway', 'crossing', 'steps')


def near(a, b, places):
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 0.5001 * 10 ** -places + 1e-9


class Pair:
    """Two audited files and what rasif says of them."""

    def __init__(self, wrong, rasif, before, after):
        self.wrong, self.rasif, self.files = wrong, rasif, {'before': before, 'after': after}
        self.report = json.loads(run(rasif, 'diff', before, after, '-f', 'json').stdout)
        self.dbs = {s: database(path) for s, path in self.files.items()}

    def same(self, condition, text):
        self.wrong.expect(condition, f'{self.files["before"].stem} to {self.files["after"].stem}: {text}')


# ---- every figure is that of the files --------------------------------------------------------

def row_of(db, table, profile):
    if not has_table(db, table):
        return {}
    where = " AND area = ''" if table == 'audit_summary' else ''
    row = db.execute(f'SELECT * FROM {table} WHERE profile = ?{where}', (profile,)).fetchone()
    return dict(row) if row else {}


def check_figures(pair):
    for profile in pair.report['profiles']:
        for key, (table, column, places) in FIGURES.items():
            for s in SIDES:
                want = row_of(pair.dbs[s], table, profile['id']).get(column)
                found = profile['figures'][key][s]
                pair.same(near(found, want, places), f'{profile["code"]} {key} {s}: {found}, the file has {want}')
        check_reach(pair, profile)
        check_moves(pair, profile)


def check_reach(pair, profile):
    rows = {s: {r['kind']: r for r in pair.dbs[s].execute('SELECT * FROM audit_reach WHERE profile = ?', (profile['id'],))}
            if has_table(pair.dbs[s], 'audit_reach') else {} for s in SIDES}
    pair.same({k['kind'] for k in profile['reach']} == set(rows['before']) | set(rows['after']), 'kinds of destinations')
    for kind in profile['reach']:
        for column in REACH:
            for s in SIDES:
                row = rows[s].get(kind['kind'])
                pair.same(near(kind[column][s], row and row[column], 1),
                          f'{profile["code"]} {kind["kind"]} {column} {s}: {kind[column][s]}')


def elements(db, code):
    """{rasif_id: (role, passable, metres)} of what is walked and judged."""
    found = {}
    own = f"NOT EXISTS (SELECT 1 FROM audit_sides a WHERE a.street_table = ? AND a.street_fid = t.{{key}})"
    for table, in db.execute('SELECT table_name FROM gpkg_contents').fetchall():
        if table.startswith('audit_') or f'rasif_{code}_passable' not in columns(db, table) or \
                'rasif_length_m' not in columns(db, table):
            continue
        key = next(r['name'] for r in db.execute('SELECT * FROM pragma_table_info(?)', (table,)) if r['pk'])
        street = own.format(key=quote(key)) if has_table(db, 'audit_sides') else '0 AND ? IS NULL'
        for row in db.execute(
                f"SELECT rasif_id, rasif_role, rasif_{code}_passable, rasif_length_m FROM {quote(table)} t WHERE "
                f"rasif_scope = 'yes' AND rasif_{code}_low IS NOT NULL AND (rasif_role IN "
                f"{WALKED} OR (rasif_role = 'street' AND {street}))", (table,)):
            found[row[0]] = tuple(row)[1:]
    return found


def check_moves(pair, profile):
    """Metres anew: elements with the same id, then the groups that the report tells of."""
    found = {s: elements(pair.dbs[s], profile['code']) for s in SIDES}
    grouped = {s: {} for s in SIDES}
    groups = []
    for feature in pair.report['features']:
        ids = {s: [m['rasif_id'] for m in feature[s]] for s in SIDES}
        groups.append(ids)
        for s in SIDES:
            grouped[s].update({ident: ids for ident in ids[s]})
    for ident in set(found['before']) | set(found['after']):
        if ident not in grouped['before'] and ident not in grouped['after']:
            groups.append({s: [ident] if ident in found[s] else [] for s in SIDES})
    metres = collections.Counter()
    for ids in groups:
        states, lengths = [], []
        for s in SIDES:
            there = [found[s][i] for i in ids[s] if i in found[s]]
            words = {passable for _, passable, _ in there}
            states.append(next((w for w in ('no', 'unknown', 'yes') if w in words), None))
            lengths.append(sum(length or 0 for *_, length in there) or None)
        move = MOVES.get(tuple(states))
        if move:
            some = [n for n in lengths if n is not None]
            metres[move] += sum(some) / len(some) if some else 0
    for move in MOVES.values():
        told = profile['network_m'][move]
        pair.same(abs(told - metres[move]) < 0.2, f'{profile["code"]} {move}: {told} m, counted {metres[move]:.1f} m')


def check_gaps(pair):
    counted = {s: collections.Counter() for s in SIDES}
    for s in SIDES:
        if not has_table(pair.dbs[s], 'audit_gaps'):
            pair.same(not pair.report['gaps'], 'gaps of a file without them')
            return
        for row in pair.dbs[s].execute('SELECT kind, evidence, length_m FROM audit_gaps'):
            kind = row['kind']
            if row['evidence'] == 'unknown':
                counted[s][kind, 'to_check'] += 1
            else:
                counted[s][kind, 'n'] += 1
                counted[s][kind, 'length_m'] += row['length_m'] or 0
    for gap in pair.report['gaps']:
        for s in SIDES:
            for key in ('n', 'to_check', 'length_m'):
                pair.same(abs(gap[s][key] - counted[s][gap['kind'], key]) < 0.06, f'{gap["kind"]} {key} {s}')
        pair.same(gap['before']['n'] == gap['built'] + gap['before']['still'] + gap['before']['other'], 'gaps before add up')
        pair.same(gap['after']['n'] == gap['new'] + gap['after']['still'] + gap['after']['other'], 'gaps after add up')


# ---- the page says the same ------------------------------------------------------------------

class Tables(html.parser.HTMLParser):
    """[(line above, [row of cells])...], all text, and the headings in their order."""

    def __init__(self):
        super().__init__()
        self.tables, self.lead, self.stack, self.sections, self.words = [], '', [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.stack.append((tag, attrs.get('class', '')))
        if tag == 'table':
            self.tables.append((self.lead, []))
        elif tag == 'tr' and self.tables:
            self.tables[-1][1].append([])
        elif tag in ('td', 'th'):
            self.tables[-1][1][-1].append('')
        elif tag == 'p' and 'lead' in attrs.get('class', ''):
            self.lead = ''
        elif tag == 'section':
            self.sections.append(attrs.get('id'))

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        self.words.append(data)
        tags = [tag for tag, _ in self.stack]
        if 'td' in tags or 'th' in tags:
            self.tables[-1][1][-1][-1] += data
        elif any(tag == 'p' and 'lead' in style for tag, style in self.stack):
            self.lead += data


def numbers(cell):
    return [float(n) for n in re.findall(r'\d+(?:\.\d+)?', cell)]


def shows(cell, figure, scale):
    """Does a cell "60.4 → 63.1 ▲" tell of both figures, as exactly as it is written?"""
    told = numbers(cell)
    want = [figure[s] for s in SIDES if figure[s] is not None]
    if len(told) == 1 and len(want) == 2:
        told *= 2
    places = [len(n.split('.')[1]) if '.' in n else 0 for n in re.findall(r'\d+(?:\.\d+)?', cell)] * 2
    return len(told) == len(want) and all(abs(t - w * scale) <= 0.51 * 10 ** -p + 0.06 * scale * (scale < 1)
                                          for t, w, p in zip(told, want, places))


def sign_of(change):
    return {'better': '▲', 'worse': '▼', 'partly_better': '△', 'partly_worse': '▽', 'became_known': '○',
            'became_unknown': '?'}.get(change, '')


def check_page(pair):
    page = Tables()
    page.feed(run(pair.rasif, 'diff', *pair.files.values(), '-f', 'html').stdout)
    told = {lead.split(',')[0].split(' (')[0]: rows for lead, rows in page.tables}
    wanted = {'Kilometres of streets': ['streets_passable_m', 'streets_blocked_m', 'streets_unknown_m'],
              'Walking network: largest connected part': ['connected_share', 'connected_share_high', 'parts',
                                                          'blocked_elements'],
              'Walking network in kilometres': ['network_m', 'network_passable_m', 'network_blocked_m', 'network_unknown_m'],
              'Detours': ['detour_median', 'detour_95']}
    for heading, keys in wanted.items():
        rows = told.get(heading)
        if rows is None:
            pair.same(all(p['figures'][k][s] is None for p in pair.report['profiles'] for k in keys for s in SIDES) or
                      (heading == 'Kilometres of streets' and 'Kilometres of sidewalks' in told), f'no table {heading}')
            continue
        for profile, row in zip(pair.report['profiles'], rows[1:]):
            pair.same(row[0] == profile['title'], f'{heading}: {row[0]}')
            for key, cell in zip(keys, row[1:]):
                figure, scale = profile['figures'][key], 0.001 if key.endswith('_m') else 100 if 'share' in key else 1
                pair.same(shows(cell, figure, scale), f'{heading}, {profile["code"]} {key}: "{cell}" for {figure}')
                pair.same(re.sub(r'[\d.\s→—]', '', cell) == sign_of(figure['change']), f'{key}: sign of "{cell}"')
    check_reach_tables(pair, told)
    check_gap_table(pair, page)
    order = [s for s in page.sections if s]
    known = ['change_users', 'change_map', 'change_streets', 'change_sidewalks', 'change_network', 'change_gaps',
             'change_findings', 'change_stayed', 'change_basis']
    pair.same(order == [s for s in known if s in order], f'order of the page: {order}')
    text = ''.join(page.words)
    pair.same(pair.report['headline'][0] in text and text.find(pair.report['headline'][0]) < text.find('Who gains'),
              'the headline stands first')
    for form in ('text', 'markdown'):
        plain = re.sub(r'\s+', ' ', run(pair.rasif, 'diff', *pair.files.values(), '-f', form).stdout.replace('\\', ''))
        pair.same(re.sub(r'\s+', ' ', pair.report['headline'][0]) in plain, f'{form}: the same headline')


def check_reach_tables(pair, told):
    """Kilometres per kind of destination and user; what is left out did not change for anybody."""
    for heading, column in (('Kilometres of streets within', 'yes_m'), ('Kilometres of streets without', 'none_m')):
        rows = next((rows for lead, rows in told.items() if lead.startswith(heading)), [])
        shown = {row[0]: row[1:] for row in rows[1:]}
        for k, kind in enumerate(pair.report['profiles'][0]['reach'] if pair.report['profiles'] else []):
            cells = shown.get((kind['kind'] or '').replace('_', ' '))
            for p, profile in enumerate(pair.report['profiles']):
                figure = profile['reach'][k][column]
                if cells is not None:
                    pair.same(shows(cells[p], figure, 0.001), f'{heading} {kind["kind"]} {profile["code"]}: "{cells[p]}" for {figure}')
                elif None not in (figure['before'], figure['after']) and rows:
                    pair.same(abs(figure['before'] - figure['after']) <= 1.1, f'{heading}: {kind["kind"]} is left out, {figure}')


def check_gap_table(pair, page):
    if not pair.report['gaps']:
        return
    rows = next(rows for _, rows in page.tables if rows and rows[0][0] == 'what is missing')
    for gap, row in zip(pair.report['gaps'], rows[1:]):
        told = [(n[0], n[-1]) for n in map(numbers, row[1:])]
        want = [(gap['before']['n'], gap['after']['n']), (gap['before']['length_m'], gap['after']['length_m']),
                (gap['built'],) * 2, (gap['new'],) * 2] + [(gap['before'][k], gap['after'][k]) for k in ('still', 'other', 'to_check')]
        pair.same(all(abs(a - b) < 0.6 for t, w in zip(told, want) for a, b in zip(t, w)), f'{gap["kind"]}: {told}, not {want}')


def check_package(pair, folder):
    """The tables of the GeoPackage hold the figures of the JSON report."""
    out = folder / 'changes.gpkg'
    run(pair.rasif, 'diff', *pair.files.values(), '-o', out, '--force', '-f', f'json:{folder / "changes.json"}')
    db = database(out)
    for profile in pair.report['profiles']:
        row = db.execute('SELECT * FROM diff_summary WHERE code = ?', (profile['code'],)).fetchone()
        for key, figure in profile['figures'].items():
            pair.same(all(near(row[f'{key}_{s}'], figure[s], 4) for s in SIDES) and
                      (row[f'{key}_change'] or 'none') == figure['change'], f'diff_summary: {profile["code"]} {key}')
        for kind in profile['reach']:
            row = db.execute('SELECT * FROM diff_reach WHERE code = ? AND kind IS ?', (profile['code'], kind['kind'])).fetchone()
            pair.same(row and all(near(row[f'{c}_{s}'], kind[c][s], 1) for c in REACH for s in SIDES), f'diff_reach: {kind["kind"]}')
    fates = collections.Counter((r['kind'], r['fate']) for r in db.execute('SELECT kind, fate FROM diff_gaps'))
    for gap in pair.report['gaps']:
        pair.same((fates[gap['kind'], 'built'], fates[gap['kind'], 'new'], fates[gap['kind'], 'still'], fates[gap['kind'], 'to_check'])
                  == (gap['built'], gap['new'], gap['after']['still'], gap['after']['to_check']), f'diff_gaps: {gap["kind"]} {fates}')
    tables = [r[0] for r in db.execute('SELECT table_name FROM gpkg_contents')]
    pair.same(tables.index('diff_findings') < tables.index('diff_lines') < tables.index('diff_streets'), f'order {tables}')
    stayed = re.search(r'(\d+) streets? did not change', run(pair.rasif, 'diff', *pair.files.values()).stdout)
    n = db.execute('SELECT count(*) FROM diff_streets').fetchone()[0]
    pair.same(stayed is None or int(stayed[1]) == n, f'{n} streets stayed on the map, {stayed and stayed[0]}')
    db.close()


# ---- the mirror ------------------------------------------------------------------------------

def turned(word):
    return MIRROR.get(word, word)


def check_mirror(pair, back):
    same = pair.same
    for one, other in zip(pair.report['profiles'], back.report['profiles']):
        items = [(k, one['figures'][k], other['figures'][k]) for k in FIGURES]
        for k, kind in enumerate(one['reach']):
            items += [(f'{kind["kind"]} {c}', kind[c], other['reach'][k][c]) for c in REACH]
        for key, a, b in items:
            same(a['before'] == b['after'] and a['after'] == b['before'], f'{one["code"]} {key}: {a}, backwards {b}')
            same(turned(a['change']) == b['change'], f'{one["code"]} {key}: {a["change"]}, backwards {b["change"]}')
        for member in ('network_m', 'segments_m'):
            for move, metres in one[member].items():
                same(abs(metres - other[member][turned(move)]) < 0.11, f'{one["code"]} {move}: {metres}, backwards {other[member]}')
        streets = next(k for k in ('streets', 'sidewalks', 'footways', 'crossings', 'ramps', 'steps') if k in one)
        for verdict, n in one[streets].items():
            same(other[streets][turned(verdict)] == n, f'{one["code"]} {verdict} {n}, backwards {other[streets]}')
    for a, b in zip(pair.report['gaps'], back.report['gaps']):
        same(a['before'] == b['after'] and a['after'] == b['before'] and a['built'] == b['new'] and a['new'] == b['built'],
             f'gaps {a}, backwards {b}')
    for kind, n in pair.report['counts'].items():
        same(back.report['counts'][turned(kind)] == n, f'findings {kind} {n}, backwards {back.report["counts"]}')
    # the segments that the lists name, with why: the same ones
    listed = [sorted((tuple(sorted(m['rasif_id'] for m in f['before'])), tuple(sorted(m['rasif_id'] for m in f['after'])),
                      len(f['causes'])) for f in r['features'] if 'causes' in f) for r in (pair.report, back.report)]
    same(listed[0] == sorted((a, b, n) for b, a, n in listed[1]), 'segments with causes')


# ---- nothing was built -----------------------------------------------------------------------

def nothing_gained(pair, what, judged=True):
    """Nobody is better or worse off, no gap was mended, and the first sentence does not say so."""
    for profile in pair.report['profiles']:
        told = {k: f for k, f in profile['figures'].items() if f['change'] in GAINS}
        told |= {(k['kind'], c): k[c] for k in profile['reach'] for c in REACH if k[c]['change'] in GAINS}
        pair.same(not told, f'{what}: {profile["code"]} gained {told}')
    for feature in pair.report['features']:
        pair.same(not any(p['verdict'] in GAINS for p in feature['profiles'].values()), f'{what}: {feature["name"]}')
    pair.same(not any(g['built'] or g['new'] for g in pair.report['gaps']), f'{what}: gaps {pair.report["gaps"]}')
    first = pair.report['headline'][0]
    pair.same(not judged or not re.search(r'\d+ (streets?|sidewalks?) got|\d got worse', first), f'{what}: {first}')
    pair.same(len(pair.report['headline']) == 1 or not re.search('grows|shrinks|way to', pair.report['headline'][1]),
              f'{what}: {pair.report["headline"]}')


def identical(wrong, rasif, path):
    pair = Pair(wrong, rasif, path, path)
    nothing_gained(pair, 'the same file')
    pair.same(pair.report['headline'] == ['Nothing changed that can be compared.'] or
              pair.report['headline'][0].startswith('Nothing changed'), f'the same file: {pair.report["headline"]}')
    pair.same(not pair.report['features'] and not pair.report['findings'], 'the same file: something changed')
    for profile in pair.report['profiles']:
        pair.same(not any(profile['network_m'].values()), 'the same file: metres moved')
        pair.same({f['change'] for f in profile['figures'].values()} <= {'same', 'none'}, 'the same file: a figure changed')


class Bench:
    def __init__(self, wrong, rasif, folder):
        self.wrong, self.rasif, self.folder = wrong, rasif, folder

    def audited(self, path, *options):
        out = self.folder / f'{path.stem}-audited.gpkg'
        run(self.rasif, 'audit', path, '-q', '-o', out, '--force', '-f', f'json:{self.folder / "report.json"}', *options)
        return out

    def changed(self, path, name, change):
        copy = self.folder / f'{name}.gpkg'
        shutil.copy(path, copy)
        db = changes.open_copy(copy)
        change(db)
        db.commit()
        db.execute('VACUUM')
        db.close()
        return copy


LAYERS = changes.STREETS + changes.WALKED + changes.CROSSED
REDRAWN = {
    'shuffled': lambda db: changes.shuffle(db, LAYERS),
    'reversed': lambda db: changes.reverse(db, changes.WALKED + changes.CROSSED),
    'walks_cut': lambda db: changes.cut(db, ('sidewalks', 'footways')),
    'streets_cut': lambda db: changes.cut(db, changes.STREETS),
    'streets_joined': lambda db: changes.join(db, changes.STREETS),
}


def columns_lost(db):
    """Without columns that some need asks for where they are."""
    for table, columns_ in (('sidewalks', ('gap_mm', 'obstacles', 'protrusion_mm', 'shade', 'lit')),
                            ('ramps', ('landing_m', 'lip_mm'))):
        have = [r[1] for r in db.execute(f'PRAGMA table_info({quote(table)})')]
        for column in columns_:
            if column in have:
                db.execute(f'ALTER TABLE {quote(table)} DROP COLUMN {quote(column)}')


def older(bench, wrong, before, after):
    """Files of an older program, without the tables of the network: said, and not guessed."""
    copy = bench.folder / 'older.gpkg'
    shutil.copy(before, copy)
    db = sqlite3.connect(copy)
    for table in ('audit_network', 'audit_reach', 'audit_gaps'):
        for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)).fetchall():
            db.execute(f'DROP TRIGGER {quote(name)}')
        for sql in (f'DROP TABLE IF EXISTS {table}', f"DELETE FROM gpkg_contents WHERE table_name = '{table}'",
                    f"DELETE FROM gpkg_geometry_columns WHERE table_name = '{table}'",
                    f"DELETE FROM gpkg_extensions WHERE table_name = '{table}'"):
            db.execute(sql)
    db.execute('DROP TABLE IF EXISTS rtree_audit_gaps_geom')
    db.commit()
    db.close()
    pair = Pair(wrong, bench.rasif, copy, after)
    pair.same(not pair.report['compared']['network'] and not pair.report['compared']['reach'] and
              not pair.report['compared']['gaps'] and not pair.report['gaps'], 'an older file: compared')
    for profile in pair.report['profiles']:
        pair.same(not any(profile['figures'][k]['change'] in GAINS for k in FIGURES if not k.startswith('streets_')),
                  'an older file: a figure of the network was judged')
    text = run(bench.rasif, 'diff', copy, after).stdout
    pair.same('The walking network is not in both files' in text
              and 'The list of what is missing on the ground is not in both files' in text,
              'an older file: not said')


def without_some(db):
    """Every seventh walked line and every eleventh crossing is gone: something that can be counted."""
    for layer, n in (('sidewalks', 7), ('footways', 7), ('crossings', 11)):
        for table, *_, key, _ in list(changes.layers(db, (layer,))):
            db.execute(f'DELETE FROM {quote(table)} WHERE {quote(key)} % {n} = 3')


def find(name):
    return pathlib.Path(name) if '/' in name else shared('data', 'real', name)


def main():
    rasif, before, *after = sys.argv[1:]
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-figures-') as folder:
        bench = Bench(wrong, rasif, pathlib.Path(folder))
        source = find(before)
        other = find(after[0]) if after else bench.changed(source, 'without', without_some)
        one, two = bench.audited(source), bench.audited(other)
        pair, back = Pair(wrong, rasif, one, two), Pair(wrong, rasif, two, one)
        for p in (pair, back):
            check_figures(p)
            check_gaps(p)
            check_page(p)
            check_package(p, bench.folder)
        check_mirror(pair, back)
        identical(wrong, rasif, one)
        for name, change in REDRAWN.items():
            redrawn = bench.audited(bench.changed(source, name, change))
            nothing_gained(Pair(wrong, rasif, one, redrawn), name)
        lost = bench.audited(bench.changed(source, 'columns_lost', columns_lost))
        for a, b in ((one, lost), (lost, one)):
            nothing_gained(Pair(wrong, rasif, a, b), 'columns lost', judged=False)
        older(bench, wrong, one, two)
    wrong.finish()


if __name__ == '__main__':
    main()
