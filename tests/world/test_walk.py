"""Readers’ walks in a real Chromium, on a desktop and on a phone: what they read, press, see and share."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.world.browser import (
    SOON,
    choose,
    hear_of_the_new_bot,
    keep,
    latest,
    look_up,
    needs_chromium,
    opened,
    press,
    see_picture,
    shown,
)
from tests.world.support import House

pytestmark = needs_chromium

FITS = """
    document.documentElement.scrollWidth <= innerWidth &&
    [...document.querySelectorAll(".component-container")]
        .every(card => card.getBoundingClientRect().right <= innerWidth)
"""
screens = pytest.mark.parametrize("width", [pytest.param(1280, id="on a desktop"), pytest.param(390, id="on a phone")])


async def see(page: Page, title: str, *words: str) -> None:
    """Wait for the latest message to have this heading and these words; the page must fit the screen."""
    message = latest(page)
    heading = message.get_by_role("heading", name=title, exact=True)
    await expect(heading).to_be_visible(timeout=SOON)
    for each in words:
        await expect(message).to_contain_text(each, timeout=SOON)
    assert await page.evaluate(FITS), f"{title} is wider than the screen"


@screens
async def test_from_a_person_over_its_organization_and_model_to_a_shared_timeline(house: House, width: int) -> None:
    house.speak("fr")
    async with shown(house) as preview, opened(preview.url, width) as page:
        await look_up(page, "who", "altm", "Sam Altman")
        await see(page, "Sam Altman", "👤 Personne · PDG d’OpenAI", "Sur X, il a placé ces modèles")
        await expect(latest(page)).to_contain_text("Only you can see this")
        await keep(page, f"walk-{width}-1-person")

        await choose(page, "openai")
        await see(page, "OpenAI", "🏢 Entreprise", "Sam Altman")
        await keep(page, f"walk-{width}-2-organization")

        await house.restart()
        await hear_of_the_new_bot(page, preview)

        await choose(page, "gpt-oss")
        await see(page, "gpt-oss", "🧠 Modèle", "poids ouverts")
        await keep(page, f"walk-{width}-3-model")

        await press(page, "Dans la chronologie")
        await see(page, "Chronologie : gpt-oss", "Lancement de gpt-oss", "5 août 2025 (date déduite)")
        await see_picture(latest(page), about="Lancement de gpt-oss")
        await keep(page, f"walk-{width}-4-timeline")
        assert house.posts() == []

        await press(page, "Partager")
        await expect(latest(page)).to_contain_text("Partagé par Camille", timeout=SOON)
        await see(page, "Chronologie : gpt-oss", "Lancement de gpt-oss")
        await see_picture(latest(page), about="Lancement de gpt-oss")
        await expect(latest(page)).not_to_contain_text("Only you can see this")
        await keep(page, f"walk-{width}-5-shared")
        (post,) = house.posts()
        assert post.text.startswith("Partagé par Camille (lectrice)")


@screens
async def test_from_a_search_over_what_it_found_into_a_story_that_is_shared(house: House, width: int) -> None:
    visitor = house.world.visitor
    house.speak("en-US", visitor)
    async with shown(house, visitor, locale="en-US") as preview, opened(preview.url, width) as page:
        await look_up(page, "search", "open source", "Open source")
        await see(page, "46 cards for “Open source”", "📖 Term")
        await keep(page, f"search-{width}-1-results")

        await choose(page, "open-source")
        await see(page, "Open source", "📖 Term", "Disputed")
        await keep(page, f"search-{width}-2-term")

        await choose(page, "open-or-open-source")
        await see(page, "Open or open source? The quarrel over a word", "🧭 Story")
        await keep(page, f"search-{width}-3-story")

        await press(page, "Read step by step")
        await see(page, "gpt-oss", "Step 1 of 10", "Let us begin with the thing")
        await keep(page, f"search-{width}-4-step")

        await press(page, "Next ▶")
        await see(page, "Model weights", "Step 2 of 10")
        await press(page, "Open the card")
        await see(page, "Model weights", "📖 Term")
        await press(page, "Back to the story")
        await see(page, "Model weights", "Step 2 of 10")
        await press(page, "Share")
        await expect(latest(page)).to_contain_text("Shared by Alex", timeout=SOON)
        await keep(page, f"search-{width}-5-shared")
        (post,) = house.posts()
        assert "Step 2 of 10" in post.text
