"""What the data of one page say, read once."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from sites.generic.data.goods import DataGoods, find_goods
from sites.generic.data.lists import GoodsList, find_lists
from sites.generic.data.scope import PageFacts
from sites.purpose import Purpose
from sites.sealed import SealedAnswer
from sites.state import State, iter_states

logger = logging.getLogger(__name__)

_LEAST_ROWS = 3


@dataclass
class PageData:
    """The data of a page and of its answers, and the goods or the list of goods in them."""

    root: Any
    answers: tuple[SealedAnswer, ...]
    page: PageFacts
    known: Collection[Decimal] = ()
    currency: str | None = None

    @cached_property
    def states(self) -> tuple[State, ...]:
        """Every value that the page and its answers hold."""
        found = tuple(iter_states(self.root, self.answers))
        for state in found:
            if state.left_out is not None:
                logger.warning("%s: data left out: %s", self.page.url, state.left_out)
        return tuple(state for state in found if state.value is not None)

    @cached_property
    def goods(self) -> DataGoods | None:
        """The goods that the page sells, where its data surely are about them."""
        return find_goods(self.states, self.page, self.known, self.currency)

    @cached_property
    def list(self) -> GoodsList | None:
        """The list of goods that the page shows."""
        found = [one for state in self.states for one in find_lists(state.value, self.known, self.currency)]
        best = max(found, key=lambda one: one.score, default=None)
        return best if best is not None and len(best.rows) >= _LEAST_ROWS else None


def recognise_data(data: PageData, *, is_list: bool, is_text: bool) -> Purpose | None:
    """What a page is by its data: it sells one thing, or lists several; None where they do not say.

    Args:
        data: of the page.
        is_list: whether what the page shows does not look like one thing that is sold.
        is_text: whether it is something to read, with no sign that anything is sold.
    """
    goods = data.goods
    if goods is not None and goods.texts.title is not None:
        if goods.price.low is not None or goods.offers or goods.price.is_unsure:
            return Purpose.LISTING
        described = goods.texts.images or (goods.number and data.page.names)
        if described and not is_text and not (is_list and data.list is not None):
            return Purpose.LISTING
    if data.list is not None and not data.page.names:
        return Purpose.LIST
    return None
