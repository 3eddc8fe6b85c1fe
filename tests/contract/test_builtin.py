"""What ships keeps every promise that it makes."""

import re

import pytest

import lepton_automl.builtin
from lepton_automl.testing import spec_checks

# Hundreds of trees, tens of times.
LONG = re.compile(
    r"(hist_gradient_boosting|random_forest|extra_trees|mlp)-(corners|opening_fits|repeatable)-"
    r"|hist_gradient_boosting-(predictions|sample_weight|worker)-(quantile|multi)"
)
CHECKS = [
    pytest.param(
        check, id=str(check), marks=[pytest.mark.slow] if LONG.match(str(check)) else []
    )
    for check in spec_checks(lepton_automl.builtin)
]


@pytest.mark.parametrize("check", CHECKS)
def test_what_ships_keeps_its_promises(check):
    check()


def test_the_opening_of_all_families_is_a_book_of_twenty_to_thirty_five(registry):
    for task in ("multiclass", "regression"):
        able = [s for s in registry.estimators.values() if task in s.tasks]
        assert 20 <= sum(len(spec.opening_for(task)) for spec in able) <= 35
