# SPDX-License-Identifier: MIT
"""Tables as rows of Python: the cells that the command writes into the GeoPackage."""
import unittest

import rasif
from given import NEIGHBOURHOOD, Folder, command, rows_of

HEADERS = {0: 8, 1: 40, 2: 56, 3: 56, 4: 72}


def wkb(blob):
    return None if blob is None else blob[HEADERS[blob[3] >> 1 & 7]:]


class Tables(Folder):
    def test_rows__of_every_table__are_those_of_the_written_file(self):
        path = self.folder / 'audited.gpkg'
        command('audit', '-q', NEIGHBOURHOOD, '-o', path)
        with rasif.audit(NEIGHBOURHOOD) as audit:
            self.assertGreater(len(audit.tables), 15)
            for name, table in audit.tables.items():
                names = ['fid', *(column.name for column in table.columns)]
                if table.geometry is not None and table.geometry not in names:
                    names.append(table.geometry)
                listed = ', '.join(f'"{column}"' for column in names)
                expected = rows_of(path, f'SELECT {listed} FROM "{name}" ORDER BY fid')
                at = names.index(table.geometry) if table.geometry else None
                if at is not None:
                    expected = [(*row[:at], wkb(row[at]), *row[at + 1:]) for row in expected]
                found = [tuple(row.values()) for row in table.rows()]
                self.assertEqual(list(next(table.rows(), dict.fromkeys(names))), names)
                self.assertEqual(len(table), len(expected))
                self.assertEqual(found, expected, name)

    def test_columns__have_types__every_value_is_of_its_type(self):
        types = {'text': str, 'integer': int, 'real': float, 'geometry': bytes}
        with rasif.audit(NEIGHBOURHOOD, columns='full') as audit:
            seen = set()
            for table in audit.tables.values():
                expected = {column.name: types[column.type] for column in table.columns}
                for row in table.rows():
                    for name, kind in expected.items():
                        self.assertIsInstance(row[name], (kind, type(None)), f'{table.name}.{name}')
                        seen.add(type(row[name]))
            self.assertEqual(seen, {*types.values(), type(None)})

    def test_crs_and_geometry__of_tables_with_and_without(self):
        with rasif.audit(NEIGHBOURHOOD) as audit:
            self.assertEqual((audit['sidewalks'].geometry, audit['sidewalks'].crs), ('geom', 'EPSG:32636'))
            self.assertEqual((audit['audit_rules'].geometry, audit['audit_rules'].crs), (None, None))

    def test_name__that_no_table_has__error_lists_those_there_are(self):
        with rasif.audit(NEIGHBOURHOOD) as audit, self.assertRaisesRegex(KeyError, 'there is no table side; there are: audit_findings'):
            audit['side']

    def test_table__of_a_closed_audit__is_refused(self):
        audit = rasif.audit(NEIGHBOURHOOD)
        table, rows = audit['sidewalks'], audit['sidewalks'].rows()
        first = next(rows)
        audit.close()
        audit.close()
        self.assertEqual(len(list(rows)), len(table) - 1)  # the stream goes on
        self.assertEqual(first['fid'], 1)
        for use in (lambda: table.columns, lambda: list(table.rows()), lambda: audit.report(), lambda: audit.write('x.gpkg')):
            with self.assertRaisesRegex(ValueError, 'the audit is closed'):
                use()
        self.assertEqual(repr(audit), '<rasif.Audit, closed>')


if __name__ == '__main__':
    unittest.main()
