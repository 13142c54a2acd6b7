# SPDX-License-Identifier: MIT
"""Who may walk there, and on which day."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import gpkg

EAST = lambda k: [(35.910, 31.95 + k / 1000), (35.912, 31.95 + k / 1000)]
NOT_PUBLIC = {
    2: ('no: private', 'access=private'),
    3: ('no: foot_no', 'access=no holds for people on foot too'),
    4: ('no: foot_no', 'foot=no'),
    5: ('no: private', 'foot=private'),
    8: ('no: private', 'a private sidewalk is as private as a path'),
    9: ('no: foot_no', 'a cycle track that people on foot may not use'),
    10: ('no: private', 'private steps'),
    12: ('no: foot_no', 'a street closed to everybody'),
    14: ('no: private', 'a private street'),
    15: ('no: foot_no', 'a street that people on foot may not use'),
    16: ('no: private', 'a private pedestrian street'),
    19: ('no: not_walked', 'a road that is not built yet'),
    20: ('no: not_walked', 'a path that is being built'),
    21: ('no: not_walked', 'disused'),
    22: ('no: not_walked', 'abandoned'),
}
PUBLIC = {
    1: 'nothing is said', 6: 'foot=yes beats access=private', 7: 'foot=yes beats access=no',
    11: 'customers get in', 13: 'foot=yes on a closed street', 17: 'by day it is open: no plain dates',
    23: 'foot=use_sidepath: there is one', 24: 'vehicle=no says nothing of people on foot',
}


def case_all_walked_roles(cases):
    audited = cases.audit('c03_access.gpkg', '--as-of', '2026-11-28')
    for fid, (scope, why) in NOT_PUBLIC.items():
        audited.expect('lines', fid, why, scope=scope, frm_island=None)
    for fid, why in PUBLIC.items():
        audited.expect('lines', fid, why, scope='yes')
    for part in ('not public 2', 'walking is not allowed (foot = no) 3'):
        cases.expect(part in audited.done.stdout, f'the summary counts them apart: {part}')


def case_closed_between_two_dates(cases):
    audited = cases.audit('c03_access.gpkg', '--as-of', '2026-11-28')
    audited.expect('lines', 18, 'closed from 2020 to 2030', scope='no: date')
    cases.expect(audited.rows("SELECT text, fids FROM audit_diagnostics WHERE code = 'R113'") ==
                 [('no @ (22:00-06:00)', '17')], 'what is more than plain dates is named')
    for day in ('2019-12-31', '2030-01-02'):
        audited = cases.audit('c03_access.gpkg', '--as-of', day)
        audited.expect('lines', 18, f'open on {day}', scope='yes')


def case_conditions(cases):
    """(condition column, text, day, scope)"""
    said = [
        ('access:conditional', 'no @ (2026 Mar 01-2026 Jun 30)', '2026-03-01', 'no: date'),
        ('access:conditional', 'no @ (2026 Mar 01-2026 Jun 30)', '2026-07-01', 'yes'),
        ('access:conditional', 'no @ (2026 Mar 01-Jun 30)', '2026-06-30', 'no: date'),
        ('access:conditional', 'no @ (2026 Mar-2026 Jun)', '2026-06-30', 'no: date'),
        ('access:conditional', 'no @ (2026-03-01 - 2026-06-30)', '2026-05-05', 'no: date'),
        ('access:conditional', 'no @ (2026)', '2026-12-31', 'no: date'),
        ('access:conditional', 'no @ (2025-2027)', '2026-12-31', 'no: date'),
        ('access:conditional', 'no @ (2026 Mar 01+)', '2031-01-01', 'no: date'),
        ('access:conditional', 'no @ (Nov-Mar)', '2026-12-24', 'no: date'),
        ('access:conditional', 'no @ (Nov-Mar)', '2026-04-01', 'yes'),
        ('access:conditional', 'no @ (Jan 01-15, Dec 24)', '2026-12-24', 'no: date'),
        ('access:conditional', 'no @ (Mo-Fr 08:00-16:00)', '2026-12-24', 'yes'),
        ('access:conditional', 'no @ (2026 Mar 01-2026 Jun 30 Mo-Fr)', '2026-05-05', 'yes'),
        ('access:conditional', 'no @ snow', '2026-12-24', 'yes'),
        ('access:conditional', 'delivery @ (2026)', '2026-12-24', 'yes'),
        ('access:conditional', 'private @ (2026)', '2026-12-24', 'no: private'),
        ('access:conditional', 'no @ (2026); yes @ (2026 Dec)', '2026-12-24', 'yes'),
        ('foot:conditional', 'no @ (2026)', '2026-12-24', 'no: date'),
        ('opening_hours', '24/7', '2026-12-24', 'yes'),
        ('opening_hours', 'Apr-Oct', '2026-12-24', 'no: date'),
        ('opening_hours', 'Apr-Oct', '2026-10-31', 'yes'),
        ('opening_hours', '2026 Dec 24-26 off', '2026-12-25', 'no: date'),
        ('opening_hours', '2026 Dec 24-26 off', '2026-12-27', 'yes'),
        ('opening_hours', 'Mo-Fr 08:00-18:00', '2026-12-24', 'yes'),
        ('opening_hours', 'off', '2026-12-24', 'no: date'),
    ]
    columns = ('access:conditional', 'foot:conditional', 'opening_hours')
    rows = [({'osm_id': i, 'highway': 'footway', **{c: None for c in columns}, column: text}, EAST(i))
            for i, (column, text, _, _) in enumerate(said)]
    path = gpkg(cases.folder / 'conditions.gpkg', {'lines': ('LINESTRING', rows)})
    for day in sorted({item[2] for item in said}):
        audited = cases.audit(path, '--as-of', day)
        for i, (column, text, on, scope) in enumerate(said):
            if on == day:
                audited.expect('lines', i + 1, f'{column}={text} on {day}', scope=scope)


def case_a_condition_opens_what_is_closed(cases):
    row = {'osm_id': 1, 'highway': 'footway', 'access': 'no', 'foot': None,
           'access:conditional': 'yes @ (Apr-Oct)'}
    path = gpkg(cases.folder / 'opens.gpkg', {'lines': ('LINESTRING', [(row, EAST(1))])})
    cases.audit(path, '--as-of', '2026-07-01').expect('lines', 1, 'a path open in summer', scope='yes')
    cases.audit(path, '--as-of', '2026-12-01').expect('lines', 1, 'and closed in winter',
                                                      scope='no: foot_no')


def case_foot_beats_a_condition_on_access(cases):
    row = {'osm_id': 1, 'highway': 'footway', 'foot': 'designated', 'access:conditional': 'no @ (2026)'}
    path = gpkg(cases.folder / 'beats.gpkg', {'lines': ('LINESTRING', [(row, EAST(1))])})
    cases.audit(path, '--as-of', '2026-07-01').expect('lines', 1, 'foot is more special than access',
                                                      scope='yes')


def case_native_fields(cases):
    """Data of one's own say it for every role that people walk on; kerb ramps have dates too."""
    said = [({'foot': 'no'}, 'no: foot_no'), ({'foot': 'private'}, 'no: private'),
            ({'foot': 'yes'}, 'yes'), ({'foot': 'true'}, 'yes'), ({'foot': '0'}, 'no: foot_no'),
            ({'status': 'in_use'}, 'yes'), ({'status': 'closed'}, 'no: not_walked'),
            ({'status': 'construction'}, 'no: not_walked'), ({'status': 'disused'}, 'no: not_walked'),
            ({'valid_to': '2026-01-01'}, 'no: date'), ({'valid_from': '2027'}, 'no: date'),
            ({'foot_conditional': 'no @ (2026)'}, 'no: date')]
    names = ('foot', 'status', 'valid_from', 'valid_to', 'foot_conditional')
    tables = {}
    for table, key in (('streets', 'street_id'), ('sidewalks', 'sidewalk_id'), ('footways', 'sidewalk_id'),
                       ('crossings', 'crossing_id'), ('steps', 'steps_id')):
        tables[table] = ('LINESTRING', [({key: f'{table}{i}', **{n: None for n in names}, **values},
                                         EAST(i)) for i, (values, _) in enumerate(said)])
    tables['ramps'] = ('POINT', [({'ramp_id': 'r1', 'valid_to': '2026-01-01'}, [(35.91, 31.95)])])
    audited = cases.audit(gpkg(cases.folder / 'native.gpkg', tables), '--as-of', '2026-11-28')
    for table in ('streets', 'sidewalks', 'footways', 'crossings', 'steps'):
        for i, (values, scope) in enumerate(said):
            audited.expect(table, i + 1, f'{values} of {table}', scope=scope)
    audited.expect('ramps', 1, 'a ramp that is gone', scope='no: date')


def case_gatis_says_status(cases):
    rows = [({'edge_id': str(i), 'edge_type': 'sidewalk', 'from_node': 'a', 'to_node': 'b', 'status': s},
             EAST(i)) for i, s in enumerate(('open', 'closed', 'under construction', 'unknown'))]
    audited = cases.audit(gpkg(cases.folder / 'gatis.gpkg', {'edges': ('LINESTRING', rows)}))
    for fid, scope in ((1, 'yes'), (2, 'no: not_walked'), (3, 'no: not_walked'), (4, 'yes')):
        audited.expect('edges', fid, 'GATIS: status', role='sidewalk', scope=scope)


def case_what_is_not_public_joins_nothing(cases):
    """Two paths that only a private one joins are two connected parts."""
    walk = {'highway': 'footway', 'width': '2', 'surface': 'asphalt', 'smoothness': 'good',
            'incline': '1%', 'incline:across': '1%'}
    points = [(35.910, 31.95), (35.911, 31.95), (35.912, 31.95), (35.913, 31.95)]
    for access, parts in ((None, 1), ('private', 2)):
        rows = [(dict(walk, osm_id=i, access=access if i == 1 else None), points[i:i + 2])
                for i in range(3)]
        audited = cases.audit(gpkg(cases.folder / 'joins.gpkg', {'lines': ('LINESTRING', rows)}))
        found = audited.rows('SELECT count(DISTINCT rasif_frm_island) FROM lines')
        cases.expect(found == [(parts,)], f'access={access}: {parts} connected parts, found {found}')
