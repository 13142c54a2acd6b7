# SPDX-License-Identifier: MIT
"""Exceptions: a class for each group of the library's statuses. The text is the library's sentence: what is wrong
where, and what to do."""
from __future__ import annotations

import ctypes

__all__ = ['RasifError', 'ArgumentError', 'Cancelled', 'InputError', 'InternalError', 'OutOfMemory', 'OutputError', 'RuleError']


class RasifError(Exception):
    """What the library refuses. `status` is the number of its rasif_status."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class ArgumentError(RasifError, ValueError):
    """An option or argument makes no sense."""


class OutOfMemory(RasifError, MemoryError):
    """Memory ran out."""


class Cancelled(RasifError):
    """The progress callback asked to stop."""


class InternalError(RasifError):
    """A defect of the library."""


class RuleError(RasifError):
    """A rule, standard, profile, preset or mapping file can't be used: "file:line:column: what, what to do"."""


class InputError(RasifError):
    """The input can't be read, not be used, or its coordinate system is in doubt."""


class OutputError(RasifError, OSError):
    """The output could not be written."""


class CError(ctypes.Structure):
    """rasif_error"""

    _fields_ = [('status', ctypes.c_int), ('message', ctypes.c_char * 1024)]


_OWN = {1: ArgumentError, 2: OutOfMemory, 3: Cancelled, 4: InternalError}


def class_of(status: int) -> type[RasifError]:
    """Statuses are grouped by who has to act; a newer library may have more in each group."""
    if status in _OWN:
        return _OWN[status]
    if status >= 300:
        return OutputError
    if status >= 200:
        return InputError
    return RuleError if status >= 100 else RasifError


def check(status: int, error: CError | None = None) -> None:
    """Raises what the status says."""
    if status == 0:
        return
    message = error.message.decode('utf-8', 'replace') if error is not None and error.status else ''
    raise class_of(status)(message or f'librasif gave status {status}', status)
