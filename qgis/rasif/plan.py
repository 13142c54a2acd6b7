# SPDX-License-Identifier: MIT
"""Plan: an audit that chooses works for a budget."""
from qgis.core import (QgsProcessing, QgsProcessingException, QgsProcessingParameterEnum, QgsProcessingParameterField,
                       QgsProcessingParameterFile, QgsProcessingParameterNumber, QgsProcessingParameterString,
                       QgsProcessingParameterVectorLayer)

from .audit import AuditAlgorithm, table_of
from .texts import tr


class PlanAlgorithm(AuditAlgorithm):
    ID = COMMAND = 'plan'
    REPORT = 'plan'
    TITLE = 'Plan works for a budget'
    HELP = ('Chooses the repairs that join most of the walking network to where people need to go: what each work costs, whom it '
            'helps, and in which order works are worth doing.\n\nThe built-in prices are placeholders for the most part: give a '
            'file with the prices of your city.')

    OBJECTIVES = ('reach', 'score', 'compliance')

    def initAlgorithm(self, config=None):
        super().initAlgorithm(config)
        self.addParameter(QgsProcessingParameterString('BUDGET', tr('Budget, or several separated by commas (none: ten steps up to '
                                                                    'all works)'), optional=True))
        self.addParameter(QgsProcessingParameterNumber('YEARS', tr('Years, with the budget for each of them (0: no years)'),
                                                       QgsProcessingParameterNumber.Integer, 0, minValue=0, maxValue=50))
        self.addParameter(QgsProcessingParameterFile('COSTS', tr('File with the prices of works in your city'), optional=True,
                                                     fileFilter='YAML (*.yaml *.yml)'))
        self.addParameter(QgsProcessingParameterString('WEIGHTS', tr('Weights of users, such as wheelchair_manual=3,long_cane=2 (none: all '
                                                                     'count the same)'), optional=True))
        self.addParameter(QgsProcessingParameterEnum('OBJECTIVE', tr('What works are to gain'), [
            tr('Metres joined to where people need to go'), tr('Scores of streets'), tr('Metres that meet the standard')], defaultValue=0))
        self.addParameter(QgsProcessingParameterVectorLayer('PEOPLE', tr('Where people live: points or polygons'),
                                                            [QgsProcessing.TypeVectorPoint, QgsProcessing.TypeVectorPolygon],
                                                            optional=True))
        self.addParameter(QgsProcessingParameterField('PEOPLE_FIELD', tr('Field with the number of people'), None, 'PEOPLE',
                                                      QgsProcessingParameterField.Numeric, optional=True))

    def _options(self, parameters, context):
        budget = self.parameterAsString(parameters, 'BUDGET', context).replace(' ', '')
        years = self.parameterAsInt(parameters, 'YEARS', context)
        costs = self.parameterAsFile(parameters, 'COSTS', context)
        weights = self.parameterAsString(parameters, 'WEIGHTS', context).replace(' ', '')
        objective = self.OBJECTIVES[self.parameterAsEnum(parameters, 'OBJECTIVE', context)]
        if years and not budget:
            raise QgsProcessingException(tr('Years need a budget: the amount for each year.'))
        return [*super()._options(parameters, context), *(['--budget', budget] if budget else []),
                *(['--years', years] if years else []), *(['--costs', costs] if costs else []),
                *(['--weights', weights] if weights else []), *(['--objective', objective] if objective != 'reach' else []),
                *self._people(parameters, context)]

    def _people(self, parameters, context):
        people = self.parameterAsVectorLayer(parameters, 'PEOPLE', context)
        field = self.parameterAsString(parameters, 'PEOPLE_FIELD', context)
        if people is None:
            return []
        return ['--people', ':'.join(filter(None, table_of(people))), *(['--people-field', field] if field else [])]
