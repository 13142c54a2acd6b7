# SPDX-License-Identifier: MIT
"""Junctions, zones and segments (docs/scoring.md#junction-zones, #segments)."""
import collections
import math

from second.features import Segment
from second.plane import at, dist, lines_distance
from second.values import JUNCTION, TOUCH


class Junctions:
    """What a place knows of where its streets meet."""

    def corners(self):
        """Vertices of streets by the cell they lie in, of 1 m."""
        if not hasattr(self, 'cells'):
            self.cells = collections.defaultdict(list)
            for s in self.streets:
                for i, v in enumerate(s.line) if not s.twin else ():
                    self.cells[math.floor(v[0]), math.floor(v[1])].append((s, i))
        return self.cells

    def there(self, s, p):
        """Streets other than s, with their vertex number, that have a vertex at p."""
        x, y = math.floor(p[0]), math.floor(p[1])
        return [(o, i) for dx in (-1, 0, 1) for dy in (-1, 0, 1) for o, i in self.corners().get((x + dx, y + dy), ())
                if o is not s and o is not getattr(s, 'first', None) and dist(o.line[i], p) <= TOUCH]

    def meeting(self, s, p):
        """Those on the same level."""
        return [(o, i) for o, i in self.there(s, p) if self.level(o) == self.level(s)]

    def plain_joint(self, s, last):
        """The one street end that this one goes on in, whether a bridge begins there or not: (street, at its end)."""
        if dist(s.line[0], s.line[-1]) <= TOUCH:
            return None
        met = self.there(s, s.line[-1] if last else s.line[0])
        if len(met) != 1 or met[0][1] not in (0, len(met[0][0].line) - 1):
            return None
        o, i = met[0]
        levels = self.level(s), self.level(o)
        begins = any(x.get(k) == 'yes' for x in (s, o) for k in ('bridge', 'tunnel'))
        if levels[0] != levels[1] and not begins or dist(o.line[0], o.line[-1]) <= TOUCH:
            return None
        name, other = (x.get('name') or x.get('name_ar') for x in (s, o))
        return (o, i > 0) if name == other or not name or not other else None

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
        if not hasattr(s, 'nodes'):
            position, s.nodes = 0.0, []
            for i, v in enumerate(s.line):
                position += dist(s.line[i - 1], v) if i else 0.0
                if self.is_junction(s, i) and not any(dist(v, at(s.line, x)[0]) <= 0.001 and position - x < 0.01
                                                      for x in s.nodes):
                    s.nodes.append(position)
        return s.nodes

    def make_zones(self):
        """From every junction both ways, past plain joints too, at most a third of the way to the next one."""
        for s in self.streets:
            s.zones = []
        for s in self.streets:
            if s.own or s.twin:
                continue
            for t in self.nodes(s):
                for ahead in (False, True):
                    self.spread(s, t, ahead)

    def onward(self, s, t, ahead):
        """Pieces (street, from, to, next junction there) of the way on from a place, till a junction or an end."""
        seen = set()
        while True:
            nodes = [x for x in self.nodes(s) if (x > t + 1e-9 if ahead else x < t - 1e-9)]
            stop = (min(nodes) if ahead else max(nodes)) if nodes else s.length if ahead else 0.0
            yield s, t, stop, bool(nodes)
            seen.add(s)
            joint = self.plain_joint(s, ahead)
            if nodes or joint is None or joint[0] in seen:
                return
            s, last = joint
            t, ahead = (s.length, False) if last else (0.0, True)

    def spread(self, s, t, ahead):
        way = list(self.onward(s, t, ahead))
        total = sum(abs(b - a) for _, a, b, _ in way)
        left = min(JUNCTION, total / 3) if way[-1][3] else min(JUNCTION, total)
        for street, a, b, _ in way:
            here = min(left, abs(b - a))
            end = a + here if b > a else a - here
            if not street.own:
                street.zones.append((min(a, end), max(a, end)))
            left -= here
            if left <= 1e-9:
                return

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
        met = self.there(s, p)
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
        for c in self.crossings:
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
            g.denied = any(lines_distance(c.line, self.stretch_line(s, a, b)) <= TOUCH for s, a, b, _ in g.parts
                           for c in self.layers['crossings'] if c.denied)
            g.missing = g.expected != 'no' and not g.crossings and not near
