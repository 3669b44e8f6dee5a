"""What has been acknowledged is there after a power cut (the kernel is killed, and what it had not written is lost)."""

import os

from board import DISK, BoardGateway, cut_power, test

DISK_MIB = 64
POWER_CUTS = 3
FIRST_CONTRAST = 100


def on_disk():
    return BoardGateway(product="bench", state=os.path.join(DISK, "state"))


def before_power_cut(boot):
    """Each boot finds what the boot before it set last, and leaves more."""
    with on_disk() as gateway:
        if boot > 1:
            assert gateway.attribute("/cgi-bin/image", "contrast") == str(FIRST_CONTRAST + boot - 1)
        gateway.ask("/cgi-bin/osd?title_utf8=gate%20" + str(boot))
        gateway.ask(f"/cgi-bin/user_management?action=add&name=user{boot}&newpasswd=secret{boot}&privilege=User&enable=Enable")
        reply = gateway.ask(f"/cgi-bin/image?contrast={FIRST_CONTRAST + boot}").decode()
        assert f'contrast="{FIRST_CONTRAST + boot}"' in reply, reply
        with open(f"{DISK}/unsynced-{boot}", "w") as file:
            file.write("nobody waited for this one")
        # The power goes the moment the answer is here, while the gateway runs.
        cut_power(boot)


@test("settings that were acknowledged before a power cut are in force after it")
def _():
    with on_disk() as gateway:
        assert gateway.attribute("/cgi-bin/image", "contrast") == str(FIRST_CONTRAST + POWER_CUTS)
        assert gateway.attribute("/cgi-bin/osd", "title_utf8") == f"gate {POWER_CUTS}"


@test("users who were added before a power cut log in after it")
def _():
    with on_disk() as gateway:
        for boot in range(1, POWER_CUTS + 1):
            assert gateway.login(f"user{boot}", f"secret{boot}")


@test("what was never synced is lost: the power cut is real")
def _():
    kept = [boot for boot in range(1, POWER_CUTS + 1) if os.path.exists(f"{DISK}/unsynced-{boot}")]
    assert len(kept) < POWER_CUTS, "nothing was lost, so these tests show nothing"
