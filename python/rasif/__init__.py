# SPDX-License-Identifier: MIT
"""Accessibility audit of walking networks for older people and people with disabilities.

    import rasif

    with rasif.audit("city.gpkg", standard="prowag-2023") as audit:
        findings = audit["audit_findings"].to_geopandas()
        audit.write("audited.gpkg")

Tables are Arrow streams: `pyarrow.table(audit["audit_segments"])`."""
from ._audit import Audit, Tables, audit, inspect
from ._others import Applied, Diff, Merged, Rule, Rules, apply, demo, diff, draft, explain, merge, project, survey, version
from ._result import Gate
from ._table import Column, Table
from .errors import (ArgumentError, Cancelled, InputError, InternalError, OutOfMemory, OutputError, RasifError,
                     RuleError)

__all__ = ['Applied', 'ArgumentError', 'Audit', 'Cancelled', 'Column', 'Diff', 'Gate', 'InputError', 'InternalError', 'Merged',
           'OutOfMemory', 'OutputError', 'RasifError', 'Rule', 'RuleError', 'Rules', 'Table', 'Tables', 'apply', 'audit', 'demo', 'diff', 'draft',
           'explain', 'inspect', 'merge', 'project', 'survey', 'version']
__version__ = '0.1.0'
