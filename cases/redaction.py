"""Redacted copies: what an allow-list names (`config/catalogues/redaction.yaml`), and nothing else.

A copy has the shape of the original, so whatever shows the original shows the copy: fields outside the list
are empty. In text that sellers write, what looks like a person's data is masked as well. Pictures stay
closed: their digests are there, their bytes and what was read in them are not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, get_args

from cases.model import Case, Item
from config.catalogue import load_catalogue
from config.numbers import is_format, normalise_number
from evidence.finding import Finding, LocatorKind
from evidence.noun import Noun
from evidence.snapshot import Snapshot

MASK = "***"
_NOUNS: dict[str, type[Noun]] = {"case": Case, "finding": Finding, "snapshot": Snapshot}
_OPEN_NUMBERS = {"finding.claimed", "case.operator.uscc"}
_BEYOND = {"snapshot": ("snapshot.pages", "snapshot.pictures", "snapshot.readings")}
"""What a noun leads to and a copy does not: the captured bytes, and what was read in them."""
_OWN = {"case.shares"}
"""What everybody sees of a case that they see at all: what was shared with themselves."""
_INDIVIDUAL = "92"
"""How the USCC of an individual household begins: it leads to a person."""

_TEXT_ON_PAGE = {LocatorKind.HTML, LocatorKind.TEXT}

_BLANK_FINDING: dict[str, Any] = {"summary": MASK, "claimed": None, "locators": (), "authority": None}
_BLANK_SNAPSHOT: dict[str, Any] = {"warc_sha256": "", "url": "", "final_url": "", "listing": None}
_BLANK_CASE: dict[str, Any] = {"title": MASK, "opened_by": MASK}


def redact_finding(finding: Finding) -> Finding:
    """The redacted copy of a finding."""
    kept = _keep("finding", finding.model_dump(mode="json"))
    if kept.get("authority"):
        kept["authority"] = {"key": MASK, "value": None, **kept["authority"]}
    if _claims_open_number(finding):
        kept["claimed"] = finding.claimed
    return Finding.model_validate({**_BLANK_FINDING, **kept})


def redact_snapshot(snapshot: Snapshot) -> Snapshot:
    """The redacted copy of a snapshot: no page, no picture, no attributes and no description."""
    kept = _keep("snapshot", snapshot.model_dump(mode="json"))
    kept["artefacts"] = [{"url": "", **artefact} for artefact in kept.get("artefacts", ())]
    if kept.get("listing"):
        kept["listing"] = {"url": "", **kept["listing"]}
    return Snapshot.model_validate({**_BLANK_SNAPSHOT, **kept})


def redact_case(case: Case, items: Iterable[Item]) -> Case:
    """The redacted copy of a case with some of its items: no names, no texts, no acts, no history."""
    plain = case.model_copy(update={"items": tuple(items)}).model_dump(mode="json")
    kept = _keep("case", plain)
    kept["items"] = [{"proves": None, "added_by": MASK, **item} for item in kept.get("items", ())]
    if case.operator.uscc is not None and is_open_number(case.operator.uscc):
        kept["operator"] = {**kept.get("operator", {}), "uscc": case.operator.uscc}
    return Case.model_validate({**_BLANK_CASE, **kept})


def mask_text(text: str) -> str:
    """A text with what looks like a person's number, phone, mail, contact or address masked."""
    for pattern in _load_masks():
        text = pattern.sub(MASK, text)
    return text


def is_open_number(text: str) -> bool:
    """Whether a text is a number of goods, papers or companies, and leads to no person."""
    number = normalise_number(text)
    formats = load_catalogue("redaction")["numbers"]
    is_known = any(is_format(name, number) for name in formats)
    return is_known and not (is_format("uscc", number) and number.startswith(_INDIVIDUAL))


class Way(StrEnum):
    """How a field stands in a copy; `number` is there where it is one of goods, papers or companies."""

    PLAIN = "plain"
    MASKED = "masked"
    NUMBER = "number"
    HIDDEN = "hidden"


def list_ways(noun: str) -> dict[str, Way]:
    """Every field of a noun, those that a redacted copy does not show too, and how it stands there.

    What is hidden as a whole stands there as one.
    """
    model = _NOUNS.get(noun)
    if model is None:
        return {}  # a lead is what its findings say
    allowed = load_catalogue("redaction")[noun]
    ways = dict.fromkeys((f"{noun}.{path}" for path in allowed["plain"]), Way.PLAIN)
    ways |= dict.fromkeys((f"{noun}.{path}" for path in allowed["masked"]), Way.MASKED)
    ways |= dict.fromkeys((path for path in _OPEN_NUMBERS if path.startswith(f"{noun}.")), Way.NUMBER)
    hidden = [*_iter_hidden(model, noun, ways), *_BEYOND.get(noun, ())]
    return ways | dict.fromkeys(hidden, Way.HIDDEN)


def _iter_hidden(model: type[Noun], prefix: str, shown: Iterable[str]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        path = f"{prefix}.{name}"
        if path in shown or path in _OWN or field.exclude:
            continue
        inner = _find_noun(field.annotation)
        if inner is not None and any(one.startswith(f"{path}.") for one in shown):
            yield from _iter_hidden(inner, path, shown)
        else:
            yield path


def _find_noun(annotation: Any) -> type[Noun] | None:
    """The noun that a field holds, alone or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, Noun):
        return annotation
    return next((found for part in get_args(annotation) if (found := _find_noun(part)) is not None), None)


def get_shown_fields(noun: str) -> tuple[str, ...]:
    """The fields that a redacted copy of a noun shows, for the preview of a share."""
    allowed = load_catalogue("redaction").get(noun, {})
    return tuple(f"{noun}.{path}" for path in (*allowed.get("plain", ()), *allowed.get("masked", ())))


def _keep(noun: str, plain: Mapping[str, Any]) -> dict[str, Any]:
    allowed = load_catalogue("redaction")[noun]
    kept: dict[str, Any] = {}
    for path in allowed["plain"]:
        _copy(plain, kept, path.split("."), masked=False)
    for path in allowed["masked"]:
        _copy(plain, kept, path.split("."), masked=True)
    return kept


def _copy(source: Mapping[str, Any], target: dict[str, Any], path: list[str], *, masked: bool) -> None:
    """Copy what stands under a path, through objects and lists of objects; what is empty stays so."""
    name, rest = path[0], path[1:]
    value = source.get(name)
    if value is None:
        target.setdefault(name, None)
    elif not rest:
        target[name] = _mask(value) if masked else value
    elif isinstance(value, Mapping):
        _copy(value, target.setdefault(name, {}), rest, masked=masked)
    else:
        copies = target.setdefault(name, [{} for _ in value])
        for one, copy in zip(value, copies, strict=True):
            _copy(one, copy, rest, masked=masked)


def _mask(value: Any) -> Any:
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {name: _mask(inner) for name, inner in value.items()}
    return [_mask(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _claims_open_number(finding: Finding) -> bool:
    """Whether what a finding claims is a number of goods, papers or companies that the page wrote as text."""
    on_page = bool(finding.locators) and all(one.kind in _TEXT_ON_PAGE for one in finding.locators)
    return finding.claimed is not None and on_page and is_open_number(finding.claimed)


@cache
def _load_masks() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in load_catalogue("redaction")["masks"].values())
