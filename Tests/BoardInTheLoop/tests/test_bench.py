"""The bench product needs no device: it must run on any board."""

from board import BoardGateway, test
from pictures import Viewer, snapshot


@test("the bench product runs on the board and gives its picture")
def _():
    with BoardGateway(product="bench") as gateway:
        assert gateway.capabilities() == {"video": "1", "audio": "1", "ptz": "1"}
        assert snapshot(gateway, 0, 640, 480).brightness() > 10
        with Viewer(gateway, "stream2", 640, 480) as viewer:
            assert viewer.picture().brightness() > 10
