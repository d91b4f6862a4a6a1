"""The grade of evidence, from what was really checked, with the reasons (docs/evidence.md, version 2)."""

from collections.abc import Iterable

from evidence.snapshot import Grade, Snapshot

VERSION = 2
NO_STAMP = "no time stamp of others says when it was captured"
BAD_TLS = "a server's certificate did not hold, so nobody can say that it was this site which answered"
UNKNOWN_SIGNER = "the key that signed it is not known here: compare its id with what the office itself says"


def grade_snapshots(
    snapshots: Iterable[Snapshot], *, is_signer_known: bool
) -> tuple[Grade | None, tuple[str, ...]]:
    """The grade of the weakest of some snapshots, and why it is not better; None without any.

    Args:
        snapshots: their bytes, records and entries were checked and hold.
        is_signer_known: whether the key that signed was trusted before the file came.
    """
    held = list(snapshots)
    if not held:
        return None, ()
    reasons = [NO_STAMP]
    grade = Grade.C
    if not is_signer_known:
        grade = Grade.D
        reasons.append(UNKNOWN_SIGNER)
    if any(snapshot.tls_problem is not None for snapshot in held):
        reasons.append(BAD_TLS)
    return max(grade, *(snapshot.grade for snapshot in held)), tuple(reasons)
