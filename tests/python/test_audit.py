# SPDX-License-Identifier: MIT
"""Options, reports, files, gates: the same as the command gives. And what stops a run."""
import ast
import collections
import gc
import inspect
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading
import traceback
import unittest
from unittest import mock

import rasif
from given import COMMAND, NEIGHBOURHOOD, SOURCE, Folder, command, rows_of
from rasif import _library


def printed(*arguments):
    return subprocess.run([COMMAND, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


class Options(unittest.TestCase):
    def test_parameters__of_audit__are_the_options_of_the_library(self):
        listed = re.findall(r'^(?:TEXT|FLAG|CHOICE|NUMBER|NUMBER_OR_NONE|OWN|LIST)\((\w+), (\w+|"[^"]*")',
                            (SOURCE / 'libaudit/options.def').read_text(encoding='utf-8'), re.M)
        expected = {name for name, _ in listed} - {'unrecognised'}
        parameters = set(inspect.signature(rasif.audit).parameters) - {'rules', 'progress'}
        self.assertEqual(parameters, expected)

    def test_choices__of_parameters__are_those_of_the_library(self):
        lists = dict(re.findall(r'^CHOICE\((\w+), "[^"]*", \w+, \w+, "([^"]*)"', (SOURCE / 'libaudit/options.def').read_text(), re.M))
        self.assertGreater(len(lists), 5)
        for name, words in lists.items():
            annotation = inspect.signature(rasif.audit).parameters[name].annotation
            found = {node.value for node in ast.walk(ast.parse(annotation)) if isinstance(node, ast.Constant)} - {None}
            self.assertEqual(found, set(words.split('|')), name)

    def test_options__of_every_kind__give_the_report_of_the_command(self):
        expected = printed('audit', NEIGHBOURHOOD, '-f', 'json', '--standard', 'ada-2010', '--profile', 'wcm,can', '--snap', '0.25',
                           '--core', '--columns', 'full', '--findings', 'all', '--lang', 'ar', '--reach', '300',
                           '--sidewalks', 'sidewalks', '--crs', 'EPSG:32636')
        with rasif.audit(pathlib.Path(NEIGHBOURHOOD), standard='ada-2010', profiles=['wcm', 'can'], snap_m=0.25, core=True,
                         columns='full', findings='all', language='ar', reach_m=300, roles={'sidewalks': 'sidewalks'},
                         crs='EPSG:32636', threads=1, allow_damaged=False) as audit:
            self.assertEqual(audit.report('json'), expected)

class Project(Folder):
    def test_project__gives_options_and_rules__and_what_is_given_wins(self):
        (self.folder / 'mine/standards').mkdir(parents=True)
        (self.folder / 'mine/standards/ours.yaml').write_text('id: ours\nextends: ada-2010\nstatus: guidance\ntitle: {en: Ours}\nrequirements: []\n')
        path = self.folder / 'rasif.yaml'
        path.write_text(f'inputs: {NEIGHBOURHOOD}\nstandard: ours\nrules: mine\nprofile: [scooter]\nsnap: 0.25\n')
        expected = printed('audit', '--project', path, '--profile', 'can', '-f', 'json')
        self.assertIn('"project": "rasif.yaml"', expected)
        with rasif.audit(project=path, profiles='can') as audit:
            self.assertEqual(audit.report('json'), expected)

    def test_project__with_mistakes__raises_all_of_them(self):
        path = self.folder / 'rasif.yaml'
        path.write_text('standart: x\ncolumns: wide\n')
        with self.assertRaisesRegex(rasif.RuleError, r"(?s)yaml:1:1: .*did you mean 'standard'.*yaml:2:10: columns can't be"):
            rasif.audit(project=path)


class Results(Folder):
    def test_write__gives_the_file_of_the_command__and_replaces_only_when_told(self):
        ours, theirs = self.folder / 'ours.gpkg', self.folder / 'theirs.gpkg'
        command('audit', '-q', NEIGHBOURHOOD, '-o', theirs)
        with rasif.audit(NEIGHBOURHOOD) as audit:
            audit.write(ours)
            with self.assertRaisesRegex(rasif.ArgumentError, 'ours.gpkg: exists already'):
                audit.write(ours)
            with self.assertRaisesRegex(rasif.OutputError, 'no-folder'):
                audit.write(self.folder / 'no-folder/x.gpkg')
            audit.write(ours, overwrite=True)
        self.assertEqual(ours.read_bytes(), theirs.read_bytes())

    def test_write__of_a_folder__gives_the_files_of_the_command(self):
        for form in ('geojson', 'fgb'):
            ours, theirs = self.folder / f'ours-{form}', self.folder / f'theirs-{form}'
            with rasif.audit(NEIGHBOURHOOD, output_format=form) as audit:
                audit.write(ours)
                with self.assertRaisesRegex(rasif.ArgumentError, 'holds files already'):
                    audit.write(ours)
                audit.write(ours, overwrite=True)
            command('audit', '-q', NEIGHBOURHOOD, '-o', theirs, '--output-format', form)
            names = sorted(path.name for path in theirs.iterdir())
            self.assertEqual(sorted(path.name for path in ours.iterdir()), names)
            self.assertGreater(len(names), 10)
            for name in names:
                self.assertEqual((ours / name).read_bytes(), (theirs / name).read_bytes(), name)

    def test_gate__says_why_it_was_not_held(self):
        with rasif.audit(NEIGHBOURHOOD) as audit:
            gate = audit.gate('serious')
            self.assertFalse(gate)
            self.assertRegex(gate.reason, r'^\d+ findings of severity serious or above$')
            self.assertTrue(audit.gate('coverage:1'))
            self.assertEqual(audit.gate('coverage:1').reason, '')

    def test_rules__of_a_folder__are_those_that_are_judged(self):
        standards = self.folder / 'standards'
        standards.mkdir()
        (standards / 'wide.yaml').write_text("""id: wide
title: {en: Wide}
status: provisional
requirements:
  - {rule: sidewalk-clear-width, require: ">= 1.80 m", clause: "1", core: true}
""")
        with rasif.audit(NEIGHBOURHOOD, rules=self.folder, standard='wide') as audit:
            limits = {row['limit_value'] for row in audit['audit_findings'].rows() if row['standard'] == 'wide'}
            self.assertEqual(limits, {1.8})
        self.assertIn('wide', [rule.id for rule in rasif.Rules(self.folder)])

    def test_baseline__holds_every_finding__and_then_none_is_new(self):
        known = self.folder / 'known.txt'
        with rasif.audit(NEIGHBOURHOOD) as audit:
            known.write_text(audit.baseline())
        with rasif.audit(NEIGHBOURHOOD, baseline=known) as audit:
            self.assertTrue(audit.gate('new'))
            self.assertEqual(audit.baseline(prune=True), known.read_text())

    def test_notebook__shows_the_markdown_report(self):
        with rasif.audit(NEIGHBOURHOOD) as audit:
            self.assertEqual(audit._repr_markdown_(), printed('audit', NEIGHBOURHOOD, '-f', 'markdown'))
            self.assertRegex(repr(audit), r'^<rasif.Audit: \d+ tables, \d+ findings>$')

    def test_apply__does_the_works_of_a_plan__as_the_command_does(self):
        plan, after, other = (self.folder / f'{name}.gpkg' for name in ('plan', 'after', 'other'))
        command('plan', '-q', NEIGHBOURHOOD, '-o', plan)
        done = rasif.apply(plan, after)
        command('apply', plan, '-o', other)
        self.assertEqual(after.read_bytes(), other.read_bytes())
        self.assertEqual((done.path, done.works > 9, done.added > 0), (after, True, True))
        work, = rows_of(plan, "SELECT work_id FROM audit_works WHERE kind = 'sidewalk-widen' LIMIT 1")[0]
        self.assertEqual(rasif.apply(NEIGHBOURHOOD, other, works=plan, ids=[work], overwrite=True).works, 1)
        with self.assertRaisesRegex(rasif.ArgumentError, "has no work 'none'"):
            rasif.apply(plan, other, ids=['none'], overwrite=True)

    def test_survey__plans_walks__as_the_command_does(self):
        audited, form, other = (self.folder / name for name in ('audited.gpkg', 'form.gpkg', 'other.gpkg'))
        command('audit', NEIGHBOURHOOD, '-o', audited)
        report = rasif.survey(audited, form, hours=2, walk_km=3, start=(35.915, 31.9635))
        self.assertEqual(report, printed('survey', audited, '-o', other, '--hours', '2', '--walk-km', '3', '--start', '35.915,31.9635'))
        self.assertEqual(form.read_bytes(), other.read_bytes())
        self.assertEqual(rasif.survey(audited, format='json', language='ar'), printed('survey', audited, '-f', 'json', '--lang', 'ar'))
        with self.assertRaises(rasif.ArgumentError):
            rasif.survey(audited, form)
        with self.assertRaises(rasif.ArgumentError):
            rasif.survey(audited, walk_km=0)

    def test_draft__proposes_sidewalks__as_the_command_does(self):
        draft, other = self.folder / 'draft.gpkg', self.folder / 'other.gpkg'
        self.assertEqual(rasif.draft(NEIGHBOURHOOD, draft), printed('draft', NEIGHBOURHOOD, '-o', other))
        self.assertEqual(draft.read_bytes(), other.read_bytes())

    def test_others__explain_inspect_diff_rules_demo__say_what_the_command_says(self):
        path = self.folder / 'audited.gpkg'
        command('audit', '-q', NEIGHBOURHOOD, '-o', path)
        self.assertEqual(rasif.explain(path, 'sidewalks:3', language='en'), printed('explain', path, 'sidewalks:3'))
        self.assertEqual(rasif.inspect(NEIGHBOURHOOD), printed('inspect', NEIGHBOURHOOD))
        with rasif.diff(path, path) as diff:
            self.assertEqual(diff.report(), printed('diff', path, path))
            self.assertEqual(json.loads(diff.report('json')), json.loads(printed('diff', path, path, '-f', 'json')))
            self.assertTrue(diff.gate('worse'))
            diff.write(self.folder / 'diff.gpkg')
        self.assertEqual(rows_of(self.folder / 'diff.gpkg', "SELECT count(*) FROM gpkg_contents WHERE table_name = 'diff_summary'"), [(1,)])
        command('project', path, '-o', self.folder / 'by-command.qgs', '--lang', 'ar')
        self.assertEqual(rasif.project(path, language='ar'), self.folder / 'audited.qgs')
        self.assertEqual((self.folder / 'audited.qgs').read_bytes(), (self.folder / 'by-command.qgs').read_bytes())
        with self.assertRaisesRegex(rasif.ArgumentError, 'exists already'):
            rasif.project(path)
        self.assertEqual(rasif.project(path, self.folder / 'changes.qgs', overwrite=True).stat().st_size > 0, True)
        with self.assertRaisesRegex(ValueError, 'the comparison is closed'):
            diff.report()
        rules = rasif.Rules()
        self.assertEqual([rule.id for rule in rules if rule.kind == 'standard'],
                         sorted(p.stem for p in (SOURCE / 'libaudit/data/standards').glob('*.yaml')))
        self.assertEqual(rules.show('sidewalk-clear-width'), printed('rules', 'show', 'sidewalk-clear-width'))
        self.assertGreater(rules.check(), 100)
        self.assertEqual(rasif.demo(self.folder).read_bytes(), pathlib.Path(NEIGHBOURHOOD).read_bytes())
        self.assertEqual(printed('version').split()[1], rasif.version())


class Errors(Folder):
    def test_errors__have_the_sentence_of_the_library__and_a_class_per_group(self):
        broken = self.folder / 'broken.yaml'
        broken.write_text('version: [')
        cases = [(rasif.ArgumentError, ValueError, 1, 'there is no standard prowag', lambda: rasif.audit(NEIGHBOURHOOD, standard='prowag')),
                 (rasif.ArgumentError, ValueError, 1, 'no input file is named', lambda: rasif.audit()),
                 (rasif.ArgumentError, ValueError, 1, "columns can't be 'wide'", lambda: rasif.audit(NEIGHBOURHOOD, columns='wide')),
                 (rasif.RuleError, rasif.RasifError, 100, r'broken.yaml:\d+:\d+: ', lambda: rasif.audit(NEIGHBOURHOOD, mapping=broken)),
                 (rasif.InputError, rasif.RasifError, 200, 'no-such.gpkg', lambda: rasif.audit('no-such.gpkg')),
                 (rasif.InputError, rasif.RasifError, None, 'broken.yaml', lambda: rasif.explain(broken, 'x:1')),
                 (rasif.ArgumentError, ValueError, 1, 'there is no report format', lambda: rasif.audit(NEIGHBOURHOOD).report('odt'))]
        for kind, base, status, sentence, use in cases:
            with self.assertRaisesRegex(kind, sentence) as caught:
                use()
            self.assertIsInstance(caught.exception, base)
            if status is not None:
                self.assertEqual(caught.exception.status, status)

    def test_arguments__that_are_no_texts__are_refused_by_python(self):
        with self.assertRaisesRegex(ValueError, 'NUL'):
            rasif.audit('a\0b')
        with self.assertRaises(TypeError):
            rasif.audit(NEIGHBOURHOOD, standart='x')

    def test_library__that_is_missing__says_what_to_install(self):
        done = subprocess.run([sys.executable, '-c', 'import rasif'], env=dict(os.environ, RASIF_LIBRARY='/no/librasif.so'),
                              capture_output=True, text=True, check=False)
        self.assertIn("/no/librasif.so can't be loaded", done.stderr)
        self.assertIn('install the package librasif0', done.stderr)


class Progress(Folder):
    def test_progress__goes_from_0_to_the_end__stages_in_order(self):
        seen = []
        with rasif.audit(NEIGHBOURHOOD, progress=lambda stage, done: seen.append((stage, done))):
            pass
        self.assertEqual(seen[0], ('read', 0.0))
        self.assertEqual([done for _, done in seen], sorted(done for _, done in seen))

    def test_progress__that_raises__ends_the_run_with_that(self):
        def stop(stage, done):
            raise ZeroDivisionError(stage)
        with self.assertRaisesRegex(ZeroDivisionError, 'read'):
            rasif.audit(NEIGHBOURHOOD, progress=stop)

    def test_interrupt__while_the_library_works__ends_the_run_and_the_handler_is_back(self):
        def press(_stage, _done):
            os.kill(os.getpid(), signal.SIGINT)
        with self.assertRaises(KeyboardInterrupt):
            rasif.audit(NEIGHBOURHOOD, progress=press)
        self.assertIs(signal.getsignal(signal.SIGINT), signal.default_int_handler)
        with rasif.audit(NEIGHBOURHOOD) as audit:
            with self.assertRaises(KeyboardInterrupt):
                audit.write(self.folder / 'x.gpkg', progress=press)
            self.assertEqual(list(self.folder.iterdir()), [])
            audit.write(self.folder / 'x.gpkg')  # it can still be used

    def test_interrupt__while_the_result_is_made__frees_once(self):
        freed = collections.Counter()

        def counted(function):
            def free(handle):
                if handle:
                    freed[handle.value] += 1
                    if freed[handle.value] == 1:
                        function(handle)
            return free

        def interrupt(_found):
            raise KeyboardInterrupt
        lib = _library.lib
        gc.collect()  # what other tests left
        with mock.patch.object(lib, 'rasif_audit_free', counted(lib.rasif_audit_free)), \
             mock.patch.object(lib, 'rasif_context_free', counted(lib.rasif_context_free)), \
             mock.patch('rasif._audit.Tables', interrupt):
            try:
                rasif.audit(NEIGHBOURHOOD, roles={'streets': 'streets', 'sidewalks': 'sidewalks'})
            except KeyboardInterrupt as error:
                traceback.clear_frames(error.__traceback__)
            else:
                self.fail('no interrupt')
            gc.collect()
        self.assertEqual(sorted(freed.values()), [1, 1])

    def test_results__audit_and_comparison__close_alike(self):
        with rasif.audit(NEIGHBOURHOOD) as audit:
            audit.write(self.folder / 'x.gpkg')
        comparison = rasif.diff(self.folder / 'x.gpkg', self.folder / 'x.gpkg')
        self.assertTrue(comparison.gate('worse'))
        for result in (audit, comparison):
            result.close()
            result.close()
            for question in (result.report, lambda: result.gate('new'), lambda: result.write(self.folder / 'y.gpkg')):
                with self.assertRaisesRegex(ValueError, 'is closed'):
                    question()

    def test_threads__one_audit_each__same_result(self):
        counts = []

        def run():
            with rasif.audit(NEIGHBOURHOOD, threads=1) as audit:
                counts.append(len(audit['audit_findings']))
        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(counts), 4)
        self.assertEqual(len(set(counts)), 1)

    def test_bar__on_a_terminal_and_in_a_notebook(self):
        done = subprocess.run([sys.executable, '-c', f'import rasif; rasif.audit({NEIGHBOURHOOD!r}, progress=True)'],
                              capture_output=True, check=True)
        self.assertIn(b'\rrasif:   0 % read', done.stderr)
        self.assertEqual(done.stdout, b'')
        notebook = """
import sys, types
shown = []
class Handle:
    def update(self, data, raw): shown.append(data)
def display(data, raw, display_id):
    assert raw and display_id
    shown.append(data)
    return Handle()
ipython, inside = types.ModuleType('IPython'), types.ModuleType('IPython.display')
ipython.get_ipython = lambda: types.SimpleNamespace(kernel=object())
inside.display = display
sys.modules.update({'IPython': ipython, 'IPython.display': inside})
import rasif
rasif.audit(sys.argv[1], progress=True)
assert shown[1] == {'text/plain': 'rasif: 0 % read', 'text/html': '<progress max="1" value="0.000" aria-label="rasif"></progress> 0 % read'}, shown
assert shown[-1]['text/html'] == '', shown
"""
        subprocess.run([sys.executable, '-c', notebook, NEIGHBOURHOOD], check=True)


class Inputs(Folder):
    def test_input__is_free_after_close(self):
        path = self.folder / 'city.gpkg'
        shutil.copy(NEIGHBOURHOOD, path)
        with rasif.audit(path) as audit:
            self.assertGreater(len(audit['sidewalks']), 100)
        path.unlink()
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == '__main__':
    unittest.main()
