# SPDX-License-Identifier: MIT
"""Files as other programs leave them, and damaged ones."""
from running import run, shared


def case_styles_of_strangers(cases):
    """Styles that were there stay as they were; QGIS opens the table with ours, once."""
    for name, theirs in (('c25_old_layer_styles.gpkg', 1), ('c25b_styles_not_registered.gpkg', 3)):
        audited = cases.audit(name)
        rows = audited.rows("SELECT styleName, useAsDefault FROM layer_styles WHERE f_table_name = 'sidewalks'")
        kept = [row for row in rows if not row[0].startswith('rasif')]
        ours = [row for row in rows if row[0].startswith('rasif') and str(row[1]) in ('1', 'true')]
        cases.expect(len(kept) == theirs, f'{name}: theirs are kept: {kept}')
        cases.expect(len(ours) == 1, f'{name}: one of ours is the default: {ours}')
        audited.expect('sidewalks', 1, '1.00 m is less than 1.22 m', clear_width_m=1.0, length_m=100.0,
                       compliance='fail')


def case_odd_keys_and_names(cases):
    """A key that is not called fid, the user's own fid and rowid, tables and columns in other letter case."""
    audited = cases.audit('c26_fid_not_key.gpkg')
    rows = audited.rows('SELECT pk, clear_width_m, fid, rowid, rasif_m_clear_width_m FROM sidewalks ORDER BY pk')
    cases.expect([row[:3] for row in rows] == [(10, 1.0, 99.0), (20, 2.0, 99.0), (30, 3.0, 99.0)] and
                 all(row[1] == row[4] for row in rows), f'c26: every value with its own row: {rows}')
    for name, table in (('c33_case_of_names.gpkg', 'Sidewalks'), ('c33b_geometry_column_case.gpkg', 'sidewalks')):
        audited = cases.audit(name)
        for fid in (1, 2, 3):
            audited.expect(table, fid, 'letter case of names means nothing', role='sidewalk', scope='yes',
                           clear_width_m=float(fid), length_m=100.0)


def case_web_mercator(cases):
    """ESRI:102100 is Web Mercator: 100 of its metres are 100 cos(latitude) on the ground, at
    31.94 degrees 84.94 m on the ellipsoid."""
    audited = cases.audit('c34c_esri_102100.gpkg')
    for fid in (1, 2):
        found = audited.row('sidewalks', fid)['rasif_length_m']
        cases.expect(abs(found - 84.94) < 0.1, f'c34c sidewalks:{fid}: {found}')


def case_damage(cases):
    """Whatever SQLite can't read ends with an error and no output, never with one that lacks rows."""
    for name in ('r_loss.gpkg', 'r_malformed_table.gpkg', 'r_plain-disagree.sqlite', 'r_ro-1-22.gpkg'):
        out = cases.folder / 'damaged.gpkg'
        done = run(cases.rasif, 'audit', shared('data', 'cases', name), '-o', out, '--force', expect=None)
        if done.returncode != 0:
            cases.expect(done.returncode in (3, 4) and done.stderr.strip() and not out.exists(),
                         f'{name}: {done.returncode} {done.stderr}')
        out.unlink(missing_ok=True)


def case_a_name_that_is_missing(cases):
    """"nan" is how a table program writes a missing name: no street is called so."""
    audited = cases.audit('h_i_nan_name.gpkg')
    tables = audited.rows("SELECT name FROM sqlite_master WHERE name = 'audit_segments'")
    for table, in tables:
        names = {name for name, in audited.rows(f'SELECT name FROM {table}')}
        cases.expect('nan' not in names, f'h_i {table}: {names}')
    audited.expect('streets', 1, 'the cell itself stays as it was', name='nan', role='street', scope='yes')


def case_foreign_names(cases):
    """Tables and columns in Portuguese: nothing is guessed, and the way on is said."""
    done = run(cases.rasif, 'audit', shared('data', 'cases', 'h_g_foreign.gpkg'), expect=3)
    cases.expect(all(word in done.stderr for word in ('eixos', 'calcadas', '--mapping')), done.stderr)
    found = run(cases.rasif, 'inspect', shared('data', 'cases', 'h_g_foreign.gpkg'), '--suggest-mapping',
                expect=None)
    cases.expect('eixos' in found.stdout and 'calcadas' in found.stdout and 'largura' in found.stdout,
                 f'h_g: a mapping is proposed: {found.stdout[:300]} {found.stderr}')
