# SPDX-License-Identifier: MIT
"""What the rules call stopping stops somebody in the scores (docs/decisions/0200-what-stops-whom.md): of
each thing all is known and good but what a case names."""
from making import gpkg

EAST, NORTH = 776000.0, 3540000.0
WALKERS = ('old', 'can', 'low')
WHEELS = ('wcm', 'wcp', 'frm')
EVERYBODY = WHEELS + WALKERS

SIDEWALK = {'clear_width_m': 2.5, 'running_slope_pct': 1.0, 'cross_slope_pct': 1.0, 'surface': 'asphalt',
            'smoothness': 'good', 'vertical_edge_mm': 0.0, 'gap_mm': 0.0, 'headroom_m': 3.0,
            'protrusion_mm': 0.0, 'kerb_height_mm': 120.0, 'tactile_guidance': 'no', 'lit': 'yes', 'shade': 'yes',
            'handrail': 'none', 'obstacles': 'none', 'landing_interval_m': 5.0}
CROSSING = {'clear_width_m': 3.0, 'running_slope_pct': 1.0, 'cross_slope_pct': 1.0, 'surface': 'asphalt',
            'control': 'signal', 'markings': 'zebra', 'signal_audible': 'yes', 'signal_vibrating': 'yes',
            'walk_s': 30.0, 'clearance_s': 30.0, 'button_height_mm': 1050.0, 'island': 'no', 'island_length_m': None,
            'island_width_m': None, 'raised': 'yes', 'lanes': 2, 'structure': 'at_grade', 'length_m': 6.0}
RAMP = {'kerb': 'lowered', 'kerb_height_mm': 20.0, 'running_slope_pct': 5.0, 'cross_slope_pct': 1.0,
        'clear_width_m': 1.8, 'flare_slope_pct': 8.0, 'grade_change_pct': 5.0, 'lip_mm': 0.0, 'landing_m': 2.0,
        'tactile_warning': 'yes', 'tactile_depth_mm': 800.0, 'tactile_contrast': 'yes', 'aligned': 'yes'}
STEPS = {'step_count': 10, 'riser_mm': 150.0, 'tread_mm': 300.0, 'width_m': 2.0, 'handrail': 'both',
         'handrail_height_mm': 900.0, 'nosing_contrast': 'yes', 'tactile_warning': 'yes', 'lit': 'yes',
         'ramp_alternative': 'no'}


def audit(cases, sidewalks=(), crossings=(), ramps=(), steps=()):
    """Things 100 m apart, none of which serves another but ramps that name a crossing."""
    def line(k, length):
        return [(EAST, NORTH + 100 * k), (EAST + length, NORTH + 100 * k)]

    def rows(perfect, changes, length):
        return [(dict(perfect, **change), line(k, length)) for k, change in enumerate(changes)]
    layers = {'sidewalks': ('LINESTRING', rows(SIDEWALK, list(sidewalks) or [{}], 50)),
              'crossings': ('LINESTRING', [(row, [(x + 500, y) for x, y in points])
                                           for row, points in rows(CROSSING, crossings, 6)]),
              'ramps': ('POINT', [(dict(RAMP, **{n: v for n, v in change.items() if n != 'at'}),
                                   [change.get('at', (EAST + 900, NORTH + 100 * k))])
                                  for k, change in enumerate(ramps)]),
              'steps': ('LINESTRING', [(row, [(x + 1200, y) for x, y in points])
                                       for row, points in rows(STEPS, steps, 4)])}
    return cases.audit(gpkg(cases.folder / 'stops.gpkg', {n: part for n, part in layers.items() if part[1]},
                            srs=32636), '--profile', 'all')


def stopped(cases, table, changes, audited):
    """changes: (what is different, whom it stops, why); nobody else is stopped or left unknown."""
    for fid, (_, whom, why) in enumerate(changes, 1):
        found = {code: audited.row(table, fid)[f'rasif_{code}_passable'] for code in EVERYBODY}
        wanted = {code: 'no' if code in whom else 'yes' for code in EVERYBODY}
        cases.expect(found == wanted, f'{table}:{fid} {changes[fid - 1][0]}: {why}: {wanted}, found {found}')


def case_sidewalks(cases):
    changes = [
        ({}, (), 'all is well'),
        ({'obstacles': 'step'}, WHEELS, 'a step forces wheels onto the road; who walks takes it'),
        ({'obstacles': 'works;step;building_ramp'}, WHEELS, 'the step is one of several obstacles'),
        ({'gap_mm': 80.0}, WHEELS, 'wheels get caught in more than 75 mm'),
        ({'surface': 'sand'}, WHEELS, 'nothing rolls on sand'),
        ({'running_slope_pct': 15.0}, WHEELS + ('old',), 'over 1:12, 12 % and 14 %; no limit for blind people'),
        ({'cross_slope_pct': 10.0}, ('wcm', 'wcp'), 'Kockelman: 6 to 9 % is critical; a frame is not turned away'),
        ({'vertical_edge_mm': 40.0}, ('wcm', 'frm'), 'over 30 mm; powered chairs take 60 mm'),
        ({'headroom_m': 1.8}, ('can',), 'a cane does not find what hangs at 1.8 m; the others see it'),
        ({'clear_width_m': 0.6}, EVERYBODY, 'less than the width of a body'),
        ({'obstacles': 'parked_vehicle', 'clear_width_m': 0.6}, EVERYBODY, 'the vehicle leaves 0.6 m')]
    stopped(cases, 'sidewalks', changes, audit(cases, sidewalks=[row for row, _, _ in changes]))


def case_a_vehicle_that_leaves_room(cases):
    """It stops nobody by itself, but is no class A for anybody: u is 0.3 or 0.4, the score at most
    40 + 60 u. Where nobody looked for vehicles nothing is known to be passable."""
    audited = audit(cases, sidewalks=[{}, {'obstacles': 'parked_vehicle'}, {'obstacles': None}])
    for code in EVERYBODY:
        good, parked, silent = (audited.row('sidewalks', fid) for fid in (1, 2, 3))
        most = 58 if code in ('wcm', 'wcp', 'can') else 64
        cases.expect(good[f'rasif_{code}_class'] == 'A', f'{code}: a good sidewalk is class A')
        cases.expect(parked[f'rasif_{code}_passable'] == 'yes' and parked[f'rasif_{code}_score'] <= most,
                     f'{code}: passable, at most {most}: {parked[f"rasif_{code}_score"]}')
        cases.expect(silent[f'rasif_{code}_passable'] == 'unknown', f'{code}: nobody looked for obstacles')


def case_crossings(cases):
    changes = [
        ({}, (), 'all is well'),
        ({'surface': 'dirt'}, WHEELS, 'wheels sink in; the others walk over it'),
        ({'running_slope_pct': 20.0}, WHEELS, 'over 1:12 and 12 %'),
        ({'cross_slope_pct': 15.0}, ('wcm', 'wcp'), 'over 9 % a chair turns downhill'),
        ({'clear_width_m': 0.5}, WHEELS, 'no wheelchair or frame fits'),
        ({'surface': 'dirt', 'running_slope_pct': 20.0, 'cross_slope_pct': 15.0, 'clear_width_m': 0.5}, WHEELS,
         'all of it together')]
    stopped(cases, 'crossings', changes, audit(cases, crossings=[row for row, _, _ in changes]))


def case_many_lanes(cases):
    """Six lanes: without signal or refuge whoever misjudges gaps or does not see them is stopped; with one
    of the two nobody is, by the lanes."""
    rows = [{'lanes': 6, 'raised': 'no', 'crossing_id': name, **more} for name, more in (
        ('bare', {'control': 'uncontrolled'}), ('signal', {}),
        ('refuge', {'control': 'uncontrolled', 'island': 'yes', 'island_length_m': 2.0, 'island_width_m': 2.0}),
        ('two', {'control': 'uncontrolled', 'lanes': 2}))]
    ramps = [{'crossing_id': row['crossing_id'], 'at': (EAST + 500 + x, NORTH + 100 * k)}
             for k, row in enumerate(rows) for x in (0, 6)]
    audited = audit(cases, crossings=rows, ramps=ramps)
    for code in EVERYBODY:
        found = [audited.row('crossings', fid)[f'rasif_{code}_passable'] for fid in (1, 2, 3, 4)]
        cases.expect((found[0] == 'no') == (code not in ('wcm', 'wcp')) and 'no' not in found[1:],
                     f'six lanes for {code}: {found}')


def case_ramps(cases):
    changes = [
        ({}, (), 'all is well'),
        ({'landing_m': 0.0}, (), 'a landing is due where one turns, and that is in no field; the score falls'),
        ({'grade_change_pct': 30.0}, ('wcm', 'wcp'), 'the footrest hits the road'),
        ({'cross_slope_pct': 12.0}, ('wcm', 'wcp'), 'over 9 %'),
        ({'running_slope_pct': 14.0}, ('wcm', 'frm'), 'over 12 %; a motor climbs 15 %'),
        ({'running_slope_pct': 25.0}, WHEELS, 'over 15 %, too'),
        ({'clear_width_m': 0.8}, ('wcm', 'wcp'), 'narrower than a wheelchair; a frame is walked over its side'),
        ({'lip_mm': 40.0}, ('wcm', 'frm'), 'over 30 mm'),
        ({'kerb': 'flush', 'kerb_height_mm': 0.0, 'tactile_warning': 'no'}, ('can',), 'nothing says where the road begins'),
        ({'aligned': 'no'}, (), 'it points into the junction: the score falls')]
    audited = audit(cases, ramps=[row for row, _, _ in changes])
    stopped(cases, 'ramps', changes, audited)
    for fid, code in ((2, 'wcm'), (10, 'can')):
        score = [audited.row('ramps', k)[f'rasif_{code}_score'] for k in (1, fid)]
        cases.expect(score[1] < score[0], f'ramps:{fid}: it lowers the score for {code}: {score}')


def case_steps(cases):
    changes = [
        ({}, WHEELS, 'steps without a ramp'),
        ({'step_count': 30, 'riser_mm': 300.0}, WHEELS + ('old', 'low'), 'risers over 220 mm'),
        ({'tread_mm': 150.0}, WHEELS + ('old', 'low'), 'treads under 220 mm'),
        ({'step_count': 30, 'handrail': 'none'}, WHEELS + ('old', 'low'), 'a long flight without a rail'),
        ({'handrail': 'none'}, WHEELS, 'a short one can be climbed without'),
        ({'ramp_alternative': 'yes'}, (), 'a ramp for wheelchairs beside it')]
    audited = audit(cases, steps=[row for row, _, _ in changes])
    stopped(cases, 'steps', changes, audited)
    for fid, passable in ((1, 'yes'), (5, 'no')):
        audited.expect('steps', fid, 'more than 3 steps without a rail stop crutches', cru_passable=passable)


def case_islands(cases):
    """The way through an island is as wide as a sidewalk must be: for wheelchairs, frames and scooters."""
    rows = [{'island': 'yes', 'island_length_m': 2.0, 'island_width_m': width} for width in (1.6, 0.91, 0.8)]
    audited = audit(cases, crossings=rows)
    for fid, whom in ((1, ()), (2, ('sco',)), (3, ('wcm', 'wcp', 'frm', 'sco'))):
        for code in EVERYBODY + ('sco',):
            found = audited.row('crossings', fid)[f'rasif_{code}_passable']
            cases.expect((found == 'no') == (code in whom), f'island crossings:{fid} {code}: {found}')
