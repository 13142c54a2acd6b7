# SPDX-License-Identifier: MIT
"""Crossings that are drawn in parts (docs/scoring.md#a-crossing-in-parts)."""
import itertools
import math

from second.features import Feature
from second.plane import box, dist, length, lines_distance, near, nearest
from second.values import TOUCH, Value

BESIDE, STRAIGHT, BENT, CORNER = 2.0, 30.0, 60.0, 100.0
ISLAND, WAYS, BEYOND = 15.0, 4, 1.0
# best first, as docs/scoring.md#a-crossing-in-parts has them
ORDER = {
    'surface': 'asphalt concrete wood metal paving_stones sett compacted cobblestone gravel dirt grass sand',
    'control': 'signal beacon stop_yield uncontrolled', 'structure': 'at_grade underpass footbridge',
    'kerb': 'none flush lowered rolled raised', 'tactile_warning': 'yes partial faulty no', 'island': 'no yes'}
ORDER.update({'kerb_left': ORDER['kerb'], 'kerb_right': ORDER['kerb']})
SMALLER_IS_WORSE = {'clear_width_m', 'walk_s', 'clearance_s', 'island_length_m', 'island_width_m'}
OF_EACH = {'clear_width_m', 'running_slope_pct', 'cross_slope_pct', 'surface', 'raised'}


def badness(field, value):
    """The greater, the worse."""
    if isinstance(value, float):
        return -value if field in SMALLER_IS_WORSE else abs(value)
    if field in ORDER:
        return ORDER[field].split().index(value)
    return ['yes', 'no'].index(value) if value in ('yes', 'no') else 0


def worse(field, values):
    """Of several values the worst; the first of equals."""
    return max(values, key=lambda v: badness(field, v.value)) if values else None


def direction(line, last):
    """Which way one leaves a line at its end, or at its start."""
    here, there = (line[-1], line[-2]) if last else (line[0], line[1])
    d = dist(here, there)
    return (here[0] - there[0]) / d, (here[1] - there[1]) / d


def turn(out, into):
    """Degrees by which the way turns from leaving one line to leaving the other, seen from their meeting."""
    return math.degrees(math.acos(max(-1.0, min(1.0, -(out[0] * into[0] + out[1] * into[1])))))


class Whole(Feature):
    """A crossing in one or more parts: `parts` are (crossing, turned), `refuges` (from, to) along `line`."""

    def __init__(self, chain, first):
        self.__dict__.update(first.__dict__)
        self.parts = [(c, turned) for c, turned, _ in chain]
        self.line, self.refuges, done = [], [], 0.0
        for c, turned, between in chain:
            for line in between:
                self.line += line
            if between:
                self.refuges.append((done, length(self.line)))
            self.line += c.line[::-1] if turned else c.line
            done = length(self.line)
        self.length = length(self.line)
        self.values = dict(first.values)
        if len(chain) > 1:
            self.settle()
        for c, _ in self.parts:
            c.values = self.values       # what is measured of one is measured of all

    def settle(self):
        fields = dict.fromkeys(f for c, _ in self.parts for f in c.values)
        for field in fields:
            said = [c.values[field] for c, _ in self.parts if field in c.values]
            if field in OF_EACH and len(said) < len(self.parts):
                self.values.pop(field, None)
            elif field not in ('crossing_id', 'street_id'):
                self.values[field] = worse(field, said)
        self.values['length_m'] = Value(sum(c.length for c, _ in self.parts), 'geometry')
        if self.refuges:
            self.values['island'] = Value('yes', 'geometry')


class Parts:
    """What a place knows of crossings in parts."""

    def join_parts(self):
        """Puts the crossings in a row that are one; `crossings` are the wholes, `whole` of each part its own."""
        lines = [c for c in self.layers['crossings'] if len(c.line) > 1 and c.judged]
        roads = [s for s in self.streets if not s.own]
        short = [f for f in self.layers['footways'] if f.judged and f.length <= ISLAND]
        crosses = {c: any(lines_distance(c.line, s.line) <= TOUCH for s in roads) for c in lines}
        joins = []
        for a, b in itertools.combinations(lines, 2):
            if not near(box(a.line), box(b.line), ISLAND + 2 * TOUCH):
                continue
            for one, two in itertools.product((0, 1), repeat=2):
                bend = turn(direction(a.line, one), direction(b.line, two))
                here, there = a.line[-one], b.line[-two]
                if dist(here, there) <= TOUCH and self.is_joint(here, bend, crosses[a] and crosses[b], roads):
                    joins.append((0, bend, a.fid, b.fid, (a, one), (b, two), []))
                elif TOUCH < dist(here, there) <= ISLAND + 2 * TOUCH and bend <= BENT:
                    way = self.island_between(here, there, short, roads)
                    if way:
                        joins.append((1, bend, a.fid, b.fid, (a, one), (b, two), way))
        partner = {}
        for *_, one, two, way in sorted(joins, key=lambda j: j[:4]):
            if one not in partner and two not in partner:
                partner[one], partner[two] = (two, way), (one, [w[::-1] for w in way[::-1]])
        self.joints = set(partner)
        self.crossings, left = [], dict.fromkeys(lines)
        for c in lines:
            if c in left:
                whole = Whole(self.chain_from(c, partner, left), c)
                self.crossings.append(whole)
                for part, _ in whole.parts:
                    part.whole = whole
        for c in self.layers['crossings']:
            if c.judged and len(c.line) == 1:
                c.whole = Whole([(c, False, [])], c)
                self.crossings.append(c.whole)
        self.crossings.sort(key=lambda c: c.fid)

    def is_joint(self, place, bend, both_cross, roads):
        away = min([nearest(s.line, place)[0] for s in roads if near(box(s.line), (*place, *place), BESIDE)],
                   default=math.inf)
        if away <= TOUCH and bend <= CORNER or away <= BESIDE and bend <= BENT:
            return True
        if not (bend <= STRAIGHT or bend <= BENT and not both_cross):
            return False
        return all(nearest(w.line, place)[0] > TOUCH for w in self.layers['sidewalks'] if w.judged)

    def island_between(self, here, there, short, roads, walked=()):
        """The lines of a path over an island from one place to another, each drawn this way; None without one."""
        for f in short if len(walked) < WAYS else ():
            if min(dist(f.line[0], here), dist(f.line[-1], here)) > TOUCH or f in walked \
                    or sum(w.length for w in walked) + f.length > ISLAND:
                continue
            for line in (f.line, f.line[::-1]):
                if dist(line[0], here) > TOUCH:
                    continue
                if dist(line[-1], there) <= TOUCH:
                    ways = (*walked, f)
                    if any(w.get('island') == 'yes' or any(lines_distance(w.line, s.line) <= TOUCH for s in roads)
                           for w in ways):
                        return [line]
                    continue
                rest = self.island_between(line[-1], there, short, roads, (*walked, f))
                if rest:
                    return [line, *rest]
        return None

    @staticmethod
    def chain_from(c, partner, left):
        """All parts of the crossing that this is the first row of, in its direction: (part, turned, way to it)."""
        def walk(end):
            out = []
            while end in partner:
                (other, entered), way = partner[end]
                if other not in left:
                    break
                del left[other]
                out.append((other, entered == 1, way))
                end = (other, 1 - entered)
            return out

        del left[c]
        after = walk((c, 1))
        before = walk((c, 0))
        # walked backwards: turn the parts and the ways between them
        chain, ways = [(c, False)] + [(p, t) for p, t, _ in after], [w for *_, w in after]
        for part, turned, way in before:
            chain.insert(0, (part, not turned))
            ways.insert(0, [w[::-1] for w in way[::-1]])
        return [(p, t, w) for (p, t), w in zip(chain, [[], *ways])]
