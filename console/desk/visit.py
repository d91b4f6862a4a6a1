"""Who asks the desk or the API something, and the workspace as they may see it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from fastapi import Request

from cases import accounts
from cases.book import CaseBook
from cases.model import Case, User
from cases.people import find_token_user
from cases.rights import Deed, Machine, Viewer, may
from cases.scoped_records import ScopedRecords, open_scope
from cases.world import World
from config.errors import RightError
from console.session import Session
from evidence.clock import make_shanghai_day
from evidence.workspace import Workspace

COOKIE = "netpatrol"
MOST_NAMED = 200


@dataclass(slots=True, kw_only=True)
class Visit:
    """One request: who asks, when, and what is there for them.

    `csrf` is what the forms of a session must carry; None where no session is (a token, or the machine's own
    administrator). `others` are cases of other offices that were shown.
    """

    viewer: Viewer
    workspace: Workspace
    world: World
    book: CaseBook
    at: datetime
    csrf: str | None = None
    others: list[str] = field(default_factory=list)

    @property
    def user(self) -> User | None:
        """The user; None for the administrator of a machine without users."""
        return None if isinstance(self.viewer, Machine) else self.viewer

    @property
    def day(self) -> date:
        """The Shanghai day of the request."""
        return make_shanghai_day(self.at)

    def sign(self, name: str) -> str:
        """The name under which a deed is kept: the user's login, or what was written where there are none."""
        return self.user.login if self.user is not None else name

    def sees_copy(self, noun: str, one: str) -> bool:
        """Whether of a record only a redacted copy is seen."""
        records = self.workspace.records
        return isinstance(records, ScopedRecords) and records.is_redacted(noun, one)

    def find_owner(self, one: str) -> str | None:
        """The office of a finding or snapshot that is seen; None where none is known."""
        records = self.workspace.records
        if not isinstance(records, ScopedRecords):
            return None
        owners = records.scope.owners
        return owners.get_finding_owner(one) or owners.get_snapshot_owner(one)

    def owns(self, one: str) -> bool:
        """Whether a finding or snapshot that is seen is one's own, to be bundled and captured again."""
        if self.user is None or not isinstance(self.workspace.records, ScopedRecords):
            return True
        return self.find_owner(one) == self.user.office_id

    def require(self, deed: Deed) -> None:
        """Refuse who may not do a deed.

        Raises:
            RightError: the roles do not allow it.
        """
        if not may(self.viewer, deed):
            roles = ", ".join(self.user.roles) if self.user else ""
            raise RightError(f"user {self.sign('-')!r} may not {deed}; the roles are {roles}")

    def note_cases(self, cases: Iterable[Case]) -> None:
        """Remember which cases of other offices were shown."""
        if self.user is not None:
            self.others += [case.case_id for case in cases if case.office_id != self.user.office_id]

    def keep_reads(self) -> None:
        """Put what was seen of other offices' matter into the ledger."""
        records = self.workspace.records
        seen = list(records.shown) if isinstance(records, ScopedRecords) else []
        seen += [("case", one) for one in self.others]
        if self.user is None or not seen:
            return
        with self.book.write(self.at) as deeds:
            for start in range(0, len(seen), MOST_NAMED):
                named = seen[start : start + MOST_NAMED]
                if len(named) == 1:
                    deeds.add("read", *named[0], by=self.user)
                    continue
                items = [{"noun": noun, "id": one} for noun, one in named]
                deeds.add("read", "shared", self.user.office_id, {"items": items}, by=self.user)


@dataclass(slots=True, kw_only=True)
class Gate:
    """Tells who asks, from the cookie of a session or a token."""

    session: Session
    workspace: Workspace
    book: CaseBook

    def recognise(self, request: Request) -> Visit | None:
        """The visit of a request; None when users exist and nobody is logged in."""
        self.session.refresh()
        at = self.session.clock.now()
        world = self.book.load_world()
        if not world.users:
            return self._make_visit(Machine(), world, at)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            user = find_token_user(world, token.strip(), at=at)
            return None if user is None else self._make_visit(user, world, at)
        cookie = request.cookies.get(COOKIE)
        held = accounts.get_session(self.book, cookie, at=at) if cookie else None
        user = world.users.get(held.login) if held is not None else None
        if held is None or user is None or user.disabled:
            return None
        visit = self._make_visit(user, world, at)
        visit.csrf = held.csrf
        return visit

    def _make_visit(self, viewer: Viewer, world: World, at: datetime) -> Visit:
        seen = open_scope(self.book, viewer, world, at)
        return Visit(viewer=viewer, workspace=seen, world=world, book=self.book, at=at)


def name_office(visit: Visit | None, office_id: str | None) -> str:
    """An office by its name; by its id where it is not known here."""
    held = visit.world.offices.get(office_id or "") if visit is not None else None
    return held.name if held is not None else office_id or "–"


def name_person(visit: Visit | None, login: str, at: datetime | None = None) -> str:
    """A person as acts print them; whose name is not known here, by the login.

    What was done at a moment before there was such a user was done by somebody who wrote that name freely.
    """
    held = visit.world.users.get(login) if visit is not None else None
    if held is not None and at is not None and held.since is not None and at < held.since:
        return login
    return held.name if held is not None and held.name else login


def get_session(request: Request) -> Session:
    """The session whose workspace the application serves."""
    session: Session = request.app.state.session
    return session


def get_visit(request: Request) -> Visit:
    """The visit that the gate made of a request."""
    visit: Visit = request.state.visit
    return visit
