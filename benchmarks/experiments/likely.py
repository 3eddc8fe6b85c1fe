"""Whether members are better chosen by log loss too, where labels or ranks are scored.

Candidates of whole searches of a minute, as `selected.py` records them, of tables with two
classes: 1 - AUC on the rows held out of the ensembles that were chosen by the area under the
curve and some share of the log loss, over that of the area alone.

    python benchmarks/experiments/likely.py FOLDER [--tables A,B] [--seeds 2,3]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from recorded import mean_ratio
from searched import blended, candidates, command

from lepton_automl.ensemble.likely import with_likelihood
from lepton_automl.ensemble.select import select

TABLES = "hr_job_change,kr_vs_kp,lending_club,madelon,nsl_kdd,pc4,qsar_biodeg,telco_churn"
PARTS = (0.1, 0.3, 1.0)


def lost(search: dict[str, Any], share: float) -> float:
    """Return the loss of what is chosen with so much of the log loss; with none, without."""
    said, y, score = search["left_out"], search["y"], search["score"]
    judge = with_likelihood(score, said, y, share=share) if share else score
    return blended(search, select(said, y, judge), search["held_out"])


def report(records: Sequence[dict[str, Any]]) -> None:
    """Print the shares of each search, and their means."""
    shares = []
    for search in records:
        alone = lost(search, 0.0)
        shares.append([lost(search, part) / alone for part in PARTS])
        told = " | ".join(f"{share:.3f}" for share in shares[-1])
        print(f"| {search['name']} | {len(search['y']):,} | {alone:.4g} | {told} |")
    print("mean", [round(mean_ratio(part), 3) for part in zip(*shares, strict=True)])


if __name__ == "__main__":
    command(__doc__, TABLES, "2", candidates, report)
