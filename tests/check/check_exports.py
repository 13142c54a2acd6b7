#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The shared library exports exactly the functions that rasif.h declares.

    check_exports.py librasif.so rasif.h
"""
import pathlib
import re
import subprocess
import sys

library, header = sys.argv[1:]
listing = subprocess.run(['nm', '-D', '--defined-only', library], check=True,
                         capture_output=True, text=True).stdout
# Lines are "address type name@@version"; type A is the version node itself.
exported = {fields[2].split('@')[0] for fields in map(str.split, listing.splitlines())
            if len(fields) == 3 and fields[1] != 'A'}
text = re.sub(r'/\*.*?\*/', '', pathlib.Path(header).read_text(encoding='utf-8'), flags=re.S)
declared = set(re.findall(r'RASIF_API\b[^;]*?\b(rasif_\w+)\s*\(', text))

for name in sorted(exported - declared):
    print(f'exported but not declared in rasif.h: {name}')
for name in sorted(declared - exported):
    print(f'declared in rasif.h but not exported: {name}')
if not declared:
    print('rasif.h declares nothing: is RASIF_API still its marker?')
sys.exit(0 if exported == declared and declared else 1)
