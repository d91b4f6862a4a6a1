"""Numbers that pages state."""

import pytest

from evidence.document import TextBlock
from evidence.exhibit import SightedText
from evidence.snapshot import Artefact, Role
from inspectors.pages.page_numbers import Source, find_numbers
from tests.inspectors.conftest import make_listing_exhibit


@pytest.mark.parametrize(
    ("kind", "fields", "values"),
    [
        ("ccc", {"attributes": {"3C证书编号": "2024010907654321"}}, ["2024010907654321"]),
        ("ccc", {"attributes": {"３Ｃ证书编号：": "2024 0109 0765 4321"}}, ["2024010907654321"]),
        ("ccc", {"description": "已通过3C认证2024010907654321，放心"}, ["2024010907654321"]),
        ("ccc", {"description": "客服电话4001234567，单号2024010907654321"}, []),  # near miss: no label
        ("standard", {"description": "执行标准：GB 4943.1-2022"}, ["GB4943.1-2022"]),
        ("food_permit", {"description": "许可 JY13301080012345 在案"}, ["JY13301080012345"]),
        ("test_report", {"description": "检测报告编号：WT2024-00123。"}, ["WT2024-00123"]),
        ("test_report", {"description": "附质检报告，支持验货"}, []),
        ("gtin", {"attributes": {"条形码": "690123456789"}}, ["690123456789"]),
    ],
)
def test_labelled_and_telling_numbers_are_found(
    kind: str, fields: dict[str, object], values: list[str]
) -> None:
    found = find_numbers(make_listing_exhibit(**fields), kind)
    assert [number.value for number in found] == values


def test_a_malformed_number_in_its_attribute_is_found_as_such() -> None:
    (number,) = find_numbers(make_listing_exhibit(attributes={"3C证书编号": "20240109"}), "ccc")
    assert not number.well_formed


@pytest.mark.parametrize(("confidence", "certain"), [(0.99, True), (0.7, False)])
def test_a_number_in_a_picture_is_only_as_certain_as_its_line(confidence: float, certain: bool) -> None:
    picture = Artefact(
        sha256="d" * 64, role=Role.IMAGE, url="http://m.example/d.jpg", media_type="image/jpeg", size_bytes=1
    )
    block = TextBlock(text="3C证书编号:2024010907654321", box=(1, 2, 3, 4), confidence=confidence)
    exhibit = make_listing_exhibit().model_copy(
        update={"texts": (SightedText(block=block, artefact=picture),)}
    )
    (number,) = find_numbers(exhibit, "ccc")
    assert (number.source, number.certain, number.locators[0].box) == (Source.PICTURE, certain, (1, 2, 3, 4))
