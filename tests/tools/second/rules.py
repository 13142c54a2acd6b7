# SPDX-License-Identifier: MIT
"""Quantities and conditions; rules, standards and profiles of a data folder."""
import collections
import pathlib
import re

import yaml

from second.values import Need, Requirement, SURE_OF_THE_LEAST, SURE_OF_THE_MOST


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
            return yaml.load(f, Loader=getattr(yaml, 'CBaseLoader', yaml.BaseLoader))

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
