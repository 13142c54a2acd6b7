# SPDX-License-Identifier: MIT
"""Slopes from elevation models and Z: units, holes, heights that can't be."""
from running import shared


def model(name):
    return shared('data', 'cases', name)


def case_units_of_a_model(cases):
    """The ground rises by 4 m in 100 m. A unit that the raster states is honoured; feet without a word
    are read as metres, 1 / 0.3048 times as steep, for there is nothing to tell them by."""
    for name, expected in (('c24_metres.tif', 4.0), ('c24_metres_said.tif', 4.0), ('c24_cm.tif', 4.0),
                           ('c24_feet_said.tif', 4.0), ('c24_us_feet_said.tif', 4.0),
                           ('c24_feet_silent.tif', 4.0 / 0.3048)):
        audited = cases.audit('c24_streets.gpkg', '--dem', model(name))
        for fid in (1, 2):
            found = audited.row('sidewalks', fid).get('rasif_m_running_slope_pct')
            cases.expect(found is not None and abs(found - expected) < 0.01, f'{name} sidewalks:{fid}: {found}')
            found = audited.row('streets', fid).get('rasif_m_street_grade_pct')
            cases.expect(found is not None and abs(found - expected) < 0.01, f'{name} streets:{fid}: {found}')


def case_holes_in_a_model(cases):
    """A hole under part of a line leaves its slope unknown, declared (R230) or written as a height that
    can't be (R121). A line away from the hole keeps its slope."""
    for name, code in (('c24_hole_0.tif', 'R121'), ('c24_hole_9999.tif', 'R230'),
                       ('c24_hole_32767.tif', 'R230'), ('c24_hole_nan.tif', 'R230')):
        audited = cases.audit('c24_streets.gpkg', '--dem', model(name))
        cases.expect(audited.row('sidewalks', 1).get('rasif_m_running_slope_pct') is None, f'{name}: sidewalks:1')
        found = audited.row('sidewalks', 2).get('rasif_m_running_slope_pct')
        cases.expect(found is not None and abs(found - 4) < 0.01, f'{name} sidewalks:2: {found}')
        cases.expect(code in audited.diagnostics(), f'{name}: {code} of {audited.diagnostics()}')


def case_heights_that_can_not_be(cases):
    """Z of 0, -9999 or 999 among heights of 900 m is no height: the line's slope is unknown, and said. A
    line at 0 throughout has no heights. 0.8 m in 20 m is 4 %, 2.4 m in 20 m is 12 %."""
    audited = cases.audit('c35_heights.gpkg')
    for fid, expected in ((1, 4.0), (7, 12.0)):
        found = audited.row('sidewalks', fid)['rasif_m_running_slope_pct']
        cases.expect(found is not None and abs(found - expected) < 0.01, f'c35 {fid}: {found}')
    for fid in (2, 3, 4, 5, 6, 8):
        audited.expect('sidewalks', fid, 'no slope from heights that can not be', m_running_slope_pct=None)
    cases.expect('R121' in audited.diagnostics(), 'c35: R121')


def case_heights_alone_make_nothing_passable(cases):
    """Of these 200 m of street nothing is known but a flat slope from the elevation model: whether there is
    a sidewalk, how wide, with which surface, is open. No user passes for certain, and none is blocked."""
    audited = cases.audit('h_j_dem_passable.gpkg', '--dem', model('h_j_dem.tif'))
    found = audited.rows("SELECT profile, passable_m, blocked_m, unknown_m FROM audit_summary WHERE area = '' "
                         "AND profile <> ''")
    cases.expect(len(found) >= 6, f'a row per profile: {found}')
    for profile, passable, blocked, unknown in found:
        cases.expect(passable == 0 and blocked == 0 and abs(unknown - 200) < 2,
                     f'h_j {profile}: {passable} m passable, {blocked} m blocked, {unknown} m unknown')
