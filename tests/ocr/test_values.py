"""Numbers in forms: what is believed, folded, doubted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr.cell import make_loose_cell
from ocr.layout import Form, read_form
from ocr.lines import Line
from ocr.lists import read_models
from ocr.pieces import make_pieces
from ocr.values import read_uscc
from tests.ocr.forms import USCC, make_line

OTHER = "91350100M000100Y43"
WORDS = {"uscc": ("统一社会信用代码",), "name": ("名称",)}
LABEL = make_line("统一社会信用代码", 100, 100)


def _form(*lines: Line) -> Form:
    return read_form(lines, WORDS)


@pytest.mark.parametrize(
    "lines",
    [
        [make_line(f"统一社会信用代码{USCC}(1-1)", 100, 100)],
        [LABEL, make_line(USCC, 100, 140)],
        [LABEL, make_line(USCC[:8], 360, 100), make_line(USCC[8:], 520, 100)],
        [make_line(USCC, 500, 700)],
        [LABEL, make_line(USCC, 360, 100), make_line(OTHER, 360, 700)],
        [LABEL, make_line(USCC.replace("0", "O"), 360, 100)],
    ],
    ids=["glued", "below", "in two", "without a label", "another firm elsewhere", "letter O for zero"],
)
def test_a_credit_code_is_found(lines: list[Line]) -> None:
    found = read_uscc(_form(*lines), "uscc")
    assert found is not None
    assert (found.value, found.is_proof, found.confidence) == (USCC, True, 1.0)


@pytest.mark.parametrize(
    "seen", [f"{USCC[:-1]}4", USCC.replace("T", "I"), USCC.replace("3", "8")], ids=["check", "I", "3 for 8"]
)
def test_a_code_whose_check_fails_is_kept_as_seen(seen: str) -> None:
    found = read_uscc(_form(LABEL, make_line(seen, 360, 100)), "uscc")
    assert found is not None
    assert (found.value, found.checked, found.is_proof) == (seen, False, False)


@pytest.mark.parametrize(("doubts", "is_proof"), [(1, True), (2, False)])
def test_check_characters_prove_nothing_once_two_signs_are_doubtful(doubts: int, is_proof: bool) -> None:
    scores = (0.5,) * doubts + (0.99,) * (18 - doubts)
    found = read_uscc(_form(LABEL, replace(make_line(USCC, 360, 100), scores=scores)), "uscc")
    assert found is not None
    assert (found.checked, found.is_proof) == (True, is_proof)


def test_signs_outside_the_alphabet_are_never_sure() -> None:
    found = read_uscc(_form(LABEL, make_line(USCC.replace("T", "I"), 360, 100)), "uscc")
    assert found is not None
    assert found.confidence == 0.5


def test_two_firms_without_a_label_are_doubted() -> None:
    found = read_uscc(_form(make_line(USCC, 100, 100), make_line(OTHER, 100, 200)), "uscc")
    assert found is not None
    assert found.confidence == 0.5


@pytest.mark.parametrize("text", [f"http://www.gsxt.gov.cn/?u={USCC}", USCC[:17], f"{USCC}99"])
def test_addresses_and_other_lengths_are_no_credit_code(text: str) -> None:
    assert read_uscc(_form(make_line(text, 100, 100)), "uscc") is None


@pytest.mark.parametrize(
    "text", ["型YWW-038-12、JAHT-5345", "规格YWW-038-12、JAHT-5345", "YWW-038-12、JAHT-5345"]
)
def test_the_end_of_a_label_is_no_part_of_a_model(text: str) -> None:
    found = read_models(make_loose_cell(*make_pieces([make_line(text, 60, 100)])))
    assert found is not None
    assert found.listed == ("YWW-038-12", "JAHT-5345")


@pytest.mark.parametrize(
    ("rows", "models", "is_sure"),
    [
        (("TV37、SHBU7、L", "PLA-943、P-44"), ("TV37", "SHBU7", "LPLA-943", "P-44"), True),
        (("TV37、SHBU7、黑", "PLA-943、P-44"), ("TV37", "SHBU7", "黑PLA-943", "P-44"), False),
        (("TV37、SHB、L", "PLA-943、P-44"), ("TV37", "SHB", "LPLA-943", "P-44"), False),
        (("TV37、L", "PLA-943"), ("TV37", "LPLA-943"), False),
        (("TV37、SHBU7、", "PLA-943、P-44"), ("TV37", "SHBU7", "PLA-943", "P-44"), True),
        (("TV37、SHBU7-", "01、P-44"), ("TV37", "SHBU7-01", "P-44"), True),
        (("TV37、EC-449", "EC-605、P-44"), ("TV37", "EC-449", "EC-605", "P-44"), True),
        (("TV37、EC4", "490-69"), ("TV37", "EC4", "490-69"), False),
        (("TV37", "PLA-943"), ("TV37", "PLA-943"), True),
    ],
    ids=[
        "inside a model where all have figures",
        "behind a colour",
        "inside a model where one has no figure",
        "inside one of two",
        "behind a separator",
        "at a joint",
        "without a separator",
        "a figure",
        "one in each row",
    ],
)
def test_a_row_that_ends_inside_a_model_goes_on(
    rows: tuple[str, str], models: tuple[str, ...], *, is_sure: bool
) -> None:
    pieces = (make_pieces([make_line(text, 60, 100 + 40 * place)])[0] for place, text in enumerate(rows))
    found = read_models(make_loose_cell(*pieces))
    assert found is not None
    assert (found.listed, found.confidence > 0.5) == (models, is_sure)


def test_a_credit_code_that_goes_on_in_the_next_row_is_whole() -> None:
    words = {"uscc": ("社会信用代码",)}
    lines = [make_line(f"社会信用代码：{USCC[:16]}", 100, 100), make_line(USCC[16:], 300, 142)]
    found = read_uscc(read_form(lines, words), "uscc")
    assert found is not None
    assert (found.value, found.checked) == (USCC, True)
