#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""GDAL opens what rasif wrote and finds everything that was there before (of large layers every
n-th feature: check_preserved.py compares all bytes).

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


MOST = 300  # features compared per layer


def rows(layer, fids, names):
    """Geometry bytes and the named fields by FID."""
    found = {}
    for fid in fids:
        f = layer.GetFeature(fid)
        g = f and f.GetGeometryRef()
        found[fid] = f and (bytes(g.ExportToIsoWkb()) if g else None, [f.GetField(name) for name in names])
    return found


def some_fids(layer):
    """FIDs of about MOST features, the first and the last among them."""
    layer.SetIgnoredFields(['OGR_GEOMETRY'])
    fids = sorted(f.GetFID() for f in layer)
    layer.SetIgnoredFields([])
    return fids[::max(1, len(fids) // MOST)] + fids[-1:]


def compare(before, after):
    """What the output lost or changed, layer by layer."""
    annotated = 0
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
        elif old.GetFeatureCount() != new.GetFeatureCount():
            yield f'layer {old.GetName()}: {old.GetFeatureCount()} features became {new.GetFeatureCount()}'
        elif rows(old, fids := some_fids(old), names) != rows(new, fids, names):
            yield f'layer {old.GetName()}: features differ'
        annotated += any(name.startswith('rasif_') for name in kept)
        if old.GetGeometryColumn() and not new.TestCapability('FastSpatialFilter'):
            yield f'layer {old.GetName()}: no spatial index'
    if annotated == 0:
        yield 'nothing was added to any layer'


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
