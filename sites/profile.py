"""A site profile: what was learned of a site, as data that people read, mend and hand on."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from config.errors import ConfigError
from config.yaml_text import parse_yaml
from evidence.listing import Availability
from sites.hosts import is_same_site
from sites.item_rules import AnswerRule, CountRule, ItemRule, TurnRule
from sites.patterns import (
    ROUTE,
    check_pattern,
    drop_keys,
    keep_keys,
    match_address,
)
from sites.purpose import Purpose

VERSION = 1
BY_SURVEY = "survey"
MOST_BYTES = 1_000_000
_MOST_RULES = 40
_LONGEST_SELECTOR = 300
# The part of CSS whose cost is bounded by the size of the page: no :has, no :not, no sibling searches.
_COMPOUND = re.compile(
    r"(?:[A-Za-z][\w-]*|\*)?"
    r"(?:[.#][A-Za-z_-][\w-]*|\[[\w:-]+(?:[*^$]?=(?:[\w-]+|\"[^\"\]\s]*\"))?\])*"
    r"(?::nth-(?:child|of-type)\(\d{1,3}\))?"
)
_MOST_STEPS = 12
_UNTOLD = (Purpose.ANY, Purpose.HOME, Purpose.NEXT_PAGE, Purpose.NARROWED, Purpose.OTHER)


class Parse(StrEnum):
    """What a rule's text is taken for."""

    TEXT = "text"
    MONEY = "money"
    STOCK = "stock"
    COUNT = "count"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Support(_Part):
    """On how many surveyed pages a rule gave a value, and on how many another source said the same."""

    pages: int = Field(ge=0)
    agreed: int = Field(ge=0)
    asked: int = Field(0, ge=0)
    sources: tuple[str, ...] = ()


class Rule(_Part):
    """Where a field stands on the pages of a role.

    `select` is a CSS selector (tags, classes, ids, attributes, descent); of its matches the one numbered
    `nth` counts. With `label`, only a match that stands right after an element of that text, or begins with
    it and a colon. `attribute` takes an attribute's text, `own` only the text that stands in no inner
    element, `after` cuts a beginning off. `number` says which of a text's numbers is a count.
    """

    select: str
    nth: int = Field(0, ge=0, le=50)
    label: str | None = Field(None, max_length=60)
    attribute: str | None = Field(None, max_length=60)
    own: bool = False
    after: str | None = Field(None, max_length=60)
    parse: Parse = Parse.TEXT
    number: int = Field(0, ge=0, le=10)
    says: dict[str, Availability] = Field(default_factory=dict, max_length=60)
    missing: Availability | None = None
    sure: bool = True
    support: Support | None = None

    @field_validator("select")
    @classmethod
    def _check_select(cls, value: str) -> str:
        return check_selector(value)


class Lead(_Part):
    """Where the links that a selector finds lead."""

    select: str
    to: Purpose

    @field_validator("select")
    @classmethod
    def _check_select(cls, value: str) -> str:
        return check_selector(value)


class Role(_Part):
    """One make of page: its addresses, what only such pages have, and where its fields and ways on stand.

    `keys` are query keys that may stand beside an address of the role: pages, orders, narrowed lists. Fields
    in `ignored` are left empty where no rule reads them: by itself the page gives a word of the site there.
    With `by_page`, other pages have such addresses too: one is of the role only where it bears the marks.
    With `counted`, data count what is left of each variant: where nothing is, a button to buy says nothing.
    """

    addresses: tuple[str, ...] = Field((), max_length=_MOST_RULES)
    keys: tuple[str, ...] = Field((), max_length=_MOST_RULES)
    marks: tuple[str, ...] = Field((), max_length=_MOST_RULES)
    by_page: bool = False
    counted: bool = False
    fields: dict[str, tuple[Rule, ...]] = Field(default_factory=dict, max_length=_MOST_RULES)
    ignored: tuple[str, ...] = Field((), max_length=_MOST_RULES)
    leads: tuple[Lead, ...] = Field((), max_length=_MOST_RULES)
    browser: bool = False
    pages: int = 0

    @field_validator("addresses")
    @classmethod
    def _check_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(check_pattern(pattern) for pattern in value)

    @field_validator("marks")
    @classmethod
    def _check_marks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(check_selector(mark) for mark in value)


class Example(_Part):
    """A sealed page and the values that a person confirmed: the profile's own test."""

    sha256: str
    url: str
    values: dict[str, str | None]
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None


class SiteProfile(_Part):
    """All that is known of one site; `roles` by purpose, `unfollowed` are addresses that lead in circles.

    `paging` is the query key that turns the pages of a list whose further pages nothing leads to, `/` for the
    last number of the path; `idle_rows` are the paths of rows of numbers that turn none: the dots of a
    carousel, the stars of a review. `sitemaps` lead to goods, also to those of no list; with `whole_sitemaps`
    they name all goods that the survey saw. `full` is how many goods a list shows that is likely cut, where
    only a script turns pages and nothing says how many there are.

    Of sites that a script fills: `items`, `turns` and `counts` are rules for its answers, `entries` pages to
    which no link leads; `narrow`: pages show themselves only in a window as narrow as a telephone's;
    `scroll`: lists go on only where their pages are scrolled.
    """

    version: int = VERSION
    name: str = Field(max_length=200)
    hosts: tuple[str, ...] = Field(max_length=50)
    revision: int = Field(1, ge=1)
    made_by: str = BY_SURVEY
    made_at: datetime | None = None
    surveyed: int = 0
    currency: str | None = None
    start: str | None = None
    roles: dict[Purpose, Role] = Field(default_factory=dict)
    unfollowed: tuple[str, ...] = Field((), max_length=200)
    paging: str | None = Field(None, pattern=r"^(?:[\w.-]{1,40}|/)$")
    idle_rows: tuple[str, ...] = Field((), max_length=_MOST_RULES)
    full: int | None = Field(None, ge=1)
    sitemaps: tuple[str, ...] = Field((), max_length=_MOST_RULES)
    whole_sitemaps: bool = False
    items: tuple[ItemRule, ...] = Field((), max_length=2 * _MOST_RULES)
    turns: tuple[TurnRule, ...] = Field((), max_length=_MOST_RULES)
    counts: tuple[CountRule, ...] = Field((), max_length=_MOST_RULES)
    entries: tuple[str, ...] = Field((), max_length=_MOST_RULES)
    narrow: bool = False
    scroll: bool = False
    examples: tuple[Example, ...] = Field((), max_length=500)
    note: str | None = None

    @field_validator("unfollowed")
    @classmethod
    def _check_unfollowed(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(check_pattern(pattern) for pattern in value)

    @property
    def browser(self) -> tuple[Purpose, ...]:
        """The purposes whose pages a script fills; where it fills those of a role, others may need it too."""
        filled = tuple(purpose for purpose, role in self.roles.items() if role.browser)
        return (*filled, *_UNTOLD) if filled else ()

    def is_answer(self, url: str) -> bool:
        """Whether an address is that of data which pages of the site ask for."""
        patterns = {rule.answer for rule in self.answer_rules}
        return self.recognise(url) is Purpose.ANY and any(match_address(one, url) for one in patterns)

    @property
    def answer_rules(self) -> tuple[AnswerRule, ...]:
        """All that is known of the site's answers."""
        return (*self.items, *self.turns)

    @property
    def has_routes(self) -> bool:
        """Whether scripts of the site show other pages behind a `#/`."""
        return bool(self.browser) or any(
            ROUTE in pattern for role in self.roles.values() for pattern in role.addresses
        )

    def needs_scrolling(self, purpose: Purpose) -> bool:
        """Whether lists go on only where the page itself asks for more."""
        return self.scroll and purpose in {Purpose.LIST, Purpose.NEXT_PAGE, Purpose.SHOP, Purpose.HOME}

    @property
    def browser_when_empty(self) -> bool:
        """A page that comes empty is opened in the browser."""
        return True

    def knows(self, url: str) -> bool:
        """Whether an address lies on one of the profile's hosts (HOST or HOST:PORT)."""
        try:
            return urlsplit(url).netloc.lower() in self.hosts
        except ValueError:  # no web address
            return False

    def is_near(self, url: str) -> bool:
        """Whether an address lies on the site, also on a host that the survey did not see."""
        return self.knows(url) or bool(self.start and is_same_site(url, self.start))

    def recognise(self, url: str) -> Purpose:
        """What an address leads to, as far as addresses tell; `any` when they do not."""
        return next((purpose for purpose, _ in self._iter_matches(url)), Purpose.ANY)

    def is_unfollowed(self, url: str) -> bool:
        """Whether an address is of a shape that leads to nothing new."""
        return any(match_address(pattern, url) for pattern in self.unfollowed)

    def find_id(self, url: str, purpose: Purpose) -> str | None:
        """The id in an address of a role, where the pattern has one."""
        found = (match.groupdict().get("id") for known, match in self._iter_matches(url) if known is purpose)
        return next(found, None)

    def _iter_matches(self, url: str) -> Iterator[tuple[Purpose, re.Match[str]]]:
        """The roles whose patterns an address fits: as it stands, else without what may be added to it."""
        yield from self._match_all(lambda _purpose, _role, _pattern: url)
        if "?" in url:
            yield from self._match_all(lambda _purpose, role, _pattern: drop_keys(url, role.keys))
            yield from self._match_all(
                lambda purpose, _role, pattern: (
                    keep_keys(url, pattern) if purpose is Purpose.LISTING else None
                )
            )

    def _match_all(
        self, make_url: Callable[[Purpose, Role, str], str | None]
    ) -> Iterator[tuple[Purpose, re.Match[str]]]:
        for purpose, role in self.roles.items():
            for pattern in role.addresses:
                address = make_url(purpose, role, pattern)
                match = match_address(pattern, address) if address is not None else None
                if match is not None:
                    yield purpose, match


def check_selector(selector: str) -> str:
    """The selector, when it is one that a profile may have.

    Raises:
        ValueError: it is none: too long, or with parts whose cost nothing bounds.
    """
    steps = selector.replace(">", " > ").split()
    names = [step for step in steps if step != ">"]
    is_bounded = len(selector) <= _LONGEST_SELECTOR and 0 < len(names) <= _MOST_STEPS
    in_order = bool(steps) and ">" not in (steps[0], steps[-1]) and "> >" not in " ".join(steps)
    if not is_bounded or not in_order or not all(_COMPOUND.fullmatch(name) for name in names):
        raise ValueError(
            f"{selector[:80]!r} is no selector that a profile may have; use tags, .classes, #ids, "
            "[attributes], spaces and >"
        )
    return " ".join(steps)


def parse_profile(text: str, name: str) -> SiteProfile:
    """The profile in a YAML text.

    Raises:
        ConfigError: it is too large, no YAML, or not a profile; the message names the place.
    """
    if len(text.encode()) > MOST_BYTES:
        raise ConfigError(
            f"profile {name!r} is larger than {MOST_BYTES} bytes; a profile is a few pages of text"
        )
    try:
        data: Any = parse_yaml(text)
        return SiteProfile.model_validate(data)
    except (yaml.YAMLError, RecursionError) as exc:
        mark = getattr(exc, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise ConfigError(f"profile {name!r} is no YAML from line {line} on; mend it") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise ConfigError(f"profile {name!r}: {place}: {first['msg'][:200]}; mend it") from exc


def load_profile(path: Path) -> SiteProfile:
    """The profile in a file.

    Raises:
        ConfigError: it cannot be read or used.
    """
    try:
        return parse_profile(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(f"profile {str(path)!r} cannot be read: {exc}") from exc


def format_profile(profile: SiteProfile) -> str:
    """A profile as YAML for people: what is as usual is left out."""
    data = profile.model_dump(mode="json", exclude_defaults=True) | {"version": profile.version}
    head = "# What netpatrol learned of this site; docs/sites.md tells how to read and mend it.\n"
    return head + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
