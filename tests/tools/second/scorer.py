# SPDX-License-Identifier: MIT
"""Chains, streets and the district."""

from second.element import element, grade
from second.sides import Sides
from second.values import ABSENT, Graded, PASSABLE_RANK, Score, UNKNOWN, Value, mean, stored


class Scorer(Sides):
    """All scores of a place for one profile."""

    def __init__(self, place, profile):
        self.place, self.profile = place, profile
        self.of = {}
        for f in place.all:
            if f.kind in ('sidewalk', 'steps', 'ramp') and f.judged:
                self.of[f] = self.element(f.kind, f.values)
        for f in place.all:
            if f.twin and f.kind in ('sidewalk', 'steps'):
                self.of[f] = self.of[f.first]
        for c in place.crossings:
            self.of[c] = stored(self.chain(c))
            for part, _ in c.parts:
                self.of[part] = self.of[c]
        for f in place.layers['crossings']:
            if f.twin:
                self.of[f] = self.of[f.first]
        self.parts = {}
        self.pieces_of = {(s, side): self.pieces(s, side) for s in place.streets if not s.own and not s.twin
                          for side in ('left', 'right') if self.side_applies(s, side)}
        for s in place.streets:
            if s.own:
                self.of[s] = stored(self.own_street(s.first if s.twin else s))
        for g in place.segments:
            self.of[g] = self.joined([(b - a, self.of[s]) for s, a, b, _ in g.parts]) if g.own \
                else stored(self.segment(g))
        for s in place.streets:
            if not s.own:
                first = s.first if s.twin else s
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

    def told_ramp(self, c, kerb):
        """A ramp of which only what the crossing's columns tell is known."""
        return self.element('ramp', self.told_values(c, kerb))

    @staticmethod
    def told_values(c, kerb):
        told = {'kerb': kerb, 'tactile_warning': c.get('tactile_warning'), 'kerb_height_mm': c.get('kerb_height_mm')}
        values = {name: Value(value, 'linked') for name, value in told.items() if value not in (None, '')}
        if 'kerb_height_mm' in values and kerb != 'rolled':
            values['lip_mm'] = values['kerb_height_mm']
        if c.get('crosses'):
            values['crosses'] = Value(c.get('crosses'), 'geometry')
        return values

    def crossing_values(self, c):
        values = dict(c.values)
        stage = values.get('crossing_stage_m')
        if 'walk_s' in values and 'clearance_s' in values and stage and stage.value > 0:
            green = values['walk_s'].value + values['clearance_s'].value
            needed = self.profile['start'] + (stage.value + 1.8) / self.profile['speed']
            values['green_margin'] = Value(green / needed, stage.origin)
        return values

    def chain(self, c):
        links = [self.element('crossing', self.crossing_values(c))]
        for k, (state, ramps) in enumerate(zip(c.state, c.ends + c.islands)):
            link = None
            if state == 'unknown':
                link = UNKNOWN if self.profile['needs']['ramp'] else None
            elif state == 'absent':
                link = self.virtual_ramp(ramps)
            elif state == 'told':
                link = self.told_ramp(c, self.place.told(c, k))
            elif state in ('ramp', 'unsure'):
                link = self.combined(ramps) if k < 2 else self.in_series(ramps)
            links.append(self.opened(link, self.place.may_be(c, k), ramps))
        return self.weakest([s for s in links if s])

    @staticmethod
    def weakest(links):
        if not links:
            return None
        coverage = sum(s.coverage for s in links) / len(links)
        passable = min((s.passable for s in links), key=PASSABLE_RANK.get)
        if passable == 'no':
            return Score(0.0, 0.0, 0.0, coverage, 'no')
        known = [s.score for s in links if s.score is not None]
        return Score(min(known) if known else None, min(s.low for s in links), min(s.high for s in links),
                     coverage, passable)

    def opened(self, link, may_be, ramps):
        """A link that may be another, too, is known as far as these agree."""
        if not link or not may_be:
            return link
        absent = self.virtual_ramp(ramps) if 'absent' in may_be else None
        lows = [link.low] + ([absent.low] if absent else [])
        sure = link.passable == 'yes' and (not absent or absent.passable == 'yes')
        return Score(None if link.passable == 'no' else link.score, min(lows), 100.0, 0.0, 'yes' if sure else 'unknown')

    def combined(self, ramps):
        scores = [self.of[r] for r in ramps if self.of[r]]
        return self.best(scores) if scores else None

    def in_series(self, ramps):
        """The kerbs of an island are passed one after the other: the weakest counts."""
        scores = [self.of[r] for r in ramps if self.of[r]]
        if not scores:
            return None
        known = [s.score for s in scores if s.score is not None]
        return Score(min(known) if known else None, min(s.low for s in scores), min(s.high for s in scores),
                     min(scores, key=lambda s: (s.low, -1 if s.score is None else s.score, s.coverage)).coverage,
                     min((s.passable for s in scores), key=PASSABLE_RANK.get))

    def own_street(self, s):
        kind = 'steps' if s.get('class') == 'steps' else 'sidewalk'
        return self.element(kind, self.own_values(s, kind))

    @staticmethod
    def own_values(f, kind):
        values = dict(f.values)
        if kind == 'steps' and f.layer == 'streets':
            values.setdefault('step_free', Value('no', 'geometry'))
        return values

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
            X = (ABSENT if g.expected == 'yes' and (self.place.absent['crossings'] or g.denied) else UNKNOWN)._asdict()
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
