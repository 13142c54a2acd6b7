#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same place, drawn in another way: what an audit says of it stays (scoring.md, "Properties").

    check_metamorphic.py RASIF FILE [CHANGE...]

FILE is a GeoPackage, or the name of one of the real files beside the repository. Without names all changes
are tried: see CHANGES. Places are compared every half metre along both sides of every street."""
import bisect
import collections
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
import changes
from running import PROFILES, Complaints, columns, database, judged_tables, key_of, quote, run, shared

STEP = 0.5
NEAR_AN_EDGE = 0.02  # a place this near to where a side changes may lie on either side of it
WALKED = changes.WALKED
# A run along a street of less than this counts for none, unless it is the whole line (scoring.md, "Cover").
LEAST_RUN_M = 4.0
BESIDE_STEP_M = 2.0
MATCH_M = 18.0  # --match-distance
# The layers that change, what of them, metres of sides in a thousand that may differ. Why they do:
# - streets cut or joined: whether a side faces an opposite one-way line is decided beside the middle of each feature,
#   so only places of which one audit says that the side does not apply (Redmond: streets 102 and 207, 24 m; gaps there
#   as well).
# - walked lines cut: a run of less than LEAST_RUN_M counts for none, of a half it does if that is all of it; one that
#   ends less than that behind the cut does no more (Redmond: all 19 places). So no difference is longer.
# - another system: none. Its metres are other metres (UTM's are 0.35 in a thousand shorter at Redmond), so that a
#   sidewalk that slants past the match distance is linked for a while longer or shorter (streets 55: 17.986 m off at 0.09
#   degrees, 6 mm are 4 m along the street). The match distance is given in the same metres.
# Gaps: what runs beside one is followed in steps of two metres, which begin where its line does. So of streets cut or
# joined no difference where the side applies is longer than a step (Santa Cruz: streets 246, 0.56 m); else there is none.
STREETS_CUT = ('streets_cut', 'streets_joined')
CHANGES = {
    'streets_cut': (changes.STREETS, changes.cut, 2),
    'streets_reversed': (changes.STREETS, changes.reverse_streets, 0),
    'streets_doubled': (changes.STREETS, changes.double, 0),
    'walked_cut': (WALKED, changes.cut, 2),
    'walked_reversed': (WALKED, changes.reverse, 0),
    'walked_doubled': (WALKED, changes.double, 0),
    'crossings_doubled': (changes.CROSSED, changes.double, 0),
    'crossings_reversed': (changes.CROSSED, changes.reverse, 0),
    'rows_shuffled': (changes.STREETS + WALKED + changes.CROSSED, changes.shuffle, 0),
    'streets_joined': (changes.STREETS, changes.join, 2),
    'crossings_cut': (changes.CROSSED, changes.cut_crossings, 0),
    'ids_shared': (changes.CROSSED, changes.share_ids, 0),
    'system_changed': (changes.STREETS, None, 0),
}
# Where a stretch without a sidewalk reaches less than this over a joint, no gap is told of it there.
SLIVER_M = 1.0
# Figures of segments and elements in a thousand that may differ. Of cut crossings: a line that turns a corner behind
# its middle (Santa Cruz: crossings 662925129, by 92 degrees, 0.4 m behind) is two crossings when it is cut before.
# Of cut streets: where the sides that face an opposite one-way line are others. Segments of streets that are their own
# element are left out there: an interval through an element, such as that of seats, is that of the half.
CORNERS, ONE_WAY = 1, 10
# What depends on how a sidewalk is cut: its own length, and what is measured from one end of it to the other.
ONLY_STATES = ('walked_cut',)


def twins(db):
    """Streets whose line another one has, too."""
    seen = {}
    for table, *_, fid, points in changes.lines(db, [row['street_table'] for row in db.execute(
            'SELECT DISTINCT street_table FROM audit_sides')]):
        seen.setdefault(min(tuple(points), tuple(points[::-1])), []).append((table, fid))
    return {street for same_line in seen.values() for street in same_line if len(same_line) > 1}


class Sides:
    """What audit_sides says, by (street table, fid, side): edges and what lies between them. What audit_gaps
    says of stretches there, and of everything else: how often."""

    def __init__(self, path):
        db = database(path)
        wanted = [c for c in columns(db, 'audit_sides') if c.startswith('rasif_')]
        self.pieces, self.length = {}, {}
        for row in db.execute('SELECT * FROM audit_sides ORDER BY street_table, street_fid, side, from_m'):
            edges, values = self.pieces.setdefault(
                (row['street_table'], row['street_fid'], row['side']), ([], []))
            edges.append(row['to_m'])
            values.append((row['state'], tuple(row[c] for c in wanted)))
            self.length[row['street_table'], row['street_fid']] = row['to_m']
        self.twins = twins(db)
        self.gaps, self.counts = {}, collections.Counter()
        for row in db.execute('SELECT * FROM audit_gaps'):
            if row['kind'] == 'no_sidewalk':
                self.gaps.setdefault((row['street_table'], row['street_fid'], row['side']), []).append(
                    (row['from_m'], row['to_m'], row['evidence']))
            else:
                self.counts[row['kind'], row['evidence']] += 1

    def gap_at(self, street, side, at_m):
        """The evidence of the gap there, '' = none; None near an end of one or of the street, and of lines drawn
        twice, for it is told of the first."""
        if street in self.twins or min(at_m, abs(self.length[street] - at_m)) <= SLIVER_M:
            return None
        here = ''
        for a, b, evidence in self.gaps.get((*street, side), []):
            if min(abs(at_m - a), abs(at_m - b)) <= NEAR_AN_EDGE:
                return None
            here = evidence if a < at_m < b else here
        return here

    def at(self, street, side, at_m):
        """None where it is not sure."""
        edges, values = self.pieces[(*street, side)]
        i = min(bisect.bisect_left(edges, at_m), len(edges) - 1)
        near = [abs(edge - at_m) for edge in edges[max(i - 1, 0):i + 1] if edge != edges[-1]]
        return values[i] if all(m > NEAR_AN_EDGE for m in near) else None


def same(a, b, slack=0.01):
    return a == b or (isinstance(a, (int, float)) and isinstance(b, (int, float)) and abs(a - b) <= slack)


def differs(a, b, only_states, slack=0.01):
    if a is None or b is None:
        return False
    return a[0] != b[0] or (not only_states and not all(same(x, y, slack) for x, y in zip(a[1], b[1])))


def compare_sides(before, after, change, moved, only_states):
    """(metres compared, metres that differ, the first of them, metres of gaps that differ (of streets cut or joined in
    runs of more than a step where the side applies), those of the metres of which one says that it does not, the
    longest run of those that differ). `moved`: {(table, fid): fid}:
    of cut streets the second halves, of shuffled ones the new keys."""
    compared, wrong, first, gaps, apply, longest = 0, 0, None, 0, 0, 0
    for (table, fid), length in before.length.items():
        for side in ('left', 'right'):
            at, run, gap_run = STEP / 2, 0, 0
            while at < length:
                there, place, its = at, (table, fid), side
                if change == 'rows_shuffled':
                    place = (table, moved.get((table, fid), fid))
                elif change == 'streets_reversed' and (table, fid) in moved:
                    there, its = length - at, {'left': 'right', 'right': 'left'}[side]
                elif change == 'streets_cut' and (table, fid) in moved and at > after.length[place]:
                    there, place = at - after.length[place], (table, moved[table, fid])
                elif change == 'streets_joined' and (table, fid) in moved:
                    place = (table, moved[table, fid])
                    there = at + before.length[place]
                elif change == 'system_changed':
                    there = at * after.length[place] / length
                a, b = before.at((table, fid), side, at), after.at(place, its, there)
                compared += STEP
                if differs(a, b, only_states, 0.05 if change == 'system_changed' else 0.01):
                    wrong, run = wrong + STEP, run + STEP
                    apply += STEP if 'not_applicable' in (a[0], b[0]) else 0
                    longest = max(longest, run)
                    first = first or f'{table}:{fid} {side} at {at}: {a} became {b}'
                elif a is not None and b is not None:
                    run = 0
                applies = 'not_applicable' not in (a and a[0], b and b[0]) or change not in STREETS_CUT
                a, b = before.gap_at((table, fid), side, at), after.gap_at(place, its, there)
                gap_run = gap_run + STEP if applies and a is not None and b is not None and a != b else 0
                if gap_run > (BESIDE_STEP_M if change in STREETS_CUT else 0):
                    gaps += STEP
                    first = first or f'gap {table}:{fid} {side} at {at}: {a!r} became {b!r}'
                at += STEP
    return compared, wrong, first, gaps, apply, longest


def figures(path, tables):
    """{(table, fid): {column: value}} of what was judged, without lengths and what the network as a whole
    decides."""
    db, found = database(path), {}
    for table in judged_tables(db):
        if table not in tables:
            continue
        wanted = [c for c in columns(db, table) if c.startswith('rasif_') and c.split('_')[1] in PROFILES
                  and c.split('_', 2)[2] in ('score', 'low', 'high', 'coverage', 'passable')]
        key = key_of(db, table)
        for row in db.execute(f'SELECT * FROM {quote(table)}'):
            found[table, row[key]] = {c: row[c] for c in wanted}
    return found


def audit(rasif, path, output, *options):
    run(rasif, 'audit', path, '-o', output, '--force', '--links', 'yes', *options)
    return output


def check(wrong, rasif, path, folder, before, name):
    wanted, change, allowed = CHANGES[name]
    copy = folder / 'changed.gpkg'
    shutil.copy(path, copy)
    copy.chmod(0o644)
    if change is None:
        moved = transform(path, copy)
    else:
        db = changes.open_copy(copy)
        moved = change(db, wanted)
        db.commit()
        db.close()
    if not moved:
        return
    after = audit(rasif, copy, folder / 'after.gpkg')
    a, b = Sides(before), Sides(after)
    if name == 'system_changed':
        metre = sum(b.length.values()) / sum(a.length.values())
        after = audit(rasif, copy, folder / 'after.gpkg', '--match-distance', f'{MATCH_M * metre:.9f}')
        b = Sides(after)
    compared, metres, first, gaps, apply, longest = compare_sides(a, b, name, moved, name in ONLY_STATES)
    print(f'{name}: {len(moved)} features, {metres:g} m of {compared:g} m differ, gaps along {gaps:g} m' +
          (f' ({first})' if first else ''))
    wrong.expect(metres <= compared * allowed / 1000, f'{name}: {metres:g} of {compared:g} m: {first}')
    if name in ('streets_cut', 'streets_joined'):
        wrong.expect(metres == apply, f'{name}: {metres - apply:g} m differ where both say that the side applies')
    if name == 'walked_cut':
        wrong.expect(longest < LEAST_RUN_M + STEP, f'{name}: {longest:g} m differ in one run: {first}')
    wrong.expect(gaps == 0, f'{name}: gaps along {gaps:g} of {compared:g} m: {first}')
    if name not in ONLY_STATES:
        compare_counts(wrong, name, a.counts, b.counts)
        compare_segments(wrong, name, before, after, ONE_WAY if apply else CORNERS if name == 'crossings_cut' else 0)
    if name.endswith(('_doubled', '_reversed', '_cut', '_shared')) and not name.startswith(('streets_c', 'walked_c')):
        compare_figures(wrong, name, before, after)


def transform(path, copy):
    """The same places in another reference system: degrees where they were metres, and back."""
    if not shutil.which('ogr2ogr'):
        return {}
    source = database(path).execute('SELECT srs_id, min_x, min_y FROM gpkg_contents WHERE srs_id > 0').fetchone()
    zone = int((source['min_x'] + 180) / 6) + 1 if source['srs_id'] == 4326 else 0
    target = f'EPSG:{32600 + zone}' if zone else 'EPSG:4326'
    copy.unlink()
    subprocess.run(['ogr2ogr', '-q', '-t_srs', target, '-preserve_fid', copy, path], check=True)
    return {('all', target): target}


def compare_counts(wrong, name, before, after):
    """Gaps that are no stretches: ends of sidewalks, ramps, crossings."""
    wrong.expect(before == after, f'{name}: gaps {dict(before - after)} became {dict(after - before)}')


def segments(path):
    """{lasting id: {column: value}} of the segments."""
    db = database(path)
    wanted = [c for c in columns(db, 'audit_segments') if c.startswith('rasif_n_') or c == 'rasif_compliance'
              or (c.startswith('rasif_') and c.split('_')[1] in PROFILES
                  and c.split('_', 2)[2] in ('score', 'low', 'high', 'coverage', 'passable', 'class'))]
    return {row['rasif_id']: {c: row[c] for c in wanted} for row in db.execute('SELECT * FROM audit_segments')}


def compare_segments(wrong, name, before, after, most):
    a, b = segments(before), segments(after)
    if name in ('streets_cut', 'streets_joined'):
        sided = {row[0] for row in database(before).execute(
            'SELECT rasif_id FROM audit_segments WHERE fid IN (SELECT segment_fid FROM audit_sides)')}
        own = {row[0] for row in database(after).execute(
            'SELECT rasif_id FROM audit_segments WHERE fid NOT IN (SELECT segment_fid FROM audit_sides)')}
        a = {key: row for key, row in a.items() if key in sided}
        b = {key: row for key, row in b.items() if key not in own}
    slack = 0.05 if name == 'system_changed' else 0.01
    gone = a.keys() ^ b.keys() if name != 'system_changed' else set()
    bad = [(key, c, a[key][c], b[key][c]) for key in a.keys() & b.keys() for c in a[key]
           if not same(a[key][c], b[key][c], slack)]
    print(f'{name}: {len(gone)} of {len(a)} segments are others, {len(bad)} figures differ {bad[:3]}')
    few = 2 + len(a) / 100 # an id is of its rounded place
    wrong.expect(len(gone) <= few, f'{name}: {len(gone)} of {len(a)} segments are others: {sorted(gone)[:4]}')
    wrong.expect(len(bad) <= most * sum(map(len, a.values())) / 1000,
                 f'{name}: {len(bad)} figures of segments: {bad[:4]}')


def compare_figures(wrong, name, before, after):
    """Elements that are still there say what they said; of lines drawn twice both do."""
    a, b = (figures(path, WALKED + changes.CROSSED) for path in (before, after))
    bad = [(key, c, a[key][c], b[key].get(c)) for key in a for c in a[key] if not same(a[key][c], b[key].get(c))]
    print(f'{name}: {len(bad)} of {sum(map(len, a.values()))} figures of elements differ {bad[:3]}')
    most = CORNERS if name == 'crossings_cut' else 0
    wrong.expect(len(bad) <= most * sum(map(len, a.values())) / 1000, f'{name}: {len(bad)} figures: {bad[:4]}')


def main():
    rasif, path, *names = sys.argv[1:]
    path = pathlib.Path(path) if '/' in path else shared('data', 'real', path)
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        before = audit(rasif, path, folder / 'before.gpkg')
        for name in names or CHANGES:
            check(wrong, rasif, path, folder, before, name)
    wrong.expect(True, '')
    wrong.finish()


if __name__ == '__main__':
    main()
