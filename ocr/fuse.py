"""Decides from what several passes read how far a value may be relied on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.document import ReadingStatus
from ocr.lines import Point

# Measured on drawn and real licences (docs/accuracy.md): every wrong line that one pass alone read on print
# of at least 16 px scored under 0.96.
SURE_ALONE = 0.97
SURE_TOGETHER = 0.85
SURE_CHECKED = 0.8
WEAK = 0.6
"""What a pass read with less than this neither supports nor contradicts another pass."""
SMALL_PRINT_PX = 14.0
"""Print lower than this the recogniser guesses at, and is sure of it: two passes must agree."""

_PUNCTUATION = re.compile(r"[,.;:、。·]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What one pass read for one field.

    `checked` is True or False where the value has a rule of its own that holds or fails, else None;
    `is_proof` says that the rule is strong enough to tell a right value from a misread one.
    """

    value: str | None
    raw: str
    confidence: float
    points: tuple[Point, ...]
    print_px: float
    checked: bool | None = None
    is_proof: bool = False


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
    status = _judge(best, [c for c in candidates if c.confidence >= WEAK or c is best], alone=alone)
    return Fused(best=best, status=status, confidence=best.confidence)


def _judge(best: Candidate, candidates: Sequence[Candidate], *, alone: bool) -> ReadingStatus:
    agreeing = [candidate for candidate in candidates if _is_same(candidate.value, best.value)]
    if best.is_proof and best.checked:
        rivals = {candidate.value for candidate in candidates if candidate.checked} - {best.value}
        is_sure = not rivals and best.confidence >= SURE_CHECKED
        return ReadingStatus.READ if is_sure else ReadingStatus.UNSURE
    if len(agreeing) < len(candidates) or not _is_sure(best, agreeing, alone=alone):
        return ReadingStatus.UNSURE
    return ReadingStatus.INVALID if best.checked is False else ReadingStatus.READ


def _is_sure(best: Candidate, agreeing: Sequence[Candidate], *, alone: bool) -> bool:
    """One very sure pass is enough for good print; otherwise two must agree."""
    is_small = best.print_px < SMALL_PRINT_PX
    if len(agreeing) == 1:
        return alone and not is_small and best.confidence >= SURE_ALONE
    return min(c.confidence for c in agreeing) >= (SURE_ALONE if is_small else SURE_TOGETHER)


def _is_same(a: str | None, b: str | None) -> bool:
    """Whether two values differ in punctuation at most, which the recogniser confuses (；： ，、)."""
    return a == b or (a is not None and b is not None and _PUNCTUATION.sub("", a) == _PUNCTUATION.sub("", b))
