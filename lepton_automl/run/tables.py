"""The tables of a search that machines share; they hold what is under way, and nothing else."""

from __future__ import annotations

import sqlalchemy as sql

__all__ = ["JOBS", "META", "RUNS", "WORKERS"]

META = sql.MetaData()
RUNS = sql.Table(
    "lepton_runs",
    META,
    sql.Column("run", sql.String(64), primary_key=True),
    sql.Column("beats", sql.Integer, nullable=False),
    sql.Column("open", sql.Boolean, nullable=False),
)
WORKERS = sql.Table(
    "lepton_workers",
    META,
    sql.Column("worker", sql.String(64), primary_key=True),
    sql.Column("run", sql.String(64), nullable=False, index=True),
    sql.Column("name", sql.String(255), nullable=False),
    sql.Column("places", sql.Integer, nullable=False),
    sql.Column("beats", sql.Integer, nullable=False),
)
JOBS = sql.Table(
    "lepton_jobs",
    META,
    sql.Column("id", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("run", sql.String(64), nullable=False, index=True),
    sql.Column("job", sql.Text, nullable=False),
    sql.Column("state", sql.String(16), nullable=False),  # waiting, taken, done, late
    sql.Column("worker", sql.String(64)),
    sql.Column("result", sql.Text),
)
