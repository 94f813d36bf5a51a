"""/story: read step by step, with the card of each step and back, after a restart, and when steps or stories leave."""

from pathlib import Path
from typing import Any

import pytest

from bot.cards.schema import Story
from bot.settings import Settings
from tests.world.support import House, Seen, edit, open_house, with_briefings, write_card

BOTH = pytest.mark.parametrize("locale", ["fr", "en-US"])
SAYS = {
    "fr": {
        "begin": "Commencer ▶", "next": "Suivant ▶", "previous": "◀ Précédent", "card": "Ouvrir la fiche",
        "back": "Retour au récit", "again": "Depuis le début", "share": "Partager", "to card": "Retour à la fiche",
        "behind": "Sources du récit",
        "step": "Étape {} sur {}", "steps": "{} étapes",
    },
    "en-US": {
        "begin": "Begin ▶", "next": "Next ▶", "previous": "◀ Previous", "card": "Open the card",
        "back": "Back to the story", "again": "From the beginning", "share": "Share", "to card": "Back to the card",
        "behind": "Sources of the story",
        "step": "Step {} of {}", "steps": "{} steps",
    },
}  # fmt: skip


@pytest.fixture
def tale(tmp_path: Path) -> Path:
    """A story of four steps, each of which leads to a person."""
    folder = tmp_path / "tale"
    for number in range(1, 5):
        write_card(folder, "person", f"p-{number}", name=f"Person {number}")
    write_story(folder, 4)
    return folder


def write_story(folder: Path, steps: int) -> None:
    linking = [
        {"card": f"p-{number}", "text": {"fr": f"Vers {number}.", "en": f"On to {number}."}}
        for number in range(1, steps + 1)
    ]
    write_card(folder, "story", "tale", name="Tale", lede={"fr": "Début.", "en": "Beginning."}, steps=linking)


async def at_step(house: House, number: int) -> Seen:
    seen = await house.click(await house.ask("story", story="tale"), "Begin ▶")
    for _ in range(number - 1):
        seen = await house.click(seen, "Next ▶")
    return seen


@BOTH
async def test_every_real_story_is_read_from_its_opening_to_its_last_step(house: House, locale: str) -> None:
    house.speak(locale)
    says, language = SAYS[locale], "fr" if locale == "fr" else "en"
    edition = house.app.library.edition
    stories = [card for card in edition.published.values() if isinstance(card, Story)]
    assert len(stories) == 4
    for story in stories:
        seen = await house.ask("story", story=story.id)
        message = seen.message.id
        assert seen.private
        assert seen.title == story.name.to(language)  # type: ignore[arg-type]
        assert story.lede.to(language) in seen.text  # type: ignore[arg-type]
        assert says["steps"].format(len(story.steps)) in seen.text
        for number, step in enumerate(story.steps, 1):
            seen = await house.click(seen, says["begin" if number == 1 else "next"])
            assert seen.message.id == message
            assert says["step"].format(number, len(story.steps)) in seen.text
            assert step.text.to(language) in seen.text  # type: ignore[arg-type]
            assert edition.published[step.card].summary.to(language) in seen.text  # type: ignore[arg-type]
        assert says["next"] not in seen.buttons
        assert story.id in seen.links.values()
        assert (await house.click(seen, says["again"])).title == story.name.to(language)  # type: ignore[arg-type]


@BOTH
async def test_each_button_of_a_step(settings: Settings, tale: Path, locale: str) -> None:
    says = SAYS[locale]
    async with open_house(with_briefings(settings, tale)) as house:
        house.speak(locale)
        opening = await house.ask("story", story="Tale")
        begun = await house.click(opening, says["begin"])
        second = await house.click(begun, says["next"])
        assert says["step"].format(2, 4) in second.text
        shared = await house.click(second, says["share"])
        assert not shared.private
        assert "Person 2" in shared.text
        before = second.text
        opened = await house.click(second, says["card"])
        assert opened.title == "Person 2"
        assert opened.message.id == second.message.id
        back = await house.click(opened, says["back"])
        assert back.text == before
        behind = await house.click(back, says["behind"])
        assert behind.title == "Tale"
        assert says["to card"] in behind.buttons
        first = await house.click(
            await house.click(await house.ask("story", story="tale"), says["begin"]), says["next"]
        )
        assert says["step"].format(1, 4) in (await house.click(first, says["previous"])).text


@BOTH
async def test_reading_goes_on_after_a_restart(settings: Settings, tale: Path, locale: str) -> None:
    says = SAYS[locale]
    async with open_house(with_briefings(settings, tale)) as house:
        house.speak(locale)
        opening = await house.ask("story", story="tale")
        await house.restart()
        first = await house.click(opening, says["begin"])
        await house.restart()
        second = await house.click(first, says["next"])
        assert says["step"].format(2, 4) in second.text
        opened = await house.click(second, says["card"])
        await house.restart()
        assert says["step"].format(2, 4) in (await house.click(opened, says["back"])).text


async def test_a_reader_of_a_shared_step_reads_on_privately(settings: Settings, tale: Path) -> None:
    async with open_house(with_briefings(settings, tale)) as house:
        shared = await house.click(await at_step(house, 2), "Share")
        third = await house.click(shared, "Next ▶", by=house.admin)
        assert third.private
        assert "Step 3 of 4" in third.text
        assert "Step 2 of 4" in house.posts()[-1].text


async def test_a_step_beyond_the_end_of_a_story_that_has_shrunk_is_its_last(settings: Settings, tale: Path) -> None:
    async with open_house(with_briefings(settings, tale)) as house:
        third = await at_step(house, 3)
        write_story(tale, 2)
        await house.reload()
        last = await house.click(third, "Next ▶")
        assert "Step 2 of 2" in last.text
        assert "On to 2." in last.text
        assert "The cards have changed since this message was sent" in last.text
        assert "Next ▶" not in last.buttons


async def test_an_open_card_of_a_step_that_is_no_more_leads_to_the_last_step(settings: Settings, tale: Path) -> None:
    async with open_house(with_briefings(settings, tale)) as house:
        fourth = await at_step(house, 4)
        write_story(tale, 2)
        await house.reload()
        answer = await house.click(fourth, "Open the card")
        assert "Step 2 of 2" in answer.text


async def test_a_step_whose_card_left_is_skipped_without_a_gap(settings: Settings, tale: Path) -> None:
    async with open_house(with_briefings(settings, tale)) as house:
        edit(tale / "people" / "p-2.yaml", '"published"', '"withheld"')
        await house.reload()
        second = await at_step(house, 2)
        assert "Step 2 of 3" in second.text
        assert "On to 3." in second.text
        assert "Person 2" not in second.text


@pytest.mark.parametrize("fate", ["withheld", "removed"])
@BOTH
async def test_a_story_that_left_says_so_and_what_was_read_stays(
    settings: Settings, tale: Path, fate: str, locale: str
) -> None:
    async with open_house(with_briefings(settings, tale)) as house:
        step = await at_step(house, 2)
        house.speak(locale)
        if fate == "withheld":
            edit(tale / "stories" / "tale.yaml", '"published"', '"withheld"')
        else:
            (tale / "stories" / "tale.yaml").unlink()
        await house.reload()
        answer = await house.click(step, "Next ▶")
        gone = {"fr": "Cette fiche n’est plus publiée.", "en-US": "This card is no longer published."}
        assert answer.text == gone[locale]
        assert answer.message.id != step.message.id
        assert (await house.ask("story", story="tale")).refusal


async def test_stories_are_offered_by_name_and_nothing_else_is(house: House) -> None:
    published = house.app.library.edition.published
    offered = await house.suggest("story", "story", "")
    assert {published[choice["value"]].kind for choice in offered} == {"story"}
    assert [choice["value"] for choice in await house.suggest("story", "story", "race")] == ["us-china-race"]
    for typed in ("🎉", "\u202e", "a " * 3_000, "x" * 6_000, "\x00"):
        answered = await house.suggest("story", "story", typed)
        assert {published[choice["value"]].kind for choice in answered} <= {"story"}


async def test_an_unknown_story_is_refused_with_what_comes_close(house: House) -> None:
    refused = await house.ask("story", story="Why OpenAI opened its wieghts and so on")
    assert refused.refusal
    assert (await house.ask("story", story="@everyone")).refusal


@BOTH
@pytest.mark.parametrize(
    ("command", "typed", "card_id"), [("term", "agi", "agi"), ("claim", "symbolic", "more-symbolic-than-structural")]
)
async def test_terms_and_claims_are_looked_up_by_name(
    house: House, locale: str, command: str, typed: str, card_id: str
) -> None:
    house.speak(locale)
    published = house.app.library.edition.published
    offered = {choice["value"] for choice in await house.suggest(command, command, typed)}
    assert card_id in offered
    assert {published[each].kind for each in offered} == {command}
    asked: dict[str, Any] = {command: card_id}
    answer = await house.ask(command, **asked)
    assert answer.title == published[card_id].name.to("fr" if locale == "fr" else "en")
    assert answer.private
    unknown: dict[str, Any] = {command: "xyzzy"}
    assert (await house.ask(command, **unknown)).refusal
