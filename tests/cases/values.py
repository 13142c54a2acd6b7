# SPDX-License-Identifier: MIT
"""Numbers, slopes, sides and spellings as people write them: never a wrong number."""
FOOT, INCH = 0.3048, 0.0254


def close(found, wanted):
    return found is not None and abs(found - wanted) <= 1e-3 * max(1, abs(wanted))


def check(cases, audited, column, sure, open_to):
    """`sure`: fid -> value (None = unknown). `open_to`: fid -> value that may as well be unknown."""
    rows = dict(audited.rows(f'SELECT fid, rasif_m_{column} FROM lines'))
    for fid, wanted in sure.items():
        same = rows[fid] is None if wanted is None else close(rows[fid], wanted)
        cases.expect(same, f'{audited.name} lines:{fid}: {wanted}, found {rows[fid]}')
    for fid, wanted in open_to.items():
        cases.expect(rows[fid] is None or close(rows[fid], wanted),
                     f'{audited.name} lines:{fid}: {wanted} or unknown, found {rows[fid]}')
    cases.expect(set(rows) == set(sure) | set(open_to), f'{audited.name}: rows without an answer')


def case_width_texts(cases):
    """Bounds and ranges are not one width; of several the narrowest counts (R112), for merged ways have
    each of them somewhere; units are as written; a bare number is metres."""
    sure = {1: 2, 2: 1.5, 3: 1.5, 4: 4 * FOOT, 5: 4.5 * FOOT, 6: 4 * FOOT, 7: 1.5, 9: None, 10: None,
            11: None, 12: None, 14: 1.5, 15: 1.5, 16: 1.5, 17: 1.5, 18: 1.5, 19: 1.5, 20: None, 21: 1.5,
            22: 0.9, 23: 1.2, 24: 5 * FOOT, 25: 5 * FOOT, 26: 48 * INCH, 29: None, 30: None, 31: None,
            37: 2, 39: 1.5}
    open_to = {8: 1.5, 13: 1.5, 27: 0.5, 28: 0.5, 32: 2, 33: 1.5, 34: 2, 35: 1.5, 36: 3 * 1.5 * FOOT,
               38: 1.5, 40: 1.5}
    audited = cases.audit('c22_width_texts.gpkg')
    check(cases, audited, 'clear_width_m', sure, open_to)
    said = {text for text, in audited.rows("SELECT text FROM audit_diagnostics WHERE code = 'R101'")}
    cases.expect({'1-2', '<1', '>2', 'narrow', 'default'} <= said and 'R112' in audited.diagnostics(), f'c22: what is unread is said: {said}')


def case_incline_texts(cases):
    """Percent unless the text says otherwise; a slope of 10 degrees is 17.63 %, 1:12 is 8.33 %; of
    several the steepest counts."""
    sure = {1: 5, 2: -5, 3: 17.6327, 4: 17.6327, 5: 17.6327, 6: 8.3333, 7: 8.3333, 8: None, 9: 8.3, 10: 5,
            12: None, 13: None, 14: 5, 15: 0.05, 16: -0.05, 17: None, 18: None, 19: None, 20: 8, 21: 8,
            24: 8.3, 25: 5, 26: 8, 29: 0, 30: 0, 31: 0, 32: 5, 33: -5, 35: None, 37: None, 38: 45,
            39: None, 40: 9.9813}
    open_to = {11: 5, 22: 8, 23: 5, 27: 5, 28: 5, 34: -5, 36: 5, 41: 9.6289}
    audited = cases.audit('c23_incline_texts.gpkg')
    check(cases, audited, 'running_slope_pct', sure, open_to)
    cases.expect({'R101', 'R102', 'R105'} <= audited.diagnostics(), 'c23: ranges, up and 450 % are said')


def case_fractions_among_percents(cases):
    """Most numbers are below 1: somebody wrote ratios. Said as an error, never changed on suspicion."""
    for name in ('c32_mixed_slopes.gpkg', 'c32b_fractions_only.gpkg'):
        audited = cases.audit(name)
        cases.expect('R104' in audited.diagnostics(), f'{name}: R104')
        audited.expect('lines', 4, 'nothing is converted on suspicion', m_running_slope_pct=0.12)
        cases.audit(name, '--strict', expect=3)
    cases.audit('c32_mixed_slopes.gpkg').expect('lines', 11, 'a unit in the text wins', m_running_slope_pct=5.0)


def case_sides_in_all_spellings(cases):
    """The more special tag wins; what says no side says none; a word nobody defined is unknown."""
    audited = cases.audit('c31_sides.gpkg')
    sides = {1: ('separate', 'separate'), 2: ('separate', 'no'), 3: ('separate', 'yes'),
             4: ('separate', 'separate'), 5: ('no', 'yes'), 6: ('yes', 'no'), 7: ('no', 'no'),
             8: ('yes', 'yes'), 9: ('yes', 'yes'), 10: (None, None), 11: ('yes', 'yes'), 12: (None, 'no'),
             13: ('unknown', 'unknown'), 14: ('yes', None), 15: (None, None), 16: (None, None),
             17: (None, None), 18: (None, None)}
    for fid, (left, right) in sides.items():
        audited.expect('lines', fid, 'left and right in the drawing direction, also where oneway=-1',
                       m_sidewalk_left=left, m_sidewalk_right=right)
    audited.expect('lines', 19, 'whoever walks is asked to use the path beside it, not forbidden', scope='yes')


def same(cases, one, other):
    """All that rasif says of the same osm_id is the same in two files."""
    found = []
    for audited in (cases.audit(one), None):
        audited = audited or cases.audit(other)
        found.append({(table, row['osm_id'], name): row[name]
                      for table in ('lines', 'points')
                      if audited.rows("SELECT 1 FROM sqlite_master WHERE name = ?", table)
                      for row in map(dict, audited.db.execute(f'SELECT * FROM {table}'))
                      for name in row if name.startswith('rasif_') and name != 'rasif_id'})
    for key in found[0]:
        cases.expect(found[0][key] == found[1].get(key), f'{one}, {other} {key}: {found[0][key]}, '
                                                         f'{found[1].get(key)}')


def case_spellings_of_keys(cases):
    """sidewalk:left:width, sidewalk_left_width and a key in other_tags are the same key."""
    audited = cases.audit('c05a_colon.gpkg')
    audited.expect('lines', 1, 'the street says so', m_sidewalk_left='yes', m_sidewalk_right='no')
    audited.expect('lines', 2, 'OSM: kerb:height in metres, incline:across in percent', m_clear_width_m=2.0,
                   m_cross_slope_pct=9.0, m_kerb_height_mm=200.0)
    audited.expect('lines', 3, 'signals, zebra, no sound', m_control='signal', m_marked='yes',
                   m_signal_audible='no', m_island='no')
    audited.expect('lines', 4, 'a rail on each side', m_handrail='both', m_ramp_alternative='yes')
    same(cases, 'c05a_colon.gpkg', 'c05b_underscore.gpkg')
    same(cases, 'c05c_other_tags.gpkg', 'c05d_own_columns.gpkg')
    cases.audit('c05c_other_tags.gpkg').expect('lines', 1, 'a driveway', scope='no: class')

