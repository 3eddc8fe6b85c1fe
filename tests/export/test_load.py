import json
import os
import shutil
import subprocess
import sys
from textwrap import dedent

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import VotingClassifier
from sklearn.preprocessing import LabelEncoder

from lepton_automl.errors import ArtifactError
from lepton_automl.export import Manifest
from lepton_automl.export import load as load_any
from lepton_automl.plugin import ExporterSpec, Registry, hookimpl
from lepton_automl.prepare import pipeline


@pytest.fixture
def load(made):
    return lambda path: load_any(path, registry=made.registry)


def edit(artifact, **values):
    """Change the manifest in place."""
    path = artifact / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_what_is_loaded_predicts_what_was_saved(made, artifact, load):
    loaded = load(artifact)
    np.testing.assert_array_equal(loaded.predict(made.X), made.model.predict(made.X))
    np.testing.assert_array_equal(
        loaded.predict_proba(made.X), made.model.predict_proba(made.X)
    )
    assert loaded.task_ == made.task
    assert loaded.manifest_.metric == "roc_auc"
    assert loaded.baseline.predict(made.X).shape == (80,)


def test_an_artifact_can_be_moved(made, artifact, load, tmp_path):
    shutil.move(artifact, tmp_path / "elsewhere")
    assert load(tmp_path / "elsewhere").score(made.X, made.y) > 0.8


def test_the_default_registry_is_made_of_what_is_installed(made, artifact):
    assert load_any(artifact).task_ == made.task


@pytest.mark.parametrize("name", ["model.joblib", "baseline.joblib", "card.md"])
def test_a_changed_file_is_named_and_nothing_is_unpickled(artifact, load, name, monkeypatch):
    monkeypatch.setattr(joblib, "load", lambda *a: pytest.fail("unpickled"))
    path = artifact / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(ArtifactError, match=f"{name} is not the file.*SHA-256 differs"):
        load(artifact)


def test_a_shortened_file_is_named_with_its_size(artifact, load):
    path = artifact / "model.joblib"
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ArtifactError, match=f"100 bytes instead of {size}"):
        load(artifact)


@pytest.mark.parametrize("name", ["model.joblib", "baseline.joblib", "card.md"])
def test_a_missing_file_is_named(artifact, load, name):
    (artifact / name).unlink()
    with pytest.raises(ArtifactError, match=f"{name} is missing"):
        load(artifact)


def test_a_program_slipped_in_for_the_model_is_not_run(artifact, load, tmp_path):
    class Evil:
        def __reduce__(self):
            return open, (str(tmp_path / "evil"), "w")

    joblib.dump(Evil(), artifact / "model.joblib")
    with pytest.raises(ArtifactError, match=r"model\.joblib is not the file"):
        load(artifact)
    assert not (tmp_path / "evil").exists()


def test_a_name_that_leads_out_of_the_folder_is_refused(artifact, load):
    shutil.copy(artifact / "model.joblib", artifact.parent / "model.joblib")
    files = Manifest.from_text((artifact / "manifest.json").read_bytes()).files
    edit(artifact, files={**files, "../model.joblib": files["model.joblib"]})
    with pytest.raises(ArtifactError, match=r"'\.\./model\.joblib', which is outside"):
        load(artifact)


def test_a_path_that_is_not_there_is_named(load, tmp_path):
    with pytest.raises(ArtifactError, match=r"nowhere is not a folder"):
        load(tmp_path / "nowhere")


def test_what_an_interrupted_save_left_is_pointed_to(artifact, load):
    left = artifact.with_name(".artifact.0123abcd.old")
    artifact.rename(left)
    with pytest.raises(ArtifactError, match=r"interrupted save left it at .*\.old; rename"):
        load(artifact)


def test_a_folder_without_a_manifest_is_no_artifact(load, tmp_path):
    with pytest.raises(ArtifactError, match=r"no readable manifest\.json"):
        load(tmp_path)


def test_a_newer_protocol_is_refused_with_the_folders_name(artifact, load):
    edit(artifact, protocol=2, lepton_automl="7.0")
    with pytest.raises(ArtifactError, match=r"artifact: The artifact has protocol 2.*7\.0"):
        load(artifact)


def test_another_version_of_a_package_is_a_warning_that_names_both(artifact, load):
    edit(artifact, packages={"numpy": "1.0", "joblib": joblib.__version__})
    with pytest.warns(UserWarning, match=r"numpy 1\.0 then, .* now") as caught:
        load(artifact)
    assert len(caught) == 1
    assert "joblib" not in str(caught[0].message)


def test_another_python_or_lepton_is_a_warning(artifact, load):
    edit(artifact, lepton_automl="0.0.1", python="3.2.1")
    with pytest.warns(UserWarning, match=r"lepton_automl 0\.0\.1 then.*python 3\.2\.1 then"):
        load(artifact)


def test_a_package_that_is_gone_is_a_warning(artifact, load):
    edit(artifact, packages={"no-such-package": "1.0"})
    with pytest.warns(UserWarning, match="no-such-package 1.0 then, none now"):
        load(artifact)


def test_a_missing_module_is_named_with_how_to_install_it(artifact, load):
    edit(artifact, modules={"absent": "absent-dist"}, packages={"absent-dist": "2.1"})
    with pytest.raises(ArtifactError, match="'absent'.*pip install 'absent-dist==2.1'"):
        load(artifact)


def test_either_of_two_modules_will_do(artifact, load):
    edit(artifact, modules={"absent|sklearn": "absent-dist"})
    load(artifact)

    edit(artifact, modules={"absent|gone": "absent-dist"})
    with pytest.raises(ArtifactError, match="'absent or gone'.*pip install absent-dist"):
        load(artifact)


@pytest.mark.parametrize("sort", ["task", "kind", "exporter"])
def test_a_missing_offer_is_named_with_its_plugin(made, artifact, load, sort):
    values = made.task.to_json()
    if sort == "task":
        values["type"] = "gone"
    elif sort == "kind":
        values["schema"]["inputs"][0]["kind"] = "gone"
    else:
        edit(artifact, format="gone")
    plugin = {"sort": f"{sort}s", "name": "gone", "plugin": "ghost", "source": "ghost-dist 1"}
    edit(artifact, task=values, plugins=[plugin])
    with pytest.raises(ArtifactError, match=rf"{sort} 'gone'.*'ghost' \(ghost-dist 1\)"):
        load(artifact)


def test_a_missing_offer_of_an_unknown_plugin_says_so(artifact, load):
    edit(artifact, format="gone", plugins=[])
    with pytest.raises(ArtifactError, match="does not say which plugin"):
        load(artifact)


def test_a_model_that_fails_to_load_says_why(made, tmp_path):
    def fail(folder, task):
        raise KeyError("a thing of another version")

    class Plugin:
        @hookimpl
        def lepton_register_exporters(self):
            write = lambda model, folder, task: (folder / "m").touch()  # noqa: E731
            return [ExporterSpec("other", write, fail)]

    registry = Registry(load_installed=False)
    registry.add(Plugin(), "other")
    saved = made.save(tmp_path / "a", registry=registry, format="other")
    with pytest.raises(ArtifactError, match="The model could not be read.*another version"):
        load_any(saved, registry=registry)


def test_an_artifact_without_a_baseline_is_refused(artifact, load):
    files = dict(Manifest.from_text((artifact / "manifest.json").read_bytes()).files)
    del files["baseline.joblib"]
    edit(artifact, files=files)
    with pytest.raises(ArtifactError, match=r"does not list baseline\.joblib"):
        load(artifact)


def assembled(made, names):
    """Return pipelines of the search, each fitted, as one voting classifier."""
    members = []
    for name in names:
        spec, kinds = made.registry.estimators[name], made.registry.kinds
        codes = (made.y == "yes").astype(int)
        members.append((name, pipeline(spec, {}, made.task, kinds).fit(made.X, codes)))
    model = VotingClassifier(members, voting="soft")
    model.estimators_ = [member for _, member in members]
    model.le_ = LabelEncoder().fit(made.y)
    model.classes_ = model.le_.classes_
    return model


def test_the_model_loads_where_lepton_automl_is_not_installed(made, tmp_path):
    """As plain scikit-learn: joblib alone, and data in their canonical form."""
    names = ("logistic_regression", "hist_gradient_boosting", "k_neighbors")
    model = assembled(made, names)
    made.save(tmp_path / "artifact", model=model)
    made.X.to_pickle(tmp_path / "X.pickle")
    script = dedent(
        """
        import sys
        sys.modules["lepton_automl"] = None  # importing it, or a part of it, is now an error
        import joblib, numpy, pandas
        model = joblib.load("artifact/model.joblib")
        numpy.save("proba.npy", model.predict_proba(pandas.read_pickle("X.pickle")))
        assert [m for m in sys.modules if m.startswith("lepton_automl.")] == []
        """
    )
    alone = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True, env=alone)
    found = np.load(tmp_path / "proba.npy")
    np.testing.assert_array_equal(found, model.predict_proba(made.X))


def test_the_order_of_columns_and_new_values_do_not_matter(made, artifact, load):
    loaded = load(artifact)
    X = made.X.head(3).assign(colour=["red", "mauve", None], sold=[1, np.nan, 0])
    assert loaded.predict(X[["sold", "colour", "size"]]).tolist() == loaded.predict(X).tolist()
    assert isinstance(X, pd.DataFrame)


def test_a_manifest_without_later_keys_is_read(artifact):
    values = json.loads((artifact / "manifest.json").read_text())
    needed = {k: values[k] for k in ("protocol", "task", "metric", "files")}
    assert Manifest.from_json(needed).settings == {}


def test_a_format_is_asked_for_by_name(made, tmp_path, load):
    saved = made.save(tmp_path / "both", format=["joblib", "skops"])
    found = load_any(saved, format="skops", registry=made.registry)
    assert found.predict(made.X).tolist() == load(saved).predict(made.X).tolist()
    with pytest.raises(ArtifactError, match=r"no format 'skpos'.*'skops'.*lepton export"):
        load_any(saved, format="skpos", registry=made.registry)
