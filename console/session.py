"""One call of the command line: its workspace, settings, language and clock."""

import shlex
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import click

from cases.book import CaseBook, open_book
from cases.owners import find_owner, own_run
from config.errors import ConfigError, NetpatrolError
from config.settings import (
    SETTINGS_FILE,
    Environment,
    SearchSettings,
    Settings,
    get_machine_time,
    load_settings,
    read_environment,
)
from console.output import say, show_progress
from console.text import Words
from evidence.clock import RunClock
from evidence.database import open_database
from evidence.finding import Finding
from evidence.key_change import finish_rotation
from evidence.noun import make_canonical_json, make_digest
from evidence.precision import load_precision
from evidence.run_lock import hold_job
from evidence.workspace import Workspace, open_workspace
from index.searcher import SearchIndex, open_index
from patrols.stage import Shift, begin_shift, close_refused

_HELD = ("desk", "cases", "records", "store", "lang", "office")


@dataclass
class Session:
    """What a command needs; made once for each call, the options are filled in by the root command."""

    workspace_option: Path | None = None
    lang_option: str | None = None
    settings_stamp: int | None = field(default=None, init=False)

    @property
    def call(self) -> str:
        """How a command on this workspace begins, to be copied from what is said."""
        if self.workspace_option is None:
            return "netpatrol"
        return f"netpatrol -w {shlex.quote(str(self.workspace_option))}"

    @cached_property
    def environment(self) -> Environment:
        """What the environment says."""
        return read_environment()

    @cached_property
    def root(self) -> Path:
        """The workspace's folder.

        Raises:
            ConfigError: a file is there.
        """
        root = self.workspace_option or self.environment.workspace
        if root.is_file():
            raise ConfigError(f"the workspace {str(root)!r} is a file; name a folder with -w DIR")
        return root

    @property
    def has_workspace(self) -> bool:
        """Whether there is one; where that cannot be told, opening it says why."""
        try:
            return open_database(self.root).exists()
        except NetpatrolError:
            return True

    @cached_property
    def settings(self) -> Settings:
        """The workspace's settings."""
        return load_settings(self.root)

    def refresh(self) -> None:
        """Take settings that were written since; those that cannot be used leave the ones before.

        What was looked at when the process began holds until it ends: who may come in, where things are kept.
        """
        try:
            stamp = (self.root / SETTINGS_FILE).stat().st_mtime_ns
        except OSError:
            stamp = None
        if stamp != self.settings_stamp:
            self.settings_stamp = stamp
            with suppress(ConfigError):
                held = {name: getattr(self.settings, name) for name in _HELD}
                self.__dict__["settings"] = load_settings(self.root).model_copy(update=held)

    @cached_property
    def words(self) -> Words:
        """Text in the language asked for: option, environment, settings, in this order."""
        return Words(self.lang_option or self.environment.lang or self.settings.lang)

    @property
    def error_words(self) -> Words:
        """Text for an error, also when it is the settings that are wrong."""
        try:
            return self.words
        except ConfigError:
            return Words(self.lang_option or "zh")

    @cached_property
    def started_at(self) -> datetime:
        """The moment at which this call began, in UTC."""
        return get_machine_time(self.environment)

    @cached_property
    def clock(self) -> RunClock:
        """The clock of this call."""
        return RunClock(started_at=self.started_at)

    def open(self, *, create: bool = False) -> Workspace:
        """The workspace; a writing command makes it and says so."""
        is_new = create and not self.has_workspace
        workspace = open_workspace(self.root, create=create, now=self.started_at)
        finish_rotation(workspace, now=self.started_at)
        if is_new:
            say(self.words("workspace_made", path=self.root))
        return workspace

    def open_book(self, workspace: Workspace) -> CaseBook:
        """The people, cases and shares of the workspace."""
        return open_book(workspace, self.settings)

    def open_index(self, workspace: Workspace, search: SearchSettings | None = None) -> SearchIndex:
        """The searchable projection of the workspace; with other search settings where given."""
        open_once = cache(lambda: self.open_book(workspace))
        return open_index(
            workspace,
            search or self.settings.search,
            load_world=lambda: open_once().load_world(),
            now=self.clock.now,
        )

    def follow_cases(self) -> None:
        """Let a search server show cases and shares as they are; where it cannot, say why: they wait."""
        if self.settings.search.backend == "embedded":
            return
        try:
            self.open_index(self.open()).update()
        except NetpatrolError as exc:
            say(self.words.explain(str(exc)))

    @contextmanager
    def work(  # noqa: PLR0913 -- what is worked on, for whom, and what it keeps others from
        self,
        workspace: Workspace,
        command: str,
        job: object,
        *,
        fresh: bool = False,
        by: str | None = None,
        office: str | None = None,
        places: Collection[str] = (),
    ) -> Iterator[Shift]:
        """Work on a job with progress shown; nobody else works on the same one meanwhile.

        Args:
            workspace: where.
            command: what the run is for.
            job: whatever plain data tells it from others.
            fresh: begin anew, also where a run was left unfinished.
            by: the login that started it; its office owns the run.
            office: owns the run where no login is named; else it is the workspace's own.
            places: what no other job may be at meanwhile (`find_places`).

        Raises:
            ItemError: there is no such user or office.
            RunAbortedError: another process is at the job, for whichever office, or at one of the places.
        """
        owner = find_owner(self.open_book(workspace), by, office) if by or office else None
        # Two offices never go on with one another's run.
        identity = job if owner is None else {"job": job, "office": owner}
        job_key = f"{command}-{make_digest(make_canonical_json(identity))[:32]}"
        matter = {f"{command}-{make_digest(make_canonical_json(job))[:32]}", *places}
        held = hold_job(workspace.root, job_key, now=self.clock.now(), places=matter)
        with held, show_progress(self.words) as tell:
            shift = begin_shift(
                workspace,
                self.settings,
                self.clock,
                tell,
                command=command,
                job_key=job_key,
                fresh=fresh,
                owner_of=self._tell_owners(workspace),
            )
            if owner is not None:
                own_run(self.open_book(workspace), shift.run.run_id, owner, by=by, at=shift.now())
            with close_refused(shift):
                yield shift
        self.send(workspace)

    def _tell_owners(self, workspace: Workspace) -> Callable[[str], str | None]:
        """Who owns a run, by its id: asked when a stage wants to know, by which time the own run is kept."""
        load = cache(lambda: self.open_book(workspace).load_world())
        return lambda run_id: load().runs.get(run_id, self.settings.office)

    def send(self, workspace: Workspace) -> None:
        """Bring what was captured to the object store, where there is one; where it cannot, say why."""
        try:
            workspace.store.send()
        except NetpatrolError as exc:
            say(self.words.explain(str(exc)))


def describe_finding(workspace: Workspace, finding: Finding) -> dict[str, Any]:
    """A finding as commands print it: with the precision of its check as of now."""
    plain = finding.model_dump(mode="json")
    precision = load_precision(workspace.records, finding.check.name)
    return plain | {"precision": precision.model_dump(mode="json")}


pass_session = click.make_pass_decorator(Session)
