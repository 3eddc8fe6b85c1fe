"""A table that is written piece by piece, to stdout or to a file that is there once whole."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import os
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import click

from lepton_automl._lazy import missing_packages
from lepton_automl.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["writing"]

Write = Callable[["pd.DataFrame"], None]
PACKED: dict[str, Callable[..., Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
}
BROKEN_PIPE = 141  # as shells count: 128 + SIGPIPE


@contextlib.contextmanager
def writing(out: str | None) -> Iterator[Write]:
    """Give a function that writes tables below each other.

    A file has another name until all is written, so that a half is never taken for a whole.

    Parameters
    ----------
    out : str or None
        The file: ``.parquet``, else CSV (``.tsv``: with tabs), packed if it ends so; None for
        stdout.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    if out is None:
        with _to_stdout():
            yield _csv(sys.stdout, ",")
        return
    place = Path(out)
    # Only a plain file can be replaced: not a pipe, nor a device.
    plain = place.is_file() or not place.exists()
    path = place.with_name(f".{place.name}.{uuid.uuid4().hex[:8]}") if plain else place
    try:
        with contextlib.ExitStack() as stack:
            yield _opened(path, place.name.lower(), stack)
        if plain:
            path.replace(place)
    except OSError as error:
        raise InputError(f"{out!r} cannot be written: {error.strerror or error}.") from error
    finally:
        if plain:
            path.unlink(missing_ok=True)


def _opened(path: Path, name: str, stack: contextlib.ExitStack) -> Write:
    if name.endswith(".parquet"):
        return _parquet(path, stack)
    ending = next((e for e in PACKED if name.endswith(e)), None)
    if name.endswith(".zip"):
        archive = stack.enter_context(ZipFile(path, "w", ZIP_DEFLATED))
        binary: IO[bytes] = stack.enter_context(archive.open(name.removesuffix(".zip"), "w"))
    else:
        binary = stack.enter_context(PACKED[ending](path, "wb") if ending else path.open("wb"))
    text = io.TextIOWrapper(binary, encoding="utf-8", newline="")
    stack.enter_context(text)
    return _csv(text, "\t" if ".tsv" in name else ",")


def _csv(stream: Any, separator: str) -> Write:
    begun: list[bool] = []

    def write(table: pd.DataFrame) -> None:
        # A text stream has its own way to end lines; to_csv would add another.
        table.to_csv(
            stream, index=False, header=not begun, sep=separator, lineterminator=os.linesep
        )
        begun.append(True)

    return write


def _parquet(path: Path, stack: contextlib.ExitStack) -> Write:
    if missing_packages(["pyarrow"]):
        raise InputError("Writing .parquet needs pyarrow: pip install pyarrow.")
    import pyarrow as pa
    import pyarrow.parquet as pq

    writers: list[Any] = []

    def write(table: pd.DataFrame) -> None:
        if not table.columns.is_unique:
            twice = table.columns[table.columns.duplicated()][0]
            raise InputError(f"A parquet file cannot have two columns {twice!r}. Write CSV.")
        if not writers:
            found = pa.Table.from_pandas(table, preserve_index=False)
            writers.append(stack.enter_context(pq.ParquetWriter(path, found.schema)))
        schema = writers[0].schema
        writers[0].write_table(pa.Table.from_pandas(table, schema, preserve_index=False))

    return write


@contextlib.contextmanager
def _to_stdout() -> Iterator[None]:
    """End quietly when the reader has had enough: ``lepton predict ... | head``."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(BROKEN_PIPE) from None
