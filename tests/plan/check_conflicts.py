#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What helps one user and hurts another: declared conflicts of elements, in a place made for it.

    check_conflicts.py RASIF SOURCE

A street has a crossing every 20 m, with a kerb ramp at each end: every kerb with every tactile warning and three
heights. Which of them are conflicts, for whom and by how much comes from the YAML of profiles and conflicts alone, read
here a second time. Sidewalks, crossings, a crossing without drawn ramps, limits and works are worked out by hand. The same
place with rows turned round, users in another order and other threads has the same conflicts; one user has none.
"""
import itertools
import math
import pathlib
import re
import sys
import tempfile

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import gpkg
from running import PROFILES, Complaints, database, run, sha256

EAST, NORTH = 776000.0, 3540000.0
KERBS = (None, 'none', 'flush', 'lowered', 'rolled', 'raised')
TACTILE = (None, 'yes', 'partial', 'faulty', 'no')
HEIGHTS = (None, 20.0, 80.0)
WELL = 0.6

# Sidewalks: values, then the conflict with those helped and hurt and their u, by hand:
# clear width 1.00 m: (1.00 - 0.90) / (1.22 - 0.90) x 0.6 for wheels and frame, (1.00 - 0.70) / (1.22 - 0.70) x 0.6 for
# the older walker and low vision, (1.00 - 0.70) / (1.20 - 0.70) x 0.6 for the long cane
WHEELS_1M, OLD_1M, CANE_1M = 0.1875, 0.34615, 0.36
SIDEWALKS = [
    ('strip 1.00', {'tactile_guidance': 'yes', 'clear_width_m': 1.00},
     ('guidance-on-narrow-path', {'can': 1, 'low': 1},
      {'wcm': WHEELS_1M, 'wcp': WHEELS_1M, 'frm': WHEELS_1M, 'old': OLD_1M}, set())),
    ('strip 0.80', {'tactile_guidance': 'yes', 'clear_width_m': 0.80},
     ('guidance-on-narrow-path', {'can': 1, 'low': 1}, {'wcm': 0, 'wcp': 0, 'frm': 0, 'old': 0.6 * 0.1 / 0.52},
      {'wcm', 'wcp', 'frm'})),
    ('strip 1.50', {'tactile_guidance': 'yes', 'clear_width_m': 1.50}, None),
    ('strip 48 in', {'tactile_guidance': 'yes', 'clear_width_m': 1.2192}, None),  # within 0.1 % of 1.22 m
    ('strip 1.21', {'tactile_guidance': 'yes', 'clear_width_m': 1.21},
     ('guidance-on-narrow-path', {'can': 1, 'low': 1}, {u: 0.6 * 0.31 / 0.32 for u in ('wcm', 'wcp', 'frm')} |
      {'old': 0.6 * 0.51 / 0.52}, set())),
    ('strip, width unknown', {'tactile_guidance': 'yes'}, None),
    ('no strip', {'tactile_guidance': 'no', 'clear_width_m': 1.00}, None),
    ('tree', {'shade': 'yes', 'obstacles': 'tree', 'clear_width_m': 1.00},
     ('shade-tree-on-narrow-path', {'old': 1}, {'wcm': WHEELS_1M, 'wcp': WHEELS_1M, 'frm': WHEELS_1M, 'can': CANE_1M,
                                                'low': OLD_1M}, set())),
    ('pole', {'shade': 'yes', 'obstacles': 'pole', 'clear_width_m': 1.00}, None),
]


def read(folder):
    return {data['id']: data for data in (yaml.safe_load(path.read_text(encoding='utf-8')) for path in folder.glob('*.yaml'))}


def word(text):
    """YAML reads yes and no as true and false."""
    return {True: 'yes', False: 'no'}.get(text, text)


def holds(condition, given):
    """true, false, or None for unknown."""
    name, operation, value = re.fullmatch(r'(\w+) (=|!=|<|in) (.+)', condition).groups()
    have = given.get(name)
    if have is None:
        return None
    if operation == '<':
        return have < float(value.split()[0])
    among = have in [item.strip() for item in value.strip('[]').split(',')]
    return not among if operation == '!=' else among


def needs_of(profile, rule, given, measure):
    """(u, blocked) for each need that applies; u None = unknown. A need that may not apply is known where u is 1."""
    for need in profile['needs']:
        if need['rule'] != rule:
            continue
        states = [holds(condition, given) for condition in need.get('when', [])]
        if False in states:
            continue
        values = {word(key): value for key, value in need['values'].items()}
        u = values.get(given[measure]) if given[measure] is not None else None
        yield None if None in states else u, u == 0 and bool(need.get('blocks'))


def expected(ramp, profiles):
    """Of a kerb ramp: {conflict: (helped, hurt, stopped)} with u, and the conflicts that may be."""
    given = dict(ramp, crosses='street')
    found, maybe = {}, set()
    for conflict, when in (('level-kerb', ('none', 'flush', 'lowered')), ('felt-kerb', ('rolled',))):  # raised: no ramp
        if ramp['kerb'] not in when:
            continue
        rule, measure = {'level-kerb': ('ramp-tactile-warning', 'tactile_warning'), 'felt-kerb': ('ramp-kerb', 'kerb')}[conflict]
        helped, hurt, stopped, open_to_hurt = {}, {}, set(), set()
        for code, profile in profiles.items():
            own = list(needs_of(profile, 'ramp-kerb', given, 'kerb'))
            if own and min(u for u, _ in own) >= WELL:
                helped[code] = min(u for u, _ in own)
            other = list(needs_of(profile, rule, given, measure))
            known = [u for u, _ in other if u is not None]
            if known and min(known) < WELL:
                hurt[code] = min(known)
                stopped |= {code} if any(blocked for u, blocked in other if u is not None) else set()
            elif len(known) < len(other):
                open_to_hurt.add(code)
        helped = {code: u for code, u in helped.items() if code not in hurt}
        if conflict == 'felt-kerb':  # who would lose by none, flush or lowered
            table = {code: next(n['values'] for n in profiles[code]['needs'] if n['rule'] == 'ramp-kerb') for code in helped}
            helped = {code: u for code, u in helped.items() if max(table[code][k] for k in ('none', 'flush', 'lowered')) < u}
        if helped and hurt:
            found[conflict] = (helped, hurt, stopped)
        elif helped and open_to_hurt and (len(helped) > 1 or set(helped) != open_to_hurt):
            maybe.add(conflict)
    return found, maybe


def ramps():
    return [dict(kerb=kerb, tactile_warning=tactile, kerb_height_mm=height)
            for kerb, tactile, height in itertools.product(KERBS, TACTILE, HEIGHTS)]


def place():
    """{layer: (kind, rows)}; a street with crossings, beside it sidewalks; further streets with what is by hand."""
    all_ramps = ramps()
    length = 20.0 * len(all_ramps) / 2 + 100
    streets = [({'street_id': 'S1', 'class': 'residential', 'name': 'Ramps'}, [(0, 0), (length, 0)]),
               ({'street_id': 'S2', 'class': 'residential', 'name': 'Islands'}, [(0, 900), (300, 900)])]
    crossings, points, sidewalks = [], [], []
    for i, ramp in enumerate(all_ramps):
        x, y = 50 + 20.0 * (i // 2), -7.0 if i % 2 == 0 else 7.0
        if i % 2 == 0:
            crossings.append(({'crossing_id': f'C{i // 2}', 'control': 'uncontrolled', 'structure': 'at_grade'},
                              [(x, -7.0), (x, 7.0)]))
        points.append((dict(ramp, ramp_id=f'R{i}', crossing_id=f'C{i // 2}', name=f'R{i}'), [(x, y)]))
    for i, (name, values, _) in enumerate(SIDEWALKS):
        sidewalks.append((dict(values, sidewalk_id=f'W{i}', name=name), [(0, 2000 + 50.0 * i), (60, 2000 + 50.0 * i)]))
    more = {'island': 'yes', 'control': 'uncontrolled', 'structure': 'at_grade'}
    crossings += [(dict(more, crossing_id='I1', island_length_m=1.0, island_width_m=1.6), [(50, 897), (50, 903)]),
                  (dict(more, crossing_id='I2', island_length_m=2.0, island_width_m=0.8), [(100, 897), (100, 903)]),
                  (dict(more, crossing_id='I3', island_length_m=2.0, island_width_m=1.6), [(150, 897), (150, 903)]),
                  ({'crossing_id': 'K1', 'control': 'uncontrolled', 'structure': 'at_grade', 'kerb': 'flush',
                    'tactile_warning': 'no'}, [(200, 894), (200, 906)])]
    return {'streets': ('LINESTRING', streets), 'sidewalks': ('LINESTRING', sidewalks),
            'crossings': ('LINESTRING', crossings), 'ramps': ('POINT', points)}


def write(layers, path, turned=False):
    moved = {layer: (kind, [(values, [(EAST + x, NORTH + y) for x, y in line]) for values, line in rows][::-1 if turned else 1])
             for layer, (kind, rows) in layers.items()}
    return gpkg(path, moved, srs=32636)


def figures(text):
    return {code: float(u) for code, u in (item.split('=') for item in text.split('; '))} if text else {}


def conflicts(path):
    """Rows of audit_conflicts with the names of their elements."""
    db = database(path)
    out = []
    for row in db.execute('SELECT * FROM audit_conflicts'):
        table = {'ramps': 'ramp_id', 'crossings': 'crossing_id', 'sidewalks': 'sidewalk_id'}.get(row['table_name'])
        name = db.execute(f'SELECT {table} FROM {row["table_name"]} WHERE fid = ?', (row['source_fid'],)).fetchone()[0] if table else None
        out.append((name, row))
    return out


def same(wrong, what, row, helped, hurt, stopped):
    for side, wanted in (('helps', helped), ('hurts', hurt)):
        have = figures(row[f'{side}_u'])
        wrong.expect(have.keys() == wanted.keys() and all(math.isclose(have[c], wanted[c], abs_tol=0.006) for c in have),
                     f'{what}: {side} {have}, expected {wanted}')
        wrong.expect(row[side] == ','.join(have), f'{what}: {side} {row[side]} beside {row[f"{side}_u"]}')
    wrong.expect(set((row['hurts_blocks'] or '').split(',')) - {''} == stopped, f'{what}: stops {row["hurts_blocks"]}')
    order = [figures(row['hurts_u'])[c] for c in row['hurts'].split(',') if c not in stopped]
    wrong.expect(order == sorted(order), f'{what}: {row["hurts_u"]} is not by u')
    wrong.expect(row['kind'] == 'element' and row['both_en'] and row['both_ar'] and row['message_en'], f'{what}: no words')


def check_ramps(wrong, found, profiles, report):
    by_name = {}
    for name, row in found:
        by_name.setdefault(f'{name} {row["place"]}' if row['place'] else name, {})[row['conflict']] = row
    maybe = {}
    for i, ramp in enumerate(ramps()):
        wanted, may_be = expected(ramp, profiles)
        have = by_name.pop(f'R{i}', {})
        wrong.expect(have.keys() == wanted.keys(), f'ramp {ramp}: {sorted(have)}, expected {sorted(wanted)}')
        for conflict in have.keys() & wanted.keys():
            same(wrong, f'ramp {ramp}', have[conflict], *wanted[conflict])
            clause = have[conflict]['hurts_clause']
            wrong.expect((clause is not None) == (conflict == 'level-kerb' and ramp['tactile_warning'] != 'yes'),
                         f'ramp {ramp}: clause {clause}')
        for conflict in may_be:
            maybe[conflict] = maybe.get(conflict, 0) + 1
    line = next(line for line in report.splitlines() if line.strip().startswith('Level kerb without'))
    wrong.expect(int(line.split()[-1]) == maybe['level-kerb'], f'{line!r}: {maybe["level-kerb"]} may be')
    return by_name


def check_by_hand(wrong, rest):
    for i, (name, _, wanted) in enumerate(SIDEWALKS):
        have = rest.pop(f'W{i}', {})
        wrong.expect(list(have) == ([wanted[0]] if wanted else []), f'{name}: {sorted(have)}')
        if wanted and wanted[0] in have:
            same(wrong, name, have[wanted[0]], *wanted[1:])
            wrong.expect(have[wanted[0]]['hurts_measure'] == 'clear_width_m' and have[wanted[0]]['hurts_unit'] == 'm', name)
    # 6 m, and no stage is longer: all who are asked for 7 m are served well
    shallow, narrow = rest.pop('I1', {}), rest.pop('I2', {})
    wrong.expect(list(shallow) == ['refuge-too-shallow'] and list(narrow) == ['refuge-too-narrow'], f'{list(shallow)} {list(narrow)}')
    same(wrong, 'shallow', shallow['refuge-too-shallow'], {'old': 1, 'can': 1, 'low': 1}, {'wcm': 0, 'wcp': 0, 'frm': 0}, set())
    same(wrong, 'narrow', narrow['refuge-too-narrow'], {'old': 1, 'can': 1, 'low': 1}, {'wcm': 0, 'wcp': 0, 'frm': 0},
         {'wcm', 'wcp', 'frm'})
    for end in ('start', 'end'):
        told = rest.pop(f'K1 {end}', {})
        wrong.expect(list(told) == ['level-kerb'], f'{end} of the crossing without ramps: {list(told)}')
        same(wrong, f'told at its {end}', told['level-kerb'], {'wcm': 1, 'wcp': 1, 'frm': 1, 'old': 1}, {'can': 0, 'low': 0.2}, {'can'})
    wrong.expect(not rest, f'more: {sorted(rest)}')


def audit(rasif, source, target, *options):
    return run(rasif, 'audit', source, '-o', target, '--force', *options)


def key(found):
    return sorted((name, row['conflict'], row['place'] or '', row['helps_u'], row['hurts_u'], row['message_en']) for name, row in found)


def check_properties(wrong, rasif, source, turned, folder, found):
    audit(rasif, turned, folder / 'turned-out.gpkg')
    wrong.expect(key(conflicts(folder / 'turned-out.gpkg')) == key(found), 'rows turned round: other conflicts')
    audit(rasif, source, folder / 'one.gpkg', '--threads', '1')
    audit(rasif, source, folder / 'four.gpkg', '--threads', '4')
    wrong.expect(sha256(folder / 'one.gpkg') == sha256(folder / 'four.gpkg'), 'threads: other bytes')
    audit(rasif, source, folder / 'other.gpkg', '--profile', 'low,can,old,frm,wcp,wcm')
    wrong.expect(key(conflicts(folder / 'other.gpkg')) == key(found), 'users in another order: other conflicts')
    for code in ('wcm', 'can'):
        audit(rasif, source, folder / 'alone.gpkg', '--profile', code)
        wrong.expect(conflicts(folder / 'alone.gpkg') == [], f'{code} alone has a conflict')
    # Figures of a user do not depend on who else is asked for
    audit(rasif, source, folder / 'two.gpkg', '--profile', 'wcm,can')
    whole = {(name, row['conflict'], row['place']): row for name, row in found}
    for name, row in conflicts(folder / 'two.gpkg'):
        large = whole[name, row['conflict'], row['place']]
        for side in ('helps_u', 'hurts_u'):
            wrong.expect(figures(row[side]).items() <= figures(large[side]).items(), f'{name}: {row[side]}, {large[side]}')


EDGE = '''id: edge
code: edg
title: {en: "Needs an edge"}
walking_speed_m_s: 1.0
needs:
  - {rule: ramp-kerb, values: {none: 0, flush: 0, lowered: 0, rolled: 1, raised: 1}, weight: 1, blocks: true, basis: "An example.", unverified: true}
  - {rule: sidewalk-clear-width, comfortable: "1.80 m", adequate: "1.20 m", limit: "0.70 m", weight: 1, blocks: true, basis: "An example.", unverified: true}
street: {sidewalks: 0.7, crossings: 0.3}
'''
LEVEL = '''id: level
title: {en: "Level kerbs"}
status: provisional
requirements:
  - {rule: ramp-kerb, require: "in [none, flush]", clause: "1"}
'''


def own_rules(folder):
    for name, text in (('profiles/edge.yaml', EDGE), ('standards/level.yaml', LEVEL)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding='utf-8')
    return folder


def kerbs(tactile):
    """Two sidewalks and a crossing whose kerbs are rolled, 40 mm high: what stops a wheelchair and a cane likes."""
    good = {'clear_width_m': 2.0, 'width_m': 2.0, 'surface': 'asphalt', 'smoothness': 'good', 'running_slope_pct': 1.0,
            'cross_slope_pct': 1.0, 'vertical_edge_mm': 0.0, 'headroom_m': 3.0, 'lit': 'yes', 'tactile_guidance': 'yes',
            'protrusion_mm': 0.0}
    ramp = {'kerb': 'rolled', 'lip_mm': 40.0, 'clear_width_m': 1.6, 'running_slope_pct': 4.0} | ({'tactile_warning': 'yes'} if tactile else {})
    return {'streets': ('LINESTRING', [({'street_id': 'S', 'class': 'residential', 'lanes': 2}, [(0, 0), (200, 0)])]),
            'sidewalks': ('LINESTRING', [(dict(good, sidewalk_id=f'W{y}'), [(0, y), (100, y), (200, y)]) for y in (-6, 6)]),
            'crossings': ('LINESTRING', [({'crossing_id': 'C', 'control': 'uncontrolled', 'structure': 'at_grade',
                                           'surface': 'asphalt', 'lanes': 2, 'island': 'no', 'raised': 'no', 'markings': 'zebra'},
                                          [(100, -6), (100, 6)])]),
            'ramps': ('POINT', [(dict(ramp, ramp_id=f'R{y}', crossing_id='C'), [(100, y)]) for y in (-5, 5)])}


def expect_rows(wrong, what, rows, wanted):
    """wanted: [{column: value}], in any order; u as figures."""
    have = [{column: figures(row[column]) if column.endswith('_u') else row[column] for column in (wanted or [{}])[0]} for _, row in rows]
    for item in wanted:
        wrong.expect(item in have, f'{what}: {item} is not among {have}')
    wrong.expect(len(have) == len(wanted), f'{what}: {len(have)} rows, expected {len(wanted)}')


def of_kind(path, kind):
    return [(name, row) for name, row in conflicts(path) if row['kind'] == kind]


def check_limits(wrong, rasif, source, folder):
    out = folder / 'limits.gpkg'
    wanted = {
        'model-neighbourhood': [],
        # 10 mm: u of the manual wheelchair = 0.6 x (30 - 10) / (30 - 6); 13 mm is adequate to all other wheels
        'access-riyadh': [{'conflict': 'ramp-lip', 'helps': None, 'helps_limit': 'between 10 mm and 15 mm', 'helps_value': '10',
                           'helps_clause': 'Tactile warning / kerb cuts', 'hurts_u': {'wcm': 0.5}, 'hurts_limit': '6',
                           'hurts_blocks': None, 'geom': None, 'rasif_id': None}],
        # 30 mm: (60 - 30) / (60 - 13) x 0.6 for the powered one; the frame is asked where the data have a column for lips
        'din-18040-3': [{'conflict': 'ramp-lip', 'helps': None, 'helps_measure': 'kerb_height_mm', 'helps_limit': '= 30 mm',
                         'hurts_measure': 'lip_mm', 'hurts_value': '30', 'hurts_u': {'wcm': 0, 'wcp': 0.38}, 'hurts_blocks': None}],
    }
    for standard, rows in wanted.items():
        audit(rasif, source, out, '--standard', standard)
        expect_rows(wrong, standard, of_kind(out, 'limits'), rows)
    rules = own_rules(folder / 'rules')
    path = write(kerbs(True), folder / 'kerbs.gpkg')
    for users in ('wcm,edge', 'edge,wcm'):
        audit(rasif, path, out, '--rules', rules, '--standard', 'level', '--profile', users)
        expect_rows(wrong, f'level, {users}', of_kind(out, 'limits'), [
            {'helps': None, 'helps_u': {}, 'helps_clause': '1', 'hurts_u': {'edg': 0}, 'hurts_blocks': 'edg', 'hurts_value': 'none'},
            {'helps': 'wcm', 'helps_u': {'wcm': 1}, 'helps_clause': None, 'hurts_u': {'edg': 0}, 'hurts_blocks': 'edg', 'hurts_value': 'none'}])


def check_works(wrong, rasif, folder):
    """A kerb made level for wheels stops who needs its edge, or leaves unknown whether the cane finds it."""
    out, rules = folder / 'works.gpkg', folder / 'rules'
    made = {'kerb': '0', 'edge': '6'}  # the lip: as level as the standard, or as the wheelchair, asks
    cases = [
        # no column for warning tiles: after the work it is unknown whether a cane finds the edge
        ('kerb', write(kerbs(False), folder / 'untold.gpkg'), ['--profile', 'wcm,can'], 2,
         {'helps_u': {'wcm': 1}, 'hurts': 'can', 'hurts_u': None, 'hurts_measure': 'tactile_warning', 'hurts_value': None, 'hurts_blocks': None}),
        ('told', write(kerbs(True), folder / 'told.gpkg'), ['--profile', 'wcm,can'], 0, {}),
        ('edge', write(kerbs(True), folder / 'edge.gpkg'), ['--rules', rules, '--standard', 'level', '--profile', 'wcm,edge'], 2,
         {'helps_u': {'wcm': 0.6}, 'hurts': 'edg', 'hurts_u': {'edg': 0}, 'hurts_measure': 'kerb', 'hurts_value': 'flush', 'hurts_blocks': 'edg'}),
    ]
    for name, path, options, n, wanted in cases:
        done = run(rasif, 'plan', path, '-o', out, '--force', *options)
        rows = of_kind(out, 'work')
        db = database(out)
        works = {row['work_id']: row for row in db.execute('SELECT * FROM audit_works')}
        left = [row for row in works.values() if row['harms']]
        wrong.expect(len(rows) == len(left) == n, f'{name}: {len(rows)} conflicts, {len(left)} works that harm, expected {n}')
        wrong.expect(('left to people' in done.stdout) == (n > 0), f'{name}: {done.stdout}')
        for _, row in rows:
            wrong.expect(works[row['work_id']]['harms'] == row['hurts'] and works[row['work_id']]['budget'] is None, f'{name}: {row["work_id"]}')
            wrong.expect(row['helps_measure'] == 'lip_mm' and row['helps_value'] == made[name], f'{name}: {row["helps_measure"]} {row["helps_value"]}')
            have = {column: figures(row[column]) if isinstance(value, dict) else row[column] for column, value in wanted.items()}
            have['hurts_u'] = None if wanted['hurts_u'] is None and row['hurts_u'] == row['hurts'] else have['hurts_u']
            wrong.expect(have == wanted, f'{name}: {have}, expected {wanted}')
            wrong.expect(row['geom'] is not None and row['message_en'] and row['both_ar'], f'{name}: no place or words')


def check_explain(wrong, rasif, path):
    told = {row['conflict']: (row['table_name'], row['source_fid'], row['title_en']) for _, row in conflicts(path)}
    for conflict, (table, fid, title) in told.items():
        page = run(rasif, 'explain', path, f'{table}:{fid}').stdout
        wrong.expect(title in ' '.join(page.split()), f'explain {table}:{fid} does not mention {conflict}')


def main():
    rasif, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    wrong = Complaints()
    profiles = {data['code']: data for data in read(source / 'libaudit/data/profiles').values() if data['code'] in PROFILES}
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        path, turned = write(place(), folder / 'place.gpkg'), write(place(), folder / 'turned.gpkg', turned=True)
        report = audit(rasif, path, folder / 'out.gpkg').stdout
        found = conflicts(folder / 'out.gpkg')
        rest = check_ramps(wrong, found, profiles, report)
        check_by_hand(wrong, rest)
        check_properties(wrong, rasif, path, turned, folder, found)
        check_limits(wrong, rasif, path, folder)
        check_works(wrong, rasif, folder)
        check_explain(wrong, rasif, folder / 'out.gpkg')
    wrong.finish()


if __name__ == '__main__':
    main()
