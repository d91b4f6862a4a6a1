"""Finds the printed labels of a form, whole, spread over several pieces, or with their first sign lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from ocr.pieces import Piece

_BELOW = 2.0  # heights from the first row of a label to its second
_SPREAD = 7.0  # widest gap between two signs of a spread label, in heights of a sign
_FUZZY_FROM = 4  # a label this long is known by all signs but one
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_ENGLISH_JOIN = r"(?:and|of|the|in|by|for|we|hereby|that|this|is|it)"
"""Words that stand in an English label, and alone may be a brand or the beginning of a model."""
_ENGLISH_WORD = (
    r"(?:name|address|applicant|client|holder|entrusting|entrusted|party|manufacturer|factory|producer"
    r"|production|unit|product|certificate|no|number|model|type|series|specification|standard|technical"
    r"|requirement|date|issue|issued|valid|until|expiry|trademark|brand|sample|report|test|testing|inspection"
    r"|conclusion|basis|category|received|registration|code|enterprise|entrust|trade|mark|description"
    r"|kind|item|quantity|status|grade|location|sampling|manufacturing|lot|method|environment|environmental"
    r"|deliver|personnel|inspect|producing|note|scope|results?|certify|certified|reference|listed|rating"
    r"|receipt|laboratory)(?:s|\(e?s\))?"
)
# "证书编号/Certificate No.:2022...": the label in English, glued to the one in Chinese. "TYPE-C" is a value.
_ENGLISH = re.compile(
    rf"(?:['\u2019]?s|\(e?s\))?[/(]?(?:{_ENGLISH_JOIN}[/&.,()]?)*{_ENGLISH_WORD}"
    rf"(?:[/&.,()]?(?:{_ENGLISH_WORD}|{_ENGLISH_JOIN}))*(?![a-z-])[.)]*"
)


_PLURAL = re.compile(r"['\u2019]s|\(e?s\)")
# "认证委托人（证书持有人）名称": what a form adds to a label, a note in brackets or what of it is meant.
_NOTE = (
    r"\([\u4e00-\u9fff、/]{0,6}(?:人|者|方|商|厂|单位|企业|组织|机构|编号|规格|型号"
    r"|名称|全称|简称|章|姓名|住所|地址)\)"
)
_TAIL = re.compile(rf"{_NOTE}(?:名称|地址|编号)?|名称(?![\u4e00-\u9fff]{{0,2}}$)")


_NOTES = tuple(
    f"({note})"
    for note in (
        *("负责人", "证书持有人", "证书持有者", "持证人", "申请人", "委托人", "制造商", "生产者", "生产厂"),
        *("生产企业", "经营者", "经营者姓名", "执行事务合伙人", "工厂", "姓名", "住所", "样品"),
    )
)
"""Notes that a narrow column of labels breaks in two; where the break is, only the whole note tells."""

_SHORT = ("产品", "标准", "规格", "地址")
_LONGER = re.compile(r"描述|规模|数量|类别|编号|批号|说明|信息|特性|单元|面积|等级|状态|来源|用途")
"""What makes another label of a short one: 产品描述 is no 产品."""
_SENTENCE = re.compile(r"应[当于在按]|必须|不得|须[在按于]|如[有需果]")
"""What makes the beginning of a sentence of a label: 获证组织应于..."""
_SHORT_END = 3  # signs; a longer end without a bracket is more often a label, too
_OWN = ("名称", "地址", "住所", "编号", "日期", "型号", "规格", "标准")
"""Ends of labels that are more often a label of their own, on the next row."""


class Fit(IntEnum):
    """How much of a label was seen; more is better."""

    TAIL = 1
    NEARLY = 2
    SPREAD = 3
    WHOLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label on the page, and what stands glued behind it."""

    field: str
    word: str
    fit: Fit
    pieces: tuple[Piece, ...]
    rest: Piece | None

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        """Right edge; where text is glued to the label, the left edge of that text."""
        return self.rest.x0 if self.rest else self.pieces[-1].x1

    @property
    def middle(self) -> float:
        """The row of the label: that of its last piece, which stands next to the value."""
        return self.pieces[-1].middle

    @property
    def is_wrapped(self) -> bool:
        """Whether its end stands in the row below its beginning."""
        return self.pieces[0].middle > self.pieces[-1].middle + 0.5 * self.height

    @property
    def height(self) -> float:
        """Height of its signs."""
        return self.pieces[-1].height


def find_labels(pieces: Sequence[Piece], words: Mapping[str, Sequence[str]]) -> list[Label]:
    """The best sighting of each field's label; `words` gives for each field its labels, best first."""
    texts = [(piece, piece.text.translate(_LOWER)) for piece in pieces]
    sightings = [
        label
        for field, forms in words.items()
        for word in forms
        for piece, text in texts
        if _may_match(text, word)
        for label in _match(piece, text, field, word, pieces)
    ]
    sure = [label for label in sightings if label.fit is not Fit.TAIL]
    sightings = [label for label in sightings if label.fit is not Fit.TAIL or _is_in_column(label, sure)]
    sightings = _drop_shadowed([label for label in sightings if not _is_made_of_two(label, sightings)])
    found = [_pick([s for s in sightings if s.field == field], sure, words[field]) for field in words]
    return [label for label in found if label is not None]


def _is_made_of_two(label: Label, sightings: Sequence[Label]) -> bool:
    """Whether a label seen over two rows is two labels, one below the other: 企业名称 over 类型."""
    # Signs of a label that stands aslant are no two rows.
    if not label.is_wrapped or len(label.pieces) > 2:
        return False
    below, above = label.pieces
    whole = [other for other in sightings if other.fit is Fit.WHOLE]
    return any(other.pieces[0] is below for other in whole) and any(
        other.pieces[0] is above and not label.word.startswith(other.word) for other in whole
    )


def _may_match(text: str, word: str) -> bool:
    """Whether a text in lower case may be a label, or begin one: of all pairs few are, and this is quick."""
    first, second = _lower(word)[:1], _lower(word)[1:2]
    return text[:1] in (first, second) or text[1:2] == second


@lru_cache(maxsize=4096)
def _lower(word: str) -> str:
    return word.translate(_LOWER)


def _match(piece: Piece, text: str, field: str, word: str, pieces: Sequence[Piece]) -> Iterator[Label]:
    is_other = _SENTENCE.match(text, len(word)) or (word in _SHORT and _LONGER.match(text, len(word)))
    if text.startswith(_lower(word)) and not is_other:
        yield _make(field, word, Fit.WHOLE, (piece,), piece.cut(measure_label(text, word)))
    elif len(text) < len(word) and word.startswith(piece.text):
        yield from _follow(field, word, (piece,), pieces)
    elif len(word) >= _FUZZY_FROM and not word.isascii() and _is_nearly(text[: len(word)], word):
        yield _make(field, word, Fit.NEARLY, (piece,), piece.cut(measure_label(text, word)))
    if text[:2] == word[:2] and not word.isascii():
        yield from _find_wrapped(piece, field, word, pieces)
    tail = word[1:]
    # "称XX有限公司": the first sign of a spread label was not seen at all.
    if text.startswith(tail) and not text.startswith(word):
        yield _make(field, word, Fit.TAIL, (piece,), piece.cut(len(tail)))


def _find_wrapped(piece: Piece, field: str, word: str, pieces: Sequence[Piece]) -> Iterator[Label]:
    """The label begun in a piece and ended right below it, as in a narrow column of labels."""
    for other in pieces:
        down, height = other.middle - piece.middle, piece.height
        if not 0.5 * height < down < _BELOW * height or abs(other.x0 - piece.x0) > height:
            continue
        begun = _measure_begun(piece.text, word, other.text.rstrip(":"))
        if begun:
            yield Label(field=field, word=word, fit=Fit.SPREAD, pieces=(other, piece), rest=piece.cut(begun))


def _measure_begun(text: str, word: str, below: str) -> int:
    """How many signs of `text` begin the label, or the label and a note, that `below` ends; 0 where none."""
    if not below or below in _OWN or (len(below) > _SHORT_END and ")" not in below):
        return 0
    for whole in _list_forms(word):
        begun = len(whole) - len(below)
        if (
            begun > 1
            and whole.endswith(below)
            and text.startswith(whole[:begun])
            and text[begun : begun + 1] != ":"
        ):
            return begun
    return 0


@lru_cache(maxsize=4096)
def _list_forms(word: str) -> tuple[str, ...]:
    """A label as forms print it: alone, with a note, with what of it is meant."""
    return tuple(
        stem + end
        for stem in (word, *(word + note for note in _NOTES))
        for end in ("", "名称", "地址", "编号")
    )


def is_english_label(text: str) -> bool:
    """Whether a text is nothing but a label in English, as bilingual forms print below the Chinese one."""
    return _ENGLISH.fullmatch(text.translate(_LOWER).strip(":")) is not None


def measure_label(text: str, word: str) -> int:
    """How many signs of lower-case `text` the label `word` takes, with its English rendering behind it."""
    end = len(word)
    if not word.isascii() and (tail := _TAIL.match(text, end)) is not None:
        end = tail.end()
    if (plural := _PLURAL.match(text, end)) is not None and not _ENGLISH.match(text, end):
        return plural.end()
    english = _ENGLISH.match(text, end)
    return english.end() if english else end


def _follow(field: str, word: str, seen: tuple[Piece, ...], pieces: Sequence[Piece]) -> Iterator[Label]:
    """Follows a label from its first piece to the right until it is whole."""
    wanted = word[sum(len(piece.text) for piece in seen) :]
    last = seen[-1]
    for piece in pieces:
        gap = piece.x0 - last.x1
        is_next = -last.height < gap < _SPREAD * last.height and piece.x0 > last.x0
        if not is_next or abs(piece.middle - last.middle) > 0.6 * max(piece.height, last.height):
            continue
        if piece.text.startswith(wanted):
            yield _make(field, word, Fit.SPREAD, (*seen, piece), piece.cut(len(wanted)))
        elif len(piece.text) < len(wanted) and wanted.startswith(piece.text):
            yield from _follow(field, word, (*seen, piece), pieces)


def _make(field: str, word: str, fit: Fit, pieces: tuple[Piece, ...], rest: Piece | None) -> Label:
    tail = _TAIL.match(rest.text) if rest is not None and not word.isascii() else None
    if rest is not None and tail is not None:
        rest = rest.cut(tail.end())
    return Label(field=field, word=word, fit=fit, pieces=pieces, rest=rest)


def _is_nearly(text: str, word: str) -> bool:
    """Whether one Chinese sign was read as another; a figure in its place begins a value."""
    if len(text) != len(word):
        return False
    others = [a for a, b in zip(text, word, strict=True) if a != b]
    return len(others) == 1 and not others[0].isascii()


def _is_in_column(label: Label, sure: Sequence[Label]) -> bool:
    """Whether the tail of a label stands where two other labels have theirs, and is no other one's value."""
    piece = label.pieces[0]
    if any(piece in other.pieces or _is_value_of(piece, other) for other in sure):
        return False
    return (
        sum(other.x0 - piece.height < piece.x0 < other.x1 for other in sure if other.field != label.field)
        >= 2
    )


def _is_value_of(piece: Piece, label: Label) -> bool:
    """Whether a piece stands right behind a whole label."""
    is_on_row = abs(piece.middle - label.middle) < 0.5 * label.height
    behind = piece.x0 - label.pieces[-1].x1
    return label.rest is None and is_on_row and 0 < behind < _SPREAD * label.height


def _pick(sightings: Sequence[Label], sure: Sequence[Label], forms: Sequence[str]) -> Label | None:
    """The sighting in line with most other labels; then the fuller, the better word, the upper one."""

    def merit(label: Label) -> tuple[int, int, int, float]:
        near = (o for o in sure if o.field != label.field and abs(label.x0 - o.x0) < label.height)
        in_line = len({id(other.pieces[0]) for other in near})
        # What may be the end of a label counts only where others stand above and below it.
        place = min(in_line, 2) if label.fit is not Fit.TAIL or in_line >= 2 else -1
        return (place, label.fit, -forms.index(label.word), -label.middle)

    return max(sightings, key=merit, default=None)


def _drop_shadowed(labels: list[Label]) -> list[Label]:
    """Without labels that are only part of a longer one on the same spot, or begin one that goes on."""

    def is_shadowed(label: Label) -> bool:
        return any(
            _goes_on(label, other)
            or _begins(label, other)
            or (
                other.pieces[-1] is label.pieces[-1]
                and other is not label
                and (other.fit, len(other.word)) > (label.fit, len(label.word))
                and not _goes_on(other, label)
                and not _begins(other, label)
            )
            for other in labels
        )

    return [label for label in labels if not is_shadowed(label)]


def _begins(label: Label, other: Label) -> bool:
    """Whether a spread label is the beginning of another one, which goes on behind its last piece."""
    count = len(label.pieces)
    return (
        label.fit is other.fit is Fit.SPREAD
        and other.word.startswith(label.word)
        and len(other.pieces) > count
        and all(one is two for one, two in zip(label.pieces, other.pieces[:count], strict=True))
    )


def _goes_on(label: Label, other: Label) -> bool:
    """Whether another label of several pieces, longer than this one, has it in one of them."""
    is_longer = len(other.word) > len(label.word) or (other.word == label.word and len(other.pieces) > 1)
    return (
        other.fit is Fit.SPREAD
        and label.fit is not Fit.SPREAD
        and is_longer
        and (label.word in other.word or other.is_wrapped)
        and any(label.pieces[0] is piece for piece in other.pieces)
    )
