"""The certificate of voluntary product certification (自愿性产品认证证书), of CQC and others."""

from __future__ import annotations

from ocr.certificate import (
    HOLDER_FIELDS,
    HOLDER_ROWS,
    HOLDER_WORDS,
    KEY_FIELDS,
    doubt_own_number,
    read_certificate,
)
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.parties import read_party
from ocr.readers import reader
from ocr.titles import Titles


@reader(
    kind="voluntary_certificate",
    titles=Titles(
        words=(
            "产品认证证书",
            "自愿性产品认证",
            "自愿性认证证书",
            "节能认证证书",
            "节水认证证书",
            "CQC标志认证",
        ),
        without=("强制性", "有机", "绿色食品", "自我声明"),
        mark=r"CQC\d{11}",
    ),
    words=HOLDER_WORDS,
    fields=HOLDER_FIELDS,
    key_fields=KEY_FIELDS,
    rows=HOLDER_ROWS,
)
def read_voluntary_certificate(form: Form) -> dict[str, Candidate]:
    """What one pass read on a voluntary product certificate."""
    found = {**read_certificate(form, "cqc_voluntary"), **read_party(form, "holder", "holder_address")}
    return doubt_own_number(found, but="CQC")
