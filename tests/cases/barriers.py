# SPDX-License-Identifier: MIT
"""What stands on a path's own line, what a surveyor says of wheelchairs, what stands within a width."""
from making import gpkg

WHEELS = ('wcm', 'wcp', 'frm')
# A path on which everything is known and good, so that only what stands there decides.
GOOD = {'clear_width_m': 2.0, 'running_slope_pct': 1.0, 'cross_slope_pct': 1.0, 'surface': 'asphalt',
        'smoothness': 'good', 'vertical_edge_mm': 0.0, 'gap_mm': 0.0, 'headroom_m': 2.5,
        'protrusion_mm': 0.0, 'lit': 'yes', 'tactile_guidance': 'yes', 'obstacles': 'none'}
X, Y = 776800.0, 3539600.0


def at(*points):
    return [(X + x, Y + y) for x, y in points]


def made(cases, obstacles, footways, **layers):
    """Native data in EPSG:32636: footways as lists of points, obstacles as (attributes, point)."""
    rows = [(dict(GOOD, sidewalk_id=f'f{i}'), at(*line)) for i, line in enumerate(footways)]
    things = [(dict(row, obstacle_id=f'o{i}'), at(point)) for i, (row, point) in enumerate(obstacles)]
    return gpkg(cases.folder / 'made.gpkg', {
        'footways': ('LINESTRING', rows), 'obstacles': ('POINT', things), **layers}, srs=32636)


def passable(audited, fid, profile):
    return audited.row('footways', fid).get(f'rasif_{profile}_passable')


def case_barriers_on_the_vertices_of_paths(cases):
    """Thirteen good paths, each with a point on its middle vertex."""
    audited = cases.audit('c29_barriers_on_the_line.gpkg')
    closed = 'nobody gets over or through it without being able to step, turn or unlock'
    for fid, kind in ((1, 'stile'), (3, 'turnstile'), (6, 'locked_gate'), (7, 'raised_kerb'),
                      (8, 'turnstile'), (11, 'wall'), (12, 'locked_gate')):
        audited.expect('lines', fid, closed, m_barriers=kind, wcm_passable='no', wcp_passable='no',
                       frm_passable='no', wcm_class='blocked', wcm_score=0.0)
    for fid in (6, 11, 12):
        audited.expect('lines', fid, 'a wall or a locked gate ends the way for everybody',
                       old_passable='no', can_passable='no', low_passable='no')
    audited.expect('lines', 2, 'a kissing gate is closed to wheelchairs, a frame may be turned in it',
                   wcm_passable='no', frm_passable='unknown')
    audited.expect('lines', 4, '0.6 m between the bars: no wheelchair, no frame', m_barrier_width_m=0.6,
                   m_barriers=None, wcm_passable='no', frm_passable='no', old_passable='yes')
    audited.expect('lines', 5, '0.8 m between bollards: a frame (0.75 m) passes, a wheelchair does not',
                   m_barrier_width_m=0.8, wcm_passable='no', wcp_passable='no', frm_passable='yes')
    for fid, kind in ((9, 'swing_gate'), (10, 'block'), (13, 'debris')):
        row = audited.row('lines', fid)
        cases.expect(row['rasif_m_barriers'] == kind, f'c29 {fid}: {row["rasif_m_barriers"]}')
        for profile in ('wcm', 'wcp'):
            cases.expect(row[f'rasif_{profile}_passable'] == 'unknown' and
                         row[f'rasif_{profile}_low'] == 0 and row[f'rasif_{profile}_class'] == 'unknown',
                         f'c29 {fid} {profile}: nobody said how wide the opening is, so unknown')
    told = audited.rows("SELECT text FROM audit_diagnostics WHERE code = 'R330'")
    kinds = {text for text, in told}
    cases.expect({'stile', 'kissing_gate', 'turnstile', 'cycle_barrier', 'bollard', 'locked_gate',
                  'raised_kerb', 'swing_gate', 'block', 'wall', 'debris'} <= kinds,
                 f'c29: each kind is in a diagnostic: {kinds}')
    messages = audited.rows("SELECT message_en FROM audit_findings WHERE rule = 'path-barrier'"
                            " AND source_fid = 1")
    cases.expect(any('stile' in m and 'points:1' in m for m, in messages),
                 f'c29: the finding names the barrier and its feature: {messages}')
    links = audited.rows("SELECT count(*) FROM audit_links WHERE kind = 'barrier-path'")
    cases.expect(links == [(13,)], f'c29: every point has its link: {links}')


def case_what_a_surveyor_says_of_wheelchairs(cases):
    audited = cases.audit('c30_wheelchair.gpkg')
    for fid, word in ((1, 'no'), (2, 'limited'), (4, 'no')):
        audited.expect('lines', fid, 'a surveyor saw something that the values do not tell',
                       m_barriers=f'wheelchair_{word}', wcm_passable='unknown', wcm_low=0.0,
                       wcm_class='unknown', wcp_passable='unknown')
    for fid in (1, 2):
        audited.expect('lines', fid, 'it was said of wheelchairs, not of frames or feet',
                       frm_passable='yes', old_passable='yes')
    audited.expect('lines', 3, 'yes promises nothing and takes nothing away', m_barriers=None)
    said = audited.rows("SELECT text, count FROM audit_diagnostics WHERE code = 'R332' ORDER BY text")
    cases.expect(said == [('limited', 1), ('no', 2)], f'c30: never without a word: {said}')


def case_cut_at_the_barrier_or_not(cases):
    """One line or two that meet at the stile: the same place."""
    whole = [[(0, 0), (50, 0), (100, 0)]]
    halves = [[(0, 0), (50, 0)], [(50, 0), (100, 0)]]
    for lines in (whole, halves, [halves[0], list(reversed(halves[1]))]):
        audited = cases.audit(made(cases, [({'kind': 'stile'}, (50, 0))], lines))
        for fid in range(1, len(lines) + 1):
            cases.expect(all(passable(audited, fid, p) == 'no' for p in WHEELS),
                         f'{len(lines)} lines: the stile is between the ends however it is drawn')
        islands = audited.rows("SELECT count(DISTINCT rasif_wcm_island) FROM footways")
        cases.expect(islands == [(0,)], f'nothing joins across a stile: {islands}')


def case_ends_from_which_nothing_goes_on(cases):
    line = [[(0, 0), (50, 0), (100, 0)]]
    audited = cases.audit(made(cases, [({'kind': 'gate'}, (100, 0)), ({'kind': 'wall'}, (0, 0))], line))
    cases.expect(passable(audited, 1, 'wcm') == 'yes',
                 'a gate behind the last metre and a wall before the first one close nothing in between')
    beside = [({'kind': 'turnstile'}, (100, 0))]
    audited = cases.audit(made(cases, beside, [[(0, 0), (100, 0)], [(100.4, 0), (200, 0)]]))
    cases.expect(passable(audited, 1, 'wcm') == 'no',
                 'where the network joins ends 0.4 m apart nobody slips past the turnstile')


def case_near_the_line(cases):
    line = [[(0, 0), (50, 0), (100, 0)]]
    for distance, expected, why in ((0.4, 'no', 'within 0.5 m it stands on the path'),
                                    (0.6, 'yes', 'farther off it stands beside it')):
        audited = cases.audit(made(cases, [({'kind': 'turnstile'}, (30, distance))], line))
        cases.expect(passable(audited, 1, 'wcm') == expected, f'{distance} m: {why}')
    for kind in ('tree', 'pole', None):
        audited = cases.audit(made(cases, [({'kind': kind}, (30, 0.3))], line))
        cases.expect(passable(audited, 1, 'wcm') == 'yes', f'{kind} beside the line is furniture')
    audited = cases.audit(made(cases, [({'kind': 'pole'}, (50, 0))], line))
    cases.expect(passable(audited, 1, 'wcm') == 'unknown',
                 'a pole on the very vertex is in the way, and nobody said what it leaves')
    two = [[(0, 0), (50, 0), (100, 0)], [(0, 0.4), (100, 0.4)]]
    audited = cases.audit(made(cases, [({'kind': 'stile'}, (50, 0))], two))
    cases.expect(passable(audited, 1, 'wcm') == 'no' and passable(audited, 2, 'wcm') == 'yes',
                 'on the vertex of one path it is not on the other beside it')


def case_at_a_fork(cases):
    fork = [[(0, 0), (50, 0)], [(50, 0), (100, 0)], [(50, 0), (50, 60)]]
    audited = cases.audit(made(cases, [({'kind': 'stile'}, (50, 0))], fork))
    for fid in (1, 2, 3):
        cases.expect(passable(audited, fid, 'wcm') == 'unknown',
                     'which of three ways it closes is not known, so none is known to be open')
    cases.expect('R331' in audited.diagnostics(), 'and that is said')
    audited = cases.audit(made(cases, [({'kind': 'bollard'}, (50, 0))], fork))
    cases.expect(passable(audited, 1, 'old') == 'yes', 'what leaves room closes none of them')
    twice = fork[:2] + [[(100, 0), (50, 0)]]
    audited = cases.audit(made(cases, [({'kind': 'stile'}, (50, 0))], twice))
    cases.expect(passable(audited, 1, 'wcm') == 'no', 'the same way drawn twice makes no fork')


def case_openings(cases):
    line = [[(0, 0), (50, 0), (100, 0)]]
    for opening, expected in ((1.3, 'yes'), (0.9, 'yes'), (0.7, 'no')):
        things = [({'kind': 'bollard', 'opening_m': opening}, (50, 0))]
        audited = cases.audit(made(cases, things, line))
        cases.expect(passable(audited, 1, 'wcm') == expected, f'bollards that leave {opening} m')
        fails = audited.rows("SELECT outcome FROM audit_findings WHERE rule = 'path-barrier-width'")
        cases.expect(bool(fails) == (opening < 1.22), f'{opening} m against 1.22 m: {fails}')
    things = [({'kind': 'bollard', 'opening_m': 1.3}, (50, 0)), ({'kind': 'stile', 'opening_m': 1.5}, (20, 0))]
    audited = cases.audit(made(cases, things, line))
    cases.expect(passable(audited, 1, 'wcm') == 'no', 'however wide it is, a stile is a stile')
    place = audited.rows("SELECT value FROM audit_findings WHERE rule = 'path-barrier'")
    cases.expect(place == [('stile',)], f'the bollards are known by their opening: {place}')


def case_barriers_never_raise_a_score(cases):
    line = [[(0, 0), (50, 0), (100, 0)]]
    bare = cases.audit(made(cases, [({'kind': 'tree'}, (50, 20))], line)).row('footways', 1)
    for kind in ('gate', 'bollard', 'passable', 'chain', 'raised_kerb', 'wall', 'log', 'debris', 'tree'):
        row = cases.audit(made(cases, [({'kind': kind, 'barrier': None if kind == 'tree' else kind},
                                        (50, 0))], line)).row('footways', 1)
        for code in ('wcm', 'wcp', 'frm', 'old', 'can', 'low'):
            for figure in ('score', 'low', 'high', 'coverage'):
                before, after = bare[f'rasif_{code}_{figure}'], row[f'rasif_{code}_{figure}']
                cases.expect(before is None or after is None or after <= before + 1e-9 or
                             (figure == 'coverage' and row[f'rasif_{code}_passable'] == 'no'),
                             f'{kind} raises {code} {figure} from {before} to {after}')


def case_kerbs_on_paths(cases):
    """A kerb that serves no crossing: who goes along the sidewalk does not step off it."""
    def audit(kerb, lines, sidewalks):
        layers = {'ramps': ('POINT', [(kerb, at((100, 0)))])}
        if sidewalks:
            layers['sidewalks'] = ('LINESTRING', [(dict(GOOD, sidewalk_id=f's{i}'), at(*s))
                                                  for i, s in enumerate(sidewalks)])
        return cases.audit(made(cases, [], lines, **layers))
    along, link = [(0, 0), (100, 0)], [(100, 0), (104, 0)]
    audited = audit({'ramp_id': 'r', 'kerb': 'raised'}, [link], [along])
    cases.expect(audited.row('sidewalks', 1)['rasif_wcm_passable'] == 'yes', 'the sidewalk ends at its kerb')
    cases.expect(passable(audited, 1, 'wcm') == 'no', 'what leads on is on the other side of it')
    audited = audit({'ramp_id': 'r', 'kerb': 'raised'}, [[(0, 0), (100, 0), (200, 0)]], [])
    cases.expect(passable(audited, 1, 'wcm') == 'no', 'a raised kerb across a path')
    audited = audit({'ramp_id': 'r', 'kerb': 'lowered'}, [[(0, 0), (100, 0), (200, 0)]], [])
    cases.expect(passable(audited, 1, 'wcm') == 'yes', 'a lowered kerb is no barrier')
    audited = audit({'ramp_id': 'r', 'kerb': 'lowered', 'kerb_height_mm': 120.0},
                    [[(0, 0), (100, 0), (200, 0)]], [])
    cases.expect(passable(audited, 1, 'wcm') == 'no', 'called lowered, measured 120 mm: the worse counts')


def case_within_the_whole_width(cases):
    """One number for the whole and the clear width, and something stands within it."""
    def width(row, thing, place=(50, 0.7)):
        path = gpkg(cases.folder / 'made.gpkg', {
            'footways': ('LINESTRING', [(dict(GOOD, sidewalk_id='f', **row), at((0, 0), (100, 0)))]),
            'obstacles': ('POINT', [(dict(thing, obstacle_id='o'), at(place))])}, srs=32636)
        audited = cases.audit(path)
        row = audited.row('footways', 1)
        found = row.get('rasif_m_clear_width_m', row['clear_width_m'])
        return found and round(found, 6), 'R333' in audited.diagnostics()
    both = {'clear_width_m': 2.0, 'width_m': 2.0}
    cases.expect(width(both, {'kind': 'pole', 'diameter_m': 0.2}) == (1.6, False),
                 '1 m to the edge + 0.7 m to the pole - 0.1 m of it')
    cases.expect(width(both, {'kind': 'tree'}) == (None, True), 'a tree of unknown size: unknown, and said')
    cases.expect(width({'clear_width_m': 1.5, 'width_m': 2.0}, {'kind': 'tree'}) == (1.5, False),
                 'a clear width by itself was measured beside the tree')
    cases.expect(width(both, {'kind': 'tree'}, (50, 1.2)) == (2.0, False), 'it stands beside the path')
    narrow = {'clear_width_m': 1.4, 'width_m': 1.4}
    cases.expect(width(narrow, {'kind': 'pole', 'diameter_m': 0.2}, (50, 0.5)) == (1.1, False),
                 '0.7 m to the edge + 0.5 m to the pole - 0.1 m of it, where places to pass are looked for, too')
    # Such a width is of one place: it does not say that the rest of the path is wide enough to pass.
    audited = cases.audit(gpkg(cases.folder / 'made.gpkg', {
        'footways': ('LINESTRING', [(dict(GOOD, sidewalk_id=i, clear_width_m=w, width_m=w), at(*line)) for i, w, line in
                                    (('a', 1.4, ((0, 0), (100, 0))), ('b', 2.0, ((100, 0), (200, 0))))]),
        'obstacles': ('POINT', [({'obstacle_id': 'o', 'kind': 'pole', 'diameter_m': 0.2}, at((50, 0.5)))])}, srs=32636))
    least = [row for row in audited.rows("SELECT rasif_m_passing_interval_m FROM footways WHERE fid = 1")]
    cases.expect(least and least[0][0] is not None and abs(least[0][0] - 200) < 1,
                 f'from its far end 100 m to the wide path, there and back: {least}')
