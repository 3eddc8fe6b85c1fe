"""Asks whether the Poisson deviance lifts what learns positive numbers, and the ensemble.

Reads what `portfolio.py` has recorded of tables whose y holds no number below 0: what each
estimator of a name such as `lightgbm_poisson` says beside its twin of the same parameters that
learns by the squared error, and what ensembles of the opening say with them and without.

    LEPTON_DATA_HOME=... python benchmarks/experiments/portfolio.py FOLDER --tables \
        abalone,energy_efficiency,kc_house_sales,melbourne_housing,nyc_taxis,quake,socmob
    python benchmarks/experiments/poisson.py FOLDER
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import exp, log
from statistics import mean

from recorded import Table, mean_ratio, print_parts, ratios

FAMILIES = ("lightgbm", "realmlp", "hist_gradient_boosting")
OTHERS = ("lightgbm", "xgboost", "catboost", "realmlp")  # what scikit-learn does not bring
NONE: tuple[str, ...] = ()
LEVEL = 0.002  # of a loss: less is no difference
HEAD = "share (cut) | better : worse | by table |\n|---|---|---|---|"


def twins(tables: Sequence[Table]) -> None:
    """Print the losses of single models as shares of their twins'."""
    print(f"| estimator | {HEAD}")
    for family in FAMILIES:
        found: dict[str, list[float]] = {}
        for table in tables:
            for one in _of(table, (family,)):
                if (twin := one.replace("_poisson", "", 1)) in table.found:
                    found.setdefault(table.name, []).append(_loss(table, one, twin))
        told(f"`{family}_poisson`", {name: exp(mean(logs)) for name, logs in found.items()})


def ensembles(tables: Sequence[Table]) -> None:
    """Print the losses of ensembles as shares of those without such estimators."""
    print(f"| the opening and | {HEAD}")
    for with_ in (*((family,) for family in FAMILIES), FAMILIES[:2], FAMILIES):
        beside(", ".join(f"`{family}_poisson`" for family in with_), tables, with_)
    beside("without other libraries", tables, FAMILIES[2:], without=OTHERS)


def beside(
    name: str, tables: Sequence[Table], with_: Collection[str], without: Collection[str] = NONE
) -> None:
    """Print what some families' Poisson estimators make of the opening."""

    def plain(table: Table) -> list[str]:
        known = (k for k in table.book if "_poisson" not in k)
        return [k for k in known if k.split()[0] not in without]

    def lifted(table: Table) -> list[str]:
        return [*plain(table), *(k for k in _of(table, with_) if k in table.book)]

    told(name, ratios(tables, lifted, plain))


def told(name: str, found: dict[str, float]) -> None:
    """Print a row: shares of losses by table, and their means."""
    shares = list(found.values())
    better, worse = sum(s < 1 - LEVEL for s in shares), sum(s > 1 + LEVEL for s in shares)
    by_table = ", ".join(f"`{table}` {share:.3f}" for table, share in sorted(found.items()))
    whole = exp(mean(map(log, shares)))
    print(
        f"| {name} | {whole:.3f} ({mean_ratio(shares):.3f}) | {better} : {worse} | {by_table} |"
    )


def _of(table: Table, families: Collection[str]) -> list[str]:
    """Return what is recorded of the Poisson estimators of some families."""
    return [k for k in table.found if k.split()[0] in {f"{f}_poisson" for f in families}]


def _loss(table: Table, one: str, other: str) -> float:
    """Return the logarithm of a loss as a share of another."""
    found = table.found
    return log(table.judged(found[one]["tested"]) / table.judged(found[other]["tested"]))


if __name__ == "__main__":
    print_parts(__doc__, {"twins": twins, "ensembles": ensembles})
