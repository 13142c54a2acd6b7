#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The QGIS plugin in QGIS: its algorithms by qgis_process, its layers in a project.

    check_plugin.py RASIF NEIGHBOURHOOD.gpkg

Skipped where QGIS is not installed. The algorithms write what the command writes; a refusal is the command's
sentence; a cancelled run ends within a second; layers come in groups, styled, in the language asked for.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, Complaints, run, sha256, skip

HERE = pathlib.Path(__file__).resolve().parent


def find_qgis():
    """qgis_process itself: Debian's wrapper of that name loses its arguments where GRASS is missing."""
    found = shutil.which('qgis_process.bin') or shutil.which('qgis_process')
    if found is None:
        skip('QGIS is not installed')
    return found


class Qgis:
    """QGIS with a home of its own, in which the plugin is installed."""

    def __init__(self, folder, rasif):
        self.folder, self.program = folder, find_qgis()
        plugins = folder / '.local/share/QGIS/QGIS3/profiles/default/python/plugins'
        plugins.mkdir(parents=True)
        shutil.copytree(SOURCE / 'qgis/rasif', plugins / 'rasif')
        lrelease = shutil.which('lrelease') or shutil.which('/usr/lib/qt5/bin/lrelease')
        for path in sorted((plugins / 'rasif/i18n').glob('*.ts')) if lrelease else []:
            subprocess.run([lrelease, '-silent', path], check=True)
        runtime = folder / 'runtime'
        runtime.mkdir(mode=0o700)
        self.environment = dict(os.environ, HOME=str(folder), QT_QPA_PLATFORM='offscreen', XDG_RUNTIME_DIR=str(runtime),
                                PATH=f'{rasif.parent}:/usr/bin:/bin', LC_ALL='C.UTF-8', PLUGINS=str(plugins),
                                TRANSLATED='yes' if lrelease else '')
        self('plugins', 'enable', 'rasif')

    def __call__(self, *arguments):
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, errors='replace',
                              env=self.environment, stdin=subprocess.DEVNULL, check=False, timeout=300)
        return done.returncode, done.stdout + done.stderr

    def run(self, algorithm, **parameters):
        return self('run', f'rasif:{algorithm}', '--', *(f'{name}={value}' for name, value in parameters.items()))

    def python(self, script, *arguments, **variables):
        return subprocess.run(['/usr/bin/python3', HERE / script, *map(str, arguments)], capture_output=True, text=True,
                              env=self.environment | variables, check=False, timeout=300)


def main():
    rasif, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        qgis = Qgis(folder, rasif)
        listed = qgis('list')[1]
        for name in ('audit', 'compare', 'demo', 'inspect', 'plan'):
            wrong.expect(f'rasif:{name}' in listed, f'QGIS does not list rasif:{name}: {listed[-400:]}')

        code, text = qgis.run('demo', FOLDER=folder / 'demo')
        demo = folder / 'demo/model-neighbourhood.gpkg'
        wrong.expect(code == 0 and demo.is_file(), f'demo: {text}')

        # What the plugin writes is what the command writes.
        before = sha256(demo)
        code, text = qgis.run('audit', INPUT=demo, OUTPUT=folder / 'q.gpkg', REPORT=folder / 'q.html', LANGUAGE='ar',
                              STANDARD='prowag-2023', PROFILES='long_cane,wheelchair_manual')
        run(rasif, 'audit', demo, '--standard', 'prowag-2023', '--profile', 'long_cane,wheelchair_manual', '--lang', 'ar',
            '-o', folder / 'c.gpkg', '-f', f'html:{folder / "c.html"}')
        wrong.expect(code == 0, f'audit: {text[-600:]}')
        for ending in ('gpkg', 'html'):
            wrong.expect(sha256(folder / f'q.{ending}') == sha256(folder / f'c.{ending}'), f'audit: another .{ending}')
        wrong.expect(sha256(demo) == before, 'audit: the input was changed')

        # Layers of a project instead of a file, and choices by number.
        code, text = qgis.run('audit', STREETS=f'{demo}|layername=streets', SIDEWALKS=f'{demo}|layername=sidewalks',
                              STANDARD=0, OUTPUT=folder / 'l.gpkg')
        wrong.expect(code == 0 and (folder / 'l.gpkg').is_file(), f'audit of layers: {text[-600:]}')

        # A project file: its inputs and options, from its own folder; what is chosen in QGIS wins.
        place = folder / 'city'
        place.mkdir()
        (place / 'rasif.yaml').write_text('inputs: ../demo/model-neighbourhood.gpkg\nstandard: ada-2010\nprofile: long_cane\n'
                                          'match-distance: 15\noutput: web\noutput-format: geojson\n')
        for name, chosen, options in (('file', {}, []), ('wins', {'STANDARD': 'prowag-2023'}, ['--standard', 'prowag-2023'])):
            code, text = qgis.run('audit', PROJECT=place / 'rasif.yaml', OUTPUT=folder / f'{name}-q.gpkg', REPORT=folder / 'x.html',
                                  LANGUAGE='fr', **chosen)
            run(rasif, 'audit', '--project', place / 'rasif.yaml', '--lang', 'fr', '--output-format', 'gpkg', *options,
                '-o', folder / f'{name}-c.gpkg')
            wrong.expect(code == 0, f'project file: {text[-600:]}')
            wrong.expect(sha256(folder / f'{name}-q.gpkg') == sha256(folder / f'{name}-c.gpkg'), f'project file: another {name}.gpkg')
        wrong.expect(sha256(folder / 'file-c.gpkg') != sha256(folder / 'wins-c.gpkg'), 'project file: the standard changes nothing')

        code, text = qgis.run('inspect', INPUT=demo, SUGGEST='true', SUGGESTION=folder / 'm.yaml')
        wrong.expect(code == 0 and 'taken as sidewalks' in text, f'inspect: {text[-600:]}')
        wrong.expect((folder / 'm.yaml').is_file(), 'inspect: no mapping file')

        code, text = qgis.run('plan', INPUT=demo, BUDGET='5000, 20000', OUTPUT=folder / 'p.gpkg', LANGUAGE='ar')
        wrong.expect(code == 0 and (folder / 'p.gpkg').is_file(), f'plan: {text[-600:]}')
        code, text = qgis.run('plan', INPUT=demo, YEARS='3', OUTPUT=folder / 'years.gpkg')
        wrong.expect(code != 0 and not (folder / 'years.gpkg').exists(), f'plan: years without a budget: {text[-600:]}')
        code, text = qgis.run('compare', BEFORE=folder / 'c.gpkg', AFTER=folder / 'q.gpkg', OUTPUT=folder / 'd.gpkg')
        wrong.expect(code == 0 and (folder / 'd.gpkg').is_file(), f'compare: {text[-600:]}')

        # A refusal is one sentence of the command, and leaves nothing.
        (folder / 'no.gpkg').write_text('no such thing')
        code, text = qgis.run('audit', INPUT=folder / 'no.gpkg', OUTPUT=folder / 'n.gpkg')
        wrong.expect(code != 0 and 'rasif: ' in text and str(folder / 'no.gpkg') in text, f'refused: {code} {text[-600:]}')
        wrong.expect(not (folder / 'n.gpkg').exists(), 'refused: an output is left')
        code, text = qgis.run('audit', OUTPUT=folder / 'n.gpkg')
        wrong.expect(code != 0 and 'at least one layer' in text, f'without an input: {text[-600:]}')

        for language in ('en', 'ar'):
            done = qgis.python('in_qgis.py', folder / 'c.gpkg', folder / 'd.gpkg', language, folder / 'slow', LANG=f'{language}_JO.UTF-8',
                               LC_ALL=f'{language}_JO.UTF-8')
            last = (done.stdout.splitlines() or [''])[-1]
            complaints = json.loads(last) if last.startswith('[') else [done.stdout + done.stderr]
            for text in complaints:
                wrong.expect(False, f'in QGIS ({language}): {text}')
            wrong.expect(done.returncode == 0, f'in QGIS ({language}): exit {done.returncode}')
    wrong.finish()


if __name__ == '__main__':
    main()
