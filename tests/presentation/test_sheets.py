"""Cards and timelines as messages: within Discord's limits whatever a curator writes, and nothing lost or cut."""

from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simcord.components import walk_components

from bot.cards.diagnostics import Problem
from bot.cards.document import Mark, Span
from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES, Language
from bot.errors import ContentError
from bot.presentation import vocabulary
from bot.presentation.cards import card_pages
from bot.presentation.components import components_of
from bot.presentation.localizer import Localizer
from bot.presentation.markup import displayed, plain
from bot.presentation.newsroom import refused_sheet
from bot.presentation.routes import TimelineRoute, brief
from bot.presentation.sheet import Sheet
from bot.presentation.sources import source_pages
from bot.presentation.timeline import timeline_pages
from tests.conftest import ROOT
from tests.presentation.support import LOCALIZERS, PROPERTY, check_frozen, check_limits, edition_of, raw_card


@pytest.fixture(scope="module")
def real() -> Edition:
    return build_edition(take_snapshot(Path(ROOT / "briefings")))


def check_pages(card_id: str, edition: Edition, localizer: Localizer) -> list[Sheet]:
    pages = card_pages(edition.published[card_id], edition, localizer)
    for page in pages:
        check_limits(page)
        check_frozen(page)
        check_controls(page)
    return pages


def check_controls(page: Sheet) -> None:
    """Assert that a card has at most three rows of controls, and that Discord takes each of its choices."""
    every = list(walk_components(components_of(page)))
    assert sum(each["type"] == 1 for each in every) <= 3
    for option in (option for each in every if each["type"] == 3 for option in each["options"]):
        assert 1 <= len(option["description"]) <= 100
        assert option["emoji"]["name"] in vocabulary.SYMBOLS.values()


def times_told(fact: str, pages: Iterable[Sheet]) -> int:
    """Count where a fact begins a line: in the list of facts, or as one side of a dispute."""
    lines = (line for page in pages for block in page.blocks for line in block.splitlines())
    return sum(line.startswith((f"- {plain(fact)}", f"> {plain(fact)}")) for line in lines)


def times_shown(sentence: str, pages: Iterable[Sheet]) -> int:
    return sum(block.count(sentence) for page in pages for block in page.blocks)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_real_card_is_a_message_that_discord_takes(real: Edition, language: Language) -> None:
    assert len(real.published) > 50
    for card_id, card in real.published.items():
        pages = check_pages(card_id, real, LOCALIZERS[language])
        for fact in card.facts:
            if fact.superseded_by is None:
                assert times_told(fact.text.to(language), pages) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_real_timeline_is_a_message_that_discord_takes(real: Edition, language: Language) -> None:
    for topic in ("", *real.published):
        query = TimelineRoute(brief(topic))
        pages = timeline_pages(query, real, LOCALIZERS[language])
        for page in pages:
            check_limits(page)


# Each example is an edition of up to two hundred cards.
FEWER = settings(PROPERTY, max_examples=40)

# The worst that the schema lets through: every text as long as can be, every character one to escape.
FILL = st.sampled_from(["*", "_", "[", "@", "w", "é", "#", "\\", "🎉", "1. ", "http://"])


def long_text(fill: str, size: int, mark: str) -> dict[str, str]:
    """Return ``size`` characters in both languages, unlike any other text because of ``mark``."""
    filled = (f"{mark}{fill * size}")[: size - 1].rstrip() + "."
    return {"fr": filled, "en": filled}


def worst_facts(fill: str, size: int, number: int, texts: list[str]) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = []
    for index in range(number):
        text = long_text(fill, size, f"Fact{index}")
        texts.append(text["en"])
        facts.append(
            {
                "id": f"fact-{index}",
                "text": text,
                "date": {
                    "date": "2025-09-28%/2025-09-30%",
                    "basis": "inferred",
                    "note": long_text(fill, size, "Date"),
                },
                "said_by": "p-0",
                "certainty": "disputed",
                "basis": "inferred",
                "note": long_text(fill, size, "Note"),
            }
        )
    return facts


OWN: dict[str, dict[str, Any]] = {
    "person": {"affiliation": "home"},
    "organization": {"category": "research-firm", "country": "BA", "parent": "home"},
    "model": {"developer": "home", "openness": "open-weights"},
    "event": {},
    "quote": {"original_language": "fr", "said_by": "p-0", "via": "home"},
    "term": {},
    "claim": {"said_by": "p-0", "supports": ["c-0"], "contradicts": ["c-0", "c-1"]},
    "story": {},
}


def own_fields(kind: str, fill: str, size: int, people: list[str]) -> dict[str, Any]:
    line, short = long_text(fill, size, "Own"), long_text(fill, min(size, 100), "Short")
    when = {"date": "2025-09-28%/2025-09-30%", "basis": "inferred", "note": line}
    more: dict[str, dict[str, Any]] = {
        "person": {"role": short},
        "model": {"released": when, "version": short["en"]},
        "event": {"start": when, "end": when, "place": short, "participants": people},
        "quote": {"text": line["en"], "translation": {"en": line["en"]}, "date": when},
        "term": {"definition": line},
        "claim": {"text": line},
        "story": {"lede": line, "steps": [{"card": each, "text": line} for each in people]},
    }
    return OWN[kind] | more.get(kind, {})


@pytest.mark.parametrize("kind", sorted(OWN))
@settings(PROPERTY, max_examples=12)
@given(
    fill=FILL,
    size=st.sampled_from([500, 499, 251, 40]),
    facts=st.integers(0, 100),
    people=st.integers(1, 200),
    language=st.sampled_from(LANGUAGES),
)
async def test_the_worst_card_that_the_schema_allows_is_shown_whole(
    *, kind: str, fill: str, size: int, facts: int, people: int, language: Language
) -> None:
    names = count()
    ids = [f"p-{number}" for number in range(people)]
    texts: list[str] = []

    def name() -> dict[str, str]:
        return long_text(fill, 100, f"N{next(names)}x")

    worst = "worst" + "-w" * 29
    claimed = {"text": long_text(fill, size, "Claimed"), "said_by": "p-0"}
    against = {"supports": [worst], "contradicts": [worst]} if kind == "claim" else {}
    others = [
        *(raw_card("person", card_id, name=name()) for card_id in ids),
        raw_card("organization", "home", name=name()),
        raw_card("event", "day", name=name(), start="2025"),
        *(raw_card("claim", card_id, name=name(), **claimed, **against) for card_id in ("c-0", "c-1")),
    ]
    # Of the whole card, of the first fact, and of one that may not be there.
    disputes = [long_text(fill, size, f"Dispute{index}") for index in range(5)]
    of_facts = [{"fact": fact} for fact in ("fact-0", "fact-0", "fact-2")[: min(3, facts)]]
    card = raw_card(
        kind,
        worst,
        name=name(),
        summary=long_text(fill, size, "Summary"),
        facts=worst_facts(fill, size, facts, texts),
        disputed=[
            {"by": "p-0", "text": text, **(of_facts[index] if index < len(of_facts) else {})}
            for index, text in enumerate(disputes)
        ],
        relations=[{"type": "responds-to", "card": other, "certainty": "disputed"} for other in ("day", *ids)],
        **own_fields(kind, fill, size, ids),
    )
    edition = edition_of([card, *others])
    localizer = LOCALIZERS[language]
    pages = check_pages(worst, edition, localizer)
    for sheet in source_pages(edition.published[worst], edition, localizer):
        check_limits(sheet)
    for text in texts:
        assert times_told(text, pages) == 1
    for dispute in disputes:
        assert times_shown(plain(dispute["en"]), pages) == 1
    summary = plain(edition.published[worst].summary.en)
    assert all(summary in page.blocks[0] for page in pages)
    for other in ids:
        assert times_shown(plain(edition.published[other].name.en), pages) >= 1
    onward = {"story": "Read step by step"}.get(kind, "In the timeline")
    for page in pages:
        labels = [press.label for press in page.presses]
        assert labels[-3:] == [localizer.gettext(label) for label in ("Sources", onward, "Share")]
        assert len(labels) == (5 if len(pages) > 1 else 3)


@FEWER
@given(fill=FILL, number=st.integers(1, 80), language=st.sampled_from(LANGUAGES), with_topic=st.booleans())
async def test_the_worst_timeline_is_shown_whole(fill: str, number: int, language: Language, with_topic: bool) -> None:
    topic = raw_card("person", "t" + "-t" * 31, name=long_text(fill, 100, "Topic"))
    events = [
        raw_card(
            "event",
            f"e-{index}" + "-e" * 29,
            name=long_text(fill, 100, f"N{index}x"),
            summary=long_text(fill, 500, f"Summary{index}x"),
            start={"date": "2025-09-28%/2025-09-30%", "basis": "inferred", "note": long_text("n", 9, "")},
            participants=[topic["id"]],
        )
        for index in range(number)
    ]
    edition = edition_of([topic, *events])
    query = TimelineRoute(brief(topic["id"]) if with_topic else "", "2025-09-28", "2025-09-30")
    pages = timeline_pages(query, edition, LOCALIZERS[language])
    for page in pages:
        check_limits(page)
    for event in edition.timeline:
        assert times_shown(plain(edition.published[event.card_id].summary.en), pages) == 1
    assert sum(len(page.links) for page in pages) == number


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_card_tied_to_itself_is_refused_or_still_a_message_that_discord_takes(language: Language) -> None:
    facts = [{"id": f"f-{index}", "text": long_text("w ", 400, f"F{index}")} for index in range(20)]
    card = raw_card("person", "ada", facts=facts, relations=[{"type": "rival-of", "card": "ada"}])
    try:
        edition = edition_of([card])
    except ContentError:
        return  # refused with its place, which is better still
    check_pages("ada", edition, LOCALIZERS[language])


async def test_two_facts_that_say_the_same_are_both_within_limits() -> None:
    same = {"fr": "La même chose.", "en": "The same thing."}
    edition = edition_of([raw_card("person", "ada", facts=[{"id": "a", "text": same}, {"id": "b", "text": same}])])
    pages = check_pages("ada", edition, LOCALIZERS["en"])
    assert times_shown("The same thing.", pages) >= 1


def problem(file: str, line: int, column: int, message: str) -> Problem:
    mark = Mark(line, column)
    return Problem(file=file, span=Span(mark, mark, 0, 0), code="K07", message=message)


async def test_what_is_wrong_with_very_many_files_fits_one_message() -> None:
    edition = edition_of([raw_card("person", "ada")])
    problems = [problem(f"people/{'x' * 60}-{index}.yaml", index, 1, "*" * 120) for index in range(300)]
    sheet = refused_sheet(edition, problems, LOCALIZERS["en"])
    check_limits(sheet)
    assert "300" in displayed(sheet.blocks[0])
    assert "-0.yaml" in sheet.blocks[1]
    assert f"{300 - sheet.blocks[1].count('.yaml')} more" in sheet.blocks[-1]


async def test_a_very_long_problem_fits_one_message() -> None:
    edition = edition_of([raw_card("person", "ada")])
    sheet = refused_sheet(edition, [problem("people/ada.yaml", 5, 9, "*" * 9_000)], LOCALIZERS["fr"])
    check_limits(sheet)
    assert "people/ada.yaml:5:9" in displayed(sheet.blocks[-1])
