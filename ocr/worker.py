"""The life of a reading process: pictures in, readings out."""

from __future__ import annotations

from multiprocessing.connection import Connection

import cv2
import numpy as np

from config.errors import ItemError
from evidence.document import PictureReading
from evidence.noun import make_digest
from ocr.engine import OcrEngine, pick_engine
from ocr.limits import MEMORY_BYTES, START_CPU_S, bound_cpu, bound_memory
from ocr.memory import bound_heap, give_back
from ocr.read import make_reader_version, read_picture

READY = b"ready"


def read_until_closed(pipe: Connection, engine_name: str | None, cpu_s: float) -> None:
    """Reads pictures from `pipe` and answers with readings as JSON, until the other end is closed.

    The system ends the process at a picture that takes more than `cpu_s` of processor time.
    """
    bound_heap()
    bound_memory()
    bound_cpu(START_CPU_S)
    engine = pick_engine(engine_name)
    # The models load on first use, which must not count against the time of the first picture.
    read_picture(make_blank(), engine=engine)
    try:
        pipe.send_bytes(READY)
        while True:
            data = pipe.recv_bytes()
            bound_cpu(cpu_s)
            pipe.send_bytes(_read(data, engine).as_json().encode())
            give_back()
    except (EOFError, OSError):
        return


def _read(data: bytes, engine: OcrEngine) -> PictureReading:
    try:
        return read_picture(data, engine=engine)
    except MemoryError:
        said = ItemError(f"the picture needs more memory than {MEMORY_BYTES >> 30} GiB; read a smaller copy")
    return PictureReading(
        sha256=make_digest(data), reader_version=make_reader_version(engine), error=str(said), given_up=True
    )


def make_blank() -> bytes:
    """An empty picture, read to have the models loaded."""
    _, png = cv2.imencode(".png", np.full((64, 64, 3), 255, dtype=np.uint8))
    return png.tobytes()
