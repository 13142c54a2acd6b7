#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every source that the data name is on docs/sources.md, and whatever is on it is named somewhere.

    check_sources.py PROJECT-FOLDER

Looked at: `basis`, `pace_basis`, `street_basis` of profiles; `source`, `clause`, `note` of standards; `names` of
documents; `source` of costs and conflicts; the decisions. Whatever begins with a capital letter there is a name; it has to be one of the page, or a word of
`WORDS`. A basis or source never names a file that is not in the repository."""
import pathlib
import re
import sys

import yaml

# Capitalised words that name no source: beginnings of sentences, abbreviations, what clauses are called.
WORDS = set('''Judgement Order Kerb Steps Walk US UK Outdoor External Table Tactile Ramp DOT A B USD JOD Amman Zarqa'''.split())
# A standard cites itself by these.
OWN = {'prowag-2023': 'PROWAG', 'ada-2010': 'ADA', 'din-18040-3': 'DIN 18040-3', 'iso-21542': 'ISO 21542',
       'uk-inclusive-mobility-2021': 'UK Inclusive Mobility', 'escwa-manual': 'ESCWA manual',
       'access-riyadh': 'Riyadh code', 'dubai-udc': 'Dubai code', 'model-neighbourhood': 'guidance for Amman'}
# Clause numbers: R302.6.4.2, 5.3, I.6 s3.4, II.4, 4E.06, V.
NUMBER = re.compile(r"\bR?\d[\w.()]*|\b[IVX]+(?:\.\d+)?\b(?: s[\d.]+)?")
FILE = re.compile(r'[\w./-]+\.(?:md|csv|ya?ml|pdf|html?|docx?|txt|xlsx?)\b')
# Papers and standards in running text: "Oxley 2005", "DIN 32984", "RFC 4180".
CITED = re.compile(r'\b[A-Z][a-z]+(?: and [A-Z][a-z]+| et al\.)? (?:19|20)\d\d\b|\b(?:ISO|EN|DIN|OGC|RFC|LTN) \d[\d/-]*\d')
NO_PAPERS = re.compile(r'^(?:Jan|Feb|March|Mar|April|Apr|May|June|Jun|July|Jul|August|Aug|Sept?|October|Oct|Nov|Dec|'
                       r'In|Since|From|Design|Code|Mobility|Surfaces|System|January|February|September|November|December)\w* ')

problems = []


def names_of(page):
    """First cells of the page's tables: every name in backticks."""
    rows = re.findall(r'^\| (`[^|]*?) \|', page, re.M)
    return [name for row in rows for name in re.findall(r'`([^`]+)`', row)]


def look(where, text, names, root):
    for name in FILE.findall(text):
        if not list(root.glob(f'**/{name}')):
            problems.append(f'{where}: "{name}" is no file of the repository')
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, ' ')
    text = NUMBER.sub(' ', text)
    for word in re.findall(r'\b[A-Z][\w-]*', text):
        if word not in WORDS:
            problems.append(f'{where}: "{word}" is no source of docs/sources.md')


def data_texts(root):
    """(where, text) of everything in the data that names sources."""
    for path in sorted((root / 'libaudit/data/profiles').glob('*.yaml')):
        doc = yaml.safe_load(path.read_text(encoding='utf-8'))
        for key in ('pace_basis', 'street_basis'):
            yield f'{path.name} {key}', doc[key]['en']
        for need in doc['needs']:
            yield f'{path.name} {need["rule"]}', need['basis']['en']
    for path in sorted((root / 'libaudit/data/standards').glob('*.yaml')):
        doc = yaml.safe_load(path.read_text(encoding='utf-8'))
        yield f'{path.name} id', OWN.get(doc['id'], doc['id'].upper())
        for entry in doc['requirements']:
            for key in ('clause', 'source'):
                yield f'{path.name} {entry["rule"]} {key}', str(entry.get(key, ''))
    for path in sorted((root / 'libaudit/data/conflicts').glob('*.yaml')):
        yield path.name, yaml.safe_load(path.read_text(encoding='utf-8')).get('source', {}).get('en', '')
    for kind, cost in yaml.safe_load((root / 'libaudit/data/costs.yaml').read_text(encoding='utf-8'))['costs'].items():
        yield f'costs.yaml {kind}', cost.get('source', {}).get('en', '')
    for document in yaml.safe_load((root / 'libaudit/data/documents.yaml').read_text(encoding='utf-8'))['documents']:
        yield f'documents.yaml {document["names"][0]}', '; '.join(document['names'])


def main(root):
    page = (root / 'docs/sources.md').read_text(encoding='utf-8')
    names = names_of(page)
    for name in {n for n in names if names.count(n) > 1}:
        problems.append(f'docs/sources.md: "{name}" twice')
    said = []
    for where, text in data_texts(root):
        said.append(text)
        look(where, text, names, root)
    prose = [(p, p.read_text(encoding='utf-8')) for folder in ('docs', 'libaudit')
             for p in sorted((root / folder).rglob('*'))
             if p.suffix in ('.md', '.yaml', '.c', '.h', '.def') and p.name != 'sources.md']
    for path, text in prose:
        for cited in CITED.findall(text):
            if not NO_PAPERS.match(cited) and not any(n in cited or cited in n for n in names):
                problems.append(f'{path.relative_to(root)}: "{cited}" is not on docs/sources.md')
    everything = '\n'.join(said + [text for _, text in prose])
    for name in names:
        if name not in everything:
            problems.append(f'docs/sources.md: nothing names "{name}"')
    for line in dict.fromkeys(problems):
        print(line)
    print(f'{len(names)} sources, {len(said)} texts, {len(problems)} problems')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
