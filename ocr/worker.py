"""The life of a reading process: pictures in, readings out."""

from __future__ import annotations

from multiprocessing.connection import Connection

from ocr.engine import pick_engine
from ocr.read import read_picture

READY = b"ready"


def read_until_closed(pipe: Connection, engine_name: str | None) -> None:
    """Reads pictures from `pipe` and answers with readings as JSON, until the other end is closed."""
    engine = pick_engine(engine_name)
    try:
        pipe.send_bytes(READY)
        while True:
            reading = read_picture(pipe.recv_bytes(), engine=engine)
            pipe.send_bytes(reading.as_json().encode())
    except (EOFError, OSError):
        return
