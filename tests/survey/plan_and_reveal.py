# SPDX-License-Identifier: MIT
"""A city whose values are hidden and found again, walk by walk.

Of the tables of a GeoPackage nine cells of ten are emptied. What a surveyor finds at an element are the
hidden values that the survey asks for. How much that settles is counted by an audit of the whole file, not by the survey.
"""
import contextlib
import math
import random
import re
import shutil
import sqlite3
import struct

from running import run

TABLES = ('sidewalks', 'footways', 'crossings', 'ramps', 'steps')
NOT_MEASURED = {'surveyed_on', 'status', 'foot'}
KEPT = {'fid', 'geom', 'name', 'name_ar', 'side', 'bridge', 'tunnel', 'layer', 'operator', 'length_m', 'raised', 'structure'}


def columns(db, table):
    return [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]


def hidden_columns(db, table):
    return [c for c in columns(db, table) if c not in KEPT and not c.endswith('_id') and not c.startswith('rasif_')]


def tables_of(db):
    found = {row[0] for row in db.execute("SELECT table_name FROM gpkg_contents")}
    return [table for table in TABLES if table in found]


def hide(full, hidden, share, seed):
    """Empties that share of the cells."""
    shutil.copy(full, hidden)
    draw = random.Random(seed)
    with contextlib.closing(sqlite3.connect(hidden)) as db:
        drop_triggers(db)
        for table in tables_of(db):
            for column in hidden_columns(db, table):
                for (fid,) in db.execute(f'SELECT fid FROM "{table}" ORDER BY fid').fetchall():
                    if draw.random() < share:
                        db.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE fid = ?', (fid,))
        db.commit()


def measure_all(full, model):
    """Fills every empty cell of what a surveyor may find, and adds columns that the model has: by a value of the column, else of the
    model's. Nothing of who may walk there and when."""
    with contextlib.closing(sqlite3.connect(full)) as db, contextlib.closing(sqlite3.connect(model)) as other:
        drop_triggers(db)
        for table in tables_of(db):
            for column in hidden_columns(other, table):
                most = (f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1')
                usual = other.execute(most).fetchone()
                if usual is None or column in NOT_MEASURED:
                    continue
                if column not in columns(db, table):
                    db.execute(f'ALTER TABLE "{table}" ADD COLUMN "{column}"')
                db.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" IS NULL', db.execute(most).fetchone() or usual)
        db.commit()


def drop_triggers(db):
    """Triggers of R-trees need functions that SQLite alone lacks; no geometry changes here."""
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')


class Element:
    def __init__(self, table, fid, ask, walk, visit, place, length):
        self.table, self.fid, self.ask, self.walk, self.visit = table, fid, ask, walk, visit
        self.place, self.length = place, length


def middle(blob):
    """Mean of the points of a GeoPackage blob."""
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]
    wkb = blob[8 + envelope:]
    kind, = struct.unpack_from('<I', wkb, 1)
    if kind % 1000 == 1:
        return struct.unpack_from('<dd', wkb, 5)
    at, n = (5, 0)
    if kind % 1000 == 5:
        at = 9 + 5
    n, = struct.unpack_from('<I', wkb, at)
    size = 8 * (3 if kind >= 1000 else 2)
    points = [struct.unpack_from('<dd', wkb, at + 4 + size * i) for i in range(n)]
    return tuple(sum(p[k] for p in points) / n for k in (0, 1))


def elements(survey, metres):
    """Elements that a walk visits, by walk and visit. `metres`: of a place in the file's system."""
    found = []
    with contextlib.closing(sqlite3.connect(survey)) as db:
        lengths = dict(db.execute('SELECT rasif_id, max(coalesce(length_m, 0)) FROM survey_worth GROUP BY rasif_id'))
        for (table,) in db.execute("SELECT table_name FROM gpkg_geometry_columns WHERE table_name LIKE 'survey_%' "
                                   "AND table_name <> 'survey_walks'").fetchall():
            for rid, source, fid, ask, walk, visit, geom in db.execute(
                    f'SELECT rasif_id, table_name, source_fid, ask, walk, visit, geom FROM "{table}" WHERE walk IS NOT NULL'):
                found.append(Element(source, fid, ask.split(), walk, visit, metres(middle(geom)), lengths.get(rid, 0)))
    return sorted(found, key=lambda e: (e.walk, e.visit))


def reveal(hidden, full, found, chosen):
    """Copies of the hidden file in which what is asked of the chosen elements is found."""
    shutil.copy(hidden, found)
    with contextlib.closing(sqlite3.connect(found)) as db:
        drop_triggers(db)
        db.execute('ATTACH ? AS full', (str(full),))
        there = {table: set(columns(db, table)) for table in tables_of(db)}
        for e in chosen:
            for field in e.ask:
                if field in there.get(e.table, ()):
                    db.execute(f'UPDATE "{e.table}" SET "{field}" = (SELECT "{field}" FROM full."{e.table}" f WHERE f.fid = ?1) '
                               'WHERE fid = ?1', (e.fid,))
        db.commit()


def decided(rasif, path, out):
    """Verdicts that an audit decides: outcomes of rules, and users of elements."""
    run(rasif, 'audit', path, '-o', out, '--force', '-q')
    with contextlib.closing(sqlite3.connect(out)) as db:
        rules = db.execute('SELECT sum(fail + pass) FROM audit_rules').fetchone()[0]
        users = 0
        for table in tables_of(db):
            for column in columns(db, table):
                if re.fullmatch(r'rasif_[a-z]{3}_passable', column):
                    users += db.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}" IN (\'yes\', \'no\')').fetchone()[0]
    return (rules or 0) + users


def by_distance(order, start):
    """(kilometres so far, element): each element whole, and straight to the next one: shorter than any walk can be."""
    at, metres = start, 0
    for e in order:
        metres += math.dist(at, e.place) + e.length
        at = e.place
        yield metres / 1000, e


def nearest_first(all_elements, start):
    left, at, order = list(all_elements), start, []
    while left:
        best = min(left, key=lambda e: (math.dist(at, e.place), e.table, e.fid))
        left.remove(best)
        order.append(best)
        at = best.place
    return order


def random_order(all_elements, seed):
    order = sorted(all_elements, key=lambda e: (e.table, e.fid))
    random.Random(seed).shuffle(order)
    return order


def up_to(walked, km):
    return [e for at, e in walked if at <= km]
