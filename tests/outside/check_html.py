#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Opens the HTML pages in Chromium.

    check_html.py [--axe] [--shots FOLDER] RASIF INPUT [AFTER]

The report on INPUT and, when AFTER is given, the page of rasif diff, in both languages, 1280 and 390
pixels wide: nothing in the console, nothing loaded or refused, nothing wider than the screen, the map
reacts, the page without its script says as much, and it prints. With --axe instead: axe-core finds no
violation of WCAG 2.1 A and AA (contrast is among them). Pictures and paper are kept in FOLDER. 77
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
  who.value = '1';
  who.dispatchEvent(new Event('change'));
  said.classes = Array.prototype.every.call(document.querySelectorAll('#net [data-g]'), function (g) {
    return g.getAttribute('class') === g.getAttribute('data-g').charAt(1); });
  document.querySelector('a.to-map').click();
  await drawn();
  said.found = view() !== before && document.activeElement.id === 'map-box';
  return said;
}())"""
AXE = """axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(function (found) {
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
    said = chromium.complaints(uri)
    wrong.expect(not said, f'{what}: {said[:3]}')
    chromium.show(uri, width, scripts=False)
    plain = chromium.run(TEXT)
    lost = set(re.findall(r'\w+', shown)) - set(re.findall(r'\w+', plain))
    wrong.expect(len(plain) > 0.95 * len(shown), f'{what}: without script {len(plain)} of {len(shown)} letters')
    wrong.expect(len(lost) < 12, f'{what}: only the script says {sorted(lost)[:12]}')


def check_paper(wrong, chromium, page, target, what):
    """A4, and more than one page of it."""
    chromium.show(page.as_uri(), 1280)
    chromium.paper(target)
    boxes = re.findall(rb'/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)', target.read_bytes())
    wrong.expect(len(boxes) > 1 and {(round(float(w)), round(float(h))) for w, h in boxes} == {A4},
                 f'{what}: {len(boxes)} pages of {set(boxes)}')


def check_axe(wrong, chromium, page, width, axe, what):
    chromium.show(page.as_uri(), width)
    chromium.run(axe + ';0')
    found = chromium.run(AXE)
    wrong.expect('color-contrast' in found['passes'], f'{what}: contrast was not looked at')
    wrong.expect(not found['violations'], f"{what}: {found['violations']}")


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
    parser.add_argument('--shots', type=pathlib.Path)
    parser.add_argument('rasif')
    parser.add_argument('sources', nargs='+', help='files, or names of files in the shared real data')
    asked = parser.parse_args()
    sources = [pathlib.Path(s) if '/' in s else shared('data', 'real', s) for s in asked.sources] + [None]
    axe = axe_source() if asked.axe else None
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary, browser() as chromium:
        folder = pathlib.Path(temporary)
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
