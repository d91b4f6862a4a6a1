"""The grade of evidence, from what was really checked, with the reasons (docs/evidence.md, version 2)."""

from collections.abc import Iterable

from evidence.snapshot import Grade, Snapshot

VERSION = 2
ONE_CAPTURE = "only one capture shows it: a second one from a separate session would raise the grade"
UNVOUCHED_STAMP = "it has time stamps, but no certificate of their authority was given (--ca FILE)"
NO_STAMP = "no time stamp of others says when it was captured"
BAD_TLS = "a server's certificate did not hold, so nobody can say that it was this site which answered"
UNKNOWN_SIGNER = "the key that signed it is not known here: compare its id with what the office itself says"


def grade_snapshots(
    snapshots: Iterable[Snapshot],
    *,
    is_signer_known: bool,
    stamps: int = 0,
    vouched: int = 0,
    purged: Iterable[str] = (),
) -> tuple[Grade | None, tuple[str, ...]]:
    """The grade of the weakest of some snapshots, and why it is not better; None without any.

    Args:
        snapshots: their bytes, records and entries were checked and hold.
        is_signer_known: whether the key that signed was trusted before the file came.
        stamps: how many time stamps cover them.
        vouched: how many of these a trusted authority made.
        purged: a line for what cannot be checked any more, as its bytes were purged.
    """
    held = list(snapshots)
    if not held:
        return None, ()
    reasons = [ONE_CAPTURE] if vouched else [UNVOUCHED_STAMP if stamps else NO_STAMP]
    grade = Grade.B if vouched else Grade.C
    if not is_signer_known:
        grade = Grade.D
        reasons.append(UNKNOWN_SIGNER)
    gone = list(purged)
    if gone:
        grade = Grade.D
        reasons += gone
    if any(snapshot.tls_problem is not None or snapshot.grade is Grade.D for snapshot in held):
        grade = Grade.D
        reasons.append(BAD_TLS)
    return grade, tuple(reasons)
