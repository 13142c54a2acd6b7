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
        """`row`: the cells of a CSV file by column, or only `line`."""
        self.layer, self.fid, self.kind = layer, fid, KINDS.get(layer, layer)
        self.table, self.key = layer, fid
        self.values, self.judged, self.id = {}, True, f'{layer}:{fid}'
        self.disputed, self.twin, self.told, self.against = set(), False, {}, False
        self.line = row.pop('line', None) or parse_wkt(row.pop('WKT'))
        self.length = length(self.line)
        self.raw = {k: v for k, v in row.items() if v != ''}
        for k, v in row.items():
            if v != '':
                self.put(k, Value(float(v) if NUMBER.match(k) else v, 'surveyed'))

    def put(self, field, value):
        if field in (ID_FIELD.get(self.layer), 'id'):
            self.id = value.value
        if isinstance(value.value, float) and (field.endswith('slope_pct') or field == 'street_grade_pct'):
            value = value._replace(value=abs(value.value))
        self.values[field] = value

    def get(self, field, default=None):
        return self.values[field].value if field in self.values else default


class Segment:
    """docs/scoring.md#segments: parts are (street, from, to, runs against its drawing), in order."""

    def __init__(self, parts):
        self.parts = parts
        self.own = parts[0][0].own
        self.length = sum(b - a for _, a, b, _ in parts)
