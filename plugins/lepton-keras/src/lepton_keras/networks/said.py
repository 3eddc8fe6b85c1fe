"""What TensorFlow's libraries say while they are loaded, past Python, is kept back."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["hushed"]

STDERR = 2
# They heed no variable before they are set up: of how they work, and who can read it.
NOISE = re.compile(
    rb"^(I0000 .*|fully_quantize: .*|INFO: .*TensorFlow Lite.*"
    rb"|WARNING: All log messages before absl::InitializeLog.*"
    rb"|To enable the following instructions.*)\n?$"
)


@contextmanager
def hushed() -> Iterator[None]:
    """Keep back what is said to the process' standard error, and pass on what matters later.

    A library's own code writes to the descriptor, which `sys.stderr` knows nothing of.
    """
    sys.stderr.flush()
    try:
        before = os.dup(STDERR)
    except OSError:  # there is none
        yield
        return
    with tempfile.TemporaryFile() as kept:
        os.dup2(kept.fileno(), STDERR)
        try:
            yield
        finally:
            with suppress(Exception):
                sys.stderr.flush()
            os.dup2(before, STDERR)
            os.close(before)
            kept.seek(0)
            for line in kept:
                if not NOISE.match(line):
                    os.write(STDERR, line)
