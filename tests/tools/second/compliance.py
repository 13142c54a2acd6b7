# SPDX-License-Identifier: MIT
"""Outcomes of rules (docs/scoring.md#compliance)."""
import collections
import re

from second.rules import all_of
from second.values import IF_THERE

UNDECIDED = {'ramp-flare', 'ramp-landing'}
# rules of whatever is walked
OF_ANY_PATH = {'barrier-width': 'path'}
OUTCOMES = ['n/a', 'pass', 'unknown', 'fail']


def outcome(place, f, req):
    if req.measure == 'seat_interval_m' and 'seats' not in place.supplied:
        return 'n/a'
    applies = all_of(req.when, f.values)
    if applies is False or (req.measure in IF_THERE and not f.values.get(req.measure)):
        return 'n/a'
    x = f.values.get(req.measure)
    if x is None:
        return 'unknown'
    if x.origin in ('linked', 'assumed', 'dem_low'):
        return 'unknown'
    met = req.test(f.values)
    if met:
        return 'pass'
    excused = all_of(req.unless, f.values) if req.unless else False
    if excused:
        return 'pass'
    perhaps = all_of(req.maybe, f.values) if req.maybe else False
    if applies is None or excused is None or perhaps is not False or met is None:
        return 'unknown'
    return 'fail'


def outcomes(place, standard):
    """{feature: {rule: worst outcome}}"""
    out = {}
    for f in place.all:
        if f.layer == 'streets' and f not in place.streets:
            continue
        rules = collections.defaultdict(lambda: 'n/a')
        # a raised kerb at an end is the crossing's missing ramp, said once, there
        skip = f.kind == 'ramp' and f.get('kerb') == 'raised' and getattr(f, 'crossing', None)
        for req in standard[f.kind]:
            result = 'n/a' if skip else outcome(place, f, req)
            rules[req.rule] = max(rules[req.rule], result, key=OUTCOMES.index)
        out[f] = dict(rules)
    return out


def check_names(place, standard):
    """Every fail-/pass-/unknown- id against the outcomes; returns the complaints.

    fail-a+b-1 fails exactly two rules, for a pair where one implies the other.
    """
    complaints, failed = [], set()
    for f, rules in outcomes(place, standard).items():
        fails = sorted(r for r, o in rules.items() if o == 'fail')
        name = re.fullmatch(r'(fail|unknown)-(.+)-\d+|(pass)-\d+', f.id)
        if not name:
            if fails and re.match(r'(fail|pass|unknown)', f.id):
                complaints.append(f'{f.layer} {f.id}: odd name')
            continue
        named = sorted(f'{OF_ANY_PATH.get(n, f.kind)}-{n}' for n in (name[2] or '').split('+'))
        rule = named[0]
        if name[3] and (fails or 'pass' not in rules.values()):
            complaints.append(f'{f.layer} {f.id}: fails {fails}')
        elif name[1] == 'fail':
            failed.update(named)
            if fails != named:
                complaints.append(f'{f.layer} {f.id}: fails {fails}')
        elif name[1] == 'unknown' and (fails or rules.get(rule) != 'unknown'):
            complaints.append(f'{f.layer} {f.id}: {rule} is {rules.get(rule)}, fails {fails}')
    for kind, reqs in standard.items():
        for rule in sorted({r.rule for r in reqs} - failed - UNDECIDED):
            if rule.startswith((kind, 'path-')):
                complaints.append(f'no feature is named after failing {rule}')
    return complaints
