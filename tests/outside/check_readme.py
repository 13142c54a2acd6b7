#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""README.md shows what the program does: its output, its C program and its Python program.

    check_readme.py PROJECT-FOLDER RASIF LIBRARY NEIGHBOURHOOD.gpkg CC

- The lines under `$ ./dev audit` stand in this order in the report of an audit of the neighbourhood,
  which is what that command audits; "..." stands for lines left out.
- The C program is compiled with warnings as errors and run; it counts the findings of the output.
- The Python program is run beside the file that the C program wrote, and prints its rows."""
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile


def block(page, language):
    found = re.findall(rf'^```{language}\n(.*?)^```', page, re.M | re.S)
    assert len(found) == 1, f'README.md: {len(found)} blocks of {language}'
    return found[0]


def run(*command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    assert done.returncode == 0, f'{" ".join(map(str, command))}: exit {done.returncode}\n{done.stdout}'
    return done.stdout


def check_output(page, report):
    command, *shown = block(page, 'console').splitlines()
    assert command == '$ ./dev audit', command
    lines, at, gap = report.splitlines(), 0, True
    for line in shown:
        if line == '...':
            gap = True
            continue
        assert line in lines[at:] if gap else lines[at:at + 1] == [line], f'not in the report at its place: {line}'
        at, gap = lines.index(line, at) + 1, False
    return len([line for line in shown if line != '...'])


def check_c(page, folder, root, library, neighbourhood, compiler):
    (folder / 'audit.c').write_text(block(page, 'c'))
    run(*compiler.split(), '-std=c99', '-Wall', '-Wextra', '-Werror', f'-I{root}/libaudit', 'audit.c', str(library), '-o', 'audit',
        cwd=folder)
    printed = run('./audit', str(neighbourhood), cwd=folder,
                  env=dict(os.environ, LD_LIBRARY_PATH=str(library.parent)))
    n = sqlite3.connect(folder / 'audited.gpkg').execute('SELECT count(*) FROM audit_findings').fetchone()[0]
    assert printed == f'{n} findings\n' and n > 0, printed
    return n


def check_python(page, folder):
    printed = run(sys.executable, '-S', '-c', block(page, 'python'), cwd=folder).splitlines()
    blocked = sqlite3.connect(folder / 'audited.gpkg').execute(
        "SELECT count(*) FROM audit_segments WHERE rasif_wcm_class = 'blocked'").fetchone()[0]
    assert len(printed) == blocked > 0, f'{len(printed)} lines for {blocked} blocked segments'
    return blocked


def main(root, rasif, library, neighbourhood, compiler):
    page = (root / 'README.md').read_text(encoding='utf-8')
    shown = check_output(page, run(rasif, 'audit', '-q', neighbourhood))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        findings = check_c(page, folder, root, library, neighbourhood, compiler)
        blocked = check_python(page, folder)
    print(f'{shown} lines of output, {findings} findings, {blocked} blocked segments')


main(pathlib.Path(sys.argv[1]).resolve(), *(pathlib.Path(a).resolve() for a in sys.argv[2:5]), ' '.join(sys.argv[5:]))
