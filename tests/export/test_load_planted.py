"""What somebody planted in an artifact of the safe format is not run."""

import json
import os
import pickle
import zipfile

import joblib
import numpy as np
import pytest
import skops.io
from sklearn.preprocessing import FunctionTransformer

from lepton_automl.errors import ArtifactError
from lepton_automl.export import load as load_any
from lepton_automl.export.folder import fingerprints


@pytest.fixture
def load(made):
    return lambda path: load_any(path, registry=made.registry)


class Evil:
    """Leaves a mark when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return open, (str(self.mark), "w")


def rehashed(artifact):
    """Make the manifest vouch for the files as they are now, as who plants one can."""
    files = fingerprints(artifact)
    del files["manifest.json"]
    path = artifact / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"files": files}))


@pytest.fixture
def safe(made, tmp_path):
    """An artifact in the safe format alone."""
    return made.save(tmp_path / "safe", format="skops")


def test_a_safe_artifact_is_loaded_without_any_pickle(made, safe, load, monkeypatch):
    for module in (joblib, pickle):
        monkeypatch.setattr(module, "load", lambda *a, **k: pytest.fail("unpickled"))
    monkeypatch.setattr(pickle, "loads", lambda *a, **k: pytest.fail("unpickled"))
    loaded = load(safe)
    np.testing.assert_array_equal(
        loaded.predict_proba(made.X), made.model.predict_proba(made.X)
    )
    assert loaded.baseline.predict(made.X).shape == (80,)


@pytest.mark.parametrize("name", ["model.skops", "baseline/model.skops"])
def test_a_pickle_planted_in_a_safe_artifact_is_not_run(safe, load, tmp_path, name):
    joblib.dump(Evil(tmp_path / "mark"), safe / name)
    rehashed(safe)
    with pytest.raises(ArtifactError, match="could not be read.*not a zip file"):
        load(safe)
    assert not (tmp_path / "mark").exists()


def test_pickles_planted_beside_a_safe_artifact_are_not_run(made, safe, load, tmp_path):
    for name in ("model.joblib", "baseline.joblib", "conformal.joblib"):
        joblib.dump(Evil(tmp_path / "mark"), safe / name)
    rehashed(safe)
    assert load(safe).predict(made.X).shape == (80,)
    assert not (tmp_path / "mark").exists()


def test_a_pickle_planted_in_an_array_of_a_safe_artifact_is_not_run(safe, load, tmp_path):
    np.save(tmp_path / "evil.npy", np.array([Evil(tmp_path / "mark")]), allow_pickle=True)
    evil = (tmp_path / "evil.npy").read_bytes()
    with zipfile.ZipFile(safe / "model.skops") as found:
        parts = {name: found.read(name) for name in found.namelist()}
    arrays = [name for name in parts if name.endswith(".npy")]
    assert arrays
    with zipfile.ZipFile(safe / "model.skops", "w") as planted:
        for name, content in parts.items():
            planted.writestr(name, evil if name in arrays else content)
    rehashed(safe)
    with pytest.raises(ArtifactError, match="could not be read.*allow_pickle=False"):
        load(safe)
    assert not (tmp_path / "mark").exists()


def test_a_call_planted_in_a_safe_artifact_is_named_and_not_run(safe, load, tmp_path):
    command = FunctionTransformer(os.system, kw_args={}).fit(np.zeros((1, 1)))
    skops.io.dump(command, safe / "model.skops")
    rehashed(safe)
    with pytest.raises(ArtifactError, match=r"holds .*system, which might run anything"):
        load(safe)
