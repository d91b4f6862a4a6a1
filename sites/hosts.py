"""Which hosts belong to one site: those of one name below the public suffix."""

from functools import cache, lru_cache
from urllib.parse import urlsplit

_MOST_HOST = 253


def get_host(url: str) -> str | None:
    """The host of an address, in lower case."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def get_port(url: str) -> int | None:
    """The port of an address where it is none of the usual two."""
    try:
        port = urlsplit(url).port
    except ValueError:
        return None
    return None if port in {None, 80, 443} else port


@lru_cache(maxsize=10_000)
def is_same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site, as `item.shop.example` and `list.shop.example` are."""
    first, second = get_host(one), get_host(other)
    if first is None or second is None or get_port(one) != get_port(other):
        return False
    if first == second:
        return True
    if first.rpartition(".")[2] != second.rpartition(".")[2]:
        return False
    site = _find_site(first)
    return site is not None and site == _find_site(second)


@cache
def _load_suffixes():  # type: ignore[no-untyped-def]  # imported late: it takes a tenth of a second
    from tldextract import TLDExtract  # noqa: PLC0415

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@cache
def _find_site(host: str) -> str | None:
    if len(host) > _MOST_HOST or host.replace(".", "").isdigit() or ":" in host:
        return None
    found = _load_suffixes()(host)
    if found.domain and found.suffix:
        return f"{found.domain}.{found.suffix}"
    # Names of a network of one's own have no public suffix.
    return ".".join(host.split(".")[-2:]) if not found.suffix and host.count(".") else None
