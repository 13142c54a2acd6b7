#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the audit's knowledge (libaudit/data: rules, standards, profiles) and runs every example.

The judging (known/judging.py) is written from the definition (docs/scoring.md#one-element and #compliance)
and shares nothing with the library, so that the two can be held against each other.

    check_data.py [DATA] [--csv STANDARDS.CSV] [-v]

DATA defaults to libaudit/data beside this repository's tests. With --csv, or where the table lies in
$RASIF_SHARED (default ../shared), every limit is also looked up in the table of sourced clauses.
Exit code 0: all well; 1: at least one problem; 2: usage.
"""
import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from known.clauses import check_csv
from known.examples import run_examples
from known.loading import load_folder, load_profile, load_rule, load_standard, roles_of
from known.strictness import check_strictness
from known.vocabulary import PROFILES, RULE_IDS, STANDARDS, problem, problems


def finish():
    for p in problems:
        print("PROBLEM " + p)
    print(f"problems: {len(problems)}" if problems else "all checks passed")
    return 1 if problems else 0


def main():
    here = Path(__file__).resolve()
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", nargs="?", type=Path,
                        default=here.parents[2] / "libaudit" / "data")
    parser.add_argument("--csv", type=Path, help="the table of sourced clauses (standards.csv)")
    parser.add_argument("-v", action="store_true", help="also list requirements without example")
    args = parser.parse_args()
    beside = Path(os.environ.get("RASIF_SHARED") or here.parents[3] / "shared") / "domain/standards.csv"
    if args.csv is None and beside.exists():
        args.csv = beside
    if not (args.data / "rules").is_dir():
        parser.error(f"{args.data} has no rules folder")

    loaded = []
    for kind, load in (("rules", load_rule), ("standards", lambda d: load_standard(d, loaded[0])),
                       ("profiles", lambda d: load_profile(d, loaded[0]))):
        loaded.append(load_folder(args.data, kind, load))
        if problems:  # what builds on a broken file would only repeat it
            return finish()
    rules, standards, profiles = loaded
    for missing in sorted(set(RULE_IDS) - set(rules)):
        problem("rules", f"{missing} is missing")
    for missing in sorted((STANDARDS - set(standards)) | (set(PROFILES) - set(profiles))):
        problem("standards, profiles", f"{missing} is missing or broken")
    aliases = [a for r in rules.values() for a in r.get("aliases", [])]
    for a in aliases:
        if a in rules or aliases.count(a) > 1:
            problem("rules", f"alias {a} is taken")
    for language in ("en", "ar"):
        titles = [r["title"][language] for r in rules.values()]
        for t in {t for t in titles if titles.count(t) > 1}:
            problem("rules", f"two rules have the title '{t}'")

    used = {r["rule"] for s in standards.values() for r in s["own"]} \
        | {n["rule"] for p in profiles.values() for n in p["needs"]}
    for rid in sorted(rid for rid in set(rules) - used if rules[rid].get("always") != "true"):
        problem(f"rules/{rid}.yaml", "no standard and no profile uses this rule")

    counts, touched = run_examples(rules, standards, profiles)
    compared = check_strictness(standards, rules)
    looked_up = check_csv(args.csv, standards) if args.csv else None

    by_role = {}
    for r in rules.values():
        for role in roles_of(r["applies"]):
            by_role[role] = by_role.get(role, 0) + 1
    print(f"rules: {len(rules)} (" + ", ".join(f"{k} {n}" for k, n in sorted(by_role.items())) + ")")
    n_requirements = 0
    for sid, s in sorted(standards.items()):
        own = [r for r in s["own"] if "drop" not in r]
        n_requirements += len(own)
        print(f"standard {sid}: {s['status']}, {len(own)} requirements over "
              f"{len({r['rule'] for r in own})} rules, {sum(r['core'] for r in own)} core, "
              f"{sum(r['unverified'] for r in own)} unverified")
    n_needs = 0
    for pid, p in sorted(profiles.items()):
        n_needs += len(p["needs"])
        print(f"profile {pid} ({PROFILES.get(pid, '?')}): {len(p['needs'])} needs, "
              f"{sum(n['blocks'] for n in p['needs'])} blocking, "
              f"{sum(n['unverified'] for n in p['needs'])} unverified, weight "
              f"{sum(n['weight'] for n in p['needs']):g}")
    print(f"requirements: {n_requirements}, needs: {n_needs}")
    print(f"examples: {sum(counts.values())} agree (" +
          ", ".join(f"{k} {n}" for k, n in counts.items()) + ")")
    pairs = {(sid, r["rule"]) for sid, s in standards.items() for r in s["own"]} \
        | {(pid, n["rule"]) for pid, p in profiles.items() for n in p["needs"]}
    print(f"pairs of rule and standard or profile with an example: {len(touched & pairs)} "
          f"of {len(pairs)}")
    if args.v:
        for who, rid in sorted(pairs - touched):
            print(f"  no example: {who} {rid}")
    print(f"model neighbourhood held against PROWAG and ESCWA: {compared} sets of values")
    if looked_up is not None:
        print(f"limits found in {args.csv.name}: {looked_up}")
    return finish()


if __name__ == "__main__":
    sys.exit(main())
