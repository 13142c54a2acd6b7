#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The QGIS plugin as a reader of its files sees it, without QGIS.

    check_plugin_texts.py RASIF

Every text that the plugin shows is in every file of i18n/, translated, with the same placeholders, and no
other text is; every option that it passes is one of the command; the zip holds what QGIS needs.
"""
import ast
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, Complaints, run

PLUGIN = SOURCE / 'qgis/rasif'
# Names whose texts are translated where they are shown.
SHOWN_LATER = {'TITLE', 'HELP', 'ROLES', 'UNMAPPED', 'STAGES'}
FOREIGN = {'%1 [optional]'}  # a text of QGIS that its own Arabic translation breaks


def strings(node):
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def names(node):
    return [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]


def shown_texts(path):
    """Texts that a file gives to tr(), now or later; words without a capital that only tell things apart are left out."""
    tree = ast.parse(path.read_text(encoding='utf-8'))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, 'id', '') == 'tr':
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', '') in SHOWN_LATER:
            value = node.value
            if isinstance(value, ast.Constant):
                yield value.value
            elif isinstance(value, ast.Dict):
                yield from (strings(one)[0] for one in value.values)
            elif isinstance(value, ast.List):
                yield from (one.elts[1].value for one in value.elts)
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple) and 'title' in names(node.target):
            yield from (one.elts[-1].value for one in node.iter.elts)


def main():
    rasif, wrong = pathlib.Path(sys.argv[1]).resolve(), Complaints()
    texts = {text for path in sorted(PLUGIN.glob('*.py')) for text in shown_texts(path) if text}
    wrong.expect(len(texts) > 50, f'only {len(texts)} texts')
    for path in sorted((PLUGIN / 'i18n').glob('*.ts')):
        root = xml.etree.ElementTree.parse(path).getroot()
        known = {m.findtext('source'): m.find('translation') for m in root.iter('message')}
        for text in sorted(texts - set(known)):
            wrong.expect(False, f'{path.name}: {text!r} is not translated')
        for text in sorted(set(known) - texts - FOREIGN):
            wrong.expect(False, f'{path.name}: {text!r} is shown nowhere')
        for text, translation in known.items():
            wrong.expect(translation.text and translation.get('type') is None, f'{path.name}: {text!r} is unfinished')
            places = [sorted(re.findall(r'\{\}|%1', part or '')) for part in (text, translation.text)]
            wrong.expect(places[0] == places[1], f'{path.name}: {text!r} has other placeholders')
    options = set(re.findall(r"'(--[a-z-]+)", ' '.join(path.read_text(encoding='utf-8') for path in PLUGIN.glob('*.py'))))
    options.discard('--')
    helps = ' '.join(run(rasif, name, '--help').stdout for name in ('audit', 'inspect', 'diff', 'rules'))
    for option in sorted(options):
        wrong.expect(re.search(rf'{option}\b', helps), f'the command has no option {option}')
    with tempfile.TemporaryDirectory() as folder:
        archive = pathlib.Path(folder) / 'plugin.zip'
        subprocess.run([sys.executable, SOURCE / 'qgis/make_zip.py', archive], check=True)
        names = set(zipfile.ZipFile(archive).namelist())
        for path in [*PLUGIN.glob('*.py'), PLUGIN / 'metadata.txt', PLUGIN / 'icon.svg']:
            wrong.expect(f'rasif/{path.name}' in names, f'the zip lacks {path.name}')
    wrong.finish()


if __name__ == '__main__':
    main()
