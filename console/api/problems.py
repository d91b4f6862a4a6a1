"""Errors of the API as problem details (RFC 9457)."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

PREFIX = "/api/v1"
NOTHING = "there is no such thing here"


class Problem(BaseModel):
    """What went wrong (RFC 9457); `detail` is one line with the next step."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


def make_problem(status: int, detail: str) -> JSONResponse:
    """An error as the API answers it; whatever is missing is missing in the same words."""
    told = NOTHING if status == HTTPStatus.NOT_FOUND else detail
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=told)
    return JSONResponse(problem.model_dump(), status_code=status, media_type="application/problem+json")


def make_refusal(request: Request, why: str) -> Response:
    """403 as a problem to programs, as a line of text to people."""
    if request.url.path.startswith(PREFIX):
        return make_problem(HTTPStatus.FORBIDDEN, why)
    return Response(why, status_code=HTTPStatus.FORBIDDEN, media_type="text/plain")
