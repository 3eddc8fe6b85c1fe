"""Asks whether the opening is good on tables that it was not chosen on.

What `portfolio.py` has recorded is divided: by halves of the tables, and table by table. What
is chosen on one part is measured on the other, beside what is the same for all tables: each
estimator's first opening, the opening as it is, and all that was recorded.

    python benchmarks/experiments/hold_out.py FOLDER [--parts books,seconds,without]

`books` compares them without a limit of time, `seconds` orders of the same book within seconds
of the processor, and `without` what is lost where an estimator is left out. Each prints a table
of geometric means of losses as shares, less is better, and on how many tables it is better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from choose_opening import BOOKS, Book, chosen, further
from recorded import Table, mean_ratio, print_parts, ratios

STEPS = (4, 12)  # configurations to be chosen
PICKS = 10  # that are put in an order by what they bring for a second
SECONDS = (5.0, 15.0, 45.0)
NOTHING = 5e-4  # a gain that is none

Policy = Callable[[Sequence[Table]], Book]


def halves(tables: Sequence[Table]) -> Iterator[tuple[list[Table], list[Table]]]:
    """Yield what is known and what is held out: every second table, and the others."""
    names = sorted({table.name for table in tables})
    for held in (set(names[::2]), set(names[1::2])):
        yield _parted(tables, held)


def each(tables: Sequence[Table]) -> Iterator[tuple[list[Table], list[Table]]]:
    """Yield all tables but one, and that one."""
    for name in sorted({table.name for table in tables}):
        yield _parted(tables, {name})


def _parted(tables: Sequence[Table], held: set[str]) -> tuple[list[Table], list[Table]]:
    known = [table for table in tables if table.name not in held]
    return known, [table for table in tables if table.name in held]


def always(book: Book) -> Policy:
    """Return the policy of the same book whatever is known."""
    return lambda known: book


def best_added(steps: int) -> Policy:
    """Return the policy of first openings and what is best added to these where it is known."""
    base = BOOKS["defaults"]

    def policy(known: Sequence[Table]) -> Book:
        taken = chosen(known, base, further(known, base), steps)
        return lambda table: {*base(table), *taken}

    return policy


def by_worth(known: Sequence[Table]) -> Book:
    """Return the opening, headed by what lowers the loss most for a second."""
    offered = list(dict.fromkeys(chain.from_iterable(t.book for t in known)))
    seconds = {k: np.mean([_seconds(t, k) for t in known]) for k in offered}
    taken: list[str] = []
    level = _level(known, taken)
    while len(taken) < PICKS:
        levels = {k: _level(known, [*taken, k]) for k in offered if k not in taken}
        best = max(levels, key=lambda k: (level - levels[k]) / max(seconds[k], 1e-3))
        taken.append(best)
        level = levels[best]
    return lambda table: dict.fromkeys([*taken, *table.book])


def _level(tables: Sequence[Table], keys: list[str]) -> float:
    found = ratios(tables, lambda table: keys, BOOKS["opening"])
    return float(np.mean(np.log(list(found.values()))))


def _seconds(table: Table, key: str) -> float:
    return float(table.found[key]["seconds"]) if key in table.found else 0.0


def without(names: Iterable[str]) -> Book:
    """Return the opening without some estimators."""
    names = set(names)
    return lambda table: [k for k in table.book if estimator(k) not in names]


def estimator(key: str) -> str:
    """Return whose configuration it is."""
    return key.split(" ", 1)[0]


def needless(seconds: float) -> Policy:
    """Return the policy that leaves out estimators as long as that helps where it is known."""

    def policy(known: Sequence[Table]) -> Book:
        plain = limited(BOOKS["opening"], seconds)
        left_out: list[str] = []
        level = 1.0
        while True:
            names = {estimator(k) for t in known for k in t.book} - set(left_out)
            levels = {
                name: mean_ratio(
                    ratios(known, limited(without([*left_out, name]), seconds), plain).values()
                )
                for name in sorted(names)
            }
            worst = min(levels, key=levels.__getitem__)
            if levels[worst] > level - NOTHING:
                print(f"    left out of {seconds:g} s: {', '.join(left_out) or 'none'}")
                return without(left_out)
            left_out.append(worst)
            level = levels[worst]

    return policy


def limited(book: Book, seconds: float) -> Book:
    """Return what of a book, in its order, is fitted within the seconds."""
    return lambda table: table.within(book(table), seconds)


def held_out(
    tables: Sequence[Table],
    policy: Policy,
    before: Book,
    division: Callable[[Sequence[Table]], Iterable[tuple[list[Table], list[Table]]]],
    seconds: float = np.inf,
) -> list[float]:
    """Return the ratios on tables that the policy did not know."""
    found: list[float] = []
    for known, held in division(tables):
        book = limited(policy(known), seconds)
        found += ratios(held, book, limited(before, seconds)).values()
    return found


def row(name: str, *columns: list[float]) -> None:
    """Print a line of the table."""
    cells = [
        f"{np.exp(np.mean(np.log(c))):.4f} | {mean_ratio(c):.4f} | "
        f"{sum(r < 1 - NOTHING for r in c)} : {sum(r > 1 + NOTHING for r in c)}"
        for c in columns
    ]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def books(tables: Sequence[Table]) -> None:
    """Compare books without a limit of time, as shares of the loss of first openings."""
    few, many = STEPS
    compared = [
        ("the opening", always(BOOKS["opening"]), each),
        ("all that was recorded", always(lambda table: table.found), each),
        (f"{few} chosen on the other half", best_added(few), halves),
        (f"{few} chosen on all other tables", best_added(few), each),
        (f"{many} chosen on the other half", best_added(many), halves),
    ]
    for name, policy, division in compared:
        row(name, held_out(tables, policy, BOOKS["defaults"], division))


def seconds(tables: Sequence[Table]) -> None:
    """Compare orders of the opening within seconds of the processor."""
    policies = {
        "first openings alone": always(BOOKS["defaults"]),
        "by worth where known": by_worth,
        "without needless ones where known": needless(SECONDS[1]),
    }
    for name, policy in policies.items():
        books = [(policy(known), held) for known, held in halves(tables)]
        columns = []
        for limit in SECONDS:
            before, column = limited(BOOKS["opening"], limit), []
            for book, held in books:
                column += ratios(held, limited(book, limit), before).values()
            columns.append(column)
        row(name, *columns)


def left_out(tables: Sequence[Table]) -> None:
    """Print what each estimator costs and brings, as what is lost without it."""
    for name in sorted({estimator(key) for table in tables for key in table.book}):
        columns = []
        for limit in (SECONDS[1], np.inf):
            before = limited(BOOKS["opening"], limit)
            columns.append(
                list(ratios(tables, limited(without([name]), limit), before).values())
            )
        keys = [[k for k in t.book if estimator(k) == name] for t in tables]
        spent = [sum(_seconds(t, k) for k in ks) for t, ks in zip(tables, keys, strict=True)]
        row(f"{name}, {np.median(spent):.1f} s", *columns)


PARTS = {"books": books, "seconds": seconds, "without": left_out}


if __name__ == "__main__":
    print_parts(__doc__, PARTS)
