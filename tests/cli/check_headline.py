#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The first sentences of all reports: the same everywhere, and every figure that of the tables.

    check_headline.py RASIF INPUT... | --real
"""
import collections
import html
import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, database, has_table, run, shared

SPARSE = 0.30


def plain(text):
    """Words alone: line breaks, marks of direction, escapes and tags differ from form to form."""
    return re.sub(r'[\s\\‎‏⁦-⁩*_]+', '', text)


def whole(share):
    return '<1' if 0 < share < 0.01 else str(min(round(100 * share), 99 if share < 1 else 100))


def check_known(db, lines, profiles, wrong, name):
    """Figures of the user who fares worst, from audit_network, audit_reach, audit_summary, audit_repairs."""
    network = {r['title_en']: r for r in db.execute('SELECT * FROM audit_network')}
    title = re.match(r'Fares worst: (.*?)\. The largest ', lines[0])
    if not wrong.expect(title is not None and title[1] in network, f'{name}: {lines[0]}') and title is None:
        return
    row = network[title[1]]
    least = min(r['largest_m'] for r in network.values())
    wrong.expect(row['largest_m'] < least + 1, f'{name}: {title[1]} does not fare worst')
    for share in (row['largest_share'], row['largest_high_share']):
        wrong.expect(f'{whole(share)} %' in lines[0], f'{name}: {whole(share)} % is not in {lines[0]}')
    coverage = profiles[row['profile']]
    if 1 - coverage > 0.001:
        wrong.expect(f'Unknown: {whole(1 - coverage)} % of what' in ' '.join(lines), f'{name}: unknown share')
    code = next(p['code'] for p in profiles['all'] if p['id'] == row['profile'])
    check_blocked(db, ' '.join(lines), code, row, wrong, name)
    if has_table(db, 'audit_reach'):
        check_reach(db, ' '.join(lines), row['profile'], wrong, name)


def check_blocked(db, text, code, row, wrong, name):
    said = re.search(r'Elements that stop them: (\d+) \((.*?)\)', text)
    wrong.expect((int(said[1]) if said else 0) == row['blockers'], f'{name}: {said and said[1]} of {row["blockers"]} stop')
    hills = db.execute("SELECT count(*) FROM audit_repairs WHERE ',' || hill || ',' LIKE ?", (f'%,{code},%',)).fetchone()[0]
    if said and row['blockers'] <= 1000:
        steep = re.search(r'(\d+) where the street itself', said[2])
        wrong.expect((int(steep[1]) if steep else 0) == hills, f'{name}: {said[2]} but {hills} hills')
        wrong.expect(sum(map(int, re.findall(r'\d+', said[2]))) == int(said[1]), f'{name}: causes do not add up')


def check_reach(db, text, profile, wrong, name):
    wanted = collections.defaultdict(set)
    for r in db.execute('SELECT * FROM audit_reach WHERE profile = ?', (profile,)):
        asked = r['yes_m'] + r['unknown_m'] + r['no_m'] + r['none_m']
        if asked:
            wanted[round(100 * max(r['none_m'] - r['nobody_m'], 0) / asked)].add(r['kind'])
    wanted.pop(0, None)
    said = {int(s): k for k, s in re.findall(r'([a-z ,]+?) from (\d+) % of the streets', text)}
    top = sorted(wanted, reverse=True)[:3]
    wrong.expect(sorted(said, reverse=True) == top, f'{name}: cut off {said}, the table {dict(wanted)}')
    for share in set(top) & set(said):
        wrong.expect(len(said[share].split(',')) == len(wanted[share]), f'{name}: {said[share]} for {wanted[share]}')


def span(low, high):
    low, high = (f'{100 * x:.0f}' for x in (low, high))
    return f'{low} %' if low == high else f'{low}–{high} %'


def check_reach_tables(db, text, profiles, wrong, name):
    """The two tables of the text report, line by line as audit_reach has the kinds."""
    kinds = {}
    for r in db.execute('SELECT * FROM audit_reach'):
        kinds.setdefault(r['kind'], {})[r['profile']] = r
    near, none = [], []
    for by_profile in kinds.values():
        rows = [by_profile[p['id']] for p in profiles]
        asked = [r['yes_m'] + r['unknown_m'] + r['no_m'] + r['none_m'] for r in rows]
        near.append([span(r['yes_m'] / a, (r['yes_m'] + r['unknown_m']) / a) for r, a in zip(rows, asked)])
        none.append([span(r['none_m'] / a, r['none_m'] / a) for r, a in zip(rows, asked)]
                    + [span(rows[0]['nobody_m'] / asked[0], rows[0]['nobody_m'] / asked[0])])
    for heading, wanted in (('from which a destination', near), ('with no way to', none)):
        lines = text[text.index(heading):].split('\n')[2:]
        for line, cells in zip(lines, wanted[:20]):
            found = re.findall(r'\d+(?:–\d+)? %', line)[:len(cells)]
            wrong.expect(found == cells, f'{name}: {heading}: {line!r}, the table {cells}')


def check(rasif, source, wrong):
    name = pathlib.Path(source).name
    with tempfile.TemporaryDirectory() as folder:
        run(rasif, 'audit', '-q', '--findings=fail', source, '-o', f'{folder}/o.gpkg', '-f', f'json:{folder}/r.json',
            '-f', f'html:{folder}/r.html', '-f', f'markdown:{folder}/r.md', '-f', f'text:{folder}/r.txt')
        report = json.loads(pathlib.Path(folder, 'r.json').read_text())
        texts = {'en': {e: pathlib.Path(folder, f'r.{e}').read_text() for e in ('html', 'md', 'txt')}}
        run(rasif, 'audit', '-q', '--lang=ar', source, '-f', f'html:{folder}/a.html', '-f', f'markdown:{folder}/a.md',
            '-f', f'text:{folder}/a.txt')
        texts['ar'] = {e: pathlib.Path(folder, f'a.{e}').read_text() for e in ('html', 'md', 'txt')}
        for language, forms in texts.items():
            for form, text in forms.items():
                if form == 'html':
                    text = html.unescape(re.sub(r'</?(bdi|span)[^>]*>', '', text))
                for line in report['headline'][language]:
                    wrong.expect(plain(line) in plain(text), f'{name}: {form} does not say {line!r}')
        db = database(f'{folder}/o.gpkg')
        coverages = [(r['profile'], r['coverage'] or 0) for r in db.execute("SELECT * FROM audit_summary WHERE area = ''")]
        lines = report['headline']['en']
        if has_table(db, 'audit_reach'):
            check_reach_tables(db, texts['en']['txt'], report['profiles'], wrong, name)
        known = sum(c for _, c in coverages) / len(coverages)
        sparse = lines[0].startswith(('Only', 'Nothing of what'))
        wrong.expect(sparse == (known < SPARSE), f'{name}: {known:.3f} known: {lines[0]}')
        if sparse and known >= 0.005:
            wrong.expect(f'Only {whole(known)} %' in lines[0], f'{name}: {known} is not in {lines[0]}')
        if not sparse and has_table(db, 'audit_network'):
            check_known(db, lines, {**dict(coverages), 'all': report['profiles']}, wrong, name)


def main():
    rasif, *sources = sys.argv[1:]
    wrong = Complaints()
    for source in sorted(shared('data', 'real').glob('*.gpkg')) if sources == ['--real'] else sources:
        check(rasif, source, wrong)
    wrong.finish()


if __name__ == '__main__':
    main()
