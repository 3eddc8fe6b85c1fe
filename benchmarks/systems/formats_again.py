"""Measures again how fast each format of a model kept from before is, and how large."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from systems.formats_found import Found

__all__ = ["timed"]


def timed(found: Found, path: Path) -> Found:
    """Return what was found, with sizes and latencies as they are now.

    Parameters
    ----------
    found : Found
    path : Path
        The artifact.
    """
    formats = {**found.formats}
    for form, facts in _asked(path):
        formats[form] = {**formats.get(form, {}), **facts}
    return replace(found, formats=formats, load=os.getloadavg()[0])


def _asked(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the new facts of each format that an artifact holds."""
    from lepton_automl.export.check import check
    from lepton_automl.export.replay import replay
    from lepton_automl.export.rows import PROBE, from_text
    from lepton_automl.plugin import Registry

    manifest, registry = check(path), Registry()
    X, _ = from_text((path / PROBE).read_text(encoding="utf-8"))
    for form, facts in manifest.formats.items():
        place = path if form == manifest.format else path / form
        reply = replay(registry.get("exporters", form), place, manifest.task, X)
        reply.pop("answers")
        yield form, {**reply, "size": facts["size"]}
