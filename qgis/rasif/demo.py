# SPDX-License-Identifier: MIT
"""Demo: the built-in model neighbourhood, to try everything on."""
import pathlib

from qgis.core import QgsProcessingOutputFile, QgsProcessingParameterFolderDestination

from . import command
from .base import RasifAlgorithm
from .texts import tr


class DemoAlgorithm(RasifAlgorithm):
    ID = 'demo'
    TITLE = 'Get the model neighbourhood'
    HELP = 'Writes a small made-up neighbourhood, with faults of every kind, to try the audit on.'

    def initAlgorithm(self, config=None):
        self.addParameter(QgsProcessingParameterFolderDestination('FOLDER', tr('Folder for the model neighbourhood')))
        self.addOutput(QgsProcessingOutputFile('OUTPUT', tr('Model neighbourhood')))

    def processAlgorithm(self, parameters, context, feedback):
        folder = self.parameterAsString(parameters, 'FOLDER', context)
        written = command.run(['demo', folder], feedback, progress=False).strip()
        return {'FOLDER': folder, 'OUTPUT': written or str(pathlib.Path(folder) / 'model-neighbourhood.gpkg')}
