"""Receives a stream with aiortsp and fails on the first gap in the RTP sequence numbers. Arguments: URL, packets."""

import asyncio
import sys

from aiortsp.rtsp.reader import RTSPReader


async def main(url, count):
    expected = None
    async with RTSPReader(url, timeout=10) as reader:
        received = 0
        async for packet in reader.iter_packets():
            if expected is not None and packet.seq != expected:
                raise SystemExit(f"gap: expected {expected}, received {packet.seq}")
            expected = (packet.seq + 1) & 0xFFFF
            received += 1
            if received >= count:
                print(f"{received} packets without a gap")
                return


asyncio.run(asyncio.wait_for(main(sys.argv[1], int(sys.argv[2])), 60))
