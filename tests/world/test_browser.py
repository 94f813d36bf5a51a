"""The demo as a person meets it: ``depeche demo`` in a process of its own, its page in a real Chromium.

Skipped where there is no Chromium.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.world.browser import SOON, WITHIN_A_MINUTE, choose_command, keep, look_up, needs_chromium, opened

ROOT = Path(__file__).parents[2]

pytestmark = needs_chromium


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
