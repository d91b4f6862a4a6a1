"""A damaged index is dropped, and made again from the evidence."""

from pathlib import Path

import pytest

from config.settings import SearchSettings
from evidence.workspace import open_workspace
from index.broken import drop_broken
from index.embedded import FILE as INDEX
from index.outbox import FILE as OUTBOX
from index.searcher import open_index


@pytest.mark.parametrize("name", [INDEX, OUTBOX])
def test_a_damaged_file_is_dropped_and_a_sound_one_stays(tmp_path: Path, name: str) -> None:
    workspace = open_workspace(tmp_path, create=True)
    open_index(workspace, SearchSettings()).rebuild()
    assert drop_broken(tmp_path) == []
    (tmp_path / name).write_bytes(b"garbage" * 2000)
    assert drop_broken(tmp_path) == [name]
    index = open_index(workspace, SearchSettings())
    index.rebuild()
    assert index.check().ok
