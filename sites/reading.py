"""Reading a captured page: from its bytes and address to a Listing, without any network."""

from collections.abc import Iterable
from dataclasses import dataclass

from web_poet import HttpResponse

from evidence.listing import Listing
from sites.charset import decode_page
from sites.generic.pages import PAGES, ListingPage, recognise
from sites.page import Lead, ShopfrontPage, UnreadableError
from sites.platform import GENERIC, find_platform, get_platform, load_pages
from sites.profile import SiteProfile
from sites.profiled import ProfiledPage
from sites.profiled_answer import ProfiledAnswer, is_data
from sites.purpose import Purpose, Word
from sites.sealed import SealedAnswer
from sites.shelf import Site
from sites.state.answers import as_answer

_SHELL = b"<html><body></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page says and where it leads."""

    purpose: Purpose
    listing: Listing
    leads: tuple[Lead, ...]
    is_shell: bool


def extract(
    body: bytes, url: str, *, content_type: str | None = None, platform: str | None = None
) -> Listing:
    """The fields of a saved page (HTML, MHTML) or answer (JSON, JSONP), read as the crawler would read it.

    Raises:
        ItemError: the bytes are neither, or the platform's reader cannot read the page.
        ConfigError: there is no platform of that name.
    """
    site = get_platform(platform) if platform else find_platform(url)
    _, page = _open_page(body, url, site, content_type=content_type)
    return page.make_listing()


def read_page(
    body: bytes,
    url: str,
    *,
    content_type: str | None = None,
    site: Site | None = None,
    purpose: Purpose = Purpose.ANY,
    answers: tuple[SealedAnswer, ...] = (),
) -> Reading:
    """What a page says, and where it leads.

    Args:
        body: as captured, after content decoding.
        url: of the page.
        content_type: the header, with its charset where it names one.
        site: read it as a page of this one; found by the host when not given.
        purpose: what the page is, when that is known from where its address was found.
        answers: what else its snapshot holds: data that scripts asked for, frames.

    Raises:
        UnreadableError: the page is not as the site's reader knows it.
        ItemError: the bytes are no HTML.
    """
    chosen, page = _open_page(
        body, url, site or find_platform(url), content_type=content_type, purpose=purpose, answers=answers
    )
    return Reading(
        purpose=chosen,
        listing=page.make_listing(),
        leads=_keep_web(page.iter_leads()),
        is_shell=page.is_shell,
    )


def _open_page(
    body: bytes,
    url: str,
    site: Site,
    *,
    content_type: str | None = None,
    purpose: Purpose = Purpose.ANY,
    answers: tuple[SealedAnswer, ...] = (),
) -> tuple[Purpose, ShopfrontPage | ProfiledPage | ProfiledAnswer]:
    if isinstance(site, SiteProfile) and is_data(body):
        answer = ProfiledAnswer(site, url, body)
        return answer.purpose, answer
    own = as_answer(body, url, content_type)
    if own is not None:
        return _open_answer(url, (own, *answers), purpose)
    html, _ = decode_page(body, content_type)
    if isinstance(site, SiteProfile):
        profiled = ProfiledPage(site, url, html, purpose=purpose, answers=answers)
        return profiled.purpose, profiled
    pages = load_pages(site.name)
    known = site.recognise(url)
    chosen = purpose if known is Purpose.ANY else known
    response = HttpResponse(url, body=html.encode("utf-8"), encoding="utf-8")
    if chosen in {Purpose.ANY, Purpose.OTHER} or site.name == GENERIC:
        chosen = pages.recognise(ShopfrontPage(response=response, facts=site, answers=answers), chosen)
    page_type = pages.PAGES.get(chosen)
    if page_type is None:
        raise UnreadableError("unknown_page", f"{url!r} is no kind of page that {site.name!r} knows")
    page: ShopfrontPage = page_type(response=response, facts=site, answers=answers)
    return chosen, page


def _open_answer(
    url: str, answers: tuple[SealedAnswer, ...], purpose: Purpose
) -> tuple[Purpose, ShopfrontPage]:
    """The page that an answer stands for; it has none of the markup that the rules of a site know."""
    response = HttpResponse(url, body=_SHELL, encoding="utf-8")
    site = get_platform(GENERIC)
    chosen = recognise(ShopfrontPage(response=response, facts=site, answers=answers), purpose)
    page: ShopfrontPage = PAGES[chosen](response=response, facts=site, answers=answers)
    return chosen, page


def _keep_web(leads: Iterable[Lead]) -> tuple[Lead, ...]:
    return tuple(lead for lead in leads if lead.url.startswith(("http://", "https://")))


def read_listing_alone(url: str, html: str, answers: tuple[SealedAnswer, ...] = ()) -> Listing | None:
    """What a page that sells says by itself, or None where that cannot be told."""
    response = HttpResponse(url, body=html.encode("utf-8"), encoding="utf-8")
    page = ListingPage(response=response, facts=get_platform(GENERIC), answers=answers)
    try:
        return page.make_listing()
    except UnreadableError:
        return None


def recognise_alone(url: str, html: str) -> Purpose:
    """What a page of an unknown site looks like by itself.

    Raises:
        UnreadableError: it shows neither goods nor a way to some.
    """
    response = HttpResponse(url, body=html.encode("utf-8"), encoding="utf-8")
    return recognise(ShopfrontPage(response=response, facts=get_platform(GENERIC)), Purpose.ANY)


def weigh_word(url: str, html: str, answers: tuple[SealedAnswer, ...] = ()) -> Word:
    """How a page says by itself that it sells one thing for a price."""
    response = HttpResponse(url, body=html.encode("utf-8"), encoding="utf-8")
    page = ListingPage(response=response, facts=get_platform(GENERIC), answers=answers)
    try:
        if recognise(page, Purpose.ANY) is not Purpose.LISTING or not page.title or page.price is None:
            return Word.NONE
    except UnreadableError:
        return Word.NONE
    return Word.STATED if page.states_goods else Word.SHOWN
