#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One street corner in the schemas that other programs write: is it read as what it is?

    check_schemas.py RASIF CASE

Each case makes its files, audits them with --columns full and compares what was judged with what
the schema's documentation says of the values written here.
"""
import pathlib
import sys
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import geojson, gpkg
from running import Complaints, columns, database, quote, run

# West to east along 31.95 N: 0.001 degrees are 94.6 m.
STREET = [(35.910, 31.95), (35.912, 31.95)]
NORTH = [(35.910, 31.95006), (35.912, 31.95006)]  # 6.7 m to the left of the street
ACROSS = [(35.911, 31.95006), (35.911, 31.94994)]
KERB = [(35.911, 31.95006)]
SEAT = [(35.9105, 31.95007)]
INCH = 0.0254


class Case:
    def __init__(self, rasif):
        self.rasif, self.wrong = rasif, Complaints()
        self.temporary = tempfile.TemporaryDirectory(prefix='rasif-schemas-')
        self.folder = pathlib.Path(self.temporary.name)

    def path(self, name):
        return self.folder / name

    def inspect(self, *arguments, **options):
        return run(self.rasif, 'inspect', *arguments, **options).stdout

    def audit(self, *arguments, **options):
        self.out = self.path('out.gpkg')
        done = run(self.rasif, 'audit', *arguments, '-o', self.out, '--force', '--columns', 'full',
                   **options)
        self.db = database(self.out)
        return done

    def row(self, table, fid, expected):
        """`expected`: native measure -> value, role and scope included."""
        names = columns(self.db, table)
        row = self.db.execute(f'SELECT * FROM {quote(table)} WHERE {quote(names[0])} = ?',
                              (fid,)).fetchone()
        for name, value in expected.items():
            column = f'rasif_{name}' if name in ('role', 'scope') else f'rasif_m_{name}'
            found = row[column] if row is not None and column in names else 'no such column'
            same = (abs(found - value) < 1e-9 if isinstance(value, float) and
                    isinstance(found, (int, float)) else found == value)
            self.wrong.expect(same, f'{table}:{fid} {name}: expected {value!r}, found {found!r}')

    def one(self, sql, expected):
        found = [tuple(row) for row in self.db.execute(sql)]
        self.wrong.expect(found == expected, f'{sql}: expected {expected}, found {found}')

    def says(self, text, *parts):
        for part in parts:
            self.wrong.expect(part in text, f'not said: {part}\n{text}')


STREET_TAGS = {'highway': 'residential', 'name': 'شارع الرينبو', 'sidewalk': 'right'}
WALK_TAGS = {'highway': 'footway', 'footway': 'sidewalk', 'width': '1.5 m', 'surface': 'sett',
             'incline': '-8%', 'incline:across': '2'}
CROSSING_TAGS = {'highway': 'footway', 'footway': 'crossing', 'crossing': 'traffic_signals',
                 'traffic_signals:sound': 'yes'}
KERB_TAGS = {'barrier': 'kerb', 'kerb': 'lowered', 'kerb:height': '3 cm', 'tactile_paving': 'partial'}
SIDEWALK = {'role': 'sidewalk', 'clear_width_m': 1.5, 'surface': 'sett', 'cross_slope_pct': 2.0,
            'running_slope_pct': -8.0}
CROSSING = {'role': 'crossing', 'control': 'signal', 'signal_audible': 'yes'}
RAMP = {'role': 'ramp', 'kerb': 'lowered', 'tactile_warning': 'partial'}


def check_osm(case, lines, points, preset='osm'):
    case.row(lines, 1, {'role': 'street'})
    case.row(lines, 2, SIDEWALK)
    case.row(lines, 3, CROSSING)
    case.row(points, 1, RAMP)
    case.one("SELECT value FROM audit_manifest WHERE key = 'preset'", [(preset,)])
    case.one('SELECT DISTINCT side, by_table FROM audit_sides WHERE state = \'covered\' ORDER BY 1',
             [('left', lines), ('right', lines)])
    case.one("SELECT count(*) FROM audit_sides WHERE side = 'left' AND by_fid = 2", [(1,)])
    case.one("SELECT count(*) FROM audit_sides WHERE side = 'right' AND by_fid = 1", [(1,)])


def osm_columns(case):
    """Tags as columns, tables of any name, a primary key of any name."""
    case.audit(gpkg(case.path('x.gpkg'), {
        'highway_Amman ways': ('LINESTRING', [(dict(t, osm_id=i), g) for i, (t, g) in enumerate(
            [(STREET_TAGS, STREET), (WALK_TAGS, NORTH), (CROSSING_TAGS, ACROSS)])]),
        'kerb:points': ('POINT', [(dict(KERB_TAGS, full_id='n5', osm_type='node'), KERB)])},
        key='my id'))
    check_osm(case, 'highway_Amman ways', 'kerb:points')


def osm_gathered(case):
    """osm2pgsql --hstore-all, and its flex output with JSON."""
    hstore = lambda tags: ', '.join(f'"{k}"=>"{v}"' for k, v in tags.items()) + ', "odd"=>NULL'
    packed = lambda tags: '{' + ', '.join(f'"{k}": "{v}"' for k, v in tags.items()) + ', "n": 5}'
    for pack in (hstore, packed):
        case.audit(gpkg(case.path('x.gpkg'), {
            'planet_osm_line': ('LINESTRING', [({'osm_id': i, 'tags': pack(t)}, g)
                                               for i, (t, g) in enumerate(
                [(STREET_TAGS, STREET), (WALK_TAGS, NORTH), (CROSSING_TAGS, ACROSS)])]),
            'planet_osm_point': ('POINT', [({'osm_id': 9, 'tags': pack(KERB_TAGS)}, KERB)])}))
        check_osm(case, 'planet_osm_line', 'planet_osm_point')


def osm_laundered(case):
    """Column names as a database made them: no colons."""
    clean = lambda tags: {k.replace(':', '_'): v for k, v in tags.items()}
    case.audit(gpkg(case.path('x.gpkg'), {
        'lines': ('LINESTRING', [(clean(t), g) for t, g in
                                 ((STREET_TAGS, STREET), (WALK_TAGS, NORTH), (CROSSING_TAGS, ACROSS))]),
        'points': ('POINT', [(dict(clean(KERB_TAGS), osm_id='5'), KERB)])}))
    check_osm(case, 'lines', 'points')


def osm_file(case):
    """An .osm file through GDAL's driver, which gathers most tags in other_tags."""
    nodes = {n: p for n, p in enumerate([*STREET, *NORTH, *ACROSS, *KERB], 1)}
    ways = [((1, 2), STREET_TAGS), ((3, 4), WALK_TAGS), ((5, 6), CROSSING_TAGS)]
    tags = lambda t: ''.join(f'<tag k="{k}" v="{v}"/>' for k, v in t.items())
    text = ''.join(f'<node id="{n}" lon="{x}" lat="{y}" version="1">{tags(KERB_TAGS if n == 7 else {})}'
                   '</node>' for n, (x, y) in nodes.items())
    text += ''.join(f'<way id="{i}" version="1">' + ''.join(f'<nd ref="{n}"/>' for n in refs) +
                    tags(t) + '</way>' for i, (refs, t) in enumerate(ways, 1))
    path = case.path('amman.osm')
    path.write_text(f'<osm version="0.6">{text}</osm>', encoding='utf-8')
    case.audit(path)
    check_osm(case, 'lines', 'points')


def osmnx(case):
    """Several values of a merged edge in one text, an empty column, 'nan'."""
    case.audit(gpkg(case.path('x.gpkg'), {
        'edges': ('LINESTRING', [
            ({'u': 1, 'v': 2, 'key': 0, 'osmid': "[11, 12]", 'highway': 'residential',
              'oneway': 0, 'width': None, 'lanes': 'nan'}, STREET),
            ({'u': 3, 'v': 4, 'key': 0, 'osmid': '13', 'highway': 'footway', 'footway': 'sidewalk',
              'oneway': 0, 'width': "['2', '3']", 'lanes': 'nan'}, NORTH)]),
        'nodes': ('POINT', [({'osmid': 1, 'y': 31.95, 'x': 35.91, 'highway': 'crossing'},
                             [(35.911, 31.95)])])}))
    case.row('edges', 1, {'role': 'street'})
    # Somewhere along the merged edge it is 2 m wide: that is its clear width, and it is said.
    case.row('edges', 2, {'role': 'sidewalk', 'scope': 'yes', 'clear_width_m': 2.0})
    case.row('nodes', 1, {'role': 'crossing'})
    case.one("SELECT code, \"column\", count FROM audit_diagnostics WHERE code IN ('R101', 'R112')",
             [('R112', 'width', 1)])


def sides(case):
    """What is said of both sides holds where nothing is said of the one."""
    path = gpkg(case.path('x.gpkg'), {'streets': ('LINESTRING', [
        ({'osm_id': 1, 'highway': 'residential', 'sidewalk': 'both', 'sidewalk:left:width': '1.0',
          'sidewalk:both:width': '2', 'sidewalk:both:surface': 'asphalt', 'sidewalk:right:surface':
          'sand', 'sidewalk:left': None}, STREET),
        ({'osm_id': 2, 'highway': 'residential', 'sidewalk': 'separate',
          'sidewalk:both:width': '2'}, [(35.910, 31.96), (35.912, 31.96)]),
        ({'osm_id': 3, 'highway': 'residential', 'sidewalk:left': 'no', 'sidewalk:left:width': '9',
          'sidewalk:right:width': '1.3'}, [(35.910, 31.97), (35.912, 31.97)])])})
    said = case.inspect(path)
    case.says(said, 'their attributes tell of sidewalks on the left, 1\n'
              '      clear_width_m                1  sidewalk:left:width [m]',
              'their attributes tell of sidewalks on the right, 2\n'
              '      clear_width_m                2  sidewalk:right:width [m], sidewalk:both:width [m]',
              'tell of sidewalks on the right, 2\n')
    case.audit(path)
    case.one('SELECT DISTINCT street_fid, side, by_table, by_fid, state FROM audit_sides '
             "WHERE state <> 'junction' ORDER BY 1, 2",
             [(1, 'left', 'streets', 1, 'covered'), (1, 'right', 'streets', 1, 'covered'),
              (2, 'left', None, None, 'unknown'), (2, 'right', None, None, 'unknown'),
              (3, 'left', None, None, 'absent'), (3, 'right', 'streets', 3, 'covered')])
    # 1.0 m is narrower than 1.22 m (R302.2), sand is not firm (R302.6); 1.3 m and 2 m are wide enough.
    case.one("SELECT source_fid, rule, value FROM audit_findings WHERE element = 'sidewalk' AND "
             "rule IN ('sidewalk-clear-width', 'sidewalk-surface') ORDER BY 1, 2",
             [(1, 'sidewalk-clear-width', '1'), (1, 'sidewalk-surface', 'sand')])
    case.one("SELECT count(*) FROM audit_links WHERE method = 'attribute' AND "
             "kind = 'sidewalk-street' AND from_table = 'streets' AND from_fid = to_fid", [(3,)])
    case.one("SELECT pass, fail FROM audit_rules WHERE rule = 'sidewalk-clear-width' AND "
             "element = 'sidewalk'", [(2, 1)])
    # The user's rows keep their own columns: one row per street, roles as they were.
    case.one('SELECT count(*), count(DISTINCT rasif_id), min(rasif_role) FROM streets',
             [(3, 3, 'street')])


def sides_drawn(case):
    """A sidewalk that is drawn is the one that counts, on its side."""
    case.audit(gpkg(case.path('x.gpkg'), {
        'streets': ('LINESTRING', [({'osm_id': 1, 'highway': 'residential', 'sidewalk': 'both',
                                     'sidewalk:both:width': '0.5'}, STREET)]),
        'sidewalks': ('LINESTRING', [({'osm_id': 2, 'highway': 'footway', 'width': '3'},
                                      [(35.9100, 31.95006), (35.9110, 31.95006)])])}))
    case.one("SELECT side, state, by_table FROM audit_sides WHERE state <> 'junction' AND length_m > 1 "
             "ORDER BY 1, from_m",
             [('left', 'covered', 'sidewalks'), ('left', 'unknown', None),
              ('right', 'covered', 'streets')])
    case.one("SELECT count(*) FROM audit_findings WHERE rule = 'sidewalk-clear-width' AND "
             "outcome = 'fail'", [(1,)])


def sides_of_a_mapping(case):
    """A city's own columns for both sides of a street."""
    path = gpkg(case.path('x.gpkg'), {'Eixos de via': ('LINESTRING', [
        ({'cod': 'A1', 'calcada_e': 'sim', 'largura_e': 110, 'largura_d': 250}, STREET)])})
    mapping = case.path('m.yaml')
    mapping.write_text('layers:\n  streets:\n    layer: Eixos de via\n    fields:\n'
                       '      street_id: cod\n'
                       '      sidewalk_left: {field: calcada_e, values: {sim: yes, "não": no}}\n'
                       'sides:\n  left: {clear_width_m: {field: largura_e, unit: cm}}\n'
                       '  right: {clear_width_m: {field: largura_d, unit: cm}}\n', encoding='utf-8')
    case.audit(path, '--mapping', mapping)
    case.one("SELECT source_fid, value FROM audit_findings WHERE rule = 'sidewalk-clear-width' AND "
             "outcome = 'fail'", [(1, '1.1')])
    case.one("SELECT count(*) FROM audit_sides WHERE by_table = 'Eixos de via'", [(2,)])


OSW = {'$schema': 'https://sidewalks.washington.edu/opensidewalks/0.3/schema.json'}
OSW_EDGES = [
    ({'_id': '1', '_u_id': 'a', '_v_id': 'b', 'highway': 'residential', 'name': 'شارع'}, STREET),
    ({'_id': '2', '_u_id': 'c', '_v_id': 'd', 'highway': 'footway', 'footway': 'sidewalk',
      'width': 1.5, 'incline': 0.05, 'surface': 'concrete', 'ext:cross_slope': 2.1}, NORTH),
    ({'_id': '3', '_u_id': 'e', '_v_id': 'f', 'highway': 'footway', 'footway': 'crossing',
      'crossing:markings': 'zebra'}, ACROSS),
    ({'_id': '4', '_u_id': 'g', '_v_id': 'h', 'highway': 'steps', 'step_count': 12,
      'climb': 'up'}, [(35.915, 31.951), (35.9151, 31.951)])]
OSW_NODES = [({'_id': 'a', 'barrier': 'kerb', 'kerb': 'lowered', 'tactile_paving': 'yes'}, KERB),
             ({'_id': 'b'}, [STREET[1]])]
OSW_POINTS = [({'_id': 'p', 'amenity': 'bench'}, SEAT)]


def osw_files(case, name):
    return [geojson(case.path(name % kind), rows, **OSW) for kind, rows in
            (('edges', OSW_EDGES), ('nodes', OSW_NODES), ('points', OSW_POINTS))]


def check_osw(case, stem):
    edges, nodes, points = (stem % kind for kind in ('edges', 'nodes', 'points'))
    case.row(edges, 1, {'role': 'street'})
    case.row(edges, 2, {'role': 'sidewalk', 'running_slope_pct': 5.0, 'cross_slope_pct': 2.1,
                        'clear_width_m': 1.5, 'surface': 'concrete'})
    case.row(edges, 3, {'role': 'crossing', 'marked': 'yes'})
    case.row(edges, 4, {'role': 'steps'})
    case.row(nodes, 1, {'role': 'ramp', 'kerb': 'lowered', 'tactile_warning': 'yes'})
    case.row(nodes, 2, {'role': None})
    case.row(points, 1, {'role': 'seat'})
    case.one("SELECT value FROM audit_manifest WHERE key = 'preset'", [('osw',)])


def osw_geojson(case):
    """Its files one by one: the nodes and points have no column of their own but _id."""
    case.audit(*osw_files(case, 'opensidewalks.%s.geojson'))
    check_osw(case, 'opensidewalks.%s')


def osw_zip(case):
    """As it is handed out: zipped, with what macOS adds; the names of 0.2 too."""
    for name in ('opensidewalks.%s', 'wa.seattle.%s', 'old.%s.OSW'):
        path = case.path('osw.zip')
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as file:
            for one in osw_files(case, name + '.geojson'):
                file.write(one, 'a folder/' + one.name)
                file.writestr('__MACOSX/a folder/._' + one.name, b'\0\5\26\7')
            file.writestr('readme.txt', 'not a layer')
        case.audit(path)
        check_osw(case, name)
    case.audit(f'/vsizip/{path}') # as GDAL writes it
    check_osw(case, name)
    said = run(case.rasif, 'inspect', f'/vsizip/{path}/x.geojson', expect=3).stderr
    case.says(said, 'name the zip')


def osw_gpkg(case):
    case.audit(gpkg(case.path('x.gpkg'), {
        'edges': ('LINESTRING', OSW_EDGES), 'nodes': ('POINT', OSW_NODES),
        'points': ('POINT', OSW_POINTS)}))
    check_osw(case, '%s')


def odd_zips(case):
    """Two files of a kind, no file at all, no zip at all."""
    files = osw_files(case, 'a.%s.geojson')
    path = case.path('two.zip')
    with zipfile.ZipFile(path, 'w') as file:
        file.write(files[0], 'x/a.edges.geojson')
        file.write(files[0], 'y/b.edges.geojson')
    said = run(case.rasif, 'inspect', path, expect=3).stderr
    case.says(said, 'two files of edges (a.edges.geojson, b.edges.geojson)')
    with zipfile.ZipFile(path, 'w') as file:
        file.writestr('notes.txt', 'x')
    case.says(run(case.rasif, 'inspect', path, expect=3).stderr, 'without a file of a vector format')
    path.write_bytes(b'PK\3\4 cut off')
    case.says(run(case.rasif, 'inspect', path, expect=3).stderr, 'two.zip')


GATIS_EDGES = [
    ({'edge_id': 'R1', 'edge_type': 'road', 'street_name': 'Rainbow St', 'incline': 4.0,
      'directionality': 'both', 'posted_speed_limit_mph': 30, 'curb_height_in': 6,
      'sidewalk:right:presence': 'yes', 'sidewalk:right:width_min_passable_in': 40}, STREET),
    ({'edge_id': 'S1', 'edge_type': 'sidewalk', 'width_in': 72, 'width_min_passable_in': 48,
      'height_max_passable_in': 80, 'incline': 3.25, 'cross_slope': 1.5, 'cross_slope_max': 2.5,
      'surface_material': 'concrete', 'impediment': ['sign', 'utility cover', 'low overgrowth (more than 48" remaining)'],
      'tactile_marking': 'no'}, NORTH),
    ({'edge_id': 'X1', 'edge_type': 'crossing', 'visual_markings': 'ladder',
      'vehicle_traffic_control': 'stop sign', 'traffic_calming': ['raised crossing']}, ACROSS),
    ({'edge_id': 'S2', 'edge_type': 'sidewalk', 'presence': 'missing'},
     [(35.910, 31.96), (35.912, 31.96)]),
    ({'edge_id': 'T1', 'edge_type': 'steps', 'step_count': 9, 'handrail': 'yes', 'width_in': 60},
     [(35.915, 31.951), (35.9151, 31.951)]),
    ({'edge_id': 'X2', 'edge_type': 'crossing', 'ped_traffic_control': 'pedestrian signal',
      'visual_markings': 'none'}, [(35.9115, 31.95006), (35.9115, 31.94994)])]
GATIS_NODES = [
    ({'node_id': 'N1', 'node_type': 'curb_ramp', 'presence': 'yes', 'incline': 7.5, 'width_in': 48,
      'cross_slope': 1.0, 'detectable_warning': 'tactile and not contrasted'}, KERB),
    ({'node_id': 'N2', 'node_type': 'curb_ramp', 'presence': 'missing'}, [(35.911, 31.94994)]),
    ({'node_id': 'N3', 'node_type': 'curb_ramp', 'presence': 'yes',
      'detectable_warning': 'not tactile and contrasted'}, [(35.9115, 31.95006)]),
    ({'node_id': 'N4', 'node_type': 'generic', 'curb_type': 'rolled'}, [(35.9115, 31.94994)]),
    ({'node_id': 'N5', 'node_type': 'generic'}, [(35.92, 31.95)])]


def gatis(case):
    """GATIS 1.0: inches into metres, percent, the narrowest place, a warning in two dimensions."""
    case.audit(geojson(case.path('edges.geojson'), GATIS_EDGES),
               geojson(case.path('nodes.geojson'), GATIS_NODES))
    case.one("SELECT value FROM audit_manifest WHERE key = 'preset'", [('gatis',)])
    case.row('edges', 1, {'role': 'street', 'maxspeed_kmh': 30 * 1.609344, 'street_grade_pct': 4.0})
    case.row('edges', 2, {'role': 'sidewalk', 'clear_width_m': 48 * INCH, 'width_m': 72 * INCH,
                          'headroom_m': 80 * INCH, 'running_slope_pct': 3.25,
                          'cross_slope_pct': 2.5, 'surface': 'concrete', 'obstacles': 'pole;vegetation',
                          'tactile_guidance': 'no'})
    case.row('edges', 3, {'role': 'crossing', 'control': 'stop_yield', 'marked': 'yes',
                          'raised': 'yes'})
    case.row('edges', 4, {'role': None})
    case.row('edges', 5, {'role': 'steps', 'handrail': 'one'})
    case.row('edges', 6, {'role': 'crossing', 'control': 'signal', 'marked': 'no'})
    case.row('nodes', 1, {'role': 'ramp', 'kerb': 'lowered', 'running_slope_pct': 7.5,
                          'clear_width_m': 48 * INCH, 'tactile_warning': 'yes'})
    case.row('nodes', 2, {'role': 'ramp', 'kerb': 'raised', 'tactile_warning': None})
    case.row('nodes', 3, {'role': 'ramp', 'kerb': 'lowered', 'tactile_warning': 'no'})
    case.row('nodes', 4, {'role': 'ramp', 'kerb': 'rolled'})
    case.row('nodes', 5, {'role': None})
    case.says(case.inspect(case.path('nodes.geojson')),
              'tactile_contrast             2  50 %  detectable_warning')
    # The road's own attributes: 40 inches on the right are less than 1.22 m; 48 are enough.
    case.one("SELECT source_fid, round(value, 4) FROM audit_findings WHERE table_name = 'edges' AND "
             "rule = 'sidewalk-clear-width' AND outcome = 'fail' ORDER BY 1, 2",
             [(1, 1.016)])


def gatis_draft(case):
    """The second draft's names, without units: the same units."""
    case.audit(geojson(case.path('edges.geojson'), [
        ({'edge_id': '1', 'edge_type': 'footpath', 'from_node': 2000000.0, 'width': 50,
          'width_min_passable': 36}, NORTH)]))
    case.row('edges', 1, {'role': 'footway', 'clear_width_m': 36 * INCH})


def suggest(case):
    """A city's own words: a mapping is proposed, loads as it is, and reads what it can."""
    path = gpkg(case.path('x.gpkg'), {
        'Passeios públicos': ('LINESTRING', [
            ({'código': 'P1', 'Largura_livre_cm': 110, 'pavimento': 'ladrilho hidráulico',
              'inclinação': 6.5, 'iluminação': 'sim', 'obs: livre': 'x'}, NORTH),
            ({'código': 'P2', 'Largura_livre_cm': 180, 'pavimento': 'xisto', 'inclinação': 2.0,
              'iluminação': 'não'}, [(35.91, 31.96), (35.912, 31.96)])]),
        'Gehwege': ('LINESTRING', [({'breite': 1.6, 'belag': 'Pflaster', 'Querneigung': 0.02},
                                    [(35.91, 31.97), (35.912, 31.97)])]),
        'الشوارع': ('LINESTRING', [({'الاسم': 'شارع الرينبو'}, STREET)]),
        'أرصفة': ('LINESTRING', [({'العرض': 1.4, 'نوع السطح': 'بلاط'},
                                  [(35.91, 31.98), (35.912, 31.98)])]),
        'jalkakäytävät': ('LINESTRING', [({'leveys': 2.0, 'päällyste': 'asfaltti'},
                                          [(35.91, 31.99), (35.912, 31.99)])]),
        'aceras': ('LINESTRING', [({'ancho': 0.9, 'material': 'Hormigón'},
                                   [(35.91, 32.0), (35.912, 32.0)])]),
        'trottoirs': ('LINESTRING', [({'largeur': 3.0, 'revêtement': 'enrobé'},
                                      [(35.91, 32.01), (35.912, 32.01)])]),
        'xyz': ('POINT', [({'a': 1}, KERB)])})
    case.says(run(case.rasif, 'inspect', path, expect=3).stderr, 'no layer was recognised')
    mapping = case.path('m.yaml')
    said = case.inspect(path, '--suggest-mapping')
    mapping.write_text(said, encoding='utf-8')
    case.says(said, '# "xyz": no role is known', '# "xisto": ?', '# not used: "obs: livre"')
    case.audit(path, '--mapping', mapping)
    case.row('Passeios públicos', 1, {'role': 'sidewalk', 'clear_width_m': 1.1, 'lit': 'yes',
                                      'surface': 'paving_stones', 'running_slope_pct': 6.5})
    case.row('Passeios públicos', 2, {'clear_width_m': 1.8, 'lit': 'no', 'surface': None})
    case.row('Gehwege', 1, {'clear_width_m': 1.6, 'surface': 'paving_stones', 'cross_slope_pct': 2.0})
    case.row('الشوارع', 1, {'role': 'street'})
    case.row('أرصفة', 1, {'role': 'sidewalk', 'clear_width_m': 1.4, 'surface': 'paving_stones'})
    case.row('jalkakäytävät', 1, {'role': 'sidewalk', 'clear_width_m': 2.0, 'surface': 'asphalt'})
    case.row('aceras', 1, {'role': 'sidewalk', 'clear_width_m': 0.9, 'surface': 'concrete'})
    case.row('trottoirs', 1, {'role': 'sidewalk', 'clear_width_m': 3.0, 'surface': 'asphalt'})
    case.row('xyz', 1, {})
    # Nothing known at all: still a file that loads.
    path = gpkg(case.path('y.gpkg'), {'xyz': ('POINT', [({'a': 1}, KERB)])})
    mapping.write_text(case.inspect(path, '--suggest-mapping'), encoding='utf-8')
    case.says(run(case.rasif, 'inspect', path, '--mapping', mapping, expect=3).stderr,
              'no layer was recognised')


CASES = {f.__name__: f for f in (osm_columns, osm_gathered, osm_laundered, osm_file, osmnx, sides,
                                 sides_drawn, sides_of_a_mapping, osw_geojson, osw_zip, osw_gpkg,
                                 odd_zips, gatis, gatis_draft, suggest)}

if __name__ == '__main__':
    case = Case(sys.argv[1])
    CASES[sys.argv[2]](case)
    case.wrong.finish()
