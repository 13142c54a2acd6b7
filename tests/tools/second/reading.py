# SPDX-License-Identifier: MIT
"""GeoPackages read by a preset (docs/data-model.md#how-a-cell-becomes-a-value): `layers(path, data, preset)`.

Enough of it for the files that the tests hold against the library: lines of one part, points, no areas."""
import ast
import pathlib
import re
import sqlite3
import struct

import yaml

from second.features import Feature
from second.values import ID_FIELD, Value

MISSING = set('nan NaN NAN None NULL null ? - n/a N/A #N/A NODATA nodata unknown Unknown UNKNOWN <NA>'.split()) | {''}
UNITS = {'m': 1.0, 'cm': 0.01, 'mm': 0.001, 'km': 1000.0, 'in': 0.0254, '"': 0.0254, 'ft': 0.3048, "'": 0.3048}
SPEEDS = {'km/h': 1.0, 'kmh': 1.0, 'mph': 1.609344}
LETTERS = {'streets': 'S', 'sidewalks': 'W', 'footways': 'F', 'crossings': 'C', 'ramps': 'R', 'steps': 'T',
           'obstacles': 'O', 'seats': 'B', 'destinations': 'D'}
KEYWORDS = set('and or not in is null like case when then else end cast as real coalesce replace min '
               'rasif_one nullif'.split())
ROLES = ['streets', 'sidewalks', 'crossings', 'footways', 'steps', 'ramps', 'seats', 'obstacles', 'destinations']


class Fields:
    """Types and classes of all fields, as libaudit/table tells them."""

    def __init__(self, folder):
        def rows(name, macro):
            text = re.sub(r'/\*.*?\*/', '', (folder / name).read_text(encoding='utf-8'), flags=re.S)
            for row in re.findall(rf'^{macro}\((.*?)\)\s*$', text, re.M | re.S):
                yield [part.strip().strip('"') for part in row.split(',')]
        words = {row[0]: row[1:] for row in rows('vocabulary.def', 'VOCABULARY')}
        self.of = {name: (kind, words.get(vocabulary, []), roles, flags)
                   for name, kind, _, vocabulary, roles, flags in rows('fields.def', 'FIELD')}

    def native(self, role):
        walked = 'W | F | C | T'
        return [name for name, (_, _, roles, flags) in self.of.items() if 'DERIVED' not in flags and
                LETTERS[role] in roles.replace('ALL_ROLES', 'S | W | F | C | R | T | O | B | D')
                .replace('WALKED', walked).split(' | ')]


def as_list(x):
    return x if isinstance(x, list) else [x]


def preset(folder, ident):
    """A preset with what it extends: {'layers':, 'fields': {role: {field: [candidates]}}, 'words':, …}"""
    with open(folder / 'presets' / (ident + '.yaml'), encoding='utf-8') as file:
        doc = yaml.load(file, Loader=getattr(yaml, 'CBaseLoader', yaml.BaseLoader))
    out = preset(folder, doc['extends']) if 'extends' in doc else {'fields': {}, 'words': {}, 'layers': {}}
    for roles, fields in doc.get('fields', {}).items():
        for role in roles.split():
            out['fields'].setdefault(role, {}).update({f: as_list(c) for f, c in fields.items()})
    out['sides'] = doc.get('sides', out.get('sides', {}))
    out['words'].update(doc.get('words', {}))
    out['layers'].update(doc.get('layers', {}))
    # only a preset that is not of fixed columns itself has free keys
    out['tags'] = doc.get('tags', [])
    out['free'] = 'tags' in doc
    out['unmapped'] = doc.get('defaults', out.get('unmapped', {}))
    return out


def one_of(text, order=None):
    """rasif_one: the single value; of several the first in `order`; 'several' where none is."""
    if text is None or not re.search(r'[;\[]', str(text)):
        return text
    found = ast.literal_eval(text) if text.startswith('[') else [w.strip() for w in text.split(';')]
    if len(set(found)) == 1:
        return found[0]
    ranked = [w for w in (order or '').split() if w in found]
    return ranked[0] if ranked and all(w in order.split() for w in found) else 'several'


def hstore(text):
    return dict(re.findall(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"((?:[^"\\]|\\.)*)"', text or ''))


def points_of(blob):
    start = 8 + (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    order = '<' if blob[start] else '>'
    kind = struct.unpack_from(order + 'I', blob, start + 1)[0]
    wide = 3 if kind > 1000 else 2
    if kind % 1000 not in (1, 2):
        raise ValueError(f'geometry of kind {kind}')
    n, at = (1, start + 5) if kind % 1000 == 1 else (struct.unpack_from(order + 'I', blob, start + 5)[0], start + 9)
    return [struct.unpack_from(order + 'dd', blob, at + 8 * wide * i) for i in range(n)]


def number(text, field, unit):
    """A number in the field's unit; None where it is none."""
    if isinstance(text, (int, float)):
        text = repr(float(text))
    match = re.fullmatch(r'(?:ca\. ?|~ ?)?([-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)\s*([a-z%°"\'/]*)', text.strip())
    feet = re.fullmatch(r"(\d+)'\s*(\d+)\"", text.strip())
    if feet:
        return (int(feet[1]) * 12 + int(feet[2])) * 0.0254
    ratio = re.fullmatch(r'1:(\d+)', text.strip())
    if ratio:
        return 100.0 / int(ratio[1])
    if not match:
        return None
    x, said = float(match[1].replace(',', '.')), match[2] or unit
    if said in SPEEDS and field.endswith('_kmh'):
        return x * SPEEDS[said]
    if said in UNITS and field.endswith('_m'):
        return x * UNITS[said]
    if said in UNITS and field.endswith('_mm'):
        return x * UNITS[said] * 1000
    if said == 'ratio' and field.endswith('_pct'):
        return x * 100
    return x if said in (None, '', '%') else None


class Reader:
    def __init__(self, path, folder, ident):
        self.fields = Fields(folder.parent / 'table')
        self.preset, self.ident = preset(folder, ident), ident
        self.db = sqlite3.connect(pathlib.Path(path).absolute().as_uri() + '?immutable=1', uri=True)
        self.db.create_function('rasif_one', -1, one_of)
        self.systems, self.taken = {}, []          # (role, table, FID, {column: cell}, points)
        self.columns, self.supplied = {}, set()    # columns: {table: names}
        for table, column, srs in self.db.execute(
                'SELECT g.table_name, g.column_name, g.srs_id FROM gpkg_geometry_columns g, gpkg_contents c '
                'WHERE g.table_name = c.table_name ORDER BY c.rowid').fetchall():
            self.read_table(table, column, srs)

    def rules(self, table):
        """(role, condition) by which rows of a table have a role; None as condition = all."""
        named, by_rows = [], []
        for role in ROLES:
            for entry in as_list(self.preset['layers'].get(role, [])):
                names = as_list(entry['layer'])
                if table.lower() in names:
                    named.append((role, entry.get('where')))
                elif '*' in names and entry.get('geometry', 'lines') == 'lines':
                    by_rows.append((role, entry.get('where')))
        if not named:
            return by_rows
        return named if named[0][0] != 'obstacles' else [r for r in by_rows if r[0] == 'seats'] + named

    def is_named(self, role, table):
        return any(table.lower() in as_list(e['layer']) for e in as_list(self.preset['layers'].get(role, [])) if role != 'seats')

    def read_table(self, table, geometry, srs):
        info = self.db.execute('SELECT name, pk FROM pragma_table_info(?)', (table,)).fetchall()
        key = next(name for name, pk in info if pk)
        names = [name for name, _ in info if name not in (geometry, key)]
        rules = self.rules(table)
        if not rules:
            return
        rows = []
        for row in self.db.execute(f'SELECT "{key}", "{geometry}", * FROM "{table}" ORDER BY 1').fetchall():
            cells = dict(zip([name for name, _ in info], row[2:]))
            tags = {}
            for column in self.preset['tags']:
                tags.update(hstore(cells.get(column)))
            rows.append((row[0], row[1], {**tags, **{n: cells[n] for n in names if cells[n] is not None}}))
        self.columns[table] = set(names) | {k for *_, cells in rows for k in cells}
        self.supplied |= {role for role, _ in rules if self.is_named(role, table)}
        for fid, blob, cells in rows:
            role = next((role for role, where in rules if where is None or self.ask(where, cells)), None)
            if role:
                self.supplied.add(role)
                self.systems.setdefault(srs, []).append(len(self.taken))
                self.taken.append((role, table, fid, cells, points_of(blob)))

    def ask(self, expression, cells):
        """An SQL expression over the cells of a row; columns that are not there are null."""
        outside = re.sub(r"'(?:[^']|'')*'", ' ', expression)
        asked = {q or w for q, w in re.findall(r'"([^"]+)"|([A-Za-z_]\w*)', outside)}
        asked = sorted(a for a in asked if a.lower() not in KEYWORDS)
        low = {k.lower(): v for k, v in cells.items()}
        columns = ', '.join(f'? AS "{a}"' for a in asked)
        source = f' FROM (SELECT {columns})' if asked else ''
        return self.db.execute(f'SELECT {expression}{source}', [low.get(a.lower()) for a in asked]).fetchone()[0]

    def cell(self, field, raw, words):
        """('value' | 'none' | 'next', value) of one cell."""
        kind, vocabulary, _, flags = self.fields.of[field]
        if raw is None:
            return 'next', None
        text = str(raw)
        if text in words:
            said = words[text]
            if said in ('ignore', 'null'):
                return ('next' if said == 'ignore' else 'none'), None
            raw = text = said
            words = {}
        if kind == 'TEXT':
            return ('value', text) if text not in MISSING and '*' not in words else ('next', None)
        if text in MISSING and text not in vocabulary:
            return 'next', None
        parsed = None
        if kind == 'REAL':
            return 'number', raw
        plain = re.sub(r'[ -]', '_', text.lower())
        if plain in vocabulary:
            parsed = plain
        elif {'yes', 'no'} <= set(vocabulary) and plain in ('true', '1', 'y', 't', 'false', '0', 'n', 'f'):
            parsed = 'yes' if plain in ('true', '1', 'y', 't') else 'no'
        if parsed is None and ';' in text or text.startswith('['):
            several = ast.literal_eval(text) if text.startswith('[') else [w.strip() for w in text.split(';')]
            ranks = [vocabulary.index(w) for w in (words.get(w, w) for w in several) if w in vocabulary]
            if len(ranks) == len(several) and (len(set(ranks)) == 1 or {'LEAST', 'MOST'} & set(flags.split(' | '))):
                parsed = vocabulary[max(ranks) if 'MOST' in flags else min(ranks)]
        if parsed is None and '*' in words:
            said = words['*']
            return ('next', None) if said == 'ignore' else ('none', None) if said == 'null' else ('value', said)
        return ('value', parsed) if parsed is not None else ('next', None)

    def value(self, field, candidates, cells):
        for entry in candidates:
            entry = entry if isinstance(entry, dict) else {'field': entry}
            words = entry.get('values', {})
            words = self.preset['words'][words] if isinstance(words, str) else words
            raw = self.ask(entry['sql'], cells) if 'sql' in entry else cells.get(entry['field'])
            how, value = self.cell(field, raw, words)
            if how == 'number':
                several = re.split(r'\s*;\s*', value) if isinstance(value, str) else [value]
                found = [number(part, field, entry.get('unit')) for part in several]
                if None in found or len(found) > 1 and not {'LEAST', 'MOST'} & set(self.fields.of[field][3].split(' | ')):
                    continue
                value = max(found, key=abs) if 'MOST' in self.fields.of[field][3] else min(found)
                how = 'value' if (value > 0 or not field.endswith('width_m')) else 'next'
            if how == 'value':
                return Value(value, entry.get('origin', 'surveyed'))
            if how == 'none':
                return None
        return None

    def candidates(self, role, table):
        """{field: candidates} of a role in a table, native columns included."""
        out = dict(self.preset['fields'].get(role, {}))
        for name in self.fields.native(role):
            column = ID_FIELD.get(role) if name == 'id' else name
            if column in self.columns[table] and name not in out:
                out[name] = [column]
        return out

    def features(self):
        """{role: [Feature]} in metres, and {role: fields that some table could tell}."""
        layers, asked, place = {role: [] for role in ROLES}, {}, self.metres()
        for i, (role, table, fid, cells, _) in enumerate(self.taken):
            candidates = self.candidates(role, table)
            f = Feature(role, len(layers[role]) + 1, {'line': place[i]})
            f.table, f.key = table, fid
            for field, entries in candidates.items():
                value = self.value(field, entries, cells)
                if value is not None:
                    f.put(field, value)
            if role == 'streets':
                f.against = str(cells.get('oneway')) in ('-1', 'reverse')
                f.told = {side: {field: value for field, entries in fields.items()
                                 if (value := self.value(field, as_list(entries), cells)) is not None}
                          for side, fields in self.preset['sides'].items()}
            layers[role].append(f)
            of_sides = [(f, as_list(e)) for fields in self.preset['sides'].values() for f, e in fields.items()]
            asked.setdefault(role, set()).update(
                f for f, entries in [*candidates.items(), *(of_sides if role == 'streets' else ())]
                if self.preset['free'] or self.has(table, entries))
        return layers, asked

    def has(self, table, entries):
        named = [e if isinstance(e, str) else e.get('field') for e in entries]
        return any(n in self.columns[table] for n in named)

    def metres(self):
        """docs/decisions/0006: a shared metric system as it is, else a transverse Mercator in the middle."""
        from osgeo import osr
        lines = [points for *_, points in self.taken]
        if len(self.systems) == 1:
            system = osr.SpatialReference()
            system.ImportFromEPSG(next(iter(self.systems)))
            if system.IsProjected() and system.GetLinearUnits() == 1.0 and abs(self.scale(system, lines) - 1) < 9e-4:
                return lines
        for srs, rows in self.systems.items():
            self.change(srs, 4326, lines, rows)
        xs, ys = [p[0] for l in lines for p in l], [p[1] for l in lines for p in l]
        x, y = (round((min(v) + max(v)) / 2, 2) for v in (xs, ys))
        self.change(4326, f'+proj=tmerc +lat_0={y} +lon_0={x} +k=1 +datum=WGS84 +units=m', lines, range(len(lines)))
        return lines

    @staticmethod
    def system(name):
        from osgeo import osr
        out = osr.SpatialReference()
        if isinstance(name, int):
            out.ImportFromEPSG(name)
        else:
            out.ImportFromProj4(name)
        out.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        return out

    def change(self, old, new, lines, rows):
        from osgeo import osr
        if old == new:
            return
        change = osr.CoordinateTransformation(self.system(old), self.system(new))
        for i in rows:
            lines[i] = [tuple(p[:2]) for p in change.TransformPoints([list(p) for p in lines[i]])]

    def scale(self, system, lines):
        """How long a metre of the system is in the middle of what lies in it; of Mercator's far from 1."""
        return 2.0 if 'Pseudo' in system.GetName() else 1.0
