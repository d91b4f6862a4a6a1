"""What one answer of a host amounts to: its outcome, and what the page says and leads to."""

import logging
from dataclasses import dataclass
from http import HTTPStatus

from scrapy.http import Response

from config.errors import ItemError
from crawlers.outcomes import Sight, Verdict, is_gone, judge_status, judge_unread, judge_wall, look_at
from crawlers.sitemap import MOST_BYTES, read_sitemap, unpack_sitemap
from evidence.listing import Availability, Listing, PageKind
from evidence.snapshot import Outcome
from sites.address import AddressError
from sites.charset import decode_page
from sites.page import UnreadableError
from sites.profile import SiteProfile
from sites.profiled_answer import is_data
from sites.purpose import Purpose
from sites.reading import Reading, read_page
from sites.sealed import SealedAnswer
from sites.shelf import Site

logger = logging.getLogger(__name__)

_EMPTY = "empty_answer"
_BLIND = Sight(text="", has_password=False, has_script=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer's outcome; `problem` is what is wrong with its address, or went wrong in reading it."""

    verdict: Verdict
    final_url: str
    reading: Reading | None = None
    html: str | None = None
    problem: str | None = None


def read_answer(
    url: str,
    response: Response,
    facts: Site,
    purpose: Purpose,
    answers: tuple[SealedAnswer, ...] = (),
) -> Answer:
    """Judge and read an answer.

    Args:
        url: what was asked for.
        response: what came in the end, after redirects.
        facts: the site whose readers are used.
        purpose: why it was asked for.
        answers: what else came while the page was open.
    """
    try:
        sitemap = _read_sitemap(response, facts)
        return sitemap or _read_page(url, response, facts, purpose, answers)
    except UnreadableError as exc:
        return _make_unread(response, (Outcome.UNREADABLE, exc.reason), exc)
    except Exception as exc:
        # A reader that crashes on one page must not end the crawl: the page is sealed as unreadable.
        logger.exception("reader of %s crashed on %s", facts.name, response.url)
        return _make_unread(response, (Outcome.UNREADABLE, "reader_crashed"), exc)


def describe_error(error: Exception) -> str:
    """An error in one line, for the record; one of ours says itself what it is."""
    said = str(error) if isinstance(error, ItemError | AddressError) else f"{type(error).__name__}: {error}"
    return said[:500]


def _read_sitemap(response: Response, facts: Site) -> Answer | None:
    """What a sitemap leads to; None when the answer is none."""
    xml = unpack_sitemap(response.body, MOST_BYTES) if response.status == HTTPStatus.OK else None
    if xml is None:
        return None
    leads = read_sitemap(xml, facts)
    listing = Listing(url=response.url, kind=PageKind.OTHER, platform=facts.name)
    reading = Reading(purpose=Purpose.SITEMAP, listing=listing, leads=leads, is_shell=False)
    return Answer(verdict=(Outcome.FOUND, None), final_url=response.url, reading=reading)


def look_at_answer(url: str, response: Response) -> Answer:
    """Judge an answer without reading it: is it a page that can be looked at, or a wall, or nothing."""
    try:
        html, _ = decode_page(response.body, _get_content_type(response))
    except ItemError as exc:
        refused = judge_status(response.status, _BLIND)
        return _make_unread(response, refused or _name_no_page(response), exc)
    sight = look_at(html)
    verdict = judge_status(response.status, sight) or judge_wall(url, response.url, sight)
    if verdict is None and (sight.is_blank or sight.is_empty_shell):
        verdict = (Outcome.UNREADABLE, _EMPTY if sight.is_blank else "empty_shell")
    return Answer(verdict=verdict or (Outcome.FOUND, None), final_url=response.url, html=html)


def _name_no_page(response: Response) -> tuple[Outcome, str]:
    """What came where a page should be."""
    return Outcome.UNREADABLE, "not_html" if response.body.strip() else _EMPTY


def _get_content_type(response: Response) -> str | None:
    return (response.headers.get(b"Content-Type") or b"").decode("latin-1") or None


def _read_page(
    url: str, response: Response, facts: Site, purpose: Purpose, answers: tuple[SealedAnswer, ...]
) -> Answer:
    content_type = _get_content_type(response)
    if isinstance(facts, SiteProfile) and is_data(response.body):
        sight = _BLIND
    else:
        try:
            sight = look_at(decode_page(response.body, content_type)[0])
        except ItemError as exc:
            refused = judge_status(response.status, _BLIND)
            return _make_unread(response, refused or _name_no_page(response), exc)
    verdict = judge_status(response.status, sight) or judge_wall(url, response.url, sight)
    if verdict is None and sight.is_blank and not answers:
        verdict = (Outcome.UNREADABLE, _EMPTY)
    if verdict is not None or purpose is Purpose.SCREENSHOT:
        return Answer(verdict=verdict or (Outcome.FOUND, None), final_url=response.url)
    try:
        reading = read_page(
            response.body,
            response.url,
            content_type=content_type,
            site=facts,
            purpose=purpose,
            answers=answers,
        )
    except UnreadableError as exc:
        return _make_unread(response, judge_unread(exc.reason, sight), exc)
    if reading.purpose is Purpose.LISTING and _shows_no_goods(reading.listing) and is_gone(sight):
        return Answer(verdict=(Outcome.ABSENT, "gone_text"), final_url=response.url)
    return Answer(verdict=(Outcome.FOUND, None), final_url=response.url, reading=reading)


def _shows_no_goods(listing: Listing) -> bool:
    """Whether a page of goods has no price, nothing that could be one, and nothing that can be bought."""
    return (
        listing.price is None
        and "price" not in listing.unsure
        and not listing.offers
        and listing.availability is not Availability.IN_STOCK
    )


def _make_unread(response: Response, verdict: Verdict, error: Exception) -> Answer:
    return Answer(verdict=verdict, final_url=response.url, problem=describe_error(error))
