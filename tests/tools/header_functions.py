# SPDX-License-Identifier: MIT
"""The functions that the public headers declare, for pages and tests."""
import re

HEADERS = ['rasif.h', 'rasif_files.h']  # below libaudit/

TITLE = re.compile(r'/\* ---- (.*?) -+ \*/')
FUNCTION = re.compile(r'^(?:RASIF_API|static inline) ([^;{]*?\b(rasif_\w+)\s*\([^;{]*\))\s*[;{]', re.M)


def public_headers(root):
    """Their text, one after the other."""
    return ''.join((root / 'libaudit' / name).read_text(encoding='utf-8') for name in HEADERS)


def functions(header):
    """Title of the section, declaration on one line, name: in the order of the header."""
    bare = re.sub(r'/\*(?! ----).*?\*/', '', header, flags=re.S)
    titles = [(found.start(), found[1]) for found in TITLE.finditer(bare)]
    for found in FUNCTION.finditer(bare):
        title = [name for at, name in titles if at < found.start()][-1]
        yield title, re.sub(r'\s+', ' ', found[1]), found[2]


def listed(header):
    """The list in docs/library.md: every declaration under the titles of the header's sections."""
    lines, last = [], None
    for title, declaration, _ in functions(header):
        if title != last:
            lines += ['```', ''] if last else []
            lines += [f'### {title[0].upper()}{title[1:]}', '', '```c']
        last = title
        lines.append(f'{declaration};')
    return '\n'.join([*lines, '```', ''])
