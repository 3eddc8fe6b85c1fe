"""A loaded artifact, and what it answers to many requests at once."""

from __future__ import annotations

import logging
import shutil

import numpy as np
import pytest
from serve.conftest import ROW, save_model
from serve.toys import TASK, Toy, toy_engine
from sklearn.linear_model import LinearRegression

from lepton_automl.errors import ArtifactError, InputError
from lepton_automl.export import Manifest
from lepton_automl.plugin import ExporterSpec, Registry, hookimpl
from lepton_automl.serve.engine import Engine, Question, best_format, is_missing
from lepton_automl.serve.json_rows import rows_from_json
from lepton_automl.serve.refusal import Refusal
from lepton_automl.serve.rows import Rows

PREDICT = frozenset({"predict"})


def numbers(*values, wanted=PREDICT, first_row=0):
    """Return a question with rows of one number each."""
    block = np.array(values, dtype=float)[:, None]
    return Question(Rows(len(values), block, key="n"), wanted, first_row)


def test_questions_are_answered_in_one_call_each_with_its_rows():
    toy = Toy()
    answers = toy_engine(toy).answer([numbers(1), numbers(2, 3), numbers(4)])
    assert [a["predict"].tolist() for a in answers] == [[2.0], [4.0, 6.0], [8.0]]
    assert toy.calls == [4]


def test_a_bad_question_spoils_no_other():
    answers = toy_engine().answer(
        [numbers(1), numbers(13), numbers(14), numbers(15), numbers(2)]
    )
    assert answers[0]["predict"].tolist() == [2.0]
    assert answers[4]["predict"].tolist() == [4.0]
    assert isinstance(answers[1], InputError)
    assert isinstance(answers[2], Refusal)
    assert "14 is too much." in answers[2].sentence
    assert isinstance(answers[3], RuntimeError)


def test_a_number_too_large_for_the_model_is_told_by_its_place():
    (answer,) = toy_engine().answer([numbers(1, 1e300, first_row=10)])
    assert (answer.status, answer.row) == (422, 11)
    assert "at most 3.4e+38" in answer.sentence


def test_an_artifact_is_loaded_with_a_version_of_its_own(people, tmp_path, fit_people):
    engine = Engine.load("people", people)
    assert len(engine.version) == 12
    assert engine.format == "joblib"
    assert Engine.load("other", people).version == engine.version
    assert Engine.load("people", fit_people(tmp_path / "new", C=0.5)).version != engine.version
    assert engine.outputs["predict"].dtype == object
    assert engine.outputs["predict_proba"].shape == (1, 2)


def test_rows_are_answered_as_the_predictor_does(people, people_table, local):
    engine = Engine.load("people", people)
    records = people_table.astype(object).where(people_table.notna(), None).to_dict("records")
    rows = rows_from_json(records, engine.signature)
    (answer,) = engine.answer([Question(rows, frozenset({"predict", "predict_proba"}))])
    assert answer["predict"].tolist() == local.predict(people_table).tolist()
    expected = local.predict_proba(people_table)
    np.testing.assert_allclose(answer["predict_proba"], expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"since": "yesterday"},
            "Column 'since' must hold a date as text or null; row 5 holds",
        ),
        ({"member": "perhaps"}, "Column 'member' must hold true or false or null"),
        ({"member": 2}, "row 5 holds 2."),
    ],
)
def test_what_reading_would_lose_is_refused(people, change, said):
    engine = Engine.load("people", people)
    rows = rows_from_json({**ROW, **change}, engine.signature)
    good = Question(rows_from_json(ROW, engine.signature), PREDICT)
    answer, other = engine.answer([Question(rows, PREDICT, first_row=5), good])
    assert said in answer.sentence
    assert other["predict"].shape == (1,)


def test_blank_cells_are_missing_and_not_lost(people):
    engine = Engine.load("people", people)
    rows = rows_from_json({**ROW, "since": " ", "member": ""}, engine.signature)
    (answer,) = engine.answer([Question(rows, PREDICT)])
    assert answer["predict"].shape == (1,)


def test_a_damaged_artifact_is_not_served(people, tmp_path):
    shutil.copytree(people, tmp_path / "copy")
    with (tmp_path / "copy" / "model.joblib").open("ab") as file:
        file.write(b"!")
    with pytest.raises(ArtifactError, match="is not the file that was saved"):
        Engine.load("copy", tmp_path / "copy")


def test_what_is_no_artifact_is_told(tmp_path):
    with pytest.raises(ArtifactError, match="is not a folder"):
        Engine.load("none", tmp_path / "none")


def test_an_artifact_replaced_while_it_is_read_is_not_used(people, monkeypatch):
    from lepton_automl.serve import engine

    versions = iter(["one", "other"])
    monkeypatch.setattr(engine, "_version", lambda folder: next(versions))
    with pytest.raises(ArtifactError, match="was replaced while it was read"):
        Engine.load("people", people)


def test_a_model_that_cannot_be_tried_is_expected_by_its_task(caplog):
    class Picky:
        def predict(self, X):
            raise RuntimeError("no")

    with caplog.at_level(logging.WARNING):
        engine = toy_engine(Picky())
    assert engine.outputs["predict"].shape == (0,)
    assert "cannot predict a row without values: no" in caplog.text


class Graphs:
    """A plugin that offers a format by the name of graphs."""

    @hookimpl
    def lepton_register_exporters(self):
        """Offer it."""
        return [
            ExporterSpec(
                "onnx", save="serve.toys:save_linear", load="serve.toys:load_linear", safe=True
            )
        ]


@pytest.fixture
def graphs():
    """A registry with that format."""
    registry = Registry(load_installed=False)
    registry.add(Graphs())
    return registry


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """The artifact of a straight line, in both formats, compared with each other."""
    registry = Registry(load_installed=False)
    registry.add(Graphs())
    model = LinearRegression().fit([[0.0], [1.0]], [1.0, 3.0])
    return save_model(
        tmp_path_factory.mktemp("line") / "line",
        model,
        TASK,
        format=["joblib", "onnx"],
        rows=np.array([[1.0], [2.0]]),
        registry=registry,
    )


def test_a_graph_that_was_compared_is_served(line, graphs):
    engine = Engine.load("line", line, registry=graphs)
    assert engine.format == "onnx"
    assert type(engine.predictor.model).__name__ == "Line"
    assert engine.answer([numbers(4)])[0]["predict"].round(9).tolist() == [9.0]


def test_another_format_can_be_asked_for(line, graphs):
    engine = Engine.load("line", line, format="joblib", registry=graphs)
    assert engine.format == "joblib"
    assert engine.answer([numbers(4)])[0]["predict"].round(9).tolist() == [9.0]


def test_a_graph_that_cannot_be_run_here_is_not_served():
    facts = {"exporter": "joblib", "rows_compared": 5, "modules": {"no_such_module": "x"}}
    registry = Registry(load_installed=False)
    assert best_format(Manifest(TASK, "r2", formats={"onnx": facts}), registry) == "joblib"
    here = {**facts, "modules": {"numpy": "numpy"}}
    assert best_format(Manifest(TASK, "r2", formats={"onnx": here}), registry) == "onnx"
    never = {"exporter": "joblib"}
    assert best_format(Manifest(TASK, "r2", formats={"onnx": never}), registry) == "joblib"


def test_missing_cells_are_told_from_present_ones():
    assert is_missing(float("nan"))
    assert not is_missing([1, 2])


def test_batches_are_answered_as_the_model_answers(people, people_table):
    found = Engine.load("people", people)
    records = people_table.astype(object).where(people_table.notna(), None).to_dict("records")
    rows = rows_from_json(records, found.signature)
    (answer,) = found.answer([Question(rows, frozenset({"predict_proba"}))])
    expected = found.predictor.model.predict_proba(found.predictor.read(people_table))
    np.testing.assert_allclose(answer["predict_proba"], expected, rtol=1e-9)
