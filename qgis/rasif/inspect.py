# SPDX-License-Identifier: MIT
"""Inspect: which table and column is read as what, and a mapping file to correct it."""
import html
import pathlib
import tempfile

from qgis.core import (QgsProcessingOutputHtml, QgsProcessingParameterBoolean, QgsProcessingParameterFile,
                       QgsProcessingParameterFileDestination)

from . import command
from .base import RasifAlgorithm
from .texts import tr


class InspectAlgorithm(RasifAlgorithm):
    ID = 'inspect'
    TITLE = 'See what rasif reads in a file'
    HELP = ('Lists which layers and columns are recognised as what, in which unit and coordinate system, how full they are, '
            'and what looks wrong. Changes nothing. For other columns it writes a mapping file to be checked and edited.')

    def initAlgorithm(self, config=None):
        self.addParameter(QgsProcessingParameterFile('INPUT', tr('File with the layers (GeoPackage or anything GDAL reads)')))
        self.addParameter(QgsProcessingParameterFile('MAPPING', tr('Mapping file: which column means what'), optional=True,
                                                     fileFilter='YAML (*.yaml *.yml)'))
        self.add_language()
        self.addParameter(QgsProcessingParameterBoolean('SUGGEST', tr('Suggest a mapping file for what was not recognised'), False))
        self.addParameter(QgsProcessingParameterFileDestination('SUGGESTION', tr('Suggested mapping file'), 'YAML (*.yaml)',
                                                                optional=True, createByDefault=False))
        self.addOutput(QgsProcessingOutputHtml('PAGE', tr('What the file holds')))

    def processAlgorithm(self, parameters, context, feedback):
        source = self.parameterAsFile(parameters, 'INPUT', context)
        mapping = self.parameterAsFile(parameters, 'MAPPING', context)
        options = ['--mapping', mapping] if mapping else []
        language = self.language(parameters, context)
        text = command.run(['inspect', source, '--lang', language, *options], feedback)
        for line in text.splitlines():
            feedback.pushInfo(line)
        page = pathlib.Path(tempfile.mkdtemp(prefix='rasif-')) / 'inspect.html'
        direction = 'rtl' if language == 'ar' else 'ltr'
        page.write_text(f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8"><title>rasif</title>'
                        f'<pre dir="{direction}">{html.escape(text)}</pre></html>', encoding='utf-8')
        results = {'PAGE': str(page)}
        target = self.parameterAsFileOutput(parameters, 'SUGGESTION', context)
        if self.parameterAsBool(parameters, 'SUGGEST', context) and not feedback.isCanceled():
            suggestion = command.run(['inspect', source, '--suggest-mapping', *options], feedback)
            target = target or str(page.with_name('mapping.yaml'))
            pathlib.Path(target).write_text(suggestion + '\n', encoding='utf-8')
            results['SUGGESTION'] = target
            feedback.pushInfo(tr('Suggested mapping file: {}').format(target))
        return results
