# SPDX-License-Identifier: MIT
"""One requirement, one need, for given values (docs/scoring.md)."""
from known.tests import all_of, test
from known.vocabulary import IF_THERE, OUTCOMES


def nothing(measure, values):
    return measure in IF_THERE and values.get(measure) is None


def judge_requirement(r, values):
    when = all_of(r["when"], values)
    if when is False or nothing(r["test"].measure, values):
        return "not-applicable"
    met = r["test"].run(values)
    if met is None:
        return "unknown"
    if met:
        return "pass"
    unless = all_of(r["unless"], values) if r["unless"] else False
    if unless is True:
        return "pass"
    maybe = all_of(r["maybe"], values) if r["maybe"] else False
    return "unknown" if when is None or unless is None or maybe is not False else "fail"


def utility(need, x):
    if need["values"] is not None:
        # the least of several; one that the table does not hold leaves it open, unless one is 0
        members = [need["values"].get(w) for w in (x if isinstance(x, set) else {x})]
        return 0.0 if 0.0 in members else None if None in members or not members else min(members)
    c, a, l = need["comfortable"], need["adequate"], need["limit"]
    points = [(c, 1.0), (l, 0.0)] if a is None else [(c, 1.0), (a, 0.6), (l, 0.0)]
    sign = 1.0 if c > l else -1.0
    if sign * (x - c) >= 0:
        return 1.0
    for (x0, u0), (x1, u1) in zip(points, points[1:]):
        if sign * (x - x1) >= 0:
            return u1 + (u0 - u1) * (x - x1) / (x0 - x1)
    return 0.0


def judge_need(need, values, pace):
    when = all_of(need["when"], values)
    if when is False or nothing(need["measure"], values):
        return "not-applicable"
    x = values.get(need["measure"])
    if need["measure"] == "green_margin":
        parts = [values.get(k) for k in ("walk_s", "clearance_s", "crossing_stage_m")]
        x = None if None in parts else \
            (parts[0] + parts[1]) / (pace[1] + (parts[2] + 1.8) / pace[0])
    u = None if x is None else utility(need, x)
    if u is None:
        return "unknown"
    if when is None:
        return "pass" if u == 1.0 else "unknown"
    if need["values"] is not None:
        blocked = need["blocks"] and u == 0.0
    else:
        side = ">=" if need["comfortable"] > need["limit"] else "<="
        blocked = need["blocks"] and not test(side, x, need["limit"])
    return "pass" if u >= 0.6 and not blocked else "fail"


def worst(outcomes):
    return max(outcomes, key=OUTCOMES.index)
