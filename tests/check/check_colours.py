#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Can everybody tell the classes of a map apart?

    check_colours.py RASIF FIXTURE.gpkg OTHER.gpkg

Takes the colours that are really written: the QGIS styles of an audit and of a comparison, and the styles
of the HTML pages. The colours of every two classes (A to E, blocked, unknown) must differ by DIFFERENT (CIE76)
as people with normal sight, deuteranopia, protanopia and tritanopia see them (simulated for full
severity with the matrices of Machado, Oliveira and Fernandes); of other rows of a legend the colour or
something else must: the width or size, the shape, the pattern. In grey (a copied page, and people who see
no colours) the lightness must differ by LIGHTER, or something else. Prints the closest pair of each kind of sight."""
import itertools
import pathlib
import re
import sys
import tempfile
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, database, run

DIFFERENT, LIGHTER, WIDER = 20, 12, 1.1
SIGHTS = {
    'normal': ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    'deuteranopia': ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    'protanopia': ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    'tritanopia': ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
}
GREY = 'grey'


def linear(rgb):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb)]


def lab(rgb_linear):
    r, g, b = (min(max(c, 0), 1) for c in rgb_linear)
    x, y, z = ((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047, 0.2126 * r + 0.7152 * g + 0.0722 * b,
               (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
    x, y, z = (t ** (1 / 3) if t > 216 / 24389 else (841 / 108) * t + 4 / 29 for t in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(rgb, sight):
    colour = linear(rgb)
    return lab([sum(m * c for m, c in zip(row, colour)) for row in SIGHTS[sight]])


def far_apart(a, b, sight):
    """(how far, is it enough?)"""
    if sight == GREY:
        far = abs(seen(a, 'normal')[0] - seen(b, 'normal')[0])
        return far, far >= LIGHTER
    far = sum((p - q) ** 2 for p, q in zip(seen(a, sight), seen(b, sight))) ** 0.5
    return far, far >= DIFFERENT


def another_cue(a, b):
    """Do looks (size, anything else) differ without their colour?"""
    return max(a[0], b[0]) >= WIDER * min(a[0], b[0]) or a[1] != b[1]


# ---- QGIS ----

def options(layer):
    return {prop.get('k'): prop.get('v') for prop in layer.findall('prop')}


def look_of(symbol):
    """((r, g, b), (size, everything else)) of a symbol; None where nothing is drawn."""
    layers = sorted(symbol.findall('layer'), key=lambda layer: int(layer.get('pass')) == 0)
    marks = tuple(sorted(layer.get('class') for layer in layers))
    first = layers[0]
    if first.get('class') == 'MarkerLine':
        return look_of(first.find('symbol'))
    seen_in = options(first)
    colour = seen_in.get('line_color') or seen_in.get('color')
    if 'no' in (seen_in.get('line_style'), seen_in.get('style')):
        colour = seen_in.get('outline_color') if first.get('class') == 'SimpleFill' else None
    if colour is None:
        return None
    size = float(seen_in.get('line_width') or seen_in.get('size') or seen_in.get('outline_width') or 1)
    rest = (marks, len(layers), seen_in.get('name'), seen_in.get('line_style'), seen_in.get('outline_style'))
    return tuple(int(v) for v in colour.split(',')[:3]), (size, rest)


def legends(path):
    """(name, {row of the legend: look}) of every style of ours, areas, lines and points apart."""
    db = database(path)
    for row in db.execute("SELECT f_table_name AS t, styleName AS s, styleQML AS q FROM layer_styles "
                          "WHERE owner = 'rasif'"):
        root = xml.fromstring(re.sub('<!DOCTYPE[^>]*>', '', row['q']))
        renderer = root.find('renderer-v2')
        if renderer is None:
            continue
        symbols = {s.get('name'): s for s in renderer.find('symbols').findall('symbol')}
        groups = {}
        for rule in renderer.iter('rule'):
            symbol = symbols.get(rule.get('symbol'))
            look = look_of(symbol) if symbol is not None else None
            if look is not None and symbol.find('.//Option[@name="outlineColor"]') is None:
                groups.setdefault(symbol.get('type'), {})[rule.get('label')] = look
        for kind, group in groups.items():
            yield f"{row['t']}, {row['s']}, {kind}", group


# ---- HTML ----

def themes(css):
    """{--name: colour} of every block that sets the colours of the classes."""
    for block in re.findall(r'\{([^{}]*)\}', css):
        found = {name: tuple(map(int, colour.split(',')))
                 for name, colour in re.findall(r'--([A-Za-z]+):\s*rgb\(([\d, ]+)\)', block)}
        if 'A' in found and 'E' in found:
            yield found


def css_looks(css):
    """Width and dashes of the classes."""
    looks = {}
    for names, body in re.findall(r'([^{}]+)\{([^{}]*)\}', css):
        for name in re.findall(r'(?:^|,\s*)\.(A|B|C|D|E|critical|serious|moderate|minor)(?=\s*(?:,|$))', names.strip()):
            width = re.search(r'stroke-width:\s*(?:var\(--flat,\s*)?calc\(\s*([\d.]+)px', body)
            size, rest = looks.get(name, (1.0, ''))
            looks[name] = (float(width.group(1)) if width else size,
                           rest + ' '.join(re.findall(r'stroke-(?:dasharray|linecap):[^;]*', body)))
    return looks


# ---- all ----

def is_class(row):
    """Is the row of a legend a class? Severities have shapes of their own."""
    return re.match(r'(A|B|C|D|E|blocked|unknown)\b(?! whether)(?! \()', row) is not None


def check(wrong, closest, name, group):
    severities = 'severity' in name or 'critical' in group
    for (one, a), (two, b) in itertools.combinations(sorted(group.items()), 2):
        if a == b and one.split(' ')[0] == two.split(' ')[0]:
            continue
        classes = not severities and is_class(one) and is_class(two)
        for sight in [*SIGHTS, GREY]:
            far, enough = far_apart(a[0], b[0], sight)
            wrong.expect(enough or ((sight == GREY or not classes) and another_cue(a[1], b[1])),
                         f'{name}: "{one}" and "{two}" are {far:.1f} apart for {sight}')
            if classes and far < closest.get(sight, (1e9, ''))[0]:
                closest[sight] = far, f'{name}: {one} | {two}'


def check_page(wrong, closest, page):
    """How many groups of colours a page has."""
    css, n = ''.join(re.findall(r'<style[^>]*>(.*?)</style>', page, re.S)), 0
    looks = css_looks(css)
    for theme in themes(css):
        for names in (('A', 'B', 'C', 'D', 'E'), ('critical', 'serious', 'moderate', 'minor')):
            group = {name: (theme[name], looks[name]) for name in names if name in theme and name in looks}
            check(wrong, closest, f'HTML {names[0]}', group)
            n += len(group) > 3
    return n


def main():
    rasif, fixture, other = sys.argv[1:]
    wrong, closest, n = Complaints(), {}, 0
    with tempfile.TemporaryDirectory() as folder:
        outputs = [f'{folder}/{name}.gpkg' for name in ('a', 'b', 'changes')]
        pages = [f'{folder}/{name}.html' for name in ('a', 'changes')]
        run(rasif, 'audit', fixture, '-o', outputs[0], '-f', 'html:' + pages[0])
        run(rasif, 'audit', other, '-o', outputs[1])
        run(rasif, 'diff', outputs[0], outputs[1], '-o', outputs[2], '-f', 'html:' + pages[1])
        for path in (outputs[0], outputs[2]):
            for name, group in legends(path):
                check(wrong, closest, name, group)
                n += 1
        html = sum(check_page(wrong, closest, pathlib.Path(page).read_text(encoding='utf-8')) for page in pages)
    wrong.expect(n > 30 and html >= 2, f'{n} legends, {html} groups of the pages')
    for sight, (far, pair) in closest.items():
        print(f'closest for {sight}: {far:.1f} {pair}')
    wrong.finish()


if __name__ == '__main__':
    main()
