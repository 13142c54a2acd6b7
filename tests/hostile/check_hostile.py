#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a hostile file says stays text, in every report and in the output; what it wants run, is not.

    check_hostile.py RASIF
"""
import csv
import html.parser
import io
import json
import pathlib
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from make_hostile import BAD_UTF8, COLUMN, MARK, TABLE, TEXTS, make, quote, register
from running import Complaints, run, sha256

CONTROL = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]')
LARGEST = 400_000  # bytes of a report: a text of 4 MB is not in it


class Page(html.parser.HTMLParser):
    """Tags and attributes as a browser sees them."""

    def __init__(self):
        super().__init__()
        self.tags, self.bad = [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            if name.startswith('on') or (value or '').lstrip().lower().startswith('javascript:'):
                self.bad.append(f'<{tag} {name}={value}>')

    def handle_comment(self, data):
        if MARK in data:
            self.bad.append(f'comment {data[:40]}')


def check_html(wrong, text, clean):
    pages = []
    for page in (text, clean):
        pages.append(Page())
        pages[-1].feed(page)
    wrong.expect(not pages[0].bad, f'html: {pages[0].bad}')
    for place in ('title', 'text'):  # of a street on the map
        wrong.expect(re.search(f'<{place}[^>]*>{MARK}gpj.*?exe</{place}>', text), f'html: no hostile <{place}> to look at')
    for tag in ('script', 'img', 'iframe', 'link', 'object', 'style', 'meta', 'base', 'form'):
        n, usual = (page.tags.count(tag) for page in pages)
        wrong.expect(n == usual, f'html: {n} <{tag}>, {usual} without hostile texts')


def check_csv(wrong, text):
    rows = list(csv.reader(io.StringIO(text, newline='')))
    wrong.expect(len({len(row) for row in rows}) == 1, 'csv: rows of different length')
    for cell in (cell for row in rows for cell in row):
        number = re.fullmatch(r'-?[0-9.]+(e-?[0-9]+)?', cell)
        wrong.expect(number or not cell.strip().startswith(('=', '+', '-', '@')), f'csv: formula {cell[:40]!r}')


def check_lines(wrong, name, text):
    """No text of the file begins a line of its own."""
    for line in text.splitlines():
        wrong.expect(not line.startswith(('rasif: all', '# Heading', '|---|\n[x]')), f'{name}: forged "{line}"')


def check_reports(wrong, rasif, path, folder):
    clean = run(rasif, 'audit', folder / 'clean.gpkg', '-q', '-f', 'html').stdout
    for language in ('en', 'ar'):
        texts = {}
        for name in ('text', 'json', 'html', 'sarif', 'junit', 'markdown', 'csv'):
            done = run(rasif, 'audit', path, '-q', '--sidewalks', TABLE, '--lang', language, '-f', f'{name}:{folder}/r')
            wrong.expect(not done.stderr, f'{name}: {done.stderr[:200]}')
            raw = (folder / 'r').read_bytes()
            texts[name] = raw.decode('utf-8')  # strictly
            found = CONTROL.search(texts[name].replace('\r\n', '\n'))
            wrong.expect(not found, f'{name}: control character {found and hex(ord(found[0]))}')
            wrong.expect(len(raw) < LARGEST, f'{name}: {len(raw)} bytes')
            wrong.expect(MARK in texts[name], f'{name}: no hostile text in it')
        for name in ('json', 'sarif'):
            json.loads(texts[name])
        xml.etree.ElementTree.fromstring(texts['junit'])
        check_html(wrong, texts['html'], clean)
        check_csv(wrong, texts['csv'])
        for name in ('text', 'markdown'):
            check_lines(wrong, name, texts[name])
        wrong.expect(not re.search(r'<script|(?<!\\)\]\(java', texts['markdown']), 'markdown: live')


def check_output(wrong, rasif, path, folder):
    """Byte for byte in the output, and nothing has run."""
    output = folder / 'out.gpkg'
    run(rasif, 'audit', path, '-q', '--sidewalks', TABLE, '-o', output, '--findings', 'all')
    before, after = (sqlite3.connect(file.as_uri() + '?immutable=1', uri=True) for file in (path, output))
    before.text_factory = after.text_factory = bytes
    for table, columns in (('streets', 'street_id, name'), (TABLE, f'sidewalk_id, street_id, surface, {quote(COLUMN)}')):
        sql = f'SELECT fid, {columns}, geom FROM {quote(table)} ORDER BY fid'
        wrong.expect(before.execute(sql).fetchall() == after.execute(sql).fetchall(), f'{table!r}: other cells')
    wrong.expect(after.execute('SELECT count(*) FROM ran').fetchone()[0] == 0, 'a trigger of the input ran')
    triggers = after.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'on_%'")
    wrong.expect(triggers.fetchone()[0] == 0, 'triggers of the input are in the output')
    wrong.expect(after.execute('PRAGMA integrity_check').fetchone()[0] == b'ok', 'integrity')
    for style, in after.execute('SELECT styleQML FROM layer_styles'):
        xml.etree.ElementTree.fromstring(style)
    before.close()
    after.close()
    again = run(rasif, 'audit', output, '-q', '--sidewalks', TABLE, '-f', 'json')
    json.loads(again.stdout)
    for arguments in (('explain', output, f'{TABLE}:101'), ('diff', output, output), ('inspect', path)):
        for done in (run(rasif, *arguments, expect=None), run(rasif, *arguments, '--lang', 'ar', expect=None)):
            wrong.expect(done.returncode == 0, f'{arguments[0]}: {done.stderr[:200]}')
            found = CONTROL.search(done.stdout + done.stderr)
            wrong.expect(not found, f'{arguments[0]}: control character {found and hex(ord(found[0]))}')


def check_messages(wrong, rasif, path, folder):
    """Names in messages: of layers that are not there, of files."""
    odd = folder / 'a\x1b[31mb\u202ec\nrasif: done.gpkg'
    odd.write_bytes(b'no database')
    for arguments in ((odd,), (path, '--sidewalks', f'{TABLE}x'), (path, '-o', odd), (path, '--crs', f'{TABLE}=EPSG:1')):
        done = run(rasif, 'audit', *arguments, expect=None)
        wrong.expect(done.returncode in (2, 3), f'{arguments}: exit {done.returncode}')
        wrong.expect(len(done.stderr.splitlines()) == 1 and not CONTROL.search(done.stderr),
                     f'{arguments}: says {done.stderr!r}')
    odd.unlink()


def check_views(wrong, rasif, folder):
    """Registered views that call what must not be called: refused or read without calling it."""
    path, mark = folder / 'views.gpkg', folder / 'written'
    for body in ("load_extension('/nowhere.so')", "fts3_tokenizer('simple')", f"writefile('{mark}', 'x')",
                 'edit(1)', "readfile('/etc/passwd')"):
        make(path)
        db = sqlite3.connect(path)
        db.execute('DROP VIEW footways')
        db.execute(f'CREATE VIEW footways AS SELECT fid AS OGC_FID, geom, {body} AS sidewalk_id FROM streets')
        register(db, 'footways')
        db.commit()
        db.close()
        done = run(rasif, 'audit', path, '-q', '-o', folder / 'v.gpkg', expect=None)
        wrong.expect(done.returncode == 3 and len(done.stderr.splitlines()) == 1, f'{body}: exit {done.returncode}: {done.stderr}')
        wrong.expect(not mark.exists() and not (folder / 'v.gpkg').exists(), f'{body}: wrote')
        path.unlink()


def check_network(wrong, rasif, folder):
    """Whatever names another place is not followed: a server here counts who calls."""
    calls = []
    server = socket.create_server(('127.0.0.1', 0))
    address = f'127.0.0.1:{server.getsockname()[1]}'

    def listen():
        while True:
            try:
                calls.append(server.accept()[0])
            except OSError:
                return
    threading.Thread(target=listen, daemon=True).start()
    (folder / 'real.geojson').write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {},'
                                         '"geometry": {"type": "LineString", "coordinates": [[35.9, 31.9], [35.91, 31.9]]}}]}')
    files = {
        'a.vrt': f'<OGRVRTDataSource><OGRVRTLayer name="real"><SrcDataSource>{folder}/real.geojson</SrcDataSource>'
                 '</OGRVRTLayer></OGRVRTDataSource>',
        'b.vrt': f'<OGRVRTDataSource><OGRVRTLayer name="real"><SrcDataSource>/vsicurl/http://{address}/a.geojson'
                 '</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>',
        'c.xml': f'<OGRWFSDataSource><URL>http://{address}/wfs</URL></OGRWFSDataSource>',
        'd.gml': f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "http://{address}/e">]><gml:FeatureCollection '
                 f'xmlns:gml="http://www.opengis.net/gml" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
                 f'xsi:schemaLocation="http://{address} http://{address}/s.xsd"><gml:featureMember><sidewalks>'
                 '<a>&e;</a></sidewalks></gml:featureMember></gml:FeatureCollection>',
        'e.kml': f'<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link><href>http://{address}/n.kml</href></Link>'
                 '</NetworkLink></kml>',
        'f.geojson': f'http://{address}/f.geojson',
        'h.vrt': f'<VRTDataset rasterXSize="9" rasterYSize="9"><VRTRasterBand dataType="Float32" band="1"><SimpleSource>'
                 f'<SourceFilename>/vsicurl/http://{address}/d.tif</SourceFilename><SourceBand>1</SourceBand>'
                 '</SimpleSource></VRTRasterBand></VRTDataset>',
        'i.wms': f'<GDAL_WMS><Service name="TMS"><ServerUrl>http://{address}/t</ServerUrl></Service></GDAL_WMS>',
        'g.mvt.json': f'{{"tiles": ["http://{address}/t.pbf"], "format": "pbf"}}',
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    names = [folder / name for name in files]
    names += [f'http://{address}/x.gpkg', f'/vsicurl/http://{address}/x.geojson', f'WFS:http://{address}/wfs',
              f'/vsizip//vsicurl/http://{address}/x.zip', f'ESRIJSON:http://{address}/q', f'PG:host=127.0.0.1 port={address[10:]}',
              f'/vsis3/bucket/x.geojson', f'GeoJSON:http://{address}/x', f'OAPIF:http://{address}', f'file://{folder}/a.vrt']
    for name in names:
        for where in (('audit', name, '-q'), ('audit', folder / 'clean.gpkg', '-q', '--boundary', name),
                      ('audit', folder / 'clean.gpkg', '-q', '--sidewalks', f'{name}:x'), ('inspect', name),
                      ('audit', folder / 'clean.gpkg', '-q', '--dem', name)):
            done = run(rasif, *where, expect=None, environment={'AWS_S3_ENDPOINT': address, 'AWS_NO_SIGN_REQUEST': 'YES',
                                                                'PROJ_NETWORK': 'ON',
                                                                'PROJ_NETWORK_ENDPOINT': f'http://{address}'})
            wrong.expect(done.returncode in (2, 3) and len(done.stderr.splitlines()) == 1,
                         f'{where}: exit {done.returncode}: {done.stderr}')
    for system in (28191, 28192, 4267, 4277, 31467):  # there are grids for these
        run(rasif, 'audit', folder / 'clean.gpkg', '-q', '--crs', f'EPSG:{system}', expect=None,
            environment={'PROJ_NETWORK': 'ON', 'PROJ_NETWORK_ENDPOINT': f'http://{address}'})
    server.close()
    wrong.expect(not calls, f'{len(calls)} calls over the network')


def main():
    rasif = pathlib.Path(sys.argv[1]).resolve()
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        path = folder / 'hostile.gpkg'
        make(path)
        run(rasif, 'demo', folder / 'demo')
        (folder / 'demo/model-neighbourhood.gpkg').rename(folder / 'clean.gpkg')
        before = sha256(path)
        check_reports(wrong, rasif, path, folder)
        check_output(wrong, rasif, path, folder)
        check_messages(wrong, rasif, path, folder)
        check_views(wrong, rasif, folder)
        check_network(wrong, rasif, folder)
        wrong.expect(sha256(path) == before, 'the input was changed')
    wrong.finish()


if __name__ == '__main__':
    main()
