"""Web addresses: where one points, and one form for all spellings of the same page."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

SCHEMES = {"http": 80, "https": 443}
LONGEST = 2000
# Servers that do not know whether a visitor takes cookies write the session into the address (RFC 6265, 8.4).
_SESSION_PATH = re.compile(r";[A-Za-z]{0,12}sess(?:ion)?id=[^/?#;]*", re.IGNORECASE)
_SESSION_KEY = re.compile(r"[a-z]{0,12}(?:sess(?:ion)?_?id|sid)", re.IGNORECASE)
_ROUTE = re.compile(r"!?/")
_BLANK = re.compile(r"[\t\r\n]")


class AddressError(Exception):
    """A page was not asked for, because of its address; the text is one line with the next step."""


class InvalidUrlError(AddressError):
    """The text is no web address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPort:
    """Where a URL points: the name as it would be looked up, and the port."""

    host: str
    port: int


def parse_place(url: str) -> HostPort:
    """The host and port of a web address.

    Raises:
        InvalidUrlError: it is no http or https address with a host.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as exc:
        raise InvalidUrlError(f"{url!r} is no web address: {exc}") from exc
    if parts.scheme.lower() not in SCHEMES or not parts.hostname:
        raise InvalidUrlError(f"{url!r} is no web address; write http://… or https://…")
    return make_place(parts.hostname, port or SCHEMES[parts.scheme.lower()])


def make_place(host: str, port: int) -> HostPort:
    """A host and port with the name folded as a resolver would fold it.

    Raises:
        InvalidUrlError: no name is left after folding.
    """
    folded = unicodedata.normalize("NFKC", host).replace("。", ".").strip("[]").lower()
    name = folded.rstrip(".")
    if not name or any(char.isspace() or char in "/\\@%#?\0" for char in name):
        raise InvalidUrlError(f"{host!r} is no host name")
    return HostPort(host=name, port=port)


@lru_cache(maxsize=10_000)
def normalise(url: str) -> str:
    """One spelling for an address: no session, no fragment unless it is a route (`#/goods/1`) of a script."""
    parts = urlsplit(safe_url_string(url))
    query = parts.query
    if "=" in query:
        query = "&".join(piece for piece in query.split("&") if not _is_session(piece))
    fragment = parts.fragment if _ROUTE.match(parts.fragment) else ""
    path = _SESSION_PATH.sub("", parts.path) or "/"
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, query, fragment))


@lru_cache(maxsize=10_000)
def make_absolute(href: str, base: str) -> str | None:
    """A link as an address in its normal spelling, or None when it leads to no page of the web."""
    link = _BLANK.sub("", href.strip())
    if not link or len(link) > LONGEST or (link.startswith("#") and not _ROUTE.match(link[1:])):
        return None
    try:
        url = urljoin(base, link)
        return normalise(url) if urlsplit(url).scheme in SCHEMES and urlsplit(url).hostname else None
    except ValueError:
        return None


def _is_session(piece: str) -> bool:
    key, _, value = piece.partition("=")
    return len(value) >= 16 and bool(_SESSION_KEY.fullmatch(key))
