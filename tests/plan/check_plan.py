#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What must hold of every plan, in any file.

    check_plan.py RASIF FILE.gpkg [OPTION...]

- the same bytes with one thread and with three, and the same choice from a file whose rows stand in another order;
- a larger budget never gains less, no choice costs more than its budget, none gains more than its bound;
- a gain is what the metres that the objective counts add up to over all users, times their weights, in the network that decides; with
  the objective reach these are the metres joined;
- weights that are all doubled double gain and bound and change nothing else; a user that counts 50 times gains no less;
- `budget` of a work is a budget of the curve; ranks are 1, 2, 3, ...;
- with --years no year costs more than there is, and a year's works are those of the year before and more;
- works that would stop somebody are never bought.
"""
import collections
import pathlib
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, run


def plan(rasif, source, output, *options):
    run(rasif, 'plan', source, '-o', output, '--force', '-q', '-f', 'csv-works:/dev/null', *options)
    db = sqlite3.connect(output)
    db.row_factory = sqlite3.Row
    curve = [dict(row) for row in db.execute('SELECT * FROM audit_plan_curve ORDER BY budget, fid')]
    works = [dict(row) for row in db.execute('SELECT * FROM audit_works')]
    db.close()
    return curve, works


def shuffled(source, target):
    """The same features in the reverse order of their keys; ids of our own follow geometry, so that they stay."""
    shutil.copy(source, target)
    target.chmod(0o644)
    db = sqlite3.connect(target, isolation_level=None)
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'rtree_%' AND sql LIKE 'CREATE VIRTUAL%'").fetchall():
        db.execute(f'DROP TABLE "{name}"')
    db.execute("DELETE FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")
    for table, in db.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'").fetchall():
        key = next(row[1] for row in db.execute(f'PRAGMA table_info("{table}")') if row[5])
        most = db.execute(f'SELECT max("{key}") FROM "{table}"').fetchone()[0] or 0
        db.execute(f'UPDATE "{table}" SET "{key}" = -"{key}"')
        db.execute(f'UPDATE "{table}" SET "{key}" = {most + 1} + "{key}"')
    db.close()


def check_curve(wrong, curve):
    budgets = collections.defaultdict(list)
    for row in curve:
        budgets[row['budget']].append(row)
    last = 0
    for budget, rows in sorted(budgets.items()):
        first = rows[0]
        wrong.expect(first['cost'] <= budget + 0.005, f'{budget}: costs {first["cost"]}')
        wrong.expect(first['cost_low'] <= first['cost'] <= first['cost_high'], f'{budget}: {first["cost_low"]} {first["cost_high"]}')
        wrong.expect(first['gain_m'] >= last - 0.1, f'{budget}: gains {first["gain_m"]} after {last}')
        wrong.expect(first['gain_m'] <= first['bound_m'] + 0.1, f'{budget}: {first["gain_m"]} above {first["bound_m"]}')
        end = '' if first['decides'] == 'known' else '_high'
        counted = rows[:1] if first['objective'] == 'compliance' else rows
        gained = sum(row['weight'] * (row[f'value{end}'] - row[f'value_before{end}']) for row in counted)
        wrong.expect(abs(gained - first['gain_m']) < 0.1 * sum(row['weight'] for row in rows) + 0.5, f'{budget}: {gained} gained, gain {first["gain_m"]}')
        for row in rows:
            same = [row[f'{name}_{end}m'] == row[f'value{before}{high}'] for name, before in (('before', '_before'), ('joined', ''))
                    for end, high in (('', ''), ('high_', '_high'))]
            wrong.expect(first['objective'] != 'reach' or all(same), f'{budget} {row["profile"]}: other values than metres joined')
            wrong.expect(row['before_m'] <= row['joined_m'] <= row['network_m'] + 0.5 and row['before_high_m'] <= row['joined_high_m'],
                         f'{budget} {row["profile"]}: {row}')
        last = first['gain_m']
    return set(budgets)


def check_works(wrong, works, budgets):
    ranks = sorted(work['rank'] for work in works if work['rank'] is not None)
    wrong.expect(ranks == list(range(1, len(ranks) + 1)), f'ranks {ranks[:9]} ... {ranks[-3:]}')
    wrong.expect(len({work['work_id'] for work in works}) == len(works), 'a work_id comes twice')
    for work in works:
        name = work['work_id']
        wrong.expect(work['budget'] is None or work['budget'] in budgets, f'{name}: budget {work["budget"]}')
        wrong.expect(work['budget'] is None or work['harms'] is None, f'{name}: bought, and stops {work["harms"]}')
        wrong.expect(work['users'] or work['objective'] != 'reach', f'{name}: for no one')
        wrong.expect(work['cost_low'] <= work['cost'] <= work['cost_high'], f'{name}: {work["cost"]}')
        wrong.expect(work['unit'] != 'each' or work['quantity'] == 1, f'{name}: {work["quantity"]}')


def check_years(wrong, rasif, source, folder, budgets, options):
    """A fifth of the largest budget in each of three years."""
    a_year = max(budgets) / 5
    options = [option for i, option in enumerate(options) if option != '--budget' and (i == 0 or options[i - 1] != '--budget')]
    curve, works = plan(rasif, source, folder / 'years.gpkg', *options, '--budget', f'{a_year:.2f}', '--years', '3')
    check_works(wrong, works, check_curve(wrong, curve))
    n = {round(row['budget'] / a_year): row['works'] for row in curve}
    for year, count in n.items():
        done = [work for work in works if work['year'] is not None and work['year'] <= year]
        wrong.expect(len(done) == count, f'year {year}: {len(done)} works, the curve has {count}')
        wrong.expect(sum(work['cost'] for work in done) <= year * a_year + 0.5, f'year {year}: costs too much')
        wrong.expect(all((work['rank'] is not None) for work in done), f'year {year}: a work without a rank')
    years = [work['year'] or 4 for work in sorted(works, key=lambda work: work['rank'] or 10 ** 6) if work['rank']]
    wrong.expect(years == sorted(years), f'years do not follow ranks: {years}')


def check_weights(wrong, rasif, source, folder, curve, works, options):
    names = [row['profile'] for row in curve if row['budget'] == curve[0]['budget']]
    weights = {name: 1 + 3 * (i % 3) for i, name in enumerate(names)}
    found = [plan(rasif, source, folder / 'weighted.gpkg', *options, '--weights', ','.join(f'{name}={times * n}' for name, n in weights.items()))
             for times in (1, 2)]
    wrong.expect(found[0][1] == found[1][1], 'doubled weights: other works')
    for once, twice in zip(found[0][0], found[1][0]):
        same = {name for name in once if once[name] == twice[name]}
        wrong.expect(set(once) - same <= {'weight', 'gain_m', 'bound_m'}, f'doubled weights: {once} {twice}')
        wrong.expect(twice['weight'] == 2 * once['weight'] == 2 * weights[once['profile']], f'weight of {once["profile"]}: {once["weight"]}')
        wrong.expect(abs(twice['gain_m'] - 2 * once['gain_m']) < 0.2 and abs(twice['bound_m'] - 2 * once['bound_m']) < 0.2,
                     f'doubled weights: gain {once["gain_m"]} {twice["gain_m"]}')
    check_works(wrong, found[0][1], check_curve(wrong, found[0][0]))
    even = plan(rasif, source, folder / 'weighted.gpkg', *options, '--weights', ','.join(f'{name}=7' for name in names))
    wrong.expect(even[1] == works, 'weights of 7 each: other works')
    for name in names:
        heavy, _ = plan(rasif, source, folder / 'weighted.gpkg', *options, '--weights', f'{name}=50')
        for before, row in zip(curve, heavy):
            joined = 'value' if row['decides'] == 'known' else 'value_high'
            wrong.expect(row['profile'] != name or row[joined] >= before[joined] - 0.1, f'{name} counts 50 times: {row[joined]} after {before[joined]}')


def main():
    rasif, source, options = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]), sys.argv[3:]
    wrong = Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as temporary:
        folder = pathlib.Path(temporary)
        curve, works = plan(rasif, source, folder / 'plan.gpkg', *options, '--threads', '1')
        plan(rasif, source, folder / 'again.gpkg', *options, '--threads', '3')
        wrong.expect((folder / 'plan.gpkg').read_bytes() == (folder / 'again.gpkg').read_bytes(), 'threads change the plan')
        wrong.expect(works and curve, 'nothing was planned')
        budgets = check_curve(wrong, curve)
        check_works(wrong, works, budgets)
        check_years(wrong, rasif, source, folder, budgets, options)
        if curve[0]['objective'] != 'compliance':
            check_weights(wrong, rasif, source, folder, curve, works, options)
        shuffled(source, folder / 'shuffled.gpkg')
        other, other_works = plan(rasif, folder / 'shuffled.gpkg', folder / 'other.gpkg', *options)
        wrong.expect([row['budget'] for row in curve] == [row['budget'] for row in other], 'order of rows: other budgets')
        for a, b in zip(curve, other):
            wrong.expect(a['before_m'] == b['before_m'] and a['before_high_m'] == b['before_high_m'],
                         f'order of rows: {a["profile"]}: before {a["before_m"]} {b["before_m"]}')
            wrong.expect(abs(a['gain_m'] - b['gain_m']) <= 0.02 * a['bound_m'] + 1,
                         f'order of rows: {a["budget"]}: gain {a["gain_m"]} {b["gain_m"]}')
        wrong.expect({work['work_id'] for work in works} == {work['work_id'] for work in other_works}, 'order of rows: other works')
        print(f'{len(works)} works, {len(budgets)} budgets')
    wrong.finish()


if __name__ == '__main__':
    main()
