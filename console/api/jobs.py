"""Jobs, as the API gives and starts them; those that take a file are forms."""

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field, model_validator

from cases.rights import Deed
from config.errors import MissingError
from console.api.asked import Asked, Id, Paging, cut_page
from console.api.problems import NOTHING
from console.desk.jobs import Progress, answer_product, find_product, find_progress, may_cancel, sees_job
from console.desk.ordering import (
    MOST_IDS,
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
from console.desk.visit import Visit, get_session, get_visit
from console.jobs import MESSAGES, MOST_SHOWN, Job, JobKind, Jobs, JobState, Order, find_run, read_tail


class NewJob(Asked):
    """A job to be started: a crawl of addresses or of a platform's words or shop, a patrol, a look at a site
    from which its profile is written, a bundle, a second capture of the page behind one finding or snapshot
    (`corroborate`), a parcel of a share for an office without a link (`send`)."""

    kind: Literal["crawl", "patrol", "learn", "bundle", "corroborate", "send"]
    targets: list[str] = Field(default_factory=list, max_length=500)
    platform: str = Field("", max_length=80)
    keywords: list[str] = Field(default_factory=list, max_length=100)
    shop: str = Field("", max_length=200)
    max_listings: int | None = Field(None, ge=1, le=10**7)
    name: str = Field("", max_length=200)
    ids: list[str] = Field(default_factory=list, max_length=MOST_IDS)
    share: str = Field("", max_length=80)
    to: str = Field("", max_length=80)

    @model_validator(mode="after")
    def _names_its_object(self) -> Self:
        if (self.kind == "patrol" and not self.name) or (self.kind == "bundle" and not self.ids):
            raise ValueError("a patrol needs its `name`, a bundle the `ids` of findings or snapshots")
        if self.kind == "learn" and len(self.targets) != 1:
            raise ValueError("a site is learned from its address; name one in `targets`")
        if self.kind == "corroborate" and len(self.ids) != 1:
            raise ValueError("a second capture is of one finding or snapshot; name it in `ids`")
        if self.kind == "send" and not (self.share and self.to):
            raise ValueError("a parcel needs its `share` and the office that it goes `to`")
        return self


class ToldJob(BaseModel):
    """A job and how far it is; `run_id` is the run that it made, once it printed that."""

    job_id: str
    kind: JobKind
    title: str
    by: str
    office_id: str | None
    started_at: datetime
    ended_at: datetime | None
    state: JobState
    exit_code: int | None
    run_id: str | None
    progress: Progress | None


class JobPage(BaseModel):
    """A page of jobs."""

    items: list[ToldJob]
    total: int
    capped: bool
    next: str | None


router = APIRouter(tags=["jobs"])


@router.get("/jobs")
def get_jobs(request: Request, paging: Annotated[Paging, Query()]) -> JobPage:
    """The jobs of the own office, the newest first; older ones are not counted."""
    visit, jobs = get_visit(request), get_jobs_of(request)
    jobs.settle()
    seen = list(jobs.iter_newest(lambda job: sees_job(visit, job)))
    items, following = cut_page(seen, paging)
    told = [_tell(request, job) for job in items]
    return JobPage(items=told, total=len(seen), capped=len(seen) >= MOST_SHOWN, next=following)


@router.get("/jobs/{job_id}")
def get_job(request: Request, job_id: Id) -> ToldJob:
    """One job."""
    return _tell(request, _load(request, get_visit(request), job_id))


@router.post("/jobs", status_code=201)
def start_job(request: Request, asked: NewJob) -> ToldJob:
    """Start a job; it goes on by itself."""
    return _start(request, _order(request, asked))


def _order(request: Request, asked: NewJob) -> Order:
    match asked.kind:
        case "patrol":
            return order_patrol(request, asked.name)
        case "learn":
            return order_learning(request, asked.targets[0])
        case "bundle":
            return order_bundle(request, asked.ids, asked.name)
        case "corroborate":
            return order_second(request, asked.ids[0], asked.name)
        case "send":
            return order_sending(request, asked.share, asked.to)
        case "crawl":
            return order_crawl(
                request,
                targets="\n".join(asked.targets),
                platform=asked.platform,
                keywords="\n".join(asked.keywords),
                shop=asked.shop,
                most=str(asked.max_listings or ""),
            )


@router.post("/jobs/crawl", status_code=201)
def start_crawl(request: Request, order: Annotated[Order, Depends(order_crawl)]) -> ToldJob:
    """Start a crawl from a form that may hold a list file (`given`)."""
    return _start(request, order)


@router.post("/jobs/register", status_code=201)
def start_register(request: Request, order: Annotated[Order, Depends(order_register)]) -> ToldJob:
    """Import a register's file (`given`) as a new version."""
    return _start(request, order)


@router.post("/jobs/history", status_code=201)
def start_history(request: Request, order: Annotated[Order, Depends(order_history)]) -> ToldJob:
    """Import a file of prices from elsewhere (`given`)."""
    return _start(request, order)


@router.post("/jobs/taking", status_code=201)
def start_taking(request: Request, order: Annotated[Order, Depends(order_taking)]) -> ToldJob:
    """Take in a parcel (`given`), or check a bundle."""
    return _start(request, order)


@router.get("/jobs/{job_id}/file", response_class=FileResponse)
def get_file(request: Request, job_id: Id) -> FileResponse:
    """The file that a job made: a bundle, a parcel."""
    job = _load(request, get_visit(request), job_id)
    path = find_product(get_jobs_of(request), job)
    if path is None:
        raise MissingError(NOTHING)
    return answer_product(job, path)


@router.post("/jobs/{job_id}/cancel")
def cancel_job(request: Request, job_id: Id) -> ToldJob:
    """Interrupt a job; what it sealed stays."""
    visit = get_visit(request)
    job = _load(request, visit, job_id)
    if not may_cancel(visit, job):
        visit.require(Deed.CLOSE)
    get_jobs_of(request).cancel(job, by=visit.user)
    return _tell(request, _load(request, visit, job_id))


def _start(request: Request, order: Order) -> ToldJob:
    return _tell(request, get_jobs_of(request).start(order, by=get_visit(request).user))


def get_jobs_of(request: Request) -> Jobs:
    """The jobs of the workspace that the application serves."""
    jobs: Jobs = request.app.state.jobs
    return jobs


def _load(request: Request, visit: Visit, job_id: str) -> Job:
    jobs = get_jobs_of(request)
    jobs.settle()
    job = jobs.get(job_id)
    if job is None or not sees_job(visit, job):
        raise MissingError(NOTHING)
    return job


def _tell(request: Request, job: Job) -> ToldJob:
    folder = get_jobs_of(request).root / job.job_id
    lines = read_tail(folder, MESSAGES)
    kept = job.model_dump(include=set(ToldJob.model_fields))
    return ToldJob(**kept, run_id=find_run(folder), progress=find_progress(get_session(request).words, lines))
