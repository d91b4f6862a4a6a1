"""How a crawl ended, read from the records, so that a resumed run reports all of it."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from crawlers.job import CrawlResult, ListingResult
from evidence.listing import PageKind
from evidence.snapshot import Outcome, Snapshot
from evidence.workspace import Workspace
from evidence.writer import DONE, Target
from sites.purpose import Purpose

_NOT_COUNTED = frozenset({Purpose.SCREENSHOT, Purpose.NARROWED, Purpose.OTHER})
UNSEEN = "unseen"
_NEARLY = 0.85
"""With so much of a list on different pages of it they are its pages, and not one page in several orders."""
_DIGITS = re.compile(r"[0-9]+")
_KNOWN = (Outcome.FOUND, Outcome.ABSENT)


def make_listing_result(target: Target, snapshot: Snapshot | None) -> ListingResult:
    """The result line of a target; without a snapshot it was not attempted."""
    if snapshot is None:
        done = target.state == DONE
        outcome = target.outcome if done and target.outcome else Outcome.NOT_ATTEMPTED
        return ListingResult(url=target.url, outcome=outcome, reason=target.reason if done else "stopped")
    listing = snapshot.listing
    shop = listing.shop.model_dump() if listing is not None and listing.shop is not None else None
    return ListingResult(
        url=target.url,
        outcome=snapshot.outcome,
        reason=snapshot.reason,
        partial=snapshot.partial,
        platform=snapshot.platform,
        listing_id=snapshot.listing_id,
        shop=shop,
        title=listing.title if listing is not None else None,
        snapshot_id=snapshot.snapshot_id,
        captured_at=snapshot.captured_at,
    )


def make_crawl_result(workspace: Workspace, run_id: str, *, interrupted: bool) -> CrawlResult:
    """The result of a run: every listing, every other target that failed, and the coverage over them."""
    snapshots = {s.snapshot_id: s for s in workspace.records.load_snapshots(run_id=run_id)}
    results = []
    for target in workspace.records.load_targets(run_id):
        snapshot = snapshots.get(target.snapshot_id or "")
        result = make_listing_result(target, snapshot)
        if _is_counted(target, snapshot, result):
            results.append(result)
    counts = Counter(result.outcome for result in results)
    known = sum(counts[outcome] for outcome in _KNOWN)
    unseen = count_unseen(snapshots.values(), seen=len(results)) + count_strays(snapshots.values())
    return CrawlResult(
        run_id=run_id,
        counts={outcome: counts[outcome] for outcome in Outcome},
        coverage=known / (len(results) + unseen) if results else 0.0,
        listings=tuple(results),
        notes=(f"{UNSEEN}:{unseen}",) if unseen else (),
        interrupted=interrupted,
    )


def _is_counted(target: Target, snapshot: Snapshot | None, result: ListingResult) -> bool:
    if target.purpose in _NOT_COUNTED:
        return False
    if target.purpose == Purpose.LISTING or (snapshot is not None and snapshot.kind is PageKind.LISTING):
        return True
    if target.purpose == Purpose.ANY:
        return result.outcome != Outcome.FOUND
    return result.outcome not in _KNOWN


def count_unseen(snapshots: Iterable[Snapshot], *, seen: int) -> int:
    """How many listings the lists of a run say they hold and nothing showed: a cautious estimate.

    Lists of one name and total are pages of one list. One whose pages show as many boxes as it says to hold
    was read to its end: what is then missing among them changed its place between two pages, and counts only
    as far as the list holds more than was seen in all. One that was read to its end and holds all that was
    seen settles it: others hold only parts of it.
    """
    pages: dict[tuple[str, int], set[frozenset[str]]] = defaultdict(set)
    for snapshot in snapshots:
        listing = snapshot.listing
        if snapshot.kind is PageKind.SEARCH and listing is not None and listing.total is not None:
            name = _DIGITS.sub("", listing.title or "")
            pages[name, listing.total].add(frozenset(card.listing_id or card.url for card in listing.cards))
    missing = {key: _count_missing(key[1], shown, seen) for key, shown in pages.items()}
    largest = max((total for _, total in missing), default=0)
    if any(not left and total >= max(seen, largest) for (_, total), left in missing.items()):
        return 0
    return sum(missing.values())


def count_strays(snapshots: Iterable[Snapshot]) -> int:
    """How many addresses lists show with a price in a box of their own, and nothing read as goods."""
    held = list(snapshots)
    strays = {url for one in held if one.listing is not None for url in one.listing.strays}
    read = {url for one in held if one.kind is PageKind.LISTING for url in (one.url, one.final_url)}
    gone = {one.url for one in held if one.outcome is not Outcome.FOUND}  # these count by themselves
    return len(strays - read - gone)


def _count_missing(total: int, pages: Collection[frozenset[str]], seen: int) -> int:
    """How many of a list's goods none of its pages shows."""
    known = len(frozenset().union(*pages))
    is_whole = sum(map(len, pages)) >= total and known >= _NEARLY * total
    return max(0, total - (max(known, seen) if is_whole else known))
