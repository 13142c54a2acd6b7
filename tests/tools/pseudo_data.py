#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Embeds the data with a pseudo-language in the place of a real one: every English text in ⟦brackets⟧.

    pseudo_data.py OUTPUT.c EMBED.py DATA CODE [DATA_PATH=FILE...]

What a program with these data shows in CODE, and that is not in brackets, is English in the code, a
name of the data, or one of the words that programs exchange (ids, columns, units). The plural rules are
those of English. Other languages stay as they are.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

FIRST = "en"


def wrapped(node):
    """A text, or a tree of them, in brackets."""
    return {k: wrapped(v) for k, v in node.items()} if isinstance(node, dict) else f"⟦{node}⟧"


def with_code(node, code):
    """Adds the pseudo-language to every text that has languages."""
    if isinstance(node, list):
        return [with_code(item, code) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: with_code(value, code) for key, value in node.items() if key != code}
    if isinstance(out.get(FIRST), str):
        out[code] = wrapped(out[FIRST])
    return out


def write(path, tree):
    path.write_text(yaml.dump(tree, allow_unicode=True, default_style='"', width=1 << 20, sort_keys=False),
                    encoding="utf-8")


def main(output, embed, data, code, *others):
    with tempfile.TemporaryDirectory() as folder:
        files = list(others)
        for path in sorted(Path(data).rglob("*")):
            name = str(path.relative_to(data))
            if path.suffix not in (".yaml", ".css", ".js"):
                continue
            if path.suffix == ".yaml" and name != "words.yaml":
                tree = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
                if name == f"text/{code}.yaml":
                    english = yaml.load((path.parent / f"{FIRST}.yaml").read_text(encoding="utf-8"),
                                        Loader=yaml.BaseLoader)
                    tree = wrapped(english) | {"plural": english["plural"]}
                elif not name.startswith("text/"):
                    tree = with_code(tree, code)
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                write(path, tree)
            files.append(f"{name}={path}")
        subprocess.run([sys.executable, embed, output, *files], check=True)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
