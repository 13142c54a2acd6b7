# SPDX-License-Identifier: MIT
"""An audit: options, run, tables, reports, files."""
from __future__ import annotations

import ctypes
import os
import weakref
from collections.abc import Iterator, Mapping, Sequence
from ctypes import POINTER, c_char_p, c_void_p
from typing import Any, Literal

from . import _library
from ._library import Options, Role, Setting, call, lib, made, text
from ._progress import ProgressOption, watched
from ._result import Gate, Handles, Path, Result
from ._table import Table

# ---- options

def _number(value: float) -> str:
    """As on the command line: digits and a point, no exponent."""
    return f'{value:.12f}'.rstrip('0').rstrip('.')


def _written(value: object) -> bytes:
    if isinstance(value, bool):
        return b'yes' if value else b'no'
    if isinstance(value, (int, float)):
        return _number(value).encode()
    return text(value)


def _several(value: str | Path | Sequence[Any]) -> list[bytes]:
    return [text(value)] if isinstance(value, (str, bytes, os.PathLike)) else [text(item) for item in value]


class _Filled:
    """rasif_options, and the memory that its lists borrow. `rules`: the folder that the project file names."""

    def __init__(self, inputs: Sequence[Path], roles: Mapping[str, str | Sequence[str]] | None,
                 profiles: str | Sequence[str] | None, crs: str | Sequence[str] | None,
                 others: Mapping[str, object], project: Path | None = None) -> None:
        self.options = Options()
        self.rules: bytes | None = None
        lib.rasif_options_init_size(ctypes.byref(self.options), ctypes.sizeof(Options))
        self._kept: list[object] = []
        if project is not None:
            self._apply(text(project))
        if inputs:
            self.options.inputs, self.options.n_inputs = self._texts([text(name) for name in inputs])
        if profiles is not None:
            self.options.profiles, self.options.n_profiles = self._texts(_several(profiles))
        if crs is not None:
            self.options.crs, self.options.n_crs = self._texts(_several(crs))
        if roles is not None:
            pairs = [Role(text(role), layer) for role, layers in roles.items() for layer in _several(layers)]
            array = (Role * max(len(pairs), 1))(*pairs)
            self._kept.append(array)
            self.options.roles, self.options.n_roles = ctypes.cast(array, POINTER(Role)), len(pairs)
        for name, value in others.items():
            if value is not None:
                written = _written(value)
                self._kept.append(written)
                call(lib.rasif_options_set, ctypes.byref(self.options), name.encode(), written)

    def _apply(self, path: bytes) -> None:
        """The settings of a project file, to which the options point as long as this lives."""
        project = made(lib.rasif_settings_read, path)
        weakref.finalize(self, lib.rasif_settings_free, project)
        call(lib.rasif_settings_apply, project, ctypes.byref(self.options))
        setting, index = Setting(), 0
        while lib.rasif_settings_get(project, index, ctypes.byref(setting)) == 0:
            if setting.name == b'rules':
                self.rules = setting.value
            index += 1

    def _texts(self, items: list[bytes]) -> tuple[Any, int]:
        array = (c_char_p * max(len(items), 1))(*items)
        self._kept.append(array)
        return ctypes.cast(array, POINTER(c_char_p)), len(items)


def new_audit(handles: Handles, filled: _Filled, rules: Path | None) -> tuple[c_void_p, c_void_p]:
    """A context and an audit, which `handles` owns. The audit holds the rules, so that they need no object here."""
    context = handles.keep(_library.new_context(), lib.rasif_context_free)
    folder = _library.optional(rules) if rules is not None else filled.rules
    loaded = made(lib.rasif_rules_load, context, folder)
    try:
        audit = made(lib.rasif_audit_new, context, loaded, ctypes.byref(filled.options))
        return context, handles.keep(audit, lib.rasif_audit_free)
    finally:
        lib.rasif_rules_free(loaded)


# ---- the audit

class Tables(Mapping[str, Table]):
    """The tables of an audit by name, `audit_` tables first."""

    def __init__(self, found: dict[str, Table]) -> None:
        self._found = found

    def __getitem__(self, name: str) -> Table:
        try:
            return self._found[name]
        except KeyError:
            raise KeyError(f'there is no table {name}; there are: {", ".join(self._found)}') from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return '\n'.join(f'{name}: {len(table)} rows' for name, table in self._found.items())


class Audit(Result):
    """A finished audit. Its inputs stay open, and locked against writers, until `close()` or the end of a `with`."""

    _closed = 'the audit is closed'
    _report, _gate = lib.rasif_audit_report, lib.rasif_audit_gate

    def __init__(self, handles: Handles, context: c_void_p, handle: c_void_p) -> None:
        super().__init__(handles, handle)
        self._context = context
        found = [Table(self, lib.rasif_audit_table_at(handle, i)) for i in range(lib.rasif_audit_table_count(handle))]
        self.tables = Tables({table.name: table for table in found})

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def __repr__(self) -> str:
        if not self._handles.alive:
            return '<rasif.Audit, closed>'
        return f'<rasif.Audit: {len(self.tables)} tables, {len(self["audit_findings"])} findings>'

    def report(self, format: str = 'text') -> str:
        """A report as text: 'text', 'json', 'html', 'sarif', 'junit', 'markdown', 'csv', ..."""
        return super().report(format)

    def gate(self, gate: str) -> Gate:
        """'serious', 'new', 'score:60', 'coverage:50', ...: is the audit within the gate?"""
        return super().gate(gate)

    def write(self, path: Path, *, overwrite: bool = False, progress: ProgressOption = None) -> None:
        """Writes the annotated GeoPackage, or the folder of `output_format`; it is complete, or as it was before."""
        with self._lock:
            self._check_open()
            with watched(self._context, progress):
                call(lib.rasif_audit_write, self._handle, text(path), overwrite)

    def baseline(self, *, prune: bool = False) -> str:
        """The text of a baseline: ids of all findings, or with `prune` those of the given one that are not fixed."""
        with self._lock:
            self._check_open()
            return _library.gathered(lib.rasif_audit_baseline, self._handle, int(prune))


def audit(*inputs: Path, rules: Path | None = None, progress: ProgressOption = None,
          roles: Mapping[str, str | Sequence[str]] | None = None, profiles: str | Sequence[str] | None = None,
          crs: str | Sequence[str] | None = None, standard: Path | None = None, preset: str | None = None,
          mapping: Path | None = None, core: bool | None = None, boundary: Path | None = None,
          boundary_name: str | None = None, as_of: str | None = None, language: str | None = None,
          dem: Path | None = None, waivers: Path | None = None, baseline: Path | None = None,
          basemap: Path | None = None, sarif_root: Path | None = None, output: Path | None = None,
          columns: Literal['slim', 'full'] | None = None, findings: Literal['fail', 'all'] | None = None,
          links: Literal['auto', 'yes', 'no'] | None = None, gaps: Literal['auto', 'yes', 'no'] | None = None,
          unmapped_sidewalk: Literal['absent', 'unknown'] | None = None,
          unmapped_ramp: Literal['absent', 'unknown'] | None = None,
          unmapped_crossing: Literal['absent', 'unknown'] | None = None,
          junction_m: float | None = None, match_distance_m: float | None = None, match_angle_deg: float | None = None,
          snap_m: float | None = None, reach_m: float | None = None, sheets: int | Literal['all'] | None = None,
          threads: int | None = None, strict: bool | None = None, allow_ballpark: bool | None = None,
          allow_damaged: bool | None = None, allow_outside: bool | None = None, roles_only: bool | None = None,
          timings: bool | None = None, project: Path | None = None, plan: bool | None = None,
          costs: Path | None = None, budget: float | str | Sequence[float] | None = None,
          plan_years: int | None = None, output_format: Literal['gpkg', 'fgb', 'geojson'] | None = None,
          weights: str | Mapping[str, int] | None = None,
          objective: Literal['reach', 'score', 'compliance'] | None = None, people: Path | None = None,
          people_field: str | None = None) -> Audit:
    """Audits the files: reads, judges and scores them, and gives the results.

    `rules`: a folder with rules, standards and profiles of your own. `roles`: which layer is what, such as
    `{"sidewalks": "walks"}`; None = recognise. `profiles`: the users to score for, or 'all'. `progress`: True shows a bar in
    a notebook or terminal; a function gets the stage and how far it is, from 0 to 1. An interrupt (Ctrl-C, "stop" in a
    notebook) ends the run. `project`: a project file with options; what is given here wins, lists are replaced.
    `plan`: choose works (tables `audit_works`, `audit_sites`, `audit_new_lines`, `audit_plan_curve`), for a `budget` or
    several, at the prices of the file `costs`; either asks for a plan; `plan_years` spreads works over years with one budget each.
    `weights`: how much what a user gains counts in a plan, such as `{"wheelchair_manual": 3}`; 1 for all others.
    `objective`: what works are to gain: metres joined ('reach'), scores of streets, or metres that meet the standard.
    `people`: points or polygons where people live, with their number in `people_field`: a plan tells how many live along joined streets.
    `output_format`: 'fgb' and 'geojson' let `write` make a folder with a file for each layer. The other options are those of `rasif audit`; None is the default.

    ArgumentError, RuleError, InputError: with the sentence of the library."""
    others = {name: value for name, value in locals().items()
              if name not in ('inputs', 'rules', 'progress', 'roles', 'profiles', 'crs', 'project')}
    if isinstance(budget, Sequence) and not isinstance(budget, str):
        others['budget'] = ','.join(str(amount) for amount in budget)
    if isinstance(weights, Mapping):
        others['weights'] = ','.join(f'{profile}={weight}' for profile, weight in weights.items())
    filled = _Filled(inputs, roles, profiles, crs, others, project)
    handles = Handles()
    try:
        context, handle = new_audit(handles, filled, rules)
        with watched(context, progress):
            call(lib.rasif_audit_run, handle)
        return Audit(handles, context, handle)
    except BaseException:
        handles.free()
        raise


def inspect(*inputs: Path, roles: Mapping[str, str | Sequence[str]] | None = None, crs: str | Sequence[str] | None = None,
            preset: str | None = None, mapping: Path | None = None, language: str | None = None,
            format: Literal['inspect', 'suggest-mapping'] = 'inspect') -> str:
    """What the files hold, how each layer and column is read, and what looks wrong; or a mapping file to begin with. No
    feature is judged."""
    others = {'preset': preset, 'mapping': mapping, 'language': language, 'unrecognised': True}
    filled = _Filled(inputs, roles, None, crs, others)
    handles = Handles()
    try:
        _, handle = new_audit(handles, filled, None)
        return _library.gathered(lib.rasif_audit_report, handle, text(format))
    finally:
        handles.free()
