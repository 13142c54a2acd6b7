# SPDX-License-Identifier: MIT
"""What blocks a user is a finding: a property of every output, checked in its tables alone.

`unexplained(db)` names every element and street that is blocked for a profile without a finding, on it
or on the part that decides, that names the profile; and every gap that a finding should speak of and
none does. `unsaid(rasif, path, db)` asks `rasif explain` of blocked features and names those whose
words name nothing."""
import re

from running import PROFILES, columns, has_table, judged_tables, key_of, quote, run

BARRIER_M = 5.0  # docs/scoring.md: an absent stretch up to this stops nobody


class Outcome:
    def __init__(self, db):
        self.db = db
        self.blocks, self.rows, self.ramps, self.sides = {}, {}, {}, {}
        self.at_places, self.ends, self.segments, self.pieces = {}, {}, {}, {}
        for f in db.execute('SELECT * FROM audit_findings') if has_table(db, 'audit_findings') else []:
            codes = set((f['blocks'] or '').split(','))
            self.blocks.setdefault((f['table_name'], f['source_fid']), set()).update(codes)
            self.at_places[f['table_name'], f['source_fid'], f['place']] = codes
        for table in judged_tables(db):
            key = key_of(db, table)
            for row in db.execute(f'SELECT * FROM {quote(table)}'):
                self.rows[table, row[key]] = row
        if has_table(db, 'audit_links'):
            for link in db.execute("SELECT * FROM audit_links WHERE kind = 'crossing-ramp'"):
                self.ramps.setdefault((link['from_table'], link['from_fid']), []).append(
                    (link['to_table'], link['to_fid']))
                self.ends.setdefault((link['to_table'], link['to_fid']), []).append(
                    (link['from_table'], link['from_fid'], link['place']))
        if has_table(db, 'audit_sides'):
            for side in db.execute('SELECT * FROM audit_sides ORDER BY street_table, street_fid, side, from_m'):
                key = side['street_table'], side['street_fid']
                self.pieces.setdefault(side['segment_fid'], []).append(side)
                self.sides.setdefault(key, {}).setdefault(side['side'], []).append(side)
        if has_table(db, 'audit_segments'):
            self.segments = {row['fid']: row for row in db.execute('SELECT * FROM audit_segments')}
        self.first = {row['rasif_id']: key for key, row in self.rows.items()}

    def passable(self, key, profile):
        row = self.rows.get(key)
        name = f'rasif_{profile}_passable'
        return row[name] if row is not None and name in row.keys() else None

    def same_line(self, key):
        """The first of several streets drawn on the same line: it has the links and findings."""
        base = re.sub(r'-\d+$', '', self.rows[key]['rasif_id'])
        return self.first.get(base, key)

    def names(self, key, profile):
        """Does a finding on it, or on the part that decides, name the profile?"""
        if profile in self.blocks.get(key, ()):
            return True
        if any(self.passable(ramp, profile) == 'no' and profile in self.blocks.get(ramp, ())
               for ramp in self.ramps.get(key, ())):
            return True
        # a raised kerb stands where a ramp is missing: told once, of the crossing's end
        if any(profile in self.at_places.get(end, ()) for end in self.ends.get(key, ())):
            return True
        first = self.same_line(key)
        return (first != key and self.names(first, profile)) or self.sides_name(key, profile)

    def sides_name(self, key, profile):
        """Of streets: every segment of theirs that is blocked."""
        segments = {piece['segment_fid'] for pieces in self.sides.get(key, {}).values() for piece in pieces}
        blocked = [s for s in segments if s in self.segments and
                   self.segments[s][f'rasif_{profile}_passable'] == 'no']
        return bool(blocked) and all(self.segment_names(s, profile) for s in blocked)

    def segment_names(self, segment, profile):
        """Something in it stops the profile and has a finding; where it is one street, on each side."""
        by_side = {}
        for piece in self.pieces[segment]:
            by_side.setdefault((piece['street_table'], piece['street_fid'], piece['side']), []).append(piece)
        streets = {key[:2] for key in by_side}
        said = [self.side_names(key[:2], pieces, profile) for key, pieces in by_side.items()]
        return any(said) and (len(streets) > 1 or all(answer is not False for answer in said))

    def side_names(self, key, pieces, profile):
        """None = nothing stops the profile on this side."""
        absent, stops = 0.0, None
        for piece in pieces:
            absent = absent + piece['to_m'] - piece['from_m'] if piece['state'] == 'absent' else 0.0
            if absent > BARRIER_M:
                stops = bool(stops) or profile in self.blocks.get(key, ())
            if piece['state'] == 'covered' and piece[f'rasif_{profile}_passable'] == 'no':
                stops = bool(stops) or self.names((piece['by_table'], piece['by_fid']), profile)
        return stops


def unexplained(db):
    out, bad = Outcome(db), []
    for key in out.rows:
        for profile in PROFILES:
            if out.passable(key, profile) == 'no' and not out.names(key, profile):
                bad.append(f'{key[0]}:{key[1]} is blocked for {profile} and no finding says why')
    for fid, row in out.segments.items():
        bad += [f'segment {fid} ({row["street_table"]}:{row["street_fid"]}) is blocked for {profile} and no finding'
                ' says why' for profile in PROFILES
                if f'rasif_{profile}_passable' in row.keys() and row[f'rasif_{profile}_passable'] == 'no' and
                fid in out.pieces and not out.segment_names(fid, profile)]
    for key, sides in out.sides.items():
        for side, pieces in sides.items():
            if any(len({piece['street_fid'] for piece in out.pieces[s]}) > 1 for s in
                   {piece['segment_fid'] for piece in pieces}):
                continue  # a run may go on over a joint
            bad += [f'{key[0]}:{key[1]} {side}: something stops {profile} and no finding says what'
                    for profile in PROFILES
                    if f'rasif_{profile}_passable' in pieces[0].keys() and
                    out.side_names(key, pieces, profile) is False]
    if has_table(db, 'audit_gaps') and 'finding_id' in columns(db, 'audit_gaps'):
        bad += [f'gap {row["kind"]} ({row["evidence"]}) of {row["street_table"]}:{row["street_fid"]} has no finding'
                for row in db.execute(
                    "SELECT * FROM audit_gaps WHERE evidence <> 'unknown' AND (finding_id IS NULL"
                    ' OR finding_id NOT IN (SELECT finding_id FROM audit_findings))')]
        twice = db.execute('SELECT count(*) - count(DISTINCT finding_id) FROM audit_findings').fetchone()[0]
        bad += [f'{twice} findings share an id'] if twice else []
    return bad


def blocked(db):
    """Features that are blocked for somebody."""
    out = Outcome(db)
    return [key for key in out.rows
            if any(out.passable(key, profile) == 'no' for profile in PROFILES)]


def unsaid(rasif, path, keys):
    """Of these features: those of which `explain` says that nothing blocks, or does not name what."""
    bad = []
    for table, fid in keys:
        said = run(rasif, 'explain', path, f'{table}:{fid}').stdout
        words = ' '.join(said.split())
        stopped = re.findall(r'blocked[.:] (?:What stops this user: (.*?)\. Score|neither side can be used from '
                             r'end to end by this user\. (.*?)\. A street)', words)
        if 'nothing blocks' in words or 'one of its blocking needs' in words:
            bad.append(f'{table}:{fid}: explain does not say what blocks')
        elif not stopped or not all(any(parts) for parts in stopped):
            bad.append(f'{table}:{fid}: explain names nothing that blocks: {stopped}')
    return bad
