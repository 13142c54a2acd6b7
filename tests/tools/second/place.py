# SPDX-License-Identifier: MIT
"""A folder of layers, linked and measured."""
import collections
import csv
import itertools
import pathlib

from second.cover import Cover
from second.crossings import Crossings
from second.features import Feature
from second.parts import Parts
from second.rules import meets
from second.scope import Scope
from second.streets import Junctions
from second.values import KINDS, LAYERS, MAJOR, OWN_ELEMENT, Value
from second.ways import Ways


class Place(Scope, Junctions, Cover, Parts, Crossings, Ways):
    """All layers of a folder, linked and measured; nothing here depends on a profile."""

    def __init__(self, source, reader=None, unknown=''):
        """`source`: a folder of CSV files, or with a reader (second.reading) a GeoPackage. `unknown`: layers of which
        what is not mapped is unknown."""
        self.supplied, self.asked = set(), set()     # asked: (layer, column) that is there, whatever it holds
        self.columns = collections.defaultdict(set)  # of elements of a kind, filled or not
        self.layers = self.read_csv(pathlib.Path(source)) if reader is None else self.read_package(reader)
        self.own_names = reader is None or reader.ident == 'native'
        unmapped = {} if reader is None else reader.preset['unmapped']
        self.absent = {layer: layer in self.supplied and layer not in unknown and unmapped.get('unmapped-' + layer[:-1]) != 'unknown'
                       for layer in ('sidewalks', 'ramps', 'crossings')}
        self.rows_are_ramps = self.own_names and ('ramps', 'kerb') not in self.asked
        self.all = [f for layer in KINDS for f in self.layers[layer]]
        self.choose()
        self.make_chains()
        self.link_cover()
        self.find_own()
        self.ramps = [r for r in self.layers['ramps'] if r.judged]
        self.note_kerbs()
        self.join_parts()
        self.link_crossings()
        self.link_ramps()
        self.make_zones()
        self.make_segments()
        self.measure()

    def note_kerbs(self):
        """Of every kerb the class that it says, and the one that its height suggests."""
        for r in self.ramps:
            height = r.get('kerb_height_mm')
            r.own_kerb, r.height_kerb = r.values.get('kerb'), None
            if height is not None and not r.own_kerb:
                kerb = 'flush' if height <= 10 else 'lowered' if meets(height, '<=', 30) else 'raised'
                r.height_kerb = Value(kerb, 'linked' if kerb == 'raised' else 'assumed')

    def read_csv(self, folder):
        layers = {}
        for layer in LAYERS:
            path, rows = folder / (layer + '.csv'), []
            if path.exists():
                self.supplied.add(layer)
                with open(path, encoding='utf-8', newline='') as f:
                    reader = csv.DictReader(f)
                    self.note_columns(layer, reader.fieldnames)
                    rows = [Feature(layer, i, row) for i, row in enumerate(reader, 1)]
            layers[layer] = rows
        return layers

    def read_package(self, reader):
        layers, asked = reader.features()
        self.supplied = set(reader.supplied)
        for layer, fields in asked.items():
            self.note_columns(layer, fields)
        return {layer: layers.get(layer, []) for layer in LAYERS}

    def note_columns(self, layer, names):
        for kind in ['sidewalk', 'steps'] if layer == 'streets' else [KINDS.get(layer, layer)]:
            self.columns[kind] |= set(names)
        self.asked |= {(layer, column) for column in names}

    def find_own(self):
        """Streets that are their own element; of living streets those of a chain together."""
        for s in self.streets:
            s.own = s.get('class') in OWN_ELEMENT
            s.lives = s.get('class') == 'living_street' and not self.links[s.first if s.twin else s] \
                and not any(self.tells(s, side) or s.get('sidewalk_' + side) == 'separate' for side in ('left', 'right'))
        for chain in self.chains:
            for _, run in itertools.groupby(chain, key=lambda part: part[0].get('class')):
                run = [s for s, _ in run]
                if run[0].get('class') == 'living_street' and all(s.lives for s in run):
                    for s in run:
                        s.own = True
        for s in self.streets:
            s.own = s.first.own if s.twin else s.own

    @staticmethod
    def tells(s, side):
        """Does a street say that there is a sidewalk, or say nothing of that and give a value of one?"""
        said = s.get('sidewalk_' + side)
        return said == 'yes' or said in (None, 'unknown') and bool(s.told.get(side))

    def told_alone(self, s, side):
        """It does, and none is drawn along it, nor along what it goes on as while that tells of one too."""
        number, turned, _ = s.chain
        chain = self.chains[number]
        i = next(i for i, (o, _) in enumerate(chain) if o is s)
        if not self.tells(s, side):
            return False
        for way in (chain[i::-1], chain[i:]):
            for o, other in way:
                here = side if other == turned else 'left' if side == 'right' else 'right'
                if not self.tells(o, here):
                    break
                if any(f.layer == 'sidewalks' and on == here for f, on, _, _ in self.links[o]):
                    return False
        return True

    def is_question(self, layer, column):
        """An empty cell of such a column is a question without an answer."""
        return self.own_names and (layer, column) in self.asked

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
            said = f.get('ramp_alternative', '' if self.is_question(f.layer, 'ramp_alternative') else 'no')
            if said in ('yes', 'no'):
                f.values['step_free'] = Value(said, 'geometry')
        for r in self.ramps:
            height = r.get('kerb_height_mm')
            if r.height_kerb:
                r.values.setdefault('kerb', r.height_kerb)
            if height is not None and r.get('kerb') not in ('rolled', 'raised'):
                r.values.setdefault('lip_mm', Value(height, 'linked' if self.own_names else 'surveyed'))
        for c in self.crossings:
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
            if s.expected != 'no' and (not s.missing or self.absent['crossings']):
                s.values['crossings_missing'] = Value(1.0 if s.missing else 0.0, 'geometry')

    def applicable(self, kind, needs):
        """Without a seats layer the seat needs don't apply, and some not without a column."""
        return [n for n in needs if (n.measure != 'seat_interval_m' or 'seats' in self.supplied)
                and not (n.surveyed and n.measure not in self.columns[kind])]
