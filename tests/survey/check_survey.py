#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rasif survey: the file, two crossings worked by hand, walks, and what it is worth.

    check_survey.py RASIF NEIGHBOURHOOD.gpkg [CITY]

With CITY, the program that makes cities, only the last part runs, in a grid of 200 sidewalks of which all is measured.
The last part hides nine values of ten in the model neighbourhood and finds them again along the walks: an audit must decide at
least what the walks promised, and more per kilometre than an order by nearness or by chance.
"""
import contextlib
import html.parser
import json
import math
import pathlib
import sqlite3
import struct
import sys
import tempfile
import xml.etree.ElementTree as ET

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import plan_and_reveal as city
from running import Complaints, run

FIRST = ['geom', 'rasif_id', 'table_name', 'source_fid', 'street', 'walk', 'visit', 'ask']
LAST = ['none_found', 'surveyed_on', 'surveyor', 'photo', 'remark', 'state']


def rows(path, query, values=()):
    with contextlib.closing(sqlite3.connect(path)) as db:
        return db.execute(query, values).fetchall()


def layers(path):
    return [name for (name,) in rows(path, "SELECT table_name FROM gpkg_geometry_columns WHERE table_name LIKE 'survey_%' "
                                           "AND table_name <> 'survey_walks' ORDER BY 1")]


def check_layers(wrong, path):
    """The form: columns in their order, asked ones empty, each element once."""
    turns = {}
    for layer in layers(path):
        names = [row[1] for row in rows(path, f'PRAGMA table_info("{layer}")') if row[1] != 'fid']
        wrong.expect(names[:len(FIRST)] == FIRST and names[-len(LAST):] == LAST, f'{layer}: columns {names}')
        fields = names[len(FIRST):-len(LAST)]
        asked = set()
        for rid, ask, walk, visit, state, *empty in rows(path, 'SELECT rasif_id, ask, walk, visit, state, ' + ', '.join(
                f'"{name}"' for name in fields + LAST[:-1]) + f' FROM "{layer}"'):
            wrong.expect(all(cell is None for cell in empty) and state == 'todo', f'{layer} {rid}: is not empty')
            wrong.expect(set(ask.split()) <= set(fields) and ask != '', f'{layer} {rid}: asks {ask}')
            asked |= set(ask.split())
            if walk is not None:
                turns.setdefault(walk, []).append(visit)
        wrong.expect(asked == set(fields), f'{layer}: columns {fields}, asked {sorted(asked)}')
    for walk, visits in turns.items():
        wrong.expect(sorted(visits) == list(range(1, len(visits) + 1)), f'walk {walk}: visits {sorted(visits)}')
    return {walk: len(visits) for walk, visits in turns.items()}


def check_walks(wrong, path, visits, most_km, most_hours):
    sums = [0.0] * 4
    before = math.inf
    for number, row in enumerate(rows(path, 'SELECT walk, length_m, bound_m, minutes, visits, "values", verdicts, length_m_all, '
                                            'visits_all, values_all, verdicts_all FROM survey_walks ORDER BY fid'), 1):
        walk, length, bound, minutes, n, values, verdicts, *alls = row
        wrong.expect(walk == number and n == visits.get(walk), f'walk {walk}: {n} visits, {visits.get(walk)} elements')
        wrong.expect(length <= 1000 * most_km + 0.1 and minutes <= 60 * most_hours + 1, f'walk {walk}: {length} m, {minutes} min')
        wrong.expect(bound <= length + 0.1, f'walk {walk}: {length} m, bound {bound}')
        wrong.expect(abs(minutes - length / 4000 * 60 - values / 2) <= 1, f'walk {walk}: {minutes} min, {length} m, {values} values')
        worth = verdicts / (length + 1000)
        wrong.expect(worth <= before * 1.001, f'walk {walk} comes too late')
        before = worth
        sums = [a + b for a, b in zip(sums, (length, n, values, verdicts))]
        wrong.expect(all(abs(a - b) <= 0.1 * number for a, b in zip(sums, alls)), f'walk {walk}: sums {alls}, not {sums}')
    wrong.expect(len(visits) == len(rows(path, 'SELECT 1 FROM survey_walks')), 'walks and visits differ')


def worth(path, layer, fid):
    return {field: found for field, *found in rows(path, f'SELECT field, verdicts, verdicts_best, users FROM survey_worth w JOIN '
                                                         f'"{layer}" e USING (rasif_id) WHERE e.source_fid = ?', (fid,))}


def check_by_hand(wrong, path):
    """docs/survey.md, "Two crossings by hand"."""
    found = worth(path, 'survey_crossings', 6)
    wrong.expect(found == {'signal_audible': [2, 2, 'can']}, f'crossing 6: {found}')
    found = worth(path, 'survey_crossings', 35)
    wrong.expect(found.get('cross_slope_pct') == [2, 3, 'wcm wcp'], f'crossing 35: {found}')


def check_same(wrong, rasif, audited, folder):
    """The same bytes again; options that change nothing but the walks."""
    for name in ('one', 'two'):
        run(rasif, 'survey', audited, '-o', folder / f'{name}.gpkg')
    wrong.expect((folder / 'one.gpkg').read_bytes() == (folder / 'two.gpkg').read_bytes(), 'another run gives other bytes')
    run(rasif, 'survey', audited, '-o', folder / 'short.gpkg', '--walk-km', '1.5', '--walk-hours', '2')
    check_walks(wrong, folder / 'short.gpkg', check_layers(wrong, folder / 'short.gpkg'), 1.5, 2)
    run(rasif, 'survey', audited, '-o', folder / 'hours.gpkg', '--hours', '3')
    total = rows(folder / 'hours.gpkg', 'SELECT sum(minutes), count(*) FROM survey_walks')[0]
    wrong.expect(total[1] > 0 and total[0] <= 181, f'--hours 3: {total}')
    start = rows(audited, 'SELECT min_x, min_y FROM gpkg_contents WHERE table_name = \'streets\'')[0]
    run(rasif, 'survey', audited, '-o', folder / 'start.gpkg', '--start', f'{start[0]},{start[1]}')
    ends = rows(folder / 'start.gpkg', 'SELECT geom FROM survey_walks')
    first = {blob[0][-16:] for blob in ends}
    wrong.expect(len(first) == 1, f'--start: walks end at {len(first)} places')


def ends_of(blob):
    """First and last point of a LINESTRING in a GeoPackage."""
    body = 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]
    return struct.unpack_from('<dd', blob, body + 9), struct.unpack('<dd', blob[-16:])


def check_between(wrong, rasif, audited, folder):
    """From one given place to another; and from stop to stop, each where the walk comes near one."""
    out = folder / 'between.gpkg'
    here, there = rows(audited, "SELECT min_x, min_y FROM gpkg_contents WHERE table_name = 'streets' UNION ALL "
                                "SELECT max_x, max_y FROM gpkg_contents WHERE table_name = 'streets'")
    run(rasif, 'survey', audited, '-o', out, '--start', '%r,%r' % here, '--end', '%r,%r' % there)
    ends = {ends_of(blob) for blob, in rows(out, 'SELECT geom FROM survey_walks')}
    wrong.expect(len(ends) == 1, f'--end: {ends}')
    (start, end), = ends
    wrong.expect(math.dist(start, here) < math.dist(start, there) and math.dist(end, there) < math.dist(end, here), f'--end: {start}, {end}')
    check_walks(wrong, out, check_layers(wrong, out), 5, 8)
    stops = [city.middle(blob) for blob, in rows(audited, "SELECT geom FROM destinations WHERE kind = 'bus_stop'")]
    run(rasif, 'survey', audited, '-o', out, '--force', '--stops', 'bus_stop', '--walk-km', '3')
    check_walks(wrong, out, check_layers(wrong, out), 3, 8)
    seen = set()
    for walk, blob in rows(out, 'SELECT walk, geom FROM survey_walks'):
        for place in ends_of(blob):
            away = [math.dist(place, stop) for stop in stops]
            wrong.expect(min(away) < 60, f'--stops: walk {walk} ends {min(away):.0f} m from a stop')
            seen.add(away.index(min(away)))
    wrong.expect(len(stops) > 1 and len(seen) > 1, f'--stops: {len(seen)} of {len(stops)} are used')
    for told, arguments in (('no destination of kind', ['--stops', 'tram']), ('in place of both', ['--stops', 'bus_stop', '--start', '35.9,31.9']),
                            ('in place of both', ['--end', '35.9,31.9']), ('end needs two numbers', ['--start', '35.9,31.9', '--end', '5'])):
        done = run(rasif, 'survey', audited, *arguments, expect=2)
        wrong.expect(told in done.stderr, f'{arguments}: {done.stderr}')


def check_reports(wrong, rasif, audited, path):
    report = json.loads(run(rasif, 'survey', audited, '-f', 'json').stdout)
    wrong.expect(len(report['walks']) == len(rows(path, 'SELECT 1 FROM survey_walks')), 'json: walks')
    for layer in layers(path):
        wrong.expect(len(report[layer]) == len(rows(path, f'SELECT 1 FROM "{layer}"')), f'json: {layer}')
    lines = run(rasif, 'survey', audited, '-f', 'csv').stdout.splitlines()
    wrong.expect(len(lines) == len(report['walks']) + 1, 'csv: lines')
    text = run(rasif, 'survey', audited).stdout
    wrong.expect(f"{report['verdicts']['decided']} of " in text and 'settles' in text, 'text: known now')
    for language, word in (('fr', 'tournée'), ('ar', 'الجولة')):
        wrong.expect(word in run(rasif, 'survey', audited, '--lang', language).stdout, f'text in {language}')


class Paper(html.parser.HTMLParser):
    """Per walk the numbers of visits in the list and on the map, and how many values have room; tags that are open."""

    def __init__(self):
        super().__init__()
        self.walks, self.open, self.ids = [], [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes['id']] if 'id' in attributes else []
        if tag not in ('meta',):
            self.open.append((tag, attributes))
        if tag == 'section':
            self.walks.append({'listed': [], 'drawn': [], 'room': 0})
        if tag == 'i' and ('class', 'head') not in [item for _, a in self.open for item in a.items()]:
            self.walks[-1]['room'] += 1

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open and self.open[-1][0] == tag, f'</{tag}> closes {self.open[-1:]}'
        self.open.pop()

    def handle_data(self, data):
        tag, attributes = self.open[-1] if self.open else ('', {})
        if tag == 'th' and attributes.get('scope') == 'row':
            self.walks[-1]['listed'].append(int(data))
        if tag == 'text' and self.walks and data.strip():
            self.walks[-1]['drawn'].append(int(data))


def check_paper(wrong, rasif, audited, path):
    """The page has each walk with all its visits, in the list and on the map, and room for every value."""
    walks = rows(path, 'SELECT visits, "values" FROM survey_walks ORDER BY walk')
    for language in ('en', 'ar'):
        page = Paper()
        text = run(rasif, 'survey', audited, '-f', 'html', '--lang', language).stdout
        page.feed(text)
        wrong.expect(not page.open, f'{language}: {page.open} stay open')
        wrong.expect(len(set(page.ids)) == len(page.ids), f'{language}: an id stands twice')
        wrong.expect(('dir="rtl"' in text) == (language == 'ar') and 'http' not in text.replace('http-equiv', ''), f'{language}: {text[:200]}')
        wrong.expect(len(page.walks) == len(walks), f'{language}: {len(page.walks)} walks of {len(walks)}')
        for walk, (visits, values) in zip(page.walks, walks):
            wrong.expect(walk['listed'] == list(range(1, visits + 1)) == sorted(walk['drawn']), f'{language}: {walk} of {visits}')
            wrong.expect(walk['room'] == values, f'{language}: room for {walk["room"]} of {values} values')


def check_styles(wrong, rasif, audited, folder):
    """A layer that is opened by itself looks and asks as in the project: the file's styles have what the project's layers have."""
    for language, word in (('en', 'surface'), ('ar', 'مادة السطح')):
        path, project = folder / f'{language}.gpkg', folder / f'{language}.qgs'
        run(rasif, 'survey', audited, '-o', path, '--lang', language)
        run(rasif, 'project', path, '-o', project, '--lang', language)
        of_project = {layer.findtext('datasource').rpartition('=')[2]: layer for layer in ET.parse(project).iter('maplayer')}
        styles = {table: ET.fromstring(qml) for table, qml in rows(path, 'SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1')}
        wrong.expect(styles.keys() == of_project.keys(), f'{language}: styles of {sorted(styles)}, layers of {sorted(of_project)}')
        for table, style in styles.items():
            parts = [ET.tostring(part) for part in of_project[table] if part.tag not in ('id', 'datasource', 'layername', 'srs', 'provider')]
            wrong.expect([ET.tostring(part) for part in style] == parts, f'{language}, {table}: the style is not that of the project')
            wrong.expect(style.get('readOnly') == of_project[table].get('readOnly'), f'{language}, {table}: readOnly')
        names = {alias.get('name') for alias in styles['survey_sidewalks'].iter('alias')}
        wrong.expect(word in names, f'{language}: no name {word} in {sorted(names)}')


def check_refused(wrong, rasif, plain, audited, path):
    before = path.read_bytes()
    for told, code, arguments in (
            ('exists', 2, [audited, '-o', path]), ('input', 2, [audited, '-o', audited, '--force']), ('no file', 2, []),
            ('walk', 2, [audited, '--walk-km', '0']), ('format', 2, [audited, '-f', 'xml']), ('start', 2, [audited, '--start', '5']),
            ('not annotated', 3, [plain]), ('not there', 3, [audited.with_name('none.gpkg')])):
        done = run(rasif, 'survey', *arguments, expect=None)
        wrong.expect(done.returncode == code and done.stderr.startswith('rasif: '), f'{told}: exit {done.returncode}, {done.stderr}')
    wrong.expect(path.read_bytes() == before, 'a refused run changed the file')


def check_first_screen(wrong, rasif, hidden, audited):
    """The sentence of an audit of which little is known has the figures of the survey's first three walks."""
    first = ' '.join(run(rasif, 'audit', hidden).stdout.split()[:120])
    survey = json.loads(run(rasif, 'survey', audited, '-f', 'json').stdout)
    walks = survey['walks'][:3]
    km = sum(walk['length_m'] for walk in walks) / 1000
    hours = sum(walk['minutes'] for walk in walks) / 60
    settled = sum(walk['verdicts'] for walk in walks)
    wrong.expect(f'{len(walks)} walks of {km:.1f} km and about {hours:.0f} hours in all would settle {settled} of the '
                 f'{survey["verdicts"]["unknown"]} verdicts that are unknown, whatever is found; begin at {walks[0]["street"]}' in first,
                 f'{first}: not {km:.1f} km, {hours:.0f} h, {settled}, {walks[0]["street"]}')


def check_worth(wrong, rasif, full, folder, better):
    hidden, found, out = folder / 'hidden.gpkg', folder / 'found.gpkg', folder / 'out.gpkg'
    city.hide(full, hidden, 0.9, 1)
    run(rasif, 'audit', hidden, '-o', folder / 'audited.gpkg', '-q', '--force')
    run(rasif, 'survey', folder / 'audited.gpkg', '-o', folder / 'survey.gpkg')
    elements = city.elements(folder / 'survey.gpkg', lambda place: place)
    start = elements[0].place
    orders = {'nearest first': list(city.by_distance(city.nearest_first(elements, start), start)),
              'by chance': list(city.by_distance(city.random_order(elements, 1), start))}
    base = city.decided(rasif, hidden, out)
    for walk, metres, promised in rows(folder / 'survey.gpkg', 'SELECT walk, length_m_all, verdicts_all FROM survey_walks '
                                                               'WHERE walk IN (1, 3)'):
        city.reveal(hidden, full, found, [e for e in elements if e.walk <= walk])
        plan = city.decided(rasif, found, out) - base
        print(f'walks up to {walk}, {metres / 1000:.1f} km: promised {promised}, settled {plan}')
        wrong.expect(plan >= promised, f'walk {walk}: promised {promised}, settled {plan}')
        for told, walked in orders.items():
            city.reveal(hidden, full, found, city.up_to(walked, metres / 1000))
            other = city.decided(rasif, found, out) - base
            print(f'  {told}: {other}')
            wrong.expect(plan > better * other, f'walk {walk}: settled {plan}, {told} {other}')


def check_likely(wrong, rasif, full, folder):
    """What is likely decided: more than for certain, about what is found in the end, and nothing of it without being asked for."""
    hidden, found, out, path = folder / 'hidden.gpkg', folder / 'found.gpkg', folder / 'out.gpkg', folder / 'likely.gpkg'
    base = city.decided(rasif, hidden, out)
    run(rasif, 'survey', folder / 'audited.gpkg', '-o', path, '--likely')
    elements = city.elements(path, lambda place: place)
    likely, certain, settled = 0, 0, None
    for walk, here, promised in rows(path, 'SELECT walk, likely, verdicts FROM survey_walks ORDER BY walk'):
        likely, certain = likely + here, certain + promised
        wrong.expect(here >= promised, f'walk {walk}: {here} likely, {promised} for certain')
        if walk == 3:
            city.reveal(hidden, full, found, [e for e in elements if e.walk <= walk])
            settled = city.decided(rasif, found, out) - base
            print(f'{likely:.0f} likely, {certain} for certain, settled {settled}')
            wrong.expect(abs(likely - settled) < 0.1 * settled < settled - certain,
                         f'walks up to {walk}: {likely} likely, {certain} for certain, settled {settled}')
    wrong.expect(settled is not None, 'there are less than three walks')
    wrong.expect(rows(folder / 'survey.gpkg', 'SELECT count(likely) FROM survey_walks') == [(0,)], 'likely is there without --likely')


def check_city(rasif, neighbourhood, maker):
    wrong = Complaints()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        run(maker, '--sidewalks', '200', '--crs', '32636', folder / 'city.gpkg')
        city.measure_all(folder / 'city.gpkg', neighbourhood)
        check_worth(wrong, rasif, folder / 'city.gpkg', folder, 1.05)
        check_likely(wrong, rasif, folder / 'city.gpkg', folder)
    wrong.finish()


def main(rasif, neighbourhood):
    wrong = Complaints()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        audited, path = folder / 'model.gpkg', folder / 'form.gpkg'
        run(rasif, 'audit', neighbourhood, '-o', audited, '-q')
        run(rasif, 'survey', audited, '-o', path)
        check_walks(wrong, path, check_layers(wrong, path), 5, 8)
        check_by_hand(wrong, path)
        check_same(wrong, rasif, audited, folder)
        check_between(wrong, rasif, audited, folder)
        check_reports(wrong, rasif, audited, path)
        check_paper(wrong, rasif, audited, path)
        check_styles(wrong, rasif, audited, folder)
        check_refused(wrong, rasif, neighbourhood, audited, path)
        (folder / 'worth').mkdir()
        check_worth(wrong, rasif, pathlib.Path(neighbourhood), folder / 'worth', 1.2)
        check_likely(wrong, rasif, pathlib.Path(neighbourhood), folder / 'worth')
        check_first_screen(wrong, rasif, folder / 'worth/hidden.gpkg', folder / 'worth/audited.gpkg')
    wrong.finish()


if __name__ == '__main__':
    check_city(*sys.argv[1:]) if len(sys.argv) > 3 else main(*sys.argv[1:])
