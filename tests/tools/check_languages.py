#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lists what the data lack in a language of the list (libaudit/base/languages.def).

    check_languages.py [CODE...] [--data DATA]

Without a code: every language that the list calls COMPLETE must have every text; for a PARTIAL one the
number of missing texts is printed, and it is an error that there are none, because the list is wrong
then. With codes: every missing text of these languages, as FILE:LINE: the English text. Exit code 0: nothing
is missing; 1: something is.
"""
import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from known.languages import lacking, listed


def main():
    source = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("codes", nargs="*")
    parser.add_argument("--data", type=Path, default=source / "libaudit" / "data")
    args = parser.parse_args()
    states = listed(source)
    first = next(iter(states))
    wrong = 0
    for code in args.codes or list(states)[1:]:
        if code not in states:
            parser.error(f"{code} is not in the list: {', '.join(states)}")
        missing = list(lacking(args.data, first, code))
        if args.codes or states[code]:
            for file, line, text in missing:
                print(f"{file}:{line}: {text}")
            wrong += len(missing)
        elif not missing:
            print(f"{code} lacks nothing: call it COMPLETE in libaudit/base/languages.def")
            wrong += 1
        print(f"{code}: {len(missing)} texts are missing")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
