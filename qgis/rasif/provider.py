# SPDX-License-Identifier: MIT
"""The provider: the algorithms, and the setting that names the command."""
import pathlib

from processing.core.ProcessingConfig import ProcessingConfig, Setting
from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from . import command
from .audit import AuditAlgorithm
from .compare import CompareAlgorithm
from .demo import DemoAlgorithm
from .inspect import InspectAlgorithm
from .plan import PlanAlgorithm
from .texts import tr


class RasifProvider(QgsProcessingProvider):
    def id(self):
        return 'rasif'

    def name(self):
        return 'Rasif'

    def longName(self):
        return tr('Rasif: can everybody walk, roll and cross?')

    def icon(self):
        return QIcon(str(pathlib.Path(__file__).parent / 'icon.svg'))

    def load(self):
        ProcessingConfig.settingIcons['Rasif'] = self.icon()
        ProcessingConfig.addSetting(Setting('Rasif', command.SETTING, tr('Command rasif (empty: looked for)'), '',
                                            valuetype=Setting.FILE))
        ProcessingConfig.readSettings()
        self.refreshAlgorithms()
        return True

    def unload(self):
        ProcessingConfig.removeSetting(command.SETTING)

    def loadAlgorithms(self):
        for algorithm in (AuditAlgorithm, PlanAlgorithm, InspectAlgorithm, CompareAlgorithm, DemoAlgorithm):
            self.addAlgorithm(algorithm())
