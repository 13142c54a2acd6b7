#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""GDAL opens what rasif wrote and finds everything that was there before.

    open_gdal.py RASIF INPUT.gpkg

Skipped (77) without GDAL's Python module.
"""
import pathlib
import subprocess
import sys
import tempfile

try:
    from osgeo import gdal
except ImportError:
    print('skipped: no osgeo module')
    sys.exit(77)


def rows(layer, names):
    """Geometry bytes and the named fields by FID."""
    layer.ResetReading()
    return {f.GetFID(): (bytes(g.ExportToIsoWkb()) if (g := f.GetGeometryRef()) else None,
                         [f.GetField(name) for name in names]) for f in layer}


def compare(before, after):
    """What the output lost or changed, layer by layer."""
    for i in range(before.GetLayerCount()):
        old = before.GetLayer(i)
        new = after.GetLayerByName(old.GetName())
        if new is None:
            yield f'layer {old.GetName()} is missing'
            continue
        names = [old.GetLayerDefn().GetFieldDefn(k).GetName()
                 for k in range(old.GetLayerDefn().GetFieldCount())]
        kept = [new.GetLayerDefn().GetFieldDefn(k).GetName()
                for k in range(new.GetLayerDefn().GetFieldCount())]
        if kept[:len(names)] != names:
            yield f'layer {old.GetName()}: fields {names} became {kept}'
        elif rows(old, names) != rows(new, names):
            yield f'layer {old.GetName()}: features differ'
        if not any(name.startswith('rasif_') for name in kept):
            yield f'layer {old.GetName()}: nothing was added'
        if old.GetGeometryColumn() and not new.TestCapability('FastSpatialFilter'):
            yield f'layer {old.GetName()}: no spatial index'


def main():
    rasif, source = sys.argv[1:]
    gdal.UseExceptions()
    with tempfile.TemporaryDirectory() as folder:
        target = str(pathlib.Path(folder) / 'out.gpkg')
        subprocess.run([rasif, 'audit', source, '-o', target, '-q'], check=True,
                       stdout=subprocess.DEVNULL)
        before = gdal.OpenEx(source, gdal.OF_VECTOR | gdal.OF_READONLY)
        after = gdal.OpenEx(target, gdal.OF_VECTOR | gdal.OF_READONLY)
        trouble = list(compare(before, after))
        if after.GetLayerByName('audit_findings') is None:
            trouble.append('layer audit_findings is missing')
    print('\n'.join(trouble))
    sys.exit(1 if trouble else 0)


if __name__ == '__main__':
    main()
