"""The demo: the whole job, right in everything, from nothing."""

from pathlib import Path

import pytest

from tests.console.conftest import Call, Done

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("key", ["wrong", "false_accusations"])
def test_nothing_is_missed_and_nobody_wrongly_accused(demo_run: tuple[Path, Done], key: str) -> None:
    assert not demo_run[1].objects[-1][key], demo_run[1].out


def test_every_outcome_is_right(demo_run: tuple[Path, Done]) -> None:
    assert demo_run[1].objects[-1]["outcomes"] == {"right": 30, "total": 30}


def test_the_canary_is_found_again(demo_run: tuple[Path, Done]) -> None:
    patrol = demo_run[1].objects[-1]["patrol"]
    assert [canary["found"] for canary in patrol["canaries"]] == [True]
    assert (patrol["exit"], demo_run[1].code) == (0, 0)


def test_a_folder_that_no_demo_made_is_left_alone(call: Call, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    done = call("demo", "--keep", "mine")
    assert (done.code, (tmp_path / "mine" / "thesis.txt").exists()) == (3, True)
