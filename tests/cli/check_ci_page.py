#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The workflow and the job of docs/ci.md do what they say: their audit steps are run.

    check_ci_page.py RASIF FIXTURE.gpkg

In a folder like a repository: the input in its root, a baseline and waivers beside it. The first run
finds nothing new; then a value gets worse and the step fails. Everything that later steps name must
be there after both.
"""
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, Complaints, run

WAIVERS = """waivers:
  - {rule: ramp-lip, feature: "ramps:1", reason: with the next paving, until: 2999-12-31}
"""


def blocks():
    """The YAML under the headings GitHub Actions and GitLab."""
    page = (SOURCE / 'docs/ci.md').read_text(encoding='utf-8')
    return [yaml.safe_load(page.split(f'## {name}')[1].split('```yaml')[1].split('```')[0])
            for name in ('GitHub Actions', 'GitLab')]


def github_step(wrong, workflow):
    """(command, files that other steps take), below the folder `data`."""
    wrong.expect(True in workflow or 'on' in workflow, 'the workflow never runs')  # YAML 1.1: on is true
    wrong.expect(workflow['permissions'].get('security-events') == 'write', 'SARIF may not be uploaded')
    steps = {step.get('name', step.get('uses')): step for step in workflow['jobs']['audit']['steps']}
    audit = steps['Audit']
    wrong.expect(audit['working-directory'] == 'data', 'the audit runs elsewhere')
    wrong.expect(steps['Show findings']['with']['sarif_file'].startswith('data/'), 'SARIF is elsewhere')
    wrong.expect('./dev build' in steps['Build rasif']['run'], 'nothing is built')
    kept = steps['Keep reports']['with']['path'].split() + [steps['Show findings']['with']['sarif_file']]
    return audit['run'], sorted({name.removeprefix('data/') for name in kept})


def gitlab_step(wrong, job):
    job = job['accessibility']
    wrong.expect(any('dev build' in line for line in job['before_script']), 'nothing is built')
    kept = job['artifacts']['paths'] + [job['artifacts']['reports']['junit']]
    return '\n'.join(job['script']), sorted(set(kept))


def execute(command, rasif, folder):
    """As the pipeline would; the program is where the build step of a real one puts it."""
    command = re.sub(r'\S*/build/cli/rasif', str(rasif), command)
    environment = dict(os.environ, GITHUB_STEP_SUMMARY=str(folder / 'summary.md'), LC_ALL='C.UTF-8')
    return subprocess.run(['bash', '-e', '-o', 'pipefail', '-c', command], cwd=folder, env=environment,
                          capture_output=True, text=True, check=False, timeout=120)


def make_worse(path):
    db = sqlite3.connect(path)
    for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')
    db.execute('UPDATE sidewalks SET clear_width_m = 0.5 WHERE fid = 1')
    db.commit()
    db.close()


def check(wrong, name, command, files, rasif, fixture):
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        folder = pathlib.Path(folder)
        shutil.copy(fixture, folder / 'city.gpkg')
        (folder / 'waivers.yaml').write_text(WAIVERS)
        run(rasif, 'audit', folder / 'city.gpkg', '-q', '--waivers', folder / 'waivers.yaml',
            '--write-baseline', folder / 'rasif-baseline.txt')
        for state, code in (('same', 0), ('worse', 1)):
            if state == 'worse':
                make_worse(folder / 'city.gpkg')
            for file in files:
                (folder / file).unlink(missing_ok=True)
            done = execute(command, rasif, folder)
            wrong.expect(done.returncode == code, f'{name}, {state}: exit {done.returncode}: {done.stderr}')
            for file in files:
                there = (folder / file).exists() and (folder / file).stat().st_size > 100
                wrong.expect(there, f'{name}, {state}: {file} was not written')
        if 'GITHUB_STEP_SUMMARY' in command:
            wrong.expect('## ' in (folder / 'summary.md').read_text(), f'{name}: an empty summary')


def main():
    rasif, fixture = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    wrong = Complaints()
    github, gitlab = blocks()
    check(wrong, 'GitHub', *github_step(wrong, github), rasif, fixture)
    check(wrong, 'GitLab', *gitlab_step(wrong, gitlab), rasif, fixture)
    wrong.finish()


if __name__ == '__main__':
    main()
