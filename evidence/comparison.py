"""A second capture of a page, held against the first: what grade A rests on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from evidence.document import PictureReading
from evidence.noun import Noun, derive_id, make_canonical_json
from evidence.snapshot import Role, Snapshot

NOUN = "comparison"
_PICTURE = "picture"
MATERIAL = (
    "outcome",
    "title",
    "price",
    "list_price",
    "brand",
    "model",
    "sku",
    "gtin",
    "shop",
    "claims",
    "attributes",
)
"""What a second capture must say alike, as far as the first says it at all."""


class Held(Noun):
    """A material fact, as each of two captures says it; None where it says nothing."""

    name: str
    first: str | None
    second: str | None


class Redrawn(Noun):
    """How the sealed bytes of the second capture, drawn again, look beside its screenshot.

    Attributes:
        similarity: the mean over the tiles that show something, 0 to 1.
        tiles: how many those are.
        differing: how many of them are less alike than the threshold (docs/evidence.md).
    """

    similarity: float
    tiles: int
    differing: int

    @property
    def agrees(self) -> bool:
        """Whether something was drawn and no place differs."""
        return self.tiles > 0 and self.differing == 0


class Comparison(Noun):
    """Two captures of a page from separate sessions, and how they compare.

    Attributes:
        first: the snapshot that was to be borne out.
        second: the later one, of another run, opened in a browser of its own.
        facts: what both say of the material facts, and of the pictures that were read as documents.
        redrawn: None where nothing could be drawn or nothing was there to compare it with.
        software: what compared them.
    """

    first: str
    second: str
    facts: tuple[Held, ...]
    redrawn: Redrawn | None
    compared_at: datetime
    software: str

    @property
    def comparison_id(self) -> str:
        """Derived from the two snapshots."""
        return derive_id("cmp", self.first, self.second)

    @property
    def pictures(self) -> tuple[str, ...]:
        """SHA-256 of the first capture's pictures that had to come again."""
        return tuple(fact.first for fact in self.facts if fact.name == _PICTURE and fact.first is not None)

    @property
    def differing(self) -> tuple[Held, ...]:
        """Facts of the first capture that the second one says otherwise, or not at all."""
        return tuple(fact for fact in self.facts if fact.first is not None and fact.first != fact.second)

    @property
    def agrees(self) -> bool:
        """Whether the second capture bears the first one out, and its bytes look as its screenshot."""
        return not self.differing and self.redrawn is not None and self.redrawn.agrees


def compare_facts(first: Snapshot, second: Snapshot, pictures: Iterable[str]) -> tuple[Held, ...]:
    """The material facts of two captures, side by side.

    Args:
        first: the earlier capture.
        second: the later one.
        pictures: SHA-256 of the first one's pictures that were read as documents; they must come again.
    """
    facts = [
        Held(name=name, first=_get_fact(first, name), second=_get_fact(second, name)) for name in MATERIAL
    ]
    seen = {artefact.sha256 for artefact in second.artefacts if artefact.role is Role.IMAGE}
    facts += [Held(name=_PICTURE, first=one, second=one if one in seen else None) for one in pictures]
    return tuple(facts)


def find_document_pictures(snapshot: Snapshot, readings: Iterable[PictureReading]) -> tuple[str, ...]:
    """SHA-256 of the pictures of a snapshot in which a document with fields was read."""
    read = {one.sha256 for one in readings if any(document.fields for document in one.documents)}
    shown = (artefact.sha256 for artefact in snapshot.artefacts if artefact.role is Role.IMAGE)
    return tuple(dict.fromkeys(one for one in shown if one in read))


def complete_comparison(
    held: Comparison, first: Snapshot, second: Snapshot, readings: Iterable[PictureReading]
) -> Comparison:
    """A comparison with the pictures that were read as documents since it was made, or that it left out."""
    pictures = dict.fromkeys([*held.pictures, *find_document_pictures(first, readings)])
    return held.model_copy(update={"facts": compare_facts(first, second, pictures)})


def find_comparison_problem(held: Comparison, first: Snapshot | None, second: Snapshot | None) -> str | None:
    """What a comparison says that its two snapshots do not bear out; None where it holds."""
    if first is None or second is None:
        return "one of the two captures that it compares is missing"
    if first.run_id == second.run_id or second.captured_at < first.captured_at:
        return "what it calls the second capture is not a later one of another run"
    if first.listing_key != second.listing_key:
        return "the two captures that it compares are of different pages"
    theirs = {artefact.sha256 for artefact in first.artefacts}
    if held.facts != compare_facts(first, second, held.pictures) or not set(held.pictures) <= theirs:
        return "it says of the two captures what they do not say"
    return None


def _get_fact(snapshot: Snapshot, name: str) -> str | None:
    """A fact in one text, the same for the same fact; None where the page does not say it."""
    if name == "outcome":
        return str(snapshot.outcome)
    value: Any = getattr(snapshot.listing, name, None)
    if name in {"price", "list_price"}:
        has_amount = value is not None and value.amount is not None
        return f"{value.amount.normalize():f} {value.currency or ''}".strip() if has_amount else None
    if name == "shop":
        return value.name if value is not None else None
    if isinstance(value, dict):
        return make_canonical_json(value) if value else None
    return None if value is None else str(value)
