# SPDX-License-Identifier: MIT
"""Capsules of Arrow streams: who frees what, and when. pyarrow and DuckDB read them where they are installed."""
import ctypes
import gc
import importlib.util
import os
import resource
import subprocess
import sys
import threading
import unittest

import rasif
from given import NEIGHBOURHOOD, count_rows, take_stream
from rasif import _arrow


class MallocInfo(ctypes.Structure):
    """mallinfo2"""

    _fields_ = [(name, ctypes.c_size_t) for name in ('arena', 'ordblks', 'smblks', 'hblks', 'hblkhd', 'usmblks', 'fsmblks',
                                                     'uordblks', 'fordblks', 'keepcost')]


def in_use():
    """Bytes of the C library's heap; None where it does not tell."""
    try:
        info = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError):
        return None
    info.restype = MallocInfo
    found = info()
    return found.uordblks + found.hblkhd


def resident():
    with open('/proc/self/statm', encoding='ascii') as file:
        return int(file.read().split()[1]) * resource.getpagesize()


class Streams(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.audit = rasif.audit(NEIGHBOURHOOD)

    @classmethod
    def tearDownClass(cls):
        cls.audit.close()

    def test_capsule__taken_or_not_or_half_read__leaves_nothing_behind(self):
        table = self.audit['audit_network']
        for i in range(500):
            self.use(table, i)
        gc.collect()
        heap, memory = in_use(), resident()
        for i in range(10000):
            self.use(table, i)
        gc.collect()
        if heap is not None:
            self.assertLess(in_use() - heap, 64 << 10)
        self.assertLess(resident() - memory, 4 << 20)

    def use(self, table, i):
        capsule = table.__arrow_c_stream__()
        if i % 3 == 0:
            self.assertEqual(count_rows(take_stream(capsule)), len(table))
        elif i % 3 == 1:
            stream = take_stream(capsule)
            _arrow.fields(stream)
            stream.release(ctypes.byref(stream))

    def test_stream__outlives_capsule_table_and_audit(self):
        audit = rasif.audit(NEIGHBOURHOOD)
        n = len(audit['sidewalks'])
        capsule = audit['sidewalks'].__arrow_c_stream__()
        audit.close()
        del audit
        gc.collect()
        stream = take_stream(capsule)
        del capsule
        self.assertEqual(count_rows(stream), n)

    def test_capsule__that_ends_while_an_exception_is_raised__keeps_the_exception(self):
        def fail():
            capsule = self.audit['sidewalks'].__arrow_c_stream__()
            assert capsule is not None
            raise LookupError('the reason')
        for _ in range(50):
            with self.assertRaisesRegex(LookupError, 'the reason'):
                fail()

    def test_capsule__alive_at_the_end_of_python__no_crash(self):
        program = f'''
import rasif
audit = rasif.audit({NEIGHBOURHOOD!r})
kept = [table.__arrow_c_stream__() for table in audit.tables.values()]
rows = audit["sidewalks"].rows()
next(rows)
'''
        subprocess.run([sys.executable, '-c', program], check=True, timeout=60)

    def test_streams__on_threads_while_the_audit_is_written__none_waits_for_ever(self):
        """Threads that hold Python's lock and wait for the audit's, and the other way round."""
        counts = []

        def read(name):
            for _ in range(5):
                counts.append((name, sum(1 for _ in self.audit[name].rows())))
                self.audit[name].__arrow_c_stream__()
        names = ['audit_findings', 'sidewalks', 'audit_segments']
        threads = [threading.Thread(target=read, args=[name]) for name in names]
        for thread in threads:
            thread.start()
        for _ in range(3):
            self.audit.write('/tmp/rasif-streams.gpkg', overwrite=True, progress=lambda stage, done: None)
        for thread in threads:
            thread.join(60)
            self.assertFalse(thread.is_alive())
        os.unlink('/tmp/rasif-streams.gpkg')
        self.assertEqual(set(counts), {(name, len(self.audit[name])) for name in names})

    def test_capsule__has_the_name_that_consumers_ask_for(self):
        capsule = self.audit['audit_rules'].__arrow_c_stream__(requested_schema=None)
        self.assertIn('"arrow_array_stream"', repr(capsule))

    @unittest.skipUnless(importlib.util.find_spec('pyarrow'), 'pyarrow is not installed')
    def test_pyarrow__reads_every_table(self):
        import pyarrow
        for name, table in self.audit.tables.items():
            found = pyarrow.table(table)
            found.validate(full=True)
            self.assertEqual(found.to_pylist(), list(table.rows()), name)
        field = table.to_pyarrow().schema.field('geom')
        self.assertEqual(field.metadata[b'ARROW:extension:name'], b'geoarrow.wkb')

    @unittest.skipUnless(importlib.util.find_spec('duckdb'), 'duckdb is not installed')
    def test_duckdb__counts_as_python_does(self):
        import duckdb
        sidewalks = self.audit['sidewalks']
        expected = sum(1 for row in sidewalks.rows() if row['rasif_class'] == 'blocked')
        self.assertGreater(expected, 0)
        self.assertEqual(duckdb.sql("SELECT count(*) FROM sidewalks WHERE rasif_class = 'blocked'").fetchone(), (expected,))


if __name__ == '__main__':
    unittest.main()
