"""The families of indices on a search server: what each holds, and what its names are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from config.catalogue import load_catalogue
from config.errors import ConfigError
from index.projection import LAYOUT, Indexed

_REGION = re.compile(r"\d{2}|\d{4}|\d{6}")


class Family(StrEnum):
    """What one set of indices holds; the name is part of the index names."""

    FINDINGS = "findings"
    SNAPSHOTS = "snapshots"
    LEADS = "leads"
    LISTINGS = "listings"
    RUNS = "runs"
    CASES = "cases"
    SHARED = "shared"


REGIONAL = tuple(family for family in Family if family is not Family.SHARED)
"""The families of which a region has one index each; what is shared has one for each receiver."""

WRITE_ONCE = frozenset({Family.FINDINGS})
"""Families whose documents never change: a key that writes them may create and not overwrite."""

LAYOUTS: dict[Family, int] = {
    Family.FINDINGS: LAYOUT,
    Family.SNAPSHOTS: LAYOUT,
    Family.LEADS: 1,
    Family.LISTINGS: 1,
    Family.RUNS: 1,
    Family.CASES: 1,
    Family.SHARED: 1,
}
"""The version of each family's mapping; a change that is no mere addition needs the next one."""

FAMILIES: dict[Indexed, Family] = {noun: Family(f"{noun}s") for noun in Indexed}
"""Where the documents of a noun are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One alias and the versions behind it: a family of a region, or what it shares with another one."""

    family: Family
    region: str
    receiver: str | None = None

    @property
    def alias(self) -> str:
        """The name under which documents are written and searched."""
        middle = "" if self.receiver is None else f"-{self.receiver}"
        return f"netpatrol-{self.family}-{self.region}{middle}"

    @property
    def pattern(self) -> str:
        """A pattern over all versions."""
        return f"{self.alias}-v*"

    @property
    def next_alias(self) -> str:
        """The name under which writers find the version that a migration is filling."""
        return f"{self.alias}-next"

    def name_index(self, version: int) -> str:
        """The name of one version."""
        return f"{self.alias}-v{version}"


def iter_places(region: str, receivers: tuple[str, ...] = ()) -> Iterator[Place]:
    """The places of a region: its families, and one for each region it shares with."""
    yield from (Place(family=family, region=region) for family in REGIONAL)
    for receiver in receivers:
        yield Place(family=Family.SHARED, region=region, receiver=receiver)


def get_version(index: str) -> int:
    """The version in an index name."""
    return int(index.rpartition("-v")[2])


def check_region(code: str) -> str:
    """A region code that GB/T 2260 can know: two, four or six digits of a province.

    Raises:
        ConfigError: it is none.
    """
    provinces = load_catalogue("provinces")["provinces"]
    if not _REGION.fullmatch(code) or code[:2] not in provinces:
        raise ConfigError(
            f"{code!r} is no region code; write two, four or six digits of GB/T 2260, such as 44 or 440100"
        )
    return code
