"""The certificate of organic products (有机产品认证证书)."""

from __future__ import annotations

from ocr.certificate import HOLDER_FIELDS, HOLDER_ROWS, HOLDER_WORDS, KEY_FIELDS, read_certificate
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.parties import read_party
from ocr.readers import reader
from ocr.titles import Titles


@reader(
    kind="organic_certificate",
    titles=Titles(words=("有机产品认证证书", "有机转换认证证书", "有机认证证书"), mark=r"\d{3}OP\d{7,9}"),
    words=HOLDER_WORDS,
    fields=HOLDER_FIELDS,
    key_fields=KEY_FIELDS,
    rows=HOLDER_ROWS,
)
def read_organic_certificate(form: Form) -> dict[str, Candidate]:
    """What one pass read on an organic product certificate."""
    return {**read_certificate(form, "organic_certificate"), **read_party(form, "holder", "holder_address")}
