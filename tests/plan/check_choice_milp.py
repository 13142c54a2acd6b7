#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The choice of repairs against a solver of integer programmes, on towns of up to thirty parts.

    check_choice_milp.py CHOICE-BENCH

The solver (HiGHS, in scipy.optimize.milp) has a model of its own: one flow from part 0 through chosen arcs. Its
best choice must not gain more than our bound, nor its bound be below our gain; most of our choices are as
good as its. Skipped (77) without SciPy."""
import subprocess
import sys

try:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_matrix
except ImportError:
    print('no SciPy: skipped')
    sys.exit(77)

TOWNS = [(kind, works, seed) for seed in (1, 2, 3)
         for kind, works in [('grid-shut', 90), ('grid-mixed', 150), ('planar', 110), ('suburb', 28), ('ring', 26),
                             ('stars', 26), ('hubs', 24), ('random', 26)]]
MOST_PARTS = 30
SECONDS = 20  # for one budget


def read(program, kind, works, seed):
    done = subprocess.run([program, kind, str(works), str(seed)], capture_output=True, text=True, check=True)
    rows = [[int(word) for word in line.split()] for line in done.stdout.splitlines()]
    (n_works, n_parts, n_links), at = rows[0], 1
    works, at = np.array(rows[at:at + n_works]), at + n_works
    gains, at = [row[0] for row in rows[at:at + n_parts]], at + n_parts
    links, at = rows[at:at + n_links], at + n_links
    return works, gains, links, rows[at:]


class Model:
    """Variables: works, parts, arcs (two per link), flows of arcs."""

    def __init__(self, works, gains, links):
        self.works, self.links = works, links
        self.n_works, self.n_parts = len(works), len(gains)
        self.part, self.arc = self.n_works, self.n_works + self.n_parts
        self.flow = self.arc + 2 * len(links)
        self.n = self.flow + 2 * len(links)
        self.rows, self.low, self.high = [], [], []
        self.gain = np.zeros(self.n)
        self.gain[:self.n_works] = works[:, 1]
        self.gain[self.part + 1:self.arc] = gains[1:]
        self.build()

    def row(self, items, low, high):
        self.rows.append(items)
        self.low.append(low)
        self.high.append(high)

    def build(self):
        entering = [[] for _ in range(self.n_parts)]
        leaving = [[] for _ in range(self.n_parts)]
        for i, (a, b, *needed) in enumerate(self.links):
            if a == b:
                continue
            for arc, (tail, head) in ((2 * i, (a, b)), (2 * i + 1, (b, a))):
                entering[head].append(arc)
                leaving[tail].append(arc)
                self.row({self.flow + arc: 1, self.arc + arc: 1 - self.n_parts}, -np.inf, 0)
            for work in set(needed):
                self.row({self.arc + 2 * i: 1, self.arc + 2 * i + 1: 1, work: -1}, -np.inf, 0)
        for part in range(1, self.n_parts):
            balance = {self.flow + arc: 1 for arc in entering[part]}
            for arc in leaving[part]:
                balance[self.flow + arc] = balance.get(self.flow + arc, 0) - 1
            self.row(balance | {self.part + part: -1}, 0, 0)

    def solve(self, budget):
        rows = self.rows + [{work: float(self.works[work, 0]) for work in range(self.n_works)}]
        cells = [(i, j, value) for i, row in enumerate(rows) for j, value in row.items()]
        i, j, value = zip(*cells)
        matrix = coo_matrix((value, (i, j)), shape=(len(rows), self.n)).tocsr()
        high = np.ones(self.n)
        high[self.flow:] = self.n_parts
        high[self.part] = 0
        whole = np.ones(self.n)
        whole[self.flow:] = 0
        found = milp(-self.gain, integrality=whole, bounds=Bounds(0, high),
                     constraints=LinearConstraint(matrix, self.low + [-np.inf], self.high + [budget]),
                     options={'time_limit': SECONDS, 'mip_rel_gap': 1e-6})
        best = None if found.x is None else -found.fun
        return best, -found.mip_dual_bound


def main():
    program, wrong, n, best, least = sys.argv[1], 0, 0, 0, 1.0
    for kind, n_works, seed in TOWNS:
        works, gains, links, plans = read(program, kind, n_works, seed)
        if len(gains) > MOST_PARTS:
            continue
        model = Model(works, gains, links)
        for budget, gain, bound in plans[1:6:2]:
            found, most = model.solve(budget)
            if found is None or most - found > 1e-4 * max(1, found):
                continue  # the solver ran out of time
            n += 1
            best += gain >= found - 0.5
            least = min(least, gain / found if found > 0 else 1)
            if found > bound + 0.5 or gain > most + 0.5:
                wrong += 1
                print(f'{kind} {n_works} {seed}, budget {budget}: gain {gain}, bound {bound}; the solver has {found} '
                      f'and the bound {most}')
    print(f'{n} choices, {best} as good as the solver\'s, the worst {least:.3f} of it; {wrong} wrong')
    sys.exit(1 if wrong or n < 20 or least < 0.9 else 0)


if __name__ == '__main__':
    main()
