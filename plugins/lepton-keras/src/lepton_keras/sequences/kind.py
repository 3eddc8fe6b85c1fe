"""The kind ``"sequence"``: one or more channels over time, of equal or differing lengths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from lepton_automl.plugin import Choice, EstimatorSpec, Input, InputError, Task

LOOKED_AT = 100
MOST_NUMBERS = 30_000_000  # features of all rows together
MOST_KERNELS = 9996  # 84 patterns times 119


def recognise(values: Any) -> float:
    """Return how sure it is that an array, or an array of objects, holds sequences."""
    if values.ndim == 3:
        plain = values.dtype.kind in "iuf" and values.dtype != np.uint8
        return (0.4 if values.shape[1] == values.shape[2] else 0.9) if plain else 0.0
    if values.ndim != 1 or not len(values):
        return 0.0
    some = [_channels(value) for value in values[:LOOKED_AT]]
    return 0.9 if len(set(some)) == 1 and some[0] else 0.0


def read(values: Any) -> Any:
    """Return float32 of shape (n, steps, channels), or one (steps, channels) an object.

    A two-dimensional array is one channel over time. What is missing within a sequence is
    drawn as a line from before to after.

    Raises
    ------
    InputError
        If something is no sequence of numbers, or channels differ in number.
    """
    if values.ndim == 1:
        return _stacked([_read_one(value, row) for row, value in enumerate(values)])
    if values.ndim not in (2, 3) or 0 in values.shape[1:]:
        raise InputError(
            f"An array of shape {values.shape} holds no sequences; give (rows, steps) "
            "or (rows, steps, channels)."
        )
    found = _numbers(values if values.ndim == 3 else values[:, :, None])
    if not np.isnan(found).any():
        return found
    return np.stack([_filled(sequence) for sequence in found])


def space(spec: EstimatorSpec, inputs: tuple[Input, ...], task: Task) -> dict[str, Any]:
    """Return by which numbers sequences are described."""
    if "sequence" in spec.accepts:
        return {}
    fitting = max(84, min(MOST_KERNELS, MOST_NUMBERS // max(1, task.n_rows)) // 84 * 84)
    scaled = "scaled" in spec.wants
    first = ("convolutions", "intervals") if scaled else ("intervals", "convolutions")
    fewer = max(84, fitting // 5 // 84 * 84)
    when = {"features": "convolutions"}
    return {
        "features": Choice(*first),
        "kernels": Choice(
            *dict.fromkeys((fitting, fewer) if scaled else (fewer, fitting)), when=when
        ),
    }


def to_sequence(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return what makes sequences of one length, and says where they end."""
    from lepton_keras.sequences.uniform import PaddedSequences

    return PaddedSequences()


def to_number(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return what describes sequences by numbers."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from lepton_keras.sequences.convolutions import RandomConvolutions
    from lepton_keras.sequences.intervals import IntervalStatistics

    if params.get("features", "convolutions") == "convolutions":
        numbers: Any = RandomConvolutions(params.get("kernels", MOST_KERNELS))
    else:
        numbers = IntervalStatistics()
    return make_pipeline(numbers, StandardScaler()) if "scaled" in needs.wants else numbers


def _channels(value: Any) -> int:
    """Return how many channels a value has; 0 if it is no sequence of numbers."""
    if isinstance(value, np.ndarray):
        plain = value.dtype.kind in "iuf" and not (value.dtype == np.uint8 and value.ndim > 1)
        return {1: 1, 2: value.shape[-1]}.get(value.ndim, 0) if plain and value.size else 0
    numbers = isinstance(value, (list, tuple)) and len(value) > 0
    return int(numbers and all(isinstance(v, (int, float, np.number)) for v in value))


def _read_one(value: Any, row: int) -> Any:
    try:
        found = np.asarray(value, dtype=np.float32)
    except (TypeError, ValueError):
        raise InputError(
            f"Row {row} of X is no sequence of numbers; it is of type {type(value).__name__}."
        ) from None
    if found.ndim == 1:
        found = found[:, None]
    if found.ndim != 2 or not found.size:
        raise InputError(
            f"Row {row} of X has the shape {np.shape(value)}; a sequence has (steps,) or "
            "(steps, channels), and at least one step."
        )
    return _filled(_numbers(found))


def _stacked(sequences: list[Any]) -> Any:
    channels = {sequence.shape[1] for sequence in sequences}
    if len(channels) > 1:
        raise InputError(
            f"Sequences must have the same channels at each step; they have {sorted(channels)}."
        )
    if len({len(sequence) for sequence in sequences}) == 1:
        return np.stack(sequences)
    found = np.empty(len(sequences), dtype=object)
    for i, sequence in enumerate(sequences):
        found[i] = sequence
    return found


def _numbers(values: Any) -> Any:
    if values.dtype.kind not in "biuf":
        raise InputError(f"Sequences must be numbers; they are of dtype {values.dtype}.")
    found = values.astype(np.float32)
    if np.isinf(found).any():
        raise InputError("Sequences hold infinite values. Replace them, for example by NaN.")
    return found


def _filled(sequence: Any) -> Any:
    """Return a sequence without NaN: straight lines across gaps, zeros if there is nothing."""
    if not np.isnan(sequence).any():
        return sequence
    found, steps = sequence.copy(), np.arange(len(sequence))
    for channel in _columns(found):
        known = ~np.isnan(channel)
        channel[:] = np.interp(steps, steps[known], channel[known]) if known.any() else 0.0
    return found


def _columns(sequence: Any) -> Iterable[Any]:
    return sequence.T
