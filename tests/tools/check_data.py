#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the audit's knowledge (libaudit/data: rules, standards, profiles) and runs every example.

The judging below is written from the definition (docs/scoring.md#one-element and #compliance)
and shares nothing with the library, so that the two can be held against each other.

    check_data.py [DATA] [--csv STANDARDS.CSV] [-v]

DATA defaults to libaudit/data beside this repository's tests. With --csv, or where the table lies in
$RASIF_SHARED (default ../shared), every limit is also looked up in the table of sourced clauses. Exit code 0: all well; 1: at least one problem; 2: usage.
"""
import argparse
import csv
import itertools
import os
import re
import sys
from pathlib import Path

import yaml

# ---- vocabulary: roles, measures, classes ---------------------------------------------------

NUMBER, LIST, OPEN = "number", "list", "open"  # OPEN: any word (crossing markings)
TABLE = Path(__file__).resolve().parents[2] / "libaudit/table"
LETTER = {"sidewalk": "W", "crossing": "C", "ramp": "R", "steps": "T", "street": "S"}


def rows_of(name, macro):
    """The arguments of the rows MACRO(...) of a .def file, as texts."""
    text = re.sub(r"/\*.*?\*/", "", (TABLE / name).read_text(encoding="utf-8"), flags=re.S)
    for row in re.findall(rf"^{macro}\((.*?)\)\s*$", text, re.M | re.S):
        yield [part.strip().strip('"') for part in row.split(",")]


# what a list's words may be; an element -> measure -> NUMBER, LIST, OPEN or the words of a class
VOCABULARY = {row[0]: row[1:] for row in rows_of("vocabulary.def", "VOCABULARY")}
OBSTACLES = VOCABULARY["obstacle"]
LISTS = {"obstacles": OBSTACLES, "barriers": VOCABULARY["barrier"]}
KIND = {"REAL": lambda _: NUMBER, "LIST": lambda _: LIST, "TEXT": lambda _: OPEN,
        "CLASS": VOCABULARY.get}
MEASURES = {element: {} for element in LETTER}
SLOPES = set()
IF_THERE = set()  # asked about only where there is one
for field, kind, _unit, words, roles, flags in rows_of("fields.def", "FIELD"):
    if "SLOPE" in flags.split(" | "):
        SLOPES.add(field)
    if "IF_THERE" in flags.split(" | "):
        IF_THERE.add(field)
    for element, letter in LETTER.items():
        if letter in roles.split(" | "):
            MEASURES[element][field] = KIND[kind](words)
SUFFIX = [("_m_s", "m/s"), ("_kmh", "km/h"), ("_mm", "mm"), ("_pct", "%"), ("_m", "m"), ("_s", "s")]
# unit -> (dimension, factor to the dimension's base)
UNITS = {
    "m": ("length", 1.0), "mm": ("length", 1e-3), "cm": ("length", 1e-2), "km": ("length", 1e3),
    "in": ("length", 0.0254), "ft": ("length", 0.3048),
    "%": ("slope", 1.0), "pct": ("slope", 1.0), "permille": ("slope", 0.1),
    "s": ("time", 1.0), "min": ("time", 60.0),
    "m/s": ("speed", 1.0), "km/h": ("speed", 1 / 3.6), "mph": ("speed", 0.44704),
    "": ("plain", 1.0),
}
TOLERANCE = 0.001
OUTCOMES = ["not-applicable", "pass", "unknown", "fail"]  # ordered: the worst is the largest

STANDARDS = {"prowag-2023", "ada-2010", "din-18040-3", "escwa-manual",
             "uk-inclusive-mobility-2021", "model-neighbourhood", "iso-21542", "access-riyadh",
             "dubai-udc"}
PROFILES = {"wheelchair_manual": "wcm", "wheelchair_powered": "wcp", "walking_frame": "frm",
            "older_walker": "old", "long_cane": "can", "low_vision": "low", "scooter": "sco",
            "crutches": "cru", "cognitive": "cog"}
RULE_IDS = """
path-barrier path-barrier-width
sidewalk-clear-width sidewalk-passing-space sidewalk-running-slope sidewalk-cross-slope
sidewalk-headroom sidewalk-protrusion sidewalk-vertical-edge sidewalk-gap sidewalk-surface
sidewalk-smoothness sidewalk-tree-width sidewalk-kerb-height sidewalk-building-ramp
sidewalk-parked-vehicle sidewalk-tactile-guidance sidewalk-lit sidewalk-shade
sidewalk-seat-interval sidewalk-landing-interval sidewalk-handrail
sidewalk-guidance-continuous sidewalk-obstacles
ramp-kerb ramp-running-slope ramp-cross-slope ramp-clear-width ramp-lip ramp-grade-change
ramp-flare ramp-landing ramp-tactile-warning ramp-tactile-depth ramp-tactile-contrast
ramp-kerb-height ramp-aligned
crossing-ramp-missing crossing-running-slope crossing-cross-slope crossing-clear-width
crossing-island-length crossing-island-width crossing-walk-time crossing-clearance-speed
crossing-green-margin crossing-stage-length crossing-lanes crossing-signal-audible
crossing-signal-vibrating crossing-button-height crossing-step-free crossing-surface
crossing-markings
steps-riser steps-tread steps-width steps-handrail steps-handrail-height steps-nosing-contrast
steps-tactile-warning steps-step-free steps-lit steps-way-round
street-crossing-missing
""".split()

# needs whose table names some words of the class only; the others are unknown by design
PARTIAL = {"steps-tactile-warning": {"yes", "no"}}

ID = re.compile(r"[a-z0-9][a-z0-9_-]*$")
ARABIC = re.compile(r"[\u0621-\u064a]")
PLACEHOLDER = re.compile(r"\{[^}]*\}?|\}")


class Bad(Exception):
    """A problem in the data, told in one sentence."""


problems = []


def problem(where, text):
    problems.append(f"{where}: {text}")


# ---- YAML, as strict as the library's reader ------------------------------------------------

def construct(node, path, depth=1):
    if depth > 8:
        raise Bad(f"line {node.start_mark.line + 1}: nested deeper than 8")
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [construct(n, path, depth + 1) for n in node.value]
    out = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Bad(f"line {key.start_mark.line + 1}: a key must be a word")
        if key.value in out:
            raise Bad(f"line {key.start_mark.line + 1}: key '{key.value}' twice")
        out[key.value] = construct(value, path, depth + 1)
    return out


def read(path):
    raw = path.read_bytes()
    if len(raw) > 1 << 20:
        raise Bad("larger than 1 MiB")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as e:
        raise Bad(f"not UTF-8 ({e})")
    if text.startswith("\ufeff") or "\t" in text or "\r" in text or not text.endswith("\n"):
        raise Bad("byte order mark, tab, carriage return or no newline at the end")
    try:
        documents = 0
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
            line = event.start_mark.line + 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise Bad(f"line {line}: anchors and aliases are not allowed")
            if getattr(event, "tag", None):
                raise Bad(f"line {line}: tags are not allowed")
        if documents != 1:
            raise Bad(f"{documents} documents, must be 1")
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as e:
        raise Bad(str(e).replace("\n", " "))
    if not isinstance(root, yaml.MappingNode):
        raise Bad("must be a map")
    return construct(root, path)


# ---- values, conditions, requirements -------------------------------------------------------

def unit_of(measure):
    for suffix, unit in SUFFIX:
        if measure.endswith(suffix):
            return unit
    return ""


def quantity(text, measure):
    """The number `text` in the unit of `measure`; a bare number is in that unit already."""
    target = unit_of(measure)
    dimension, factor = UNITS[target]
    ratio = re.fullmatch(r"([0-9.]+):([0-9.]+)", text)
    if ratio:
        if dimension != "slope":
            raise Bad(f"'{text}' is a ratio but {measure} is no slope")
        return 100.0 * float(ratio[1]) / float(ratio[2])
    m = re.fullmatch(r"([-+]?[0-9]+(?:\.[0-9]+)?)(?: (\S+))?", text)
    if not m:
        raise Bad(f"'{text}' is no quantity for {measure}")
    unit = m[2] if m[2] is not None else target
    if unit not in UNITS or UNITS[unit][0] != dimension:
        raise Bad(f"unit '{unit}' does not fit {measure}")
    return float(m[1]) * UNITS[unit][1] / factor


def class_ok(kind, word, measure=None):
    return kind == OPEN and ID.match(word) or kind == LIST and word in LISTS.get(measure, OBSTACLES) \
        or isinstance(kind, list) and word in kind


def value(text, measure, role):
    """A given value: float, word, or set of words."""
    kind = MEASURES[role][measure]
    if kind == NUMBER:
        x = quantity(text, measure)
        return abs(x) if measure in SLOPES else x
    words = text.split(";") if kind == LIST else [text]
    for w in words:
        if not class_ok(kind, w, measure):
            raise Bad(f"'{w}' is no value of {measure}")
    return set(words) if kind == LIST else text


def test(op, x, limit, more=0):
    """Does the known x meet `op limit`? Numbers within 0.1 % of the limit, and `more`, meet it."""
    if op in ("!=", "<", ">"):
        return not test({"!=": "=", "<": ">=", ">": "<="}[op], x, limit, more)
    if op == "in":
        return any(test("=", x, item, more) for item in limit)
    if op == "between":
        return test(">=", x, limit[0], more) and test("<=", x, limit[1], more)
    if isinstance(x, set):
        return limit in x
    if isinstance(x, str):
        return x == limit
    slack = TOLERANCE * abs(limit) + more
    return {">=": x >= limit - slack, "<=": x <= limit + slack, "=": abs(x - limit) <= slack}[op]


def items(text, measure, role):
    m = re.fullmatch(r"\[([^\]]+)\]", text)
    if not m:
        raise Bad(f"'{text}' must be a list [a, b]")
    return [literal(w.strip(), measure, role) for w in m[1].split(",")]


def literal(text, measure, role):
    kind = MEASURES[role][measure]
    if kind == NUMBER:
        return quantity(text, measure)
    if not class_ok(kind, text, measure):
        raise Bad(f"'{text}' is no value of {measure}")
    return text


class Test:
    """`measure op value` with value a literal, a list, a range or another measure."""

    def __init__(self, measure, op, text, role):
        if measure not in MEASURES[role]:
            raise Bad(f"{role} has no measure '{measure}'")
        kind = MEASURES[role][measure]
        if kind != NUMBER and op in ("<", ">", "<=", ">=", "between"):
            raise Bad(f"'{op}' does not fit the class {measure}")
        self.measure, self.op, self.other, self.limit = measure, op, None, None
        self.tolerance = 0
        if op == "in":
            self.limit = items(text, measure, role)
        elif op == "between":
            m = re.fullmatch(r"(.+) and (.+)", text)
            if not m:
                raise Bad(f"'between {text}' must be 'between a and b'")
            self.limit = [quantity(m[1], measure), quantity(m[2], measure)]
            if self.limit[0] >= self.limit[1]:
                raise Bad(f"'between {text}' is empty")
        elif text in MEASURES[role]:
            if class_ok(kind, text, measure):
                raise Bad(f"'{text}' is both a measure and a value of {measure}")
            if unit_of(text) != unit_of(measure) or MEASURES[role][text] != NUMBER:
                raise Bad(f"{measure} and {text} can't be compared")
            self.other = text
        else:
            self.limit = literal(text, measure, role)

    def run(self, values):
        """True, False, or None where a value is missing."""
        x = values.get(self.measure)
        limit = values.get(self.other) if self.other else self.limit
        return None if x is None or limit is None else test(self.op, x, limit, self.tolerance)


def condition(text, role):
    m = re.fullmatch(r"(\w+) (in|>=|<=|!=|=|<|>) (.+)", text)
    if not m:
        raise Bad(f"'{text}' is no condition")
    return Test(m[1], m[2], m[3], role)


def requirement(text, measure, role):
    m = re.fullmatch(r"(in|between|>=|<=|=) (.+)", text)
    if not m:
        raise Bad(f"'{text}' is no requirement")
    if m[1] != "in" and m[2] in MEASURES[role]:
        raise Bad("a requirement can't name a measure")
    return Test(measure, m[1], m[2], role)


def all_of(tests, values):
    got = [t.run(values) for t in tests]
    return False if False in got else None if None in got else True


# ---- judging --------------------------------------------------------------------------------

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


# ---- files ----------------------------------------------------------------------------------

def keys(node, required, optional, where):
    for k in required:
        if k not in node:
            raise Bad(f"{where}'{k}' is missing")
    for k in node:
        if k not in required and k not in optional:
            raise Bad(f"{where}unknown key '{k}'")


def both_languages(node, what, placeholders=None, sources=False):
    """`sources`: names of papers, in Arabic mostly Latin letters too."""
    if not isinstance(node, dict) or set(node) != {"en", "ar"}:
        raise Bad(f"{what} must have en and ar")
    for language, text in node.items():
        if not isinstance(text, str) or not text.strip() or text != text.strip() or "  " in text:
            raise Bad(f"{what}.{language} is empty or badly spaced")
        found = PLACEHOLDER.findall(text)
        if placeholders is None and found:
            raise Bad(f"{what}.{language} must not hold {{…}}")
        for f in found:
            if f not in ("{value}", "{limit}", "{side}", "{from}", "{to}", "{place}"):
                raise Bad(f"{what}.{language}: unknown placeholder {f}")
    if ARABIC.search(node["en"]):
        raise Bad(f"{what}.en holds Arabic letters")
    letters = [c for c in re.sub(r"\{\w+\}", "", node["ar"]) if c.isalpha()]
    if not sources and sum(map(bool, map(ARABIC.match, letters))) < 0.5 * len(letters):
        raise Bad(f"{what}.ar is not Arabic")
    if placeholders is not None and \
            sorted(PLACEHOLDER.findall(node["en"])) != sorted(PLACEHOLDER.findall(node["ar"])):
        raise Bad(f"{what}: en and ar hold different placeholders")


def roles_of(node):
    roles = node if isinstance(node, list) else [node]
    for r in roles:
        if r not in MEASURES:
            raise Bad(f"applies: '{r}' is no role")
    if len(set(roles)) != len(roles) or not roles:
        raise Bad("applies: empty or repeated")
    return roles


def load_rule(doc):
    always = doc.get("always") == "true"  # asked whatever the standard and the users: no examples
    keys(doc, "id applies measure severity title why fix trap message".split() + ([] if always else ["examples"]),
         ["aliases", "always"], "")
    roles = roles_of(doc["applies"])
    for r in roles:
        if doc["measure"] not in MEASURES[r]:
            raise Bad(f"{r} has no measure '{doc['measure']}'")
    if doc["severity"] not in ("minor", "moderate", "serious", "critical"):
        raise Bad(f"severity '{doc['severity']}'")
    for k in ("title", "why", "fix", "trap"):
        both_languages(doc[k], k)
    both_languages(doc["message"], "message", placeholders=True)
    number = MEASURES[roles[0]][doc["measure"]] == NUMBER
    if not number and "{" in doc["message"]["en"]:
        raise Bad("message of a class rule shows its words: leave the placeholders out")
    if number and "{" not in doc["message"]["en"] and not doc["id"].endswith("-missing"):
        raise Bad("message shows neither value nor limit")
    if len(doc["why"]["en"]) > 260 or len(doc["fix"]["en"]) > 260:
        raise Bad("why or fix is longer than two sentences should be")
    for a in doc.get("aliases", []):
        if not ID.match(a):
            raise Bad(f"alias '{a}'")
    return doc


def load_requirements(doc, rules):
    """The entries of one file, parsed."""
    out = []
    for i, r in enumerate(doc["requirements"], 1):
        where = f"requirement {i} ({r.get('rule', '?')}): "
        if r.get("drop") == "true":
            keys(r, ["rule", "drop"], [], where)
            out.append({"rule": r["rule"], "drop": True})
            continue
        keys(r, ["rule", "require", "clause"],
             ["when", "unless", "maybe", "tolerance", "core", "source", "unverified"], where)
        if r["rule"] not in rules:
            raise Bad(f"{where}no such rule")
        rule = rules[r["rule"]]
        for k in ("core", "unverified"):
            if r.get(k, "true") != "true":
                raise Bad(f"{where}{k} is 'true' or left out")
        if not r["clause"].strip():
            raise Bad(f"{where}no clause")
        if "not verified" in r["clause"] and r["clause"] != "not verified":
            raise Bad(f"{where}clause must be exactly 'not verified'")
        if r["clause"] == "not verified" and "unverified" not in r:
            raise Bad(f"{where}'not verified' needs unverified: true")
        if doc["status"] == "normative" and "unverified" in r:
            raise Bad(f"{where}a normative standard holds verified clauses only")
        if doc["id"] == "model-neighbourhood" and not r.get("source", "").strip():
            raise Bad(f"{where}no source")
        role = roles_of(rule["applies"])[0]
        try:
            out.append({
                "rule": r["rule"], "text": r["require"], "clause": r["clause"],
                "source": r.get("source", ""), "unverified": "unverified" in r,
                "core": "core" in r, "measure": rule["measure"], "raw": r,
                "test": requirement(r["require"], rule["measure"], role),
                "when": [condition(c, role) for c in r.get("when", [])],
                "unless": [condition(c, role) for c in r.get("unless", [])],
                "maybe": [condition(c, role) for c in r.get("maybe", [])],
            })
            if "tolerance" in r:
                out[-1]["test"].tolerance = quantity(r["tolerance"], rule["measure"])
        except Bad as e:
            raise Bad(where + str(e))
    return out


def load_standard(doc, rules):
    keys(doc, ["id", "title", "status", "requirements"], ["extends", "note"], "")
    both_languages(doc["title"], "title")
    if "note" in doc:
        both_languages(doc["note"], "note")
    if doc["status"] not in ("normative", "guidance", "provisional"):
        raise Bad(f"status '{doc['status']}'")
    return {"id": doc["id"], "extends": doc.get("extends"), "status": doc["status"],
            "note": doc.get("note", {}).get("en", ""),
            "own": load_requirements(doc, rules)}


def resolve(standards, sid, seen=()):
    if sid in seen:
        raise Bad("extends goes round in a circle")
    s = standards[sid]
    own = {r["rule"] for r in s["own"]}
    base = []
    if s["extends"]:
        if s["extends"] not in standards:
            raise Bad(f"extends unknown standard '{s['extends']}'")
        base = [r for r in resolve(standards, s["extends"], seen + (sid,))
                if r["rule"] not in own]
    return base + [r for r in s["own"] if "drop" not in r]


def load_profile(doc, rules):
    keys(doc, "id code title description walking_speed_m_s pace_basis needs street street_basis".split(),
         "optional start_s pace_unverified street_unverified".split(), "")
    both_languages(doc["title"], "title")
    both_languages(doc["description"], "description")
    if PROFILES.get(doc["id"]) != doc["code"]:
        raise Bad(f"code '{doc['code']}'")
    speed = float(doc["walking_speed_m_s"])
    start = float(doc.get("start_s", "0"))
    if not 0.3 <= speed <= 2 or not 0 <= start <= 10:
        raise Bad("walking_speed_m_s or start_s")
    for k in ("pace", "street"):
        both_languages(doc[k + "_basis"], k + "_basis", sources=True)
        if ("judgement" in doc[k + "_basis"]["en"].lower()) != (doc.get(k + "_unverified") == "true"):
            raise Bad(f"{k}_basis: a judgement, and nothing else, says {k}_unverified: true")
    if set(doc["street"]) != {"sidewalks", "crossings"} or \
            abs(sum(map(float, doc["street"].values())) - 1) > 1e-9:
        raise Bad("street needs sidewalks and crossings that add up to 1")
    needs = []
    for i, n in enumerate(doc["needs"], 1):
        where = f"need {i} ({n.get('rule', '?')}): "
        keys(n, ["rule", "weight", "basis"],
             ["when", "comfortable", "adequate", "limit", "downhill", "values", "blocks", "if_surveyed",
              "unverified"],
             where)
        if n["rule"] not in rules:
            raise Bad(f"{where}no such rule")
        rule = rules[n["rule"]]
        role = roles_of(rule["applies"])[0]
        measure = rule["measure"]
        kind = MEASURES[role][measure]
        for k in ("blocks", "unverified"):
            if n.get(k, "true") != "true":
                raise Bad(f"{where}{k} is 'true' or left out")
        both_languages(n["basis"], f"{where}basis", sources=True)
        if float(n["weight"]) <= 0 and "blocks" not in n:
            raise Bad(f"{where}weight")
        if ("judgement" in n["basis"]["en"].lower()) != ("تقدير" in n["basis"]["ar"]):
            raise Bad(f"{where}one language says that it is a judgement, the other does not")
        need = {"rule": n["rule"], "measure": measure, "weight": float(n["weight"]),
                "blocks": "blocks" in n, "values": None, "comfortable": None, "adequate": None,
                "limit": None, "unverified": "unverified" in n}
        if re.search(r"judgement", n["basis"]["en"], re.I) and "unverified" not in n:
            raise Bad(f"{where}a judgement must say unverified: true")
        try:
            need["when"] = [condition(c, role) for c in n.get("when", [])]
            if kind == NUMBER:
                if "values" in n:
                    raise Bad("a number needs comfortable and limit")
                for k in ("comfortable", "adequate", "limit"):
                    if k in n:
                        if unit_of(measure) and re.fullmatch(r"[0-9.]+", n[k]):
                            raise Bad(f"{k} has no unit")
                        need[k] = quantity(n[k], measure)
                c, a, l = need["comfortable"], need["adequate"], need["limit"]
                if c is None or l is None or c == l:
                    raise Bad("comfortable and limit")
                if a is not None and not min(c, l) < a < max(c, l):
                    raise Bad("adequate must lie between limit and comfortable")
                if "downhill" in n and not (measure == "running_slope_pct" and "blocks" in n and
                                            quantity(n["downhill"], measure) > l):
                    raise Bad("downhill is a steeper limit of a slope that blocks")
            else:
                if "values" not in n or any(k in n for k in ("comfortable", "adequate", "limit")):
                    raise Bad("a class needs values")
                need["values"] = {k: float(v) for k, v in n["values"].items()}
                vocabulary = PARTIAL.get(n["rule"], kind if isinstance(kind, list) else [])
                if kind == LIST and set(need["values"]) <= set(LISTS[measure]):
                    vocabulary = need["values"]  # the others are open until more is known of them
                if set(need["values"]) != set(vocabulary):
                    raise Bad("values must hold each word of the class: " + " ".join(vocabulary))
                if not all(0 <= v <= 1 for v in need["values"].values()) or \
                        max(need["values"].values()) != 1:
                    raise Bad("values must lie in 0..1 and reach 1")
        except Bad as e:
            raise Bad(where + str(e))
        needs.append(need)
    pairs = [(n["rule"], tuple(d.get("when", []))) for n, d in zip(needs, doc["needs"])]
    if len(set(pairs)) != len(pairs):
        raise Bad("the same need twice")
    return {"id": doc["id"], "pace": (speed, start), "needs": needs}


def load_folder(data, kind, load):
    out = {}
    for path in sorted((data / kind).glob("*.yaml")):
        where = f"{kind}/{path.name}"
        try:
            doc = read(path)
            if doc.get("id") != path.stem or not ID.match(doc["id"]):
                raise Bad("the id must be the file's name")
            out[doc["id"]] = load(doc)
        except Bad as e:
            problem(where, str(e))
        except (TypeError, ValueError, AttributeError, KeyError) as e:
            problem(where, f"badly formed ({type(e).__name__}: {e})")
    return out


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


# ---- the table of sourced clauses -----------------------------------------------------------

CSV_NAME = {
    "prowag-2023": "PROWAG", "PROWAG 2023": "PROWAG", "ada-2010": "ADA Standards",
    "din-18040-3": "DIN 18040-3", "escwa-manual": "ESCWA/SOLIDERE manual",
    "ESCWA manual": "ESCWA/SOLIDERE manual", "uk-inclusive-mobility-2021": "UK Inclusive Mobility",
    "UK Guidance on Tactile Paving Surfaces": "UK Guidance on Tactile Paving Surfaces",
    "Greater Amman Municipality practice": "Greater Amman Municipality (practice)",
    "WHO age-friendly checklist": "WHO age-friendly checklist",
    "Complete Streets guide": "Complete Streets guide (US)",
    "Access Riyadh": "Access Riyadh Universal Design Code",
    "Dubai Universal Design Code": "Dubai Universal Design Code",
    "iso-21542": "ISO 21542", "access-riyadh": "Access Riyadh Universal Design Code",
    "dubai-udc": "Dubai Universal Design Code",
    "US practice": "US practice",
    "UK Traffic Signs Manual": "UK Traffic Signs Manual ch.6 / LTN 2/95",
}
# read in the text of the standard itself, and in no row of the table
READ_ELSEWHERE = {"R203.7"}
# words by which a note of the table tells of an exception
EXCEPTION = re.compile(r"(?<!NO street-grade )\b(exception|exempt|may|only|else|alternative|accepted|"
                       r"tolerated|where there is|normal|if bevelled|per ramp)\b", re.I)


def csv_number(row):
    unit = {"mm": "mm", "m": "m", "%": "%", "s": "s", "m/s": "m/s", "count": "", "lanes": ""}
    try:
        number = float(row["value"].split("x")[0])  # 1220x915: the longer side
    except ValueError:
        return None
    if row["unit"] not in unit:
        return None
    dimension, factor = UNITS[unit[row["unit"]]]
    return dimension, number * factor


def limits(r):
    """The numbers of a requirement as (dimension, base value)."""
    if r["test"].op == "in" or kind_of(r["measure"]) != NUMBER:
        return []
    dimension, factor = UNITS[unit_of(r["measure"])]
    limit = r["test"].limit if isinstance(r["test"].limit, list) else [r["test"].limit]
    return [(dimension, x * factor) for x in limit]


def kind_of(measure):
    return next(m[measure] for m in MEASURES.values() if measure in m)


def check_exceptions(where, r, found, note):
    """A row whose note tells of an exception has one in the requirement, or the standard's note
    names its clause."""
    numbers = {n for n in limits(r)}
    for x in found:
        told = csv_number(x)
        if told is not None and numbers and told not in numbers:
            continue  # of another parameter of the clause
        clause = x["clause"].split(" ")[0].split("(")[0]
        if EXCEPTION.search(x["note"]) and not r["unless"] and not r["maybe"] and clause not in note:
            problem(where, f"{x['clause']} tells of an exception: '{x['note'][:90]}'")


# ---- the model neighbourhood is as strict as what it is made of ------------------------------

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


def check_csv(path, standards):
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    looked_up = 0
    for sid, s in standards.items():
        for r in s["own"]:
            where = f"standards/{sid}.yaml: {r['rule']}"
            names = {v for k, v in CSV_NAME.items()
                     if k == sid or any(k in p for p in r["source"].split(";"))}
            if sid == "model-neighbourhood" and not names:
                if r["clause"] != "not verified":
                    problem(where, f"source '{r['source']}' is not in the table")
                continue
            mine = [x for x in rows if x["standard"] in names]
            if set(r["clause"].split("; ")) <= READ_ELSEWHERE:
                continue
            if r["clause"] != "not verified":
                found = []
                for clause in r["clause"].split("; "):
                    part = [x for x in mine if x["clause"] == clause
                            or x["clause"].startswith(clause + " ")]
                    if not part:
                        problem(where, f"clause {clause} is not in the table")
                    found += part
            else:
                found = [x for x in mine if "not verified" in x["clause"]]
            check_exceptions(where, r, found, s["note"])
            solid = [x for x in found if x["provenance"] == "S"]
            if not r["unverified"]:
                found = solid
            numbers = [n for n in map(csv_number, found) if n]
            for dimension, x in limits(r):
                # a count such as "ends without ramp = 0" is the rule's own way to say "required"
                if r["measure"] in ("ends_without_ramp", "crossings_missing"):
                    continue
                # "lanes < 3" of the table is "at most 2"; lip 0 (ADA 406.2), UK tread 280 and a
                # lower bound such as 1000 mm stand in a row's note
                notes = " ".join(x["note"] for x in found)
                close = any(d == dimension and abs(n - x) <= 0.01 * abs(x) + 1e-12
                            for d, n in numbers) \
                    or any(d == dimension == "plain" and n == x + 1 for d, n in numbers) \
                    or f"{x * 1000:g}" in re.findall(r"[0-9.]+", notes) \
                    or (x == 0 and "no lip" in notes)
                if not close:
                    problem(where, f"'{r['text']}' is not what the table says for {r['clause']}")
                looked_up += 1
            if not found:
                problem(where, "no row of the table supports this"
                        + ("" if r["unverified"] else " (verified rows only)"))
    return looked_up


# ---- main -----------------------------------------------------------------------------------

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
