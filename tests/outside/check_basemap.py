#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What lies under the map of the HTML report (--basemap).

    check_basemap.py RASIF FIXTURE

GDAL's programs burn the fixture's streets in green into a picture, in the data's system, in degrees, in
Web Mercator and as MBTiles: in the page the green lies where the page draws the streets. A layer of
polygons is drawn as areas. What can't be used is said in one sentence. 77 (skipped) without GDAL's
programs.
"""
import base64
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, run, skip

PROGRAMS = ('gdal_create', 'gdal_rasterize', 'gdalwarp', 'gdal_translate', 'ogr2ogr', 'ogrinfo')
MOST_BYTES = 900_000  # of the picture in base64


def call(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


def page_of(rasif, fixture, folder, basemap):
    target = folder / 'page.html'
    run(rasif, 'audit', fixture, '-q', '--threads', '1', '-f', f'html:{target}', '--basemap', basemap)
    return target.read_text('utf-8')


def pixels_of(page, folder):
    """Width, height and rows of red, green, blue of the picture in the page."""
    data = re.search(r'<image class="ground"[^>]*href="data:image/jpeg;base64,([A-Za-z0-9+/=]+)"', page).group(1)
    (folder / 'ground.jpg').write_bytes(base64.b64decode(data))
    call('gdal_translate', '-q', '-of', 'PNM', folder / 'ground.jpg', folder / 'ground.ppm')
    head, pixels = re.match(rb'P6\s+(\d+)\s+(\d+)\s+255\s', (folder / 'ground.ppm').read_bytes()), None
    pixels = (folder / 'ground.ppm').read_bytes()[head.end():]
    return int(head.group(1)), int(head.group(2)), pixels, len(data)


def check_picture(wrong, page, folder, what):
    width, height, pixels, size = pixels_of(page, folder)
    box = [float(n) for n in re.search(r'id="map-svg" viewBox="0 0 (\d+) (\d+)"', page).groups()]

    def green(x, y):
        at = 3 * (min(int(y / box[1] * height), height - 1) * width + min(int(x / box[0] * width), width - 1))
        return pixels[at + 1] > pixels[at] + 40 and pixels[at + 1] > pixels[at + 2] + 40

    starts = re.findall(r'<path id="s\d+" d="M(\d+) (\d+)', page)
    hit = sum(green(float(x), float(y)) for x, y in starts)
    covered = sum(green((i + 0.5) * box[0] / 100, (j + 0.5) * box[1] / 100) for i in range(100) for j in range(100))
    wrong.expect(len(starts) > 50 and hit >= 0.97 * len(starts), f'{what}: {hit} of {len(starts)} streets lie on theirs')
    wrong.expect(covered < 3000, f'{what}: {covered / 100} % of the map is green')
    wrong.expect(size <= MOST_BYTES, f'{what}: {size} bytes')


def make_pictures(fixture, folder):
    extent = re.search(r'Extent: \(([\d.]+), ([\d.]+)\) - \(([\d.]+), ([\d.]+)\)',
                       call('ogrinfo', '-so', fixture, 'streets')).groups()
    west, south, east, north = (float(n) for n in extent)
    corners = west - 100, north + 100, east + 100, south - 100
    plain = folder / 'plain.tif'
    call('gdal_create', '-q', '-of', 'GTiff', '-ot', 'Byte', '-bands', 3, '-burn', '235 235 225', '-outsize', 300, 300,
         '-a_srs', 'EPSG:32636', '-a_ullr', *corners, plain)
    call('gdal_rasterize', '-q', '-at', '-b', 1, '-b', 2, '-b', 3, '-burn', 20, '-burn', 170, '-burn', 20, '-l',
         'streets', fixture, plain)
    call('gdalwarp', '-q', '-t_srs', 'EPSG:4326', plain, folder / 'degrees.tif')
    call('gdalwarp', '-q', '-t_srs', 'EPSG:3857', plain, folder / 'web.tif')
    call('gdal_translate', '-q', '-of', 'MBTiles', plain, folder / 'tiles.mbtiles')
    return [plain, folder / 'degrees.tif', folder / 'web.tif', folder / 'tiles.mbtiles']


def check_areas(wrong, rasif, fixture, folder):
    """A layer of buildings beside the data, and a table of the input."""
    buildings = folder / 'buildings.gpkg'
    call('ogr2ogr', '-q', '-f', 'GPKG', buildings, fixture, '-dialect', 'SQLite', '-nln', 'blocks', '-nlt', 'POLYGON',
         '-sql', 'SELECT ST_Buffer(geom, 8) AS geom FROM destinations')
    made = int(re.search(r'Feature Count: (\d+)', call('ogrinfo', '-so', buildings, 'blocks')).group(1))
    both = folder / 'both.gpkg'
    shutil.copy(fixture, both)
    call('ogr2ogr', '-q', '-update', '-nln', 'blocks', both, buildings, 'blocks')
    for source, basemap in ((fixture, f'{buildings}:blocks'), (fixture, buildings), (both, 'blocks')):
        page = page_of(rasif, source, folder, basemap)
        drawn = re.search(r'<path class="ground" d="M0 0(.*?)"', page)
        n = drawn.group(1).count('z') if drawn else 0
        wrong.expect(n == made > 10, f'{basemap}: {n} of {made} areas')


def check_refused(wrong, rasif, fixture, folder):
    far, nowhere, heights = (folder / name for name in ('far.tif', 'nowhere.tif', 'heights.tif'))
    make = 'gdal_create', '-q', '-of', 'GTiff', '-outsize', 10, 10
    call(*make, '-ot', 'Byte', '-bands', 3, '-a_srs', 'EPSG:4326', '-a_ullr', 0, 1, 1, 0, far)
    call(*make, '-ot', 'Byte', '-bands', 3, nowhere)
    call(*make, '-ot', 'Float32', '-bands', 1, '-a_srs', 'EPSG:4326', '-a_ullr', 35, 32, 36, 31, heights)
    for basemap, word in ((far, 'another place'), (nowhere, 'where it lies'), (heights, '8 bits'),
                          ('missing.tif', 'missing.tif'), ('streets', 'no polygons'),
                          (f'{fixture}:nosuch', 'no layer nosuch')):
        said = run(rasif, 'audit', fixture, '-q', '-f', f"html:{folder / 'x.html'}", '--basemap', basemap, expect=3).stderr
        wrong.expect(word in said and said.count('\n') == 1, f'{basemap}: {said}')


def main():
    if not all(map(shutil.which, PROGRAMS)):
        skip("no programs of GDAL")
    rasif, fixture = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as name:
        folder = pathlib.Path(name)
        for picture in make_pictures(fixture, folder):
            page = page_of(rasif, fixture, folder, picture)
            check_picture(wrong, page, folder, picture.name)
            wrong.expect(page == page_of(rasif, fixture, folder, picture), f'{picture.name}: another page')
        check_areas(wrong, rasif, fixture, folder)
        check_refused(wrong, rasif, fixture, folder)
    wrong.finish()


if __name__ == '__main__':
    main()
