# SPDX-License-Identifier: MIT
"""What stands on the lines of what is walked: docs/scoring.md, "What stands in the way"."""
import collections
import math

from walked import beside

TOUCH, VERTEX, CHORD, SAME = 0.5, 0.001, 1.0, math.cos(math.radians(2.5625))
WORDS = set('stile turnstile kissing_gate gate locked_gate swing_gate lift_gate cycle_barrier bollard '
            'block chain wall fence hedge jersey_barrier step debris log cattle_grid ditch passable '
            'wheelchair_barrier other_barrier'.split())
LEAVES_ROOM = set('bollard block cycle_barrier swing_gate lift_gate log debris jersey_barrier thing '
                  'other_barrier'.split())
Hit = collections.namedtuple('Hit', 'line distance at')


def foot(line, p):
    """(distance, position along) of the nearest point of a line."""
    best, done = (math.inf, 0.0), 0.0
    for (ax, ay), (bx, by) in zip(line, line[1:]):
        d = math.hypot(bx - ax, by - ay)
        t = 0.0 if d == 0 else min(max(((p[0] - ax) * (bx - ax) + (p[1] - ay) * (by - ay)) / d / d, 0.0), 1.0)
        best = min(best, (math.hypot(p[0] - ax - t * (bx - ax), p[1] - ay - t * (by - ay)), done + t * d))
        done += d
    return best


def point_at(line, at):
    for (ax, ay), (bx, by) in zip(line, line[1:]):
        d = math.hypot(bx - ax, by - ay)
        if at <= d and d > 0:
            return ax + at / d * (bx - ax), ay + at / d * (by - ay)
        at -= d
    return line[-1]


def branches(hits):
    """Directions in which ways lead off; one that is drawn twice counts once."""
    out = []
    for h in hits:
        here = point_at(h.line.line, h.at)
        for room, sign in ((h.at, -1), (h.line.length - h.at, 1)):
            if room > TOUCH:
                there = point_at(h.line.line, h.at + sign * min(room, CHORD))
                d = math.hypot(there[0] - here[0], there[1] - here[1])
                way = ((there[0] - here[0]) / d, (there[1] - here[1]) / d)
                if all(way[0] * w[0] + way[1] * w[1] <= SAME for w in out):
                    out.append(way)
    return out


def kind_of(thing, named):
    """Of an obstacle or a kerb; None when it is no barrier. `named`: a row without a kind may be no kerb at all."""
    if thing.layer == 'obstacles':
        told = thing.get('barrier') or thing.get('kind')
        return told if told in WORDS else 'thing'
    if thing.get('kerb') == 'raised' or (thing.get('kerb_height_mm') or 0) > 30:
        return 'raised_kerb'
    if thing.get('kerb') is None and not named:
        return 'kerb'
    return 'rolled_kerb' if thing.get('kerb') == 'rolled' else None


def acting(thing, lines, walked, goes_on, named):
    """[(line, kind)] on which a thing acts. `goes_on(line, at_start)` is the network's word."""
    kind, hits = kind_of(thing, named), []
    if kind is None or getattr(thing, 'crossing', None):
        return []
    for line in lines:
        if not beside(line, thing.line[0], CHORD):
            continue
        distance, at = foot(line.line, thing.line[0])
        if distance <= (VERTEX if kind == 'thing' else TOUCH):
            hits.append(Hit(line, distance, at))
    exact = any(h.distance <= VERTEX for h in hits)
    kerb = thing.layer == 'ramps'
    if kerb and any(h.line.layer == 'crossings' for h in hits):
        return []
    mine = [h for h in hits if walked(h.line) and (h.distance <= VERTEX or not exact)]
    others = any(h.line.layer != 'sidewalks' for h in mine)
    out = []
    for h in mine:
        if h.at <= TOUCH or h.line.length - h.at <= TOUCH:
            if kerb and h.line.layer == 'sidewalks' and others:
                continue
            if len(branches(hits)) <= 1 and not goes_on(h.line, h.at <= h.line.length / 2):
                continue
        out.append(h.line)
    if len(branches(mine)) > 2 and kind not in LEAVES_ROOM | {'passable'}:
        kind = 'unclear'
    return [(line, kind) for line in out]


def measured(things, lines, walked, goes_on, named=True):
    """{line: (set of kinds, least opening or None)}"""
    kinds, opening = collections.defaultdict(set), {}
    for thing in things:
        for line, kind in acting(thing, lines, walked, goes_on, named):
            width = thing.get('opening_m')
            if width is not None:
                opening[line] = min(width, opening.get(line, math.inf))
            if width is None or kind not in LEAVES_ROOM:
                kinds[line].add(kind)
    for line in lines:
        said = line.get('wheelchair')
        if said in ('no', 'limited') and walked(line):
            kinds[line].add('wheelchair_' + said)
    return {line: (kinds.get(line, set()), opening.get(line)) for line in set(kinds) | set(opening)}
