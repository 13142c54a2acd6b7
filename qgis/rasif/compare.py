# SPDX-License-Identifier: MIT
"""Compare: two audits of the same place."""
from qgis.core import (QgsProcessingOutputHtml, QgsProcessingParameterFile, QgsProcessingParameterFileDestination)

from . import command, loading
from .base import RasifAlgorithm
from .texts import tr


class CompareAlgorithm(RasifAlgorithm):
    ID = 'compare'
    TITLE = 'Compare two audits'
    HELP = ('Which streets got better or worse between two audits of the same place, for whom and why, how far people get, '
            'and what was built. What is only known better than before counts as neither.')

    def initAlgorithm(self, config=None):
        for name, title in (('BEFORE', 'Audited GeoPackage before'), ('AFTER', 'Audited GeoPackage after')):
            self.addParameter(QgsProcessingParameterFile(name, tr(title), fileFilter='GeoPackage (*.gpkg)'))
        self.add_language()
        self.add_load()
        self.addParameter(QgsProcessingParameterFileDestination('OUTPUT', tr('Changes'), 'GeoPackage (*.gpkg)'))
        self.addParameter(QgsProcessingParameterFileDestination('REPORT', tr('Report'), 'HTML (*.html)', optional=True,
                                                                createByDefault=True))
        self.addOutput(QgsProcessingOutputHtml('REPORT_HTML', tr('Report')))

    def processAlgorithm(self, parameters, context, feedback):
        self.output = self.parameterAsFileOutput(parameters, 'OUTPUT', context)
        report = self.parameterAsFileOutput(parameters, 'REPORT', context)
        self.result_language = self.language(parameters, context)
        arguments = ['diff', self.parameterAsFile(parameters, 'BEFORE', context), self.parameterAsFile(parameters, 'AFTER', context),
                     '--lang', self.result_language, '-o', self.output, '--force', '-f', 'text',
                     *(['-f', f'html:{report}'] if report else [])]
        for line in command.run(arguments, feedback, progress=False).splitlines():
            feedback.pushInfo(line)
        self.load = self.parameterAsBool(parameters, self.LOAD, context) and not feedback.isCanceled()
        return {'OUTPUT': self.output, **({'REPORT': report, 'REPORT_HTML': report} if report else {})}

    def postProcessAlgorithm(self, context, feedback):
        if self.load:
            loading.add_to(context, self.output, self.result_language)
        return {}
