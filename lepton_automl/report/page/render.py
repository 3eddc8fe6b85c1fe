"""The data of a report -> its page and its card."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from lepton_automl._lazy import missing_packages
from lepton_automl.errors import InputError
from lepton_automl.report.page.draw import draw
from lepton_automl.report.page.words import FILTERS

__all__ = ["card", "page", "require"]

TEMPLATES = files("lepton_automl.report.page") / "templates"


def require(*modules: str) -> None:
    """Refuse to begin without the packages that a report needs.

    Raises
    ------
    InputError
        With the command that installs them.
    """
    missing = missing_packages(("jinja2", "matplotlib", *modules))
    if missing:
        raise InputError(
            f"A report needs {', '.join(missing)}, which cannot be imported. Install what it "
            "needs: pip install 'lepton-automl[report]'."
        )


def page(report: Mapping[str, Any]) -> str:
    """Return the page: HTML with all that it needs inside.

    Parameters
    ----------
    report : mapping
        What `gather` returned, or ``report.json``.
    """
    parts = {name: _text(name) for name in ("style.css", "page.js")}
    template = _environment(escape=True).from_string(_text("page.html.jinja"))
    found: str = template.render(
        report=report, figures=draw(report), style=parts["style.css"], script=parts["page.js"]
    )
    return found


def card(report: Mapping[str, Any]) -> str:
    """Return the same as text, in Markdown."""
    template = _environment(escape=False).from_string(_text("card.md.jinja"))
    found: str = template.render(report=report)
    return found


def _text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _environment(*, escape: bool) -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    found = Environment(
        loader=FunctionLoader(_text),
        autoescape=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(FILTERS)
    return found
