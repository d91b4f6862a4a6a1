"""What a document's own code says beside its print: the same number settles it, another raises doubt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from config.numbers import check_uscc
from evidence.document import Code, Reading, ReadingStatus
from ocr.fuse import ALIKE

_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RTUW-Y]{18}(?![0-9A-Za-z])")
_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{6,}")
_NUMBERS = ("certificate_no", "report_no", "permit_no", "filing_no")


def compare_with_codes(fields: Mapping[str, Reading], codes: Sequence[Code]) -> dict[str, Reading]:
    """The fields, the credit code settled or doubted by the document's QR code, other numbers settled."""
    words = {word.upper() for code in codes for word in _WORD.findall(code.text)}
    settled = {
        name: _settle(reading, words) if name in _NUMBERS else reading for name, reading in fields.items()
    }
    return _compare_credit_code(settled, codes)


def _settle(reading: Reading, words: set[str]) -> Reading:
    """A doubted number as the code has it, where the print differs at most in signs that look alike.

    A number that breaks its rule stays `invalid`: who makes up a document prints it in both places. A sure
    one that differs is doubted, with both shown.
    """
    number = str(reading.value or "").upper()
    alike = {word for word in words if word.translate(ALIKE) == number.translate(ALIKE)}
    if len(alike) != 1 or reading.status is ReadingStatus.INVALID:
        return reading
    (said,) = alike
    if reading.status is ReadingStatus.READ and said != number:
        return reading.model_copy(update={"status": ReadingStatus.UNSURE, "raw": f"{reading.raw} / {said}"})
    value = reading.value if said == number else said
    return reading.model_copy(update={"value": value, "status": ReadingStatus.READ})


def _compare_credit_code(fields: Mapping[str, Reading], codes: Sequence[Code]) -> dict[str, Reading]:
    """The fields with the credit code.

    A code that holds several credit codes, or none whose check characters hold, says nothing.
    """
    said = {run for code in codes for run in _RUN.findall(code.text) if _holds(run)}
    printed = fields.get("uscc")
    if printed is None or len(said) != 1:
        return dict(fields)
    (number,) = said
    if printed.value == number:
        return {**fields, "uscc": printed.model_copy(update={"status": ReadingStatus.READ})}
    if printed.value is None:
        return dict(fields)
    both = f"{printed.raw} / {number}"
    return {**fields, "uscc": printed.model_copy(update={"status": ReadingStatus.UNSURE, "raw": both})}


def _holds(run: str) -> bool:
    check = check_uscc(run)
    return check is not None and check.whole
