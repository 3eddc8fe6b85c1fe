"""``lepton package``: a folder from which a container of a model is built."""

from __future__ import annotations


def test_the_folder_is_written_beside_the_model(lepton, model, tmp_path):
    answer = lepton("package", model, "-o", "out")
    assert answer.code == 0
    assert "out/Dockerfile" in answer.out.splitlines()
    assert "docker build out" in answer.err
    assert (tmp_path / "out" / "model" / "manifest.json").is_file()


def test_without_a_name_the_folder_is_named_after_the_model(lepton, model, tmp_path):
    (tmp_path / "m").symlink_to(model)
    assert lepton("package", "m/").code == 0
    assert (tmp_path / "m-package" / "Dockerfile").is_file()


def test_what_cannot_be_packaged_is_one_sentence(lepton, model, tmp_path):
    (tmp_path / "out").mkdir()
    assert lepton("package", model, "-o", "out").code == 2
    answer = lepton("package", "nowhere")
    assert answer.code == 5
    assert answer.err.startswith("Error: nowhere is not a folder")
