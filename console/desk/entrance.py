"""Logging in and out at the desk, once there are users."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from cases.accounts import close_session, log_in, open_session
from console.desk.visit import COOKIE, Gate
from console.session import Session

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names by which a machine reaches itself; anybody else comes by TLS, so their cookie does, too."""


def make_router(session: Session, templates: Jinja2Templates, gate: Gate) -> APIRouter:
    """The routes of the entrance."""
    router = APIRouter(default_response_class=HTMLResponse)

    @router.get("/login")
    def show_login(request: Request, to: str = "/") -> Response:
        if not gate.book.load_world().users:
            return RedirectResponse("/", status_code=303)
        return templates.TemplateResponse(request, "login.html", {"to": _keep_here(to), "refused": False})

    @router.post("/login")
    def enter(
        request: Request,
        login: Annotated[str, Form(max_length=80)],
        password: Annotated[str, Form(max_length=1000)],
        to: Annotated[str, Form(max_length=2000)] = "/",
    ) -> Response:
        now = session.clock.now()
        user = log_in(gate.book, login.strip(), password, at=now)
        if user is None:
            context = {"to": _keep_here(to), "refused": True}
            return templates.TemplateResponse(request, "login.html", context, status_code=401)
        answer = RedirectResponse(_keep_here(to), status_code=303)
        answer.set_cookie(
            COOKIE,
            open_session(gate.book, user, at=now),
            httponly=True,
            samesite="strict",
            secure=request.url.hostname not in LOOPBACK,
        )
        return answer

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
