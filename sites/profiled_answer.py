"""Reading an answer that is data and no page, with its site's profile: a list of things that have pages."""

from collections.abc import Iterator

from evidence.listing import Card, Listing, PageKind
from sites.items import decode_answer, has_array, iter_found, iter_further
from sites.page import Lead, UnreadableError
from sites.patterns import match_address
from sites.profile import SiteProfile
from sites.purpose import Purpose
from sites.sealed import SealedAnswer

_MOST_CARDS = 300
_LED_TO = {Purpose.LISTING, Purpose.LIST, Purpose.SHOP, Purpose.SHOP_INFO, Purpose.LICENCE, Purpose.RULES}


class ProfiledAnswer:
    """One answer of a site that has a profile."""

    is_shell = False

    def __init__(self, profile: SiteProfile, url: str, body: bytes) -> None:
        self._profile = profile
        self._answer = SealedAnswer(url=url, media_type="application/json", body=body)
        self._found = tuple(iter_found(profile.items, (self._answer,), profile.start or url))

    @property
    def purpose(self) -> Purpose:
        """What it is read as."""
        return Purpose.LIST

    def make_listing(self) -> Listing:
        """The list that the answer is.

        Raises:
            UnreadableError: it has no place for the things that such answers list.
        """
        rules = self._profile.answer_rules
        ways = {rule.items for rule in rules if match_address(rule.answer, self._answer.url)}
        value = decode_answer(self._answer.body)
        if ways and not any(has_array(value, way) for way in ways):
            raise UnreadableError(
                "no_list", f"{self._answer.url!r} lists nothing where its site's answers do"
            )
        return Listing(
            url=self._answer.url,
            kind=PageKind.SEARCH,
            platform=self._profile.name,
            cards=tuple(self._iter_cards())[:_MOST_CARDS],
        )

    def _iter_cards(self) -> Iterator[Card]:
        for one in self._found:
            if self._profile.recognise(one.url) is Purpose.LISTING:
                listing_id = self._profile.find_id(one.url, Purpose.LISTING)
                yield Card(url=one.url, listing_id=listing_id, title=one.name)

    def iter_leads(self) -> Iterator[Lead]:
        """The pages of what it lists, and the answers that go on."""
        for one in self._found:
            known = self._profile.recognise(one.url)
            if known in _LED_TO and self._profile.is_near(one.url):
                yield Lead(url=one.url, purpose=known)
            elif self._profile.is_answer(one.url) and one.url != self._answer.url:
                yield Lead(url=one.url, purpose=Purpose.LIST)
        for url in iter_further(self._profile.turns, (self._answer,)):
            yield Lead(url=url, purpose=Purpose.NEXT_PAGE)


def is_data(body: bytes) -> bool:
    """Whether bytes are an answer of data, told by the bytes alone."""
    return decode_answer(body) is not None
