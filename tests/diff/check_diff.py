#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rasif diff, on networks small enough to be counted by hand.

    check_diff.py RASIF BUILD-FIXTURE BEFORE.gpkg AFTER.gpkg

BEFORE and AFTER are the model neighbourhood and its redesign; the figures of
that pair are those of fixtures/redesign/README.md. All other networks are one
street of 100 m with a pavement on its left, made here.

Every pair is compared both ways: what one way is fixed is new the other way.
"""
import collections
import html.parser
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from making import gpkg
from running import Complaints, database, run, sha256

MIRROR = {'fixed': 'new', 'became_unknown': 'became_known', 'removed': 'added', 'better': 'worse',
          'split': 'merged'}
MIRROR |= {b: a for a, b in MIRROR.items()}
GOOD = {'street_id': 'street', 'side': 'left', 'clear_width_m': 1.9, 'width_m': 2.4,
        'running_slope_pct': 0.4, 'cross_slope_pct': 1.4, 'surface': 'asphalt',
        'smoothness': 'good', 'vertical_edge_mm': 0, 'gap_mm': 5, 'headroom_m': 2.6,
        'protrusion_mm': 20, 'kerb_height_mm': 120, 'tactile_guidance': 'yes', 'lit': 'yes',
        'shade': 'yes', 'obstacles': 'planter', 'passing_interval_m': 30}
NARROW, UNKNOWN = {'clear_width_m': 0.6}, {'clear_width_m': ''}


class Bench:
    """Makes networks and compares them."""

    def __init__(self, wrong, rasif, build, folder):
        self.wrong, self.rasif, self.build, self.folder = wrong, rasif, build, folder
        self.n = 0

    def audited(self, gpkg, *options):
        self.n += 1
        out = self.folder / f'audited-{self.n}.gpkg'
        run(self.rasif, 'audit', gpkg, '-o', out, '-f', 'json', *options)
        return out

    def network(self, *sidewalks, options=(), raw=False):
        """Each sidewalk: (id, from_x, to_x, offset, changes)."""
        self.n += 1
        folder = self.folder / f'network-{self.n}'
        folder.mkdir()
        (folder / 'streets.csv').write_text(
            'WKT,street_id,name,class,lanes,maxspeed_kmh\n"' + line(0, 100, 0) +
            '",street,Street,residential,2,30\n')
        rows = ['WKT,sidewalk_id,' + ','.join(GOOD)]
        for ident, start, end, offset, changes in sidewalks:
            cells = GOOD | changes
            rows.append(f'"{line(start, end, offset)}",{ident},' +
                        ','.join(str(cells[name]) for name in GOOD))
        (folder / 'sidewalks.csv').write_text('\n'.join(rows) + '\n')
        gpkg = folder / 'network.gpkg'
        subprocess.run([self.build, folder, gpkg], check=True)
        return gpkg if raw else self.audited(gpkg, *options)

    def diff(self, before, after, *options):
        """The JSON report; the other way round it must be its mirror image."""
        there = json.loads(run(self.rasif, 'diff', before, after, '-f', 'json', *options).stdout)
        back = json.loads(run(self.rasif, 'diff', after, before, '-f', 'json', *options).stdout)
        self.mirrored(there, back)
        return there

    def mirrored(self, there, back):
        same = self.wrong.expect
        for kind, n in there['counts'].items():
            same(back['counts'][MIRROR.get(kind, kind)] == n,
                 f'{kind} {n}, backwards {back["counts"]}')
        for one, other in zip(there['profiles'], back['profiles']):
            for kind, n in one.get('streets', {}).items():
                same(other['streets'][MIRROR.get(kind, kind)] == n,
                     f'{one["code"]}: {kind} {n}, backwards {other["streets"]}')
        def features(report, mirror):
            turn = (lambda word: MIRROR.get(word, word)) if mirror else str
            return collections.Counter(
                (turn(f['kind']), turn(f['geometry']),
                 tuple(sorted(m['rasif_id'] for m in f['after' if mirror else 'before'])),
                 tuple(sorted(m['rasif_id'] for m in f['before' if mirror else 'after'])),
                 tuple((code, turn(p['verdict'])) for code, p in f['profiles'].items()))
                for f in report['features'])
        def findings(report, mirror):
            turn = (lambda word: MIRROR.get(word, word)) if mirror else str
            return collections.Counter((turn(f['kind']), f['rule'], f['severity'])
                                       for f in report['findings'])
        same(features(there, False) == features(back, True), 'features differ backwards')
        same(findings(there, False) == findings(back, True), 'findings differ backwards')


def line(start, end, offset):
    x, y = 776500, 3539500 + offset
    return f'LINESTRING ({x + start} {y}, {x + end} {y})'


def counts(report, **expected):
    """What is counted beside unchanged findings, as expected?"""
    found = {k: n for k, n in report['counts'].items() if n and k != 'unchanged'}
    return found == expected, f'findings {found}, expected {expected}'


def verdicts(report, role='sidewalk'):
    return {p['verdict'] for f in report['features'] if f['role'] == role
            for p in f['profiles'].values()} - {'same', 'none'}


def no_judgement(report):
    """Nobody is better or worse off."""
    return not any(p['verdict'] in ('better', 'worse', 'mixed')
                   for f in report['features'] for p in f['profiles'].values())


# ---- what became of a value ------------------------------------------------------------------

def transitions(bench, wrong, *options):
    """One width: good, narrow, not known."""
    made = {name: bench.network(('left', 0, 100, 6, changes), options=options)
            for name, changes in (('good', {}), ('narrow', NARROW), ('unknown', UNKNOWN))}
    every = ('--findings', 'all') == options
    for before, after, expected, verdict in (
            ('narrow', 'good', {'fixed': 1}, {'better'}),
            ('good', 'narrow', {'new': 1}, {'worse'}),
            ('narrow', 'unknown', {'became_unknown': 1}, {'became_unknown'}),
            ('unknown', 'narrow', {'became_known': 1}, {'became_known'}),
            ('good', 'unknown', {'became_unknown': 1} if every else {}, {'became_unknown'}),
            ('unknown', 'good', {'became_known': 1} if every else {}, {'became_known'})):
        report = bench.diff(made[before], made[after])
        # Passing places are asked for where it is narrow: open where the width is not known.
        passing = [f for f in report['findings'] if f['rule'] == 'sidewalk-passing-space']
        for finding in passing:
            report['counts'][finding['kind']] -= 1
        good, text = counts(report, **expected)
        wrong.expect(good, f'{before} to {after}: {text}')
        found = verdicts(report)
        wrong.expect(found == verdict, f'{before} to {after}: sidewalk {found}, not {verdict}')
        if 'unknown' in (before, after):
            wrong.expect(no_judgement(report), f'{before} to {after}: somebody better or worse off')


def identical(bench, wrong):
    one = bench.network(('left', 0, 100, 6, NARROW))
    report = bench.diff(one, one)
    wrong.expect(*counts(report))
    wrong.expect(not report['features'] and report['counts']['unchanged'] >= 1, 'identical files')
    text = run(bench.rasif, 'diff', one, one).stdout
    wrong.expect('Nothing changed that can be compared.' in text, 'identical files say so')


def unsurveyed(bench, wrong):
    """A pavement drawn where there was none, with nothing known about it, makes nothing worse."""
    before = bench.network(('left', 0, 100, 6, {}))
    nothing = {name: '' for name in GOOD} | {'street_id': 'street', 'side': 'right'}
    after = bench.network(('left', 0, 100, 6, {}), ('right', 0, 100, -6, nothing))
    report = bench.diff(before, after)
    wrong.expect(no_judgement(report), 'an unsurveyed pavement: somebody better or worse off')
    wrong.expect(verdicts(report, 'street') == {'became_unknown'},
                 f'an unsurveyed pavement: street {verdicts(report, "street")}')
    # that it is there is known, so it is missing no more
    wrong.expect([f['rule'] for f in report['findings']] == ['street-sidewalk-missing'] and
                 counts(report, fixed=1)[0], counts(report, fixed=1)[1])
    report = bench.diff(before, bench.network(('left', 0, 100, 6, {}), ('right', 0, 100, -6,
                                                                      {'side': 'right'})))
    wrong.expect(verdicts(report, 'street') == {'better'}, 'a good pavement makes the street better')


# ---- what became of a line -------------------------------------------------------------------

def pieces(bench, wrong):
    whole = bench.network(('whole', 0, 100, 6, NARROW))
    halves = bench.network(('west', 0, 55, 6, NARROW), ('east', 55, 100, 6, NARROW))
    kept = bench.network(('whole', 0, 55, 6, NARROW), ('east', 55, 100, 6, NARROW))
    for other in (halves, kept):
        report = bench.diff(whole, other)
        wrong.expect(*counts(report))
        shapes = [f['geometry'] for f in report['features'] if f['role'] == 'sidewalk']
        wrong.expect(shapes == ['split'] and no_judgement(report), f'split: {shapes}')
    good = bench.network(('west', 0, 55, 6, {}), ('east', 55, 100, 6, {}))
    wrong.expect(*counts(bench.diff(whole, good), fixed=1))
    beside = bench.network(('whole', 0, 100, 6, NARROW), ('second', 0, 100, 8, NARROW))
    report = bench.diff(whole, beside)
    kinds = sorted(f['kind'] for f in report['features'] if f['role'] == 'sidewalk')
    wrong.expect(kinds == ['added'], f'a second pavement beside the first: {kinds}')


def moved(bench, wrong):
    before = bench.network(('a', 0, 100, 6, NARROW))
    report = bench.diff(before, bench.network(('b', 0, 100, 8, NARROW)))
    shapes = [(f['kind'], f['geometry']) for f in report['features'] if f['role'] == 'sidewalk']
    wrong.expect(shapes == [('same', 'moved')], f'moved by 2 m: {shapes}')
    wrong.expect(*counts(report))
    report = bench.diff(before, bench.network(('b', 0, 100, 14, NARROW)))
    kinds = sorted(f['kind'] for f in report['features'] if f['role'] == 'sidewalk')
    wrong.expect(kinds == ['added', 'removed'], f'moved by 8 m under another id: {kinds}')
    wrong.expect(report['counts']['added'] == report['counts']['removed'] > 0, 'with its findings')


def systems(bench, wrong):
    """The same network in degrees, and in the neighbouring zone."""
    if not shutil.which('ogr2ogr'):
        return
    raw = bench.network(('a', 0, 100, 6, NARROW), raw=True)
    before = bench.audited(raw)
    for code in ('EPSG:4326', 'EPSG:32637'):
        other = raw.with_name(f'{code[5:]}.gpkg')
        subprocess.run(['ogr2ogr', '-f', 'GPKG', '-t_srs', code, other, raw], check=True)
        report = bench.diff(before, bench.audited(other))
        wrong.expect(not report['features'] and counts(report)[0], f'{code}: {report["features"]}')


# ---- what can't be compared ------------------------------------------------------------------

def conditions(bench, wrong):
    raw = bench.network(('a', 0, 100, 6, NARROW), raw=True)
    every = bench.audited(raw)
    cane = bench.audited(raw, '--profile', 'long_cane')
    report = bench.diff(every, cane)
    wrong.expect([p['code'] for p in report['profiles']] == ['can'], 'profiles in common')
    keys = [c['key'] for c in report['conditions']]
    wrong.expect(keys.count('profile_before') == 5, f'profiles of one file are told: {keys}')
    wrong.expect(*counts(report))
    other = bench.audited(raw, '--standard', 'prowag-2023')
    report = bench.diff(every, other)
    wrong.expect(report['conditions'][0]['key'] == 'standard', 'another standard is told first')
    wrong.expect(not report['compared']['requirements'] and counts(report)[0],
                 f'requirements of two standards are not compared: {report["counts"]}')
    report = bench.diff(every, bench.audited(raw, '--junction', '20'))
    wrong.expect(not report['compared']['street_scores'], 'scores of streets linked otherwise')
    wrong.expect(report['profiles'][0]['streets']['none'] == 1, 'the street is not compared')
    core = bench.diff(every, bench.audited(raw, '--core'))
    wrong.expect('rules' in [c['key'] for c in core['conditions']] and counts(core)[0], 'core')


def errors(bench, wrong):
    raw = bench.network(('a', 0, 100, 6, {}), raw=True)
    good = bench.audited(raw)
    worse = bench.network(('a', 0, 100, 6, NARROW))
    for before, after in ((raw, good), (good, raw)):
        done = run(bench.rasif, 'diff', before, after, expect=3)
        wrong.expect('is not annotated' in done.stderr and str(raw) in done.stderr, done.stderr)
    run(bench.rasif, 'diff', good, bench.folder / 'missing.gpkg', expect=3)
    run(bench.rasif, 'diff', good, worse, '--profile', 'nobody', expect=2)
    hash_before = sha256(good)
    run(bench.rasif, 'diff', good, worse, '-o', good, '--force', expect=2)
    wrong.expect(sha256(good) == hash_before, 'an input was written')
    for gate, forth, back in (('new', 1, 0), ('worse', 1, 0), ('never', 0, 0)):
        run(bench.rasif, 'diff', good, worse, '--fail-on', gate, expect=forth)
        run(bench.rasif, 'diff', worse, good, '--fail-on', gate, expect=back)


# ---- reports ---------------------------------------------------------------------------------

class Page(html.parser.HTMLParser):
    """Are elements closed in order? Which are there?"""
    VOID = {'meta', 'br'}

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.text, self.good = [], set(), [], True

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.add(tag)

    def handle_endtag(self, tag):
        self.good = self.good and bool(self.open) and self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def reports(bench, wrong):
    before = bench.network(('a', 0, 100, 6, NARROW))
    after = bench.network(('a', 0, 100, 6, {}))
    strange = bench.folder / 'b<script>&"x.gpkg'
    shutil.copy(before, strange)
    for language in ('en', 'ar'):
        page = Page()
        page.feed(run(bench.rasif, 'diff', strange, after, '-f', 'html', '--lang', language).stdout)
        wrong.expect(page.good and not page.open, f'{language}: elements are not closed in order')
        wrong.expect('script' not in page.seen and strange.name in ''.join(page.text), 'escaping')
        text = run(bench.rasif, 'diff', before, after, '--lang', language).stdout
        wrong.expect('diff.' not in text, f'{language}: a sentence is missing')


def package(bench, wrong, before, after):
    report = bench.diff(before, after)
    outs = [bench.folder / name for name in ('changes.gpkg', 'again.gpkg')]
    for out in outs:
        run(bench.rasif, 'diff', before, after, '-o', out, '-f', f'json:{bench.folder / "x.json"}')
    wrong.expect(sha256(outs[0]) == sha256(outs[1]), 'the same files give other bytes')
    db = database(outs[0])
    n = {table: db.execute(f'SELECT count(*) FROM {table} WHERE geom IS NOT NULL').fetchone()[0]
         for table in ('diff_lines', 'diff_points', 'diff_findings')}
    wrong.expect(n['diff_lines'] + n['diff_points'] == len(report['features']), f'features {n}')
    wrong.expect(n['diff_findings'] == len(report['findings']), f'findings {n}')
    wrong.expect(db.execute('SELECT count(*) FROM layer_styles').fetchone()[0] == 5, 'styles')
    for table in n:
        wrong.expect(db.execute(f"SELECT rtreecheck('rtree_{table}_geom')").fetchone()[0] == 'ok',
                     f'{table}: spatial index')
    srs = {row[0] for row in db.execute('SELECT srs_id FROM gpkg_geometry_columns')}
    wrong.expect(srs == {32636}, f'coordinate systems {srs}')


def segment_of(audited, street):
    """FID of the segment that a street is, or the first that it is part of."""
    db = database(audited)
    found = db.execute('SELECT g.fid FROM audit_segments g JOIN streets s ON g.street_fid = s.fid '
                       'WHERE s.street_id = ? ORDER BY g.fid', (street,)).fetchone()
    db.close()
    return found and found[0]


def arm(bench, wrong):
    """Main streets meet and one of four arms has no crossing. One is built there: fixed, though the new one leaves
    rules open. Nobody knows any more what kind of street it is: became unknown."""
    def at(*points):
        return [(775000.0 + x, 3540000.0 + y) for x, y in points]
    far = {'east': (200, 0), 'west': (-200, 0), 'north': (0, 200), 'south': (0, -200)}
    walks = [((12, 9), (200, 9)), ((12, -9), (200, -9)), ((-12, 9), (-200, 9)), ((-12, -9), (-200, -9)),
             ((9, 12), (9, 200)), ((-9, 12), (-9, 200)), ((9, -12), (9, -200)), ((-9, -12), (-9, -200))]
    over = {'e': ((15, -8), (15, 8)), 'w': ((-15, -8), (-15, 8)), 'n': ((-8, 15), (8, 15)), 's': ((-8, -15), (8, -15))}

    def place(name, crossings, south):
        return bench.audited(gpkg(bench.folder / f'{name}.gpkg', {
            'streets': ('LINESTRING', [({'name': n, 'class': 'primary' if n != 'south' else south}, at((0, 0), end))
                                       for n, end in far.items()]),
            'sidewalks': ('LINESTRING', [({'surface': 'asphalt'}, at(*line)) for line in walks]),
            'crossings': ('LINESTRING', [({'markings': 'zebra'}, at(*over[c])) for c in crossings]),
            'ramps': ('POINT', [({'kerb': 'lowered'}, at(end)) for c in crossings for end in over[c]])}, srs=32636))
    before = place('arm_before', 'ewn', 'primary')
    for name, after, kind in (('built', place('arm_built', 'ewns', 'primary'), 'fixed'),
                              ('forgotten', place('arm_forgotten', 'ewn', None), 'became_unknown')):
        found = [f['kind'] for f in bench.diff(before, after)['findings'] if f['rule'] == 'street-crossing-arm']
        wrong.expect(found == [kind], f'the crossing over an arm, {name}: {found}')


def redesign(bench, wrong, before, after):
    """The figures of fixtures/redesign/README.md."""
    before, after = bench.audited(before), bench.audited(after)
    report = bench.diff(before, after)
    found = sorted((f['kind'], f['rule']) for f in report['findings'])
    wrong.expect(found == [('became_known', 'sidewalk-clear-width'),
                           ('became_unknown', 'sidewalk-vertical-edge'),
                           ('fixed', 'crossing-ramp-missing'), ('fixed', 'crossing-ramp-missing'),
                           ('fixed', 'ramp-lip'), ('fixed', 'sidewalk-clear-width'),
                           ('fixed', 'sidewalk-guidance-continuous'),
                           ('fixed', 'sidewalk-parked-vehicle'), ('fixed', 'sidewalk-smoothness'),
                           ('fixed', 'sidewalk-surface'), ('fixed', 'street-crossing-missing'),
                           ('new', 'sidewalk-clear-width'), ('new', 'sidewalk-parked-vehicle'),
                           ('removed', 'crossing-step-free')], f'redesign: {found}')
    shapes = collections.Counter(f['geometry'] for f in report['features'])
    wrong.expect((shapes['moved'], shapes['split'], shapes['merged']) == (1, 1, 1), f'{shapes}')
    kinds = collections.Counter((f['kind'], f['role']) for f in report['features'])
    wrong.expect((kinds['added', 'crossing'], kinds['added', 'ramp'], kinds['removed', 'crossing'])
                 == (2, 4, 1), f'{kinds}')
    # low and high for a manual wheelchair, worked out by hand in that page
    segments = {f['after'][0]['fid']: f['profiles']['wcm'] for f in report['features']
                if f['role'] == 'street'}
    for street, low, high in (('valley-2', (26.6, 53.725), (26.6, 53.725)),
                              ('jaffa-1', (38.36, 79.8457), (38.36, 79.8457)),
                              ('jamil-3', (58.342, 63.112), (58.342, 63.112)),
                              ('fail-crossing-missing-1', (58.1875, 84.2839), (58.1875, 84.2839)),
                              ('khalid-2', (73.8387, 62.7762), (81.0649, 85.0024)),
                              ('khalid-3', (77.3402, 71.0402), (77.3402, 71.0402)),
                              ('lydda-2', (58.1875, 49), (81.7075, 72.52)),
                              ('lydda-4', (0, 25.625), (100, 75.625))):
        of_street = segments[segment_of(after, street)]
        found = [of_street[side][bound] for bound in ('low', 'high') for side in ('before', 'after')]
        wrong.expect(all(abs(x - y) < 0.001 for x, y in zip(found, low + high)),
                     f'{street} {found}, by hand {low + high}')
    wcm = report['profiles'][0]['streets']
    wrong.expect((wcm['better'], wcm['worse'], wcm['became_known'], wcm['became_unknown'],
                  wcm['same']) == (4, 2, 1, 2, 54), f'streets for wcm: {wcm}')
    worse = sorted(f['after'][0]['fid'] for f in report['features']
                   if f['role'] == 'street' and f['kind'] in ('worse', 'mixed'))
    wrong.expect(worse == sorted(segment_of(after, street) for street in ('lydda-2', 'khalid-3')),
                 f'the stalls and the cars made one street each worse, the unsurveyed bridge none: {worse}')
    package(bench, wrong, before, after)


def main():
    rasif, build, before, after = sys.argv[1:]
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-diff-') as folder:
        bench = Bench(wrong, rasif, build, pathlib.Path(folder))
        transitions(bench, wrong)
        transitions(bench, wrong, '--findings', 'all')
        for case in (identical, unsurveyed, pieces, moved, systems, conditions, arm, errors, reports):
            case(bench, wrong)
        redesign(bench, wrong, before, after)
    wrong.finish()


if __name__ == '__main__':
    main()
