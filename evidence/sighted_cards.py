"""How the lists, shop and home pages of a run show its listings."""

from collections import defaultdict
from collections.abc import Iterable

from evidence.exhibit import SightedCard, find_page_artefact
from evidence.listing import Card
from evidence.snapshot import Snapshot, make_listing_key

Cards = dict[tuple[str, str], list[SightedCard]]
"""Cards by run and listing."""


def collect_cards(snapshots: Iterable[Snapshot]) -> Cards:
    """The cards on some pages."""
    cards: Cards = defaultdict(list)
    for snapshot in snapshots:
        for card in snapshot.listing.cards if snapshot.listing else ():
            sighted = SightedCard(
                card=card,
                kind=snapshot.kind,
                snapshot_id=snapshot.snapshot_id,
                captured_at=snapshot.captured_at,
                page=find_page_artefact(snapshot),
            )
            for key in _make_keys(snapshot.platform, card):
                cards[snapshot.run_id, key].append(sighted)
    return cards


def find_cards(cards: Cards, snapshot: Snapshot) -> tuple[SightedCard, ...]:
    """The cards of a listing, in order of capture."""
    keys = {snapshot.listing_key}
    keys |= {make_listing_key(snapshot.platform, None, url) for url in (snapshot.url, snapshot.final_url)}
    found = {one.snapshot_id: one for key in keys for one in cards.get((snapshot.run_id, key), ())}
    return tuple(sorted(found.values(), key=lambda one: (one.captured_at, one.snapshot_id)))


def shows_listing(page: Snapshot, snapshot: Snapshot) -> bool:
    """Whether a page of the same run shows a listing on a card."""
    return bool(find_cards(collect_cards([page]), snapshot))


def _make_keys(platform: str, card: Card) -> set[str]:
    return {make_listing_key(platform, card.listing_id, card.url), make_listing_key(platform, None, card.url)}
