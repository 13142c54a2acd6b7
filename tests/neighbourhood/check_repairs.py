#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""audit_repairs and audit_findings.cause, by what the other tables of the output say.

    check_repairs.py RASIF RULES-FOLDER INPUT... | --real

- Every element of the network that stops somebody is one row: for each user either among those a repair
  lets pass or among those the hill stops; figures are the most of what the element's own columns say.
- Causes follow from the rules' own words and the values in the layers, worked out again here.
- Ranks ascend with what a repair opens, by the state that audit_summary's coverage asks for.
"""
import collections
import pathlib
import sys
import tempfile

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import PROFILES, Complaints, database, has_table, run, shared

HARDEST = ['behaviour', 'defect', 'missing', 'unknown', 'terrain']
MOST = 1000


def value(row, name):
    keys = row.keys()
    for key in (f'rasif_m_{name}', name):
        if key in keys and row[key] is not None:
            return row[key]
    return None


def cause_of(finding, rule, row):
    """Of a finding and the row of its element."""
    if finding['outcome'] == 'unknown':
        return {'unknown'}
    constant = rule.get('cause', 'defect')
    if 'terrain' in rule:
        ground, slope = value(row, rule['terrain']), finding['value']
        if ground is None or slope is None:
            return {'unknown'}
        over = abs(float(slope)) - abs(float(ground)) - 0.5
        return {'terrain', 'defect'} if abs(over) < 1e-5 else {'terrain' if over < 0 else 'defect'}
    if 'behaviour' in rule:
        there = set(filter(None, (value(row, 'obstacles') or '').replace(' ', '').split(';'))) - {'none'}
        if not there or there - set(rule['behaviour']):
            return {constant}
        if rule['measure'] == 'obstacles':
            return {'behaviour'}
        whole, limit = value(row, 'width_m'), finding['limit_value']
        if whole is None or limit is None:
            return {'unknown'}
        return {'behaviour' if float(whole) >= limit else constant}
    return {constant}


def check_causes(db, rules, rows, wrong):
    counts = collections.Counter()
    for f in db.execute('SELECT * FROM audit_findings'):
        wanted = cause_of(f, rules[f['rule']], rows[f['table_name'], f['source_fid']])
        wrong.expect(f['cause'] in wanted, f'{f["finding_id"]} is {f["cause"]}, not {wanted}')
        counts[f['cause']] += 1
    return counts


def blockers(db):
    """Findings that stop somebody, by the element of the network they stop on."""
    stopping = collections.defaultdict(list)
    by_ramp = collections.defaultdict(set)
    for link in db.execute("SELECT * FROM audit_links WHERE kind = 'crossing-ramp'"):
        by_ramp[link['to_table'], link['to_fid']].add((link['from_table'], link['from_fid']))
    for f in db.execute("SELECT * FROM audit_findings WHERE blocks <> ''"):
        own = f['table_name'], f['source_fid']
        for place in {own} | by_ramp[own]:
            stopping[place].append(f)
    return stopping


def whole_of(rows, key):
    """Parts of a crossing are repaired as one, under the first of them."""
    return rows[key]['rasif_part_of'] if 'rasif_part_of' in rows[key].keys() else None


def blocked_elements(rows):
    found = {}
    for key, row in rows.items():
        names = row.keys()
        users = [p for p in PROFILES if f'rasif_{p}_unlocks_m' in names and row[f'rasif_{p}_unlocks_m'] is not None]
        if users and whole_of(rows, key) in (None, row['rasif_id']):
            found[key] = users
    return found


def most(row, users, what):
    found = [row[f'rasif_{p}_{what}'] for p in users if row[f'rasif_{p}_{what}'] is not None]
    return max(found) if found else None


def near(a, b):
    return (a is None) == (b is None) and (a is None or abs(a - b) <= 0.56)  # columns hold whole metres


def check_row(r, rows, elements, stopping, wrong):
    key = r['table_name'], r['source_fid']
    row, name = rows[key], f'{key[0]}:{key[1]}'
    lets, hill = (set(filter(None, (r[c] or '').split(','))) for c in ('users', 'hill'))
    wrong.expect(lets | hill == set(elements.pop(key, ())) and not lets & hill, f'{name} users {lets} {hill}')
    wrong.expect((r['rank'] is None) == (not lets), f'{name} rank {r["rank"]} for {lets}')
    asked = lets or hill
    wrong.expect(near(r['joins_m'], most(row, asked, 'unlocks_m')), f'{name} joins {r["joins_m"]}')
    wrong.expect(near(r['joins_high_m'], most(row, asked, 'unlocks_high_m')), f'{name} joins at best')
    if f'rasif_{PROFILES[0]}_unlocks_streets' in row.keys():
        wrong.expect(r['streets_high'] == most(row, asked, 'unlocks_streets'), f'{name} streets {r["streets_high"]}')
    wrong.expect(r['finding_id'] is not None, f'{name}: nothing says why it is blocked')
    if whole_of(rows, key) is None:  # the ramps of the other parts are not looked up here
        check_cause_of_row(r, name, lets, hill, stopping[key], wrong)


def check_cause_of_row(r, name, lets, hill, findings, wrong):
    by_user = {p: [f['cause'] for f in findings if p in f['blocks'].split(',')] for p in lets | hill}
    for p, causes in by_user.items():
        hardest = max(causes, key=HARDEST.index, default='unknown')
        wrong.expect((hardest == 'terrain') == (p in hill), f'{name} {p}: {causes}, hill {sorted(hill)}')
    causes = [c for p in (lets or hill) for c in by_user[p]]
    wrong.expect(r['cause'] == max(causes, key=HARDEST.index, default='unknown'), f'{name}: {r["cause"]} of {causes}')
    wrong.expect(any(f['finding_id'] == r['finding_id'] and f['cause'] == r['cause'] for f in findings),
                 f'{name}: {r["finding_id"]} does not stop there')


def check_order(db, repairs, wrong):
    known = [c for c, in db.execute("SELECT coverage FROM audit_summary WHERE area = ''")]
    first = '' if sum(known) / len(known) >= 0.5 else '_high'
    then = '_high' if first == '' else ''

    def key(r):
        streets = [r[f'streets{s}'] or 0 for s in (first, then)]
        kinds = [len((r[f'kinds{s}'] or '').split(';')) * bool(r[f'kinds{s}']) for s in (first, then)]
        return [-x for x in streets + kinds]

    ranked = [r for r in repairs if r['rank'] is not None]
    wrong.expect([r['rank'] for r in ranked] == list(range(1, len(ranked) + 1)), 'ranks are not 1, 2, 3, …')
    for a, b in zip(ranked, ranked[1:]):
        wrong.expect(key(a) <= key(b), f'rank {a["rank"]} {key(a)} before {key(b)}')
        if key(a) == key(b):
            wrong.expect(round(a[f'joins{first}_m']) >= round(b[f'joins{first}_m']) - 1, f'rank {a["rank"]} joins less')


def check(rasif, rules, source, wrong):
    with tempfile.TemporaryDirectory() as folder:
        out = f'{folder}/out.gpkg'
        run(rasif, 'audit', '-q', '--columns=full', '--links=yes', source, '-o', out)
        db = database(out)
        rows = {}
        for t, in db.execute("SELECT table_name FROM gpkg_contents WHERE table_name NOT LIKE 'audit_%'").fetchall():
            columns = [c[1] for c in db.execute(f'PRAGMA table_info("{t}")')]
            if 'rasif_id' in columns:
                rows.update({(t, r['__fid']): r for r in db.execute(f'SELECT rowid AS __fid, * FROM "{t}"')})
        if not has_table(db, 'audit_repairs'):
            wrong.expect(not has_table(db, 'audit_network'), f'{source}: a network without audit_repairs')
            return
        repairs = db.execute('SELECT * FROM audit_repairs ORDER BY fid').fetchall()
        counts = check_causes(db, rules, rows, wrong)
        elements, stopping = blocked_elements(rows), blockers(db)
        n = len(elements)
        for r in repairs:
            check_row(r, rows, elements, stopping, wrong)
        wrong.expect(not elements or len(repairs) >= MOST, f'not among the repairs: {sorted(elements)[:5]}')
        check_order(db, repairs, wrong)
        print(f'{pathlib.Path(source).name}: {n} blocked elements, {len(repairs)} repairs; causes {dict(counts)}')


def main():
    rasif, folder, *sources = sys.argv[1:]
    rules = {p.stem: yaml.safe_load(p.read_text()) for p in pathlib.Path(folder).glob('*.yaml')}
    wrong = Complaints()
    if sources == ['--real']:
        sources = sorted(shared('data', 'real').glob('*.gpkg'))
    for source in sources:
        check(rasif, rules, source, wrong)
    wrong.finish()


if __name__ == '__main__':
    main()
