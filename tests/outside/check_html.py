#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Opens the HTML report in Chromium.

    check_html.py RASIF INPUT [FOLDER]

In both languages, 1280 and 390 pixels wide: no script error, nothing loaded or refused, nothing
wider than the screen, the map reacts, the page without script is complete, and axe-core finds no
violation of WCAG 2.1 A and AA. Screenshots are kept in FOLDER when one is named. 77 (skipped)
without Chromium; axe-core is left out where there is no $RASIF_AXE and no build/axe
(tests/outside/get_axe.sh fetches it).
"""
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, Complaints, run, shared, skip

FLAGS = ('--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--hide-scrollbars',
         '--disable-background-networking', '--disable-component-update', '--disable-sync',
         '--enable-logging=stderr', '--virtual-time-budget=300000')
WIDTHS = (1280, 390)

# Chromium's windows are at least 500 pixels wide, frames are not.
FRAME = """<!DOCTYPE html><html><body style="margin:0"><iframe src="%s" width="%d" height="1400"
style="border:0"></iframe><script>addEventListener('message', function (event) {
var out = document.createElement('pre'); out.id = 'out'; out.textContent = event.data;
document.body.appendChild(out); });</script></body></html>"""

# Runs inside the report: what the script does, then axe-core.
PROBE = """<script>%s
window.addEventListener('load', async function () {
  var said = { errors: window.rasifErrors };
  try {
    var svg = document.getElementById('map-svg');
    var view = function () { return svg.getAttribute('viewBox').split(' ').map(Number).join(' '); };
    var before = view();
    said.wide = document.documentElement.scrollWidth - window.innerWidth;
    said.tools = !document.querySelector('.tools').hidden;
    document.querySelector('[data-zoom=in]').click();
    await new Promise(requestAnimationFrame);
    said.zoomed = view() !== before;
    document.querySelector('[data-zoom=all]').click();
    await new Promise(requestAnimationFrame);
    said.whole = view() === before;
    var who = document.getElementById('who');
    who.value = '1';
    who.dispatchEvent(new Event('change'));
    said.classes = Array.prototype.every.call(document.querySelectorAll('#net [data-g]'), function (g) {
      return g.getAttribute('class') === g.getAttribute('data-g').charAt(1); });
    if (window.axe) {
      var found = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
      said.passes = found.passes.length;
      said.violations = found.violations.map(function (v) {
        return v.id + ': ' + v.nodes.slice(0, 3).map(function (n) { return n.html; }).join(' '); });
    }
  } catch (error) { said.errors.push(String(error)); }
  parent.postMessage(JSON.stringify(said), '*');
});</script>"""
CATCH = ("<head><script>window.rasifErrors=[];window.onerror=function(m){rasifErrors.push(m)};"
         "document.addEventListener('securitypolicyviolation',function(e){rasifErrors.push(e.blockedURI)});"
         "</script>")


def chromium(folder, *arguments):
    program = next((p for p in map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome')) if p), None)
    if program is None:
        skip('no chromium')
    return subprocess.run([program, *FLAGS, f'--user-data-dir={folder}/profile', *map(str, arguments)],
                          capture_output=True, text=True, errors='replace', check=False, timeout=240)


def axe_source():
    for path in (os.environ.get('RASIF_AXE'), SOURCE / 'build/axe/axe.min.js'):
        if path and pathlib.Path(path).exists():
            return pathlib.Path(path).read_text(encoding='utf-8').replace('</script', '<\\/script')
    print('no axe-core: without its checks')
    return ''


def check_as_it_is(wrong, folder, page, what):
    """The untouched file: the console stays empty, with and without script."""
    done = chromium(folder, '--dump-dom', page.as_uri())
    console = [line for line in done.stderr.splitlines() if 'CONSOLE' in line]
    wrong.expect(not console, f'{what}: {console[:3]}')
    wrong.expect('</html>' in done.stdout, f'{what}: Chromium gave up: {done.stderr[-300:]}')
    plain = re.sub(r'<[^>]*>', '', re.sub(r'<(script|style)>.*?</\1>', '', page.read_text('utf-8'), flags=re.S))
    shown = re.sub(r'<[^>]*>', '', re.sub(r'<(script|style)>.*?</\1>', '', done.stdout, flags=re.S))
    wrong.expect(len(plain) > 0.98 * len(shown), f'{what}: the script adds text')


def check_probed(wrong, folder, page, width, axe, what):
    """A copy in a frame that tells what it found; its policy has to let axe-core in."""
    text = page.read_text('utf-8').replace('<head>', CATCH, 1)
    copy = folder / 'probed.html'
    copy.write_text(text.replace('</body>', PROBE % axe + '</body>'), encoding='utf-8')
    frame = folder / 'frame.html'
    frame.write_text(FRAME % (copy.name, width), encoding='utf-8')
    for _ in range(3):  # on a busy machine Chromium may end before the frame has spoken
        done = chromium(folder, '--window-size=1300,1500', '--dump-dom', frame.as_uri())
        found = re.search(r'<pre id="out">(.*?)</pre>', done.stdout, flags=re.S)
        if found:
            break
    else:
        wrong.expect(False, f'{what}: no answer: {done.stderr[-300:]}')
        return
    said = json.loads(html.unescape(found[1]))
    wrong.expect(not said['errors'], f"{what}: {said['errors']}")
    wrong.expect(said.get('wide', 1) <= 0, f"{what}: wider than the screen by {said.get('wide')}")
    for key in ('tools', 'zoomed', 'whole', 'classes'):
        wrong.expect(said.get(key), f'{what}: {key} did not happen')
    if axe:
        wrong.expect(said.get('passes', 0) > 10 and not said.get('violations'),
                     f"{what}: axe-core: {said.get('violations')}")


def main():
    rasif, name = sys.argv[1:3]
    source = pathlib.Path(name) if '/' in name else shared('data', 'real', name)
    axe = axe_source()
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        for language in ('en', 'ar'):
            page = folder / f'{language}.html'
            run(rasif, 'audit', source, '-q', '--lang', language, '-f', f'html:{page}')
            check_as_it_is(wrong, folder, page, language)
            for width in WIDTHS:
                what = f'{language} {width}'
                check_probed(wrong, folder, page, width, axe, what)
                if len(sys.argv) > 3:
                    target = pathlib.Path(sys.argv[3]).resolve() / f'{source.stem}-{language}-{width}.png'
                    frame = folder / 'frame.html'
                    frame.write_text(FRAME % (page.name, width), encoding='utf-8')
                    chromium(folder, f'--window-size={max(width, 500)},1400', f'--screenshot={target}',
                             frame.as_uri())
    wrong.finish()


if __name__ == '__main__':
    main()
