#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Programs run while one in ten, one in a hundred and so on of all their allocations fail.

    check_memory.py target PROGRAM FOLDER...   a fuzz target over its seeds: no crash and, with
                                               sanitizers, no leak; 'slow' with fewer runs
    check_memory.py unit PROGRAM...            unit tests: cases fail, but nothing crashes; a test that
                                               is broken off leaves its own memory behind
"""
import os
import re
import subprocess
import sys

RATES = {'target': (10, 100, 1000, 5000, 20000), 'slow': (10, 100, 1000, 5000, 20000), 'unit': (10, 1000)}
SEEDS = {'target': 4, 'slow': 1, 'unit': 1}
# Nothing of ours calls abort(): it is the test that gives up in its preparation, or the C library that
# found the heap in disorder.
FRAME = re.compile(r'#\d+ 0x\S+ in .*/(libaudit|tests/unit)/')  # in a sanitizer's report
DISORDER = re.compile(r'free\(\)|malloc\(\)|realloc\(\)|corrupted|double free|stack smashing')


def run(command, fail, kind):
    leaks = {'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'} if kind == 'unit' else {}
    done = subprocess.run(command, capture_output=True, text=True, errors='replace', check=False, timeout=120,
                          env=os.environ | leaks | {'RASIF_FAIL_ALLOC': fail})
    crashed = done.returncode < 0 or 'Sanitizer' in done.stderr or 'runtime error' in done.stderr
    if kind == 'unit':
        frame = FRAME.search(done.stderr)  # a test that uses what it did not get is no fault of ours
        gave_up = (frame[1] == 'tests/unit' if frame else
                   done.returncode == -6 and not DISORDER.search(done.stderr))
        return crashed and not gave_up, done
    return done.returncode != 0, done


def main():
    kind, programs = sys.argv[1], sys.argv[2:]
    commands = [[programs[0], '-runs=0', *programs[1:]]] if kind != 'unit' else [[name] for name in programs]
    n = wrong = 0
    for command in commands:
        for fail in (f'{rate}:{seed}' for rate in RATES[kind] for seed in range(1, SEEDS[kind] + 1)):
            bad, done = run(command, fail, kind)
            n += 1
            wrong += bad
            if bad:
                print(f'RASIF_FAIL_ALLOC={fail} {command[0]}: exit {done.returncode}\n{done.stderr[-3000:]}')
    print(f'{n} runs, {wrong} wrong')
    sys.exit(1 if wrong else 0)


if __name__ == '__main__':
    main()
