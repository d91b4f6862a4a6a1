"""The grade of evidence, from what was really checked, with the reasons (docs/evidence.md, version 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from evidence.comparison import Comparison
from evidence.snapshot import Grade, Snapshot

VERSION = 3
AUTHORITIES = 2
"""How many authorities, each under a root of its own, must have stamped what is graded A."""
ONE_CAPTURE = "only one capture shows it: `netpatrol corroborate` takes a second one from a separate session"
DIFFERS = "a second capture does not bear it out: {} is {!r} there, {!r} here"
NOT_REDRAWN = "what was sealed of the second capture does not look as its screenshot when it is drawn again"
NO_TLS = "{} was not captured over TLS, so nobody can say that it was this site which answered"
NO_SERVER = "no address of the server is kept for {}"
ONE_AUTHORITY = "one authority stamped it; a stamp of a second one would raise the grade"
UNVOUCHED_STAMP = "it has time stamps, but no certificate of their authority was given (--ca FILE)"
NO_STAMP = "no time stamp of others says when it was captured"
BAD_TLS = "a server's certificate did not hold, so nobody can say that it was this site which answered"
UNKNOWN_SIGNER = "the key that signed it is not known here: compare its id with what the office itself says"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What was checked beside the snapshots themselves.

    Attributes:
        is_signer_known: whether the key that signed was trusted before the file came.
        stamps: how many time stamps cover them.
        vouched: how many of these a trusted authority made.
        authorities: how many authorities made the vouched ones.
        comparisons: second captures held against first ones, over all that the bundle knows of both.
        served: ids of the snapshots for which the address of a server is kept.
        purged: a line for what cannot be checked any more, as its bytes were purged.
    """

    is_signer_known: bool
    stamps: int = 0
    vouched: int = 0
    authorities: int = 0
    comparisons: tuple[Comparison, ...] = ()
    served: frozenset[str] = frozenset()
    purged: tuple[str, ...] = ()


def grade_snapshots(snapshots: Iterable[Snapshot], grounds: Grounds) -> tuple[Grade | None, tuple[str, ...]]:
    """The grade of the weakest of some snapshots, and why it is not better; None without any.

    Args:
        snapshots: their bytes, records and entries were checked and hold.
        grounds: what else was checked.
    """
    held = list(snapshots)
    if not held:
        return None, ()
    grade, reasons = Grade.C, [UNVOUCHED_STAMP if grounds.stamps else NO_STAMP]
    if grounds.vouched:
        reasons = _find_lacks(held, grounds)
        grade = Grade.B if reasons else Grade.A
    if not grounds.is_signer_known:
        grade = Grade.D
        reasons.append(UNKNOWN_SIGNER)
    if grounds.purged:
        grade = Grade.D
        reasons += grounds.purged
    if any(snapshot.tls_problem is not None or snapshot.grade is Grade.D for snapshot in held):
        grade = Grade.D
        reasons.append(BAD_TLS)
    return grade, tuple(reasons)


def _find_lacks(held: list[Snapshot], grounds: Grounds) -> list[str]:
    """What keeps snapshots that a trusted authority stamped from grade A, each reason once."""
    seconds = {one.second for one in grounds.comparisons}
    lacks: dict[str, None] = {}
    for snapshot in held:
        host = urlsplit(snapshot.final_url).hostname or snapshot.final_url
        if not snapshot.final_url.startswith("https:"):
            lacks.setdefault(NO_TLS.format(host))
        if snapshot.snapshot_id not in grounds.served:
            lacks.setdefault(NO_SERVER.format(host))
        if snapshot.snapshot_id not in seconds and _was_read(snapshot):
            lacks |= dict.fromkeys(_find_doubts(snapshot.snapshot_id, grounds.comparisons))
    if grounds.authorities < AUTHORITIES:
        lacks.setdefault(ONE_AUTHORITY)
    return list(lacks)


def _was_read(snapshot: Snapshot) -> bool:
    """Whether anything was read off it; a picture alone proves nothing that has to be borne out."""
    return snapshot.listing is not None


def _find_doubts(snapshot_id: str, comparisons: Iterable[Comparison]) -> list[str]:
    """Why no second capture bears a snapshot out; nothing where one does."""
    doubts = [ONE_CAPTURE]
    for one in comparisons:
        if one.first != snapshot_id:
            continue
        if one.agrees:
            return []
        doubts = [DIFFERS.format(fact.name, fact.second, fact.first) for fact in one.differing]
        doubts = doubts or [NOT_REDRAWN]
    return doubts
