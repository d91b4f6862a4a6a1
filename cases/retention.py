"""What may be purged: which captures nothing rests on any more, by the rules of retention of the settings.

Each thing that rests on a capture gives it a class with a day until which it is kept; the class that keeps
it longest rules. What a class without a number of days keeps is kept for good; what an open case, a hold or a
living share keeps is kept whatever the settings say.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from cases.book import CaseBook
from cases.casework import require
from cases.model import Case, CaseStatus, User
from cases.owners import Owners
from cases.rights import Deed
from cases.world import World
from config.errors import ItemError
from config.settings import RetentionSettings
from evidence import comparison
from evidence.comparison import Comparison
from evidence.finding import Finding, Review
from evidence.ledger import Act, Entry
from evidence.noun import Noun
from evidence.pick import Pick
from evidence.records import Records
from evidence.selection import find_comparisons, iter_shown, select_records
from evidence.snapshot import Snapshot

LONGEST_WHY = 500


class Retention(StrEnum):
    """Why a capture is kept: what rests on it."""

    OPEN_CASE = "open_case"
    HELD = "held"
    SHARED = "shared"
    CASE = "case"
    REVIEWED = "reviewed"
    BUNDLED = "bundled"
    LEAD = "lead"
    ROUTINE = "routine"


class Ruling(Noun):
    """Until when a capture is kept, and why; `due` is None where it is for good, or for now.

    `since` is when the days of its class began, `rule` the class with its days, as a tombstone names it.
    """

    snapshot_id: str
    url: str
    captured_at: datetime
    retention: Retention
    rule: str
    since: datetime
    due: datetime | None


@dataclass(slots=True, kw_only=True)
class _Ties:
    """What rests on each snapshot, and since when."""

    held: dict[str, dict[Retention, datetime]] = field(default_factory=dict)

    def tie(self, snapshot_ids: Iterable[str], retention: Retention, since: datetime) -> None:
        for one in snapshot_ids:
            known = self.held.setdefault(one, {})
            known[retention] = max(since, known.get(retention, since))


@dataclass(slots=True, kw_only=True)
class Watch:
    """What came to rest on captures since a moment: each entry of the ledger is looked at once.

    Asking it costs as much as was written meanwhile, so it may be asked while nobody else can write.
    """

    book: CaseBook
    seq: int
    world: World
    touched: set[str] = field(default_factory=set)

    def find_touched(self) -> set[str]:
        """The snapshots whose ruling may be another since; it may be the same."""
        records, world = self.book.workspace.records, self.book.load_world()
        for entry in records.iter_entries(after=self.seq):
            self.touched.update(_iter_touched(records, entry))
            self.seq = entry.seq
        if world is not self.world:
            self.touched.update(_iter_changed(records, self.world, world))
            self.world = world
        return self.touched


def begin_watch(book: CaseBook) -> Watch:
    """A watch that begins now; make the rulings after it."""
    return Watch(book=book, seq=book.workspace.records.get_last_seq(), world=book.load_world())


def rule_snapshots(
    book: CaseBook, settings: RetentionSettings, *, at: datetime, by: User | None = None
) -> list[Ruling]:
    """A ruling for every capture whose bytes are there, in order of capture.

    Args:
        book: whose captures.
        settings: the days of each class.
        at: the present moment.
        by: only what this user's office owns.
    """
    records, world = book.workspace.records, book.load_world()
    known = {one.snapshot_id: one for one in records.load_snapshots()}
    buried = records.load_tombstones()
    snapshots = [one for one in known.values() if one.warc_sha256 not in buried]
    ties = _find_ties(records, known, world, at)
    return [
        _rule(one, ties.held.get(one.snapshot_id, {}), settings)
        for one in snapshots
        if by is None or world.runs.get(one.run_id, book.office_id) == by.office_id
    ]


def require_purger(world: World, by: str, why: str) -> User | None:
    """Who may purge: a user with the right; where there are no users, whoever has the machine.

    Raises:
        ItemError: there is no such user, or nothing is said of why.
        RightError: the roles do not allow it.
    """
    if not 0 < len(why.strip()) <= LONGEST_WHY:
        raise ItemError(f"a purge needs its reason in 1 to {LONGEST_WHY} characters; give it with --why")
    return require(world, by, Deed.PURGE) if world.users else None


def hold(book: CaseBook, one: str, *, by: str, why: str, at: datetime) -> None:
    """Keep what a lead, finding or snapshot rests on until it is lifted, whatever the rules of retention say.

    Raises:
        ItemError: the user's office has no such thing, or there is no such user, or nothing is said of why.
    """
    with book.write(at) as deeds:
        user = require_purger(deeds.world, by, why)
        offices = _find_owners(book, deeds.world, one)
        if not offices or (user is not None and user.office_id not in offices):
            raise ItemError(f"{one!r} is no snapshot, finding or lead of the own office; check the id")
        deeds.add("add", "hold", one, {"why": why, "name": by}, by=user)


def lift(book: CaseBook, one: str, *, by: str, why: str, at: datetime) -> None:
    """End a hold of the user's office, or of a time without users on what is the office's own.

    Raises:
        ItemError: there is none, or another office's, or no such user, or nothing is said of why.
    """
    with book.write(at) as deeds:
        user = require_purger(deeds.world, by, why)
        held_by = [office_id for held, office_id in deeds.world.holds if held == one]
        if not held_by:
            raise ItemError(f"nothing holds {one!r}; `netpatrol hold list` names what is held")
        own = None if user is None else user.office_id
        if own not in held_by and None in held_by and own in _find_owners(book, deeds.world, one):
            own = None
        if own not in held_by:
            raise ItemError(f"{one!r} is held by office {held_by[0] or '-'!r}; only its own people lift it")
        deeds.add("lift", "hold", one, {"why": why, "name": by, "held_by": own}, by=user)


def _rule(snapshot: Snapshot, ties: dict[Retention, datetime], settings: RetentionSettings) -> Ruling:
    """The class that keeps it longest; of two that keep it for good the first in their order."""
    counted = dict(ties) or {Retention.ROUTINE: snapshot.captured_at}
    rulings = [
        _make_ruling(snapshot, retention, counted[retention], settings)
        for retention in Retention
        if retention in counted
    ]
    forever = [ruling for ruling in rulings if ruling.due is None]
    return forever[0] if forever else max(rulings, key=lambda ruling: ruling.due or ruling.since)


def _make_ruling(
    snapshot: Snapshot, retention: Retention, since: datetime, settings: RetentionSettings
) -> Ruling:
    days: int | None = getattr(settings, f"{retention}_days", None)
    return Ruling(
        snapshot_id=snapshot.snapshot_id,
        url=snapshot.url,
        captured_at=snapshot.captured_at,
        retention=retention,
        rule=str(retention) if days is None else f"{retention}, {days} days",
        since=since,
        due=None if days is None else since + timedelta(days=days),
    )


def _find_ties(records: Records, known: dict[str, Snapshot], world: World, at: datetime) -> _Ties:
    ties = _Ties()
    reviewed: dict[str, datetime] = {}
    for review in records.load_reviews():
        reviewed[review.lead_id] = max(review.reviewed_at, reviewed.get(review.lead_id, review.reviewed_at))
    for finding, snapshots in _iter_rested(records, known):
        _tie_lead(ties, finding.lead_id, snapshots, reviewed)
    for pick in records.load_picks():
        its = {one: known[one] for one in _iter_shown(pick) if one in known}
        _tie_lead(ties, pick.lead_id, its, reviewed)
    for entry in records.iter_entries():
        if entry.action == Act.EXPORT and entry.noun == "snapshot":
            ties.tie([entry.subject], Retention.BUNDLED, datetime.fromisoformat(entry.at))
    for (one, _), since in world.holds.items():
        ties.tie(_find_snapshots(records, one), Retention.HELD, since)
    for case in world.cases.values():
        _tie_case(ties, records, world, case, at)
    return ties


def _iter_rested(
    records: Records, known: dict[str, Snapshot]
) -> Iterator[tuple[Finding, dict[str, Snapshot]]]:
    """Every finding with what it rests on; findings of one page mostly rest on the same."""
    seconds = {one.first: one.second for one in find_comparisons(records, known)}
    found: dict[tuple[str, frozenset[str]], dict[str, Snapshot]] = {}
    for finding in records.load_findings():
        place = (finding.snapshot_id, frozenset(locator.sha256 for locator in finding.locators))
        if place not in found:
            shown = {one.snapshot_id: one for one in iter_shown(records, finding)}
            again = (seconds[one] for one in shown if one in seconds)
            found[place] = {one: known[one] for one in again if one in known} | shown
        yield finding, found[place]


def _tie_lead(
    ties: _Ties, lead_id: str, snapshots: dict[str, Snapshot], reviewed: dict[str, datetime]
) -> None:
    if lead_id in reviewed:  # the word of an officer takes the place of the machine's, of this lead alone
        ties.tie(snapshots, Retention.REVIEWED, reviewed[lead_id])
        return
    for snapshot in snapshots.values():
        ties.tie([snapshot.snapshot_id], Retention.LEAD, snapshot.captured_at)


def _tie_case(ties: _Ties, records: Records, world: World, case: Case, at: datetime) -> None:
    """What a case ever listed: also what was removed from its list was once its evidence."""
    snapshots = {one for item in case.items for one in _find_snapshots(records, item.id)}
    if case.status is not CaseStatus.CLOSED:
        ties.tie(snapshots, Retention.OPEN_CASE, case.opened_at)
        return
    ties.tie(snapshots, Retention.CASE, max(_iter_closings(world, case), default=case.opened_at))
    for share in world.get_shares_of(case.case_id):
        if share.withdrawn_at is None and (share.until is None or at < share.until):
            ties.tie(snapshots, Retention.SHARED, share.offered_at)


def _iter_closings(world: World, case: Case) -> Iterator[datetime]:
    entries = world.histories.get(case.case_id, ())
    return (entry.at for entry in entries if entry.did == "case close")


def _iter_touched(records: Records, entry: Entry) -> Iterator[str]:
    """The snapshots on which rests what one ledger entry is about."""
    if entry.action == Act.EXPORT and entry.noun == "snapshot":
        yield entry.subject
    elif entry.action == Act.KEEP and entry.noun == "finding":
        yield from _find_snapshots(records, entry.subject)
    elif entry.action == Act.KEEP and entry.noun == "pick":
        pick = records.get_pick(entry.subject)
        yield from _iter_shown(pick) if pick is not None else ()
    elif entry.action == Act.KEEP and entry.noun == "review":
        review = Review.model_validate_json(records.get_body("review", entry.subject))
        yield from _find_snapshots(records, review.lead_id)
    elif entry.action == Act.KEEP and entry.noun == comparison.NOUN:
        held = Comparison.model_validate_json(records.get_fact(comparison.NOUN, entry.subject) or "")
        yield from (held.first, held.second)


def _iter_changed(records: Records, before: World, after: World) -> Iterator[str]:
    """The snapshots of the holds, cases, shares and runs that differ between two worlds."""
    for one, _ in after.holds.keys() - before.holds.keys():
        yield from _find_snapshots(records, one)
    cases = {key for key, case in after.cases.items() if before.cases.get(key) is not case}
    shares = (share for key, share in after.shares.items() if before.shares.get(key) is not share)
    for case_id in cases | {share.case_id for share in shares}:
        for item in after.cases[case_id].items:
            yield from _find_snapshots(records, item.id)
    for run_id, office_id in after.runs.items():
        if before.runs.get(run_id) != office_id:
            yield from (one.snapshot_id for one in records.load_snapshots(run_id=run_id))


def _find_snapshots(records: Records, one: str) -> Iterator[str]:
    """The snapshots that a lead or finding rests on, or the one named; none of other workspaces."""
    with suppress(ItemError):
        yield from select_records(records, [one]).snapshots
    for pick in records.load_picks(lead_id=one):
        yield from _iter_shown(pick)


def _iter_shown(pick: Pick) -> Iterator[str]:
    """The snapshot of a pick, and those that it was compared with."""
    yield pick.snapshot_id
    yield from (one.snapshot_id for one in pick.compared if one.snapshot_id is not None)


def _find_owners(book: CaseBook, world: World, one: str) -> set[str | None]:
    """The offices whose a lead, finding or snapshot is; none where there is no such thing."""
    records = book.workspace.records
    owners = Owners(records=records, world=world, office_id=book.office_id)
    found = [
        *owners.find_snapshots(snapshot_id=one),
        *owners.find_findings(finding_id=one),
        *owners.find_findings(lead_id=one),
    ]
    picked = {owners.get_snapshot_owner(pick.snapshot_id) for pick in records.load_picks(lead_id=one)}
    return picked | {office_id for _, office_id in found}
