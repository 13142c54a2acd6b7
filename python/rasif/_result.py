# SPDX-License-Identifier: MIT
"""What an audit and a comparison have in common: they own objects of the library, report, and hold gates."""
from __future__ import annotations

import ctypes
import os
import threading
import weakref
from collections.abc import Callable
from ctypes import c_void_p
from typing import Any, NamedTuple, TypeVar, Union

from ._library import call, decoded, gathered, text

Path = Union[str, 'os.PathLike[str]']
Self = TypeVar('Self', bound='Result')


class Gate(NamedTuple):
    """Was a gate held? If not, `reason` is a sentence. True when it was."""

    held: bool
    reason: str

    def __bool__(self) -> bool:
        return self.held


def _free_all(kept: list[tuple[Callable[[c_void_p], None], c_void_p]]) -> None:
    """The last first. Each leaves the list before it is freed: an interrupt in between frees none twice."""
    while kept:
        free, handle = kept.pop()
        free(handle)


class Handles:
    """Objects of the library, each freed exactly once: by `free()`, or with this, or at the program's end."""

    def __init__(self) -> None:
        self._kept: list[tuple[Callable[[c_void_p], None], c_void_p]] = []
        weakref.finalize(self, _free_all, self._kept)

    def keep(self, handle: c_void_p, free: Callable[[c_void_p], None]) -> c_void_p:
        self._kept.append((free, handle))
        return handle

    def free(self) -> None:
        _free_all(self._kept)

    @property
    def alive(self) -> bool:
        return bool(self._kept)


class Result:
    """Open until `close()`, or the end of a `with`. `handles` owns `handle`."""

    _closed = 'it is closed'
    _report: Any  # functions of the library
    _gate: Any

    def __init__(self, handles: Handles, handle: c_void_p) -> None:
        self._handles, self._handle = handles, handle
        self._lock = threading.RLock()

    def _check_open(self) -> None:
        if not self._handles.alive:
            raise ValueError(self._closed)

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _repr_markdown_(self) -> str:
        """What a notebook shows: the report that pull requests get."""
        return self.report('markdown') if self._handles.alive else repr(self)

    def close(self) -> None:
        """Frees the memory and the files of the library. Arrow streams that are still being read keep what they need."""
        with self._lock:
            self._handles.free()

    def report(self, format: str = 'text') -> str:
        """A report as text, by the name of its format."""
        with self._lock:
            self._check_open()
            return gathered(self._report, self._handle, text(format))

    def gate(self, gate: str) -> Gate:
        """Is the result within the gate, named as after `--fail-on`?"""
        with self._lock:
            self._check_open()
            held, reason = ctypes.c_bool(), ctypes.create_string_buffer(1024)
            call(self._gate, self._handle, text(gate), ctypes.byref(held), reason)
            return Gate(held.value, '' if held.value else decoded(reason.value))
