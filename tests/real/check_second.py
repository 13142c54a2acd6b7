#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every score of files that people made, by rasif and by the second implementation (tests/tools/oracle.py).

    check_second.py RASIF PRESET PATH...

PATH lies in $RASIF_SHARED/data (default ../shared; skipped, 77, without it)."""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, run, shared, skip

TOLERANCE = '1.01e-4'  # exact ties may be rounded either way


def main():
    rasif, preset, *paths = sys.argv[1:]
    try:
        import osgeo.osr  # noqa: F401, brings longitudes and latitudes into metres
    except ImportError:
        skip('no GDAL for Python')
    failed = 0
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        output, expected = pathlib.Path(folder) / 'out.gpkg', pathlib.Path(folder) / 'expected.csv'
        for path in paths:
            source = shared('data', *path.split('/'))
            run(rasif, 'audit', source, '-o', output, '--force', '--columns', 'full', '-q')
            with open(expected, 'w', encoding='utf-8') as table:
                subprocess.run([sys.executable, SOURCE / 'tests/tools/oracle.py', '--preset', preset, source],
                               stdout=table, check=True)
            done = subprocess.run([sys.executable, SOURCE / 'tests/tools/compare_scores.py', output, expected, TOLERANCE],
                                  capture_output=True, text=True, check=False)
            print(f'{path}: {done.stdout.strip()}')
            failed += done.returncode != 0
    sys.exit(failed > 0)


if __name__ == '__main__':
    main()
