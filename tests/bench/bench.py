#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Faster than a copy? `rasif audit` against ogr2ogr on made-up cities, in one run, turn by turn.

    bench.py --rasif BUILD/cli/rasif --city BUILD/tests/city [--large] [--real FOLDER]
             [--json FILE] [--markdown FILE]

Every round runs each command once, one after the other; ratios are taken within a round, so that
a machine that is busy for a while slows both sides of a ratio. The first round only warms up.
--real does it with the GeoPackages of a folder too, read from where they lie, each once as it is and
once *cold*: before every such run the input is thrown out of the page cache.
Writes on /dev/shm when there is room, and removes what it wrote. Exit code 1 with --check when a
target of docs/performance.md is missed.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

PROFILE = 'wheelchair_manual'
# What a round of one size needs: inputs, and the largest output.
ROOM_PER_SIDEWALK = 8000


def versions(rasif):
    def first_line(*command):
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return out.splitlines()[0].strip()

    cpu = next((line.split(':')[1].strip() for line in open('/proc/cpuinfo', encoding='utf-8')
                if line.startswith('model name')), platform.machine())
    return {
        'date': datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%d %H:%M UTC'),
        'rasif': first_line(rasif, 'version'),
        'ogr2ogr': first_line('ogr2ogr', '--version'),
        'sqlite': sqlite3.sqlite_version,
        'system': f'{platform.system()} {platform.release()}, {os.cpu_count()} × {cpu}',
        'load before': '%.2f' % os.getloadavg()[0],
    }


def parse_timings(text):
    """Wall seconds by stage of the table of --timings: `name wall CPU peak` a line."""
    lines = [line.split() for line in text.splitlines()]
    return {words[0]: float(words[1]) for words in lines
            if len(words) == 4 and words[1].replace('.', '', 1).isdigit()}


def measure(command, out, environment):
    """Runs it once. Wall and CPU seconds, peak bytes, bytes written, stages."""
    out.unlink(missing_ok=True)
    with tempfile.TemporaryFile() as messages:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=messages,
                                 env={**os.environ, **environment})
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        messages.seek(0)
        text = messages.read().decode('utf-8', 'replace')
    if child.returncode != 0:
        sys.exit(f'bench.py: {" ".join(map(str, command))}: exit code {child.returncode}\n{text}')
    written = out.stat().st_size
    out.unlink()
    return {'wall': wall, 'cpu': usage.ru_utime + usage.ru_stime, 'peak': usage.ru_maxrss * 1024,
            'bytes': written, 'stages': parse_timings(text)}


def forget(path):
    """Throws a file out of the page cache, as far as nobody else has it open."""
    with open(path, 'rb') as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.results = {}  # (city, task) -> measurements, one a round
        self.inputs = {}   # city -> path
        self.real = []     # cities that lie somewhere and stay there

    def make(self, name, sidewalks, *more):
        path = self.folder / f'{name}.gpkg'
        subprocess.run([self.options.city, '--sidewalks', str(sidewalks), *more, path], check=True)
        self.inputs[name] = path

    def drop(self, name):
        self.inputs[name].unlink()

    def run(self, city, task):
        source, out = self.inputs[city], self.folder / 'out.gpkg'
        if task.endswith(', cold'):
            forget(source)
            task = task.removesuffix(', cold')
        audit = [self.options.rasif, 'audit', source, '-o', out, '-q', '--timings']
        copy = ['ogr2ogr', '-f', 'GPKG', out, source]
        command = {'copy': copy,
                   'copy without index': [*copy, '-lco', 'SPATIAL_INDEX=NO'],
                   'audit': audit,
                   'audit, one profile': [*audit, '--profile', PROFILE]}[task]
        return measure(command, out, {'OGR_GPKG_ALLOW_THREADED_RTREE': 'NO'})

    def rounds(self, count, runs):
        for number in range(count + 1):
            for city, task in runs:
                result = self.run(city, task)
                if number > 0:
                    result['input'] = self.inputs[city].stat().st_size
                    self.results.setdefault((city, task), []).append(result)
            print(f'  round {number} of {count}', end='\r' if sys.stderr.isatty() else '\n',
                  file=sys.stderr, flush=True)

    def all(self, city, task, what):
        return [result[what] for result in self.results[city, task]]

    def median(self, city, task, what):
        return statistics.median(self.all(city, task, what))

    def ratios(self, what, above, below):
        """Of the latest rounds that both were in."""
        a, b = self.all(*above, what), self.all(*below, what)
        n = min(len(a), len(b))
        return [x / y for x, y in zip(a[-n:], b[-n:])]


COLD = ['copy', 'audit', 'copy, cold', 'audit, cold']
TASKS = ['copy', 'copy without index', 'audit', 'audit, one profile']
SIZES = {'20k': 20_000, '200k': 200_000, '2M': 2_000_000}


def run_all(bench, large, rounds):
    bench.make('20k', SIZES['20k'])
    bench.rounds(rounds, [('20k', task) for task in TASKS])
    bench.drop('20k')
    bench.make('200k', SIZES['200k'])
    bench.make('200k skewed', SIZES['200k'], '--skewed')
    bench.make('200k 4326', SIZES['200k'], '--crs', '4326')
    bench.rounds(rounds, [*[('200k', task) for task in TASKS], ('200k skewed', 'copy'),
                          ('200k skewed', 'audit'), ('200k 4326', 'copy'), ('200k 4326', 'audit')])
    bench.drop('200k skewed')
    bench.drop('200k 4326')
    if large:
        bench.make('2M', SIZES['2M'])
        bench.rounds(max(1, rounds // 2), [*[('2M', task) for task in TASKS], ('200k', 'audit')])
        bench.drop('2M')
    bench.drop('200k')


def run_real(bench, folder, rounds):
    paths = sorted(pathlib.Path(folder).glob('*.gpkg'))
    bench.inputs.update((path.stem, path) for path in paths)
    bench.rounds(rounds, [(path.stem, task) for path in paths for task in COLD])
    return [path.stem for path in paths]


def real_targets(bench):
    """A small file may take as long as its copy, or 0.15 s."""
    for city in bench.real:
        for what in ['', ', cold']:
            limit = max(1.0, 0.15 / bench.median(city, 'copy' + what, 'wall'))
            yield f'{city}{what}: audit / copy', \
                bench.ratios('wall', (city, 'audit' + what), (city, 'copy' + what)), limit, '×'


def targets(bench):
    """Rows: what, measured values (a list: one a round), limit, unit."""
    base = bench.median('20k', 'copy', 'peak') + 25e6

    def per_sidewalk(size, task):
        return [(peak - base) / SIZES[size] for peak in bench.all(size, task, 'peak')]

    copy = bench.median('20k', 'copy', 'wall')
    yield '20k: audit / copy', bench.ratios('wall', ('20k', 'audit'), ('20k', 'copy')), \
        max(1.0, 0.15 / copy), '×'
    for size, full, one in [('200k', 0.60, 0.40), ('2M', 0.50, 0.32)]:
        if (size, 'audit') not in bench.results:
            continue
        for task, limit in [('audit', full), ('audit, one profile', one)]:
            yield f'{size}: {task} / copy', \
                bench.ratios('wall', (size, task), (size, 'copy')), limit, '×'
        for task, limit in [('audit', 900), ('audit, one profile', 600)]:
            yield f'{size}: {task}, memory per sidewalk', per_sidewalk(size, task), limit, 'B'
        yield f'{size}: output / input', \
            [r['bytes'] / r['input'] for r in bench.results[size, 'audit']], 5, '×'
    for city in ['200k skewed', '200k 4326']:
        n = len(bench.results[city, 'audit'])
        pairs = zip(bench.all(city, 'audit', 'wall'), bench.all('200k', 'audit', 'wall')[:n])
        yield f'{city} / 200k: audit', [a / b for a, b in pairs], 1.25, '×'
    if ('2M', 'audit') in bench.results:
        yield '2M / 200k: audit, per sidewalk', \
            [r / 10 for r in bench.ratios('wall', ('2M', 'audit'), ('200k', 'audit'))], 1.15, '×'
    yield from real_targets(bench)


def decimals(value):
    return f'{value:.0f}' if value >= 100 else f'{value:.2f}'


def report(bench, about):
    yield ', '.join(f'{name}: {value}' for name, value in about.items())
    yield ''
    yield '| city | task | wall s | CPU s | peak MB | file MB | wall / copy | (from – to) | CPU / copy |'
    yield '|---|---|--:|--:|--:|--:|--:|--:|--:|'
    for (city, task) in bench.results:
        copy = 'copy, cold' if task.endswith(', cold') else 'copy'
        walls = bench.ratios('wall', (city, task), (city, copy))
        cpus = bench.ratios('cpu', (city, task), (city, copy))
        yield (f'| {city} | {task} | {bench.median(city, task, "wall"):.2f} '
               f'| {bench.median(city, task, "cpu"):.2f} | {bench.median(city, task, "peak") / 1e6:.0f} '
               f'| {bench.median(city, task, "bytes") / 1e6:.0f} | {statistics.median(walls):.2f} '
               f'| {min(walls):.2f} – {max(walls):.2f} | {statistics.median(cpus):.2f} |')
    yield ''
    audits = [key for key in bench.results if bench.results[key][0]['stages']]
    stages = list(bench.results[audits[0]][0]['stages']) if audits else []
    yield '| city | task | ' + ' | '.join(stages) + ' |'
    yield '|---|---|' + '--:|' * len(stages)
    for city, task in audits:
        cells = [statistics.median(r['stages'].get(stage, 0) for r in bench.results[city, task])
                 for stage in stages]
        yield f'| {city} | {task} | ' + ' | '.join(f'{cell:.2f}' for cell in cells) + ' |'
    yield ''
    yield '| target | measured | (from – to) | at most | |'
    yield '|---|--:|--:|--:|---|'
    for what, values, limit, unit in targets(bench):
        middle = statistics.median(values)
        yield (f'| {what} | {decimals(middle)} {unit} | {decimals(min(values))} – {decimals(max(values))} '
               f'| {decimals(limit)} {unit} | {"met" if middle <= limit else "**missed**"} |')


def work_folder(room):
    """On tmpfs when it has the room."""
    for folder in ['/dev/shm', '.']:
        if os.path.isdir(folder) and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > room:
            return folder
    sys.exit(f'bench.py: {room / 1e9:.0f} GB of free space are needed')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--rasif', required=True)
    parser.add_argument('--city', required=True)
    parser.add_argument('--large', action='store_true', help='2 000 000 sidewalks too')
    parser.add_argument('--real', help='folder of GeoPackages to try as well')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--json')
    parser.add_argument('--markdown')
    parser.add_argument('--check', action='store_true', help='exit code 1 when a target is missed')
    options = parser.parse_args()
    if shutil.which('ogr2ogr') is None:
        print('bench.py: no ogr2ogr to compare with')
        return 77
    about = versions(options.rasif)
    size = SIZES['2M' if options.large else '200k']
    with tempfile.TemporaryDirectory(prefix='rasif-bench-', dir=work_folder(size * ROOM_PER_SIDEWALK)) as folder:
        bench = Bench(options, pathlib.Path(folder))
        run_all(bench, options.large, max(1, options.rounds))
        if options.real:
            bench.real = run_real(bench, options.real, max(1, options.rounds))
    about['load after'] = '%.2f' % os.getloadavg()[0]
    lines = list(report(bench, about))
    print('\n'.join(lines))
    if options.markdown:
        pathlib.Path(options.markdown).write_text('\n'.join(lines) + '\n', encoding='utf-8')
    if options.json:
        results = [{'city': city, 'task': task, 'rounds': rounds}
                   for (city, task), rounds in bench.results.items()]
        pathlib.Path(options.json).write_text(json.dumps({'about': about, 'results': results}, indent=1))
    missed = any(statistics.median(values) > limit for _, values, limit, _ in targets(bench))
    return 1 if options.check and missed else 0


if __name__ == '__main__':
    sys.exit(main())
