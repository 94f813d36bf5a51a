"""/sources: the articles, what rests on each, and how that stands."""

import re
from pathlib import Path

import pytest

from bot.cards.evidence import cited_by
from bot.settings import Settings
from tests.world.support import House, open_house, with_briefings


@pytest.mark.parametrize(
    ("locale", "origin", "unit", "standing"),
    [
        ("en-US", "August 2025 · in French", "citations", "locked"),
        ("fr", "août 2025 · en français", "passages cités", "verrouillés"),
    ],
)
async def test_each_article_says_how_much_rests_on_it_and_how_it_stands(
    house: House, locale: str, origin: str, unit: str, standing: str
) -> None:
    house.speak(locale)
    answer = await house.ask("sources")
    assert answer.title == "Sources"
    assert answer.private
    edition = house.app.library.edition
    assert len(edition.sources) == 2
    for source in edition.sources.values():
        assert source.title.replace("\u00a0", " ") in answer.text.replace("\u00a0", " ")
        cited = [[each for each in cited_by(card) if each.source == source.id] for card in edition.published.values()]
        citations, cards = sum(map(len, cited)), len(list(filter(None, cited)))
        assert re.search(rf"^{cards} \w+ .* · {citations} {unit}$", answer.text, re.MULTILINE)
        assert re.search(rf"✓ {citations} {standing}", answer.text)
    assert answer.text.count(origin) == 2


@pytest.mark.parametrize(("locale", "label"), [("en-US", "Share"), ("fr", "Partager")])
async def test_the_list_of_articles_is_shared(house: House, locale: str, label: str) -> None:
    house.speak(locale)
    await house.click(await house.ask("sources"), label)
    (post,) = house.posts()
    assert "OpenAI lance GPT-oss" in post.text


async def test_a_long_list_turns_its_pages_and_names_each_article_once(settings: Settings, briefings: Path) -> None:
    for number in range(60):
        text = f"id: a-{number}\nkind: source\ntitle: Article number {number:02}.\npublished: 2024-0{number % 9 + 1}\n"
        (briefings / "sources" / f"a-{number}.yaml").write_text(f"{text}language: en\n", "utf-8")
    async with open_house(with_briefings(settings, briefings)) as house:
        page = await house.ask("sources")
        text = page.text
        assert page.turning == ["Next ▶"]
        while "Next ▶" in page.enabled:
            page = await house.click(page, "Next ▶")
            text += page.text
        assert page.turning == ["◀ Previous"]
        for number in range(60):
            assert text.count(f"Article number {number:02}.") == 1
        assert text.count("no card rests on it") == 60
        # The latest first.
        assert text.index("August 2025") < text.index("September 2024") < text.index("January 2024")
