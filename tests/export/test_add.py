"""The same model, for another place to run it in."""

import json

import numpy as np
import pytest
from export.keys import key_pair
from toy_plugins import formats

from lepton_automl.errors import ArtifactError, ExportError, InputError
from lepton_automl.export import add, check, load, probe, sign
from lepton_automl.export.folder import fingerprints
from lepton_automl.export.rows import PROBE
from lepton_automl.export.sign import SIGNATURE
from lepton_automl.plugin import ExporterSpec, Registry, hookimpl


def here(folder, task):
    return formats.load(folder, task)


class Quick:
    """The toy format, read in this process: a new one takes seconds."""

    @hookimpl
    def lepton_register_exporters(self):
        load = lambda folder, task: here(folder, task)  # noqa: E731
        return [
            ExporterSpec("toy", formats.save, load, tolerance=1e-3),
            ExporterSpec("lenient", formats.save, load, tolerance=0.5),
            ExporterSpec("refusing", formats.refuse, load),
            ExporterSpec("absent", formats.save, load, requires=("no_such_package",)),
        ]


@pytest.fixture
def toys():
    registry = Registry(load_installed=False)
    registry.add(Quick(), "quick")
    return registry


@pytest.fixture
def kept(artifact, made):
    """An artifact that keeps rows to compare on."""
    from lepton_automl.export import rows
    from lepton_automl.export.replay import answers

    X = probe(made.X, made.task)
    (artifact / PROBE).write_text(rows.to_text(X, answers(made.model, X)))
    return relisted(artifact)


def relisted(artifact):
    """Name the files of an artifact anew in its manifest."""
    path = artifact / "manifest.json"
    values = json.loads(path.read_text())
    values["files"] = fingerprints(artifact)
    del values["files"]["manifest.json"]
    path.write_text(json.dumps(values))
    return artifact


def test_a_format_is_added_with_its_facts_and_all_else_stays(kept, made, toys):
    before = fingerprints(kept)
    name, facts = add(kept, "lenient", registry=toys)
    manifest = check(kept, whole=True)
    assert (name, manifest.format) == ("lenient", "joblib")
    assert manifest.formats["lenient"]["rows_compared"] == 96 == facts["rows_compared"]
    assert set(manifest.files) - set(before) == {"lenient/model.bin", "lenient/off.json"}
    after = fingerprints(kept)
    assert all(after[n] == before[n] for n in before if n != "manifest.json")
    found = load(kept, format="lenient", registry=toys)
    np.testing.assert_allclose(found.predict_proba(made.X).sum(axis=1), 1.0)
    assert load(kept, registry=toys).model.__class__.__name__ == "VotingClassifier"


def test_a_format_added_again_replaces_the_first(kept, toys):
    add(kept, "lenient", registry=toys)
    add(kept, "lenient", registry=toys)
    assert check(kept, whole=True).formats["lenient"]["exporter"] == "lenient"


def test_what_differs_changes_nothing(kept, toys):
    before = fingerprints(kept)
    with pytest.raises(ExportError, match="would predict otherwise.*member 'm3'"):
        add(kept, "toy", registry=toys)
    with pytest.raises(ExportError, match="cannot be written"):
        add(kept, "refusing", registry=toys)
    assert fingerprints(kept) == before
    assert [p.name for p in kept.parent.iterdir() if p.name.startswith(".")] == []


def test_smaller_numbers_are_a_format_of_their_own(kept, toys):
    name, facts = add(kept, "toy", quantize="int8", registry=toys)
    assert name == "toy-int8"
    assert facts["max_difference"] == pytest.approx(0.02)
    assert check(kept).formats["toy-int8"]["quantize"] == "int8"
    assert load(kept, format="toy-int8", registry=toys).model.off == 0.02


def test_a_copy_leaves_the_artifact_alone(kept, toys, tmp_path):
    before = fingerprints(kept)
    add(kept, "lenient", out=tmp_path / "copy", registry=toys)
    assert fingerprints(kept) == before
    assert "lenient" in check(tmp_path / "copy", whole=True).formats


def test_a_copy_does_not_replace_what_is_no_artifact(kept, toys, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match=r"thesis\.tex"):
        add(kept, "lenient", out=tmp_path / "mine", registry=toys)
    assert (tmp_path / "mine" / "thesis.tex").exists()


def test_a_foreign_file_is_not_lost(kept, toys):
    (kept / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match=r"notes\.txt"):
        add(kept, "lenient", registry=toys)
    assert (kept / "notes.txt").exists()


def test_a_signature_no_longer_fits_and_goes(kept, toys, tmp_path):
    private, public = key_pair(tmp_path)
    sign(kept, private)
    add(kept, "lenient", key=public, registry=toys)
    assert not (kept / SIGNATURE).exists()
    with pytest.raises(ArtifactError, match="is not signed"):
        add(kept, "lenient", key=public, registry=toys)


def test_rows_may_be_given_beside_those_kept_or_instead(artifact, kept, made, toys, tmp_path):
    _, facts = add(kept, "lenient", X=made.X, registry=toys)
    assert facts["rows_compared"] == 96 + 80


def test_without_rows_there_is_nothing_to_compare_on(artifact, made, toys):
    with pytest.raises(InputError, match="keeps no rows.*--data FILE"):
        add(artifact, "lenient", registry=toys)
    assert add(artifact, "lenient", X=made.X, registry=toys)[1]["rows_compared"] == 80


@pytest.mark.parametrize(
    ("format", "words"),
    [
        ("joblib", "was saved as 'joblib': there is nothing to add"),
        ("absent", "needs no_such_package"),
    ],
)
def test_what_cannot_be_added_is_said(kept, toys, format, words):
    with pytest.raises(InputError, match=words):
        add(kept, format, registry=toys)


def test_an_artifact_without_the_scikit_learn_object_says_how_to_save_it(made, tmp_path, toys):
    saved = made.save(tmp_path / "safe", format="skops")
    with pytest.raises(InputError, match=r"not hold.*format=\['joblib', 'lenient'\]"):
        add(saved, "lenient", registry=toys)


def test_what_a_format_needs_is_in_the_manifest(kept, toys):
    add(kept, "lenient", registry=toys)
    assert check(kept).modules["joblib"] == "joblib"
