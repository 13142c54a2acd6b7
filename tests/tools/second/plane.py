# SPDX-License-Identifier: MIT
"""Geometry in the plane."""
import math


def dist(a, b):
    return math.hypot(a[0] - b[0], a[1] - b[1])


def length(line):
    return sum(dist(a, b) for a, b in zip(line, line[1:]))


def at(line, s):
    """Point and direction at distance s; at a vertex the segment that starts there."""
    done = 0.0
    for i, (a, b) in enumerate(zip(line, line[1:])):
        d = dist(a, b)
        if d and (s < done + d or i == len(line) - 2):
            t = min(max((s - done) / d, 0.0), 1.0)
            return (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])), ((b[0] - a[0]) / d, (b[1] - a[1]) / d)
        done += d
    return line[-1], (1.0, 0.0)


def feet(line, p):
    """For every segment: (distance, position along, direction, signed side; left is positive)."""
    done = 0.0
    for a, b in zip(line, line[1:]):
        d = dist(a, b)
        if d == 0:
            continue
        ux, uy = (b[0] - a[0]) / d, (b[1] - a[1]) / d
        t = min(max((p[0] - a[0]) * ux + (p[1] - a[1]) * uy, 0.0), d)
        foot = (a[0] + t * ux, a[1] + t * uy)
        yield dist(p, foot), done + t, (ux, uy), ux * (p[1] - a[1]) - uy * (p[0] - a[0])
        done += d


def nearest(line, p):
    if len(line) == 1:
        return dist(line[0], p), 0.0, (1.0, 0.0), 0.0
    return min(feet(line, p), key=lambda f: f[0])


def angle(u, v):
    return math.degrees(math.acos(min(1.0, abs(u[0] * v[0] + u[1] * v[1]))))


BOXES = {}  # of lines that stay, by identity


def box(line):
    found = BOXES.get(id(line))
    if found is None or found[0] is not line:
        found = BOXES[id(line)] = line, extent(line)
    return found[1]


def extent(line):
    return min(p[0] for p in line), min(p[1] for p in line), max(p[0] for p in line), max(p[1] for p in line)


def near(a, b, reach):
    """May what lies in two boxes be within reach of each other?"""
    return a[0] - reach <= b[2] and b[0] - reach <= a[2] and a[1] - reach <= b[3] and b[1] - reach <= a[3]


def segments_cross(a, b, c, d):
    def turn(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def lines_distance(p, q):
    """Exact where it is less than a metre."""
    if not near(box(p), box(q), 1.0):
        return math.inf
    for a, b in zip(p, p[1:]):
        for c, d in zip(q, q[1:]):
            if segments_cross(a, b, c, d):
                return 0.0
    return min([nearest(q, v)[0] for v in p] + [nearest(p, v)[0] for v in q])
