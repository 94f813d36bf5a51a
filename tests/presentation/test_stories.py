"""Stories as messages: within Discord's limits whatever a curator writes, each step there and counted right."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.schema import Story
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES, Language
from bot.presentation import notices
from bot.presentation.markup import displayed, plain
from bot.presentation.routes import CardRoute, EvidenceRoute, StoryRoute
from bot.presentation.sheet import Sheet
from bot.presentation.stories import story_pages
from tests.conftest import ROOT
from tests.presentation.support import (
    LOCALIZERS,
    PROPERTY,
    check_limits,
    components_of,
    edition_of,
    presses_of,
    raw_card,
)

LONGEST_NAME = "*" * 200  # of a member on a server: more than Discord lets it be


@pytest.fixture(scope="module")
def real() -> Edition:
    return build_edition(take_snapshot(Path(ROOT / "briefings")))


def check_page(page: Sheet, language: Language) -> None:
    """Assert that Discord takes a page, also with what may still be added to it on its way."""
    localizer = LOCALIZERS[language]
    for sheet in (page, notices.of_another_edition(page, localizer), notices.shared(page, LONGEST_NAME, localizer)):
        check_limits(sheet)
        sizes = [len(block.encode("utf-16-le")) // 2 for block in sheet.blocks]
        assert sum(sizes) <= 4_000
        assert len(str(components_of(sheet)).encode()) <= 12_000  # Python writes more than JSON does
        assert sheet.room.octets <= 10_000


def raw_story(leads_to: list[str], **fields: Any) -> dict[str, Any]:
    lede = {"fr": "Le début.", "en": "The beginning."}
    linking = [{"card": card, "text": {"fr": f"Vers {card}.", "en": f"On to {card}."}} for card in leads_to]
    return raw_card("story", "tale", **{"lede": lede, "steps": linking} | fields)


def people(number: int) -> list[dict[str, Any]]:
    return [raw_card("person", f"p-{index}") for index in range(1, number + 1)]


def text_of(page: Sheet) -> str:
    return "\n".join(displayed(block) for block in page.blocks)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_real_story_is_a_row_of_messages_that_discord_takes(real: Edition, language: Language) -> None:
    stories = [card for card in real.published.values() if isinstance(card, Story)]
    assert len(stories) >= 4
    for story in stories:
        pages = story_pages(StoryRoute(story.id), real, LOCALIZERS[language])
        assert len(pages) == 1 + len(story.steps)
        for page in pages:
            check_page(page, language)
        assert plain(story.lede.to(language)) in pages[0].blocks
        for step, page in zip(story.steps, pages[1:], strict=True):
            card = real.published[step.card]
            assert plain(step.text.to(language)) in page.blocks
            assert plain(card.name.to(language)) in page.blocks[2]
            assert plain(card.summary.to(language)) in page.blocks[2]
        for number in range(len(pages)):
            opened = story_pages(StoryRoute(story.id, number, "0"), real, LOCALIZERS[language])
            assert [page for page, other in zip(opened, pages, strict=True) if page != other] == opened[number:][:1] * (
                number > 0
            )
            check_limits(opened[number])


@pytest.mark.parametrize(
    ("number", "steps", "dots"),
    [(1, 1, "●"), (1, 7, "●○○○○○○"), (3, 7, "●●●○○○○"), (7, 7, "●●●●●●●"), (1, 90, "●" + "○" * 19), (90, 90, "●" * 20)],
)
async def test_progress_is_drawn_and_said(number: int, steps: int, dots: str) -> None:
    cards = people(steps)
    edition = edition_of([*cards, raw_story([card["id"] for card in cards])])
    said = {"fr": f"Étape {number} sur {steps}", "en": f"Step {number} of {steps}"}
    for language in LANGUAGES:
        page = story_pages(StoryRoute("tale"), edition, LOCALIZERS[language])[number]
        assert page.blocks[0].startswith(f"-# 🧭 {dots} {said[language]}\n")


async def test_steps_that_lead_to_cards_nobody_sees_leave_no_gap() -> None:
    cards = people(4)
    cards[0]["status"] = cards[2]["status"] = "withheld"
    edition = edition_of([*cards, raw_story([card["id"] for card in cards])])
    opening, *steps = story_pages(StoryRoute("tale"), edition, LOCALIZERS["en"])
    assert "2 steps" in text_of(opening)
    assert ["Step 1 of 2" in text_of(steps[0]), "Step 2 of 2" in text_of(steps[1])] == [True, True]
    assert ["On to p-2." in steps[0].blocks, "On to p-4." in steps[1].blocks] == [True, True]
    assert not any(hidden in str([opening, *steps]) for hidden in ("On to p-1", "On to p-3", "P 1", "P 3"))


async def test_a_story_without_any_step_that_can_be_seen_says_so() -> None:
    cards = people(1)
    cards[0]["status"] = "withheld"
    edition = edition_of([*cards, raw_story(["p-1"])])
    (opening,) = story_pages(StoryRoute("tale"), edition, LOCALIZERS["en"])
    check_page(opening, "en")
    assert "None of the cards" in text_of(opening)
    assert "Begin ▶" not in [press.label for press in opening.presses]


async def test_a_step_that_is_a_quotation_has_its_words() -> None:
    quote = raw_card("quote", "q", text="Bonjour", original_language="fr", said_by="p-1", translation={"en": "Hello"})
    edition = edition_of([*people(1), quote, raw_story(["q"])])
    french, english = (text_of(story_pages(StoryRoute("tale"), edition, LOCALIZERS[each])[1]) for each in LANGUAGES)
    assert "«\N{NO-BREAK SPACE}Bonjour\N{NO-BREAK SPACE}»" in french
    assert "Hello" not in french
    assert "«\N{NO-BREAK SPACE}Bonjour\N{NO-BREAK SPACE}»" in english
    assert "“Hello”\nour translation" in english.replace("> ", "").replace("-# ", "")


def said(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


def step_to(*cards: dict[str, Any], language: Language = "en") -> str:
    """Return the step that leads to the last of ``cards``, which all cite one article."""
    edition = edition_of([*people(2), *cards, raw_story([cards[-1]["id"]])])
    return "\n---\n".join(story_pages(StoryRoute("tale"), edition, LOCALIZERS[language])[1].blocks)


async def test_a_quotation_on_the_way_has_its_speaker_and_date_behind_the_bar() -> None:
    quote = raw_card("quote", "q", text="Bonjour", original_language="fr", said_by="p-1", date="2025-08")
    assert "\n> «\u00a0Bonjour\u00a0»\n> — **P 1** · août 2025\n---" in step_to(quote, language="fr")


async def test_a_claim_on_the_way_says_what_it_claims_who_does_and_when() -> None:
    event = raw_card("event", "day", start={"date": "2025-08", "basis": "inferred", "note": said("Vu.")})
    claim = raw_card(
        "claim", "c", text=said("Il pleut."), said_by="p-2", relations=[{"type": "said-at", "card": "day"}]
    )
    told = "\n> **Who says so** · P 2\n> Il pleut.\n---\n**Date** · August 2025 (inferred)\n-# Vu.\n---"
    assert told in step_to(event, claim)


async def test_an_event_on_the_way_has_its_date_and_how_sure_it_is() -> None:
    event = raw_card("event", "day", start={"date": "2025-08-05", "basis": "inferred", "note": said("Vu de loin.")})
    assert "\n---\n**Date** · 5 August 2025 (inferred)\n-# Vu de loin.\n---" in step_to(event)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("quote", {"text": "Bonjour", "original_language": "fr", "said_by": "p-1"}),
        ("claim", {"text": said("Il pleut."), "said_by": "p-1"}),
        ("term", {"definition": said("Un mot.")}),
    ],
)
async def test_what_is_disputed_is_marked_on_the_way_with_who_disputes_it(kind: str, fields: dict[str, Any]) -> None:
    disputed = raw_card(kind, "card", **fields, disputed=[{"by": "p-2", "text": said("Non.")}])
    mark = "\n---\n**≠ Contesté par P 2\u00a0: voir la fiche**\n---"
    assert mark in step_to(disputed, language="fr")
    assert "≠" not in step_to(raw_card(kind, "card", **fields))


async def test_every_page_counts_the_sources_of_the_story_and_a_step_leads_to_them() -> None:
    edition = edition_of([*people(1), raw_story(["p-1"])])
    pages = story_pages(StoryRoute("tale"), edition, LOCALIZERS["en"])
    assert all(" · 1 source" in page.blocks[-1] for page in pages)
    assert {press.label: press.route for press in presses_of(pages[1])}["Sources of the story"] == EvidenceRoute("tale")


async def test_the_last_step_leads_on_and_no_other_does() -> None:
    other = raw_story(["p-1"]) | {"id": "other", "name": "Another"}
    edition = edition_of([*people(3), raw_story(["p-1", "p-2", "p-3"]), other])
    *before, last = story_pages(StoryRoute("tale"), edition, LOCALIZERS["en"])
    assert [link.card_id for link in last.links] == ["tale", "other"]
    assert not any(page.links for page in before)
    labels = [press.label for press in last.presses]
    assert labels == ["◀ Previous", "From the beginning", "Open the card", "Sources of the story", "Share"]


async def test_a_card_of_another_kind_under_the_id_of_a_story_is_no_story() -> None:
    edition = edition_of([raw_card("person", "tale")])
    (page,) = story_pages(StoryRoute("tale"), edition, LOCALIZERS["en"])
    assert page.refusal


async def test_the_open_card_of_a_step_leads_back_to_that_step() -> None:
    edition = edition_of([*people(2), raw_story(["p-1", "p-2"])])
    page = story_pages(StoryRoute("tale", 2, "0"), edition, LOCALIZERS["en"])[2]
    assert "P 2" in page.blocks[0]
    routes = {press.label: press.route for press in presses_of(page)}
    assert routes["Back to the story"] == StoryRoute("tale", 2)
    assert routes["Share"] == CardRoute("p-2")
    check_limits(page)


FILL = st.sampled_from(["*", "_", "w ", "é", "\\", '"', "🎉", "語", "1. ", "http://"])


def filled(fill: str, size: int, mark: str) -> dict[str, str]:
    text = (f"{mark}{fill * size}")[: size - 1].strip() + "."
    return {"fr": text, "en": text}


@settings(PROPERTY, max_examples=25)
@given(
    fill=FILL,
    size=st.sampled_from([1_500, 1_499, 900, 300]),
    steps=st.integers(1, 9),
    stories=st.integers(0, 8),
    language=st.sampled_from(LANGUAGES),
)
async def test_the_worst_story_that_the_schema_allows_is_shown_whole(
    *, fill: str, size: int, steps: int, stories: int, language: Language
) -> None:
    words = filled(fill, size, "Words")["en"]
    cards = [
        raw_card(
            "quote",
            f"q-{index}" + "-q" * 30,
            name=filled(fill, 100, f"N{index}x"),
            summary=filled(fill, size, f"Summary{index}x"),
            text=f"{index}{words}"[:1_500],
            original_language="fr",
            said_by="p-1",
            translation={"en": f"{index}{words}"[:1_500]},
        )
        for index in range(steps)
    ]
    linking = [{"card": card["id"], "text": filled(fill, size, f"Step{index}x")} for index, card in enumerate(cards)]
    own = {"name": filled(fill, 100, "Tale"), "lede": filled(fill, size, "Lede"), "steps": linking}
    others = [
        raw_story(["p-1"], name=filled(fill, 100, f"S{n}")) | {"id": f"s-{n}" + "-s" * 30} for n in range(stories)
    ]
    edition = edition_of([*people(1), *cards, raw_story([], **own), *others])
    pages = story_pages(StoryRoute("tale"), edition, LOCALIZERS[language])
    for page in pages:
        check_page(page, language)
        assert plain(filled(fill, 100, "Tale")["en"]) in page.blocks[0]
    blocks = "\n".join(block for page in pages for block in page.blocks)
    told = [filled(fill, size, f"{part}{index}x") for part in ("Step", "Summary") for index in range(steps)]
    for text in [filled(fill, size, "Lede"), *told]:
        assert blocks.count(plain(text["en"])) == 1
    assert pages[-1].links
