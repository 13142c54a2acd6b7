# SPDX-License-Identifier: MIT
"""Every example of every rule, judged."""
from known.judging import judge_need, judge_requirement, worst
from known.loading import resolve, roles_of
from known.tests import value
from known.vocabulary import Bad, IF_THERE, MEASURES, OUTCOMES, problem


def run_examples(rules, standards, profiles):
    """Evaluates every example; returns counts by expectation and the pairs that were exercised."""
    counts, touched = dict.fromkeys(OUTCOMES, 0), set()
    for rid, rule in rules.items():
        role = roles_of(rule["applies"])[0]
        seen = set()
        for i, e in enumerate(rule.get("examples", []), 1):
            where = f"rules/{rid}.yaml: example {i}"
            try:
                if set(e) not in ({"standard", "given", "expect"}, {"profile", "given", "expect"}):
                    raise Bad("must have standard or profile, given and expect")
                if e["expect"] not in OUTCOMES:
                    raise Bad(f"expect '{e['expect']}'")
                if not isinstance(e["given"], dict):
                    raise Bad("given must be a map")
                values = {}
                for k, v in e["given"].items():
                    if k not in MEASURES[role]:
                        raise Bad(f"{role} has no measure '{k}'")
                    values[k] = value(v, k, role)
                if "standard" in e:
                    who = e["standard"]
                    if who not in standards:
                        raise Bad(f"no standard '{who}'")
                    held = [r for r in resolve(standards, who) if r["rule"] == rid]
                    got = [judge_requirement(r, values) for r in held]
                else:
                    who = e["profile"]
                    if who not in profiles:
                        raise Bad(f"no profile '{who}'")
                    p = profiles[who]
                    got = [judge_need(n, values, p["pace"]) for n in p["needs"]
                           if n["rule"] == rid]
                if not got:
                    raise Bad(f"{who} does not use this rule")
                if worst(got) != e["expect"]:
                    raise Bad(f"{who} {e['given']}: expected {e['expect']}, got {worst(got)}")
                seen.add(e["expect"])
                touched.add((who, rid))
                counts[e["expect"]] += 1
            except Bad as err:
                problem(where, str(err))
        for k in ("pass", "fail", "not-applicable" if rule["measure"] in IF_THERE else "unknown"):
            if k not in seen and "examples" in rule:
                problem(f"rules/{rid}.yaml", f"no example for {k}")
    return counts, touched
