"""The versions of all that is needed, to any depth."""

from __future__ import annotations

from importlib.metadata import version

from lepton_automl.serve.pins import pins


def test_all_that_serving_needs_is_there_and_nothing_that_tests_need():
    found = pins(["lepton-automl[serve]"], {})
    assert {"starlette", "uvicorn", "anyio", "scikit-learn", "optuna", "alembic"} <= set(found)
    assert not {"pytest", "ruff", "mypy"} & set(found)
    assert all(version(name) == found[name] for name in found)
    assert list(found) == sorted(found)


def test_an_extra_brings_what_it_names():
    assert not {"starlette", "uvicorn"} & set(pins(["lepton-automl"], {}))


def test_what_is_chosen_already_is_left_out_but_not_what_it_needs():
    found = pins(["lepton-automl"], {"scikit-learn": version("scikit-learn")})
    assert "scikit-learn" not in found
    assert "threadpoolctl" in found


def test_what_does_not_go_with_the_chosen_is_left_to_the_installer():
    found = pins(["lepton-automl"], {"NumPy": "1.0"})
    assert not {"numpy", "pandas", "scipy"} & set(found)
    assert "pluggy" in found


def test_what_is_not_installed_is_left_out():
    assert pins(["no-such-package-of-anybody"], {}) == {}
