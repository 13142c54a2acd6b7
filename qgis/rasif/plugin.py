# SPDX-License-Identifier: MIT
"""What QGIS loads: the translations and the provider of the algorithms."""
import pathlib

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .provider import RasifProvider


class RasifPlugin:
    def __init__(self, iface):
        self.iface = iface
        self.provider = None
        self.translator = QTranslator()
        name = f'rasif_{QgsApplication.instance().locale()[:2]}'
        if self.translator.load(name, str(pathlib.Path(__file__).parent / 'i18n')):
            QCoreApplication.installTranslator(self.translator)

    def initProcessing(self):
        """qgis_process calls this alone, without a window."""
        self.provider = RasifProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        self.initProcessing()

    def unload(self):
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        QCoreApplication.removeTranslator(self.translator)
