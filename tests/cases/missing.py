# SPDX-License-Identifier: MIT
"""What is missing is a finding: in every list, behind every gate, with its place and whom it stops."""
import csv
import io
import json
import os
import re

from blocked import blocked, explained, unexplained, unsaid
from running import PROFILES, run, shared

# Explanations of one file and option; sanitized programs take ten times as long.
MOST = 1 if os.environ.get('ASAN_OPTIONS') else 6


def case_no_sidewalks_fail_every_gate(cases):
    """Two streets of 200 m say sidewalk = no on both sides: nobody can use them, whatever the standard.
    The data state it, so it is no missing data; one finding per side, since each is built by itself."""
    for standard in ('model-neighbourhood', 'prowag-2023'):
        for gate in ('minor', 'moderate', 'serious', 'critical', 'unknown'):
            cases.audit('s_no_sidewalks.gpkg', '--standard', standard, '--fail-on', gate, expect=1)
    audited = cases.audit('s_no_sidewalks.gpkg')
    rows = audited.rows("SELECT table_name, source_fid, rule, outcome, severity, blocks, side, from_m, to_m"
                        " FROM audit_findings WHERE outcome <> 'unknown' ORDER BY finding_id")
    expected = [('streets', fid, 'street-sidewalk-missing', 'blocked', 'critical', ','.join(PROFILES), side, 0.0, 200.0)
                for fid in (1, 2) for side in ('left', 'right')]
    cases.expect([(*row[:7], round(row[7]), round(row[8])) for row in rows] == expected, f'findings {rows}')
    cases.expect(audited.rows('SELECT count(*) FROM audit_gaps g JOIN audit_findings f USING (finding_id)'
                              ' WHERE g.side = f.side AND abs(g.from_m - f.from_m) < 0.001') == [(4,)],
                 'each gap names its finding')


def case_no_sidewalks_in_every_format(cases):
    path = shared('data', 'cases', 's_no_sidewalks.gpkg')
    for name, count in (('csv', lambda text: len(list(csv.DictReader(io.StringIO(text))))),
                        ('sarif', lambda text: len(json.loads(text)['runs'][0]['results'])),
                        ('json', lambda text: len(json.loads(text)['findings'])),
                        ('junit', lambda text: 4 * int(re.search(r'failures="(\d+)"', text).group(1))),
                        ('html', lambda text: 4 * ('id="rule-street-sidewalk-missing"' in text or
                                                   'A sidewalk along the street' in text)),
                        ('markdown', lambda text: 4 * ('street-sidewalk-missing' in text))):
        said = run(cases.rasif, 'audit', path, '-q', '-f', name).stdout
        cases.expect(count(said) == 4, f'{name}: {count(said)} of 4 findings')
    arabic = run(cases.rasif, 'audit', path, '-q', '-f', 'sarif', '--lang', 'ar').stdout
    cases.expect('لا رصيف على الجهة اليسرى' in arabic, 'the message is in Arabic too')


def case_unknown_sides_fail_nothing(cases):
    """The same streets without the two columns: nobody said anything, so nothing fails."""
    path = cases.folder / 'silent.gpkg'
    path.write_bytes(shared('data', 'cases', 's_no_sidewalks.gpkg').read_bytes())
    import sqlite3
    db = sqlite3.connect(path)
    db.execute('DROP TRIGGER IF EXISTS rtree_streets_geom_update3')
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    db.execute('UPDATE streets SET sidewalk_left = NULL, sidewalk_right = NULL')
    db.commit()
    db.close()
    audited = cases.audit(path, '--fail-on', 'minor')
    cases.expect(audited.rows("SELECT count(*) FROM audit_findings WHERE outcome <> 'unknown'") == [(0,)],
                 'missing data are no failure')
    cases.audit(path, '--unmapped-sidewalk', 'absent', '--fail-on', 'critical', expect=1)


def case_whatever_blocks_is_a_finding(cases):
    """All files of this folder and all profiles: a property, so whatever they are about."""
    for path in sorted(shared('data', 'cases').glob('*.gpkg')):
        for option in ((), ('--unmapped-sidewalk', 'absent', '--unmapped-ramp', 'absent',
                            '--unmapped-crossing', 'absent'), ('--unmapped-sidewalk', 'unknown',
                            '--unmapped-ramp', 'unknown', '--unmapped-crossing', 'unknown')):
            audited = cases.audit(path, '--links', 'yes', '--gaps', 'yes', '--profile', 'all', *option, expect=None)
            if not hasattr(audited, 'db'):
                continue
            for text in unexplained(audited.db):
                cases.expect(False, f'{path.name} {option[:2]} {text}')
            for text in unsaid(explained(cases.rasif, audited.out, blocked(audited.db)[:MOST])):
                cases.expect(False, f'{path.name} {option[:2]} {text}')
            cases.expect(True, path.name)


def case_kerbs_that_only_crossings_tell_of(cases):
    """A flush kerb without warning tiles is a way into the traffic that a cane does not find:
    told by the crossing's own tags it stops that user, so it is a finding, one per end. It is no failure
    of a standard, for what a crossing tells of its kerbs proves nothing."""
    for name, table, fid in (('c20_kerb_on_crossing_point.gpkg', 'points', 2),
                             ('c20b_tags_on_crossing_line.gpkg', 'lines', 4)):
        audited = cases.audit(name)
        rows = audited.rows("SELECT finding_id, place, outcome, blocks, value, origin, element FROM audit_findings"
                            " WHERE table_name = ? AND source_fid = ? AND rule = 'ramp-tactile-warning'"
                            ' ORDER BY place DESC', table, fid)
        cases.expect([row[1:] for row in rows] == [(place, 'blocked', 'can', 'no', 'linked', 'crossing')
                                                   for place in ('start', 'end')], f'{name}: {rows}')
        audited.expect(table, fid, 'the standard does not fail by it', can_passable='no', compliance='unknown')
        said = ' '.join(run(cases.rasif, 'explain', audited.out, f'{table}:{fid}').stdout.split())
        cases.expect('can: blocked. What stops this user: Warning tiles at the road' in said, f'{name}: explain')
    said = [row[0] for row in audited.rows('SELECT message_en FROM audit_findings')]
    points = cases.audit('c20_kerb_on_crossing_point.gpkg').rows("SELECT message_en FROM audit_findings WHERE place NOT NULL")
    cases.expect(points and not any('ern end' in text for text, in points), 'a point has no northern end')
    cases.expect(any('ern end of the crossing' in text for text in said), 'a line has')


def case_nan_is_no_name(cases):
    """A table program wrote nan where there is no name: no label, no map tip, no heading says so."""
    audited = cases.audit('h_i_nan_name.gpkg')
    said = run(cases.rasif, 'explain', audited.out, 'streets:1').stdout
    cases.expect(said.split('\n')[0].strip().lower() != 'nan', f'heading {said.split(chr(10))[0]!r}')
    names = [row[0] for row in audited.rows("SELECT styleQML FROM layer_styles WHERE f_table_name = 'streets'")]
    cases.expect(names and all("'nan'" in style or '&apos;nan&apos;' in style or '&#39;nan&#39;' in style
                               for style in names if 'name_ar' in style), 'labels leave nan out')
