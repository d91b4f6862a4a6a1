"""What GS1 codes say."""

from __future__ import annotations

import pytest

from evidence.document import Code, Reading, ReadingStatus
from ocr.gs1 import compare_with_gs1, parse_gs1

LINK = "https://id.gs1.org/01/09506000134352/10/LOT7?11=250131"  # example of the GS1 documentation


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9506000134352", {"gtin": "9506000134352"}),
        (LINK, {"gtin": "9506000134352", "batch": "LOT7", "produced_on": "2025-01-31"}),
        ("https://shop.example.cn/some/path/01/09506000134352", {"gtin": "9506000134352"}),
        ("010950600013435210LOT7", {"gtin": "9506000134352", "batch": "LOT7"}),
        ("https://id.gs1.org/01/09506000134351", {}),  # its check digit fails
        ("2012345678900", {}),  # for use inside a shop
        ("https://www.gsxt.gov.cn/index.html?uniscid=91330108MA000TE563", {}),
        ("SC10633010800012", {}),
        ("", {}),
    ],
)
def test_a_code_says_what_gs1_gives_it(text: str, said: dict[str, str]) -> None:
    assert parse_gs1(text) == said


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        (Reading(), ReadingStatus.READ),
        (Reading(value="9506000134352", status=ReadingStatus.UNSURE), ReadingStatus.READ),
        (Reading(value="9506000134376", status=ReadingStatus.READ), ReadingStatus.UNSURE),
    ],
    ids=["not printed", "the same", "another"],
)
def test_the_bar_code_settles_or_doubts_the_printed_number(printed: Reading, status: ReadingStatus) -> None:
    code = Code(symbology="ean13", text="9506000134352", box=(0, 0, 9, 9))
    assert compare_with_gs1({"gtin": printed}, [code])["gtin"].status is status


def test_codes_of_several_goods_say_nothing() -> None:
    codes = [
        Code(symbology="ean13", text=text, box=(0, 0, 9, 9)) for text in ("9506000134352", "9506000134376")
    ]
    assert compare_with_gs1({"gtin": Reading()}, codes)["gtin"] == Reading()


def test_a_number_in_a_code_of_parcels_is_no_trade_item_number() -> None:
    parcel = Code(symbology="code128", text="9506000134352", box=(0, 0, 9, 9))
    assert compare_with_gs1({"gtin": Reading()}, [parcel])["gtin"] == Reading()
