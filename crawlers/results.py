"""How a crawl ended, read from the records, so that a resumed run reports all of it."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from crawlers.job import CrawlResult, ListingResult
from evidence.listing import Listing, PageKind
from evidence.snapshot import Outcome, Snapshot
from evidence.workspace import Workspace
from evidence.writer import DONE, Target
from sites.hosts import is_same_site
from sites.learning.shapes import split_address
from sites.patterns import drop_keys, fold_address, iter_without_key, list_keys
from sites.purpose import Purpose
from sites.shelf import FOLDER, Shelf
from sites.words import get_written

_NOT_COUNTED = frozenset({Purpose.SCREENSHOT, Purpose.NARROWED, Purpose.OTHER})
UNSEEN, UNLEARNED = "unseen", "unlearned"
_FAILED_SURVEY = "failed_survey"
_NEARLY = 0.85
"""With so much of a list on different pages of it they are its pages, and not one page in several orders."""
_JUST = 1.02
"""With so much more seen than the list of everything says to hold, it is still that list."""
_DIGITS = re.compile(r"[0-9]+")
_CLEARLY = 0.1
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
    """The result of a run: its listings, what else failed or was named for nothing, and the coverage.

    A site whose survey failed counts as holding as much again as was seen of it: nobody knows its lists.
    """
    snapshots = {s.snapshot_id: s for s in workspace.records.load_snapshots(run_id=run_id)}
    targets = list(workspace.records.load_targets(run_id))
    rows = {}
    for target in targets:
        snapshot = snapshots.get(target.snapshot_id or "")
        result = make_listing_result(target, snapshot)
        if _is_counted(target, snapshot, result):
            rows[target.url] = result
    seen = len(rows)
    rows |= tell_named(targets, snapshots, rows)
    results = [rows[target.url] for target in targets if target.url in rows]
    counts = Counter(result.outcome for result in results)
    known = sum(counts[outcome] for outcome in _KNOWN)
    strays = find_strays(snapshots.values())
    settled = find_settled(workspace, targets, snapshots)
    unseen = count_unseen(snapshots.values(), seen=seen, settled=settled) + len(strays)
    unseen += count_untried([one for one in targets if one.url not in strays], snapshots)
    failed = load_failed_surveys(workspace, run_id)
    unknown = sum(max(1, sum(is_same_site(one.url, url) for one in results)) for url in failed)
    notes = [f"{UNSEEN}:{unseen}"] if unseen else []
    return CrawlResult(
        run_id=run_id,
        counts={outcome: counts[outcome] for outcome in Outcome},
        coverage=known / (len(results) + unseen + unknown) if results else 0.0,
        listings=tuple(results),
        notes=(*notes, *(f"{UNLEARNED}:{url}" for url in failed)),
        interrupted=interrupted,
    )


def note_failed_survey(workspace: Workspace, run_id: str, url: str, at: datetime) -> None:
    """Keep that the survey of a site failed, so that a resumed run knows it too."""
    with workspace.records.write(at) as writer:
        writer.add_fact(_FAILED_SURVEY, f"{run_id} {url}", json.dumps({"run_id": run_id, "url": url}), run_id)


def load_failed_surveys(workspace: Workspace, run_id: str) -> list[str]:
    """Where the surveys of a run began that failed."""
    facts = map(json.loads, workspace.records.load_facts(_FAILED_SURVEY).values())
    return [fact["url"] for fact in facts if fact["run_id"] == run_id]


def _is_counted(target: Target, snapshot: Snapshot | None, result: ListingResult) -> bool:
    if target.purpose in _NOT_COUNTED:
        return False
    if target.purpose == Purpose.LISTING or (snapshot is not None and snapshot.kind is PageKind.LISTING):
        return True
    if target.purpose == Purpose.ANY:
        return result.outcome != Outcome.FOUND
    return result.outcome not in _KNOWN


def tell_named(
    targets: Iterable[Target], snapshots: Mapping[str, Snapshot], rows: Collection[str]
) -> dict[str, ListingResult]:
    """The results, by address, of pages that were named and read, and neither sell nor led to what has a row.

    One that shows facts, as a licence or rules, or goods that have rows anyway, is what was asked for; others
    brought nothing.
    """
    held = list(targets)
    sold = {one.url for one in held if _is_kind(snapshots.get(one.snapshot_id or ""), PageKind.LISTING)}
    led = _climb({one.url: one.found_on for one in held}, {*rows, *sold})
    known = {_fold(url) for url in (*rows, *sold)}
    told = {}
    for target in held:
        snapshot = snapshots.get(target.snapshot_id or "")
        is_named = target.purpose == Purpose.ANY and target.found_on is None
        if not is_named or target.url in led or target.url in rows or snapshot is None:
            continue
        result = make_listing_result(target, snapshot)
        if not _is_told(snapshot.listing, known):
            result = result.model_copy(update={"outcome": Outcome.UNREADABLE, "reason": "no_product"})
        told[target.url] = result
    return told


def _is_told(listing: Listing | None, known: Collection[tuple[str, str]]) -> bool:
    """Whether a page that does not sell shows facts of its own, or goods that are known."""
    if listing is None:
        return False
    has_facts = listing.kind is PageKind.LICENCE or bool(listing.attributes or listing.wording)
    return has_facts or any(_fold(card.url) in known for card in listing.cards)


def _is_kind(snapshot: Snapshot | None, kind: PageKind) -> bool:
    return snapshot is not None and snapshot.kind is kind


def _fold(url: str) -> tuple[str, str]:
    try:
        return urlsplit(url).netloc, fold_address(url)
    except ValueError:  # no web address: a target is kept as it was written
        return "", url


def _climb(parents: Mapping[str, str | None], urls: Iterable[str]) -> set[str]:
    """The pages over which addresses were found, up to the ones that were named."""
    climbed: set[str] = set()
    for url in urls:
        here = parents.get(url)
        while here is not None and here not in climbed:
            climbed.add(here)
            here = parents.get(here)
    return climbed


def find_settled(
    workspace: Workspace, targets: Iterable[Target], snapshots: Mapping[str, Snapshot]
) -> set[str]:
    """The sites with likely cut lists that hide nothing, as sitemaps of the site tell.

    All of these were read, they name all that the survey saw, and clearly more than the lists show: each cut
    list hides something, and what only follows the lists, as many sitemaps are made, finds no more than they.
    """
    cut = Counter(one.platform for one in snapshots.values() if _is_cut(one))
    if not cut:
        return set()
    shelf = Shelf.open(workspace.root / FOLDER)
    whole = {one.name for one in shelf.profiles if one.whole_sitemaps}
    held = [(target, snapshots.get(target.snapshot_id or "")) for target in targets]
    maps = {target.url: seen for target, seen in held if target.purpose == Purpose.SITEMAP}
    unread = {
        shelf.find(url).name for url, seen in maps.items() if seen is None or seen.outcome not in _KNOWN
    }
    shown: dict[str, set[str]] = defaultdict(set)
    named: dict[str, set[str]] = defaultdict(set)
    for target, seen in held:
        if seen is not None and seen.listing is not None and seen.kind is not PageKind.LISTING:
            shown[seen.platform].update(card.listing_id or card.url for card in seen.listing.cards)
        elif seen is not None and seen.outcome is Outcome.FOUND and target.found_on in maps:
            named[seen.platform].add(seen.listing_id or seen.final_url)
    return {
        name
        for name in whole & cut.keys() - unread
        if len(named[name] - shown[name]) >= max(cut[name], _CLEARLY * len(shown[name]))
    }


def _is_cut(snapshot: Snapshot) -> bool:
    """Whether it is of a list that is likely cut and says nothing of what it holds."""
    listing = snapshot.listing
    return snapshot.kind is PageKind.SEARCH and listing is not None and "total" in listing.unsure


def count_unseen(snapshots: Iterable[Snapshot], *, seen: int, settled: Collection[str] = ()) -> int:
    """How many listings the lists of a run say they hold and nothing showed: a cautious estimate.

    A list that is likely cut and says nothing counts as holding as much again, but for those of sites in
    `settled`.
    Lists of one address, but for what turns pages, and one total are pages of one list, and so are lists of
    one name and total that do not show more than that together. One whose pages show as many boxes as it says
    to hold was read to its end: what is then missing among them changed its place between two pages, and
    counts only as far as the list holds more than was seen in all. One that was read to its end and holds all
    that was seen settles it: others hold only parts of it.
    """
    lists = _gather_lists(snapshots, settled)
    missing = [(total, _count_missing(total, shown, seen)) for total, shown in lists]
    largest = max((total for total, _ in missing), default=0)
    if any(not left and total >= max(seen, largest) for total, left in missing):
        return 0
    others = sum(left for total, left in missing if total < largest)
    parts = sum(total for total, _ in missing if total < largest)
    if parts and largest <= parts <= largest * _JUST:
        return max(others, largest - seen)  # the list of everything, and lists of its parts
    if not others and largest <= seen <= largest * _JUST and len(missing) > 1:
        return 0
    return sum(left for _, left in missing)


def _gather_lists(
    snapshots: Iterable[Snapshot], settled: Collection[str]
) -> list[tuple[int, set[frozenset[str]]]]:
    """The lists of a run that say how many they hold or are likely cut, each with what its pages show."""
    pages: dict[tuple[str, int], set[frozenset[str]]] = defaultdict(set)
    names: dict[tuple[str, int], str] = {}
    for snapshot in snapshots:
        listing = snapshot.listing
        if snapshot.kind is not PageKind.SEARCH or listing is None:
            continue
        is_doubted = _is_cut(snapshot) and snapshot.platform not in settled
        total = 2 * len(listing.cards) if is_doubted else listing.total
        if total is not None:
            place = (cut_paging(snapshot.final_url), total)
            pages[place].add(frozenset(card.listing_id or card.url for card in listing.cards))
            names.setdefault(place, _DIGITS.sub("", listing.title or ""))
    by_name: dict[tuple[str, int], list[set[frozenset[str]]]] = defaultdict(list)
    for place, shown in pages.items():
        by_name[names[place], place[1]].append(shown)
    lists = []
    for (_, total), parts in by_name.items():
        together = set[frozenset[str]]().union(*parts)
        is_one = len(frozenset().union(*together)) <= total
        lists += [(total, shown) for shown in ([together] if is_one else parts)]
    return lists


def cut_paging(url: str) -> str:
    """An address without what turns the pages of a list: usual keys of its query, `/page/2`."""
    keys = frozenset(get_written("paging_keys"))
    parts = urlsplit(drop_keys(url, keys))
    path = re.sub(rf"/(?:{'|'.join(map(re.escape, sorted(keys)))})[/-]?\d+(?=/|$)", "", parts.path)
    return parts._replace(path=path or "/").geturl()


def find_strays(snapshots: Iterable[Snapshot]) -> set[str]:
    """The addresses that lists show with a price in a box of their own, and nothing read as goods.

    A menu of spans of prices is none of goods: it adds one key to several lists.
    """
    held = list(snapshots)
    strays = {url for one in held if one.listing is not None for url in one.listing.strays}
    read = {url for one in held if one.kind is PageKind.LISTING for url in (one.url, one.final_url)}
    gone = {one.url for one in held if one.outcome is not Outcome.FOUND}  # these count by themselves
    return _drop_added(strays - read - gone, held)


def _drop_added(urls: Collection[str], snapshots: Iterable[Snapshot]) -> set[str]:
    """Addresses without those under a key that is added to several pages of a run."""
    seen = {fold_address(one.final_url) for one in snapshots}
    plain: dict[str, set[str]] = defaultdict(set)
    for url in urls:
        for key, address in iter_without_key(url):
            plain[key].add(address)
    added = {key for key, pages in plain.items() if len(pages & seen) > 1}
    return {url for url in urls if added.isdisjoint(list_keys(url))}


def count_untried(targets: Iterable[Target], snapshots: Mapping[str, Snapshot]) -> int:
    """How many listings are likely among the pages of no known role that a run left out.

    As many as sold of those of the same make of address that it tried, or of all where it tried none of them.
    """
    tried, sold, left = Counter[str](), Counter[str](), Counter[str]()
    others = [one for one in targets if one.purpose == Purpose.OTHER and one.state == DONE]
    plain = _drop_added({one.url for one in others}, snapshots.values())
    for target in others:
        make = "".join(split_address(target.url))
        snapshot = snapshots.get(target.snapshot_id or "")
        if snapshot is None:
            left[make] += target.outcome == Outcome.NOT_ATTEMPTED and target.url in plain
        else:
            tried[make] += 1
            sold[make] += snapshot.kind is PageKind.LISTING
    whole = sold.total() / max(1, tried.total())
    shares = {make: sold[make] / tried[make] if tried[make] else whole for make in left}
    return round(sum(shares[make] * count for make, count in left.items()))


def _count_missing(total: int, pages: Collection[frozenset[str]], seen: int) -> int:
    """How many of a list's goods none of its pages shows."""
    known = len(frozenset().union(*pages))
    is_whole = sum(map(len, pages)) >= total and known >= _NEARLY * total
    return max(0, total - (max(known, seen) if is_whole else known))
