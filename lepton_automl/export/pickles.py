"""Pickles that can be read elsewhere.

A pickle holds no classes, only their names. A class that was written in a notebook or a script
has the name ``__main__.Thing``, which means something else in every other process: such a
pickle is written without complaint and cannot be read where it is needed. So the names are
looked at before a file is written.
"""

from __future__ import annotations

import pickle
import pickletools
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import joblib

from lepton_automl.errors import InputError

__all__ = ["dump", "names", "refuse_unreadable"]

STRINGS = frozenset({"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE"})
GETS = frozenset({"BINGET", "LONG_BINGET", "GET"})
IN_MEMORY = 16 * 2**20


def dump(value: Any, path: Path, what: str = "The model") -> set[str]:
    """Write an object with joblib, if it can be read in another process.

    An exporter may return what this returns: the artifact then knows what loading needs.

    Parameters
    ----------
    value : object
        What to write.
    path : Path
        The file.
    what : str
        How messages call the object.

    Returns
    -------
    set of str
        The top-level modules that reading it imports, but for Python's own.

    Raises
    ------
    InputError
        If the object cannot be pickled, or holds something defined in ``__main__``.
    """
    modules = refuse_unreadable(value, what)
    joblib.dump(value, path)
    return modules


def refuse_unreadable(value: Any, what: str = "The model") -> set[str]:
    """Return the top-level modules that reading an object imports, if another process can.

    Raises
    ------
    InputError
        If the object cannot be pickled, or holds something defined in ``__main__``.
    """
    found = names(value, what)
    for module, name in found:
        if module in ("__main__", "__mp_main__"):
            raise InputError(
                f"{what} holds {name!r}, which was defined in a notebook or script "
                "(__main__) and cannot be loaded elsewhere. Move it to a module that "
                "can be imported, and fit again."
            )
    return {module.partition(".")[0] for module, _ in found} - sys.stdlib_module_names


def names(value: Any, what: str = "The object") -> set[tuple[str, str]]:
    """Return the modules and names of all classes and functions that a pickle needs.

    Examples
    --------
    >>> from fractions import Fraction
    >>> names([Fraction(1, 2)])
    {('fractions', 'Fraction')}
    """
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        try:
            # Arrays' bytes stay out of the stream: they can be huge and hold no names.
            pickle.dump(value, file, protocol=5, buffer_callback=lambda buffer: None)
        except (pickle.PicklingError, TypeError, AttributeError) as error:
            raise InputError(
                f"{what} cannot be pickled ({error}). Use functions and classes defined at "
                "the top of a module, and no open files, locks or lambdas."
            ) from error
        file.seek(0)
        return set(_walk(file))


def _walk(stream: IO[bytes]) -> Iterator[tuple[str, str]]:
    """Follow the strings on the stack: two of them make a global.

    Only as much of the pickle machine as the pickler itself makes use of for names: it pushes
    module and name, each as a string or from the memo, and takes both at once.
    """
    memo: list[str] = []
    pushed = ["", ""]
    argument: Any
    for opcode, argument, _ in pickletools.genops(stream):
        name = opcode.name
        if name in STRINGS:
            pushed = [pushed[1], argument]
        elif name in GETS:
            pushed = [pushed[1], memo[argument]]
        elif name == "MEMOIZE":
            memo.append(pushed[1])
        elif name == "STACK_GLOBAL":
            yield pushed[0], pushed[1]
            pushed = ["", ""]
        elif name == "GLOBAL":
            module, _, rest = argument.partition(" ")
            yield module, rest
        else:
            pushed = ["", ""] if name not in ("FRAME", "PROTO") else pushed
