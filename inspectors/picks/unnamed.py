"""Listings that name a brand but no model: which thing of that brand they sell, where only one fits."""

import re
from collections.abc import Sequence
from functools import cache

from evidence.listing import Listing
from evidence.snapshot import Snapshot
from inspectors.picks.content import read_content

_SHORTEST = 3
_RUN = re.compile(r"[\u4e00-\u9fff]{3,}")


def find_kin(snapshot: Snapshot, named: Sequence[Snapshot]) -> Snapshot | None:
    """A listing with an identity that sells the same thing: brand, content and a word of the title in common.

    None where no thing of the brand fits, or more than one.
    """
    listing = snapshot.listing
    if listing is None or not listing.brand:
        return None
    kin = [one for one in named if one.listing is not None and _is_kin(listing, one.listing)]
    models = {(one.listing.gtin, one.listing.model) for one in kin if one.listing}
    return kin[0] if len(models) == 1 else None


def _is_kin(listing: Listing, other: Listing) -> bool:
    if listing.brand != other.brand or read_content(listing) != read_content(other):
        return False
    return not _cut_title(listing).isdisjoint(_cut_title(other))


def _cut_title(listing: Listing) -> frozenset[str]:
    """Every three neighbouring Chinese signs of a title, the brand left out."""
    return _cut((listing.title or "").replace(listing.brand or "\n", " "))


@cache
def _cut(title: str) -> frozenset[str]:
    runs = _RUN.findall(title)
    return frozenset(run[at : at + _SHORTEST] for run in runs for at in range(len(run) - _SHORTEST + 1))
