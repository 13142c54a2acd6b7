# SPDX-License-Identifier: MIT
"""docs/python.md, cell by cell: every block of Python is run, and prints the text that follows it. "..." stands for
anything. A cell that begins with "# needs MODULE" is left out where there is none."""
import ast
import contextlib
import doctest
import importlib.util
import io
import os
import re
import unittest

from given import SOURCE, Folder

BLOCK = re.compile(r'^```(\w+)\n(.*?)^```', re.M | re.S)


def run_cell(code, names):
    """As a notebook does: what the last line comes to is printed."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
        exec(compile(tree, 'docs/python.md', 'exec'), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), 'docs/python.md', 'eval'), names)
            if value is not None:
                print(value)
    return out.getvalue()


class Page(Folder):
    def test_page__every_cell__prints_what_stands_under_it(self):
        missing = [name for name in ('pandas', 'geopandas') if importlib.util.find_spec(name) is None]
        if missing:
            self.skipTest(f'{missing[0]} is not installed')
        blocks = BLOCK.findall((SOURCE / 'docs/python.md').read_text(encoding='utf-8'))
        names, left_out, n = {}, [], 0
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)
        for (language, code), (following, expected) in zip(blocks, [*blocks[1:], ('', '')]):
            if language != 'python':
                continue
            needed = re.match(r'# needs (\w+)\n', code)
            if needed and importlib.util.find_spec(needed[1]) is None:
                left_out.append(needed[1])
                continue
            found = run_cell(code, names)
            expected = expected if following == 'text' else ''
            self.assertTrue(doctest.OutputChecker().check_output(expected, found, doctest.ELLIPSIS),
                            f'{code}prints\n{found}and not\n{expected}')
            n += 1
        self.assertGreater(n, 10)
        print(f'{n} cells; left out for want of: {left_out}')


if __name__ == '__main__':
    unittest.main()
