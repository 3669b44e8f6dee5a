"this is wrong"

from board import test


@test("a test that fails")
def _():
    assert 1 + 1 == 3, "this is wrong"
