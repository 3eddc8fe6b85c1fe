"""What became of a candidate, fold by fold, and all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from statistics import fmean, median
from typing import Any

from lepton_automl.candidate import Candidate

__all__ = ["Fold", "History", "OnTick", "Reports", "Trial"]

BYTES_PER_SECOND = 200e6  # at which fitted pipelines are surely read back
ONCE = 0.2  # of a fit's seconds, in which nothing is repeated, such as epochs
Reports = tuple[tuple[int, float], ...]  # steps, and the score after each


@dataclass(frozen=True)
class Fold:
    """One fold of one candidate: its score, or the reason why there is none.

    Attributes
    ----------
    index : int
        The position in the splits; -1 for a fit on all rows.
    score : float or None
        Greater is better; None if the fold failed or had nothing to score.
    seconds : float
        Wall-clock time of fit and predict in the worker.
    predict_seconds : float
        The part of it that predicting took; of folds out of bag, told by the first alone.
    error : str or None
        Why there is no model: one sentence.
    latency : float or None
        Seconds to predict one row; measured on the first fold.
    size : int or None
        Bytes of the fitted pipeline.
    refit_params : mapping or None
        Parameters that a fit without validation rows should take, such as the number of rounds
        after which this one stopped.
    out_of_bag : bool
        Whether the predictions come from a fit on all rows, each made by those parts of the
        model whose bag of rows it was not in. The fit's time is that of fold 0.
    reports : tuple of (int, float)
        Steps of the fit, such as epochs, and the score that it reported after each.
    stopped : str or None
        Why the fit was told to stop before its end: one sentence. What it had learned by then
        was scored.
    """

    index: int
    score: float | None = None
    seconds: float = 0.0
    predict_seconds: float = 0.0
    error: str | None = None
    latency: float | None = None
    size: int | None = None
    refit_params: Mapping[str, float] | None = field(default=None, hash=False)
    out_of_bag: bool = False
    reports: Reports = ()
    stopped: str | None = None

    def __post_init__(self) -> None:
        """Take reports as JSON has them."""
        object.__setattr__(self, "reports", tuple((s, v) for s, v in self.reports))


@dataclass(frozen=True)
class Trial:
    """A candidate and what became of it.

    Attributes
    ----------
    number : int
        The order in which candidates were taken up, from 0 (the baseline).
    candidate : Candidate
    origin : {"baseline", "opening", "search"}
        Who proposed it: the task type, a spec's opening, or Optuna.
    folds : tuple of Fold
        The folds done so far, by index.
    """

    number: int
    candidate: Candidate
    origin: str
    folds: tuple[Fold, ...] = ()

    @property
    def done(self) -> tuple[Fold, ...]:
        """The folds that gave a score."""
        return tuple(f for f in self.folds if f.score is not None and f.index >= 0)

    @property
    def error(self) -> str | None:
        """The first failure of a fold, or None; a fit on all rows that failed is not one."""
        return next((f.error for f in self.folds if f.error and f.index >= 0), None)

    @property
    def stopped(self) -> str | None:
        """Why a fit of it was told to stop before its end, or None."""
        return next((f.stopped for f in self.folds if f.stopped), None)

    @property
    def score(self) -> float | None:
        """The mean score over the folds done; None without any."""
        scores = [f.score for f in self.done if f.score is not None]
        return sum(scores) / len(scores) if scores else None

    @property
    def seconds(self) -> float:
        """The seconds spent on all folds."""
        return sum(f.seconds for f in self.folds)

    @property
    def latency(self) -> float | None:
        """The seconds that one of its pipelines takes to predict one row."""
        return next((f.latency for f in self.done if f.latency is not None), None)

    @property
    def fold_seconds(self) -> float:
        """The seconds that one of its folds took, typically."""
        return median([f.seconds for f in self.done] or [0.0])

    @property
    def refit_seconds(self) -> float:
        """The seconds that a fit with its `refit_params` takes on as many rows as a fold's.

        Less than a fold's where that went on to see whether more of something, such as epochs,
        is better, and less of it was.
        """
        given = self.candidate.params
        kept = [
            n / most
            for name, n in self.refit_params.items()
            if isinstance(most := given.get(name), (int, float)) and most > 0
        ]
        return self.fold_seconds * (ONCE + (1.0 - ONCE) * min([1.0, *kept]))

    @property
    def whole(self) -> bool:
        """Whether there is a pipeline fitted on all rows, which stands for those of folds."""
        return any(f.index < 0 and not f.error for f in self.folds)

    @property
    def refit_params(self) -> dict[str, float]:
        """Parameters for a fit on all rows: means over the folds, whole where they were."""
        told = [f.refit_params for f in self.done if f.refit_params]
        means = {name: fmean(params[name] for params in told) for name in (told or [{}])[0]}
        return {
            name: round(mean) if isinstance(told[0][name], int) else mean
            for name, mean in means.items()
        }

    def to_json(self) -> dict[str, Any]:
        """Return the trial as plain JSON values."""
        return {
            "number": self.number,
            "candidate": self.candidate.to_json(),
            "origin": self.origin,
            "folds": [asdict(f) for f in self.folds],
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Trial:
        """Return the trial that `to_json` described."""
        return cls(
            values["number"],
            Candidate.from_json(values["candidate"]),
            values["origin"],
            tuple(Fold(**f) for f in values["folds"]),
        )


@dataclass
class History:
    """All trials of a search, in the order they were taken up.

    Attributes
    ----------
    metric : str
        The name of the score.
    n_splits : int
        How many folds a complete trial has.
    trials : dict from Candidate to Trial
    interrupted : bool
        Whether it was ended before its budget was used: by hand (Ctrl-C), or by a full disk.
    """

    metric: str
    n_splits: int
    trials: dict[Candidate, Trial] = field(default_factory=dict)
    interrupted: bool = False

    def start(self, candidate: Candidate, origin: str) -> Trial:
        """Return the candidate's trial, taking it up if it is new."""
        if candidate not in self.trials:
            self.trials[candidate] = Trial(len(self.trials), candidate, origin)
        return self.trials[candidate]

    def add(self, candidate: Candidate, fold: Fold) -> Trial:
        """Record a fold and return the trial as it is now."""
        old = self.trials[candidate]
        folds = sorted((*old.folds, fold), key=lambda f: f.index)
        trial = Trial(old.number, candidate, old.origin, tuple(folds))
        self.trials[candidate] = trial
        return trial

    def __iter__(self) -> Iterator[Trial]:
        """Iterate over the trials in the order they were taken up."""
        return iter(self.trials.values())

    def __len__(self) -> int:
        """Return the number of trials."""
        return len(self.trials)

    def loading_seconds(self, candidates: Iterable[Candidate]) -> float:
        """Return the seconds that it takes to read all pipelines of candidates back."""
        size = sum(fold.size or 0 for c in candidates for fold in self.trials[c].folds)
        return size / BYTES_PER_SECOND

    @property
    def best(self) -> Trial | None:
        """The trial with the best mean score among those with the most folds done.

        Failed trials do not count, and the baseline only where there is nothing else.
        """
        scored = [t for t in self if t.score is not None and not t.error]
        return max(
            scored,
            key=lambda t: (t.origin != "baseline", len(t.done), t.score, -t.number),
            default=None,
        )


OnTick = Callable[[History, Mapping[Candidate, float], list[str]], None]
"""Told how things stand: all trials, the members' weights, and in words what is under way."""
