# SPDX-License-Identifier: MIT
"""What is judged, lines drawn twice, points on crossing lines (docs/scoring.md#what-is-judged)."""
import collections

from second.parts import worse
from second.plane import nearest
from second.values import OUT_OF_SCOPE

WALKED = ('sidewalks', 'footways', 'crossings', 'steps')
NAMES = {'sidewalk_id', 'crossing_id', 'steps_id', 'street_id', 'id', 'foot', 'side', 'name'}


class Scope:
    """What a place knows of which rows count."""

    def choose(self):
        for layer in ('streets', 'ramps', *WALKED):
            for f in self.layers[layer]:
                f.twin = f.denied = False
                closed = f.get('status') in ('closed', 'construction', 'proposed', 'disused')
                if layer == 'ramps':
                    f.judged = not closed
                    continue
                f.denied = f.get('foot') == 'no'
                f.judged = not closed and f.get('foot') not in ('no', 'private') \
                    and not (layer == 'streets' and f.get('class') in OUT_OF_SCOPE)
        self.streets = [s for s in self.layers['streets'] if s.judged]
        for rows in (self.streets, *(self.layers[layer] for layer in WALKED)):
            self.drop_twins([f for f in rows if f.judged and len(f.line) > 1])
        self.fold_points()

    @staticmethod
    def level(s):
        """`layer`; a bridge or a tunnel without one is a level of its own."""
        if s.get('layer') is not None:
            return float(s.get('layer'))
        return 'bridge' if s.get('bridge') == 'yes' else 'tunnel' if s.get('tunnel') == 'yes' else 0.0

    def drop_twins(self, rows):
        """The first of several on one line counts; it is told what it does not say, and what both say
        differently nobody knows."""
        seen = collections.defaultdict(list)
        for f in rows:
            line = [(round(x, 3), round(y, 3)) for x, y in f.line]
            key = min(tuple(line), tuple(reversed(line)))
            first = next((o for o in seen[key] if f.layer == 'streets' or self.level(o) == self.level(f) and not any(
                o.get(k) and f.get(k) and o.get(k) != f.get(k) for k in ('street_id', 'side'))), None)
            if first is None:
                seen[key].append(f)
                continue
            f.twin, f.first = True, first
            if f.layer == 'streets':
                continue
            f.judged = False
            for field, value in f.values.items():
                if field in NAMES:
                    continue
                mine = first.values.get(field)
                if mine is None and field not in first.disputed:
                    first.values[field] = value
                elif mine is not None and mine.value != value.value:
                    del first.values[field]
                    first.disputed.add(field)

    def fold_points(self):
        """A crossing point within 1 m of crossing lines tells the nearest of them what they do not say."""
        lines = [c for c in self.layers['crossings'] if c.judged and len(c.line) > 1]
        told = collections.defaultdict(list)
        for p in self.layers['crossings']:
            if not p.judged or len(p.line) > 1:
                continue
            away = [(nearest(c.line, p.line[0])[0], c) for c in lines]
            least = min((d for d, _ in away), default=9.0)
            if least <= 1.0:
                p.judged = False
                for d, c in away:
                    if d <= least + 0.001:
                        told[c].append(p)
        for c, points in told.items():
            for field in dict.fromkeys(k for p in points for k in p.values):
                if field not in c.values and field not in NAMES:
                    value = worse(field, [p.values[field] for p in points if field in p.values])
                    c.values[field] = value._replace(origin='linked')
