"""`netpatrol read`: documents and codes in pictures and PDFs, no network, no workspace."""

from collections.abc import Iterator
from pathlib import Path

import click

from config.errors import ExitCode
from console.naming import name_of
from console.output import print_json, print_table, say, show_progress
from console.session import Session, pass_session
from console.text import Words
from evidence.document import Document
from evidence.noun import make_digest
from ocr.pool import PictureJob, iter_readings
from patrols.stage import Progress

MAX_FILE_BYTES = 200_000_000


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document.")
@pass_session
def command(session: Session, files: tuple[Path, ...], *, as_json: bool) -> int:
    """识别图片和 PDF / read documents and codes in images and PDFs."""
    usable: dict[str, list[Path]] = {}
    for path in files:
        digest = _load_digest(session, path)
        if digest is not None:
            usable.setdefault(digest, []).append(path)
    bad = len(files) - sum(map(len, usable.values()))
    settings = session.settings.ocr
    jobs = (PictureJob(sha256=digest, load=paths[0].read_bytes) for digest, paths in usable.items())
    good = 0
    with show_progress(session.words) as tell:
        for done, reading in enumerate(
            iter_readings(jobs, workers=settings.workers, engine_name=settings.engine), start=1
        ):
            for path in usable[reading.sha256]:
                if reading.error is not None:
                    say(session.words.explain(f"{path}: {reading.error}"))
                    bad += 1
                    continue
                good += 1
                _print_documents(session, path, reading.documents, as_json=as_json)
            tell(Progress(stage="read", done=done, total=len(usable)))
    if not good:
        return ExitCode.INPUT
    return ExitCode.INCOMPLETE if bad else ExitCode.DONE


def _load_digest(session: Session, path: Path) -> str | None:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            text = f"{path} is larger than {MAX_FILE_BYTES} bytes; split it or read a smaller copy"
            say(session.words.explain(text))
            return None
        return make_digest(path.read_bytes())
    except OSError as exc:
        say(session.words.explain(f"{path} cannot be read: {exc.strerror}; check the path"))
        return None


def _print_documents(session: Session, path: Path, documents: tuple[Document, ...], *, as_json: bool) -> None:
    for document in documents:
        named = document.model_copy(update={"file": str(path)})
        if as_json:
            print_json(named)
            continue
        words = session.words
        kind = name_of("document", document.kind, words)
        click.echo(
            words("document_head", file=path, page=document.page, kind=kind)
            + f" ({document.kind_confidence:.2f})"
        )
        headers = [words("col_field"), words("col_value"), words("col_ok"), words("col_confidence")]
        print_table(headers, _iter_rows(named, words))


def _iter_rows(document: Document, words: Words) -> Iterator[tuple[object, ...]]:
    for name, reading in document.fields.items():
        status = name_of("reading", reading.status, words)
        yield name_of("document_field", name, words), reading.value, status, f"{reading.confidence:.2f}"
    for code in document.codes:
        yield code.symbology, code.text, "", ""
