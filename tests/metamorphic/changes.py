# SPDX-License-Identifier: MIT
"""Ways of drawing the same place: each changes a copy of a GeoPackage and nothing on the ground.

A change takes the copy's database and the layers to change, and says which features it changed:
{(table, key): key of what came of it}."""
import math
import random
import sqlite3
import struct

STREETS, WALKED = ('streets',), ('sidewalks', 'footways', 'steps')
CROSSED = ('crossings',)


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def open_copy(path):
    """The copy without its spatial indexes and their triggers: SQLite alone does not know their
    functions."""
    db = sqlite3.connect(path)
    for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER {quote(name)}')
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_extensions'").fetchone():
        for table, column in db.execute("SELECT table_name, column_name FROM gpkg_extensions "
                                        "WHERE extension_name = 'gpkg_rtree_index'").fetchall():
            db.execute(f'DROP TABLE {quote(f"rtree_{table}_{column}")}')
        db.execute("DELETE FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")
    return db


def layers(db, wanted):
    """(table, geometry column, srs, key, other columns) of the wanted layers that are there."""
    for table, geometry, srs in db.execute(
            'SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns').fetchall():
        if table not in wanted:
            continue
        info = db.execute(f'PRAGMA table_info({quote(table)})').fetchall()
        key = next((row[1] for row in info if row[5]), 'rowid')
        yield table, geometry, srs, key, [row[1] for row in info if row[1] not in (geometry, key)]


def points_of(blob):
    """[(x, y)...] of a LINESTRING in two dimensions; None for anything else."""
    if blob is None:
        return None
    start = 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]
    order = '<' if blob[start] == 1 else '>'
    kind, n = struct.unpack_from(order + 'II', blob, start + 1)
    if kind != 2:
        return None
    return [struct.unpack_from(order + 'dd', blob, start + 9 + 16 * i) for i in range(n)]


def blob_of(points, srs):
    return b'GP\0\1' + struct.pack('<iBII', srs, 1, 2, len(points)) + b''.join(
        struct.pack('<dd', *p) for p in points)


def insert(db, table, geometry, key, rest, source, blob):
    """The same feature again with another geometry, as a new row behind all others."""
    names = ''.join(', ' + quote(c) for c in rest)
    db.execute(f'INSERT INTO {quote(table)} ({quote(geometry)}{names}) '
               f'SELECT ?{names} FROM {quote(table)} WHERE {quote(key)} = ?', (blob, source))
    return db.execute('SELECT last_insert_rowid()').fetchone()[0]


def lines(db, wanted):
    for table, geometry, srs, key, rest in layers(db, wanted):
        rows = db.execute(f'SELECT {quote(key)}, {quote(geometry)} FROM {quote(table)} '
                          f'ORDER BY {quote(key)}').fetchall()
        for fid, blob in rows:
            points = points_of(blob)
            if points is not None and len(points) > 1:
                yield table, geometry, srs, key, rest, fid, points


def shared_points(db):
    """Vertices that more than one line has: a cut there is no plain joint."""
    seen, shared = set(), set()
    tables = [row[0] for row in db.execute('SELECT table_name FROM gpkg_geometry_columns')]
    for *_, points in lines(db, tables):
        for p in set(points):
            (shared if p in seen else seen).add(p)
    return shared


def middle(points):
    """(index, point) half way along: the segment after which to cut, and where."""
    steps = [math.hypot(b[0] - a[0], b[1] - a[1]) for a, b in zip(points, points[1:])]
    left = sum(steps) / 2
    for i, step in enumerate(steps):
        if left <= step and step > 0:
            t = left / step
            a, b = points[i], points[i + 1]
            return i, (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))
        left -= step
    return None


def halves(points, shared):
    """The line in two at an inner vertex, or on a segment; by where it lies, which of both."""
    place = middle(points)
    if place is None:
        return None, None
    at, point = place
    inner = at + 1
    if 0 < inner < len(points) - 1 and points[inner] not in shared and int(points[0][0] * 1e7) % 2:
        return points[:inner + 1], points[inner:]
    return points[:at + 1] + [point], [point] + points[at + 1:]


def cut(db, wanted):
    """Lines in two: at an inner vertex that nothing else has where there is one near the middle,
    else half way along a segment. The second half is a new row with the same attributes."""
    shared = shared_points(db)
    changed = {}
    for table, geometry, srs, key, rest, fid, points in list(lines(db, wanted)):
        ahead = points[0] <= points[-1]  # a line drawn twice is cut in one place
        first, second = halves(points if ahead else points[::-1], shared)
        if first is None or points[0] == points[-1]:
            continue
        if not ahead:
            first, second = second[::-1], first[::-1]
        changed[table, fid] = insert(db, table, geometry, key, rest, fid, blob_of(second, srs))
        db.execute(f'UPDATE {quote(table)} SET {quote(geometry)} = ? WHERE {quote(key)} = ?',
                   (blob_of(first, srs), fid))
    return changed


def ends_at(db, wanted):
    """{point: [(table, key, end)]} of the ends of lines, and the inner vertices of all of them."""
    ends, inner = {}, set()
    for table, *_, fid, points in lines(db, wanted):
        for end in (0, -1):
            ends.setdefault(points[end], []).append((table, fid, end))
        inner.update(points[1:-1])
    return ends, inner


def join(db, wanted):
    """Two lines that meet end to start at a plain joint as one, where their columns say the same; none where
    ids in other layers tell of one of them. {(table, second): first}."""
    if any(db.execute(f'SELECT 1 FROM {quote(table)} WHERE street_id IS NOT NULL LIMIT 1').fetchone()
           for table, *_, rest in layers(db, WALKED + CROSSED) if 'street_id' in rest):
        return {}
    ends, inner = ends_at(db, wanted)
    rows = {(table, fid): (geometry, srs, key, rest, points)
            for table, geometry, srs, key, rest, fid, points in lines(db, wanted)}
    changed, used = {}, set()
    for point, met in sorted(ends.items()):
        if len(met) != 2 or point in inner or {met[0][2], met[1][2]} != {0, -1}:
            continue
        first, second = (m[:2] for m in sorted(met, key=lambda m: m[2]))
        if first == second or {first, second} & used:
            continue
        geometry, srs, key, rest, points = rows[first]
        same = ', '.join(quote(c) for c in rest if not is_own(c))
        told = [db.execute(f'SELECT {same} FROM {quote(t)} WHERE {quote(key)} = ?', (fid,)).fetchone()
                for t, fid in (first, second)]
        more = rows[second][4]
        if first[0] != second[0] or told[0] != told[1] or points[0] == more[-1]:
            continue
        db.execute(f'UPDATE {quote(first[0])} SET {quote(geometry)} = ? WHERE {quote(key)} = ?',
                   (blob_of(points + more[1:], srs), first[1]))
        db.execute(f'DELETE FROM {quote(first[0])} WHERE {quote(key)} = ?', (second[1],))
        used |= {first, second}
        changed[second] = first[1]
    return changed


def is_own(column):
    """Columns in which the halves of one street differ."""
    return column in ('fid', 'id', 'osmid', 'osm_id', '_id', '_u_id', '_v_id', 'u', 'v', 'key', 'seg', 'length',
                      'reversed', 'street_id')


def share_ids(db, wanted):
    """Crossings that lie far from each other under one id, and so in their ramps."""
    changed, new = {}, {}
    for table, geometry, _, key, rest in list(layers(db, wanted)):
        if 'crossing_id' not in rest:
            continue
        for fid, name in db.execute(f'SELECT {quote(key)}, crossing_id FROM {quote(table)} '
                                    f'WHERE crossing_id IS NOT NULL ORDER BY {quote(key)}').fetchall():
            new[name] = f'shared-{len(new) % 7}'
            changed[table, fid] = fid
    for table, _, _, _, rest in list(layers(db, wanted + ('ramps',))):
        if 'crossing_id' in rest:
            db.executemany(f'UPDATE {quote(table)} SET crossing_id = ? WHERE crossing_id = ?',
                           [(b, a) for a, b in new.items()])
    return changed


def cut_crossings(db, wanted):
    """Lines in two, half way along: parts of one crossing where that is in the carriageway."""
    changed = {}
    for table, geometry, srs, key, rest, fid, points in list(lines(db, wanted)):
        place = middle(points)
        if place is None or points[0] == points[-1]:
            continue
        at, point = place
        changed[table, fid] = insert(db, table, geometry, key, rest, fid, blob_of([point] + points[at + 1:], srs))
        db.execute(f'UPDATE {quote(table)} SET {quote(geometry)} = ? WHERE {quote(key)} = ?',
                   (blob_of(points[:at + 1] + [point], srs), fid))
    return changed


def double(db, wanted):
    """Every line again, drawn against the first, as exports of two-way edges hold it."""
    changed = {}
    for table, geometry, srs, key, rest, fid, points in list(lines(db, wanted)):
        changed[table, fid] = insert(db, table, geometry, key, rest, fid, blob_of(points[::-1], srs))
    return changed


def reverse(db, wanted):
    changed = {}
    for table, geometry, srs, key, _, fid, points in list(lines(db, wanted)):
        db.execute(f'UPDATE {quote(table)} SET {quote(geometry)} = ? WHERE {quote(key)} = ?',
                   (blob_of(points[::-1], srs), fid))
        changed[table, fid] = fid
    return changed


def other_hand(word):
    return word.replace('left', '\0').replace('right', 'left').replace('\0', 'right')


def exchange_sides(db, table, key, rest, rows):
    """Columns of the left side to those of the right and back; the words likewise."""
    marks = ', '.join('?' * len(rows))
    pairs = [c for c in rest if other_hand(c) != c and other_hand(c) in rest]
    if pairs:
        db.execute(f'UPDATE {quote(table)} SET ' +
                   ', '.join(f'{quote(c)} = {quote(other_hand(c))}' for c in pairs) +
                   f' WHERE {quote(key)} IN ({marks})', rows)
    for c in rest:
        if c in ('side', 'sidewalk'):
            db.execute(f"UPDATE {quote(table)} SET {quote(c)} = CASE {quote(c)} WHEN 'left' THEN 'right' "
                       f"WHEN 'right' THEN 'left' ELSE {quote(c)} END WHERE {quote(key)} IN ({marks})", rows)


def has_ids(db, wanted):
    return all('street_id' in rest for *_, rest in layers(db, wanted))


def reverse_streets(db, wanted):
    """Who draws a street from its other end calls its left side right. One-way streets keep theirs."""
    changed = {}
    for table, geometry, srs, key, rest in list(layers(db, wanted)):
        rows = [(fid, points) for name, *_, fid, points in lines(db, wanted) if name == table]
        if 'oneway' in rest:
            both = {row[0] for row in db.execute(
                f"SELECT {quote(key)} FROM {quote(table)} WHERE lower(coalesce(oneway, 'no')) IN "
                "('no', 'false', '0', '')")}
            rows = [row for row in rows if row[0] in both]
        for fid, points in rows:
            db.execute(f'UPDATE {quote(table)} SET {quote(geometry)} = ? WHERE {quote(key)} = ?',
                       (blob_of(points[::-1], srs), fid))
            changed[table, fid] = fid
        exchange_sides(db, table, key, rest, [fid for fid, _ in rows])
    named = [row[0] for (table, fid) in changed for row in db.execute(
        f'SELECT street_id FROM {quote(table)} WHERE fid = ?', (fid,))] if has_ids(db, wanted) else []
    for table, _, _, key, rest in list(layers(db, WALKED)):
        if 'side' in rest and 'street_id' in rest:
            rows = db.execute(f'SELECT {quote(key)}, street_id FROM {quote(table)}').fetchall()
            exchange_sides(db, table, key, ['side'], [fid for fid, street in rows if street in named])
    return changed


def shuffle(db, wanted):
    """Rows in another order under other keys."""
    picks, changed = random.Random(7), {}
    for table, geometry, _, key, rest in list(layers(db, wanted)):
        if key == 'rowid':
            continue
        names = ', '.join(quote(c) for c in [geometry] + rest)
        rows = db.execute(f'SELECT {quote(key)}, {names} FROM {quote(table)} ORDER BY {quote(key)}').fetchall()
        picks.shuffle(rows)
        db.execute(f'DELETE FROM {quote(table)}')
        marks = ', '.join('?' * (len(rest) + 2))
        for i, (fid, *row) in enumerate(rows):
            db.execute(f'INSERT INTO {quote(table)} ({quote(key)}, {names}) VALUES ({marks})',
                       (1000000 + 3 * i, *row))
            changed[table, fid] = 1000000 + 3 * i
    return changed
