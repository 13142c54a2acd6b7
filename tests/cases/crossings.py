# SPDX-License-Identifier: MIT
"""Crossings: in parts, with kerbs of every kind, over driveways, and none at all."""
from making import gpkg

ABSENT = ('--unmapped-ramp', 'absent', '--unmapped-crossing', 'absent')
MISSING, RAMP = 'street-crossing-missing', 'crossing-ramp-missing'


# ---- files of the shared folder --------------------------------------------------------------

def case_halves_are_one_crossing(cases):
    audited = cases.audit('h_d_split_crossing.gpkg')
    why = 'halves that meet on the centre line are one crossing of 14 m with a lowered kerb at each end'
    first = audited.row('crossings', 1)['rasif_id']
    audited.expect('crossings', 1, why, scope='yes', part_of=first, m_crossing_stage_m=14.0,
                   m_ends_without_ramp=0.0, wcm_score=80.0)
    audited.expect('crossings', 2, why, scope='no: part', part_of=first, wcm_score=80.0)
    cases.expect(not audited.findings(rule=RAMP), 'no ramp is missing in mid-road')
    cases.expect(not audited.rows("SELECT * FROM audit_gaps WHERE kind = 'no_ramp'"),
                 'no ramp is to be built in mid-road')


def case_island_between(cases):
    for name in ('c14a_split_island_outer_kerbs.gpkg', 'c14b_split_island_all_kerbs.gpkg',
                 'c14c_split_island_level.gpkg'):
        audited = cases.audit(name, *ABSENT)
        why = 'crossing, island, crossing: the street is crossed, in two goes of 6.5 m'
        cases.expect(not audited.findings(rule=MISSING, outcome='fail'), f'{name}: {why}')
        cases.expect(not audited.findings(rule=RAMP, outcome='fail'), f'{name}: {why}')
        audited.expect('lines', 2, why, scope='yes', m_crossing_stage_m=6.5)
        audited.expect('lines', 4, why, scope='no: part')
        cases.expect('R304' not in audited.diagnostics(), f'{name}: it crosses a street')
    audited = cases.audit('c14a_split_island_outer_kerbs.gpkg', *ABSENT)
    audited.expect('lines', 2, 'whether a drawn island has kerbs nobody said',
                   m_ends_without_ramp=None)
    audited = cases.audit('c14b_split_island_all_kerbs.gpkg', *ABSENT)
    audited.expect('lines', 2, 'all four kerbs are lowered', m_ends_without_ramp=0.0)
    audited = cases.audit('c14e_whole.gpkg', *ABSENT)
    audited.expect('lines', 2, 'drawn in one line, it is itself', scope='yes', part_of='no such column',
                   m_crossing_stage_m=16.0, m_ends_without_ramp=0.0)


def case_no_crossing(cases):
    for name in ('c02a_crossing_no_node.gpkg', 'c02b_crossing_no_way.gpkg',
                 'c02e_crossing_no_level.gpkg'):
        for options in ((), ABSENT):
            audited = cases.audit(name, *options)
            cases.expect(len(audited.findings('lines', 1, MISSING, 'fail')) == 1,
                         f'{name} {options}: crossing=no says that the street has no crossing')
    audited = cases.audit('c02a_crossing_no_node.gpkg')
    audited.expect('points', 1, 'where one may not cross is no crossing', role='crossing',
                   scope='no: foot_no', compliance=None)
    audited = cases.audit('c02c_none.gpkg')
    cases.expect(not audited.findings('lines', 1, MISSING, 'fail'),
                 'a map in which nobody drew a crossing says nothing')
    audited = cases.audit('c02c_none.gpkg', *ABSENT)
    cases.expect(len(audited.findings('lines', 1, MISSING, 'fail')) == 1, 'asked for: it has none')
    audited = cases.audit('c02d_crossing_zebra.gpkg', *ABSENT)
    cases.expect(not audited.findings('lines', 1, MISSING, 'fail'), 'a zebra is a crossing')


def case_driveways(cases):
    for name in ('c18_driveways.gpkg', 'c18b_driveways_kerbs.gpkg'):
        for options in ((), ABSENT):
            audited = cases.audit(name, *options)
            for fid in (3, 5, 7):
                why = f'{options}: a driveway is passed on the sidewalk: no ramp, no markings are due'
                cases.expect(not audited.findings('lines', fid, RAMP), f'{name}:{fid} {why}')
                cases.expect(not audited.findings('lines', fid, 'crossing-markings'),
                             f'{name}:{fid} {why}')
                audited.expect('lines', fid, why, wcm_passable='unknown')


def case_kerb_on_the_crossing(cases):
    audited = cases.audit('c20_kerb_on_crossing_point.gpkg')
    expected = {1: ('no', 'unknown', 'raised kerbs at both ends'),
                2: ('unknown', 'no', 'flush without tiles: no edge that a cane finds'),
                3: ('unknown', 'unknown', 'lowered, but width and slope are unknown'),
                4: ('no', 'unknown', 'one of the two is raised'),
                5: ('no', 'unknown', 'raised, whatever else it says')}
    for fid, (wheels, cane, why) in expected.items():
        audited.expect('points', fid, why, wcm_passable=wheels, can_passable=cane)
    audited = cases.audit('c20b_tags_on_crossing_line.gpkg')
    for fid, wheels, cane in ((2, 'unknown', 'unknown'), (3, 'no', 'unknown'), (4, 'unknown', 'no'),
                              (5, 'unknown', 'unknown')):
        audited.expect('lines', fid, 'the kerb tagged on the line is that of both ends',
                       wcm_passable=wheels, can_passable=cane)


def case_kerb_values(cases):
    audited = cases.audit('c21_kerb_values.gpkg')
    expected = {1: None, 2: None, 3: None,  # a list says nothing of the place one passes
                4: None,                    # yes: that there is one
                5: 0.0,                     # no: none
                6: None,                    # no word of the scheme
                7: 2.0,                     # regular
                8: None,                    # flush, 12 cm: one of the two is wrong
                9: 2.0,                     # raised, 0: the worse is judged
                10: 0.0, 11: 2.0, 12: 0.0,  # bounds and a height of 3 m are not read
                13: 0.0,                    # none: no kerb
                14: 2.0}                    # raised, whatever wheelchair=yes says
    for fid, ends in expected.items():
        audited.expect('lines', fid, f'ends without a ramp by kerb tags {fid}',
                       m_ends_without_ramp=ends)


def case_kerb_heights(cases):
    audited = cases.audit('c27_kerb_height.gpkg')
    blocked = {2: 'lowered, 10 cm', 5: 'flush, 12 cm', 7: 'no kerb, 15 cm', 8: 'raised, 0',
               9: 'raised, 1 cm', 12: 'yes, 15 cm', 13: '15 cm'}
    # class and height agree, width and slope are known: all that stops wheels and was looked at
    known = {3: 'lowered, 3 cm', 4: 'lowered, 2 cm', 6: 'flush, 0'}
    for fid in range(2, 15):
        audited.expect('lines', fid, blocked.get(fid, known.get(fid, 'no step that stops wheels')),
                       wcm_passable='no' if fid in blocked else 'yes' if fid in known else 'unknown')
    fids = audited.rows("SELECT count FROM audit_diagnostics WHERE code = 'R315'")
    cases.expect(fids == [(10,)], 'lowered 10 cm, flush 12 cm, no 15 cm, raised 0 and 1 cm at two ends '
                                  f'each contradict themselves: {fids}')


def case_ramps_beside_stairs(cases):
    audited = cases.audit('c01_ramp_kinds.gpkg')
    unknown, yes = {1, 6, 15}, {5, 7}
    for fid in range(1, 16):
        audited.expect('lines', fid, 'only what is said of wheelchairs is a ramp for them',
                       wcm_passable='unknown' if fid in unknown else 'yes' if fid in yes else 'no')


# ---- however it is drawn ---------------------------------------------------------------------

EAST, NORTH = 775000.0, 3540000.0


def at(*points):
    return [(EAST + x, NORTH + y) for x, y in points]


CROSSING = {'surface': 'asphalt', 'clear_width_m': 3.0, 'running_slope_pct': 1.0, 'markings': 'zebra',
            'cross_slope_pct': 1.0, 'control': 'uncontrolled', 'island': 'no', 'raised': 'no'}


def place(cases, crossings, ramps=(((50, -7), 'lowered'),), ramp_rows=None):
    """Two main streets meet at (0, 0); sidewalks of the first one 9 m aside."""
    ramp_rows = ramp_rows or [({'kerb': kerb}, at(point)) for point, kerb in ramps]
    return gpkg(cases.folder / 'drawn.gpkg', {
        'streets': ('LINESTRING', [({'class': 'primary', 'name': 'A'}, at((0, 0), (200, 0))),
                                   ({'class': 'primary', 'name': 'B'}, at((0, -90), (0, 0), (0, 90)))]),
        'sidewalks': ('LINESTRING', [({'surface': 'asphalt'}, at((12, y), (200, y))) for y in (-9, 9)]),
        'crossings': ('LINESTRING', [(dict(CROSSING, **more), at(*points)) for more, points in crossings]),
        'ramps': ('POINT', ramp_rows)}, srs=32636)


def case_kerbs_at_driveways(cases):
    """Flush kerbs without tiles at both ends of three crossings along a sidewalk, and one kerb by itself. On a
    driveway the sidewalk goes on: no clause asks for tiles there, and nobody is led into a street. Where nothing is
    drawn it may be one. A side street is a street; so is what a kerb leads into that serves no crossing."""
    def kerb(x):
        return {'kerb': 'flush', 'tactile_warning': 'no'}, at((x, 9))
    path = gpkg(cases.folder / 'driveway_kerbs.gpkg', {
        'streets': ('LINESTRING', [({'class': 'residential', 'name': 'A'}, at((0, 0), (200, 0))),
                                   ({'class': 'driveway', 'name': None}, at((50, 0), (50, 30))),
                                   ({'class': 'residential', 'name': 'B'}, at((150, 0), (150, 30)))]),
        'crossings': ('LINESTRING', [({'structure': 'at_grade'}, at((x - 2, 9), (x + 2, 9))) for x in (50, 100, 150)]),
        'ramps': ('POINT', [kerb(x) for x in (48, 52, 98, 102, 148, 152, 75)])}, srs=32636)
    audited = cases.audit(path)
    whys = ['driveway'] * 2 + ['nothing drawn'] * 2 + ['street'] * 2 + ['serves no crossing']
    for fid, why in enumerate(whys, 1):
        asked = {'driveway': [], 'nothing drawn': ['unknown']}.get(why, ['fail'])
        found = [row['outcome'] for row in audited.findings('ramps', fid, 'ramp-tactile-warning')]
        cases.expect(found == asked, f'ramps:{fid} {why}: {found}, not {asked}')
        cases.expect((audited.row('ramps', fid)['rasif_can_passable'] == 'no') == (asked == ['fail']),
                     f'ramps:{fid} {why}: stops who feels the way with a cane')


def case_kinds_of_signals(cases):
    """A pelican, puffin, toucan or pegasus is a crossing with a signal for people on foot; a zebra has none,
    which does not say what else is there."""
    refs = ['pelican', 'puffin', 'toucan', 'pegasus', 'zebra', None]
    path = gpkg(cases.folder / 'refs.gpkg', {'lines': ('LINESTRING', [
        ({'highway': 'residential', 'footway': None, 'crossing': None, 'crossing_ref': None}, at((0, 0), (300, 0)))] + [
        ({'highway': 'footway', 'footway': 'crossing', 'crossing': 'marked', 'crossing_ref': ref},
         at((20 + 40 * i, -7), (20 + 40 * i, 7))) for i, ref in enumerate(refs)])}, srs=32636)
    audited = cases.audit(path)
    for fid, ref in enumerate(refs, 2):
        audited.expect('lines', fid, f'crossing_ref={ref}', m_control='signal' if ref not in ('zebra', None) else None)


def case_points_on_lines(cases):
    """Two crossings share a kerb; a point there knows of an island: both have it, whichever is first. On the other
    line lie two points that differ: there is a sound at its signals only if both say so."""
    lines = [({'highway': 'footway', 'footway': 'crossing'}, at((50, -7), (50, 0), (50, 7))),
             ({'highway': 'footway', 'footway': 'crossing'}, at((50, 7), (43, 7), (36, 7)))]
    streets = [({'highway': 'secondary', 'name': 'A'}, at((0, 0), (200, 0))),
               ({'highway': 'secondary', 'name': 'B'}, at((43, 0), (43, 90)))]
    points = [({'highway': 'crossing', 'crossing:island': 'yes'}, at((50, 7))),
              ({'highway': 'crossing', 'traffic_signals:sound': 'yes'}, at((50, 0))),
              ({'highway': 'crossing', 'traffic_signals:sound': 'no'}, at((50, -3)))]
    for drawn in (lines, lines[::-1]):
        for told in (points, points[::-1]):
            path = gpkg(cases.folder / 'points.gpkg', {'lines': ('LINESTRING', streets + drawn),
                                                       'points': ('POINT', told)}, srs=32636)
            audited = cases.audit(path)
            for fid in (3, 4):
                audited.expect('lines', fid, 'a point where two lines meet tells of both', m_island='yes')
            audited.expect('lines', 3 + drawn.index(lines[0]), 'the worse of two points', m_signal_audible='no')
            audited.expect('lines', 3 + drawn.index(lines[1]), 'no point of its own', m_signal_audible=None)


def verdicts(audited):
    """What must not depend on how a crossing is drawn."""
    profiles = [row[0] for row in audited.rows("SELECT DISTINCT profile FROM audit_summary")]
    codes = ('wcm', 'wcp', 'frm', 'old', 'can', 'low')
    columns = ', '.join(f'rasif_{code}_{what}' for code in codes
                        for what in ('score', 'low', 'high', 'coverage', 'passable'))
    counts = 'rasif_compliance, rasif_n_fail, rasif_n_unknown, rasif_n_pass'
    return {'profiles': profiles,
            'crossings': set(audited.rows(f'SELECT {counts}, {columns} FROM crossings')),
            'streets': audited.rows(f'SELECT {counts}, {columns} FROM streets ORDER BY 1, 2'),
            'judged': audited.rows("SELECT DISTINCT rasif_m_crossing_stage_m, rasif_m_ends_without_ramp,"
                                   " rasif_from FROM crossings WHERE rasif_scope = 'yes'"),
            'findings': audited.rows("SELECT rule, outcome, severity, value, blocks FROM audit_findings"
                                     " ORDER BY 1, 2, 3, 4, 5"),
            'gaps': audited.rows('SELECT kind, evidence, round(length_m, 3), round(from_m, 2), place'
                                 " FROM audit_gaps WHERE kind <> 'no_sidewalk' ORDER BY 1, 2, 3, 4, 5"),
            'parts': audited.rows('SELECT profile, islands, blockers, round(largest_m, 2)'
                                  ' FROM audit_network ORDER BY 1')}


def case_cut_joined_doubled(cases):
    line = [(50, -7), (50, 7)]
    whole = verdicts(cases.audit(place(cases, [({}, line)])))
    for y in (-7 + 0.6, -5, -2, 0, 0.3, 1.7, 4, 6.2):
        cut = [({}, [line[0], (50, y)]), ({}, [(50, y), line[1]])]
        turned = [({}, [line[0], (50, y)]), ({}, [line[1], (50, y)])]
        for rows in (cut, turned):
            found = verdicts(cases.audit(place(cases, rows)))
            for what, expected in whole.items():
                cases.expect(found[what] == expected,
                             f'cut at {y}: {what} {found[what]} instead of {expected}')
    thirds = [({}, [(50, a), (50, b)]) for a, b in ((-7, -3), (-3, 2), (2, 7))]
    doubled = [({}, line), ({}, line[::-1])]
    doubled_halves = [({}, [line[0], (50, 0)]), ({}, [(50, 0), line[0]]), ({}, [(50, 0), line[1]])]
    for rows in (thirds, doubled, doubled_halves):
        found = verdicts(cases.audit(place(cases, rows)))
        for what, expected in whole.items():
            if rows is not thirds and what == 'findings':
                continue  # the same crossing twice is said as such
            cases.expect(found[what] == expected, f'{rows}: {what} {found[what]} instead of {expected}')


def parts(audited):
    rows = audited.rows('SELECT fid, rasif_scope, rasif_part_of FROM crossings ORDER BY fid') \
        if audited.row('crossings', 1).get('rasif_part_of', 'none') != 'none' \
        else audited.rows("SELECT fid, rasif_scope, NULL FROM crossings ORDER BY fid")
    return [scope for _, scope, _ in rows]


def case_a_shared_corner_is_no_joint(cases):
    corner = [({}, [(15, -7), (15, 7)]), ({}, [(15, 7), (7, 15)]), ({}, [(7, 15), (-7, 15)])]
    audited = cases.audit(place(cases, [corner[0], ({}, [(15, 7), (-7, 7)])]))
    cases.expect(parts(audited) == ['yes', 'yes'], 'two arms that share a corner kerb are two crossings')
    audited = cases.audit(place(cases, [({}, [(7, -7), (7, 7)]), ({}, [(7, 7), (-7, 7)])],
                                ramps=[((7, -7), 'lowered'), ((7, 7), 'lowered'), ((-7, 7), 'lowered')]))
    cases.expect(parts(audited) == ['yes', 'yes'], 'the corner turns by a right angle, outside the road')
    cases.expect(audited.rows('SELECT rasif_m_ends_without_ramp FROM crossings') == [(0.0,), (0.0,)],
                 'one ramp at the corner serves both')


def case_three_ends_in_the_road(cases):
    rows = [({}, [(50, -7), (50, 0)]), ({}, [(50, 0), (50, 7)]), ({}, [(50, 0), (58, 7)])]
    audited = cases.audit(place(cases, rows))
    cases.expect(parts(audited) == ['yes', 'no: part', 'yes'], 'the straight ones are one crossing')
    audited.expect('crossings', 3, 'an end in mid-road has no kerb to lower', m_ends_without_ramp=1.0)
    diagonal = [({}, [(-7, -7), (0, 0)]), ({}, [(7, -7), (0, 0)]), ({}, [(0, 0), (7, 7)]),
                ({}, [(0, 0), (-7, 7)])]
    audited = cases.audit(place(cases, diagonal))
    cases.expect(parts(audited) == ['yes', 'yes', 'no: part', 'no: part'],
                 'a junction crossed both ways over its middle has two crossings')


def case_a_sidewalk_between_is_an_end(cases):
    rows = [({}, [(50, -7), (50, 9)]), ({}, [(50, 9), (50, 18)])]
    audited = cases.audit(place(cases, rows))
    cases.expect(parts(audited) == ['yes', 'yes'], 'whoever gets to the sidewalk has crossed')


def case_parts_that_differ(cases):
    rows = [({'surface': 'gravel', 'control': 'signal'}, [(50, -7), (50, 0)]),
            ({'clear_width_m': None}, [(50, 0), (50, 7)])]
    audited = cases.audit(place(cases, rows), '--standard', 'prowag-2023')
    audited.expect('crossings', 1, 'the worse of what two parts say; unknown where one says nothing',
                   m_surface='gravel', m_control='uncontrolled', m_clear_width_m=None)
    cases.expect('R314' in audited.diagnostics(), 'two kinds of control are a contradiction')


# ---- ids and kerbs in our own names ----------------------------------------------------------

def case_ids_that_several_carry(cases):
    crossings = [({'crossing_id': 'J'}, [(x, -7), (x, 7)]) for x in (50, 110)]
    ramps = [({'kerb': 'lowered', 'crossing_id': 'J'}, at((50, y))) for y in (-7, 7)]
    audited = cases.audit(place(cases, crossings, ramp_rows=ramps))
    cases.expect(audited.rows('SELECT rasif_m_ends_without_ramp FROM crossings') == [(0.0,), (2.0,)],
                 'ramps of one crossing do not serve another of the same code 60 m away')
    ramps = [({'kerb': 'lowered', 'crossing_id': 'J'}, at((50, y))) for y in (-15, 15)]
    audited = cases.audit(place(cases, crossings, ramp_rows=ramps))
    cases.expect(audited.rows('SELECT rasif_m_ends_without_ramp FROM crossings') == [(0.0,), (2.0,)],
                 'ramps farther away serve the nearest crossing of their code')


def case_kerbs_without_an_answer(cases):
    crossing = [({}, [(50, -7), (50, 7)])]
    audited = cases.audit(place(cases, crossing, ramps=[((50, -7), 'lowered'), ((50, 7), None)]))
    audited.expect('crossings', 1, 'the kerb was asked for and not answered', m_ends_without_ramp=None)
    bare = [({'ramp_id': str(y)}, at((50, y))) for y in (-7, 7)]
    audited = cases.audit(place(cases, crossing, ramp_rows=bare))
    audited.expect('crossings', 1, 'a layer of ramps holds ramps', m_ends_without_ramp=0.0)
    audited = cases.audit(place(cases, [({'raised': None}, crossing[0][1]), ({}, [(90, -7), (90, 7)])],
                                ramps=[((150, -7), 'lowered')]))
    audited.expect('crossings', 1, 'it may be raised: the ends are unknown', m_ends_without_ramp=None,
                   wcm_passable='unknown')
    audited.expect('crossings', 2, 'it is not raised, and no ramp is there', m_ends_without_ramp=2.0,
                   wcm_passable='no')


def case_island_without_an_answer(cases):
    ramps = [((50, -7), 'lowered'), ((50, 7), 'lowered')]
    for island, origin in (('no', 'geometry'), (None, 'bound')):
        rows = [({'island': island}, [(50, -7), (50, 7)]), ({'island': 'no'}, [(90, -7), (90, 7)])]
        audited = cases.audit(place(cases, rows, ramps=ramps))
        cases.expect(f'crossing_stage_m={origin}' in audited.row('crossings', 1)['rasif_from'],
                     f'island {island}: how far one goes at a time is {origin}')
