#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The project that `rasif project` writes, in QGIS.

    check_project.py RASIF NEIGHBOURHOOD.gpkg REDESIGN.gpkg

Skipped where QGIS is not installed. Every layer opens, styled, in its group; relations list what the columns say;
themes switch styles; the sheets are those of the worst segments of the JSON report, with the figures and findings
of the file, mirrored in Arabic. It works in another folder, and after a new run beside a renamed file.
"""
import collections
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import PROFILES, Complaints, run, skip

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = '/usr/bin/python3'
ARABIC = re.compile('[\u0600-\u06ff]')
SEVERITIES = ['critical', 'serious', 'moderate', 'minor']
ENGLISH = ['What is wrong, what is missing, what to repair', 'Streets and their sides', 'Sidewalks, crossings, ramps …', 'Tables']


def qgis(folder, project, *arguments):
    runtime = folder / 'runtime'
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment = dict(os.environ, QT_QPA_PLATFORM='offscreen', HOME=str(folder), XDG_RUNTIME_DIR=str(runtime), LC_ALL='C.UTF-8')
    done = subprocess.run([PYTHON, HERE / 'open_project.py', project, *map(str, arguments)], capture_output=True, text=True,
                          env=environment, check=False, timeout=300)
    lines = [line for line in done.stdout.splitlines() if line.startswith('{')]
    if not lines:
        print(f'{project}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}')
        sys.exit(1)
    return json.loads(lines[-1])


def check_opened(wrong, facts, what):
    wrong.expect(facts['read'], f'{what}: QGIS does not read it')
    wrong.expect(not facts['invalid'], f'{what}: invalid layers {facts["invalid"]}')
    wrong.expect(not facts['plain'], f'{what}: layers without their style {facts["plain"]}')
    wrong.expect(all(facts['relations']), f'{what}: relations {facts["relations"]}')


def check_layers(wrong, facts):
    groups = [name for name, _, _ in facts['tree']]
    wrong.expect(groups == ENGLISH, f'groups {groups}')
    printed = facts['tree'][0][2].pop()
    wrong.expect(printed[0] == 'For the printed sheets' and len(printed[2]) == 2, f'last of the first group: {printed}')
    tables = [layer[2] for group in facts['tree'] for layer in group[2]]
    wrong.expect(tables.index('audit_findings') < tables.index('audit_segments') < tables.index('ramps') <
                 tables.index('sidewalks') < tables.index('streets'), f'order {tables}')
    shown = {layer[2] for group in facts['tree'] for layer in group[2] if layer[1]}
    wrong.expect({'audit_findings', 'audit_segments', 'sidewalks', 'streets'} <= shown and 'audit_sides' not in shown and
                 'audit_gaps' not in shown, f'shown at first: {shown}')
    wrong.expect(not printed[1] and not any(layer[1] for layer in printed[2]), 'layers of the sheets are shown')
    wrong.expect(facts['system'] == 'EPSG:32636' and facts['systems'] == ['EPSG:32636'], f'{facts["system"]} {facts["systems"]}')
    west, south, east, north = facts['extent']
    wrong.expect(776000 < west < east < 778000 and 3539000 < south < north < 3541000, f'opens at {facts["extent"]}')
    wrong.expect(facts['labels']['sidewalks'][0] == 'A — very good', f'legend {facts["labels"]["sidewalks"]}')
    wrong.expect(not any('·' in label for labels in facts['labels'].values() for label in labels), 'a legend in two languages')


def check_relations(wrong, db, facts):
    pairs = {'streets': 'street_id', 'segments': 'segment_id', 'sidewalks': 'rasif_id'}
    for table, column in pairs.items():
        expected = collections.defaultdict(list)
        for row in db.execute(f'SELECT {column} AS one, finding_id FROM audit_findings ORDER BY finding_id'):
            expected[row['one']].append(row['finding_id'])
        listed = facts[table] or {}
        wrong.expect(len(listed) > 20 and any(listed.values()), f'{table}: no findings by relation')
        for one, found in listed.items():
            wrong.expect(found == sorted(expected.get(one, [])), f'{table} {one}: {found}')
    for table in ('streets', 'sidewalks', 'crossings', 'ramps', 'audit_segments'):
        wrong.expect(facts['tabs'][table].get('Findings') == [True], f'{table}: tabs {facts["tabs"][table]}')
    messages = [row[0] for row in db.execute('SELECT message_en FROM audit_findings ORDER BY fid LIMIT 5')]
    wrong.expect(all(name.startswith(message + ' · ') for name, message in zip(facts['names'], messages)), f'findings are called {facts["names"]}')
    wrong.expect(facts['tabs']['audit_findings'].get('Repairs') == [True], f'findings: tabs {facts["tabs"]["audit_findings"]}')


def check_themes(wrong, db, facts):
    titles = [row[0] for row in db.execute('SELECT DISTINCT title_en FROM audit_summary')]
    wrong.expect(set(facts['themes']) == {'All users: the worst class', 'For the printed sheets', *titles},
                 f'themes {list(facts["themes"])}')
    by_table = {theme: {facts['tables'][one]: style for one, style in layers.items()} for theme, layers in facts['themes'].items()}
    for title in titles:
        styles = by_table.get(title, {})
        wrong.expect(styles.get('sidewalks') == styles.get('audit_segments') == styles.get('ramps') == title and
                     styles.get('streets') == styles.get('audit_findings') == 'default', f'theme {title}: {styles}')
    wrong.expect(set(by_table['All users: the worst class'].values()) == {'default'}, 'the theme of all users')


def check_sheets(wrong, db, facts, report):
    sheets = facts['sheets'][0]
    wrong.expect(len(sheets) == 20, f'{len(sheets)} sheets')
    worst = [item['rasif_id'] for item in report['worst']]
    wrong.expect(len(worst) == 10 and [sheet['id'] for sheet in sheets[:10]] == worst, f'sheets are not of the worst: {worst}')
    first = sheets[0]
    wrong.expect(first['name'] == 'Beersheba Street, from Jamil al-Tutunji Street to Haifa Street', f'called {first["name"]}')
    lengths = dict(db.execute('SELECT rasif_id, rasif_length_m FROM audit_segments').fetchall())
    for sheet in sheets:
        wrong.expect(sheet['scale'] % 250 == 0 and lengths[sheet['id']] * 10 < sheet['scale'] < 5001, f'{sheet["name"]}: 1:{sheet["scale"]}')
    check_tables(wrong, db, first)


def check_tables(wrong, db, sheet):
    """The two tables of a sheet against the file."""
    users, findings = sheet['tables']
    segment = db.execute('SELECT * FROM audit_segments WHERE rasif_id = ?', (sheet['id'],)).fetchone()
    wrong.expect(len(users) == len(PROFILES), f'{len(users)} users')
    for row, code in zip(users, PROFILES):
        value = [str(round(segment[f'rasif_{code}_{name}'])) for name in ('score', 'low', 'high')]
        wrong.expect(row[2:5] == value and row[5] == f'{round(100 * segment[f"rasif_{code}_coverage"])} %' and
                     row[1].startswith(segment[f'rasif_{code}_class']), f'{code}: {row}, not {value}')
    expected = db.execute(
        "SELECT f.*, r.fix_en, (SELECT law_en FROM audit_rules l WHERE l.rule = f.rule AND l.clause = f.clause) AS law FROM audit_findings f "
        "JOIN (SELECT rule, min(fix_en) AS fix_en FROM audit_rules GROUP BY rule) r USING (rule) WHERE segment_id = ?1 OR "
        "instr(coalesce(also_segments, ''), ?1)", (sheet['id'],)).fetchall()
    expected = sorted(expected, key=lambda row: (SEVERITIES.index(row['severity']), row['fid']))
    wrong.expect(len(findings) == len(expected) > 3, f'{len(findings)} findings, not {len(expected)}')
    for number, (row, finding) in enumerate(zip(findings, expected), 1):
        law = finding['law'] or 'no clause: a need of the users'
        wrong.expect(row[0] == str(number) and row[2] == f'{finding["severity"]}: {finding["message_en"]}' and
                     row[3] == finding['fix_en'] and row[4] == law, f'row {number}: {row}, not {finding["message_en"]}, {law}')


def check_picture(wrong, facts, what):
    """The first sheet is drawn on one page: the segment, a blocked sidewalk, the marks of findings. Findings that do not fit
    there are on a second page, in a table with a head, without a map."""
    sheets = facts['sheets'][0]
    pages = [[{tuple(map(int, colour.split(','))): n for colour, n in page.items()} for page in sheet['pages']]
             for sheet in (sheets[0], max(sheets, key=lambda sheet: sheet['findings']))]
    wrong.expect([len(sheet) for sheet in pages] == [1, 2], f'{what}: pages {[len(sheet) for sheet in pages]}')
    second = pages[1][-1]
    wrong.expect(second.get((235, 235, 235), 0) > 5000 and second.get((0, 0, 0), 0) > 1000, f'{what}: no table on the second page')
    wrong.expect(second.get((174, 1, 126), 0) == 0, f'{what}: a map on the second page')
    seen = pages[0][0]
    wrong.expect(seen.get((255, 255, 255), 0) > 600000, f'{what}: no paper')
    wrong.expect(seen.get((20, 20, 20), 0) > 200, f'{what}: no blocked sidewalk')
    violet = sum(n for (r, g, b), n in seen.items() if b > r + 15 and r > g + 10 and b > 150)
    wrong.expect(violet > 300, f'{what}: the segment is not drawn')
    wrong.expect(seen.get((174, 1, 126), 0) > 20, f'{what}: no marks of findings')


def check_legend(wrong, facts, where):
    """Nothing of it is clipped."""
    room = facts['sheets'][0][0]['legend']
    wrong.expect(min(room) >= 0, f'{where}: the legend lacks room: {room} mm')


def check_arabic(wrong, facts, english):
    groups = [name for name, _, _ in facts['tree']]
    wrong.expect(all(ARABIC.search(name) for name in groups), f'Arabic: groups {groups}')
    names = [layer[0] for group in facts['tree'] for layer in group[2]]
    wrong.expect(all(ARABIC.search(name) for name in names), f'Arabic: layers {names}')
    wrong.expect(facts['labels']['sidewalks'][0] == 'جيد جدًا', f'Arabic: legend {facts["labels"]["sidewalks"]}')
    left, right = english['sheets'][0][0], facts['sheets'][0][0]
    wrong.expect([one['id'] for one in facts['sheets'][0]] == [one['id'] for one in english['sheets'][0]], 'Arabic: other sheets')
    wrong.expect(abs(left['map_x'] + right['map_x'] + 126 - 210) < 0.01, f'not mirrored: {left["map_x"]} and {right["map_x"]}')
    for rows, others in zip(right['tables'], left['tables']):
        wrong.expect(len(rows) == len(others) and len(rows) > 3, f'Arabic: {len(rows)} rows, not {len(others)}')
        for row, other in zip(rows, others):
            # From right to left: figures as they are, words in Arabic.
            alike = [one == that if re.fullmatch(r'[\d %–]*', that) else ARABIC.search(one) for one, that in zip(row, reversed(other))]
            wrong.expect(len(row) == len(other) and all(alike), f'Arabic: {row}, not {other}')


def main():
    rasif, source, redesign = (pathlib.Path(path).resolve() for path in sys.argv[1:4])
    if subprocess.run([PYTHON, '-c', 'import qgis.core'], capture_output=True, check=False).returncode != 0:
        skip('QGIS is not installed')
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        city = folder / 'city'
        city.mkdir()
        done = run(rasif, 'audit', source, '-o', city / 'out.gpkg', '--qgis-project', '-f', 'json')
        run(rasif, 'project', city / 'out.gpkg', '--lang', 'ar', '-o', city / 'ar.qgs')
        run(rasif, 'audit', redesign, '-q', '-o', folder / 'after.gpkg')
        run(rasif, 'diff', city / 'out.gpkg', folder / 'after.gpkg', '-o', city / 'changes.gpkg')
        run(rasif, 'project', city / 'changes.gpkg')
        run(rasif, 'audit', source, '-q', '-o', folder / 'fr.gpkg', '--qgis-project', '--lang', 'fr')
        check_legend(wrong, qgis(folder, folder / 'fr.qgs'), 'French')
        db = sqlite3.connect(city / 'out.gpkg')
        db.row_factory = sqlite3.Row

        english = qgis(folder, city / 'out.qgs', folder / 'en.png')
        check_opened(wrong, english, 'English')
        check_layers(wrong, english)
        check_relations(wrong, db, english)
        check_themes(wrong, db, english)
        check_sheets(wrong, db, english, json.loads(done.stdout))
        check_picture(wrong, english, 'English')
        check_legend(wrong, english, 'English')

        moved = folder / 'moved & renamed'
        db.close()
        city.rename(moved)
        arabic = qgis(folder, moved / 'ar.qgs', folder / 'ar.png')
        check_opened(wrong, arabic, 'Arabic, moved')
        check_arabic(wrong, arabic, english)
        check_picture(wrong, arabic, 'Arabic')
        check_legend(wrong, arabic, 'Arabic')

        changes = qgis(folder, moved / 'changes.qgs')
        check_opened(wrong, changes, 'changes')
        wrong.expect([name for name, _, _ in changes['tree']] == [ENGLISH[0], ENGLISH[1], ENGLISH[3]], f'changes: {changes["tree"]}')
        wrong.expect(changes['sheets'] == [], 'changes: sheets')

        # QGIS does not find a file that was renamed alone; a new project does.
        (moved / 'out.gpkg').rename(moved / 'new.gpkg')
        wrong.expect(len(qgis(folder, moved / 'out.qgs')['invalid']) > 15, 'a renamed file is found all the same')
        run(rasif, 'project', moved / 'new.gpkg')
        check_opened(wrong, qgis(folder, moved / 'new.qgs'), 'written anew')
    wrong.finish()


if __name__ == '__main__':
    main()
