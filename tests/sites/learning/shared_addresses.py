"""A generated shop whose goods, categories and notices share one shape of address."""

from __future__ import annotations

import random

from evidence.listing import PageKind
from tests.sites.learning.small_shop import HOME

_SYLLABLES = ("ka", "mo", "ri", "ten", "lu", "sa", "pel", "dor", "vi", "nu", "ga", "fen")
NOTICES = ("privacy", "delivery", "contact", "returns", "imprint", "jobs", "press", "payment")
CATEGORIES, GOODS_EACH, A_PAGE = 9, 9, 5


class SharedShop:
    """Pages by address, and the kind of each; `ending` is that of all addresses.

    With `goods_by_number`, goods have an address of their own shape, and only lists and notices share one.
    """

    def __init__(self, seed: int, *, ending: str = "", goods_by_number: bool = False) -> None:
        self._chance = random.Random(seed)  # noqa: S311 -- a shop for tests
        self._ending, self._by_number = ending, goods_by_number
        self._used: set[str] = set(NOTICES)
        self.pages: dict[str, str] = {}
        self.kinds: dict[str, PageKind] = {}
        self._categories = [self._name() for _ in range(CATEGORIES)]
        self._goods = {
            category: [
                (self._name(), f"{self._chance.randrange(5, 90)}.{number}0") for number in range(GOODS_EACH)
            ]
            for category in self._categories
        }
        self._numbers = {
            name: 700 + n for n, name in enumerate(name for g in self._goods.values() for name, _ in g)
        }
        self._build()

    def _name(self) -> str:
        while (name := "-".join("".join(self._chance.sample(_SYLLABLES, 2)) for _ in range(2))) in self._used:
            pass
        self._used.add(name)
        return name

    def _link(self, name: str) -> str:
        if self._by_number and name in self._numbers:
            return f"/item{self._ending}?id={self._numbers[name]}"
        return f"/{name}{self._ending}"

    def _card(self, name: str, price: str) -> str:
        link = self._link(name)
        picture = f"<a href='{link}'><img src='/p/{name}.jpg'></a>"
        return f"<li class=card>{picture}<a href='{link}'>{_title(name)}</a><b>€{price}</b></li>"

    def _page(self, title: str, body: str) -> str:
        menu = "".join(f"<li><a href='{self._link(one)}'>{_title(one)}</a></li>" for one in self._categories)
        foot = "".join(f"<a href='{self._link(one)}'>{_title(one)}</a> " for one in NOTICES)
        return (
            f"<html><title>{title} - Shop</title><ul class=menu>{menu}</ul><main>{body}</main>"
            f"<footer>{foot}</footer></html>"
        )

    def _put(self, link: str, kind: PageKind, title: str, body: str) -> None:
        url = f"{HOME}{link.removeprefix('/')}"
        self.pages[url], self.kinds[url] = self._page(title, body), kind

    def _build(self) -> None:
        best = "".join(self._card(*goods[0]) for goods in self._goods.values())
        self._put("/", PageKind.SEARCH, "Home", f"<ul class=goods>{best}</ul>")
        for category, goods in self._goods.items():
            shelves = [goods[start : start + A_PAGE] for start in range(0, len(goods), A_PAGE)]
            for number, shelf in enumerate(shelves, start=1):
                turn = "".join(
                    f"<a href='{self._link(category)}?page={n + 1}'>{n + 1}</a>" for n in range(len(shelves))
                )
                boxes = "".join(self._card(*one) for one in shelf)
                body = f"<h1>{_title(category)}</h1><ul class=goods>{boxes}</ul><p class=turn>{turn}</p>"
                for added in ("", "?page=1") if number == 1 else (f"?page={number}",):
                    self._put(f"{self._link(category)}{added}", PageKind.SEARCH, _title(category), body)
            for name, price in goods:
                self._put(self._link(name), PageKind.LISTING, _title(name), self._sell(name, price, goods))
        for name in NOTICES:
            words = " ".join(_title(self._chance.choice(_SYLLABLES)) for _ in range(60))
            self._put(
                self._link(name), PageKind.OTHER, _title(name), f"<h1>{_title(name)}</h1><p>{words}</p>"
            )

    def _sell(self, name: str, price: str, goods: list[tuple[str, str]]) -> str:
        others = "".join([self._card(*one) for one in goods if one[0] != name][:4])
        form = "<form class=buy><input name=quantity><button>Add to cart</button></form>"
        box = f"<div class=box><h1 class=name>{_title(name)}</h1><p class=cost>€{price}</p>{form}</div>"
        return f"{box}<h4>See also</h4><ul class=more>{others}</ul>"


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
