#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The plan of an audited file is that of its inputs: it takes the settings of their audit.

    check_settings.py RASIF NEIGHBOURHOOD.gpkg

Each case audits inputs with options, takes away the files that only the options named, and plans the audited file without any
option, from another folder. Works, sites, curve and manifest must be those of the plan of the inputs with the options; only what
--crs stated is declared by the audited file itself.
"""
import contextlib
import pathlib
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import foreign
from making import gpkg
from running import Complaints, run

PLAN = ['-f', 'csv-works:/dev/null']


def tables(path):
    with contextlib.closing(sqlite3.connect(path)) as db:
        found = {table: db.execute(f'SELECT * FROM {table}').fetchall() for table in ('audit_works', 'audit_sites', 'audit_plan_curve')}
        found['audit_manifest'] = [row for row in db.execute('SELECT key, value FROM audit_manifest') if not row[0].startswith(('input.', 'options.crs.'))]
    return found


class Case:
    def __init__(self, wrong, rasif, folder):
        self.wrong, self.rasif, self.folder = wrong, rasif, folder
        self.elsewhere = folder / 'elsewhere'
        self.elsewhere.mkdir()

    def make(self, told, source, options, command='audit', money=()):
        """out.gpkg by the command, and the plan of the inputs with the same options and `money`."""
        more = PLAN if command == 'plan' else []
        run(self.rasif, command, *source, *options, *more, '-o', 'out.gpkg', '--force', '-q', cwd=self.folder)
        run(self.rasif, 'plan', *source, *options, *money, *PLAN, '-o', 'wanted.gpkg', '--force', '-q', cwd=self.folder)
        wanted = tables(self.folder / 'wanted.gpkg')
        self.wrong.expect(len(wanted['audit_works']) > 0, f'{told}: no works, so nothing is tested')
        return wanted

    def plan(self, *options, expect=0):
        return run(self.rasif, 'plan', '../out.gpkg', *PLAN, '-o', 'found.gpkg', '--force', *options, expect=expect, cwd=self.elsewhere)

    def same(self, told, wanted, taken=(), left=(), options=()):
        done = self.plan(*options)
        said = [line for line in done.stderr.splitlines() if 'settings of the audit that wrote ../out.gpkg' in line]
        self.wrong.expect(len(said) == 1, f'{told}: {done.stderr}')
        for words in taken:
            self.wrong.expect(words in said[0], f'{told}: {words} is not said: {said}')
        for words in (*left, str(self.folder), tempfile.gettempdir()):
            self.wrong.expect(words not in said[0], f'{told}: {words} is said: {said}')
        found = tables(self.elsewhere / 'found.gpkg')
        for table, rows in wanted.items():
            other = [pair for pair in zip(rows, found[table]) if pair[0] != pair[1]]
            self.wrong.expect(rows == found[table], f'{told}: {table}: {len(rows)} and {len(found[table])} rows, {str(other[:2])[:600]}')


def check_native(case, source):
    case.same('no option', case.make('no option', [source], []), ['standard model-neighbourhood', 'profile wheelchair_manual, '])
    options = ['--profile', 'long_cane,wheelchair_powered', '--core', '--unmapped-sidewalk', 'unknown', '--snap', '1', '--junction', '8',
               '--match-distance', '15.5', '--match-angle', '25', '--reach', '300', '--standard', 'prowag-2023', '--as-of', '2026-01-15']
    case.same('many options', case.make('many options', [source], options),
              ['profile long_cane, wheelchair_powered', 'standard prowag-2023', 'core', 'snap 1', 'match-distance 15.5'])
    # One roles option: the others are recognised as before. All streets get new sidewalks: ten budgets would take a minute.
    roles, money = ['--sidewalks', 'footways', '--seats', f'{source}:seats'], ('--budget', '800000')
    case.same('roles', case.make('roles', [source], roles, money=money), ['sidewalks footways', 'seats seats'], options=money)


def check_plan(case, source):
    """A plan of a plan: prices, budgets and years."""
    (case.folder / 'prices.yaml').write_text('currency: JOD\nnote: "of \\"us\\""\ncosts: {sidewalk-obstacle: {low: 10, high: 30}}\n', encoding='utf-8')
    options = ['--costs', 'prices.yaml', '--budget', '2500', '--years', '3', '--weights', 'long_cane=3,older_walker=2']
    wanted = case.make('years', [source], options, 'plan')
    (case.folder / 'prices.yaml').unlink()
    case.same('years', wanted, ['budget 2500', 'years 3', 'costs', 'weights long_cane=3,older_walker=2'])
    done = case.plan('--objective', 'compliance')
    case.wrong.expect('weights' not in done.stderr, f'own objective: {done.stderr}')
    done = case.plan('--profile', 'wheelchair_manual,scooter')
    case.wrong.expect('weights' not in done.stderr, f'own users: {done.stderr}')
    done = case.plan('--budget', '100,200')
    case.wrong.expect('budget 2500' not in done.stderr and 'years' not in done.stderr, f'own budget: {done.stderr}')
    with contextlib.closing(sqlite3.connect(case.elsewhere / 'found.gpkg')) as db:
        budgets = [row[0] for row in db.execute('SELECT DISTINCT budget FROM audit_plan_curve ORDER BY 1')]
    case.wrong.expect(budgets == [100, 200], f'own budget: {budgets}')


def check_objective(case, source):
    for objective in ('score', 'compliance'):
        case.same(objective, case.make(objective, [source], ['--budget', '3000', '--objective', objective], 'plan'), [f'objective {objective}'])
    case.same('reach', case.make('reach', [source], ['--budget', '3000', '--objective', 'reach'], 'plan'), left=['objective'])


def check_rules(case, source):
    """Rules of a folder, a standard that is a file, and one that extends one of the folder."""
    for kind, name, text in (('standards', 'town.yaml', 'id: town\ntitle: {en: Our town}\nstatus: normative\nextends: model-neighbourhood\nrequirements:\n'
                                                        '  - {rule: sidewalk-clear-width, require: ">= 1.6 m", clause: "1", source: council}\n'),
                             ('profiles', 'cane.yml', 'id: long_cane_wide\ntitle: {en: Wide cane}\nextends: long_cane\ncode: lcw\nneeds: [{rule: sidewalk-clear-width, comfortable: 2.2 m, adequate: 1.7 m, limit: 1.1 m, weight: 3, basis: council}]\n')):
        (case.folder / 'own' / kind).mkdir(parents=True)
        (case.folder / 'own' / kind / name).write_text(text, encoding='utf-8')
    options = ['--rules', 'own', '--standard', 'town', '--profile', 'long_cane_wide,older_walker']
    wanted = case.make('rules', [source], options)
    (case.folder / 'street.yaml').write_text('id: street\ntitle: {en: Our street}\nstatus: normative\nextends: town\nrequirements:\n'
                                             '  - {rule: sidewalk-clear-width, require: ">= 1.7 m", clause: "1", source: council}\n', encoding='utf-8')
    case.same('rules', wanted, ['rules', 'standard town', 'profile long_cane_wide, older_walker'])
    wanted = case.make('standard file', [source], ['--rules', 'own', '--standard', 'street.yaml'])
    shutil.rmtree(case.folder / 'own')
    (case.folder / 'street.yaml').unlink()
    case.same('standard file', wanted, ['rules', 'standard'])


def check_foreign(case, source):
    foreign.make(source, case.folder / 'foreign.gpkg', case.folder / 'mapping.yaml')
    wanted = case.make('mapping', ['foreign.gpkg'], ['--mapping', 'mapping.yaml'])
    other = run(case.rasif, 'plan', 'foreign.gpkg', *PLAN, '-o', 'plain.gpkg', '-q', cwd=case.folder)
    case.wrong.expect(tables(case.folder / 'plain.gpkg') != wanted, f'the mapping is of no use: {other.stderr}')
    (case.folder / 'mapping.yaml').unlink()
    case.same('mapping', wanted, ['mapping'])
    plain = tables(case.folder / 'plain.gpkg')
    case.same('without the mapping', {name: plain[name] for name in ('audit_works', 'audit_sites')}, left=['mapping'], options=['--preset', 'auto'])


def osm(path, srs):
    """Four streets around a block whose sidewalks are tags, and steps, in OpenStreetMap's tags."""
    def line(*points):
        return [(35.9 + x * 1e-5, 31.95 + y * 1e-5) for x, y in points]
    tags = {'highway': 'residential', 'sidewalk': 'both', 'sidewalk:both:surface': 'asphalt', 'sidewalk:left:width': '1.8', 'sidewalk:right:width': '1.8'}
    corners = ((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))
    rows = [(dict(tags, osm_id=str(i), **({'sidewalk:left:width': '0.5', 'sidewalk:right:width': '0.6'} if i == 1 else {})), line(a, b))
            for i, (a, b) in enumerate(zip(corners, corners[1:]))]
    rows.append(({'osm_id': '9', 'highway': 'steps', 'step_count': '9', 'handrail': 'no'}, line((100, 100), (150, 150))))
    return gpkg(path, {'lines': ('LINESTRING', rows)}, srs)


def check_osm(case, _):
    osm(case.folder / 'osm.gpkg', 4326)
    case.same('OpenStreetMap', case.make('OpenStreetMap', ['osm.gpkg'], []), ['preset osm', 'unmapped-sidewalk unknown'])
    case.same('recognised', case.make('recognised', ['osm.gpkg'], []), options=['--preset', 'auto'])
    case.same('preset', case.make('preset', ['osm.gpkg'], ['--preset', 'osm', '--unmapped-sidewalk', 'absent']), ['preset osm', 'unmapped-sidewalk absent'])
    # A wrong declaration that --crs puts right.
    osm(case.folder / 'metres.gpkg', 3857)
    for stated in ('EPSG:4326', 'lines=EPSG:4326'):
        case.same(stated, case.make(stated, ['metres.gpkg'], ['--crs', stated]))


def check_heights(case, source):
    """The model is looked for beside the file and in the working folder, and must be the same."""
    heights = case.folder / 'hill.asc'
    rows = '\n'.join(' '.join(str(850 + (7 * i + 3 * k) % 40) for k in range(40)) for i in range(40))
    heights.write_text(f'ncols 40\nnrows 40\nxllcorner 35.90\nyllcorner 31.92\ncellsize 0.001\nNODATA_value -9999\n{rows}\n', encoding='utf-8')
    (case.folder / 'hill.prj').write_text('GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
                                          'UNIT["degree",0.0174532925199433]]', encoding='utf-8')
    wanted = case.make('heights', [source], ['--dem', 'hill.asc'])
    case.same('heights beside', wanted, ['dem ../hill.asc'])
    for name in ('hill.asc', 'hill.prj'):
        (case.folder / name).rename(case.elsewhere / name)
    case.same('heights here', wanted, ['dem hill.asc'])
    text = (case.elsewhere / 'hill.asc').read_text(encoding='utf-8')
    (case.elsewhere / 'hill.asc').write_text(text.replace('850', '851'), encoding='utf-8')
    done = case.plan(expect=3)
    case.wrong.expect(done.stderr == 'rasif: ../out.gpkg: its audit had the elevation model hill.asc, which is not beside it, nor in the working '
                                     'folder; name it with --dem FILE\n', f'heights changed: {done.stderr}')
    case.plan('--dem', 'hill.asc')


def check_merged(case, source):
    """Two inputs with one name for two tables: the output alone could mean something else."""
    shutil.copy(source, case.folder / 'second.gpkg')
    run(case.rasif, 'audit', source, '--sidewalks', 'second.gpkg:sidewalks', '-o', 'out.gpkg', '-q', cwd=case.folder)
    done = case.plan(expect=3)
    case.wrong.expect('made of several inputs' in done.stderr and done.stderr.count('\n') == 1, f'merged: {done.stderr}')
    case.plan('--preset', 'native')


def check_project(case, source):
    """The settings of the file win over a project file, whose other settings stay."""
    case.make('project', [source], ['--snap', '1', '--budget', '3000'], 'plan')
    (case.elsewhere / 'rasif.yaml').write_text('snap: 2\ncore: yes\nsidewalks: nothing\nbudget: 10\nlang: fr\n', encoding='utf-8')
    done = case.plan()
    both = []
    for path in (case.folder / 'wanted.gpkg', case.elsewhere / 'found.gpkg'):
        with contextlib.closing(sqlite3.connect(path)) as db:
            both.append(db.execute('SELECT work_id, users, cost, budgets FROM audit_works').fetchall())
    case.wrong.expect(both[0] == both[1] and 'réglages de l’audit' in done.stderr, f'project: {done.stderr}')


def check_hostile(case, source):
    """A manifest may come from anywhere: it writes no file outside of its private folder."""
    case.make('hostile', [source], [])
    for name in ('rules/../../../escaped.yaml', '../escaped.yaml', 'rules/.hidden.yaml', 'elsewhere/a.yaml', 'rules', 'rules/a.sh'):
        with contextlib.closing(sqlite3.connect(case.folder / 'out.gpkg', isolation_level=None)) as db:
            db.execute("DELETE FROM audit_manifest WHERE key LIKE 'rules.%'")
            db.execute("INSERT INTO audit_manifest(key, value) VALUES ('rules.1.file', ?), ('rules.1.text', 'id: x')", (name,))
        temporary = case.folder / 'temporary'
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        done = run(case.rasif, 'plan', 'out.gpkg', expect=3, cwd=case.folder, environment={'TMPDIR': str(temporary)})
        case.wrong.expect('has no text of rules under' in done.stderr, f'{name}: {done.stderr}')
        case.wrong.expect(not list(temporary.rglob('*')) and not list(case.folder.rglob('escaped*')), f'{name}: files are left')


def main():
    rasif, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    wrong = Complaints()
    for check in (check_native, check_plan, check_objective, check_rules, check_foreign, check_osm, check_heights, check_merged, check_project, check_hostile):
        with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
            check(Case(wrong, rasif, pathlib.Path(folder)), source)
    wrong.finish()


if __name__ == '__main__':
    main()
