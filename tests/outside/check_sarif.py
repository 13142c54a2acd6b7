#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The SARIF report against the official schema of SARIF 2.1.0, the formats of its URIs included.

    check_sarif.py RASIF FIXTURE.gpkg...

77 (skipped) without python3-jsonschema or build/tools/sarif-2.1.0.json (tests/outside/get_tools.sh
fetches it). What the report says is held against the JSON report by tests/cli/check_formats.py.
"""
import json
import pathlib
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, Complaints, run, skip


def validator():
    try:
        import jsonschema
    except ImportError:
        skip('no python3-jsonschema')
    path = SOURCE / 'build/tools/sarif-2.1.0.json'
    if not path.exists():
        skip(f'no {path}')
    schema = json.loads(path.read_text(encoding='utf-8-sig'))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    checker = jsonschema.FormatChecker()
    # jsonschema leaves these two unchecked unless more packages are there.
    checker.checks('uri')(lambda text: bool(urllib.parse.urlsplit(text).scheme))
    checker.checks('uri-reference')(lambda text: ' ' not in text and text.isascii())
    return kind(schema, format_checker=checker)


def main():
    rasif, fixtures = sys.argv[1], sys.argv[2:]
    check = validator()
    wrong = Complaints()
    broken = {'version': '2.1.0', 'runs': [{'tool': {'driver': {'name': 'x', 'rules': [
        {'id': 'y', 'helpUri': 'docs/rules.md'}]}}, 'results': [{'level': 'error'}]}]}
    wrong.expect(len(list(check.iter_errors(broken))) == 2, 'the schema lets a broken report pass')
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        for fixture in fixtures:
            for options in (['--lang', 'en'], ['--lang', 'ar', '--findings', 'all']):
                file = pathlib.Path(folder) / 'r.sarif'
                run(rasif, 'audit', fixture, '-q', '-f', f'sarif:{file}', *options)
                for error in check.iter_errors(json.loads(file.read_text(encoding='utf-8'))):
                    place = '/'.join(map(str, error.absolute_path))
                    wrong.expect(False, f'{pathlib.Path(fixture).stem} {place}: {error.message[:200]}')
                wrong.expect(file.stat().st_size > 1000, 'an empty report')
    wrong.finish()


if __name__ == '__main__':
    main()
