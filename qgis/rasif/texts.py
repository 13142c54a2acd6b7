# SPDX-License-Identifier: MIT
"""Texts in the language of QGIS; i18n/ holds their translations."""
from qgis.PyQt.QtCore import QCoreApplication, QLocale


def tr(text):
    return QCoreApplication.translate('Rasif', text)


def interface_language():
    """Two letters: 'ar' where QGIS is Arabic."""
    from qgis.core import QgsApplication
    return (QgsApplication.instance().locale() or QLocale().name())[:2]
