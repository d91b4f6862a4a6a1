"""Whether a profile reads its site rightly: against the site's own lists and what people confirmed."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from crawlers.confirmed import Confirmed, ExampleResult, compare_examples, count_confirmed
from crawlers.rereading import FIELDS, find_page, iter_reread, read_plain, read_value
from evidence.listing import Listing, PageKind
from evidence.noun import Noun
from evidence.workspace import Workspace
from sites.address import normalise
from sites.charset import decode_page
from sites.profile import Rule, SiteProfile
from sites.purpose import Purpose
from sites.reading import read_listing_alone
from sites.rules import find_amount, find_text

Rules = list[tuple[str, Rule]]
_COMPARED = ("title", "price")
_SHOWN = 3
_SHORTEST_NAME = 4
_LONGEST_SHOWN = 80
_ENOUGH = 3
"""Pages that say more than chance: a list may be of another day, cut a name, or say another price."""


class Differing(Noun):
    """A listing whose page is read otherwise than a list says."""

    url: str
    read: str
    listed: str


class ListAgreement(Noun):
    """On how many listings a field says what the lists said of them; the first that differ."""

    compared: int
    agreed: int
    differ: tuple[Differing, ...] = ()


class IdleRule(Noun):
    """A rule of listings whose place none of them has."""

    field: str
    select: str


class FormerPrice(Noun):
    """A listing whose page by itself calls what stands at the place of its price a former one."""

    url: str
    read: str
    asked: str


class SiteCheck(Noun):
    """What a profile finds on the sealed pages of its site (docs/sites.md).

    `values` are the first values of each field, as a person can hold them against the page; `idle` the places
    of listings that none of their pages has; `former` the first of the `former_prices` listings at the
    place of whose price stands one that was asked before. `confirmed` counts by field what
    people confirmed, `absent` the pages with confirmed values that are not here to be read. `wrong` are the
    fields whose rules do not hold: a confirmed value is read otherwise, or most of the site's own lists or
    several pages themselves say otherwise, and people did not confirm several values that are read so.
    """

    site: str
    pages: int
    listings: int
    unreadable: int
    filled: dict[str, float]
    unsure: dict[str, int]
    values: dict[str, tuple[str, ...]]
    lists: dict[str, ListAgreement]
    confirmed: dict[str, Confirmed]
    examples: tuple[ExampleResult, ...] = ()
    idle: tuple[IdleRule, ...] = ()
    former_prices: int = 0
    former: tuple[FormerPrice, ...] = ()
    absent: int = 0
    wrong: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    pages: int = 0
    unreadable: int = 0
    listings: list[Listing] = field(default_factory=list)
    carded: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(_make_sets))

    def add(self, listing: Listing | None) -> None:
        self.pages += 1
        if listing is None:
            self.unreadable += 1
            return
        if listing.kind is PageKind.LISTING:
            self.listings.append(listing)
        for card in listing.cards:
            for name in _COMPARED:
                value = read_plain(card, name)
                if value is not None:
                    self.carded[normalise(card.url)][name].add(" ".join(value.split()))


def _make_sets() -> dict[str, set[str]]:
    return defaultdict(set)


def check_profile(workspace: Workspace, profile: SiteProfile) -> SiteCheck:
    """Read the newest sealing of each page of a site again, and its confirmed values.

    Raises:
        VerificationError: a sealed page is missing or was changed.
    """
    rules = _list_rules(profile)
    tally, idle, former = _Tally(), rules, list[FormerPrice]()
    for one in iter_reread(workspace, profile):
        tally.add(one.listing)
        page = find_page(one.snapshot)
        if page is not None and one.listing is not None and one.listing.kind is PageKind.LISTING:
            sealed = workspace.read_sealed(page.sha256)
            html = decode_page(sealed.payload, sealed.content_type)[0]
            tree = LexborHTMLParser(html)
            idle = [(name, rule) for name, rule in idle if find_text(tree, rule) is None]
            former += _find_former(one.listing.url, html, tree, rules)
    listings = tally.listings
    values = {name: [text for one in listings if (text := read_value(one, name))] for name in FIELDS}
    shown = max(1, len(listings))
    lists = {name: _compare_with_lists(tally, name) for name in _COMPARED}
    examples, absent = compare_examples(workspace, profile)
    confirmed = count_confirmed(examples)
    return SiteCheck(
        site=profile.name,
        pages=tally.pages,
        listings=len(listings),
        unreadable=tally.unreadable,
        filled={name: round(len(values[name]) / shown, 3) for name in FIELDS},
        unsure=dict(Counter(name for one in listings for name in one.unsure if getattr(one, name) is None)),
        values={name: _choose_shown(values[name]) for name in FIELDS},
        lists=lists,
        examples=examples,
        idle=tuple(IdleRule(field=name, select=rule.select) for name, rule in idle) if listings else (),
        former_prices=len(former),
        former=tuple(former[:_SHOWN]),
        confirmed=confirmed,
        absent=absent,
        wrong=tuple(_iter_wrong(confirmed, lists, former, _find_lost(rules, idle) if listings else set())),
    )


def _iter_wrong(
    confirmed: dict[str, Confirmed],
    lists: dict[str, ListAgreement],
    former: list[FormerPrice],
    lost: set[str],
) -> Iterator[str]:
    """The fields whose rules do not hold."""
    for name in FIELDS:
        said, people = lists.get(name), confirmed.get(name, Confirmed(compared=0, agreed=0))
        differing = said.compared - said.agreed if said is not None else 0
        is_outvoted = said is not None and differing >= _ENOUGH and 2 * differing > said.compared
        is_former = name == "price" and len(former) >= _ENOUGH
        is_doubted = (is_outvoted or is_former) and people.agreed < _ENOUGH
        if people.agreed < people.compared or is_doubted or name in lost:
            yield name


def _find_lost(rules: Rules, idle: Rules) -> set[str]:
    """What every listing has, and no rule finds on any."""
    return {name for name, _ in idle if name in _COMPARED} - {
        name for name, rule in rules if (name, rule) not in idle
    }


def _list_rules(profile: SiteProfile) -> Rules:
    """The rules of listings, each with its field."""
    role = profile.roles.get(Purpose.LISTING)
    return [(name, rule) for name, rules in role.fields.items() for rule in rules] if role else []


def _find_former(url: str, html: str, tree: LexborHTMLParser, rules: Rules) -> Iterator[FormerPrice]:
    """What stands at the place of a listing's price, where its page strikes that and asks another price."""
    places = (find_amount(tree, rule) for name, rule in rules if name == "price")
    place = next((found for found in places if found is not None), None)
    alone = read_listing_alone(url, html) if place is not None else None
    if place is None or alone is None or alone.price is None or alone.list_price is None:
        return
    asked = alone.price.amount
    if asked is not None and place[0] == alone.list_price.amount and place[0] != asked:
        yield FormerPrice(url=url, read=str(place[0]), asked=str(asked))


def _choose_shown(values: list[str]) -> tuple[str, ...]:
    """The first different values of a field."""
    cut = (text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…" for text in values)
    return tuple(dict.fromkeys(cut))[:_SHOWN]


def _compare_with_lists(tally: _Tally, name: str) -> ListAgreement:
    """A field of the listings against what the site's own lists say of the same addresses."""
    compared, differ = 0, list[Differing]()
    for listing in tally.listings:
        read = read_value(listing, name)
        said = tally.carded.get(normalise(listing.url), {}).get(name)
        if read is None or not said:
            continue
        compared += 1
        plain = " ".join(read.split())
        if not any(_says(one, plain, name) for one in said):
            differ.append(Differing(url=listing.url, read=plain, listed=min(said)))
    return ListAgreement(compared=compared, agreed=compared - len(differ), differ=tuple(differ[:_SHOWN]))


def _says(listed: str, read: str, name: str) -> bool:
    """Whether a box says what a page does; a box may cut a name, or hold more than it."""
    if name == "price" or min(len(listed), len(read)) < _SHORTEST_NAME:
        return listed == read
    return read in listed or listed.rstrip(".…") in read
