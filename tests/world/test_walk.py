"""A reader’s walk in a real Chromium: from a person to a picture that is shared, the bot restarted in between."""

from __future__ import annotations

from playwright.async_api import expect

from tests.world.browser import SOON, choose, keep, look_up, needs_chromium, opened, press, shown
from tests.world.support import House

pytestmark = needs_chromium


async def test_from_a_person_over_its_organization_and_model_to_a_shared_timeline(house: House) -> None:
    house.speak("fr")
    async with shown(house) as preview:
        for width, name in ((1280, "desktop"), (390, "phone")):
            async with opened(preview.url, width=width, height=900) as page:
                messages = page.locator("#channel-message-list")
                latest = messages.locator("article").last

                await look_up(page, "who", "altm", "Sam Altman")
                await expect(latest).to_contain_text("PDG d’OpenAI", timeout=SOON)
                await keep(page, f"walk-{name}-1-person")

                await choose(page, "openai")
                await expect(latest).to_contain_text("Entreprise", timeout=SOON)
                await keep(page, f"walk-{name}-2-organization")

                await house.restart()
                await preview.refresh()

                await choose(page, "gpt-oss")
                await expect(latest).to_contain_text("poids ouverts", timeout=SOON)
                await keep(page, f"walk-{name}-3-model")

                await press(page, "Dans la chronologie")
                await expect(latest).to_contain_text("Chronologie : gpt-oss", timeout=SOON)
                await expect(latest.locator("img[alt*='gpt-oss']")).to_be_visible(timeout=SOON)
                await keep(page, f"walk-{name}-4-timeline")

                shared = len(house.posts())
                await press(page, "Partager")
                await expect(latest).to_contain_text("Partagé par Camille", timeout=SOON)
                await expect(latest.locator("img[alt*='gpt-oss']")).to_be_visible(timeout=SOON)
                await keep(page, f"walk-{name}-5-shared")
                assert len(house.posts()) == shared + 1
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
