"""The indexing stage: the searchable projection follows the ledger; a server that is down costs nothing."""

from config.errors import ExitCode, ServiceError
from index.searcher import SearchIndex
from patrols.stage import Progress, Shift


def update_index(shift: Shift, index: SearchIndex) -> ExitCode:
    """Bring the index up to the ledger; when its server is away, say so and leave the work in the outbox."""
    try:
        report = index.update()
    except ServiceError as exc:
        shift.tell(Progress(stage="index", done=0, total=None, note=str(exc)))
        return ExitCode.SERVICE
    shift.tell(Progress(stage="index", done=report.written, total=report.written))
    return ExitCode.DONE
