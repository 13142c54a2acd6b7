#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The house rules that a compiler does not see.

    check_layers.py PROJECT-FOLDER

A file includes headers of its own folder or of folders to the left of it in
LAYERS; each outside library has its homes; the command sees <rasif.h>, <base/os.h> and the list of options;
calls beyond POSIX are in base/os.c alone; arrays are sorted by array_sort, as qsort may not get an empty one that is NULL;
no file is too long; every source is in libaudit/meson.build, every test in tests/meson.build,
and every fuzz target is built, has inputs to keep and a row in docs/robustness.md.
"""
import pathlib
import re
import sys

LAYERS = ['base', 'sqlitefile', 'table', 'geo', 'mapping', 'source', 'read', 'write', 'link', 'measure',
          'rule', 'network', 'plan', 'survey', 'report', 'diff']
# Folders that see fewer of those to their left.
FENCES = {'sqlitefile': {'base', 'sqlitefile'}}
# Families of report/: each sees its own folder and these.
REPORT_FAMILIES = {'accept': set(), 'table': set(), 'project': {'style'}, 'style': set(), 'text': {'table'}, 'explain': {'text'},
                   'json': {'table', 'text'}, 'survey': {'html', 'table', 'text'}, 'pipeline': {'table', 'text'}, 'html': {'table', 'text', 'style'}}
HOMES = {
    r'geos_c\.h|proj\.h|geodesic\.h|proj_.*\.h': {'geo'},
    r'gdal.*\.h|ogr.*\.h|cpl_.*\.h|spatialite.*\.h': {'source'},
    r'sqlite3.*\.h': {'sqlitefile', 'source', 'read', 'write'},
    r'yaml\.h': {'base'},
}
# ISO C17 and POSIX.1-2008, and what the library is made of: all else is a call that a port lacks
# (docs/porting.md), and belongs into base/os.c.
STANDARD = set('''
    assert.h complex.h ctype.h errno.h fenv.h float.h inttypes.h iso646.h limits.h locale.h math.h setjmp.h
    signal.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h
    string.h tgmath.h time.h uchar.h wchar.h wctype.h
    arpa/inet.h dirent.h dlfcn.h fcntl.h fnmatch.h glob.h grp.h iconv.h langinfo.h libgen.h nl_types.h poll.h
    pthread.h pwd.h regex.h sched.h search.h semaphore.h strings.h sys/mman.h sys/resource.h sys/select.h
    sys/stat.h sys/statvfs.h sys/time.h sys/times.h sys/types.h sys/uio.h sys/utsname.h sys/wait.h syslog.h
    termios.h unistd.h wordexp.h'''.split())
OTHERS = re.compile(r'rasif\.h|xxhash\.h|base/os\.h|languages\.h|.*\.def')
EXEMPT = {'libaudit/base/os.c': None,  # None: everything
          'libaudit/geo/grid_cells.h': {'emmintrin.h'},  # behind #ifdef __SSE2__
          'cli/cli.h': {'argp.h'}}
EXTENSIONS = re.compile(r'^\s*#\s*define\s+_(GNU|DEFAULT|BSD)_SOURCE|/proc/|/dev/fd', re.M)
MADE = {'languages.h', 'docs_url.h'}  # by libaudit/meson.build
LONGEST = 600
CODE = {'.c', '.h', '.def', '.cc', '.py', '.sh'}
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)


def includes(path):
    text = path.read_text(encoding='utf-8')
    for found in INCLUDE.finditer(text):
        yield text.count('\n', 0, found.start()) + 1, found[1], found[2]


def level(folder):
    """Position of a folder of libaudit; files beside the folders are the last."""
    return LAYERS.index(folder) if folder in LAYERS else len(LAYERS)


def check_library(root):
    for path in sorted((root / 'libaudit').rglob('*')):
        if path.suffix not in {'.c', '.h', '.def'}:
            continue
        parts = path.relative_to(root / 'libaudit').parts
        own = parts[0] if len(parts) > 1 else ''
        if own and own not in LAYERS:
            yield path, 1, f'folder {own} is not one of {", ".join(LAYERS)}'
            continue
        for line, quote, name in includes(path):
            if path.name == 'rasif.h' and name not in {'stdbool.h', 'stddef.h', 'stdint.h', 'rasif_arrow.h', 'rasif_files.h'}:
                yield path, line, f'rasif.h must not include {name}'
            homes = set().union(*(folders for pattern, folders in HOMES.items()
                                  if re.fullmatch(pattern, name.split('/')[-1])
                                  and not (root / 'libaudit' / name).is_file()))
            if homes and own not in homes:
                yield path, line, f'{name} may be included in {", ".join(sorted(homes))} only'
            if quote == '"' and name not in {'rasif.h', 'rasif_arrow.h', 'rasif_files.h'} | MADE and not homes:
                target = name.split('/')[0] if '/' in name else ''
                if not (root / 'libaudit' / name).is_file():
                    yield path, line, f'{name}: write the path from libaudit/'
                elif (level(target) > level(own) or target == '' and own
                      or target not in FENCES.get(own, {target})):
                    yield path, line, f'{own}/ may not include {name}'
                elif path.name.startswith('choice') and own == 'plan' and not name.startswith(('base/', 'plan/choice')):
                    yield path, line, f'the choice of repairs may include base/ and its own headers, not {name}'
                elif own == 'report' and len(parts) > 2 and name.count('/') > 1:
                    family, other = parts[1], name.split('/')[1]
                    if family not in REPORT_FAMILIES:
                        yield path, line, f'folder {family} is not one of {", ".join(REPORT_FAMILIES)}'
                    elif other not in REPORT_FAMILIES[family] | {family}:
                        yield path, line, f'report/{family}/ may not include {name}'


def check_command(root):
    for path in sorted((root / 'cli').glob('*.[ch]')):
        for line, quote, name in includes(path):
            if quote == '"' and not (root / 'cli' / name).is_file():
                yield path, line, f'the command may not include {name}'
            foreign = any(re.fullmatch(p, name.split('/')[-1]) for p in HOMES)
            if quote == '<' and (foreign or (root / 'libaudit' / name).is_file()
                                 and name not in {'rasif.h', 'base/os.h', 'options.def', 'report/formats.def'}):
                yield path, line, f'the command sees <rasif.h>, <base/os.h>, <options.def> and <report/formats.def> only, not {name}'


def check_portable(root):
    """Calls beyond the standards are found by the compiler, which gets -D_XOPEN_SOURCE=700; here: headers
    that declare them to everybody, files that ask for more, and paths of one system."""
    for path in sorted((root / 'libaudit').rglob('*.[ch]')) + sorted((root / 'cli').glob('*.[ch]')):
        place = path.relative_to(root).as_posix()
        exempt = EXEMPT.get(place, set())
        if exempt is None:
            continue
        for line, quote, name in includes(path):
            known = name in STANDARD or OTHERS.fullmatch(name) or any(re.fullmatch(p, name) for p in HOMES)
            if quote == '<' and not known and name not in exempt:
                yield path, line, f'{name} is neither ISO C nor POSIX: what needs it belongs into base/os.c'
        text = path.read_text(encoding='utf-8')
        for found in EXTENSIONS.finditer(text):
            yield path, text.count('\n', 0, found.start()) + 1, f'{found[0].strip()} belongs into base/os.c'
    build = (root / 'meson.build').read_text(encoding='utf-8')
    if '-D_XOPEN_SOURCE=700' not in build or re.search(r'_(GNU|DEFAULT|BSD)_SOURCE', build):
        yield root / 'meson.build', 1, 'files are to be compiled for POSIX.1-2008 (-D_XOPEN_SOURCE=700) alone'


def check_sizes(root):
    for folder in ['libaudit', 'cli', 'fixtures', 'tests']:
        for path in sorted((root / folder).rglob('*')):
            # Second implementations are read from top to bottom: one file each, on purpose.
            if path.suffix in CODE and path.parent.name != 'tools':
                n = len(path.read_bytes().splitlines())
                if n >= LONGEST:
                    yield path, n, f'{n} lines; from {LONGEST} on a file wants to be two'


def check_sources(root):
    build = root / 'libaudit' / 'meson.build'
    listed = set(re.findall(r"'([\w/]+\.c)'", build.read_text(encoding='utf-8')))
    for path in sorted((root / 'libaudit').rglob('*.c')):
        name = path.relative_to(root / 'libaudit').as_posix()
        if name not in listed:
            yield build, 1, f'{name} is not compiled'
    build = root / 'tests' / 'meson.build'
    listed = set(re.findall(r"'(\w+)'", build.read_text(encoding='utf-8')))
    tests = root / 'tests'
    for path in sorted(tests.glob('unit/test_*.c')) + sorted(tests.glob('cli/*.t')):
        if path.stem.removeprefix('test_') not in listed:
            yield build, 1, f'{path.relative_to(tests)} is not run'


def check_sorting(root):
    for path in sorted([*(root / 'libaudit').rglob('*.c'), *(root / 'cli').glob('*.c')]):
        for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
            if re.search(r'\bqsort\(', line):
                yield path, number, 'qsort: an empty array may be NULL; use array_sort'


def check_fuzz(root):
    """`./dev fuzz` runs all fuzz_*.c itself."""
    build, page = root / 'tests/fuzz/meson.build', root / 'docs/robustness.md'
    listed = set(re.findall(r"'(\w+)'", build.read_text(encoding='utf-8')))
    rows = set(re.findall(r'^\| `(\w+)`', page.read_text(encoding='utf-8'), re.M))
    for path in sorted(build.parent.glob('fuzz_*.c')):
        name = path.stem.removeprefix('fuzz_')
        if name not in listed:
            yield build, 1, f'fuzz target {name} is not built'
        if name not in rows:
            yield page, 1, f'fuzz target {name} has no row'
        if not any((build.parent / 'found' / name).glob('*')):
            yield build.parent / 'found', 1, f'nothing is kept for fuzz target {name}'


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    wrong = 0
    for check in [check_library, check_command, check_portable, check_sizes, check_sources, check_sorting, check_fuzz]:
        for path, line, what in check(root):
            print(f'{path.relative_to(root)}:{line}: {what}')
            wrong += 1
    sys.exit(1 if wrong else 0)


if __name__ == '__main__':
    main()
