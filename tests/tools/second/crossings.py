# SPDX-License-Identifier: MIT
"""Crossings and their kerbs (docs/scoring.md#a-crossing-is-a-chain)."""
import math

from second.plane import dist, lines_distance, nearest
from second.rules import meets
from second.values import AT_JUNCTION, MID_BLOCK, OWN_ELEMENT, RAMP_DISTANCE, SHARED_DISTANCE, TOUCH, Value


class Crossings:
    """What a place knows of its crossings and ramps."""

    def link_crossings(self):
        for c in self.layers['crossings']:
            c.streets = [s for s in self.streets if not s.own and lines_distance(c.line, s.line) <= TOUCH]
            over = {self.kind_of_road(s) for s in self.layers['streets'] if lines_distance(c.line, s.line) <= TOUCH}
            if c.streets or not self.layers['streets']:
                c.values['crosses'] = Value('street', 'geometry')
            elif over:
                c.values['crosses'] = Value(next(k for k in ('street', 'way', 'driveway') if k in over), 'geometry')

    @staticmethod
    def kind_of_road(s):
        if s.get('class') in ('driveway', 'parking_aisle', 'drive_through'):
            return 'driveway'
        paths = OWN_ELEMENT | {'cycleway', 'bridleway', 'track', 'construction', 'proposed'}
        return 'way' if s.get('class') in paths else 'street'

    def link_ramps(self):
        """A ramp that names a crossing serves its nearer end or an island; of several that carry the id, those
        it lies within 5 m of, else the nearest within 20 m. An end that none serves takes the nearest within 5 m."""
        for c in self.layers['crossings']:
            c.ends, c.islands = [[], []], []
        for r in self.layers['ramps']:
            r.crossings = []
            named = [c for c in self.layers['crossings'] if r.get('crossing_id') and c.id == r.get('crossing_id')]
            if len(named) == 1:
                self.place_ramp(r, named[0])
            elif named:
                away = {c: nearest(c.line, r.line[0])[0] for c in named}
                least = min(named, key=lambda c: (away[c], c.fid))
                by_place = any(dist(r.line[0], end) <= RAMP_DISTANCE for c in named for end in (c.line[0], c.line[-1]))
                r.among = named
                if not by_place and away[least] <= SHARED_DISTANCE:
                    self.place_ramp(r, least)
        for c in self.layers['crossings']:
            served = [bool(ramps) for ramps in c.ends]
            for k, end in enumerate((c.line[0], c.line[-1])):
                free = [r for r in self.layers['ramps'] if dist(r.line[0], end) <= RAMP_DISTANCE
                        and c in getattr(r, 'among', [c]) and not (r.crossings and not hasattr(r, 'among'))]
                if not served[k] and free:
                    r = min(free, key=lambda r: (dist(r.line[0], end), r.fid))
                    c.ends[k].append(r)
                    r.crossings.append(c)
            for r in self.layers['ramps']:
                off, position = nearest(c.line, r.line[0])[:2]
                if not r.crossings and off <= TOUCH and min(dist(r.line[0], e) for e in (c.line[0], c.line[-1])) > 5:
                    c.islands.append((position, r))
                    r.crossings.append(c)
            groups, last = [], None
            for position, r in sorted(c.islands, key=lambda x: (x[0], x[1].fid)):
                if last is None or position - last > 2.0:
                    groups.append([])
                groups[-1].append(r)
                last = position
            c.island_positions = sorted(p for p, _ in c.islands)
            c.islands = groups
        for r in self.layers['ramps']:
            r.crossing = r.crossings[0] if r.crossings else None
            for c in r.crossings:
                self.fill_kerb(c, r)

    @staticmethod
    def place_ramp(r, c):
        p = r.line[0]
        off, position = nearest(c.line, p)[:2]
        first, last = (dist(p, end) for end in (c.line[0], c.line[-1]))
        r.crossings.append(c)
        if off <= TOUCH and min(first, last) > RAMP_DISTANCE and 0 < position < c.length:
            c.islands.append((position, r))
        else:
            c.ends[0 if first <= last else 1].append(r)

    @staticmethod
    def told(c, k):
        """The kerb that the crossing's columns tell of at its start (0) or end (1)."""
        return c.get(('kerb_left', 'kerb_right')[k]) or c.get('kerb')

    def fill_kerb(self, c, r):
        """What a drawn kerb lacks its crossing tells."""
        end = [k for k, ramps in enumerate(c.ends) if r in ramps]
        kerb = self.told(c, end[0]) if end else c.get('kerb')
        for field, value in (('kerb', kerb), ('tactile_warning', c.get('tactile_warning'))):
            if value and not r.get(field):
                r.values[field] = Value(value, 'linked')

    def measure_crossing(self, c):
        if ('crossings', 'structure') not in self.asked:  # an empty cell is a question without an answer
            c.values.setdefault('structure', Value('at_grade', 'surveyed'))
        if c.get('markings'):
            c.values['marked'] = Value('no' if c.get('markings') == 'no' else 'yes', 'surveyed')
        c.state = [self.end_state(c, ramps, self.told(c, k)) for k, ramps in enumerate(c.ends)]
        if c.state.count('absent') or not {'unknown', 'unsure'} & set(c.state):
            sure = c.state.count('absent') or 'told' not in c.state
            c.values['ends_without_ramp'] = Value(float(c.state.count('absent')), 'geometry' if sure else 'linked')
        # of several streets the largest; one that is not known may be larger
        widths = [s.get('carriageway_width_m') for s in c.streets]
        widths = [] if None in widths else widths
        for field in ('lanes', 'street_grade_pct'):
            all_of_them = [s.get(field) for s in c.streets]
            if all_of_them and None not in all_of_them:
                c.values.setdefault(field, Value(max(all_of_them), 'linked'))
        kerbs = [nearest(c.line, r.line[0])[1] for end in c.ends for r in end]
        island = c.get('island') == 'yes'
        sure = 'geometry' if c.get('island') == 'no' else 'bound'   # is there an island, and where?
        if c.island_positions and all(c.ends):
            stops_at = sorted(kerbs + c.island_positions)
            # between the two kerbs of one island one stands, one doesn't cross
            c.values['crossing_stage_m'] = Value(max(b - a for a, b in zip(stops_at[::2], stops_at[1::2])), 'geometry')
        elif widths and island and c.get('island_length_m'):
            c.values['crossing_stage_m'] = Value(min((max(widths) - c.get('island_length_m')) / 2, c.length), 'geometry')
        elif widths:
            c.values['crossing_stage_m'] = Value(min(max(widths), c.length), sure)
        elif all(c.ends):
            between = min(b - a for a in kerbs[:len(c.ends[0])] for b in kerbs[len(c.ends[0]):])
            c.values['crossing_stage_m'] = Value(between, sure)
        else:
            c.values['crossing_stage_m'] = Value(c.length, 'bound')
        if c.get('clearance_s'):
            stage = c.values['crossing_stage_m']
            c.values['clearance_speed_m_s'] = Value(stage.value / c.get('clearance_s'), stage.origin)

    @staticmethod
    def contradicts(r):
        """A kerb's measured height against its class, by OpenStreetMap's limits."""
        kerb, height = r.get('kerb'), r.get('kerb_height_mm')
        if height is None:
            return False
        return {'none': height > 10.01, 'flush': height > 10.01, 'lowered': not meets(height, '<=', 30),
                'raised': meets(height, '<=', 30)}.get(kerb, False)

    def junctions(self):
        """Points where streets with sides meet; whether a roundabout does there."""
        if not hasattr(self, 'met'):
            self.met = [(v, any('roundabout' in (o.get('junction') or '') for o in [s] + [o for o, _ in self.meeting(s, v)]))
                        for s in self.streets if not s.own for i, v in enumerate(s.line) if self.is_junction(s, i)]
        return self.met

    def measure_place(self, c):
        """At mid-block, or at a junction."""
        if not c.streets:
            return
        xs, ys = [p[0] for p in c.line], [p[1] for p in c.line]
        middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        around = [(dist(p, middle), round_) for p, round_ in self.junctions()]
        nearest_m = min([d for d, _ in around], default=math.inf)
        if any(s.get('junction') in ('roundabout', 'circular') for s in c.streets) \
                or any(d <= MID_BLOCK and round_ for d, round_ in around) or nearest_m > MID_BLOCK:
            c.values['mid_block'] = Value('yes', 'geometry')
        elif nearest_m <= AT_JUNCTION:
            c.values['mid_block'] = Value('no', 'geometry')

    def measure_ramps(self):
        """What a ramp takes from the crossing it serves."""
        for r in self.layers['ramps']:
            c = r.crossing
            over = {x.get('crosses') for x in r.crossings}
            into = 'street' if 'street' in over or not over else over.pop() if len(over) == 1 else None
            if into is not None:
                r.values['crosses'] = Value(into, 'geometry')
            if c is None:
                continue
            if c.get('control'):
                r.values['crossing_control'] = Value(c.get('control'), 'linked')
            r.values['at_island'] = Value('yes' if any(r in g for g in c.islands) else 'no', 'geometry')
            if 'street_grade_pct' in c.values:
                r.values['street_grade_pct'] = Value(c.get('street_grade_pct'), 'linked')

    def end_state(self, c, ramps, told):
        if c.get('structure') in ('footbridge', 'underpass') \
                or any(r.get('kerb') == 'none' and not self.contradicts(r) for r in ramps):
            return 'level'
        if not ramps and told == 'none':
            return 'level'
        if not ramps and told:  # raised kerbs, drawn or told, leave only open whether it is a bridge
            return 'told' if told != 'raised' else 'absent' if c.get('structure') else 'unknown'
        if not ramps and c.get('raised') == 'yes':
            return 'level'
        if not ramps:
            open_ = self.kerbs_open(c) or any(not c.get(k) and ('crossings', k) in self.asked
                                              for k in ('raised', 'structure'))
            if open_ or c.get('crosses') != 'street' or any(nearest(s.line, end)[0] <= TOUCH
                                                           for s in c.streets for end in self.bare_ends(c)):
                return 'unknown'
            return 'absent' if 'ramps' in self.supplied else 'unknown'
        if all(r.get('kerb') == 'raised' for r in ramps):
            return 'absent' if c.get('structure') else 'unknown'
        known = [r for r in ramps if not self.contradicts(r) and r.get('kerb') != 'raised' and self.classed(c, r)]
        return 'ramp' if known else 'unsure'

    def kerbs_open(self, c):
        """Does a column for the crossing's own kerbs stay empty?"""
        return any(not c.get(k) and ('crossings', k) in self.asked for k in ('kerb', 'kerb_left', 'kerb_right'))

    def classed(self, c, r):
        """Is it known what kind of kerb it is? In a layer that nobody asked for kerbs it is a ramp."""
        return r.get('kerb') and r.values['kerb'].origin != 'assumed' \
            or ('ramps', 'kerb') not in self.asked and not self.kerbs_open(c)

    def may_be(self, c, state, ramps):
        """What else an end may be: 'level', 'absent'."""
        if state == 'level':
            return set()
        if any(not self.classed(c, r) for r in ramps):
            return {'level'} if state == 'ramp' else {'level', 'absent'}
        return set() if c.get('structure') else {'level'}

    @staticmethod
    def bare_ends(c):
        return [end for end, ramps in zip((c.line[0], c.line[-1]), c.ends) if not ramps]
