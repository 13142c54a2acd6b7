# SPDX-License-Identifier: MIT
"""Two carriageways of one street, and ways over each other."""


def sides(audited):
    return {(fid, side): {state for state, in audited.rows(
        'SELECT state FROM audit_sides WHERE street_fid = ? AND side = ?', fid, side)}
        for fid in (1, 2) for side in ('left', 'right')}


def case_opposite_carriageways(cases):
    """15 m apart, driven in opposite directions, sidewalks on the outer sides: the left of each is the
    median, where none is due. The name may be missing on one of them; the class is the same."""
    for name in ('c09a_opposite.gpkg', 'c09c_other_name.gpkg'):
        audited = cases.audit(name)
        found = sides(audited)
        for fid in (1, 2):
            cases.expect(found[fid, 'left'] == {'not_applicable'}, f'{name} {fid}: {found}')
            cases.expect('covered' in found[fid, 'right'], f'{name} {fid}: {found}')
        cases.expect('R308' in audited.diagnostics(), f'{name}: the median is said')


def case_a_tag_alone(cases):
    """dual_carriageway=yes without oneway: which way they are driven is not told. The median may be a
    side to walk on, so it is unknown; it is never called covered, and blocks nobody."""
    audited = cases.audit('c09d_tag_only.gpkg')
    found = sides(audited)
    for fid in (1, 2):
        cases.expect(found[fid, 'left'] <= {'unknown', 'not_applicable', 'junction'}, f'c09d {fid}: {found}')
        cases.expect('covered' in found[fid, 'right'], f'c09d {fid}: {found}')
        cases.expect(audited.row('lines', fid)['rasif_wcm_passable'] != 'no', f'c09d {fid} is blocked')


def case_drawn_against_its_traffic(cases):
    """Drawn westwards with oneway=-1, so driven eastwards like the other one: no opposite carriageway, no
    median; and the street says that it has a sidewalk on its left."""
    audited = cases.audit('c09e_same_way_drawn_against.gpkg')
    found = sides(audited)
    for key, states in found.items():
        cases.expect('not_applicable' not in states, f'c09e {key}: {states}')
    cases.expect('covered' in found[2, 'left'] and 'covered' in found[2, 'right'],
                 f'c09e: sidewalk:left=yes and the one drawn in the north: {found}')


def case_ways_over_each_other(cases):
    """A square and a path that crosses under it. A vertex of both joins them, unless layer or tunnel say
    that they lie over each other; level (a storey) and location do not part what was drawn as joined."""
    joined = {'c15a_layer.gpkg': False, 'c15b_level.gpkg': True, 'c15c_location.gpkg': True,
              'c15d_same.gpkg': True, 'c15e_covered_tunnel.gpkg': False, 'c15f_level_list.gpkg': False,
              'c15g_no_shared_vertex.gpkg': False}
    for name, expected in joined.items():
        audited = cases.audit(name)
        parts = audited.rows('SELECT count(DISTINCT rasif_frm_island) FROM lines')[0][0]
        cases.expect((parts == 1) == expected, f'{name}: {parts} connected parts')
