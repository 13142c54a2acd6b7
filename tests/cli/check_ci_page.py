#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The workflow and the job of docs/ci.md, with action.yml and pipelines/gitlab.yml, do what they say: their steps are run.

    check_ci_page.py RASIF FIXTURE.gpkg

In a folder like a repository: the input in its root, a baseline, waivers and packages beside it; what would
install and fetch is replaced by programs that write down how they were called. The first run finds nothing
new; then a value gets worse and the step fails. Everything that later steps name must be there after
both. A package with another sum than the one given, or without one, ends the job.
"""
import hashlib
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

# The sums of a release: of more packages than a job installs. The name of one ends like that of another.
LINES = {name: f'{hashlib.sha256(text).hexdigest()}  {name}_1_amd64.deb\n'
         for name, text in (('librasif0', b'a package'), ('python3-rasif', b'a package'), ('rasif', b'fetched\n'))}
SUMS = ''.join(LINES.values())
WRONG_SUMS = SUMS.replace(SUMS[:8], '00000000')
NO_SUM = SUMS.replace(LINES['rasif'], '')

# Stand-ins for what a pipeline's machine does: packages that are "installed" are listed, and so is what is fetched.
TOOLS = {
    'apt-get': 'echo "apt-get $*" >>"$TRACE"',
    'sudo': '"$@"',
    'curl': 'for last; do :; done; echo "curl $last" >>"$TRACE"; echo fetched >"${last##*/}"',
}


def blocks():
    """The YAML under the headings GitHub Actions and GitLab."""
    page = (SOURCE / 'docs/ci.md').read_text(encoding='utf-8')
    return [yaml.safe_load(page.split(f'## {name}')[1].split('```yaml')[1].split('```')[0])
            for name in ('GitHub Actions', 'GitLab')]


def github_steps(wrong, workflow, packages):
    """[(command, environment)] of the action as the page's workflow calls it, and the files that its other steps take."""
    wrong.expect(True in workflow or 'on' in workflow, 'the workflow never runs')  # YAML 1.1: on is true
    wrong.expect(workflow['permissions'].get('security-events') == 'write', 'SARIF may not be uploaded')
    job = workflow['jobs']['audit']
    wrong.expect(re.fullmatch(r'debian:\d+', job['container']), 'packages are installed on another system')
    call = next(step for step in job['steps'] if re.fullmatch(r'OWNER/rasif@\w+', step['uses']))
    action = yaml.safe_load((SOURCE / 'action.yml').read_text(encoding='utf-8'))
    unknown = set(call['with']) - set(action['inputs'])
    wrong.expect(not unknown, f'inputs that the action lacks: {unknown}')
    inputs = {name: row.get('default') for name, row in action['inputs'].items()} | call['with'] | packages
    wrong.expect(None not in inputs.values(), 'an input that the action requires is not given')
    steps, files = [], set()
    for step in action['runs']['steps']:
        if 'run' in step:
            values = {key: re.sub(r'\$\{\{ inputs\.([\w-]+) \}\}', lambda found: inputs[found[1]], value)
                      for key, value in step['env'].items()}
            wrong.expect('${{' not in step['run'] + ''.join(values.values()), f'{step["name"]}: an expression')
            steps.append((step['run'], values))
        else:
            wrong.expect(step['if'].startswith('always()'), f'{step["name"]}: not shown when a gate is missed')
            files.add(step['with'].get('sarif_file', 'x').replace('${{ inputs.reports }}', inputs['reports']))
    return steps, sorted(files - {'x'}) + [f'{inputs["reports"]}/rasif.xml', 'summary.md']


def gitlab_steps(wrong, page, packages):
    """The same of the job that extends the template."""
    template = yaml.safe_load((SOURCE / page['include'][0]['file']).read_text(encoding='utf-8'))['.rasif']
    job = page['accessibility']
    wrong.expect(job['extends'] == '.rasif' and set(job['variables']) <= set(template['variables']), 'an unknown variable')
    variables = template['variables'] | job['variables'] | packages
    kept = template['artifacts']['paths'] + list(template['artifacts']['reports'].values())
    return [('\n'.join(template['before_script'] + template['script']), variables)], sorted(kept)


def execute(command, environment, rasif, folder):
    """As the pipeline would; the program is that of the build."""
    tools = folder.parent / 'tools'
    tools.mkdir(exist_ok=True)
    for name, text in TOOLS.items():
        (tools / name).write_text(f'#!/bin/sh\n{text}\n')
        (tools / name).chmod(0o755)
    environment = dict(os.environ, GITHUB_STEP_SUMMARY=str(folder / 'summary.md'), LC_ALL='C.UTF-8',
                       TRACE=str(folder.parent / 'trace'), PATH=f'{tools}:{rasif.parent}:{os.environ["PATH"]}') | environment
    return subprocess.run(['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', command], cwd=folder,
                          env=environment, capture_output=True, text=True, check=False, timeout=120)


def make_worse(path):
    db = sqlite3.connect(path)
    for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')
    db.execute('UPDATE sidewalks SET clear_width_m = 0.5 WHERE fid = 1')
    db.commit()
    db.close()


def check(wrong, name, steps, files, rasif, fixture):
    with tempfile.TemporaryDirectory(prefix='rasif-') as base:
        folder = pathlib.Path(base) / 'repository'
        (folder / 'packages').mkdir(parents=True)
        (folder / 'packages/librasif0_1_amd64.deb').write_text('a package')
        shutil.copy(fixture, folder / 'city.gpkg')
        (folder / 'waivers.yaml').write_text(WAIVERS)
        run(rasif, 'audit', folder / 'city.gpkg', '-q', '--waivers', folder / 'waivers.yaml',
            '--write-baseline', folder / 'rasif-baseline.txt')
        for state, code in (('same', 0), ('worse', 1)):
            if state == 'worse':
                make_worse(folder / 'city.gpkg')
            for file in files:
                (folder / file).unlink(missing_ok=True)
            for command, environment in steps:
                done = execute(command, environment, rasif, folder)
                if done.returncode:
                    break
            wrong.expect(done.returncode == code, f'{name}, {state}: exit {done.returncode}: {done.stderr}')
            for file in files:
                bytes_ = (folder / file).read_bytes() if (folder / file).exists() else b''
                # Code quality holds what is not accepted: nothing at first.
                there = len(bytes_) > 100 or file.endswith('quality.json') and state == 'same' and bytes_.strip() == b'[]'
                wrong.expect(there, f'{name}, {state}: {file} was not written')
        trace = (pathlib.Path(base) / 'trace').read_text()
        wrong.expect(re.search(r'apt-get install .*/librasif0_1_amd64\.deb \S*/rasif_1_amd64\.deb', trace),
                     f'{name}: the packages are not installed: {trace}')
        wrong.expect('curl https://git.example.org/rasif_1_amd64.deb' in trace, f'{name}: the package is not fetched')
        # Another sum than that of the package, or none, ends the job before anything is installed.
        command, environment = steps[0]
        (folder / 'packages/python3-rasif_1_amd64.deb').write_text('a package')
        for trouble, sums in (('another sum', WRONG_SUMS), ('no sum', NO_SUM)):
            changed = {key: ('sums.txt' if name == 'GitLab' else sums) if 'CHECKSUMS' in key else
                            f'packages/python3-rasif_1_amd64.deb {value}' if 'PACKAGES' in key else value
                       for key, value in environment.items()}
            (folder / 'sums.txt').write_text(sums)
            (pathlib.Path(base) / 'trace').write_text('')
            done = execute(command, changed, rasif, folder)
            wrong.expect(done.returncode == 1, f'{name}: a package with {trouble} was accepted')
            wrong.expect('.deb' not in (pathlib.Path(base) / 'trace').read_text().replace('curl https://git.example.org/rasif_1_amd64.deb', ''),
                         f'{name}: a package with {trouble} was installed')


def main():
    rasif, fixture = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    wrong = Complaints()
    github, gitlab = blocks()
    packages = 'packages/librasif0_1_amd64.deb https://git.example.org/rasif_1_amd64.deb'
    check(wrong, 'GitHub', *github_steps(wrong, github, {'packages': packages, 'checksums': SUMS}), rasif, fixture)
    with tempfile.NamedTemporaryFile('w', suffix='.sums') as sums:
        sums.write(SUMS)
        sums.flush()
        check(wrong, 'GitLab', *gitlab_steps(wrong, gitlab, {'RASIF_PACKAGES': packages, 'RASIF_CHECKSUMS': sums.name}),
              rasif, fixture)
    wrong.finish()


if __name__ == '__main__':
    main()
