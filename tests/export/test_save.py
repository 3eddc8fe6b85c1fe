import json

import hypothesis
import pytest
from sklearn.preprocessing import FunctionTransformer

from lepton_automl.errors import InputError, PluginError
from lepton_automl.export.folder import fingerprints
from lepton_automl.plugin import ExporterSpec, Registry, hookimpl

NAMES = ["baseline.joblib", "card.md", "manifest.json", "model.joblib"]


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def exporting(write, requires=()):
    """Return a registry with an exporter ``"other"`` that writes as told."""

    class Plugin:
        @hookimpl
        def lepton_register_exporters(self):
            return [ExporterSpec("other", write, print, requires)]

    registry = Registry(load_installed=False)
    registry.add(Plugin(), "other")
    return registry


def test_the_folder_holds_manifest_model_baseline_and_card(artifact):
    assert names(artifact) == NAMES
    assert (artifact / "card.md").read_text() == "# A card\n"


def test_the_manifest_has_the_hash_and_size_of_every_other_file(artifact):
    manifest = json.loads((artifact / "manifest.json").read_text())
    found = fingerprints(artifact)
    del found["manifest.json"]
    assert manifest["files"] == found
    assert manifest["format"] == "joblib"


def test_nothing_in_the_folder_says_where_it_is(artifact):
    for path in artifact.iterdir():
        assert str(artifact.parent).encode() not in path.read_bytes()


def test_an_artifact_may_be_replaced(made, artifact):
    made.save(artifact, card="# Another\n")
    assert (artifact / "card.md").read_text() == "# Another\n"
    assert [p.name for p in artifact.parent.iterdir()] == ["artifact"]


def test_an_empty_folder_may_be_used(made, tmp_path):
    (tmp_path / "empty").mkdir()
    assert names(made.save(tmp_path / "empty")) == NAMES


def test_a_link_to_an_artifact_stays_a_link(made, artifact, tmp_path):
    (tmp_path / "latest").symlink_to(artifact)
    made.save(tmp_path / "latest", card="new")
    assert (tmp_path / "latest").is_symlink()
    assert (artifact / "card.md").read_text() == "new"


def test_a_home_directory_is_understood(made, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert made.save("~/mine") == tmp_path / "mine"


def test_a_folder_that_is_no_artifact_is_left_alone(made, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match=r"holds 'thesis\.tex'.*Name another folder"):
        made.save(tmp_path)
    assert names(tmp_path) == ["thesis.tex"]


def test_a_foreign_file_in_an_artifact_is_not_lost(made, artifact):
    (artifact / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match=r"notes\.txt"):
        made.save(artifact)
    assert (artifact / "notes.txt").read_text() == "mine"


def test_a_file_is_not_replaced(made, tmp_path):
    (tmp_path / "model").write_text("a file")
    with pytest.raises(InputError, match="is a file"):
        made.save(tmp_path / "model")


def test_a_model_that_cannot_be_pickled_leaves_nothing(made, tmp_path):
    with pytest.raises(InputError, match="The model cannot be pickled"):
        made.save(tmp_path / "a", model=FunctionTransformer(lambda X: X))
    assert list(tmp_path.iterdir()) == []


def test_a_baseline_that_cannot_be_pickled_leaves_the_old_artifact(made, artifact):
    before = fingerprints(artifact)
    with pytest.raises(InputError, match="The baseline cannot be pickled"):
        made.save(artifact, baseline=lambda: 0)
    assert fingerprints(artifact) == before


def test_no_format_at_all_is_refused(made, tmp_path):
    with pytest.raises(InputError, match="names no format"):
        made.save(tmp_path / "a", format=[])


def test_what_several_formats_need_is_in_the_manifest(made, tmp_path):
    class Plugin:
        @hookimpl
        def lepton_register_exporters(self):
            write = lambda model, folder, task: {"hypothesis"}  # noqa: E731
            return [ExporterSpec("other", write, print)]

    registry = Registry(load_installed=False)
    registry.add(Plugin(), "other")
    saved = made.save(tmp_path / "a", registry=registry, format=["joblib", "other"])
    manifest = json.loads((saved / "manifest.json").read_text())
    assert manifest["modules"]["hypothesis"] == "hypothesis"


def test_an_unknown_format_names_the_near_miss(made, tmp_path):
    with pytest.raises(PluginError, match="Did you mean 'joblib'"):
        made.save(tmp_path / "a", format="jobilb")


def test_a_format_of_a_plugin_writes_its_own_files(made, tmp_path):
    def write(model, folder, task):
        (folder / "weights").mkdir()
        (folder / "weights" / "1.bin").write_bytes(b"1")

    saved = made.save(tmp_path / "a", registry=exporting(write), format="other")
    assert names(saved) == ["baseline.joblib", "card.md", "manifest.json", "weights/1.bin"]
    manifest = json.loads((saved / "manifest.json").read_text())
    assert manifest["format"] == "other"
    assert "weights/1.bin" in manifest["files"]


@pytest.mark.parametrize("name", ["card.md", "manifest.json", "baseline.joblib"])
def test_an_exporter_may_not_take_the_artifacts_own_names(made, tmp_path, name):
    registry = exporting(lambda model, folder, task: (folder / name).touch())
    with pytest.raises(InputError, match=f"'other' wrote '{name}'"):
        made.save(tmp_path / "a", registry=registry, format="other")
    assert list(tmp_path.iterdir()) == []


def test_a_format_whose_package_is_missing_says_what_to_install(made, tmp_path):
    registry = exporting(print, requires=("no_such_package",))
    with pytest.raises(InputError, match="pip install no_such_package"):
        made.save(tmp_path / "a", registry=registry, format="other")


def test_the_manifest_says_whether_the_model_needs_lepton_automl(made, artifact, tmp_path):
    from lepton_automl.prepare.all_classes import AllClasses

    def modules(folder):
        return json.loads((folder / "manifest.json").read_text())["modules"]

    assert "lepton_automl" not in modules(artifact)
    with_ours = made.save(tmp_path / "ours", model=AllClasses(made.model, 2))
    assert "lepton_automl" in modules(with_ours)


def test_the_manifest_names_the_package_of_a_class_that_no_offer_mentions(made, tmp_path):
    model = FunctionTransformer(hypothesis.settings.get_profile)
    saved = made.save(tmp_path / "a", model=model)
    manifest = json.loads((saved / "manifest.json").read_text())
    assert manifest["modules"]["hypothesis"] == "hypothesis"
    assert manifest["packages"]["hypothesis"] == hypothesis.__version__
