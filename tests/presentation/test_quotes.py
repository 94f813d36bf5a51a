"""Quotations as messages: within Discord's limits whatever a curator writes, nothing cut, never without a speaker."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.schema import Quote
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES, Language
from bot.presentation import notices
from bot.presentation.markup import displayed, plain
from bot.presentation.quotes import quote_pages
from bot.presentation.quotes_asked import quotes_for, speakers, topics
from bot.presentation.routes import CardRoute, QuotesRoute, brief
from bot.presentation.sheet import Sheet
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


def raw_quote(card_id: str, said_by: str, **fields: Any) -> dict[str, Any]:
    own = {"text": f"Mots de {card_id}", "original_language": "fr", "said_by": said_by}
    return raw_card("quote", card_id, **own | fields)


def shown(pages: Iterable[Sheet]) -> str:
    return "\n".join(displayed(block) for page in pages for block in page.blocks)


def check_page(page: Sheet, language: Language) -> None:
    """Assert that Discord takes a page, also with what may still be added to it on its way."""
    localizer = LOCALIZERS[language]
    on_its_way = (page, notices.of_another_edition(page, localizer), notices.shared(page, LONGEST_NAME, localizer))
    for sheet in on_its_way:
        check_limits(sheet)
        components = components_of(sheet)
        texts = [each["content"] for each in components[0]["components"] if each["type"] == 10]
        assert sum(len(text.encode("utf-16-le")) // 2 for text in texts) <= 4_000
        assert len(json.dumps(components, ensure_ascii=False, separators=(",", ":")).encode()) <= 10_000


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_real_quotation_is_a_message_that_discord_takes(real: Edition, language: Language) -> None:
    quotes = quotes_for(QuotesRoute(), real)
    assert len(quotes) >= 10
    routes = [QuotesRoute(person=brief(person)) for person in speakers(quotes, real)]
    routes += [QuotesRoute(topic=brief(topic)) for topic in topics(quotes, real)]
    for route in [QuotesRoute(), *routes]:
        found = quotes_for(route, real)
        pages = quote_pages(route, real, LOCALIZERS[language])
        for quote, page in zip(found, pages, strict=True):
            check_limits(page)
            text = shown([page])
            assert quote.text in text
            assert real.published[quote.said_by].name.to(language) in text
            assert ("our translation" in text) is (language == "en")


async def test_the_newest_comes_first_and_the_undated_last() -> None:
    dates = {"a": None, "b": "2024", "c": "2025-08-05", "d": "2025-01/2025-08", "e": None, "f": "2025"}
    cards = [raw_quote(card_id, "ada", **({"date": date} if date else {})) for card_id, date in dates.items()]
    edition = edition_of([raw_card("person", "ada"), *cards])
    assert "".join(quote.id for quote in quotes_for(QuotesRoute(), edition)) == "cfdbae"


async def test_only_what_a_quotation_is_tied_to_is_its_topic_and_its_speaker_is_not() -> None:
    edition = edition_of(
        [
            raw_card("person", "ada"),
            raw_card("person", "bob"),
            raw_card("event", "fair", start="2025"),
            raw_quote("q", "ada", relations=[{"type": "said-at", "card": "fair"}, {"type": "mentions", "card": "bob"}]),
        ]
    )
    quotes = quotes_for(QuotesRoute(), edition)
    assert set(topics(quotes, edition)) == {"fair", "bob"}
    assert set(speakers(quotes, edition)) == {"ada"}
    assert quotes_for(QuotesRoute(topic="ada"), edition) == []
    assert [quote.id for quote in quotes_for(QuotesRoute(topic="bob"), edition)] == ["q"]


async def test_a_withheld_speaker_is_neither_offered_nor_named() -> None:
    withheld = raw_card("person", "ada", name="Ada Secret", status="withheld")
    edition = edition_of([withheld, raw_quote("q", "ada")])
    quotes = quotes_for(QuotesRoute(), edition)
    assert not speakers(quotes, edition)
    for route in (QuotesRoute(), QuotesRoute(person="ada")):
        (page,) = quote_pages(route, edition, LOCALIZERS["en"])
        check_page(page, "en")
        assert "Secret" not in str(page)
        assert "ada" not in {link.card_id for link in page.links}
        assert page.blocks[1].endswith("\n> — **somebody whose card is not published** · Date not known")


@pytest.mark.parametrize("route", [QuotesRoute(), QuotesRoute(person="ada")])
async def test_who_said_it_and_when_stands_below_the_words_and_what_they_are_below_that(route: QuotesRoute) -> None:
    ada = raw_card("person", "ada", role=both("Mathématicienne"))
    quote = raw_quote("q", "ada", date="2025-08", via="paper")
    edition = edition_of([ada, raw_card("organization", "paper"), quote])
    (page,) = quote_pages(route, edition, LOCALIZERS["fr"])
    assert page.blocks[1] == ("> «\u00a0Mots de q\u00a0»\n> — **Ada** · août 2025\n> -# Mathématicienne · via Paper")


async def test_a_disputed_quotation_says_who_disputes_it_and_counts_its_sources() -> None:
    old = {"id": "old", "text": both("Vieux."), "superseded_by": "new"}
    facts = [old, {"id": "new", "text": both("Neuf.")}]
    disputed = [
        {"by": by, "text": both("Non."), **of} for by, of in (("bob", {}), ("bob", {}), ("eve", {"fact": "old"}))
    ]
    others = [raw_card("person", each) for each in ("ada", "bob", "eve")]
    edition = edition_of([*others, raw_quote("q", "ada", facts=facts, disputed=disputed), raw_quote("r", "ada")])
    first, second = quote_pages(QuotesRoute(), edition, LOCALIZERS["en"])
    # By itself, or it would read as the title of the summary.
    assert first.blocks[2:4] == ("**≠ Disputed by Bob: see the card**", "Summary of q.")
    assert "≠" not in str(second)
    assert all(page.blocks[-1].endswith(" · 1 source") for page in (first, second))


@pytest.mark.parametrize(
    ("language", "original", "marks"),
    [
        ("fr", "fr", ["«\N{NO-BREAK SPACE}Bonjour\N{NO-BREAK SPACE}»"]),
        ("en", "fr", ["«\N{NO-BREAK SPACE}Bonjour\N{NO-BREAK SPACE}»", "“Hello”"]),
        ("fr", "en", ["“Hello”", "«\N{NO-BREAK SPACE}Bonjour\N{NO-BREAK SPACE}»"]),
        ("en", "en", ["“Hello”"]),
    ],
)
async def test_words_stand_in_the_marks_of_their_language(language: Language, original: str, marks: list[str]) -> None:
    words = {"fr": "Bonjour", "en": "Hello"}
    other = "en" if original == "fr" else "fr"
    quote = raw_quote("q", "ada", text=words[original], original_language=original, translation={other: words[other]})
    edition = edition_of([raw_card("person", "ada"), quote])
    text = shown(quote_pages(QuotesRoute(), edition, LOCALIZERS[language]))
    both_marks = ("“Hello”", "«\N{NO-BREAK SPACE}Bonjour\N{NO-BREAK SPACE}»")
    assert {words for words in both_marks if words in text} == set(marks)
    ours = {"fr": "notre traduction", "en": "our translation"}[language]
    assert (ours in text) is (len(marks) == 2)


def test_there_are_never_more_pages_than_a_button_can_number() -> None:
    cards: list[Mapping[str, Any]] = [raw_quote(f"q-{number}", "ada") for number in range(1_005)]
    edition = edition_of([raw_card("person", "ada"), *cards])
    pages = quote_pages(QuotesRoute(), edition, LOCALIZERS["fr"])
    assert len(pages) == 999
    assert "999 sur 1\N{NARROW NO-BREAK SPACE}005" in shown(pages[-1:])
    check_page(pages[-1], "fr")


# The worst that the schema lets through: every text as long as can be, every character one to escape.
FILL = st.sampled_from(["*", "_", "w ", "é", "\\", '"', "🎉", "語", "1. ", "http://"])
FEWER = settings(PROPERTY, max_examples=25)


def filled(fill: str, size: int, mark: str) -> str:
    return (f"{mark}{fill * size}")[: size - 1].strip() + "."


def both(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


@FEWER
@given(
    fill=FILL,
    size=st.sampled_from([1_500, 1_499, 900, 300, 170]),
    tied=st.integers(0, 4) | st.integers(0, 40),
    by_person=st.booleans(),
    about_topic=st.booleans(),
    language=st.sampled_from(LANGUAGES),
)
@example(fill="*", size=900, tied=0, by_person=True, about_topic=False, language="en")
@example(fill="*", size=170, tied=40, by_person=True, about_topic=False, language="en")
async def test_the_worst_quotation_that_the_schema_allows_is_shown_whole(
    *, fill: str, size: int, tied: int, by_person: bool, about_topic: bool, language: Language
) -> None:
    topic_ids = [f"t-{number}" + "-t" * 29 for number in range(tied)]
    others = [
        raw_card("term", each, name=filled(fill, 100, f"T{each[:4]}"), definition=both("x")) for each in topic_ids
    ]
    when = {"date": "2025-09-28%/2025-09-30%", "basis": "inferred", "note": both(filled(fill, size, "Note"))}
    quotes = [
        raw_quote(
            f"q-{number}" + "-q" * 30,
            "ada" + "-a" * 30,
            name=filled(fill, 100, f"Q{number}"),
            text=filled(fill, size, f"Words{number}"),
            original_language=original,
            translation={"en" if original == "fr" else "fr": filled(fill, size, f"Ours{number}")},
            summary=both(filled(fill, size, f"Summary{number}")),
            date=when,
            via="via",
            relations=[{"type": "mentions", "card": each} for each in topic_ids],
        )
        for number, original in enumerate(["fr", "en"])
    ]
    ada = raw_card("person", "ada" + "-a" * 30, name=filled(fill, 100, "Ada"), role=both(filled(fill, 100, "Role")))
    edition = edition_of([ada, raw_card("organization", "via", name=filled(fill, 100, "Via")), *others, *quotes])
    topic = topic_ids[0] if about_topic and topic_ids else ""
    route = QuotesRoute(brief(str(ada["id"])) if by_person else "", brief(topic))
    pages = quote_pages(route, edition, LOCALIZERS[language])
    blocks = "\n".join(block for page in pages for block in page.blocks)
    for page in pages:
        check_page(page, language)
        assert "Ada" in page.blocks[0] + page.blocks[1], "a quotation without its speaker could be shared"
        assert any(press.route == CardRoute(each) for press in presses_of(page) for each in edition.published)
    for card in edition.published.values():
        if isinstance(card, Quote):
            foreign = card.original_language != language
            ours = getattr(card.translation, language) if card.translation else None
            for text, times in [(card.text, 1), (ours or f"Ours{card.id[2]}", int(foreign)), (card.summary.en, 1)]:
                assert blocks.count(plain(text)) == times
    assert blocks.count(plain(filled(fill, size, "Note"))) == len(quotes)
    for each in topic_ids[1:]:
        assert blocks.count(plain(edition.published[each].name.en)) == len(quotes)


@FEWER
@given(fill=FILL, quoted=st.booleans(), both_asked=st.booleans(), language=st.sampled_from(LANGUAGES))
async def test_that_there_is_nothing_is_said_within_the_limits(
    *, fill: str, quoted: bool, both_asked: bool, language: Language
) -> None:
    people = [raw_card("person", each + "-p" * 30, name=filled(fill, 100, each.upper())) for each in ("ada", "bob")]
    ada, bob = (str(person["id"]) for person in people)
    cards = [raw_quote("q", bob, relations=[{"type": "responds-to", "card": "r"}]), raw_quote("r", bob)]
    edition = edition_of([*people, *(cards if quoted else [])])
    route = QuotesRoute(brief(ada), brief(bob) if both_asked else "")
    (page,) = quote_pages(route, edition, LOCALIZERS[language])
    check_limits(page)
    assert page.refusal
    assert plain(filled(fill, 100, "ADA")) in page.blocks[0]
    offered = {press.route for press in presses_of(page)}
    assert offered == (
        ({QuotesRoute(person=brief(bob))} if both_asked else set()) | {QuotesRoute()} if quoted else set()
    )


def test_a_button_shows_a_name_as_it_is() -> None:
    quote = raw_card("quote", "said", text="x", original_language="en", said_by="ann")
    topic = raw_card("model", "thing", name="*Thing* (1)")
    other = raw_card("quote", "other", text="y", original_language="en", said_by="bob")
    other["relations"] = [{"type": "mentions", "card": "thing", "cite": other["cite"]}]
    people = [raw_card("person", "ann", name="Ann *Star* (CEO)"), raw_card("person", "bob")]
    edition = edition_of([quote, other, topic, *people])
    (page,) = quote_pages(QuotesRoute("ann", "thing"), edition, LOCALIZERS["en"])
    labels = [press.label for press in page.presses]
    assert "Quotations from Ann *Star* (CEO)" in labels
    assert not any("\\" in label for label in labels)
