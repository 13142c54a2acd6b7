# SPDX-License-Identifier: MIT
"""YAML, as strict as the library's reader."""
import yaml

from known.vocabulary import Bad


def construct(node, path, depth=1):
    if depth > 8:
        raise Bad(f"line {node.start_mark.line + 1}: nested deeper than 8")
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [construct(n, path, depth + 1) for n in node.value]
    out = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Bad(f"line {key.start_mark.line + 1}: a key must be a word")
        if key.value in out:
            raise Bad(f"line {key.start_mark.line + 1}: key '{key.value}' twice")
        out[key.value] = construct(value, path, depth + 1)
    return out


def read(path):
    raw = path.read_bytes()
    if len(raw) > 1 << 20:
        raise Bad("larger than 1 MiB")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as e:
        raise Bad(f"not UTF-8 ({e})")
    if text.startswith("\ufeff") or "\t" in text or "\r" in text or not text.endswith("\n"):
        raise Bad("byte order mark, tab, carriage return or no newline at the end")
    try:
        documents = 0
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
            line = event.start_mark.line + 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise Bad(f"line {line}: anchors and aliases are not allowed")
            if getattr(event, "tag", None):
                raise Bad(f"line {line}: tags are not allowed")
        if documents != 1:
            raise Bad(f"{documents} documents, must be 1")
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as e:
        raise Bad(str(e).replace("\n", " "))
    if not isinstance(root, yaml.MappingNode):
        raise Bad("must be a map")
    return construct(root, path)
