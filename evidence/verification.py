"""What checking a bundle or a store gives."""

from enum import StrEnum

from evidence.noun import Noun
from evidence.snapshot import Grade


class KeyState(StrEnum):
    """How a key stands: the one that signs here, one before it, trusted, following a trusted one, or not."""

    CURRENT = "current"
    RETIRED = "retired"
    TRUSTED = "trusted"
    SUCCESSOR = "successor"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Problem(Noun):
    """One thing that does not hold: the part of the bundle or store, and what is wrong with it."""

    path: str
    problem: str


class Verification(Noun):
    """What checking a file or a store gave; the grade is that of the weakest snapshot in it.

    `signer` is the id of the key that signed (of a store: its head), `state` how that key stands, `known`
    whether it was trusted beforehand, `reasons` what keeps the grade from being better (docs/evidence.md).
    """

    file: str
    ok: bool
    grade: Grade | None
    problems: tuple[Problem, ...]
    signer: str | None = None
    known: bool = False
    state: KeyState | None = None
    reasons: tuple[str, ...] = ()
