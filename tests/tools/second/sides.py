# SPDX-License-Identifier: MIT
"""Sides of streets and segments (docs/scoring.md#sides, #cover)."""

from second.plane import angle, at, box, dist, near, nearest
from second.values import ABSENT, TOUCH, UNKNOWN, mean


class Sides:
    """What a scorer knows of sides: `of` what covers them, `place` and `best` are its own."""

    def side_applies(self, s, side):
        if s.get('sidewalk_' + side) == 'not_applicable':
            return False
        closed = dist(s.line[0], s.line[-1]) <= TOUCH and len(s.line) > 3
        if closed or s.get('junction') in ('roundabout', 'circular'):
            ring = s.line + s.line[:1]
            area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
            if side == ('left' if area > 0 else 'right'):
                return False
        return not (s.get('oneway') in ('yes', 'true', '1') and self.is_median(s, side))

    def is_median(self, s, side):
        p, u = at(s.line, s.length / 2)
        for o in self.place.streets:
            same = (o.get('name') and o.get('name') == s.get('name')) or o.get('class') and o.get('class') == s.get('class')
            if o is s or o.twin or not same or o.get('oneway') not in ('yes', 'true', '1') \
                    or not near(box(o.line), (*p, *p), 40.0):
                continue
            d, position, v, _ = nearest(o.line, p)
            q, _ = at(o.line, position)
            signed = u[0] * (q[1] - p[1]) - u[1] * (q[0] - p[0])
            along = (u[0] * v[0] + u[1] * v[1] > 0) == (s.against == o.against)
            opposite = not along and angle(u, v) <= 30
            if opposite and 0 < d <= 40 and (signed > 0) == (side == 'left'):
                facing = 'left' if v[0] * (p[1] - q[1]) - v[1] * (p[0] - q[0]) > 0 else 'right'
                if all(self.place.covered_m(x, on) < 0.1 * x.length for x, on in ((s, side), (o, facing))):
                    return True
        return False

    def is_absent(self, s, side):
        """Is what nothing covers absent there, by what the street says?"""
        said = s.get('sidewalk_' + side)
        return said == 'no' or (said not in ('yes', 'separate', 'unknown') and self.place.absent['sidewalks'])

    def blockers_that_count(self, s, side):
        """Footways and steps that can't be passed and into which the walking line of a side leads."""
        here = list(dict.fromkeys(f for f, on, _, _ in self.place.links[s] if on == side and self.of[f]))
        led = [f for f in here if f.layer == 'sidewalks']
        walks = [f for f in here if f.layer == 'footways']
        left = [f for f in here if f.layer != 'sidewalks']
        more = True
        while more:
            more = [f for f in left if any(self.touches(f, o) for o in led)
                    or f.layer == 'steps' and any(self.touches(f, o) for o in walks)]
            led += more
            left = [f for f in left if f not in more]
        return led

    @staticmethod
    def touches(f, o):
        return min(nearest(b.line, e)[0] for a, b in ((f, o), (o, f)) for e in (a.line[0], a.line[-1])) <= TOUCH

    def pieces(self, s, side):
        """The parts of a side outside the junction zones: (from, to, Score or None, state)."""
        absent = self.is_absent(s, side)
        counts = None if absent else self.blockers_that_count(s, side)
        covers = [(f, self.of[f], a, b) for f, on, a, b in self.place.links[s] if on == side]
        told = self.told_sidewalk(s, side) if self.place.told_alone(s, side) else None
        cuts = {0.0, s.length, *s.cuts} | {x for z in s.zones for x in z} | {x for *_, a, b in covers for x in (a, b)}
        cuts = sorted(x for x in cuts if 0 <= x <= s.length)
        out = []
        for a, b in zip(cuts, cuts[1:]):
            mid = (a + b) / 2
            if b - a < 1e-9 or any(z[0] < mid < z[1] for z in s.zones):
                continue
            here = [(f, x) for f, x, lo, hi in covers if lo < mid < hi]
            judged = [x for f, x in here if x and (counts is None or x.passable != 'no' or f in counts)]
            if judged:
                out.append((a, b, self.best(judged), 'covered'))
            elif here and not any(x for _, x in here):
                out.append((a, b, None, 'not_applicable'))
            elif told:
                out.append((a, b, told, 'covered'))
            elif here:
                out.append((a, b, UNKNOWN, 'left_out'))   # something runs there that does not count for this user
            else:
                out.append((a, b, ABSENT if absent else UNKNOWN, 'absent' if absent else 'unknown'))
        merged = []
        for a, b, score, state in out:
            if merged and merged[-1][2:] == (score, state) and abs(merged[-1][1] - a) < 1e-9 and a not in s.cuts:
                merged[-1] = (merged[-1][0], b, score, state)
            else:
                merged.append((a, b, score, state))
        return merged

    def told_sidewalk(self, s, side):
        """docs/decisions/0020: of a sidewalk that only the street's own columns tell of."""
        values = dict(s.told.get(side, {}))
        grade = s.values.get('street_grade_pct')
        if grade:
            values.setdefault('street_grade_pct', grade._replace(origin='linked'))
            values.setdefault('running_slope_pct', grade._replace(origin='linked'))
        return self.element('sidewalk', values)

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
                and self.longest(pieces, lambda p, state: state in ('absent', 'unknown', 'left_out')) <= 5}

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
