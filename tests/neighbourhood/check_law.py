#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The law behind every requirement is named: document, country and whether it binds, in both languages.

    check_law.py RASIF FIXTURE.gpkg SOURCE

Of every built-in standard: what `audit_rules` says of it against the YAML file and data/documents.yaml, put together
here anew. And no English words of clauses are left in Arabic pages."""
import html
import pathlib
import re
import sys
import tempfile

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, database, run

# Names that stay as they are in an Arabic sentence.
LATIN = re.compile(r'(?:PROWAG|ADA|DIN|ISO|LTN|AccessScore|Project Sidewalk|openrouteservice|R\d[\w.()]*|[IVX]+\.\d+|s\d[\d.]*)\b')
# Which clause is of which document: the numbering of PROWAG and of the ESCWA manual is their own.
FORMS = {'PROWAG 2023': re.compile(r'R\d'), 'ESCWA manual': re.compile(r'[IVX]+\.\d')}


def documents_of(entry, standard, documents):
    """The documents that a requirement cites, by their own table."""
    names = [part.strip() for part in re.sub(r'\([^()]*\)', '', entry.get('source', '')).split(';') if part.strip()]
    if not names:
        return [d for d in documents if d.get('standard') == standard['id']]
    found = [[d for d in documents for name in d['names'] if (part + ' ').startswith((name + ' ', name + ','))][:1]
             for part in names]
    return [d for some in found for d in some]


def check_standard(wrong, rasif, fixture, out, standard, documents):
    run(rasif, 'audit', fixture, '-q', '--standard', standard['id'], '-o', out, '--force')
    home = standard.get('country', {}).get('en')
    rows = {}
    for row in database(out).execute('SELECT * FROM audit_rules WHERE clause NOT NULL'):
        rows.setdefault((row['rule'], row['clause']), []).append(row)
    for entry in standard['requirements']:
        cited = documents_of(entry, standard, documents)
        what = f'{standard["id"]} {entry["rule"]} {entry["clause"]}'
        wrong.expect(cited, f'{what}: of no document of the list')
        for row in rows.get((entry['rule'], entry['clause']), ()):
            law, arabic = row['law_en'], row['law_ar']
            for document in cited:
                wrong.expect(document['title']['en'] in law and document['title']['ar'] in arabic, f'{what}: {law}')
                for language, text in (('en', law), ('ar', arabic)):
                    country = document.get('country', {}).get(language)
                    wrong.expect(country is None or country in text, f'{what}: no {country} in {text}')
                if home and document.get('country', {}).get('en') != home:
                    wrong.expect(f'not law in {home}' in law, f'{what}: does it bind? {law}')
            left = re.findall(r'[A-Za-z]{3,}', LATIN.sub('', arabic))
            wrong.expect(not left, f'{what}: English left: {left} in {arabic}')
            if any(words in law for words in FORMS):
                check_forms(wrong, what, law)


def check_forms(wrong, what, law):
    """Every clause stands behind the document whose numbering it has."""
    for part in re.split(r'; (?=PROWAG|ESCWA)', law):
        for title, form in FORMS.items():
            if part.startswith(title):
                clauses = re.split(r',? ', part[len(title):].split(' (')[0].strip().replace(' s', '_s'))
                wrong.expect(all(form.match(clause) for clause in clauses if clause), f'{what}: {part}')


def check_page(wrong, rasif, fixture, folder):
    """In the Arabic HTML report: no clause word, no limit in English."""
    page = folder / 'report.html'
    page.write_text(run(rasif, 'audit', fixture, '-q', '-f', 'html', '--lang', 'ar').stdout, encoding='utf-8')
    text = html.unescape(re.sub(r'<[^>]*>', ' ', re.sub(r'(?s)<(script|style|pre)\b.*?</\1>', ' ',
                                                        page.read_text(encoding='utf-8'))))
    for words in ('Outdoor spaces', 'External', 'rule of thumb', 'spokesperson', 'guidance for Amman', 'not verified',
                  'between', 'in [', '= yes', 'need of the users', 'United States', 'provisionally'):
        wrong.expect(words not in text, f'the Arabic page says "{words}"')
    wrong.expect('وليس قانونًا في الأردن' in text, 'the Arabic page does not say what is no law in Jordan')


def main():
    rasif, fixture, source = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    data, wrong = source / 'libaudit/data', Complaints()
    documents = yaml.safe_load((data / 'documents.yaml').read_text(encoding='utf-8'))['documents']
    with tempfile.TemporaryDirectory(prefix='rasif-law-') as folder:
        folder = pathlib.Path(folder)
        for path in sorted((data / 'standards').glob('*.yaml')):
            check_standard(wrong, rasif, fixture, folder / 'out.gpkg', yaml.safe_load(path.read_text(encoding='utf-8')),
                           documents)
        check_page(wrong, rasif, fixture, folder)
    wrong.finish()


if __name__ == '__main__':
    main()
