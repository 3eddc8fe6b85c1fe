"""The command line: ``lepton``, one file a command, each loaded on first use.

Results go to stdout, progress and errors to stderr. An error is one sentence and an exit code
(``LeptonError.exit_code``); ``--debug``, anywhere on the line, adds the traceback.
"""

from __future__ import annotations

import sys
import traceback
import warnings
from collections.abc import Sequence

import click

import lepton_automl
from lepton_automl.cli.group import LazyGroup
from lepton_automl.errors import LeptonError

__all__ = ["cli", "main"]

INTERRUPTED = 130  # as shells count: 128 + SIGINT


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(lepton_automl.__version__, message="lepton_automl %(version)s")
def cli(debug: bool) -> None:
    """AutoML on scikit-learn: from a table to a model that can be deployed.

    Begin with `lepton new recipe NAME` and `lepton run NAME.toml`, or with
    `lepton fit DATA.csv --target COLUMN`.
    """


def main(words: Sequence[str] | None = None) -> None:
    """Answer a command line and exit with its code; by default the one of this process."""
    given = list(sys.argv[1:] if words is None else words)
    debug = "--debug" in given
    sys.exit(_answer([word for word in given if word != "--debug"], debug))


def _answer(words: list[str], debug: bool) -> int:
    """Return the exit code, having told any error as a sentence."""
    try:
        with warnings.catch_warnings():
            # `print_outcome` says so in a sentence.
            warnings.filterwarnings("ignore", "The model is the trivial baseline", UserWarning)
            code = cli.main(words, prog_name="lepton", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _tell("Interrupted: nothing was saved.", INTERRUPTED, debug)
    except LeptonError as error:
        return _tell(f"Error: {error}", error.exit_code, debug)
    except OSError as error:  # no right, no room, no such place
        place = f"{error.filename}: " if error.filename else ""
        return _tell(f"Error: {place}{error.strerror or error}.", LeptonError.exit_code, debug)
    except Exception as error:
        kind, hint = type(error).__name__, "Add --debug to see where, and please report it."
        return _tell(f"Error: unexpected {kind}: {error}. {hint}", LeptonError.exit_code, debug)


def _tell(sentence: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    click.echo(sentence, err=True)
    return code
