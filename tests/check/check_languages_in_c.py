#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""C knows no language by name: base/languages.def alone lists them (docs/decisions/0350).

    check_languages_in_c.py SOURCE

Looks in the code of libaudit/ and cli/, without comments, for the code of a language as a literal ("fr"), for
LANGUAGE_fr, for columns of a language ("message_fr") and for letters of another script than Latin.
Exempt are words that *data* hold, whatever the language of the run: names in a column of their own,
units, and signs for a missing value.
"""
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from known.languages import listed

#: Files with words that data hold, and why.
WORDS_OF_DATA = {
    "base/unit.c": "units as data write them",
    "base/quantity.c": "digits and separators as data write them",
    "base/text.c": "signs for a missing value",
    "read/parse_value.c": "yes and no as data write them",
    "diff/diff_known.c": "signs for a missing value",
}
#: Names of people's streets in a second column of the data: the field name_ar and what comes of it.
NAMES = re.compile(r'"(?:\w+_)?(?:name|street)_ar"|"_ar"|attribute\(\'name[_:](?:ar|en)\'\)')
LATIN = "\u024f"  # the last Latin letter of the extended block
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*', re.S)


def code_of(path):
    """The file without comments, line by line."""
    text = path.read_text(encoding="utf-8")
    return COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text).split("\n")


def findings(source):
    codes = "|".join(listed(source))
    named = re.compile(rf'"(?:{codes})"|\bLANGUAGE_(?:{codes})\b|_(?:{codes})"')
    for folder in ("libaudit", "cli"):
        for path in sorted(Path(source, folder).rglob("*")):
            name = str(path.relative_to(Path(source, folder)))
            if path.suffix not in (".c", ".h", ".def") or name == "base/languages.def":
                continue
            for number, line in enumerate(code_of(path), 1):
                rest = NAMES.sub("", line)
                foreign = name not in WORDS_OF_DATA and any(c.isalpha() and c > LATIN for c in rest)
                if named.search(rest) or foreign:
                    yield f"{folder}/{name}:{number}: {line.strip()[:100]}"


if __name__ == "__main__":
    found = list(findings(sys.argv[1]))
    print("\n".join(found))
    print(f"{len(found)} places know a language by name")
    sys.exit(1 if found else 0)
