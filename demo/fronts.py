"""What the server needs of a platform."""

from __future__ import annotations

from typing import Protocol

from demo import answers
from demo.answers import Answer
from demo.model import Listing, Market


class Front(Protocol):
    """A platform as a web site."""

    market: Market

    def answer(self, target: str, base: str) -> Answer:
        """The answer to a request for `target` (path and query) at `base` (scheme, host and port)."""


def make_robots(base: str, forbidden: tuple[str, ...]) -> Answer:
    """The robots.txt of a platform."""
    rules = "".join(f"Disallow: {path}\n" for path in forbidden)
    return answers.plain(f"User-agent: *\n{rules}\nSitemap: {base}/sitemap.xml\n")


def make_sitemap(base: str, paths: tuple[str, ...]) -> Answer:
    """A sitemap of these addresses."""
    rows = "".join(f"<url><loc>{base}{path}</loc></url>\n" for path in paths)
    return _make_xml(f'<urlset xmlns="{_SCHEMA}">\n{rows}</urlset>\n')


def make_sitemap_index(base: str, paths: tuple[str, ...]) -> Answer:
    """A sitemap that leads to other sitemaps."""
    rows = "".join(f"<sitemap><loc>{base}{path}</loc></sitemap>\n" for path in paths)
    return _make_xml(f'<sitemapindex xmlns="{_SCHEMA}">\n{rows}</sitemapindex>\n')


def list_public(listings: tuple[Listing, ...]) -> tuple[str, ...]:
    """The addresses of listings that robots.txt does not forbid."""
    return tuple(listing.path for listing in listings if "/private/" not in listing.path)


_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _make_xml(text: str) -> Answer:
    return answers.plain(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', "application/xml; charset=utf-8")
