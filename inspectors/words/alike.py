"""Where no rule speaks: whether a title sounds like wording that was punished.

A linear model over the one to three signs that follow one another in a title, fitted by
`bench/fit_claims.py` to wording quoted from penalty decisions and to lawful titles. Alone it never accuses:
what it says is a doubt, under the rules of the section `alike` of word_rules.yaml, and only of titles of
goods told; in which, but for the goods that a rule names `wordless`, a word of the rules of its group
stands. Its signs are no reason that a person could be shown, so the doubt says that it has none. Where a rule
doubts for its words alone, likeness is the second opinion that makes it sure; what is shown stays the rule's.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evidence.finding import Status
from inspectors.goods.placing import SERVICE, Goods, Placement
from inspectors.words.folding import fold
from inspectors.words.hearing import Heard, Hit, listen
from inspectors.words.rules import UNKNOWN, Rule, Step, load_rules
from inspectors.words.tokens import make_tokens

WEIGHTS = Path(__file__).parent / "weights.npz"
UNLAWFUL = "unlawful"  # the column that tells unlawful wording from lawful; the others tell its kinds apart
LONGEST = 200  # signs of a title that are weighed
_SHORTEST = 8  # signs of a title without its amounts: below that it is a name, and claims nothing
_SHORTEST_WORD = 2
BUCKETS = 1 << 15
_ONE, _ODD, _DOWN = np.uint64(1), np.uint64(31), np.uint64(64 - 15)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio, Knuth's multiplier
_PART = re.compile(r"[^\s,，、。;；!！?？|]+")
_AMOUNT = re.compile(r"\d[\d.]*\s*(?:千克|公斤|毫升|[a-zA-Z]{1,3}|[^\W\d_a-zA-Z])?|[\W_]")
_UNITS = {"千克": "kg", "公斤": "kg", "毫升": "ml", "毫克": "mg", "克": "g", "升": "L"}
_UNIT = re.compile(rf"(?<=\d)(?:{'|'.join(_UNITS)})")


@dataclass(frozen=True, slots=True)
class Weights:
    """Columns (names × BUCKETS) and a number a column: UNLAWFUL, and a rule of `alike` each."""

    names: Mapping[str, int]
    rows: NDArray[np.float32]
    base: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The rule under which wording of such kind was punished, and how surely it sounds so (0: either way)."""

    rule: Rule
    margin: float


def hear_title(title: str, goods: Goods, day: date) -> tuple[Hit, ...]:
    """The claims of a title by the rules; where there are none, what it sounds like.

    What a title takes back itself (不能治疗) is no claim, whatever it sounds like; what only a rule spares
    (最好每天使用) is none unless it sounds as near to punished wording as no lawful title does.
    """
    heard = listen(title, goods, day)
    if heard.hits or heard.denied:
        return _weigh_doubts(title, goods, heard)
    alike = find_alike(title, goods, day)
    if alike is None or (heard.spared and alike.margin < load_rules().surely_alike):
        return ()
    return (_make_hit(title, alike.rule, goods.place()),)


def _weigh_doubts(title: str, goods: Goods, heard: Heard) -> tuple[Hit, ...]:
    """The claims of rules; where none is sure, what is doubted for its words alone is if it sounds punished.

    Bare praise of goods that nobody can tell is mostly a work's name: without such a likeness it is none.
    Where a title takes some of its words back, what it sounds like settles nothing.
    """
    hits = heard.hits
    if not hits or any(hit.status is Status.FAIL for hit in hits):
        return hits
    book, name = load_rules(), goods.place().name
    if name == UNKNOWN and any(hit.rule.is_praise for hit in hits):
        alike = _sounds_punished(title, book.least_alike)
        return tuple(hit for hit in hits if alike or not hit.rule.is_praise)
    if heard.denied or not any(hit.lone for hit in hits) or name in book.never_alike:
        return hits
    sure = _sounds_punished(title, book.surely_alike)
    return tuple(replace(hit, status=Status.FAIL) if sure and hit.lone else hit for hit in hits)


def _sounds_punished(title: str, margin: float) -> bool:
    signs = hash_signs(title)
    return bool(len(signs)) and weigh(load_weights(), signs, UNLAWFUL) >= margin


def find_alike(title: str, goods: Goods, day: date) -> Likeness | None:
    """What a title sounds like, if it is surely enough for a doubt and the goods are told."""
    if len(_AMOUNT.sub("", title)) < _SHORTEST:
        return None
    signs, weights = hash_signs(title), load_weights()
    if not len(signs):  # nothing but signs that nobody sees
        return None
    margin = weigh(weights, signs, UNLAWFUL)
    if margin < load_rules().least_alike:
        return None
    kinds = [rule for rule in load_rules().alike if rule.rule_id in weights.names]
    if goods.place().name == SERVICE:  # what a service promises sounds like a cure, too
        kinds = [rule for rule in kinds if rule.covers(SERVICE)]
    rule = max(kinds, key=lambda rule: weigh(weights, signs, rule.rule_id))
    if margin < load_rules().stricter_alike.get(goods.place().name, margin):
        return None
    return Likeness(rule, margin) if _may_say(rule, title, goods.place(), day) else None


def hash_signs(title: str) -> NDArray[np.intp]:
    """The rows of the weights that a title's folded signs fall on: each sign, and two and three in a row.

    An amount is the same however it is written: most titles say 500g, and 500克 must sound like them.
    """
    written = _UNIT.sub(lambda found: _UNITS[found[0]], title[:LONGEST])
    codes = np.frombuffer(fold(written).text.encode("utf-32-le"), dtype=np.uint32)
    number = len(codes)
    signs = np.empty(max(0, 3 * number - 3) if number > 1 else number, dtype=np.uint64)
    one, two, three = signs[:number], signs[number : 2 * number - 1], signs[2 * number - 1 :]
    np.add(codes, _ONE, out=one, dtype=np.uint64)
    one *= _SPREAD
    if number > 1:
        np.multiply(one[:-1], _ODD, out=two)
        two += one[1:]
    if number > 2:
        np.multiply(two[:-1], _ODD, out=three)
        three += one[2:]
    signs[number:] *= _SPREAD
    signs >>= _DOWN
    return signs.view(np.intp)


def weigh(weights: Weights, signs: NDArray[np.intp], name: str) -> float:
    """The margin of one column for a wording's signs; above 0 it is on that side."""
    column = weights.names[name]
    return float(weights.rows[column].take(signs).sum()) / math.sqrt(len(signs)) + float(weights.base[column])


@cache
def load_weights(path: Path = WEIGHTS) -> Weights:
    """Stored weights, of the program itself if no file is named: bytes times a scale, made floats."""
    with np.load(path, allow_pickle=False) as stored:
        rows = stored["rows"].astype(np.float32) * stored["scale"][:, None]
        names = {str(name): at for at, name in enumerate(stored["names"])}
        return Weights(names, rows, stored["base"])


def save_weights(weights: Weights, path: Path = WEIGHTS) -> None:
    """Write weights as bytes, 127 steps each way in every column."""
    scale = np.maximum(np.abs(weights.rows).max(axis=1) / 127, 1e-9).astype(np.float32)
    rows = np.round(weights.rows / scale[:, None]).astype(np.int8)
    np.savez_compressed(path, names=np.array([*weights.names]), rows=rows, base=weights.base, scale=scale)


def _may_say(rule: Rule, title: str, placement: Placement, day: date) -> bool:
    """Whether the goods are told and such as the rule speaks of, on that day."""
    told = placement.name != UNKNOWN and placement.sure and not rule.doubt_perhaps & set(placement.others)
    spared = rule.unless is not None and rule.unless.search(title)
    is_his = told and rule.covers(placement.name) and rule.is_in_force(day) and not spared
    return is_his and (placement.name in rule.wordless or _holds_a_word(rule, title))


def _holds_a_word(rule: Rule, title: str) -> bool:
    """Whether a whole word of two signs or more of the rules of the same group stands in a title."""
    spoken = load_rules().spoken.get(rule.group, frozenset())
    return any(
        word.end - word.start >= _SHORTEST_WORD
        for tokens in make_tokens(title)
        for name in tokens.present & spoken
        for (word,) in tokens.iter_rows((Step(name, 0),))
    )


def _make_hit(title: str, rule: Rule, placement: Placement) -> Hit:
    parts = [match.span() for match in _PART.finditer(title[:LONGEST])]
    start, end = max(parts, key=lambda span: _weigh_part(title, span), default=(0, len(title)))
    return Hit(
        rule=rule,
        code=rule.get_code(placement.name),
        status=Status.UNSURE,
        term=title[start:end],
        word=rule.rule_id,
        start=start,
        end=end,
    )


def _weigh_part(title: str, span: tuple[int, int]) -> float:
    """How much a part of a title, between spaces and stops, adds to what it sounds like."""
    weights = load_weights()
    return float(weights.rows[weights.names[UNLAWFUL]][hash_signs(title[span[0] : span[1]])].sum())
