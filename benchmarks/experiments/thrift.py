"""Asks what members cost that take most of the time of a prediction, and what they bring.

Ensembles of the opening are chosen on the rows that were watched, and members left out again
as `lepton_automl.ensemble.thrift` does, with other thresholds too. The losses are those on
further rows, the costs the processor's seconds for a row, both as shares of what they are
with nobody left out.

    python benchmarks/experiments/thrift.py FOLDER
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from recorded import LEAST, Table, print_parts, score

from lepton_automl.ensemble import thrift
from lepton_automl.ensemble.select import select

DEAR = (1 / 2, 1 / 3)  # of the time of all: who takes more has to earn it
LEAST_GAIN = (0.001, 0.002, 0.005, 0.01)


def thresholds(tables: Sequence[Table]) -> None:
    """Print losses and costs with each pair of thresholds."""
    for dear, least in product(DEAR, LEAST_GAIN):
        thrift.DEAR, thrift.LEAST_GAIN = dear, least
        losses, costs = np.array([shares(table) for table in tables]).T
        print(
            f"takes {dear:.0%}, must bring {least:.2%}: "
            f"loss {np.exp(np.log(losses).mean()):.4f} (at most {losses.max():.3f}), "
            f"cost {np.exp(np.log(costs).mean()):.3f} (at least {costs.min():.3f})"
        )


def shares(table: Table) -> tuple[float, float]:
    """Return the loss and the cost with members left out, as shares of those without."""
    keys = table.best(table.book)
    rows = [table.found[key] for key in keys]
    watched = [row["watched"].astype(float) for row in rows]
    seconds = np.array([row["predicting"] for row in rows])

    def judge(said: object) -> float:
        return score(table.kind, table.y_watched, said)

    before = select(watched, table.y_watched, lambda y, said, _: judge(said))
    best = 1.0 if table.kind == "binary" else 0.0
    after = thrift.thrifty(before, watched, judge, seconds, best)
    losses = [
        max(table.judged(sum(w * r["tested"] for w, r in zip(ws, rows, strict=True))), LEAST)
        for ws in (before, after)
    ]
    return losses[1] / losses[0], seconds[after > 0].sum() / seconds[before > 0].sum()


if __name__ == "__main__":
    print_parts(__doc__, {"thresholds": thresholds})
