"""``lepton datasets``: the data sets that are known by name."""

from __future__ import annotations

import click

from lepton_automl.cli import show

__all__ = ["command"]


@click.command("datasets")
def command() -> None:
    """List the data sets that recipes and commands know by name.

    Plugins may offer more, and so does the folder that LEPTON_DATA_HOME names.
    """
    from lepton_automl._lazy import missing_packages
    from lepton_automl.plugin.registry import Registry

    registry = Registry()
    rows = []
    for name, spec in sorted(registry.datasets.items()):
        missing = missing_packages(spec.requires)
        hint = f" (needs: pip install {' '.join(missing)})" if missing else ""
        rows.append((name, spec.summary + hint, registry.owner("datasets", name)))
    if {owner for _, _, owner in rows} == {"lepton_automl.builtin"}:
        show.table(("name", "what it is"), [row[:2] for row in rows])
    else:
        show.table(("name", "what it is", "plugin"), rows)
