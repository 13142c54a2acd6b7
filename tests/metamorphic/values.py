#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""An empty cell is never better or more certain than any value it may stand for (docs/scoring.md, "Missing
never helps").

    values.py RASIF

Small places far from each other in one file of rasif's own names: of every class column of every kind of
element one place with each word, and one with none. The place with none must be no more certain, and no better,
than each of the others. All columns are there, so that each is a question."""
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import gpkg
from null import IDENTITY, audit, worse_known
from running import SOURCE, Complaints, columns, database

EAST, NORTH, APART = 600000.0, 3540000.0, 700.0
TABLES = {'S': 'streets', 'W': 'sidewalks', 'C': 'crossings', 'R': 'ramps', 'T': 'steps'}
# What makes a feature another one, or stands for what is not there where it is empty (docs/scoring.md).
WHAT_IT_IS = IDENTITY | {'status', 'wheelchair'}

SIDEWALK = {'surface': 'asphalt', 'smoothness': 'good', 'clear_width_m': 2.0, 'running_slope_pct': 1.0,
            'cross_slope_pct': 1.0, 'vertical_edge_mm': 0.0, 'gap_mm': 5.0, 'headroom_m': 3.0, 'protrusion_mm': 0.0,
            'tactile_guidance': 'yes', 'lit': 'yes', 'shade': 'yes', 'obstacles': 'none'}
CROSSING = {'control': 'uncontrolled', 'island': 'no', 'raised': 'no', 'structure': 'at_grade', 'surface': 'asphalt',
            'clear_width_m': 3.0, 'running_slope_pct': 1.0, 'cross_slope_pct': 1.0, 'markings': 'zebra', 'lanes': 2}
RAMP = {'kerb': 'lowered', 'kerb_height_mm': 5.0, 'running_slope_pct': 5.0, 'cross_slope_pct': 1.0,
        'clear_width_m': 1.5, 'length_m': 1.0, 'flare_slope_pct': 8.0, 'grade_change_pct': 8.0, 'lip_mm': 0.0,
        'landing_m': 1.5, 'tactile_warning': 'yes', 'tactile_depth_mm': 800.0, 'tactile_contrast': 'yes',
        'aligned': 'yes'}
STEPS = {'step_count': 5, 'riser_mm': 150.0, 'tread_mm': 300.0, 'width_m': 2.0, 'handrail': 'both',
         'handrail_height_mm': 900.0, 'nosing_contrast': 'yes', 'tactile_warning': 'yes', 'lit': 'yes',
         'ramp_alternative': 'no'}
STREET = {'class': 'primary', 'lanes': 2, 'maxspeed_kmh': 50, 'carriageway_width_m': 12.0}
RAISED = {'kerb': 'raised', 'kerb_height_mm': None, 'tactile_warning': 'no', 'tactile_depth_mm': None}
# Of a ramp whose slope was measured nobody says that it is a raised kerb.
SENSELESS = {('steep ramps', 'kerb', 'raised')}
# What stands at the ends of the crossing, what else the crossing says, and by which signal.
SCENES = {
    'good ramps': (({}, {}), {}),
    'raised kerbs': ((RAISED,) * 2, {}),
    'a raised kerb and a ramp': ((RAISED, {}), {}),
    'steep ramps': (({'running_slope_pct': 20.0},) * 2, {}),
    'flush kerbs without tiles': (({'kerb': 'flush', 'tactile_warning': 'no', 'tactile_depth_mm': None},) * 2, {}),
    'kerbs of no class': (({'kerb': None, 'kerb_height_mm': None},) * 2, {}),
    'nothing': ((), {}),
    'told raised': ((), {'kerb': 'raised'}),
    'told lowered': ((), {'kerb': 'lowered', 'tactile_warning': 'no'}),
    'told of one end': (({},), {'kerb_right': 'raised'}),
    'signals': (({}, {}), {'control': 'signal', 'signal_audible': 'no', 'signal_vibrating': 'no', 'walk_s': 7.0,
                           'clearance_s': 12.0, 'button_height_mm': 1000.0}),
    'many lanes': (({}, {}), {'lanes': 6}),
    'footbridge': ((RAISED,) * 2, {'structure': 'footbridge', 'step_free': 'no'}),
}


def vocabulary():
    """{table letter: {column: words}} of the class columns that are read."""
    words = {name: re.findall('"([^"]+)"', rest) for name, rest in re.findall(
        r'VOCABULARY\((\w+),([^)]*)\)', (SOURCE / 'libaudit/table/vocabulary.def').read_text())}
    found = {letter: {} for letter in TABLES}
    for name, kind, vocabulary_, roles, flags in re.findall(
            r'FIELD\((\w+), (\w+), \w+, (\w+), ([^,]+), ([^)]*)\)', (SOURCE / 'libaudit/table/fields.def').read_text()):
        roles = roles.replace('ALL_ROLES', 'S | W | F | C | R | T').replace('WALKED', 'W | F | C | T').split(' | ')
        for letter in TABLES:
            if kind in ('CLASS', 'LIST') and letter in roles and 'DERIVED' not in flags and name not in WHAT_IT_IS:
                found[letter][name] = words[vocabulary_]
    return found


class File:
    """The rows of all places, and which of them belong together."""

    def __init__(self, columns_):
        self.rows = {'streets': [], 'sidewalks': [], 'crossings': [], 'ramps': [], 'steps': []}
        self.columns, self.places, self.y = columns_, [], NORTH

    def add(self, letter, attributes, x, points, changed):
        table = TABLES[letter]
        row = {name: None for name in self.columns[letter]} | attributes
        if changed[0] == letter:
            row[changed[1]] = changed[2]
            if changed[1] == 'step_free' and letter == 'T':
                row['ramp_alternative'] = None  # which tells of it
        self.rows[table].append((row, [(x + a, self.y + b) for a, b in points]))
        return table, len(self.rows[table])

    def place(self, scene, changed):
        """A street with sidewalks and steps beside, and a crossing at its middle."""
        ends, told = SCENES[scene]
        x = EAST + APART * (len(self.places) % 500)
        self.y = NORTH + APART * (len(self.places) // 500)
        here = [self.add('S', STREET, x, [(0, 0), (200, 0)], changed)]
        here += [self.add('W', SIDEWALK, x, [(0, y), (200, y)], changed) for y in (-9, 9)]
        here.append(self.add('C', CROSSING | told, x, [(100, -7), (100, 7)], changed))
        here += [self.add('R', RAMP | end, x, [(100, y)], changed) for end, y in zip(ends, (-7, 7))]
        here.append(self.add('T', STEPS, x, [(0, 300), (10, 300)], changed))
        self.places.append((scene, changed, here))


def figures_of(figures, here):
    """Those of one place, by its own numbers."""
    number = {key: i for i, key in enumerate(here)}
    elements = {}
    for key, value in figures[0].items():
        if key[0] == 'audit_segments' and key[1:3] in number:
            elements['segment', number[key[1:3]]] = value
        elif key[:2] in number:
            elements[key[0], number[key[:2]]] = value
    rules = {(key[0], number[key[:2]], key[2]): value for key, value in figures[1].items() if key[:2] in number}
    return elements, rules


def main():
    wrong = Complaints()
    asked = vocabulary()
    made = File(asked)
    for letter, of in asked.items():
        for column, words in of.items():
            scenes = SCENES if letter in 'CR' else ['good ramps']
            for scene in scenes:
                if letter == 'R' and not SCENES[scene][0]:
                    continue
                if column.startswith('kerb_') and 'kerb' in SCENES[scene][1]:
                    continue  # of the end of which it says nothing, `kerb` tells
                for word in words + [None]:
                    made.place(scene, (letter, column, word))
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        kinds = {'ramps': 'POINT'}
        path = gpkg(folder / 'values.gpkg', {t: (kinds.get(t, 'LINESTRING'), rows) for t, rows in made.rows.items()},
                    srs=32636)
        figures = audit(sys.argv[1], path, folder / 'out.gpkg')
    empty = {(scene,) + changed[:2]: figures_of(figures, here) for scene, changed, here in made.places
             if changed[2] is None}
    for scene, changed, here in made.places:
        if changed[2] is not None and (scene,) + changed[1:] not in SENSELESS:
            bad = list(worse_known(figures_of(figures, here), empty[(scene,) + changed[:2]]))
            wrong.expect(not bad, f'{scene}: {TABLES[changed[0]]}.{changed[1]} = {changed[2]}, empty: {bad[:3]}')
    print(f'{len(made.places)} places')
    wrong.finish()


if __name__ == '__main__':
    main()
