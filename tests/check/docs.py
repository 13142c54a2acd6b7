#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The generated pages of docs/ say what the data say; every link in docs/, and every page and heading
that sources name, leads somewhere.

    docs.py PRINT-DOCS PROJECT-FOLDER           compare (exit 1 when a page is out of date)
    docs.py --write PRINT-DOCS PROJECT-FOLDER   write the pages
"""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from header_functions import listed, public_headers  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
CODES = re.findall(r'^LANGUAGE\((\w+),', (ROOT / 'libaudit/base/languages.def').read_text(encoding='utf-8'), re.M)
PAGES = ['rules', 'measures', 'diagnostics', 'profiles', 'works'] + [f'{page}-{code}' for page in ('profiles', 'works') for code in CODES[1:]]
PRINTED = re.compile(r'(<!-- (columns_\w+|options|functions|declared_conflicts) -->\n)(.*?)(<!-- end -->)', re.S)
LINK = re.compile(r'\]\(([^)\s]+)\)')


def printed(program, page):
    return subprocess.run([program, page], check=True, stdout=subprocess.PIPE).stdout


def write(program, docs):
    for page in PAGES:
        (docs / f'{page}.md').write_bytes(printed(program, page))
        print(f'wrote docs/{page}.md')
    for page in pages_with_tables(docs):
        page.write_text(with_tables(program, page), encoding='utf-8')
        print(f'wrote the tables of docs/{page.name}')


def pages_with_tables(docs):
    """Written by hand but for what stands between <!-- columns_x -->, <!-- options --> or <!-- functions --> and
    <!-- end -->."""
    return [page for page in sorted(docs.glob('*.md')) if PRINTED.search(page.read_text(encoding='utf-8'))]


def with_tables(program, page):
    def table(match):
        made = listed(public_headers(ROOT)) if match[2] == 'functions' else printed(program, match[2]).decode()
        return match[1] + made + match[4]
    return PRINTED.sub(table, page.read_text(encoding='utf-8'))


def anchors(path):
    """Anchors of a Markdown file: its headings as GitHub names them, and explicit ones."""
    text = path.read_text(encoding='utf-8')
    found = set(re.findall(r'<a id="([^"]+)"', text))
    for heading in re.findall(r'^#+ +(.+?) *$', text, re.M):
        name = re.sub(r'\[([^]]*)\]\([^)]*\)', r'\1', heading).lower()
        found.add(re.sub(r'[^\w\- ]', '', name).replace(' ', '-'))
    return found


def dead_links(root):
    pages = sorted((root / 'docs').rglob('*.md')) + [root / 'README.md', root / 'CONTRIBUTING.md']
    for page in pages:
        text = re.sub(r'```.*?```', '', page.read_text(encoding='utf-8'), flags=re.S)
        for link in LINK.findall(text):
            if '://' in link or link.startswith('mailto:'):
                continue
            target, _, anchor = link.partition('#')
            path = (page.parent / target).resolve() if target else page
            if not path.exists():
                yield f'{page.relative_to(root)}: {link}: no such file'
            elif anchor and path.suffix == '.md' and anchor not in anchors(path):
                yield f'{page.relative_to(root)}: {link}: no such heading'


SOURCES = ['libaudit', 'cli', 'tests', 'fixtures']
NAMED = re.compile(r'\bdocs/([\w./-]+\.(?:md|json))(#[\w-]+)?')
BESIDE = re.compile(r'(?: and|,) (#[\w-]+)')  # "docs/scoring.md#one-element and #compliance"


def named_pages(root):
    """Pages and headings that comments and data name: whoever reads them must find them."""
    for folder in SOURCES:
        for path in sorted((root / folder).rglob('*')):
            if path.suffix not in ('.c', '.h', '.cc', '.def', '.py', '.yaml', '.build', '.t', '.md') \
                    or path == pathlib.Path(__file__).resolve():
                continue
            text = re.sub(r'\n[ *#/]*', ' ', path.read_text(encoding='utf-8'))
            name = path.relative_to(root)
            for match in NAMED.finditer(text):
                page, wanted = root / 'docs' / match[1], [match[2]] if match[2] else []
                at = match.end()
                while wanted and (more := BESIDE.match(text, at)):
                    wanted.append(more[1])
                    at = more.end()
                if not page.exists():
                    yield f'{name}: docs/{match[1]}: no such file'
                for anchor in wanted:
                    if page.exists() and page.suffix == '.md' and anchor[1:] not in anchors(page):
                        yield f'{name}: docs/{match[1]}{anchor}: no such heading'


def options_described(root):
    """Every field of rasif_options has its row in options.def, and every row its field."""
    header = re.sub(r'/\*.*?\*/', '', public_headers(root), flags=re.S)
    body = re.search(r'typedef struct\s*{([^}]*)}\s*rasif_options;', header)[1]
    fields = {name for line in body.split(';') for name in re.findall(r'(\w+)\s*(?:,|$)', line.strip())}
    rows = set(re.findall(r'^(?:TEXT|FLAG|CHOICE|NUMBER|NUMBER_OR_NONE|OWN|LIST)\((\w+),',
                          (root / 'libaudit/options.def').read_text(encoding='utf-8'), re.M))
    fields = {name for name in fields if name != 'size' and not name.startswith('n_')}
    for name in sorted(fields - rows):
        yield f'libaudit/options.def: no row for rasif_options.{name}'
    for name in sorted(rows - fields):
        yield f'libaudit/options.def: {name} is no field of rasif_options'
    if len(fields) < 30:
        yield f'only {len(fields)} fields found in rasif_options'


def main():
    program, folder = sys.argv[-2:]
    root = pathlib.Path(folder).resolve()
    if sys.argv[1] == '--write':
        write(program, root / 'docs')
        return
    trouble = list(dead_links(root)) + list(named_pages(root)) + list(options_described(root))
    for page in PAGES:
        path = root / 'docs' / f'{page}.md'
        if not path.is_file() or path.read_bytes() != printed(program, page):
            trouble.append(f'docs/{page}.md is out of date; `meson compile -C build docs` writes it again')
    pages = pages_with_tables(root / 'docs')
    if not pages:
        trouble.append('no page of docs/ has a table of columns: is the mark <!-- columns_x --> gone?')
    for page in pages:
        if page.read_text(encoding='utf-8') != with_tables(program, page):
            trouble.append(f'tables of docs/{page.name} are out of date; `meson compile -C build docs` writes them again')
    for line in trouble:
        print(line)
    sys.exit(1 if trouble else 0)


if __name__ == '__main__':
    main()
