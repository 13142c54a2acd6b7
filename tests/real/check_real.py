#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Audits a real network and asks what must be true of any audit.

    check_real.py RASIF FILE

FILE is looked for below $RASIF_SHARED/data/real (default ../shared); skipped (77) without it.
Asserted: exit 0; the input's bytes stay; nothing of it is lost (outside/check_preserved.py);
0 <= low <= score <= high <= 100 in every row, side piece and area; the pieces of audit_sides tile
each side; findings, links and sides speak of features that exist; counts agree between tables.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import (PROFILES, SOURCE, Complaints, columns, database, has_table, judged_tables,
                     key_of, quote, run, sha256, shared)

CLASSES = {'A', 'B', 'C', 'D', 'E', 'unknown', 'blocked', None}
WORST = ['blocked', 'E', 'D', 'unknown', 'C', 'B', 'A', None]


def check_figures(wrong, where, row, p, classed):
    """One profile's figures in one row of a layer or of audit_sides."""
    score, low, high, coverage, passable = (
        row[f'rasif_{p}_{c}'] for c in ('score', 'low', 'high', 'coverage', 'passable'))
    if passable is None:
        wrong.expect(score is low is high is coverage is None, f'{where}: {p} is half null')
        return
    wrong.expect(passable in ('yes', 'no', 'unknown'), f'{where}: passable {passable}')
    wrong.expect(0 <= low <= high <= 100, f'{where}: {p} low {low}, high {high}')
    wrong.expect(score is None or low <= score <= high,
                 f'{where}: {p} low {low}, score {score}, high {high}')
    wrong.expect(0 <= coverage <= 1, f'{where}: {p} coverage {coverage}')
    if classed:
        grade = row[f'rasif_{p}_class']
        expected = ('blocked' if passable == 'no' else
                    'unknown' if coverage < 0.5 or score is None or
                    passable == 'unknown' and score >= 60 else
                    next(c for c, f in zip('ABCDE', (90, 75, 60, 40, 0)) if score >= f))
        wrong.expect(grade == expected, f'{where}: {p} class {grade}, by its figures {expected}')


def check_layer(wrong, db, table, profiles):
    key = key_of(db, table)
    ids = set()
    scored = f'rasif_{profiles[0]}_score' in columns(db, table)
    for row in db.execute(f'SELECT * FROM {quote(table)}'):
        where = f'{table}:{row[key]}'
        if row['rasif_role'] is None:
            continue
        if not row['rasif_role'].startswith(('obstacle', 'seat', 'destination')):
            wrong.expect(row['rasif_scope'] == 'yes' or row['rasif_scope'].startswith('no: '),
                         f'{where}: scope {row["rasif_scope"]}')
        wrong.expect(row['rasif_id'] not in ids, f'{where}: rasif_id twice')
        ids.add(row['rasif_id'])
        if not scored:
            continue
        for p in profiles:
            # a street has the worst class and the mean figures of its segments
            check_figures(wrong, where, row, p, row['rasif_role'] != 'street')
        grades = [row[f'rasif_{p}_class'] for p in profiles]
        wrong.expect(row['rasif_class'] == min(grades, key=WORST.index),
                     f'{where}: rasif_class {row["rasif_class"]} of {grades}')
        if row['rasif_scope'] not in ('yes', 'no: part'):  # parts repeat what their first part has
            wrong.expect(set(grades) == {None} and row['rasif_compliance'] is None
                         and row['rasif_n_fail'] is None, f'{where}: out of scope and judged')
        elif row['rasif_n_fail'] is not None:
            outcome = ('fail' if row['rasif_n_fail'] else 'unknown' if row['rasif_n_unknown'] else
                       'pass' if row['rasif_n_pass'] else 'not-applicable')
            wrong.expect(row['rasif_compliance'] == outcome,
                         f'{where}: compliance {row["rasif_compliance"]}, by its counts {outcome}')
            wrong.expect((row['rasif_worst_rule'] is None) == (row['rasif_n_fail'] == 0),
                         f'{where}: worst rule {row["rasif_worst_rule"]}')


def stretches(db):
    """{(table, fid) of a street: {segment: metres of the street in it}}, by the pieces of its left side."""
    found = {}
    for table, fid, segment, length in db.execute(
            "SELECT street_table, street_fid, segment_fid, sum(length_m) FROM audit_sides "
            "WHERE side = 'left' AND segment_fid NOTNULL GROUP BY 1, 2, 3"):
        found.setdefault((table, fid), {})[segment] = length
    return found


def check_streets(wrong, db, profiles):
    """A street has the worst class and passability of its segments, and the mean of their figures by its
    own metres in each."""
    if not has_table(db, 'audit_segments'):
        return
    segments = {row['fid']: row for row in db.execute('SELECT * FROM audit_segments')}
    passable = ('no', 'unknown', 'yes')
    sided = {fid for (fid,) in db.execute('SELECT DISTINCT segment_fid FROM audit_sides')}
    for fid, segment in segments.items():  # of streets that are walked on: the worst class of theirs
        for p in profiles:
            check_figures(wrong, f'segment {fid}', segment, p, fid in sided or segment['parts'] is None)
    for (table, fid), own in stretches(db).items():
        street = db.execute(f'SELECT * FROM {quote(table)} WHERE {key_of(db, table)} = ?', (fid,)).fetchone()
        for p in profiles:
            judged = [(segments[i], m) for i, m in own.items() if segments[i][f'rasif_{p}_passable'] is not None]
            where = f'{table}:{fid} {p}'
            if not judged:
                wrong.expect(street[f'rasif_{p}_passable'] is None, f'{where}: judged, its segments are not')
                continue
            worst = min((s[f'rasif_{p}_passable'] for s, _ in judged), key=passable.index)
            grade = min((s[f'rasif_{p}_class'] for s, _ in judged), key=WORST.index)
            wrong.expect(street[f'rasif_{p}_passable'] == worst, f'{where}: passable, worst of its segments {worst}')
            wrong.expect(street[f'rasif_{p}_class'] == grade, f'{where}: class, worst of its segments {grade}')
            for figure in ('score', 'low', 'high', 'coverage'):
                known = [(s[f'rasif_{p}_{figure}'], m) for s, m in judged if s[f'rasif_{p}_{figure}'] is not None]
                found = street[f'rasif_{p}_{figure}']
                mean = sum(x * m for x, m in known) / sum(m for _, m in known) if known else None
                if figure == 'score' and mean is not None:  # fewer have one than have bounds
                    mean = min(max(mean, street[f'rasif_{p}_low']), street[f'rasif_{p}_high'])
                wrong.expect(mean is found is None or (mean is not None and found is not None
                                                       and abs(mean - found) < 1.01e-4),  # both have four decimals
                             f'{where}: {figure} {found}, of its segments {mean}')


def check_parts(wrong, db, table, profiles):
    """Every part of a crossing has the verdicts of the part it names."""
    if 'rasif_part_of' not in columns(db, table):
        return
    rows = {row['rasif_id']: row for row in db.execute(f'SELECT * FROM {quote(table)}')}
    same = ['rasif_class', 'rasif_compliance', *(f'rasif_{p}_{figure}' for p in profiles for figure in (
        'score', 'low', 'high', 'coverage', 'passable', 'class'))]
    for row in rows.values():
        if row['rasif_part_of'] is not None and row['rasif_scope'] == 'no: part':
            whole = rows.get(row['rasif_part_of'])
            wrong.expect(whole is not None and [row[c] for c in same] == [whole[c] for c in same],
                         f'{table} {row["rasif_id"]}: other verdicts than {row["rasif_part_of"]}')


def check_sides(wrong, db, profiles):
    """The pieces of each side follow each other from 0 to the street's rasif_length_m."""
    if not has_table(db, 'audit_sides'):
        return 0
    ends, n = {}, 0
    for row in db.execute('SELECT * FROM audit_sides ORDER BY street_table, street_fid, side, from_m'):
        n += 1
        side = row['street_table'], row['street_fid'], row['side']
        where = f'{side[0]}:{side[1]} {side[2]} {row["from_m"]:.2f}'
        wrong.expect(row['from_m'] == ends.get(side, 0), f'{where}: gap or overlap')
        wrong.expect(abs(row['to_m'] - row['from_m'] - row['length_m']) < 1e-9 and row['length_m'] > 0,
                     f'{where}: length {row["length_m"]}')
        wrong.expect((row['by_fid'] is not None) == (row['state'] == 'covered'),
                     f'{where}: {row["state"]} by {row["by_table"]}:{row["by_fid"]}')
        ends[side] = row['to_m']
        for p in profiles:
            check_figures(wrong, where, row, p, False)
            if row['state'] in ('junction', 'not_applicable'):
                wrong.expect(row[f'rasif_{p}_passable'] is None, f'{where}: {row["state"]} is judged')
    for (table, fid, side), end in ends.items():
        length = db.execute(f'SELECT rasif_length_m FROM {quote(table)} WHERE {key_of(db, table)} = ?',
                            (fid,)).fetchone()[0]
        wrong.expect(abs(end - length) < 1e-9, f'{table}:{fid} {side} ends at {end} of {length}')
        wrong.expect((table, fid, 'left') in ends and (table, fid, 'right') in ends,
                     f'{table}:{fid} has one side')
    return n


def check_references(wrong, db):
    """Findings, links and sides name features that are there."""
    fids = {}

    def there(table, fid):
        if table not in fids:
            fids[table] = {row[0] for row in db.execute(
                f'SELECT {quote(key_of(db, table))} FROM {quote(table)}')} if has_table(db, table) else set()
        return fid in fids[table]

    rules = {row[0] for row in db.execute('SELECT rule FROM audit_rules')}
    seen = set()
    for row in db.execute('SELECT * FROM audit_findings'):
        where = f'finding {row["finding_id"]}'
        wrong.expect(there(row['table_name'], row['source_fid']), f'{where}: no such feature')
        wrong.expect(row['rule'] in rules, f'{where}: rule {row["rule"]} is not in audit_rules')
        wrong.expect(row['finding_id'] not in seen, f'{where}: twice')
        wrong.expect(row['message_en'] and row['message_ar'], f'{where}: no message')
        wrong.expect((row['severity'] == 'critical') or not row['blocks'], f'{where}: blocks, {row["severity"]}')
        seen.add(row['finding_id'])
    for row in db.execute('SELECT * FROM audit_links') if has_table(db, 'audit_links') else []:
        wrong.expect(there(row['from_table'], row['from_fid']) and there(row['to_table'], row['to_fid']),
                     f'link {tuple(row)[1:6]}: no such feature')
    for row in db.execute('SELECT DISTINCT by_table, by_fid FROM audit_sides WHERE by_fid NOTNULL') \
            if has_table(db, 'audit_sides') else []:
        wrong.expect(there(*row), f'audit_sides: {tuple(row)} is no feature')


def check_counts(wrong, db):
    """Failures of a rule = findings of it; an element's n_fail = its findings with outcome fail."""
    found = dict(db.execute("SELECT rasif_id, count(DISTINCT rule) FROM audit_findings "
                            "WHERE outcome = 'fail' GROUP BY 1"))
    for table in judged_tables(db):
        if 'rasif_n_fail' not in columns(db, table):
            continue
        for row in db.execute('SELECT rasif_id, rasif_role, rasif_scope, rasif_n_fail '
                              f'FROM {quote(table)}'):
            if row['rasif_role'] not in (None, 'street') and row['rasif_scope'] != 'no: part':
                wrong.expect((row['rasif_n_fail'] or 0) == found.get(row['rasif_id'], 0),
                             f'{table} {row["rasif_id"]}: n_fail {row["rasif_n_fail"]}, '
                             f'{found.get(row["rasif_id"], 0)} findings')
    for row, code in zip(db.execute("SELECT * FROM audit_summary WHERE area = '' ORDER BY rowid"), PROFILES):
        check_lengths(wrong, db, row, code)
    for row in db.execute('SELECT * FROM audit_summary'):
        where = f'summary {row["area"]} {row["profile"]}'
        parts = row['passable_m'] + row['blocked_m'] + row['unknown_m']
        # Four figures, each rounded to a decimetre (docs/decisions/0334).
        wrong.expect(abs(parts - row['length_m']) < 4 * 0.05 + 1e-6, f'{where}: {parts} m of {row["length_m"]}')
        wrong.expect(row['n_scored'] <= row['n'], f'{where}: {row["n_scored"]} of {row["n"]} scored')
        if row['mean_score'] is not None:
            wrong.expect(0 <= row['low'] <= row['high'] <= 100, f'{where}: {row["low"]} to {row["high"]}')
        wrong.expect(row['sentence_en'] and row['sentence_ar'], f'{where}: no sentence')


def check_lengths(wrong, db, row, code):
    """Of the whole district: each length is that of the segments, to the decimetre."""
    if not has_table(db, 'audit_segments'):
        return
    lengths = {'yes': 0, 'no': 0, 'unknown': 0}
    for s in db.execute(f'SELECT rasif_length_m AS m, rasif_{code}_passable AS passable FROM audit_segments'):
        if s['passable'] is not None:
            lengths[s['passable']] += s['m']
    for name, metres in (('passable_m', lengths['yes']), ('blocked_m', lengths['no']),
                         ('unknown_m', lengths['unknown']), ('length_m', sum(lengths.values()))):
        wrong.expect(abs(row[name] - metres) < 0.05 + 1e-6, f'{row["profile"]} {name}: {row[name]}, segments {metres}')


def check_report(wrong, path, db):
    """The JSON report says the same as the tables."""
    report = json.loads(path.read_text(encoding='utf-8'))
    n = db.execute('SELECT count(*) FROM audit_findings').fetchone()[0]
    wrong.expect(len(report['findings']) == n, f'JSON: {len(report["findings"])} findings, not {n}')
    rules = {rule['id']: rule['fail'] for rule in report['rules']}
    for row in db.execute('SELECT rule, max(fail) AS fail FROM audit_rules WHERE standard NOTNULL GROUP BY 1'):
        wrong.expect(rules.get(row['rule']) == row['fail'], f'JSON: {row["rule"]} fails {rules.get(row["rule"])}')


def main():
    rasif, name = sys.argv[1:]
    source = shared('data', 'real', name)
    before = sha256(source)
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        output, report = pathlib.Path(folder) / 'out.gpkg', pathlib.Path(folder) / 'out.json'
        said = run(rasif, 'audit', source, '-o', output, '-f', 'text', '-f', f'json:{report}',
                   '--links', 'yes').stdout
        wrong.expect(sha256(source) == before, 'the input was changed')
        wrong.expect(sorted(p.name for p in pathlib.Path(folder).iterdir()) == ['out.gpkg', 'out.json'],
                     'something was left beside the output')
        kept = subprocess.run([sys.executable, SOURCE / 'tests/outside/check_preserved.py', source, output],
                              capture_output=True, text=True, check=False)
        wrong.expect(kept.returncode == 0, kept.stdout + kept.stderr)
        db = database(output)
        profiles = [p for p in PROFILES]
        for table in judged_tables(db):
            check_layer(wrong, db, table, profiles)
            check_parts(wrong, db, table, profiles)
        check_sides(wrong, db, profiles)
        check_streets(wrong, db, profiles)
        check_references(wrong, db)
        check_counts(wrong, db)
        check_report(wrong, report, db)
        if name.startswith('dev_amman'):
            head = ' '.join(said.split()).split(' Standard ')[0]
            wrong.expect('Not given, so nothing is known about them: sidewalks, crossings, kerb ramps.' in head,
                         'the first lines do not say that there is no sidewalk layer:\n' + head)
    wrong.finish()


if __name__ == '__main__':
    main()
