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
    return min(feet(line, p), key=lambda f: f[0])


def angle(u, v):
    return math.degrees(math.acos(min(1.0, abs(u[0] * v[0] + u[1] * v[1]))))


def samples(line):
    n = max(1, math.ceil(length(line) / 4 - 1e-9))
    return [at(line, length(line) * i / n) for i in range(n + 1)]


def segments_cross(a, b, c, d):
    def turn(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def lines_distance(p, q):
    for a, b in zip(p, p[1:]):
        for c, d in zip(q, q[1:]):
            if segments_cross(a, b, c, d):
                return 0.0
    return min([nearest(q, v)[0] for v in p] + [nearest(p, v)[0] for v in q])
