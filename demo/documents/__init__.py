"""Drawings of the documents that sellers show, one kind a file."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from demo.chance import make_chance
from demo.documents import (
    business_licence,
    ccc_certificate,
    energy_label,
    food_permit,
    management_certificate,
    organic_certificate,
    test_report,
    type_approval,
)
from demo.documents.takes import take_picture
from demo.papers import Document, Kind

_FORMS: dict[Kind, Callable[[Document], Image.Image]] = {
    Kind.BUSINESS_LICENCE: business_licence.draw,
    Kind.FOOD_PERMIT: food_permit.draw,
    Kind.CCC_CERTIFICATE: ccc_certificate.draw,
    Kind.ENERGY_LABEL: energy_label.draw,
    Kind.TEST_REPORT: test_report.draw,
    Kind.MANAGEMENT_CERTIFICATE: management_certificate.draw,
    Kind.ORGANIC_CERTIFICATE: organic_certificate.draw,
    Kind.TYPE_APPROVAL: type_approval.draw,
}


def draw_document(document: Document) -> bytes:
    """The posted picture of a document as JPEG bytes; the same document always gives the same bytes."""
    return take_picture(_FORMS[document.kind](document), document.take, make_chance(document.key, "taken"))
