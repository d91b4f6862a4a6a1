"""Logging in and out at the desk, once there are users."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from cases.accounts import close_session, let_in, log_in, open_session
from cases.model import User
from config.errors import NetpatrolError
from console.desk.oidc import LASTS, Provider
from console.desk.visit import COOKIE, Gate
from console.session import Session

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names by which a machine reaches itself; anybody else comes by TLS, so their cookie does, too."""
RETURN = "/login/oidc/return"
_BEGUN = "netpatrol-oidc"


def make_router(session: Session, templates: Jinja2Templates, gate: Gate) -> APIRouter:
    """The routes of the entrance."""
    router = APIRouter(default_response_class=HTMLResponse)

    oidc = session.settings.desk.oidc
    provider = Provider(settings=oidc) if oidc is not None else None

    def show(request: Request, to: str, refusal: str | None = None, status: int = 200) -> Response:
        context = {"to": _keep_here(to), "refusal": refusal, "has_provider": provider is not None}
        return templates.TemplateResponse(request, "login.html", context, status_code=status)

    def put_cookie(answer: Response, request: Request, user: User) -> Response:
        answer.set_cookie(
            COOKIE,
            open_session(gate.book, user, at=session.clock.now()),
            httponly=True,
            samesite="strict",
            secure=request.url.hostname not in LOOPBACK,
        )
        return answer

    def get_return_address(request: Request) -> str:
        return f"{session.settings.desk.address or str(request.base_url).rstrip('/')}{RETURN}"

    @router.get("/login")
    def show_login(request: Request, to: str = "/") -> Response:
        if not gate.book.load_world().users:
            return RedirectResponse("/", status_code=303)
        return show(request, to)

    @router.post("/login")
    def enter(
        request: Request,
        login: Annotated[str, Form(max_length=80)],
        password: Annotated[str, Form(max_length=1000)],
        to: Annotated[str, Form(max_length=2000)] = "/",
    ) -> Response:
        user = log_in(gate.book, login.strip(), password, at=session.clock.now())
        if user is None:
            return show(request, to, session.words("desk_login_refused"), 401)
        return put_cookie(RedirectResponse(_keep_here(to), status_code=303), request, user)

    @router.get("/login/oidc")
    def go_to_provider(request: Request, to: str = "/") -> Response:
        if provider is None:
            return RedirectResponse("/login", status_code=303)
        now = session.clock.now()
        try:
            url, cookie = provider.begin(get_return_address(request), _keep_here(to), at=now)
        except NetpatrolError as exc:
            return show(request, to, session.words.explain(str(exc)), 503)
        answer = RedirectResponse(url, status_code=303)
        answer.set_cookie(
            _BEGUN,
            cookie,
            max_age=int(LASTS.total_seconds()),
            path=RETURN,
            httponly=True,
            samesite="lax",  # the browser comes back from another site
            secure=request.url.hostname not in LOOPBACK,
        )
        return answer

    @router.get(RETURN)
    def come_back(request: Request) -> Response:
        if provider is None:
            return RedirectResponse("/login", status_code=303)
        now, back = session.clock.now(), get_return_address(request)
        try:
            answer = f"{back}?{request.url.query}"
            login, to = provider.finish(request.cookies.get(_BEGUN, ""), answer, back, at=now)
        except NetpatrolError as exc:
            return show(request, "/", session.words.explain(str(exc)), 401)
        user = let_in(gate.book, login, by=provider.settings.issuer, at=now)
        if user is None:
            return show(request, "/", session.words("desk_login_unknown"), 401)
        # A redirect would still count as coming from the other site, and the strict cookie would stay behind.
        page = templates.TemplateResponse(request, "entered.html", {"to": to})
        page.delete_cookie(_BEGUN, path=RETURN)
        return put_cookie(page, request, user)

    @router.post("/logout")
    def leave(request: Request) -> Response:
        cookie = request.cookies.get(COOKIE)
        if cookie:
            close_session(gate.book, cookie, at=session.clock.now())
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(COOKIE)
        return answer

    return router


def _keep_here(to: str) -> str:
    """Where to go after the log-in: a page of this desk, never another site."""
    try:
        parts = urlsplit(to)
    except ValueError:
        return "/"
    is_here = (
        to.startswith("/") and not to.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    )
    return to if is_here and "\\" not in to and to.isprintable() else "/"
