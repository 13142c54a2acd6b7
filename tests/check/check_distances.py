#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every distance and angle that decides something is named by a unit test.

    check_distances.py PROJECT-FOLDER

Looked at: every `#define NAME_M`, `_MM`, `_PCT`, `_DEG` and the names of `LIMITS` in link/, network/, geo/, measure/ and
rule/. A test that names the constant has a case just inside and one just outside of it; that they notice a hundredth is
shown by `tests/tools/mutate.py BUILD --distances`. What decides nothing stands in `NO_LIMITS` with the reason."""
import collections
import pathlib
import re
import sys

FOLDERS = ('link', 'network', 'geo', 'measure', 'rule')
# Limits whose names end otherwise: shares and cosines.
LIMITS = {'PASSABLE_SHARE', 'LEAST_WALKED', 'LEAST_DRIVEN', 'APART_COS', 'LIMIT_TOLERANCE'}
# File and name: why a test of both sides would test nothing.
NO_LIMITS = {
    'geo/wkb.c EWKB_M': 'a flag',
    'geo/astray.c FAR_M': 'the larger of it and twenty spreads counts; a judgement that diagnoses',
    'geo/astray.c ORIGIN_FAR_M': 'as FAR_M',
    'geo/crs_guess.c BEYOND_DEG': 'slack of the boxes that operations promise',
    'geo/crs_plan.c WIDEST_M': 'beyond, points go another way to the same coordinates',
    'geo/centre_path.c CIRCLE_M': 'accuracy of a search',
    'geo/centre_path.c STRAIGHT_M': 'thinning of points',
    'geo/from_metres.c AROUND_M': 'area that an operation has to serve; no case is decided by it',
    'geo/narrow.c SAMPLE_M': 'step of samples',
    'geo/outline.c LEAST_STEP_M': 'step of samples',
    'geo/outline.c MOST_STEP_M': 'step of samples',
    'geo/outline.c STRAIGHT_M': 'thinning of points',
    'geo/skeleton_ends.c SLENDER_LOOK_M': 'how far a search looks',
    'geo/skeleton_ends.c CLOSELY_M': 'step of a search',
    'geo/skeleton_ends.c LOOK_M': 'step of a search',
    'link/cover.c SHORT_M': 'accuracy of a search',
    'link/crossing_nodes.c SAME_M': 'tolerance of equality',
    'link/graph_stops.c SAME_M': 'tolerance of equality',
    'link/zones.h ZONE_SAME_M': 'tolerance of equality',
    'measure/guidance.c DRAWN_M': 'tolerance of equality',
    'measure/passing.c ALLOWED_M': 'decides no verdict: which of two bounds is written',
    'measure/passing.c SAME_M': 'tolerance of equality',
    'measure/stretches.c REST_STEEP_M': 'decides no verdict: which of two bounds is written',
    'measure/stretches.c SAME_M': 'tolerance of equality',
    'link/barriers.c CHORD_M': 'how far along a branch its direction is taken',
    'measure/stretches.c SHADE_M': 'decides no verdict: which of two bounds is written',
    'network/destinations.c SAME_PLACE_M': 'tolerance of equality',
    'network/gaps_beside.c CELL_M': 'cell of an index',
    'network/gaps_beside.c STEP_M': 'step of samples',
}
DEFINE = re.compile(r'^#define[ \t]+(\w+)[ \t]+((?:\\\n|[^\n])*)', re.M)
NAME = re.compile(r'_(?:M|MM|PCT|DEG)$')

Limit = collections.namedtuple('Limit', 'path name line value')


def scaled(limit, factor):
    """The line that defines the limit, with the value multiplied."""
    return limit.line.replace(limit.value, f'({factor} * {limit.value})', 1)


def constants(root):
    """Every distance that is defined in the folders, in the order of files."""
    for folder in FOLDERS:
        for path in sorted((root / 'libaudit' / folder).glob('*.[ch]')):
            for found in DEFINE.finditer(path.read_text(encoding='utf-8')):
                name, rest = found.groups()
                value = re.sub(r'/\*.*', '', rest.replace('\\\n', ''), flags=re.S).strip()
                if NAME.search(name) or name in LIMITS:
                    yield Limit(str(path.relative_to(root)), name, found.group(), value)


def key(limit):
    return f'{limit.path.removeprefix("libaudit/")} {limit.name}'


def limits(root):
    return [limit for limit in constants(root) if key(limit) not in NO_LIMITS]


def main(root):
    problems = []
    tests = '\n'.join(p.read_text(encoding='utf-8') for p in sorted((root / 'tests/unit').glob('*.[ch]')))
    chosen = limits(root)
    names = collections.Counter(limit.name for limit in chosen)
    for limit in chosen:
        if names[limit.name] > 1:
            problems.append(f'{limit.path}: {limit.name} is the name of {names[limit.name]} limits; a test could mean any')
        if not re.search(rf'\b{limit.name}\b', tests):
            problems.append(f'{limit.path}: no unit test names {limit.name}: add a case just inside and one just outside')
    for name in set(NO_LIMITS) - {key(limit) for limit in constants(root)}:
        problems.append(f'check_distances.py: {name} is not defined any more')
    print('\n'.join(problems) or f'{len(chosen)} distances, each named by a unit test')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main(pathlib.Path(sys.argv[1])))
