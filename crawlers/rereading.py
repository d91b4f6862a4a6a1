"""Sealed pages of a site read again by its profile as it is now, without any request (docs/sites.md)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from config.errors import ItemError
from evidence.listing import Listing, PageKind
from evidence.noun import Noun
from evidence.snapshot import Outcome, Role, Snapshot
from evidence.workspace import Workspace
from sites.address import normalise
from sites.profile import Example, SiteProfile
from sites.reading import read_page
from sites.sealed import SealedAnswer, may_hold_data
from sites.shelf import Site

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
_COMPARED = ("title", "price")
_SHOWN = 3
_LONGEST_SHOWN = 80


class ExampleResult(Noun):
    """One confirmed value against what the profile reads."""

    url: str
    field: str
    expected: str | None
    read: str | None
    ok: bool


class ListAgreement(Noun):
    """On how many listings a field says what the lists said of them; the first addresses that differ."""

    compared: int
    agreed: int
    differ: tuple[str, ...] = ()


class SiteCheck(Noun):
    """What a profile finds on the sealed pages of its site (docs/sites.md).

    `values` are the first values of each field, as a person can hold them against the page.
    """

    site: str
    pages: int
    listings: int
    unreadable: int
    filled: dict[str, float]
    unsure: dict[str, int]
    values: dict[str, tuple[str, ...]]
    lists: dict[str, ListAgreement]
    examples: tuple[ExampleResult, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every confirmed value is read."""
        return all(example.ok for example in self.examples)


@dataclass(frozen=True, slots=True)
class Reread:
    """A snapshot and what its pages say now; no listing where they cannot be read."""

    snapshot: Snapshot
    listing: Listing | None


@dataclass(slots=True)
class _Tally:
    pages: int = 0
    unreadable: int = 0
    listings: list[Listing] = field(default_factory=list)
    carded: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(_make_sets))

    def add(self, listing: Listing | None) -> None:
        self.pages += 1
        if listing is None:
            self.unreadable += 1
            return
        if listing.kind is PageKind.LISTING:
            self.listings.append(listing)
        for card in listing.cards:
            for name in _COMPARED:
                value = _read_plain(card, name)
                if value is not None:
                    self.carded[normalise(card.url)][name].add(" ".join(value.split()))


def _make_sets() -> dict[str, set[str]]:
    return defaultdict(set)


def check_profile(workspace: Workspace, profile: SiteProfile) -> SiteCheck:
    """Read the newest sealing of each page of a site again, and its confirmed values.

    Raises:
        VerificationError: a sealed page is missing or was changed.
    """
    tally = _Tally()
    for one in iter_reread(workspace, profile):
        tally.add(one.listing)
    listings = tally.listings
    values = {name: [text for one in listings if (text := read_value(one, name))] for name in FIELDS}
    shown = max(1, len(listings))
    return SiteCheck(
        site=profile.name,
        pages=tally.pages,
        listings=len(listings),
        unreadable=tally.unreadable,
        filled={name: round(len(values[name]) / shown, 3) for name in FIELDS},
        unsure=dict(Counter(name for one in listings for name in one.unsure)),
        values={name: _choose_shown(values[name]) for name in FIELDS},
        lists={name: _compare_with_lists(tally, name) for name in _COMPARED},
        examples=tuple(_iter_examples(workspace, profile)),
    )


def iter_reread(workspace: Workspace, site: SiteProfile, *, run_id: str | None = None) -> Iterator[Reread]:
    """The newest sealing of each page of a site, of one run where asked, and what it says now.

    Raises:
        VerificationError: a sealed page is missing or was changed.
    """
    newest: dict[str, Snapshot] = {}
    for snapshot in workspace.records.load_snapshots(run_id=run_id):
        if snapshot.outcome in {Outcome.FOUND, Outcome.UNREADABLE} and site.knows(snapshot.final_url):
            newest[snapshot.listing_key] = snapshot
    for snapshot in newest.values():
        yield Reread(snapshot, reread(workspace, snapshot, site))


def reread(workspace: Workspace, snapshot: Snapshot, site: Site) -> Listing | None:
    """What a snapshot's page and the answers sealed with it say now; None where they cannot be read."""
    page = find_page(snapshot)
    if page is None:
        return None
    sha256, media_type = page
    answers = tuple(
        SealedAnswer(url=one.url, media_type=one.media_type, body=workspace.read_artefact(one.sha256))
        for one in snapshot.artefacts
        if one.role is Role.RESOURCE and one.size_bytes and may_hold_data(one.url, one.media_type)
    )
    body = workspace.read_artefact(sha256)
    try:
        reading = read_page(body, snapshot.final_url, content_type=media_type, site=site, answers=answers)
    except ItemError:
        return None
    return reading.listing


def find_page(snapshot: Snapshot) -> tuple[str, str] | None:
    """The digest and media type of the page of a snapshot: as rendered where it was, else as served."""
    for role in (Role.RENDERED, Role.PAGE):
        found = next((one for one in snapshot.artefacts if one.role is role and one.size_bytes), None)
        if found is not None:
            return found.sha256, found.media_type
    return None


def read_value(listing: Listing | None, name: str) -> str | None:
    """A field as a person writes it: an amount, a name, the number of pictures; None for none."""
    value: Any = getattr(listing, name, None) if listing is not None else None
    if isinstance(value, tuple | dict):
        return str(len(value)) if value else None
    return _read_plain(listing, name)


def _read_plain(said: object, name: str) -> str | None:
    value: Any = getattr(said, name, None)
    if name in {"price", "list_price"}:
        return str(value.amount) if value is not None and value.amount is not None else None
    if name == "shop":
        return str(value.name) if value is not None and value.name else None
    return None if value is None else str(value)


def _choose_shown(values: list[str]) -> tuple[str, ...]:
    """The first different values of a field."""
    cut = (text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…" for text in values)
    return tuple(dict.fromkeys(cut))[:_SHOWN]


def _compare_with_lists(tally: _Tally, name: str) -> ListAgreement:
    """A field of the listings against what the site's own lists say of the same addresses."""
    compared, differ = 0, []
    for listing in tally.listings:
        read = read_value(listing, name)
        said = tally.carded.get(normalise(listing.url), {}).get(name)
        if read is not None and said:
            compared += 1
            if " ".join(read.split()) not in said:
                differ.append(listing.url)
    return ListAgreement(compared=compared, agreed=compared - len(differ), differ=tuple(differ[:_SHOWN]))


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
