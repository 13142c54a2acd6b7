# SPDX-License-Identifier: MIT
"""mypy, where it is installed: the package under --strict, and programs that use it rightly and wrongly."""
import importlib.util
import subprocess
import sys
import unittest

from given import SOURCE, Folder


RIGHT = """import rasif
with rasif.audit("a.gpkg", columns="full", snap_m=1) as audit:
    n: int = len(audit["audit_findings"])
    why: str = audit.gate("new").reason
"""
WRONG = """import rasif
rasif.audit("a.gpkg", columns="wide")
rasif.audit("a.gpkg", standart="x")
n: int = rasif.version()
"""


@unittest.skipUnless(importlib.util.find_spec('mypy'), 'mypy is not installed')
class Typing(Folder):
    def test_package_and_a_program__strict__no_errors__a_wrong_program_has_one_in_every_line(self):
        right, wrong = self.folder / 'right.py', self.folder / 'wrong.py'
        right.write_text(RIGHT)
        wrong.write_text(WRONG)
        done = subprocess.run([sys.executable, '-m', 'mypy', '--cache-dir', str(self.folder / 'cache'), '--config-file',
                               str(SOURCE / 'python/pyproject.toml'), 'rasif', str(right), str(wrong)],
                              capture_output=True, text=True, check=False, cwd=SOURCE / 'python')
        errors = [line for line in done.stdout.splitlines() if ': error:' in line]
        self.assertEqual([line.split(':')[1] for line in errors if 'wrong.py' in line], ['2', '3', '4'], done.stdout + done.stderr)
        self.assertEqual(len(errors), 3, done.stdout)


if __name__ == '__main__':
    unittest.main()
