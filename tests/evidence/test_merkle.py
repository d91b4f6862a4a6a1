"""Trees: known roots of RFC 6962, and paths that lead to them from their own line only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.merkle import Tree, leads_to_root


def test_the_roots_are_those_of_the_standard() -> None:
    assert Tree([]).root == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert Tree([""]).root == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(size=st.integers(1, 70), data=st.data())
def test_each_line_leads_to_the_root_and_no_other_does(size: int, data: st.DataObject) -> None:
    lines = [f"line {number}" for number in range(size)]
    tree = Tree(lines)
    index = data.draw(st.integers(0, size - 1))
    path = tree.make_path(index)
    assert leads_to_root(lines[index], index, size, path, tree.root)
    assert not leads_to_root("other", index, size, path, tree.root)
    assert not leads_to_root(lines[index], index, size, [*path, tree.root], tree.root)
    other = data.draw(st.integers(0, size - 1))
    assert leads_to_root(lines[index], other, size, path, tree.root) == (other == index)


@pytest.mark.parametrize("path", [["zz"], ["00"], [], ["00" * 32]])
def test_a_path_that_is_none_leads_nowhere(path: list[str]) -> None:
    assert not leads_to_root("a", 0, 2, path, Tree(["a", "b"]).root)
