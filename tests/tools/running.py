# SPDX-License-Identifier: MIT
"""What the Python tests share: running rasif, hashes, read-only databases, the shared data."""
import hashlib
import os
import pathlib
import shlex
import sqlite3
import subprocess
import sys

SKIPPED = 77
SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROFILES = ('wcm', 'wcp', 'frm', 'old', 'can', 'low')


def skip(why):
    print(f'skipped: {why}')
    sys.exit(SKIPPED)


def shared(*parts):
    """A path below $RASIF_SHARED, else below ../shared beside the sources; skips the test when it
    is absent."""
    folder = pathlib.Path(os.environ.get('RASIF_SHARED') or SOURCE.parent / 'shared')
    path = folder.joinpath(*parts)
    if not path.exists():
        skip(f'no {path}')
    return path


def run(rasif, *arguments, expect=0, environment=None, **options):
    """Runs rasif; stops the test when the exit code is another than expected (None = any)."""
    command = [str(rasif), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, errors='backslashreplace',
                          env=dict(os.environ, LC_ALL='C.UTF-8') | (environment or {}),
                          stdin=subprocess.DEVNULL, check=False, timeout=600, **options)
    if expect is not None and done.returncode != expect:
        print(f'{shlex.join(command)}\nexit {done.returncode}, expected {expect}\n{done.stderr}')
        sys.exit(1)
    return done


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def database(path):
    """Read-only, rows by column name. Immutable: a connection that only may not write would leave a
    -wal and a -shm beside an input in WAL mode."""
    db = sqlite3.connect(pathlib.Path(path).absolute().as_uri() + '?immutable=1', uri=True)
    db.row_factory = sqlite3.Row
    db.text_factory = lambda raw: raw.decode('utf-8', 'backslashreplace')
    return db


def columns(db, table):
    return [row['name'] for row in db.execute('SELECT name FROM pragma_table_info(?)', (table,))]


def has_table(db, table):
    return db.execute('SELECT 1 FROM sqlite_master WHERE name = ?', (table,)).fetchone() is not None


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def key_of(db, table):
    """The integer primary key of an output table."""
    return next(row['name'] for row in db.execute('SELECT * FROM pragma_table_info(?)', (table,))
                if row['pk'])


def judged_tables(db):
    """Tables that an audit annotated."""
    names = [row[0] for row in db.execute("SELECT table_name FROM gpkg_contents")]
    return [name for name in names if 'rasif_role' in columns(db, name)]


class Complaints:
    """Collects what is wrong; `finish` prints it and ends the test."""

    def __init__(self):
        self.texts, self.checks = [], 0

    def expect(self, condition, text):
        self.checks += 1
        if not condition:
            self.texts.append(text)

    def finish(self):
        for text in self.texts[:40]:
            print(f'WRONG {text}')
        if len(self.texts) > 40:
            print(f'... and {len(self.texts) - 40} more')
        print(f'{self.checks} checks, {len(self.texts)} wrong')
        sys.exit(1 if self.texts or not self.checks else 0)
