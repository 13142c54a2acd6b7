# SPDX-License-Identifier: MIT
"""Limits against the table of sourced clauses."""
import csv
import re

from known.tests import unit_of
from known.vocabulary import MEASURES, NUMBER, UNITS, problem

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
