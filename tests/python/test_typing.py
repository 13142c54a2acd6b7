# SPDX-License-Identifier: MIT
"""mypy, where it is installed: the package under --strict, and programs that use it rightly and wrongly."""
import importlib.util
import subprocess
import sys
import unittest

from given import SOURCE, Folder


@unittest.skipUnless(importlib.util.find_spec('mypy'), 'mypy is not installed')
class Typing(Folder):
    def mypy(self, *arguments):
        return subprocess.run([sys.executable, '-m', 'mypy', '--cache-dir', str(self.folder / 'cache'), '--config-file',
                               str(SOURCE / 'python/pyproject.toml'), *map(str, arguments)],
                              capture_output=True, text=True, check=False, cwd=SOURCE / 'python')

    def test_package__strict__has_no_errors(self):
        done = self.mypy('rasif')
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_programs__that_use_it__right_passes_and_wrong_does_not(self):
        program = self.folder / 'program.py'
        program.write_text('import rasif\nwith rasif.audit("a.gpkg", columns="full", snap_m=1) as audit:\n'
                           '    n: int = len(audit["audit_findings"])\n    why: str = audit.gate("new").reason\n')
        self.assertEqual(self.mypy(program).returncode, 0, self.mypy(program).stdout)
        program.write_text('import rasif\nrasif.audit("a.gpkg", columns="wide")\nrasif.audit("a.gpkg", standart="x")\n'
                           'n: int = rasif.version()\n')
        wrong = self.mypy(program).stdout
        for line in (2, 3, 4):
            self.assertIn(f'program.py:{line}: error', wrong)


if __name__ == '__main__':
    unittest.main()
