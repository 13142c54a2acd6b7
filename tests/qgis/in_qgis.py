# SPDX-License-Identifier: MIT
"""Runs inside of QGIS's Python: loads an audited file by the plugin, and cancels commands.

    in_qgis.py AUDITED.gpkg COMPARED.gpkg LANGUAGE FOLDER

The last line of standard output is a JSON list of what is wrong.
"""
import json
import os
import pathlib
import sys
import time

from qgis.core import QgsApplication, QgsProcessingException, QgsProcessingFeedback, QgsProject

COMMAND = """#!/usr/bin/env python3
import signal, sys, time
signal.signal(signal.SIGINT, {})
print('{{"stage":"read","done":0.5}}', file=sys.stderr, flush=True)
time.sleep(30)
"""
wrong = []


def expect(condition, text):
    if not condition:
        wrong.append(text)


def tree(group):
    return {child.name(): tree(child) if hasattr(child, 'findLayers') and not hasattr(child, 'layer') else child
            for child in group.children()}


def check_layers(path, language):
    from rasif import loading
    project = QgsProject.instance()
    group = loading.add_file(project, path, language)
    layers = [node.layer() for node in group.findLayers()]
    expect(len(layers) > 15, f'{len(layers)} layers')
    expect(all(layer.isValid() for layer in layers), 'a layer is not valid')
    names = list(tree(group))
    expect(len(names) == 4, f'groups {names}')
    expect(all(('\u0600' <= name[0] <= '\u06ff') == (language == 'ar') for name in names), f'groups are called {names}')
    tables = {layer.source().rpartition('=')[2]: layer for layer in layers}
    findings = tables['audit_findings'].name()
    expect(('\u0600' <= findings[2] <= '\u06ff') == (language == 'ar'), f'findings are called {findings}')
    for table in ('audit_segments', 'sidewalks', 'crossings', 'audit_findings'):
        expect(tables[table].renderer().type() != 'singleSymbol', f'{table} is not styled')
    order = [node.layer().source().rpartition('=')[2] for node in group.findLayers()]
    expect(order.index('ramps') < order.index('sidewalks') < order.index('streets'), f'drawn in the order {order}')
    shown = {node.layer().source().rpartition('=')[2] for node in group.findLayers() if node.itemVisibilityChecked()}
    expect({'audit_findings', 'audit_segments', 'sidewalks'} <= shown, f'shown {shown}')
    expect('audit_gaps' not in shown, 'gaps are shown at first')
    check_relations(project, tables)


def check_relations(project, tables):
    """Of the layers that were added: every relation is valid, a street lists its findings, and so does its form."""
    relations = [one for one in project.relationManager().relations().values() if one.referencedLayer() in tables.values()]
    expect(len(relations) > 8 and all(one.isValid() for one in relations), f'{len(relations)} relations')
    of_streets = [one for one in relations if one.referencedLayer() == tables['streets']]
    found = sum(len(list(one.getRelatedFeatures(street))) for one in of_streets for street in tables['streets'].getFeatures())
    expect(found > 100, f'streets list {found} findings')
    form = tables['sidewalks'].editFormConfig()
    listed = [one.relation().isValid() for tab in form.tabs() for one in tab.children() if hasattr(one, 'relation')]
    expect(listed == [True], f'the form of sidewalks lists {listed}')
    ids = [layer.id() for layer in project.mapLayers().values()]
    expect(not any(one.startswith('rasif_sheet_') for one in ids), 'layers for print were added')


def check_twice(path, language):
    """A file may be added once more: its layers have other ids, and the relations of the first stay."""
    from rasif import loading
    project = QgsProject.instance()
    before, n = set(project.mapLayers()), len(project.relationManager().relations())
    loading.add_file(project, path, language)
    expect(len(project.mapLayers()) == 2 * len(before) and before < set(project.mapLayers()), 'added twice: layers')
    expect(len(project.relationManager().relations()) == 2 * n, 'added twice: relations')


def check_languages():
    from rasif import command
    known = dict(command.lists('language'))
    expect(known.get('en') == 'English' and known.get('ar') == 'العربية' and len(known) > 2, f'languages {known}')


def check_comparison(path, language):
    from rasif import loading
    nodes = loading.add_file(QgsProject.instance(), path, language).findLayers()
    shown = {node.layer().source().rpartition('=')[2]: node.itemVisibilityChecked() for node in nodes}
    expect(shown.get('diff_lines') and not shown.get('diff_findings', True), f'of a comparison {shown}')


class Impatient(QgsProcessingFeedback):
    def setProgress(self, value):
        super().setProgress(value)
        self.began = time.monotonic()
        self.cancel()


def check_cancel(folder, handler, most):
    """A command that takes half a minute ends within `most` seconds."""
    from processing.core.ProcessingConfig import ProcessingConfig
    from rasif import command
    path = folder / 'rasif'
    folder.mkdir(exist_ok=True)
    path.write_text(COMMAND.format(handler))
    path.chmod(0o755)
    ProcessingConfig.setSettingValue(command.SETTING, str(path))
    feedback = Impatient()
    expect(command.run(['audit'], feedback) == '', f'{handler}: cancelled, and yet there is a result')
    took = time.monotonic() - feedback.began
    expect(took < most, f'{handler}: stopped after {took:.1f} s')


def check_missing(folder):
    from processing.core.ProcessingConfig import ProcessingConfig
    from rasif import command
    path = folder / 'no-program'
    path.write_text('')
    ProcessingConfig.setSettingValue(command.SETTING, str(path))
    expect(command.lists('standard') == [], 'standards without a command')
    try:
        command.run(['audit'], QgsProcessingFeedback())
        expect(False, 'runs without a command')
    except QgsProcessingException as error:
        expect('rasif' in str(error).lower(), f'without a command: {error}')


def main():
    path, compared, language, folder = *sys.argv[1:4], pathlib.Path(sys.argv[4])
    QgsApplication.setPrefixPath('/usr', True)
    application = QgsApplication([], True)
    application.initQgis()
    sys.path[:0] = ['/usr/share/qgis/python/plugins', os.environ['PLUGINS']]
    from processing.core.Processing import Processing
    Processing.initialize()
    import rasif
    plugin = rasif.classFactory(None)
    plugin.initProcessing()
    from processing.core.ProcessingConfig import ProcessingConfig
    from rasif import command
    ProcessingConfig.setSettingValue(command.SETTING, '')  # an earlier run left one that does not work
    check_layers(path, language)
    check_twice(path, language)
    check_comparison(compared, language)
    check_languages()
    check_cancel(folder, 'lambda *a: sys.exit(4)', 1.0)
    check_cancel(folder, 'signal.SIG_IGN', 2.0)
    check_missing(folder)
    plugin.unload()
    expect(QgsApplication.processingRegistry().providerById('rasif') is None, 'the provider stays after unloading')
    print(json.dumps(wrong), flush=True)
    os._exit(1 if wrong else 0)  # QGIS's own clean-up is not what is looked at


main()
