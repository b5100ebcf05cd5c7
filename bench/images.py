"""What a photo costs from its upload on, and that nobody waits for it meanwhile."""

import asyncio
import os
import tempfile
import time
from pathlib import Path

from bench.harness import line
from node.config import MediaSettings
from node.media.workshop import Workshop

WIDTH, HEIGHT = 4_000, 3_000
COUNT = 8
_TICK = 0.001


async def images() -> None:
    """A JPEG of 12 megapixels through the worker: its processor time, and the longest the loop was held up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        await asyncio.to_thread(_photograph, folder / "photo.jpg")
        shop = Workshop(MediaSettings())
        await shop.make(folder / "photo.jpg", folder / "made", "post")  # starting the worker costs once
        before, stalls = _cpu(shop), asyncio.create_task(_longest_stall())
        begun, own = time.monotonic(), time.process_time()
        for _ in range(COUNT):
            await shop.make(folder / "photo.jpg", folder / "made", "post")
        took = (time.monotonic() - begun) / COUNT
        stalls.cancel()
        cost, own = (_cpu(shop) - before) / COUNT, (time.process_time() - own) / COUNT
        await shop.close()
        line("photo of 12 megapixels, worker", f"{cost:.2f} s CPU, {took:.2f} s until ready", "<= 0.3 s of one core")
        line("the node itself meanwhile, mostly for measuring", f"{own * 1000:.1f} ms CPU a photo", "not in the loop")
        line("longest stall of the loop meanwhile", f"{(await stalls) * 1000:.1f} ms", "as without it")


def _photograph(path: Path) -> None:
    """Soft shapes with grain, as a sensor gives them; noise alone would compress like nothing real."""
    from PIL import Image  # only this benchmark needs it

    size = (WIDTH, HEIGHT)
    shapes = [Image.effect_noise((w, h), 80).resize(size, Image.Resampling.BICUBIC) for w, h in ((500, 375), (100, 75))]
    grain = Image.effect_noise(size, 12)
    Image.merge("RGB", (*shapes, Image.blend(shapes[0], grain, 0.5))).save(path, quality=90)


def _cpu(shop: Workshop) -> float:
    """Seconds the worker has used, from the scheduler's statistics."""
    return int(Path(f"/proc/{shop.pid or os.getpid()}/schedstat").read_text().split()[0]) / 1e9


async def _longest_stall() -> float:
    """How much too late the loop ever came back; the answer once it is cancelled."""
    longest = 0.0
    try:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(_TICK)
            longest = max(longest, time.perf_counter() - asked - _TICK)
    except asyncio.CancelledError:
        return longest
