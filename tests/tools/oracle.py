#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A second, independent reading of the scoring definition (docs/scoring.md).

    oracle.py [--data DIR] [--profile ID,…] FOLDER            scores as expected.csv
    oracle.py --outcomes [--standard ID] FOLDER               rule outcomes per element
    oracle.py --check-names [--standard ID] FOLDER            features do what their ids say

FOLDER holds native-schema CSV files in metres (fixtures/README.md). Written
for clearness, not for speed, and sharing no code with libaudit: where the two
differ, one of them misreads the definition.
"""
import argparse
import collections
import csv
import math
import pathlib
import re
import sys

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import standing
import walked

JUNCTION = 12.0          # --junction
MATCH_DISTANCE = 18.0    # --match-distance
MATCH_ANGLE = 30.0       # --match-angle
RAMP_DISTANCE = 5.0
TOUCH = 0.5
AT_JUNCTION, MID_BLOCK = 15.0, 40.0
KINDS = {'streets': 'street', 'sidewalks': 'sidewalk', 'footways': 'sidewalk',
         'crossings': 'crossing', 'ramps': 'ramp', 'steps': 'steps'}
LAYERS = list(KINDS) + ['seats', 'obstacles', 'destinations']
ID_FIELD = {'streets': 'street_id', 'sidewalks': 'sidewalk_id', 'footways': 'sidewalk_id',
            'crossings': 'crossing_id', 'ramps': 'ramp_id', 'steps': 'steps_id'}
OUT_OF_SCOPE = {'motorway', 'motorway_link', 'busway', 'raceway', 'track', 'cycleway',
                'bridleway', 'construction', 'proposed'}
OWN_ELEMENT = {'pedestrian', 'footway', 'path', 'corridor', 'steps'}
MAJOR = {c + s for c in ('trunk', 'primary', 'secondary', 'tertiary') for s in ('', '_link')}
SURE_OF_THE_LEAST = {('<=', False), ('<', False), ('>=', True), ('>', True)}
IF_THERE = {'barriers', 'barrier_width_m'}  # null = there is none, and nothing is asked
SURE_OF_THE_MOST = {('<=', True), ('<', True), ('>=', False), ('>', False)}
HINTS = {'running_slope_pct'}  # linked, they count for scores only
PASSABLE_RANK = {'no': 0, 'unknown': 1, 'yes': 2}

Value = collections.namedtuple('Value', 'value origin')
Score = collections.namedtuple('Score', 'score low high coverage passable')
Need = collections.namedtuple('Need', 'rule measure comfortable adequate limit values weight blocks surveyed when')
Requirement = collections.namedtuple('Requirement', 'rule measure test when unless maybe clause')


class Graded(Score):
    """A score with a class of its own: the worst of what it was made of."""

ABSENT = Score(0.0, 0.0, 0.0, 1.0, 'no')
UNKNOWN = Score(None, 0.0, 100.0, 0.0, 'unknown')


def r4(x):
    return None if x is None else math.floor(x * 1e4 + 0.5 + 1e-9) / 1e4  # halves up, whatever the last bit says


def stored(s):
    return s and Score(r4(s.score), r4(s.low), r4(s.high), r4(s.coverage), s.passable)


def mean(pairs):
    """Weighted mean of (weight, value) pairs; values that are None are left out."""
    pairs = [(w, v) for w, v in pairs if v is not None and w > 0]
    total = sum(w for w, _ in pairs)
    return sum(w * v for w, v in pairs) / total if total else None


# --- quantities, conditions, data files ------------------------------------------------

def quantity(text, measure):
    """'1.80 m', '1:12', '48 in', '5 %' or a bare number, in the unit the measure's name ends in."""
    text = str(text).strip()
    ratio = re.fullmatch(r'([\d.]+)\s*:\s*([\d.]+)', text)
    if ratio:
        return 100.0 * float(ratio[1]) / float(ratio[2])
    m = re.fullmatch(r'([-+]?[\d.]+)\s*(m/s|m|mm|cm|in|ft|s|%|pct|)', text)
    if not m:
        raise ValueError(f'no quantity: {text!r}')
    number, unit = float(m[1]), m[2]
    metres = {'m': 1.0, 'cm': 0.01, 'mm': 0.001, 'in': 0.0254, 'ft': 0.3048}
    if unit in metres and (measure.endswith('_mm') or measure.endswith('_m')):
        return number * metres[unit] * (1000.0 if measure.endswith('_mm') else 1.0)
    return number


def meets(x, op, limit, tolerance=0.0):
    """docs/scoring.md#one-element, 'meeting a limit': 0.1 % of slack on the bad side, and a standard's tolerance."""
    slack = 0.001 * abs(limit) + tolerance
    return {'>=': x >= limit - slack, '<=': x <= limit + slack, '=': abs(x - limit) <= slack,
            '<': not x >= limit - slack, '>': not x <= limit + slack,
            '!=': not abs(x - limit) <= slack}[op]


def words(value):
    return [w.strip() for w in str(value).split(';') if w.strip()]


class Test:
    """`measure op value`, the value being a word, a quantity, a list or another measure."""

    def __init__(self, measure, text, measures, tolerance=None):
        self.measure = measure
        self.tolerance = quantity(tolerance, measure) if tolerance else 0.0
        between = re.fullmatch(r'between\s+(.+?)\s+and\s+(.+)', text.strip())
        m = re.fullmatch(r'(>=|<=|!=|=|<|>|in)\s*(.+)', text.strip())
        if between:
            self.op, self.operand = 'between', [quantity(between[1], measure), quantity(between[2], measure)]
        elif m and m[1] == 'in':
            self.op, self.operand = 'in', [w.strip() for w in m[2].strip('[]').split(',')]
        elif m:
            self.op, self.operand = m[1], m[2].strip()
        else:
            raise ValueError(f'no test: {text!r}')
        self.other = self.operand if isinstance(self.operand, str) and self.operand in measures else None

    def __call__(self, values, condition=False):
        """True, False or None (undecidable)."""
        x = values.get(self.measure)
        if x is None or (condition and x.origin == 'assumed'):
            return None
        if self.other:
            y = values.get(self.other)
            if y is None or y.origin in ('assumed', 'bound', 'at_least') or (x.origin == y.origin != 'surveyed'):
                return None
            return self.proven(x, meets(x.value, self.op, y.value))
        if isinstance(x.value, str):
            members = words(x.value)
            if self.op == 'in':
                return any(w in self.operand for w in members)
            return (self.operand in members) == (self.op == '=')
        if self.op == 'between':
            result = meets(x.value, '>=', self.operand[0], self.tolerance) \
                and meets(x.value, '<=', self.operand[1], self.tolerance)
        elif self.op == 'in':
            result = any(meets(x.value, '=', quantity(w, self.measure)) for w in self.operand)
        else:
            result = meets(x.value, self.op, quantity(self.operand, self.measure), self.tolerance)
        return self.proven(x, result)

    def proven(self, x, result):
        """Of a limit to the value only what no greater, or no smaller, value could change."""
        sure = {'at_least': SURE_OF_THE_LEAST, 'bound': SURE_OF_THE_MOST}.get(x.origin)
        return result if sure is None or (self.op, result) in sure else None


def condition(text, measures):
    m = re.fullmatch(r'\s*([a-z_0-9]+)\s*((?:>=|<=|!=|=|<|>|in\b|between\b).*)', text)
    return Test(m[1], m[2], measures)


def all_of(tests, values):
    results = [t(values, condition=True) for t in tests]
    return False if False in results else None if None in results else True


def as_list(x):
    return x if isinstance(x, list) else [] if x is None else [x]


class Data:
    """rules/, standards/ and profiles/ of one data folder; every scalar is text."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.rules = {p.stem: self.load('rules', p.stem) for p in sorted((self.folder / 'rules').glob('*.yaml'))}
        self.measures = {r['measure'] for r in self.rules.values()} | {
            'street_grade_pct', 'lanes', 'control', 'crosses', 'length_m', 'clear_width_m', 'width_m',
            'kerb', 'pinch_length_m', 'shade_interval_m', 'steep_run_m', 'mid_block', 'crossing_control',
            'at_island', 'structure'}

    def load(self, kind, ident):
        with open(self.folder / kind / (ident + '.yaml'), encoding='utf-8') as f:
            return yaml.load(f, Loader=yaml.BaseLoader)

    def conditions(self, entry, key):
        return [condition(c, self.measures) for c in as_list(entry.get(key))]

    def merged(self, kind, ident, key):
        """The list under `key` with `extends` applied: a child replaces its parent rule by rule."""
        doc = self.load(kind, ident)
        own = as_list(doc.get(key))
        if 'extends' not in doc:
            return own
        replaced = {e['rule'] for e in own}
        parent = [e for e in self.merged(kind, doc['extends'], key) if e['rule'] not in replaced]
        return parent + [e for e in own if e.get('drop') != 'true']

    def profile(self, ident):
        doc = self.load('profiles', ident)
        needs = collections.defaultdict(list)
        for e in self.merged('profiles', ident, 'needs'):
            rule = self.rules[e['rule']]
            measure = rule['measure']
            number = {k: quantity(e[k], measure) if k in e else None for k in ('comfortable', 'adequate', 'limit')}
            values = {k: float(v) for k, v in e['values'].items()} if 'values' in e else None
            need = Need(e['rule'], measure, values=values, weight=float(e['weight']),
                        blocks=e.get('blocks') == 'true', surveyed=e.get('if_surveyed') == 'true',
                        when=self.conditions(rule, 'when') + self.conditions(e, 'when'), **number)
            for kind in as_list(rule['applies']):
                needs[kind].append(need)
        share = doc.get('street', {})
        return {'id': ident, 'needs': needs, 'speed': float(doc['walking_speed_m_s'].split()[0]),
                'start': float(doc.get('start_s', 0)),
                'a': float(share.get('sidewalks', 0.7)), 'b': float(share.get('crossings', 0.3))}

    def standard(self, ident):
        out = collections.defaultdict(list)
        for e in self.merged('standards', ident, 'requirements'):
            rule = self.rules[e['rule']]
            req = Requirement(e['rule'], rule['measure'],
                              Test(rule['measure'], e['require'], self.measures, e.get('tolerance')),
                              self.conditions(rule, 'when') + self.conditions(e, 'when'),
                              self.conditions(e, 'unless'), self.conditions(e, 'maybe'), e.get('clause'))
            for kind in as_list(rule['applies']):
                out[kind].append(req)
        return out


# --- one element -----------------------------------------------------------

def utility(need, x):
    if need.values is not None:
        members = [need.values.get(w) for w in words(x)]
        return 0.0 if 0.0 in members else None if None in members or not members else min(members)
    c, a, l = need.comfortable, need.adequate, need.limit
    knots = [(c, 1.0), (l, 0.0)] if a is None else [(c, 1.0), (a, 0.6), (l, 0.0)]
    sign = 1 if c > l else -1
    if sign * x >= sign * c:
        return 1.0
    if sign * x <= sign * l:
        return 0.0
    for (x1, u1), (x0, u0) in zip(knots, knots[1:]):
        if sign * x >= sign * x0:
            return u0 + (u1 - u0) * (x - x0) / (x1 - x0)
    return 0.0


def stops(need, x, u):
    if need.values is not None:
        return u == 0
    return not meets(x, '>=' if need.comfortable > need.limit else '<=', need.limit)


def element(needs, values):
    """docs/scoring.md#one-element. None when nothing applies."""
    W = K = V = VA = KA = O = 0.0
    m = m_all = 1.0
    blocked = blocking_unknown = doubtful = asked = seen = False
    for need in needs:
        applies = all_of(need.when, values)
        if applies is False or (need.measure in IF_THERE and not values.get(need.measure)):
            continue
        x = values.get(need.measure)
        u = utility(need, x.value) if x else None
        origin = x.origin if x else None
        if origin == 'linked' and need.measure in HINTS:
            origin = 'assumed'  # both count for the score alone
        known = u is not None and origin != 'assumed'
        if applies is None or origin == 'bound':
            known = known and u == 1
        elif origin == 'at_least':
            known = known and u == (1 if need.values is None and need.comfortable > need.limit else 0)
        W += need.weight
        asked |= need.blocks and need.weight > 0 and applies is True
        if u is not None and origin == 'assumed' and applies:
            VA, KA = VA + need.weight * u, KA + need.weight
            m_all = min(m_all, u) if need.blocks else m_all
        if not known:
            blocking_unknown |= need.blocks
            continue
        K, V = K + need.weight, V + need.weight * u
        O += need.weight if applies is None else 0.0  # met, if it applies
        if need.blocks:
            m = min(m, u)
            told = origin == 'linked' and need.measure != 'lanes'
            seen |= applies is True and need.weight > 0 and origin not in ('dem', 'dem_low') and not told
            if origin != 'bound' and stops(need, x.value, u):
                blocked = True
            elif told:
                doubtful = True
    if W == 0:
        return Score(0.0, 0.0, 0.0, 1.0, 'no') if blocked else UNKNOWN if blocking_unknown else None
    if blocked:
        return Score(0.0, 0.0, 0.0, (K - O) / W, 'no')
    score = min(100 * (V + VA) / (K + KA), 40 + 60 * min(m, m_all)) if K + KA else None
    cap = 40 + 60 * m
    low = 0.0 if blocking_unknown or W <= O else min(100 * (V - O) / (W - O), cap)
    high = min(100 * (V + W - K) / W, cap)
    coverage = (K - O) / W
    enough = r4(coverage) >= 0.5 and (seen or not asked) and not blocking_unknown and not doubtful
    return Score(score, low, high, coverage, 'yes' if enough else 'unknown')


def grade(s):
    """docs/scoring.md#classes, from the stored figures."""
    if s is None:
        return ''
    if isinstance(s, Graded):
        return s.worst
    if s.passable == 'no':
        return 'blocked'
    if s.coverage < 0.5 or s.score is None or (s.passable == 'unknown' and s.score >= 60):
        return 'unknown'
    return next(c for c, floor in (('A', 90), ('B', 75), ('C', 60), ('D', 40), ('E', -1)) if s.score >= floor)


# --- geometry -------------------------------------------------------------------------

def dist(a, b):
    return math.hypot(a[0] - b[0], a[1] - b[1])


def length(line):
    return sum(dist(a, b) for a, b in zip(line, line[1:]))


def at(line, s):
    """Point and direction at distance s; at a vertex the segment that starts there."""
    done = 0.0
    for i, (a, b) in enumerate(zip(line, line[1:])):
        d = dist(a, b)
        if d and (s < done + d or i == len(line) - 2):
            t = min(max((s - done) / d, 0.0), 1.0)
            return (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])), ((b[0] - a[0]) / d, (b[1] - a[1]) / d)
        done += d
    return line[-1], (1.0, 0.0)


def feet(line, p):
    """For every segment: (distance, position along, direction, signed side; left is positive)."""
    done = 0.0
    for a, b in zip(line, line[1:]):
        d = dist(a, b)
        if d == 0:
            continue
        ux, uy = (b[0] - a[0]) / d, (b[1] - a[1]) / d
        t = min(max((p[0] - a[0]) * ux + (p[1] - a[1]) * uy, 0.0), d)
        foot = (a[0] + t * ux, a[1] + t * uy)
        yield dist(p, foot), done + t, (ux, uy), ux * (p[1] - a[1]) - uy * (p[0] - a[0])
        done += d


def nearest(line, p):
    return min(feet(line, p), key=lambda f: f[0])


def angle(u, v):
    return math.degrees(math.acos(min(1.0, abs(u[0] * v[0] + u[1] * v[1]))))


def samples(line):
    n = max(1, math.ceil(length(line) / 4 - 1e-9))
    return [at(line, length(line) * i / n) for i in range(n + 1)]


def segments_cross(a, b, c, d):
    def turn(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def lines_distance(p, q):
    for a, b in zip(p, p[1:]):
        for c, d in zip(q, q[1:]):
            if segments_cross(a, b, c, d):
                return 0.0
    return min([nearest(q, v)[0] for v in p] + [nearest(p, v)[0] for v in q])


# --- reading the neighbourhood --------------------------------------------------------

def parse_wkt(text):
    return [tuple(map(float, pair.split())) for pair in re.search(r'\(([^)]*)\)', text)[1].split(',')]


NUMBER = re.compile(r'.*_(m|mm|pct|s|kmh)$|lanes$|step_count$')


class Feature:
    def __init__(self, layer, fid, row):
        self.layer, self.fid, self.kind = layer, fid, KINDS.get(layer, layer)
        self.line = parse_wkt(row.pop('WKT'))
        self.id = row.get(ID_FIELD.get(layer, ''), '') or f'{layer}:{fid}'
        self.raw = {k: v for k, v in row.items() if v != ''}
        self.values = {}
        for k, v in self.raw.items():
            number = float(v) if NUMBER.match(k) else None
            if number is not None and (k.endswith('slope_pct') or k == 'street_grade_pct'):
                number = abs(number)
            self.values[k] = Value(v if number is None else number, 'surveyed')
        self.length = length(self.line)

    def get(self, field, default=None):
        return self.values[field].value if field in self.values else default


class Segment:
    """docs/scoring.md#segments: parts are (street, from, to, runs against its drawing), in order."""

    def __init__(self, parts):
        self.parts = parts
        self.own = parts[0][0].own
        self.length = sum(b - a for _, a, b, _ in parts)


class Place:
    """All layers of a folder, linked and measured; nothing here depends on a profile."""

    def __init__(self, folder):
        self.layers, self.supplied = {}, set()
        self.asked = set()     # (layer, column) that is there, whatever it holds
        self.columns = collections.defaultdict(set)  # of elements of a kind, filled or not
        for layer in LAYERS:
            path = pathlib.Path(folder) / (layer + '.csv')
            rows = []
            if path.exists():
                self.supplied.add(layer)
                with open(path, encoding='utf-8', newline='') as f:
                    reader = csv.DictReader(f)
                    kinds = ['sidewalk', 'steps'] if layer == 'streets' else [KINDS.get(layer, layer)]
                    for kind in kinds:
                        self.columns[kind] |= set(reader.fieldnames)
                    rows = [Feature(layer, i, row) for i, row in enumerate(reader, 1)]
                    self.asked |= {(layer, column) for column in reader.fieldnames}
            self.layers[layer] = rows
        self.all = [f for layer in KINDS for f in self.layers[layer]]
        self.streets = [s for s in self.layers['streets'] if self.in_scope(s)]
        self.drop_twins()
        self.links = collections.defaultdict(list)     # street -> [(element, side, from, to)]
        for layer in ('sidewalks', 'footways', 'steps'):
            for f in self.layers[layer]:
                self.link_cover(f)
        for s in self.streets:
            s.own = s.get('class') in OWN_ELEMENT or (s.get('class') == 'living_street' and not self.links[s])
        self.link_crossings()
        self.link_ramps()
        for s in self.streets:
            s.zones = [] if s.own else self.zones(s)
        self.make_segments()
        self.measure()

    @staticmethod
    def in_scope(s):
        service = s.get('class') == 'service' and s.get('service') in ('driveway', 'parking_aisle', 'drive-through')
        return s.get('class') not in OUT_OF_SCOPE and s.get('foot') != 'no' and not service

    def drop_twins(self):
        seen = set()
        for s in self.streets:
            key = min(tuple(s.line), tuple(reversed(s.line)))
            s.twin = key in seen
            seen.add(key)

    # -- covers

    def candidates(self):
        return [s for s in self.streets if s.get('class') not in OWN_ELEMENT]

    def link_cover(self, f):
        trusted = [s for s in self.streets if s.id == f.get('street_id')]
        runs, last = [], None
        for p, direction in samples(f.line):
            best = None
            for s in trusted or self.candidates():
                for d, position, u, signed in feet(s.line, p):
                    a = angle(direction, u)
                    if trusted or (d <= MATCH_DISTANCE and a <= MATCH_ANGLE):
                        key = (round(d, 6), round(a, 6), s.fid, position)
                        if best is None or key < best[0]:
                            best = key, s, 'left' if signed > 0 else 'right'
            if best and best[0][0] < 1.0 and not (trusted and f.get('side')):
                best = None
            if best is None:
                last = None
                continue
            key, s, side = best
            side = f.get('side', side) if trusted else side
            here = (s, side, key[3])
            if last and last[:2] == here[:2] and abs(last[2] - here[2]) <= 40:
                runs.append((s, side, min(last[2], here[2]), max(last[2], here[2])))
            last = here
        for s, side, a, b in runs:
            self.links[s].append((f, side, a, b))
        by_street = collections.Counter()
        for s, _, a, b in runs:
            by_street[s] += b - a
        f.street = max(by_street, key=lambda s: (by_street[s], -s.fid)) if by_street else None

    # -- crossings and ramps

    def link_crossings(self):
        for c in self.layers['crossings']:
            c.streets = [s for s in self.streets if not s.own and lines_distance(c.line, s.line) <= TOUCH]
            over = {self.kind_of_road(s) for s in self.layers['streets'] if lines_distance(c.line, s.line) <= TOUCH}
            if c.streets or not self.layers['streets']:
                c.values['crosses'] = Value('street', 'geometry')
            elif over:
                c.values['crosses'] = Value(next(k for k in ('street', 'way', 'driveway') if k in over), 'geometry')

    @staticmethod
    def kind_of_road(s):
        if s.get('class') in ('driveway', 'parking_aisle', 'drive_through'):
            return 'driveway'
        paths = OWN_ELEMENT | {'cycleway', 'bridleway', 'track', 'construction', 'proposed'}
        return 'way' if s.get('class') in paths else 'street'

    def link_ramps(self):
        """Each ramp goes to the nearest vertex of a crossing within 5 m: an end or an island."""
        for c in self.layers['crossings']:
            c.ends, c.islands = [[], []], []
        for r in self.layers['ramps']:
            p = r.line[0]
            r.crossing = None
            own = [c for c in self.layers['crossings'] if c.id == r.get('crossing_id')]
            places = [(dist(p, v), c.fid, i, c) for c in own or self.layers['crossings'] for i, v in enumerate(c.line)]
            places = [x for x in places if own or x[0] <= RAMP_DISTANCE]
            if not places:
                continue
            _, _, i, c = min(places, key=lambda x: x[:3])
            r.crossing = c
            if i == 0 or i == len(c.line) - 1:
                c.ends[0 if i == 0 else 1].append(r)
            else:
                c.islands.append((nearest(c.line, p)[1], r))
        for c in self.layers['crossings']:
            groups, last = [], None
            for position, r in sorted(c.islands, key=lambda x: (x[0], x[1].fid)):
                if last is None or position - last > 2.0:
                    groups.append([])
                groups[-1].append(r)
                last = position
            c.island_positions = sorted(p for p, _ in c.islands)
            c.islands = groups

    # -- junctions

    @staticmethod
    def level(s):
        return (s.get('layer', '0'), s.get('bridge', 'no') == 'yes', s.get('tunnel', 'no') == 'yes')

    def meeting(self, s, p):
        """Streets other than s, with their vertex number, that share the point p with it."""
        return [(o, i) for o in self.streets if o is not s and not o.twin and self.level(o) == self.level(s)
                for i, v in enumerate(o.line) if dist(v, p) <= TOUCH]

    def is_junction(self, s, i):
        met = self.meeting(s, s.line[i])
        if not met:
            return False
        others = {o for o, _ in met}
        ends = i in (0, len(s.line) - 1) and dist(s.line[0], s.line[-1]) > TOUCH
        if len(others) == 1 and len(met) == 1 and ends and met[0][1] in (0, len(met[0][0].line) - 1):
            name, other = (x.get('name') or x.get('name_ar') for x in (s, met[0][0]))
            return not (name == other or not name or not other)
        return True

    def nodes(self, s):
        position, nodes = 0.0, []
        for i, v in enumerate(s.line):
            position += dist(s.line[i - 1], v) if i else 0.0
            if self.is_junction(s, i):
                nodes.append(position)
        return nodes

    # -- segments

    def cuts(self, s):
        """Where a street is cut between its ends, and whether a junction is at its start, its end."""
        groups = []
        for x in self.nodes(s):
            if groups and x - groups[-1][-1] <= 1:
                groups[-1].append(x)
            else:
                groups.append([x])
        between, start, end = [], False, False
        for g in groups:
            if g[0] <= 1 and g[0] <= s.length - g[-1]:
                start = True
            elif s.length - g[-1] <= 1:
                end = True
            else:
                between.append((g[0] + g[-1]) / 2)
        return between, start, end

    def goes_on(self, s, last):
        """The street that this one goes on as at its start or end, and whether at its end."""
        p = s.line[-1] if last else s.line[0]
        if dist(s.line[0], s.line[-1]) <= TOUCH:
            return (s, not last) if not self.meeting(s, p) else None
        met = [(o, i) for o in self.streets if o is not s and not o.twin
               for i, v in enumerate(o.line) if dist(v, p) <= TOUCH]
        if len(met) != 1 or met[0][1] not in (0, len(met[0][0].line) - 1):
            return None
        o, i = met[0]
        names = [[x.get(k) for x in (s, o)] for k in ('name', 'name_ar')]
        known = [n for n in names if all(n)]
        same = known[0][0] == known[0][1] if known else not any(names[0] + names[1])
        alike = all(s.get(k) == o.get(k) for k in ('class', 'junction')) and s.own == o.own
        return (o, i > 0) if same and alike and dist(o.line[0], o.line[-1]) > TOUCH else None

    def make_segments(self):
        nodes, stretches = {}, []
        for s in self.streets:
            if s.twin:
                continue
            between, start, end = self.cuts(s)
            s.cuts = between
            marks = [0.0] + between + [s.length]
            for k, (a, b) in enumerate(zip(marks, marks[1:])):
                stretches.append((s, a, b))
                if k == 0:
                    nodes[s, False] = (len(stretches) - 1, start)
                if k == len(marks) - 2:
                    nodes[s, True] = (len(stretches) - 1, end)
        left = set(range(len(stretches)))

        def beyond(k, last):
            """The stretch on which a segment goes on, and whether it is entered at its far end."""
            s, a, b = stretches[k]
            if (a, b)[last] != (0.0, s.length)[last] or nodes[s, last][1]:
                return None
            there = self.goes_on(s, last)
            if not there or nodes[there][1]:
                return None
            back = self.goes_on(*there)
            return (nodes[there][0], there[1]) if back and back == (s, last) else None

        self.segments = []
        for k in range(len(stretches)):
            if k not in left:
                continue
            at_k, ring = (k, False), False
            while True:
                before = beyond(*at_k)
                if before is None:
                    break
                at_k = (before[0], not before[1])
                if at_k == (k, False):
                    ring = True
                    break
            chain, here = [], at_k
            while here and here[0] in left:
                left.discard(here[0])
                chain.append(here)
                here = beyond(here[0], not here[1])
            self.segments.append(Segment(self.turned(stretches, chain, ring)))

    @staticmethod
    def turned(stretches, chain, ring):
        """In the direction in which most is drawn; a ring of several from its lowest joint."""
        def entered(part):
            s, a, b = stretches[part[0]]
            return at(s.line, b if part[1] else a)[0]
        against = sum((stretches[k][2] - stretches[k][1]) * (1 if far else -1) for k, far in chain)
        turned = [(k, not far) for k, far in reversed(chain)]
        if against > 1e-6 or (abs(against) <= 1e-6 and not ring and entered(turned[0]) < entered(chain[0])):
            chain = turned
        if ring and len(chain) > 1:
            first = min(range(len(chain)), key=lambda i: entered(chain[i]))
            chain = chain[first:] + chain[:first]
        return [(*stretches[k], far) for k, far in chain]

    def stretch_line(self, s, a, b):
        inner, done = [], 0.0
        for p, q in zip(s.line, s.line[1:]):
            done += dist(p, q)
            if a < done < b:
                inner.append(q)
        return [at(s.line, a)[0]] + inner + [at(s.line, b)[0]]

    def segment_crossings(self):
        """Crossings of every segment, and whether one is due and missing."""
        for g in self.segments:
            g.crossings = []
        for c in self.layers['crossings']:
            for s in {s for s in c.streets if not s.twin}:
                near = [(lines_distance(c.line, self.stretch_line(s, a, b)), g)
                        for g in self.segments for o, a, b, _ in g.parts if o is s]
                least = min(d for d, _ in near)
                for d, g in near:
                    if d <= max(least, TOUCH) and c not in g.crossings:
                        g.crossings.append(c)
        tips = [(g, at(s.line, (b if far else a) if first else (a if far else b))[0])
                for g in self.segments for first, (s, a, b, far) in ((True, g.parts[0]), (False, g.parts[-1]))]
        for g in self.segments:
            ends = [p for h, p in tips if h is g]
            near = any(h.crossings for h, p in tips if any(dist(p, q) <= TOUCH for q in ends))
            parts = [s.expected for s, *_ in g.parts]
            g.expected = 'yes' if 'yes' in parts else None if None in parts else 'no'
            g.missing = g.expected != 'no' and not g.crossings and not near

    def zones(self, s):
        nodes = self.nodes(s)
        out = []
        for k, t in enumerate(nodes):
            before = min(JUNCTION, (t - nodes[k - 1]) / 3) if k else min(JUNCTION, t)
            after = min(JUNCTION, (nodes[k + 1] - t) / 3) if k + 1 < len(nodes) else min(JUNCTION, s.length - t)
            out.append((t - before, t + after))
        return out

    # -- measures

    def measure(self):
        for f in self.all:
            if len(f.line) > 1:
                f.values.setdefault('length_m', Value(f.length, 'geometry'))
        for f in self.layers['sidewalks'] + self.layers['footways']:
            if f.street and 'street_grade_pct' in f.street.values:
                g = f.street.values['street_grade_pct'].value
                f.values.setdefault('street_grade_pct', Value(g, 'linked'))
                f.values.setdefault('running_slope_pct', Value(g, 'linked'))
        for f in self.layers['steps']:
            said = f.get('ramp_alternative', '' if (f.layer, 'ramp_alternative') in self.asked else 'no')
            if said in ('yes', 'no'):
                f.values['step_free'] = Value(said, 'geometry')
        for r in self.layers['ramps']:
            height = r.get('kerb_height_mm')
            if height is not None and not r.get('kerb'):
                kerb = 'flush' if height <= 10 else 'lowered' if meets(height, '<=', 30) else 'raised'
                r.values['kerb'] = Value(kerb, 'linked')
            if height is not None and r.get('kerb') not in ('rolled', 'raised'):
                r.values.setdefault('lip_mm', Value(height, 'linked'))
        for c in self.layers['crossings']:
            self.measure_crossing(c)
            self.measure_place(c)
        self.measure_ramps()
        self.measure_ways()
        for s in self.streets:
            signs = [s.get('class') and s.get('class') in MAJOR, s.get('lanes') and s.get('lanes') >= 3,
                     s.get('maxspeed_kmh') and s.get('maxspeed_kmh') >= 50]
            # any of the three makes it a major street; only all three known make it none
            s.expected = 'no' if s.own else 'yes' if True in signs else None if None in signs else 'no'
        self.segment_crossings()
        for s in self.streets:
            s.missing = s.expected != 'no' and any(g.missing for g in self.segments for o, *_ in g.parts if o is s)
            if s.expected:
                s.values['crossing_expected'] = Value(s.expected, 'geometry')
            if s.expected != 'no' and (not s.missing or 'crossings' in self.supplied):
                s.values['crossings_missing'] = Value(1.0 if s.missing else 0.0, 'geometry')

    def measure_ways(self):
        """What is measured along the walking network (docs/network.md)."""
        lines = [f for f in self.all if len(f.line) > 1
                 and (f.layer in ('sidewalks', 'footways', 'crossings', 'steps')
                      or f in self.streets and f.own and not f.twin)]
        sided = [s for s in self.streets if not s.own and not s.twin]
        self.network = walked.Network(lines, sided, self.is_junction)
        for f, metres in self.network.seat_intervals([x.line[0] for x in self.layers['seats']]).items():
            if f.kind in ('sidewalk', 'street'):
                f.values['seat_interval_m'] = Value(metres, 'geometry')
        self.measure_standing(lines)
        for f in lines:
            stops = self.network.guidance_stops(f, lambda g: g.get('tactile_guidance'))
            if f.get('tactile_guidance') == 'yes' and stops is not None:
                f.values['guidance_stops'] = Value(float(stops), 'geometry')
            if f.layer == 'steps' or f.get('class') == 'steps':
                way = self.way_round(f)
                if way:
                    f.values['step_free_way_m'] = way

        paths = [f for f in lines if f.kind in ('sidewalk', 'street')]
        self.measure_passing(paths)
        self.measure_lacking(paths, 'shade_interval_m', 50, {f: f.get('shade') and f.get('shade') == 'yes'
                                                              for f in paths})
        slope = {f: f.get('running_slope_pct') for f in paths}
        self.measure_lacking(paths, 'steep_run_m', 3, {f: None if x is None else not abs(x) > 5.005
                                                        for f, x in slope.items()})

    def measure_lacking(self, walked, measure, asked, has):
        """How far something is lacking through what lacks it: at most to what is known to have it, at
        least, over what is known to lack it, to what may have it. `has`: True, False or None."""
        stops, at = self.network.stops, self.network.at
        most = self.network.ways({node: 0.0 for f in walked if has[f] for _, node in stops[f]})
        open_ends = {node: 0.0 for f in self.network.lines for _, node in stops[f]
                     if has.get(f) is not False or len(at[node]) == 1}
        least = self.network.ways(open_ends, lambda f: has.get(f) is False)
        for f in walked:
            if has[f] is not False or f.kind != 'sidewalk' or f.layer not in ('sidewalks', 'footways'):
                continue
            bounds = []
            for ways, beyond in ((most, math.inf), (least, 500.0)):
                found = {node: way for node, way in ways.items() if way <= 500}
                bounds.append(max(found.get(m, beyond) + b - a + found.get(n, beyond)
                                  for (a, m), (b, n) in zip(stops[f], stops[f][1:])))
            far, near = bounds
            if far - near < 0.001:
                f.values.setdefault(measure, Value(far, 'geometry'))
            elif near > asked:
                f.values.setdefault(measure, Value(near, 'at_least'))
            elif far <= asked:
                f.values.setdefault(measure, Value(far, 'bound'))

    def measure_standing(self, lines):
        def goes_on(line, at_start):
            stops = self.network.stops[line]
            node = stops[0 if at_start else -1][1]
            return sum(other == node for f in lines for _, other in self.network.stops[f]) > 1

        things = self.layers['obstacles'] + self.layers['ramps']
        drawn = lines + [s for s in self.layers['streets'] if s not in lines]
        found = standing.measured(things, drawn, lambda f: f in lines, goes_on)
        for line, (kinds, opening) in found.items():
            if kinds:
                line.values['barriers'] = Value(';'.join(sorted(kinds)), 'geometry')
            if opening is not None and line.kind != 'ramp':
                line.values['barrier_width_m'] = Value(opening, 'geometry')
        for r in self.layers['ramps']:
            if r.get('wheelchair') in ('no', 'limited'):
                r.values['barriers'] = Value('wheelchair_' + r.get('wheelchair'), 'surveyed')

    def measure_passing(self, walked):
        """Lines tell their least width alone: one that is wide enough lets pass anywhere on it, on
        one that is not the way to the next such line is an upper bound."""
        width = {f: f.get('clear_width_m') for f in walked}
        starts = {node: 0.0 for f in walked if width[f] and width[f] >= 1.525
                  for _, node in self.network.stops[f]}
        to_wide = self.network.ways(starts)
        to_wide = {node: way for node, way in to_wide.items() if way <= 500}
        for f in walked:
            if width[f] and width[f] < 1.525 and f.kind == 'sidewalk':
                metres = self.network.passing_interval(f, to_wide)
                if metres < math.inf:
                    f.values.setdefault('passing_interval_m', Value(metres, 'bound'))

    def way_round(self, flight):
        """The way round that has no steps on it, for all that is drawn; it is known to have none
        where obstacles of its pavements and kerbs of its crossings were surveyed."""
        def drawn(f):
            stairs = f.get('structure') in ('footbridge', 'underpass') and f.get('step_free') != 'yes'
            return f.layer != 'steps' and f.get('class') != 'steps' and not stairs \
                and 'step' not in words(f.get('obstacles', '')) \
                and not {'stile', 'step', 'locked_gate', 'wall', 'fence', 'hedge'} & set(words(f.get('barriers', '')))

        def known(f):
            surveyed = f.get('ends_without_ramp') == 0 if f.layer == 'crossings' else f.get('obstacles')
            return drawn(f) and surveyed

        is_steps = lambda f: f.layer == 'steps' or f.get('class') == 'steps'
        least = self.network.way_round(flight, is_steps, drawn)
        if least is None:
            return None
        if least <= 500 and self.network.way_round(flight, is_steps, known) <= least + 1e-9:
            return Value(least, 'geometry')
        return Value(min(least, 500.0), 'at_least')

    def measure_crossing(self, c):
        c.values.setdefault('structure', Value('at_grade', 'surveyed'))
        if c.get('markings'):
            c.values['marked'] = Value('no' if c.get('markings') == 'no' else 'yes', 'surveyed')
        c.state = [self.end_state(c, ramps) for ramps in c.ends]
        if c.state.count('absent') or not {'unknown', 'unsure'} & set(c.state):
            c.values['ends_without_ramp'] = Value(float(c.state.count('absent')), 'geometry')
        # of several streets the largest; one that is not known may be larger
        widths = [s.get('carriageway_width_m') for s in c.streets]
        widths = [] if None in widths else widths
        for field in ('lanes', 'street_grade_pct'):
            all_of_them = [s.get(field) for s in c.streets]
            if all_of_them and None not in all_of_them:
                c.values.setdefault(field, Value(max(all_of_them), 'linked'))
        kerbs = [nearest(c.line, r.line[0])[1] for end in c.ends for r in end]
        island = c.get('island') == 'yes'
        sure = 'geometry' if c.get('island') else 'bound'   # is there an island?
        if c.island_positions and all(c.ends):
            stops_at = sorted(kerbs + c.island_positions)
            # between the two kerbs of one island one stands, one doesn't cross
            c.values['crossing_stage_m'] = Value(max(b - a for a, b in zip(stops_at[::2], stops_at[1::2])), 'geometry')
        elif widths and island and c.get('island_length_m'):
            c.values['crossing_stage_m'] = Value((max(widths) - c.get('island_length_m')) / 2, 'geometry')
        elif widths and not island:
            c.values['crossing_stage_m'] = Value(max(widths), sure)
        else:
            c.values['crossing_stage_m'] = Value(c.length, 'bound')
        if c.get('clearance_s'):
            stage = c.values['crossing_stage_m']
            c.values['clearance_speed_m_s'] = Value(stage.value / c.get('clearance_s'), stage.origin)

    @staticmethod
    def contradicts(r):
        """A kerb's measured height against its class, by OpenStreetMap's limits."""
        kerb, height = r.get('kerb'), r.get('kerb_height_mm')
        if height is None:
            return False
        return {'none': height > 10.01, 'flush': height > 10.01, 'lowered': not meets(height, '<=', 30),
                'raised': meets(height, '<=', 30)}.get(kerb, False)

    def junctions(self):
        """Points where streets with sides meet; whether a roundabout does there."""
        if not hasattr(self, 'met'):
            self.met = [(v, any('roundabout' in (o.get('junction') or '') for o in [s] + [o for o, _ in self.meeting(s, v)]))
                        for s in self.streets if not s.own for i, v in enumerate(s.line) if self.is_junction(s, i)]
        return self.met

    def measure_place(self, c):
        """At mid-block, or at a junction."""
        if not c.streets:
            return
        xs, ys = [p[0] for p in c.line], [p[1] for p in c.line]
        middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        around = [(dist(p, middle), round_) for p, round_ in self.junctions()]
        nearest_m = min([d for d, _ in around], default=math.inf)
        if any(s.get('junction') in ('roundabout', 'circular') for s in c.streets) \
                or any(d <= MID_BLOCK and round_ for d, round_ in around) or nearest_m > MID_BLOCK:
            c.values['mid_block'] = Value('yes', 'geometry')
        elif nearest_m <= AT_JUNCTION:
            c.values['mid_block'] = Value('no', 'geometry')

    def measure_ramps(self):
        """What a ramp takes from the crossing it serves."""
        for r in self.layers['ramps']:
            c = r.crossing
            if c is None:
                continue
            if c.get('control'):
                r.values['crossing_control'] = Value(c.get('control'), 'linked')
            r.values['at_island'] = Value('yes' if any(r in g for g in c.islands) else 'no', 'geometry')
            if 'street_grade_pct' in c.values:
                r.values['street_grade_pct'] = Value(c.get('street_grade_pct'), 'linked')

    def end_state(self, c, ramps):
        if c.get('raised') == 'yes' or c.get('structure') in ('footbridge', 'underpass') \
                or any(r.get('kerb') == 'none' and not self.contradicts(r) for r in ramps):
            return 'level'
        if not ramps:
            open_ = not c.get('raised') and ('crossings', 'raised') in self.asked
            if open_ or c.get('crosses') != 'street' or any(nearest(s.line, end)[0] <= TOUCH
                                                           for s in c.streets for end in self.bare_ends(c)):
                return 'unknown'
            return 'absent' if 'ramps' in self.supplied else 'unknown'
        if all(r.get('kerb') == 'raised' for r in ramps):
            return 'absent'
        known = [r for r in ramps if not self.contradicts(r) and r.get('kerb') != 'raised'
                 and (r.get('kerb') or ('ramps', 'kerb') not in self.asked)]
        return 'ramp' if known else 'unsure'

    @staticmethod
    def bare_ends(c):
        return [end for end, ramps in zip((c.line[0], c.line[-1]), c.ends) if not ramps]

    def applicable(self, kind, needs):
        """Without a seats layer the seat needs don't apply, and some not without a column."""
        return [n for n in needs if (n.measure != 'seat_interval_m' or 'seats' in self.supplied)
                and not (n.surveyed and n.measure not in self.columns[kind])]


# --- chains and streets -----------------------------------------------------------------

class Scorer:
    def __init__(self, place, profile):
        self.place, self.profile = place, profile
        self.of = {}
        for f in place.all:
            if f.kind in ('sidewalk', 'steps', 'ramp'):
                self.of[f] = self.element(f.kind, f.values)
        for c in place.layers['crossings']:
            self.of[c] = stored(self.chain(c))
        self.parts = {}
        self.pieces_of = {(s, side): self.pieces(s, side) for s in place.streets if not s.own and not s.twin
                          for side in ('left', 'right') if self.side_applies(s, side)}
        for s in place.streets:
            if s.own:
                self.of[s] = stored(self.own_street(s))
        for g in place.segments:
            self.of[g] = self.joined([(b - a, self.of[s]) for s, a, b, _ in g.parts]) if g.own \
                else stored(self.segment(g))
        for s in place.streets:
            if not s.own:
                first = next(o for o in place.streets if not o.twin and sorted((o.line[0], o.line[-1])) ==
                             sorted((s.line[0], s.line[-1])) and {*o.line} == {*s.line}) if s.twin else s
                self.of[s] = self.joined([(b - a, self.of[g]) for g in place.segments
                                          for o, a, b, _ in g.parts if o is first])
                self.sides_of(s)

    def element(self, kind, values):
        return stored(element(self.place.applicable(kind, self.profile['needs'][kind]), values))

    @staticmethod
    def best(scores):
        """Maximum of each figure; the coverage of the one with the highest low, score, coverage."""
        known = [s.score for s in scores if s.score is not None]
        lead = max(scores, key=lambda s: (s.low, -1 if s.score is None else s.score, s.coverage))
        return Score(max(known) if known else None, max(s.low for s in scores), max(s.high for s in scores),
                     lead.coverage, max((s.passable for s in scores), key=PASSABLE_RANK.get))

    def virtual_ramp(self, ramps):
        values = {'kerb': Value('raised', 'surveyed'), 'tactile_warning': Value('no', 'surveyed')}
        heights = [r.values['kerb_height_mm'] for r in ramps if 'kerb_height_mm' in r.values]
        if heights:
            values['kerb_height_mm'] = heights[0]
        needs = [n for n in self.profile['needs']['ramp'] if n.measure in ('kerb', 'tactile_warning', 'kerb_height_mm')]
        s = element(needs, values)
        return s and s._replace(coverage=1.0)

    def chain(self, c):
        values = dict(c.values)
        stage = values['crossing_stage_m']
        if 'walk_s' in values and 'clearance_s' in values and stage.value > 0:
            green = values['walk_s'].value + values['clearance_s'].value
            needed = self.profile['start'] + (stage.value + 1.8) / self.profile['speed']
            values['green_margin'] = Value(green / needed, stage.origin)
        links = [self.element('crossing', values)]
        for state, ramps in zip(c.state, c.ends):
            if state == 'unknown':
                links.append(UNKNOWN)
            elif state == 'absent':
                links.append(self.virtual_ramp(ramps))
            elif state in ('ramp', 'unsure'):
                links.append(self.combined(ramps))
        if c.get('raised') != 'yes':
            links += [self.combined(g) for g in c.islands if not any(r.get('kerb') == 'none' for r in g)]
        links = [s for s in links if s]
        if not links:
            return None
        coverage = sum(s.coverage for s in links) / len(links)
        passable = min((s.passable for s in links), key=PASSABLE_RANK.get)
        if passable == 'no':
            return Score(0.0, 0.0, 0.0, coverage, 'no')
        known = [s.score for s in links if s.score is not None]
        return Score(min(known) if known else None, min(s.low for s in links), min(s.high for s in links),
                     coverage, passable)

    def combined(self, ramps):
        scores = [self.of[r] for r in ramps if self.of[r]]
        return self.best(scores) if scores else None

    # -- streets

    def side_applies(self, s, side):
        if s.get('sidewalk_' + side) == 'not_applicable':
            return False
        closed = dist(s.line[0], s.line[-1]) <= TOUCH and len(s.line) > 3
        if closed:
            area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(s.line, s.line[1:]))
            if side == ('left' if area > 0 else 'right'):
                return False
        elif s.get('junction') == 'roundabout' and side == ('left' if s.get('oneway') != '-1' else 'right'):
            return False
        return not (s.get('oneway') in ('yes', 'true', '1') and self.is_median(s, side))

    def is_median(self, s, side):
        p, u = at(s.line, s.length / 2)
        for o in self.place.streets:
            same = (o.get('name') and o.get('name') == s.get('name')) or o.get('class') == s.get('class')
            if o is s or not same or o.get('oneway') not in ('yes', 'true', '1'):
                continue
            d, position, v, _ = nearest(o.line, p)
            q, _ = at(o.line, position)
            signed = u[0] * (q[1] - p[1]) - u[1] * (q[0] - p[0])
            opposite = u[0] * v[0] + u[1] * v[1] < 0 and angle(u, v) <= 30
            between = any(lines_distance([p, q], f.line) == 0 for f in self.place.layers['sidewalks'])
            if opposite and 0 < d <= 40 and not between and (signed > 0) == (side == 'left'):
                return True
        return False

    def pieces(self, s, side):
        """The parts of a side outside the junction zones: (from, to, Score or None, state)."""
        covers = [(self.of[f], a, b) for f, on, a, b in self.place.links[s] if on == side]
        cuts = {0.0, s.length, *s.cuts} | {x for z in s.zones for x in z} | {x for _, a, b in covers for x in (a, b)}
        cuts = sorted(x for x in cuts if 0 <= x <= s.length)
        said = s.get('sidewalk_' + side)
        absent = said == 'no' or (said not in ('yes', 'separate', 'unknown') and 'sidewalks' in self.place.supplied)
        out = []
        for a, b in zip(cuts, cuts[1:]):
            mid = (a + b) / 2
            if b - a < 1e-9 or any(z[0] < mid < z[1] for z in s.zones):
                continue
            here = [f for f, lo, hi in covers if lo < mid < hi]
            judged = [f for f in here if f]
            if judged:
                out.append((a, b, self.best(judged), 'covered'))
            elif here:
                out.append((a, b, None, 'not_applicable'))
            else:
                out.append((a, b, ABSENT if absent else UNKNOWN, 'absent' if absent else 'unknown'))
        merged = []
        for a, b, score, state in out:
            if merged and merged[-1][2:] == (score, state) and abs(merged[-1][1] - a) < 1e-9 and a not in s.cuts:
                merged[-1] = (merged[-1][0], b, score, state)
            else:
                merged.append((a, b, score, state))
        return merged

    @staticmethod
    def longest(pieces, keep):
        """Longest stretch of neighbouring pieces that `keep` accepts."""
        best = run = 0.0
        end = None
        for a, b, score, state in pieces:
            if not keep(score, state):
                run = 0.0
            else:
                run = run + b - a if end is not None and abs(end - a) < 1e-9 else b - a
            end = b
            best = max(best, run)
        return best

    def side(self, pieces):
        judged = [(b - a, score) for a, b, score, state in pieces if state != 'not_applicable']
        L = sum(l for l, _ in judged)
        if L == 0:
            return None
        return {'score': mean([(l, p.score) for l, p in judged]),
                'low': sum(l * p.low for l, p in judged) / L,
                'high': sum(l * p.high for l, p in judged) / L,
                'coverage': sum(l * p.coverage for l, p in judged) / L,
                'blocker': any(state == 'covered' and p.passable == 'no' for _, _, p, state in pieces)
                or self.longest(pieces, lambda p, state: state == 'absent') > 5,
                'good': sum(b - a for a, b, p, state in pieces
                            if state == 'covered' and p.passable == 'yes') >= 0.95 * L
                and sum(l * p.coverage for l, p in judged) / L >= 0.5
                and self.longest(pieces, lambda p, state: state in ('absent', 'unknown')) <= 5}

    def own_street(self, s):
        kind = 'steps' if s.get('class') == 'steps' else 'sidewalk'
        values = dict(s.values)
        if kind == 'steps':
            values.setdefault('step_free', Value('no', 'geometry'))
        return self.element(kind, values)

    @staticmethod
    def joined(rows):
        """Several scores as one: means by length, the worst passability and class."""
        rows = [(l, x) for l, x in rows if x]
        if len(rows) < 2:
            return rows[0][1] if rows else None
        figures = [mean([(l, getattr(x, k)) for l, x in rows]) for k in ('score', 'low', 'high', 'coverage')]
        order = ['A', 'B', 'C', 'unknown', 'D', 'E', 'blocked']
        out = Graded(*stored(Score(*figures, min((x.passable for _, x in rows), key=PASSABLE_RANK.get))))
        out.worst = max((grade(x) for _, x in rows), key=order.index)
        return out

    @staticmethod
    def turned(side, far):
        return side if not far else 'right' if side == 'left' else 'left'

    def side_of(self, g, side):
        """The pieces of a side of a segment, along it."""
        out, before = [], 0.0
        for s, a, b, far in g.parts:
            here = []
            for lo, hi, score, state in self.pieces_of.get((s, self.turned(side, far)), []):
                lo, hi = max(lo, a), min(hi, b)
                if hi - lo > 1e-9:
                    lo, hi = (b - hi, b - lo) if far else (lo - a, hi - a)
                    here.append((before + lo, before + hi, score, state))
            out += sorted(here, key=lambda piece: piece[0])
            before += b - a
        return out

    def sides_of(self, s):
        """Sides of a street, as its segments have them."""
        for side in ('left', 'right'):
            rows = []
            for g in self.place.segments:
                for o, a, b, far in g.parts:
                    figures = g.sides.get(self.turned(side, far)) if o is s else None
                    if figures:
                        rows.append((b - a, figures))
            if rows:
                keys = ('score', 'low', 'high', 'coverage')
                figures = rows[0][1] if len(rows) == 1 else {k: mean([(l, f[k]) for l, f in rows]) for k in keys}
                self.parts[s, side] = self.pieces_of.get((s, side), []), figures

    def segment(self, g):
        g.sides = {}
        for side in ('left', 'right'):
            figures = self.side(self.side_of(g, side))
            if figures:
                g.sides[side] = figures
        sides = g.sides
        if not sides:
            return None
        figures = list(sides.values())
        S = {k: mean([(1, f[k]) for f in figures]) for k in ('score', 'low', 'high', 'coverage')}
        if any(f['good'] and not f['blocker'] for f in figures):
            passable = 'yes'
        else:
            passable = 'unknown'
        if all(f['blocker'] for f in figures):
            passable = 'no'
        chains = [self.of[c] for c in g.crossings if self.of[c]]
        a, b = self.profile['a'], self.profile['b']
        if chains:
            X = {k: mean([(1, getattr(c, k)) for c in chains]) for k in ('score', 'low', 'high', 'coverage')}
        elif g.missing:
            X = (ABSENT if 'crossings' in self.place.supplied and g.expected == 'yes' else UNKNOWN)._asdict()
        else:
            X, b = {'score': None, 'low': 0, 'high': 0, 'coverage': 0}, 0.0
        total = {k: (a * S[k] + b * X[k]) / (a + b) for k in ('low', 'high', 'coverage')}
        return Score(mean([(a, S['score']), (b, X['score'])]), total['low'], total['high'], total['coverage'], passable)

    def district(self):
        """docs/scoring.md#district-and-areas, without a boundary: (Score without passable)."""
        streets = self.place.segments or self.place.layers['sidewalks']
        rows = [(s.length, self.of[s]) for s in streets if self.of[s]]
        if not rows:
            return None
        return Score(*(mean([(l, getattr(x, k)) for l, x in rows]) for k in ('score', 'low', 'high', 'coverage')), '')


# --- compliance ------------------------------------------------------------------------

# what misses these may be excused by what no field holds
UNDECIDED = {'ramp-flare', 'ramp-landing'}
# rules of whatever is walked
OF_ANY_PATH = {'barrier-width': 'path'}
OUTCOMES = ['n/a', 'pass', 'unknown', 'fail']


def outcome(place, f, req):
    if req.measure == 'seat_interval_m' and 'seats' not in place.supplied:
        return 'n/a'
    applies = all_of(req.when, f.values)
    if applies is False or (req.measure in IF_THERE and not f.values.get(req.measure)):
        return 'n/a'
    x = f.values.get(req.measure)
    if x is None:
        return 'unknown'
    if x.origin in ('linked', 'assumed', 'dem_low'):
        return 'unknown'
    met = req.test(f.values)
    if met:
        return 'pass'
    excused = all_of(req.unless, f.values) if req.unless else False
    if excused:
        return 'pass'
    perhaps = all_of(req.maybe, f.values) if req.maybe else False
    if applies is None or excused is None or perhaps is not False or met is None:
        return 'unknown'
    return 'fail'


def outcomes(place, standard):
    """{feature: {rule: worst outcome}}"""
    out = {}
    for f in place.all:
        if f.layer == 'streets' and f not in place.streets:
            continue
        rules = collections.defaultdict(lambda: 'n/a')
        # a raised kerb at an end is the crossing's missing ramp, said once, there
        skip = f.kind == 'ramp' and f.get('kerb') == 'raised' and getattr(f, 'crossing', None)
        for req in standard[f.kind]:
            result = 'n/a' if skip else outcome(place, f, req)
            rules[req.rule] = max(rules[req.rule], result, key=OUTCOMES.index)
        out[f] = dict(rules)
    return out


def check_names(place, standard):
    """Every fail-/pass-/unknown- id against the outcomes; returns the complaints.

    fail-a+b-1 fails exactly two rules, for a pair where one implies the other.
    """
    complaints, failed = [], set()
    for f, rules in outcomes(place, standard).items():
        fails = sorted(r for r, o in rules.items() if o == 'fail')
        name = re.fullmatch(r'(fail|unknown)-(.+)-\d+|(pass)-\d+', f.id)
        if not name:
            if fails and re.match(r'(fail|pass|unknown)', f.id):
                complaints.append(f'{f.layer} {f.id}: odd name')
            continue
        named = sorted(f'{OF_ANY_PATH.get(n, f.kind)}-{n}' for n in (name[2] or '').split('+'))
        rule = named[0]
        if name[3] and (fails or 'pass' not in rules.values()):
            complaints.append(f'{f.layer} {f.id}: fails {fails}')
        elif name[1] == 'fail':
            failed.update(named)
            if fails != named:
                complaints.append(f'{f.layer} {f.id}: fails {fails}')
        elif name[1] == 'unknown' and (fails or rules.get(rule) != 'unknown'):
            complaints.append(f'{f.layer} {f.id}: {rule} is {rules.get(rule)}, fails {fails}')
    for kind, reqs in standard.items():
        for rule in sorted({r.rule for r in reqs} - failed - UNDECIDED):
            if rule.startswith((kind, 'path-')):
                complaints.append(f'no feature is named after failing {rule}')
    return complaints


# --- the table ------------------------------------------------------------------------

def number(x):
    return '' if x is None else f'{x:.4f}'


def table(place, data, profiles):
    rows = []
    for ident in profiles:
        scorer = Scorer(place, data.profile(ident))
        for f in place.all:
            s = scorer.of.get(f)
            if s:
                rows.append([f.layer, f.id, ident, *map(number, s[:4]), s.passable, grade(s)])
        for g in place.segments:
            if scorer.of[g] and len(place.segments) != len([s for s in place.streets if not s.twin]):
                s, a, b, far = g.parts[0]
                rows.append(['segments', f'{s.id}:{b if far else a:.2f}', ident, *map(number, scorer.of[g][:4]),
                             scorer.of[g].passable, grade(scorer.of[g])])
        for (s, side), (pieces, figures) in scorer.parts.items():
            for a, b, p, state in pieces:
                if p:
                    rows.append(['pieces', f'{s.id}:{side}:{a:.2f}-{b:.2f}:{state}', ident,
                                 *map(number, p[:4]), p.passable, ''])
            rows.append(['sides', f'{s.id}:{side}', ident,
                         *(number(figures[k]) for k in ('score', 'low', 'high', 'coverage')), '', ''])
        d = scorer.district()
        if d:
            rows.append(['district', 'all', ident, *map(number, d[:4]), '', ''])
    return rows


def main():
    here = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder')
    parser.add_argument('--data', default=here / 'libaudit' / 'data')
    parser.add_argument('--profile')
    parser.add_argument('--standard', default='model-neighbourhood')
    parser.add_argument('--outcomes', action='store_true')
    parser.add_argument('--check-names', action='store_true')
    args = parser.parse_args()
    data, place = Data(args.data), Place(args.folder)

    if args.check_names:
        complaints = check_names(place, data.standard(args.standard))
        print('\n'.join(complaints) or 'every name is true')
        return 1 if complaints else 0
    out = csv.writer(sys.stdout, lineterminator='\n')
    if args.outcomes:
        out.writerow(['layer', 'id', 'rule', 'outcome'])
        for f, rules in outcomes(place, data.standard(args.standard)).items():
            out.writerows([f.layer, f.id, r, o] for r, o in sorted(rules.items()))
        return 0
    names = args.profile.split(',') if args.profile else \
        ['wheelchair_manual', 'wheelchair_powered', 'walking_frame', 'older_walker', 'long_cane', 'low_vision']
    out.writerow(['layer', 'id', 'profile', 'score', 'low', 'high', 'coverage', 'passable', 'class'])
    out.writerows(table(place, data, names))
    return 0


if __name__ == '__main__':
    sys.exit(main())
