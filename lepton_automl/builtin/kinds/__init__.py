"""The kinds of table columns: one module a kind, each offered by reference."""

from __future__ import annotations

from lepton_automl.plugin.specs import KindSpec

__all__ = ["KINDS"]

_HERE = "lepton_automl.builtin.kinds"


def _kind(name: str, module: str, read: str = "read", recognise: str = "recognise") -> KindSpec:
    return KindSpec(
        name=name,
        form="column",
        recognise=f"{_HERE}.{module}:{recognise}",
        read=f"{_HERE}.{module}:{read}",
        becomes={"number": f"{_HERE}.{module}:to_number"},
        space=f"{_HERE}.{module}:space",
    )


# Days and months are told apart by the column, not by the cell: "03/04/2020" alone says
# nothing. Reading has no memory, so what fit has seen must be part of the kind's name.
KINDS = (
    _kind("number", "number"),
    KindSpec(
        name="category",
        form="column",
        recognise=f"{_HERE}.category:recognise",
        read=f"{_HERE}.category:read",
        becomes={
            "category": f"{_HERE}.category:to_codes",
            "number": f"{_HERE}.category:to_number",
        },
        space=f"{_HERE}.category:space",
    ),
    _kind("boolean", "boolean"),
    _kind("datetime", "datetime"),
    _kind("datetime_dayfirst", "datetime", "read_dayfirst", "recognise_dayfirst"),
    _kind("text", "text"),
)
