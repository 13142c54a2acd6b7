# SPDX-License-Identifier: MIT
"""What the algorithms have in common."""
import pathlib

from qgis.core import QgsProcessingAlgorithm, QgsProcessingParameterBoolean, QgsProcessingParameterDefinition
from qgis.core import QgsProcessingParameterEnum
from qgis.PyQt.QtGui import QIcon

from . import command
from .texts import interface_language, tr

FIRST_LANGUAGE = ('en', 'English')  # where the command is not there to name its own


class RasifAlgorithm(QgsProcessingAlgorithm):
    """Subclasses set ID, TITLE, HELP, and make parameters and arguments."""
    ID = TITLE = HELP = ''
    LANGUAGE, LOAD = 'LANGUAGE', 'LOAD'
    languages = ()  # [(code, own name)] of those that ask for one

    def name(self):
        return self.ID

    def displayName(self):
        return tr(self.TITLE)

    def shortHelpString(self):
        return tr(self.HELP)

    def icon(self):
        return QIcon(str(pathlib.Path(__file__).parent / 'icon.svg'))

    def createInstance(self):
        return type(self)()

    def canExecute(self):
        """(True, '') or (False, why not): in QGIS's Python a tuple."""
        return (True, '') if command.find() is not None else (False, command.missing())

    def checkParameterValues(self, parameters, context):
        if command.find() is None:
            return False, command.missing()
        return super().checkParameterValues(self.with_numbers(parameters), context)

    # ---- choices: by number, as QGIS gives them, or by id, which stays the same in scripts and models

    def choices(self):
        """{name of a parameter: [(id, title)]}"""
        return {self.LANGUAGE: self.languages}

    def with_numbers(self, parameters):
        """The parameters with the numbers of choices instead of their ids; ids that are unknown stay."""
        numbered = dict(parameters)
        for name, pairs in self.choices().items():
            value, ids = numbered.get(name), [one for one, _ in pairs]
            if isinstance(value, str) and not value.replace(',', '').isdigit():
                value = value.split(',')
            if isinstance(value, (list, tuple)) and value and all(one in ids for one in value):
                numbers = [ids.index(one) for one in value]
                numbered[name] = numbers if len(numbers) > 1 else numbers[0]
        return numbered

    def chosen(self, parameters, name, context):
        """Ids of what was chosen, in their order in the list."""
        pairs = self.choices()[name]
        if self.parameterDefinition(name).defaultValue() is None and parameters.get(name) in (None, ''):
            return []
        return [pairs[i][0] for i in self.parameterAsEnums(self.with_numbers(parameters), name, context)]

    # ---- parameters that several algorithms have

    def add_language(self):
        self.languages = command.lists('language') or [FIRST_LANGUAGE]
        codes = [code for code, _ in self.languages]
        here = interface_language()
        self.addParameter(QgsProcessingParameterEnum(
            self.LANGUAGE, tr('Language of the results'), [own for _, own in self.languages],
            defaultValue=codes.index(here) if here in codes else 0))

    def language(self, parameters, context):
        return self.chosen(parameters, self.LANGUAGE, context)[0]

    def add_load(self):
        self.addParameter(QgsProcessingParameterBoolean(self.LOAD, tr('Add the layers to the project, styled and grouped'),
                                                        defaultValue=True))

    def add_advanced(self, parameter):
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
        self.addParameter(parameter)
