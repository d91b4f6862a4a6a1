"""Which addresses a crawl may connect to: only plainly public ones, and those allowed by name.

Facts behind the rules: `ipaddress.is_global` alone lets multicast and the NAT64 form of loopback through;
127.1, 2130706433 and 0x7f.1 all mean loopback; a second look-up may answer differently (DNS rebinding), so
the caller connects to the address that `Guard.resolve` returned.
"""

import ipaddress
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from config.errors import ConfigError
from sites.address import AddressError, HostPort, InvalidUrlError, make_place

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # RFC 4291: everything else is special
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_SPECIAL_6 = tuple(
    ipaddress.IPv6Network(text)
    for text in ("2001:db8::/32", "3fff::/20", "2001:2::/48", "2001:10::/28", "2001:20::/28")
)
_SPECIAL_4 = tuple(ipaddress.IPv4Network(text) for text in ("192.88.99.0/24", "192.0.0.0/24"))


class RefusedAddressError(AddressError):
    """The guard does not let the crawl go there; nothing was sent."""


class UnresolvableError(AddressError):
    """The name has no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The address rules of one crawl; `allowed` names private hosts that may be visited."""

    allowed: frozenset[HostPort] = frozenset()

    def resolve(self, place: HostPort) -> tuple[str, ...]:
        """The addresses of a host, all of them checked; connect to these and to nothing else.

        Raises:
            RefusedAddressError: one of them is not plainly public and the host is not allowed by name.
            UnresolvableError: there are none.
        """
        addresses = _look_up(place)
        if place in self.allowed:
            return addresses
        for address in addresses:
            if not is_public(address):
                raise RefusedAddressError(
                    f"{place.host!r} is {address}, which is not a public address; if you mean "
                    f"it, allow it by name: crawl.allow_hosts in the settings, or --allow-host "
                    f"{place.host}:{place.port}"
                )
        return addresses


def parse_allowed(text: str) -> HostPort:
    """The host and port that a `--allow-host HOST:PORT` names.

    Raises:
        ConfigError: it is not of that form.
    """
    host, separator, port = text.strip().rpartition(":")
    if not separator or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ConfigError(f"allowed host {text!r} is not HOST:PORT; write shop.localhost:8000")
    try:
        return make_place(host, int(port))
    except InvalidUrlError as exc:
        raise ConfigError(f"allowed host {text!r} is not HOST:PORT; write shop.localhost:8000") from exc


def is_public(text: str) -> bool:
    """Whether an address is plainly public, also in every form that wraps an IPv4 address."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_is_plain(inner) for inner in _unwrap(address))


def _unwrap(address: Address) -> Iterator[Address]:
    """The address itself, or the IPv4 addresses that an IPv6 address carries."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    elif address.sixtofour is not None:
        yield address.sixtofour
    elif address.teredo is not None:
        yield from address.teredo
    elif address in _NAT64:
        yield ipaddress.IPv4Address(address.packed[-4:])
    else:
        yield address


def _is_plain(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address not in _GLOBAL_UNICAST or any(address in network for network in _SPECIAL_6):
            return False
        return address.is_global and not address.is_multicast
    special = any(address in network for network in _SPECIAL_4)
    return address.is_global and not special and not address.is_multicast and not address.is_reserved


def _look_up(place: HostPort) -> tuple[str, ...]:
    if place.host == "localhost" or place.host.endswith(".localhost"):  # RFC 6761: never asked of DNS
        return ("127.0.0.1",)
    if place.host.endswith(".invalid"):  # RFC 6761: never exists
        raise UnresolvableError(f"{place.host!r} has no address")
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise UnresolvableError(f"{place.host!r} has no address: {exc}") from exc
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses:
        raise UnresolvableError(f"{place.host!r} has no address")
    return addresses
