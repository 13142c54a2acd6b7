# SPDX-License-Identifier: MIT
"""DuckDB reads every table through its C interface, and comes to the sums that SQLite finds in the written file: a consumer of
Arrow streams that others wrote. Skipped without $RASIF_DUCKDB or build/tools/libduckdb.so (tests/outside/get_tools.sh fetches
it)."""
import ctypes
import os
import pathlib
import struct
import unittest
from ctypes import POINTER, byref, c_char_p, c_int, c_uint64, c_void_p

import rasif
from given import NEIGHBOURHOOD, SOURCE, Folder, get_pointer, rows_of


def load_duckdb():
    path = pathlib.Path(os.environ.get('RASIF_DUCKDB') or SOURCE / 'build/tools/libduckdb.so')
    try:
        return ctypes.CDLL(str(path))
    except OSError:
        return None


class Result(ctypes.Structure):
    """duckdb_result"""

    _fields_ = [('columns', c_uint64), ('rows', c_uint64), ('changed', c_uint64), ('data', c_void_p), ('error', c_char_p),
                ('inside', c_void_p)]


class DuckDB:
    """One connection to a database in memory."""

    def __init__(self, library):
        self.library, self.database, self.connection = library, c_void_p(), c_void_p()
        for name, result, arguments in [
                ('duckdb_open', c_int, [c_char_p, POINTER(c_void_p)]), ('duckdb_connect', c_int, [c_void_p, POINTER(c_void_p)]),
                ('duckdb_query', c_int, [c_void_p, c_char_p, POINTER(Result)]), ('duckdb_result_error', c_char_p, [POINTER(Result)]),
                ('duckdb_row_count', c_uint64, [POINTER(Result)]), ('duckdb_column_count', c_uint64, [POINTER(Result)]),
                ('duckdb_value_varchar', c_void_p, [POINTER(Result), c_uint64, c_uint64]), ('duckdb_free', None, [c_void_p]),
                ('duckdb_destroy_result', None, [POINTER(Result)]), ('duckdb_disconnect', None, [POINTER(c_void_p)]),
                ('duckdb_close', None, [POINTER(c_void_p)]), ('duckdb_arrow_scan', c_int, [c_void_p, c_char_p, c_void_p])]:
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
        assert library.duckdb_open(None, byref(self.database)) == 0
        assert library.duckdb_connect(self.database, byref(self.connection)) == 0

    def close(self):
        self.library.duckdb_disconnect(byref(self.connection))
        self.library.duckdb_close(byref(self.database))

    def query(self, sql):
        """Rows of texts; None where null."""
        result, rows = Result(), []
        if self.library.duckdb_query(self.connection, sql.encode(), byref(result)) != 0:
            raise AssertionError(f'{sql}: {self.library.duckdb_result_error(byref(result))}')
        for row in range(self.library.duckdb_row_count(byref(result))):
            rows.append([])
            for column in range(self.library.duckdb_column_count(byref(result))):
                value = self.library.duckdb_value_varchar(byref(result), column, row)
                rows[-1].append(ctypes.string_at(value).decode() if value else None)
                self.library.duckdb_free(value)
        self.library.duckdb_destroy_result(byref(result))
        return rows

    def take(self, table):
        """All columns at once: a view of a stream of C knows no projection."""
        capsule = table.__arrow_c_stream__()
        assert self.library.duckdb_arrow_scan(self.connection, b'stream', get_pointer(capsule, b'arrow_array_stream')) == 0
        self.query(f'CREATE TABLE "{table.name}" AS SELECT * FROM stream')
        self.query('DROP VIEW stream')


def sums(name, kind):
    """Of one column: how many there are, their sum or length, how many differ."""
    what = f'length("{name}")' if kind == 'text' else f'"{name}"'
    return f'count("{name}"), coalesce(sum({what}), 0), count(DISTINCT "{name}")'


class Tables(Folder):
    def setUp(self):
        super().setUp()
        library = load_duckdb()
        if library is None:
            self.skipTest('no libduckdb.so')
        self.duckdb = DuckDB(library)
        self.addCleanup(self.duckdb.close)

    def test_duckdb__every_column_of_every_table__has_the_sums_of_the_file(self):
        path, n = self.folder / 'audited.gpkg', 0
        with rasif.audit(NEIGHBOURHOOD) as audit:
            audit.write(path)
            for name, table in audit.tables.items():
                self.duckdb.take(table)
                columns = [('fid', 'integer'), *((c.name, c.type) for c in table.columns if c.type != 'geometry')]
                for column, kind in columns:
                    sql = f'SELECT {sums(column, kind)} FROM "{name}"'
                    found, = self.duckdb.query(sql)
                    expected, = rows_of(path, sql)
                    for ours, theirs in zip(found, expected):
                        self.assertAlmostEqual(float(ours), float(theirs), delta=1e-9 * max(1, abs(float(theirs))), msg=f'{name}.{column}')
                    n += 1
        self.assertGreater(n, 500)
        print(f'{n} columns of {len(audit.tables)} tables')

    def test_duckdb__geometries__are_of_its_own_type_with_their_system(self):
        with rasif.audit(NEIGHBOURHOOD) as audit:
            self.duckdb.take(audit['ramps'])
            kind, = self.duckdb.query('SELECT DISTINCT typeof(geom) FROM ramps')
            self.assertTrue(kind[0].startswith('GEOMETRY'), kind)
            self.assertIn('"code":32636', kind[0])
            found = self.duckdb.query('SELECT geom::VARCHAR FROM ramps ORDER BY fid')
            for (text,), row in zip(found, audit['ramps'].rows()):
                x, y = map(float, text.removeprefix('POINT (').rstrip(')').split())
                self.assertEqual((x, y), struct.unpack('<dd', row['geom'][5:]))
            self.assertEqual(len(found), len(audit['ramps']))


if __name__ == '__main__':
    unittest.main()
