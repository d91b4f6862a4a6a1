"""A way that has no link, as a click found it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundWay:
    """What came of a click on a box without a link: another address, or requests that the page sent.

    Without texts: what the page asked for when it was opened and scrolled.

    `texts` are those of the box, `led_to` and `requested` addresses.
    """

    found_on: str
    texts: tuple[str, ...]
    led_to: str | None = None
    requested: tuple[str, ...] = ()
