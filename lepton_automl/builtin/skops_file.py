"""The skops format: the scikit-learn object, in a file that cannot run anything.

A pickle is a program; a skops file is a description of objects. Loading makes only objects of
types that are known to be harmless: those that skops itself trusts (plain ones of Python, and
many of scikit-learn, numpy and scipy), those in `TRUSTED`, and those that the user names.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from lepton_automl.errors import ArtifactError
from lepton_automl.export.pickles import refuse_unreadable
from lepton_automl.task import Task

__all__ = ["FILE_NAME", "TRUSTED", "load", "save"]

FILE_NAME = "model.skops"

# Each makes an object from data and does nothing else; none calls what the data name.
_SKLEARN = (
    "calibration._CalibratedClassifier",
    "calibration._SigmoidCalibration",
    "calibration._TemperatureScaling",
    "ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "isotonic.IsotonicRegression",
    "metrics._dist_metrics.EuclideanDistance64",
    "metrics._dist_metrics.ManhattanDistance64",
    "metrics._dist_metrics.MinkowskiDistance64",
    "model_selection._split.KFold",
    "neighbors._ball_tree.BallTree",
    "neighbors._kd_tree.KDTree",
    "neural_network._stochastic_optimizers.AdamOptimizer",
    "neural_network._stochastic_optimizers.SGDOptimizer",
    "tree._tree.Tree",
    "utils._bunch.Bunch",
    "utils.validation.check_array",
)
_OURS = (
    "builtin.kinds.character_grams.CharacterGrams",
    "builtin.kinds.datetime_parts.DatetimeParts",
    "builtin.kinds.word_counts.WordCounts",
    "builtin.make.bayes.joined",
    "builtin.make.boosting.SteadyBoostingClassifier",
    "builtin.make.boosting.SteadyBoostingRegressor",
    "builtin.make.descent.GradientDescentClassifier",
    "builtin.make.descent.GradientDescentRegressor",
    "builtin.make.margins.CalibratedMargin",
    "builtin.make.neighbours.ApartNeighborsClassifier",
    "builtin.make.neighbours.ApartNeighborsRegressor",
    "builtin.make.neighbours.CutOff",
    "builtin.make.network.SteadyMLPClassifier",
    "builtin.make.plain.WeightedPipeline",
    "builtin.make.quantile_forest.QuantileForest",
    "builtin.make.quantiles.EachQuantile",
    "builtin.make.quantiles.NeighborQuantiles",
    "builtin.make.ratio.RatioSVC",
    "builtin.make.several.SteadyMultiOutputClassifier",
    "ensemble.blend.Blend",
    "prepare.all_classes.AllClasses",
)
TRUSTED = frozenset(
    {
        "collections.OrderedDict",
        "functools.partial",  # of functions that are looked at themselves
        "numpy.asarray",
        "numpy.clip",
        "numpy.dtype",
        "numpy.round",
        "scipy.sparse._csr.csr_array",
        "scipy.sparse._csr.csr_matrix",
        *(f"sklearn.{name}" for name in _SKLEARN),
        *(f"lepton_automl.{name}" for name in _OURS),
    }
)
CALLER = "operator.methodcaller"  # would call any method of the data; one of them is harmless
HARMLESS = ["toarray"]


def save(model: Any, folder: Path, task: Task) -> set[str]:
    """Write the model; one that could not be read elsewhere is refused."""
    import skops.io

    modules = refuse_unreadable(model)
    skops.io.dump(model, folder / FILE_NAME, compression=zipfile.ZIP_DEFLATED, compresslevel=3)
    return modules | {"skops"}


def load(folder: Path, task: Task, trusted: Collection[str] = ()) -> Any:
    """Return the model that `save` wrote, if all its types may be made.

    Raises
    ------
    ArtifactError
        If there are others; the message names them, and nothing has been made.
    """
    import skops.io

    path = folder / FILE_NAME
    found = set(skops.io.get_untrusted_types(file=path))
    known = TRUSTED | ({CALLER} if _calls_are_harmless(path) else set())
    strange = sorted(name for name in found if name not in known and name not in trusted)
    if strange:
        raise ArtifactError(
            f"{FILE_NAME} holds {', '.join(strange)}, which might run anything, so nothing of "
            "it was loaded. If you know where the artifact is from and what that is, "
            f"load(path, trusted={strange!r})."
        )
    return skops.io.load(path, trusted=sorted(found))


def _calls_are_harmless(path: Path) -> bool:
    """Tell whether the only methods of data that a file names are harmless ones."""
    with zipfile.ZipFile(path) as file:
        schema = json.loads(file.read("schema.json"))
    calls = (node["attrs"]["content"] for node in _nodes(schema) if "attrs" in node)
    return all([json.loads(part["content"]) for part in call] == HARMLESS for call in calls)


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, (dict, list)):
            yield from _nodes(part)
