"""The certificate of compulsory product certification (强制性产品认证证书, CCC)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from ocr.cell import Cell, make_loose_cell
from ocr.certificate import ENGLISH_WORDS, HOLDERS, NAMED, PLACED, ROWS, WORDS, make_labels, read_certificate
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.lists import fold_dashes
from ocr.parties import read_party
from ocr.pieces import Piece
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
_RULE = re.compile(r"CNCA-\d{0,2}C[0-9A-Z]*-\d{2,3}(?P<year>:\d{4})?")
_GOES_ON = re.compile(r"[-:]?\d")
_YEAR = re.compile(r"20\d\d(?!\d)")
_NEXT_ROW = 2.0  # heights
_DOUBT = 0.5


@reader(
    kind="ccc_certificate",
    titles=Titles(
        words=(
            *("强制性产品认证", "CCC证书", "CCC认证证书", "3C认证证书", "COMPULSORYPRODUCTCERTIFICATION"),
            "CERTIFICATEFORCHINACOMPULSORYPRODUCTCERTIFICATION",
        ),
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
    beside = form.cells.get("rule")
    loose = (make_loose_cell(piece, *_find_below(form, piece)) for piece in form.pieces)
    for cell in (*([beside] if beside else []), *loose):
        rows = _list_rows(cell)
        found = _RULE.search("".join(rows))
        if found is not None:
            least = _DOUBT if _is_cut(rows, found) else 1.0
            return make_candidate(cell, found[0], confidence=min(cell.confidence, least))
    return None


def _list_rows(cell: Cell) -> list[str]:
    """The rows of a cell; one that begins with a year gets back its colon, which pieces begin without."""
    rows: list[str] = []
    for pieces in cell.rows:
        row = fold_dashes("".join(piece.text for piece in pieces)).upper()
        is_year = rows and _YEAR.match(row) and _RULE.search(rows[-1])
        rows.append(f":{row}" if is_year else row)
    return rows


def _find_below(form: Form, piece: Piece) -> list[Piece]:
    """The row right below a piece, where it may go on a number that the row broke."""
    return [
        other
        for other in form.pieces
        if 0.5 < (other.middle - piece.middle) / piece.height < _NEXT_ROW
        and abs(other.x0 - piece.x0) < piece.height
        and _GOES_ON.match(fold_dashes(other.text))
    ][:1]


def _is_cut(rows: Sequence[str], found: re.Match[str]) -> bool:
    """Whether the year of a rule is missing where a row ends, so that it may have been broken off."""
    if found["year"] is not None or found.end() == len(found.string):
        return False
    ends = accumulate(len(row) for row in rows)
    return found.string[found.end()] == ":" or any(found.start() < end <= found.end() for end in ends)
