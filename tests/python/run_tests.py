#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a test of the Python package as it is in the source, with the library and the module that were built.

    run_tests.py PROJECT-FOLDER _stream.abi3.so LIBRARY RASIF NEIGHBOURHOOD.gpkg NAME

NAME is that of tests/python/test_NAME.py. Exit 77 when all of it was skipped."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile


def main():
    root, stream, library, rasif, neighbourhood = (pathlib.Path(name).resolve() for name in sys.argv[1:6])
    name = f'test_{sys.argv[6]}'
    with tempfile.TemporaryDirectory() as folder:
        package = pathlib.Path(folder) / 'rasif'
        shutil.copytree(root / 'python/rasif', package, ignore=shutil.ignore_patterns('__pycache__'))
        shutil.copy(stream, package)
        environment = dict(os.environ, PYTHONPATH=f'{folder}{os.pathsep}{root / "tests/python"}', RASIF_LIBRARY=str(library),
                           RASIF_COMMAND=str(rasif), RASIF_NEIGHBOURHOOD=str(neighbourhood), RASIF_SOURCE=str(root),
                           PYTHONDONTWRITEBYTECODE='1')
        done = subprocess.run([sys.executable, '-X', 'dev', '-W', 'error::ResourceWarning', '-m', 'unittest', '-v', name],
                              env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                              cwd=folder)
    print(done.stdout)
    lines = [line for line in done.stdout.splitlines() if ' ... ' in line]
    if done.returncode == 0 and lines and all(' ... skipped' in line for line in lines):
        sys.exit(77)
    sys.exit(done.returncode)


main()
