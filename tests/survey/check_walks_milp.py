#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Walks of a survey against a solver of integer programmes, in small towns of blocks.

    check_walks_milp.py WALK-BENCH

The solver (HiGHS, in scipy.optimize.milp) has a model of its own: how often each edge is walked besides what is required, so that every
node is even; what falls apart is cut off until all hangs together. No walk may be longer than 1.15 times the bound that the
solver proves, nor our bound be above the shortest walk that it finds. Skipped (77) without SciPy."""
import pathlib
import subprocess
import sys

try:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_matrix
except ImportError:
    print('no SciPy: skipped')
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints

TOWNS = [(blocks, share, seed) for blocks, share in ((3, 3), (3, 6), (4, 2), (4, 5), (4, 8)) for seed in (1, 2)]
MOST = 1.15
SECONDS = 5  # for one solution
ROUNDS = 60


class Town:
    def __init__(self, program, *what):
        rows = [line.split() for line in subprocess.run([program, *map(str, what)], capture_output=True, text=True, check=True).stdout.splitlines()]
        self.n, n_edges, n_points = map(int, rows[0][:3])
        self.length_m, self.bound_m = map(float, rows[0][3:])
        self.edges = [(int(a), int(b), float(m), required == '1') for a, b, m, required in rows[1:1 + n_edges]]
        self.required_m = sum(m for *_, m, required in self.edges if required)
        self.visited = {int(row[0]) for row in rows[1 + n_edges:]} | {node for a, b, _, required in self.edges if required for node in (a, b)}

    def parts(self, passes):
        """What hangs together when edges are walked so often: the nodes of each part with something required."""
        group = list(range(self.n))

        def root(node):
            while group[node] != node:
                node = group[node]
            return node
        for (a, b, _, required), n in zip(self.edges, passes):
            if required or n > 0.5:
                group[root(a)] = root(b)
        roots = {root(node) for node in self.visited}
        return [{node for node in range(self.n) if root(node) == one} for one in sorted(roots)]

    def even(self):
        """Required and further passes at a node are twice a whole number: variables are passes by edge, then halves by node."""
        m, rows, columns, values, wanted = len(self.edges), [], [], [], np.zeros(self.n)
        for edge, (a, b, _, required) in enumerate(self.edges):
            for node in (a, b):
                rows.append(node)
                columns.append(edge)
                values.append(1)
                wanted[node] -= required
        rows += range(self.n)
        columns += range(m, m + self.n)
        values += [-2] * self.n
        return LinearConstraint(coo_matrix((values, (rows, columns)), shape=(self.n, m + self.n)).tocsr(), wanted, wanted)

    def shortest(self):
        """Metres that are proven to be needed, and of the shortest walk found (infinite: none was)."""
        m, cuts, bound_m = len(self.edges), [], 0
        costs = np.array([length for *_, length, _ in self.edges] + [0] * self.n)
        most = np.array([2] * m + [20] * self.n)
        for _ in range(ROUNDS):
            constraints = [self.even()] + ([LinearConstraint(np.array(cuts), 2, np.inf)] if cuts else [])
            found = milp(costs, constraints=constraints, integrality=np.ones(m + self.n), bounds=Bounds(0, most), options={'time_limit': SECONDS})
            bound_m = max(bound_m, self.required_m + (found.mip_dual_bound or 0))
            if found.x is None:
                break
            parts = self.parts(found.x)
            if len(parts) == 1:
                return bound_m, self.required_m + found.fun
            for part in parts:
                cuts.append([float((a in part) != (b in part)) for a, b, *_ in self.edges] + [0] * self.n)
        return bound_m, float('inf')


def main():
    wrong, ratios, bounds = Complaints(), [], []
    for what in TOWNS:
        town = Town(sys.argv[1], *what)
        proven_m, shortest_m = town.shortest()
        ratios.append(town.length_m / proven_m)
        bounds.append(proven_m / town.bound_m)
        wrong.expect(town.length_m <= MOST * proven_m, f'{what}: {town.length_m:.0f} m, proven {proven_m:.0f}')
        wrong.expect(town.bound_m <= shortest_m + 0.01, f'{what}: bound {town.bound_m:.2f} m above the shortest walk {shortest_m:.2f}')
        wrong.expect(town.length_m >= proven_m - 0.01, f'{what}: {town.length_m:.2f} m is shorter than any walk, {proven_m:.2f}')
    print(f'{len(TOWNS)} towns: walks of {np.mean(ratios):.3f} times the proven length, {max(ratios):.3f} at worst; that is {np.mean(bounds):.3f} times our bound')
    wrong.finish()


if __name__ == '__main__':
    main()
