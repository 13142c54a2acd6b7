# SPDX-License-Identifier: MIT
"""What needs no audit: explain, diff, works applied, surveys, QGIS projects, rules, the demo."""
from __future__ import annotations

import ctypes
import os
import pathlib
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ._library import (ApplyCounts, ApplyOptions, DraftOptions, Log, MergeCounts, MergeOptions, RuleInfo, SurveyOptions, call, decoded,
                       gathered, lib, made, new_context, optional, text)
from ._result import Gate, Handles, Path, Result
from .errors import check


def version() -> str:
    """The version of the library in use."""
    return decoded(lib.rasif_version())


def explain(path: Path, what: str, *, profile: str | None = None, language: str | None = None) -> str:
    """Why the feature `what` ('sidewalks:3', or a rasif_id) of an annotated GeoPackage got its verdict."""
    return gathered(lib.rasif_explain, None, text(path), text(what), optional(profile), optional(language))


def project(path: Path, target: Path | None = None, *, language: str | None = None, overwrite: bool = False) -> pathlib.Path:
    """Writes a QGIS project of what an audit or a comparison wrote, beside it unless `target` says where; gives its path."""
    made = pathlib.Path(target) if target is not None else pathlib.Path(path).with_suffix('.qgs')
    call(lib.rasif_project, None, text(path), text(made), optional(language), overwrite)
    return made


@dataclass(frozen=True)
class Applied:
    """What rasif.apply did. `unwritten`: values that works make and no column can hold; `warnings` says which."""

    path: pathlib.Path
    works: int
    cells: int
    added: int
    removed: int
    unwritten: int
    warnings: tuple[str, ...]


def apply(plan: Path, output: Path, *, works: Path | None = None, ids: Sequence[str] = (), budget: float | None = None,
          changes: Path | None = None, mapping: Path | None = None, preset: str | None = None,
          overwrite: bool = False) -> Applied:
    """Writes a copy of `plan` in which its works are done: all of the largest budget, those that `budget` buys, or
    those of `ids`. `works`: another file that has them."""
    options, counts, warnings = ApplyOptions(), ApplyCounts(), list[str]()
    lib.rasif_apply_options_init(ctypes.byref(options))
    chosen = os.fsdecode(works) if works is not None else ''
    if ids:
        chosen += ':' + ','.join(ids)
    options.input, options.output, options.overwrite = text(plan), text(output), overwrite
    options.works, options.changes, options.mapping = optional(chosen or None), optional(changes), optional(mapping)
    options.preset = optional(preset)
    if budget is not None:
        options.budget = budget
    context = new_context()
    log = Log(lambda _, level, line: warnings.append(decoded(line)) if level <= 1 else None)
    try:
        lib.rasif_context_set_log(context, log, None)
        call(lib.rasif_apply, context, ctypes.byref(options), ctypes.byref(counts))
    finally:
        lib.rasif_context_free(context)
    return Applied(pathlib.Path(output), counts.works, counts.cells, counts.added, counts.removed, counts.unwritten, tuple(warnings))


def draft(streets: Path, output: Path, *, mapping: Path | None = None, preset: str | None = None, language: str | None = None,
          overwrite: bool = False) -> str:
    """Writes a copy of `streets` with proposed sidewalks and crossings, to be confirmed; gives what the command prints."""
    options = DraftOptions()
    lib.rasif_draft_options_init(ctypes.byref(options))
    options.input, options.output, options.overwrite = text(streets), text(output), overwrite
    options.mapping, options.preset, options.language = optional(mapping), optional(preset), optional(language)
    return gathered(lib.rasif_draft, None, ctypes.byref(options))


def survey(audited: Path, output: Path | None = None, *, hours: float | None = None, walk_km: float | None = None,
           walk_hours: float | None = None, start: tuple[float, float] | None = None, end: tuple[float, float] | None = None,
           stops: str | None = None, likely: bool = False, format: str = 'text', language: str | None = None,
           overwrite: bool = False) -> str:
    """What to measure next, as walks: gives the report ('text', 'html', 'json', 'csv' or 'quests'), and writes the form of surveyors where
    `output` names a GeoPackage. `start`, `end`: longitude and latitude, or coordinates of the streets; `stops`: a kind of
    destination where walks begin and end instead; `likely`: walks go where most is likely decided, by values known nearby
    (docs/survey.md)."""
    options = SurveyOptions()
    lib.rasif_survey_options_init(ctypes.byref(options))
    options.input, options.output, options.overwrite = text(audited), optional(output), overwrite
    options.format, options.language = text(format), optional(language)
    options.start, options.end = (None if at is None else text(f'{at[0]!r},{at[1]!r}') for at in (start, end))
    options.stops, options.likely = optional(stops), likely
    for name, value in (('hours', hours), ('walk_km', walk_km), ('walk_hours', walk_hours)):
        if value is not None:
            setattr(options, name, value)
    return gathered(lib.rasif_survey, None, ctypes.byref(options))


@dataclass(frozen=True)
class Merged:
    """What rasif.merge did: counts of values, and the list of what differs as text (docs/merge.md)."""

    path: pathlib.Path
    values: int
    used: int
    other: int
    older: int
    conflicts: int
    orphans: int
    kept: int
    proposals: int
    text: str
    warnings: tuple[str, ...]


def merge(city: Path, surveys: Sequence[Path], output: Path, *, mapping: Path | None = None, preset: str | None = None,
          language: str | None = None, overwrite: bool = False) -> Merged:
    """Writes a copy of `city` with what surveyors brought back: tables survey_values and survey_proposals."""
    options, counts, warnings = MergeOptions(), MergeCounts(), list[str]()
    lib.rasif_merge_options_init(ctypes.byref(options))
    options.input, options.output, options.overwrite = text(city), text(output), overwrite
    options.surveys, options.n_surveys = (ctypes.c_char_p * len(surveys))(*map(text, surveys)), len(surveys)
    options.mapping, options.preset, options.language = optional(mapping), optional(preset), optional(language)
    context = new_context()
    log = Log(lambda _, level, line: warnings.append(decoded(line)) if level <= 1 else None)
    try:
        lib.rasif_context_set_log(context, log, None)
        report = gathered(lib.rasif_merge, context, ctypes.byref(options), ctypes.byref(counts))
    finally:
        lib.rasif_context_free(context)
    return Merged(pathlib.Path(output), counts.values, counts.used, counts.other, counts.older, counts.conflicts, counts.orphans,
                  counts.kept, counts.proposals, report, tuple(warnings))


def demo(folder: Path) -> pathlib.Path:
    """Writes the built-in model neighbourhood into the folder, and gives its path."""
    call(lib.rasif_demo, None, text(folder))
    return pathlib.Path(folder) / 'model-neighbourhood.gpkg'


class Diff(Result):
    """Two audits of the same place compared."""

    _closed = 'the comparison is closed'
    _report, _gate = lib.rasif_diff_report, lib.rasif_diff_gate

    def __init__(self, before: Path, after: Path, profile: str | None, language: str | None) -> None:
        handle = made(lib.rasif_diff_new, None, text(before), text(after), optional(profile), optional(language))
        handles = Handles()
        super().__init__(handles, handles.keep(handle, lib.rasif_diff_free))

    def report(self, format: str = 'text') -> str:
        """'text', 'markdown', 'json' or 'html'."""
        return super().report(format)

    def write(self, path: Path, *, overwrite: bool = False) -> None:
        """Writes the changes as a GeoPackage with styles."""
        with self._lock:
            self._check_open()
            call(lib.rasif_diff_write, self._handle, text(path), overwrite)

    def gate(self, gate: str) -> Gate:
        """'new': no finding is new; 'worse': nothing is worse for any user compared."""
        return super().gate(gate)


def diff(before: Path, after: Path, *, profile: str | None = None, language: str | None = None) -> Diff:
    """Compares two annotated GeoPackages of the same place: what was built, and what is only known now."""
    return Diff(before, after, profile, language)


@dataclass(frozen=True)
class Rule:
    """A rule, standard, profile or preset; '' where a value does not apply to its kind."""

    id: str
    kind: str
    title: str
    element: str
    measure: str
    severity: str
    status: str
    code: str


class Rules:
    """The rules, standards, profiles and presets: the built-in ones, and over them those of a folder."""

    def __init__(self, folder: Path | None = None, *, language: str | None = None) -> None:
        self._handle = made(lib.rasif_rules_load, None, optional(folder))
        self._end = weakref.finalize(self, lib.rasif_rules_free, self._handle)
        self._language = optional(language)

    def __len__(self) -> int:
        count: int = lib.rasif_rules_count(self._handle)
        return count

    def __iter__(self) -> Iterator[Rule]:
        for i in range(len(self)):
            info = RuleInfo()
            check(lib.rasif_rules_info(self._handle, i, self._language, ctypes.byref(info)))
            yield Rule(*(decoded(getattr(info, field[0])) for field in RuleInfo._fields_))

    def show(self, id: str) -> str:
        """A page about one of them: what, why, every limit with its clause, how to fix."""
        return gathered(lib.rasif_rules_show, self._handle, text(id), self._language)

    def check(self) -> int:
        """Runs every example of every rule; gives their number. RuleError: the first that comes out otherwise."""
        n = ctypes.c_size_t()
        call(lib.rasif_rules_check, self._handle, ctypes.byref(n))
        return n.value


__all__ = ['Applied', 'Diff', 'Merged', 'Rule', 'Rules', 'apply', 'demo', 'diff', 'draft', 'explain', 'merge', 'project', 'survey', 'version']
