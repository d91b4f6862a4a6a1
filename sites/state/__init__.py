"""The data beside a page: what its scripts and attributes hold, and what its answers were."""

from collections.abc import Iterable, Iterator
from typing import Any

from sites.sealed import SealedAnswer
from sites.state.answers import read_answer
from sites.state.budget import Budget, State
from sites.state.markup import iter_markup

__all__ = ["State", "iter_states"]


def iter_states(root: Any | None, answers: Iterable[SealedAnswer] = ()) -> Iterator[State]:
    """Every JSON-like value of a parsed page and of its snapshot's other answers, in their order.

    What is too large, too deep or too much is left out: a state without a value says so in `left_out`.

    Args:
        root: of the parsed page; None where only answers are to be read.
        answers: what else the snapshot holds.
    """
    budget = Budget()
    if root is not None:
        yield from iter_markup(root, budget)
    for answer in answers:
        yield from read_answer(answer, budget)
