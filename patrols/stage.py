"""What every stage of the work is given: the workspace, the run, its clock, and someone to tell."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.errors import NetpatrolError
from config.settings import Settings
from evidence.clock import Run, RunClock
from evidence.ledger import is_step_back
from evidence.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a stage is; `total` is None while nobody knows, `note` is a line for people.

    `at` is what is being worked on, told only where a line can be written over: on a terminal.
    """

    stage: str
    done: int
    total: int | None = None
    note: str | None = None
    at: str | None = None


Tell = Callable[[Progress], None]
OwnerOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One execution of stages: where they work, as which run, by which clock.

    `owner_of` tells the office that owns a run, or an import of prices, by its id: what one office captured
    is never held against what another did. Without offices all is of one.
    """

    workspace: Workspace
    settings: Settings
    run: Run
    clock: RunClock
    tell: Tell
    owner_of: OwnerOf = lambda _: None

    def now(self) -> datetime:
        """The run's present moment in UTC."""
        return self.clock.now()

    def say(self, stage: str, note: str) -> None:
        """Tell people one line."""
        self.tell(Progress(stage=stage, done=0, note=note))

    def finish(self, summary: dict[str, Any]) -> None:
        """Close the run: the same job later is a new run."""
        with self.workspace.records.write(self.now()) as writer:
            writer.finish_run(self.run.run_id, summary)


def begin_shift(  # noqa: PLR0913 -- where, how, when, who is told, and which job
    workspace: Workspace,
    settings: Settings,
    clock: RunClock,
    tell: Tell,
    *,
    command: str,
    job_key: str,
    fresh: bool = False,
    owner_of: OwnerOf = lambda _: None,
) -> Shift:
    """Work on a job: as the run that was left unfinished lately, or else as a new run that starts now.

    Args:
        workspace: where.
        settings: stamped on the run.
        clock: of this process.
        tell: who hears of progress.
        command: what the run is for, such as `crawl`.
        job_key: what identifies the job; two calls with the same key are one job.
        fresh: begin anew, also where a run was left unfinished.
        owner_of: see `Shift`.
    """
    left = workspace.records.load_open_run(job_key)
    last = workspace.records.get_last_moment()
    now = clock.now()
    run = workspace.begin_run(
        command, job_key, settings.digest, now, settings=settings.as_evidence(), fresh=fresh
    )
    shift = Shift(workspace=workspace, settings=settings, run=run, clock=clock, tell=tell, owner_of=owner_of)
    if left is not None and left.run.run_id != run.run_id:
        shift.say(
            "crawl", f"the run that was left at {left.run.started_at:%Y-%m-%d %H:%M} is not gone on with"
        )
    if last is not None and is_step_back(last, now.isoformat()):
        shift.say("crawl", f"the clock is behind the ledger, whose last entry is of {last}; set it right")
    return shift


@contextmanager
def close_refused(shift: Shift) -> Iterator[None]:
    """Close the run of a job that was refused before it kept anything, with what was said; it is not resumed.

    A run that kept something stays open: the same job again goes on with it.
    """
    try:
        yield
    except NetpatrolError as exc:
        with suppress(NetpatrolError):  # nothing can be written: what was refused first is said
            if not shift.workspace.records.has_kept(shift.run.run_id):
                shift.finish({"refused": str(exc)})
        raise
