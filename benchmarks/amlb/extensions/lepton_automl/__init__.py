"""How the AutoML benchmark sets lepton_automl up, and hands it a task."""

from __future__ import annotations

from typing import Any

from amlb.utils import call_script_in_same_dir


def setup(*args: Any, **kwargs: Any) -> None:
    """Make the environment."""
    call_script_in_same_dir(__file__, "setup.sh", *args, **kwargs)


def run(dataset: Any, config: Any) -> Any:
    """Run `exec.py` in the environment, on a table as the benchmark has it."""
    from frameworks.shared.caller import run_in_venv

    data: dict[str, Any] = {"problem_type": dataset.type.name}
    for part in ("train", "test"):
        rows = getattr(dataset, part)
        data[part] = {"X": rows.X, "y": rows.y}
    if config.measure_inference_time:
        data["inference_subsample_files"] = dataset.inference_subsample_files(fmt="parquet")
    dense = {"serialization": {"sparse_dataframe_deserialized_format": "dense"}}
    return run_in_venv(
        __file__, "exec.py", input_data=data, dataset=dataset, config=config, options=dense
    )
