"""The CGI surface of the virtual product: one camera and one sound card of the kernel, a head without a lens."""

from board import BoardGateway, board_text, test

QUERIES = {
    "/cgi-bin/keep_alive": "<keep_alive>true</keep_alive>",
    "/cgi-bin/getinfo": "<info kernel=",
    "/cgi-bin/getmodel": "<model>",
    "/cgi-bin/network": "<network macaddr=",
    "/cgi-bin/time": "<time timezone=",
    "/cgi-bin/videoencoder": "<videoencoder>",
    "/cgi-bin/audioencoder": "<audioencoder enable=",
    "/cgi-bin/osd": "<osd",
    "/cgi-bin/image": "<image",
    "/cgi-bin/motion": "<motion enable=",
    "/cgi-bin/user_management?action=get_user": "<user_management>",
}


@test("the virtual product shows video, sound and a head")
def _():
    with BoardGateway() as gateway:
        assert gateway.capabilities() == {"video": "1", "audio": "1", "ptz": "1"}


@test("every interface of the product answers its query")
def _():
    with BoardGateway() as gateway:
        for path, beginning in QUERIES.items():
            reply = gateway.ask(path).decode()
            assert beginning in reply, f"{path}: {reply[:200]}"


@test("a head without a lens has no zoom, focus and iris")
def _():
    with BoardGateway() as gateway:
        for path in ("ptz_ctrl?zoom=1", "ptz_ctrl?focus=1", "ptz_ctrl?iris=1"):
            reason = gateway.refusal(f"/cgi-bin/{path}")
            assert reason == "not supported", f"{path}: {reason}"


@test("on a board without a sound card and a head both are not supported")
def _():
    with BoardGateway(board=board_text("name: vivid")) as gateway:
        assert gateway.capabilities() == {"video": "1", "audio": "0", "ptz": "0"}
        for path in ("audioencoder", "audioencoder/getcapabilities", "audioencoder?enable=1", "ptz_ctrl?move_x=1"):
            reason = gateway.refusal(f"/cgi-bin/{path}")
            assert reason == "not supported", f"{path}: {reason}"


@test("the resolutions are those that both the encoder and the camera have")
def _():
    with BoardGateway() as gateway:
        reply = gateway.ask("/cgi-bin/videoencoder/getcapabilities").decode()
        assert '<resolution name="VGA">' in reply and '<resolution name="7680X4320">' not in reply, reply


@test("a size and a rate that the camera lacks are not offered")
def _():
    lacking = {"board.devices.h264.streams.stream1.7680X4320.framerate": "1-30",
               "board.devices.h264.streams.stream1.7680X4320.bitrate": "500-6000",
               "board.devices.h264.streams.stream2.VGA.framerate": "1-240"}
    with BoardGateway(changes=lacking) as gateway:
        reply = gateway.ask("/cgi-bin/videoencoder/getcapabilities").decode()
        assert "7680X4320" not in reply, reply
        assert "1-240" not in reply, reply
        assert gateway.refusal("/cgi-bin/videoencoder/stream1?resolution=7680X4320") == "resolution error"
