"""The camera's picture: the colour bars of vivid, through every conversion, in snapshots and decoded streams."""

from board import BoardGateway, board_text, test
from pictures import BARS, Viewer, assert_bars, is_close, snapshot


def each_format(look):
    for pixels in ("yuyv", "nv12", "yu12"):
        with BoardGateway(board=board_text(f"name: vivid\nformats: [{pixels}]")) as gateway:
            try:
                look(gateway)
            except AssertionError as problem:
                raise AssertionError(f"{pixels}: {problem}") from problem


@test("a snapshot shows the colour bars, whatever format the sensor gives")
def _():
    each_format(lambda gateway: assert_bars(snapshot(gateway, 0, 640, 480)))


@test("a stream shows the colour bars, whatever format the sensor gives")
def _():
    def look(gateway):
        with Viewer(gateway, "stream2", 640, 480) as viewer:
            assert_bars(viewer.picture())
    each_format(look)


@test("both streams of the virtual product show the colour bars")
def _():
    with BoardGateway() as gateway:
        assert_bars(snapshot(gateway, 0, 640, 480))
        gateway.ask("/cgi-bin/videoencoder/stream1?resolution=720P&framerate=5")
        assert_bars(snapshot(gateway, 1, 1280, 720))
        with Viewer(gateway, "stream1", 1280, 720) as viewer:
            assert_bars(viewer.picture())


@test("a brightness shows in the stream and the snapshot, and leaves the colours alone")
def _():
    with BoardGateway() as gateway, Viewer(gateway, "stream2", 640, 480) as viewer:
        assert_bars(viewer.picture())
        gateway.ask("/cgi-bin/image?brightness=168")
        # 40 steps of luma are 47 of RGB in every channel; black has room for all of it.
        black = viewer.until(lambda picture: picture.bars()[7][0] > 25, "the black bar stays black").bars()[7]
        picture = viewer.until(lambda picture: is_close(picture.bars()[7], (47, 47, 47)), f"the black bar became {black}")
        red, wanted = picture.bars()[5], BARS["red"]
        assert red[0] - red[2] > wanted[0] - wanted[2] - 20, f"the red bar became {red}"
        still = snapshot(gateway, 0, 640, 480)
        assert is_close(still.bars()[7], (47, 47, 47)), f"the black bar of the snapshot is {still.bars()[7]}"
        gateway.ask("/cgi-bin/image?brightness=128")
        viewer.until(lambda picture: is_close(picture.bars()[7], BARS["black"]), "the black bar stays bright")
        assert_bars(snapshot(gateway, 0, 640, 480))
