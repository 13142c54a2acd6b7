#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What looks wrong in data is said: how often, where, what was assumed, what to do.

    check_doubts.py RASIF CASE
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import gpkg
from running import Complaints, database, run, skip


class Case:
    def __init__(self, rasif):
        self.rasif, self.wrong = rasif, Complaints()
        self.temporary = tempfile.TemporaryDirectory(prefix='rasif-doubts-')
        self.folder = pathlib.Path(self.temporary.name)

    def diagnostics(self, path, *arguments):
        out = self.folder / 'out.gpkg'
        run(self.rasif, 'audit', path, '-o', out, '--force', *arguments)
        return [dict(row) for row in database(out).execute('SELECT * FROM audit_diagnostics')]

    def column(self, name, values, expected, kind='sidewalks', shape=None):
        """Rows of `kind` with these values; `expected`: code -> (count, part of the text) or None."""
        shape = shape or (lambda i: [(35.91, 31.95 + i / 1000), (35.912, 31.95 + i / 1000)])
        path = gpkg(self.folder / 'x.gpkg', {kind: (
            'POINT' if len(shape(0)) == 1 else 'LINESTRING',
            [({name: value}, shape(i)) for i, value in enumerate(values)])})
        rows = self.diagnostics(path, '--preset', 'native')
        for code, wanted in expected.items():
            found = [row for row in rows if row['code'] == code and row['column'] == name]
            what = f'{kind}.{name} {values[:6]}: {code}'
            if wanted is None:
                self.wrong.expect(not found, f'{what} is said without need: {found}')
                continue
            texts = ' '.join(row['text'] or '' for row in found)
            self.wrong.expect(sum(row['count'] for row in found) == wanted[0] and wanted[1] in texts,
                              f'{what}: {wanted}, {found}')
            self.wrong.expect(found and all(row['fids'] and row['todo_en'] and row['todo_ar']
                                            for row in found), f'{what}: no example or no remedy')
        strict = run(self.rasif, 'audit', path, '--preset', 'native', '--strict', expect=None)
        error = expected.get('R104') is not None
        self.wrong.expect(strict.returncode == (3 if error else 0),
                          f'{kind}.{name}: --strict gives {strict.returncode}')
        if error:
            self.wrong.expect('R104' in strict.stderr and name in strict.stderr, strict.stderr)


QUIET = {'R104': None, 'R109': None}


def slopes(case):
    ratio = [0.02, 0.05, -0.08, 0.01, 0.12, 0.03]
    case.column('running_slope_pct', ratio, {'R104': (6, 'a ratio?'), 'R109': None})
    case.column('cross_slope_pct', [1.5, 2, 0.5, 0.3, 1, 2.5], QUIET)
    case.column('running_slope_pct', [3, 30, 45, 20, 18, 2], {'R104': None, 'R109': (6, 'degrees?')})
    case.column('running_slope_pct', [3, 8, 5, 0, 12, -4], QUIET)
    case.column('running_slope_pct', ['5°', '-3 °', '2°', '1°', '1°'], QUIET)  # a unit in the text
    rising = [1 + i % 7 for i in range(24)]
    case.column('running_slope_pct', rising, {'R108': (24, '')} | QUIET)
    case.column('running_slope_pct', [-1] + rising, {'R108': None} | QUIET)
    case.column('running_slope_pct', rising[:19], {'R108': None} | QUIET)


def widths(case):
    case.column('clear_width_m', [120, 150, 90, 200, 180, 140], {'R104': (6, 'centimetres?')})
    case.column('clear_width_m', [36, 48, 60, 72, 48, 40], {'R104': (6, 'inches')})
    case.column('clear_width_m', [4, 5, 6, 5, 4.5, 6], {'R104': None, 'R109': (6, 'feet?')})
    case.column('clear_width_m', [1.2, 1.5, 2, 0.9, 3, 1.8], QUIET)
    case.column('clear_width_m', [1200, 1500, 2000, 900, 1800], {'R104': (5, 'above 90')})
    case.column('headroom_m', [2100, 2200, 2500, 2030, 2400], {'R104': (5, 'impossible'),
                                                               'R105': (5, '2030')})
    case.column('clear_width_m', [1.5] * 25, {'R110': (25, '1.5')} | QUIET)
    case.column('clear_width_m', [1.5] * 19, {'R110': None} | QUIET)
    case.column('clear_width_m', [1.5] * 24 + [1.6], {'R110': None} | QUIET)


def kerbs(case):
    case.column('kerb_height_mm', [12, 15, 10, 18, 14], {'R104': None, 'R109': (5, 'centimetres')})
    case.column('kerb_height_mm', [0.12, 0.15, 0.1, 0.03, 0.14], {'R104': (5, 'metres?')})
    case.column('kerb_height_mm', [120, 150, 100, 30, 140], QUIET)


def codes(case):
    """Numbers and texts that stand for "missing"."""
    for code in (555, 777, 888, 999, -9999, 9999):
        case.column('clear_width_m', [1.5, 2, code, 1.2, code, 1], {'R106': (2, str(code))} | QUIET)
    case.column('clear_width_m', [1.5, 0, 2, 0, 1, 1.2], {'R106': (2, '0')} | QUIET)
    for text in ('nan', '?', 'None', 'n/a', 'غير معروف'):
        case.column('surface', ['asphalt', text, 'sett', text], {'R102': (2, text)})
    case.column('surface', ['asphalt', '', 'sett', '', None], {'R111': (2, ''), 'R101': None})
    case.column('clear_width_m', [1.5, 2, 450, -3, 1.2, 1.3, 1.4], {'R105': (2, '450')} | QUIET)


def shapes(case):
    """The same line twice in either direction, lines without length, lines that cross themselves."""
    a, b, c, d = (35.91, 31.95), (35.912, 31.95), (35.912, 31.951), (35.91, 31.951)
    for kind in ('sidewalks', 'streets', 'crossings'):
        path = gpkg(case.folder / 'x.gpkg', {kind: ('LINESTRING', [
            ({}, [a, b]), ({}, [a, b]), ({}, [b, a]), ({}, [a, c, b, d]), ({}, [c, c]),
            ({}, [a, b, c, d, a]), ({}, [a, d, c]), ({}, [d, c, b])])})
        found = {row['code']: (row['count'], row['fids'])
                 for row in case.diagnostics(path, '--preset', 'native')}
        twice = 'R207' if kind == 'streets' else 'R211'
        case.wrong.expect(found.get(twice, (0,))[0] == 2, f'{kind}: {twice} {found}')
        case.wrong.expect(found.get('R205') == (1, '5'), f'{kind}: R205 {found}')
        case.wrong.expect(found.get('R212') == (1, '4'), f'{kind}: R212 {found}')
        case.wrong.expect(('R211' if kind == 'streets' else 'R207') not in found, f'{kind}: {found}')
    path = gpkg(case.folder / 'x.gpkg', {'ramps': ('POINT', [({}, [a]), ({}, [b]), ({}, [a])])})
    found = {row['code']: row['count'] for row in case.diagnostics(path, '--preset', 'native')}
    case.wrong.expect(found.get('R211') == 1, f'ramps: {found}')
    said = run(case.rasif, 'inspect', path).stdout
    case.wrong.expect('R211' in said, f'inspect: {said}')


def ids(case):
    line = lambda i: [(35.91, 31.95 + i / 1000), (35.912, 31.95 + i / 1000)]
    path = gpkg(case.folder / 'x.gpkg', {'sidewalks': ('LINESTRING', [
        ({'sidewalk_id': name}, line(i)) for i, name in enumerate(['A', 'B', 'A', None, 'C', 'B', 'A'])])})
    rows = [row for row in case.diagnostics(path, '--preset', 'native') if row['code'] == 'R403']
    case.wrong.expect(len(rows) == 1 and rows[0]['count'] == 5 and
                      rows[0]['fids'].replace(',', ' ').split() == ['1', '2', '3', '6', '7'], f'{rows}')


# A street of Jabal Amman, 0.002 degrees from west to east, in the systems that Amman's data come in.
LONLAT = [(35.910, 31.95), (35.912, 31.95)]
LENGTH_M = 189.1  # on the ellipsoid of WGS 84: 0.002 deg x cos 31.95 deg x 6 383 9xx m / rad


def project(epsg):
    """By GDAL, which has its own way to PROJ."""
    try:
        from osgeo import osr
    except ImportError:
        skip('no osgeo')
    osr.UseExceptions()
    systems = [osr.SpatialReference(), osr.SpatialReference()]
    for system, code in zip(systems, (4326, epsg)):
        system.ImportFromEPSG(code)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    change = osr.CoordinateTransformation(*systems)
    return [change.TransformPoint(*p)[:2] for p in LONLAT]


def crs(case):
    def street(points, srs):
        return gpkg(case.folder / 'x.gpkg', {'streets': ('LINESTRING', [({'name': 'x'}, points)])}, srs)

    def length(path, *arguments):
        case.diagnostics(path, *arguments)
        return database(case.folder / 'out.gpkg').execute(
            'SELECT rasif_length_m FROM streets').fetchone()[0]

    for epsg in (3066, 28191, 28192, 32636, 32637, 4326):
        points = project(epsg)
        path = street(points, epsg)
        done = run(case.rasif, 'audit', path, expect=None)
        if done.returncode == 3:  # an operation of unknown accuracy has to be asked for
            case.wrong.expect('--allow-ballpark' in done.stderr, f'{epsg}: {done.stderr}')
        found = length(path, '--allow-ballpark')
        case.wrong.expect(abs(found - LENGTH_M) < 0.5, f'EPSG:{epsg}: {found} m, not {LENGTH_M}')
        # none declared: metres can't be told apart, and are not guessed; --crs says which they are
        path = street(points, 0)
        done = run(case.rasif, 'audit', path, expect=3)
        case.wrong.expect('--crs' in done.stderr and 'streets' in done.stderr, f'none, {epsg}: {done.stderr}')
        found = length(path, '--crs', f'EPSG:{epsg}', '--allow-ballpark')
        case.wrong.expect(abs(found - LENGTH_M) < 0.5, f'--crs EPSG:{epsg}: {found} m')
        if epsg == 4326:
            continue
        # metres that are called degrees, and degrees that are called metres
        done = run(case.rasif, 'audit', street(points, 4326), expect=3)
        case.wrong.expect('--crs' in done.stderr, f'{epsg} called 4326: {done.stderr}')
        if epsg in (3066, 28191, 32636, 32637):
            case.wrong.expect(f'EPSG:{epsg}' in done.stderr, f'{epsg} is no candidate: {done.stderr}')
        done = run(case.rasif, 'audit', street(LONLAT, epsg), expect=3)
        case.wrong.expect('EPSG:4326' in done.stderr, f'degrees called {epsg}: {done.stderr}')
        said = run(case.rasif, 'inspect', case.folder / 'x.gpkg').stdout # doubts, but shows the rest
        case.wrong.expect('EPSG:4326' in said and 'taken as streets' in said, f'inspect: {said}')


CASES = {f.__name__: f for f in (slopes, widths, kerbs, codes, shapes, ids, crs)}

if __name__ == '__main__':
    one = Case(sys.argv[1])
    CASES[sys.argv[2]](one)
    one.wrong.finish()
