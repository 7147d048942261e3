"""The list of breaks in mutations.py fits the code as it is: each stands in its file once, is valid Python, and belongs to a number that has tests."""

import ast

import pytest

from tests.conformance.mutations import BREAKS, ROOT, numbered


@pytest.mark.parametrize("one", BREAKS, ids=[f"{one.number} {one.file} {n}" for n, one in enumerate(BREAKS)])
def test_a_break_can_be_made(one):
    whole = (ROOT / "studio" / one.file).read_text(encoding="utf-8")
    assert whole.count(one.old) == 1
    broken = whole.replace(one.old, one.new)
    assert ast.dump(ast.parse(broken)) != ast.dump(ast.parse(whole))
    assert numbered(one.number)


def test_every_number_has_its_break():
    assert {one.number for one in BREAKS} == set(range(1, 61))
