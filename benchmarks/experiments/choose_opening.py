"""Chooses what to add to the opening from what `portfolio.py` has recorded.

Starting from a book, the configuration whose addition lowers the loss of the ensemble most, as
a geometric mean over tables, is added, again and again. Members are weighed on the rows that
were watched, and the loss is that on further rows. `hold_out.py` asks whether what is chosen so
holds on tables that it was not chosen on.

    python benchmarks/experiments/choose_opening.py FOLDER [--steps 4] [--from defaults]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from recorded import Table, mean_ratio, ratios, read

__all__ = ["BOOKS", "Book", "chosen", "further"]

Book = Callable[[Table], Iterable[str]]
BOOKS: dict[str, Book] = {
    "defaults": lambda table: table.defaults,
    "opening": lambda table: table.book,
}


def chosen(
    tables: Sequence[Table], base: Book, offered: Collection[str], steps: int
) -> list[str]:
    """Return the configurations to add, best first.

    After the first step only those are tried that did well in it.
    """

    def gain(added: Collection[str]) -> float:
        return mean_ratio(ratios(tables, lambda t: {*base(t), *added}, base).values())

    alone = {key: gain([key]) for key in offered}
    best = sorted(offered, key=lambda key: (alone[key], key))[: 2 * steps]
    taken: list[str] = []
    while len(taken) < min(steps, len(best)):
        gains = {key: gain([*taken, key]) for key in best if key not in taken}
        taken.append(min(gains, key=gains.__getitem__))
    return taken


def further(tables: Iterable[Table], base: Book) -> list[str]:
    """Return what was recorded of any table and is not in its book."""
    return list(dict.fromkeys(k for t in tables for k in t.found if k not in set(base(t))))


def main() -> None:
    """Print what is worth adding."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--from", choices=BOOKS, default="opening", dest="base")
    asked = parser.parse_args()
    tables, base = read(asked.folder), BOOKS[asked.base]
    offered = further(tables, base)
    everything = mean_ratio(ratios(tables, lambda t: t.found, base).values())
    print(f"with all {len(offered)} that were tried: {everything:.4f}")
    taken = chosen(tables, base, offered, asked.steps)
    for n, key in enumerate(taken, 1):
        found = ratios(tables, lambda t, n=n: {*base(t), *taken[:n]}, base)
        print(f"  + {key}: {mean_ratio(found.values()):.4f}")


if __name__ == "__main__":
    main()
