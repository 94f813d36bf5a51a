"""``make screenshots``: the pictures of the documentation, taken from the real bot in the simulated Discord.

The clock stands still and the folder of articles is not read, so that two runs on one machine give the same
pictures. Another machine may have other fonts.
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image
from playwright.async_api import FloatRect, Locator, expect

from bot.settings import Data, Database, Settings, load_settings
from tests.world.browser import CHROMIUM, SOON, latest, opened, see_picture, shown
from tests.world.support import MORNING, House, open_house

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "images"

# Wide enough for a card at its full width, high enough for the longest without scrolling.
_DESKTOP, _PHONE, _HEIGHT = 1280, 390, 3_000
# The documentation shows a picture as wide as it has pixels, up to the width of the page: twice as many keep a
# card sharp there, and would make a phone's as wide as the others.
_SCALES = {_DESKTOP: 2, _PHONE: 1}
_AROUND = 12  # pixels beside what is cut out
# What a picture may weigh, so that the documentation opens fast; and the palettes that are tried.
_MOST_OCTETS = 150_000
_PALETTES = (256, 128, 64, 32, 24, 16)

_DISPUTE = ".text-display:has(h3:text('≠'))"


@dataclass(frozen=True)
class Shot:
    """A picture to take: of the answer to a command, after some buttons, or only of a ``part`` of its card."""

    name: str
    locale: str
    command: str
    options: Mapping[str, str] = field(default_factory=dict)
    clicks: tuple[str, ...] = ()
    width: int = _DESKTOP
    part: str = ""


SHOTS = (
    Shot("card-person", "fr", "who", {"person": "sam-altman"}),
    Shot("card-claim", "fr", "claim", {"claim": "best-open-source-model"}),
    Shot("card-disputed", "fr", "model", {"model": "gpt-oss"}, part=_DISPUTE),
    Shot("timeline", "fr", "timeline"),
    Shot("search", "fr", "search", {"query": "ouvrir les poids"}),
    Shot("card-phone", "fr", "who", {"person": "sam-altman"}, width=_PHONE),
    Shot("who", "en-GB", "who", {"person": "wei-sun"}),
    Shot("card-quote", "en-GB", "quote", {"person": "sam-altman", "topic": "open-source"}),
    Shot("comparison", "en-GB", "compare", {"first": "gpt-oss-120b", "second": "deepseek-r1"}),
    Shot("story", "en-GB", "story", {"story": "how-far-to-open"}, clicks=("Begin ▶", "Next ▶")),
)


async def take(shots: tuple[Shot, ...], folder: Path) -> None:
    """Write every picture into ``folder``, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="depeche-") as data:
        async with open_house(_settings(Path(data))) as house:
            house.env.backend.advance_clock((MORNING - house.env.now()).total_seconds())
            for shot in shots:
                png = _reduced(await _photograph(shot, house))
                (folder / f"{shot.name}.png").write_bytes(png)
                print(f"{shot.name}.png: {len(png) / 1000:.0f} kB")  # noqa: T201


def _settings(data: Path) -> Settings:
    shipped = load_settings(ROOT / "config" / "bot.yaml", {})
    return replace(
        shipped,
        content=replace(shipped.content, folder=ROOT / "briefings"),
        data=Data(folder=data),
        database=Database(url=f"sqlite+aiosqlite:///{data / 'depeche.db'}"),
    )


async def _photograph(shot: Shot, house: House) -> Image.Image:
    reader = house.reader if shot.locale == "fr" else house.world.visitor
    house.speak(shot.locale, reader)
    answer = await house.ask(shot.command, by=reader, **shot.options)
    for label in shot.clicks:
        answer = await house.click(answer, label, by=reader)
    if answer.refusal:
        raise RuntimeError(f"{shot.name} would show a refusal: {answer.text}")
    scale = _SCALES[shot.width]
    async with (
        shown(house, reader, locale=shot.locale, now=MORNING) as preview,
        opened(preview.url, shot.width, _HEIGHT, scale) as page,
    ):
        message = latest(page)
        await expect(message).to_contain_text(answer.title, timeout=SOON)
        if await message.locator("figure").count():
            await see_picture(message)
        whole = Image.open(io.BytesIO(await message.screenshot(animations="disabled")))
        return whole.crop(await _cut(message, shot.part, scale))


async def _cut(message: Locator, part: str, scale: int) -> tuple[int, int, int, int]:
    """Return what to cut out of a message: all but the empty space beside its card, or one part of that card."""
    around, card = await _box(message), await _box(message.locator(".component-container"))
    left, top, bottom = 0.0, 0.0, around["height"]
    if part:
        inner = await _box(message.locator(part))
        left, top = card["x"] - around["x"], inner["y"] - around["y"]
        bottom = top + inner["height"]
        left, top, bottom = left - _AROUND, top - _AROUND, bottom + _AROUND
    right = min(card["x"] - around["x"] + card["width"] + _AROUND, around["width"])
    return round(left * scale), round(top * scale), round(right * scale), round(bottom * scale)


async def _box(element: Locator) -> FloatRect:
    box = await element.bounding_box()
    if box is None:
        raise RuntimeError(f"{element} is not on the page")
    return box


def _reduced(picture: Image.Image) -> bytes:
    """Return a picture with a palette of as many colours as its weight allows."""
    picture = picture.convert("RGB")
    for colours in _PALETTES:
        smaller = io.BytesIO()
        # An octree keeps a card's colour, which the other methods trade for more greys.
        reduced = picture.quantize(colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        reduced.save(smaller, "PNG", optimize=True)
        if smaller.tell() <= _MOST_OCTETS:
            break
    return smaller.getvalue()


def main() -> None:
    if CHROMIUM is None:
        sys.exit("The pictures are taken in Chromium or Google Chrome, and neither is on this machine's PATH.")
    asyncio.run(take(SHOTS, Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))


if __name__ == "__main__":
    main()
