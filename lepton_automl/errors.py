"""The errors of lepton_automl: one tree, drawn here in the order of inheritance.

::

    LeptonError                  everything that lepton_automl raises on purpose
      InputError (ValueError)    the data or an argument cannot be used
        RecipeError              the same, in a recipe file
      PluginError                an offer of a plugin is wrong, missing or clashes
      SearchError (RuntimeError) the search ended without a usable model
      ArtifactError              an artifact is damaged, foreign or too new
      RemoteError (ConnectionError)  a server cannot be reached, or fails
      ExportError                a model cannot be had in a format, or differs in it

Each message says what is wrong, with which value, and what to do. ``exit_code``
is what the command line returns.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "ArtifactError",
    "ExportError",
    "InputError",
    "LeptonError",
    "PluginError",
    "RecipeError",
    "RemoteError",
    "SearchError",
    "did_you_mean",
]


class LeptonError(Exception):
    """Base of all errors that lepton_automl raises on purpose."""

    exit_code = 1


class InputError(LeptonError, ValueError):
    """The data or an argument cannot be used as given."""

    exit_code = 2


class RecipeError(InputError):
    """A recipe file cannot be used as written."""


class PluginError(LeptonError):
    """An offer of a plugin is malformed, missing, or clashes with another."""

    exit_code = 3


class SearchError(LeptonError, RuntimeError):
    """The search ended without a model that can predict."""

    exit_code = 4


class ArtifactError(LeptonError):
    """A saved artifact is damaged, foreign, or newer than this version reads."""

    exit_code = 5


class ExportError(LeptonError):
    """A model cannot be written in a format, or does not predict the same in it."""

    exit_code = 6


class RemoteError(LeptonError, ConnectionError):
    """A server cannot be reached, or fails to answer."""

    exit_code = 7


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint naming the near miss, else the names there are.

    Examples
    --------
    >>> did_you_mean("roc_acu", ["roc_auc", "r2"])
    "Did you mean 'roc_auc'?"
    >>> did_you_mean("zebra", ["roc_auc", "r2"])
    "Known: 'r2', 'roc_auc'."
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Known: {', '.join(map(repr, names))}." if names else "There are none."
