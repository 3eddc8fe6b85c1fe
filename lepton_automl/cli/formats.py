"""What is known of the formats in an artifact, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from lepton_automl.cli import show

if TYPE_CHECKING:
    from lepton_automl.export import Manifest

__all__ = ["print_formats"]

NAMES = ("format", "MB", "1 row, ms", "rows/s", "differs by", "labels differ")


def print_formats(manifest: Manifest, names: Iterable[str] | None = None) -> None:
    """Print size, speed and difference from the model of formats; of all by default."""
    every = dict.fromkeys((manifest.format, *manifest.formats))
    rows = [_row(name, manifest.formats.get(name, {})) for name in names or every]
    show.table(NAMES, rows)


def _row(name: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    size = facts.get("size")
    return (
        name,
        _said(None if size is None else size / 1e6, ".3f"),
        _said(facts.get("latency_ms"), ".3f"),
        _said(facts.get("rows_per_second"), ",.0f"),
        _said(facts.get("max_difference"), ".2g"),
        _said(facts.get("labels_that_differ"), ".2%"),
    )


def _said(value: Any, form: str) -> str:
    """Return a value as a cell; an empty one where nothing is known."""
    return "" if value is None else format(value, form)
