"""What the package offers to lepton_automl."""

from __future__ import annotations

from dataclasses import replace

from lepton_automl.plugin import Choice, Cost, EstimatorSpec, Float, Int, hookimpl

REALMLP = EstimatorSpec(
    name="realmlp",
    estimator={
        "binary": "lepton_realmlp:RealMLPClassifier",
        "multiclass": "lepton_realmlp:RealMLPClassifier",
        "regression": "lepton_realmlp:RealMLPRegressor",
    },
    tasks={"binary", "multiclass", "regression"},
    handles={"sample_weight", "validation", "deadline"},
    wants={"scaled"},
    space={
        "n_epochs": Int(16, 128, log=True),
        "width": Int(64, 256, log=True),
        "depth": Int(1, 4),
        "learning_rate": Float(0.1, 2.0, log=True),
        "dropout": Float(0.0, 0.5),
        "weight_decay": Float(1e-3, 0.1, log=True),
        "embed": Choice(True, False),
    },
    opening=(
        {"n_epochs": 64, "dropout": 0.3, "weight_decay": 0.02},
        {"n_epochs": 100, "learning_rate": 0.5, "dropout": 0.15, "width": 192},
        # Where numbers have long tails, as prices do, ranks say more than sizes.
        {"n_epochs": 64, "dropout": 0.3, "weight_decay": 0.02, "number__scaling": "quantile"},
        {"n_epochs": 64, "dropout": 0.15, "width": 256, "embed": False},
    ),
    family="network",
    priority=3.0,
    cost=Cost(base=0.3, rate=3e-5, columns=0.6),
)

POISSON = replace(
    REALMLP,
    name="realmlp_poisson",
    estimator="lepton_realmlp:RealMLPPoissonRegressor",
    tasks={"regression"},
    opening=REALMLP.opening_for("regression")[:1],
    positive_only=True,
)


@hookimpl
def lepton_register_estimators() -> list[EstimatorSpec]:
    """Offer the networks; where no number is below 0, the one for these opens first."""
    return [POISSON, REALMLP]
