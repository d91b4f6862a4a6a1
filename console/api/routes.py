"""The routes of the API, version 1 (docs/contracts/cases.md)."""

from fastapi import APIRouter, Depends
from fastapi.security import HTTPBearer

from console.api import casefiles, evidence, exchange, jobs
from console.api.problems import Problem

_ERRORS = {
    400: "The request cannot be done as it stands.",
    401: "Nobody is logged in.",
    403: "The roles do not allow it.",
    404: "It is not there, or not for you: both are answered alike.",
    422: "A value cannot be used.",
}


def make_router() -> APIRouter:
    """Every route; the gate lets nobody in without a token or a session, once there are users."""
    router = APIRouter(
        dependencies=[Depends(HTTPBearer(auto_error=False))],
        responses={code: {"model": Problem, "description": text} for code, text in _ERRORS.items()},
    )
    for part in (evidence, casefiles, exchange, jobs):
        router.include_router(part.router)
    return router
