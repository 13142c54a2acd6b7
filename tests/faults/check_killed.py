#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What kill -9 leaves: the output is what it was or complete and new, and the next run clears up.

    check_killed.py RASIF INPUT CASE FAILING-WRITES.so
"""
import fcntl
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from check_faults import MOMENTS, Place, count_writes, moments
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import sha256


def kill(place):
    """At any moment."""
    finished = 0
    for moment in moments(place):
        process = subprocess.Popen(place.command, env=place.environment, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.kill()
        process.wait()
        finished += place.either(f'killed after {moment:.3f} s')
        place.reset()
    place.wrong.expect(finished < MOMENTS, 'every run was through before it was killed')
    place.good(place.command)
    place.wrong.expect(place.either('after all'), 'the last run did not write')
    place.alone('after all', 'out.json')
    print(f'{finished} of {MOMENTS} were through')


def killed_writes(place):
    """At a write, a sync or a rename; the next run removes what was left, and nothing else."""
    command, preload, n = count_writes(place)
    place.reset()
    left = set()
    for at in [*range(0, n, max(1, n // 20)), *range(max(0, n - 12), n)]:
        done = place.call(command, environment=preload | {'RASIF_FAIL_FROM': str(at), 'RASIF_FAIL_KILL': '1'})
        place.wrong.expect(done.returncode == -signal.SIGKILL, f'write {at} of {n}: exit {done.returncode}')
        place.either(f'killed at write {at} of {n}')
        left |= {path.name.rpartition('.')[0] for path in place.folder.glob('.*')}
    place.wrong.expect(left == {'.out.gpkg.rasif-tmp', '.out.json.rasif-tmp'}, f'what is left is called {left}')
    others = [place.folder / name for name in ('.out.json.rasif-tmp.abcdefg', '.other.json.rasif-tmp.abcdef', 'out.json.abcdef')]
    held, folder = place.folder / '.out.json.rasif-tmp.000000', place.folder / '.out.json.rasif-tmp.000001'
    for path in (*others, held):
        path.write_text('somebody’s')
    folder.mkdir()
    with open(held, 'rb') as file:  # as a run that is at work holds it
        fcntl.flock(file, fcntl.LOCK_EX)
        place.good(command)
    place.alone('after all', 'out.json', *(path.name for path in (*others, held, folder)))
    for path in (*others, held, folder):
        place.wrong.expect(path.exists(), f'{path.name} was removed')


CASES = (kill, killed_writes)


def main():
    case = next(case for case in CASES if case.__name__ == sys.argv[3])
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        place = Place(sys.argv[1], sys.argv[2], pathlib.Path(temporary))
        place.failing = sys.argv[4]
        case(place)
        place.wrong.expect(sha256(place.input) == place.before, 'the input was changed')
        place.wrong.finish()


if __name__ == '__main__':
    main()
