#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Annotations of GitHub and code quality of GitLab: right in form, and they say what the JSON report says.

    check_annotations.py RASIF FIXTURE.gpkg

The form of GitLab's objects is that of its page "Code Quality", section "Code Quality report format": description,
check_name, fingerprint, location.path, location.lines.begin, severity (info, minor, major, critical, blocker). GitHub's
lines are those of its page "Workflow commands": in values "%", CR and LF are escaped, in properties ":" and ",", too.
"""
import collections
import json
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from check_formats import NAME, prepare
from running import Complaints, run

KINDS = {'critical': 'error', 'serious': 'error', 'moderate': 'warning', 'minor': 'notice'}
WORDS = {'critical': 'blocker', 'serious': 'critical', 'moderate': 'major', 'minor': 'minor'}
COMMAND = re.compile(r'::(error|warning|notice) (?:file=([^,:]*),line=(\d+),)?title=([^,:]*)::([^\r\n]+)')
SEVERITIES = ('minor', 'moderate', 'serious', 'critical')


def unescaped(text):
    return re.sub('%(25|0D|0A|3A|2C)', lambda m: chr(int(m[1], 16)), text)


def open_findings(report):
    return [f for f in report['findings'] if f['outcome'] != 'unknown' and not f['accepted']]


def check_github(wrong, text, report, language):
    lines = [COMMAND.fullmatch(line) for line in text.splitlines()]
    wrong.expect(all(lines), f'no command: {text.splitlines()[[bool(m) for m in lines].index(False)] if None in lines else ""}')
    first, rest = lines[0], lines[1:]
    there = open_findings(report)
    wrong.expect(first[1] == 'notice' and first[2] is None, f'the first line is {first[0]!r}')
    wrong.expect(language != 'en' or first[4] == f'{len(there)} findings', f'title {first[4]!r}')
    wrong.expect(unescaped(first[5]).startswith(report['headline'][language][0]), f'no headline: {first[5]!r}')
    cut = len(rest) < len(there)
    wrong.expect(language != 'en' or (f'{len(rest)} of them are shown here.' in first[5]) == cut, f'count: {first[5]!r}')
    for kind in ('error', 'warning', 'notice'):
        most = 9 if kind == 'notice' else 10
        mine = [f for f in there if KINDS[f['severity']] == kind]
        shown = [m for m in rest if m[1] == kind]
        rules = {f['rule'] for f in mine}
        wrong.expect(len(shown) == min(most, sum(min(10, sum(f['rule'] == r for f in mine)) for r in rules)),
                     f'{len(shown)} of {len(mine)} of kind {kind}')
        # The worst severity first; of one severity the first of every rule, then the second of every rule.
        places, seen = [], collections.Counter()
        for m in shown:
            finding = finding_of(wrong, m, mine, language)
            key = -SEVERITIES.index(finding['severity']), finding['rule']
            places.append((key[0], seen[key]))
            seen[key] += 1
        wrong.expect(places == sorted(places), f'{kind}: severities and numbers in a rule {places}')
    wrong.expect(all(unescaped(m[2]) == NAME and m[3] == '1' for m in rest), 'another file or line')


def finding_of(wrong, line, findings, language):
    """The message of an annotation is that of one finding and begins with it."""
    message = unescaped(line[5])
    mine = [f for f in findings if message.startswith(f['message_' + language])]
    wrong.expect(bool(mine), f'no finding says {message!r}')
    return mine[0] if mine else {'severity': 'minor', 'rule': ''}


def check_gitlab(wrong, text, report, language):
    issues = json.loads(text)
    findings = {f['finding_id']: f for f in report['findings']}
    for issue in issues:
        wrong.expect(set(issue) == {'description', 'check_name', 'fingerprint', 'severity', 'location'}, f'{issue}')
        finding = findings.get(issue['fingerprint'])
        if not wrong.expect(finding is not None, f'no finding {issue["fingerprint"]}') and finding is None:
            continue
        severity = 'info' if finding['outcome'] == 'unknown' else WORDS[finding['severity']]
        wrong.expect(issue['severity'] == severity, f'{issue["severity"]}, not {severity}')
        wrong.expect(issue['check_name'] == finding['rule'], f'{issue["check_name"]}')
        wrong.expect(issue['location'] == {'path': NAME, 'lines': {'begin': 1}}, f'{issue["location"]}')
        wrong.expect(issue['description'].startswith(finding['message_' + language]), f'{issue["description"]!r}')
    prints = [issue['fingerprint'] for issue in issues]
    wrong.expect(len(set(prints)) == len(prints), 'a fingerprint twice')
    # The worst first, else in the order of findings: pages show the beginning of a long list.
    kept = [f for f in report['findings'] if not f['accepted']]
    kept.sort(key=lambda f: len(SEVERITIES) if f['outcome'] == 'unknown' else -SEVERITIES.index(f['severity']))
    wrong.expect(prints == [f['finding_id'] for f in kept], f'{len(prints)} issues of {len(kept)}, or another order')
    return prints


def main():
    rasif, fixture = os.path.abspath(sys.argv[1]), sys.argv[2]
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        folder = pathlib.Path(folder)
        prepare(folder, fixture, rasif)
        for language in ('en', 'ar'):
            run(rasif, 'audit', NAME, '-q', '--lang', language, '--findings', 'all', '--baseline', 'some.txt',
                '--waivers', 'w.yaml', '-f', 'json:json', '-f', 'github:github', '-f', 'gitlab:gitlab', cwd=folder)
            report = json.loads((folder / 'json').read_text(encoding='utf-8'))
            check_github(wrong, (folder / 'github').read_text(encoding='utf-8'), report, language)
            check_gitlab(wrong, (folder / 'gitlab').read_text(encoding='utf-8'), report, language)
        # Nothing accepted, so that there is more than GitHub shows; from the folder above, with its root below.
        run(rasif, 'audit', folder / NAME, '-q', '--sarif-root', folder, '-f', f'json:{folder}/json', '-f',
            f'github:{folder}/github', '-f', f'gitlab:{folder}/gitlab', cwd=folder.parent)
        report = json.loads((folder / 'json').read_text(encoding='utf-8'))
        wrong.expect(len(open_findings(report)) > 30, 'too few findings to be cut')
        check_github(wrong, (folder / 'github').read_text(encoding='utf-8'), report, 'en')
        check_gitlab(wrong, (folder / 'gitlab').read_text(encoding='utf-8'), report, 'en')
    wrong.finish()


if __name__ == '__main__':
    main()
