#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Damaged GeoPackages: a refusal in one sentence or diagnostics, never a crash, never silent loss.

    check_damaged.py RASIF

Reads $RASIF_SHARED/data/damaged (default ../shared); skipped (77) without it. The table below says
what must happen to each file; a file that is not in it only must not crash. Runs per file:
`audit` and `inspect` as a user would, then `audit` with every layer of geometries named as
footways in EPSG:4326, so that also files whose layers nobody recognises are read and written.
"""
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, Complaints, database, run, sha256, shared

# file: (exit code of a plain audit, diagnostics of which there must be some or words of the refusal)
PLAIN = {
    'm01_empty_file': (3, 'is empty'),
    'm02_truncated_half': (3, 'damaged'),
    'm05_bad_application_id': (0, {'R405'}),
    'm07_geom_null_every_3rd': (0, {'R201'}),
    'm08_geom_bad_magic': (0, {'R202', 'R501'}),
    'm10_geom_point_count_4billion': (0, {'R202'}),
    'm11_geom_nan_coords': (0, {'R202'}),
    'm14_srs_id_unknown': (3, '--crs'),
    'm17_layer_without_geometry_columns_row': (0, {'R406'}),
    'm21_text_in_numeric_and_huge_text': (0, {'R101', 'R103', 'R105', 'R501'}),
    'test_broken_geopackage': (3, 'gpkg_contents'),
}
UNRECOGNISED = (3, 'no layer was recognised')  # PDOK's layers: anything, anywhere
# pdok: the same with layers named (--footways) and EPSG:4326 stated where coordinates contradict
NAMED = {
    'test_broken_geopackage': (3, 'gpkg_contents'),
    'test_allcorrect_with_indexes_and_fks': (0, {'R201', 'R208'}),
    'test_foreign_key_violation': (0, {'R201', 'R208'}),
    'test_gdal_error': (0, {'R204'}),
    'test_geometry_empty': (0, {'R201'}),
    'test_geometry_null': (0, {'R201'}),
    'test_geometry_simple': (0, set()),
    'test_geometry_spatialite': (0, {'R202'}),
    'test_geometry_type': (0, {'R210'}),  # a compound curve
    'test_geometry_valid': (0, {'R203', 'R204', 'R208'}),
    'test_geom_columnname': (0, set()),
    'test_layerfeature': (0, {'R402'}),
}
STATED = (0, {'R208'})
# How many features the summary must call unreadable (counted byte by byte, without rasif).
UNREADABLE = {
    'm08_geom_bad_magic': 30,
    'm10_geom_point_count_4billion': 22,
    'm11_geom_nan_coords': 25,
}


def layers_of(path):
    try:
        db = sqlite3.connect(path.absolute().as_uri() + '?immutable=1', uri=True)
        return [name for name, in db.execute(
            "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")]
    except sqlite3.Error:
        return []


def judge(wrong, where, done, expected, output):
    """One run against what is expected of it."""
    code, detail = expected
    wrong.expect(done.returncode == code, f'{where}: exit {done.returncode}, not {code}: {done.stderr}')
    if done.returncode == 3:
        said = [line for line in done.stderr.splitlines() if line]
        wrong.expect(len(said) == 1 and said[0].startswith('rasif: '), f'{where}: says {said}')
        wrong.expect(isinstance(detail, str) and detail in done.stderr, f'{where}: {done.stderr}')
        wrong.expect(not output.exists(), f'{where}: refused, and there is an output')
    elif done.returncode == 0:
        db = database(output)
        codes = {row['code'] for row in db.execute('SELECT code FROM audit_diagnostics')}
        wrong.expect(codes >= set(detail), f'{where}: {sorted(codes)}, not {sorted(detail)}')
        wrong.expect(db.execute('PRAGMA integrity_check').fetchone()[0] == 'ok', f'{where}: integrity')
        db.close()


def said_unreadable(wrong, path, summary):
    n = UNREADABLE.get(path.stem, 0)
    line = next((line for line in summary.splitlines() if line.startswith('Unreadable ')), '')
    wrong.expect(line.split()[1:3] == [str(n), 'sidewalks:'] if n else not line,
                 f'{path.name}: {n} unreadable, and the summary says "{line}"')


def plain(wrong, rasif, path, output, expected):
    done = run(rasif, 'audit', path, '-o', output, '-q', expect=None)
    said_unreadable(wrong, path, done.stdout)
    judge(wrong, f'audit {path.name}', done, expected, output)
    preserved(wrong, path, output, [])
    done = run(rasif, 'inspect', path, expect=None)
    wrong.expect(done.returncode in (0, 3), f'inspect {path.name}: exit {done.returncode}: {done.stderr}')
    wrong.expect(done.stdout or done.stderr, f'inspect {path.name}: says nothing')


def named(wrong, rasif, path, output, expected):
    """With every layer called footways; with the true system stated when rasif asks for it."""
    layers = [word for name in layers_of(path) for word in ('--footways', name)]
    stated = []
    done = run(rasif, 'audit', path, '-o', output, '-q', *layers, expect=None)
    if done.returncode == 3 and '--crs' in done.stderr:
        stated = layers_of(path)
        done = run(rasif, 'audit', path, '-o', output, '-q', *layers, '--crs', 'EPSG:4326', expect=None)
    judge(wrong, f'named {path.name}', done, expected, output)
    preserved(wrong, path, output, stated)


def preserved(wrong, path, output, stated):
    if not output.exists():
        return
    srs = [word for name in stated for word in ('--srs', name)]
    done = subprocess.run([sys.executable, SOURCE / 'tests/outside/check_preserved.py', path, output, *srs],
                          capture_output=True, text=True, check=False)
    wrong.expect(done.returncode == 0, f'{path.name}: {done.stdout}{done.stderr}')
    output.unlink()


def main():
    rasif = sys.argv[1]
    folder = shared('data', 'damaged')
    wrong = Complaints()
    files = sorted(folder.rglob('*.gpkg'))
    for name in PLAIN:
        wrong.expect(any(path.stem == name for path in files), f'{name} is gone')
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        output = pathlib.Path(temporary) / 'out.gpkg'
        for path in files:
            before = sha256(path)
            plain(wrong, rasif, path, output, PLAIN.get(path.stem, UNRECOGNISED))
            if path.parent.name == 'pdok':
                named(wrong, rasif, path, output, NAMED.get(path.stem, STATED))
            wrong.expect(sha256(path) == before, f'{path.name} was changed')
        left = list(pathlib.Path(temporary).iterdir())
        wrong.expect(not left, f'left behind: {left}')
    wrong.finish()


if __name__ == '__main__':
    main()
