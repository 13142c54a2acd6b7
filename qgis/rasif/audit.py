# SPDX-License-Identifier: MIT
"""Audit: layers in, an annotated GeoPackage and a report out."""
import pathlib

from qgis.core import (QgsProcessing, QgsProcessingException, QgsProcessingOutputHtml, QgsProcessingParameterBoolean,
                       QgsProcessingParameterEnum, QgsProcessingParameterFile, QgsProcessingParameterFileDestination,
                       QgsProcessingParameterNumber, QgsProcessingParameterRasterLayer,
                       QgsProcessingParameterVectorLayer)

from . import command, loading
from .base import RasifAlgorithm
from .texts import interface_language, tr

# Role: title, kinds of geometry.
ROLES = {
    'streets': ('Street centre lines', [QgsProcessing.TypeVectorLine]),
    'sidewalks': ('Sidewalks along streets', [QgsProcessing.TypeVectorLine, QgsProcessing.TypeVectorPolygon]),
    'footways': ('Paths away from streets', [QgsProcessing.TypeVectorLine, QgsProcessing.TypeVectorPolygon]),
    'crossings': ('Crossings', [QgsProcessing.TypeVectorAnyGeometry]),
    'ramps': ('Kerb ramps and kerbs', [QgsProcessing.TypeVectorAnyGeometry]),
    'steps': ('Flights of steps', [QgsProcessing.TypeVectorAnyGeometry]),
    'obstacles': ('Things in the way', [QgsProcessing.TypeVectorAnyGeometry]),
    'seats': ('Benches', [QgsProcessing.TypeVectorAnyGeometry]),
    'destinations': ('Where people want to go', [QgsProcessing.TypeVectorAnyGeometry]),
}
UNMAPPED = [('standard', 'as the standard says'), ('absent', 'absent'), ('unknown', 'unknown')]
USUAL = 'model-neighbourhood'
USUAL_MATCH_M = 18


def table_of(layer):
    """(file, table) of a layer as the command takes it; the table is '' where the file holds one."""
    source = layer.source()
    path, _, rest = source.partition('|')
    if layer.providerType() != 'ogr' or not pathlib.Path(path).exists():
        raise QgsProcessingException(tr('{}: only layers in files can be audited; save it as a GeoPackage first.').format(layer.name()))
    if layer.isEditable() and layer.isModified():
        raise QgsProcessingException(tr('{}: has changes that are not saved; save them first.').format(layer.name()))
    if layer.subsetString():
        raise QgsProcessingException(tr('{}: has a filter, which rasif does not see; remove it, or save what it shows as a file.')
                                     .format(layer.name()))
    parts = dict(part.partition('=')[::2] for part in rest.split('|') if '=' in part)
    return path, parts.get('layername', '')


class AuditAlgorithm(RasifAlgorithm):
    ID = COMMAND = 'audit'
    REPORT = 'text'
    TITLE = 'Audit a walking network'
    HELP = ('Judges every sidewalk, crossing and ramp against a standard, scores every street for each kind of user, and '
            'writes the layers back out annotated.\n\nChoose a file, and rasif recognises its layers; or name layers by what '
            'they are. What is not known never counts as accessible.')

    def choices(self):
        return {**super().choices(), 'STANDARD': self.standards, 'PROFILES': self.profiles, 'UNMAPPED': UNMAPPED}

    def initAlgorithm(self, config=None):
        here = interface_language()
        self.standards = command.lists('standard', here) or [(USUAL, USUAL)]
        self.profiles = command.lists('profile', here)
        self.addParameter(QgsProcessingParameterFile('INPUT', tr('File with the layers (GeoPackage or anything GDAL reads)'),
                                                     optional=True))
        self.addParameter(QgsProcessingParameterFile('PROJECT', tr('Project file of rasif with options; what is changed here wins'),
                                                     optional=True, fileFilter='YAML (*.yaml *.yml)'))
        for role, (title, kinds) in ROLES.items():
            parameter = QgsProcessingParameterVectorLayer(role.upper(), tr(title), kinds, optional=True)
            if role in ('streets', 'sidewalks', 'crossings', 'ramps'):
                self.addParameter(parameter)
            else:
                self.add_advanced(parameter)
        ids = [name for name, _ in self.standards]
        self.addParameter(QgsProcessingParameterEnum('STANDARD', tr('What is required'), [title for _, title in self.standards],
                                                     defaultValue=ids.index(USUAL) if USUAL in ids else 0))
        self.addParameter(QgsProcessingParameterEnum('PROFILES', tr('For whom (none chosen: the usual six)'),
                                                     [title for _, title in self.profiles], allowMultiple=True, optional=True))
        self.add_language()
        self.add_advanced(QgsProcessingParameterFile('MAPPING', tr('Mapping file: which column means what'), optional=True,
                                                     fileFilter='YAML (*.yaml *.yml)'))
        self.add_advanced(QgsProcessingParameterFile('RULES', tr('Folder with rules, standards and profiles of your own'),
                                                     QgsProcessingParameterFile.Folder, optional=True))
        self.add_advanced(QgsProcessingParameterRasterLayer('DEM', tr('Elevation model, for slopes'), optional=True))
        self.add_advanced(QgsProcessingParameterVectorLayer('BOUNDARY', tr('Areas to report on'),
                                                            [QgsProcessing.TypeVectorPolygon], optional=True))
        self.add_advanced(QgsProcessingParameterEnum('UNMAPPED', tr('What it means that no sidewalk is mapped'),
                                                     [tr(text) for _, text in UNMAPPED], defaultValue=0))
        self.add_advanced(QgsProcessingParameterNumber('MATCH', tr('Sidewalk to street at most, in metres'),
                                                       QgsProcessingParameterNumber.Double, USUAL_MATCH_M, minValue=0, maxValue=1000))
        self.add_advanced(QgsProcessingParameterNumber('REACH', tr('Destinations this near count as reached, in metres (0: as usual)'),
                                                       QgsProcessingParameterNumber.Double, 0, minValue=0))
        self.add_advanced(QgsProcessingParameterBoolean('ALL_FINDINGS', tr('List what is unknown among the findings, too'), False))
        self.add_load()
        self.addParameter(QgsProcessingParameterFileDestination('OUTPUT', tr('Annotated GeoPackage'), 'GeoPackage (*.gpkg)'))
        self.addParameter(QgsProcessingParameterFileDestination('REPORT', tr('Report'), 'HTML (*.html)', optional=True,
                                                                createByDefault=True))
        self.addOutput(QgsProcessingOutputHtml('REPORT_HTML', tr('Report')))

    def _inputs(self, parameters, context):
        """Files and the options that name roles; none where the project file names them."""
        files, roles = [], []
        chosen = self.parameterAsFile(parameters, 'INPUT', context)
        if chosen:
            files.append(chosen)
        for role in ROLES:
            layer = self.parameterAsVectorLayer(parameters, role.upper(), context)
            if layer is None:
                continue
            path, table = table_of(layer)
            files += [path] if path not in files else []
            roles += [f'--{role}={path}:{table or pathlib.Path(path).stem}']
        if not files and not self.parameterAsFile(parameters, 'PROJECT', context):
            raise QgsProcessingException(tr('Choose a file, or at least one layer.'))
        return files + roles

    def _options(self, parameters, context):
        """With a project file only what was changed in the dialog, the language, and the format that layers are loaded from."""
        project = self.parameterAsFile(parameters, 'PROJECT', context)
        standard, match = self.chosen(parameters, 'STANDARD', context)[0], self.parameterAsDouble(parameters, 'MATCH', context)
        options = ['--lang', self.language(parameters, context)]
        options += ['--project', project, '--output-format', 'gpkg'] if project else []
        options += ['--standard', standard] if not project or standard != USUAL else []
        options += ['--match-distance', match] if not project or match != USUAL_MATCH_M else []
        profiles = self.chosen(parameters, 'PROFILES', context)
        options += ['--profile', ','.join(profiles)] if profiles else []
        for name, option in (('MAPPING', '--mapping'), ('RULES', '--rules')):
            value = self.parameterAsFile(parameters, name, context)
            options += [option, value] if value else []
        dem = self.parameterAsRasterLayer(parameters, 'DEM', context)
        options += ['--dem', dem.source()] if dem is not None else []
        boundary = self.parameterAsVectorLayer(parameters, 'BOUNDARY', context)
        options += ['--boundary', ':'.join(filter(None, table_of(boundary)))] if boundary is not None else []
        unmapped = self.chosen(parameters, 'UNMAPPED', context)[0]
        options += [f'--unmapped-sidewalk={unmapped}'] if unmapped != 'standard' else []
        reach = self.parameterAsDouble(parameters, 'REACH', context)
        options += ['--reach', reach] if reach > 0 else []
        options += ['--findings', 'all'] if self.parameterAsBool(parameters, 'ALL_FINDINGS', context) else []
        return options

    def processAlgorithm(self, parameters, context, feedback):
        self.output = self.parameterAsFileOutput(parameters, 'OUTPUT', context)
        report = self.parameterAsFileOutput(parameters, 'REPORT', context)
        self.result_language = self.language(parameters, context)
        arguments = [self.COMMAND, *self._inputs(parameters, context), *self._options(parameters, context), '-o', self.output, '--force',
                     '-f', self.REPORT, *(['-f', f'html:{report}'] if report else [])]
        for line in command.run(arguments, feedback).splitlines():
            feedback.pushInfo(line)
        self.load = self.parameterAsBool(parameters, self.LOAD, context) and not feedback.isCanceled()
        results = {'OUTPUT': self.output}
        if report:
            results |= {'REPORT': report, 'REPORT_HTML': report}
        return results

    def postProcessAlgorithm(self, context, feedback):
        if self.load:
            loading.add_to(context, self.output, self.result_language)
        return {}
