# SPDX-License-Identifier: MIT
"""What data may say: elements, measures, classes, units, ids; problems that were found."""
import re
from pathlib import Path

NUMBER, LIST, OPEN = "number", "list", "open"  # OPEN: any word (crossing markings)
TABLE = Path(__file__).resolve().parents[3] / "libaudit/table"
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
