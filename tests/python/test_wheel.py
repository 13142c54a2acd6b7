# SPDX-License-Identifier: MIT
"""A wheel is made without a network, and works where it is installed."""
import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest
import zipfile

from given import NEIGHBOURHOOD, SOURCE, Folder

TOOLS = ('pip', 'setuptools', 'wheel')


@unittest.skipUnless(all(importlib.util.find_spec(name) for name in TOOLS), f'one of {", ".join(TOOLS)} is not installed')
class Wheel(Folder):
    def test_wheel__made_offline__has_all_files_and_audits(self):
        source = self.folder / 'python'
        shutil.copytree(SOURCE / 'python', source)
        done = subprocess.run([sys.executable, '-m', 'pip', 'wheel', '-q', '--no-build-isolation', '--no-deps', '--no-index', '-w',
                               str(self.folder), str(source)], capture_output=True, text=True, check=False,
                              env={name: value for name, value in os.environ.items() if name != 'PYTHONPATH'})
        if 'Python.h' in done.stderr:
            self.skipTest("Python's headers are not installed")
        self.assertEqual(done.returncode, 0, done.stderr)
        wheel, = self.folder.glob('rasif-*.whl')
        self.assertRegex(wheel.name, r'^rasif-[\d.]+-cp39-abi3-linux_\w+\.whl$')
        place = self.folder / 'installed'
        with zipfile.ZipFile(wheel) as file:
            file.extractall(place)
        files = {path.name for path in (place / 'rasif').iterdir()}
        self.assertLessEqual({path.name for path in (SOURCE / 'python/rasif').iterdir() if path.suffix in ('.py', '.pyi', '.typed')}, files)
        program = 'import rasif, sys; print(rasif.__file__); print(len(rasif.audit(sys.argv[1])["sidewalks"]))'
        out = subprocess.run([sys.executable, '-c', program, NEIGHBOURHOOD], env=dict(os.environ, PYTHONPATH=str(place)),
                             capture_output=True, text=True, check=True, cwd=self.folder).stdout.split()
        self.assertEqual(out, [str(place / 'rasif/__init__.py'), '120'])

    def test_versions__of_library_and_package__are_one(self):
        versions = {re.search(r"version: '([\d.]+)'", (SOURCE / 'meson.build').read_text())[1],
                    re.search(r'^version = "([\d.]+)"', (SOURCE / 'python/pyproject.toml').read_text(), re.M)[1],
                    re.search(r"^__version__ = '([\d.]+)'", (SOURCE / 'python/rasif/__init__.py').read_text(), re.M)[1]}
        self.assertEqual(len(versions), 1, versions)

    def test_modules__of_the_package__are_listed_in_meson(self):
        listed = set(re.findall(r"'rasif/([\w.]+)'", (pathlib.Path(SOURCE) / 'python/meson.build').read_text()))
        self.assertEqual(listed, {path.name for path in (SOURCE / 'python/rasif').iterdir() if path.is_file()})


if __name__ == '__main__':
    unittest.main()
