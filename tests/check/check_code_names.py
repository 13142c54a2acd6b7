#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Pages for those who change the code name files, functions and types that exist.

    check_code_names.py PROJECT-FOLDER

Looked at: PAGES. In backticks, `read/cells.c` is a file of the repository or of libaudit/, and
`read/cells.c:cell_read` a name defined in it. A name alone right behind it, like `cell_free` in
"`read/cells.c:cell_read`, `cell_free`", is defined in the same file."""
import pathlib
import re
import sys

PAGES = ['docs/architecture.md', 'docs/words-inside.md', 'CONTRIBUTING.md', 'README.md']
TOKEN = re.compile(r'`([^`\n]+)`')
PATH = re.compile(r'((?:[\w.-]+/)*[\w.-]+\.(?:c|h|def|py|sh|build|map|yaml))(?::(\w+))?')
PLACEHOLDER = re.compile(r'(?:^|[/_])(?:x|xx|X|NNNN|NAME|TABLE)\b|\*')
# Files of a user, not of the repository.
EXAMPLES = {'libaudit.h'}


def find(root, name):
    """The file of this path, or of this name when the page names no folder."""
    for base in (root, root / 'libaudit'):
        if (base / name).is_file():
            return base / name
    return None if '/' in name else next((root / 'libaudit').rglob(name), None)


def defines(text, name):
    """A function with a body, a macro, a type, an array or a member of an enum."""
    patterns = (rf'^[a-zA-Z][\w \*]*\b{name}\([^;]*?\)\s*\{{', rf'^#define {name}\b', rf'\b(?:struct|enum|union)(?: __attribute__\(.*\))? {name} \{{',
                rf'\}} {name};', rf'\b{name}\([^;{{]*\);', rf'^typedef [^\n]* {name};', rf'\b{name}\[[^\n]*= \{{', rf'^ +{name}(?: = [^,\n]+)?,')
    return any(re.search(p, text, re.M | re.S) for p in patterns)


def parts(text):
    """Cells of tables and paragraphs, without blocks of code."""
    text = re.sub(r'```.*?```', '', text, flags=re.S)
    for paragraph in re.split(r'\n\n+', text):
        if paragraph.startswith('|'):
            yield from re.split(r'(?<!\\)\||\n', paragraph)
        else:
            yield paragraph


def main(root):
    trouble, names = [], 0
    for page in PAGES:
        for part in parts((root / page).read_text(encoding='utf-8')):
            path, end = None, 0
            for token in TOKEN.finditer(part):
                match = PATH.fullmatch(token[1])
                follows = path is not None and part[end:token.start()] in (', ', ' and ')
                if match is None and not (follows and re.fullmatch(r'[a-z]\w*', token[1])):
                    path = None
                    continue
                if match is not None and (PLACEHOLDER.search(match[1]) or match[1] in EXAMPLES):
                    continue
                path = path if match is None else find(root, match[1])
                name = token[1] if match is None else match[2]
                end = token.end()
                names += 1
                if path is None:
                    trouble.append(f'{page}: {match[1]}: no such file')
                elif name and not defines(path.read_text(encoding='utf-8'), name):
                    trouble.append(f'{page}: {path.relative_to(root)} does not define {name}')
                if match is not None and not match[2]:
                    path = None
    for line in trouble:
        print(line)
    print(f'{names} names, {len(trouble)} problems')
    return 1 if trouble or names < 60 else 0


sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
