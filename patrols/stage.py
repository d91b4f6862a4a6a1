"""What every stage of the work is given: the workspace, the run, its clock, and someone to tell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from config.settings import Settings
from evidence.clock import Run, RunClock
from evidence.workspace import Workspace

Tell = Callable[["Progress"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a stage is; `total` is None while nobody knows, `note` is a line for people."""

    stage: str
    done: int
    total: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One execution of stages: where they work, as which run, by which clock."""

    workspace: Workspace
    settings: Settings
    run: Run
    clock: RunClock
    tell: Tell

    def now(self) -> datetime:
        """The run's present moment in UTC."""
        return self.clock.now()
