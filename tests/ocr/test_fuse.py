"""How far a value may be relied on after several passes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.document import ReadingStatus
from ocr.fuse import Candidate, fuse

NAME, MISREAD = "青川市安和电器有限公司", "青川市安和电器有限公句"


def _make(
    value: str | None, sure: float, *, px: float = 20, checked: bool | None = None, proof: bool = False
) -> Candidate:
    return Candidate(
        value=value, raw=value or "", confidence=sure, points=(), print_px=px, checked=checked, is_proof=proof
    )


def _seal(value: str, sure: float) -> Candidate:
    return replace(_make(value, sure), is_sealed=True)


def _prove(value: str, sure: float) -> Candidate:
    return _make(value, sure, checked=True, proof=True)


@pytest.mark.parametrize(
    ("candidates", "status"),
    [
        ([], "missing"),
        ([_make(NAME, 0.99)], "read"),
        ([_make(NAME, 0.96)], "read"),
        ([_make(NAME, 0.94)], "unsure"),
        ([_make(NAME, 0.975, px=12)], "unsure"),
        ([_make(NAME, 0.995, px=12)], "read"),
        ([_make(NAME, 0.995, px=8), _make(NAME, 0.995, px=8)], "unsure"),
        ([_make(NAME, 0.9, px=30)], "unsure"),
        ([_make(NAME, 0.9, px=30), _make(NAME, 0.8, px=30)], "read"),
        ([_make(NAME, 0.9), _make(NAME, 0.9)], "read"),
        ([_make(NAME, 0.9), _make(NAME, 0.4)], "unsure"),
        ([_make(NAME, 0.65), _make(NAME, 0.65)], "read"),
        ([_make(NAME, 0.6), _make(NAME, 0.6)], "unsure"),
        ([_make("周子衡", 0.7), _make("周子衡", 0.65)], "unsure"),
        ([_make("周子衡", 0.93), _make("周子衡", 0.9)], "read"),
        ([_make(NAME, 0.9, px=12), _make(NAME, 0.9, px=12)], "read"),
        ([_make(NAME, 0.88, px=12), _make(NAME, 0.88, px=12)], "unsure"),
        ([_make(NAME, 0.95, px=12), _make(NAME, 0.9, px=12)], "read"),
        ([_make(NAME, 0.95, px=12), _make(NAME, 0.7, px=12)], "unsure"),
        ([_make(NAME, 0.99), _make(MISREAD, 0.9)], "unsure"),
        ([_make(NAME, 0.99), _make(MISREAD, 0.5)], "read"),
        ([_make("FQ109377", 0.99), _make("FQI09377", 0.6)], "unsure"),
        ([_make("FQ109377", 0.99), _make("FQ709377", 0.6)], "read"),
        ([_make(NAME, 0.99), _make(None, 0.99)], "read"),
        ([_make(None, 0.99)], "unsure"),
        ([_seal(NAME, 1.0)], "unsure"),
        ([_seal(NAME, 1.0), _seal(NAME, 0.6)], "unsure"),
        ([_seal(NAME, 1.0), _seal(NAME, 0.9)], "read"),
        ([_make("2019年02月30日", 0.99, checked=False)], "invalid"),
        ([_make("2019年02月30日", 0.9, checked=False)], "unsure"),
        ([_make("2019-02-20", 0.9), _make("2019年02月30日", 0.99, checked=False)], "unsure"),
        ([_prove("91A", 0.7)], "read"),
        ([_prove("91A", 0.4)], "unsure"),
        ([_make("91A", 0.7, checked=True)], "unsure"),
        (
            [_prove("91A", 0.99), _prove("91B", 0.7)],
            "unsure",
        ),
        ([_prove("91A", 0.9), _make("91B", 0.99, checked=False)], "read"),
    ],
)
def test_a_value_is_believed_only_when_nothing_speaks_against_it(
    candidates: list[Candidate], status: str
) -> None:
    assert fuse(candidates).status is ReadingStatus(status)


def test_under_a_watermark_one_pass_is_not_enough() -> None:
    assert fuse([_make(NAME, 0.99)], alone=False).status is ReadingStatus.UNSURE
    assert fuse([_make(NAME, 0.99), _make(NAME, 0.7)], alone=False).status is ReadingStatus.READ


def test_passes_may_differ_in_punctuation_but_not_in_the_point_of_a_number() -> None:
    lists = [_make("零售:日用品、文具", 0.99), _make("零售;日用品,文具", 0.95)]
    assert fuse(lists).status is ReadingStatus.READ
    sums = [_make("3.0000万元", 0.99), _make("30000万元", 0.95)]
    assert fuse(sums).status is ReadingStatus.UNSURE


def test_the_surest_value_is_kept_even_when_it_is_doubted() -> None:
    fused = fuse([_make(NAME, 0.7), _make(MISREAD, 0.5)])
    assert fused.best is not None
    assert (fused.best.value, fused.confidence) == (NAME, 0.7)
