"""The life of a reading process: pictures in, readings out."""

from __future__ import annotations

from multiprocessing.connection import Connection

import cv2
import numpy as np

from ocr.engine import pick_engine
from ocr.memory import bound_heap, give_back
from ocr.read import read_picture

READY = b"ready"


def read_until_closed(pipe: Connection, engine_name: str | None) -> None:
    """Reads pictures from `pipe` and answers with readings as JSON, until the other end is closed."""
    bound_heap()
    engine = pick_engine(engine_name)
    # The models load on first use, which must not count against the time of the first picture.
    read_picture(_make_blank(), engine=engine)
    try:
        pipe.send_bytes(READY)
        while True:
            reading = read_picture(pipe.recv_bytes(), engine=engine)
            pipe.send_bytes(reading.as_json().encode())
            give_back()
    except (EOFError, OSError):
        return


def _make_blank() -> bytes:
    _, png = cv2.imencode(".png", np.full((64, 64, 3), 255, dtype=np.uint8))
    return png.tobytes()
