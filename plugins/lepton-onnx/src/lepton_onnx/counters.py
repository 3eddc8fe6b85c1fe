"""CatBoost's statistics of categories: each is a table from a category's code to a number.

CatBoost keeps them by the hash of a category's name. Which name has which hash is told by
CatBoost itself: in the JSON form of a model, for the names of a pool that is given with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import DOUBLE, INT64, Graph

__all__ = ["FIRST", "N_CODES", "codes_by_hash", "looked_up", "of_codes", "told"]

FIRST = -1  # the code of a category that is missing
N_CODES = 1024  # codes whose statistics are looked for, beginning with the first
STEP = 0x4906BA494954CB65  # CatBoost's hash of one category, as it combines several
NOBODY = 2**64 - 1  # the hash that marks an empty place in a table
CLASSES, COUNTS = ("Borders",), ("Counter", "FeatureFreq")


def told(model: Any) -> dict[str, Any]:
    """Return the JSON form of a model of lepton-boosting, with the hashes of all codes."""
    pool = None
    if n_codes := len(model.categorical_features or ()):
        from catboost import Pool

        n_numbers = int(model.n_features_in_) - n_codes
        names = [str(code) for code in range(FIRST, FIRST + N_CODES)]
        rows = [[0.0] * n_numbers + [name] * n_codes for name in names]
        pool = Pool(rows, cat_features=[*range(n_numbers, n_numbers + n_codes)])
    with TemporaryDirectory(prefix="lepton-catboost-") as place:
        path = Path(place) / "model.json"
        model.booster_.save_model(str(path), format="json", pool=pool)
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def codes_by_hash(model: Mapping[str, Any]) -> dict[int, int]:
    """Return the code that each hash stands for; hashes have 32 bits, one of them a sign."""
    entries = model["features_info"].get("cat_features_hash") or ()
    return {(int(e["hash"]) + 2**31) % 2**32 - 2**31: int(e["value"]) for e in entries}


def of_codes(
    statistic: Mapping[str, Any], model: Mapping[str, Any], hashes: Mapping[int, int], path: str
) -> Any:
    """Return what a statistic gives for each code from `FIRST` on, and for an unknown one.

    Parameters
    ----------
    statistic : mapping
        One of ``features_info.ctrs``.
    model : mapping
        The JSON form of the model.
    hashes : mapping from int to int
        The hash of each code's name.
    path : str
        Where in the model this is, for the error.

    Raises
    ------
    ExportError
        If the statistic is of several categories together, or of an unknown sort.
    """
    sort = statistic["ctr_type"]
    elements = [element["combination_element"] for element in statistic["elements"]]
    if elements != ["cat_feature_value"] or sort not in CLASSES + COUNTS:
        raise ExportError(
            f"{path}: CatBoost's statistic {sort!r} of {len(elements)} categories is unknown."
        )
    data = model["ctr_data"][statistic["identifier"]]
    kept = np.array([int(v) for v in data["hash_map"]], dtype=object)
    rows = kept.reshape(-1, int(data["hash_stride"]))
    known = {row[0]: row[1:].astype(np.int64) for row in rows if row[0] != NOBODY}
    of_all = int(data["counter_denominator"])
    found = np.full(N_CODES + 1, _share(statistic, 0, of_all if sort in COUNTS else 0))
    for code in range(FIRST, FIRST + N_CODES):
        counts = known.pop(_combined(hashes[code]), None) if code in hashes else None
        if counts is not None and sort in COUNTS:
            found[code - FIRST] = _share(statistic, counts[0], of_all)
        elif counts is not None:
            above = counts[statistic["target_border_idx"] + 1 :].sum()
            found[code - FIRST] = _share(statistic, above, counts.sum())
    if known:
        raise ExportError(f"{path}: CatBoost knows more than {N_CODES} categories of a column.")
    return found


def looked_up(graph: Graph, codes: str, table: Any) -> str:
    """Return a statistic of a column of codes, of which none is NaN."""
    last = graph.constant(float(N_CODES))
    place = graph.sub(codes, graph.constant(float(FIRST)))
    inside = graph.node(
        "And",
        graph.node("GreaterOrEqual", place, graph.constant(0.0)),
        graph.node("Less", place, last),
    )
    place = graph.cast(graph.where(inside, place, last), INT64)
    return graph.cast(graph.node("Gather", graph.constant(table), place), DOUBLE)


def _share(statistic: Mapping[str, Any], part: Any, whole: Any) -> float:
    """Return a share as CatBoost has it: in single precision, drawn towards a prior."""
    single = np.float32
    above = single(part) + single(statistic["prior_numerator"])
    below = single(whole) + single(statistic["prior_denomerator"])
    share = (above / below + single(statistic["shift"])) * single(statistic["scale"])
    return float(share)


def _combined(hashed: int) -> int:
    """Return the hash of a combination that is this one category alone."""
    return (STEP * STEP * (hashed % 2**64)) % 2**64
