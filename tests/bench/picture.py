"""Pictures of timelines: ``python -m tests.bench.picture``. The floor is an empty image of that size, saved as PNG.

``stall`` is how late, at worst, the event loop came back to a task that slept for a millisecond, while the gallery drew
twenty pictures that twenty members had asked for at once.
"""

from __future__ import annotations

import asyncio
import gc
import io
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from bot.cards.library import Edition
from bot.presentation.gallery import Gallery
from bot.presentation.localizer import Localizer, load_localizers
from bot.presentation.pictures.scene import HEIGHT, WIDTH
from bot.presentation.routes import TimelineRoute
from bot.presentation.sheet import Picture
from bot.presentation.timeline import timeline_pages
from tests.presentation.support import edition_of, raw_card

_TIMES = 20
_BREATH = 0.001  # seconds
_LEAST = 0.5  # seconds to look at, also when nothing is drawn


def main() -> None:
    localizer = load_localizers()["fr"]
    few, many = (_first_picture(_edition(events), localizer) for events in (12, 60))
    print(
        json.dumps(
            {
                "twelve": _milliseconds(few.draw),
                "sixty": _milliseconds(many.draw),
                "kilobytes": len(many.draw()) / 1e3,
                "stall": asyncio.run(_worst_stall(many)),
                "idle_stall": asyncio.run(_worst_stall(None)),
                "floor": _milliseconds(_empty),
            }
        )
    )


def _edition(events: int) -> Edition:
    """Return an edition with so many events, a month apart, of which a third are dated to the month or the year."""
    cards = []
    for number in range(events):
        day = f"{2020 + number // 12}-{number % 12 + 1:02}-15"
        start = day[: (10, 10, 7, 10, 4, 10)[number % 6]]
        name = f"Lancement d’un modèle à poids ouverts, n° {number}"
        cards.append(raw_card("event", f"event-{number}", name=name, start=start))
    return edition_of(cards)


def _first_picture(edition: Edition, localizer: Localizer) -> Picture:
    picture = timeline_pages(TimelineRoute(), edition, localizer)[0].picture
    assert picture is not None
    return picture


def _milliseconds(draw: Callable[[], object]) -> float:
    draw()
    times = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        draw()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


async def _worst_stall(picture: Picture | None) -> float:
    """Return in milliseconds how late the event loop was, at worst."""
    gallery = Gallery()
    asked = [replace(picture, key=(str(number),)) for number in range(_TIMES)] if picture else []
    # As the bot does after each build.
    gc.collect()
    gc.freeze()
    drawing = asyncio.gather(*(gallery.png(each) for each in asked), asyncio.sleep(_LEAST))
    worst = 0.0
    while not drawing.done():
        start = time.perf_counter()
        await asyncio.sleep(_BREATH)
        worst = max(worst, time.perf_counter() - start - _BREATH)
    gallery.close()
    return worst * 1e3


def _empty() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT)).save(written, "PNG")
    return written.getvalue()


if __name__ == "__main__":
    main()
