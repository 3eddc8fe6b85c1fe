"""Numbers and names as a reader wants them: the filters of the templates."""

from __future__ import annotations

import re
from typing import Any

from lepton_automl.report.summary import seconds_text

__all__ = [
    "FILTERS",
    "bytes_text",
    "energy",
    "markdown",
    "name",
    "number",
    "percent",
    "seconds",
]

NONE = "–"
UNBROKEN = 20  # signs of a name that stay in one line


def number(value: Any, digits: int = 3) -> str:
    """Return a number with as many digits as say something; a dash for none.

    Examples
    --------
    >>> number(0.98765), number(54.321), number(12345.6), number(-0.00012), number(7)
    ('0.988', '54.3', '12,346', '-1.2e-04', '7')
    >>> number(None), number(0.5), number(1234), number(1.0), number(0.99964)
    ('–', '0.500', '1,234', '1.000', '0.99964')
    """
    if value is None:
        return NONE
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    size = round(abs(value), 12)  # what is beyond is the noise of sums
    if 1 - 0.5 * 10.0**-digits <= size < 1:  # nearly perfect is not perfect
        told = f"{value:.{digits + 2}f}"
        return f"≈{round(value)}" if float(told) == round(value) else told
    if size == 0 or 1e-3 <= size <= 1:
        return f"{value:.{digits}f}"
    if size < 1e-3:
        return f"{value:.{digits - 2}e}"
    return f"{value:,.{max(0, digits - len(str(int(size))))}f}"


def percent(value: Any, digits: int = 1) -> str:
    """Return a share as a percentage; never 0 or 100 for what is only near.

    Examples
    --------
    >>> percent(0.1234), percent(1.0), percent(0.99999), percent(0.00001), percent(None)
    ('12.3 %', '100 %', '>99.9 %', '<0.1 %', '–')
    """
    if value is None:
        return NONE
    if value in (0, 1):
        return f"{value:.0%}".replace("%", " %")
    least = 10.0 ** -(digits + 2)
    if 0 < value < least / 2:
        return f"<{least:.{digits}%}".replace("%", " %")
    if 1 - least / 2 < value < 1:
        return f">{1 - least:.{digits}%}".replace("%", " %")
    return f"{value:.{digits}%}".replace("%", " %")


def seconds(value: Any) -> str:
    """Return a duration.

    Examples
    --------
    >>> seconds(0.0123), seconds(7.31), seconds(95)
    ('12.3 ms', '7.3 s', '1:35')
    """
    if value is None:
        return NONE
    return f"{value * 1000:.3g} ms" if value < 0.1 else seconds_text(value)


def energy(watt_hours: Any, measured: bool) -> str:
    """Return an energy, as exactly as it is known: an estimate has one digit or two.

    Examples
    --------
    >>> energy(0.01234, measured=True), energy(0.01234, measured=False), energy(1234.5, True)
    ('12.3 mWh', 'about 12 mWh', '1.23 kWh')
    """
    if watt_hours is None:
        return NONE
    sizes = ((1e3, "kWh"), (1.0, "Wh"), (1e-3, "mWh"), (0.0, "µWh"))
    size, unit = next((s, u) for s, u in sizes if watt_hours >= s)
    value = watt_hours / (size or 1e-6)
    text = f"{value:.3g}" if measured else f"{float(f'{value:.2g}'):g}"
    return f"{text} {unit}" if measured else f"about {text} {unit}"


def bytes_text(value: Any) -> str:
    """Return a size.

    Examples
    --------
    >>> bytes_text(512), bytes_text(2_500_000)
    ('512 B', '2.5 MB')
    """
    if value is None:
        return NONE
    for size, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value} B"


def markdown(value: Any) -> str:
    r"""Return text that Markdown shows as it is, on one line.

    Examples
    --------
    >>> print(markdown("a|b <i>_"))
    a\|b \<i>\_
    """
    text = " ".join(str(value).split())
    for sign in ("\\", "`", "*", "_", "|", "<", "[", "]"):
        text = text.replace(sign, f"\\{sign}")
    return text


def name(value: Any) -> Any:
    """Return a name for a cell: where it is long, a line may break inside it.

    Examples
    --------
    >>> print(name("mean_of <all>"))
    mean_<wbr>of &lt;all&gt;
    """
    from markupsafe import Markup, escape

    pieces = re.findall(rf"[^_.]{{1,{UNBROKEN}}}[_.]*|[_.]+", str(value))
    return Markup("<wbr>").join(escape(piece) for piece in pieces)


FILTERS = {
    "number": number,
    "percent": percent,
    "seconds": seconds,
    "energy": energy,
    "bytes": bytes_text,
    "markdown": markdown,
    "name": name,
}
