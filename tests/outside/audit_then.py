#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Audits a file and lets another program look at the output.

    audit_then.py validate|qgis|gdal|pixels RASIF INPUT

INPUT is a file, or the name of one below $RASIF_SHARED/data/real (default ../shared). Exit status of
the check; 77 (skipped) when the program or the file is not there. The system's Python runs the
checks: QGIS and GDAL belong to it.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, run, sha256, shared


def main():
    check, rasif, name = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]
    source = pathlib.Path(name).resolve() if '/' in name else shared('data', 'real', name)
    folder = SOURCE / 'tests/outside'
    python = '/usr/bin/python3' if shutil.which('/usr/bin/python3') else sys.executable
    before = sha256(source)
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        output = pathlib.Path(temporary) / 'out.gpkg'
        if check == 'gdal':
            command = [python, folder / 'open_gdal.py', rasif, source]
        else:
            report = pathlib.Path(temporary) / 'out.json'
            run(rasif, 'audit', source, '-o', output, '-f', f'json:{report}', '--findings', 'all', '--links', 'yes')
            command = {'validate': [python, folder / 'check_validate.py', source, output],
                       'qgis': [python, folder / 'check_qgis.py', output, '--names', report],
                       'pixels': [python, folder / 'map_pixels.py', output]}[check]
        code = subprocess.run(command, check=False, cwd=temporary).returncode
    if code == 0 and sha256(source) != before:
        print('the input was changed')
        code = 1
    sys.exit(code)


if __name__ == '__main__':
    main()
