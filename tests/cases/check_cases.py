#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Situations that real data have shown: one small file each, with the answer an expert would give.

    check_cases.py RASIF TOPIC

TOPIC is a module beside this file. Each of its functions `case_x(audit)` opens files of
$RASIF_SHARED/data/cases (default ../shared; skipped, 77, without it), or makes its own, and says what
must come of them and why.
"""
import importlib
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, columns, database, has_table, quote, run, shared


class Audited:
    """One audit of one file: its rows, findings and diagnostics."""

    def __init__(self, name, out, done, wrong):
        self.name, self.out, self.done, self.wrong = name, out, done, wrong
        self.db = database(out)

    def row(self, table, fid):
        key = columns(self.db, table)[0]
        found = self.db.execute(f'SELECT * FROM {quote(table)} WHERE {quote(key)} = ?', (fid,)).fetchone()
        return dict(found) if found else {}

    def expect(self, table, fid, why, **expected):
        """`rasif_` may be left out before the names of columns."""
        row = self.row(table, fid)
        for name, value in expected.items():
            found = row.get(f'rasif_{name}', row.get(name, 'no such column'))
            if name == 'name':  # the cell itself, not what people are told
                found = row['name']
            same = (abs(found - value) < 1e-3 if isinstance(value, float) and
                    isinstance(found, (int, float)) else found == value)
            self.wrong.expect(same, f'{self.name} {table}:{fid} {name}: expected {value!r}, found '
                                    f'{found!r}: {why}')

    def findings(self, table=None, fid=None, rule=None, outcome=None):
        """Rows of audit_findings, narrowed."""
        if not has_table(self.db, 'audit_findings'):
            return []
        rows = [dict(row) for row in self.db.execute('SELECT * FROM audit_findings')]
        return [row for row in rows if table in (None, row['table_name']) and
                fid in (None, row['source_fid']) and rule in (None, row['rule']) and
                outcome in (None, row['outcome'])]

    def diagnostics(self):
        """Codes that were given, such as "R240"."""
        return {row['code'] for row in self.db.execute('SELECT code FROM audit_diagnostics')}

    def rows(self, sql, *values):
        return [tuple(row) for row in self.db.execute(sql, values)]


class Cases:
    def __init__(self, rasif):
        self.rasif, self.wrong = rasif, Complaints()
        self.temporary = tempfile.TemporaryDirectory(prefix='rasif-cases-')
        self.folder = pathlib.Path(self.temporary.name)

    def audit(self, source, *options, expect=0, **more):
        """Audits a file of the shared cases (by its name) or any path, with all columns."""
        path = shared('data', 'cases', source) if isinstance(source, str) else source
        out = self.folder / 'out.gpkg'
        out.unlink(missing_ok=True)
        done = run(self.rasif, 'audit', path, '-o', out, '--force', '--columns', 'full',
                   '--findings', 'all', *options, expect=expect, **more)
        return Audited(path.name, out, done, self.wrong) if out.exists() else done

    def expect(self, holds, why):
        self.wrong.expect(holds, why)


def main():
    rasif, topic = sys.argv[1:]
    module = importlib.import_module(topic)
    cases = Cases(rasif)
    for name, case in list(vars(module).items()):
        if name.startswith('case_'):
            case(cases)
    cases.wrong.finish()


if __name__ == '__main__':
    main()
