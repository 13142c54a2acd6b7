# SPDX-License-Identifier: MIT
"""Constants of the definition, values and figures."""
import collections
import math

JUNCTION = 12.0          # --junction
MATCH_DISTANCE = 18.0    # --match-distance
MATCH_ANGLE = 30.0       # --match-angle
RAMP_DISTANCE = 5.0
SHARED_DISTANCE = 20.0  # to the nearest of several crossings that carry an id
TOUCH = 0.5
AT_JUNCTION, MID_BLOCK = 15.0, 40.0
KINDS = {'streets': 'street', 'sidewalks': 'sidewalk', 'footways': 'sidewalk',
         'crossings': 'crossing', 'ramps': 'ramp', 'steps': 'steps'}
LAYERS = list(KINDS) + ['seats', 'obstacles', 'destinations']
ID_FIELD = {'streets': 'street_id', 'sidewalks': 'sidewalk_id', 'footways': 'sidewalk_id',
            'crossings': 'crossing_id', 'ramps': 'ramp_id', 'steps': 'steps_id'}
OUT_OF_SCOPE = {'motorway', 'motorway_link', 'busway', 'raceway', 'track', 'cycleway',
                'bridleway', 'construction', 'proposed', 'driveway', 'parking_aisle', 'drive_through'}
OWN_ELEMENT = {'pedestrian', 'footway', 'path', 'corridor', 'steps'}
MAJOR = {c + s for c in ('trunk', 'primary', 'secondary', 'tertiary') for s in ('', '_link')}
SURE_OF_THE_LEAST = {('<=', False), ('<', False), ('>=', True), ('>', True)}
IF_THERE = {'barriers', 'barrier_width_m'}  # null = there is none, and nothing is asked
SURE_OF_THE_MOST = {('<=', True), ('<', True), ('>=', False), ('>', False)}
HINTS = {'running_slope_pct'}  # linked, they count for scores only
PASSABLE_RANK = {'no': 0, 'unknown': 1, 'yes': 2}

Value = collections.namedtuple('Value', 'value origin')
Score = collections.namedtuple('Score', 'score low high coverage passable')
Need = collections.namedtuple('Need', 'rule measure comfortable adequate limit values weight blocks surveyed when')
Requirement = collections.namedtuple('Requirement', 'rule measure test when unless maybe clause')


class Graded(Score):
    """A score with a class of its own: the worst of what it was made of."""

ABSENT = Score(0.0, 0.0, 0.0, 1.0, 'no')
UNKNOWN = Score(None, 0.0, 100.0, 0.0, 'unknown')


def r4(x):
    return None if x is None else math.floor(x * 1e4 + 0.5 + 1e-9) / 1e4  # halves up, whatever the last bit says


def stored(s):
    return s and Score(r4(s.score), r4(s.low), r4(s.high), r4(s.coverage), s.passable)


def mean(pairs):
    """Weighted mean of (weight, value) pairs; values that are None are left out."""
    pairs = [(w, v) for w, v in pairs if v is not None and w > 0]
    total = sum(w for w, _ in pairs)
    return sum(w * v for w, v in pairs) / total if total else None
