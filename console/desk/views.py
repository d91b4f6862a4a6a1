"""What the desk's templates show: findings with their marked pictures, in plain values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from markupsafe import Markup, escape
from PIL import Image, ImageFile, UnidentifiedImageError

from config.citations import cite
from config.errors import VerificationError
from console.text import format_time
from evidence.assembly import find_later_screenshot
from evidence.document import Box
from evidence.finding import Finding, Locator, LocatorKind, ReviewVerdict
from evidence.pick import Pick
from evidence.precision import load_precision
from evidence.snapshot import Role, Snapshot
from evidence.workspace import Workspace

SHOWN_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
"""Pictures that the browser is given as such; everything else is a download."""


_HEAD = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"(?=<tr\b)")
_CELL = re.compile(r"<td\b(?! colspan)([^>]*>)")

KEYS = {ReviewVerdict.CONFIRMED: "a", ReviewVerdict.REJECTED: "r", ReviewVerdict.UNSURE: "u"}
"""The key that says each verdict."""
_REVIEW_KEYS = (
    *((key, f"verdict_{verdict}") for verdict, key in KEYS.items()),
    ("j →", "desk_lead_after"),
    ("k ←", "desk_lead_before"),
    ("z", "desk_look_again"),
    ("Esc", "desk_key_list"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPicture:
    """A picture with numbered places; boxes and size in stored pixels."""

    sha256: str
    url: str
    width_px: int
    height_px: int
    marks: tuple[tuple[int, Box, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words on a page, with the page's words around them."""

    before: str
    words: str
    after: str
    url: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A picture of a whole page; `later_at` is its moment when it was not taken with the page."""

    sha256: str
    later_at: datetime | None


def make_pictures(workspace: Workspace, finding: Finding) -> list[MarkedPicture]:
    """The pictures that a finding points into, each once, with all its places."""
    places: dict[str, list[Locator]] = {}
    for locator in finding.locators:
        if locator.kind is LocatorKind.IMAGE:
            places.setdefault(locator.sha256, []).append(locator)
    pictures = []
    for sha256, locators in places.items():
        size = read_size(workspace, sha256)
        if size is None:
            continue
        boxed = dict.fromkeys((one.box, one.quote or "") for one in locators if one.box is not None)
        marks = tuple((number, box, quote) for number, (box, quote) in enumerate(boxed, start=1) if box)
        pictures.append(
            MarkedPicture(
                sha256=sha256, url=locators[0].artefact, width_px=size[0], height_px=size[1], marks=marks
            )
        )
    return pictures


def read_size(workspace: Workspace, sha256: str) -> tuple[int, int] | None:
    """Width and height of a stored picture in pixels, or None when the browser cannot show it."""
    try:
        data = workspace.read_artefact(sha256)
    except VerificationError:
        return None
    head = _open_head(data)
    return head.size if head is not None else None


def read_format(data: bytes) -> str | None:
    """The format of a picture that the browser may show, from its bytes, never from what a server said."""
    head = _open_head(data)
    return head.format if head is not None else None


def _open_head(data: bytes) -> ImageFile.ImageFile | None:
    try:
        return Image.open(BytesIO(data), formats=tuple(SHOWN_TYPES))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


def make_quotes(snapshot: Snapshot | None, finding: Finding) -> list[Quote]:
    """The words that a finding points to, in their sentence as the page shows it."""
    texts = _collect_texts(snapshot)
    quotes = []
    for locator in finding.locators:
        if locator.kind not in {LocatorKind.HTML, LocatorKind.TEXT} or not locator.quote:
            continue
        whole = next((text for text in texts if locator.quote in text), locator.quote)
        before, _, after = whole.partition(locator.quote)
        quotes.append(
            Quote(
                before=before[-80:],
                words=locator.quote,
                after=after[:80],
                url=locator.artefact,
                sha256=locator.sha256,
            )
        )
    return quotes


def make_searched(finding: Finding) -> list[Locator]:
    """What was looked through for something that is absent."""
    return [locator for locator in finding.locators if locator.kind is LocatorKind.SEARCHED]


def find_screenshot(snapshot: Snapshot | None) -> str | None:
    """The digest of a snapshot's screenshot; of several tries the last, which is the one that was read."""
    artefacts = snapshot.artefacts if snapshot else ()
    return next((one.sha256 for one in reversed(artefacts) if one.role is Role.SCREENSHOT), None)


def find_shot(workspace: Workspace, snapshot: Snapshot | None) -> Shot | None:
    """The picture of a page: the one taken with it, else the first one taken of it later."""
    if snapshot is None:
        return None
    own = find_screenshot(snapshot)
    if own is not None and workspace.records.get_location(own) is None:
        return None  # a redacted copy names the picture and does not show it
    if own is not None:
        return Shot(sha256=own, later_at=None)
    later = find_later_screenshot(workspace.records, snapshot)
    sha256 = find_screenshot(later)
    return Shot(sha256=sha256, later_at=later.captured_at) if later and sha256 else None


def make_review_context(workspace: Workspace, held: Finding | Pick) -> dict[str, Any]:
    """What the review form shows: the check's record, what was said before, who looks after the lead."""
    records = workspace.records
    return {
        "subject_id": held.finding_id if isinstance(held, Finding) else held.pick_id,
        "lead_id": held.lead_id,
        "check": held.check,
        "reviews": records.load_reviews(lead_id=held.lead_id),
        "assignments": records.load_assignments(held.lead_id),
        "precision": load_precision(records, held.check.name),
        "verdicts": [(verdict, KEYS[verdict]) for verdict in ReviewVerdict],
        "keys": _REVIEW_KEYS,
    }


def _collect_texts(snapshot: Snapshot | None) -> list[str]:
    listing = snapshot.listing if snapshot else None
    if listing is None:
        return []
    named = [f"{name}：{value}" for name, value in listing.attributes.items()]
    return [text for text in (listing.title, listing.wording, *named) if text]


def _format_share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _format_amount(amount: Decimal | str) -> str:
    """Four figures that count, and no more than the price has: 0.2228, 1299, 49.9."""
    value = Decimal(amount)
    digits = max(0, 3 - value.adjusted()) if value else 0
    return f"{round(value, digits).normalize():f}"


def _format_plain(value: object) -> str:
    """A value of a document as people write it: pairs and lists without the marks of a program."""
    if isinstance(value, Mapping):
        return "；".join(f"{name}：{_format_plain(held)}" for name, held in value.items())
    if isinstance(value, list | tuple):
        return "；".join(_format_plain(held) for held in value)
    return "" if value is None else str(value)


def _stack(table: str) -> Markup:
    """A table whose rows stand below one another on a narrow screen, each cell beside its column's name."""
    heads = [str(escape(Markup(head).striptags())) for head in _HEAD.findall(table)]  # noqa: S704 -- our own template

    def label(row: str) -> str:
        names = iter(heads)
        return _CELL.sub(lambda cell: f'<td data-label="{next(names, "")}"{cell[1]}', row)

    rows = "".join(map(label, _ROW.split(str(table))))
    return Markup(rows.replace("<table", '<table class="stacked"', 1))  # noqa: S704 -- escaped where it was made


FILTERS = {
    "cite": cite,
    "when": format_time,
    "share": _format_share,
    "amount": _format_amount,
    "plain": _format_plain,
    "stack": _stack,
}
