#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares docs/decisions/README.md with the pages beside it.

    check_decisions.py PROJECT-FOLDER

Every page stands in the index once, with a sentence and a status: "holds", "replaced by PAGES" or
"partly replaced by PAGES". A page that a later one replaces names the later one itself. Pages have
the parts Context, Decision and Consequence, from NEEDS_ALTERNATIVES on also Alternatives."""
import pathlib
import re
import sys

NEEDS_ALTERNATIVES = 350
PARTS = ['Context', 'Decision', 'Consequence']
ROW = re.compile(r'^\| \[(\d{4})\]\(([\w.-]+\.md)\) \| (.+) \| (.+) \|$', re.M)
STATUS = re.compile(r'holds|(?:partly )?replaced by (?:\[\d{4}\]\([\w.-]+\.md\)(?:, )?)+')


def trouble_of_index(index, pages):
    rows = ROW.findall(index)
    listed = [file for _, file, _, _ in rows]
    for line in index.splitlines():
        if line.startswith('| [') and not ROW.match(line):
            yield f'README.md: this row is not "| [NNNN](NNNN-title.md) | decision | status |": {line}'
    for name in pages:
        if listed.count(name) != 1:
            yield f'{name}: stands {listed.count(name)} times in README.md; add one row "| [{name[:4]}]({name}) | decision | holds |"'
    for number, file, sentence, status in rows:
        if file not in pages or not file.startswith(number):
            yield f'README.md: [{number}]({file}) is not a page'
        elif not sentence.endswith('.'):
            yield f'README.md: {number}: the decision is not a sentence'
        elif not STATUS.fullmatch(status):
            yield f'README.md: {number}: status "{status}"'
        else:
            for later in re.findall(r'\]\(([^)]+)\)', status):
                if later not in pages or later <= file:
                    yield f'README.md: {number}: {later} is not a later page'
                elif later[:4] not in pages[file]:
                    yield f'{file}: does not name {later}, which replaces it or a part of it'


def trouble_of_page(name, text):
    if not re.match(rf'# {name[:4]}\b', text):
        yield f'{name}: does not begin with "# {name[:4]} title"'
    parts = PARTS + (['Alternatives?'] if int(name[:4]) >= NEEDS_ALTERNATIVES else [])
    for part in parts:
        if not re.search(rf'^(?:## |\*\*)?{part}\b', text, re.M):
            yield f'{name}: has no part "{part}"'


def main(root):
    folder = root / 'docs/decisions'
    pages = {p.name: p.read_text(encoding='utf-8') for p in sorted(folder.glob('*.md')) if p.name != 'README.md'}
    trouble = list(trouble_of_index((folder / 'README.md').read_text(encoding='utf-8'), pages))
    for name, text in pages.items():
        trouble += trouble_of_page(name, text)
    for line in trouble:
        print(line)
    print(f'{len(pages)} decisions, {len(trouble)} problems')
    return 1 if trouble else 0


sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
