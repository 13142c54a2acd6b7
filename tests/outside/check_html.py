#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Opens the HTML pages in Chromium.

    check_html.py [--axe] [--shots FOLDER] RASIF INPUT [AFTER]
    check_html.py --paper RASIF INPUT...

The report on INPUT and, when AFTER is given, the page of rasif diff, in both languages, 1280 and 390
pixels wide: nothing in the console, nothing loaded or refused, nothing wider than the screen, the map
reacts, the page without its script says as much, and it prints. With --axe instead: axe-core finds no
violation of WCAG 2.1 A and AA (contrast is among them) nor of what axe calls good practice, light
and dark, all unfolded. With --paper: the reports on the INPUTs begin with two pages of paper, on which
nothing is cut off. Pictures and paper are kept in FOLDER. 77
(skipped) where Chromium is not installed or does not start, and with --axe where there is no
$RASIF_AXE and no build/tools/axe.min.js (tests/outside/get_tools.sh fetches it).
"""
import argparse
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from chromium import browser
from running import SOURCE, Complaints, run, shared, skip

WIDTHS = (1280, 390)
A4 = (595, 842)  # points, rounded
MOST_PAGES = 12   # of a report of which nothing is unfolded

WIDER = 'document.documentElement.scrollWidth - window.innerWidth'
TEXT = 'document.body.innerText'
# What the script of the report does, as {what: did it}.
REACTS = """(async function () {
  var svg = document.getElementById('map-svg'), who = document.getElementById('who'), said = {};
  function view() { return svg.getAttribute('viewBox').split(' ').map(Number).join(' '); }
  function drawn() { return new Promise(function (done) { setTimeout(done, 200); }); }
  async function press(zoom) {
    document.querySelector('[data-zoom=' + zoom + ']').click();
    await drawn();
    return view();
  }
  var before = view();
  said.tools = !document.querySelector('.tools').hidden;
  said.zoomed = await press('in') !== before;
  said.whole = await press('all') === before;
  said.north = svg.querySelector('#north') !== null && /\\d+ k?\\S/.test(svg.querySelector('#scale-text').textContent);
  who.value = '1';
  who.dispatchEvent(new Event('change'));
  said.classes = Array.prototype.every.call(document.querySelectorAll('#net [data-g]'), function (g) {
    return g.getAttribute('class') === g.getAttribute('data-g').charAt(1); });
  document.querySelector('#streets a.to-map').click();
  await drawn();
  said.found = view() !== before && document.activeElement.id === 'map-box';
  var path = svg.querySelector('#net path.found'), says = document.getElementById('map-says');
  path.dispatchEvent(new MouseEvent('click', {bubbles: true}));
  said.back = says.querySelector('a[href="#g' + path.id.slice(1) + '"]') !== null;
  var sheet = document.querySelector('.sheet > div');
  location.hash = '#' + sheet.id;
  await drawn();
  said.unfolds = sheet.parentNode.open;
  document.querySelector('details.rule').open = true;
  document.querySelector('details.rule a[data-at]').click();
  await drawn();
  said.marked = svg.querySelector('#here') !== null;
  return said;
}())"""
# What the script of the list of segments does.
SORTS = """(function () {
  var table = document.querySelector('#streets table'), said = {}, filter = document.getElementById('filter');
  function rows() {
    return Array.prototype.filter.call(table.querySelectorAll('tbody tr[id]'),
      function (r) { return !r.hidden && !r.parentNode.hidden; }); }
  var all = rows().length;
  table.querySelectorAll('thead button')[1].click();
  var lengths = Array.prototype.map.call(table.tBodies, function (b) {
    return Math.max.apply(null, Array.prototype.map.call(b.querySelectorAll('tr[id]'),
      function (r) { return parseFloat(r.children[1].textContent); })); });
  said.sorted = rows().length === all && lengths.every(function (l, i) { return !i || l <= lengths[i - 1]; }) &&
    table.querySelectorAll('thead th')[1].getAttribute('aria-sort') === 'ascending';
  var word = rows()[0].querySelector('.fid').textContent;
  filter.value = word;
  filter.dispatchEvent(new Event('input'));
  said.filtered = rows().length > 0 && rows().length < all &&
    rows().every(function (r) { return r.textContent.indexOf(word) >= 0; });
  said.told = document.getElementById('list-says').textContent.indexOf(rows().length) >= 0;
  filter.value = '';
  document.getElementById('stops').value = '0';
  document.getElementById('stops').dispatchEvent(new Event('change'));
  said.stopped = rows().length > 0 && rows().every(function (r) {
    return r.getAttribute('data-g').charAt(0) === 'x'; });
  return said;
}())"""
# Of the two pages in front: how much is cut off of each, in pixels.
CUT = """Array.prototype.map.call(document.querySelectorAll('.front'), function (page) {
  var map = page.querySelector('.map');
  if (map && map.getBoundingClientRect().height < 200) return 1000;
  return page.scrollHeight - page.clientHeight; })"""
ONLY_FRONT = """document.querySelectorAll('main > :not(.front)').forEach(function (e) { e.remove(); })"""
AXE_ALL = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']"
AXE = """axe.run({runOnly: %s}).then(function (found) {
  return {passes: found.passes.map(function (p) { return p.id; }),
          violations: found.violations.map(function (v) {
            return v.id + ': ' + v.nodes.slice(0, 3).map(function (n) { return n.html; }).join(' '); })};
})"""


def check_page(wrong, chromium, page, width, what):
    uri = page.as_uri()
    chromium.show(uri, width)
    wrong.expect(chromium.run(WIDER) <= 0, f'{what}: wider than the screen by {chromium.run(WIDER)}')
    shown = chromium.run(TEXT)
    wrong.expect(len(shown) > 2000, f'{what}: an empty page')
    if 'id="who"' in page.read_text('utf-8'):
        for key, did in chromium.run(REACTS).items():
            wrong.expect(did, f'{what}: {key} did not happen')
        for key, did in chromium.run(SORTS).items():
            wrong.expect(did, f'{what}: the list: {key} did not happen')
    said = chromium.complaints(uri)
    wrong.expect(not said, f'{what}: {said[:3]}')
    chromium.show(uri, width, scripts=False)
    plain = chromium.run(TEXT)
    lost = set(re.findall(r'\w+', shown)) - set(re.findall(r'\w+', plain))
    wrong.expect(len(plain) > 0.95 * len(shown), f'{what}: without script {len(plain)} of {len(shown)} letters')
    wrong.expect(len(lost) < 12, f'{what}: only the script says {sorted(lost)[:12]}')


def count_pages(wrong, chromium, target, what):
    chromium.paper(target)
    boxes = re.findall(rb'/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)', target.read_bytes())
    wrong.expect(len(boxes) > 1 and {(round(float(w)), round(float(h))) for w, h in boxes} == {A4},
                 f'{what}: {len(boxes)} pages of {set(boxes)}')
    return len(boxes)


def check_paper(wrong, chromium, page, target, what):
    """A4, and more than one page of it; a report begins with two pages and is short, also unfolded sheet by sheet."""
    chromium.show(page.as_uri(), 1280)
    n = count_pages(wrong, chromium, target, what)
    if not what.startswith('report'):
        return
    wrong.expect(3 <= n <= MOST_PAGES, f'{what}: {n} pages')
    chromium.run("document.querySelectorAll('.sheet').forEach(function (s, i) { s.open = i < 3; })")
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        paper = pathlib.Path(folder) / 'paper.pdf'
        sheets = chromium.run("Math.min(3, document.querySelectorAll('.sheet').length)")
        more = count_pages(wrong, chromium, paper, what) - n
        wrong.expect(sheets <= more <= 2 * sheets + 1, f'{what}: {sheets} sheets took {more} pages')
        chromium.show(page.as_uri(), 1280)
        chromium.ask('Emulation.setDeviceMetricsOverride', width=round(180 / 25.4 * 96), height=1010,
                     deviceScaleFactor=1, mobile=False)
        chromium.ask('Emulation.setEmulatedMedia', media='print')
        chromium.run("window.dispatchEvent(new Event('beforeprint'))")
        cut = chromium.run(CUT)
        wrong.expect(len(cut) == 2 and max(cut) <= 1, f'{what}: {cut} pixels are cut off of the pages in front')
        chromium.ask('Emulation.setEmulatedMedia', media='')
        chromium.run(ONLY_FRONT)
        front = count_pages(wrong, chromium, paper, what)
        wrong.expect(front == 2, f'{what}: the front takes {front} pages')


def check_axe(wrong, chromium, page, width, axe, what):
    for scheme, rules in (('light', AXE_ALL), ('dark', "['color-contrast']")):
        chromium.show(page.as_uri(), width)
        chromium.ask('Emulation.setEmulatedMedia', features=[{'name': 'prefers-color-scheme', 'value': scheme}])
        chromium.run("document.querySelectorAll('details').forEach(function (d) { d.open = true; })")
        chromium.run(axe + ';0')
        found = chromium.run(AXE % rules)
        wrong.expect('color-contrast' in found['passes'], f'{what} {scheme}: contrast was not looked at')
        wrong.expect(not found['violations'], f"{what} {scheme}: {found['violations']}")


def axe_source():
    path = pathlib.Path(os.environ.get('RASIF_AXE') or SOURCE / 'build/tools/axe.min.js')
    if not path.exists():
        skip(f'no axe-core: {path}')
    return path.read_text(encoding='utf-8')


def make_pages(rasif, folder, before, after):
    """{name: page}, of every kind and language."""
    pages, audited = {}, []
    for i, source in enumerate(s for s in (before, after) if s):
        audited.append(folder / f'{i}.gpkg')
        run(rasif, 'audit', source, '-q', '-o', audited[-1])
    for language in ('en', 'ar'):
        page = pages[f'report-{language}'] = folder / f'report-{language}.html'
        run(rasif, 'audit', before, '-q', '--lang', language, '-f', f'html:{page}')
        if after:
            page = pages[f'diff-{language}'] = folder / f'diff-{language}.html'
            run(rasif, 'diff', *audited, '--lang', language, '-f', f'html:{page}')
    return pages


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--axe', action='store_true')
    parser.add_argument('--paper', action='store_true')
    parser.add_argument('--shots', type=pathlib.Path)
    parser.add_argument('rasif')
    parser.add_argument('sources', nargs='+', help='files, or names of files in the shared real data')
    asked = parser.parse_args()
    sources = [pathlib.Path(s) if '/' in s else shared('data', 'real', s) for s in asked.sources] + [None]
    axe = axe_source() if asked.axe else None
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary, browser() as chromium:
        folder = pathlib.Path(temporary)
        for source in sources[:-1] if asked.paper else []:
            for name, page in make_pages(asked.rasif, folder, source, None).items():
                check_paper(wrong, chromium, page, folder / 'paper.pdf', f'{name} of {source.stem}')
        if asked.paper:
            wrong.finish()
        for name, page in make_pages(asked.rasif, folder, *sources[:2]).items():
            for width in WIDTHS:
                if axe:
                    check_axe(wrong, chromium, page, width, axe, f'{name} {width}')
                else:
                    check_page(wrong, chromium, page, width, f'{name} {width}')
                if asked.shots:
                    chromium.show(page.as_uri(), width)
                    chromium.picture(asked.shots / f'{name}-{width}.png')
            if not axe:
                check_paper(wrong, chromium, page, (asked.shots or folder) / f'{name}.pdf', name)
    wrong.finish()


if __name__ == '__main__':
    main()
