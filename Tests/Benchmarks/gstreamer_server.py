"""An RTSP server of GStreamer that plays one pipeline to all who come, at /stream1. Arguments: port, pipeline, and for a pipeline
that begins with `appsrc name=camera` the Y4M FIFO that it is fed from and the bytes of a picture.

Runs under the system's Python, which has GStreamer's bindings.
"""

import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402


def feed(camera, fifo, size):
    with open(fifo, "rb") as pictures:
        pictures.readline()
        while pictures.readline():
            camera.emit("push-buffer", Gst.Buffer.new_wrapped(pictures.read(size)))


def configure(_, media):
    camera = media.get_element().get_child_by_name("camera")
    threading.Thread(target=feed, args=(camera, sys.argv[3], int(sys.argv[4])), daemon=True).start()


Gst.init(None)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(f"( {sys.argv[2]} )")
factory.set_shared(True)
if len(sys.argv) > 3:
    factory.connect("media-configure", configure)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
server.get_mount_points().add_factory("/stream1", factory)
server.attach(None)
print("listening", flush=True)
GLib.MainLoop().run()
