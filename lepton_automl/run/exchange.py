"""A database in which a search lays out folds, and workers on any machine take them up.

Clocks of different machines differ, so none is compared: whoever is alive raises a number
(`lepton_automl.run.pulse`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from lepton_automl.candidate import Candidate
from lepton_automl.errors import InputError
from lepton_automl.run.plan import Job
from lepton_automl.run.tables import JOBS, META, RUNS, WORKERS
from lepton_automl.trial import Fold

__all__ = ["Claim", "Exchange", "check_storage"]

CONNECT = 10  # seconds
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


@dataclass(frozen=True)
class Claim:
    """A fold that a worker has taken up: its number, and what to do."""

    id: int
    job: Job


def check_storage(storage: Any) -> str:
    """Return the URL of a database as it is used, or refuse it.

    Raises
    ------
    InputError
        If it is none, or holds a password.

    Examples
    --------
    >>> check_storage("postgresql://lepton@db/searches")
    'postgresql+psycopg://lepton@db/searches'
    """
    try:
        url = make_url(storage)
    except ArgumentError:
        raise InputError(
            f"storage={storage!r} must be the URL of a database, such as "
            "'postgresql://user@host/name'."
        ) from None
    if url.password is not None:
        raise InputError(
            "storage holds a password, which would be written into recipes and run folders. "
            "Give it as PGPASSWORD, or in ~/.pgpass, and leave it out of the URL."
        )
    if url.get_backend_name() == "sqlite" and not url.database:
        raise InputError(f"storage={storage!r} is in memory, where no worker could see it.")
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername)).render_as_string()


class Exchange:
    """The tables of one run in a database.

    Parameters
    ----------
    storage : str
        The URL of the database.
    run : str
        The run's name in it.

    Raises
    ------
    InputError
        If the database cannot be reached, or its driver is not installed.
    """

    def __init__(self, storage: str, run: str) -> None:
        self.storage, self.run = check_storage(storage), run
        try:
            limit = {"connect_timeout": CONNECT} if "postgresql" in self.storage else {}
            self._engine = sql.create_engine(
                self.storage, pool_pre_ping=True, connect_args=limit
            )
            self._create()
        except ModuleNotFoundError as error:
            raise InputError(
                f"storage={storage!r} needs {error.name}: pip install 'lepton-automl[workers]'."
            ) from error
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
            raise InputError(f"storage={storage!r} cannot be used: {reason}") from error

    def _create(self) -> None:
        for attempt in (1, 2, 3):
            try:
                META.create_all(self._engine)
            except SQLAlchemyError:  # several may come at once, and only one makes the tables
                if attempt == 3:
                    raise
                time.sleep(0.2)
            else:
                return

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            yield connection

    # What the search does

    def open(self) -> None:
        """Begin a run; its older jobs, of a search that was killed, are gone."""
        with self._begin() as connection:
            for table in (JOBS, RUNS):
                connection.execute(sql.delete(table).where(table.c.run == self.run))
            connection.execute(sql.insert(RUNS).values(run=self.run, beats=0, open=True))

    def end(self) -> None:
        """End the run: nothing is left of its jobs, and its workers go home."""
        with self._begin() as connection:
            connection.execute(sql.delete(JOBS).where(JOBS.c.run == self.run))
            connection.execute(
                sql.update(RUNS).where(RUNS.c.run == self.run).values(open=False)
            )

    def put(self, job: Job) -> int:
        """Lay out a fold, and return its number."""
        text = json.dumps([job.candidate.to_json(), job.index, job.seconds, job.rivals])
        with self._begin() as connection:
            made = connection.execute(
                sql.insert(JOBS).values(run=self.run, job=text, state="waiting")
            )
        return int(made.inserted_primary_key[0])  # type: ignore[index]

    def withdraw(self, ids: Collection[int]) -> None:
        """Take folds back; who works on them finds them gone."""
        if not ids:
            return
        with self._begin() as connection:
            connection.execute(sql.delete(JOBS).where(JOBS.c.id.in_(ids)))

    def beat(self) -> None:
        """Show that the search is alive."""
        with self._begin() as connection:
            connection.execute(
                sql.update(RUNS).where(RUNS.c.run == self.run).values(beats=RUNS.c.beats + 1)
            )

    def ended(self, ids: Collection[int]) -> dict[int, Fold | None]:
        """Return what became of those jobs that ended; None for one that ran out of time."""
        if not ids:
            return {}
        rows = self._rows(
            sql.select(JOBS.c.id, JOBS.c.state, JOBS.c.result).where(
                JOBS.c.id.in_(ids), JOBS.c.state.in_(("done", "late"))
            )
        )
        return {
            row.id: Fold(**json.loads(row.result)) if row.state == "done" else None
            for row in rows
        }

    def taken(self) -> dict[int, str]:
        """Return the workers of the folds that are under way."""
        rows = self._rows(
            sql.select(JOBS.c.id, JOBS.c.worker).where(
                JOBS.c.run == self.run, JOBS.c.state == "taken"
            )
        )
        return {row.id: row.worker for row in rows}

    def workers(self) -> list[Any]:
        """Return the workers that have come: ``worker``, ``name``, ``places``, ``beats``."""
        return self._rows(sql.select(WORKERS).where(WORKERS.c.run == self.run))

    # What a worker does

    def arrive(self, worker: str, name: str, places: int) -> None:
        """Enter a worker."""
        with self._begin() as connection:
            connection.execute(
                sql.insert(WORKERS).values(
                    worker=worker, run=self.run, name=name, places=places, beats=0
                )
            )

    def leave(self, worker: str) -> None:
        """Strike a worker out; what it had under way waits for another."""
        with self._begin() as connection:
            connection.execute(
                sql.update(JOBS)
                .where(JOBS.c.worker == worker, JOBS.c.state == "taken")
                .values(state="waiting", worker=None)
            )
            connection.execute(sql.delete(WORKERS).where(WORKERS.c.worker == worker))

    def claim(self, worker: str, folder: str) -> Claim | None:
        """Take up the fold that has waited longest; None if none waits."""
        first = (
            sql.select(JOBS.c.id)
            .where(JOBS.c.run == self.run, JOBS.c.state == "waiting")
            .order_by(JOBS.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        take = (
            sql.update(JOBS)
            .where(JOBS.c.id == first.scalar_subquery(), JOBS.c.state == "waiting")
            .values(state="taken", worker=worker)
            .returning(JOBS.c.id, JOBS.c.job)
        )
        with self._begin() as connection:
            row = connection.execute(take).first()
        if row is None:
            return None
        candidate, index, seconds, said = json.loads(row.job)
        rivals = tuple(tuple((step, score) for step, score in reports) for reports in said)
        job = Job(folder, self.run, Candidate.from_json(candidate), index, seconds, rivals)
        return Claim(row.id, job)

    def report(self, worker: str, id: int, fold: Fold | None) -> None:
        """Say what became of a fold; None if it ran out of time."""
        values: dict[str, Any] = {"state": "late"}
        if fold is not None:
            values = {"state": "done", "result": json.dumps(asdict(fold))}
        with self._begin() as connection:
            connection.execute(
                sql.update(JOBS)
                .where(JOBS.c.id == id, JOBS.c.worker == worker, JOBS.c.state == "taken")
                .values(**values)
            )

    def pulse(self, worker: str) -> bool:
        """Show that a worker is alive, and tell whether it is still entered."""
        with self._begin() as connection:
            changed = connection.execute(
                sql.update(WORKERS)
                .where(WORKERS.c.worker == worker)
                .values(beats=WORKERS.c.beats + 1)
            )
        return bool(changed.rowcount)

    def beats(self) -> int:
        """Return the beats of the search; -1 if it has ended."""
        rows = self._rows(sql.select(RUNS.c.beats, RUNS.c.open).where(RUNS.c.run == self.run))
        return int(rows[0].beats) if rows and rows[0].open else -1

    def _rows(self, query: Any) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(query))
