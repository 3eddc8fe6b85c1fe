"""No format counts before it predicted what the model predicts."""

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import FixedThresholdClassifier
from toy_plugins import formats

from lepton_automl.errors import ExportError
from lepton_automl.export.formats import write
from lepton_automl.export.verify import members, verify
from lepton_automl.plugin import ExporterSpec


@pytest.fixture
def wrong(tmp_path):
    """The toy format, which is read here and in no new process."""
    return ExporterSpec(
        "toy",
        formats.save,
        lambda folder, task: formats.load(folder, task),
        tolerance=1e-3,
        blame=formats.blame,
    )


@pytest.fixture
def right(made):
    """A model that the toy format writes well."""
    from sklearn.base import clone

    model = clone(made.model)
    model.set_params(m3__logisticregression__C=2)
    return model.fit(made.X, made.y)


def test_what_is_the_same_in_a_new_process_has_its_figures(made, right, tmp_path):
    formats.save(right, tmp_path, made.task)
    facts = verify(right, formats.SPEC, tmp_path, made.task, made.X)
    assert facts["rows_compared"] == 80
    assert facts["rows_left_out"] == 0
    assert facts["max_difference"] == facts["labels_that_differ"] == 0.0
    assert 0.01 < facts["latency_ms"] < 1e4
    assert 10 < facts["rows_per_second"] < 1e9


def test_what_differs_is_refused_with_the_member_and_the_step(made, wrong, tmp_path):
    formats.save(made.model, tmp_path, made.task)
    with pytest.raises(ExportError) as caught:
        verify(made.model, wrong, tmp_path, made.task, made.X)
    message = str(caught.value)
    assert "in format 'toy', the model would predict otherwise" in message
    assert "probabilities by up to 0.02" in message
    assert "It is member 'm3' (LogisticRegression), in step 'logisticregression'." in message
    assert "only_exportable='toy'" in message


def test_a_blame_that_fails_hides_nothing(made, wrong, tmp_path):
    formats.save(made.model, tmp_path, made.task)
    broken = ExporterSpec(
        "toy", wrong.save, wrong.load, tolerance=1e-3, blame=lambda *arguments: 1 / 0
    )
    with pytest.raises(ExportError, match=r"It is member 'm3' \(LogisticRegression\)\."):
        verify(made.model, broken, tmp_path, made.task, made.X)


def test_where_each_member_is_right_it_is_how_they_are_put_together(made, right, tmp_path):
    def save(model, folder, task):
        formats.save(model, folder, task, quantize=hasattr(model, "estimators_"))

    spec = ExporterSpec("toy", save, lambda folder, task: formats.load(folder, task))
    save(right, tmp_path, made.task)
    with pytest.raises(ExportError, match="It is how the members are put together"):
        verify(right, spec, tmp_path, made.task, made.X)


def test_what_may_differ_is_measured(made, wrong, tmp_path):
    formats.save(made.model, tmp_path, made.task)
    facts = verify(made.model, wrong, tmp_path, made.task, made.X, strict=False)
    assert facts["max_difference"] == pytest.approx(0.02)


def test_values_are_told_as_shares(made, registry, tmp_path):
    from sklearn.linear_model import Ridge

    from lepton_automl.task import Task

    X = np.arange(20.0).reshape(-1, 1)
    model = Ridge().fit(X, X[:, 0] + 100)
    task = Task("regression", made.task.schema, 20)
    formats.save(model, tmp_path, task, quantize="int8")
    spec = ExporterSpec("toy", formats.save, lambda folder, task: formats.load(folder, task))
    with pytest.raises(ExportError, match=r"values by up to 0\.02 of themselves"):
        verify(model, spec, tmp_path, task, X)


def test_a_format_that_only_its_author_can_load_is_refused(made, tmp_path):
    crashing = next(spec for spec in formats.SPECS if spec.name == "crashing")
    with pytest.raises(ExportError, match=r"a new process could not load it.*of another age"):
        write(made.model, crashing, tmp_path, made.task, made.X)


def test_members_are_found_within_thresholds_and_calibration(made):
    expected = ["member 'm1' (LogisticRegression)", "member 'm3' (LogisticRegression)"]
    assert [name for name, _ in members(made.model)] == expected
    calibrated = CalibratedClassifierCV(FrozenEstimator(made.model)).fit(made.X, made.y)
    moved = FixedThresholdClassifier(FrozenEstimator(made.model), pos_label="yes")
    for outer in (calibrated, moved.fit(made.X, made.y)):
        assert [name for name, _ in members(outer)] == expected


def test_a_model_alone_is_its_only_member():
    model = LogisticRegression()
    assert list(members(model)) == [("the model (LogisticRegression)", model)]
