"""The name resolver of the crawl: Scrapy connects to addresses that the guard checked, and no other."""

from collections.abc import Sequence
from typing import Any, Self

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.threads import deferToThread
from twisted.python.failure import Failure
from zope.interface import implementer

from crawlers.guard import Guard, RefusedAddressError, UnresolvableError, parse_allowed
from sites.address import HostPort, InvalidUrlError, make_place


class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """A look-up runs in a thread and ends by itself."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Answers with checked addresses; a refused name has none, and `refused` says why."""

    def __init__(self, reactor: Any, guard: Guard) -> None:
        self._reactor = reactor
        self._guard = guard
        self.refused: dict[HostPort, RefusedAddressError] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """The resolver with the rules in the settings."""
        allowed = crawler.settings.getlist("NETPATROL_ALLOW_HOSTS")
        return cls(reactor, Guard(allowed=frozenset(map(parse_allowed, allowed))))

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's own resolver."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 -- Twisted's name and signature
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[Any] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803 -- twisted's signature
    ) -> Any:
        """Look a name up outside the reactor's thread and hand over what the guard lets through."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)

        def finish(found: Any) -> None:
            if not isinstance(found, Failure):
                for address in found:
                    kind = IPv6Address if ":" in address else IPv4Address
                    resolutionReceiver.addressResolved(kind("TCP", address, portNumber))
            resolutionReceiver.resolutionComplete()

        deferToThread(self._resolve, hostName, portNumber).addBoth(finish)
        return resolution

    def _resolve(self, host: str, port: int) -> tuple[str, ...]:
        try:
            place = make_place(host, port)
        except InvalidUrlError:
            return ()
        self.refused.pop(place, None)
        try:
            return self._guard.resolve(place)
        except RefusedAddressError as exc:
            self.refused[place] = exc
            return ()
        except UnresolvableError:
            return ()
