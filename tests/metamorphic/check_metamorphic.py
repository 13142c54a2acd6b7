#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same place, drawn in another way: what an audit says of it stays (scoring.md, "Properties").

    check_metamorphic.py RASIF FILE [CHANGE...]

FILE is a GeoPackage, or the name of one of the real files beside the repository. Without names all changes
are tried: see CHANGES. Places are compared every half metre along both sides of every street."""
import bisect
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
import changes
from running import PROFILES, Complaints, columns, database, judged_tables, key_of, quote, run, shared

STEP = 0.5
NEAR_AN_EDGE = 0.02  # a place this near to where a side changes may lie on either side of it
WALKED = changes.WALKED
# The layers that change, what of them, metres of sides in a thousand that may differ, and why.
CHANGES = {
    'streets_cut': (changes.STREETS, changes.cut, 2), # sides that face an opposite one-way line
    'streets_reversed': (changes.STREETS, changes.reverse_streets, 0),
    'streets_doubled': (changes.STREETS, changes.double, 0),
    'walked_cut': (WALKED, changes.cut, 2),
    'walked_reversed': (WALKED, changes.reverse, 0),
    'walked_doubled': (WALKED, changes.double, 0),
    'crossings_doubled': (changes.CROSSED, changes.double, 0),
    'crossings_reversed': (changes.CROSSED, changes.reverse, 0),
    'rows_shuffled': (changes.STREETS + WALKED + changes.CROSSED, changes.shuffle, 0),
}
# What depends on how a sidewalk is cut: its own length, and what is measured from one end of it to the other.
ONLY_STATES = ('walked_cut',)


class Sides:
    """What audit_sides says, by (street table, fid, side): edges and what lies between them."""

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

    def at(self, street, side, at_m):
        """None where it is not sure."""
        edges, values = self.pieces[(*street, side)]
        i = min(bisect.bisect_left(edges, at_m), len(edges) - 1)
        near = [abs(edge - at_m) for edge in edges[max(i - 1, 0):i + 1] if edge != edges[-1]]
        return values[i] if all(m > NEAR_AN_EDGE for m in near) else None


def same(a, b):
    return a == b or (isinstance(a, (int, float)) and isinstance(b, (int, float)) and abs(a - b) <= 0.01)


def differs(a, b, only_states):
    if a is None or b is None:
        return False
    return a[0] != b[0] or (not only_states and not all(map(same, a[1], b[1])))


def compare_sides(before, after, change, moved, only_states):
    """(metres compared, metres that differ, the first of them). `moved`: {(table, fid): fid}: of cut
    streets the second halves, of shuffled ones the new keys."""
    compared, wrong, first = 0, 0, None
    for (table, fid), length in before.length.items():
        new = (table, moved.get((table, fid), fid) if change == 'rows_shuffled' else fid)
        halves = [new]
        if change == 'streets_cut' and (table, fid) in moved:
            halves.append((table, moved[table, fid]))
        for side in ('left', 'right'):
            at = STEP / 2
            while at < length:
                there, place, its = at, halves[0], side
                if change == 'streets_reversed' and (table, fid) in moved:
                    there, its = length - at, {'left': 'right', 'right': 'left'}[side]
                elif len(halves) == 2 and at > after.length[halves[0]]:
                    there, place = at - after.length[halves[0]], halves[1]
                a, b = before.at((table, fid), side, at), after.at(place, its, there)
                compared += STEP
                if differs(a, b, only_states):
                    wrong += STEP
                    first = first or f'{table}:{fid} {side} at {at}: {a} became {b}'
                at += STEP
    return compared, wrong, first


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


def audit(rasif, path, output):
    run(rasif, 'audit', path, '-o', output, '--force', '--links', 'yes')
    return output


def check(wrong, rasif, path, folder, before, name):
    wanted, change, allowed = CHANGES[name]
    copy = folder / 'changed.gpkg'
    shutil.copy(path, copy)
    copy.chmod(0o644)
    db = changes.open_copy(copy)
    moved = change(db, wanted)
    db.commit()
    db.close()
    if not moved:
        return
    after = audit(rasif, copy, folder / 'after.gpkg')
    compared, metres, first = compare_sides(Sides(before), Sides(after), name, moved, name in ONLY_STATES)
    print(f'{name}: {len(moved)} features, {metres:g} m of {compared:g} m differ' + (f' ({first})' if first else ''))
    wrong.expect(metres <= compared * allowed / 1000, f'{name}: {metres:g} of {compared:g} m: {first}')
    if name.endswith(('_doubled', '_reversed')):
        compare_figures(wrong, name, before, after)


def compare_figures(wrong, name, before, after):
    """Elements that are still there say what they said; of lines drawn twice both do."""
    a, b = (figures(path, WALKED + changes.CROSSED) for path in (before, after))
    bad = [(key, c, a[key][c], b[key].get(c)) for key in a for c in a[key] if not same(a[key][c], b[key].get(c))]
    print(f'{name}: {len(bad)} of {sum(map(len, a.values()))} figures of elements differ {bad[:3]}')
    wrong.expect(not bad, f'{name}: {len(bad)} figures: {bad[:4]}')


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
