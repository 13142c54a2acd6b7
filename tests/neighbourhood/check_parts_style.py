#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Styles of connected parts: QGIS draws every rule that matches, so no feature may match two of them.

    check_parts_style.py RASIF INPUT.gpkg

An unknown feature drawn as one of a known part would look accessible (docs/decisions/0280). Both forms of
the columns are looked at.
"""
import pathlib
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints, database, quote, run


def filters_of(qml):
    """Filters of the rules of a style; the rule for all others is left out."""
    rules = xml.etree.ElementTree.fromstring(qml).iter('rule')
    return [rule.get('filter') for rule in rules if rule.get('filter') not in (None, '', 'ELSE')]


def main():
    rasif, wrong = pathlib.Path(sys.argv[1]).resolve(), Complaints()
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        for columns in ('slim', 'full'):
            output = pathlib.Path(folder) / f'{columns}.gpkg'
            run(rasif, 'audit', sys.argv[2], '-q', '--columns', columns, '-o', output)
            db = database(output)
            styles = db.execute("SELECT f_table_name, styleName, styleQML FROM layer_styles "
                                "WHERE styleName LIKE '%: parts%'").fetchall()
            wrong.expect(styles, f'{columns}: no styles of parts')
            for table, name, qml in styles:
                filters = filters_of(qml)
                matches = ' + '.join(f'coalesce(({one}), 0)' for one in filters)
                twice = db.execute(f'SELECT count(*) FROM {quote(table)} WHERE {matches} > 1').fetchone()[0]
                some = db.execute(f'SELECT count(*) FROM {quote(table)} WHERE {matches} = 1').fetchone()[0]
                wrong.expect(twice == 0, f'{columns}, {table}, {name}: {twice} features match two rules')
                wrong.expect(len(filters) >= 4 and (some > 0 or table == 'streets'), f'{columns}, {table}, {name}: {some} features match')
            db.close()
    wrong.finish()


if __name__ == '__main__':
    main()
