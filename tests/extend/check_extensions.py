#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does what CONTRIBUTING promises hold? Adds a measure with its rule, a standard, a profile, a report format and a language
to a copy of the sources, in the places that the table "To add something, touch one place" names and in no other, builds the
command there and uses all of it in a standard that asks nothing else.

    check_extensions.py FIXTURE.gpkg [BUILD]

BUILD keeps the copy and its build folder for the next run; without it both are temporary. The tests of the copy are not
built: one compilation of the library, with ccache where there is one."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import SOURCE, database, run

# What is added: the file, and its text; or the file, the line behind which, and the line.
NEW = {
    # a measure: one function, one row of measures.def, and because its field is new a row of fields.def and a label
    'libaudit/measure/combined.c': '''/* SPDX-License-Identifier: MIT
 *
 * The slope of the surface itself, whatever its direction: of running and cross slope. */
#include "measure/measure.h"

#include <math.h>

rasif_status measure_combined_slope(struct store *store, const struct settings *settings,
                                    enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    struct column *column = measure_column(store, role, field);
    (void)settings;
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        double slope = hypot(element_real(e, F_running_slope_pct, row), element_real(e, F_cross_slope_pct, row));
        if (!isnan(slope))
            measure_set_real(column, row, slope, ORIGIN_GEOMETRY);
    }
    return RASIF_OK;
}
''',
    # a rule: one file
    'libaudit/data/rules/sidewalk-combined-slope.yaml': '''id: sidewalk-combined-slope
applies: sidewalk
measure: combined_slope_pct
severity: serious
title: {en: "Slope of the surface"}
why: {en: "A wheelchair rolls down the steepest way."}
fix: {en: "Level the surface."}
trap: {en: "Measure both slopes at one place."}
message: {en: "the surface slopes by {value}; {limit} is allowed"}
examples:
  - {standard: one-question, given: {combined_slope_pct: 5}, expect: pass}
  - {standard: one-question, given: {combined_slope_pct: 7}, expect: fail}
  - {standard: one-question, given: {}, expect: unknown}
''',
    # a standard: one file
    'libaudit/data/standards/one-question.yaml': '''id: one-question
title: {en: "One question"}
status: guidance
requirements:
  - {rule: sidewalk-combined-slope, require: "<= 6 %", clause: "1"}
''',
    # a kind of user: one file
    'libaudit/data/profiles/roller.yaml': '''id: roller
code: rol
title: {en: "Person on roller skates"}
description: {en: "Rolls."}
optional: true
walking_speed_m_s: 2.0
pace_basis: {en: "Judgement."}
pace_unverified: true
needs:
  - {rule: sidewalk-combined-slope, comfortable: "2 %", limit: "6 %", weight: 1, blocks: true, basis: {en: "Judgement."}, unverified: true}
street: {sidewalks: 1, crossings: 0}
street_basis: {en: "Judgement."}
street_unverified: true
''',
    # a report format: one file, one row
    'libaudit/report/pipeline/counts.c': '''/* SPDX-License-Identifier: MIT
 *
 * A line per rule: passed, failed, unknown. */
#include "report/report.h"

rasif_status report_counts(const struct run *run, const struct sentences *sentences,
                           const struct report_tables *tables, struct text *out, rasif_error *err)
{
    (void)sentences;
    (void)tables;
    for (size_t i = 0; i < run->rules->n_rules; i++) {
        const size_t *n = run->results->counts[i].outcome;
        if (n[RASIF_PASS] + n[RASIF_FAIL] + n[RASIF_UNKNOWN] > 0)
            text_addf(out, "%s %zu %zu %zu\\n", run->rules->rules[i].id, n[RASIF_PASS], n[RASIF_FAIL], n[RASIF_UNKNOWN]);
    }
    return out->failed ? fail_memory(err) : RASIF_OK;
}
''',
    # a language: one file of texts (a PARTIAL one may lack some) and one row
    'libaudit/data/text/eo.yaml': 'text: {worst_streets_heading: "Plej malbonaj stratoj"}\n',
}
ROWS = [
    ('libaudit/table/fields.def', r'FIELD\(cross_slope_pct,.*', 'FIELD(combined_slope_pct, REAL, PCT, none, W | F, DERIVED | MOST)'),
    ('libaudit/measure/measures.def', r'MEASURE\(running_slope_pct, W \| F, measure_running_slope,.*',
     'MEASURE(combined_slope_pct, W | F, measure_combined_slope, READS(OWN(running_slope_pct), OWN(cross_slope_pct)), '
     '"running and cross slope together")'),
    ('libaudit/data/text/en.yaml', r'  cross_slope_pct:.*', '  combined_slope_pct: slope of the surface'),
    ('libaudit/data/text/ar.yaml', r'  cross_slope_pct:.*', '  combined_slope_pct: ميل السطح'),
    ('libaudit/data/text/fr.yaml', r'  cross_slope_pct:.*', '  combined_slope_pct: pente de la surface'),
    ('libaudit/report/formats.def', r'    FORMAT\("plan",.*', '    FORMAT("counts", report_counts, ", counts")'),
    ('libaudit/base/languages.def', r'LANGUAGE\(ar,.*', 'LANGUAGE(eo, "Esperanto", LTR, PARTIAL, ASKED, "")'),
    # a C file: its name in meson.build
    ('libaudit/meson.build', r"  'measure/beside\.c',", "  'measure/combined.c',"),
    ('libaudit/meson.build', r"  'report/pipeline/csv\.c',", "  'report/pipeline/counts.c',"),
]
COPIED = ('libaudit', 'cli', 'fixtures', 'python', 'qgis', 'docs')

problems = []


def expect(what, good, shown=''):
    if not good:
        problems.append(f'{what}: {shown}' if shown else what)


def copy(folder):
    """The sources with everything added."""
    for name in COPIED:
        shutil.copytree(SOURCE / name, folder / name, dirs_exist_ok=True)
    (folder / 'tests').mkdir(exist_ok=True)
    for name in ('meson.build', 'meson_options.txt', 'tests/meson.build', 'CHANGELOG.md', 'README.md', 'LICENSE'):
        if (SOURCE / name).exists():
            shutil.copyfile(SOURCE / name, folder / name)
    for name, text in NEW.items():
        (folder / name).write_text(text, encoding='utf-8')
    for name, behind, row in ROWS:
        text = (folder / name).read_text(encoding='utf-8')
        found = re.search(f'^{behind}$', text, re.M)
        if found is None:
            raise SystemExit(f'{name}: no line "{behind}"')
        end = ' \\' if name.endswith('formats.def') else ''
        line = found.group() + (end if end and not found.group().rstrip().endswith('\\') else '')
        text = text[:found.start()] + line + '\n' + row + text[found.end():]
        (folder / name).write_text(text, encoding='utf-8')


def build(source, folder):
    if not (folder / 'build.ninja').exists():
        subprocess.run(['meson', 'setup', folder, source, '-Dtests=disabled', '-Doptimization=1', '-Ddebug=false',
                        '-Dwerror=true'], check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run(['ninja', '-C', folder, 'cli/rasif'], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stdout[-4000:])
    return folder / 'cli/rasif'


def main(fixture, folder):
    copy(folder / 'source')
    rasif = build(folder / 'source', folder / 'build')
    output = folder / 'audited.gpkg'
    done = run(rasif, 'audit', fixture, '-o', output, '--force', '--standard', 'one-question', '--profile', 'roller',
               '--columns', 'full', '--lang', 'eo', '-f', 'counts', '--as-of', '2026-01-01')
    db = database(output)
    # The rule, the standard: every sidewalk with both slopes is judged by them, and none of the others.
    expected = [0, 0, 0]
    rows = db.execute('SELECT running_slope_pct AS r, cross_slope_pct AS c, rasif_m_combined_slope_pct AS both, rasif_rol_class AS class '
                      'FROM sidewalks').fetchall()
    for row in rows:
        if row['r'] is None or row['c'] is None:
            continue
        both = (row['r'] ** 2 + row['c'] ** 2) ** 0.5
        expect('combined_slope_pct', row['both'] is not None and abs(row['both'] - both) < 0.01, f'{row["both"]}, not {both}')
        expected[both > 6 * 1.001] += 1
        expect('the profile blocks', (row['class'] == 'blocked') == (both > 6 * 1.001), row['class'])
    expect('sidewalks are judged', expected[0] > 0, expected)
    found = dict(line.split(' ', 1) for line in done.stdout.splitlines())
    expect('the format counts', 'sidewalk-combined-slope' in found, done.stdout)
    passed, failed, _ = map(int, found.get('sidewalk-combined-slope', '0 0 0').split())
    expect('outcomes', passed >= expected[0] and failed >= expected[1], f'{passed} {failed}, sidewalks alone {expected}')
    # The language: its own text where it has one, English elsewhere.
    text = run(rasif, 'audit', fixture, '--standard', 'one-question', '--profile', 'roller', '--lang', 'eo',
               '--as-of', '2026-01-01').stdout
    expect('the language', 'Plej malbonaj stratoj' in text and 'Slope of the surface' in text, text[:1000])
    # Help, completion and the rules' own examples follow.
    expect('help', ', counts' in re.sub(r'\s+', ' ', run(rasif, 'audit', '--help').stdout))
    expect('completion', 'counts' in run(rasif, 'help', '--completion').stdout)
    expect('rules show', 'Slope of the surface' in run(rasif, 'rules', 'show', 'sidewalk-combined-slope').stdout)
    run(rasif, 'rules', 'check')
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    if len(sys.argv) > 2:
        sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
    with tempfile.TemporaryDirectory(prefix='rasif-extend-') as scratch:
        sys.exit(main(sys.argv[1], pathlib.Path(scratch)))
