"""Reading in processes: what one picture costs the others, and what is left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from config.errors import ConfigError, ItemError
from evidence.noun import make_digest
from ocr import pool
from ocr.pool import Crew, PictureJob, iter_readings
from tests.ocr.forms import encode

PICTURES = [encode(Image.new("RGB", (60 + i, 40), "white"), "PNG") for i in range(5)]
SLOW = encode(Image.effect_noise((4000, 4000), 60).convert("RGB"), "JPEG")


def _make_job(data: bytes) -> PictureJob:
    return PictureJob(sha256=make_digest(data), load=lambda: data)


def _refuse() -> bytes:
    raise ItemError("the artefact is not in the store")


def _load_after_a_crash() -> bytes:
    """Kills the process that is at the first picture."""
    for child in multiprocessing.active_children():
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
    return PICTURES[1]


def test_every_picture_gets_one_reading_and_no_process_is_left() -> None:
    readings = list(iter_readings(map(_make_job, PICTURES), workers=2, engine_name="null"))
    assert {reading.sha256 for reading in readings} == set(map(make_digest, PICTURES))
    assert [reading.error for reading in readings] == [None] * len(PICTURES)
    assert multiprocessing.active_children() == []


def test_a_crash_costs_only_its_picture() -> None:
    killer = PictureJob(sha256=make_digest(PICTURES[1]), load=_load_after_a_crash)
    jobs = [_make_job(SLOW), killer, _make_job(PICTURES[2])]
    errors = {r.sha256: r.error for r in iter_readings(jobs, workers=2, engine_name="null")}
    assert (
        errors.pop(make_digest(SLOW))
        == "the reading process ended with code -9 on this picture; read it again"
    )
    assert list(errors.values()) == [None, None]


def test_a_crew_goes_on_after_a_process_was_replaced_or_died(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "PICTURES_PER_PROCESS", 2)
    crew = Crew(workers=1, engine_name="null")
    killer = PictureJob(sha256=make_digest(PICTURES[1]), load=_load_after_a_crash)
    try:
        errors = [one.error for each in PICTURES for one in crew.iter_readings([_make_job(each)])]
        (died,) = crew.iter_readings([killer])
        (after,) = crew.iter_readings([_make_job(PICTURES[2])])
    finally:
        crew.end()
    assert errors == [None] * len(PICTURES)
    assert (died.error is not None, after.error) == (True, None)


def test_a_picture_that_takes_too_long_is_given_up() -> None:
    jobs = [_make_job(SLOW), _make_job(PICTURES[0])]
    errors = {r.sha256: r.error for r in iter_readings(jobs, workers=1, engine_name="null", cpu_s=1)}
    assert (
        errors[make_digest(SLOW)]
        == "the picture was given up after 1 s of processor time; read a smaller copy"
    )
    assert errors[make_digest(PICTURES[0])] is None


def test_what_was_given_up_is_said_to_be_so() -> None:
    (reading,) = iter_readings([_make_job(SLOW)], workers=1, engine_name="null", cpu_s=1)
    assert reading.given_up
    (broken,) = iter_readings([_make_job(b"no picture")], workers=1, engine_name="null")
    assert broken.error is not None
    assert not broken.given_up


def test_load_changes_nothing() -> None:
    """The same pictures with two processes burning both processors, and a limit just above what they take."""
    picture = encode(Image.effect_noise((1600, 1200), 60).convert("RGB"), "JPEG")
    quiet = list(iter_readings([_make_job(picture)], workers=1, engine_name="null", cpu_s=20))
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(6)]
    try:
        loaded = list(iter_readings([_make_job(picture)], workers=1, engine_name="null", cpu_s=20))
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
    assert loaded == quiet
    assert loaded[0].error is None


def test_a_process_that_waits_for_its_turn_is_not_taken_for_a_hanging_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Looked at every few milliseconds, a working process has used more processor time at most looks.
    monkeypatch.setattr("ocr.pool._LOOK_S", 0.05)
    readings = list(iter_readings([_make_job(SLOW)], workers=1, engine_name="null"))
    assert [reading.error for reading in readings] == [None]


def test_a_process_that_stands_still_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocr.pool._LOOK_S", 0.2)

    def load() -> bytes:
        for child in multiprocessing.active_children():
            assert child.pid is not None
            os.kill(child.pid, signal.SIGSTOP)
        return PICTURES[1]

    jobs = [_make_job(SLOW), PictureJob(sha256=make_digest(PICTURES[1]), load=load)]
    readings = iter_readings(jobs, workers=2, engine_name="null")
    errors = {reading.sha256: reading.error for reading in readings}
    assert (
        errors[make_digest(SLOW)]
        == "the reading process stood still on this picture and was ended; read it again"
    )


def test_a_picture_that_cannot_be_loaded_costs_only_itself() -> None:
    jobs = [PictureJob(sha256="0" * 64, load=_refuse), _make_job(PICTURES[0])]
    readings = list(iter_readings(jobs, workers=1, engine_name="null"))
    assert [reading.error for reading in readings] == ["the artefact is not in the store", None]


def test_pictures_are_loaded_only_as_processes_become_free() -> None:
    loaded: list[int] = []

    def load(number: int) -> bytes:
        loaded.append(number)
        return PICTURES[number]

    jobs = (PictureJob(sha256=str(i), load=partial(load, i)) for i in range(5))
    next(iter_readings(jobs, workers=1, engine_name="null"))
    assert loaded == [0]


def test_who_stops_asking_leaves_no_process() -> None:
    readings = iter_readings(map(_make_job, PICTURES), workers=2, engine_name="null")
    next(readings)
    readings.close()
    assert multiprocessing.active_children() == []


def test_an_unknown_engine_stops_before_any_process_starts() -> None:
    with pytest.raises(ConfigError, match="no OCR engine 'abbyy'"):
        next(iter_readings(map(_make_job, PICTURES), workers=1, engine_name="abbyy"))


def test_an_engine_that_fails_in_the_process_stops_instead_of_costing_every_picture(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Answers the two questions of the parent; the process that is to read gets none.
    program = tmp_path / "tesseract"
    program.write_text(
        f"#!/bin/sh\necho x >>{tmp_path}/asked\n[ $(wc -l <{tmp_path}/asked) -lt 3 ] && echo chi_sim\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(ConfigError, match="cannot load its engine"):
        list(iter_readings(map(_make_job, PICTURES), workers=2, engine_name="tesseract"))
    assert multiprocessing.active_children() == []


def test_ctrl_c_ends_the_processes(tmp_path: Path) -> None:
    script = tmp_path / "read.py"
    script.write_text(
        "import sys\nfrom ocr.pool import PictureJob, iter_readings\n"
        "if __name__ == '__main__':\n"
        "    data = open(sys.argv[1], 'rb').read()\n"
        "    jobs = (PictureJob(sha256=str(i), load=lambda: data) for i in range(10**6))\n"
        "    for reading in iter_readings(jobs, workers=2, engine_name='null'):\n"
        "        print(reading.sha256, flush=True)\n"
    )
    picture = tmp_path / "picture.png"
    picture.write_bytes(PICTURES[0])
    root = Path(__file__).parents[2]
    run = subprocess.Popen(
        [sys.executable, script, picture],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert run.stdout is not None
    run.stdout.readline()
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=120)
    assert said.count("KeyboardInterrupt") == 1, said
    assert _is_gone(run.pid)


def _is_gone(group: int) -> bool:
    """Whether no process of a group is left, within ten seconds."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
