"""Look-ups in registers: what a check and the `authority lookup` command get."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from config.errors import ItemError, VerificationError
from config.numbers import normalise_number
from evidence.finding import AuthorityValue, RegisterState
from inspectors.authority.keys import fold_key
from inspectors.authority.register import get_register
from inspectors.authority.shipped import get_shipped_version, load_shipped_rows
from inspectors.authority.versions import Library, VersionFacts

SHIPPED = "catalogues"
"""The register of which netpatrol brings its own rows, for no authority publishes one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a register says, and in which version; `record` is the row when there is exactly one."""

    register: str
    version: str | None
    as_of: date | None
    key: str
    state: RegisterState
    record: dict[str, Any] | None = None
    matches: int = 0
    records: tuple[dict[str, Any], ...] = ()

    def quote(self, value: str | None) -> AuthorityValue:
        """The register's side of a comparison, for a verdict."""
        return AuthorityValue(
            register=self.register,
            version=self.version,
            as_of=self.as_of,
            key=self.key,
            state=self.state,
            value=value,
        )


@dataclass(slots=True, kw_only=True)
class Authority:
    """The registers as they were on a day; remembers which versions were asked, and which are damaged."""

    library: Library
    at: date
    asked: dict[str, str] = field(default_factory=dict)
    damaged: dict[str, str] = field(default_factory=dict)
    _versions: dict[str, VersionFacts | None] = field(default_factory=dict)

    def find(self, register: str, key: str) -> Match:
        """The row with a key, in the version in force on the day; both are folded alike (`keys.py`).

        The match bears the key as it was asked for, not as the register writes it.
        """
        facts = self._get_version(register)
        folded = ";".join(normalise_number(part) for part in key.split(";"))
        if facts is None:
            return _make_unavailable(register, folded)
        rows = (
            self.library.find_by_key(facts, folded)
            or self.library.find_by_key(facts, key)
            or self.library.find_by_folded_key(facts, fold_key(register, key))
        )
        return _make_match(facts, folded, rows)

    def find_by(self, register: str, **columns: str) -> Match:
        """The row in which all named columns hold the named values."""
        shape = get_register(register)
        unknown = sorted(set(columns) - set(shape.columns))
        if unknown:
            raise ItemError(
                f"register {register!r} has no column {unknown[0]!r}; it has: {', '.join(shape.columns)}"
            )
        facts = self._get_version(register)
        asked = ", ".join(f"{column}={value}" for column, value in columns.items())
        if facts is None:
            return _make_unavailable(register, asked)
        rows = self.library.find_by_columns(facts, columns)
        key = rows[0][0] if len(rows) == 1 else asked
        return _make_match(facts, key, [row for _, row in rows])

    def find_all(self, register: str, **columns: str) -> tuple[Match, ...]:
        """The rows in which all named columns hold the named values, one match each; else the one reason."""
        together = self.find_by(register, **columns)
        facts = self._versions[register]
        if facts is None and register == SHIPPED:
            return self._find_shipped(columns) or (_make_shipped((), columns),)
        if facts is None or together.state is not RegisterState.AMBIGUOUS:
            return (together,)
        rows = self.library.find_by_columns(facts, columns)
        return tuple(_make_match(facts, key, [row]) for key, row in rows)

    def _find_shipped(self, columns: dict[str, str]) -> tuple[Match, ...]:
        """The rows of the catalogues that ship with netpatrol, where none were imported."""
        version, _ = get_shipped_version()
        self.asked[SHIPPED] = version
        return tuple(
            _make_shipped((row,), columns)
            for row in load_shipped_rows()
            if all(row.get(name) == value for name, value in columns.items())
        )

    def holds(self, register: str) -> bool:
        """Whether a version of the register was in force on the day."""
        return self._get_version(register) is not None

    def _get_version(self, register: str) -> VersionFacts | None:
        get_register(register)
        if register not in self._versions:
            self._versions[register] = self._find_version(register)
        facts = self._versions[register]
        if facts is not None:
            self.asked[register] = facts.version
        return facts

    def _find_version(self, register: str) -> VersionFacts | None:
        """The version in force; one that was changed after its import is not available."""
        facts = self.library.get_version(register, self.at)
        try:
            if facts is not None:
                self.library.check(facts)
        except VerificationError as exc:
            self.damaged[register] = str(exc)
            return None
        return facts


def _make_unavailable(register: str, key: str) -> Match:
    return Match(register=register, version=None, as_of=None, key=key, state=RegisterState.UNAVAILABLE)


def is_shipped(match: Match) -> bool:
    """Whether a match comes from the catalogues that ship with netpatrol."""
    return match.version is not None and match.version == get_shipped_version()[0]


def _make_shipped(rows: tuple[dict[str, Any], ...], columns: dict[str, str]) -> Match:
    version, as_of = get_shipped_version()
    asked = ", ".join(f"{column}={value}" for column, value in columns.items())
    key = f"{rows[0]['catalogue']};{rows[0]['category']}" if rows else asked
    return Match(
        register=SHIPPED,
        version=version,
        as_of=as_of,
        key=key,
        state=RegisterState.FOUND if rows else RegisterState.NOT_FOUND,
        record=rows[0] if rows else None,
        matches=len(rows),
        records=rows,
    )


def _make_match(facts: VersionFacts, key: str, rows: list[dict[str, Any]]) -> Match:
    state = RegisterState.FOUND
    if not rows:
        state = RegisterState.NOT_FOUND
    elif len(rows) > 1:
        state = RegisterState.AMBIGUOUS
    elif rows[0].get("status") in get_register(facts.register).inactive:
        state = RegisterState.INACTIVE
    return Match(
        register=facts.register,
        version=facts.version,
        as_of=facts.as_of,
        key=key,
        state=state,
        record=rows[0] if len(rows) == 1 else None,
        matches=len(rows),
        records=tuple(rows),
    )
