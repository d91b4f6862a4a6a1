"""What people fill in for a job, checked and made into calls of `netpatrol`."""

from collections.abc import Iterable
from datetime import date
from pathlib import PurePath
from typing import BinaryIO

from fastapi import UploadFile

from config.errors import ItemError
from console.jobs import RUN_ID, JobKind, Order
from console.text import Words

LISTS = (".txt", ".csv", ".xlsx")
HISTORIES = (".csv", ".xlsx")
REGISTERS = (".csv", ".xlsx", ".jsonl", ".json")
_LONGEST = 2_000
_MOST = 500


def make_crawl_order(  # noqa: PLR0913 -- the fields of the form
    words: Words,
    *,
    targets: str,
    given: UploadFile | None,
    platform: str,
    keywords: str,
    shop: str,
    most: int | None,
    by: str | None,
) -> Order:
    """A targeted crawl of addresses, of a list, or of a platform's words or shop; then the checks over it.

    Raises:
        ItemError: nothing is named, or a field cannot be used.
    """
    places, terms = _split(targets), _split(keywords)
    files = _name_file(given, LISTS)
    if not places and not files and not (platform.strip() and (terms or shop.strip())):
        raise ItemError(
            "nothing to crawl; name an address, drop a list, or give a platform with words or a shop"
        )
    call = ["crawl", "--json"]
    call += [f"--list={name}" for name in files]
    call += [f"--platform={_check(platform)}"] if platform.strip() else []
    call += [f"--keyword={term}" for term in terms]
    call += [f"--shop={_check(shop)}"] if shop.strip() else []
    call += [f"--max-listings={most}"] if most else []
    call += _sign(by)
    named = [*places[:1], *([given.filename or ""] if files and given else []), *terms[:3], shop]
    what = "、".join(one.strip() for one in named if one.strip())
    return Order(
        kind=JobKind.CRAWL,
        title=_make_title(words("job_crawl"), what),
        steps=((*call, "--", *places), ("inspect", "--json", "--run", RUN_ID)),
        files=files,
    )


def make_patrol_order(words: Words, name: str, *, by: str | None) -> Order:
    """A patrol of the settings, run at once."""
    call = ("patrol", "run", "--json", *_sign(by), "--", name)
    return Order(kind=JobKind.PATROL, title=_make_title(words("job_patrol"), name), steps=(call,))


def make_register_order(words: Words, register: str, given: UploadFile, *, as_of: str, source: str) -> Order:
    """A register's file, taken in as a new version.

    Raises:
        ItemError: the file is of another kind, or the day is none.
    """
    files = _name_file(given, REGISTERS)
    if not files:
        raise ItemError("no file was given; choose one, then press the button again")
    told = source.strip() or _clean_name(given)
    call = ["authority", "import", "--json", f"--source={_check(told)}"]
    call += [f"--as-of={_check_day(as_of)}"] if as_of.strip() else []
    title = _make_title(words("job_register"), f"{register} {_clean_name(given)}")
    return Order(kind=JobKind.REGISTER, title=title, steps=((*call, "--", register, *files),), files=files)


def make_learning_order(words: Words, address: str, *, by: str | None) -> Order:
    """A look at a few pages of a site, from which its profile is written.

    Raises:
        ItemError: there is no address, or it cannot be used.
    """
    if not address.strip():
        raise ItemError("no address was given; write the site's address, then press the button again")
    call = ("site", "learn", "--json", *_sign(by), "--", _check(address))
    title = _make_title(words("job_learn"), address.strip())
    return Order(kind=JobKind.LEARN, title=title, steps=(call,))


def make_history_order(words: Words, given: UploadFile, *, source: str) -> Order:
    """A file of prices from elsewhere, taken into the history.

    Raises:
        ItemError: the file is of another kind.
    """
    files = _name_file(given, HISTORIES)
    if not files:
        raise ItemError("no file was given; choose one, then press the button again")
    call = ("history", "import", "--json", f"--source={_check(source.strip() or _clean_name(given))}")
    title = _make_title(words("job_history"), _clean_name(given))
    return Order(kind=JobKind.HISTORY, title=title, steps=((*call, "--", *files),), files=files)


def make_taking_order(words: Words, given: UploadFile, *, by: str | None) -> Order:
    """A parcel of another office, taken in; or a bundle, checked.

    Raises:
        ItemError: the file is neither, or a parcel comes to a workspace without users.
    """
    files = _name_file(given, (".parcel", ".wacz"))
    if not files:
        raise ItemError("no file was given; choose one, then press the button again")
    (name,) = files
    if name.endswith(".wacz"):
        title = _make_title(words("job_verify"), _clean_name(given))
        call: tuple[str, ...] = ("verify", "--json", "--", name)
        return Order(kind=JobKind.VERIFY, title=title, steps=(call,), files=files, writes=False)
    if by is None:
        raise ItemError("a parcel is for an office; make a user with `netpatrol user add` and log in")
    title = _make_title(words("job_parcel"), _clean_name(given))
    call = ("inbox", "take", "--json", *_sign(by), "--", name)
    return Order(kind=JobKind.PARCEL, title=title, steps=(call,), files=files)


def make_bundle_order(words: Words, ids: Iterable[str], title: str) -> Order:
    """Findings or snapshots with all that proves them in one file."""
    call = ("bundle", "--json", "--out=evidence.wacz", "--", *ids)
    return Order(
        kind=JobKind.BUNDLE,
        title=_make_title(words("job_bundle"), title),
        steps=(call,),
        writes=False,
        product="evidence.wacz",
    )


def make_second_order(words: Words, one: str, title: str, *, by: str | None) -> Order:
    """The pages behind a finding captured again, and held against the first time."""
    call = ("corroborate", "--json", *_sign(by), "--", one)
    return Order(kind=JobKind.AGAIN, title=_make_title(words("job_again"), title), steps=(call,))


def make_sending_order(words: Words, share_id: str, to: str, *, by: str) -> Order:
    """A share written into a signed parcel for an office without a link."""
    call = ("case", "send", "--json", f"--to={_check(to)}", "--out=share.parcel", *_sign(by), "--", share_id)
    title = _make_title(words("job_send"), to)
    return Order(kind=JobKind.SEND, title=title, steps=(call,), product="share.parcel")


def _sign(by: str | None) -> list[str]:
    return [] if by is None else [f"--as={by}"]


def _split(text: str) -> list[str]:
    lines = [_check(line) for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST:
        raise ItemError(f"{len(lines)} lines are too many for the form; put them into a list file")
    return lines


def _check(text: str) -> str:
    """A value as it may stand in an argument.

    Raises:
        ItemError: it is too long, or holds what cannot be printed.
    """
    kept = text.strip()
    if len(kept) > _LONGEST or not kept.isprintable():
        raise ItemError(f"{kept[:80]!r} cannot be used; write one line of printable characters")
    return kept


def _check_day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as exc:
        raise ItemError(f"{text!r} is no day; write it as 2026-03-31") from exc


def _name_file(given: UploadFile | None, endings: tuple[str, ...]) -> dict[str, BinaryIO]:
    """The file that was given, under a name of ours; none for an empty field.

    Raises:
        ItemError: its name ends otherwise.
    """
    if given is None or not given.filename:
        return {}
    ending = PurePath(given.filename).suffix.lower()
    if ending not in endings:
        raise ItemError(f"{_clean_name(given)!r} cannot be taken; files that end in {', '.join(endings)} can")
    return {f"given{ending}": given.file}


def _clean_name(given: UploadFile) -> str:
    name = PurePath((given.filename or "").replace("\\", "/")).name
    return "".join(char for char in name if char.isprintable())[:120]


def _make_title(kind: str, what: str) -> str:
    whole = f"{kind}：{what}" if what else kind
    return whole if len(whole) <= 160 else f"{whole[:159]}…"
