#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The shared library exports exactly the functions that its headers declare, and the list of what a
careless caller may pass (NULL, values that an enum does not have) has a row for every pointer and
every enum among their arguments and in the structs a caller fills.

    check_exports.py librasif.so api_null.def HEADER...
"""
import pathlib
import re
import subprocess
import sys

library, careless, *headers = sys.argv[1:]
listing = subprocess.run(['nm', '-D', '--defined-only', library], check=True,
                         capture_output=True, text=True).stdout
# Lines are "address type name@@version"; type A is the version node itself.
exported = {fields[2].split('@')[0] for fields in map(str.split, listing.splitlines())
            if len(fields) == 3 and fields[1] != 'A'}
text = re.sub(r'/\*.*?\*/', '', ''.join(pathlib.Path(header).read_text(encoding='utf-8') for header in headers), flags=re.S)
declared = set(re.findall(r'RASIF_API\b[^;]*?\b(rasif_\w+)\s*\(', text))

CALLBACKS = ['rasif_sink', 'rasif_log_fn', 'rasif_progress_fn']
FILLED = ['rasif_options', 'rasif_role_option', 'rasif_target', 'rasif_apply_options', 'rasif_survey_options',
          'rasif_merge_options', 'rasif_draft_options']  # by the caller
FREE = {'err', 'user'}  # NULL in half of all calls of the test; only passed on
enums = re.findall(r'typedef enum\s*{[^}]*}\s*(\w+);', text)
delicate = re.compile(r'\*|\b(?:' + '|'.join(CALLBACKS + enums) + r')\b')


def arguments(declarations):
    """Names of the pointers, callbacks and enums among "type name" and "type a, b"."""
    for declaration in declarations:
        if delicate.search(declaration):
            first, *others = declaration.split(',')
            yield from (re.search(r'(\w+)\s*$', name)[1] for name in [first, *others])


wanted = {(name, argument)
          for name, listed in re.findall(r'RASIF_API\b[^;]*?\b(rasif_\w+)\s*\(([^;]*)\);', text)
          for argument in arguments(listed.split(',')) if argument not in FREE}
for struct in FILLED:
    body = re.search(r'typedef struct\s*{([^}]*)}\s*' + struct + ';', text)[1]
    wanted |= {(struct, argument) for argument in arguments(body.split(';'))}
rows = set(re.findall(r'^ROW\((\w+), (\w+),', pathlib.Path(careless).read_text(encoding='utf-8'), flags=re.M))
missing = sorted(wanted - rows)

for name, argument in missing:
    print(f'{careless} has no row for {name}, {argument}')
if len(wanted) < len(declared):
    print(f'only {len(wanted)} arguments found in {len(declared)} functions')
for name in sorted(exported - declared):
    print(f'exported but not declared in a header: {name}')
for name in sorted(declared - exported):
    print(f'declared in a header but not exported: {name}')
if not declared:
    print('the headers declare nothing: is RASIF_API still its marker?')
sys.exit(0 if exported == declared and declared and not missing and len(wanted) >= len(declared) else 1)
