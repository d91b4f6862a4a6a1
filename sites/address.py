"""Web addresses: where one points, folded as a resolver would fold it."""

import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

SCHEMES = {"http": 80, "https": 443}


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
