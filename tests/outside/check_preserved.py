#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# check_preserved.py INPUT OUTPUT [--renamed TABLE=NAME]... [--srs TABLE]...
#
# Is everything of the GeoPackage INPUT found again in the annotated OUTPUT? Tables, counts, FIDs,
# names, declared types and order of columns, every value with its storage class, WKB bytes after
# the header, reference systems, registrations, styles, and all other tables. Columns that start
# with rasif_ and tables of an earlier audit are not looked for. --srs names a table whose CRS was
# corrected. Knows nothing of rasif but that. Exit status 1 when anything differs.
import argparse
import itertools
import pathlib
import sqlite3
import struct
import sys

AUDIT = {"audit_findings", "audit_segments", "audit_sides", "audit_gaps", "audit_rules", "audit_summary",
         "audit_network", "audit_reach", "audit_survey", "audit_diagnostics", "audit_manifest",
         "audit_links"}
CORE = {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", "gpkg_extensions",
        "gpkg_ogr_contents", "layer_styles"}


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def text_of(value):
    return value[1].decode("utf-8", "replace") if isinstance(value, tuple) else value


class File:
    def __init__(self, path):
        self.db = sqlite3.connect(pathlib.Path(path).absolute().as_uri() + "?immutable=1", uri=True)
        self.db.text_factory = lambda raw: ("text", raw)  # text and blob stay different

    def rows(self, sql, *values):
        return self.db.execute(sql, values)

    def has(self, table):
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE name = ? COLLATE NOCASE",
                              table).fetchone())

    def tables(self):
        """name -> table, view, virtual or shadow"""
        return {text_of(n): text_of(t) for n, t in self.rows(
            "SELECT name, type FROM pragma_table_list WHERE schema = 'main'")}

    def columns(self, table):
        """[(name, declared type, place in primary key)], as stored"""
        return [(text_of(n), text_of(t), pk) for n, t, pk in self.rows(
            "SELECT name, type, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid",
            table)]

    def records(self, table):
        """rows of a small table as dicts"""
        if not self.has(table):
            return []
        cursor = self.rows(f"SELECT * FROM {quote(table)}")
        names = [d[0] for d in cursor.description]
        return [dict(zip(names, row)) for row in cursor]


def canonical(value):
    """Two values are the same when these are equal: storage class and bytes."""
    if isinstance(value, float):
        return "real", struct.pack(">d", value)
    if isinstance(value, int):
        return "integer", value
    if isinstance(value, bytes):
        return "blob", value
    return value


def same_geometry(a, b):
    """Equal but for the header's srs_id."""
    if isinstance(a, bytes) and isinstance(b, bytes) and a[:2] == b"GP" and len(a) >= 8:
        return a[:4] == b[:4] and a[8:] == b[8:]
    return canonical(a) == canonical(b)


class Check:
    def __init__(self, source, output, renamed, srs):
        self.a, self.b = File(source), File(output)
        self.renamed, self.srs = renamed, srs
        self.troubles, self.report = [], []
        self.earlier = self.a.has("audit_manifest")

    def trouble(self, text):
        self.troubles.append(text)

    def kept_columns(self, table, key):
        return [c for c in self.a.columns(table)
                if not c[0].lower().startswith("rasif_") or c[0] == key]

    def key_of(self, table, is_view):
        columns = self.a.columns(table)
        if is_view:
            named = [c[0] for c in columns if c[0].lower() == "ogc_fid"]
            return (named or [columns[0][0]])[0]
        keys = [c[0] for c in columns if c[2] > 0]
        types = {c[0]: c[1].upper() for c in columns}
        return keys[0] if len(keys) == 1 and types[keys[0]] == "INTEGER" else None

    def compare_schema(self, table, name, columns, key, is_view):
        wanted = {c[0] for c in columns}
        there = [c for c in self.b.columns(name)
                 if c[0] in wanted or not c[0].lower().startswith("rasif_")]
        expected = [c[0] for c in columns]
        if [c[0] for c in there] != expected:
            self.trouble(f"{table}: columns {expected} became {[c[0] for c in there]}")
            return False
        for (column, before, _), (_, after, _) in zip(columns, there):
            if before != after and not (is_view and column == key):
                self.trouble(f"{table}.{column}: declared type {before!r} became {after!r}")
        return True

    def compare_rows(self, table, name, columns, key, geometry):
        names = ", ".join(quote(c[0]) for c in columns)
        ours = self.b.columns(name)
        key_b = next((quote(c[0]) for c in ours if c[2]), "rowid")
        key_a = quote(key) if key else "rowid"
        before = self.a.rows(f"SELECT {key_a}, {names} FROM {quote(table)} ORDER BY 1")
        after = self.b.rows(f"SELECT {key_b}, {names} FROM {quote(name)} ORDER BY 1")
        count, wrong = 0, 0
        for x, y in itertools.zip_longest(before, after):
            count += x is not None
            if x is None or y is None or x[0] != y[0]:
                self.trouble(f"{table}: FID {x and x[0]} became {y and y[0]}")
                return count
            for (column, _, _), p, q in zip(columns, x[1:], y[1:]):
                same = same_geometry(p, q) if column == geometry else canonical(p) == canonical(q)
                if same and column == geometry and table not in self.srs:
                    same = canonical(p) == canonical(q)
                if not same:
                    wrong += 1
                    if wrong <= 5:
                        self.trouble(f"{table}.{column}, FID {x[0]}: {str(p)[:60]} became "
                                     f"{str(q)[:60]}")
        if wrong > 5:
            self.trouble(f"{table}: {wrong} cells differ")
        return count

    def compare_layer(self, table, kind, contents):
        name = self.renamed.get(table, table)
        if not self.b.has(name):
            self.trouble(f"{table}: is not in the output")
            return
        is_view = kind == "view"
        key = self.key_of(table, is_view)
        columns = self.kept_columns(table, key)
        record = next((r for r in self.a.records("gpkg_geometry_columns")
                       if text_of(r["table_name"]).lower() == table.lower()), None)
        geometry = text_of(record["column_name"]) if record else None
        count = 0
        if self.compare_schema(table, name, columns, key, is_view):
            count = self.compare_rows(table, name, columns, key, geometry)
        self.compare_record("gpkg_geometry_columns", table, name, record)
        self.compare_record("gpkg_contents", table, name, contents)
        self.report.append((table, name, count, len(columns),
                            len(self.b.columns(name)) - len(columns)))

    def compare_record(self, where, table, name, before):
        if before is None:
            return
        after = next((r for r in self.b.records(where) if text_of(r["table_name"]) == name), None)
        if after is None:
            self.trouble(f"{table}: not in {where}")
            return
        for column, value in before.items():
            if column == "table_name" or value is None or \
                    (column == "srs_id" and table in self.srs) or \
                    (column == "identifier" and name != table):
                continue
            if canonical(after.get(column)) != canonical(value):
                self.trouble(f"{where}, {table}: {column} {text_of(value)!r} became "
                             f"{text_of(after.get(column))!r}")

    def compare_kept(self, table, keep, ignore=()):
        """Every row of a system table that `keep` accepts is in the output's."""
        def as_row(record):
            return tuple(sorted((k.lower(), canonical(v)) for k, v in record.items()
                                if k.lower() not in ignore and v is not None))
        after = {as_row(r) for r in self.b.records(table)}
        names = {k.lower() for r in self.a.records(table) for k in r}
        after = {tuple(c for c in row if c[0] in names) for row in after}
        rows = [r for r in self.a.records(table) if keep(r)]
        for record in rows:
            if as_row(record) not in after:
                shown = {k: str(text_of(v))[:40] for k, v in record.items()}
                self.trouble(f"{table}: row {shown} is gone")
        if rows:
            self.report.append((table, table, len(rows), len(names), 0))

    def lives(self, record, *columns):
        """Do the tables (and the column) a row speaks of exist in input and output?"""
        for column in columns:
            name = text_of(record.get(column))
            if name is not None and not self.b.has(name):
                return False
        column = text_of(record.get("column_name"))
        return column is None or not column.lower().startswith("rasif_")

    def compare_other(self, table):
        columns = ", ".join(quote(c[0]) for c in self.a.columns(table))
        if not self.b.has(table):
            self.trouble(f"{table}: is not in the output")
            return
        if [c[:2] for c in self.a.columns(table)] != [c[:2] for c in self.b.columns(table)]:
            self.trouble(f"{table}: columns differ")
            return
        sides = [sorted(repr([canonical(v) for v in row])
                        for row in file.rows(f"SELECT {columns} FROM {quote(table)}"))
                 for file in (self.a, self.b)]
        if sides[0] != sides[1]:
            self.trouble(f"{table}: {len(sides[0])} rows became {len(sides[1])} or differ")
        self.report.append((table, table, len(sides[0]), len(self.a.columns(table)), 0))

    def run(self):
        tables = self.a.tables()
        by_name = {name.lower(): name for name in tables}
        contents = {by_name.get(text_of(r["table_name"]).lower()): r
                    for r in self.a.records("gpkg_contents")}
        for table, record in contents.items():
            if table is None or table.lower() == "layer_styles" or \
                    (self.earlier and table in AUDIT):
                continue
            if text_of(record["data_type"]) in ("features", "attributes"):
                self.compare_layer(table, tables[table], record)
            else:
                self.compare_record("gpkg_contents", table, table, record)
        lone = "gpkg_data_columns", "gpkg_metadata_reference", "gpkgext_relations"
        for table, kind in tables.items():
            layer = text_of(contents.get(table, {}).get("data_type")) in ("features", "attributes")
            if kind != "table" or table.startswith("sqlite_") or layer or \
                    table in CORE or table in lone or (self.earlier and table in AUDIT):
                continue
            self.compare_other(table)
        self.compare_kept("gpkg_spatial_ref_sys", lambda r: True)
        self.compare_kept("gpkg_extensions", lambda r: self.lives(r, "table_name") and
                          text_of(r["extension_name"]) != "gpkg_rtree_index")
        self.compare_kept("gpkg_data_columns", lambda r: self.lives(r, "table_name"))
        self.compare_kept("gpkg_metadata_reference", lambda r: self.lives(r, "table_name"))
        self.compare_kept("gpkgext_relations", lambda r: self.lives(
            r, "base_table_name", "related_table_name", "mapping_table_name"))
        self.compare_kept("layer_styles", lambda r: self.lives(r, "f_table_name") and
                          text_of(r.get("owner")) != "rasif", ("usedefault", "useasdefault"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--renamed", action="append", default=[])
    parser.add_argument("--srs", action="append", default=[])
    options = parser.parse_args()
    check = Check(options.input, options.output,
                  dict(pair.split("=", 1) for pair in options.renamed), set(options.srs))
    check.run()
    print(f"{'input':28} {'output':28} {'rows':>9} {'columns':>8} {'added':>6}")
    for table, name, rows, columns, added in check.report:
        print(f"{table[:28]:28} {name[:28]:28} {rows:9} {columns:8} {added:6}")
    for text in check.troubles:
        print("DIFFERS", text)
    print("preserved" if not check.troubles else f"{len(check.troubles)} differences")
    return 1 if check.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
