#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every file of $RASIF_SHARED/data/cases is named by some topic beside this file.

    check_named.py
"""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'tools'))
from running import Complaints, shared


def main():
    wrong = Complaints()
    topics = ''.join(path.read_text(encoding='utf-8') for path in HERE.glob('*.py'))
    for path in sorted(shared('data', 'cases').iterdir()):
        wrong.expect(path.name in topics or path.suffix == '.md', f'no topic names {path.name}')
    wrong.finish()


if __name__ == '__main__':
    main()
