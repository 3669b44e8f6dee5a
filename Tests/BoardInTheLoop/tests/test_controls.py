"""Image settings on their way into the sensor, asked back from the kernel."""

from board import BoardGateway, camera, control, output, set_control, test
from pictures import snapshot

SENSOR = ("brightness", "contrast", "saturation")


@test("each setting arrives in the sensor, its ends at the ends of the control")
def _():
    with BoardGateway() as gateway:
        for name in SENSOR:
            for value in (0, 1, 60, 128, 200, 255):
                gateway.ask(f"/cgi-bin/image?{name}={value}")
                found = control(name)
                # vivid counts as the interface does: 0 to 255, 128 in the middle.
                assert abs(found - value) <= 1, f"{name}={value} became {found}"


@test("128 is neutral: the sensor's own defaults")
def _():
    for name in SENSOR:
        set_control(name, 7)
    with BoardGateway() as gateway:
        for name in SENSOR:
            assert control(name) == 128, f"{name} is {control(name)} at the start"
        gateway.ask("/cgi-bin/image?brightness=1&contrast=2&saturation=3")
        gateway.ask("/cgi-bin/image?brightness=128&contrast=128&saturation=128")
        for name in SENSOR:
            assert control(name) == 128, f"{name} is {control(name)} at 128"


@test("nothing else of the sensor is touched")
def _():
    set_control("hue", 40)
    with BoardGateway() as gateway:
        gateway.ask("/cgi-bin/image?brightness=90&contrast=91&saturation=92&sharpness=93")
        snapshot(gateway, 0, 640, 480)
        assert control("hue") == 40
    set_control("hue", 0)


@test("a refused setting changes nothing in the sensor")
def _():
    with BoardGateway() as gateway:
        gateway.ask("/cgi-bin/image?brightness=70")
        assert gateway.refusal("/cgi-bin/image?brightness=90&contrast=256") == "contrast range: 0-255"
        assert (control("brightness"), control("contrast")) == (70, 128)


@test("sharpness, which this sensor lacks, is done in software")
def _():
    assert "sharpness" not in output("v4l2-ctl", "-d", camera(), "--list-ctrls").decode()
    with BoardGateway() as gateway:
        def height():
            """From the darkest to the brightest column around the edge between green and magenta, where sharpening overshoots."""
            picture = snapshot(gateway, 0, 640, 480)
            columns = []
            for x in range(310, 330):
                pixels = [picture.rgb[(row * 640 + x) * 3:][:3] for row in range(280, 300)]
                columns.append(sum(0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in pixels) / len(pixels))
            return max(columns) - min(columns)
        # Without colour: beside a full colour the overshoot would be cut off.
        gateway.ask("/cgi-bin/image?sharpness=128&saturation=0")
        plain = height()
        gateway.ask("/cgi-bin/image?sharpness=255")
        sharp = height()
        assert sharp > plain + 3, f"the edge is {plain:.0f} high plain and {sharp:.0f} sharpened"


@test("the settings come back into the sensor when the gateway starts again")
def _():
    with BoardGateway() as gateway:
        gateway.ask("/cgi-bin/image?brightness=77&contrast=88&saturation=99")
        gateway.stop()
        for name in SENSOR:
            set_control(name, 128)
        gateway.start()
        gateway.wait()
        assert [control(name) for name in SENSOR] == [77, 88, 99]
