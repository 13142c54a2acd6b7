#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every key of a text that the code names is one of libaudit/data/text/en.yaml: a misspelt one would be shown as it is.

    check_text_keys.py PROJECT-FOLDER

A key is a literal of lower-case words with dots whose first word is a heading of the file ("verdict.part_unknown").
Literals that the code completes ("reach.") name a heading; what strncmp compares is the beginning of one.
"""
import pathlib
import re
import sys

import yaml

LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
KEY = re.compile(r'[a-z][a-z_]*(?:\.[a-z0-9_]+)+\.?')
# Literals that look like keys and are none: keys of audit_manifest and names of files.
OTHERS = re.compile(r'(?:options|profile|standard|crs|dem|tolerance|baseline|input)\.\w+|.*\.(?:yaml|gpkg|c|h|md|def|json|html|shp)')


def flatten(tree, path=''):
    for name, value in tree.items():
        key = f'{path}.{name}' if path else str(name)
        yield key
        if isinstance(value, dict):
            yield from flatten(value, key)


def main():
    root = pathlib.Path(sys.argv[1])
    text = yaml.safe_load((root / 'libaudit/data/text/en.yaml').read_text(encoding='utf-8'))
    keys, used, wrong = set(flatten(text)), 0, 0
    for path in sorted((root / 'libaudit').rglob('*.[ch]')):
        code = re.sub(r'/\*.*?\*/', lambda m: '\n' * m[0].count('\n'), path.read_text(encoding='utf-8'), flags=re.S)
        for line, content in enumerate(code.split('\n'), 1):
            for literal in LITERAL.findall(content):
                if not KEY.fullmatch(literal) or literal.split('.')[0] not in text or OTHERS.fullmatch(literal):
                    continue
                used += 1
                begins = 'strncmp(' in content and any(key.startswith(literal) for key in keys)
                if literal.rstrip('.') not in keys and not begins:
                    print(f'{path.relative_to(root)}:{line}: "{literal}" is no key of en.yaml')
                    wrong += 1
    print(f'{used} keys, {wrong} problems')
    sys.exit(1 if wrong or used < 200 else 0)


if __name__ == '__main__':
    main()
