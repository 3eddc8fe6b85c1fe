"""The models that a server has, and new versions of them."""

from __future__ import annotations

import asyncio
import logging
import shutil
from pathlib import Path

import pytest

from lepton_automl.errors import ArtifactError, InputError
from lepton_automl.serve.models import Model, Models, named_paths
from lepton_automl.serve.refusal import Refusal


def look(model):
    """Return what a look for a new version ends in."""
    return asyncio.run(model.look())


def test_a_model_is_called_as_its_folder_or_as_one_says():
    found = named_paths(["models/flowers", "churn=models/7", Path("x.y")])
    assert list(found) == ["flowers", "churn", "x.y"]
    assert found["churn"] == Path("models/7")


def test_a_folder_may_have_an_equals_sign():
    assert named_paths(["a=b=c"]) == {"a": Path("b=c")}
    with pytest.raises(InputError, match="'my model=3' cannot be a model's name"):
        named_paths(["my model=3"])


@pytest.mark.parametrize("words", [["a", "x/a"], ["a", "a=b"]])
def test_two_models_of_one_name_are_refused(words):
    with pytest.raises(InputError, match="Two models are named 'a'"):
        named_paths(words)


@pytest.mark.parametrize(("word", "said"), [("my model", "NAME=my model"), ("/", "NAME=/")])
def test_a_name_must_fit_into_an_address(word, said):
    with pytest.raises(InputError, match=said):
        named_paths([word])


def test_no_model_is_refused():
    with pytest.raises(InputError, match="no model to serve"):
        named_paths([])


def test_the_current_folder_has_a_name(monkeypatch, people):
    monkeypatch.chdir(people)
    assert list(named_paths(["."])) == ["people"]


def test_a_replaced_folder_is_taken_into_service(fit_people, tmp_path):
    path = fit_people(tmp_path / "m")
    model = Model.load("m", path)
    old = model.engine
    assert look(model) is None
    fit_people(path, C=0.1)
    assert look(model) == "loaded"
    assert model.engine.version != old.version
    assert look(model) is None
    with pytest.raises(Refusal, match=f"has version '{model.engine.version}', not"):
        model.version(old.version)
    assert model.version(model.engine.version) is model.version()


def test_a_switched_link_is_taken_into_service(fit_people, tmp_path):
    one, two = fit_people(tmp_path / "1"), fit_people(tmp_path / "2", C=0.1)
    link = tmp_path / "current"
    link.symlink_to(one)
    model = Model.load("m", link)
    other = tmp_path / "next"
    other.symlink_to(two)
    other.replace(link)
    assert look(model) == "loaded"


def test_a_version_that_cannot_be_loaded_changes_nothing(fit_people, tmp_path, caplog):
    path = fit_people(tmp_path / "m")
    model = Model.load("m", path)
    old = model.engine
    (path / "model.joblib").write_bytes(b"half of a copy")
    with caplog.at_level(logging.ERROR):
        assert look(model) == "failed"
    assert model.engine is old
    assert "is not the file that was saved" in caplog.records[0].fields["reason"]
    assert look(model) is None  # said once
    fit_people(tmp_path / "n", C=0.1)
    for file in (tmp_path / "n").iterdir():
        shutil.copy(file, path)
    assert look(model) == "loaded"


def test_a_folder_that_has_gone_changes_nothing(fit_people, tmp_path):
    path = fit_people(tmp_path / "m")
    model = Model.load("m", path)
    shutil.rmtree(path)
    assert look(model) is None


def test_a_touched_file_is_no_new_version(fit_people, tmp_path):
    path = fit_people(tmp_path / "m")
    model = Model.load("m", path)
    (path / "card.md").touch()
    assert look(model) is None


def test_what_cannot_be_loaded_at_first_is_an_error(tmp_path):
    with pytest.raises(ArtifactError):
        Model.load("m", tmp_path / "none")


def test_models_are_found_by_name(people):
    model = Model.load("people", people)
    models = Models([model])
    assert models.only is model
    assert models.get("people") is model
    with pytest.raises(Refusal) as caught:
        models.get("peeple")
    assert caught.value.status == 404
    assert "Did you mean 'people'?" in caught.value.sentence


def test_of_several_models_none_is_the_only_one(people):
    models = Models([Model.load(name, people) for name in ("a", "b")])
    with pytest.raises(Refusal, match="several models: 'a', 'b'"):
        models.only  # noqa: B018
