"""What checking a bundle or a store gives."""

from evidence.noun import Noun
from evidence.snapshot import Grade


class Problem(Noun):
    """One thing that does not hold: the part of the bundle or store, and what is wrong with it."""

    path: str
    problem: str


class Verification(Noun):
    """What checking a file or a store gave; the grade is that of the weakest snapshot in it.

    `signer` is the id of the key that signed, `known` whether it was trusted beforehand, `reasons` what keeps
    the grade from being better (docs/evidence.md).
    """

    file: str
    ok: bool
    grade: Grade | None
    problems: tuple[Problem, ...]
    signer: str | None = None
    known: bool = False
    reasons: tuple[str, ...] = ()
