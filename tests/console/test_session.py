"""What a process that goes on for long takes of settings that change meanwhile."""

import os
from pathlib import Path

from config.settings import SETTINGS_FILE
from console.session import Session
from evidence.workspace import open_workspace
from tests.cases.town import NOW

BEFORE = 'office = "gd"\n'
PATROL = '[[patrol]]\nname = "toys"\ntargets = ["http://m.example/"]\n'
AFTER = 'office = "zj"\nlang = "en"\n' + PATROL + '[desk]\naddress = "https://desk.example"\njob_days = 1\n'


def test_patrols_are_taken_and_who_may_come_in_stays(tmp_path: Path) -> None:
    open_workspace(tmp_path, create=True, now=NOW)
    path = tmp_path / SETTINGS_FILE
    path.write_text(BEFORE)
    session = Session(workspace_option=tmp_path)
    session.refresh()
    before = session.settings
    path.write_text(AFTER)
    os.utime(path, ns=(1, 1))
    session.refresh()
    after = session.settings
    assert [patrol.name for patrol in after.patrol] == ["toys"]
    assert (after.desk, after.office, after.lang, after.cases) == (before.desk, "gd", "zh", before.cases)
    path.write_text("office = 1 =")
    os.utime(path, ns=(2, 2))
    session.refresh()
    assert session.settings is after
