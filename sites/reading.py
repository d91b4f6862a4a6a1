"""Reading a captured page: from its bytes and address to a Listing, without any network."""

from dataclasses import dataclass

from web_poet import HttpResponse

from evidence.listing import Listing
from sites.charset import decode_page
from sites.page import Lead, ShopfrontPage, UnreadableError
from sites.platform import find_platform, get_platform, load_pages
from sites.purpose import Purpose
from sites.sealed import SealedAnswer


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
    """The fields of a saved page (HTML or MHTML), read as the crawler would read it.

    Raises:
        ItemError: the bytes are no HTML, or the platform's reader cannot read the page.
        ConfigError: there is no platform of that name.
    """
    _, page = _open_page(body, url, content_type=content_type, platform=platform)
    return page.make_listing()


def read_page(
    body: bytes,
    url: str,
    *,
    content_type: str | None = None,
    platform: str | None = None,
    purpose: Purpose = Purpose.ANY,
    answers: tuple[SealedAnswer, ...] = (),
) -> Reading:
    """What a page says, and where it leads.

    Args:
        body: as captured, after content decoding.
        url: of the page.
        content_type: the header, with its charset where it names one.
        platform: read it as a page of this platform; found by the host when not given.
        purpose: what the page is, when that is known from where its address was found.
        answers: what else its snapshot holds: data that scripts asked for, frames.

    Raises:
        UnreadableError: the page is not as the platform's reader knows it.
        ItemError: the bytes are no HTML.
    """
    chosen, page = _open_page(
        body, url, content_type=content_type, platform=platform, purpose=purpose, answers=answers
    )
    listing = page.make_listing()
    leads = tuple(lead for lead in page.iter_leads() if lead.url.startswith(("http://", "https://")))
    return Reading(purpose=chosen, listing=listing, leads=leads, is_shell=page.is_shell)


def _open_page(
    body: bytes,
    url: str,
    *,
    content_type: str | None = None,
    platform: str | None = None,
    purpose: Purpose = Purpose.ANY,
    answers: tuple[SealedAnswer, ...] = (),
) -> tuple[Purpose, ShopfrontPage]:
    html, _ = decode_page(body, content_type)
    facts = get_platform(platform) if platform else find_platform(url)
    pages = load_pages(facts.name)
    known = facts.recognise(url)
    chosen = purpose if known is Purpose.ANY else known
    response = HttpResponse(url, body=html.encode("utf-8"), encoding="utf-8")
    if chosen is Purpose.ANY or facts.name == "generic":
        chosen = pages.recognise(ShopfrontPage(response=response, facts=facts, answers=answers), chosen)
    page_type = pages.PAGES.get(chosen)
    if page_type is None:
        raise UnreadableError("unknown_page", f"{url!r} is no kind of page that {facts.name!r} knows")
    page: ShopfrontPage = page_type(response=response, facts=facts, answers=answers)
    return chosen, page
