# SPDX-License-Identifier: MIT
"""The model neighbourhood is as strict as what it is made of."""
import itertools

from known.judging import judge_requirement
from known.loading import resolve, roles_of
from known.vocabulary import LIST, MEASURES, NUMBER, problem

RANK = {"not-applicable": 0, "pass": 0, "unknown": 1, "fail": 2}


def points(tests, measure, role):
    """Values of a measure on and around the limits of these tests, and none."""
    kind = MEASURES[role][measure]
    if kind == NUMBER:
        around = [0.0]
        for t in tests:
            if t.measure == measure and t.other is None:
                around += t.limit if isinstance(t.limit, list) else [t.limit]
        return [None] + sorted({round(x * f + d, 6) for x in around for f in (0.9, 1, 1.1)
                                for d in (0, 0.5)})
    if kind == LIST:
        return [None, {"none"}, {"tree"}]
    return [None] + list(kind)


def judge_all(requirements, values):
    return max([RANK[judge_requirement(r, values)] for r in requirements], default=0)


def check_strictness(standards, rules):
    """Whatever the values, the model neighbourhood says nothing better of them than PROWAG, nor than
    what was read of the ESCWA manual."""
    compared = 0
    for parent in ("prowag-2023", "escwa-manual"):
        own = [r for r in resolve(standards, parent) if not r["unverified"]]
        for rule in sorted({r["rule"] for r in own}):
            theirs = [r for r in own if r["rule"] == rule]
            ours = [r for r in resolve(standards, "model-neighbourhood") if r["rule"] == rule]
            role = roles_of(rules[rule]["applies"])[0]
            tests = [t for r in theirs + ours
                     for t in [r["test"]] + r["when"] + r["unless"] + r["maybe"]]
            measures = sorted({t.measure for t in tests} | {t.other for t in tests if t.other})
            grid = [points(tests, m, role) for m in measures]
            for combination in itertools.islice(itertools.product(*grid), 60000):
                values = {m: v for m, v in zip(measures, combination) if v is not None}
                compared += 1
                if judge_all(ours, values) < judge_all(theirs, values):
                    problem("standards/model-neighbourhood.yaml",
                            f"{rule} is laxer than {parent} for {values}")
                    break
    return compared
