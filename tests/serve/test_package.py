"""What a container of a model is built from."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.metadata import version

import pytest
import yaml
from packaging.requirements import Requirement
from serve.toys import TASK

import lepton_automl
from lepton_automl import load
from lepton_automl.errors import ArtifactError, InputError
from lepton_automl.export import Manifest
from lepton_automl.serve.package import package, requirements


@pytest.fixture
def folder(people, tmp_path):
    """The folder of the model of people."""
    return package(people, tmp_path / "out")


def test_all_that_is_needed_is_there(folder):
    names = {p.name for p in folder.iterdir()}
    assert names == {
        ".dockerignore", "Dockerfile", "README.md", "constraints.txt", "inferenceservice.yaml",
        "model", "requirements.txt", "wheels",
    }  # fmt: skip


def test_the_copy_is_an_artifact(folder, people_table, local):
    found = load(folder / "model").predict(people_table)
    assert found.tolist() == local.predict(people_table).tolist()


def test_requirements_are_the_versions_that_the_model_was_made_with(folder):
    *lines, last = (folder / "requirements.txt").read_text().splitlines()
    assert last == "-c constraints.txt"
    found = {Requirement(line).name: Requirement(line) for line in lines}
    assert str(found["scikit-learn"].specifier) == f"=={version('scikit-learn')}"
    own = found["lepton-automl"]
    assert own.extras == {"serve"}
    assert str(own.specifier) == f"=={lepton_automl.__version__}"
    for name in set(found) - {"lepton-automl"}:
        assert version(name) in str(found[name].specifier)


def test_all_else_that_is_installed_is_constrained_to_what_is_here(folder):
    chosen = (folder / "requirements.txt").read_text()
    lines = (folder / "constraints.txt").read_text().splitlines()
    found = dict(line.split("==") for line in lines)
    assert {"uvicorn", "starlette", "orjson", "anyio", "optuna", "click"} <= set(found)
    assert not [name for name in found if f"{name}==" in chosen]
    assert "pytest" not in found
    assert all(version(name) == number for name, number in found.items())


def test_formats_add_their_packages():
    manifest = Manifest(
        TASK, "r2", packages={"numpy": "2.4.0"}, lepton_automl="0.1.0",
        formats={"onnx": {"packages": {"onnxruntime": "1.27", "lepton-automl": "0.1.0"}}},
    )  # fmt: skip
    assert requirements(manifest).splitlines()[1:] == ["numpy==2.4.0", "onnxruntime==1.27"]


def test_the_dockerfile_serves_without_privileges(folder):
    text = (folder / "Dockerfile").read_text()
    major = re.search(r"^FROM python:(\S+)-slim$", text, re.M)
    assert major
    assert load(folder / "model").manifest_.python.startswith(major[1])
    assert re.search(r"^USER 10001$", text, re.M)
    assert re.search(r"^STOPSIGNAL SIGTERM$", text, re.M)
    assert "exec lepton serve people=/app/model --host 0.0.0.0" in text
    assert "$WORKERS" in text
    copied = [w for words in re.findall(r"^COPY (.+) \S+$", text, re.M) for w in words.split()]
    assert "constraints.txt" in copied
    assert all((folder / word).exists() for word in copied)
    sent = (folder / ".dockerignore").read_text()
    assert {f"!{word}" for word in copied} <= set(sent.split())


def test_the_command_in_the_dockerfile_is_one_that_there_is(folder):
    from lepton_automl.cli.serve import command

    text = (folder / "Dockerfile").read_text()
    known = {option for p in command.params for option in (*p.opts, *p.secondary_opts)}
    (line,) = re.findall(r"^CMD .*$", text, re.M)
    assert set(re.findall(r"--[a-z-]+", line)) <= known


def test_the_manifest_for_kserve_asks_the_addresses_that_there_are(folder, client):
    found = yaml.safe_load((folder / "inferenceservice.yaml").read_text())
    assert found["kind"] == "InferenceService"
    assert found["metadata"]["name"] == "people"
    (container,) = found["spec"]["predictor"]["containers"]
    assert container["ports"] == [{"containerPort": 8080, "protocol": "TCP"}]
    for probe in ("readinessProbe", "livenessProbe"):
        assert client(container[probe]["httpGet"]["path"]).status == 200
    assert container["securityContext"]["runAsNonRoot"] is True
    (variable,) = container["env"]
    assert variable["name"] == "LEPTON_TOKEN"
    assert container["image"].startswith("people:")


def test_names_fit_where_they_are_used(people, tmp_path):
    folder = package(people, tmp_path / "out", name="My_Model.v2", image="registry/x:1")
    found = yaml.safe_load((folder / "inferenceservice.yaml").read_text())
    assert found["metadata"]["name"] == "my-model-v2"
    assert found["spec"]["predictor"]["containers"][0]["image"] == "registry/x:1"
    with pytest.raises(InputError, match="cannot be a model's name"):
        package(people, tmp_path / "other", name="a b")


def test_what_the_slim_image_lacks_is_installed(people, tmp_path, monkeypatch):
    from lepton_automl.serve import package as room

    def check(folder):
        manifest = truly(folder)
        return replace(manifest, packages={**manifest.packages, "lightgbm": "4.6.0"})

    truly = room.check
    monkeypatch.setattr(room, "check", check)
    text = (package(people, tmp_path / "out") / "Dockerfile").read_text()
    assert "apt-get install -y --no-install-recommends libgomp1" in text


def test_a_folder_that_is_there_is_left_alone(people, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match="is there already"):
        package(people, tmp_path / "out")


def test_a_damaged_artifact_is_not_packaged(fit_people, tmp_path):
    path = fit_people(tmp_path / "m")
    (path / "model.joblib").write_bytes(b"!")
    with pytest.raises(ArtifactError):
        package(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["m"]
