"""From card to card by buttons: in the same message, on public ones, after a restart, when the card is gone."""

import asyncio
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.world.support import EIGHT, House, Seen, edit, open_house, with_briefings, write_card

GONE = "This card is no longer published."


async def test_a_select_opens_the_related_card_in_the_same_private_message(house: House) -> None:
    card = await house.ask("who", person="sam-altman")
    assert card.options["OpenAI"] == "openai"
    opened = await house.choose(card, "openai")
    assert opened.title == "OpenAI"
    assert opened.private
    assert opened.message.id == card.message.id


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """Two people tied to each other, so that either can leave."""
    folder = tmp_path / "pair"
    write_card(folder, "person", "ada", name="Ada")
    write_card(folder, "person", "bob", name="Bob", relations=[{"type": "rival-of", "card": "ada"}])
    return folder


async def test_a_button_opens_the_related_card_in_the_same_private_message(settings: Settings, pair: Path) -> None:
    async with open_house(with_briefings(settings, pair)) as house:
        card = await house.ask("who", person="ada")
        opened = await house.click(card, "Bob")
        assert opened.title == "Bob"
        assert opened.private
        assert opened.message.id == card.message.id
        back = await house.click(opened, "Ada")
        assert back.title == "Ada"
        assert back.message.id == card.message.id


async def the_digest(house: House) -> Seen:
    await house.order(topics="openai")
    await house.wake_at(EIGHT)
    (digest,) = house.posts()
    return digest


async def test_on_a_public_message_each_reader_gets_a_private_answer(house: House) -> None:
    digest = await the_digest(house)
    before = digest.message.components
    answers = [await house.click(digest, "OpenAI", by=member) for member in (house.reader, house.admin)]
    assert [answer.title for answer in answers] == ["OpenAI", "OpenAI"]
    assert all(answer.private for answer in answers)
    assert len({digest.message.id, *(answer.message.id for answer in answers)}) == 3
    assert house.posts()[0].message.components == before


async def test_old_buttons_still_work_after_a_restart(house: House) -> None:
    digest = await the_digest(house)
    with_buttons = await house.ask("who", person="nathaniel-lambert")
    label, card_id = next(iter(with_buttons.links.items()))
    name = house.app.library.edition.published[card_id].name.en
    with_select = await house.ask("who", person="sam-altman")
    timeline = await house.ask("timeline")
    await house.restart()
    assert (await house.click(digest, "OpenAI")).title == "OpenAI"
    assert (await house.click(with_buttons, label)).title == name
    assert (await house.choose(with_select, "openai")).title == "OpenAI"
    assert (await house.click(timeline, "Sam Altman’s AMA on Reddit")).title == "Sam Altman’s AMA on Reddit"


@pytest.mark.parametrize("fate", ["withheld", "removed"])
async def test_a_button_to_a_card_that_has_left_says_so(settings: Settings, pair: Path, fate: str) -> None:
    async with open_house(with_briefings(settings, pair)) as house:
        card = await house.ask("who", person="bob")
        if fate == "withheld":
            edit(pair / "people" / "ada.yaml", '"published"', '"withheld"')
        else:
            (pair / "people" / "ada.yaml").unlink()
            write_card(pair, "person", "bob", name="Bob")
        await house.reload()
        answer = await house.click(card, "Ada")
        assert answer.text == GONE
        assert answer.private
        assert answer.message.id != card.message.id, "the card that was being read must stay"


async def test_a_choice_of_a_card_that_has_left_says_so(house: House) -> None:
    card = await house.ask("who", person="sam-altman")
    edit(house.briefings / "organizations" / "openai.yaml", "status: published", "status: withheld")
    await house.reload()
    assert (await house.choose(card, "openai")).text == GONE


@pytest.mark.parametrize("fate", ["withheld", "removed"])
async def test_a_page_of_a_timeline_whose_topic_has_left_says_so(settings: Settings, tmp_path: Path, fate: str) -> None:
    folder = tmp_path / "busy"
    write_card(folder, "person", "ada", name="Ada")
    for number in range(60):
        write_card(folder, "event", f"event-{number}", participants=["ada"])
    async with open_house(with_briefings(settings, folder)) as house:
        timeline = await house.ask("timeline", topic="ada")
        if fate == "withheld":
            edit(folder / "people" / "ada.yaml", '"published"', '"withheld"')
        else:
            (folder / "people" / "ada.yaml").unlink()
            for number in range(60):
                write_card(folder, "event", f"event-{number}")
        await house.reload()
        answer = await house.click(timeline, "Next ▶")
        assert answer.refusal
        assert "Ada" not in answer.text


FACTS = [f"Fact number {number}: {'word ' * 30}end." for number in range(80)]


def long_card(folder: Path, facts: list[str]) -> None:
    texts = [{"id": f"fact-{index}", "text": {"fr": fact, "en": fact}} for index, fact in enumerate(facts)]
    write_card(folder, "person", "ada", name="Ada", facts=texts)


async def test_every_fact_of_a_long_card_appears_once_over_its_pages(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "long"
    long_card(folder, FACTS)
    async with open_house(with_briefings(settings, folder)) as house:
        page = await house.ask("who", person="ada")
        # The message is edited in place, so each page is read as it stands before it is turned.
        texts, enabled = [page.text], [page.turning]
        while "Next ▶" in page.enabled and len(texts) < len(FACTS):
            page = await house.click(page, "Next ▶")
            assert page.title == "Ada"
            texts.append(page.text)
            enabled.append(page.turning)
        assert len(texts) > 3
        assert enabled == [["Next ▶"], *([["◀ Previous", "Next ▶"]] * (len(texts) - 2)), ["◀ Previous"]]
        for number, text in enumerate(texts, 1):
            assert f"page {number} of {len(texts)}" in text
        shown = [line for text in texts for line in text.splitlines() if line.startswith("- ")]
        assert shown == [f"- {fact}" for fact in FACTS]
        back = await house.click(page, "◀ Previous")
        assert back.text == texts[-2]


async def test_a_page_that_no_longer_exists_opens_the_last_one(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "long"
    long_card(folder, FACTS)
    async with open_house(with_briefings(settings, folder)) as house:
        page = await house.ask("who", person="ada")
        for _ in range(2):
            page = await house.click(page, "Next ▶")
        long_card(folder, FACTS[:3])
        await house.reload()
        answer = await house.click(page, "Next ▶")
        assert FACTS[2] in answer.text
        assert not answer.turning
        assert "The cards have changed since this message was sent" in answer.text


async def test_a_card_tied_to_very_many_others_still_opens(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "star"
    others = [f"model-{number}" for number in range(60)]
    for other in others:
        write_card(folder, "model", other)
    ties = [{"type": "announced", "card": other} for other in others]
    write_card(folder, "person", "ada", name="Ada", relations=ties)
    async with open_house(with_briefings(settings, folder)) as house:
        card = await house.ask("who", person="ada")
        assert card.title == "Ada"
        assert len(card.options) == 25
        assert all(f"Model {number}" in card.text for number in range(60))
        assert (await house.choose(card, "model-7")).title == "Model 7"


async def test_a_private_answer_leaves_no_task_behind(house: House) -> None:
    await house.ask("who", person="sam-altman")
    before = len(asyncio.all_tasks())
    for _ in range(5):
        await house.ask("who", person="sam-altman")
    assert len(asyncio.all_tasks()) <= before
