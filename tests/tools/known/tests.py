# SPDX-License-Identifier: MIT
"""Values, conditions, requirements."""
import re

from known.vocabulary import Bad, ID, LIST, LISTS, MEASURES, NUMBER, OBSTACLES, OPEN, SLOPES, SUFFIX, TOLERANCE, UNITS


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
