# SPDX-License-Identifier: MIT
"""A folder of layers, linked and measured."""
import collections
import csv
import pathlib

from second.crossings import Crossings
from second.features import Feature
from second.plane import angle, feet, samples
from second.rules import meets
from second.streets import Junctions
from second.values import KINDS, LAYERS, MAJOR, MATCH_ANGLE, MATCH_DISTANCE, OUT_OF_SCOPE, OWN_ELEMENT, Value
from second.ways import Ways


class Place(Junctions, Crossings, Ways):
    """All layers of a folder, linked and measured; nothing here depends on a profile."""

    def __init__(self, folder):
        self.layers, self.supplied = {}, set()
        self.asked = set()     # (layer, column) that is there, whatever it holds
        self.columns = collections.defaultdict(set)  # of elements of a kind, filled or not
        for layer in LAYERS:
            path = pathlib.Path(folder) / (layer + '.csv')
            rows = []
            if path.exists():
                self.supplied.add(layer)
                with open(path, encoding='utf-8', newline='') as f:
                    reader = csv.DictReader(f)
                    kinds = ['sidewalk', 'steps'] if layer == 'streets' else [KINDS.get(layer, layer)]
                    for kind in kinds:
                        self.columns[kind] |= set(reader.fieldnames)
                    rows = [Feature(layer, i, row) for i, row in enumerate(reader, 1)]
                    self.asked |= {(layer, column) for column in reader.fieldnames}
            self.layers[layer] = rows
        self.all = [f for layer in KINDS for f in self.layers[layer]]
        self.streets = [s for s in self.layers['streets'] if self.in_scope(s)]
        self.drop_twins()
        self.links = collections.defaultdict(list)     # street -> [(element, side, from, to)]
        for layer in ('sidewalks', 'footways', 'steps'):
            for f in self.layers[layer]:
                self.link_cover(f)
        for s in self.streets:
            s.own = s.get('class') in OWN_ELEMENT or (s.get('class') == 'living_street' and not self.links[s])
        self.link_crossings()
        self.link_ramps()
        for s in self.streets:
            s.zones = [] if s.own else self.zones(s)
        self.make_segments()
        self.measure()

    @staticmethod
    def in_scope(s):
        service = s.get('class') == 'service' and s.get('service') in ('driveway', 'parking_aisle', 'drive-through')
        return s.get('class') not in OUT_OF_SCOPE and s.get('foot') != 'no' and not service

    def drop_twins(self):
        seen = set()
        for s in self.streets:
            key = min(tuple(s.line), tuple(reversed(s.line)))
            s.twin = key in seen
            seen.add(key)

    def candidates(self):
        return [s for s in self.streets if s.get('class') not in OWN_ELEMENT]

    def link_cover(self, f):
        trusted = [s for s in self.streets if s.id == f.get('street_id')]
        runs, last = [], None
        for p, direction in samples(f.line):
            best = None
            for s in trusted or self.candidates():
                for d, position, u, signed in feet(s.line, p):
                    a = angle(direction, u)
                    if trusted or (d <= MATCH_DISTANCE and a <= MATCH_ANGLE):
                        key = (round(d, 6), round(a, 6), s.fid, position)
                        if best is None or key < best[0]:
                            best = key, s, 'left' if signed > 0 else 'right'
            if best and best[0][0] < 1.0 and not (trusted and f.get('side')):
                best = None
            if best is None:
                last = None
                continue
            key, s, side = best
            side = f.get('side', side) if trusted else side
            here = (s, side, key[3])
            if last and last[:2] == here[:2] and abs(last[2] - here[2]) <= 40:
                runs.append((s, side, min(last[2], here[2]), max(last[2], here[2])))
            last = here
        for s, side, a, b in runs:
            self.links[s].append((f, side, a, b))
        by_street = collections.Counter()
        for s, _, a, b in runs:
            by_street[s] += b - a
        f.street = max(by_street, key=lambda s: (by_street[s], -s.fid)) if by_street else None

    def measure(self):
        for f in self.all:
            if len(f.line) > 1:
                f.values.setdefault('length_m', Value(f.length, 'geometry'))
        for f in self.layers['sidewalks'] + self.layers['footways']:
            if f.street and 'street_grade_pct' in f.street.values:
                g = f.street.values['street_grade_pct'].value
                f.values.setdefault('street_grade_pct', Value(g, 'linked'))
                f.values.setdefault('running_slope_pct', Value(g, 'linked'))
        for f in self.layers['steps']:
            said = f.get('ramp_alternative', '' if (f.layer, 'ramp_alternative') in self.asked else 'no')
            if said in ('yes', 'no'):
                f.values['step_free'] = Value(said, 'geometry')
        for r in self.layers['ramps']:
            height = r.get('kerb_height_mm')
            if height is not None and not r.get('kerb'):
                kerb = 'flush' if height <= 10 else 'lowered' if meets(height, '<=', 30) else 'raised'
                r.values['kerb'] = Value(kerb, 'linked' if kerb == 'raised' else 'assumed')
            if height is not None and r.get('kerb') not in ('rolled', 'raised'):
                r.values.setdefault('lip_mm', Value(height, 'linked'))
        for c in self.layers['crossings']:
            self.measure_crossing(c)
            self.measure_place(c)
        self.measure_ramps()
        self.measure_ways()
        for s in self.streets:
            signs = [s.get('class') and s.get('class') in MAJOR, s.get('lanes') and s.get('lanes') >= 3,
                     s.get('maxspeed_kmh') and s.get('maxspeed_kmh') >= 50]
            # any of the three makes it a major street; only all three known make it none
            s.expected = 'no' if s.own else 'yes' if True in signs else None if None in signs else 'no'
        self.segment_crossings()
        for s in self.streets:
            s.missing = s.expected != 'no' and any(g.missing for g in self.segments for o, *_ in g.parts if o is s)
            if s.expected:
                s.values['crossing_expected'] = Value(s.expected, 'geometry')
            if s.expected != 'no' and (not s.missing or 'crossings' in self.supplied):
                s.values['crossings_missing'] = Value(1.0 if s.missing else 0.0, 'geometry')

    def applicable(self, kind, needs):
        """Without a seats layer the seat needs don't apply, and some not without a column."""
        return [n for n in needs if (n.measure != 'seat_interval_m' or 'seats' in self.supplied)
                and not (n.surveyed and n.measure not in self.columns[kind])]
