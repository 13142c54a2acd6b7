#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SARIF, JUnit, CSV and Markdown: right in form, and they say what the JSON report says.

    check_formats.py RASIF FIXTURE.gpkg

The input's name, a street's name and a waiver's reason hold what each format has to escape.
"""
import csv
import io
import json
import pathlib
import re
import shutil
import sqlite3
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, run

NAME = 'a b:رصيف%20#<&".gpkg'
REASON = '=HYPERLINK("http://x","a,b") <b>& ]]> رصيف'
STREET = 'A|B <script> `x` [y](z) *q*'
LEVELS = {'critical': 'error', 'serious': 'error', 'moderate': 'warning', 'minor': 'note'}
MOST, MOST_IN_ALL = 80, 5000  # of a rule; what GitHub shows of a run
RULES = pathlib.Path(__file__).resolve().parents[2] / 'docs/rules.md'


class Form:
    """Asks an object for its members: those that must be there, and none but the allowed."""

    def __init__(self, wrong):
        self.wrong = wrong

    def __call__(self, value, where, required, optional=()):
        if not isinstance(value, dict):
            self.wrong.expect(False, f'{where}: no object but {value!r}')
            return {}
        for key, kind in required.items():
            self.wrong.expect(isinstance(value.get(key), kind), f'{where}: {key} is {value.get(key)!r}')
        for key in value:
            self.wrong.expect(key in required or key in optional, f'{where}: {key} is not in SARIF')
        return value


# ---- SARIF (names and kinds of the OASIS schema 2.1.0, as far as rasif uses it)

def check_message(form, value, where):
    form(value, where, {'text': str})
    form.wrong.expect(bool(value.get('text')), f'{where}: an empty text')


def check_driver(form, driver):
    form(driver, 'driver', {'name': str, 'version': str, 'semanticVersion': str, 'informationUri': str,
                            'rules': list})
    sections = set(re.findall(r'^### (\S+)$', RULES.read_text(encoding='utf-8'), re.M))
    for i, rule in enumerate(driver['rules']):
        where = f'rules/{i}'
        form(rule, where, {'id': str, 'shortDescription': dict, 'fullDescription': dict, 'help': dict,
                           'defaultConfiguration': dict, 'properties': dict, 'helpUri': str})
        page, section = urllib.parse.urldefrag(rule['helpUri'])
        form.wrong.expect(urllib.parse.urlsplit(page).scheme and page.endswith('/rules.md')
                          and section == rule['id'] and section in sections, f'{where}: {rule["helpUri"]}')
        for key in ('shortDescription', 'fullDescription', 'help'):
            check_message(form, rule[key], f'{where}/{key}')
        form.wrong.expect(rule['defaultConfiguration'] ==
                          {'level': LEVELS[rule['properties']['severity']]}, f'{where}: level')
        tags = rule['properties']['tags']
        form.wrong.expect(len(set(tags)) == len(tags) and 'accessibility' in tags, f'{where}: tags')
    ids = [rule['id'] for rule in driver['rules']]
    form.wrong.expect(len(set(ids)) == len(ids), 'a rule is listed twice')


def check_location(form, location, where, finding):
    form(location, where, {'physicalLocation': dict, 'logicalLocations': list, 'properties': dict})
    physical = form(location['physicalLocation'], where, {'artifactLocation': dict, 'region': dict})
    form.wrong.expect(physical['region'] == {'startLine': 1}, f'{where}: region {physical["region"]}')
    artifact = form(physical['artifactLocation'], where, {'uri': str, 'index': int})
    form.wrong.expect(re.fullmatch(r'(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+', artifact['uri'])
                      and urllib.parse.unquote(artifact['uri']) == NAME, f'{where}: {artifact["uri"]}')
    logical = form(location['logicalLocations'][0], where,
                   {'name': str, 'fullyQualifiedName': str, 'kind': str})
    name = f'{finding["table_name"]}/{finding["source_fid"]}'
    form.wrong.expect(logical['fullyQualifiedName'] == name, f'{where}: {logical}, not {name}')
    form.wrong.expect(location['properties'] == {'lonlat': [finding['lon'], finding['lat']]},
                      f'{where}: {location["properties"]}')


def check_result(form, result, i, rules, findings, accepting):
    where = f'results/{i}'
    form(result, where,
         {'ruleId': str, 'ruleIndex': int, 'kind': str, 'level': str, 'message': dict,
          'locations': list, 'partialFingerprints': dict, 'properties': dict},
         ('baselineState', 'suppressions'))
    check_message(form, result['message'], where)
    id_ = result['partialFingerprints']['rasifFindingId/v1']
    finding = findings[id_]
    form.wrong.expect(rules[result['ruleIndex']]['id'] == result['ruleId'] == finding['rule'],
                      f'{where}: rule {result["ruleIndex"]} is not {result["ruleId"]}')
    unknown = finding['outcome'] == 'unknown'
    level = 'none' if unknown else LEVELS[finding['severity']]
    form.wrong.expect((result['kind'], result['level']) == ('open' if unknown else 'fail', level),
                      f'{where}: {result["kind"]}, {result["level"]}')
    form.wrong.expect(len(result['locations']) == 1, f'{where}: {len(result["locations"])} locations')
    check_location(form, result['locations'][0], where, finding)
    for key in ('outcome', 'severity', 'clause', 'measure', 'value', 'limit_value', 'rasif_id'):
        form.wrong.expect(result['properties'][key] == finding[key],
                          f'{where}: {key} {result["properties"][key]!r}, not {finding[key]!r}')
    state = None if unknown or not accepting else 'unchanged' if id_ in accepting else 'new'
    form.wrong.expect(result.get('baselineState') == state, f'{where}: {result.get("baselineState")}')
    waived = [] if finding['accepted'] != 'waived' else [
        {'kind': 'external', 'status': 'accepted', 'justification': finding['waiver']}]
    form.wrong.expect(result.get('suppressions', []) == waived, f'{where}: suppressions')


def check_sarif(wrong, text, report, accepting):
    form = Form(wrong)
    log = form(json.loads(text), 'log', {'$schema': str, 'version': str, 'runs': list})
    wrong.expect(log['version'] == '2.1.0' and len(log['runs']) == 1, 'version or runs')
    run_ = form(log['runs'][0], 'run', {
        'tool': dict, 'language': str, 'automationDetails': dict, 'artifacts': list,
        'invocations': list, 'results': list, 'properties': dict})
    check_driver(form, form(run_['tool'], 'tool', {'driver': dict})['driver'])
    rules = run_['tool']['driver']['rules']
    wrong.expect([r['id'] for r in rules] == [r['id'] for r in report['rules']], 'other rules')
    form(run_['artifacts'][0], 'artifact', {'location': dict, 'roles': list, 'hashes': dict})
    invocation = form(run_['invocations'][0], 'invocation',
                      {'executionSuccessful': bool, 'toolExecutionNotifications': list})
    wrong.expect([n['descriptor']['id'] for n in invocation['toolExecutionNotifications']] ==
                 [d['code'] for d in report['diagnostics']], 'other notifications')
    findings = {f['finding_id']: f for f in report['findings']}
    for i, result in enumerate(run_['results']):
        check_result(form, result, i, rules, findings, accepting)
    check_cut(wrong, run_, report)


def check_cut(wrong, run_, report):
    """At most 80 results per rule, of many rules fewer: 5,000 in all; how many there are is said."""
    shown, there = {}, {}
    for result in run_['results']:
        shown[result['ruleId']] = shown.get(result['ruleId'], 0) + 1
    for finding in report['findings']:
        there[finding['rule']] = there.get(finding['rule'], 0) + 1
    most = max(m for m in range(MOST + 1) if sum(min(n, m) for n in there.values()) <= MOST_IN_ALL)
    for rule, n in there.items():
        wrong.expect(shown.get(rule) == min(n, most), f'{rule}: {shown.get(rule)} of {n} results')
    properties = run_['properties']
    wrong.expect(properties['cut'] == {r: n for r, n in there.items() if n > most}, 'cut')
    wrong.expect(properties['findings'] == len(report['findings']) and
                 properties['results'] == len(run_['results']) and
                 properties['results_per_rule_at_most'] == most, f'totals {properties}')


# ---- JUnit: elements, attributes and their order as in the schema that Jenkins checks with

JUNIT = {'testsuites': ({'name', 'tests', 'failures', 'errors', 'time'}, {'testsuite'}),
         'testsuite': ({'name', 'tests', 'failures', 'errors', 'skipped', 'time'},
                       {'properties', 'testcase'}),
         'properties': (set(), {'property'}), 'property': ({'name', 'value'}, set()),
         'testcase': ({'classname', 'name', 'time'}, {'failure', 'skipped'}),
         'failure': ({'message', 'type'}, set()), 'skipped': ({'message'}, set())}


def check_form(wrong, element):
    attributes, children = JUNIT[element.tag]
    wrong.expect(set(element.attrib) == attributes, f'{element.tag}: {sorted(element.attrib)}')
    for child in element:
        wrong.expect(child.tag in children, f'{child.tag} in {element.tag}')
        check_form(wrong, child)


def check_case(wrong, case, counts, open_, accepted):
    """A rule with open findings fails, one that is not known everywhere is skipped."""
    rule = case.get('name')
    child = case[0] if len(case) else None
    if open_:
        wrong.expect(child is not None and child.tag == 'failure', f'{rule}: not failed')
        wrong.expect(child.get('message').startswith(f'{len(open_)} finding'), child.get('message'))
        named = [id_ for id_ in open_ if id_ in child.text]
        wrong.expect(len(named) == min(len(open_), 10), f'{rule}: names {len(named)}')
        wrong.expect(len(open_) <= 10 or f'{len(open_) - 10} more finding' in child.text,
                     f'{rule}: does not say how many more')
    elif accepted or counts['unknown'] or not counts['pass']:
        wrong.expect(child is not None and child.tag == 'skipped' and child.get('message'),
                     f'{rule}: not skipped')
    else:
        wrong.expect(child is None, f'{rule}: not passed')


def check_junit(wrong, text, report):
    root = xml.etree.ElementTree.fromstring(text.encode())
    check_form(wrong, root)
    suite = root[0]
    cases = suite.findall('testcase')
    wrong.expect([c.get('name') for c in cases] == [r['id'] for r in report['rules']], 'other rules')
    for key, tag in (('tests', '.'), ('failures', 'failure'), ('skipped', 'skipped')):
        n = sum(1 for c in cases if tag == '.' or c.find(tag) is not None)
        wrong.expect(int(suite.get(key)) == n, f'{key} is {suite.get(key)}, not {n}')
    for case, rule in zip(cases, report['rules']):
        mine = [f for f in report['findings'] if f['rule'] == rule['id'] and f['outcome'] != 'unknown']
        check_case(wrong, case, rule, [f['finding_id'] for f in mine if not f['accepted']],
                   any(f['accepted'] for f in mine))
    wrong.expect(NAME in [p.get('value') for p in suite.iter('property')], 'the input is not named')


# ---- CSV, Markdown

def check_csv(wrong, raw, report):
    wrong.expect(raw.count(b'\r\n') == raw.count(b'\n'), 'lines do not end with CR LF')
    wrong.expect(not raw.startswith(b'\xef\xbb\xbf'), 'a byte order mark')
    rows = list(csv.DictReader(io.StringIO(raw.decode('utf-8'), newline=''), strict=True))
    wrong.expect(len(rows) == len(report['findings']), f'{len(rows)} rows')
    wrong.expect(set(rows[0]) == set(report['findings'][0]), f'columns {list(rows[0])}')
    for row, finding in zip(rows, report['findings']):
        for key, value in finding.items():
            value = ','.join(value) if isinstance(value, list) else '' if value is None else value
            if isinstance(value, str):
                value = "'" + value if value[:1] in tuple('=+-@\t\r') and value else value
                wrong.expect(row[key] == value, f'{key}: {row[key]!r}, not {value!r}')
            else:
                wrong.expect(float(row[key]) == value, f'{key}: {row[key]!r}, not {value!r}')
    wrong.expect(any(row['waiver'].startswith("'=HYPERLINK(") for row in rows), 'a formula is left')


def check_markdown(wrong, text, report, arabic):
    wrong.expect('<script>' not in text and 'A|B' not in text, 'a name is not escaped')
    wrong.expect(text.startswith('<div dir="rtl">\n\n') == arabic, 'direction')
    wrong.expect(len(re.findall(r'^## ', text, re.M)) == 1, 'not one headline')
    n = sum(f['outcome'] != 'unknown' and f['accepted'] != 'waived' for f in report['findings'])
    wrong.expect(arabic or f'**{n} finding' in text, f'the headline does not say {n}')
    for table in re.findall(r'(?:^\|.*\n)+', text, re.M):
        widths = {len(re.findall(r'(?<!\\)\|', line)) for line in table.splitlines()}
        wrong.expect(len(widths) == 1, f'a table with rows of {widths} bars')
        wrong.expect(re.fullmatch(r'(\|:?--:?)+\|', table.splitlines()[1]), 'no line below the names')


# ---- the runs

def prepare(folder, fixture, rasif):
    """A copy with hostile names, a waiver for its first finding, a baseline of all but three."""
    path = folder / NAME
    shutil.copy(fixture, path)
    db = sqlite3.connect(path)
    for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')
    db.execute('UPDATE streets SET name = ?', (STREET,))
    db.commit()
    db.close()
    run(rasif, 'audit', path, '-q', '--write-baseline', folder / 'all.txt')
    ids = [line for line in (folder / 'all.txt').read_text().splitlines() if line[0] != '#']
    (folder / 'some.txt').write_text('\n'.join(ids[3:]) + '\n')
    (folder / 'w.yaml').write_text(json.dumps({'waivers': [
        {'finding': ids[1], 'reason': REASON, 'until': '2999-12-31'}]}, ensure_ascii=False))
    return path, set(ids[3:])


def check_many_rules(wrong, rasif, folder):
    """35 rules that 100 sidewalks fail, 35 that 100 flights of steps fail: 80 of each were 5,600 results."""
    step, many = 0.0005, {f'{element}-{i}': element for element in ('sidewalk', 'steps') for i in range(35)}
    (folder / 'own/rules').mkdir(parents=True)
    (folder / 'own/standards').mkdir()
    examples = [{'standard': 'wide', 'given': given, 'expect': outcome}
                for given, outcome in (({'width_m': 9}, 'pass'), ({'width_m': 1}, 'fail'), ({}, 'unknown'))]
    for name, element in many.items():
        texts = {key: {'en': name} for key in ('title', 'why', 'fix', 'message')}
        (folder / f'own/rules/{name}.yaml').write_text(json.dumps(
            {'id': name, 'applies': element, 'measure': 'width_m', 'severity': 'minor', **texts, 'examples': examples}))
    (folder / 'own/standards/wide.yaml').write_text(json.dumps(
        {'id': 'wide', 'title': {'en': 'Wide'}, 'status': 'provisional',
         'requirements': [{'rule': name, 'require': '>= 8 m', 'clause': '1'} for name in many]}))
    for layer, north in (('sidewalks', 31.95), ('steps', 31.96)):
        (folder / f'{layer}.geojson').write_text(json.dumps({'type': 'FeatureCollection', 'features': [
            {'type': 'Feature', 'properties': {'width_m': 2.0}, 'geometry': {
                'type': 'LineString', 'coordinates': [[35.9 + i * step, north], [35.9 + (i + .9) * step, north]]}}
            for i in range(100)]}))
    run(rasif, 'audit', folder / 'sidewalks.geojson', folder / 'steps.geojson', '-q', '--rules', folder / 'own',
        '--standard', 'wide', '--sidewalks', f'{folder}/sidewalks.geojson:sidewalks',
        '--steps', f'{folder}/steps.geojson:steps', '-f', f'sarif:{folder}/many', '-f', f'json:{folder}/json')
    made = json.loads((folder / 'many').read_text(encoding='utf-8'))['runs'][0]
    report = json.loads((folder / 'json').read_text(encoding='utf-8'))
    check_cut(wrong, made, report)
    fewest = min(made['properties']['cut'].values(), default=0)
    wrong.expect(set(many) <= set(made['properties']['cut']) and fewest == 100, f"cut {made['properties']}")
    wrong.expect(4900 < len(made['results']) <= MOST_IN_ALL, f"{len(made['results'])} results of many rules")


def main():
    rasif, fixture = sys.argv[1], sys.argv[2]
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        folder = pathlib.Path(folder)
        path, accepting = prepare(folder, fixture, rasif)
        for language in ('en', 'ar'):
            options = [x for f in ('json', 'sarif', 'junit', 'csv', 'markdown')
                       for x in ('-f', f'{f}:{folder}/{f}')]
            run(rasif, 'audit', path, *options, '-q', '--findings', 'all', '--lang', language,
                '--baseline', folder / 'some.txt', '--waivers', folder / 'w.yaml')
            report = json.loads((folder / 'json').read_text(encoding='utf-8'))
            wrong.expect(report['accepted']['waivers']['findings'] == 1, 'the waiver does not hold')
            check_sarif(wrong, (folder / 'sarif').read_text(encoding='utf-8'), report, accepting)
            check_csv(wrong, (folder / 'csv').read_bytes(), report)
            check_markdown(wrong, (folder / 'markdown').read_text(encoding='utf-8'), report,
                           language == 'ar')
            if language == 'en':
                check_junit(wrong, (folder / 'junit').read_text(encoding='utf-8'), report)
            else:
                check_form(wrong, xml.etree.ElementTree.parse(folder / 'junit').getroot())
        check_many_rules(wrong, rasif, folder)
    wrong.finish()


if __name__ == '__main__':
    main()
