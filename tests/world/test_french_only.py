"""A reader sees one language and no other, wherever they go, apart from quotations printed in another."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES, Language
from bot.presentation.components import components_of
from bot.presentation.localizer import load_localizers
from bot.presentation.pages import pages_for
from bot.presentation.routes import (
    ArticlesRoute,
    CardRoute,
    ComparisonRoute,
    EvidenceRoute,
    QuotesRoute,
    Route,
    SearchRoute,
    StoryRoute,
    TimelineRoute,
    brief,
)
from bot.presentation.sheet import Sheet
from tests.conftest import ROOT
from tests.world.spoken import Words
from tests.world.support import House, Seen, answer_to
from tests.world.test_commands import leaves, registered

LOCALES: dict[Language, str] = {"fr": "fr", "en": "en-US"}
# Every command of a reader, as it is asked in vain and with success; the first word of each is its name.
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("who", {"person": "sam-altman"}),
    ("who", {"person": "Sem Eltman"}),
    ("who", {"person": "xyzzy"}),
    ("model", {"model": "deepseek-r1"}),
    ("org", {"organization": "openai"}),
    ("event", {"event": "gpt-oss-launch"}),
    ("term", {"term": "open-source"}),
    ("claim", {"claim": "best-open-model"}),
    ("quote", {}),
    ("quote", {"person": "sam-altman"}),
    ("quote", {"topic": "xyzzy"}),
    ("compare", {"first": "openai", "second": "alibaba"}),
    ("compare", {"first": "deepseek-r1", "second": "gemma"}),
    ("compare", {"first": "sam-altman", "second": "mark-zuckerberg"}),
    ("compare", {"first": "gpt-oss-launch", "second": "deepseek-r1-release"}),
    ("compare", {"first": "sam-altman", "second": "gemma"}),
    ("timeline", {}),
    ("timeline", {"topic": "openai"}),
    ("timeline", {"from": "2030"}),
    ("timeline", {"from": "demain"}),
    ("search", {"query": "licence"}),
    ("search", {"query": "open"}),
    ("search", {"query": "xyzzy"}),
    ("search", {"query": "…"}),
    ("story", {"story": "us-china-race"}),
    ("story", {"story": "how-far-to-open"}),
    ("sources", {}),
    ("catchup", {}),
    ("catchup", {}),
    ("about", {}),
    ("settings language", {"language": "discord"}),
    ("settings timezone", {"timezone": "Europe/Paris"}),
    ("settings timezone", {"timezone": "Atlantis"}),
    ("settings show", {}),
    ("settings forget-me", {}),
)
FOR_ADMINS = {"digest", "server"}
STEPS = 12  # presses after each question: a walk that goes on and on meets the same kinds of pages again


@pytest.fixture(scope="module")
def edition() -> Edition:
    return build_edition(take_snapshot(ROOT / "briefings"))


def routes(edition: Edition, language: Language) -> Iterator[Route]:
    """Yield a route to every page that cards have, and to some of the others."""
    yield from (TimelineRoute(), ArticlesRoute(), QuotesRoute())
    latest: dict[str, str] = {}
    for card in edition.published.values():
        short = brief(card.id)
        yield from (CardRoute(card.id), EvidenceRoute(card.id), TimelineRoute(short))
        yield from (QuotesRoute(topic=short), QuotesRoute(short), SearchRoute(0, card.name.to(language)[:80]))
        if card.kind in latest:
            yield ComparisonRoute(latest[card.kind], short)
        latest[card.kind] = short
        if card.kind == "story":
            yield StoryRoute(card.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_every_card_is_in_one_language(edition: Edition, language: Language) -> None:
    words, localizer = Words(edition, language), load_localizers()[language]
    wrong = {}
    for route in routes(edition, language):
        for page, sheet in enumerate(pages_for(route, edition, localizer)):
            if foreign := words.foreign_in([*components_of(sheet), *_picture_of(sheet)]):
                wrong[route, page] = foreign
    assert not wrong


def _picture_of(sheet: Sheet) -> list[dict[str, Any]]:
    return [{"description": sheet.picture.description}] if sheet.picture else []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_command_and_all_that_follows_from_it_answers_in_one_language(
    house: House, language: Language
) -> None:
    house.speak(LOCALES[language])
    words, pressed = Words(house.app.library.edition, language), set[str]()
    wrong = {}
    for command, options in QUESTIONS:
        seen = await house.ask(command, **options)
        for step in range(STEPS):
            if foreign := words.foreign_in(seen.message.components):
                wrong[command, str(options), step, seen.title] = foreign
            following = await _press_something_new(house, seen, pressed)
            if following is None:
                break
            seen = following
    assert not wrong
    assert len(pressed) > 60


async def _press_something_new(house: House, seen: Seen, pressed: set[str]) -> Seen | None:
    for each in seen.components:
        if each["type"] == 2 and not each.get("disabled") and each.get("custom_id", "") not in {"", *pressed}:
            pressed.add(each["custom_id"])
            return answer_to(await house.reader.click(seen.message, custom_id=each["custom_id"]))
        for option in each.get("options", ()) if each["type"] == 3 else ():
            if option["value"] not in pressed:
                pressed.add(option["value"])
                return answer_to(await house.reader.select(seen.message, [option["value"]]))
    return None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_menu_of_a_message_answers_in_one_language(house: House, language: Language) -> None:
    house.speak(LOCALES[language])
    words = Words(house.app.library.edition, language)
    for text in ("Sam Altman, OpenAI, DeepSeek-R1", "Sam Altman", "xyzzy"):
        message = await house.admin.send(house.channel, text)
        seen = answer_to(await house.reader.context_menu(house.channel, "Find cards", message))
        assert not words.foreign_in(seen.message.components)


async def test_every_command_of_a_reader_has_been_asked(house: House) -> None:
    commands = (command for command in registered(house) if command.get("type", 1) == 1)
    typed = {name for command in commands for name, leaf in leaves(command) if not _is_group(leaf)}
    assert {command for command, _ in QUESTIONS} == {name for name in typed if name.split()[0] not in FOR_ADMINS}


def _is_group(command: dict[str, Any]) -> bool:
    return any(option["type"] in {1, 2} for option in command.get("options", ()))
