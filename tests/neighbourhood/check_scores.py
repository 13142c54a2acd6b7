#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every score of a fixture, computed by rasif and by somebody else.

    check_scores.py RASIF FIXTURE.gpkg CSV-FOLDER

When the folder holds expected.csv (the corner, worked out by hand), to half a unit of the fourth
decimal; else against tools/oracle.py, a second implementation of the definition (there exact ties
may be rounded either way).
"""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, run


def main():
    rasif, fixture, source = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        output, expected = pathlib.Path(folder) / 'out.gpkg', pathlib.Path(folder) / 'expected.csv'
        run(rasif, 'audit', fixture, '-o', output, '--columns', 'full', '-q')
        if (source / 'expected.csv').exists():
            expected, tolerance = source / 'expected.csv', '5e-5'
        else:
            with open(expected, 'w', encoding='utf-8') as table:
                subprocess.run([sys.executable, SOURCE / 'tests/tools/oracle.py', source],
                               stdout=table, check=True)
            tolerance = '1.01e-4'
        compare = SOURCE / 'tests/tools/compare_scores.py'
        sys.exit(subprocess.run([sys.executable, compare, output, expected, tolerance],
                                check=False).returncode)


if __name__ == '__main__':
    main()
