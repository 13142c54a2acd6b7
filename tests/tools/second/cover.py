# SPDX-License-Identifier: MIT
"""What runs along which side of which street (docs/scoring.md#cover)."""
import collections
import itertools

from second.plane import angle, at, box, feet, length, near
from second.values import MATCH_ANGLE, MATCH_DISTANCE, OWN_ELEMENT

STEP, JUMP, SHORT, MOST = 4.0, 40.0, 4.0, 256
Hit = collections.namedtuple('Hit', 'at chain side metres')     # position on the line; side and metres along the chain


class Cover:
    """What a place knows of covers: `links[street]` are (element, side, from, to)."""

    def make_chains(self):
        """Streets that go on as one past plain joints: `chain` (number, turned, metres before it)."""
        self.chains, left = [], dict.fromkeys(s for s in self.streets if not s.twin)
        for s in list(left):
            if s not in left:
                continue
            start, seen = (s, False), {s}
            while True:                         # back to where the chain begins
                before = self.plain_joint(start[0], start[1])
                if before is None or before[0] in seen:
                    break
                start = (before[0], not before[1])
                seen.add(before[0])
            chain, here = [], start
            while here and here[0] in left:
                del left[here[0]]
                chain.append(here)
                here = self.plain_joint(here[0], not here[1])
            done = 0.0
            for part, turned in chain:
                part.chain = (len(self.chains), turned, done)
                done += part.length
            self.chains.append(chain)

    def link_cover(self):
        self.links = collections.defaultdict(list)
        streets = [s for s in self.streets if not s.twin and s.get('class') not in OWN_ELEMENT]
        by_id = collections.defaultdict(list)
        for s in self.streets:
            if not s.twin:
                by_id[s.id].append(s)
        for layer in ('sidewalks', 'footways', 'steps'):
            for f in self.layers[layer]:
                f.street = None
                if f.judged:
                    trusted = by_id.get(f.get('street_id'), [])
                    trusted = trusted if len(trusted) <= MOST else []
                    self.link_line(f, trusted, [s for s in streets if near(box(s.line), box(f.line), MATCH_DISTANCE)])

    def hit(self, f, t, trusted, around):
        p, direction = at(f.line, t)
        best = None
        for s in trusted or [s for s in around if near(box(s.line), (*p, *p), MATCH_DISTANCE)]:
            for d, position, u, signed in feet(s.line, p):
                a = angle(direction, u)
                if trusted or d <= MATCH_DISTANCE and a <= MATCH_ANGLE:
                    key = (round(d, 6), round(a, 6), s.fid, position)
                    if best is None or key < best[0]:
                        best = key, s, 'left' if signed > 0 else 'right'
        if best is None or best[0][0] < 1.0 and not (trusted and f.get('side')):
            return Hit(t, None, None, 0.0)
        key, s, side = best
        side = f.get('side', side) if trusted else side
        number, turned, before = s.chain
        if turned:
            side = 'left' if side == 'right' else 'right'
        return Hit(t, number, side, before + (s.length - key[3] if turned else key[3]))

    def link_line(self, f, trusted, around):
        total = length(f.line)
        n = max(1, int(-(-(total - 1e-9) // STEP)))
        hits = [self.hit(f, total * i / n, trusted, around) for i in range(n + 1)]
        fine = hits[:1]
        for a, b in zip(hits, hits[1:]):
            if a[1:3] != b[1:3]:
                eighths = [a] + [self.hit(f, a.at + (b.at - a.at) * k / 8, trusted, around) for k in range(1, 8)] + [b]
                for c, d in zip(eighths, eighths[1:]):
                    fine += self.change(f, c, d, trusted, around) + [d] if c[1:3] != d[1:3] else [d]
            else:
                fine.append(b)
        self.cover_runs(f, self.runs(fine, total))

    def change(self, f, a, b, trusted, around):
        """The last place that is as a, the first that is not."""
        while b.at - a.at > 1e-6:
            middle = self.hit(f, (a.at + b.at) / 2, trusted, around)
            a, b = (middle, b) if middle[1:3] == a[1:3] else (a, middle)
        return [a, b]

    @staticmethod
    def runs(hits, total):
        """[(chain, side), first and last place on the line, feet along the chain] of what counts."""
        runs = []
        for h in hits:
            last = runs[-1] if runs else None
            if last and last[0] == h[1:3] and (h.chain is None or abs(h.metres - last[3][-1]) <= JUMP):
                last[2] = h.at
                last[3].append(h.metres)
            else:
                runs.append([h[1:3], h.at, h.at, [h.metres]])
        runs = [r for r in runs if r[0][0] is not None]
        merged = []
        for run in runs:
            same = next((m for m in reversed(merged) if m[0] == run[0]), None)
            if same and run[1] - same[2] < SHORT and abs(run[3][0] - same[3][-1]) <= JUMP:
                same[2] = run[2]
                same[3] += run[3]
            else:
                merged.append(run)
        return [r for r in merged if r[2] - r[1] >= SHORT - 1e-9 or r[2] - r[1] >= total - 1e-6]

    def cover_runs(self, f, runs):
        by_street = collections.Counter()
        for (number, side), _, _, metres in runs:
            lo, hi = min(metres), max(metres)
            for s, turned in self.chains[number]:
                before = s.chain[2]
                a, b = max(lo, before) - before, min(hi, before + s.length) - before
                if b - a > 1e-9:
                    a, b = (s.length - b, s.length - a) if turned else (a, b)
                    mine = side if not turned else 'left' if side == 'right' else 'right'
                    self.links[s].append((f, mine, a, b))
                    by_street[s] += b - a
        f.street = max(by_street, key=lambda s: (by_street[s], -s.fid)) if by_street else None

    def covered_m(self, s, side, layer='sidewalks'):
        """Metres of a side along which something of a layer is linked."""
        spans = sorted((a, b) for f, on, a, b in self.links[s] if on == side and f.layer == layer)
        done = total = 0.0
        for a, b in spans:
            total += max(0.0, b - max(a, done))
            done = max(done, b)
        return total
