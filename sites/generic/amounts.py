"""The amounts of money that a page shows, and what words, markup and place say of each."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sites.generic.sight import STRUCK, Run, Sight, iter_above, join
from sites.money import JOINT, Money, iter_money, name_currency
from sites.words import find_word, has_mark, has_word, is_label, starts_with_word

_LONG_LINE, _LABEL_LENGTH, _PROSE = 400, 34, 90
_SHOWN = frozenset({"signed", "mark_price", "label", "itemprop"})
_MOST_AMOUNTS = 1500
_DIGIT = re.compile(r"\d")
_LABELS = ("price", "old_price")
_DISCOUNT = re.compile(r"[0-9.]{1,4}\s*折")
_LINED = re.compile(r"line-through", re.IGNORECASE)
_SENSES = (
    "old_price",
    "start_price",
    "coupon",
    "deposit",
    "instalment",
    "per_unit",
    "shipping",
    "saving",
    "extra",
    "member",
    "points",
    "net",
    "gross",
    "used",
    "other_seller",
    "count",
    "tax",
)
# These say what stands behind an amount as well: "12 € / kg", "3 sold", "5 off".
_BEHIND = (
    "per_unit",
    "instalment",
    "count",
    "net",
    "gross",
    "saving",
    "points",
    "tax",
    "other_seller",
    "used",
    "coupon",
    "start_price",
)
_NOT_ALONE = frozenset({"gross", "tax"})


@dataclass(slots=True, kw_only=True, eq=False)
class Amount:
    """An amount on the page, and the signs by which it is weighed."""

    money: Money
    currency: str | None
    raw: str
    element: Any
    number: int
    before: str
    after: str
    signs: set[str] = field(default_factory=set)

    @property
    def low(self) -> Decimal:
        """The amount, or the lower end of a range."""
        return self.money.low

    @property
    def is_old(self) -> bool:
        """Whether it is what the goods cost before."""
        return bool(self.signs & {"struck", "old_price", "mark_old"})

    @property
    def is_struck(self) -> bool:
        """Whether it is crossed out."""
        return "struck" in self.signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is known of a page when its amounts are looked at."""

    sight: Sight
    place: str
    title: str | None = None
    title_end: int = 0
    buttons: tuple[int, ...] = ()
    boxes: frozenset[Any] = frozenset()
    own: frozenset[Any] = frozenset()


def iter_amounts(scene: Scene, lines: Iterable[list[Run]] | None = None) -> Iterator[Amount]:
    """The amounts that a page shows, in page order; with bare figures where only some lines are read."""
    sight, found = scene.sight, 0
    for line in sight.lines if lines is None else lines:
        if not any(_DIGIT.search(run.text) for run in line) or (lines is None and not _may_show(sight, line)):
            continue
        for piece in _cut(line):
            for amount, length in _read_line(scene, piece):
                if lines is None and not (amount.signs & _SHOWN or {"struck", "old_price"} <= amount.signs):
                    continue
                amount.signs.update(_read_place(scene, amount, length))
                found += 1
                if found > _MOST_AMOUNTS:
                    return
                yield amount


def _may_show(sight: Sight, line: list[Run]) -> bool:
    """Whether a line may hold an amount that is shown as one: by its sign, its label or its mark."""
    text, start = join(line), line[0].number
    if len(text) > _LONG_LINE or any(money.sign for money in iter_money(text)):
        return True
    if any(not sight.priced.isdisjoint(iter_above(run.element, 3)) for run in line):
        return True
    said = text.replace(JOINT, " ")
    near = sight.runs[start - 1].text if start else ""
    return any(has_word(label, words) for label in _LABELS for words in (said, near))


def _cut(line: list[Run]) -> Iterator[list[Run]]:
    """A line in pieces that are not too long; a long paragraph alone."""
    piece: list[Run] = []
    size = 0
    for run in line:
        if piece and size + len(run.text) > _LONG_LINE:
            yield piece
            piece, size = [], 0
        piece.append(run)
        size += len(run.text)
    if piece:
        yield piece


def _read_line(scene: Scene, line: list[Run]) -> Iterator[tuple[Amount, int]]:
    """The amounts of a line by their words and marks, each with the length of the text that holds it."""
    text = join(line)
    if len(text) > 10 * _LONG_LINE:
        return
    starts = [0]
    for run in line:
        starts.append(starts[-1] + len(run.text) + len(JOINT))
    last = 0
    every = list(iter_money(text))
    for place, money in enumerate(every):
        run = line[min(bisect_right(starts, money.figures[0]), len(line)) - 1]
        following = every[place + 1].start if place + 1 < len(every) else len(text)
        before = text[max(last, money.start - _LABEL_LENGTH) : money.start]
        after = text[money.end : min(following, money.end + _LABEL_LENGTH)]
        if following < len(text):  # what markup sets apart is the label of the next amount
            after = after.partition(JOINT)[0]
        last = money.end
        if money.low == 0:
            continue
        amount = Amount(
            money=money,
            currency=name_currency(money.sign, scene.place) if money.sign else None,
            raw=text[money.start : money.end].replace(JOINT, ""),
            element=run.element,
            number=run.number,
            before=_look_back(scene, line, before),
            after=_look_ahead(scene.sight, line, after),
        )
        amount.signs.update(
            _read_words(amount.before, amount.after, is_signed=bool(money.sign)),
            _read_figures(money),
            _read_marks(scene.sight, amount.element),
        )
        yield amount, len(run.text)


def _look_back(scene: Scene, line: list[Run], before: str) -> str:
    """What stands before an amount in its line, else the label in the box before it."""
    said = before.replace(JOINT, " ").strip()
    if re.search(r"\w", said) or line[0].number == 0:
        return "" if scene.title and said in scene.title else said
    near = scene.sight.runs[line[0].number - 1]
    if scene.title and near.text in scene.title:
        return said
    if len(near.text) <= _LABEL_LENGTH and not any(char.isdigit() for char in near.text):
        shared = set(iter_above(near.element, 4))
        if any(box in shared for box in iter_above(line[0].element, 4)):
            return near.text
    return said


def _look_ahead(sight: Sight, line: list[Run], after: str) -> str:
    said = after.replace(JOINT, " ").strip()
    if said or line[-1].number + 2 >= len(sight.runs):
        return said
    near, beyond = sight.runs[line[-1].number + 1], sight.runs[line[-1].number + 2]
    if any(char.isdigit() for char in beyond.text[:12]):  # it is the label of the next amount
        return said
    if len(near.text) <= 20 and not any(char.isdigit() for char in near.text):
        shared = set(iter_above(near.element, 2))
        if any(box in shared for box in iter_above(line[-1].element, 2)):
            return near.text
    return said


def _read_figures(money: Money) -> Iterator[str]:
    if money.sign:
        yield "signed"
    if money.is_decimal:
        yield "decimal"
    if money.is_range:
        yield "range"


@lru_cache(maxsize=20_000)
def _read_words(before: str, after: str, *, is_signed: bool) -> frozenset[str]:
    """What the words beside an amount say that it stands for."""
    tail = _DISCOUNT.sub("", re.split(r"[,;，；。|]", before)[-1]).strip()
    senses = {name for name in _SENSES if has_word(name, tail)}
    senses |= {name for name in _BEHIND if _begins(name, after)}
    if "old_price" in senses:  # "est value" is none at which bids begin
        senses -= {"start_price"}
    if "count" in senses:  # "put in 50 carts" is no thing to add
        senses -= {"extra"}
    if is_signed:
        senses -= {"count"}
    if starts_with_word("shipping", after.lstrip(" +·")) and not starts_with_word(
        "free_shipping", after.lstrip(" +·")
    ):
        senses |= {"shipping"}
    is_priced = is_label("price", tail.split(":")[0]) or _ends(tail, "price")
    is_from = _ends(tail, "from") or starts_with_word("from", after) > 0
    is_other = not senses and re.search(r"\w", tail) is not None and not is_priced and not is_from
    told = {
        "label": is_priced,
        "main_label": is_priced and is_label("main_price", tail.split(":")[0]),
        "from": is_from,
        "other_words": is_other,
    }
    # "net" and the like qualify a price; they are no price of something else.
    return frozenset({name for name, holds in told.items() if holds} | senses)


def _begins(subject: str, after: str) -> bool:
    text = after.lstrip(" ()（）[]:：*+,·-–")
    if starts_with_word(subject, text) or starts_with_word(subject, after):
        return True
    found = find_word(subject, after[:16])
    return found is not None and found[0] <= 8


def _ends(text: str, subject: str) -> bool:
    """Whether a text ends with a term, sign of a label or currency left out."""
    stripped = re.sub(r"[\W_]+$", "", text)
    found = find_word(subject, stripped[-24:])
    return found is not None and found[1] == len(stripped[-24:])


def _read_marks(sight: Sight, element: Any) -> Iterator[str]:
    above = list(iter_above(element, 5))
    if any(one.tag in STRUCK or _LINED.search(one.get("style") or "") for one in above):
        yield "struck"
    if any(one.get("itemprop") in {"price", "lowPrice"} for one in above[:3]):
        yield "itemprop"
    near = [sight.names(one) for one in above[:3]]
    for name in ("price", "current", "save"):
        if any(has_mark(name, words) for words in near):
            yield f"mark_{name}"
    if any(_is_named_old(words) for words in near):
        yield "mark_old"
    if any(one.tag in {"strong", "b", "h1", "h2", "h3", "em"} for one in above[:2]):
        yield "stressed"


def _is_named_old(words: str) -> bool:
    # "price old" is what it cost; "base price" or "high" alone may be anything.
    return has_mark("old", words)


def _read_place(scene: Scene, amount: Amount, length: int) -> Iterator[str]:
    if length > _PROSE:
        yield "prose"
    above = list(iter_above(amount.element, 14))
    if any(one not in scene.own and _is_side(scene.sight.names(one)) for one in above):
        yield "side"
    if any(one in scene.boxes for one in above):
        yield "boxed"
    if any(one.tag == "a" for one in above[:4]):
        yield "linked"
    if any(one.tag in {"li", "article"} for one in above[:5]):
        yield "listed"
    if any(one.tag in {"td", "th"} for one in above[:3]):
        yield "celled"
    if any(one.tag in {"label", "button", "option"} for one in above[:4]):
        yield "pressed"
    if scene.title is not None:
        yield _name_distance(amount.number - scene.title_end)
    if scene.buttons:
        apart = min(abs(amount.number - button) for button in scene.buttons)
        yield "button_near" if apart <= 6 else "button_here" if apart <= 20 else "button_far"


def _is_side(words: str) -> bool:
    """Whether a box is called a side box; "slider price" is a price."""
    return has_mark("side", words) and not has_mark("price", words)


def _name_distance(runs: int) -> str:
    for least, most, name in (
        (0, 6, "title_at"),
        (6, 20, "title_near"),
        (20, 60, "title_below"),
        (-12, 0, "title_above"),
    ):
        if least <= runs < most:
            return name
    return "title_far"
