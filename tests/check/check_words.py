#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One word per concept, in everything that users read.

    check_words.py SOURCE

A sidewalk is never called a pavement, which is the road in American English; what is not known is
"unknown"; a part of the walking network is a connected part, and an island lies in a road. Arabic
words that mean something else to a reader in Amman are listed with what to write in their place."""
import pathlib
import re
import sys

DATA = ['libaudit/data/text', 'libaudit/data/rules', 'libaudit/data/profiles', 'libaudit/data/standards', 'libaudit/data/works', 'libaudit/data/conflicts',
        'libaudit/data/costs.yaml', 'libaudit/data/no_work.yaml']
CODE = ['libaudit/table/diagnostic.def', 'libaudit/measure/measures.def', 'cli']
PAGES = ['docs', 'README.md', 'CHANGELOG.md', 'fixtures']

# word, where it may not stand, what to write
RETIRED = [
    (r'\bpavements?\b', DATA + CODE + PAGES, 'sidewalk'),
    (r'\bnot known\b(?! to be)', DATA, 'unknown'),
    (r'\bstairs\b', ['libaudit/data/text', 'libaudit/data/rules', 'libaudit/data/works'], 'steps'),
    (r'\bon (?:an )?island\b|\bislands of (?:what|the walking)|\blargest island\b', DATA + PAGES, 'connected part'),
    (r'\bproves nothing\b', ['libaudit/data/text'], 'is not evidence'),
    ('أجهزة المشي|جهاز المشي|جهاز مشي', DATA + PAGES, 'مشّاية'),
    ('التسامح', DATA, 'التفاوت المسموح'),
    ('الملف الشخصي', DATA + CODE, 'الفئة'),
    ('المناهل', DATA, 'شبكات التصريف'),
    ('المجرى', DATA, 'قناة التصريف'),
    ('الإسفلت|إسفلت', DATA, 'الأسفلت'),
    ('المعوقين', DATA, 'ذوي الإعاقة'),
    ('ممر المشي', DATA, 'المسار'),
    ('الماسح', DATA + CODE + PAGES, 'المسّاح'),
    ('الاستوائية', DATA, 'استواء السطح'),
    ('امسح ', DATA + CODE, 'قِس'),
    ('تُبلغ', DATA, 'يمكن بلوغها'),
    ('على الجزيرة {|جزر ما|جزر المعروف', DATA + CODE, 'جزء متصل'),
    ('[0-9]٪|[0-9]%(?=[^"]*[\u0600-\u06ff])', DATA + CODE, '5 %'),
]
# Names in the data of others, as examples.
ALLOWED = [r"pavements_2024", r"type = 'pavement'"]


def files(source, places):
    for place in places:
        path = source / place
        for file in [path] if path.is_file() else sorted(path.rglob('*')):
            if file.suffix in ('.yaml', '.md', '.c', '.def'):
                yield file


def main(source):
    bad = 0
    for pattern, places, better in RETIRED:
        for file in files(source, places):
            for number, line in enumerate(file.read_text(encoding='utf-8').splitlines(), 1):
                for allowed in ALLOWED:
                    line = re.sub(allowed, '', line)
                if file.suffix == '.c':  # only what is printed
                    line = ' '.join(re.findall(r'"(?:[^"\\]|\\.)*"', line))
                found = re.search(pattern, line, re.IGNORECASE)
                if found:
                    print(f'{file.relative_to(source)}:{number}: "{found.group()}": write "{better}"')
                    bad += 1
    print(f'{bad} retired words')
    return 1 if bad else 0


sys.exit(main(pathlib.Path(sys.argv[1])))
