"""Jobs, as the API gives and starts them; those that take a file are forms of the desk, by token as well."""

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field, model_validator

from cases.rights import Deed
from config.errors import MissingError
from console.api.asked import Asked, Id, Paging, cut_page
from console.api.problems import NOTHING
from console.desk.jobs import Progress, find_progress, may_cancel, require_own, sees_job
from console.desk.orders import make_bundle_order, make_crawl_order, make_learning_order, make_patrol_order
from console.desk.visit import Visit, get_session, get_visit
from console.jobs import MESSAGES, MOST_SHOWN, Job, JobKind, Jobs, JobState, find_run, read_tail
from patrols.patrol import get_patrol


class NewJob(Asked):
    """A job to be started: a crawl of addresses or of a platform's words or shop, a patrol, a look at a site
    from which its profile is written, a bundle."""

    kind: Literal["crawl", "patrol", "learn", "bundle"]
    targets: list[str] = Field(default_factory=list, max_length=500)
    platform: str = Field("", max_length=80)
    keywords: list[str] = Field(default_factory=list, max_length=100)
    shop: str = Field("", max_length=200)
    max_listings: int | None = Field(None, ge=1, le=10**7)
    name: str = Field("", max_length=200)
    ids: list[str] = Field(default_factory=list, max_length=500)

    @model_validator(mode="after")
    def _names_its_object(self) -> Self:
        if (self.kind == "patrol" and not self.name) or (self.kind == "bundle" and not self.ids):
            raise ValueError("a patrol needs its `name`, a bundle the `ids` of findings or snapshots")
        if self.kind == "learn" and len(self.targets) != 1:
            raise ValueError("a site is learned from its address; name one in `targets`")
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
    visit, session = get_visit(request), get_session(request)
    visit.require(Deed.EXPORT if asked.kind == "bundle" else Deed.CRAWL)
    login = visit.user.login if visit.user is not None else None
    if asked.kind == "patrol":
        order = make_patrol_order(session.words, get_patrol(session.settings, asked.name).name, by=login)
    elif asked.kind == "learn":
        order = make_learning_order(session.words, asked.targets[0], by=login)
    elif asked.kind == "bundle":
        for one in asked.ids:
            require_own(visit, one)
        order = make_bundle_order(session.words, dict.fromkeys(asked.ids), asked.name or asked.ids[0])
    else:
        order = make_crawl_order(
            session.words,
            targets="\n".join(asked.targets),
            given=None,
            platform=asked.platform,
            keywords="\n".join(asked.keywords),
            shop=asked.shop,
            most=asked.max_listings,
            by=login,
        )
    return _tell(request, get_jobs_of(request).start(order, by=visit.user))


@router.post("/jobs/{job_id}/cancel")
def cancel_job(request: Request, job_id: Id) -> ToldJob:
    """Interrupt a job; what it sealed stays."""
    visit = get_visit(request)
    job = _load(request, visit, job_id)
    if not may_cancel(visit, job):
        visit.require(Deed.CLOSE)
    get_jobs_of(request).cancel(job, by=visit.user)
    return _tell(request, _load(request, visit, job_id))


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
