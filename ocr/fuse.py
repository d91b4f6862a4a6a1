"""Decides from what several passes read how far a value may be relied on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidence.document import ReadingStatus
from ocr.lines import Point

# Confidence here is that of the weakest sign; docs/accuracy.md has the reliability table that the limits come
# from. Most wrong values were read well and belonged elsewhere: the layout's doubts (`ocr/layout.py`,
# `ocr/sound.py`) keep these out, not the limits.
SURE = 0.95
SURE_LARGE = 0.92
SURE_SMALL = 0.98
SURE_CHECKED = 0.5
SURE_INVALID = 0.98
"""A value that fails its own rule is most often misread: less certain, it is not said to be printed so."""
SUPPORTS_TWICE, MOST_DOUBT_TWICE = 0.5, 0.15
"""Print that passes A and B, which prepare the page differently, read alike: how sure each must be at least,
and the product of what each lacks at most."""
SUPPORTS_SMALL_TWICE, MOST_DOUBT_SMALL_TWICE = 0.8, 0.014
"""The same for print under 16 px."""
LONE_SIGNS = 4
"""A Chinese value this short, mostly a person's name, has no signs beside a rare one that tell it."""
SUPPORTS_SEALED = 0.8
"""The same under a seal: where its ink hides part of a sign both passes lose that part, and one doubts."""
LARGE_PRINT_PX = 24.0
SUPPORTS = 0.6
"""What a pass read with less than this does not support another pass."""
CONTRADICTS = 0.8
"""What a pass read with less than this does not contradict another pass."""
SMALL_PRINT_PX = 16.0
"""Print lower than this the recogniser guesses at with more confidence than it should have."""
TINY_PRINT_PX = 9.0
"""Print lower than this is guessed: whatever two passes think of it, only a check character proves it."""

ALIKE = str.maketrans("IlOQDSZB", "11000528")
"""Signs that print hardly tells from figures."""
# Not the point of a number.
_PUNCTUATION = re.compile(r"(?<!\d)[,.;:、。·]|[,.;:、。·](?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What one pass read for one field.

    `checked` is True or False where the value has a rule of its own that holds or fails, else None;
    `is_proof` says that the rule is strong enough to tell a right value from a misread one. For a list
    `listed` has its items, and `value` is their text, by which passes are compared. `is_sealed` says that the
    ink of a seal crosses it, which may make another sign of one.
    """

    value: str | None
    raw: str
    confidence: float
    points: tuple[Point, ...]
    print_px: float
    checked: bool | None = None
    is_proof: bool = False
    listed: tuple[Any, ...] | None = None
    is_sealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fused:
    """The value of a field after all passes."""

    best: Candidate | None
    status: ReadingStatus
    confidence: float


Candidates = Mapping[str, Candidate]


def fuse_passes(
    passes: Sequence[Candidates], fields: Sequence[str], *, alone: bool = True
) -> dict[str, Fused]:
    """For each field the best candidate of all passes and its status; see `fuse`."""
    return {
        field: fuse([found[field] for found in passes if field in found], alone=alone) for field in fields
    }


def fuse(candidates: Sequence[Candidate], *, alone: bool = True) -> Fused:
    """The most credible candidate and how far it may be relied on.

    Args:
        candidates: one for each pass that saw the field.
        alone: whether a value without a proof of its own may rest on a single pass; not under a watermark,
            whose signs one pass takes for print.
    """
    if not candidates:
        return Fused(best=None, status=ReadingStatus.MISSING, confidence=0.0)
    # A pass that saw print but no value in it does not contradict one that did.
    candidates = [candidate for candidate in candidates if candidate.value is not None] or candidates
    sound = [candidate for candidate in candidates if candidate.checked is not False]
    best = max(sound or candidates, key=lambda candidate: (bool(candidate.checked), candidate.confidence))
    if best.value is None:
        return Fused(best=best, status=ReadingStatus.UNSURE, confidence=min(best.confidence, 0.5))
    status = _judge(best, candidates, alone=alone)
    return Fused(best=best, status=status, confidence=best.confidence)


def _judge(best: Candidate, candidates: Sequence[Candidate], *, alone: bool) -> ReadingStatus:
    if best.is_proof and best.checked:
        rivals = {candidate.value for candidate in candidates if candidate.checked} - {best.value}
        is_sure = not rivals and best.confidence >= SURE_CHECKED
        return ReadingStatus.READ if is_sure else ReadingStatus.UNSURE
    others = [candidate for candidate in candidates if candidate is not best]
    same = [other for other in others if _is_same(other.value, best.value)]
    if any(_contradicts(other, best) for other in others if other not in same):
        return ReadingStatus.UNSURE
    support = max((other.confidence for other in same), default=0.0)
    if not _is_sure(best, support, alone=alone):
        return ReadingStatus.UNSURE
    if best.checked is not False:
        return ReadingStatus.READ
    return ReadingStatus.INVALID if best.confidence >= SURE_INVALID else ReadingStatus.UNSURE


def _contradicts(other: Candidate, best: Candidate) -> bool:
    """Whether what another pass read leaves doubt; of signs that look alike, even where it was unsure."""
    a, b = other.value or "", best.value or ""
    is_alike = len(a) == len(b) and a.translate(ALIKE) == b.translate(ALIKE)
    return other.confidence >= (SUPPORTS_TWICE if is_alike else CONTRADICTS)


def _is_sure(best: Candidate, support: float, *, alone: bool) -> bool:
    if best.is_sealed and min(support, best.confidence) < SUPPORTS_SEALED:
        return False
    if best.print_px < TINY_PRINT_PX:
        return False
    is_small = best.print_px < SMALL_PRINT_PX
    is_lone = len(best.value or "") <= LONE_SIGNS and not (best.value or "").isascii()
    supports, most_doubt = (
        (SUPPORTS_SMALL_TWICE, MOST_DOUBT_SMALL_TWICE)
        if is_small or is_lone
        else (SUPPORTS_TWICE, MOST_DOUBT_TWICE)
    )
    doubt = (1 - best.confidence) * (1 - support)
    if min(support, best.confidence) >= supports and doubt <= most_doubt:
        return True
    sure = SURE
    if is_small:
        sure = SURE_SMALL
    elif best.print_px >= LARGE_PRINT_PX:
        sure = SURE_LARGE
    return best.confidence >= sure and (alone or support >= SUPPORTS)


def _is_same(a: str | None, b: str | None) -> bool:
    """Whether two values differ in punctuation at most, which the recogniser confuses (；： ，、)."""
    return a == b or (a is not None and b is not None and _PUNCTUATION.sub("", a) == _PUNCTUATION.sub("", b))
