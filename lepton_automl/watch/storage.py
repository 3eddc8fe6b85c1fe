"""Optuna's interface to a run folder, for reading."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any, NoReturn

from optuna.distributions import BaseDistribution
from optuna.storages import BaseStorage
from optuna.study import StudyDirection
from optuna.study._frozen import FrozenStudy
from optuna.trial import FrozenTrial, TrialState

from lepton_automl.watch.notes import standing, study_attributes, trial_attributes
from lepton_automl.watch.view import MANY, WHOLE, Run, Shown, View, look, views

__all__ = ["RunStorage"]

FRESH = 1.0  # seconds for which a view is shown again before the folder is read


class RunStorage(BaseStorage):
    """The studies of a run folder, read anew as the run goes on; whatever writes is refused.

    Parameters
    ----------
    path : Path
        The run folder.

    Raises
    ------
    InputError
        If it is none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._read_at = -FRESH
        self._run = look(path)
        self._views: dict[int, View] = {}

    def run(self) -> Run:
        """Return the run as it stands."""
        self._current()
        return self._run

    def shown(self) -> Sequence[Shown]:
        """Return the trials of the whole run."""
        return self._view(WHOLE).trials

    def _current(self) -> dict[int, View]:
        with self._lock:
            if time.monotonic() - self._read_at >= FRESH:
                self._run = look(self._path)
                self._views = {view.id: view for view in views(self._run)}
                for view in self._views.values():
                    for shown in view.trials:
                        shown.frozen._system_attrs = trial_attributes(shown)
                self._read_at = time.monotonic()
            return self._views

    def _view(self, study_id: int) -> View:
        try:
            return self._current()[study_id]
        except KeyError:
            raise KeyError(f"The run has no study {study_id}.") from None

    def get_all_studies(self) -> list[FrozenStudy]:
        """Return the study of the whole run and those of its families."""
        return [
            FrozenStudy(
                study_name=view.name,
                direction=StudyDirection.MAXIMIZE,
                user_attrs=standing(self._run),
                system_attrs=study_attributes(view, self._run),
                study_id=view.id,
            )
            for view in self._current().values()
        ]

    def get_study_id_from_name(self, study_name: str) -> int:
        """Return the number of a study."""
        for view in self._current().values():
            if view.name == study_name:
                return view.id
        raise KeyError(f"The run has no study {study_name!r}.")

    def get_study_name_from_id(self, study_id: int) -> str:
        """Return the name of a study."""
        return self._view(study_id).name

    def get_study_directions(self, study_id: int) -> list[StudyDirection]:
        """Return that greater is better."""
        self._view(study_id)
        return [StudyDirection.MAXIMIZE]

    def get_study_user_attrs(self, study_id: int) -> dict[str, Any]:
        """Return in a few words how the run stands."""
        self._view(study_id)
        return standing(self._run)

    def get_study_system_attrs(self, study_id: int) -> dict[str, Any]:
        """Return notes and files."""
        return study_attributes(self._view(study_id), self._run)

    def get_trial(self, trial_id: int) -> FrozenTrial:
        """Return a trial."""
        trials = self._view(trial_id // MANY).trials
        if trial_id % MANY >= len(trials):
            raise KeyError(f"The run has no trial {trial_id}.")
        return trials[trial_id % MANY].frozen

    def get_all_trials(
        self,
        study_id: int,
        deepcopy: bool = True,
        states: Container[TrialState] | None = None,
    ) -> list[FrozenTrial]:
        """Return the trials of a study, in the order they were taken up."""
        found = [
            shown.frozen
            for shown in self._view(study_id).trials
            if states is None or shown.frozen.state in states
        ]
        return copy.deepcopy(found) if deepcopy else found

    def _refuse(self, *arguments: Any, **more: Any) -> NoReturn:
        raise PermissionError("A run is watched, not changed.")

    def create_new_study(
        self, directions: Sequence[StudyDirection], study_name: str | None = None
    ) -> int:
        """Refuse."""
        self._refuse()

    def delete_study(self, study_id: int) -> None:
        """Refuse."""
        self._refuse()

    def set_study_user_attr(self, study_id: int, key: str, value: Any) -> None:
        """Refuse."""
        self._refuse()

    def set_study_system_attr(self, study_id: int, key: str, value: Any) -> None:
        """Refuse."""
        self._refuse()

    def create_new_trial(self, study_id: int, template_trial: FrozenTrial | None = None) -> int:
        """Refuse."""
        self._refuse()

    def set_trial_param(
        self,
        trial_id: int,
        param_name: str,
        param_value_internal: float,
        distribution: BaseDistribution,
    ) -> None:
        """Refuse."""
        self._refuse()

    def set_trial_state_values(
        self, trial_id: int, state: TrialState, values: Sequence[float] | None = None
    ) -> bool:
        """Refuse."""
        self._refuse()

    def set_trial_intermediate_value(
        self, trial_id: int, step: int, intermediate_value: float
    ) -> None:
        """Refuse."""
        self._refuse()

    def set_trial_user_attr(self, trial_id: int, key: str, value: Any) -> None:
        """Refuse."""
        self._refuse()

    def set_trial_system_attr(self, trial_id: int, key: str, value: Any) -> None:
        """Refuse."""
        self._refuse()
