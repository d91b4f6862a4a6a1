"""The certificate of a management system (管理体系认证证书), such as ISO 9001: not of a product."""

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
from ocr.unlabelled import find_party, find_standards_beside

_ENGLISH = (
    *("QUALITY", "ENVIRONMENTAL", "OCCUPATIONALHEALTHANDSAFETY", "OCCUPATIONALHEALTH&SAFETY", "FOODSAFETY"),
    *("INFORMATIONSECURITY", "ENERGY"),
)


@reader(
    kind="management_certificate",
    titles=Titles(
        words=(
            *("管理体系认证证书", "体系认证证书", "管理体系证书", "MANAGEMENTSYSTEMCERTIFICATE"),
            *(f"{subject}MANAGEMENTSYSTEMCERTIFICATE" for subject in _ENGLISH),
            *("THEMANAGEMENTSYSTEMOF", "MANAGEMENTSYSTEMOF"),
            *(f"{subject}MANAGEMENTSYSTEMOF" for subject in _ENGLISH),
        ),
        mark=r"(?:质量|环境|安全|能源|健康|隐私)管理体系",
    ),
    words=HOLDER_WORDS,
    fields=HOLDER_FIELDS,
    key_fields=KEY_FIELDS,
    rows=HOLDER_ROWS,
)
def read_management_certificate(form: Form) -> dict[str, Candidate]:
    """What one pass read on a management system certificate; most print the holder without a label."""
    found = {
        **find_party(form, "holder", "holder_address"),
        **find_standards_beside(form),
        **read_certificate(form, "mgmt_system_certificate"),
        **read_party(form, "holder", "holder_address"),
    }
    return doubt_own_number(found)
