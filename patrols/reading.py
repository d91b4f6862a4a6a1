"""The reading stage: every captured picture that this reader version has not read yet, once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence.assembly import find_pictures
from evidence.document import PictureReading
from evidence.snapshot import Snapshot
from index.pictures.library import PictureLibrary
from ocr.engine import pick_engine
from ocr.pool import PictureJob, iter_readings
from ocr.read import make_reader_version
from patrols.stage import Progress, Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """How many pictures were read now, had been read before, and could not be read."""

    read: int
    known: int
    failed: int


def read_pictures(shift: Shift, snapshots: Iterable[Snapshot]) -> ReadReport:
    """Read the pictures of some snapshots, keep what was seen in them, and know them by their looks."""
    version = make_reader_version(pick_engine(shift.settings.ocr.engine))
    digests = {picture.sha256: picture.url for snapshot in snapshots for picture in find_pictures(snapshot)}
    records = shift.workspace.records
    unread = (digest for digest in digests if records.get_reading(digest, version) is None)
    wanted = [digest for digest in unread if records.find_purge(digest) is None]
    done = failed = 0
    shift.tell(Progress(stage="read", done=0, total=len(wanted)))
    for reading in _iter_new(shift, wanted):
        # What was given up is not known to be unreadable: the next run tries it again.
        if not reading.given_up:
            with records.write(shift.now()) as writer:
                writer.add_reading(reading, shift.run.run_id)
        done += 1
        failed += reading.error is not None
        note = f"{digests[reading.sha256]}: {reading.error}" if reading.error else None
        shift.tell(Progress(stage="read", done=done, total=len(wanted), note=note))
    PictureLibrary(shift.workspace).update(digests)
    return ReadReport(read=done - failed, known=len(digests) - len(wanted), failed=failed)


def _iter_new(shift: Shift, digests: list[str]) -> Iterator[PictureReading]:
    if not digests:
        return
    jobs = (_make_job(shift, digest) for digest in digests)
    settings = shift.settings
    if settings.queue.url is not None:
        from ocr.queue import iter_queued_readings  # noqa: PLC0415 -- Celery is an extra

        yield from iter_queued_readings(jobs, settings.queue, engine_name=settings.ocr.engine)
        return
    yield from iter_readings(jobs, workers=settings.ocr.workers, engine_name=settings.ocr.engine)


def _make_job(shift: Shift, digest: str) -> PictureJob:
    return PictureJob(sha256=digest, load=lambda: shift.workspace.read_artefact(digest))
