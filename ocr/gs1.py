"""What a GS1 code on goods says: trade item number, batch and day of production."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from evidence.document import Code, Reading, ReadingStatus

if TYPE_CHECKING:
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI
    from biip.gs1_messages import GS1Message

_RETAIL = ("ean13", "ean8", "upca", "itf", "databar")
"""Symbologies whose figures are a trade item number; a number in another is a parcel's or a shop's own."""

_LONGEST = 14  # figures of a trade item number
_BATCH, _PRODUCED = "10", "11"


def parse_gs1(text: str) -> dict[str, str]:
    """`gtin`, `batch` and `produced_on` in the payload of a code, as far as it has them; empty for any other.

    Read are trade item numbers alone, element strings and GS1 Digital Links. A number whose check digit
    fails, or one for use inside a shop, is none. A GTIN-14 that only pads a shorter number is shortened.
    """
    import biip  # noqa: PLC0415 -- slow to load, and few pictures hold such a code
    from biip.gtin import Gtin, GtinFormat  # noqa: PLC0415 -- same

    try:
        parsed = biip.parse(text)
    except biip.ParseError:
        return {}
    whole = parsed.gs1_digital_link_uri or parsed.gs1_message
    if type(parsed.gtin) is not Gtin:  # a number for use inside a shop is a Gtin, too
        return {}
    gtin = parsed.gtin
    is_short = gtin.format is GtinFormat.GTIN_8
    said = {"gtin": gtin.as_gtin_8() if is_short else gtin.as_gtin_14().removeprefix("0")}
    if whole is not None:
        said |= _list_elements(whole)
    return said


def _list_elements(whole: GS1DigitalLinkURI | GS1Message) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in whole.element_strings:
        if element.ai.ai == _BATCH:
            found["batch"] = element.value
        elif element.ai.ai == _PRODUCED and element.date is not None:
            found["produced_on"] = element.date.isoformat()
    return found


def compare_with_gs1(fields: Mapping[str, Reading], codes: Sequence[Code]) -> dict[str, Reading]:
    """The fields of a label of goods beside what its codes say: the same settles, another raises doubt.

    What is not printed is taken from the code. Codes that name several goods say nothing.
    """
    said = [(parse_gs1(code.text), code) for code in codes if _may_name_goods(code)]
    told = {name: value for found, _ in said for name, value in found.items()}
    if len({found["gtin"] for found, _ in said if found}) != 1:
        return dict(fields)
    code = next(code for found, code in said if found)
    return {**fields, **{name: _weigh(fields[name], value, code) for name, value in told.items()}}


def _may_name_goods(code: Code) -> bool:
    return not code.text.isdigit() or len(code.text) > _LONGEST or code.symbology in _RETAIL


def _weigh(printed: Reading, value: str, code: Code) -> Reading:
    if printed.value is None:
        return Reading(value=value, raw=code.text, status=ReadingStatus.READ, confidence=1.0, box=code.box)
    if printed.value == value:
        return printed.model_copy(update={"status": ReadingStatus.READ})
    return printed.model_copy(update={"status": ReadingStatus.UNSURE, "raw": f"{printed.raw} / {value}"})
