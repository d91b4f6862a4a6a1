"""Permits to trade: what a shop shows of them, and what the register holds for its operator."""

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState
from inspectors.authority.lookup import Authority, Match
from inspectors.authority.validity import find_lapse, get_capture_day
from inspectors.checks.subject.operators import find_operators
from inspectors.pages.shown import Shown, find_shown

# Which numbers and pictures show a permit of a kind of the register `permits`.
_SHOWN_AS = {
    "food_operation": ("food_permit", "food_filing"),
    "food_prepack": ("food_filing", "food_permit"),
    "device_operation": ("device_operation",),
    "drug": ("drug_operation",),
}
_PICTURES = {
    "food_operation": ("food_permit", "production_permit"),
    "food_prepack": ("food_permit", "production_permit"),
    "device_operation": ("device_permit",),
}
FOOD_KINDS = ("food_operation", "food_prepack")
# Who produces food may also sell it where the permit to produce says so (食品安全法 35).
FOOD_SELLER_KINDS = (*FOOD_KINDS, "food_production")
TRADE_KINDS = tuple(kind for kind in _SHOWN_AS if kind not in FOOD_KINDS)


def find_permit_numbers(exhibit: Exhibit, kinds: tuple[str, ...]) -> tuple[Shown, ...]:
    """The numbers of permits of these kinds on a listing and its shop's pages."""
    wanted = tuple(dict.fromkeys(one for kind in kinds for one in _SHOWN_AS.get(kind, ())))
    rooms = (exhibit.shop, exhibit) if exhibit.shop else (exhibit,)
    found = [shown for room in rooms for shown in find_shown(room, *wanted)]
    return tuple({shown.value: shown for shown in reversed(found)}.values())


def shows_permit_picture(exhibit: Exhibit, kinds: tuple[str, ...]) -> bool:
    """Whether a picture of such a permit is shown, however little of it can be read."""
    wanted = {picture for kind in kinds for picture in _PICTURES.get(kind, ())}
    rooms = (exhibit.shop, exhibit) if exhibit.shop else (exhibit,)
    return any(room.find_documents(kind) for room in rooms for kind in wanted)


def find_held(exhibit: Exhibit, authority: Authority, kinds: tuple[str, ...]) -> tuple[Match, ...]:
    """What the register says of permits of these kinds held by the shop's operators.

    One match a permit in force on the day of the capture; else one that says not found or unavailable; empty
    when no operator's number is certain.
    """
    operators = find_operators(exhibit.shop) if exhibit.shop else ()
    rows = [row for one in operators for row in authority.find_all("permits", holder_uscc=one.uscc)]
    day = get_capture_day(exhibit)
    held = tuple(
        row
        for row in rows
        if row.record is not None and row.record.get("kind") in kinds and find_lapse(row, day) is None
    )
    return held or tuple(_say_none(row) for row in rows[:1])


def _say_none(row: Match) -> Match:
    if row.state is RegisterState.UNAVAILABLE:
        return row
    return Match(
        register=row.register,
        version=row.version,
        as_of=row.as_of,
        key=row.key,
        state=RegisterState.NOT_FOUND,
    )
