# SPDX-License-Identifier: MIT
"""QGIS plugin: Processing algorithms around the command rasif."""


def classFactory(iface):
    """Called by QGIS when the plugin is loaded."""
    from .plugin import RasifPlugin
    return RasifPlugin(iface)
