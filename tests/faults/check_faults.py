#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What can go wrong around a run: the output is what it was or complete and new, never between.

    check_faults.py RASIF INPUT CASE FAILING-WRITES.so|CITY

CASE is the name of a function below. Every case works in a folder of its own, and ends with nothing
in it but what belongs there, in the folder for temporary files as well.
"""
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, run, sha256, skip

MOMENTS = 50
SANITIZED = bool(os.environ.get('ASAN_OPTIONS'))  # their runtime must come first: nothing to preload


class Place:
    """A folder with an input and an old output, and what an audit makes of them."""

    def __init__(self, rasif, source, folder):
        self.rasif, self.folder = str(pathlib.Path(rasif).resolve()), folder
        self.input, self.output = folder / 'in.gpkg', folder / 'out.gpkg'
        self.temporary = folder / 'tmp'
        self.temporary.mkdir()
        shutil.copy(source, self.input)
        self.environment = dict(os.environ, TMPDIR=str(self.temporary), SOURCE_DATE_EPOCH='1768000000',
                                LC_ALL='C.UTF-8')
        self.wrong = Complaints()
        self.before = sha256(self.input)
        self.command = [self.rasif, 'audit', str(self.input), '-o', str(self.output), '--force', '-q',
                        '--threads', '2', '-f', f'json:{folder}/out.json']
        start = time.monotonic()
        self.good(self.command)
        self.seconds = time.monotonic() - start
        self.new = sha256(self.output)
        (folder / 'out.json').unlink()
        self.reset()

    def reset(self):
        """The old output: whatever it was, it is not what an audit writes."""
        self.output.write_bytes(b'old')
        self.old = sha256(self.output)

    def call(self, command, **options):
        return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              errors='backslashreplace', check=False, stdin=subprocess.DEVNULL,
                              env=self.environment | options.pop('environment', {}), timeout=300, **options)

    def good(self, command, **options):
        done = self.call(command, **options)
        self.wrong.expect(done.returncode == 0, f'{command}: exit {done.returncode}: {done.stderr}')
        return done

    def refused(self, where, done, code, words):
        """One sentence, the right exit code."""
        said = [line for line in done.stderr.splitlines() if line]
        self.wrong.expect(done.returncode == code, f'{where}: exit {done.returncode}: {done.stderr}')
        self.wrong.expect(len(said) == 1 and said[0].startswith('rasif: ') and words in said[0],
                          f'{where}: says {said}, not "{words}"')

    def either(self, where, old_only=False):
        """The output is the old one or the new one."""
        found = sha256(self.output)
        self.wrong.expect(found == self.old or (found == self.new and not old_only),
                          f'{where}: the output is neither')
        return found == self.new

    def alone(self, where, *names):
        """Nothing lies about."""
        left = {path.name for path in self.folder.iterdir()} - {'in.gpkg', 'out.gpkg', 'tmp', *names}
        left |= {f'tmp/{path.name}' for path in self.temporary.iterdir()}
        self.wrong.expect(not left, f'{where}: left behind {sorted(left)}')


def moments(place):
    """Random, the same in every run, some of them beyond the end."""
    chance = random.Random(20260115)
    return [chance.uniform(0, 1.1 * place.seconds) for _ in range(MOMENTS)]


def signals(place):
    """SIGINT, SIGTERM, SIGHUP at any moment: cancelled, and tidy at once."""
    cancelled = 0
    for n, moment in enumerate(moments(place)):
        number = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[n % 3]
        process = subprocess.Popen(place.command, env=place.environment, stderr=subprocess.PIPE, text=True)
        time.sleep(moment)
        process.send_signal(number)
        said = process.communicate(timeout=300)[1]
        where = f'{number.name} after {moment:.3f} s'
        new = place.either(where)
        if process.returncode == 4:
            cancelled += 1
            place.wrong.expect(said == 'rasif: cancelled\n', f'{where}: {said}')
        else:  # through already, or so early that nobody listened yet
            place.wrong.expect(process.returncode == 0 and new or process.returncode == -number,
                               f'{where}: exit {process.returncode}')
        (place.folder / 'out.json').unlink(missing_ok=True)
        place.alone(where)
        place.reset()
    place.wrong.expect(cancelled > 0, 'no run was cancelled')
    print(f'{cancelled} of {MOMENTS} were cancelled')


def crowded(place):
    """The input with a street that goes back and forth: stages take many seconds."""
    path = place.folder / 'crowded.gpkg'
    shutil.copy(place.folder / 'in.gpkg', path)
    with sqlite3.connect(path) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        fid, old = db.execute('SELECT fid, geom FROM streets LIMIT 1 OFFSET 20').fetchone()
        x, y = struct.unpack_from('<dd', old, 8 + (0, 32, 48, 48, 64)[old[3] >> 1 & 7] + 9)
        points = b''.join(struct.pack('<dd', x + 30 * (i % 2), y) for i in range(4000))
        db.execute('UPDATE streets SET geom = ? WHERE fid = ?',
                   (b'GP\0\1' + old[4:8] + b'\1' + struct.pack('<II', 2, 4000) + points, fid))
    db.close()
    return path


def patience(place):
    """A stage that does not look up for many seconds is not waited for."""
    crowd = crowded(place)
    command = [str(crowd) if word == str(place.folder / 'in.gpkg') else word for word in place.command]
    process = subprocess.Popen(command, env=place.environment, stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=300)[1]
    print(f'{time.monotonic() - begun:.2f} s')
    place.wrong.expect(process.returncode == 4 and said == 'rasif: cancelled\n',
                       f'exit {process.returncode}: {said}')
    place.either('cancelled', old_only=True)
    crowd.unlink()
    place.alone('cancelled')


def full_size(place):
    """No file may grow beyond a limit: a full disk as the kernel tells it."""
    place.good(place.command)
    size = place.output.stat().st_size
    (place.folder / 'out.json').unlink()
    place.reset()
    for limit in sorted({*range(0, 20480, 4096), *range(1, size, max(1, size // 20)), size - 1}):
        done = place.call(place.command,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        place.refused(f'at most {limit} bytes', done, 4, 'out.gpkg')
        place.either(f'at most {limit} bytes', old_only=True)
        place.alone(f'at most {limit} bytes')


def full_folder(place):
    """A disk that is full, where mounting a small one is allowed."""
    disk = place.folder / 'disk'
    disk.mkdir()
    script = ('mount -t tmpfs -o size="$1" tmpfs "$2" || exit 99; shift 2; "$@"; code=$?; '
              'ls -A "$0" >&2; exit $code')
    for pages in (1, 8, 40, 100, 150):
        command = [*place.command[:4], f'{disk}/out.gpkg', '-q']
        done = place.call(['unshare', '-m', 'sh', '-c', script, disk, f'{4 * pages}k', disk, *command])
        if done.returncode == 99 or 'unshare' in done.stderr:
            skip('no small disk can be mounted here')
        place.refused(f'{pages} pages', done, 4, 'No space left on device')
    disk.rmdir()
    place.alone('full folder')


def count_writes(place):
    """A command, the environment in which a write of it can fail, and how many writes it has."""
    if SANITIZED:
        skip('nothing can be preloaded before a sanitizer')
    count = place.folder / 'count'
    preload = {'LD_PRELOAD': place.failing, 'RASIF_FAIL_COUNT': str(count)}
    command = [*place.command, '--threads', '1']
    place.good(command, environment=preload)
    n = int(count.read_text())
    count.unlink()
    return command, preload, n


def full_writes(place):
    """From any one write on all of them fail; and any single one."""
    command, preload, n = count_writes(place)
    place.reset()
    (place.folder / 'out.json').unlink()
    for once, most in (({}, 120), ({'RASIF_FAIL_ONCE': '1'}, 40)):
        for at in range(0, n, max(1, n // most)):
            done = place.call(command, environment=preload | once | {'RASIF_FAIL_FROM': str(at)})
            where = f'write {at} of {n} failed{" once" if once else ""}'
            new = place.either(where)
            if done.returncode != 0:
                place.refused(where, done, 4, 'out.')
            place.wrong.expect(done.returncode != 0 or new, f'{where}: said nothing')
            (place.folder / 'out.json').unlink(missing_ok=True)
            (place.folder / 'count').unlink()
            place.alone(where)
            place.reset()
    print(f'{n} writes')


def full_temporary(place):
    """The same for what is read through a private copy or a conversion."""
    if SANITIZED:
        skip('nothing can be preloaded before a sanitizer')
    line = [[35.9 + n / 10000, 31.95] for n in range(5)]
    features = [{'type': 'Feature', 'properties': {'sidewalk_id': f'a{n}', 'clear_width_m': n / 10, 'surface': 'asphalt'},
                 'geometry': {'type': 'LineString', 'coordinates': [[x, y + n / 10000] for x, y in line]}}
                for n in range(20)]
    foreign = place.folder / 'sidewalks.geojson'
    foreign.write_text(json.dumps({'type': 'FeatureCollection', 'features': features}))
    db = sqlite3.connect(place.input, isolation_level=None)
    db.execute('PRAGMA journal_mode = WAL')
    count = place.folder / 'count'
    for source in (foreign, place.input):
        command = [place.rasif, 'audit', source, '-q', '--threads', '1', '-f', f'json:{place.folder}/out.json']
        preload = {'LD_PRELOAD': place.failing, 'RASIF_FAIL_COUNT': str(count)}
        place.good(command, environment=preload)
        whole = sha256(place.folder / 'out.json')
        n = int(count.read_text())
        for once in ({}, {'RASIF_FAIL_ONCE': '1'}):
            for at in range(0, n, max(1, n // 25)):
                (place.folder / 'out.json').unlink(missing_ok=True)
                done = place.call(command, environment=preload | once | {'RASIF_FAIL_FROM': str(at)})
                where = f'{source.name}: write {at} of {n} failed{" once" if once else ""}'
                place.wrong.expect(done.returncode in (0, 3, 4), f'{where}: exit {done.returncode}: {done.stderr}')
                if done.returncode == 0:
                    place.wrong.expect(sha256(place.folder / 'out.json') == whole, f'{where}: another result')
                else:
                    place.refused(where, done, done.returncode, '')
                place.alone(where, 'count', 'sidewalks.geojson', 'out.json', 'in.gpkg-wal', 'in.gpkg-shm')
        print(f'{source.name}: {n} writes')
    db.close()


def memory(place):
    """A ceiling that is too low ends the run in order; one as documented is enough."""
    if SANITIZED:
        skip('a sanitizer takes more than any ceiling')
    network, features = place.folder / 'city.gpkg', 53_000
    subprocess.run([place.failing, '--sidewalks', '20000', network], check=True, stdout=subprocess.DEVNULL)
    command = [place.rasif, 'audit', network, '-o', place.output, '--force', '-q', '--threads', '2', '-f',
               f'json:{place.folder}/out.json', '--max-memory']
    done = place.call([*command, '64M'])
    place.refused('64M', done, 4, 'out of memory: more is needed than the 64 MB of --max-memory')
    place.either('64M', old_only=True)
    place.alone('64M', 'city.gpkg')
    report = place.folder / 'out.json'
    place.good(command[:-1])
    size = report.stat().st_size
    report.unlink()
    place.good([*command, f'{100 + features / 2000 + size / 1e6:.0f}M'])
    place.alone('enough', 'city.gpkg', 'out.json')
    for size in ('63M', '64', '64K', '-1G', 'M', '', '1e3M', 'nanM', '2000G'):
        place.refused(size, place.call([*command, size]), 2, '--max-memory')


def nobody():
    """Options for a process that permissions hold for, also when root tests."""
    return {'user': 65534, 'group': 65534, 'extra_groups': []} if os.geteuid() == 0 else {}


def reachable(place):
    for path in (place.folder, place.temporary):
        path.chmod(0o777)
    try:
        reached = place.call([place.rasif, 'version'], **nobody()).returncode == 0
    except PermissionError: # a folder above is closed: the program is not even begun
        reached = False
    if not reached:
        skip('the build folder is closed to other users')


def folders(place):
    """Folders and files that may not be written, or not be read."""
    reachable(place)
    closed = place.folder / 'closed'
    closed.mkdir()
    shutil.copy(place.input, closed / 'in.gpkg')
    (closed / 'in.gpkg').chmod(0o444)
    closed.chmod(0o555)
    place.good([place.rasif, 'audit', closed / 'in.gpkg', '-q', '-o', place.folder / 'new.gpkg'], **nobody())
    place.wrong.expect(sha256(place.folder / 'new.gpkg') == place.new, 'read from a closed folder: another output')
    (place.folder / 'new.gpkg').unlink()
    done = place.call([place.rasif, 'audit', place.input, '-q', '-o', closed / 'new.gpkg'], **nobody())
    place.refused('closed folder', done, 4, 'Permission denied')
    done = place.call([place.rasif, 'audit', place.input, '-q', '-o', '/proc/new.gpkg'], **nobody())
    place.wrong.expect(done.returncode == 4, f'into /proc: exit {done.returncode}: {done.stderr}')
    secret = place.folder / 'secret.gpkg'
    shutil.copy(place.input, secret)
    secret.chmod(0)
    done = place.call([place.rasif, 'audit', secret], **nobody())
    place.refused('unreadable input', done, 3, 'Permission denied')
    secret.unlink()
    done = place.call([place.rasif, 'audit', place.folder], **nobody())
    place.wrong.expect(done.returncode == 3, f'a folder as input: exit {done.returncode}: {done.stderr}')
    closed.chmod(0o755)
    shutil.rmtree(closed)
    place.alone('folders')


def names(place):
    """Any name: spaces, Arabic, what SQL, URIs and printf find special; links."""
    for name in ('two words.gpkg', 'شارع الرصيف.gpkg', '%41?a=b#c&d.gpkg', "o'neil \"x\".gpkg", '100%s%n.gpkg',
                 '-dash.gpkg', 'a;drop table.gpkg', 'noextension'):
        source, target = place.folder / name, place.folder / f'out {name.removesuffix(".gpkg")}.gpkg'
        shutil.copy(place.input, source)
        place.good([place.rasif, 'audit', '-q', '-o', target, '--', source])
        place.wrong.expect(target.exists(), f'{name}: no output')
        place.wrong.expect(sha256(source) == place.before, f'{name}: changed')
        target.unlink(missing_ok=True)
        source.unlink()
    link, real = place.folder / 'link.gpkg', place.folder / 'real.gpkg'
    link.symlink_to(place.input)
    real.write_bytes(b'old')
    place.output.unlink()
    place.output.symlink_to('real.gpkg')
    place.good([*place.command[:2], link, *place.command[3:-2]])
    place.wrong.expect(place.output.is_symlink() and real.stat().st_size > 10000, 'not written through a link')
    link.unlink()
    real.unlink()
    place.output.unlink()
    place.alone('names')


def beside(place):
    """A -wal or -journal beside the output is somebody's unfinished work: refused, left alone."""
    for suffix in ('-wal', '-journal'):
        left = pathlib.Path(f'{place.output}{suffix}')
        left.write_bytes(b'unfinished')
        done = place.call(place.command)
        place.refused(suffix, done, 4, f'out.gpkg{suffix}')
        place.either(suffix, old_only=True)
        place.wrong.expect(left.read_bytes() == b'unfinished', f'{suffix} was touched')
        left.unlink()
        place.alone(suffix)


def reader(place):
    """Somebody has the old output open and reads: the old one to the end; the new one after."""
    place.good(place.command)
    place.output.replace(place.folder / 'first.gpkg')
    for mode in ('DELETE', 'WAL'):
        shutil.copy(place.folder / 'first.gpkg', place.output)
        db = sqlite3.connect(place.output, isolation_level=None)
        db.execute(f'PRAGMA journal_mode = {mode}')
        db.execute('CREATE TABLE mine(a)')
        db.execute('BEGIN')
        db.execute('SELECT * FROM mine').fetchall()
        done = place.call(place.command)
        if mode == 'WAL':  # as QGIS has it open
            place.refused('open in WAL mode', done, 4, 'another program has it open')
        else:
            place.wrong.expect(done.returncode == 0, f'open: {done.stderr}')
        place.wrong.expect(db.execute('PRAGMA integrity_check').fetchone()[0] == 'ok', f'{mode}: the reader is lost')
        place.wrong.expect(db.execute('SELECT count(*) FROM mine').fetchone()[0] == 0, f'{mode}: another file')
        db.execute('ROLLBACK')
        db.close()
        if mode == 'DELETE':
            place.wrong.expect(sha256(place.output) == place.new, 'not replaced')
    (place.folder / 'first.gpkg').unlink()
    place.alone('reader', 'out.json')


def wal(place):
    """An input in WAL mode with rows only its -wal has: read with them, unchanged to the last byte."""
    db = sqlite3.connect(place.input, isolation_level=None)
    db.execute('PRAGMA journal_mode = WAL')
    db.execute('PRAGMA wal_autocheckpoint = 0')
    db.execute('CREATE TABLE only_in_wal(a)')
    db.execute('INSERT INTO only_in_wal VALUES(42)')
    parts = [place.input, pathlib.Path(f'{place.input}-wal')]
    before = [sha256(path) for path in parts]
    place.good(place.command)  # while the writer still has it open
    place.wrong.expect([sha256(path) for path in parts] == before, 'changed while it was open')
    copy = place.folder / 'copy'
    copy.mkdir()
    for path in parts:
        shutil.copy(path, copy / path.name)
    db.close()
    out = sqlite3.connect(place.output)
    place.wrong.expect(out.execute('SELECT a FROM only_in_wal').fetchall() == [(42,)], 'the -wal was not read')
    out.close()
    reachable(place)
    copy.chmod(0o555)
    target = place.folder / 'new.gpkg'
    place.good([place.rasif, 'audit', copy / 'in.gpkg', '-q', '-o', target], **nobody())
    place.wrong.expect([sha256(copy / path.name) for path in parts] == before, 'changed in a closed folder')
    place.wrong.expect({path.name for path in copy.iterdir()} == {'in.gpkg', 'in.gpkg-wal'}, 'a file appeared')
    out = sqlite3.connect(target)
    place.wrong.expect(out.execute('SELECT a FROM only_in_wal').fetchall() == [(42,)], 'closed: the -wal was not read')
    out.close()
    copy.chmod(0o755)
    shutil.rmtree(copy)
    target.unlink()
    place.alone('wal', 'out.json')


def journal(place):
    """An input whose writer died in the middle: the journal is played back in the private copy."""
    writer = ("import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
              "db.execute('PRAGMA cache_size = 1'); db.execute('BEGIN IMMEDIATE');"
              "db.execute('CREATE TABLE half(a)');"
              "db.execute('INSERT INTO half SELECT randomblob(3000) FROM gpkg_spatial_ref_sys a, "
              "gpkg_spatial_ref_sys b, gpkg_spatial_ref_sys c'); os._exit(0)")
    subprocess.run([sys.executable, '-c', writer, place.input], check=True)
    parts = [place.input, pathlib.Path(f'{place.input}-journal')]
    before = [sha256(path) for path in parts]
    place.wrong.expect(before[0] != place.before and parts[1].stat().st_size > 0, 'no half-written input')
    place.good(place.command)
    place.wrong.expect([sha256(path) for path in parts] == before, 'changed')
    out = sqlite3.connect(place.output)
    place.wrong.expect(not out.execute("SELECT 1 FROM sqlite_schema WHERE name = 'half'").fetchall(), 'half a change')
    out.close()
    parts[1].unlink()
    place.alone('journal', 'out.json')


CHANGES = {
    'replaced': lambda path, other: other.replace(path),
    'written again': lambda path, other: path.write_bytes(other.read_bytes()),
    'cut': lambda path, other: os.truncate(path, path.stat().st_size // 2),
    'touched': lambda path, other: os.utime(path),
}


def stopped_at(place, command, stage):
    """The run, stopped where it says that the stage begins; None when it was through."""
    process = subprocess.Popen([*map(str, command), '--progress', 'json'], env=place.environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if line.startswith('{') and json.loads(line)['stage'] == stage:
            process.send_signal(signal.SIGSTOP)
            return process
    process.wait()
    return None


def changed(place):
    """Somebody changes what is read: exit 3 and the old output, never a mixture."""
    keep = place.folder / 'keep.gpkg'
    shutil.copy(place.input, keep)
    caught = 0
    for name, change in CHANGES.items():
        for stage in ('read', 'prepare', 'link', 'write'):
            for command in (place.command, place.command[:3]):
                process = stopped_at(place, command, stage)
                other = place.folder / 'other.gpkg'
                shutil.copy(keep, other)
                if process:
                    change(place.input, other)
                    process.send_signal(signal.SIGCONT)
                    said = [line for line in process.stderr if not line.startswith('{')]
                    done = subprocess.CompletedProcess(command, process.wait(), '', ''.join(said))
                    where = f'{name} before {stage}'
                    if done.returncode != 0:
                        caught += 1
                        place.refused(where, done, 3, 'changed while it was read; run again')
                    place.either(where, old_only=done.returncode != 0)
                other.unlink(missing_ok=True)
                shutil.copy(keep, place.input)
                place.reset()
    place.wrong.expect(caught >= 8, f'only {caught} changes came while a run was at work')
    keep.unlink()
    place.alone('changed', 'out.json')


def locked(place):
    """A lock is called one, not a damaged file; so is a boundary's."""
    other = place.folder / 'other.gpkg'
    shutil.copy(place.input, other)
    db = sqlite3.connect(place.input, isolation_level=None)
    db.execute('BEGIN EXCLUSIVE')
    place.refused('input', place.call(place.command), 3, 'in.gpkg: another program writes to it and keeps it locked')
    boundary = [place.rasif, 'audit', other, '-q', '--boundary', place.input]
    place.refused('boundary', place.call(boundary), 3, 'in.gpkg: another program writes to it and keeps it locked')
    db.execute('ROLLBACK')
    db.close()
    other.unlink()
    pipe = place.folder / 'pipe'
    os.mkfifo(pipe)
    for option in ('--boundary', '--dem'):
        done = place.call([place.rasif, 'audit', place.input, '-q', option, pipe])
        place.refused(option, done, 3, 'is neither a file nor a folder')
    pipe.unlink()
    place.alone('locked')


WRITER = """import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0.05)
db.execute('PRAGMA journal_mode = ' + sys.argv[2])
db.execute('PRAGMA wal_autocheckpoint = 20')
tables = [name for (name,) in db.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")]
version = 1
while True:
    try:
        db.execute('BEGIN IMMEDIATE')
        for table in tables:
            db.execute(f'UPDATE "{table}" SET version = ?', (version,))
        db.execute('COMMIT')
        version += 1
    except sqlite3.OperationalError:
        if db.in_transaction:
            db.execute('ROLLBACK')
    time.sleep(0.01)
"""


def versioned(path):
    """Gives every feature table a column that one transaction sets everywhere."""
    db = sqlite3.connect(path, isolation_level=None)
    tables = [name for (name,) in db.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")]
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    for table in tables:
        db.execute(f'ALTER TABLE "{table}" ADD COLUMN version INTEGER')
        db.execute(f'UPDATE "{table}" SET version = 0')
    db.close()
    return tables


def busy(place):
    """Somebody edits while audits run: each output is one state of the input, or there is none."""
    tables = versioned(place.input)
    written = 0
    for mode in ('WAL', 'DELETE', 'TRUNCATE', 'PERSIST'):
        writer = subprocess.Popen([sys.executable, '-c', WRITER, str(place.input), mode])
        time.sleep(0.3)
        for _ in range(3 if SANITIZED else 5):
            place.reset()
            done = place.call(place.command)
            if done.returncode != 0:
                place.refused(mode, done, 3, 'changed while it was read; run again')
                continue
            written += 1
            out = sqlite3.connect(f'file:{place.output}?mode=ro', uri=True)
            versions = {version for table in tables for version in out.execute(f'SELECT DISTINCT version FROM "{table}"')}
            out.close()
            place.wrong.expect(len(versions) == 1, f'{mode}: a mixture of {sorted(versions)}')
        writer.kill()
        writer.wait()
        settle = sqlite3.connect(place.input)  # plays back what the writer left
        settle.execute('PRAGMA journal_mode = DELETE')
        settle.close()
    place.wrong.expect(written >= 6, f'only {written} audits came through')
    print(f'{written} audits came through')
    for suffix in ('-wal', '-shm', '-journal'):
        pathlib.Path(f'{place.input}{suffix}').unlink(missing_ok=True)
    place.alone('busy', 'out.json')


CASES = (signals, patience, full_size, full_folder, full_writes, full_temporary, memory, folders,
         names, beside, reader, wal, journal, changed, locked, busy)


def main():
    case = next(case for case in CASES if case.__name__ == sys.argv[3])
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        place = Place(sys.argv[1], sys.argv[2], pathlib.Path(temporary))
        place.failing = sys.argv[4] if len(sys.argv) > 4 else None
        case(place)
        if case not in (full_temporary, wal, journal, busy):
            place.wrong.expect(sha256(place.input) == place.before, 'the input was changed')
        place.wrong.finish()


if __name__ == '__main__':
    main()
