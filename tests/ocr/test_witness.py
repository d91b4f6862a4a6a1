"""The credit code in a licence's QR code against the printed one."""

from __future__ import annotations

import pytest

from evidence.document import Code, Reading, ReadingStatus
from ocr.witness import compare_with_codes
from tests.ocr.forms import USCC

OTHER = "911100006000373416"


def judge(printed: str | None, status: ReadingStatus, *texts: str) -> ReadingStatus:
    reading = Reading(value=printed, raw=printed, status=status, confidence=0.6)
    codes = [Code(symbology="qrcode", text=text, box=(0, 0, 9, 9)) for text in texts]
    return compare_with_codes({"uscc": reading}, codes)["uscc"].status


@pytest.mark.parametrize(
    ("printed", "texts", "expected"),
    [
        (USCC, [f"http://www.example.cn/index.html?uniscid={USCC}"], ReadingStatus.READ),
        (OTHER, [f"http://www.example.cn/index.html?uniscid={USCC}"], ReadingStatus.UNSURE),
        (USCC, ["http://www.example.cn/?id=123456789012345678"], ReadingStatus.UNSURE),
        (USCC, [], ReadingStatus.UNSURE),
        (None, [USCC], ReadingStatus.UNSURE),
    ],
    ids=["same", "another", "no credit code", "no code", "nothing printed"],
)
def test_a_code_settles_or_leaves_an_uncertain_number(
    printed: str | None, texts: list[str], expected: ReadingStatus
) -> None:
    assert judge(printed, ReadingStatus.UNSURE, *texts) is expected


def test_another_number_in_the_code_makes_a_sure_one_doubtful() -> None:
    assert judge(OTHER, ReadingStatus.READ, f"uniscid={USCC}") is ReadingStatus.UNSURE


@pytest.mark.parametrize(
    ("printed", "text", "value", "status"),
    [
        (
            "BJTG24E30518ROS",
            "http://www.example.cn/c?code=BJTG24E30518R0S",
            "BJTG24E30518R0S",
            ReadingStatus.READ,
        ),
        ("BJTG24E30518R0S", "BJTG24E30518R0S", "BJTG24E30518R0S", ReadingStatus.READ),
        ("BJTG24E30578R0S", "BJTG24E30518R0S", "BJTG24E30578R0S", ReadingStatus.UNSURE),
    ],
    ids=["looks alike", "same", "another figure"],
)
def test_a_code_settles_the_number_of_a_certificate(
    printed: str, text: str, value: str, status: ReadingStatus
) -> None:
    reading = Reading(value=printed, raw=printed, status=ReadingStatus.UNSURE, confidence=0.6)
    code = Code(symbology="qrcode", text=text, box=(0, 0, 9, 9))
    judged = compare_with_codes({"certificate_no": reading}, [code])["certificate_no"]
    assert (judged.value, judged.status) == (value, status)


@pytest.mark.parametrize(
    ("printed", "status", "settled"),
    [
        ("CQC18001202B", ReadingStatus.READ, ("CQC18001202B", ReadingStatus.UNSURE)),
        ("CQC180012028", ReadingStatus.READ, ("CQC180012028", ReadingStatus.READ)),
        ("CQC180012028", ReadingStatus.INVALID, ("CQC180012028", ReadingStatus.INVALID)),
    ],
    ids=["sure of another", "sure of the same", "breaks its rule"],
)
def test_a_code_neither_overrules_a_sure_number_nor_heals_one_that_breaks_its_rule(
    printed: str, status: ReadingStatus, settled: tuple[str, ReadingStatus]
) -> None:
    reading = Reading(value=printed, raw=printed, status=status, confidence=0.99)
    code = Code(symbology="qrcode", text="http://www.example.cn/?no=CQC180012028", box=(0, 0, 9, 9))
    judged = compare_with_codes({"certificate_no": reading}, [code])["certificate_no"]
    assert (judged.value, judged.status) == settled
