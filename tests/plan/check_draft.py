#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rasif draft: proposed sidewalks and crossings lie where somebody would draw them, and no audit takes them for real.

    check_draft.py RASIF NEIGHBOURHOOD.gpkg

Places drawn for this test, whose answers follow from their drawing: a carriageway of 6 m has sidewalks 4 m from its
centre line. Then the neighbourhood and a real city, by a search of its own through all segments: no proposed sidewalk
lies on a carriageway, each crossing goes from sidewalk to sidewalk. Audits of a draft find what audits of its
input find, until rows are confirmed.
"""
import math
import pathlib
import random
import shutil
import sqlite3
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import gpkg
from running import SOURCE, Complaints, columns, database, run, sha256, shared

EAST, NORTH, SRS = 775000.0, 3540000.0, 32636
NEAR = 0.02


def points(blob):
    head = 8 + (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    n, = struct.unpack_from('<I', blob, head + 5)
    return [struct.unpack_from('<dd', blob, head + 9 + 16 * i) for i in range(n)]


def lines(path, table, shift=(EAST, NORTH)):
    db = database(path)
    return [dict(row) | {'xy': [(x - shift[0], y - shift[1]) for x, y in points(row['geom'])]}
            for row in db.execute(f'SELECT * FROM "{table}" ORDER BY 1')]


def place(blob, shift=(EAST, NORTH)):
    x, y = struct.unpack_from('<dd', blob, 8 + (0, 32, 48, 48, 64)[blob[3] >> 1 & 7] + 5)
    return x - shift[0], y - shift[1]


def town(path, *streets):
    """Streets as (attributes, points) around the origin; residential and 6 m wide unless they say otherwise."""
    rows = [({'street_id': f's{i}', 'name': f'Street {i}', 'class': 'residential', 'carriageway_width_m': 6.0, 'oneway': None,
              'bridge': None, 'tunnel': None, 'layer': None, 'sidewalk_left': None, 'junction': None, 'foot': None} | more,
             [(EAST + x, NORTH + y) for x, y in xy]) for i, (more, xy) in enumerate(streets)]
    return gpkg(path, {'streets': ('LINESTRING', rows)}, srs=SRS)


def near(a, b):
    return math.dist(a, b) <= NEAR


def has_line(found, *xy):
    """Is there a line through exactly these points, in either direction?"""
    return any(len(f['xy']) == len(xy) and (all(map(near, f['xy'], xy)) or all(map(near, f['xy'], xy[::-1]))) for f in found)


class Places:
    def __init__(self, rasif, folder, wrong):
        self.rasif, self.folder, self.wrong = rasif, folder, wrong

    def draft(self, *streets):
        path, out = self.folder / 'town.gpkg', self.folder / 'draft.gpkg'
        town(path, *streets)
        self.said = run(self.rasif, 'draft', path, '-o', out, '--force').stdout
        sidewalks, crossings = lines(out, 'draft_sidewalks'), lines(out, 'draft_crossings')
        self.check_ramps(crossings, [place(row['geom']) for row in database(out).execute('SELECT geom FROM draft_ramps')])
        return sidewalks, crossings

    def check_ramps(self, crossings, ramps):
        """One at each end of a crossing, one for ends that are one place."""
        ends = [end for f in crossings for end in (f['xy'][0], f['xy'][-1])]
        self.expect(all(any(math.dist(end, ramp) <= 0.51 for ramp in ramps) for end in ends), f'{ramps} at {ends}')
        self.expect(all(any(near(end, ramp) for end in ends) for ramp in ramps), f'{ramps} are not at {ends}')
        self.expect(all(math.dist(a, b) > 0.49 for i, a in enumerate(ramps) for b in ramps[:i]), f'{ramps}: two in one place')

    def known_ramps(self):
        """Of crossings that are there: the end with a ramp has none proposed, neither has one in the middle of the street."""
        path, out = self.folder / 'known.gpkg', self.folder / 'draft.gpkg'
        line = lambda *xy: [(EAST + x, NORTH + y) for x, y in xy]
        gpkg(path, {'streets': ('LINESTRING', [({'street_id': 's', 'class': 'residential', 'carriageway_width_m': 6.0},
                                                line((-200, 0), (200, 0)))]),
                    'crossings': ('LINESTRING', [({'crossing_id': 'a'}, line((-50, -5), (-50, 5))),
                                                 ({'crossing_id': 'b'}, line((50, -5), (50, 0)))]),
                    'ramps': ('POINT', [({'ramp_id': 'r', 'width_m': 1.2}, line((-50, 5)))])}, srs=SRS)
        self.said = run(self.rasif, 'draft', path, '-o', out, '--force').stdout
        known = [place(row['geom']) for row in database(out).execute('SELECT geom FROM draft_ramps')]
        self.expect(known == [], f'{known}: this schema says where no ramp is')
        (self.folder / 'open.yaml').write_text('extends: native\ndefaults: {unmapped-ramp: unknown}\n')
        self.said = run(self.rasif, 'draft', path, '-o', out, '--force', '--mapping', self.folder / 'open.yaml').stdout
        known = [place(row['geom']) for row in database(out).execute('SELECT geom FROM draft_ramps')]
        self.expect(len(known) == 2 and near(known[0], (-50, -5)) and near(known[1], (50, -5)), f'{known} of known crossings')

    def expect(self, condition, what):
        self.wrong.expect(condition, f'{what}\n{self.said}')

    def four_arms(self):
        sides, across = self.draft(({}, [(-100, 0), (0, 0), (100, 0)]), ({}, [(0, -100), (0, 0), (0, 100)]))
        self.expect(len(sides) == 8, f'four arms: {len(sides)} sidewalks')
        for x, y in ((4, 4), (-4, 4), (4, -4), (-4, -4)):
            self.expect(has_line(sides, (x, y), (25 * x, y)) and has_line(sides, (x, y), (x, 25 * y)), f'corner at {x}, {y}')
        self.expect(len(across) == 4, f'four arms: {len(across)} crossings')
        for s in (4, -4):
            self.expect(has_line(across, (s, 4), (s, -4)) and has_line(across, (4, s), (-4, s)), f'crossing at {s}')
        self.expect(all(f['status'] == f['origin'] == 'proposed' for f in sides + across), 'four arms: proposed')
        self.expect({f['side'] for f in sides} == {'left', 'right'} and {f['name'] for f in sides} == {'Street 0', 'Street 1'},
                    'four arms: sides and names')
        known = {'fid', 'geom', 'street', 'name', 'side', 'status', 'origin'}
        self.expect(all(v is None for f in sides + across for k, v in f.items() if k not in known | {'xy'}), 'four arms: nothing is known')
        self.expect({'clear_width_m', 'surface'} <= sides[0].keys(), 'four arms: fields to survey')

    def three_arms(self):
        """The street that goes on is drawn in two features; opposite the mouth its sidewalk goes on."""
        sides, across = self.draft(({}, [(-100, 0), (0, 0)]), ({}, [(0, 0), (100, 0)]), ({}, [(0, 0), (0, 100)]))
        self.expect(len(sides) == 6 and len(across) == 3, f'three arms: {len(sides)}, {len(across)}')
        self.expect(has_line(sides, (-100, -4), (0, -4)) and has_line(sides, (0, -4), (100, -4)), 'three arms: the far side goes on')
        self.expect(has_line(across, (4, 4), (-4, 4)), 'three arms: over the mouth')

    def bend(self):
        sides, across = self.draft(({}, [(-100, 0), (0, 0)]), ({}, [(0, 0), (0, -100)]))
        self.expect(not across and len(sides) == 4, f'bend: {len(sides)}, {len(across)}')
        self.expect(has_line(sides, (-100, -4), (-4, -4)) and has_line(sides, (-4, -4), (-4, -100)), 'bend: inner corner')
        outer = [f['xy'] for f in sides if any(near(p, (4, 4)) for p in f['xy'])]
        self.expect(len(outer) == 1 and len(outer[0]) == 4, 'bend: the outer corner has its vertex')

    def service(self):
        """The sidewalk runs on over the mouth of a driveway, and none is proposed along it."""
        sides, across = self.draft(({}, [(-100, 0), (0, 0), (100, 0)]), ({'class': 'service'}, [(0, 0), (0, 60)]))
        self.expect(len(sides) == 2 and not across and 'class' in self.said, f'service: {len(sides)}, {len(across)}')

    def motorway(self):
        sides, across = self.draft(({}, [(-100, 0), (100, 0)]), ({'class': 'motorway', 'carriageway_width_m': 20.0}, [(0, -100), (0, 100)]))
        self.expect(has_line(sides, (-100, 4), (-10, 4)) and has_line(sides, (10, -4), (100, -4)), 'motorway: cut at its edge')
        self.expect(len(sides) == 4 and not across, f'motorway: {len(sides)}, {len(across)}')

    def bridge(self):
        sides, _ = self.draft(({}, [(-100, 0), (100, 0)]), ({'bridge': 'yes', 'layer': '1'}, [(0, -100), (0, 100)]))
        self.expect(len(sides) == 4 and all(len(f['xy']) == 2 for f in sides), 'bridge: nothing is cut')

    def tunnel(self):
        sides, _ = self.draft(({'tunnel': 'yes', 'layer': '-1'}, [(-100, 0), (100, 0)]), ({}, [(0, -100), (0, 100)]))
        self.expect(len(sides) == 2 and 'tunnels' in self.said, f'tunnel: {len(sides)}')

    def stated(self):
        sides, _ = self.draft(({'sidewalk_left': 'no'}, [(-100, 0), (100, 0)]))
        self.expect([f['side'] for f in sides] == ['right'] and '0.2 km: the data state' in self.said, 'stated: the left side has none')
        sides, _ = self.draft(({'sidewalk_left': 'separate'}, [(-100, 0), (100, 0)]))
        self.expect(len(sides) == 2, 'stated: one drawn separately is to be found')
        sides, _ = self.draft(({'foot': 'no'}, [(-100, 0), (100, 0)]))
        self.expect(not sides, 'stated: nobody may walk there')

    def two_carriageways(self):
        one, other = {'name': 'Wide Street', 'oneway': 'yes'}, {'name': 'Wide Street'}
        for more in (one, other):
            sides, across = self.draft((more, [(-100, 0), (0, 0), (100, 0)]), (more, [(100, 12), (0, 12), (-100, 12)]),
                                       ({}, [(0, -80), (0, 0), (0, 12), (0, 90)]))
            self.expect(all(f['xy'][0][1] < 0 or f['xy'][0][1] > 12 for f in sides), 'carriageways: no sidewalk on the median')
            self.expect(has_line(across, (4, -4), (4, 16)) and has_line(across, (-4, -4), (-4, 16)), 'carriageways: one crossing over both')
            self.expect(len(across) == 4, f'carriageways: {len(across)} crossings')

    def roundabout(self):
        ring = [(20 * math.cos(a * math.pi / 8), 20 * math.sin(a * math.pi / 8)) for a in range(17)]
        ring[16] = ring[0]
        sides, across = self.draft(({'junction': 'roundabout', 'oneway': 'yes'}, ring), ({}, [(20, 0), (120, 0)]), ({}, [(-20, 0), (-120, 0)]))
        self.expect(all(math.hypot(*p) > 22 for f in sides for p in f['xy']), 'roundabout: nothing inside')
        self.expect(len(across) == 2 and all(abs(f['xy'][0][0]) > 20 for f in across), f'roundabout: {len(across)} crossings, over the ways to it')

    def island(self):
        """A small triangle between slip roads has no sidewalk around it."""
        sides, _ = self.draft(({}, [(-100, 0), (-15, 0), (15, 0), (100, 0)]), ({}, [(0, 100), (0, 15)]),
                              ({'class': 'secondary_link', 'oneway': 'yes'}, [(0, 15), (-15, 0)]), ({'class': 'secondary_link'}, [(15, 0), (0, 15)]))
        inner = [f for f in sides if all(-9 < x < 9 and 1 < y < 12 for x, y in f['xy'])]
        self.expect(not inner, f'island: {len(inner)} sidewalks on it')

    def short(self):
        """Two junctions 5 m apart: corners still meet, and nothing lies on a carriageway."""
        sides, across = self.draft(({}, [(-100, 0), (0, 0), (5, 0), (100, 0)]), ({}, [(0, 0), (0, 100)]), ({}, [(5, 0), (5, -100)]))
        self.expect(has_line(sides, (-100, -4), (0, -4), (1, -4)) and has_line(sides, (4, 4), (5, 4), (100, 4)), 'short: corners')
        self.expect(len(sides) == 8 and len(across) == 4, f'short: {len(sides)}, {len(across)}')

    def dead_end(self):
        sides, _ = self.draft(({}, [(-100, 0), (0, 0), (100, 0)]), ({}, [(0, 0), (0, 8)]))
        self.expect(not any(x < 0 < other for f in sides for x, y in f['xy'] for other, north in f['xy'] if min(y, north) > 5), 'dead end: its sides are not joined')

    def all(self):
        for drawn in (self.four_arms, self.three_arms, self.bend, self.service, self.motorway, self.bridge, self.tunnel, self.stated,
                      self.two_carriageways, self.roundabout, self.island, self.short, self.dead_end, self.known_ramps):
            drawn()


def distance(p, a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = max(0, min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length)) if length else 0
    return math.dist(p, (a[0] + t * dx, a[1] + t * dy))


def search(wrong, out, metres, half, what):
    """Every metre of the sidewalks against every street, both ends of crossings against every sidewalk."""
    shift = (0, 0)
    streets = [list(map(metres, f['xy'])) for f in lines(out, 'streets', shift)]
    parts = [(a, b) for xy in streets for a, b in zip(xy, xy[1:])]
    sides = [list(map(metres, f['xy'])) for f in lines(out, 'draft_sidewalks', shift)]
    rims = [(a, b) for xy in sides for a, b in zip(xy, xy[1:])]
    least = min(distance((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])), *part)
                for a, b in rims for t in (0, 0.25, 0.5, 0.75, 1) for part in parts)
    wrong.expect(least > half, f'{what}: a sidewalk {least:.2f} m from a centre line')
    for f in lines(out, 'draft_crossings', shift):
        ends = list(map(metres, (f['xy'][0], f['xy'][-1])))
        wrong.expect(all(min(distance(end, *rim) for rim in rims) < 2 * NEAR for end in ends), f'{what}: crossing {f["fid"]} ends at no sidewalk')


def check_amman(wrong, rasif, folder):
    """Streets without a class: carriageways of 8 m."""
    source, out = shared('data', 'real', 'dev_amman_main_streets.gpkg'), folder / 'amman.gpkg'
    said = run(rasif, 'draft', source, '-o', out).stdout
    scale = 111320 * math.cos(math.radians(31.95))
    search(wrong, out, lambda p: (p[0] * scale, p[1] * 110850), 3.9, 'amman')
    wrong.expect('16.' in said and 'medians' in said, f'amman: {said}')
    return source, out


def verdicts(path):
    """All tables of results without what names the file, and the annotations of the tables of the input."""
    db, found = database(path), {}
    for name, in db.execute("SELECT table_name FROM gpkg_contents"):
        if name in ('audit_manifest', 'audit_diagnostics'):
            continue
        if name.startswith('audit_'):
            found[name] = [tuple(row) for row in db.execute(f'SELECT * FROM "{name}"')]
        elif not name.startswith(('draft_', 'layer_styles')):
            kept = [c for c in columns(db, name) if c.startswith('rasif_')]
            found[name] = [tuple(row) for row in db.execute(f'SELECT rowid, {", ".join(kept) or 1} FROM "{name}"')]
    return found


def confirm(path, to, *statements):
    """As QGIS would: triggers call functions that SQLite has not."""
    shutil.copy(path, to)
    db = sqlite3.connect(to)
    for name in ('ST_IsEmpty', 'ST_MinX', 'ST_MaxX', 'ST_MinY', 'ST_MaxY'):
        db.create_function(name, 1, lambda blob: 0)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
    return to


def check_audits(wrong, rasif, folder, source, draft, what):
    before, after = folder / 'before.gpkg', folder / 'after.gpkg'
    run(rasif, 'audit', source, '-o', before, '--force')
    said = run(rasif, 'audit', draft, '-o', after, '--force').stdout
    wrong.expect(verdicts(before) == verdicts(after), f'{what}: proposals changed verdicts')
    wrong.expect('R410' in said, f'{what}: the audit does not say what it left out')
    inspected = run(rasif, 'inspect', draft).stdout
    wrong.expect(inspected.count('not judged until status is changed') == 3, f'{what}: inspect\n{inspected}')
    some = confirm(draft, folder / 'some.gpkg', "UPDATE draft_sidewalks SET status = 'in_use', clear_width_m = 0.4 WHERE fid = 1",
                   'UPDATE draft_sidewalks SET status = NULL WHERE fid = 2')
    run(rasif, 'audit', some, '-o', after, '--force')
    scopes = [tuple(row) for row in database(after).execute(
        'SELECT fid, rasif_role, rasif_scope, rasif_wcm_passable FROM draft_sidewalks WHERE rasif_scope NOT NULL')]
    wrong.expect(scopes == [(1, 'sidewalk', 'yes', 'no'), (2, 'sidewalk', 'yes', 'unknown')], f'{what}: confirmed rows are {scopes}')
    beyond = database(after).execute("SELECT count(*) FROM audit_findings WHERE rule = 'street-sidewalk-missing'").fetchone()[0]
    ever = database(before).execute("SELECT count(*) FROM audit_findings WHERE rule = 'street-sidewalk-missing'").fetchone()[0]
    wrong.expect(beyond <= ever, f'{what}: two confirmed sidewalks make {beyond - ever} others missing')


def check_not_absent(wrong, rasif, folder):
    """In rasif's own schema what is not drawn is absent where a layer was surveyed; one confirmed proposal is no such layer."""
    path, draft, after = folder / 'town.gpkg', folder / 'draft.gpkg', folder / 'after.gpkg'
    town(path, ({}, [(-200, 0), (0, 0), (200, 0)]), ({}, [(0, -200), (0, 0), (0, 200)]))
    run(rasif, 'draft', path, '-o', draft, '--force')
    some = confirm(draft, folder / 'some.gpkg', "UPDATE draft_sidewalks SET status = 'in_use' WHERE fid = 1")
    for more, missing in (((), False), (('--unmapped-sidewalk', 'absent'), True)):
        run(rasif, 'audit', some, '-o', after, '--force', *more)
        found = database(after).execute("SELECT count(*) FROM audit_findings WHERE rule = 'street-sidewalk-missing'").fetchone()[0]
        wrong.expect((found > 0) == missing, f'{more}: {found} sidewalks are missing beside a confirmed one')


def check_order(wrong, rasif, folder, source):
    """The same lines whatever the order of streets, and the same bytes whatever the threads."""
    shuffled, one, other = folder / 'shuffled.gpkg', folder / 'one.gpkg', folder / 'other.gpkg'
    confirm(source, shuffled, 'UPDATE streets SET fid = -fid')
    rng = random.Random(7)
    db = sqlite3.connect(shuffled)
    fids = [fid for fid, in db.execute('SELECT fid FROM streets')]
    fresh = rng.sample(range(1, len(fids) + 1), len(fids))
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    db.executemany('UPDATE streets SET fid = ? WHERE fid = ?', zip(fresh, fids))
    db.commit()
    db.close()
    keep = {'SOURCE_DATE_EPOCH': '1760000000'}
    for path, out in ((source, one), (shuffled, other)):
        run(rasif, 'draft', path, '-o', out, '--force', environment=keep)
    for table in ('draft_sidewalks', 'draft_crossings'):
        found = [sorted(tuple((round(x, 6), round(y, 6)) for x, y in f['xy']) for f in lines(path, table, (0, 0))) for path in (one, other)]
        wrong.expect(found[0] == found[1], f'{table}: the order of streets shows')
    first = sha256(one)
    run(rasif, 'draft', source, '-o', one, '--force', environment=keep)
    wrong.expect(sha256(one) == first, 'two runs differ')


def check_refusals(wrong, rasif, folder, source, draft):
    before = sha256(draft)
    no_streets = gpkg(folder / 'none.gpkg', {'benches': ('POINT', [({'seat_id': 'a'}, [(EAST, NORTH)])])}, srs=SRS)
    for arguments, code, words in (
            ((draft, '-o', folder / 'again.gpkg'), 3, 'draft_sidewalks'),
            ((source, '-o', draft), 2, 'force'),
            ((source, '-o', source, '--force'), 2, ''),
            ((no_streets, '-o', folder / 'again.gpkg'), 3, 'streets'),
            ((folder / 'absent.gpkg', '-o', folder / 'again.gpkg'), 3, 'absent'),
            ((source, '-o', folder / 'no' / 'folder.gpkg'), 4, 'folder'),
            ((source,), 2, '-o'), (('-o', draft), 2, 'streets')):
        done = run(rasif, 'draft', *arguments, expect=None)
        wrong.expect(done.returncode == code and words in done.stderr, f'{arguments}: exit {done.returncode}, {done.stderr}')
    wrong.expect(sha256(draft) == before and not (folder / 'again.gpkg').exists(), 'a refusal left something behind')


def check_copy(wrong, source, draft):
    """What was there is there."""
    old, new = database(source), database(draft)
    for name, in old.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"):
        same = [[tuple(row) for row in db.execute(f'SELECT * FROM "{name}"')] for db in (old, new)]
        wrong.expect(same[0] == same[1], f'{name} is not what it was')
    styles = {row[0] for row in new.execute("SELECT f_table_name FROM layer_styles WHERE useAsDefault AND styleQML LIKE '%dash%'")}
    wrong.expect({'draft_sidewalks', 'draft_crossings', 'draft_ramps'} <= {row[0] for row in new.execute('SELECT f_table_name FROM layer_styles WHERE useAsDefault')}
                 and {'draft_sidewalks', 'draft_crossings'} <= styles, f'styles of {styles}')


def main(rasif, neighbourhood):
    wrong = Complaints()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        Places(rasif, folder, wrong).all()
        draft = folder / 'neighbourhood.gpkg'
        run(rasif, 'draft', neighbourhood, '-o', draft)
        check_audits(wrong, rasif, folder, neighbourhood, draft, 'neighbourhood')
        check_copy(wrong, neighbourhood, draft)
        check_not_absent(wrong, rasif, folder)
        check_refusals(wrong, rasif, folder, neighbourhood, draft)
        source, draft = check_amman(wrong, rasif, folder)
        check_audits(wrong, rasif, folder, source, draft, 'amman')
        check_order(wrong, rasif, folder, source)
        check_copy(wrong, source, draft)
    wrong.finish()


if __name__ == '__main__':
    main(*sys.argv[1:3])
