"""An artifact is asked again what it was asked when it was made."""

import pytest

from lepton_automl.errors import InputError
from lepton_automl.export import probe
from lepton_automl.export.recheck import recheck


@pytest.fixture
def several(made, tmp_path, monkeypatch):
    """An artifact in two formats that keeps rows, compared in this process."""
    monkeypatch.setattr("lepton_automl.export.verify._travels", lambda spec: False)
    rows = probe(made.X, made.task)
    return made.save(tmp_path / "several", format=["joblib", "skops"], rows=rows)


def test_each_format_predicts_what_it_did(several):
    found = recheck(several)
    assert set(found) == {"joblib", "skops"}
    for comparison, tolerance in found.values():
        assert comparison.within(tolerance)
        assert comparison.rows == 96
        assert comparison.greatest == 0.0


def test_what_predicts_otherwise_here_is_told(several, monkeypatch):
    """As if another version of a package were installed."""
    from sklearn.linear_model import LogisticRegression

    own = LogisticRegression.predict_proba
    monkeypatch.setattr(LogisticRegression, "predict_proba", lambda s, X: own(s, X) ** 2)
    for comparison, tolerance in recheck(several).values():
        assert not comparison.within(tolerance)


def test_without_rows_nothing_can_be_asked(artifact):
    with pytest.raises(InputError, match="keeps no rows with predictions to compare with"):
        recheck(artifact)
