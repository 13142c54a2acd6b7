# SPDX-License-Identifier: MIT
"""The walking network and ways over it, read a second time from docs/network.md.

Shares no code with libaudit. Everything is compared with everything whose box is near, which is slow and plain;
areas and lines of several parts are not read. `level` of a feature is that of docs/scoring.md#junction-zones.
"""
import collections
import heapq
import math

SNAP = 0.5               # --snap
JUNCTION = 12.0          # --junction
BEHIND_KERB = 5.0        # from the end of a crossing to the sidewalk


def dist(a, b):
    return math.hypot(a[0] - b[0], a[1] - b[1])


def foot(line, p):
    """(distance, position) of the nearest point of a line."""
    best, done = (math.inf, 0.0), 0.0
    for a, b in zip(line, line[1:]):
        d = dist(a, b)
        if d == 0:
            continue
        t = min(max(((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / d, 0.0), d)
        q = (a[0] + t / d * (b[0] - a[0]), a[1] + t / d * (b[1] - a[1]))
        best = min(best, (dist(p, q), done + t), key=lambda x: x[0])
        done += d
    return best


def along(line, s):
    for a, b in zip(line, line[1:]):
        d = dist(a, b)
        if d and s <= d:
            return a[0] + s / d * (b[0] - a[0]), a[1] + s / d * (b[1] - a[1])
        s -= d
    return line[-1]


def beside(f, p, reach):
    """May a feature come within reach of a place?"""
    if not hasattr(f, 'extent'):
        xs, ys = [x for x, _ in f.line], [y for _, y in f.line]
        f.extent = min(xs), min(ys), max(xs), max(ys)
    a, b, c, d = f.extent
    return a - reach <= p[0] <= c + reach and b - reach <= p[1] <= d + reach


def level(f):
    return getattr(f, 'level', 0.0)


class Network:
    """`stops[f]`: [(position, node)] along each feature; `at[node]`: [(feature, position)]."""

    def __init__(self, lines, streets, is_junction):
        """`lines`: features with layer, line, length; `streets`: those that have sides;
        `is_junction(street, i)`: is its vertex i a junction?"""
        self.lines = lines
        self.root = {}
        self.between = collections.defaultdict(list)   # feature -> [(position, tip)]
        self.beyond = collections.defaultdict(float)   # tip -> way to its node that nobody drew
        self.touched = set()
        self.meet()
        self.behind_kerbs()
        self.round_corners(streets, is_junction)
        self.number()

    def find(self, tip):
        while self.root.get(tip, tip) != tip:
            tip = self.root[tip]
        return tip

    def join(self, a, b):
        a, b = self.find(a), self.find(b)
        if a != b:
            self.root[b] = a

    @staticmethod
    def tips(f):
        return ((f, 0), f.line[0], 0.0), ((f, 1), f.line[-1], f.length)

    def meet(self):
        for f in self.lines:
            for tip, p, _ in self.tips(f):
                for o in self.lines:
                    if o is not f and beside(o, p, SNAP):
                        self.meet_line(tip, p, o)
        seen = {}
        for f in self.lines:
            done = 0.0
            for i, p in enumerate(f.line):
                done += dist(f.line[i - 1], p) if i else 0.0
                if 0 < i < len(f.line) - 1:
                    seen.setdefault((round(p[0], 3), round(p[1], 3), level(f)), []).append((f, done))
        for place, here in seen.items():
            for f, position in here if len(here) > 1 else ():
                self.between[f].append((position, place))

    def meet_line(self, tip, p, o):
        ends = [(dist(p, q), t) for t, q, _ in self.tips(o) if dist(p, q) <= SNAP]
        distance, position = foot(o.line, p)
        if ends:
            self.join(tip, min(ends, key=lambda x: x[0])[1])
        elif distance <= SNAP and self.alike(tip[0], o):
            self.between[o].append((position, tip))
        if (ends or distance <= SNAP and self.alike(tip[0], o)) and o.layer != 'crossings':
            self.touched.add(tip)

    @staticmethod
    def alike(f, o):
        return level(f) == level(o) or any(x.layer in ('crossings', 'steps') for x in (f, o))

    def behind_kerbs(self):
        walks = [f for f in self.lines if f.layer in ('sidewalks', 'footways')]
        for c in (f for f in self.lines if f.layer == 'crossings'):
            for tip, p, _ in self.tips(c):
                found = [(*foot(w.line, p), i) for i, w in enumerate(walks) if beside(w, p, BEHIND_KERB)]
                distance, position, i = min(found, key=lambda x: x[0], default=(math.inf, 0, 0))
                if tip in self.touched or distance > BEHIND_KERB:
                    continue
                w = walks[i]
                self.beyond[tip] = distance
                if position <= SNAP or w.length - position <= SNAP:
                    self.join(tip, (w, 0 if position <= SNAP else 1))
                else:
                    self.between[w].append((position, tip))

    def round_corners(self, streets, is_junction):
        junctions = []                                 # [place, {street: positions}]
        for s in streets:
            done = 0.0
            for i, p in enumerate(s.line):
                done += dist(s.line[i - 1], p) if i else 0.0
                if is_junction(s, i):
                    near = next((j for j in junctions if dist(j[0], p) <= SNAP), None)
                    if near is None:
                        near = (p, [])
                        junctions.append(near)
                    near[1].append((s, done))
        loose = {}
        for f in self.lines:
            if f.layer != 'sidewalks':
                continue
            ends = []
            for tip, p, _ in self.tips(f):
                near = min(junctions, key=lambda j: dist(j[0], p), default=None)
                if tip not in self.touched and near and dist(near[0], p) <= 2 * math.sqrt(2) * JUNCTION:
                    ends.append((dist(near[0], p), tip, p, id(near)))
            if len(ends) == 2 and ends[0][3] == ends[1][3]:
                ends = [min(ends, key=lambda x: x[0])]
            for _, tip, p, near in ends:
                loose.setdefault(near, []).append((tip, p))
        for junction in junctions:
            self.join_corners(junction, loose.get(id(junction), []))

    def join_corners(self, junction, ends):
        centre, roots = junction
        arms = []
        for s, position in roots:
            for way, room in ((-JUNCTION, position), (JUNCTION, s.length - position)):
                if room > SNAP:
                    q = along(s.line, min(max(position + way, 0.0), s.length))
                    arms.append(math.atan2(q[1] - centre[1], q[0] - centre[0]))
        arms.sort()
        corners = collections.defaultdict(list)
        for tip, p in ends:
            bearing, r = math.atan2(p[1] - centre[1], p[0] - centre[0]), dist(p, centre)
            before = max((a for a in arms if a <= bearing), default=arms[-1])
            after = arms[(arms.index(before) + 1) % len(arms)]
            # measured along the arm it lies beside
            beside = [(abs(r * math.sin(bearing - a)), r * math.cos(bearing - a)) for a in (before, after)]
            ahead = [x for x in beside if x[1] > 0] or beside
            if min(ahead, key=lambda x: x[0])[1] <= JUNCTION:
                corners[before].append((tip, p))
        for together in corners.values():
            x, y = (sum(p[k] for _, p in together) / len(together) for k in (0, 1))
            for tip, p in together if len(together) > 1 else ():
                self.beyond[tip] = dist(p, (x, y))
                self.join(together[0][0], tip)

    def number(self):
        self.stops, self.at = {}, collections.defaultdict(list)
        for f in self.lines:
            stops = [(-self.beyond[f, 0], self.find((f, 0))), (f.length + self.beyond[f, 1], self.find((f, 1)))]
            stops[1:1] = sorted(((s, self.find(t)) for s, t in self.between[f]), key=lambda x: x[0])
            self.stops[f] = stops
            for position, node in stops:
                self.at[node].append((f, position))

    def ways(self, starts, walks=lambda f: True):
        """Dijkstra: {node: metres} from {node: metres}, along features that `walks` allows."""
        found, heap = {}, [(d, i, node) for i, (node, d) in enumerate(starts.items())]
        heapq.heapify(heap)
        serial = len(heap)
        while heap:
            d, _, node = heapq.heappop(heap)
            if node in found:
                continue
            found[node] = d
            for f, position in self.at[node]:
                for other, to in self.stops[f] if walks(f) else ():
                    serial += 1
                    heapq.heappush(heap, (d + abs(other - position), serial, to))
        return found

    # -- what is measured along the way

    def seat_intervals(self, seats):
        """{feature: longest way from seat to seat through it}, where one can be reached."""
        seats_of = {f: sorted(s for d, s in (foot(f.line, p) for p in seats if beside(f, p, 5.0)) if d <= 5.0) for f in self.lines}
        starts = {}
        for f in self.lines:
            for seat in seats_of[f]:
                for position, node in self.stops[f]:
                    starts[node] = min(starts.get(node, math.inf), abs(position - seat))
        to_seat = self.ways(starts)
        out = {}
        for f in self.lines:
            stops = self.stops[f]
            widest = 0.0
            for (a, m), (b, n) in zip(stops, stops[1:]):
                places = [a - to_seat.get(m, math.inf)] + [s for s in seats_of[f] if a <= s <= b]
                places.append(b + to_seat.get(n, math.inf))
                widest = max([widest] + [y - x for x, y in zip(places, places[1:])])
            if widest < math.inf:
                out[f] = widest
        return out

    def passing_interval(self, f, to_wide):
        """At most this far from one place to pass to the next through a line that is too narrow
        somewhere; inf where none can be reached. `to_wide`: {node: metres}."""
        return max(to_wide.get(m, math.inf) + b - a + to_wide.get(n, math.inf)
                   for (a, m), (b, n) in zip(self.stops[f], self.stops[f][1:]))

    def guidance_stops(self, f, guidance):
        """Ends of a guided line at which guidance stops half way; None where that is not known.
        At a crossing, at steps and at the corner of a junction it may end.

        `guidance(g)`: 'yes', 'no' or None."""
        stopped, unknown = 0, False
        for end in (0, 1):
            position, node = self.stops[f][-end]
            others = [g for g, there in self.at[node] if g is not f or there != position]
            if self.beyond[f, end] or any(g.layer in ('crossings', 'steps') for g in others):
                continue
            onward = {guidance(g) for g in others}
            stopped += onward == {'no'}
            unknown |= bool(onward) and 'yes' not in onward and None in onward
        return None if unknown and not stopped else stopped

    def far_end(self, flight, end, is_steps):
        """Past all flights that follow each other without anything else meeting them."""
        walked = {flight}
        node = self.stops[flight][end][1]
        while True:
            others = [g for g, _ in self.at[node] if g not in walked]
            if len(self.at[node]) != 2 or len(others) != 1 or not is_steps(others[0]):
                return node
            walked.add(others[0])
            ends = [n for _, n in (self.stops[others[0]][0], self.stops[others[0]][-1])]
            node = ends[0] if ends[1] == node else ends[1]

    def way_round(self, flight, is_steps, walks):
        """Metres between both ends of the flights in a row over what `walks` allows; None where
        both are one."""
        a, b = (self.far_end(flight, end, is_steps) for end in (0, -1))
        return None if a == b else self.ways({a: 0.0}, walks).get(b, math.inf)
