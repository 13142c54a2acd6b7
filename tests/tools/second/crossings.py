# SPDX-License-Identifier: MIT
"""Crossings and their kerbs (docs/scoring.md#a-crossing-is-a-chain)."""
import itertools
import math

from second.plane import dist, lines_distance, nearest
from second.parts import BEYOND
from second.rules import meets
from second.values import AT_JUNCTION, MID_BLOCK, OWN_ELEMENT, RAMP_DISTANCE, SHARED_DISTANCE, TOUCH, Value


class Crossings:
    """What a place knows of its crossings and ramps."""

    def link_crossings(self):
        for c in self.crossings:
            c.streets = [s for s in self.streets if not s.own and self.passes(c, s)]
            over = {self.kind_of_road(s) for s in self.layers['streets'] if lines_distance(c.line, s.line) <= TOUCH}
            if c.streets or not self.layers['streets']:
                c.values['crosses'] = Value('street', 'geometry')
            elif over:
                c.values['crosses'] = Value(next(k for k in ('street', 'way', 'driveway') if k in over), 'geometry')

    def passes(self, c, s):
        """Does a crossing pass over a street, and does not merely end where the street ends by itself?"""
        if lines_distance(c.line, s.line) > TOUCH:
            return False
        beyond = [p for p in (s.line[0], s.line[-1]) if lines_distance(c.line, [p]) <= TOUCH]
        ends = [e for e in (c.line[0], c.line[-1]) for p in beyond if dist(e, p) <= TOUCH]
        return not ends or any(dist(p, e) <= AT_JUNCTION for p, _ in self.junctions() for e in ends)

    @staticmethod
    def kind_of_road(s):
        if s.get('class') in ('driveway', 'parking_aisle', 'drive_through'):
            return 'driveway'
        paths = OWN_ELEMENT | {'cycleway', 'bridleway', 'track', 'construction', 'proposed'}
        return 'way' if s.get('class') in paths else 'street'

    def link_ramps(self):
        """A ramp that names a crossing serves its nearer end or an island; of several that carry the id, those
        it lies within 5 m of, else the nearest within 20 m. An end that none serves takes the nearest within 5 m."""
        lines = [c for c in self.crossings if len(c.line) > 1]
        for c in self.crossings:
            c.ends, c.islands = [[], []], [[] for _ in c.refuges]
            c.loose = []
        for r in self.ramps:
            r.crossings = []
            named = [c for c in lines if r.get('crossing_id') in {x.id for x, _ in c.parts}]
            if len(named) == 1:
                self.place_ramp(r, named[0])
            elif named:
                away = {c: nearest(c.line, r.line[0])[0] for c in named}
                least = min(named, key=lambda c: (away[c], c.fid))
                by_place = any(dist(r.line[0], end) <= RAMP_DISTANCE for c in named for end in (c.line[0], c.line[-1]))
                r.among = named
                if not by_place and away[least] <= SHARED_DISTANCE:
                    self.place_ramp(r, least)
        by_id = {r for r in self.ramps if r.crossings and not hasattr(r, 'among')}
        for c in lines:
            served = [bool(ramps) for ramps in c.ends]
            for r in self.ramps:
                if r not in by_id and c not in r.crossings and c in getattr(r, 'among', [c]):
                    self.place_on_island(r, c)
            for k, end in enumerate((c.line[0], c.line[-1])):
                other = c.line[k - 1]
                free = [r for r in self.ramps if dist(r.line[0], end) <= min(RAMP_DISTANCE, dist(r.line[0], other))
                        and c in getattr(r, 'among', [c]) and r not in by_id and c not in r.crossings]
                if not served[k] and free:
                    r = min(free, key=lambda r: (dist(r.line[0], end), r.fid))
                    c.ends[k].append(r)
                    r.crossings.append(c)
        for c in lines:
            last = None
            for position, r in sorted(c.loose, key=lambda x: (x[0], x[1].fid)):
                if last is None or position - last > 2.0:
                    c.islands.append([])
                c.islands[-1].append(r)
                last = position
        for r in self.ramps:
            r.crossing = r.crossings[0] if r.crossings else None
            self.fill_kerb(r)

    @staticmethod
    def place_on_island(r, c):
        """On an island that is drawn, or within 0.5 m of the line and more than 5 m from both ends."""
        p = r.line[0]
        off, position = nearest(c.line, p)[:2]
        drawn = [k for k, (a, b) in enumerate(c.refuges) if a - BEYOND <= position <= b + BEYOND]
        if off > TOUCH or not drawn and min(dist(p, e) for e in (c.line[0], c.line[-1])) <= RAMP_DISTANCE:
            return False
        if drawn:
            c.islands[drawn[0]].append(r)
        else:
            c.loose.append((position, r))
        r.crossings.append(c)
        return True

    def place_ramp(self, r, c):
        if not self.place_on_island(r, c):
            first, last = (dist(r.line[0], end) for end in (c.line[0], c.line[-1]))
            r.crossings.append(c)
            c.ends[0 if first <= last else 1].append(r)

    @staticmethod
    def told(c, k):
        """The kerb that the crossing's columns tell of at its start (0) or end (1)."""
        return c.get(('kerb_left', 'kerb_right')[k]) or c.get('kerb')

    def fill_kerb(self, r):
        """What a drawn kerb lacks its crossings tell, where they agree."""
        told = {'kerb': set(), 'tactile_warning': set()}
        for c in r.crossings:
            told['tactile_warning'].add(c.get('tactile_warning'))
            # of an island's kerbs the columns tell no class
            told['kerb'] |= {self.told(c, k) for k, ramps in enumerate(c.ends) if r in ramps}
        for field, values in told.items():
            values -= {None, ''}
            if len(values) == 1 and not r.get(field):
                r.values[field] = Value(values.pop(), 'linked')

    def measure_crossing(self, c):
        if not self.is_question('crossings', 'structure'):  # an empty cell is a question without an answer
            c.values.setdefault('structure', Value('at_grade', 'surveyed'))
        if c.get('markings'):
            c.values['marked'] = Value('no' if c.get('markings') == 'no' else 'yes', 'surveyed')
        c.state = [self.end_state(c, ramps, self.told(c, k), (c.line[0], c.line[-1])[k]) for k, ramps in enumerate(c.ends)]
        c.state += [self.end_state(c, kerbs, None, None) for kerbs in c.islands]
        if 'absent' in c.state or not {'unknown', 'unsure'} & set(c.state):
            sure = 'absent' in c.state or 'told' not in c.state
            c.values['ends_without_ramp'] = Value(float(c.state.count('absent')), 'geometry' if sure else 'linked')
        # of several streets the largest; one that is not known may be larger
        widths = [s.get('carriageway_width_m') for s in c.streets]
        widths = [] if None in widths else widths
        for field in ('lanes', 'street_grade_pct'):
            all_of_them = [s.get(field) for s in c.streets]
            if all_of_them and None not in all_of_them:
                c.values.setdefault(field, Value(max(all_of_them), 'linked'))
        stage = self.stage(c, max(widths) if widths else None)
        if stage:
            c.values['crossing_stage_m'] = stage
        if c.get('clearance_s') and stage:
            c.values['clearance_speed_m_s'] = Value(stage.value / c.get('clearance_s'), stage.origin)

    @staticmethod
    def stage(c, width):
        """The longest stretch between where one may stand; `width` is that of the carriageway, if known."""
        kerbs = [[nearest(c.line, r.line[0])[1] for r in end] for end in c.ends]
        sure = 'geometry' if c.get('island') == 'no' else 'bound'   # is there an island, and where?
        stands = []
        for k, group in enumerate(c.islands):
            at = [nearest(c.line, r.line[0])[1] for r in group]
            at += c.refuges[k] if k < len(c.refuges) else []
            stands.append((min(at), max(at)))
        drawn = c.length if len(c.line) > 1 else math.inf
        if stands:
            start, end = (max(kerbs[0], default=0.0), min(kerbs[1], default=c.length))
            edges = [start, *itertools.chain(*Crossings.closed_up(sorted(stands))), end]
            longest = max(b - a for a, b in zip(edges[::2], edges[1::2]))
            return Value(longest, 'geometry' if all(kerbs) else 'bound')
        if width and c.get('island') == 'yes' and c.get('island_length_m'):
            return Value(min((width - c.get('island_length_m')) / 2, drawn), 'geometry')
        if width:
            return Value(min(width, drawn), sure)
        if all(kerbs):
            return Value(min(b - a for a in kerbs[0] for b in kerbs[1]), sure)
        return Value(c.length, 'bound') if drawn < math.inf else None

    @staticmethod
    def closed_up(stands):
        """Groups of one kerb each are the two edges of one island, between which nobody walks on a carriageway."""
        out = []
        for a, b in stands:
            if out and a == b and out[-1][0] == out[-1][1]:
                out[-1] = (out[-1][0], b)
            else:
                out.append((a, b))
        return out

    @staticmethod
    def contradicts(r, kerb):
        """A kerb's measured height against a class, by OpenStreetMap's limits."""
        height = r.get('kerb_height_mm')
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
        for r in self.ramps:
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

    def end_state(self, c, ramps, told, place):
        """Of an end, or of an island (without a place). A kerb without a class is here what this crossing tells."""
        kerbs = [self.kerb_here(r, told) for r in ramps]
        if c.get('structure') in ('footbridge', 'underpass') \
                or any(kerb == 'none' and not self.contradicts(r, kerb) for r, (kerb, _) in zip(ramps, kerbs)):
            return 'level'
        if not ramps and told == 'none':
            return 'level'
        if not ramps and told:  # raised kerbs, drawn or told, leave only open whether it is a bridge
            return 'told' if told != 'raised' else 'absent' if c.get('structure') else 'unknown'
        if not ramps and c.get('raised') == 'yes':
            return 'level'
        if not ramps:
            open_ = self.kerbs_open(c) or any(not c.get(k) and self.is_question('crossings', k) for k in ('raised', 'structure'))
            if open_ or place is None or c.get('crosses') != 'street' or len(c.line) == 1 \
                    or any(nearest(s.line, place)[0] <= TOUCH for s in c.streets):
                return 'unknown'
            return 'absent' if self.absent['ramps'] else 'unknown'
        if all(kerb == 'raised' for kerb, _ in kerbs):
            return 'absent' if c.get('structure') else 'unknown'
        known = [r for r, (kerb, _) in zip(ramps, kerbs) if not self.contradicts(r, kerb) and kerb != 'raised'
                 and self.classed(c, r, told)]
        return 'ramp' if known else 'unsure'

    def kerbs_open(self, c):
        """Does a column for the crossing's own kerbs stay empty?"""
        return any(not c.get(k) and self.is_question('crossings', k) for k in ('kerb', 'kerb_left', 'kerb_right'))

    def classed(self, c, r, told):
        """Is it known what kind of kerb it is? In a layer that nobody asked for kerbs it is a ramp."""
        kerb, origin = self.kerb_here(r, told)
        return kerb and origin != 'assumed' or self.rows_are_ramps and not self.kerbs_open(c)

    def may_be(self, c, k):
        """What else an end or island may be: 'level', 'absent'."""
        state, ramps = c.state[k], (c.ends + c.islands)[k]
        if state == 'level':
            return set()
        if any(not self.classed(c, r, self.told(c, k) if k < 2 else None) for r in ramps):
            return {'level'} if state == 'ramp' else {'level', 'absent'}
        return set() if c.get('structure') else {'level'}

    @staticmethod
    def kerb_here(r, told):
        """(class, origin): its own; else what this crossing tells, if anything does; else that of its height."""
        if r.own_kerb:
            return r.own_kerb.value, r.own_kerb.origin
        if r.height_kerb and r.height_kerb.value == 'raised' or not told:
            return (r.height_kerb.value, r.height_kerb.origin) if r.height_kerb else (None, None)
        return told, 'linked'
