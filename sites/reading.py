"""Reading a captured page: from its bytes and address to a Listing, without any network."""

import codecs
import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding
from web_poet import HttpResponse

from config.errors import ItemError
from evidence.listing import Listing
from sites.page import Lead, ShopfrontPage, UnreadableError
from sites.platform import find_platform, get_platform, load_pages
from sites.purpose import Purpose

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MHTML = re.compile(
    rb"^(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?Content-Type:\s*multipart/related", re.IGNORECASE
)
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|script|table|p|h1|span|a)\b", re.IGNORECASE
)


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
    return read_page(body, url, content_type=content_type, platform=platform).listing


def read_page(
    body: bytes,
    url: str,
    *,
    content_type: str | None = None,
    platform: str | None = None,
    purpose: Purpose = Purpose.ANY,
) -> Reading:
    """What a page says, and where it leads.

    Args:
        body: as captured, after content decoding.
        url: of the page.
        content_type: the header, with its charset where it names one.
        platform: read it as a page of this platform; found by the host when not given.
        purpose: what the page is, when that is known from where its address was found.

    Raises:
        UnreadableError: the page is not as the platform's reader knows it.
        ItemError: the bytes are no HTML.
    """
    html, _ = decode_page(body, content_type)
    facts = get_platform(platform) if platform else find_platform(url)
    pages = load_pages(facts.name)
    known = facts.recognise(url)
    chosen = purpose if known is Purpose.ANY else known
    response = HttpResponse(url, body=html.encode("utf-8"), encoding="utf-8")
    if chosen is Purpose.ANY or facts.name == "generic":
        chosen = pages.recognise(ShopfrontPage(response=response, facts=facts), chosen)
    page_type = pages.PAGES.get(chosen)
    if page_type is None:
        raise UnreadableError("unknown_page", f"{url!r} is no kind of page that {facts.name!r} knows")
    page = page_type(response=response, facts=facts)
    listing = page.make_listing()
    leads = tuple(lead for lead in page.iter_leads() if lead.url.startswith(("http://", "https://")))
    return Reading(purpose=chosen, listing=listing, leads=leads, is_shell=page.is_shell)


def decode_page(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of a page and the charset it was read with; a lying declaration does not spoil Chinese.

    Raises:
        ItemError: the bytes are no HTML.
    """
    if _MHTML.match(body[:20_000].lstrip()):
        body, content_type = _unpack_mhtml(body)
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type and not ("html" in media_type or "xml" in media_type or media_type.startswith("text/")):
        raise ItemError(f"the page is {media_type!r}, not HTML; save it as HTML or MHTML")
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace"), charset
    text, charset = _decode(body, content_type)
    if not _TAG.search(body[:200_000]) and not _TAG.search(text[:200_000].encode("ascii", "replace")):
        raise ItemError("the file holds no HTML; save the page as HTML or MHTML")
    return text.replace("\0", ""), charset


def _decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    declared = [http_content_type_encoding(content_type), html_body_declared_encoding(body)]
    names = [name for name in map(_resolve, declared) if name]
    for charset in dict.fromkeys([*names, "utf-8", "gb18030"]):
        try:
            return body.decode(charset), charset
        except (UnicodeDecodeError, LookupError):
            continue
    charset = names[0] if names else "utf-8"
    return body.decode(charset, "replace"), charset


def _resolve(name: str | None) -> str | None:
    resolved: str | None = resolve_encoding(name) if name else None
    return resolved


def _unpack_mhtml(body: bytes) -> tuple[bytes, str | None]:
    message = email.message_from_bytes(body, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"} and isinstance(
            part, EmailMessage
        ):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload, str(part.get("Content-Type", "text/html"))
    raise ItemError("the MHTML file holds no HTML part; save the page again")
