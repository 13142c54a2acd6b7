# SPDX-License-Identifier: MIT
"""Small towns made by chance, of what the model neighbourhood has none or little of: kerbs that only crossings tell
of, ids that several crossings carry. Layers in our own names; every coordinate on whole centimetres.

`town(seed)`: {layer: [(attributes, points)]}; `write(town, folder)`: CSV files as tests/tools/oracle.py reads them."""
import csv
import random

EAST, NORTH = 776000.0, 3540000.0
KERBS = ['', 'none', 'flush', 'lowered', 'rolled', 'raised']
TACTILE = ['', 'yes', 'no', 'partial', 'faulty']
ROW = 400.0  # metres between two streets, so that nothing of one is near the other


def streets(chance, n):
    return [({'street_id': f'S{i}', 'class': chance.choice(['residential', 'tertiary', 'primary']),
              'name': f'Street {i}', 'lanes': chance.choice(['', '1', '2', '4']),
              'maxspeed_kmh': chance.choice(['', '30', '50'])},
             [(0.0, ROW * i), (300.0, ROW * i)]) for i in range(n)]


def crossing(chance, name, x, y):
    """Over the street at y, 14 m long; its columns tell of kerbs, of both ends or of one each."""
    return ({'crossing_id': name, 'control': chance.choice(['', 'uncontrolled', 'signal']),
             'island': chance.choice(['', 'no']), 'raised': chance.choice(['no', 'no', 'no', '']),
             'structure': chance.choice(['at_grade', 'at_grade', 'at_grade', '']),
             'surface': chance.choice(['', 'asphalt']), 'kerb': chance.choice(KERBS),
             'kerb_left': chance.choice(['', '', *KERBS]), 'kerb_right': chance.choice(['', '', *KERBS]),
             'tactile_warning': chance.choice(TACTILE)}, [(x, y - 7.0), (x, y + 7.0)])


def ramp(chance, name, x, y):
    return ({'crossing_id': name, 'kerb': chance.choice(KERBS), 'tactile_warning': chance.choice(TACTILE),
             'clear_width_m': chance.choice(['', '1.5'])}, [(x, y)])


def town(seed):
    chance = random.Random(seed)
    layers = {'streets': streets(chance, 4), 'sidewalks': [], 'crossings': [], 'ramps': []}
    for i in range(4):
        y = ROW * i
        for x in (60.0, 120.0, 180.0, 240.0):
            # one code for the crossings of a street, as municipal data give it, or one for each
            name = f'C{i}' if i % 2 else f'C{i}-{x:.0f}'
            layers['crossings'].append(crossing(chance, name, x, y))
            for end in (-1, 1):
                if chance.random() < 0.5:
                    carries = name if chance.random() < 0.6 else ''
                    layers['ramps'].append(ramp(chance, carries, x + chance.choice([-1.5, 0.0, 0.5, 9.0]),
                                                y + end * chance.choice([6.5, 8.0, 10.5])))
        layers['sidewalks'] += [({'sidewalk_id': f'W{i}{side}', 'clear_width_m': '2.0', 'surface': 'asphalt'},
                                 [(0.0, y + side * 9.0), (300.0, y + side * 9.0)]) for side in (-1, 1)]
    return layers


def write(layers, folder):
    for layer, rows in layers.items():
        with open(folder / f'{layer}.csv', 'w', encoding='utf-8', newline='') as file:
            out = csv.writer(file)
            names = list(rows[0][0]) if rows else []
            out.writerow(['WKT', *names])
            for values, points in rows:
                text = ', '.join(f'{EAST + x:.2f} {NORTH + y:.2f}' for x, y in points)
                out.writerow([f'POINT ({text})' if len(points) == 1 else f'LINESTRING ({text})', *values.values()])
