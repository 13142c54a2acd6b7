# SPDX-License-Identifier: MIT
"""Districts to report on, as they are found: with rows nobody drew, in layers of any geometry."""
import itertools
import json

from making import gpkg

# Two streets of 100 m and 300 m, one in each half of a place at 31.95 N.
STREETS = [({'name': 'West'}, [(35.9000, 31.95), (35.90105, 31.95)]),
           ({'name': 'East'}, [(35.9100, 31.95), (35.91315, 31.95)])]
WEST, EAST, FAR = (35.899, 35.905), (35.905, 35.915), (10.0, 10.1)


def box(west_east):
    west, east = west_east
    return {'type': 'Polygon', 'coordinates': [[[west, 31.94], [east, 31.94], [east, 31.96],
                                                [west, 31.96], [west, 31.94]]]}


LINE = {'type': 'LineString', 'coordinates': [[35.89, 31.95], [35.92, 31.95]]}
POINT = {'type': 'Point', 'coordinates': [35.9005, 31.95]}
EMPTY = {'type': 'Polygon', 'coordinates': []}


def boundary(cases, rows):
    path = cases.folder / 'areas.geojson'
    path.write_text(json.dumps({'type': 'FeatureCollection', 'features': [
        {'type': 'Feature', 'properties': {'name': name}, 'geometry': geometry}
        for name, geometry in rows]}))
    return path


def streets(cases):
    return gpkg(cases.folder / 'streets.gpkg', {'streets': ('LINESTRING', STREETS)})


def lengths(audited):
    return dict(audited.rows("SELECT area, round(length_m) FROM audit_summary"
                             " WHERE profile = 'wheelchair_manual'"))


def case_a_row_without_polygon_takes_nothing_from_the_others(cases):
    """Wherever it stands: figures stay with the name of their own polygon."""
    source = streets(cases)
    for odd in (None, EMPTY, LINE, POINT):
        rows = [('odd', odd), ('west', box(WEST)), ('east', box(EAST))]
        for order in itertools.permutations(rows):
            audited = cases.audit(source, '--boundary', boundary(cases, order))
            found = lengths(audited)
            said = f'{odd and odd["type"]} in {[name for name, _ in order]}'
            cases.expect(99 <= found.get('west', 0) <= 101 and 297 <= found.get('east', 0) <= 303,
                         f'{said}: {found}')
            cases.expect(not found.get('odd'), f'{said}: an area without a polygon holds {found}')
            inside = audited.rows('SELECT rasif_inside FROM streets ORDER BY 1')
            cases.expect(inside == [('east',), ('west',)], f'{said}: inside {inside}')
            cases.expect('R240' in audited.diagnostics(), f'{said}: nothing is said of it')


def case_a_layer_without_polygons_is_refused(cases):
    source = streets(cases)
    for rows in ([('line', LINE)], [('point', POINT)], [('nothing', None)]):
        done = cases.audit(source, '--boundary', boundary(cases, rows), expect=3)
        cases.expect('has no polygon' in done.stderr, f'{rows}: {done.stderr}')
    done = cases.audit(source, '--boundary', f'{source}:streets', expect=3)
    cases.expect('has no polygons in its layer streets' in done.stderr, done.stderr)


def case_an_area_far_away_is_empty(cases):
    audited = cases.audit(streets(cases), '--boundary',
                          boundary(cases, [('far', box(FAR)), ('west', box(WEST))]))
    found = lengths(audited)
    cases.expect(not found.get('far') and 99 <= found.get('west', 0) <= 101, f'{found}')


def case_dates_nobody_can_read_end_no_audit(cases):
    """last_change is the input's own affair; only text that begins like a date counts."""
    import sqlite3
    for written in ('', '2026/01/15', '15.01.2026', '2026-01-15T10:00:00+0300', 20260115, 'now'):
        source = streets(cases)
        with sqlite3.connect(source) as db:
            db.execute('UPDATE gpkg_contents SET last_change = ?', (written,))
        db.close()
        audited = cases.audit(source)
        cases.expect('R507' in audited.diagnostics(), f'last_change {written!r}: nothing is said')
