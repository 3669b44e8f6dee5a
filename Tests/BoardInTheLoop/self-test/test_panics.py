"the machine died"

from board import test


@test("a test during which the kernel panics")
def _():
    with open("/proc/sysrq-trigger", "w") as trigger:
        trigger.write("c")


@test("a test that comes too late")
def _():
    pass
