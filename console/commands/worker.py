"""`netpatrol worker`: reads the pictures of a queue for other machines; needs no records and no store."""

import click

from config.errors import ConfigError
from console.output import say
from console.session import Session, pass_session


@click.command("worker")
@click.option("--processes", type=click.IntRange(1, 64), help="How many pictures are read at a time.")
@pass_session
def command(session: Session, *, processes: int | None) -> None:
    """替其他机器识别图片 / read the pictures of a queue for other machines."""
    settings = session.settings
    if settings.queue.url is None:
        raise ConfigError("there is no queue; name one as url under [queue] in netpatrol.toml")
    from ocr.queue import read_from_queue  # noqa: PLC0415 -- Celery is an extra

    count = processes or settings.ocr.workers
    read_from_queue(
        settings.queue,
        engine_name=settings.ocr.engine,
        processes=count,
        on_ready=lambda: say(session.words("worker_reads", queue=settings.queue.url, count=count)),
    )
