"""How a case is declared: what it is called and how often it occurs in a full market."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from demo.workshop import Workshop

Make = Callable[[Workshop, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A planted case or look-alike; `make` puts its `turn`-th variant into a market."""

    name: str
    full: int
    in_quick: bool
    make: Make


CASES: list[Case] = []


def case(*, full: int = 2, in_quick: bool = True) -> Callable[[Make], Make]:
    """Declares a function as a case that occurs `full` times in a full market, and at most once else."""

    def declare(make: Make) -> Make:
        name = f"{make.__module__.rpartition('.')[2]}.{make.__name__}"
        CASES.append(Case(name=name, full=full, in_quick=in_quick, make=make))
        return make

    return declare


def plant_all(shop: Workshop, *, is_quick: bool) -> None:
    """Puts every case into the market, each with draws of its own."""
    for one in CASES:
        if is_quick and not one.in_quick:
            continue
        for turn in range(1 if is_quick else one.full):
            shop.turn_to(f"{one.name} {turn}")
            before = len(shop.drafts)
            one.make(shop, turn)
            for draft in shop.drafts[before:]:
                draft.is_calm = False
