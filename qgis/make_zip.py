#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The plugin as one zip file, the same bytes whenever it is made.

    make_zip.py RASIF.zip [LRELEASE]
"""
import pathlib
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ENDINGS = {'.py', '.svg', '.txt', '.qm'}


def add(archive, name, data):
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def main():
    target, lrelease = sys.argv[1], (sys.argv[2:] or [''])[0]
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(target, 'w') as archive:
        for path in sorted((HERE / 'rasif').iterdir()):
            if path.suffix in ENDINGS:
                add(archive, f'rasif/{path.name}', path.read_bytes())
        add(archive, 'rasif/LICENSE', (HERE.parent / 'LICENSE').read_bytes())
        for path in sorted((HERE / 'rasif/i18n').glob('*.ts')) if lrelease else []:
            compiled = pathlib.Path(folder) / f'{path.stem}.qm'
            subprocess.run([lrelease, '-silent', path, '-qm', compiled], check=True)
            add(archive, f'rasif/i18n/{compiled.name}', compiled.read_bytes())


if __name__ == '__main__':
    main()
