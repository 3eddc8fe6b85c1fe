"""``lepton predict`` of a file that is larger than the memory it takes."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from house.sources import environment

from lepton_automl import load

pa = pytest.importorskip("pyarrow", reason="parquet needs it")

COLUMNS = 10  # and an identifier
PIECE = 200_000  # rows, each a line of about 130 letters
FEW, MANY = 4, 20  # pieces in the files: of either, more than are read at a time
MEGABYTE = 2**20

# Reports its own peak: what children of the test have taken is theirs together.
PROGRAM = """
import resource, sys
from lepton_automl.cli import main
try:
    main(sys.argv[2:])
finally:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kilobytes, on Linux
    open(sys.argv[1], "w").write(str(peak * 1024))
"""


def rows(piece):
    """Return some rows of the file."""
    rng = np.random.default_rng(piece)
    table = pd.DataFrame(rng.normal(size=(PIECE, COLUMNS)).round(8))
    table.columns = [f"m{i}" for i in range(COLUMNS)]
    table.insert(0, "id", [f"row {piece * PIECE + i:09d}" for i in range(PIECE)])
    return table


def write(path, pieces):
    """Write a file piece by piece, as it would be made where it does not fit."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        writer = None
        for piece in range(pieces):
            table = pa.Table.from_pandas(rows(piece), preserve_index=False)
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table)
        writer.close()
        return
    for piece in range(pieces):
        rows(piece).to_csv(path, index=False, header=not piece, mode="a")


def peak(folder, *words):
    """Return the bytes that a command took at most."""
    alone = environment(LEPTON_DISABLE_PLUGINS="1", OMP_NUM_THREADS="1", ARROW_NUM_THREADS="1")
    words = [sys.executable, "-c", PROGRAM, str(folder / "peak"), *map(str, words)]
    answer = subprocess.run(words, env=alone, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return int((folder / "peak").read_text())


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """A model of such rows that takes next to no time."""
    from sklearn.linear_model import LinearRegression

    from lepton_automl import LeptonAutoML
    from lepton_automl.plugin import EstimatorSpec

    X = rows(0).drop(columns="id").head(200)
    own = EstimatorSpec("line", LinearRegression, {"regression"}, opening=({},))
    quick = {"time_budget": None, "n_trials": 1, "cv": 3, "executor": "inline", "verbose": 0}
    automl = LeptonAutoML(estimators=[own], random_state=0, **quick)
    return automl.fit(X, 2 * X["m0"] - X["m1"]).save(tmp_path_factory.mktemp("line") / "model")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere it is no peak")
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_five_times_the_rows_take_no_more_memory(line, tmp_path, ending):
    small, large = tmp_path / f"small.{ending}", tmp_path / f"large.{ending}"
    write(small, FEW)
    write(large, MANY)
    words = ["--keep", "id", "--coverage", "0.8"]
    least = peak(tmp_path, "predict", line, small, *words, "-o", tmp_path / f"few.{ending}")
    most = peak(tmp_path, "predict", line, large, *words, "-o", tmp_path / f"out.{ending}")
    more = (MANY - FEW) * PIECE * (COLUMNS * 8 + 60)  # floats, and a text for each row
    assert more > 400 * MEGABYTE
    assert most - least < more / 5
    _see_that_all_is_there(line, tmp_path / f"out.{ending}")


def _see_that_all_is_there(line, path):
    read = pd.read_parquet if path.suffix == ".parquet" else pd.read_csv
    found = read(path)
    assert list(found) == ["id", "prediction", "prediction low", "prediction high"]
    assert len(found) == MANY * PIECE
    numbers = found["id"].str.removeprefix("row ").astype(int)
    assert (numbers.to_numpy() == np.arange(MANY * PIECE)).all()
    last = load(line).predict(rows(MANY - 1).drop(columns="id"))
    np.testing.assert_allclose(found["prediction"].tail(PIECE), last, rtol=1e-9)
