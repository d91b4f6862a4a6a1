"""Sitemaps and sitemap indexes (sitemaps.org), also packed with gzip: where a site says its pages are."""

import re

import lxml.etree
from scrapy.exceptions import StopDownload
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap

from sites.address import InvalidUrlError, make_absolute, parse_place
from sites.page import Lead, UnreadableError
from sites.profile import SiteProfile
from sites.purpose import Purpose
from sites.shelf import Site, is_unknown

_GZIP = b"\x1f\x8b\x08"
_HEAD_BYTES = 2000
MOST_BYTES = 60_000_000
"""No packed sitemap is unpacked to more; sitemaps.org allows 50 MB."""
_FOLLOWED = frozenset({Purpose.LISTING, Purpose.SHOP, Purpose.LICENCE})
"""What is taken from the sitemap of a platform that we know; of any other site, every page."""
_NAMED = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
USUAL = "/sitemap.xml"
_MOST_NAMED = 5


def find_sitemaps(start: str, robots: bytes) -> tuple[str, ...]:
    """Where a site may have sitemaps: what its robots.txt names, else the usual place.

    Args:
        start: an address on the site.
        robots: its robots.txt, empty where there is none.
    """
    named = [found.decode("ascii", "ignore") for found in _NAMED.findall(robots)[:_MOST_NAMED]]
    urls = (make_absolute(one, start) for one in named or [USUAL])
    return tuple(dict.fromkeys(url for url in urls if url is not None))


def probe_sitemap(body: bytes, profile: SiteProfile) -> tuple[Lead, ...]:
    """The goods of a site that bytes lead to, and further sitemaps; nothing where they are no sitemap."""
    try:
        xml = unpack_sitemap(body, MOST_BYTES)
        leads = read_sitemap(xml, profile) if xml is not None else ()
    except UnreadableError:
        return ()
    return tuple(lead for lead in leads if lead.purpose in {Purpose.LISTING, Purpose.SITEMAP})


def unpack_sitemap(body: bytes, limit_bytes: int) -> bytes | None:
    """The XML of a sitemap, or None when the bytes are none.

    Args:
        body: as captured.
        limit_bytes: the most that a packed one may unpack to.

    Raises:
        UnreadableError: it is packed and cannot be unpacked within the limit.
    """
    if body.startswith(_GZIP):
        try:
            body = gunzip(body, max_size=limit_bytes)
        except (OSError, EOFError, ValueError, StopDownload) as exc:
            raise UnreadableError("bad_sitemap", f"the packed sitemap cannot be unpacked: {exc}") from exc
    head = body[:_HEAD_BYTES]
    return body if b"<urlset" in head or b"<sitemapindex" in head else None


def read_sitemap(xml: bytes, facts: Site) -> tuple[Lead, ...]:
    """The pages that a sitemap names, and the further sitemaps that an index names.

    Raises:
        UnreadableError: it is no XML, or names no page.
    """
    try:
        sitemap = Sitemap(xml)
        urls = [entry["loc"] for entry in sitemap if _is_address(entry["loc"])]
    except (lxml.etree.XMLSyntaxError, StopIteration) as exc:
        raise UnreadableError("bad_sitemap", f"the sitemap is no XML: {exc}") from exc
    if not urls:
        raise UnreadableError("bad_sitemap", "the sitemap names no page")
    if isinstance(facts, SiteProfile):
        urls = [url for url in urls if facts.is_near(url)]
    if sitemap.type == "sitemapindex":
        return tuple(Lead(url=url, purpose=Purpose.SITEMAP) for url in dict.fromkeys(urls))
    leads = (Lead(url=url, purpose=facts.recognise(url)) for url in dict.fromkeys(urls))
    return tuple(lead for lead in leads if is_unknown(facts) or lead.purpose in _FOLLOWED)


def _is_address(text: str) -> bool:
    try:
        parse_place(text)
    except InvalidUrlError:
        return False
    return True
