#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Examples in the help of every command: each line runs as it is printed, and the manual page has it.

    check_examples.py RASIF BEFORE.gpkg AFTER.gpkg
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
import survey_file
from running import SOURCE, Complaints, run


def commands(rasif):
    names = re.findall(r'^  ([a-z]+) +', run(rasif, 'help').stdout, re.M)
    return [name for name in names if name not in ('help', 'version', 'rasif')]


def examples(rasif, command, *before):
    """[(sentence, line)] of the help."""
    text = run(rasif, *before, 'help', command).stdout
    lines = text.split('\n\n')[-1].splitlines()
    assert len(lines) % 2 == 1, f'{command}: {lines}'
    return [(lines[i].strip(), lines[i + 1].strip()) for i in range(1, len(lines), 2)]


def prepare(rasif, before, after, folder):
    """The files that examples name."""
    for name, source in (('city', before), ('before', before), ('after', after)):
        shutil.copy(source, folder / f'{name}.gpkg')
    run(rasif, 'audit', folder / 'city.gpkg', '-q', '-o', folder / 'audited.gpkg')
    run(rasif, 'plan', folder / 'city.gpkg', '-q', '-o', folder / 'plan.gpkg')
    sidewalks = survey_file.features(folder / 'audited.gpkg', ['sidewalks'])
    for name, of in (('east', sidewalks[:3]), ('west', sidewalks[3:6])):
        survey_file.survey(folder / f'{name}.gpkg', folder / 'audited.gpkg',
                           [{**row, 'values': {'clear_width_m': 1.1}, 'surveyed_on': '2026-05-01'} for row in of])
    for name in ('before', 'after'):
        run(rasif, 'audit', folder / f'{name}.gpkg', '-q', '-o', folder / f'{name}-audited.gpkg')
        os.replace(folder / f'{name}-audited.gpkg', folder / f'{name}.gpkg')
    (folder / 'prices.yaml').write_text('currency: JOD\ncosts: {kerb-ramp: {low: 900, high: 1400}}\n', encoding='utf-8')
    (folder / 'my-rules' / 'rules').mkdir(parents=True)
    rule = next((SOURCE / 'libaudit/data/rules').rglob('sidewalk-clear-width.yaml'))
    shutil.copy(rule, folder / 'my-rules' / 'rules')


def run_line(line, rasif, files, folder):
    """The line in a new folder with the files; the audit's own result is not there yet."""
    shutil.copytree(files, folder)
    if line.startswith(('rasif audit', 'rasif init')):
        (folder / 'audited.gpkg').unlink()
    if line.startswith('rasif plan'):
        (folder / 'plan.gpkg').unlink()
    (folder / 'bin').mkdir()
    (folder / 'bin/rasif').symlink_to(rasif)
    path = {**os.environ, 'PATH': f'{folder / "bin"}:{os.environ["PATH"]}'}
    return subprocess.run(line, shell=True, cwd=folder, env=path, capture_output=True, text=True, check=False,
                          timeout=120)


def main():
    rasif, before, after = (pathlib.Path(name).absolute() for name in sys.argv[1:4])
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-examples-') as name:
        files = pathlib.Path(name) / 'files'
        files.mkdir()
        prepare(rasif, before, after, files)
        for command in commands(rasif):
            known = examples(rasif, command)
            wrong.expect(known, f'{command}: no examples')
            page = run(rasif, 'help', '--man', command).stdout.replace('\\-', '-')
            for number, (_, line) in enumerate(known):
                gate = '--fail-on' in line
                done = run_line(line, rasif, files, pathlib.Path(name) / f'{command}-{number}')
                wrong.expect(done.returncode in ((0, 1) if gate else (0,)), f'{line}: {done.returncode} {done.stderr}')
                wrong.expect(line.startswith(f'rasif {command} ') and line in page, f'{line}: not in the manual')
            for language in ('ar', 'fr'):
                other = examples(rasif, command, '--lang', language)
                wrong.expect([line for _, line in other] == [line for _, line in known] and
                             not {s for s, _ in other} & {s for s, _ in known}, f'{command} {language}: {other}')
    wrong.finish()


if __name__ == '__main__':
    main()
