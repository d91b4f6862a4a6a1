"""The jobs that a request asks for by a form, as the desk and the API take them: with the right to each."""

from typing import Annotated

from fastapi import File, Form, Request, UploadFile

from cases.rights import Deed
from config.errors import MissingError
from console.desk.orders import (
    make_bundle_order,
    make_crawl_order,
    make_history_order,
    make_learning_order,
    make_patrol_order,
    make_register_order,
    make_second_order,
    make_sending_order,
    make_taking_order,
)
from console.desk.visit import Visit, get_session, get_visit
from console.jobs import Order
from inspectors.authority.register import load_registers
from patrols.patrol import get_patrol

MOST_IDS = 500


def order_crawl(  # noqa: PLR0913 -- the fields of the form
    request: Request,
    *,
    targets: Annotated[str, Form(max_length=200_000)] = "",
    platform: Annotated[str, Form(max_length=80)] = "",
    keywords: Annotated[str, Form(max_length=20_000)] = "",
    shop: Annotated[str, Form(max_length=200)] = "",
    most: Annotated[str, Form(pattern=r"^\d{0,7}$")] = "",
    given: Annotated[UploadFile | None, File()] = None,
) -> Order:
    """A targeted crawl of addresses, of a list, or of a platform's words or shop."""
    visit = get_visit(request)
    visit.require(Deed.CRAWL)
    return make_crawl_order(
        get_session(request).words,
        targets=targets,
        given=given,
        platform=platform,
        keywords=keywords,
        shop=shop,
        most=int(most or 0) or None,
        by=get_login(visit),
    )


def order_patrol(request: Request, name: Annotated[str, Form(max_length=200)]) -> Order:
    """A patrol of the settings."""
    visit, session = get_visit(request), get_session(request)
    visit.require(Deed.CRAWL)
    return make_patrol_order(session.words, get_patrol(session.settings, name).name, by=get_login(visit))


def order_register(
    request: Request,
    into: Annotated[str, Form(max_length=80)],
    given: Annotated[UploadFile, File()],
    as_of: Annotated[str, Form(max_length=40)] = "",
    source: Annotated[str, Form(max_length=400)] = "",
) -> Order:
    """A register's file, taken in as a new version."""
    get_visit(request).require(Deed.IMPORT)
    if into not in load_registers():
        raise MissingError(f"there is no register {into!r}; docs/contracts/registers.md lists them")
    return make_register_order(get_session(request).words, into, given, as_of=as_of, source=source)


def order_learning(request: Request, address: Annotated[str, Form(max_length=2000)]) -> Order:
    """A look at a few pages of a site, from which its profile is written."""
    visit = get_visit(request)
    visit.require(Deed.CRAWL)
    return make_learning_order(get_session(request).words, address, by=get_login(visit))


def order_history(
    request: Request,
    given: Annotated[UploadFile, File()],
    source: Annotated[str, Form(max_length=400)] = "",
) -> Order:
    """A file of prices from elsewhere."""
    get_visit(request).require(Deed.IMPORT)
    return make_history_order(get_session(request).words, given, source=source)


def order_taking(request: Request, given: Annotated[UploadFile, File()]) -> Order:
    """A parcel of another office, taken in; or a bundle, checked."""
    visit = get_visit(request)
    visit.require(Deed.ANSWER)
    return make_taking_order(get_session(request).words, given, by=get_login(visit))


def order_bundle(
    request: Request,
    ids: Annotated[list[str], Form(max_length=MOST_IDS)],
    title: Annotated[str, Form(max_length=200)] = "",
) -> Order:
    """Findings or snapshots of the own office with all that proves them in one file."""
    visit = get_visit(request)
    visit.require(Deed.EXPORT)
    for one in ids:
        _require_own(visit, one)
    return make_bundle_order(get_session(request).words, dict.fromkeys(ids), title.strip() or ids[0])


def order_second(
    request: Request,
    one: Annotated[str, Form(max_length=200)],
    title: Annotated[str, Form(max_length=200)] = "",
) -> Order:
    """The page behind a finding or snapshot captured once more, and held against the first time."""
    visit = get_visit(request)
    visit.require(Deed.CRAWL)
    _require_own(visit, one)
    return make_second_order(get_session(request).words, one, title.strip() or one, by=get_login(visit))


def order_sending(
    request: Request, share: Annotated[str, Form(max_length=80)], to: Annotated[str, Form(max_length=80)]
) -> Order:
    """A share of the own office written into a signed parcel for an office without a link."""
    visit = get_visit(request)
    visit.require(Deed.SHARE)
    user, given = visit.user, visit.world.shares.get(share)
    if user is None or given is None or given.from_office != user.office_id:
        raise MissingError(f"there is no share {share!r} of your office; `netpatrol case show` lists them")
    return make_sending_order(get_session(request).words, share, to, by=user.login)


def get_login(visit: Visit) -> str | None:
    """In whose name a job is started; None where the workspace has no users."""
    return visit.user.login if visit.user is not None else None


def _require_own(visit: Visit, one: str) -> None:
    """Refuse what another office captured, and what is not there: both are said alike.

    Raises:
        MissingError: neither a finding nor a snapshot of the own office has this id.
    """
    records = visit.workspace.records
    is_there = records.get_finding(one) is not None or records.get_snapshot(one) is not None
    if not is_there or not visit.owns(one):
        raise MissingError(
            f"{one!r} is no finding or snapshot of your office; only its own can be bundled or "
            "captured again here"
        )
