# SPDX-License-Identifier: MIT
"""Features of a layer, and segments made of streets."""
import re

from second.plane import length
from second.values import ID_FIELD, KINDS, Value


def parse_wkt(text):
    return [tuple(map(float, pair.split())) for pair in re.search(r'\(([^)]*)\)', text)[1].split(',')]


NUMBER = re.compile(r'.*_(m|mm|pct|s|kmh)$|lanes$|step_count$')


class Feature:
    def __init__(self, layer, fid, row):
        self.layer, self.fid, self.kind = layer, fid, KINDS.get(layer, layer)
        self.line = parse_wkt(row.pop('WKT'))
        self.id = row.get(ID_FIELD.get(layer, ''), '') or f'{layer}:{fid}'
        self.raw = {k: v for k, v in row.items() if v != ''}
        self.values = {}
        for k, v in self.raw.items():
            number = float(v) if NUMBER.match(k) else None
            if number is not None and (k.endswith('slope_pct') or k == 'street_grade_pct'):
                number = abs(number)
            self.values[k] = Value(v if number is None else number, 'surveyed')
        self.length = length(self.line)

    def get(self, field, default=None):
        return self.values[field].value if field in self.values else default


class Segment:
    """docs/scoring.md#segments: parts are (street, from, to, runs against its drawing), in order."""

    def __init__(self, parts):
        self.parts = parts
        self.own = parts[0][0].own
        self.length = sum(b - a for _, a, b, _ in parts)
