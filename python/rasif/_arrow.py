# SPDX-License-Identifier: MIT
"""Batches of an Arrow stream as Python values or numpy arrays, without pyarrow. It reads what rasif's tables have: utf8,
int64, float64 and binary columns."""
from __future__ import annotations

import ctypes
from collections.abc import Iterator
from ctypes import POINTER, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import InputError, OutOfMemory, RasifError

if TYPE_CHECKING:
    import numpy

_MEMORY, _READING = 12, 5  # ENOMEM, EIO


class Schema(ctypes.Structure):
    """ArrowSchema"""


class Array(ctypes.Structure):
    """ArrowArray"""


class Stream(ctypes.Structure):
    """ArrowArrayStream"""


Schema._fields_ = [('format', c_char_p), ('name', c_char_p), ('metadata', c_void_p), ('flags', c_int64),
                   ('n_children', c_int64), ('children', POINTER(POINTER(Schema))), ('dictionary', c_void_p),
                   ('release', ctypes.CFUNCTYPE(None, POINTER(Schema))), ('private_data', c_void_p)]
Array._fields_ = [('length', c_int64), ('null_count', c_int64), ('offset', c_int64), ('n_buffers', c_int64),
                  ('n_children', c_int64), ('buffers', POINTER(c_void_p)), ('children', POINTER(POINTER(Array))),
                  ('dictionary', c_void_p), ('release', ctypes.CFUNCTYPE(None, POINTER(Array))), ('private_data', c_void_p)]
Stream._fields_ = [('get_schema', ctypes.CFUNCTYPE(c_int, POINTER(Stream), POINTER(Schema))),
                   ('get_next', ctypes.CFUNCTYPE(c_int, POINTER(Stream), POINTER(Array))),
                   ('get_last_error', ctypes.CFUNCTYPE(c_char_p, POINTER(Stream))),
                   ('release', ctypes.CFUNCTYPE(None, POINTER(Stream))), ('private_data', c_void_p)]


@dataclass(frozen=True)
class Field:
    """A column of a stream: its name and the letter of its Arrow format."""

    name: str
    format: str


def _check(stream: Stream, code: int) -> None:
    if code == 0:
        return
    message = (stream.get_last_error(ctypes.byref(stream)) or b'').decode('utf-8', 'replace')
    kind = OutOfMemory if code == _MEMORY else InputError if code == _READING else RasifError
    raise kind(message or f'the stream gave error {code}')


def fields(stream: Stream) -> list[Field]:
    schema = Schema()
    _check(stream, stream.get_schema(ctypes.byref(stream), ctypes.byref(schema)))
    found = [Field(child.contents.name.decode(), child.contents.format.decode())
             for child in schema.children[:schema.n_children]]
    schema.release(ctypes.byref(schema))
    return found


def batches(stream: Stream) -> Iterator[Array]:
    """Each batch is released before the next one is asked for."""
    while True:
        array = Array()
        _check(stream, stream.get_next(ctypes.byref(stream), ctypes.byref(array)))
        if not array.release:
            return
        try:
            yield array
        finally:
            array.release(ctypes.byref(array))


def _bytes(address: int | None, length: int) -> memoryview:
    if not address or length == 0:
        return memoryview(b'')
    return memoryview((ctypes.c_ubyte * length).from_address(address)).cast('B')


def _is_valid(array: Array) -> list[bool] | None:
    """None: nothing is null."""
    if array.null_count == 0 or not array.buffers[0]:
        return None
    bits = _bytes(array.buffers[0], (array.length + 7) // 8)
    return [bool(bits[i >> 3] >> (i & 7) & 1) for i in range(array.length)]


def _pieces(array: Array) -> list[bytes]:
    """The bytes of each row of a utf8 or binary column."""
    ends = _bytes(array.buffers[1], 4 * (array.length + 1)).cast('i')
    data = bytes(_bytes(array.buffers[2], ends[array.length]))
    return [data[ends[i]:ends[i + 1]] for i in range(array.length)]


def values(array: Array, letter: str) -> list[Any]:
    """One column of a batch: str, int, float or bytes; None where it is null."""
    found: list[Any]
    if letter in 'uz':
        found = _pieces(array)
        if letter == 'u':
            found = [piece.decode('utf-8', 'replace') for piece in found]
    else:
        found = _bytes(array.buffers[1], 8 * array.length).cast('q' if letter == 'l' else 'd').tolist()
    valid = _is_valid(array)
    return found if valid is None else [value if there else None for value, there in zip(found, valid)]


def numbers(array: Array, letter: str) -> tuple[numpy.ndarray[Any, Any], numpy.ndarray[Any, Any]]:
    """A column of int64 or float64 with an array that is true where it is null; both are copies."""
    import numpy
    data = numpy.frombuffer(_bytes(array.buffers[1], 8 * array.length), dtype='<i8' if letter == 'l' else '<f8').copy()
    if array.null_count == 0 or not array.buffers[0]:
        return data, numpy.zeros(array.length, dtype=bool)
    bits = numpy.frombuffer(_bytes(array.buffers[0], (array.length + 7) // 8), dtype='u1')
    return data, ~numpy.unpackbits(bits, count=array.length, bitorder='little').astype(bool)
