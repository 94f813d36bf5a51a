"""A real Chromium on the page of the simulated Discord: what a person does there, and pictures of what they see.

With DEPECHE_SCREENSHOTS set to a folder, what was seen is kept there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect
from simcord.actors import MemberActor
from simcord.preview import Preview

from tests.world.support import House

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SCREENSHOTS = os.environ.get("DEPECHE_SCREENSHOTS")

# Offline, as root in a container, and without the browser's own calls home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Milliseconds. The digest comes at the next full minute; all else is a matter of seconds on a busy machine.
SOON = 20_000
WITHIN_A_MINUTE = 75_000

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@asynccontextmanager
async def shown(
    house: House, *viewers: MemberActor, locale: str = "fr", now: datetime | None = None
) -> AsyncIterator[Preview]:
    """Show the channel of ``house`` as a page: as the first of ``viewers`` sees it, of all who are there by default.

    It is ``now`` there, and the simulator's clock stays where it is; or else it is the real time.
    """
    if now is None:
        house.world.catch_up()
    preview = house.env.preview(
        house.channel,
        viewers=list(viewers) or [house.reader, house.admin, house.world.visitor],
        layout="channel",
        locale=locale,
        timezone="Europe/Paris",
        presentation_time=now,
        port=0,
    )
    await preview.__aenter__()
    try:
        yield preview
    finally:
        await preview.close()


@asynccontextmanager
async def opened(address: str, width: int = 1280, height: int = 900, scale: float = 1) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
        await page.goto(address)
        yield page
        await browser.close()


def latest(page: Page) -> Locator:
    """Return the message at the bottom of the channel."""
    return page.locator("#channel-message-list article").last


async def hear_of_the_new_bot(page: Page, preview: Preview) -> None:
    """After a restart, wait until the page knows of it: until then it presses the buttons of the old bot.

    It asks for news every moment. The first answer may have been on its way before, the second was not.
    """
    await preview.refresh()
    for _ in range(2):
        async with page.expect_response("**/api/state*", timeout=SOON):
            pass


async def see_picture(message: Locator, about: str = "") -> None:
    """Wait until ``message`` displays a picture that says it is ``about`` something, loaded and with a size."""
    picture = message.locator(f"figure img[alt*='{about}']" if about else "figure img")
    await expect(picture).to_be_visible(timeout=SOON)
    await expect(picture).not_to_have_js_property("naturalWidth", 0, timeout=SOON)


async def choose_command(page: Page, name: str) -> None:
    await page.locator("#channel-composer-input").click()
    await page.keyboard.type(f"/{name}")
    await page.locator(f".command-entry[data-entry-key$=':{name}']").click()


async def look_up(page: Page, command: str, typed: str, choice: str) -> None:
    """Type a command and the beginning of a name, choose what is offered, and send it."""
    await choose_command(page, command)
    await page.keyboard.type(typed)
    await expect(page.locator(".command-suggestion.is-active")).to_have_text(choice, timeout=SOON)
    await page.keyboard.press("Enter")
    await expect(page.locator(".command-suggestion")).to_have_count(0, timeout=SOON)
    await page.keyboard.press("Enter")


async def press(page: Page, label: str) -> None:
    """Press the latest button that says ``label``."""
    await page.get_by_role("button", name=label, exact=True).last.click()


async def choose(page: Page, card_id: str) -> None:
    """Open the latest select, and choose a card in it."""
    await page.locator("#channel-message-list [aria-haspopup='listbox']").last.click()
    await page.locator(f".select-option[data-value='{card_id}']").last.click()


async def keep(page: Page, name: str) -> None:
    if SCREENSHOTS:
        await latest(page).evaluate("message => message.scrollIntoView({block: 'end'})")
        await page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")
