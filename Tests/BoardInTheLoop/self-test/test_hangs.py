"the machine did not end within 15 s"

import threading

from board import test

TIME_LIMIT = 15


@test("a test that waits for ever")
def _():
    threading.Event().wait()
