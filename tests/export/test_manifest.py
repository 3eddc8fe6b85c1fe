import json
from dataclasses import replace

import pytest

from lepton_automl.errors import ArtifactError
from lepton_automl.export.manifest import PROTOCOL, READERS, Manifest


def changed(made, **values):
    return json.dumps(made.manifest.to_json() | values)


def test_a_manifest_survives_the_way_through_json(made):
    assert Manifest.from_text(made.manifest.to_text()) == made.manifest


def test_the_protocol_number_is_the_first_thing_in_the_file(made):
    assert made.manifest.to_text().startswith('{\n  "protocol": 1,')


def test_the_present_protocol_has_a_reader_and_is_the_newest():
    assert max(READERS) == PROTOCOL


def test_a_newer_protocol_is_refused_with_the_version_that_wrote_it(made):
    text = changed(made, protocol=PROTOCOL + 1, lepton_automl="9.8.7")
    with pytest.raises(ArtifactError, match=r"protocol 2, written by lepton_automl 9\.8\.7"):
        Manifest.from_text(text)


@pytest.mark.parametrize("protocol", [None, "1", 1.0, True, [1]])
def test_a_file_without_a_whole_number_as_protocol_is_no_manifest(made, protocol):
    with pytest.raises(ArtifactError, match="no protocol number"):
        Manifest.from_text(changed(made, protocol=protocol))


@pytest.mark.parametrize("protocol", [0, -3])
def test_a_protocol_that_never_was_is_refused(made, protocol):
    with pytest.raises(ArtifactError, match="never existed"):
        Manifest.from_text(changed(made, protocol=protocol))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "{}", b"\xff\xfe\x00"])
def test_what_is_no_manifest_is_refused(text):
    with pytest.raises(ArtifactError, match=r"manifest\.json"):
        Manifest.from_text(text)


@pytest.mark.parametrize("key", ["task", "metric", "files"])
def test_a_missing_key_is_named(made, key):
    values = made.manifest.to_json()
    del values[key]
    with pytest.raises(ArtifactError, match=key):
        Manifest.from_json(values)


@pytest.mark.parametrize(
    ("key", "value"),
    [("task", {}), ("task", 3), ("members", 3), ("files", []), ("files", {"a": {}})],
)
def test_a_key_of_the_wrong_form_is_refused(made, key, value):
    with pytest.raises(ArtifactError, match="cannot be read"):
        Manifest.from_json(made.manifest.to_json() | {key: value})


def test_a_key_of_a_later_version_is_passed_over(made):
    assert Manifest.from_text(changed(made, mood="good")) == made.manifest


@pytest.mark.parametrize(
    "name",
    [
        "../model.joblib",
        "a/../../b",
        "/etc/passwd",
        "C:/x",
        "C:x",
        "a\\b",
        "..",
        ".",
        "",
        "./a",
        "a//b",
        "manifest.json",
        "a\0b",
    ],
)
def test_names_that_lead_out_of_the_folder_are_refused(made, name):
    files = {name: {"sha256": "0", "size": 1}}
    with pytest.raises(ArtifactError, match="outside its folder"):
        Manifest.from_json(made.manifest.to_json() | {"files": files})


def test_names_in_folders_below_are_fine(made):
    files = {"weights/layer 1..bin": {"sha256": "0", "size": 1}}
    manifest = Manifest.from_json(made.manifest.to_json() | {"files": files})
    assert manifest.files == files


def test_numbers_that_json_does_not_know_are_refused_when_written(made):
    with pytest.raises(ValueError, match="JSON compliant"):
        replace(made.manifest, ensemble_score=float("nan")).to_text()
