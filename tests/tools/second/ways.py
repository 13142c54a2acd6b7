# SPDX-License-Identifier: MIT
"""What is measured along the walking network (docs/network.md)."""
import math

import standing
import walked
from second.element import stops
from second.plane import at
from second.rules import words
from second.values import Value


class Ways:
    """What a place knows of ways along its network."""

    def measure_ways(self):
        """What is measured along the walking network (docs/network.md)."""
        lines = [f for f in self.all if len(f.line) > 1 and f.judged
                 and (f.layer in ('sidewalks', 'footways', 'crossings', 'steps')
                      or f in self.streets and f.own and not f.twin)]
        for f in lines:
            f.level = self.level(f)
        sided = [s for s in self.streets if not s.own and not s.twin]
        self.network = walked.Network(lines, sided, self.is_junction)
        for f, metres in self.network.seat_intervals([x.line[0] for x in self.layers['seats']]).items():
            if f.kind in ('sidewalk', 'street'):
                f.values['seat_interval_m'] = Value(metres, 'geometry')
        self.measure_standing(lines)
        for f in lines:
            stops = self.network.guidance_stops(f, lambda g: g.get('tactile_guidance'))
            if f.get('tactile_guidance') == 'yes' and stops is not None:
                f.values['guidance_stops'] = Value(float(stops), 'geometry')
            if f.layer == 'steps' or f.get('class') == 'steps':
                way = self.way_round(f)
                if way:
                    f.values['step_free_way_m'] = way

        paths = [f for f in lines if f.kind in ('sidewalk', 'street')]
        self.measure_passing(paths)
        self.measure_lacking(paths, 'shade_interval_m', 50, {f: f.get('shade') and f.get('shade') == 'yes'
                                                              for f in paths})
        slope = {f: f.get('running_slope_pct') for f in paths}
        self.measure_lacking(paths, 'steep_run_m', 3, {f: None if x is None else not abs(x) > 5.005
                                                        for f, x in slope.items()})

    def measure_lacking(self, walked, measure, asked, has):
        """How far something is lacking through what lacks it: at most to what is known to have it, at
        least, over what is known to lack it, to what may have it. `has`: True, False or None."""
        stops, at = self.network.stops, self.network.at
        most = self.network.ways({node: 0.0 for f in walked if has[f] for _, node in stops[f]})
        open_ends = {node: 0.0 for f in self.network.lines for _, node in stops[f]
                     if has.get(f) is not False or len(at[node]) == 1}
        least = self.network.ways(open_ends, lambda f: has.get(f) is False)
        for f in walked:
            if has[f] is not False or f.kind != 'sidewalk' or f.layer not in ('sidewalks', 'footways'):
                continue
            bounds = []
            for ways, beyond in ((most, math.inf), (least, 500.0)):
                found = {node: way for node, way in ways.items() if way <= 500}
                bounds.append(max(found.get(m, beyond) + b - a + found.get(n, beyond)
                                  for (a, m), (b, n) in zip(stops[f], stops[f][1:])))
            far, near = bounds
            if far - near < 0.001:
                f.values.setdefault(measure, Value(far, 'geometry'))
            elif near > asked:
                f.values.setdefault(measure, Value(near, 'at_least'))
            elif far <= asked:
                f.values.setdefault(measure, Value(far, 'bound'))

    def measure_standing(self, lines):
        def goes_on(line, at_start):
            stops = self.network.stops[line]
            node = stops[0 if at_start else -1][1]
            return sum(other == node for f in lines for _, other in self.network.stops[f]) > 1

        things = self.layers['obstacles'] + self.ramps
        drawn = lines + [s for s in self.layers['streets'] if s not in lines]
        found = standing.measured(things, drawn, lambda f: f in lines, goes_on, self.own_names)
        for line, (kinds, opening) in found.items():
            if kinds:
                if line.layer == 'crossings' and line.get('barriers'):   # those of another part
                    kinds = kinds | set(words(line.get('barriers')))
                line.values['barriers'] = Value(';'.join(sorted(kinds)), 'geometry')
            if opening is not None and line.kind != 'ramp':
                line.values['barrier_width_m'] = Value(opening, 'geometry')
        for r in self.ramps:
            if r.get('wheelchair') in ('no', 'limited'):
                r.values['barriers'] = Value('wheelchair_' + r.get('wheelchair'), 'surveyed')

    def measure_passing(self, walked):
        """Lines tell their least width alone: one that is wide enough lets pass anywhere on it, on
        one that is not the way to the next such line is an upper bound."""
        width = {f: f.get('clear_width_m') for f in walked}
        starts = {node: 0.0 for f in walked if width[f] and width[f] >= 1.525
                  for _, node in self.network.stops[f]}
        to_wide = self.network.ways(starts)
        to_wide = {node: way for node, way in to_wide.items() if way <= 500}
        for f in walked:
            if width[f] and width[f] < 1.525 and f.kind == 'sidewalk':
                metres = self.network.passing_interval(f, to_wide)
                if metres < math.inf:
                    f.values.setdefault('passing_interval_m', Value(metres, 'bound'))

    def way_round(self, flight):
        """The way round that has no steps on it, for all that is drawn; it is known to have none
        where obstacles of its pavements and kerbs of its crossings were surveyed."""
        def drawn(f):
            stairs = f.get('structure') in ('footbridge', 'underpass') and f.get('step_free') != 'yes'
            return f.layer != 'steps' and f.get('class') != 'steps' and not stairs \
                and 'step' not in words(f.get('obstacles', '')) \
                and not {'stile', 'step', 'locked_gate', 'wall', 'fence', 'hedge'} & set(words(f.get('barriers', '')))

        def known(f):
            surveyed = f.get('ends_without_ramp') == 0 if f.layer == 'crossings' else f.get('obstacles')
            return drawn(f) and surveyed

        is_steps = lambda f: f.layer == 'steps' or f.get('class') == 'steps'
        least = self.network.way_round(flight, is_steps, drawn)
        if least is None:
            return None
        if least <= 500 and self.network.way_round(flight, is_steps, known) <= least + 1e-9:
            return Value(least, 'geometry')
        return Value(min(least, 500.0), 'at_least')
