#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A rule judged alone gives what it gives in company: of every rule of every built-in standard the
figures of audit_rules, once with all other rules and profiles, once as the only question of a
standard of its own, for a profile that needs one thing only.

    check_alone.py RASIF FIXTURE.gpkg [REAL STANDARD]

A field that a measure reads and its row of measures.def does not list shows up here: nothing else
asks for it, so it is null. With REAL, that file of
$RASIF_SHARED/data/real is judged instead, by this standard only.
"""
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, Complaints, database, run, shared

RASIF, FIXTURE = sys.argv[1:3]
STANDARDS = SOURCE / 'libaudit/data/standards'
PROFILE = '''id: needs_one
code: one
title: {en: "Needs one thing", ar: "يحتاج إلى شيء واحد"}
description: {en: "For this test.", ar: "لهذا الاختبار."}
walking_speed_m_s: 1.0
street: {sidewalks: 0.7, crossings: 0.3}
street_basis: "For this test."
needs:
  - {rule: %s, %s, weight: 1, basis: "For this test."}
'''
LIT = ('sidewalk-lit', 'values: {"yes": 1, "no": 0}')
GAP = ('sidewalk-gap', 'comfortable: 10 mm, limit: 30 mm')


def rules_of(standard):
    """rule -> its lines in the standard that holds them, with what it inherits."""
    text = (STANDARDS / f'{standard}.yaml').read_text(encoding='utf-8')
    parent = re.search(r'^extends: (\S+)', text, re.M)
    rules = rules_of(parent[1]) if parent else {}
    own = {}
    for line in text.splitlines():
        found = re.match(r'  - \{rule: ([\w-]+),', line)
        if found:
            own.setdefault(found[1], []).append(line)
    rules.update(own)
    return {rule: lines for rule, lines in rules.items() if 'drop: true' not in ''.join(lines)}


def figures(path):
    found = {}
    for row in database(path).execute('SELECT * FROM audit_rules'):
        found.setdefault(row['rule'], []).append((row['pass'], row['fail'], row['unknown']))
    return found


def audit(output, standard, *options):
    run(RASIF, 'audit', FIXTURE, '-o', output, '--force', '--as-of', '2026-01-01', '--gaps', 'no',
        '--links', 'no', '--standard', standard, *options)
    return figures(output)


def main():
    wrong = Complaints()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for kind in ('rules', 'standards', 'profiles'):
            (folder / kind).mkdir()
        alone = folder / 'alone.yaml'
        output = folder / 'out.gpkg'
        seen, known = 0, {}
        for path in sorted(STANDARDS.glob(f'{sys.argv[4] if len(sys.argv) > 4 else "*"}.yaml')):
            standard = path.stem
            company = audit(output, standard)
            for rule, lines in rules_of(standard).items():
                rule_need = GAP if rule == 'sidewalk-lit' else LIT
                (folder / 'profiles/needs_one.yaml').write_text(PROFILE % rule_need, encoding='utf-8')
                alone.write_text('id: alone\ntitle: {en: "Alone", ar: "وحده"}\nstatus: provisional\n'
                                 'requirements:\n' + '\n'.join(lines) + '\n', encoding='utf-8')
                text = alone.read_text(encoding='utf-8')
                if text not in known:
                    known[text] = audit(output, alone, '--rules', folder, '--profile', 'needs_one')
                found = known[text]
                wrong.expect(found.get(rule) == company.get(rule),
                             f'{standard} {rule}: pass, fail, unknown {found.get(rule)} alone, '
                             f'{company.get(rule)} in company')
                seen += 1
        wrong.expect(seen > 40, f'only {seen} rules were judged')
    wrong.finish()


if len(sys.argv) > 3:
    FIXTURE = str(shared('data/real', sys.argv[3]))
main()
