#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the C array data_files[] (base/data.h) that holds files byte for byte.

Usage: embed.py OUTPUT.c DATA_PATH=FILE...

DATA_PATH is the name a file has in the library ("rules/sidewalk-gap.yaml"), FILE where it is now.
The output depends on names and bytes alone, never on the order of arguments. String literals
compile many times faster than lists of numbers; octal escapes, unlike hexadecimal ones, end after
three digits, whatever comes next.
"""
import sys

HEAD = """/* Written by libaudit/base/embed.py; do not edit. */
#include "base/data.h"

#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Woverlength-strings"
#endif

"""


def literal(data):
    """The bytes as C string literals, one per line of the file."""
    escapes = {b: "\\%03o" % b for b in range(256) if not 32 <= b < 127}
    escapes.update({ord("\n"): "\\n", ord('"'): '\\"', ord("\\"): "\\\\", ord("?"): "\\?"})
    lines = data.split(b"\n")
    pieces = [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    text = ["".join(escapes.get(b, chr(b)) for b in piece) for piece in pieces]
    return "\n".join('    "%s"' % t for t in text) or '    ""'


def main(arguments):
    if not arguments or any("=" not in a for a in arguments[1:]):
        sys.exit(__doc__)
    files = {}
    for argument in arguments[1:]:
        path, file = argument.split("=", 1)
        if path in files:
            sys.exit("embed.py: %s occurs twice" % path)
        with open(file, "rb") as stream:
            files[path] = stream.read()

    # Sorted as strcmp sorts.
    order = sorted(files, key=lambda path: path.encode())
    parts = [HEAD]
    for i, path in enumerate(order):
        parts.append("/* %s */\n" % path.replace("*/", "* /"))
        parts.append("static const unsigned char file_%d[] =\n%s;\n\n" % (i, literal(files[path])))
    parts.append("const struct data_file data_files[] = {\n")
    for i, path in enumerate(order):
        parts.append("%s,\n     file_%d, %d},\n"
                     % (literal(path.encode()).replace('    "', '    {"', 1), i, len(files[path])))
    parts.append("    {NULL, NULL, 0},\n};\n")
    with open(arguments[0], "w", encoding="utf-8", newline="\n") as stream:
        stream.write("".join(parts))


if __name__ == "__main__":
    main(sys.argv[1:])
