#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A folder of files as output (--output-format): it is the old one or the new one, whatever happens, and
nothing lies beside it. Files that a run does not write are never deleted.

    check_folder.py RASIF INPUT CASE FAILING-WRITES.so FORMAT
"""
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from check_faults import Place, count_writes, moments
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import sha256, skip


def contents(folder):
    """Hashes by name; None where there is no folder."""
    if not folder.is_dir():
        return None
    return {path.name: sha256(path) if path.is_file() else 'a folder' for path in folder.iterdir()}


class Folder(Place):
    """The same as Place, with a folder as output."""

    def __init__(self, rasif, source, folder, form):
        self.web, self.form = folder / 'web', form
        super().__init__(rasif, source, folder)
        self.output.unlink()
        self.command = [self.rasif, 'audit', str(self.input), '-o', f'{self.web}/', '--output-format', form, '--force', '-q',
                        '--threads', '2', '-f', f'json:{folder}/out.json']
        start = time.monotonic()
        self.good(self.command)
        self.seconds = time.monotonic() - start
        self.new_files = contents(self.web)
        (folder / 'out.json').unlink()
        self.start_with_old()

    def reset(self):
        """For Place, before there is a folder."""
        if not self.web.exists():
            super().reset()
        else:
            self.start_with_old()

    def start_with_old(self):
        """Files of the same names that no audit writes."""
        shutil.rmtree(self.web, ignore_errors=True)
        self.web.mkdir()
        for name in sorted(self.new_files)[:3]:
            (self.web / name).write_bytes(b'old')
        self.old_files = contents(self.web)

    def either(self, where, old_only=False):
        found = contents(self.web)
        self.wrong.expect(found == self.old_files or (found == self.new_files and not old_only),
                          f'{where}: the folder is neither')
        return found == self.new_files

    def alone(self, where, *names):
        super().alone(where, 'web', *names)


def dying(place):
    """kill -9 and SIGTERM at any moment; the next run clears up."""
    through = 0
    for n, moment in enumerate(moments(place)):
        number = (signal.SIGKILL, signal.SIGTERM)[n % 2]
        process = subprocess.Popen(place.command, env=place.environment, stderr=subprocess.PIPE, text=True)
        time.sleep(moment)
        process.send_signal(number)
        said = process.communicate(timeout=300)[1]
        new = place.either(f'{number.name} after {moment:.3f} s')
        through += new
        if process.returncode == 4:
            place.wrong.expect(said == 'rasif: cancelled\n', f'{number.name} after {moment:.3f} s: {said}')
        (place.folder / 'out.json').unlink(missing_ok=True)
        place.start_with_old()
    place.good(place.command)
    place.wrong.expect(place.either('after all'), 'the last run did not write')
    place.alone('after all', 'out.json')
    print(f'{through} were through')


def failing(place):
    """A write of SQLite, a sync or a renaming fails, or kills; from there on all of them, or only that one."""
    command, preload, n = count_writes(place)
    (place.folder / 'out.json').unlink()
    tries = sorted({*range(0, n, max(1, n // 20)), *range(max(0, n - 30), n)})
    for how in ({}, {'RASIF_FAIL_ONCE': '1'}, {'RASIF_FAIL_KILL': '1'}):
        for at in tries:
            place.start_with_old()
            done = place.call(command, environment=preload | how | {'RASIF_FAIL_FROM': str(at)})
            where = f'write {at} of {n} failed {sorted(how)}'
            new = place.either(where)
            if done.returncode not in (0, -signal.SIGKILL):
                place.refused(where, done, 4, '')
            place.wrong.expect(done.returncode != 0 or new, f'{where}: said nothing')
            (place.folder / 'out.json').unlink(missing_ok=True)
            if not how.get('RASIF_FAIL_KILL'):
                (place.folder / 'count').unlink()
                place.alone(where)
    place.good(place.command)
    place.alone('after all', 'out.json')
    print(f'{n} writes')


def full(place):
    """No file may grow beyond a limit: a full disk as the kernel tells it."""
    place.good(place.command)
    (place.folder / 'out.json').unlink()
    sizes = sorted({path.stat().st_size for path in place.web.iterdir()})
    for limit in (0, 4096, *(size - 1 for size in sizes)):
        place.start_with_old()
        done = place.call(place.command, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        place.refused(f'at most {limit} bytes', done, 4, 'web/: ')
        place.either(f'at most {limit} bytes', old_only=True)
        place.alone(f'at most {limit} bytes')


def small(place):
    """Only the files are too large, not the GeoPackage: a small disk."""
    disk = place.folder / 'disk'
    disk.mkdir()
    script = ('mount -t tmpfs -o size="$1" tmpfs "$2" || exit 99; shift 2; "$@"; code=$?; '
              'test -z "$(ls -A "$0")" || exit 98; exit $code')
    command = [*place.command[:4], f'{disk}/web', *place.command[5:7], '-q']
    refused = 0
    for pages in (1, 40, *range(700, 1800, 50)):
        done = place.call(['unshare', '-m', 'sh', '-c', script, disk, f'{4 * pages}k', disk, *command])
        if done.returncode == 99 or 'unshare' in done.stderr:
            skip('no small disk can be mounted here')
        if done.returncode == 98 and not done.stderr:
            break  # all of it was written
        place.refused(f'{pages} pages', done, 4, '')
        refused += 'writing layer' in done.stderr
    place.wrong.expect(refused > 0, 'no file of a layer met a full disk')
    disk.rmdir()
    place.alone('small disk')


def foreign(place):
    """What is in the folder and is not written stays, and is named."""
    def no(where, words, *options, code=2):
        before = contents(place.web)
        done = place.call([*place.command, *options])
        place.refused(where, done, code, words)
        place.wrong.expect(contents(place.web) == before, f'{where}: the folder was changed')
        place.alone(where, 'link')

    first = sorted(place.new_files)[0]
    (place.web / 'notes.txt').write_text('mine')
    no('a text', 'notes.txt')
    (place.web / 'notes.txt').unlink()
    mine = place.web / f'mine.{place.form}'
    mine.write_text('mine')
    no('a layer of somebody', mine.name)
    mine.unlink()
    (place.web / first).unlink()
    (place.web / first).mkdir()
    no('a folder of that name', first)
    (place.web / first).rmdir()
    place.input.rename(place.web / first)
    place.input.symlink_to(place.web / first)
    no('the input lies in the folder', 'is an input; inputs are never written')
    place.input.unlink()
    (place.web / first).rename(place.input)
    place.start_with_old()
    plain = [word for word in place.command if word != '--force']
    place.refused('without --force', place.call(plain), 2, '--force')
    place.either('without --force', old_only=True)
    for path in place.web.iterdir():
        path.unlink()
    place.good(plain)
    place.wrong.expect(contents(place.web) == place.new_files, 'an empty folder was not filled')
    place.web.rename(place.folder / 'real')
    (place.folder / 'link').symlink_to('real')
    place.good([*place.command[:4], str(place.folder / 'link'), *place.command[5:]])
    place.wrong.expect((place.folder / 'link').is_symlink() and contents(place.folder / 'real') == place.new_files,
                       'not written through a link')
    (place.folder / 'real').chmod(0o750)
    place.good([*place.command[:4], str(place.folder / 'real'), *place.command[5:]])
    place.wrong.expect((place.folder / 'real').stat().st_mode & 0o777 == 0o750, 'the folder got another mode')
    (place.folder / 'link').unlink()
    shutil.rmtree(place.folder / 'real')
    place.alone('foreign', 'out.json')


CASES = (dying, failing, full, small, foreign)


def main():
    case = next(case for case in CASES if case.__name__ == sys.argv[3])
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        place = Folder(sys.argv[1], sys.argv[2], pathlib.Path(temporary), sys.argv[5])
        place.failing = sys.argv[4]
        case(place)
        place.wrong.expect(sha256(place.input) == place.before, 'the input was changed')
        place.wrong.finish()


if __name__ == '__main__':
    main()
