#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Manual pages and completion: every option that the help shows is in both, man(1) has nothing to
complain about, bash completes what it should.

    check_manual.py RASIF
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, run

DOCS = pathlib.Path(__file__).resolve().parents[2] / 'docs/cli.md'
ROLES = ('sidewalks', 'crossings', 'ramps', 'steps', 'footways', 'obstacles', 'seats', 'destinations')
OPTION = re.compile(r'^ +(?:-\w, +)?--([a-z-]+)', re.M)


def commands(rasif):
    """Those with options of their own."""
    names = re.findall(r'^  ([a-z]+) +', run(rasif, 'help').stdout, re.M)
    return [name for name in names if name not in ('help', 'version', 'rasif')]


def check_page(wrong, page, name, folder):
    wrong.expect(page.count('\n.SH NAME\n') == 1 and '\n.SH EXIT STATUS\n' in page, f'{name}: sections')
    wrong.expect(not re.search(r"^[.'](?!\\\"|TH |SH |SS |TP$|B |BR |br$|PP$|nf$|fi$)", page, re.M),
                 f'{name}: a request that is none')
    if not shutil.which('man'):
        return
    path = folder / f'{name}.1'
    path.write_text(page, encoding='utf-8')
    done = subprocess.run(['man', '--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-Z', path],
                          capture_output=True, text=True, check=False)
    wrong.expect(done.returncode == 0 and not done.stderr, f'man {name}: {done.stderr}')


def complete(script, folder, *words):
    """What bash offers for the last word, as readline would cut the line."""
    array = ' '.join("'" + word + "'" for word in words)
    done = subprocess.run(
        ['bash', '-c', f'. {script}; COMP_WORDS=({array}); COMP_CWORD={len(words) - 1}; _rasif; '
                       'printf "%s\\n" "${COMPREPLY[@]}"'],
        capture_output=True, text=True, cwd=folder, check=False)
    return done.stderr or done.stdout.split()


def check_completion(wrong, rasif, folder, options):
    script = folder / 'rasif.bash'
    script.write_text(run(rasif, 'help', '--completion').stdout, encoding='utf-8')
    if not shutil.which('bash'):
        return
    expected = {
        ('ins',): ['inspect'], ('help', 'expl'): ['explain'],
        ('audit', '--write'): ['--write-baseline'],
        ('audit', '--lang', ''): ['en', 'ar', 'fr'], ('audit', '--lang', '=', 'a'): ['ar'],
        ('audit', '--lang', '='): ['en', 'ar', 'fr'],
        ('audit', '-f', 's'): ['sarif'], ('audit', '-f', 'json', ':', 'x'): [],
        ('audit', '--fail-on', 'n'): ['new', 'never'],
        ('diff', '-f', ''): ['text', 'markdown', 'json', 'html'], ('diff', '--format', 's'): [],
        ('diff', '--fail-on', ''): ['new', 'worse', 'never'], ('diff', '--profile', 'scoot'): ['scooter'],
        ('inspect', '-f', ''): ['text', 'json'], ('rules', '--format', ''): ['text', 'json'],
        ('audit', '--mapping', ''): [], ('audit', 'x'): [], ('demo', ''): [],
        ('audit', '--profile', 'wheelchair_m'): ['wheelchair_manual'],
        ('audit', '--standard', 'esc'): ['escwa-manual'],
        ('rules', ''): ['list', 'show', 'check'], ('rules', 'show', 'ramp-li'): ['ramp-lip'],
        ('explain', '--columns', ''): [], ('nothing', '--'): [],
    }
    for words, offers in expected.items():
        got = complete(script, folder, str(rasif), *words)
        wrong.expect(got == offers, f'{words}: {got}, not {offers}')
    for name, names in options.items():
        got = complete(script, folder, str(rasif), name, '--')
        wrong.expect(set(got) == {'--' + n for n in names}, f'{name}: {got}')
    if shutil.which('shellcheck'):
        done = subprocess.run(['shellcheck', '-s', 'bash', script], capture_output=True, text=True,
                              check=False)
        wrong.expect(done.returncode == 0, done.stdout)


def main():
    rasif = pathlib.Path(sys.argv[1]).resolve()
    wrong = Complaints()
    docs = DOCS.read_text(encoding='utf-8')
    options = {}
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        folder = pathlib.Path(folder)
        overview = run(rasif, 'help', '--man').stdout
        check_page(wrong, overview, 'rasif', folder)
        for name in commands(rasif):
            page = run(rasif, 'help', '--man', name).stdout
            check_page(wrong, page, f'rasif-{name}', folder)
            wrong.expect(f'.B {name}\n' in overview and f'rasif\\-{name} (1)' in overview,
                         f'rasif(1) does not name {name}')
            options[name] = set(OPTION.findall(run(rasif, 'help', name).stdout))
            wrong.expect('help' in options[name], f'{name}: no options were found')
            for option in options[name]:
                wrong.expect('\\fB\\-\\-' + option.replace('-', '\\-') + '\\fR' in page,
                             f'{name}: --{option} is not in the manual')
                wrong.expect(name != 'audit' or option in ROLES or f'--{option}' in docs,
                             f'--{option} is not in docs/cli.md')
        check_completion(wrong, rasif, folder, options)
    run(rasif, 'help', '--man', 'nothing', expect=2)
    wrong.finish()


if __name__ == '__main__':
    main()
