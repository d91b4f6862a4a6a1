"""Jobs at the desk: what may be started, by whom, how it goes on, and what came of it."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from cases.rights import Deed, may
from cases.scoped_records import ScopedRecords
from config.errors import MissingError
from console.desk.orders import (
    HISTORIES,
    LISTS,
    REGISTERS,
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
from patrols.patrol import get_patrol

_PROGRESS = re.compile(r"(.+) (\d+)/(\d+|\?)")
_LINES = 12
_MOST_IDS = 500


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
        path = jobs.root / job.job_id / (job.product or "")
        if job.product is None or job.state is not JobState.DONE or not path.is_file():
            raise HTTPException(404, words("desk_no_such", noun=words("noun_job"), id=job_id))
        return FileResponse(
            path, filename=f"{job.job_id}-{job.product}", media_type="application/octet-stream"
        )

    _add_orders(router, session, jobs)
    return router


def _add_orders(router: APIRouter, session: Session, jobs: Jobs) -> None:
    """The routes that start jobs."""
    words = session.words

    def start(visit: Visit, order: Order) -> Response:
        return RedirectResponse(f"/jobs/{jobs.start(order, by=visit.user).job_id}", status_code=303)

    @router.post("/jobs/crawl")
    def crawl(  # noqa: PLR0913 -- the fields of the form
        request: Request,
        *,
        targets: Annotated[str, Form(max_length=200_000)] = "",
        platform: Annotated[str, Form(max_length=80)] = "",
        keywords: Annotated[str, Form(max_length=20_000)] = "",
        shop: Annotated[str, Form(max_length=200)] = "",
        most: Annotated[str, Form(pattern=r"^\d{0,7}$")] = "",
        given: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        visit = get_visit(request)
        visit.require(Deed.CRAWL)
        order = make_crawl_order(
            words,
            targets=targets,
            given=given,
            platform=platform,
            keywords=keywords,
            shop=shop,
            most=int(most or 0) or None,
            by=_get_login(visit),
        )
        return start(visit, order)

    @router.post("/jobs/patrol")
    def patrol(request: Request, name: Annotated[str, Form(max_length=200)]) -> Response:
        visit = get_visit(request)
        visit.require(Deed.CRAWL)
        return start(
            visit, make_patrol_order(words, get_patrol(session.settings, name).name, by=_get_login(visit))
        )

    @router.post("/jobs/register")
    def import_(
        request: Request,
        into: Annotated[str, Form(max_length=80)],
        given: Annotated[UploadFile, File()],
        as_of: Annotated[str, Form(max_length=40)] = "",
        source: Annotated[str, Form(max_length=400)] = "",
    ) -> Response:
        visit = get_visit(request)
        visit.require(Deed.IMPORT)
        if into not in load_registers():
            raise MissingError(f"there is no register {into!r}; docs/contracts/registers.md lists them")
        return start(visit, make_register_order(words, into, given, as_of=as_of, source=source))

    @router.post("/jobs/learn")
    def learn(request: Request, address: Annotated[str, Form(max_length=2000)]) -> Response:
        visit = get_visit(request)
        visit.require(Deed.CRAWL)
        return start(visit, make_learning_order(words, address, by=_get_login(visit)))

    @router.post("/jobs/history")
    def take_history(
        request: Request,
        given: Annotated[UploadFile, File()],
        source: Annotated[str, Form(max_length=400)] = "",
    ) -> Response:
        visit = get_visit(request)
        visit.require(Deed.IMPORT)
        return start(visit, make_history_order(words, given, source=source))

    @router.post("/jobs/taking")
    def take(request: Request, given: Annotated[UploadFile, File()]) -> Response:
        visit = get_visit(request)
        visit.require(Deed.ANSWER)
        return start(visit, make_taking_order(words, given, by=_get_login(visit)))

    @router.post("/jobs/bundle")
    def bundle(
        request: Request,
        ids: Annotated[list[str], Form(max_length=_MOST_IDS)],
        title: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        visit = get_visit(request)
        visit.require(Deed.EXPORT)
        for one in ids:
            require_own(visit, one)
        return start(visit, make_bundle_order(words, dict.fromkeys(ids), title.strip() or ids[0]))

    @router.post("/jobs/again")
    def capture_again(
        request: Request,
        one: Annotated[str, Form(max_length=200)],
        title: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        visit = get_visit(request)
        visit.require(Deed.CRAWL)
        require_own(visit, one)
        return start(visit, make_second_order(words, one, title.strip() or one, by=_get_login(visit)))

    @router.post("/jobs/parcel")
    def send(
        request: Request, share: Annotated[str, Form(max_length=80)], to: Annotated[str, Form(max_length=80)]
    ) -> Response:
        visit = get_visit(request)
        visit.require(Deed.SHARE)
        user, given = visit.user, visit.world.shares.get(share)
        if user is None or given is None or given.from_office != user.office_id:
            raise MissingError(
                f"there is no share {share!r} of your office; `netpatrol case show` lists them"
            )
        return start(visit, make_sending_order(words, share, to, by=user.login))


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


def _get_login(visit: Visit) -> str | None:
    return visit.user.login if visit.user is not None else None


def sees_job(visit: Visit, job: Job) -> bool:
    """Whose office started a job sees it; the machine's administrator sees all."""
    if visit.user is None:
        return True
    deed = Deed.IMPORT if job.kind in {JobKind.REGISTER, JobKind.HISTORY} else Deed.READ
    works = may(visit.user, Deed.READ) or may(visit.user, deed)
    return job.office_id == visit.user.office_id and works


def may_cancel(visit: Visit, job: Job) -> bool:
    return visit.user is None or job.by == visit.user.login or may(visit.user, Deed.CLOSE)


def require_own(visit: Visit, one: str) -> None:
    """Refuse what another office captured, and what is not there: both are said alike.

    Raises:
        MissingError: neither a finding nor a snapshot of the own office has this id.
    """
    records = visit.workspace.records
    is_there = records.get_finding(one) is not None or records.get_snapshot(one) is not None
    if is_there and isinstance(records, ScopedRecords) and visit.user is not None:
        owners = records.scope.owners
        owner = owners.get_finding_owner(one) or owners.get_snapshot_owner(one)
        is_there = owner == visit.user.office_id
    if not is_there:
        raise MissingError(
            f"{one!r} is no finding or snapshot of your office; only its own can be bundled or "
            "captured again here"
        )
