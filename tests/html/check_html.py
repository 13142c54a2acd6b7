#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads the HTML report as a machine does.

    check_html.py RASIF FIXTURE REDESIGN CITY

FIXTURE is audited in both languages and compared with REDESIGN; CITY is the generator of tests/bench, for the size of a large
network. What people see in a browser is in tests/outside/check_html.py.
"""
import contextlib
import html.parser
import json
import math
import pathlib
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, quote, run

VOID = {'meta', 'br', 'input'}
MOST_BYTES = 1_520_000  # for 10 000 streets
HOSTILE = ('</title></script><script>alert(1)</script>', '"><img src=x onerror=alert(2)>',
           "' onmouseover='alert(3)", '&lt;b&gt; &amp; <b>', '\u202eright to left\u202c', 'شارع <i>')


class Reader(html.parser.HTMLParser):
    """Elements, attributes and texts; complains of tags that don't match."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.elements, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f'</{tag}> at {self.getpos()}')

    def handle_data(self, data):
        if self.open and self.open[-1] not in ('script', 'style'):
            self.text.append(data)


def audit(rasif, source, target, language, *options):
    run(rasif, 'audit', source, '-q', '--lang', language, '-f', f'html:{target}', *options)
    return target.read_text(encoding='utf-8')


def read(wrong, page, what):
    reader = Reader()
    reader.feed(page)
    reader.close()
    wrong.expect(not reader.wrong and not reader.open, f'{what}: {reader.wrong[:3]} {reader.open}')
    body = re.sub(r'(<(script|style)>).*?(</\2>)', r'\1\3', page.split('\n', 1)[1], flags=re.S)
    try:
        xml.etree.ElementTree.fromstring(body)
    except xml.etree.ElementTree.ParseError as error:
        wrong.expect(False, f'{what}: not well-formed as XML: {error}')
    return reader


def check_alone(wrong, page, reader, what):
    """Nothing is fetched, every reference has its target."""
    policy = next((a.get('content', '') for t, a in reader.elements
                   if t == 'meta' and a.get('http-equiv') == 'Content-Security-Policy'), '')
    wrong.expect(policy.startswith("default-src 'none'"), f'{what}: policy {policy!r}')
    ids = [a['id'] for _, a in reader.elements if 'id' in a]
    wrong.expect(len(ids) == len(set(ids)), f'{what}: an id occurs twice')
    for tag, attributes in reader.elements:
        for name in ('href', 'src', 'xlink:href', 'action', 'data', 'poster', 'srcset'):
            value = attributes.get(name)
            wrong.expect(value is None or value[:1] == '#' and value[1:] in ids,
                         f'{what}: <{tag} {name}={value!r}>')
        for name in ('aria-labelledby', 'for'):
            for value in (attributes.get(name) or '').split():
                wrong.expect(value in ids, f'{what}: {name}={value} is nowhere')
        wrong.expect(not any(name.startswith('on') for name in attributes), f'{what}: <{tag} {attributes}>')
    wrong.expect(not re.search(r'@import|url\((?!#)', page), f'{what}: the style loads something')
    wrong.expect(not re.search(r'\b(NaN|nan|inf|null)\b', re.sub(r'<script>.*?</script>', '', page, flags=re.S)),
                 f'{what}: a number that is none')


def check_figures(wrong, reader, report, language, what):
    """The figures of the cards are those of the JSON report."""
    text = ' '.join(''.join(reader.text).split())
    for name, figures in report['summary']['profiles'].items():
        unit = 1000 if figures['length_m'] >= 1000 else 1
        for key in ('passable_m', 'blocked_m', 'unknown_m', 'length_m'):
            wrong.expect(f'{figures[key] / unit:.1f}' in text, f'{what}: {name} {key}')
        for key in ('mean_score', 'low', 'high'):
            wrong.expect(figures[key] is None or f'{figures[key]:.1f}' in text, f'{what}: {name} {key}')
    fails = {rule['id']: rule['fail'] for rule in report['rules']}
    blocks = {a['id'][2:] for t, a in reader.elements if (a.get('id') or '').startswith('r-')}
    wrong.expect({rule for rule, n in fails.items() if n} <= blocks,
                 f'{what}: without a block: {[r for r, n in fails.items() if n and r not in blocks]}')
    root = next(a for t, a in reader.elements if t == 'html')
    wrong.expect(root == {'lang': language, 'dir': 'rtl' if language == 'ar' else 'ltr'}, f'{what}: {root}')


def check_streets(wrong, reader, page, audited, what):
    """All segments are listed, worst first, and lead to the map and back; the worst have a sheet."""
    ids = {kind: [a['id'][1:] for t, a in reader.elements if t == tag and re.match(kind + r'\d+$', a.get('id') or '')]
           for kind, tag in (('s', 'path'), ('g', 'tr'), ('t', 'div'))}
    with contextlib.closing(sqlite3.connect(audited)) as db:
        judged = db.execute('SELECT fid, rasif_wcm_class FROM audit_segments').fetchall()
    classes = {str(fid - 1): name for fid, name in judged if name is not None}
    wrong.expect(set(ids['g']) == set(classes), f"{what}: {len(ids['g'])} listed of {len(classes)}")
    wrong.expect(set(ids['s']) == set(ids['g']), f"{what}: {len(ids['s'])} drawn, {len(ids['g'])} listed")
    wrong.expect(0 < len(ids['t']) <= 20 and set(ids['t']) <= set(ids['g']), f"{what}: sheets {ids['t']}")
    letters = {'blocked': 'x', 'unknown': 'u', **{c: c for c in 'ABCDE'}}
    for tag, attributes in reader.elements:
        row = (attributes.get('id') or '')[1:]
        if tag == 'tr' and row in classes:
            wrong.expect(attributes['data-g'][0] == letters[classes[row]], f'{what}: class of segment {row}')
    leads = [a['href'] for t, a in reader.elements if t == 'a' and a.get('class') == 'to-map']
    wrong.expect({'#s' + row for row in ids['g']} <= set(leads), f'{what}: a row that does not lead to the map')
    wrong.expect({'#g' + row for row in ids['t']} <= {a.get('href') for _, a in reader.elements},
                 f'{what}: a sheet that does not lead to its row')
    places = [a['data-at'] for _, a in reader.elements if 'data-at' in a]
    wrong.expect(len(places) > 100 and all(re.fullmatch(r'-?\d+ -?\d+', at) for at in places),
                 f'{what}: {len(places)} findings lead to the map')
    strips = page.count('class="strips"')
    wrong.expect(strips == len(ids['t']), f"{what}: {strips} strips on {len(ids['t'])} sheets")


def check_tables(wrong, page, what):
    """Rows are cards on narrow screens: the style names every column that has a name, as its head does."""
    for table in re.findall(r'<table style="(.*?)">\s*<thead><tr>(.*?)</tr>', page, re.S):
        names = dict(re.findall(r"--c(\d+):(?:'|&#39;)(.*?)(?:'|&#39;);", table[0]))
        heads = [re.sub(r'<[^>]*>', '', head) for head in re.findall(r'<t[hd][^>]*>(.*?)</t[hd]>', table[1], re.S)]
        wrong.expect(names == {str(i + 1): head for i, head in enumerate(heads) if head},
                     f'{what}: columns {heads}, named {names}')
    wrong.expect(page.count('<table') == page.count('<table style='), f'{what}: a table without names')


def check_languages(wrong, rasif, fixture, folder):
    audited = folder / 'audited.gpkg'
    run(rasif, 'audit', fixture, '-q', '-o', audited)
    report = json.loads(run(rasif, 'audit', fixture, '-q', '-f', 'json').stdout)
    for language in ('en', 'ar'):
        page = audit(rasif, fixture, folder / f'{language}.html', language, '--threads', '1')
        again = audit(rasif, fixture, folder / 'again.html', language, '--threads', '4')
        wrong.expect(page == again, f'{language}: the second run, with four threads, differs')
        reader = read(wrong, page, language)
        check_alone(wrong, page, reader, language)
        wrong.expect('\ufffd' not in page, f'{language}: a character that can\'t be shown')
        check_figures(wrong, reader, report, language, language)
        check_streets(wrong, reader, page, audited, language)
        check_tables(wrong, page, language)


def line_of_points(points, **properties):
    return {'type': 'Feature', 'properties': properties, 'geometry': {'type': 'LineString', 'coordinates': points}}


def check_full_sheet(wrong, rasif, folder):
    """Of 62 findings of a segment 40 are on its sheet: the two critical ones, of which steps come last in the order of
    roles, are among them, and all stand in their order along the way."""
    step, north = 0.0001, 31.95005
    layers = {'streets': [line_of_points([[35.9, 31.95], [35.9 + 60 * step, 31.95]])],
              'sidewalks': [line_of_points([[35.9 + i * step, north], [35.9 + (i + 1) * step, north]], clear_width_m=1.1,
                                           surface='asphalt') for i in range(60)],
              'steps': [line_of_points([[35.9 + 58 * step, north], [35.9 + 58.2 * step, north]], step_count=12)]}
    for role, features in layers.items():
        (folder / f'{role}.geojson').write_text(json.dumps({'type': 'FeatureCollection', 'features': features}))
    more = [x for role in layers for x in (f'--{role}', f'{folder / role}.geojson:{role}')]
    inputs = [folder / f'{role}.geojson' for role in layers]
    found = json.loads(run(rasif, 'audit', *inputs, *more, '-q', '-f', 'json').stdout)['findings']
    severities = sorted(f['severity'] for f in found)
    wrong.expect(severities == ['critical'] * 2 + ['serious'] * 60, f'a full sheet: {severities}')
    page = audit(rasif, inputs[0], folder / 'full.html', 'en', *inputs[1:], *more)
    sheet = page[page.index('<div id="t0">'):]
    rows = re.findall(r'<tr><th scope="row" class="n">\d+</th><td>(?:<a [^>]*>)?(\d+) m.*?<a href="#r-([^"]*)"', sheet)
    rules = [rule for _, rule in rows]
    wrong.expect(len(rows) == 40, f'{len(rows)} findings on a full sheet')
    wrong.expect(rules.count('steps-step-free') == 1 and rules.count('street-sidewalk-missing') == 1,
                 f'a full sheet without the critical findings: {sorted(set(rules))}')
    places = [int(place) for place, _ in rows]
    wrong.expect(places == sorted(places), f'not in the order along the way: {places}')


def check_sheets(wrong, rasif, fixture, folder):
    """As many as are asked for, of the worst; all of the list."""
    def sheets(*options):
        page = audit(rasif, fixture, folder / 'sheets.html', 'en', *options)
        rows = re.findall(r'<tr id="g(\d+)"[^>]*data-o="(\d+)"', page)
        order = [row for row, _ in sorted(rows, key=lambda item: int(item[1]))]
        made = re.findall(r'<div id="t(\d+)">', page)
        wrong.expect(made == order[:len(made)], f'{options}: the sheets are not those of the worst')
        check_alone(wrong, page, read(wrong, page, f'{options}'), f'{options}')
        return len(made), len(order)
    wrong.expect(sheets('--sheets', '0')[0] == 0, '--sheets 0 makes some')
    wrong.expect(sheets('--sheets', '3')[0] == 3, '--sheets 3 makes others')
    made, listed = sheets('--sheets', 'all')
    wrong.expect(made == listed > 20, f'--sheets all makes {made} of {listed}')
    for value in ('some', '-1', '2.5', ''):
        said = run(rasif, 'audit', fixture, '--sheets', value, expect=2).stderr
        wrong.expect('--sheets' in said and said.count('\n') <= 2, f'--sheets {value}: {said}')


def check_hostile(wrong, rasif, fixture, folder):
    """Names that would be markup, in a file whose name would be one as well."""
    source = folder / 'a&b<c>"d\'.gpkg'
    shutil.copy(fixture, source)
    db = sqlite3.connect(source)
    for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER {quote(name)}')
    for i, name in enumerate(HOSTILE):
        db.execute('UPDATE streets SET name = ?, name_ar = ? WHERE fid % ? = ?', (name, name, len(HOSTILE), i))
    db.execute('UPDATE sidewalks SET surface = ? WHERE fid = 1', (HOSTILE[0],))
    db.commit()
    db.close()
    for language in ('en', 'ar'):
        page = audit(rasif, source, folder / 'hostile.html', language)
        reader = read(wrong, page, f'hostile {language}')
        check_alone(wrong, page, reader, f'hostile {language}')
        tags = [t for t, _ in reader.elements]
        wrong.expect(tags.count('script') == 1 and not {'img', 'i'} & set(tags),
                     f'hostile {language}: a name became markup')
        for name in HOSTILE[:4]:
            wrong.expect(name in ''.join(reader.text), f'hostile {language}: {name!r} is not there')


def check_changes(wrong, rasif, fixture, redesign, folder):
    """The page of rasif diff: it stands alone, has no script, and names streets and findings."""
    audited = [folder / 'before.gpkg', folder / 'after.gpkg']
    for source, target in zip((fixture, redesign), audited):
        run(rasif, 'audit', source, '-q', '-o', target)
    report = json.loads(run(rasif, 'diff', *audited, '-f', 'json').stdout)
    for language in ('en', 'ar'):
        page = run(rasif, 'diff', *audited, '--lang', language, '-f', 'html').stdout
        reader = read(wrong, page, f'diff {language}')
        check_alone(wrong, page, reader, f'diff {language}')
        wrong.expect('\ufffd' not in page, f'diff {language}: a character that can\'t be shown')
        wrong.expect(all(t != 'script' for t, _ in reader.elements), f'diff {language}: a script')
        tables = page.count('<table'), page.count('<thead>')
        wrong.expect(tables[0] == tables[1] >= 8, f'diff {language}: {tables} tables with heads')
        maps = re.findall(r'<svg class="cmap".*?</svg>', page, re.S)
        wrong.expect(len(maps) == 2, f'diff {language}: {len(maps)} maps')
        for drawn, kinds in zip(maps, (('fixed', 'removed'), ('new', 'added'))):
            dots = re.search(r'<path class="dot[^"]*" d="M0 0(.*?)"', drawn).group(1).count('h1')
            told = sum(report['counts'][kind] for kind in kinds)
            wrong.expect(dots == told, f'diff {language}: {dots} dots for {told} findings {kinds}')
            signs = [int(n) for n in re.findall(r'<text class="m-[^>]*>(\d+)</text>', drawn)]
            wrong.expect(len(signs) == len(set(signs)) > 5, f'diff {language}: signs {signs}')


def check_plan(wrong, rasif, fixture, folder):
    """The map of works: numbers of the list at their places, in the colour of the budget that buys them first."""
    pair = r'<path class="w(\d)((?: spot)?) casing" d="([^"]*)"/><path class="w\1\2" d="([^"]*)"/>'
    for language, options, budgets in (('en', ['--budget', '1000,5000,20000'], [1000, 5000, 20000]), ('ar', ['--budget', '20000', '--years', '3'], [1, 2, 3])):
        run(rasif, 'plan', fixture, '-q', '--lang', language, *options, '-f', f'html:{folder / "plan.html"}', '-o', folder / 'plan.gpkg', '--force')
        page, what = (folder / 'plan.html').read_text(encoding='utf-8'), f'plan {language}'
        check_alone(wrong, page, read(wrong, page, what), what)
        with contextlib.closing(sqlite3.connect(folder / 'plan.gpkg')) as db:
            works = db.execute(f'SELECT rank, {"year" if "--years" in options else "budget"}, site_id, geom, cost FROM audit_works WHERE rank > 0 ORDER BY rank').fetchall()
        drawn = re.findall(r'<svg class="plan-map" viewBox="([-\d]+) ([-\d]+) (\d+) (\d+)".*?</svg>', page, re.S)
        wrong.expect(len(drawn) == 1 and len(works) > 3, f'{what}: {len(drawn)} maps, {len(works)} works')
        left, top, width, height = map(float, drawn[0])
        sites, places = {}, []
        for rank, _, site, *_ in works:
            sites.setdefault(site, []).append(rank)
        numbers = re.findall(r'<g class="number w(\d)"><path d="M(-?\d+) (-?\d+)L[^"]*"/><rect [^>]*/><text [^>]*>([^<]*)</text></g>', page)
        have = {}
        for color, x, y, text in numbers:
            ranks = [k for a, b in re.findall(r'(\d+)(?:–(\d+))?', text) for k in range(int(a), int(b or a) + 1)]
            rank, budget, site, geom, _ = works[ranks[0] - 1]
            have[site] = ranks
            wrong.expect(budgets[int(color)] == budget, f'{what}: number {text} has colour {color}, first bought by {budget}')
            wrong.expect(left <= float(x) <= left + width and top <= float(y) <= top + height, f'{what}: {text} outside of the drawing')
            places.append((float(x), float(y), *struct.unpack_from('<dd', geom, len(geom) - 16)))
        wrong.expect(have == sites, f'{what}: numbers {have}, sites {sites}')
        # Decimetres of the drawing against metres of the layer: the same distances from the first number to all others.
        x0, y0, east0, north0 = places[0]
        for x, y, east, north in places[1:]:
            apart = math.dist((east, north), (east0, north0))
            wrong.expect(abs(math.dist((x, y), (x0, y0)) / 10 - apart) < 1 + apart / 500, f'{what}: {x} {y} is not {apart} m from the first')
        shown = sum(path.count('M') for _, _, casing, path in re.findall(pair, page) if casing == path != 'M3 8h30')
        wrong.expect(shown == len(works), f'{what}: {shown} works drawn of {len(works)}')
        # A line where another year begins, or where the sum of costs passes a budget that is not the last.
        sums = [sum(work[4] for work in works[:i + 1]) for i in range(len(works))]
        over = [work[1] for work in works] if '--years' in options else [sum(total > budget for budget in budgets[:-1]) for total in sums]
        cuts = [i + 1 for i in range(1, len(works)) if over[i] > over[i - 1]]
        shown = [int(rank) for rank in re.findall(r'<tr class="cut"><td class="n">(\d+)</td>', page)]
        wrong.expect(shown == cuts and cuts, f'{what}: lines above {shown}, expected {cuts}')
        legend = re.findall(r'<path class="w(\d)" d="M3 8h30"/></svg>\s*<span>(.*?)</span>\s*<b[^>]*>(.*?)</b>', page)
        listed = {budgets[int(color)]: ranks for color, _, ranks in legend}
        for budget in set(work[1] for work in works):
            mine = [work[0] for work in works if work[1] == budget]
            told = [k for a, b in re.findall(r'(\d+)(?:–(\d+))?', listed.get(budget, '')) for k in range(int(a), int(b or a) + 1)]
            wrong.expect(told == mine, f'{what}: legend of {budget}: {listed}, works {mine}')


def check_size(wrong, rasif, city, folder):
    source = folder / 'city.gpkg'
    subprocess.run([city, '--sidewalks', '20000', source], check=True)
    for language in ('en', 'ar'):
        page = audit(rasif, source, folder / 'city.html', language)
        size = len(page.encode())
        wrong.expect(size < MOST_BYTES, f'{language}: {size} bytes for 10 000 streets')
        read(wrong, page, f'city {language}')


def main():
    rasif, fixture, redesign, city = sys.argv[1:]
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as name:
        folder = pathlib.Path(name)
        check_languages(wrong, rasif, fixture, folder)
        check_sheets(wrong, rasif, fixture, folder)
        check_full_sheet(wrong, rasif, folder)
        check_hostile(wrong, rasif, fixture, folder)
        check_changes(wrong, rasif, fixture, redesign, folder)
        check_plan(wrong, rasif, fixture, folder)
        check_size(wrong, rasif, city, folder)
    wrong.finish()


if __name__ == '__main__':
    main()
