"""A run as a bundle carries it: what it was, how it ended, and under which settings."""

from typing import Any

from evidence import rows
from evidence.noun import Noun, make_digest
from evidence.writer import FINISHED


class RunLine(Noun):
    """A run with the text of its summary, as the ledger's digests cover them."""

    run_id: str
    command: str
    job_key: str
    code_version: str
    settings_digest: str
    started_at: str
    state: str
    summary: str | None

    @property
    def start_digest(self) -> str:
        """What the entry of its start covers."""
        return rows.digest_rows([self.model_dump()], rows.RUN_COLUMNS)

    @property
    def end_digest(self) -> str | None:
        """What the entry of its end covers; None while it is open."""
        return make_digest(self.summary) if self.state == FINISHED and self.summary is not None else None


def make_run_line(row: Any) -> RunLine:
    """The line of a row of the runs."""
    return RunLine(**{name: row[name] for name in RunLine.model_fields})
