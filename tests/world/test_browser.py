"""The demo as a person meets it: ``depeche demo`` in a process of its own, its page in a real Chromium.

Skipped where there is no Chromium. With DEPECHE_SCREENSHOTS set to a folder, what was seen is kept there.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ROOT = Path(__file__).parents[2]
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

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@contextmanager
def running_demo(briefings: Path) -> Iterator[str]:
    """Start the demo on ``briefings`` and yield the page's address; it must end cleanly on Ctrl-C."""
    environment = {**os.environ, "DEPECHE_CONTENT_FOLDER": str(briefings), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "bot", "demo", "--no-browser"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield next(match[0] for line in process.stdout if (match := re.search(r"http://127\.0\.0\.1\S+", line)))
        finally:
            process.send_signal(signal.SIGINT)
            farewell = process.stdout.read()
    assert process.returncode == 0
    assert "The demo has ended." in farewell


@asynccontextmanager
async def opened(address: str, width: int = 1280, height: int = 900) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": width, "height": height})
        await page.goto(address)
        yield page
        await browser.close()


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


async def keep(page: Page, name: str) -> None:
    if SCREENSHOTS:
        await page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")


@pytest.fixture
def briefings(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "briefings", tmp_path / "briefings"))


async def test_a_reader_finds_a_card_a_digest_arrives_and_edits_are_live(briefings: Path) -> None:
    with running_demo(briefings) as address:
        async with opened(address) as page:
            messages = page.locator("#channel-message-list")

            await look_up(page, "who", "altm", "Sam Altman")
            await expect(messages).to_contain_text("PDG d’OpenAI", timeout=SOON)
            await keep(page, "who")

            card = briefings / "people" / "sam-altman.yaml"
            before = card.read_text("utf-8")
            card.write_text(before.replace("summary:\n  fr: ", "summary:\n  fr: Résumé remanié. "), "utf-8")
            await expect(messages).to_contain_text("sam-altman", timeout=SOON)  # the newsroom is told
            await look_up(page, "who", "altm", "Sam Altman")
            await expect(messages).to_contain_text("Résumé remanié.", timeout=SOON)

            card.write_text(before.replace("kind: person", "kind: persn"), "utf-8")
            await expect(messages).to_contain_text("people/sam-altman.yaml:3:7", timeout=SOON)
            await keep(page, "broken")
            await look_up(page, "who", "wei", "Wei Sun")
            await expect(messages).to_contain_text("Counterpoint Research", timeout=SOON)

            await expect(messages).to_contain_text("souhaite la bienvenue", timeout=WITHIN_A_MINUTE)
            await keep(page, "digest")


async def test_a_timeline_fits_the_screen_of_a_phone(briefings: Path) -> None:
    with running_demo(briefings) as address:
        async with opened(address, width=390, height=844) as page:
            await choose_command(page, "timeline")
            await page.get_by_role("button", name="Send").click()
            await expect(page.locator("#channel-message-list")).to_contain_text("2019", timeout=SOON)
            await keep(page, "phone")
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
