"""Sealed pages read again as they would be read now, without any request, and what that changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from config.errors import ConfigError, ItemError
from evidence.listing import Listing
from evidence.noun import Noun
from evidence.snapshot import Artefact, Outcome, Role, Snapshot
from evidence.workspace import Workspace
from sites.platform import GENERIC
from sites.profile import SiteProfile
from sites.purpose import Purpose
from sites.reading import read_page
from sites.sealed import SealedAnswer, holds_data, may_hold_data
from sites.shelf import Shelf, Site

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

_READ = frozenset({Outcome.FOUND, Outcome.UNREADABLE})


@dataclass(frozen=True, slots=True)
class Reread:
    """A snapshot and what its pages say now; no listing where they cannot be read."""

    snapshot: Snapshot
    listing: Listing | None


class Change(Noun):
    """A field of a snapshot that is read otherwise now than when it was captured."""

    snapshot_id: str
    url: str
    field: str
    was: str | None
    now: str | None


def iter_reread(workspace: Workspace, site: SiteProfile, *, run_id: str | None = None) -> Iterator[Reread]:
    """The newest sealing of each page of a site, of one run where asked, and what it says now.

    What was purged cannot be read again and is left out.

    Raises:
        VerificationError: a sealed page is missing or was changed.
    """
    snapshots = workspace.records.load_snapshots(run_id=run_id)
    its = (one for one in snapshots if one.outcome in _READ and site.knows(one.final_url))
    for snapshot in keep_newest(one for one in its if workspace.records.get_purge(one) is None):
        yield Reread(snapshot, reread(workspace, snapshot, site))


def keep_newest(snapshots: Iterable[Snapshot]) -> tuple[Snapshot, ...]:
    """The last of some snapshots of each listing or page, in the order in which each was first seen."""
    return tuple({snapshot.listing_key: snapshot for snapshot in snapshots}.values())


def iter_changes(workspace: Workspace, shelf: Shelf, snapshots: Iterable[Snapshot]) -> Iterator[list[Change]]:
    """For each snapshot whose page was read: what is read otherwise now than when it was captured.

    Args:
        workspace: whose evidence; nothing in it is changed.
        shelf: the profiles as they are now.
        snapshots: which.

    Raises:
        VerificationError: a sealed page is missing or was changed.
    """
    purposes: dict[str, dict[str, Purpose]] = {}
    for one in snapshots:
        was_read = one.listing is not None or one.outcome is Outcome.UNREADABLE
        is_purged = workspace.records.get_purge(one) is not None
        if one.outcome not in _READ or not was_read or is_purged or find_page(one) is None:
            continue  # what was only photographed, or is no page, was not read then either
        if one.run_id not in purposes:
            targets = workspace.records.load_targets(one.run_id)
            purposes = {one.run_id: {target.url: Purpose(target.purpose) for target in targets}}
        purpose = purposes[one.run_id].get(one.url, Purpose.ANY)
        now = reread(workspace, one, _find_site(shelf, one), purpose)
        yield [
            Change(snapshot_id=one.snapshot_id, url=one.final_url, field=name, was=was, now=read)
            for name in ("kind", *FIELDS)
            if (was := read_value(one.listing, name)) != (read := read_value(now, name))
        ]


def reread(
    workspace: Workspace, snapshot: Snapshot, site: Site, purpose: Purpose = Purpose.ANY
) -> Listing | None:
    """What a snapshot's page and the answers sealed with it say now; None where they cannot be read."""
    page = find_page(snapshot)
    if page is None:
        return None
    answers = tuple(_iter_answers(workspace, snapshot))
    sealed = workspace.read_sealed(page.sha256)
    known = site.recognise(snapshot.url)
    try:
        reading = read_page(
            sealed.payload,
            snapshot.final_url,
            content_type=sealed.content_type,
            site=site,
            purpose=purpose if known is Purpose.ANY else known,
            answers=answers,
        )
    except ItemError:
        return None
    return reading.listing


def _iter_answers(workspace: Workspace, snapshot: Snapshot) -> Iterator[SealedAnswer]:
    """The answers sealed with a page that may hold its data."""
    for one in snapshot.artefacts:
        if one.role is Role.RESOURCE and one.size_bytes and may_hold_data(one.url, one.media_type):
            body = workspace.read_artefact(one.sha256)
            if holds_data(one.url, one.media_type, body):
                yield SealedAnswer(url=one.url, media_type=one.media_type, body=body)


def find_page(snapshot: Snapshot) -> Artefact | None:
    """The page of a snapshot: as rendered where it was, else as served; of several tries the last."""
    for role in (Role.RENDERED, Role.PAGE):
        tries = (one for one in reversed(snapshot.artefacts) if one.role is role and one.size_bytes)
        found = next(tries, None)
        if found is not None:
            return found
    return None


def _find_site(shelf: Shelf, snapshot: Snapshot) -> Site:
    """What reads a snapshot's page: its host's reader, else that of the platform it was captured as."""
    site = shelf.find(snapshot.final_url)
    if site.name != GENERIC or snapshot.platform == GENERIC:
        return site
    try:
        return shelf.get(snapshot.platform)
    except ConfigError:
        return site


def read_value(listing: Listing | None, name: str) -> str | None:
    """A field as a person writes it: an amount, a name, the number of pictures; None for none."""
    value: Any = getattr(listing, name, None) if listing is not None else None
    if isinstance(value, tuple | dict):
        return str(len(value)) if value else None
    return read_plain(listing, name)


def read_plain(said: object, name: str) -> str | None:
    """A field of a listing or of a box of a list that holds one value."""
    value: Any = getattr(said, name, None)
    if name in {"price", "list_price"}:
        return str(value.amount) if value is not None and value.amount is not None else None
    if name == "shop":
        return str(value.name) if value is not None and value.name else None
    return None if value is None else str(value)
