"""What hidden layers apply to their sums: in place, and by functions that have no branches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_realmlp.tape import Tape

__all__ = ["ACTIVATIONS", "ALPHA", "SCALE", "mish", "selu"]

Array = NDArray[np.floating[Any]]
ALPHA, SCALE = 1.6732632, 1.0507010  # of SELU: outputs keep mean 0 and variance 1
FAR = 20.0  # from here on mish is the identity


def selu(z: Array, tape: Tape, slope: Array | None = None) -> None:
    """Put the activation in the place of z (Klambauer et al., 2017).

    Its derivative is written to `slope` where that is given.

    Examples
    --------
    >>> z = np.array([[-50.0, 0.0, 1.0]])
    >>> selu(z, Tape())
    >>> z.round(3)
    array([[-1.758,  0.   ,  1.051]])
    """
    zeros = np.zeros(z.shape[-1], z.dtype)  # compared with a row numpy is faster
    below = np.minimum(z, zeros, out=tape.like("below", z))
    np.exp(below, out=below)
    below *= ALPHA * SCALE
    if slope is not None:
        np.multiply(z > 0, z.dtype.type(SCALE - ALPHA * SCALE), out=slope)
        slope += below
    below -= ALPHA * SCALE
    np.maximum(z, zeros, out=z)
    z *= SCALE
    z += below


def mish(z: Array, tape: Tape, slope: Array | None = None) -> None:
    """Put the activation in the place of z (Misra, 2020).

    It is z by the hyperbolic tangent of log(1 + exp(z)), which is n / (n + 2) where e is exp(z)
    and n is e (e + 2). Its derivative is written to `slope` where that is given.

    Examples
    --------
    >>> z = np.array([[-50.0, 0.0, 50.0]])
    >>> mish(z, Tape())
    >>> z.round(3)
    array([[-0.,  0., 50.]])
    """
    far = np.full(z.shape[-1], FAR, z.dtype)  # compared with a row numpy is faster
    e = np.minimum(z, far, out=tape.like("e", z))
    np.exp(e, out=e)
    tanh = np.add(e, 2.0, out=tape.like("tanh", z))
    tanh *= e
    over = np.add(tanh, 2.0, out=tape.like("over", z))
    np.divide(1.0, over, out=over)
    tanh *= over
    if slope is not None:  # tanh + 4 z e (e + 1) / (n + 2)^2
        e *= over
        over += e
        over *= e
        np.multiply(z, over, out=slope)
        slope *= 4.0
        slope += tanh
    z *= tanh


ACTIVATIONS: dict[str, Callable[[Array, Tape, Array | None], None]] = {
    "selu": selu,
    "mish": mish,
}
