# SPDX-License-Identifier: MIT
"""librasif by ctypes: the functions of rasif.h that the package calls, and the structs they take."""
from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from ctypes import POINTER, c_bool, c_char_p, c_double, c_int, c_size_t, c_uint, c_void_p
from typing import Any

from .errors import CError, check

NULL_SIZE = ctypes.c_size_t(-1).value  # SIZE_MAX: null, or no such column
SONAME = 'librasif.so.0'

Sink = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_size_t)
Progress = ctypes.CFUNCTYPE(c_int, c_void_p, c_char_p, c_double)
Log = ctypes.CFUNCTYPE(None, c_void_p, c_int, c_char_p)


class Role(ctypes.Structure):
    """rasif_role_option"""

    _fields_ = [('role', c_char_p), ('layer', c_char_p)]


class Options(ctypes.Structure):
    """rasif_options: the lists by their places, which never change; everything else is set by name. There is room
    for the fields of later libraries."""

    _fields_ = [('size', c_size_t), ('inputs', POINTER(c_char_p)), ('n_inputs', c_size_t), ('roles', POINTER(Role)),
                ('n_roles', c_size_t), ('_preset', c_char_p), ('_mapping', c_char_p), ('_standard', c_char_p),
                ('profiles', POINTER(c_char_p)), ('n_profiles', c_size_t), ('_core', c_bool), ('crs', POINTER(c_char_p)),
                ('n_crs', c_size_t), ('_rest', c_void_p * 500)]


class RuleInfo(ctypes.Structure):
    """rasif_rule_info"""

    _fields_ = [(name, c_char_p) for name in
                ('id', 'kind', 'title', 'element', 'measure', 'severity', 'status', 'code')]


class Setting(ctypes.Structure):
    """rasif_setting"""

    _fields_ = [(name, c_char_p) for name in ('name', 'value', 'place', 'problem')]


class ApplyOptions(ctypes.Structure):
    """rasif_apply_options, with room for the fields of later libraries."""

    _fields_ = [('size', c_size_t), ('input', c_char_p), ('works', c_char_p), ('budget', c_double), ('changes', c_char_p),
                ('mapping', c_char_p), ('preset', c_char_p), ('output', c_char_p), ('overwrite', c_bool), ('threads', c_uint),
                ('_rest', c_void_p * 50)]


class DraftOptions(ctypes.Structure):
    """rasif_draft_options, with room for the fields of later libraries."""

    _fields_ = [('size', c_size_t), ('input', c_char_p), ('mapping', c_char_p), ('preset', c_char_p), ('output', c_char_p),
                ('language', c_char_p), ('overwrite', c_bool), ('threads', c_uint), ('_rest', c_void_p * 50)]


class ApplyCounts(ctypes.Structure):
    """rasif_apply_counts"""

    _fields_ = [(name, c_size_t) for name in ('works', 'cells', 'added', 'removed', 'unwritten')]


class MergeOptions(ctypes.Structure):
    """rasif_merge_options, with room for the fields of later libraries."""

    _fields_ = [('size', c_size_t), ('input', c_char_p), ('surveys', POINTER(c_char_p)), ('n_surveys', c_size_t),
                ('mapping', c_char_p), ('preset', c_char_p), ('language', c_char_p), ('output', c_char_p), ('overwrite', c_bool),
                ('threads', c_uint), ('_rest', c_void_p * 50)]


class MergeCounts(ctypes.Structure):
    """rasif_merge_counts"""

    _fields_ = [(name, c_size_t) for name in ('values', 'used', 'other', 'older', 'conflicts', 'orphans', 'kept', 'proposals')]


class SurveyOptions(ctypes.Structure):
    """rasif_survey_options, with room for the fields of later libraries."""

    _fields_ = [('size', c_size_t), ('input', c_char_p), ('output', c_char_p), ('format', c_char_p), ('language', c_char_p),
                ('start', c_char_p), ('walk_km', c_double), ('walk_hours', c_double), ('hours', c_double), ('overwrite', c_bool),
                ('threads', c_uint), ('end', c_char_p), ('stops', c_char_p), ('likely', c_bool), ('_rest', c_void_p * 47)]


_ERR = POINTER(CError)
_SIZE = POINTER(c_size_t)
_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    'rasif_version': (c_char_p, []),
    'rasif_context_new': (c_int, [POINTER(c_void_p)]),
    'rasif_context_free': (None, [c_void_p]),
    'rasif_context_set_log': (None, [c_void_p, Log, c_void_p]),
    'rasif_context_set_progress': (None, [c_void_p, Progress, c_void_p]),
    'rasif_rules_load': (c_int, [c_void_p, c_char_p, POINTER(c_void_p), _ERR]),
    'rasif_rules_free': (None, [c_void_p]),
    'rasif_rules_count': (c_size_t, [c_void_p]),
    'rasif_rules_info': (c_int, [c_void_p, c_size_t, c_char_p, POINTER(RuleInfo)]),
    'rasif_rules_show': (c_int, [c_void_p, c_char_p, c_char_p, Sink, c_void_p, _ERR]),
    'rasif_rules_check': (c_int, [c_void_p, _SIZE, _ERR]),
    'rasif_options_init_size': (None, [POINTER(Options), c_size_t]),
    'rasif_options_set': (c_int, [POINTER(Options), c_char_p, c_char_p, _ERR]),
    'rasif_settings_read': (c_int, [c_char_p, POINTER(c_void_p), _ERR]),
    'rasif_settings_free': (None, [c_void_p]),
    'rasif_settings_get': (c_int, [c_void_p, c_size_t, POINTER(Setting)]),
    'rasif_settings_apply': (c_int, [c_void_p, POINTER(Options), _ERR]),
    'rasif_audit_new': (c_int, [c_void_p, c_void_p, POINTER(Options), POINTER(c_void_p), _ERR]),
    'rasif_audit_free': (None, [c_void_p]),
    'rasif_audit_run': (c_int, [c_void_p, _ERR]),
    'rasif_audit_write': (c_int, [c_void_p, c_char_p, c_bool, _ERR]),
    'rasif_audit_report': (c_int, [c_void_p, c_char_p, Sink, c_void_p, _ERR]),
    'rasif_audit_baseline': (c_int, [c_void_p, c_int, Sink, c_void_p, _ERR]),
    'rasif_audit_gate': (c_int, [c_void_p, c_char_p, POINTER(c_bool), c_char_p, _ERR]),
    'rasif_audit_table_count': (c_size_t, [c_void_p]),
    'rasif_audit_table_at': (c_void_p, [c_void_p, c_size_t]),
    'rasif_table_name': (c_char_p, [c_void_p]),
    'rasif_table_rows': (c_size_t, [c_void_p]),
    'rasif_table_columns': (c_size_t, [c_void_p]),
    'rasif_table_column_name': (c_char_p, [c_void_p, c_size_t]),
    'rasif_table_column_type': (c_int, [c_void_p, c_size_t]),
    'rasif_table_geometry_name': (c_char_p, [c_void_p]),
    'rasif_table_crs': (c_char_p, [c_void_p]),
    'rasif_table_arrow': (c_int, [c_void_p, c_void_p, _ERR]),
    'rasif_explain': (c_int, [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, Sink, c_void_p, _ERR]),
    'rasif_project': (c_int, [c_void_p, c_char_p, c_char_p, c_char_p, c_bool, _ERR]),
    'rasif_apply_options_init': (None, [POINTER(ApplyOptions)]),
    'rasif_apply': (c_int, [c_void_p, POINTER(ApplyOptions), POINTER(ApplyCounts), _ERR]),
    'rasif_draft_options_init': (None, [POINTER(DraftOptions)]),
    'rasif_draft': (c_int, [c_void_p, POINTER(DraftOptions), Sink, c_void_p, _ERR]),
    'rasif_merge_options_init': (None, [POINTER(MergeOptions)]),
    'rasif_merge': (c_int, [c_void_p, POINTER(MergeOptions), POINTER(MergeCounts), Sink, c_void_p, _ERR]),
    'rasif_survey_options_init': (None, [POINTER(SurveyOptions)]),
    'rasif_survey': (c_int, [c_void_p, POINTER(SurveyOptions), Sink, c_void_p, _ERR]),
    'rasif_demo': (c_int, [c_void_p, c_char_p, _ERR]),
    'rasif_diff_new': (c_int, [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p), _ERR]),
    'rasif_diff_free': (None, [c_void_p]),
    'rasif_diff_report': (c_int, [c_void_p, c_char_p, Sink, c_void_p, _ERR]),
    'rasif_diff_write': (c_int, [c_void_p, c_char_p, c_bool, _ERR]),
    'rasif_diff_gate': (c_int, [c_void_p, c_char_p, POINTER(c_bool), c_char_p, _ERR]),
}


def _load() -> ctypes.CDLL:
    """The library of the system, or the file that RASIF_LIBRARY names."""
    name = os.environ.get('RASIF_LIBRARY') or SONAME
    try:
        library = ctypes.CDLL(name)
        for function, (result, arguments) in _SIGNATURES.items():
            getattr(library, function).restype = result
            getattr(library, function).argtypes = arguments
    except OSError as error:
        raise ImportError(f'{name} can\'t be loaded: {error}; install the package librasif0, or set RASIF_LIBRARY to '
                          'the file') from error
    except AttributeError as error:
        raise ImportError(f'{name} is too old for this package: {error}; install the librasif0 of the same '
                          'version') from error
    return library


lib = _load()


def text(value: object) -> bytes:
    """A path or a text as the library wants it. NUL would end it early."""
    given = os.fsencode(value) if isinstance(value, (str, bytes, os.PathLike)) else str(value).encode()
    if b'\0' in given:
        raise ValueError('a text has a NUL character in it')
    return given


def optional(value: object | None) -> bytes | None:
    return None if value is None else text(value)


def decoded(value: bytes | None) -> str:
    return '' if value is None else value.decode('utf-8', 'replace')


def made(function: Callable[..., int], *arguments: object) -> c_void_p:
    """The object that a function of the library makes: its last arguments are `out` and `err`."""
    handle, error = c_void_p(), CError()
    check(function(*arguments, ctypes.byref(handle), ctypes.byref(error)), error)
    return handle


def call(function: Callable[..., int], *arguments: object) -> None:
    """Calls what has `err` as its last argument."""
    error = CError()
    check(function(*arguments, ctypes.byref(error)), error)


def gathered(function: Callable[..., int], *arguments: object) -> str:
    """The text that a function gives to its sink; its last arguments are sink, user and err."""
    parts: list[bytes] = []

    def take(_user: int | None, piece: int, length: int) -> int:
        parts.append(ctypes.string_at(piece, length))
        return 0

    call(function, *arguments, Sink(take), None)
    return b''.join(parts).decode('utf-8', 'replace')


def new_context() -> c_void_p:
    context = c_void_p()
    check(lib.rasif_context_new(ctypes.byref(context)))
    return context
