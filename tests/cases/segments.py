# SPDX-License-Identifier: MIT
"""Streets are judged block by block, however they are drawn."""
import json
import random

from blocked import explained
from counted import counted, unlisted, untold

CRS = {'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:EPSG::32636'}}
EAST, NORTH = 776000.0, 3540000.0  # Amman
GOOD = {'width_m': 3, 'clear_width_m': 2.5, 'running_slope_pct': 1, 'cross_slope_pct': 1,
        'surface': 'paving', 'smoothness': 'good', 'vertical_edge_mm': 0, 'gap_mm': 0, 'headroom_m': 3,
        'obstacles': 'none', 'kerb_height_mm': 120, 'protrusion_mm': 0}


def write(cases, name, rows):
    """A layer of (line, properties) as GeoJSON."""
    path = cases.folder / f'{name}.geojson'
    features = [{'type': 'Feature', 'properties': properties,
                 'geometry': {'type': 'LineString', 'coordinates': [[EAST + x, NORTH + y] for x, y in line]}}
                for line, properties in rows]
    path.write_text(json.dumps({'type': 'FeatureCollection', 'name': name, 'crs': CRS,
                                'features': features}), encoding='utf-8')
    return path


def audit(cases, streets, sidewalks, crossings=()):
    paths = [write(cases, 'streets', streets), write(cases, 'sidewalks', sidewalks)]
    if crossings:
        paths.append(write(cases, 'crossings', crossings))
    return cases.audit(*paths)


def figures(audited):
    """Every segment by its lasting id."""
    names = [f'rasif_{p}_{c}' for p in ('wcm', 'old', 'can') for c in ('score', 'low', 'high', 'coverage')]
    others = ['rasif_class', 'rasif_compliance', 'rasif_n_fail', 'rasif_n_unknown', 'rasif_wcm_passable',
              'rasif_can_passable', 'rasif_m_crossings_missing', 'name']
    rows = {}
    for row in audited.db.execute('SELECT * FROM audit_segments'):
        ends = frozenset((row['from_street'], row['to_street']))
        rows[row['rasif_id']] = ([row[n] for n in names] + [row['rasif_length_m']],
                                 [row[n] for n in others] + [ends])
    return rows


def same(a, b):
    return (a is None) == (b is None) and (a is None or abs(a - b) < 0.02)


MAIN = [(0, 0), (50, 0), (100, 0), (140, 5), (200, 0), (260, 0), (300, 0), (370, 20)]
CROSS = {'First': (100, 0), 'Second': (200, 0), 'Third': (300, 0)}


def network():
    """One main street through three junctions, with sidewalks of its blocks."""
    streets = [(MAIN, {'name': 'Main', 'class': 'secondary'})]
    for name, (x, y) in CROSS.items():
        streets.append(([(x, y - 80), (x, y), (x, y + 80)], {'name': name, 'class': 'residential'}))
    sidewalks = []
    for i, (a, b) in enumerate(((2, 92), (108, 192), (208, 292))):
        sidewalks.append(([(a, 6), (b, 6)], dict(GOOD)))
        if i != 1:
            sidewalks.append(([(a, -6), (b, -6)], {**GOOD, 'clear_width_m': 1.3 - 0.2 * i}))
    crossings = [([(94, -8), (94, 8)], {'control': 'signal', 'marked': 'yes'})]
    return streets, sidewalks, crossings


def case_the_worst_block_is_seen(cases):
    streets, sidewalks, crossings = network()
    audited = audit(cases, streets, [s for s in sidewalks if not 100 < s[0][0][0] < 200], crossings)
    rows = audited.rows('SELECT from_m, to_m, from_street, to_street, rasif_wcm_passable, rasif_wcm_class, '
                        'rasif_wcm_score, rasif_length_m FROM audit_segments WHERE street_fid = 1 '
                        "AND street_table = 'streets' AND name = 'Main' ORDER BY from_m")
    cases.expect(len(rows) == 4, 'a street that three others meet has four blocks')
    cases.expect([r[2:4] for r in rows] == [(None, 'First'), ('First', 'Second'), ('Second', 'Third'),
                                            ('Third', None)], f'blocks are named by their ends, not {rows}')
    cases.expect([r[4] for r in rows][1] == 'no' and rows[0][4] != 'no' and rows[2][4] != 'no',
                 'only the block without sidewalks, and the end without any, are blocked')
    mean = sum(r[6] * r[7] for r in rows) / sum(r[7] for r in rows)
    audited.expect('streets', 1, 'a street has the worst class of its segments and their mean by length',
                   wcm_passable='no', wcm_class='blocked')
    found = audited.row('streets', 1)['rasif_wcm_score']
    cases.expect(abs(found - mean) < 1e-3, f'mean by length is {mean}, not {found}')
    whole, parts = audited.rows('SELECT sum(rasif_length_m), (SELECT sum(rasif_length_m) FROM streets) '
                                'FROM audit_segments')[0]
    cases.expect(abs(whole - parts) < 1e-6, 'segments tile their streets')


def case_a_crossing_is_there_whether_or_not_one_is_due(cases):
    """A residential street of unknown lanes and speed: nobody knows whether a crossing is due. Where there is
    one, none is missing in any case; where there is none, that is open."""
    streets, sidewalks, _ = network()
    streets = [(line, {**props, 'class': 'residential'}) for line, props in streets]
    audited = audit(cases, streets, sidewalks, [([(50, -8), (50, 8)], {'marked': 'yes'})])
    rows = audited.rows('SELECT rasif_m_crossings_missing, (SELECT group_concat(outcome) FROM audit_findings f WHERE'
                        " f.segment_id = s.rasif_id AND rule = 'street-crossing-missing') FROM audit_segments s"
                        " WHERE name = 'Main' ORDER BY from_m")
    cases.expect(rows[:3] == [(0, None), (0, None), (None, 'unknown')],
                 f'the block with a crossing, its neighbour, and the one after that: {rows}')


def case_a_finding_names_every_segment_it_counts_for(cases):
    """A crossing at a junction belongs to the blocks on both sides of it, a sidewalk past a junction to both:
    what fails there is a failed rule of each, and `explain` of each lists it, of the street as well."""
    streets, _, crossings = network()
    bad = [([(40, 6), (160, 6)], {**GOOD, 'surface': 'sand'})]
    crossings = [([(100.2, -8), (100.2, 8)], {**crossings[0][1], 'surface': 'sand'})]
    audited = audit(cases, streets, bad, crossings)
    for rule in ('sidewalk-surface', 'crossing-surface'):
        named = audited.rows("SELECT segment_id || ',' || also_segments FROM audit_findings WHERE rule = ?", rule)
        blocks = audited.rows("SELECT rasif_id FROM audit_segments WHERE name = 'Main' AND from_m < 150")
        found = {part for (text,) in named for part in text.split(',')}
        cases.expect({part for (part,) in blocks} <= found, f'{rule}: {named} names not all of {blocks}')
    figures = counted(audited.db)
    for text in untold(audited.db) + unlisted(explained(cases.rasif, audited.out, figures), figures):
        cases.expect(False, text)


def pieces(line, at):
    """A line cut at some of its vertices."""
    out = [[]]
    for i, p in enumerate(line):
        out[-1].append(p)
        if i in at and 0 < i < len(line) - 1:
            out.append([p])
    return out


def variants(streets):
    chance = random.Random(5)
    junctions = set(CROSS.values())
    cut = [(p, props) for line, props in streets
           for p in pieces(line, {i for i, v in enumerate(line) if v in junctions})]
    yield 'cut at junctions', cut
    everywhere = [(p, props) for line, props in streets for p in pieces(line, set(range(len(line))))]
    yield 'cut at every vertex', everywhere
    turned = [(p[::-1] if chance.random() < 0.4 else p, props) for p, props in everywhere]
    chance.shuffle(turned)
    yield 'cut at every vertex, some turned, in any order', turned
    yield 'drawn the other way', [(line[::-1], props) for line, props in streets]
    yield 'drawn twice', streets + [(line[::-1], props) for line, props in streets]


def case_cut_or_joined_the_same_segments(cases):
    """However a street is cut: the same segments with the same figures."""
    streets, sidewalks, crossings = network()
    wanted = figures(audit(cases, streets, sidewalks, crossings))
    for name, other in variants(streets):
        found = figures(audit(cases, other, sidewalks, crossings))
        cases.expect(set(found) == set(wanted), f'{name}: {len(found)} segments, {len(wanted)} wanted, '
                     f'{len(set(found) & set(wanted))} of one name')
        for ident in set(found) & set(wanted):
            (numbers, words), (others, said) = wanted[ident], found[ident]
            cases.expect(words == said and all(map(same, numbers, others)),
                         f'{name}: {ident} {words} {numbers} became {said} {others}')


def case_what_ends_a_segment(cases):
    def segments(streets):
        audited = audit(cases, streets, [([(0, 500), (50, 500)], dict(GOOD))])
        return sorted(round(n) for n, in audited.rows('SELECT rasif_length_m FROM audit_segments'))

    a, b = [(0, 0), (100, 0)], [(100, 0), (160, 0)]
    one = {'name': 'A', 'class': 'residential'}
    cases.expect(segments([(a, one), (b, one)]) == [160], 'one street in two features is one segment')
    cases.expect(segments([(a, one), (b[::-1], one)]) == [160], 'whichever way they are drawn')
    cases.expect(segments([(a, one), (b, {**one, 'class': 'tertiary'})]) == [60, 100], 'another class')
    cases.expect(segments([(a, one), (b, {**one, 'name': 'B'})]) == [60, 100], 'another name')
    cases.expect(segments([(a, one), (b, {'class': 'residential'})]) == [60, 100], 'no name is another')
    ring = [(0, 0), (30, 0), (30, 30), (0, 30), (0, 0)]
    cases.expect(segments([(ring, one)]) == [120], 'a ring that nothing meets is one segment')
    cases.expect(segments([(ring, one), ([(30, 30), (80, 30)], one)]) == [50, 120],
                 'a ring with one way out goes round from there to there')
    cases.expect(segments([(ring, one), ([(30, 30), (80, 30)], one), ([(0, 30), (-50, 30)], one)]) ==
                 [30, 50, 50, 90], 'with two ways out it has two segments, one past its own beginning')
    cases.expect(segments([(ring[:3], one), (ring[2:], one)]) == [120], 'a ring in two halves is one')
    cases.expect(segments([([(0, 0), (50, 0), (100, 0)], one), ([(50.3, 0.2), (50, 60)], one)]) ==
                 [50, 50, 60], 'within half a metre they meet')
    bridge = {**one, 'bridge': 'yes', 'layer': '1'}
    cases.expect(segments([(a, one), (b, bridge)]) == [160], 'a street goes on over a bridge')
    cases.expect(segments([([(0, 0), (50, 0), (100, 0)], bridge), ([(50, -40), (50, 0), (50, 40)], one)]) ==
                 [80, 100], 'what passes above does not meet')
