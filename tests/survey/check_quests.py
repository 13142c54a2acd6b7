#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rasif survey -f quests: a quest definition of AVIV ScoutRoute (schema 3.0.0), and answers that come back.

    check_quests.py RASIF NEIGHBOURHOOD.gpkg

All values of the model neighbourhood are hidden, so that much is asked. Then every answer that the questions allow, and numbers,
are written as the tags that they name into features of an OpenSidewalks dataset, and an audit must read what was answered.
"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import plan_and_reveal as city
from known import yamls
from making import geojson
from running import Complaints, columns, database, quote, run

ROOT = pathlib.Path(__file__).resolve().parents[2]
OSW = {'$schema': 'https://sidewalks.washington.edu/opensidewalks/0.3/schema.json'}
# Roles by their quest_query, with the tags that OpenSidewalks has for such a feature.
FEATURES = {
    'ways with (highway=footway and footway=sidewalk)': ('sidewalk', {'highway': 'footway', 'footway': 'sidewalk'}),
    'ways with (highway=footway and footway !~ sidewalk|crossing)': ('footway', {'highway': 'footway'}),
    'ways with (highway=footway and footway=crossing)': ('crossing', {'highway': 'footway', 'footway': 'crossing'}),
    'nodes with barrier=kerb': ('ramp', {'barrier': 'kerb'}),
    'ways with highway=steps': ('steps', {'highway': 'steps'}),
    'ways with highway ~ primary|secondary|tertiary|unclassified|residential|living_street|pedestrian|service':
        ('street', {'highway': 'residential'}),
}
# What the schema allows, and what it asks for.
ELEMENT = {'element_type', 'quest_query', 'element_type_icon', 'quests'}
QUESTION = {'quest_id', 'quest_title', 'quest_description', 'quest_type', 'quest_tag'}
MORE = {'Numeric': {'quest_answer_validation'}, 'ExclusiveChoice': {'quest_answer_choices'}, 'MultipleChoice': {'quest_answer_choices'}}
ICONS = {'sidewalk', 'pedestrian', 'pedestrian_crossing', 'kerb_type', 'steps', 'street'}
# Tags of the standard, and what OSM's words in them mean to us.
STANDARD = {'width': None, 'surface': 'surface', 'step_count': 'step_count', 'kerb': 'kerb', 'crossing:markings': 'marked',
            'tactile_paving': 'tactile_warning'}
MEANING = {('kerb', 'no'): 'none', ('tactile_paving', 'primitive'): 'partial', ('tactile_paving', 'incorrect'): 'faulty'}


def definition(rasif, folder, full, *more):
    hidden, audited = folder / 'hidden.gpkg', folder / 'audited.gpkg'
    city.hide(full, hidden, 1.0, 1)
    run(rasif, 'audit', hidden, '-o', audited, '--force', '-q')
    return run(rasif, 'survey', audited, '-f', 'quests', *more).stdout


def check_schema(wrong, quests):
    ids = set()
    wrong.expect(set(quests) == {'version', 'elements'} and quests['version'] == '3.0.0', 'head')
    for element in quests['elements']:
        wrong.expect(set(element) == ELEMENT and element['quests'] and element['element_type'], f'element {element["element_type"]}')
        wrong.expect(element['quest_query'] in FEATURES and element['element_type_icon'] in ICONS, element['quest_query'])
        tags = [quest['quest_tag'] for quest in element['quests']]
        wrong.expect(len(tags) == len(set(tags)), f'{element["element_type"]}: a tag twice: {tags}')
        for quest in element['quests']:
            name = f'{element["element_type"]}: {quest["quest_tag"]}'
            wrong.expect(set(quest) == QUESTION | MORE[quest['quest_type']], f'{name}: {sorted(quest)}')
            wrong.expect(quest['quest_title'] and quest['quest_description'], f'{name}: no text')
            wrong.expect(quest['quest_id'] not in ids, f'{name}: id twice')
            ids.add(quest['quest_id'])
            for choice in quest.get('quest_answer_choices', []):
                wrong.expect(set(choice) == {'value', 'choice_text'} and choice['value'] and choice['choice_text'], f'{name}: {choice}')
            limits = quest.get('quest_answer_validation')
            wrong.expect(limits is None or limits['min'] < limits['max'], f'{name}: {limits}')


def answers(quest):
    """(value of the tag, what it means) for every choice, several at once, or three numbers."""
    if quest['quest_type'] == 'Numeric':
        most = quest['quest_answer_validation']['max']
        return [(str(number), float(number)) for number in (1, 2.5, 7) if number <= most and (quest['quest_tag'] != 'step_count' or number % 1 == 0)]
    values = [choice['value'] for choice in quest['quest_answer_choices']]
    out = [(value, MEANING.get((quest['quest_tag'], value), value)) for value in values]
    if quest['quest_type'] == 'MultipleChoice':
        out += [(';'.join(values[:3]), ' '.join(values[:3]))]
    return out


def measure_of(tag, role):
    if tag in STANDARD:
        return STANDARD[tag] or ('width_m' if role == 'steps' else 'clear_width_m')
    return tag.removeprefix('ext:')


def dataset(folder, quests):
    """A file of ways, one of nodes, with one feature for each answer. Returns {file: [(measure, meaning, tag)...]} by fid."""
    rows, expected = {'edges': [], 'nodes': []}, {'edges': [], 'nodes': []}
    for element in quests['elements']:
        role, tags = FEATURES[element['quest_query']]
        kind = 'nodes' if role == 'ramp' else 'edges'
        for quest in element['quests']:
            for value, meaning in answers(quest):
                number = sum(map(len, rows.values()))
                lon, lat = 35.9 + 0.002 * (number % 40), 31.9 + 0.002 * (number // 40)
                line = [(lon, lat)] if kind == 'nodes' else [(lon, lat), (lon + 0.0004, lat)]
                ends = {} if kind == 'nodes' else {'_u_id': f'u{number}', '_v_id': f'v{number}'}
                rows[kind].append(({'_id': f'x{number}', **ends, **tags, quest['quest_tag']: value}, line))
                expected[kind].append((role, measure_of(quest['quest_tag'], role), meaning, quest['quest_tag']))
    return [geojson(folder / f'town.{kind}.geojson', rows[kind], **OSW) for kind in rows], expected


def check_answers(wrong, rasif, folder, quests):
    files, expected = dataset(folder, quests)
    out = folder / 'town.gpkg'
    run(rasif, 'audit', *files, '-o', out, '--force', '--columns', 'full', '-q')
    db = database(out)
    seen = set()
    for kind, answered in expected.items():
        table = f'town.{kind}'
        names = columns(db, table)
        found = db.execute(f'SELECT * FROM {quote(table)} ORDER BY {quote(names[0])}').fetchall()
        wrong.expect(len(found) == len(answered), f'{table}: {len(found)} rows')
        for row, (role, measure, meaning, tag) in zip(found, answered):
            column = f'rasif_m_{measure}'
            value = row[column] if column in names else 'no such column'
            value = value.replace(', ', ' ').replace(';', ' ') if isinstance(value, str) else value
            same = abs(value - meaning) < 1e-9 if isinstance(value, float) and isinstance(meaning, float) else value == meaning
            wrong.expect(row['rasif_role'] == role, f'{tag}: a {row["rasif_role"]}, not a {role}')
            wrong.expect(same, f'{role}, {tag}: answered {meaning!r}, read {value!r}')
            seen.add((role, measure))
    wrong.expect(len(seen) > 50, f'only {len(seen)} kinds of values')


def check_languages(wrong, rasif, folder, full):
    """Texts differ, tags and values don't."""
    def bare(text):
        return [[q['quest_tag'], [c['value'] for c in q.get('quest_answer_choices', [])]] for e in json.loads(text)['elements'] for q in e['quests']]
    english, arabic = definition(rasif, folder, full), definition(rasif, folder, full, '--lang', 'ar')
    wrong.expect(english != arabic and bare(english) == bare(arabic), 'languages differ in more than texts')


def check_data(wrong):
    """Every entry of data/quests.yaml is of a field that visits take, with words of its vocabulary."""
    takes = (ROOT / 'libaudit/survey/takes.def').read_text(encoding='utf-8')
    data = yamls.read(ROOT / 'libaudit/data/quests.yaml')
    for field in data['fields']:
        wrong.expect(f'TAKES({field},' in takes, f'data/quests.yaml: no visit takes {field}')


def main():
    rasif, full = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-quests-') as temporary:
        folder = pathlib.Path(temporary)
        quests = json.loads(definition(rasif, folder, full))
        check_schema(wrong, quests)
        check_answers(wrong, rasif, folder, quests)
        check_languages(wrong, rasif, folder, full)
    check_data(wrong)
    wrong.finish()


if __name__ == '__main__':
    main()
