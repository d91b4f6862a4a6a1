"""Shares, the inbox, asking and the ledger, as the API gives them."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from cases.model import Answer, Fields, Share, ShareState
from cases.rights import Deed
from cases.sharing import Preview, answer_share, list_inbox, list_shares, make_share, withdraw_share
from cases.viewing import LedgerEntry, iter_ledger
from console.api.asked import Asked, Id, Paging, cut_page, get_user
from console.desk.visit import get_session, get_visit
from index.query import make_query
from patrols.asking import ask_number


class NewShare(Asked):
    """What is to be shared; with `preview` nothing is changed."""

    case_id: str
    group: str
    fields: Fields
    items: list[str] = Field(default_factory=list, max_length=500)
    number: str | None = None
    until: datetime | None = None
    preview: bool = False


class ShareAnswer(Asked):
    """Whether the own office takes what was offered."""

    answer: Literal["accept", "reject"]


class Question(Asked):
    """A number that is asked for."""

    number: str = Field(max_length=200)


class SharePage(BaseModel):
    """Shares."""

    items: list[Share]
    total: int
    capped: bool
    next: str | None


class LedgerPage(BaseModel):
    """A page of the ledger."""

    items: list[LedgerEntry]
    total: int
    capped: bool
    next: str | None


class AnswerPage(BaseModel):
    """What the offices answer."""

    items: list[Answer]
    total: int
    capped: bool
    next: str | None


class Offered(BaseModel):
    """A share, and who would see what through it."""

    share: Share
    previews: tuple[Preview, ...]


class LedgerAsked(Paging):
    """Which entries of the ledger are wanted."""

    since: str | None = None
    about: str | None = None
    by: str | None = None


router = APIRouter(tags=["sharing"])


@router.get("/shares")
def get_shares(request: Request, paging: Annotated[Paging, Query()]) -> SharePage:
    """What the own office gave to others."""
    visit = get_visit(request)
    visit.require(Deed.READ)
    shares = list_shares(visit.world, get_user(visit), at=visit.at)
    items, following = cut_page(shares, paging)
    return SharePage(items=items, total=len(shares), capped=False, next=following)


@router.post("/shares", status_code=201)
def post_share(request: Request, asked: NewShare) -> Offered:
    """Offer a case, some of its items or one number to a group; or look who would see what."""
    visit = get_visit(request)
    share, previews = make_share(
        visit.book,
        asked.case_id,
        group=asked.group,
        shown=asked.fields,
        items=asked.items,
        number=asked.number,
        until=asked.until,
        by=get_user(visit).login,
        at=visit.at,
        preview=asked.preview,
    )
    return Offered(share=share, previews=previews)


@router.post("/shares/{share_id}/withdraw")
def post_withdrawal(request: Request, share_id: Id) -> Share:
    """Take a share back at once."""
    visit = get_visit(request)
    return withdraw_share(visit.book, share_id, by=get_user(visit).login, at=visit.at)


@router.get("/inbox")
def get_inbox(request: Request, paging: Annotated[Paging, Query()]) -> SharePage:
    """What other offices offer to the own one."""
    visit = get_visit(request)
    visit.require(Deed.ANSWER)
    shares = list_inbox(visit.world, get_user(visit), at=visit.at)
    items, following = cut_page(shares, paging)
    return SharePage(items=items, total=len(shares), capped=False, next=following)


@router.post("/inbox/{share_id}")
def post_answer(request: Request, share_id: Id, asked: ShareAnswer) -> Share:
    """Accept or reject what was offered."""
    visit = get_visit(request)
    state = ShareState.ACCEPTED if asked.answer == "accept" else ShareState.REJECTED
    return answer_share(visit.book, share_id, state, by=get_user(visit).login, at=visit.at)


@router.post("/ask")
def ask(request: Request, asked: Question) -> AnswerPage:
    """Whether the own office, or one that shares so much with it, knows a number."""
    return _ask(request, asked.number)


@router.get("/ask")
def ask_by_query(request: Request, number: Annotated[str, Query(max_length=200)]) -> AnswerPage:
    """The same with the number in the address."""
    return _ask(request, number)


@router.get("/ledger")
def get_ledger(request: Request, asked: Annotated[LedgerAsked, Query()]) -> LedgerPage:
    """Who did and read what; for auditors."""
    visit = get_visit(request)
    visit.require(Deed.LEDGER)
    since = make_query(since=asked.since).since if asked.since else None
    events = visit.book.load_events()
    found = list(iter_ledger(events, visit.viewer, since=since, about=asked.about, by=asked.by))
    items, following = cut_page(found, asked)
    return LedgerPage(items=items, total=len(found), capped=False, next=following)


def _ask(request: Request, number: str) -> AnswerPage:
    visit = get_visit(request)
    visit.require(Deed.READ)
    index = get_session(request).open_index(visit.book.workspace)
    index.update()
    answers = ask_number(visit.book, index, number, get_user(visit), at=visit.at)
    return AnswerPage(items=list(answers), total=len(answers), capped=False, next=None)
