#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files of other formats that end too early: refused in one sentence, or read on demand and said so.

    check_cut.py RASIF NEIGHBOURHOOD.gpkg

A layer of sidewalks is written in every format by ogr2ogr (skipped without it), and one of its files
is cut. CSV and the like declare no number of features: of those nobody can tell.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, run, sha256, skip

# format, file to name, files to cut
FORMATS = (('ESRI Shapefile', 'shp', ('shp', 'shx', 'dbf')), ('FlatGeobuf', 'fgb', ('fgb',)), ('GML', 'gml', ('gml',)),
           ('KML', 'kml', ('kml',)), ('GeoJSON', 'geojson', ('geojson',)), ('GeoJSONSeq', 'geojsonl', ('geojsonl',)),
           ('MapInfo File', 'tab', ('map', 'dat')), ('SQLite', 'sqlite', ('sqlite',)))
ROWS = 120


def audit(rasif, path, *more):
    done = run(rasif, 'audit', path, '-q', '-f', 'json', *more, expect=None)
    return done, json.loads(done.stdout) if done.returncode == 0 else None


def check(wrong, rasif, whole, cut, extension):
    for part in (0.3, 0.6, 0.97):
        shutil.copytree(whole, cut)
        path = cut / f'sidewalks.{extension}'
        path.write_bytes(path.read_bytes()[:int(path.stat().st_size * part)])
        named = cut / f'sidewalks.{next(e for _, e, files in FORMATS if extension in files)}'
        before = sha256(path)
        where = f'{named.name}, {extension} cut to {part}'
        done, _ = audit(rasif, named)
        said = done.stderr.splitlines()
        wrong.expect(done.returncode == 3 and len(said) == 1 and said[0].startswith('rasif: '),
                     f'{where}: exit {done.returncode}: {said}')
        done, report = audit(rasif, named, '--allow-damaged')
        wrong.expect(done.returncode in (0, 3), f'{where}, allowed: exit {done.returncode}: {done.stderr}')
        if report:
            codes = {d['code'] for d in report['diagnostics']}
            wrong.expect(codes & {'R504', 'R505'}, f'{where}, allowed: {codes}')
        wrong.expect(sha256(path) == before, f'{where}: changed')
        shutil.rmtree(cut)


def main():
    rasif, source = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    if not shutil.which('ogr2ogr'):
        skip('no ogr2ogr')
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        for driver, extension, files in FORMATS:
            whole = pathlib.Path(temporary) / extension
            whole.mkdir()
            subprocess.run(['ogr2ogr', '-f', driver, whole / f'sidewalks.{extension}', source, 'sidewalks'],
                           check=True, stderr=subprocess.DEVNULL)
            _, report = audit(rasif, whole / f'sidewalks.{extension}')
            wrong.expect(report and report['layers'] == {'sidewalks': ROWS}, f'{driver}: not read whole')
            for file in files:
                check(wrong, rasif, whole, pathlib.Path(temporary) / 'cut', file)
    wrong.finish()


if __name__ == '__main__':
    main()
