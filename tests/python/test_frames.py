# SPDX-License-Identifier: MIT
"""pandas and GeoPandas, where they are installed."""
import importlib.util
import unittest

import rasif
from given import NEIGHBOURHOOD, Folder, command, rows_of

HAS_PANDAS = importlib.util.find_spec('pandas') is not None
HAS_GEOPANDAS = importlib.util.find_spec('geopandas') is not None


@unittest.skipUnless(HAS_PANDAS, 'pandas is not installed')
class Pandas(Folder):
    def test_frame__of_every_table__has_the_values_of_the_rows(self):
        import pandas
        with rasif.audit(NEIGHBOURHOOD) as audit:
            for name, table in audit.tables.items():
                frame, rows = table.to_pandas(), list(table.rows())
                self.assertEqual(len(frame), len(rows), name)
                for column in frame.columns:
                    found = [None if pandas.isna(value) else value for value in frame[column]]
                    self.assertEqual(found, [row[column] for row in rows], f'{name}.{column}')

    def test_types__integers_stay_integers(self):
        with rasif.audit(NEIGHBOURHOOD) as audit:
            types = audit['sidewalks'].to_pandas().dtypes.astype(str)
            self.assertEqual(types['fid'], 'int64')
            self.assertEqual(types['rasif_wcm_island'], 'Int64')
            self.assertEqual(types['rasif_length_m'], 'float64')
            self.assertEqual(types['rasif_name'], 'object')

    def test_table__without_rows__keeps_its_columns(self):
        with rasif.audit(NEIGHBOURHOOD, profiles='wheelchair_manual', standard='din-18040-3') as audit:
            empty = [table for table in audit.tables.values() if len(table) == 0]
            for table in empty:
                self.assertEqual(list(table.to_pandas().columns)[1:len(table.columns) + 1], [c.name for c in table.columns])


@unittest.skipUnless(HAS_GEOPANDAS, 'geopandas is not installed')
class GeoPandas(Folder):
    def test_frame__of_features__has_the_lengths_and_the_system_of_the_file(self):
        path = self.folder / 'audited.gpkg'
        command('audit', '-q', NEIGHBOURHOOD, '-o', path)
        with rasif.audit(NEIGHBOURHOOD) as audit:
            frame = audit['sidewalks'].to_geopandas()
        self.assertEqual(frame.crs.to_epsg(), 32636)
        self.assertEqual(frame.geometry.name, 'geom')
        lengths = dict(rows_of(path, 'SELECT fid, rasif_length_m FROM sidewalks'))
        for fid, shape in zip(frame.fid, frame.geometry):
            self.assertAlmostEqual(shape.length, lengths[fid], places=6)

    def test_frame__of_findings__joins_the_sidewalks_by_fid(self):
        with rasif.audit(NEIGHBOURHOOD) as audit:
            findings, sidewalks = audit['audit_findings'].to_geopandas(), audit['sidewalks'].to_geopandas()
        ours = findings[findings.table_name == 'sidewalks'].merge(sidewalks, left_on='source_fid', right_on='fid')
        self.assertGreater(len(ours), 10)
        for finding, sidewalk in zip(ours.geom_x, ours.geom_y):
            self.assertLess(finding.distance(sidewalk), 0.01)

    def test_frame__read_by_geopandas_from_the_written_file__is_the_same(self):
        import geopandas
        path = self.folder / 'audited.gpkg'
        with rasif.audit(NEIGHBOURHOOD) as audit:
            audit.write(path)
            for name in ('audit_segments', 'audit_findings', 'ramps'):
                ours, theirs = audit[name].to_geopandas(), geopandas.read_file(path, layer=name)
                self.assertEqual(len(ours), len(theirs))
                self.assertTrue(ours.geometry.geom_equals(theirs.geometry).all(), name)
                self.assertEqual(ours.crs, theirs.crs)

    def test_table__without_geometry__says_what_to_use(self):
        with rasif.audit(NEIGHBOURHOOD) as audit, self.assertRaisesRegex(ValueError, 'rows of audit_rules have no geometry; use to_pandas'):
            audit['audit_rules'].to_geopandas()

    def test_from_arrow__where_geopandas_has_it__reads_the_extension(self):
        import geopandas
        if not hasattr(geopandas.GeoDataFrame, 'from_arrow') or importlib.util.find_spec('pyarrow') is None:
            self.skipTest('this GeoPandas has no from_arrow, or there is no pyarrow')
        with rasif.audit(NEIGHBOURHOOD) as audit:
            theirs, ours = geopandas.GeoDataFrame.from_arrow(audit['sidewalks']), audit['sidewalks'].to_geopandas()
        self.assertTrue(theirs.geometry.geom_equals(ours.geometry).all())
        self.assertEqual(theirs.crs, ours.crs)


if __name__ == '__main__':
    unittest.main()
