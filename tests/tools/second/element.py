# SPDX-License-Identifier: MIT
"""One element (docs/scoring.md#one-element, #classes)."""

from second.rules import all_of, meets, words
from second.values import Graded, HINTS, IF_THERE, Score, UNKNOWN, r4


def utility(need, x):
    if need.values is not None:
        members = [need.values.get(w) for w in words(x)]
        return 0.0 if 0.0 in members else None if None in members or not members else min(members)
    c, a, l = need.comfortable, need.adequate, need.limit
    knots = [(c, 1.0), (l, 0.0)] if a is None else [(c, 1.0), (a, 0.6), (l, 0.0)]
    sign = 1 if c > l else -1
    if sign * x >= sign * c:
        return 1.0
    if sign * x <= sign * l:
        return 0.0
    for (x1, u1), (x0, u0) in zip(knots, knots[1:]):
        if sign * x >= sign * x0:
            return u0 + (u1 - u0) * (x - x0) / (x1 - x0)
    return 0.0


def stops(need, x, u):
    if need.values is not None:
        return u == 0
    return not meets(x, '>=' if need.comfortable > need.limit else '<=', need.limit)


def stoppers(needs, values):
    """Rules of the needs that stop somebody for certain."""
    out = set()
    for need in needs:
        x = values.get(need.measure)
        u = utility(need, x.value) if x else None
        hint = x and (x.origin in ('assumed', 'bound') or x.origin == 'linked' and need.measure in HINTS)
        if not need.blocks or u is None or hint or all_of(need.when, values) is not True:
            continue
        sure = x.origin != 'at_least' or u == (1 if need.values is None and need.comfortable > need.limit else 0)
        if sure and stops(need, x.value, u):
            out.add(need.rule)
    return out


def element(needs, values):
    """docs/scoring.md#one-element. None when nothing applies."""
    W = K = V = VA = KA = O = 0.0
    m = m_all = 1.0
    blocked = blocking_unknown = doubtful = asked = seen = False
    for need in needs:
        applies = all_of(need.when, values)
        if applies is False or (need.measure in IF_THERE and not values.get(need.measure)):
            continue
        x = values.get(need.measure)
        u = utility(need, x.value) if x else None
        origin = x.origin if x else None
        if origin == 'linked' and need.measure in HINTS:
            origin = 'assumed'  # both count for the score alone
        known = u is not None and origin != 'assumed'
        if applies is None or origin == 'bound':
            known = known and u == 1
        elif origin == 'at_least':
            known = known and u == (1 if need.values is None and need.comfortable > need.limit else 0)
        W += need.weight
        asked |= need.blocks and need.weight > 0 and applies is True
        if u is not None and origin == 'assumed' and applies:
            VA, KA = VA + need.weight * u, KA + need.weight
            m_all = min(m_all, u) if need.blocks else m_all
        if not known:
            blocking_unknown |= need.blocks
            continue
        K, V = K + need.weight, V + need.weight * u
        O += need.weight if applies is None else 0.0  # met, if it applies
        if need.blocks:
            m = min(m, u)
            told = origin == 'linked' and need.measure != 'lanes'
            seen |= applies is True and need.weight > 0 and origin not in ('dem', 'dem_low') and not told
            if origin != 'bound' and stops(need, x.value, u):
                blocked = True
            elif told:
                doubtful = True
    if W == 0:
        return Score(0.0, 0.0, 0.0, 1.0, 'no') if blocked else UNKNOWN if blocking_unknown else None
    if blocked:
        return Score(0.0, 0.0, 0.0, (K - O) / W, 'no')
    score = min(100 * (V + VA) / (K + KA), 40 + 60 * min(m, m_all)) if K + KA else None
    cap = 40 + 60 * m
    low = 0.0 if blocking_unknown or W <= O else min(100 * (V - O) / (W - O), cap)
    high = min(100 * (V + W - K) / W, cap)
    coverage = (K - O) / W
    enough = r4(coverage) >= 0.5 and (seen or not asked) and not blocking_unknown and not doubtful
    return Score(score, low, high, coverage, 'yes' if enough else 'unknown')


def grade(s):
    """docs/scoring.md#classes, from the stored figures."""
    if s is None:
        return ''
    if isinstance(s, Graded):
        return s.worst
    if s.passable == 'no':
        return 'blocked'
    if s.coverage < 0.5 or s.score is None or (s.passable == 'unknown' and s.score >= 60):
        return 'unknown'
    return next(c for c, floor in (('A', 90), ('B', 75), ('C', 60), ('D', 40), ('E', -1)) if s.score >= floor)
