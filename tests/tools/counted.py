# SPDX-License-Identifier: MIT
"""What counts for a street is told: a property of every output with segments.

`untold(db)` names every segment whose failed rules are not those of the findings that name it, as theirs
or among others. `unlisted(texts, figures)` reads explanations of streets and segments and names
those of which it lists another number of failed rules than the file counts."""
import re

from running import columns, has_table, judged_tables, key_of, quote

SEVERITIES = 'critical|serious|moderate|minor'


def untold(db):
    if not has_table(db, 'audit_segments'):
        return []
    told = {}
    for f in db.execute("SELECT * FROM audit_findings WHERE outcome = 'fail'"):
        for segment in {f['segment_id'], *(f['also_segments'] or '').split(',')}:
            told.setdefault(segment, set()).add(f['rule'])
    bad = []
    for row in db.execute('SELECT * FROM audit_segments WHERE rasif_n_fail IS NOT NULL'):
        rules = told.get(row['rasif_id'], set())
        if len(rules) != row['rasif_n_fail']:
            bad.append(f'segment {row["fid"]}: {row["rasif_n_fail"]} rules failed, findings tell of {sorted(rules)}')
    return bad


def counted(db):
    """Streets and segments, as {(table, FID): number of failed rules}."""
    out = {}
    for table in judged_tables(db):
        if 'rasif_n_fail' in columns(db, table):
            key = key_of(db, table)
            rows = db.execute(f"SELECT * FROM {quote(table)} WHERE rasif_role = 'street' AND rasif_n_fail IS NOT NULL")
            out.update({(table, row[key]): row['rasif_n_fail'] for row in rows})
    if has_table(db, 'audit_segments'):
        out.update({('audit_segments', row['fid']): row['rasif_n_fail']
                    for row in db.execute('SELECT * FROM audit_segments WHERE rasif_n_fail IS NOT NULL')})
    return out


def failed_rules(text):
    """Rules of an explanation that fail a clause."""
    listed = ' '.join(text.split('\nFindings', 1)[1].split('\nValues', 1)[0].split())
    rules = set()
    for part in re.split(rf' - (?=(?:{SEVERITIES}): )', listed):
        rule = re.search(r'\[([a-z-]+)\]', part)
        if rule and re.search(r' fail: ', part):
            rules.add(rule[1])
    return rules


def unlisted(texts, figures):
    """Of these explanations of streets and segments, by key: those that list other rules than the figures count."""
    bad = []
    for (table, fid), text in texts.items():
        rules = failed_rules(text)
        if len(rules) != figures[table, fid]:
            bad.append(f'{table}:{fid}: {figures[table, fid]} rules failed, explain lists {sorted(rules)}')
    return bad
