"""The desk's application: routes, and the guards every request passes.

The desk has no log-in yet, so it only answers on loopback, to a browser that asks it by a loopback name
(a page elsewhere could otherwise reach it by DNS rebinding), and takes forms only from its own pages.
"""

from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint

from config.errors import NetpatrolError
from console.desk import pages, patrols, timeline, worklist
from console.desk.views import FILTERS
from console.lead_sheet import name_code
from console.session import Session

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def make_app(session: Session) -> FastAPI:
    """The desk over the workspace of a session."""
    app = FastAPI(title="netpatrol", docs_url=None, redoc_url=None, openapi_url=None)
    here = Path(str(files("console.desk")))
    templates = Jinja2Templates(directory=here / "templates")
    templates.env.filters.update(FILTERS)
    templates.env.globals["words"] = session.words
    app.mount("/static", StaticFiles(directory=here / "static"), name="static")
    templates.env.globals["name_code"] = lambda code: name_code(code, session.words)
    for part in (worklist, pages, timeline, patrols):
        app.include_router(part.make_router(session, templates))

    @app.middleware("http")
    async def guard(request: Request, call_next: RequestResponseEndpoint) -> Response:
        refusal = find_refusal(request)
        answer = Response(refusal, status_code=403) if refusal else await call_next(request)
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer

    @app.exception_handler(NetpatrolError)
    async def explain(request: Request, exc: NetpatrolError) -> HTMLResponse:
        context = {"message": session.words.explain(exc)}
        return templates.TemplateResponse(request, "error.html", context, status_code=400)

    @app.exception_handler(RequestValidationError)
    async def explain_form(request: Request, exc: RequestValidationError) -> HTMLResponse:
        first = exc.errors()[0]
        context = {"message": session.words("desk_bad_form", field=first["loc"][-1], why=first["msg"])}
        return templates.TemplateResponse(request, "error.html", context, status_code=422)

    @app.exception_handler(HTTPException)
    async def explain_http(request: Request, exc: HTTPException) -> HTMLResponse:
        context = {"message": exc.detail}
        return templates.TemplateResponse(request, "error.html", context, status_code=exc.status_code)

    return app


def find_refusal(request: Request) -> str | None:
    """Why a request is not answered: asked by a foreign name, or a form from a foreign page."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    if host not in LOOPBACK_NAMES:
        return f"the desk answers only to a loopback name, not to {host!r}"
    if request.method in {"GET", "HEAD"}:
        return None
    origin = request.headers.get("origin")
    if origin is None or urlsplit(origin).netloc != request.headers.get("host"):
        return f"a form from {origin!r} is not taken; use the desk's own page"
    return None
