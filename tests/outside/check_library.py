#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/library.md names what rasif.h has, and explains tables; its example programs do what they say.

    check_library.py page PROJECT-FOLDER
    check_library.py examples PROJECT-FOLDER RASIF LIBRARY NEIGHBOURHOOD.gpkg CC...

The list of all functions is compared by tests/check/docs.py. The programs are compiled as a user compiles them,
with warnings as errors; what they print is compared with the file that the command writes."""
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from header_functions import functions, public_headers  # noqa: E402

LIST = re.compile(r'<!-- functions -->.*?<!-- end -->', re.S)

def check_page(root):
    header = public_headers(root)
    page = (root / 'docs/library.md').read_text(encoding='utf-8')
    known = {name for _, _, name in functions(header)}
    exported = set(re.findall(r'RASIF_API\b[^;]*?\b(rasif_\w+)\s*\(', re.sub(r'/\*.*?\*/', '', header, flags=re.S)))
    assert exported <= known and len(known) > 40, f'the list misses {sorted(exported - known)}'
    words = set(re.findall(r'\b(?:rasif_\w+|RASIF_[A-Z_]+)\b', LIST.sub('', page)))
    unknown = [word for word in words if not re.search(rf'\b{word}\b', header)]
    # rasif_fid is the name of a column.
    assert not set(unknown) - {'rasif_fid'}, f'docs/library.md names what rasif.h has not: {unknown}'
    text = {word for word in words if word in known}
    tables = {name for name in known if name.startswith(('rasif_table_', 'rasif_audit_table'))}
    assert tables <= text, f'docs/library.md does not explain {sorted(tables - text)}'
    print(f'{len(known)} functions, {len(text)} of them explained')


def run(*command, status=0, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, **options)
    assert done.returncode == status, f'{" ".join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}'
    return done


def compile_example(root, folder, name, library, compiler):
    run(*compiler, '-std=c99', '-Wall', '-Wextra', '-Werror', f'-I{root}/libaudit', root / f'docs/examples/{name}.c',
        library, '-o', folder / name)
    environment = dict(os.environ, LD_LIBRARY_PATH=str(library.parent))
    return lambda *arguments, status=0: run(folder / name, *arguments, status=status, env=environment, cwd=folder)


def header_length(blob):
    return 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]


def check_blocked(program, rasif, neighbourhood, folder):
    run(rasif, 'audit', '-q', neighbourhood, '--standard', 'prowag-2023', '--profile', 'wheelchair_manual',
        '-o', folder / 'prowag.gpkg')
    rows = sqlite3.connect(folder / 'prowag.gpkg').execute(
        "SELECT fid, coalesce(rasif_name, '(no name)'), rasif_length_m, rasif_n_fail, geom FROM sidewalks "
        "WHERE rasif_class = 'blocked' ORDER BY fid").fetchall()
    expected = [f'{fid}  {name}  {length:.1f} m  {fails} rules failed  {len(geom) - header_length(geom)} bytes of WKB'
                for fid, name, length, fails, geom in rows]
    done = program(neighbourhood, 'standard=prowag-2023', 'profile=wheelchair_manual')
    assert done.stdout.splitlines() == ['sidewalks in EPSG:32636', *expected] and expected, done.stdout
    assert '  0 % read' in done.stderr, done.stderr
    wrong = program(neighbourhood, 'standard=prowag', status=2).stderr
    assert 'there is no standard prowag' in wrong, wrong
    wrong = program(neighbourhood, 'standart=x', status=2).stderr
    assert "there is no option 'standart'; did you mean 'standard'?" in wrong, wrong
    assert program('no-such.gpkg', status=3).stderr.strip()
    return len(expected)


def check_columns(program, rasif, neighbourhood, folder):
    run(rasif, 'audit', '-q', neighbourhood, '-o', folder / 'all.gpkg')
    db = sqlite3.connect(folder / 'all.gpkg')
    printed = dict(line.split(': ', 1) for line in program(neighbourhood).stdout.splitlines())
    tables = [name for name, in db.execute("SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes')")]
    for name in tables:
        if name not in printed:
            assert not name.startswith('audit_'), f'{name} is not listed'
            continue
        columns = [row[1] for row in db.execute(f'PRAGMA table_info("{name}")')]
        ours = columns if name.startswith('audit_') else [c for c in columns if c in ('fid', 'geom') or c.startswith('rasif_')]
        rows, nulls = db.execute(f'SELECT count(*), {" + ".join(f"sum({c} IS NULL)" for c in ours)} FROM "{name}"').fetchone()
        expected = f'{rows} rows, {len(ours)} columns, {nulls or 0} nulls, the first column is fid (l)'
        assert printed[name] == expected, f'{name}: {printed[name]}; {expected}'
    assert set(printed) <= set(tables) and len(printed) > 15, sorted(printed)
    return len(printed)


def main():
    root = pathlib.Path(sys.argv[2]).resolve()
    if sys.argv[1] == 'page':
        check_page(root)
    else:
        rasif, library, neighbourhood = (pathlib.Path(a).resolve() for a in sys.argv[3:6])
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            blocked = check_blocked(compile_example(root, folder, 'blocked', library, sys.argv[6:]), rasif, neighbourhood, folder)
            tables = check_columns(compile_example(root, folder, 'columns', library, sys.argv[6:]), rasif, neighbourhood, folder)
        print(f'{blocked} blocked sidewalks, {tables} tables')


main()
