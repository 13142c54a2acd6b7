#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A project file says the same as the command line: every option of audit, with the same value in rasif.yaml
and as words, gives the same exit code, output, messages and files. And what `rasif init` writes runs as it is.

    check_project.py RASIF CORNER.gpkg
"""
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, run

# All roles are rows of one kind: two of them stand for the rest.
ROLES = ('sidewalks', 'seats', 'streets', 'crossings', 'ramps', 'steps', 'footways', 'obstacles', 'destinations')
# Values by option, else by what the help writes for a value; lists are given as several options.
VALUES = {
    'preset': ['native'], 'mapping': ['city.yaml'], 'crs': [['sidewalks=EPSG:32636', 'ramps=EPSG:32636']],
    'boundary-name': ['label'], 'as-of': ['2020-01-31'], 'standard': ['ada-2010', 'my.yaml'], 'rules': ['mine'],
    'profile': ['scooter', 'scooter,long_cane', ['scooter', 'long_cane']], 'reach': ['300'], 'threads': ['2'],
    'format': ['json', ['csv', 'json:report.json']], 'fail-on': ['serious', ['critical', 'unknown']],
    'min-score': ['99', ['wheelchair_manual:99', 'long_cane:1']], 'min-coverage': ['99'],
    'max-memory': ['1G'], 'waivers': ['waivers.yaml'], 'baseline': ['known.txt'], 'lang': ['ar', 'fr,en'],
    'boundary': ['area.geojson'], 'dem': ['dem.asc'], 'basemap': ['area.geojson'],
    'write-baseline': ['new.txt'], 'sarif-root': ['..'], 'sheets': ['all', '0'], 'progress': ['json', 'never'],
    'output': ['other.gpkg'], 'costs': ['prices.yaml'], 'budget': ['900,300'], 'years': ['2'], 'weights': ['long_cane=3'],
    'people': ['area.geojson'], 'people-field': ['n'],
}
BY_ARGUMENT = {'M': ['7'], 'DEG': ['20'], 'LAYER': ['crossings']}
# What an option needs beside it, on the command line in both cases.
BESIDE = {
    'boundary-name': ['--boundary', 'area.geojson'], 'prune-baseline': ['--baseline', 'known.txt'],
    'allow-outside': ['--mapping', 'outside.yaml'], 'sheets': ['-f', 'html'], 'basemap': ['-f', 'html'],
    'sarif-root': ['-f', 'sarif'], 'as-of': ['--mapping', 'dated.yaml'], 'force': ['-o', 'audited.gpkg'],
    'qgis-project': ['-o', 'q.gpkg'], 'output-format': ['-o', 'web'], 'years': ['--budget', '500'], 'waivers': ['--as-of', '2020-01-31'],
    'people': ['--people-field', 'n'], 'people-field': ['--people', 'area.geojson'],
}
# What these change is seen in the annotated file alone, or in the text report; other results are read as JSON.
IN_THE_OUTPUT = {'columns', 'findings', 'links', 'gaps', 'roles-only', 'lang', 'preset', 'core', 'as-of',
                 'quiet'}
BARE = {'output', 'force', 'format', 'timings'}
# With these results are the same as without, in this small place.
WITHOUT_EFFECT = {'threads', 'max-memory', 'preset', 'crs', 'allow-damaged', 'allow-ballpark', 'strict',
                  'match-angle', 'timings', 'roles-only', 'match-distance', 'snap', 'junction',
                  'links', 'gaps', 'progress', 'unmapped-sidewalk', 'unmapped-crossing', 'unmapped-ramp', 'reach', 'verbose'}

AREA = ('{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32636"}},'
        '"features":[{"type":"Feature","properties":{"name":"A","label":"B","n":500},"geometry":{"type":"Polygon",'
        '"coordinates":[[[0,0],[999999,0],[999999,9999999],[0,9999999],[0,0]]]}}]}')

UTM = ('PROJCS["WGS_1984_UTM_Zone_36N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]],'
       'PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
       'PARAMETER["False_Easting",500000],PARAMETER["False_Northing",0],PARAMETER["Central_Meridian",33],'
       'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0],UNIT["Meter",1]]')


# What the file says of its own file alone: it names it, too.
OWN = {'force': 'output: audited.gpkg', 'prune-baseline': 'baseline: known.txt'}


def options(rasif):
    """(name, what the help writes for its value or None) of every option of audit."""
    page = run(rasif, 'help', '--man', 'audit').stdout.replace('\\-', '-').replace('\\&', '')
    found = re.findall(r'^\.TP\n(?:\\fB-\w\\fR, )?\\fB--([a-z-]+)\\fR(?:=\\fI(.*)\\fR)?$', page, re.M)
    return [(name, argument or None) for name, argument in found
            if name not in ('help', 'project', 'no-project', *ROLES[2:])]


def values(wrong, name, argument):
    if argument is None:
        return [None]
    if name in VALUES:
        return VALUES[name]
    if argument in BY_ARGUMENT:
        return BY_ARGUMENT[argument]
    if re.fullmatch(r'[a-z]+(\|[a-z]+)+', argument):
        return argument.split('|')[-1:]
    wrong.expect(False, f'--{name} {argument}: VALUES has no value for it')
    return []


def make_folder(rasif, corner, folder):
    """What the values name."""
    shutil.copy(corner, folder / 'corner.gpkg')
    (folder / 'city.yaml').write_text('extends: native\ndefaults: {unmapped-ramp: unknown}\n')
    (folder / 'dated.yaml').write_text('extends: native\nlayers: {sidewalks: {fields: {valid_from: "street_id"}}}\n')
    (folder / 'outside.yaml').write_text('layers: {sidewalks: {layer: "' + str(folder.parent / 'elsewhere.gpkg') +
                                         ':sidewalks"}}\n')
    shutil.copy(corner, folder.parent / 'elsewhere.gpkg')
    (folder / 'my.yaml').write_text('id: mine\nextends: ada-2010\nstatus: guidance\ntitle: {en: Mine}\nrequirements: []\n')
    (folder / 'mine/standards').mkdir(parents=True)
    (folder / 'mine/standards/model-neighbourhood.yaml').write_text(
        'id: model-neighbourhood\nextends: ada-2010\nstatus: guidance\ntitle: {en: Mine}\nrequirements: []\n')
    (folder / 'area.geojson').write_text(AREA)
    (folder / 'waivers.yaml').write_text('waivers:\n- {rule: sidewalk-clear-width, feature: "sidewalks:1", reason: x, until: 2020-12-31}\n')
    (folder / 'dem.asc').write_text('ncols 2\nnrows 2\nxllcorner 700000\nyllcorner 3400000\ncellsize 200000\n'
                                    '1 2\n3 4\n')
    (folder / 'dem.prj').write_text(UTM)
    (folder / 'prices.yaml').write_text('currency: JOD\ncosts: {kerb-ramp: {low: 1, high: 2}}\n')
    run(rasif, 'audit', 'corner.gpkg', '--write-baseline', 'known.txt', expect=None, cwd=folder)


def without_project(text):
    """Without the lines that name the project file."""
    return '\n'.join(line for line in text.splitlines() if 'rasif.yaml' not in line and line != '<dt>Project file</dt>')


def contents(path):
    """A file's bytes; of an output all rows, because a GeoPackage holds when it was made."""
    if path.suffix != '.gpkg' or path.stat().st_size < 100:
        return without_project(path.read_text(encoding='utf-8'))
    with sqlite3.connect(path.absolute().as_uri() + '?immutable=1', uri=True) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND "
                                               "(name LIKE 'audit%' OR name LIKE 'side%') ORDER BY 1")]
        return {f'{path.name} {name}': [row[1:] for row in db.execute(f'SELECT * FROM "{name}"') if row[1] != 'project']
                for name in tables}


def is_same(path, other):
    return other.exists() and path.read_bytes() == other.read_bytes()


def difference(a, b):
    """In a line, what differs between two parts of an outcome."""
    if isinstance(a, dict):
        for name in sorted({*a, *b}):
            if a.get(name) != b.get(name):
                return f'{name}: {difference(a.get(name), b.get(name))}'
    if isinstance(a, list) and isinstance(b, list):
        return f'{[x for x in a if x not in b][:3]} | {[x for x in b if x not in a][:3]}'[:600]
    lines = [x for x in str(a).splitlines() if x not in str(b).splitlines()][:3]
    return f'{lines} | {[x for x in str(b).splitlines() if x not in str(a).splitlines()][:3]}'[:600]


def outcome(rasif, before, folder, words, project):
    """Exit code, streams and what was written, in a copy of `before`. Words about the project are left out."""
    shutil.copytree(before, folder)
    if project is not None:
        (folder / 'rasif.yaml').write_text(project)
    done = subprocess.run([rasif, 'audit', *words], cwd=folder, capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)
    written = {}
    for path in sorted(folder.rglob('*')):
        name = path.relative_to(folder)
        if (path.is_file() and path.name not in ('rasif.yaml', 'audit_manifest.geojson')  # a row more, for the project
                and not is_same(path, before / name)):
            found = contents(path)
            written |= found if isinstance(found, dict) else {str(name): found}
    shutil.rmtree(folder)
    # Times and progress differ from run to run.
    errors = re.sub(r' +[\d.]+', ' N', without_project(done.stderr))
    errors, n = re.subn(r'(?m)^{"stage".*\n?', '', errors)
    errors += '{stages}' if n else ''
    return done.returncode, without_project(done.stdout), errors, written


def check_option(wrong, rasif, before, folder, name, value, usual):
    beside = BESIDE.get(name, [])
    target = ['-o', 'out.gpkg'] if name in IN_THE_OUTPUT else [] if beside[:1] in (['-f'], ['-o']) or name in BARE else ['-f', 'json']
    items = value if isinstance(value, list) else [value]
    words = ['--' + name + ('' if item is None else '=' + item) for item in items]
    text = 'yes' if value is None else value if not isinstance(value, list) else '[' + ', '.join(value) + ']'
    project = f'inputs: corner.gpkg\n{name}: {text}\n'
    if name in OWN:
        project += OWN[name] + '\n'
    by_words = outcome(rasif, before, folder, [*words, *beside, *target, 'corner.gpkg'], None)
    wrong.expect(by_words[0] < 2 or name == 'force', f'{name}: {text}: exit {by_words[0]}, {by_words[2][:200]}')
    by_file = outcome(rasif, before, folder, [*([] if name in OWN else beside), *target], project)
    for part, a, b in zip(('exit code', 'output', 'messages', 'files'), by_words, by_file):
        wrong.expect(a == b, f'{name}: {text}: {part}: {difference(a, b)}')
    key = tuple(beside + target)
    if key not in usual:
        usual[key] = outcome(rasif, before, folder, [*beside, *target, 'corner.gpkg'], None)
    return by_words != usual[key]


def check_init(wrong, rasif, corner, folder):
    """The file as it is, and with every commented default switched on, gives what the command line gives."""
    folder.mkdir()
    shutil.copy(corner, folder / 'corner.gpkg')
    run(rasif, 'init', 'corner.gpkg', cwd=folder)
    text = (folder / 'rasif.yaml').read_text()
    wanted = run(rasif, 'audit', '--no-project', 'corner.gpkg', '-f', 'json', cwd=folder).stdout
    plain = run(rasif, 'audit', '-f', 'json', cwd=folder).stdout
    wrong.expect(re.sub(r'\n *"project".*', '', plain) == wanted, 'init: another audit than without the file')
    wrong.expect((folder / 'audited.gpkg').is_file(), 'init: no output')
    (folder / 'audited.gpkg').unlink()
    # Placeholders are in capital letters, or words to choose from.
    on = re.sub(r'^#([a-z-]+: [a-z0-9.-]+)(  # one of .*)?$', r'\1', text, flags=re.M)
    wrong.expect(on.count('\n#') < text.count('\n#') - 15, 'init: few lines could be switched on')
    (folder / 'rasif.yaml').write_text(on)
    defaults = run(rasif, 'audit', '-f', 'json', cwd=folder).stdout
    wrong.expect(defaults == plain, 'init: a commented default is none')


def main():
    rasif, corner = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        before, folder = pathlib.Path(temporary) / 'before', pathlib.Path(temporary) / 'now'
        before.mkdir()
        make_folder(rasif, corner, before)
        (before / 'audited.gpkg').write_bytes(b'old')
        usual, idle, n = {}, [], 0
        for name, argument in options(rasif):
            seen = [check_option(wrong, rasif, before, folder, name, value, usual)
                    for value in values(wrong, name, argument)]
            n += len(seen)
            if not any(seen) and name not in WITHOUT_EFFECT:
                idle.append(name)
        wrong.expect(not idle, f'no effect on anything, so nothing is proved: {idle}')
        wrong.expect(n > 50, f'only {n} values were tried')
        check_init(wrong, rasif, corner, folder)
        print(f'{n} values of {len(options(rasif))} options')
    wrong.finish()


if __name__ == '__main__':
    main()
