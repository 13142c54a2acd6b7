#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs transcripts: what a user types and must see.

    run_transcripts.py RASIF FIXTURES TRANSCRIPT.t...
    run_transcripts.py RASIF --real TRANSCRIPT.t...

A transcript is lines of text (comments), commands and what they print:

    $ rasif version          runs in a fresh folder, by sh, with rasif found first
    rasif 0.1.0              expected standard output; "..." alone on a line stands for any lines,
                             within a line for any text
    ! rasif: ...             expected standard error, every line of it, in order; without such
                             lines standard error does not matter
    [exit 2]                 expected exit code; without it 0

A comment line begins with "# ". FIXTURES (a folder with .gpkg files) is copied
into the fresh folder; `--real`: those of the cities beside the repository that the transcript names,
skipped where there are none. Output is TAP, one test per command.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SHARED = pathlib.Path(os.environ.get('RASIF_SHARED') or pathlib.Path(__file__).resolve().parents[3] / 'shared')


def parse(path):
    """Yields (line number, command, stdout lines, stderr lines or None, exit code)."""
    step = None
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
        if line.startswith('$ '):
            if step:
                yield step
            step = [number, line[2:], [], None, 0]
        elif line.startswith('# ') or step is None and not line:
            continue
        elif step is None:
            sys.exit(f'{path}:{number}: text before the first command')
        elif found := re.fullmatch(r'\[exit (\d+)\]', line):
            step[4] = int(found[1])
        elif line.startswith('! '):
            step[3] = (step[3] or []) + [line[2:]]
        else:
            step[2].append(line)
    if step:
        yield step


def pattern(lines):
    """A regular expression for expected lines; an empty line before a command is no output."""
    while lines and not lines[-1]:
        lines = lines[:-1]
    parts = []
    for line in lines:
        if line == '...':
            parts.append(r'(?:[^\n]*\n)*?')
        else:
            parts.append('[^\n]*'.join(map(re.escape, line.split('...'))) + r'\n')
    return ''.join(parts)


def run(step, folder, environment):
    _, command, out, err, code = step
    done = subprocess.run(['sh', '-c', command], cwd=folder, env=environment, text=True,
                          capture_output=True, errors='backslashreplace', timeout=120,
                          stdin=subprocess.DEVNULL)
    trouble = []
    if done.returncode != code:
        trouble.append(f'exit {done.returncode}, expected {code}')
    if not re.fullmatch(pattern(out), done.stdout):
        trouble.append('standard output differs; expected:')
        trouble += ['  ' + line for line in out] + ['got:']
        trouble += ['  ' + line for line in done.stdout.splitlines()]
    if err is not None and not re.fullmatch(pattern(err), done.stderr):
        trouble.append('standard error differs; expected:')
        trouble += ['  ' + line for line in err]
    if trouble:
        trouble += ['standard error:'] + ['  ' + line for line in done.stderr.splitlines()]
    return trouble


def main():
    rasif, fixtures, transcripts = sys.argv[1], sys.argv[2], sys.argv[3:]
    real = fixtures == '--real'
    if real:
        fixtures = SHARED / 'data' / 'real'
        if not fixtures.exists():
            print(f'1..0 # SKIP no {fixtures}')
            return
    environment = dict(os.environ, LC_ALL='C.UTF-8', TERM='dumb')
    environment['PATH'] = f'{pathlib.Path(rasif).resolve().parent}:{environment["PATH"]}'
    environment.pop('ARGP_HELP_FMT', None)
    n = failed = 0
    for transcript in map(pathlib.Path, transcripts):
        with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
            for fixture in pathlib.Path(fixtures).glob('*.gpkg'):
                if not real or fixture.name in transcript.read_text(encoding='utf-8'):
                    shutil.copy(fixture, folder)
            for step in parse(transcript):
                n += 1
                trouble = run(step, folder, environment)
                failed += bool(trouble)
                name = f'{transcript.name}:{step[0]} {step[1]}'.replace('#', '\\#')
                print(f'{"not ok" if trouble else "ok"} {n} - {name}')
                for line in trouble:
                    print(f'# {line}')
    print(f'1..{n}')
    sys.exit(1 if failed or not n else 0)


if __name__ == '__main__':
    main()
