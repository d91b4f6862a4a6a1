"""Sealed pages of a site read again with its profile as it is now: what the profile finds on them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from config.errors import ItemError
from evidence.listing import Listing, PageKind
from evidence.noun import Noun
from evidence.snapshot import Outcome, Role, Snapshot
from evidence.workspace import Workspace
from sites.profile import Example, SiteProfile
from sites.reading import read_page

FIELDS = (
    "title",
    "price",
    "list_price",
    "availability",
    "brand",
    "model",
    "sku",
    "gtin",
    "shop",
    "category",
    "images",
    "offers",
    "attributes",
)


class ExampleResult(Noun):
    """One confirmed value against what the profile reads."""

    url: str
    field: str
    expected: str | None
    read: str | None
    ok: bool


class SiteCheck(Noun):
    """What a profile finds on the sealed pages of its site (docs/sites.md)."""

    site: str
    pages: int
    listings: int
    unreadable: int
    filled: dict[str, float]
    unsure: dict[str, int]
    examples: tuple[ExampleResult, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every confirmed value is read."""
        return all(example.ok for example in self.examples)


@dataclass(slots=True)
class _Tally:
    pages: int = 0
    listings: int = 0
    unreadable: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)


def check_profile(workspace: Workspace, profile: SiteProfile) -> SiteCheck:
    """Read the newest sealing of each page of a site again, and its confirmed values.

    Raises:
        VerificationError: a sealed page is missing or was changed.
    """
    tally = _Tally()
    for snapshot in _iter_newest(workspace, profile):
        tally.pages += 1
        listing = reread(workspace, snapshot, profile)
        if listing is None:
            tally.unreadable += 1
        elif listing.kind is PageKind.LISTING:
            tally.listings += 1
            tally.filled.update(name for name in FIELDS if getattr(listing, name) not in (None, (), {}))
            tally.unsure.update(listing.unsure)
    shown = max(1, tally.listings)
    return SiteCheck(
        site=profile.name,
        pages=tally.pages,
        listings=tally.listings,
        unreadable=tally.unreadable,
        filled={name: round(tally.filled[name] / shown, 3) for name in FIELDS},
        unsure=dict(tally.unsure),
        examples=tuple(_iter_examples(workspace, profile)),
    )


def reread(workspace: Workspace, snapshot: Snapshot, profile: SiteProfile) -> Listing | None:
    """The fields of a sealed page as the profile reads it now; None where it cannot."""
    page = find_page(snapshot)
    if page is None:
        return None
    sha256, media_type = page
    try:
        body = workspace.read_artefact(sha256)
        return read_page(body, snapshot.final_url, content_type=media_type, site=profile).listing
    except ItemError:
        return None


def find_page(snapshot: Snapshot) -> tuple[str, str] | None:
    """The digest and media type of the page of a snapshot: as rendered where it was, else as served."""
    for role in (Role.RENDERED, Role.PAGE):
        found = next((one for one in snapshot.artefacts if one.role is role and one.size_bytes), None)
        if found is not None:
            return found.sha256, found.media_type
    return None


def read_value(listing: Listing | None, name: str) -> str | None:
    """A field as a person writes it: an amount, a name, the number of pictures."""
    value: Any = getattr(listing, name, None) if listing is not None else None
    if name in {"price", "list_price"}:
        return str(value.amount) if value is not None and value.amount is not None else None
    if name == "shop":
        return str(value.name) if value is not None and value.name else None
    if isinstance(value, tuple | dict):
        return str(len(value))
    return None if value is None else str(value)


def _iter_newest(workspace: Workspace, profile: SiteProfile) -> Iterator[Snapshot]:
    newest: dict[str, Snapshot] = {}
    for snapshot in workspace.records.load_snapshots():
        if snapshot.outcome in {Outcome.FOUND, Outcome.UNREADABLE} and profile.knows(snapshot.final_url):
            newest[snapshot.listing_key] = snapshot
    yield from newest.values()


def _iter_examples(workspace: Workspace, profile: SiteProfile) -> Iterator[ExampleResult]:
    for example in profile.examples:
        listing = _read_example(workspace, profile, example)
        for name, expected in example.values.items():
            found = read_value(listing, name)
            yield ExampleResult(
                url=example.url, field=name, expected=expected, read=found, ok=_is_same(found, expected)
            )


def _read_example(workspace: Workspace, profile: SiteProfile, example: Example) -> Listing | None:
    try:
        body = workspace.read_artefact(example.sha256)
        return read_page(body, example.url, content_type="text/html", site=profile).listing
    except ItemError:
        return None


def _is_same(found: str | None, expected: str | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return " ".join(found.split()) == " ".join(expected.split())
