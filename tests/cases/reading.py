# SPDX-License-Identifier: MIT
"""What is read as what, and what is said of the rest."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import gpkg
from running import run, shared

NOT_READ = "SELECT layer, text, count FROM audit_diagnostics WHERE code = 'R407' ORDER BY 1, 2"


def case_shared_paths_lifts_platforms(cases):
    audited = cases.audit('c08_cycleways.gpkg')
    for fid, why in ((2, 'cycleway with foot=designated: the usual shared path'),
                     (3, 'cycleway with foot=yes'), (5, 'path with foot=designated'),
                     (8, 'track that signs give to people on foot'), (9, 'bridleway with foot=yes'),
                     (12, 'platform'), (13, 'lift: a way without steps'), (15, 'corridor')):
        audited.expect('lines', fid, why, role='footway', scope='yes')
    for fid, why in ((1, 'cycleway: nothing lets people on foot in'), (4, 'cycleway with foot=no'),
                     (16, 'a sidewalk beside a cycleway is no cycleway for walking'),
                     (17, 'via ferrata: no role'), (18, 'ladder: no role')):
        audited.expect('lines', fid, why, role=None)
    audited.expect('lines', 7, 'cycle track with foot=no', role='footway', scope='no: foot_no')
    audited.expect('lines', 10, 'an alley stays a street', role='street', scope='yes')
    cases.expect(audited.rows(NOT_READ) == [('lines', 'highway=ladder (line)', 1),
                                            ('lines', 'highway=via_ferrata (line)', 1)],
                 'what has no role is counted by kind')
    said = ' '.join(audited.done.stdout.split())
    cases.expect('lines: highway=ladder (line) 1, highway=via_ferrata (line) 1' in said,
                 'the summary says so')


def case_not_read_in_json_and_inspect(cases):
    path = shared('data', 'cases', 'c08_cycleways.gpkg')
    report = json.loads(run(cases.rasif, 'audit', path, '-f', 'json').stdout)
    cases.expect(report['not_read'][0] == {'layer': 'lines', 'kind': 'highway=ladder (line)', 'n': 1},
                 f'not_read: {report["not_read"]}')
    cases.expect('R407' in run(cases.rasif, 'inspect', path).stdout, 'inspect names them')


def case_square_joins_paths(cases):
    """Two paths that meet only at a square are one network; the flight beside it joins nothing more."""
    audited = cases.audit('c10_square_with_steps.gpkg')
    audited.expect('areas', 1, 'a square is walked on', role='footway', scope='yes', frm_passable='yes')
    parts = {row[0] for table in ('lines', 'areas') for row in
             audited.rows(f'SELECT rasif_frm_island FROM {table} WHERE rasif_frm_passable = \'yes\'')}
    cases.expect(parts == {1}, f'one connected part, found {parts}')


def case_areas(cases):
    audited = cases.audit('c10b_areas.gpkg')
    for fid, role, why in ((1, 'footway', 'pedestrian area'), (2, 'footway', 'footway area'),
                           (3, 'footway', 'a polygon needs no area=yes'), (4, 'footway', 'living street'),
                           (5, None, 'service area: nothing says that people walk there'),
                           (6, 'sidewalk', 'sidewalk area'), (7, 'footway', 'area:highway=footway'),
                           (8, 'footway', 'place=square'), (9, 'steps', 'steps'),
                           (10, 'crossing', 'zebra')):
        audited.expect('areas', fid, why, role=role)
    # The square is 60 m x 40 m: as an area about 60 m long, as its rim 200 m.
    for fid, length, why in ((1, 60.0, 'closed pedestrian line with area=yes: what lies inside'),
                             (2, 60.0, 'closed footway line with area=yes'),
                             (3, 200.0, 'closed line without area=yes: a walk around')):
        audited.expect('lines', fid, why, role='footway', length_m=length)


def case_mixed_geometries_by_their_own_kind(cases):
    """A table of GEOMETRY: the same tags are a street as a line and a square as a polygon."""
    ring = [(35.910, 31.95), (35.911, 31.95), (35.911, 31.951), (35.910, 31.951), (35.910, 31.95)]
    rows = [({'osm_id': 1, 'highway': 'pedestrian'}, ring[:2], 'LINESTRING'),
            ({'osm_id': 2, 'highway': 'pedestrian'}, ring, 'POLYGON'),
            ({'osm_id': 3, 'highway': 'elevator'}, ring[:1], 'POINT')]
    audited = cases.audit(mixed(cases, rows))
    audited.expect('planet', 1, 'a pedestrian street', role='street')
    audited.expect('planet', 2, 'a square', role='footway')
    audited.expect('planet', 3, 'a lift drawn as a point has no role', role=None)
    cases.expect(audited.rows(NOT_READ) == [('planet', 'highway=elevator (point)', 1)],
                 'and is counted')
    cases.expect('R404' not in audited.diagnostics(), 'no row matches two roles')


def mixed(cases, rows):
    """A table declared GEOMETRY, put together from one table per kind."""
    import sqlite3
    kinds = sorted({kind for _, _, kind in rows})
    parts = {kind.lower(): (kind, [(values, points) for values, points, k in rows if k == kind])
             for kind in kinds}
    path = gpkg(cases.folder / 'mixed.gpkg', parts)
    db = sqlite3.connect(path)
    first = kinds[0].lower()
    names = [row[1] for row in db.execute(f'PRAGMA table_info("{first}")')]
    key, geometry = names[0], names[1]
    db.execute(f'CREATE TABLE planet ("{key}" INTEGER PRIMARY KEY, "{geometry}" GEOMETRY, osm_id INTEGER, '
               'highway TEXT)')
    for kind in kinds:
        db.execute(f'INSERT INTO planet SELECT osm_id, "{geometry}", osm_id, highway FROM "{kind.lower()}"')
    db.execute("UPDATE gpkg_contents SET table_name = 'planet', identifier = 'planet' "
               'WHERE table_name = ?', (first,))
    db.execute("UPDATE gpkg_geometry_columns SET table_name = 'planet', geometry_type_name = 'GEOMETRY' "
               'WHERE table_name = ?', (first,))
    for kind in kinds:
        for table in ('gpkg_contents', 'gpkg_geometry_columns'):
            db.execute(f'DELETE FROM {table} WHERE table_name = ?', (kind.lower(),))
        db.execute(f'DROP TABLE "{kind.lower()}"')
    db.commit()
    db.close()
    return path


def case_lists_as_text(cases):
    audited = cases.audit('c04_stringified_lists.gpkg')
    for fid, role, why in ((2, 'street', 'two classes of street'), (3, 'steps', 'steps on the way'),
                           (4, 'steps', 'in whatever order'), (6, 'footway', 'footway and path'),
                           (7, 'footway', 'pedestrian and footway'), (11, 'steps', 'with ; between'),
                           (10, None, 'a sidewalk in part and a crossing in part has no one role')):
        audited.expect('edges', fid, why, role=role)
    audited.expect('edges', 2, 'the greatest class, most lanes, highest speed', m_class='tertiary',
                   m_lanes=3.0, m_maxspeed_kmh=50.0)
    audited.expect('edges', 5, 'its narrowest part is 1.2 m wide', m_clear_width_m=1.2)
    audited.expect('edges', 12, 'the steepest; the worst; two surfaces: not known',
                   m_running_slope_pct=12.0, m_smoothness='bad', m_surface=None)
    cases.expect(audited.rows(NOT_READ) == [('edges', 'several values of footway (line)', 1)],
                 'the row without a role is counted')
    cases.expect({'R112', 'R101'} <= audited.diagnostics(), 'lists are named')


def case_one_bad_feature_costs_one_feature(cases):
    for name in ('h_e_one_far_vertex.gpkg', 'h_e2_null_island.gpkg'):
        audited = cases.audit(name)
        cases.expect(audited.rows("SELECT layer, count, fids FROM audit_diagnostics WHERE code = 'R214'")
                     == [('sidewalks', 1, '51')], f'{name}: named')
        audited.expect('sidewalks', 51, 'carried, not judged', scope='no: geometry', length_m=None)
        audited.expect('sidewalks', 1, 'the others are judged', scope='yes')


def case_far_coordinates(cases):
    """Each of them once among ten good lines; the run goes on."""
    good = [({'sidewalk_id': f'g{i}'}, [(35.91 + i / 1e3, 31.95), (35.9105 + i / 1e3, 31.95)])
            for i in range(10)]
    for bad in ([(0.0, 0.0), (35.91, 31.95)], [(1e308, 31.95), (35.91, 31.95)],
                [(3.591, 31.95), (3.592, 31.95)], [(35.91, 95.0), (35.91, 31.95)],
                [(775000.0, 3540000.0), (775100.0, 3540000.0)]):
        path = gpkg(cases.folder / 'far.gpkg',
                    {'sidewalks': ('LINESTRING', good + [({'sidewalk_id': 'bad'}, bad)])})
        audited = cases.audit(path)
        audited.expect('sidewalks', 11, f'{bad}', scope='no: geometry')
        audited.expect('sidewalks', 1, f'beside {bad}', scope='yes')
        cases.expect('R214' in audited.diagnostics(), f'{bad} is named')


def case_most_features_off_is_a_wrong_system(cases):
    rows = [({'sidewalk_id': f'g{i}'}, [(775000.0 + i, 3540000.0), (775100.0 + i, 3540000.0)])
            for i in range(9)] + [({'sidewalk_id': 'ok'}, [(35.91, 31.95), (35.912, 31.95)])]
    path = gpkg(cases.folder / 'wrong.gpkg', {'sidewalks': ('LINESTRING', rows)})
    done = run(cases.rasif, 'audit', path, expect=3)
    cases.expect('is in degrees' in done.stderr and '--crs' in done.stderr, done.stderr)


def case_two_towns_are_no_mistake(cases):
    """Amman and Aqaba, 280 km apart, three streets to one."""
    rows = [({'sidewalk_id': f'a{i}'}, [(35.91, 31.95 + i / 1e3), (35.912, 31.95 + i / 1e3)])
            for i in range(3)] + [({'sidewalk_id': 'aqaba'}, [(35.0, 29.53), (35.002, 29.53)])]
    audited = cases.audit(gpkg(cases.folder / 'towns.gpkg', {'sidewalks': ('LINESTRING', rows)}))
    for fid in (1, 2, 3, 4):
        audited.expect('sidewalks', fid, 'both towns are judged', scope='yes')


def case_systems_that_say_nothing(cases):
    for name in ('c34a_srs_99999.gpkg', 'c34b_engcrs.gpkg'):
        path = shared('data', 'cases', name)
        done = run(cases.rasif, 'audit', path, expect=3)
        for part in ('layer sidewalks', 'EPSG:32636', '--crs'):
            cases.expect(part in done.stderr, f'{name}: {part} is not said: {done.stderr}')
        said = run(cases.rasif, 'inspect', path).stdout
        cases.expect('no coordinate system declared' in said and 'Nothing looks wrong' not in said, said)
        cases.audit(name, '--crs', 'EPSG:32636').expect('sidewalks', 1, 'true metres', length_m=100.0)


def case_an_option_takes_all_rows(cases):
    """--footways names a table that has none of the preset's columns: all of its rows are meant."""
    rows = [({'osm_id': 1, 'surface': 'asphalt'}, [(35.91, 31.95), (35.912, 31.95)])]
    path = gpkg(cases.folder / 'named.gpkg', {'wege': ('LINESTRING', rows)})
    audited = cases.audit(path, '--preset', 'osm', '--footways', 'wege')
    audited.expect('wege', 1, 'a line that is no ring', role='footway', scope='yes')


def case_names_that_rasif_uses_itself(cases):
    """A column called geom or rasif_fid is an ordinary column of another format."""
    audited = cases.audit('c06b_reserved_names.geojson')
    cases.expect(audited.done.returncode == 0, 'read, whatever its columns are called')


def case_nobody_is_called_nan(cases):
    audited = cases.audit('h_i_nan_name.gpkg')
    said = run(cases.rasif, 'explain', audited.out, 'streets:1').stdout
    cases.expect(said.startswith('Street 1, '), f'no title "nan": {said[:40]!r}')
    styles = audited.rows("SELECT count(*) FROM layer_styles WHERE f_table_name = 'streets' AND "
                          "styleQML LIKE '%lower(@element) NOT IN%'")
    cases.expect(styles[0][0] > 0, 'labels leave such names out')


def case_inspect_of_foreign_names(cases):
    done = run(cases.rasif, 'inspect', shared('data', 'cases', 'h_g_foreign.gpkg'), expect=3)
    for part in ('eixos, LINESTRING, coordinates in EPSG:32723', 'columns: nome', 'calcadas',
                 '--suggest-mapping', '--sidewalks'):
        cases.expect(part in done.stdout, f'{part} is not said:\n{done.stdout}')


def case_columns_nearly_right(cases):
    rows = [({'clear_width': 1.5, 'running_slope': 3.0, 'lighting': 'yes', 'surface': 'asphalt',
              'note': 'x'}, [(35.91, 31.95), (35.912, 31.95)])]
    path = gpkg(cases.folder / 'near.gpkg', {'sidewalks': ('LINESTRING', rows)})
    audited = cases.audit(path)
    cases.expect(audited.rows('SELECT "column", text FROM audit_diagnostics WHERE code = \'R408\' ORDER BY 1')
                 == [('clear_width', 'clear_width_m'), ('lighting', 'lit'),
                     ('running_slope', 'running_slope_pct')], 'each is named with the field it is like')
    said = run(cases.rasif, 'inspect', path).stdout
    cases.expect('columns that are not used: clear_width, running_slope, lighting, note' in said, said)


def case_names_cut_by_shapefiles(cases):
    """The first 10 letters of a native name are that name; of two fields that are cut alike neither."""
    rows = [({'sidewalk_i': 'w1', 'clear_widt': 1.5, 'running_sl': 3.0, 'tactile_gu': 'yes'},
             [(35.91, 31.95), (35.912, 31.95)])]
    audited = cases.audit(gpkg(cases.folder / 'cut.gpkg', {'sidewalks': ('LINESTRING', rows)}))
    audited.expect('sidewalks', 1, 'cut to 10 letters', m_clear_width_m=1.5, m_running_slope_pct=3.0,
                   m_tactile_guidance='yes')
    cases.expect('R409' in audited.diagnostics(), 'and said')
