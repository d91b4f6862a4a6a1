"""Jobs at the desk: what may be started, by whom, how it goes on, and what came of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from cases.rights import Deed, may
from console.desk.ordering import (
    order_bundle,
    order_crawl,
    order_history,
    order_learning,
    order_patrol,
    order_register,
    order_second,
    order_sending,
    order_taking,
)
from console.desk.orders import HISTORIES, LISTS, REGISTERS
from console.desk.visit import Visit, get_visit
from console.jobs import (
    FOLDER,
    MESSAGES,
    OUTPUT,
    Job,
    JobKind,
    Jobs,
    JobState,
    Order,
    find_run,
    read_result,
    read_tail,
)
from console.session import Session
from console.text import Words
from inspectors.authority.register import load_registers
from inspectors.authority.versions import open_library

_PROGRESS = re.compile(r"(.+) (\d+)/(\d+|\?)")
_LINES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the stage of a job is; `total` is None while nobody knows."""

    stage: str
    done: int
    total: int | None


def make_router(session: Session, templates: Jinja2Templates, jobs: Jobs) -> APIRouter:
    """The routes over the jobs of a workspace."""
    router = APIRouter(default_response_class=HTMLResponse)
    words = session.words

    def load(visit: Visit, job_id: str) -> Job:
        jobs.settle()
        job = jobs.get(job_id)
        if job is None or not sees_job(visit, job):
            raise HTTPException(404, words("desk_no_such", noun=words("noun_job"), id=job_id))
        return job

    @router.get("/jobs")
    def show_jobs(request: Request) -> Response:
        visit = get_visit(request)
        jobs.settle()
        context = {
            "jobs": list(jobs.iter_newest(lambda job: sees_job(visit, job))),
            "patrols": session.settings.patrol,
            "registers": list(load_registers()),
            "versions": {one.register: one for one in open_library(visit.book.workspace).load_versions()},
            "may": {deed.value: may(visit.viewer, deed) for deed in (Deed.CRAWL, Deed.IMPORT, Deed.ANSWER)},
            "lists": ",".join(LISTS),
            "tables": ",".join(REGISTERS),
            "histories": ",".join(HISTORIES),
        }
        return templates.TemplateResponse(request, "jobs.html", context)

    @router.get("/jobs/{job_id}")
    def show_job(request: Request, job_id: str) -> Response:
        visit = get_visit(request)
        context = _describe(session, jobs, visit, load(visit, job_id))
        return templates.TemplateResponse(request, "job.html", context)

    @router.get("/jobs/{job_id}/state")
    def show_state(request: Request, job_id: str) -> Response:
        visit = get_visit(request)
        context = _describe(session, jobs, visit, load(visit, job_id))
        return templates.TemplateResponse(request, "_job.html", context)

    @router.post("/jobs/{job_id}/cancel")
    def cancel(request: Request, job_id: str) -> Response:
        visit = get_visit(request)
        job = load(visit, job_id)
        if not may_cancel(visit, job):
            visit.require(Deed.CLOSE)
        jobs.cancel(job, by=visit.user)
        return RedirectResponse(f"/jobs/{job_id}", status_code=303)

    @router.get("/jobs/{job_id}/log")
    def take_log(request: Request, job_id: str) -> Response:
        job = load(get_visit(request), job_id)
        return FileResponse(
            jobs.root / job.job_id / MESSAGES, filename=f"{job.job_id}.txt", media_type="text/plain"
        )

    @router.get("/jobs/{job_id}/file")
    def take_file(request: Request, job_id: str) -> Response:
        job = load(get_visit(request), job_id)
        path = find_product(jobs, job)
        if path is None:
            raise HTTPException(404, words("desk_no_such", noun=words("noun_job"), id=job_id))
        return answer_product(job, path)

    _add_orders(router, jobs)
    return router


ORDERS: dict[str, Callable[..., Order]] = {
    "crawl": order_crawl,
    "patrol": order_patrol,
    "register": order_register,
    "learn": order_learning,
    "history": order_history,
    "taking": order_taking,
    "bundle": order_bundle,
    "again": order_second,
    "parcel": order_sending,
}
"""What is asked for by each form under `/jobs`."""


def _add_orders(router: APIRouter, jobs: Jobs) -> None:
    """The routes that start jobs."""

    def add(name: str, ask: Callable[..., Order]) -> None:
        @router.post(f"/jobs/{name}")
        def start(request: Request, order: Annotated[Order, Depends(ask)]) -> Response:
            job = jobs.start(order, by=get_visit(request).user)
            return RedirectResponse(f"/jobs/{job.job_id}", status_code=303)

    for name, ask in ORDERS.items():
        add(name, ask)


def find_product(jobs: Jobs, job: Job) -> Path | None:
    """The file that a job made; None before it is done, and where it makes none."""
    if job.product is None or job.state is not JobState.DONE:
        return None
    path = jobs.root / job.job_id / job.product
    return path if path.is_file() else None


def answer_product(job: Job, path: Path) -> FileResponse:
    """What a job made, as a download."""
    return FileResponse(path, filename=f"{job.job_id}-{path.name}", media_type="application/octet-stream")


def _describe(session: Session, jobs: Jobs, visit: Visit, job: Job) -> dict[str, Any]:
    folder, words = jobs.root / job.job_id, session.words
    lines = read_tail(folder, MESSAGES)
    has_file = job.product is not None and job.state is JobState.DONE
    return {
        "job": job,
        "progress": find_progress(words, lines),
        "lines": [words.explain(line) for line in lines[-_LINES:]],
        "result": read_result(folder) or {},
        "run_id": find_run(folder),
        "has_file": has_file,
        "may_cancel": may_cancel(visit, job),
        "folder": f"{FOLDER}/{job.job_id}/{OUTPUT}",
    }


def find_progress(words: Words, lines: list[str]) -> Progress | None:
    """How far a job said it is, in the last such line of its messages."""
    stages = {words(f"stage_{name}") for name in ("crawl", "read", "inspect", "picture", "pick", "index")}
    found = (_PROGRESS.fullmatch(line) for line in reversed(lines))
    told = next((one for one in found if one is not None and one[1] in stages), None)
    if told is None:
        return None
    return Progress(stage=told[1], done=int(told[2]), total=None if told[3] == "?" else int(told[3]))


def sees_job(visit: Visit, job: Job) -> bool:
    """Whose office started a job sees it; the machine's administrator sees all."""
    if visit.user is None:
        return True
    deed = Deed.IMPORT if job.kind in {JobKind.REGISTER, JobKind.HISTORY} else Deed.READ
    works = may(visit.user, Deed.READ) or may(visit.user, deed)
    return job.office_id == visit.user.office_id and works


def may_cancel(visit: Visit, job: Job) -> bool:
    return visit.user is None or job.by == visit.user.login or may(visit.user, Deed.CLOSE)
