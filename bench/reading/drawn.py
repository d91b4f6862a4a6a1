"""A drawn picture with the documents on it and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from PIL import Image

from bench.reading.grammar import Spec
from ocr.dates import find_dates
from ocr.pieces import fold_text

Box = tuple[int, int, int, int]
_LISTS = {"models": r"、", "standards": r"[；、]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A document on a picture: its kind, its box, and its values as a reader returns them."""

    kind: str
    box: Box
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture and its documents."""

    picture: Image.Image
    documents: tuple[Truth, ...]


def make_fields(spec: Spec) -> dict[str, Any]:
    """The values of a spec, normalised as the contract of readings says."""
    fields: dict[str, Any] = {}
    for row in spec.rows:
        if row.field is None or (not row.value):
            continue
        if row.field == "term":
            fields.update(_make_term(row.value))
        elif row.field.startswith("="):
            fields.setdefault("pairs", {})[row.label] = row.value
        else:
            fields[row.field] = _make_value(row.field, row.value)
    return fields


def _make_value(field: str, value: str) -> Any:
    if field in _LISTS:
        return [fold_text(part) for part in re.split(_LISTS[field], value)]
    if field.endswith("_on") or field == "valid_to":
        return find_dates(fold_text(value))[0].iso
    return value


def _make_term(value: str) -> dict[str, str]:
    dates = [printed.iso or "" for printed in find_dates(fold_text(value))]
    if value == "长期":
        return {"term_to": "long_term"}
    return {"term_from": dates[0], "term_to": "long_term" if "长期" in value else dates[1]}
