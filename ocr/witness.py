"""What a document's own code says beside its print: the same number settles it, another raises doubt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from config.numbers import check_uscc
from evidence.document import Code, Reading, ReadingStatus

_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RTUW-Y]{18}(?![0-9A-Za-z])")


def compare_with_codes(fields: Mapping[str, Reading], codes: Sequence[Code]) -> dict[str, Reading]:
    """The fields, the credit code settled or doubted by the document's QR code.

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
