"""The certificate of compulsory product certification (强制性产品认证证书, CCC)."""

from __future__ import annotations

import re

from ocr.cell import make_loose_cell
from ocr.certificate import ENGLISH_WORDS, HOLDERS, NAMED, PLACED, ROWS, WORDS, make_labels, read_certificate
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.lists import fold_dashes
from ocr.parties import read_party
from ocr.readers import reader
from ocr.titles import Titles
from ocr.values import make_candidate

MAKERS = (
    *(
        "产品生产者(制造商)",
        "生产者(制造商)",
        "制造商(生产者)",
        "生产者/制造商",
        "制造商/生产者",
        "产品生产者",
    ),
    *("产品制造商", "制造商", "生产者"),
)
FACTORIES = (
    *(
        "被委托生产企业",
        "实际生产企业",
        "生产企业(工厂)",
        "工厂(生产企业)",
        "生产企业(生产厂)",
        "生产厂(场)",
        "生产厂(工厂)",
    ),
    *("产品生产企业", "生产企业", "加工场所", "生产工厂", "生产厂家", "生产厂", "工厂"),
)
FIELDS = (
    "certificate_no",
    "applicant",
    "applicant_address",
    "manufacturer",
    "manufacturer_address",
    "factory",
    "factory_address",
    "product_name",
    "models",
    "standards",
    "rule",
    "issued_on",
    "valid_to",
    "issuing_body",
)
_RULE = re.compile(r"CNCA-\d{0,2}C[0-9A-Z]*-\d{2,3}(?::\d{4})?")


@reader(
    kind="ccc_certificate",
    titles=Titles(
        words=("强制性产品认证", "CCC证书", "CCC认证证书", "3C认证证书", "COMPULSORYPRODUCTCERTIFICATION"),
        # Panels of goods name the number and the state of a certificate, which makes them none.
        without=("自我声明", "实施规则", "目录", "自愿", "编号", "状态", "型号", "信息"),
        mark=r"强制性产品认证实施规则|CNCA-\d{0,2}C\d{2}",
    ),
    words={
        **WORDS,
        "applicant": make_labels(HOLDERS, NAMED),
        "applicant_address": make_labels(HOLDERS, PLACED),
        "manufacturer": make_labels(MAKERS, NAMED),
        "manufacturer_address": make_labels(MAKERS, PLACED),
        "factory": make_labels(FACTORIES, NAMED),
        "factory_address": make_labels(FACTORIES, PLACED),
        "rule": ("产品认证实施规则", "认证实施规则", "实施规则", "认证规则"),
        **ENGLISH_WORDS,
        "_en_applicant": (
            "NameandAddressoftheApplicant",
            "NameandAddressofApplicant",
            "ApplicantName",
            "Applicant",
        ),
        "_en_manufacturer": (
            *(
                "NameandAddressoftheManufacturer",
                "NameandAddressofManufacturer",
                "ManufacturerName",
                "Manufacturer",
            ),
            *("NameandAddressoftheProducer", "Producer"),
        ),
        "_en_factory": ("NameandAddressoftheFactory", "NameandAddressofFactory", "FactoryName", "Factory"),
    },
    fields=FIELDS,
    key_fields=(("certificate_no",), ("product_name",), ("models",), ("valid_to",), ("manufacturer",)),
    rows={
        **ROWS,
        "rule": 3,
        **dict.fromkeys(("applicant", "manufacturer", "factory"), 4),
        **dict.fromkeys(("applicant_address", "manufacturer_address", "factory_address"), 2),
    },
)
def read_ccc_certificate(form: Form) -> dict[str, Candidate]:
    """What one pass read on a CCC certificate."""
    readings = {
        **read_certificate(form, "ccc_certificate"),
        **read_party(form, "applicant", "applicant_address"),
        **read_party(form, "manufacturer", "manufacturer_address"),
        **read_party(form, "factory", "factory_address"),
        "rule": _read_rule(form),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}


def _read_rule(form: Form) -> Candidate | None:
    """The implementation rule that the certificate names, beside a label or in its running text."""
    for piece in form.pieces:
        found = _RULE.search(fold_dashes(piece.text).upper())
        if found is not None:
            return make_candidate(make_loose_cell(piece), found[0])
    return None
