# SPDX-License-Identifier: MIT
"""The findings that must be there (docs/scoring.md, section 11.1)."""
import collections

from second.compliance import outcome
from second.element import stoppers
from second.values import Value

RAMP_READS = ('kerb', 'tactile_warning', 'kerb_height_mm')
BARRIER_M = 5.0


def places(c):
    return ['start', 'end', *(f'island-{k + 1}' for k in range(len(c.islands)))]


def kind_of(place, f):
    if f.layer == 'streets':
        return ('steps' if f.get('class') == 'steps' else 'sidewalk') if f.own else None
    return f.kind


def is_told_of_its_end(place, r):
    """A raised kerb where a ramp is missing: that is said once, of the crossing's end."""
    return r.get('kerb') == 'raised' and any(state == 'absent' and r in ramps and not place.may_be(c, k)
                                             for c in r.crossings
                                             for k, (state, ramps) in enumerate(zip(c.state, c.ends + c.islands)))


def elements(place):
    """Everything that is judged by itself: (feature, kind)."""
    for f in place.all:
        if f.judged and not f.twin and f.kind != 'crossing' and (f.layer != 'streets' or f in place.streets):
            kind = kind_of(place, f)
            if kind and not (f.kind == 'ramp' and is_told_of_its_end(place, f)):
                yield f, kind
    for c in place.crossings:
        yield c, 'crossing'


def expected(place, standard, scorers):
    """{(table, key, rule, place): (fails, {codes it stops})} of elements and of the ends of crossings."""
    out = collections.defaultdict(lambda: [False, set()])
    for f, kind in elements(place):
        for req in standard[kind]:
            if req.rule not in ('crossing-ramp-missing', 'street-crossing-missing') and outcome(place, f, req) == 'fail':
                out[f.table, f.key, req.rule, None][0] = True
        for code, scorer in scorers.items():
            values = scorer.crossing_values(f) if kind == 'crossing' else scorer.own_values(f, kind)
            for rule in stoppers(place.applicable(kind, scorer.profile['needs'][kind]), values):
                out[f.table, f.key, rule, None][1].add(code)
    for c in place.crossings:
        for name, state, ramps, k in zip(places(c), c.state, c.ends + c.islands, range(99)):
            for code, scorer in scorers.items():
                needs = scorer.profile['needs']['ramp']
                if state == 'absent' and not place.may_be(c, k):
                    link = scorer.virtual_ramp(ramps)
                    if link and link.passable == 'no':
                        out[c.table, c.key, 'crossing-ramp-missing', name][1].add(code)
                elif state == 'told' and not place.may_be(c, k):
                    for rule in stoppers(place.applicable('ramp', needs), scorer.told_values(c, place.told(c, k))):
                        out[c.table, c.key, rule, name][1].add(code)
    return out


def absent_stretches(scorer):
    """(segment, side along it, [(street, from, to)]) of every stretch that is absent on more than 5 m."""
    for g in scorer.place.segments:
        for side in () if g.own else ('left', 'right'):
            run, before = [], None
            for a, b, _, state in [*scorer.side_of(g, side), (None, None, None, 'end')]:
                if state == 'absent' and (before is None or abs(a - before) < 1e-9):
                    run.append((a, b))
                else:
                    if sum(y - x for x, y in run) > BARRIER_M:
                        yield g, side, [x for a0, b0 in run for x in on_streets(g, a0, b0)]
                    run = [(a, b)] if state == 'absent' else []
                before = b


def on_streets(g, a, b):
    """A stretch along a segment, as (street, from, to) along the streets it is made of."""
    done = 0.0
    for s, lo, hi, far in g.parts:
        x, y = max(a - done, 0.0), min(b - done, hi - lo)
        if y - x > 1e-9:
            yield (s, hi - y, hi - x) if far else (s, lo + x, lo + y)
        done += hi - lo
