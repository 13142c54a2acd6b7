# SPDX-License-Identifier: MIT
"""Small towns made by chance, of what the model neighbourhood has none or little of: kerbs that only crossings tell
of, ids that several crossings carry, crossings in parts with islands drawn between them, footways and steps beside
streets that nobody passes, streets in several pieces. Layers in our own names; every coordinate on whole centimetres.

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


def cut(chance, line):
    """A line in one to three pieces longer than what joins their ends, some drawn from the other end."""
    (x0, y0), (x1, y1) = line
    marks = [[], [0.5], [0.3, 0.6]][chance.randrange(3) if y1 - y0 > 4.0 else 0]
    spots = [(x0 + round(t * (x1 - x0), 2), y0 + round(t * (y1 - y0), 2)) for t in (0.0, *marks, 1.0)]
    return [[a, b] if chance.random() < 0.7 else [b, a] for a, b in zip(spots, spots[1:])]


def in_parts(chance, layers, name, x, y):
    """Over the street at y in parts: cut anywhere, bent at a joint, or with an island of one or two footways
    between, and kerbs at the ends and at the island; the parts say the same, or differ, or say nothing."""
    bend, half = chance.choice([0.0, 0.0, 2.0, 5.0, 20.0]), chance.choice([0.0, 0.0, 1.0, 1.5])
    middle = chance.choice([0.0, 0.0, 1.2, 3.0])
    near, far = [(x, y - 7.0), (x, y + middle - half)], [(x, y + middle + half), (x + bend, y + 7.0)]
    pieces = cut(chance, near) + cut(chance, far)
    chance.shuffle(pieces)
    base = crossing(chance, name, x, y)[0]
    for line in pieces:
        other = crossing(chance, name, x, y)[0]
        said = {k: other[k] if k in ('surface', 'control', 'kerb', 'tactile_warning', 'island') and
                chance.random() < 0.3 else v for k, v in base.items()}
        said['clear_width_m'] = chance.choice(['3.0', '3.0', '0.8', ''])
        layers['crossings'].append((dict(said, kerb_left='', kerb_right=''), line))
    if half:
        mid = (x, y + middle)
        ways = [[near[1], far[0]]] if chance.random() < 0.6 else [[near[1], mid], [far[0], mid]]
        for i, way in enumerate(ways):
            layers['footways'].append(({'sidewalk_id': f'{name}-{i}', 'clear_width_m': chance.choice(['2.0', '2.0', '0.5']),
                                        'island': chance.choice(['yes', '']), 'surface': 'asphalt'}, way))
    for place in (near[0], near[1], far[0], far[1]):
        if chance.random() < 0.6 and (half or place in (near[0], far[1])):
            layers['ramps'].append(ramp(chance, '', *place))
    if chance.random() < 0.2:   # a sidewalk along the median: it ends the crossing, off the carriageway
        layers['sidewalks'].append(({'sidewalk_id': f'{name}-m', 'clear_width_m': '2.0', 'surface': 'asphalt'},
                                    [(x - 10.0, y + middle), (x, y + middle), (x + 10.0, y + middle)]))


def beside(chance, layers, y, side):
    """Along one side of a street, end to end or with gaps: sidewalks, footways and steps, wide, narrow or unknown."""
    x, n = chance.choice([0.0, 15.0]), 0
    while x < 280.0:
        far = min(x + chance.choice([20.0, 45.0, 70.0]), 300.0)
        name, off = f'B{y:.0f}{side}{n}', side * (9.0 + chance.choice([0.0, 0.0, 0.3, 2.0]))
        layer = chance.choice(['sidewalks', 'sidewalks', 'footways', 'footways', 'steps'])
        said = {'clear_width_m': chance.choice(['2.0', '0.5', '']), 'surface': chance.choice(['asphalt', ''])}
        if layer == 'steps':
            said = {'clear_width_m': '', 'surface': ''}
        layers[layer].append(({'steps_id' if layer == 'steps' else 'sidewalk_id': name, **said}, [(x, y + off), (far, y + off)]))
        x, n = far + chance.choice([0.0, 0.0, 0.4, 3.0, 12.0]), n + 1


def pieces(chance, number, y):
    """A street in up to four features, each of which may be drawn from its other end; a side street at some joint."""
    marks = [0.0, *sorted(chance.sample([3.0, 20.0, 90.0, 104.0, 150.0, 296.0], chance.randrange(4))), 300.0]
    rows = []
    for k, (a, b) in enumerate(zip(marks, marks[1:])):
        line = [(a, y), (b, y)]
        rows.append(({'street_id': f'Q{number}-{k}', 'class': chance.choice(['residential', 'residential', 'tertiary']),
                      'name': f'Quarter {number}', 'lanes': '2', 'maxspeed_kmh': '30'},
                     line if chance.random() < 0.6 else line[::-1]))
    arm = chance.choice(marks)
    rows.append(({'street_id': f'Q{number}-arm', 'class': 'residential', 'name': f'Arm {number}', 'lanes': '2',
                  'maxspeed_kmh': '30'}, [(arm, y), (arm, y + 60.0)]))
    return rows


def town(seed):
    chance = random.Random(seed)
    layers = {'streets': streets(chance, 6), 'sidewalks': [], 'footways': [], 'steps': [], 'crossings': [], 'ramps': []}
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
    for i in (4, 5):
        for x in (60.0, 120.0, 180.0, 240.0):
            in_parts(chance, layers, f'P{i}-{x:.0f}', x, ROW * i)
    for i in (6, 7, 8):
        layers['streets'] += pieces(chance, i, ROW * i)
        for side in (-1, 1):
            beside(chance, layers, ROW * i, side)
    for values, _ in layers['footways']:
        values.setdefault('island', '')
    for values, _ in layers['crossings']:
        values.setdefault('clear_width_m', '')
    for i in range(6):
        layers['sidewalks'] += [({'sidewalk_id': f'W{i}{side}', 'clear_width_m': '2.0', 'surface': 'asphalt'},
                                 [(0.0, ROW * i + side * 9.0), (300.0, ROW * i + side * 9.0)]) for side in (-1, 1)]
    return layers


def write(layers, folder):
    for layer, rows in layers.items():
        with open(folder / f'{layer}.csv', 'w', encoding='utf-8', newline='') as file:
            names = list(dict.fromkeys(name for values, _ in rows for name in values))
            out = csv.DictWriter(file, ['WKT', *names], restval='')
            out.writeheader()
            for values, points in rows:
                text = ', '.join(f'{EAST + x:.2f} {NORTH + y:.2f}' for x, y in points)
                out.writerow({'WKT': f'POINT ({text})' if len(points) == 1 else f'LINESTRING ({text})', **values})
