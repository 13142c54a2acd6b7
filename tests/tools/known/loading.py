# SPDX-License-Identifier: MIT
"""Rule, standard and profile files, and what each must hold."""
import re
from pathlib import Path

from known.languages import listed
from known.tests import condition, quantity, requirement, unit_of
from known.vocabulary import ARABIC, Bad, ID, LIST, LISTS, MEASURES, NUMBER, PARTIAL, PLACEHOLDER, PROFILES, problem
from known.yamls import read

LANGUAGES = listed(Path(__file__).resolve().parents[3])


def keys(node, required, optional, where):
    for k in required:
        if k not in node:
            raise Bad(f"{where}'{k}' is missing")
    for k in node:
        if k not in required and k not in optional:
            raise Bad(f"{where}unknown key '{k}'")


def all_languages(node, what, placeholders=None, sources=False):
    """`sources`: names of papers, in Arabic mostly Latin letters too."""
    wanted = {code for code, complete in LANGUAGES.items() if complete}
    if not isinstance(node, dict) or not wanted <= set(node) <= set(LANGUAGES):
        raise Bad(f"{what} must have {' and '.join(sorted(wanted))}")
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
            len({tuple(sorted(PLACEHOLDER.findall(text))) for text in node.values()}) != 1:
        raise Bad(f"{what}: its languages hold different placeholders")


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
         ["aliases", "always", "per_place", "cause", "terrain", "behaviour", "life_years", "life_basis", "life_unverified"], "")
    roles = roles_of(doc["applies"])
    for r in roles:
        if doc["measure"] not in MEASURES[r]:
            raise Bad(f"{r} has no measure '{doc['measure']}'")
    if doc["severity"] not in ("minor", "moderate", "serious", "critical"):
        raise Bad(f"severity '{doc['severity']}'")
    if doc.get("cause", "defect") not in ("defect", "missing", "behaviour"):
        raise Bad(f"cause '{doc['cause']}'")
    if "terrain" in doc and not doc["measure"].endswith("_slope_pct"):
        raise Bad("terrain is the ground's slope; the rule asks none")
    if "life_years" in doc:
        if not 0.05 <= float(doc["life_years"]) <= 100:
            raise Bad(f"life_years '{doc['life_years']}'")
        if ("life_basis" in doc) == (doc.get("life_unverified") == "true"):
            raise Bad("life_years needs life_basis, or life_unverified: true, not both")
    elif "life_basis" in doc or "life_unverified" in doc:
        raise Bad("there is no life_years that the basis is about")
    for k in ("title", "why", "fix", "trap"):
        all_languages(doc[k], k)
    all_languages(doc["message"], "message", placeholders=True)
    number = MEASURES[roles[0]][doc["measure"]] == NUMBER
    if not number and "{" in doc["message"]["en"]:
        raise Bad("message of a class rule shows its words: leave the placeholders out")
    if number and "{" not in doc["message"]["en"] and doc.get("per_place") != "true":
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
    keys(doc, ["id", "title", "status", "requirements"], ["extends", "note", "country"], "")
    all_languages(doc["title"], "title")
    if "note" in doc:
        all_languages(doc["note"], "note")
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
    all_languages(doc["title"], "title")
    all_languages(doc["description"], "description")
    if PROFILES.get(doc["id"]) != doc["code"]:
        raise Bad(f"code '{doc['code']}'")
    speed = float(doc["walking_speed_m_s"])
    start = float(doc.get("start_s", "0"))
    if not 0.3 <= speed <= 2 or not 0 <= start <= 10:
        raise Bad("walking_speed_m_s or start_s")
    for k in ("pace", "street"):
        all_languages(doc[k + "_basis"], k + "_basis", sources=True)
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
        all_languages(n["basis"], f"{where}basis", sources=True)
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
