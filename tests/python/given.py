# SPDX-License-Identifier: MIT
"""What the tests of the Python package share: files and folders, and a consumer of Arrow capsules."""
import ctypes
import os
import pathlib
import sqlite3
import subprocess
import tempfile
import unittest

from rasif import _arrow

SOURCE = pathlib.Path(os.environ['RASIF_SOURCE'])
COMMAND = os.environ['RASIF_COMMAND']
NEIGHBOURHOOD = os.environ['RASIF_NEIGHBOURHOOD']

get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
get_pointer.restype = ctypes.c_void_p
get_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


class Folder(unittest.TestCase):
    """A test with an empty folder to write into."""

    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = pathlib.Path(kept.name)


def command(*arguments):
    subprocess.run([COMMAND, *map(str, arguments)], check=True, capture_output=True)


def rows_of(path, query):
    with sqlite3.connect(path) as db:
        found = db.execute(query).fetchall()
    db.close()
    return found


def take_stream(capsule):
    """As a consumer does: moves the stream out of the capsule, whose struct it marks as released."""
    there = _arrow.Stream.from_address(get_pointer(capsule, b'arrow_array_stream'))
    stream = _arrow.Stream()
    ctypes.memmove(ctypes.byref(stream), ctypes.byref(there), ctypes.sizeof(stream))
    there.release = type(there.release)(0)
    return stream


def count_rows(stream):
    """Reads all batches, releases the stream."""
    n = sum(batch.length for batch in _arrow.batches(stream))
    stream.release(ctypes.byref(stream))
    return n
