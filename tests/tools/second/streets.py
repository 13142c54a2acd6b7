# SPDX-License-Identifier: MIT
"""Junctions, zones and segments (docs/scoring.md#junction-zones, #segments)."""

from second.features import Segment
from second.plane import at, dist, lines_distance
from second.values import JUNCTION, TOUCH


class Junctions:
    """What a place knows of where its streets meet."""

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

    def zones(self, s):
        nodes = self.nodes(s)
        out = []
        for k, t in enumerate(nodes):
            before = min(JUNCTION, (t - nodes[k - 1]) / 3) if k else min(JUNCTION, t)
            after = min(JUNCTION, (nodes[k + 1] - t) / 3) if k + 1 < len(nodes) else min(JUNCTION, s.length - t)
            out.append((t - before, t + after))
        return out

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
