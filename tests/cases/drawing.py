# SPDX-License-Identifier: MIT
"""However it is drawn, it is the same place."""
import json

CRS = {'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:EPSG::32636'}}
EAST, NORTH = 776000.0, 3540000.0  # Amman
GOOD = {'clear_width_m': 2.5, 'running_slope_pct': 1, 'cross_slope_pct': 1, 'surface': 'asphalt',
        'smoothness': 'good', 'vertical_edge_mm': 0, 'gap_mm': 0, 'headroom_m': 3, 'obstacles': 'none'}


def write(cases, name, rows):
    path = cases.folder / f'{name}.geojson'
    features = [{'type': 'Feature', 'properties': properties, 'geometry': {
        'type': 'LineString', 'coordinates': [[EAST + x, NORTH + y] for x, y in line]}}
        for line, properties in rows]
    path.write_text(json.dumps({'type': 'FeatureCollection', 'name': name, 'crs': CRS,
                                'features': features}), encoding='utf-8')
    return path


def audit(cases, streets, *options, **layers):
    paths = [write(cases, name, rows) for name, rows in {'streets': streets, **layers}.items()]
    return cases.audit(paths[0], *paths[1:], *options)


def metres(audited, state):
    return round(sum(row[0] for row in audited.rows(
        'SELECT length_m FROM audit_sides WHERE state = ?', state)), 3)


def case_one_id_for_all_segments_of_a_street(cases):
    """Municipal data number streets, not segments: a sidewalk belongs to the segment it runs along."""
    audited = audit(cases, [([(0, 0), (100, 0)], {'street_id': '100', 'name': 'A', 'class': 'residential'}),
                            ([(100, 0), (200, 0)], {'street_id': '100', 'name': 'A', 'class': 'residential'}),
                            ([(100, 0), (100, 80)], {'street_id': '7', 'name': 'B', 'class': 'residential'})],
                    sidewalks=[([(0, 6), (95, 6)], {'street_id': '100', **GOOD}),
                               ([(105, 6), (200, 6)], {'street_id': '100', **GOOD}),
                               ([(0, -6), (200, -6)], {'street_id': '100', **GOOD})])
    found = set(audited.rows('SELECT from_fid, to_fid, side, method FROM audit_links'))
    cases.expect(found == {(1, 1, 'left', 'id'), (2, 2, 'left', 'id'), (3, 1, 'right', 'id'), (3, 2, 'right', 'id')},
                 f'each sidewalk runs along the segment beside it, the long one along both: {found}')
    for fid in (1, 2):
        audited.expect('streets', fid, 'both segments have a sidewalk on both sides', wcm_passable='yes')


def case_pieces_of_a_street_lose_no_metre(cases):
    """200 m of street, sidewalks on both sides: 400 m of sides, in however many features."""
    for n in (1, 2, 3, 10):
        step = 200 / n
        streets = [([(i * step, 0), ((i + 1) * step, 0)], {'name': 'A', 'class': 'residential'}) for i in range(n)]
        audited = audit(cases, streets, sidewalks=[([(0, 6), (200, 6)], GOOD), ([(0, -6), (200, -6)], GOOD)])
        cases.expect(metres(audited, 'covered') == 400, f'{n} features: {metres(audited, "covered")} m covered')
        # turned end for end every other one: the same
        streets = [(line[::-1] if i % 2 else line, row) for i, (line, row) in enumerate(streets)]
        audited = audit(cases, streets, sidewalks=[([(0, 6), (200, 6)], GOOD), ([(0, -6), (200, -6)], GOOD)])
        cases.expect(metres(audited, 'covered') == 400, f'{n} features, some turned: {metres(audited, "covered")}')


def case_pieces_of_a_sidewalk_lose_no_metre(cases):
    for n in (1, 2, 7):
        step = 200 / n
        audited = audit(cases, [([(0, 0), (200, 0)], {'name': 'A', 'class': 'residential'})],
                        sidewalks=[([(i * step, 6), ((i + 1) * step, 6)], GOOD) for i in range(n)])
        cases.expect(metres(audited, 'covered') == 200, f'{n} sidewalks: {metres(audited, "covered")} m covered')


def case_zone_of_a_junction_reaches_past_a_joint(cases):
    """12 m on each arm, although the main street is cut 5 m behind the junction."""
    side = ([(100, 0), (100, 80)], {'name': 'B', 'class': 'residential'})
    whole = audit(cases, [([(0, 0), (100, 0), (200, 0)], {'name': 'A', 'class': 'residential'}), side],
                  sidewalks=[([(0, 6), (80, 6)], GOOD)])
    one = metres(whole, 'junction')
    cut = audit(cases, [([(0, 0), (95, 0)], {'name': 'A', 'class': 'residential'}),
                        ([(95, 0), (100, 0), (200, 0)], {'name': 'A', 'class': 'residential'}), side],
                sidewalks=[([(0, 6), (80, 6)], GOOD)])
    cases.expect(one == 72 and metres(cut, 'junction') == one, f'{one} m whole, {metres(cut, "junction")} m cut')


def case_steps_drawn_twice_have_a_way_round(cases):
    """A flight of 10 m and a way round of 30 m, as an export of two-way edges holds them."""
    walks = [([(0, 0), (0, 10), (10, 10), (10, 0)], GOOD), ([(-40, 0), (0, 0)], GOOD), ([(10, 0), (50, 0)], GOOD)]
    steps = [([(0, 0), (10, 0)], {'ramp_alternative': 'no'})]
    for twice in (False, True):
        again = (lambda rows: rows + [(line[::-1], row) for line, row in rows]) if twice else (lambda rows: rows)
        audited = audit(cases, [([(-40, 60), (50, 60)], {'class': 'residential'})],
                        sidewalks=again(walks), steps=again(steps))
        audited.expect('steps', 1, 'round it are 30 m, no step among their obstacles', m_step_free_way_m=30.0)
        if twice:
            audited.expect('steps', 2, 'the same flight', m_step_free_way_m=30.0)
            cases.expect('R211' in audited.diagnostics(), 'said')


def case_two_values_of_one_line(cases):
    """Nobody knows which of two different widths is right; what only one says is taken."""
    audited = audit(cases, [([(0, 0), (100, 0)], {'class': 'residential'})],
                    sidewalks=[([(0, 6), (100, 6)], {**GOOD, 'clear_width_m': 2.5, 'surface': None}),
                               ([(100, 6), (0, 6)], {**GOOD, 'clear_width_m': 0.6})])
    cases.expect('R213' in audited.diagnostics(), 'the contradiction is named')
    for fid in (1, 2):
        audited.expect('sidewalks', fid, 'the width is not known', wcm_passable='unknown', scope='yes')


def case_left_and_right_on_one_line(cases):
    """Inventories copy the centre line for the sidewalks of both sides: these are two."""
    audited = audit(cases, [([(0, 0), (100, 0)], {'street_id': 'a', 'class': 'residential'})],
                    sidewalks=[([(0, 0), (100, 0)], {'street_id': 'a', 'side': 'left', **GOOD}),
                               ([(0, 0), (100, 0)], {'street_id': 'a', 'side': 'right', **GOOD})])
    cases.expect(metres(audited, 'covered') == 200, 'each covers its side')


def case_steps_beside_a_street(cases):
    """Two flights near a street of 500 m, nothing known of its sidewalks: not blocked but unknown."""
    audited = cases.audit('h_c_steps_beside_street.gpkg')
    for profile in ('wcm', 'frm'):
        audited.expect('streets', 1, 'no walking line of its sides leads into them',
                       **{f'{profile}_passable': 'unknown'})
    # where what is not drawn is not there, the steps are all there is
    audited = cases.audit('h_c_steps_beside_street.gpkg', '--unmapped-sidewalk', 'absent')
    audited.expect('streets', 1, 'nothing but steps', wcm_passable='no')


def case_steps_in_the_way_along_a_street(cases):
    """The sidewalk goes on over the steps: they block its side, and the other side is alike."""
    sides = [([(0, y), (45, y)], GOOD) for y in (6, -6)] + [([(55, y), (100, y)], GOOD) for y in (6, -6)]
    audited = audit(cases, [([(0, 0), (100, 0)], {'class': 'residential'})], '--unmapped-sidewalk', 'unknown',
                    sidewalks=sides, steps=[([(45, y), (55, y)], {'ramp_alternative': 'no'}) for y in (6, -6)])
    audited.expect('streets', 1, 'both walking lines lead over steps', wcm_passable='no')
