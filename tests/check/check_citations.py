#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A reader of the code finds every text that a comment cites.

    check_citations.py PROJECT-FOLDER

In comments and strings of libaudit/, cli/, tests/, fixtures/ and dev/:

- `docs/<page>.md, section N` and `docs/<page>.md, sections N and M` name numbered headings of that page;
- `docs/<page>.md, "Heading"` names a heading of that page;
- a section without a page belongs to a text with an address (https://… or site.org/…) in the same file;
- a file NAME.md is a file of the repository;
- there is no contract, note, paper or specification without a name.

Numbered headings of docs/scoring.md count 1, 2, 2.1, 2.2 …, and each has an anchor named after its
words, so that links survive a new number. docs.py checks links and anchors, check_sources.py the
sources that data and pages cite."""
import pathlib
import re
import sys

FOLDERS = ['libaudit', 'cli', 'tests', 'fixtures', 'dev']
SUFFIXES = ('.c', '.h', '.cc', '.def', '.py', '.build', '.t', '.md', '.sh', '.yaml')
NUMBERED_PAGE = 'scoring'
HEADING = re.compile(r'^(##+) +(?:(\d+(?:\.\d+)*)\.? +)?(.+?) *$', re.M)
SECTIONS = re.compile(r'(?:docs/([\w-]+)\.md,? )?\bsections? (\d+(?:\.\d+)*(?:(?:,| and|,? to) \d+(?:\.\d+)*)*)', re.I)
QUOTED = re.compile(r'docs/([\w-]+)\.md, "([^"]+)"')
ADDRESS = re.compile(r'https?://|\b[\w-]+\.(?:org|com|net|int)/')
FILE = re.compile(r'(?<![\w/*%-])(?!NNNN-|NAME\.)([A-Za-z][\w-]*\.md)\b')
WRITTEN = re.compile(r"['\"/}\] ]\w+\.md['\"),]|writes? \w+\.md")  # a file that a test makes
NAMELESS = re.compile(r'\b(?:the|this|our) (?:contract|paper|specification|design note|standards note)\b'
                      r'|\bof_the_contract\b|\bcontract(?:\'s|s\')? (?:section|example|key)', re.I)
# Clauses of standards are data: check_sources.py and the test `rules` hold them.
CLAUSES = ('libaudit/data/standards', 'tests/tools/known', 'tests/check/check_citations.py')


def headings(page):
    """(number or '', words) of every heading below the title."""
    text = re.sub(r'```.*?```', '', page.read_text(encoding='utf-8'), flags=re.S)
    return [(number or '', words) for _, number, words in HEADING.findall(text)]


def slug(words):
    return re.sub(r'[^\w\- ]', '', re.sub(r'\[([^]]*)\]\([^)]*\)', r'\1', words).lower()).replace(' ', '-')


def check_numbers(page):
    text = page.read_text(encoding='utf-8')
    major = minor = 0
    for marks, number, words in HEADING.findall(text):
        major, minor = (major + 1, 0) if marks == '##' else (major, minor + 1)
        wanted = f'{major}' if marks == '##' else f'{major}.{minor}'
        if number != wanted:
            yield f'{page.name}: "{words}" has the number "{number}", not {wanted}'
        if f'<a id="{slug(words)}"></a>\n\n{marks} {number}' not in text:
            yield f'{page.name}: "{words}" lacks <a id="{slug(words)}"></a> before it'


def check_text(root, name, text, known_files, raw):
    for match in SECTIONS.finditer(text):
        page, numbers = match[1], re.findall(r'\d+(?:\.\d+)*', match[2])
        if page is None:
            if not ADDRESS.search(raw):
                yield f'{name}: "{match[0]}": a section of which text?'
            continue
        path = root / 'docs' / f'{page}.md'
        if not path.exists():
            yield f'{name}: docs/{page}.md: no such file'
            continue
        there = {number for number, _ in headings(path)}
        yield from (f'{name}: docs/{page}.md has no section {n}' for n in numbers if n not in there)
    for page, words in QUOTED.findall(text):
        path = root / 'docs' / f'{page}.md'
        if not path.exists() or words not in {w for _, w in headings(path)}:
            yield f'{name}: docs/{page}.md has no heading "{words}"'
    for match in FILE.finditer(text):
        if match[1] not in known_files and not WRITTEN.search(text[max(0, match.start() - 8):match.end() + 1]):
            yield f'{name}: {match[1]}: no such file in the repository'
    for match in NAMELESS.finditer(text):
        yield f'{name}: "{match[0]}": which text is that? Name a page of docs/'


def main(root):
    known_files = {p.name for p in root.rglob('*.md') if '.git' not in p.parts}
    trouble = list(check_numbers(root / 'docs' / f'{NUMBERED_PAGE}.md'))
    looked_at = 0
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob('*')):
            name = path.relative_to(root).as_posix()
            if not path.is_file() or path.suffix not in SUFFIXES or name.startswith(CLAUSES):
                continue
            raw = path.read_text(encoding='utf-8')
            looked_at += 1
            trouble += check_text(root, name, re.sub(r'\n[ *#/]*', ' ', raw), known_files, raw)
    for line in trouble:
        print(line)
    print(f'{looked_at} files, {len(trouble)} problems')
    return 1 if trouble or looked_at < 500 else 0


sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
