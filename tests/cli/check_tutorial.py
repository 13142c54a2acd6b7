#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A tutorial does what it prints: all its steps, one after another in a fresh folder.

    check_tutorial.py RASIF PAGE ENGLISH-PAGE

Blocks of `sh` are run command by command, with rasif found first; each must end with 0, or with the
code of a comment "# exit 1" behind it. A block of `yaml` is saved under the name in its first line,
"# city.yaml". The only step left out is `./dev build`. Every file that the steps name must be there at
the end. The commands are those of the English page but for `--lang`, and what that page says of the
model neighbourhood holds. Skipped where GDAL's programs are not installed: some steps use them."""
import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, database, run, skip

BLOCK = re.compile(r'^```(sh|yaml)\n(.*?)^```', re.M | re.S)
LANGUAGE = re.compile(r' --lang [a-z]+')
MADE = re.compile(r'(?:-o|-f [a-z]+:|--write-baseline )\s*([\w./-]+\.\w+)')


def commands(block):
    """(command, exit code) for each: lines up to the one where quotes are closed and no backslash is last."""
    lines = []
    for line in block.splitlines():
        lines.append(line)
        text = '\n'.join(lines)
        try:
            complete = not line.endswith('\\') and shlex.split(text, comments=True) is not None
        except ValueError:
            complete = False
        if complete:
            code = re.search(r'# exit (\d+)$', text)
            yield text, int(code[1]) if code else 0
            lines = []
    assert not lines, f'a command without end: {lines}'


def steps(page):
    """('sh', command, code) and ('yaml', name, text), as they stand."""
    for kind, block in BLOCK.findall(page):
        if kind == 'yaml':
            name = re.match(r'# (\S+\.yaml)\n', block)
            assert name, f'a file without a name: {block[:60]}'
            yield 'yaml', name[1], block
            continue
        for command, code in commands(block):
            if not command.startswith('./dev build'):
                yield 'sh', command, code


def plain(step):
    """Comparable with the same step in another language."""
    kind, text, rest = step
    if kind == 'yaml':
        return kind, text, re.sub(r'^title:.*\n', '', rest, flags=re.M)
    return kind, ' '.join(shlex.split(LANGUAGE.sub('', text), comments=True)), rest


def perform(wrong, page, rasif, folder):
    environment = dict(os.environ, LC_ALL='C.UTF-8', PATH=f'{rasif.parent}:{os.environ["PATH"]}')
    for kind, text, rest in steps(page):
        if kind == 'yaml':
            (folder / text).parent.mkdir(parents=True, exist_ok=True)
            (folder / text).write_text(rest, encoding='utf-8')
            continue
        done = subprocess.run(['sh', '-c', text], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False, timeout=120)
        wrong.expect(done.returncode == rest,
                     f'$ {text}\nexit {done.returncode}, not {rest}\n{done.stdout[-1000:]}{done.stderr}')
        for name in MADE.findall(text):
            there = (folder / name).is_file() and (folder / name).stat().st_size > 0
            wrong.expect(there, f'$ {text}\n{name} is not there')


def check_facts(wrong, page, rasif, folder):
    """What the page quotes: a finding, a verdict, a sum."""
    audited = folder / 'demo/audited.gpkg'
    words = ' '.join(page.split())
    found = database(audited).execute(
        "SELECT * FROM audit_findings WHERE table_name = 'sidewalks' AND source_fid = 3 "
        "AND rule = 'sidewalk-clear-width'").fetchall()
    wrong.expect(len(found) == 1, f'{len(found)} findings of the clear width of sidewalk 3')
    row = found[0]
    cells = [f'| {row["value"]} {row["unit"]} |', f'(`origin` = {row["origin"]})', f'| {row["outcome"]} |',
             f'| {row["limit_value"]:g}, {row["margin"]:g} |', f'| {row["blocks"]} |', f'| {row["severity"]} |',
             f'| {row["standard"]}, {row["clause"]} |']
    for cell in cells:
        wrong.expect(cell in words, f'the table under "Read one finding" lacks "{cell}"')
    verdict = re.search(r'the verdict in a sentence: "([^"]*)"', words)[1]
    said = ' '.join(run(rasif, 'explain', audited, 'sidewalks:3').stdout.split())
    wrong.expect(verdict in said, f'explain does not say: {verdict}')
    points, total, score = map(float, re.search(r'`sidewalks:20`, ([\d.]+) of ([\d.]+) points give (\d+\.\d)', words).groups())
    said = ' '.join(run(rasif, 'explain', audited, 'sidewalks:20', '--profile', 'older_walker').stdout.split())
    sums = [float(re.search(rf'{label} ([\d.]+)', said)[1]) for label in ('together', 'weight known', 'on foot old')]
    wrong.expect([round(sums[0], 2), *sums[1:]] == [points, total, score], f'explain sidewalks:20 prints {sums}')
    wrong.expect(abs(100 * points / total - score) < 0.06, 'the sum under "Ask why" is wrong')


def main():
    rasif = pathlib.Path(sys.argv[1]).resolve()
    page, english = (pathlib.Path(name).read_text(encoding='utf-8') for name in sys.argv[2:4])
    if not all(map(shutil.which, ('ogr2ogr', 'ogrinfo'))):
        skip('no ogr2ogr')
    wrong = Complaints()
    ours, theirs = ([plain(step) for step in steps(text)] for text in (page, english))
    for line in difflib.unified_diff([str(step) for step in theirs], [str(step) for step in ours], 'English', 'page', n=0):
        wrong.expect(False, line)
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        folder = pathlib.Path(folder)
        perform(wrong, page, rasif, folder)
        if page == english:
            check_facts(wrong, page, rasif, folder)
    print(f'{len(ours)} steps')
    wrong.finish()


if __name__ == '__main__':
    main()
