# SPDX-License-Identifier: MIT
"""The list of languages (libaudit/base/languages.def) and the texts that the data lack in one of them."""
import re
from pathlib import Path

import yaml

ROW = re.compile(r'^LANGUAGE\((\w+), "([^"]+)", (LTR|RTL), (COMPLETE|PARTIAL), \w+, "\w*"\)$', re.M)
#: Whole kinds of entries in text/*.yaml that a language may word as it needs.
OWN = ("plural", "language")
PLACEHOLDER = re.compile(r"\{\w+\}")


def listed(source):
    """{code: complete} of the list, in its order."""
    text = (Path(source) / "libaudit" / "base" / "languages.def").read_text(encoding="utf-8")
    return {code: state == "COMPLETE" for code, _, _, state in ROW.findall(text)}


def scalars(node):
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def lacking_in_map(node, first, code, where):
    """Maps with a text in the first language and none in this one, anywhere in a file of rules and the like."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from lacking_in_map(item, first, code, where)
    elif isinstance(node, yaml.MappingNode):
        entries = scalars(node)
        text = entries.get(first)
        if isinstance(text, yaml.ScalarNode) and code not in entries:
            yield where, text.start_mark.line + 1, text.value
        for value in entries.values():
            yield from lacking_in_map(value, first, code, where)


def is_plural(node):
    return isinstance(node, yaml.MappingNode) and "other" in scalars(node)


def lacking_in_text(one, two, categories, key, where):
    """Texts under the keys of the first language's file that the other file lacks or fills otherwise."""
    if is_plural(one):
        forms = scalars(two) if two is not None else {}
        for category in categories:
            if category not in forms:
                yield where, one.start_mark.line + 1, f"{key}.{category}: " + scalars(one)["other"].value
    elif isinstance(one, yaml.MappingNode):
        others = scalars(two) if two is not None else {}
        for name, value in scalars(one).items():
            if key or name not in OWN:
                yield from lacking_in_text(value, others.get(name), categories,
                                           f"{key}.{name}" if key else name, where)
    elif not isinstance(two, yaml.ScalarNode):
        yield where, one.start_mark.line + 1, f"{key}: {one.value}"
    elif set(PLACEHOLDER.findall(one.value)) != set(PLACEHOLDER.findall(two.value)):
        yield where, one.start_mark.line + 1, f"{key}: the words in braces differ from '{one.value}'"


def lacking(data, first, code):
    """(file, line, text) of everything that the data have in the first language and not in `code`."""
    data = Path(data)
    for path in sorted(data.rglob("*.yaml")):
        name = str(path.relative_to(data))
        if name.startswith("text/") or name == "words.yaml":
            continue
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        yield from lacking_in_map(root, first, code, name)
    compose = lambda language: yaml.compose(
        (data / "text" / f"{language}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    one, two = compose(first), compose(code)
    categories = list(scalars(scalars(two)["plural"])) + ["other"]
    yield from lacking_in_text(one, two, categories, "", f"text/{first}.yaml")
