"""The desk's application: routes, and the guards every request passes.

It only answers on loopback, to a browser that asks it by a loopback name or the address of the settings (a
page elsewhere could otherwise reach it by DNS rebinding), and takes forms only from its own pages. Once the
workspace has users, everything but the entrance needs a session or a token; without any, who reaches loopback
is the machine's administrator.
"""

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint

from cases.rights import Deed, may
from config.errors import (
    ConfigError,
    MissingError,
    NetpatrolError,
    PurgedError,
    RightError,
    RunAbortedError,
    ServiceError,
    VerificationError,
)
from config.settings import get_code_version
from console.api import routes
from console.api.problems import PREFIX, make_problem, make_refusal
from console.desk import (
    casefiles,
    entrance,
    pages,
    patrols,
    pictures,
    replays,
    shares,
    timeline,
    trends,
    worklist,
)
from console.desk import jobs as job_pages
from console.desk.entrance import LOOPBACK
from console.desk.policy import POLICY
from console.desk.views import FILTERS
from console.desk.visit import Gate, Visit, name_office, name_person
from console.jobs import Jobs
from console.lead_sheet import name_code
from console.naming import name_of, tell_ties, tell_touched
from console.session import Session

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would make browsers send `Origin: null` with the desk's own forms, which are then refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_STATUSES = {MissingError: 404, RightError: 403, PurgedError: 410, ServiceError: 503}
_INNER = (ConfigError, RunAbortedError, VerificationError)
"""Errors that say where things are."""
_OPEN_TO_ALL = ("/login", "/static/", "/openapi.json")
logger = logging.getLogger(__name__)

FOLLOW_EVERY_S = 60.0
MOST_BYTES = 200_000_000
"""The largest form that is taken, files and all; a larger register is imported by the command."""
_READS = frozenset({"GET", "HEAD"})


def make_app(session: Session) -> FastAPI:
    """The desk and the API over the workspace of a session."""
    workspace = session.open()
    gate = Gate(session=session, workspace=workspace, book=session.open_book(workspace))
    jobs = Jobs(
        book=gate.book,
        now=session.clock.now,
        lang=session.words.lang,
        keep=timedelta(days=session.settings.desk.job_days),
    )
    app = FastAPI(
        lifespan=partial(_keep_going, session, jobs),
        title="netpatrol",
        version=get_code_version(),
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.session, app.state.jobs = session, jobs
    if session.settings.desk.address is not None and not gate.book.load_world().users:
        raise ConfigError(
            "desk.address shows the desk to other machines, and there are no users yet; "
            "make one with `netpatrol user add`"
        )
    templates = _make_templates(session)
    app.mount("/static", StaticFiles(directory=_find_here() / "static"), name="static")
    for part in (worklist, pages, pictures, replays, casefiles, shares, timeline, patrols, trends):
        app.include_router(part.make_router(session, templates), include_in_schema=False)
    app.include_router(job_pages.make_router(session, templates, jobs), include_in_schema=False)
    app.include_router(entrance.make_router(session, templates, gate), include_in_schema=False)
    app.include_router(routes.make_router(), prefix=PREFIX)
    _guard(app, gate, templates)
    _explain_errors(app, session, templates)
    return app


@asynccontextmanager
async def _keep_going(session: Session, jobs: Jobs, _app: FastAPI) -> AsyncIterator[None]:
    """Settle what an earlier desk left of jobs; when this one ends, interrupt those that run."""
    await run_in_threadpool(jobs.settle)
    await run_in_threadpool(jobs.tidy)
    following = asyncio.create_task(_follow_shares(session))
    yield
    following.cancel()
    await run_in_threadpool(jobs.close)


async def _follow_shares(session: Session) -> None:
    """Take what has ended by its date off a search server that shows what is shared."""
    while session.settings.search.sharer_key_file is not None:
        await asyncio.sleep(FOLLOW_EVERY_S)
        try:
            await run_in_threadpool(session.follow_cases)
        except Exception:  # a fault of one time must not keep shares on the server for ever
            logger.exception("shares could not be followed")


def find_refusal(request: Request, address: str | None) -> str | None:
    """Why a request is not answered: asked by a foreign name, or a form from a foreign page.

    Args:
        request: what is asked.
        address: where a proxy shows the desk, if one does.
    """
    asked = request.headers.get("host", "")
    host = _split(f"//{asked}").hostname
    is_proxied = address is not None and asked == urlsplit(address).netloc
    if host not in LOOPBACK and not is_proxied:
        return f"the desk answers only to a loopback name, not to {host!r}"
    if request.method in _READS or _has_token(request):
        return None
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MOST_BYTES or "transfer-encoding" in request.headers:
        return f"a form of {length} bytes is not taken; at most {MOST_BYTES} bytes with their length are"
    origin = request.headers.get("origin")
    if origin is None or (origin != address if is_proxied else _split(origin).netloc != asked):
        return f"a form from {origin!r} is not taken; use the desk's own page"
    return None


def _split(url: str) -> SplitResult:
    """The parts of an address; of one that is none, nothing."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _guard(app: FastAPI, gate: Gate, templates: Jinja2Templates) -> None:
    @app.middleware("http")
    async def guard(request: Request, call_next: RequestResponseEndpoint) -> Response:
        refusal = find_refusal(request, gate.session.settings.desk.address)
        if refusal:
            answer = _refuse(gate.session, request, refusal)
        else:
            try:
                answer = await _let_in(gate, request, call_next)
            except NetpatrolError as exc:
                # raised before or behind the page: by who is let in, or what is kept
                answer = _explain(request, gate.session, templates, exc, otherwise=503)
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer


async def _let_in(gate: Gate, request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Answer a request of somebody known; what is seen of other offices' matter is kept before it is sent."""
    request.state.visit = None
    path = request.url.path
    if path.startswith(_OPEN_TO_ALL):
        return await call_next(request)
    visit = await run_in_threadpool(gate.recognise, request)
    if visit is None:
        return _ask_to_log_in(request)
    if request.method not in _READS and not await _has_csrf(request, visit):
        return _refuse(gate.session, request, "the form is not of this session; load the page again")
    request.state.visit = visit
    answer = await call_next(request)
    if answer.status_code < 400:
        await run_in_threadpool(visit.keep_reads)
        if request.method not in _READS:
            await run_in_threadpool(gate.session.follow_cases)
    return answer


def _refuse(session: Session, request: Request, why: str) -> Response:
    """403: to programs as it is kept, to people in their language."""
    is_program = request.url.path.startswith(PREFIX)
    return make_refusal(request, why if is_program else session.words.explain(why))


def _ask_to_log_in(request: Request) -> Response:
    if request.url.path.startswith(PREFIX):
        answer = make_problem(401, "log in, or send a token that is valid")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    wanted = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    to = wanted if request.method in _READS else "/"
    return RedirectResponse(f"/login?to={quote(to, safe='')}", status_code=303)


async def _has_csrf(request: Request, visit: Visit) -> bool:
    """Whether a write carries the token of its session; tokens and machines without users need none."""
    if visit.csrf is None:
        return True
    sent = request.headers.get("x-csrf-token")
    if sent is None:
        await request.body()  # read here, it is there for the route as well
        try:
            sent = str((await request.form()).get("csrf", ""))
        except HTTPException:  # no form that can be read
            return False
    return hmac.compare_digest(sent.encode(), visit.csrf.encode())


def _has_token(request: Request) -> bool:
    return request.headers.get("authorization", "").lower().startswith("bearer ")


def _answer(request: Request, templates: Jinja2Templates, status: int, message: str) -> Response:
    """An error: to programs as a problem, to people as a page."""
    if request.url.path.startswith(PREFIX):
        return make_problem(status, message)
    return templates.TemplateResponse(request, "error.html", {"message": message}, status_code=status)


def _explain(
    request: Request,
    session: Session,
    templates: Jinja2Templates,
    error: NetpatrolError,
    *,
    otherwise: int = 400,
) -> Response:
    """What a person can act on, under the status of its kind.

    Where servers and files are is told to nobody who did not log in at a desk that other machines see.
    """
    status = next((code for kind, code in _STATUSES.items() if isinstance(error, kind)), otherwise)
    is_stranger = getattr(request.state, "visit", None) is None
    if is_stranger and isinstance(error, _INNER) and session.settings.desk.address is not None:
        logger.error("%s was not answered: %s", request.url.path, error)
        return _answer(request, templates, status, session.words("desk_out_of_order"))
    return _answer(request, templates, status, session.words.explain(error))


def _explain_errors(app: FastAPI, session: Session, templates: Jinja2Templates) -> None:
    @app.exception_handler(NetpatrolError)
    async def explain(request: Request, exc: NetpatrolError) -> Response:
        return _explain(request, session, templates, exc)

    @app.exception_handler(RequestValidationError)
    async def explain_form(request: Request, exc: RequestValidationError) -> Response:
        first, words = exc.errors()[0], session.words
        field = name_of("form", str(first["loc"][-1]), words)
        return _answer(
            request, templates, 422, words("desk_bad_form", field=field, why=words.explain(first["msg"]))
        )

    @app.exception_handler(HTTPException)
    async def explain_http(request: Request, exc: HTTPException) -> Response:
        return _answer(request, templates, exc.status_code, session.words.explain(exc.detail))


def _make_templates(session: Session) -> Jinja2Templates:
    templates = Jinja2Templates(
        directory=_find_here() / "templates",
        context_processors=[lambda request: {"visit": getattr(request.state, "visit", None)}],
    )
    templates.env.filters.update(FILTERS)
    templates.env.globals["words"] = session.words
    templates.env.globals["may_review"] = lambda visit: may(visit.viewer, Deed.REVIEW)
    templates.env.globals["name"] = partial(name_of, words=session.words)
    templates.env.globals["touched"] = partial(tell_touched, words=session.words)
    templates.env.globals["ties"] = partial(tell_ties, words=session.words)
    templates.env.globals["office"] = name_office
    templates.env.globals["person"] = name_person
    templates.env.globals["name_code"] = lambda code: name_code(code, session.words)
    return templates


def _find_here() -> Path:
    return Path(str(files("console.desk")))
