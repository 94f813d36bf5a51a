"""A digest as messages: within Discord's limits, the same for all who are told the same, worth reading."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord.components import validate_components

from bot.cards.corrections import Corrected
from bot.cards.library import Edition
from bot.cards.text import LANGUAGES, Language, Text
from bot.delivery.envelopes import folded
from bot.digests.memory import Memory
from bot.digests.ports import Letter
from bot.digests.records import Content, Part
from bot.digests.selection import Selection, select
from bot.presentation import vocabulary
from bot.presentation.digests import corrected, digest_content, imprint, picture_in
from bot.presentation.digests.corrections import CORRECTION
from bot.presentation.digests.imprints import IMPRINT
from bot.presentation.markup import displayed, plain
from bot.presentation.measures import Room, excesses
from bot.presentation.sheet import Picture, Sheet
from tests.presentation.support import COMPONENTS_V2, LOCALIZERS, PROPERTY, components_of, edition_of, raw_card

TODAY = date(2026, 12, 1)


def rendered(selection: Selection, edition: Edition, language: Language = "en", today: date = TODAY) -> Content:
    return digest_content(selection, today, edition, LOCALIZERS[language])


def told(content: Content) -> str:
    """Return all that readers see."""
    return "\n".join(displayed(block) for part in content.parts for block in part["blocks"])


def known(edition: Edition, *new: str, **earlier: str) -> Memory:
    """Return a memory of all cards but ``new``, some as of ``earlier``."""
    cards = {card.id: str(card.updated.start) for card in edition.published.values() if card.id not in new}
    return Memory(cards | earlier)


async def message_of(part: Part, line: str) -> Mapping[str, Any]:
    """Return a part as it is sent, with its picture."""

    async def illustrate(part: Part) -> tuple[Picture, bytes] | None:
        picture = picture_in(part, LOCALIZERS)
        return (picture, b"") if picture else None

    return (await folded(Letter(part=part, imprint=line, nonce="n" * 25), illustrate)).message


async def check_message(part: Part, line: str) -> None:
    """Assert that Discord would take a part with its imprint."""
    message = await message_of(part, line)
    assert list(excesses(message["components"])) == []
    assert all(len(item["description"]) <= 1_024 for item in pictured(message["components"]))
    validate_components(list(message["components"]), flags=COMPONENTS_V2)


def pictured(components: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    inner = [each for frame in components for each in frame["components"]]
    return [item for each in inner if each["type"] == 12 for item in each["items"]]


# Limits


def worst(number: int, fill: str, kinds: Sequence[str], length: int) -> list[dict[str, Any]]:
    """Return cards whose every text is filled with ``fill``; each kind in turn, ten of them on one day of the year."""
    text = (fill * 1_500)[:length].strip() + "."
    both = {"fr": text, "en": text}
    made = [raw_card("person", "speaker", name=f"S{fill * 90}"[:90].strip(), summary=both)]
    for index in range(number):
        kind = kinds[index % len(kinds)]
        owns: dict[str, dict[str, Any]] = {
            "event": {"start": {"date": f"{2000 + index}-12-01", "basis": "inferred", "note": both}},
            "quote": {"text": text, "original_language": "fr", "said_by": "speaker", "translation": {"en": text}},
            "claim": {"text": both, "said_by": "speaker"},
            "story": {"lede": both, "steps": [{"card": "speaker", "text": both}]},
        }
        disputed = [{"by": "speaker", "text": both}]
        facts = [{"id": "f", "text": both, "date": "2026-11-21"}]
        name = (f"N{index}x" + fill * 100)[:100].strip()
        made.append(
            raw_card(
                kind,
                f"c-{index}" + "-x" * 29,
                name=name,
                summary=both,
                facts=facts,
                disputed=disputed,
                **owns.get(kind, {}),
            )
        )
    return made


@PROPERTY
@given(
    number=st.integers(1, 24),
    limit=st.integers(1, 24),
    fill=st.sampled_from(["*", "w", "_", "é ", "\\", "語", "🎉"]),
    length=st.sampled_from([20, 200, 600, 1_499]),
    kinds=st.lists(st.sampled_from(["person", "event", "quote", "claim", "story"]), min_size=1, max_size=5),
    language=st.sampled_from(LANGUAGES),
    memory=st.sampled_from(["empty", "some", "old", "all"]),
    notes=st.lists(st.tuples(st.integers(0, 23), st.integers(1, 600)), max_size=6),
)
async def test_the_worst_digest_is_told_whole_within_discords_limits(
    *,
    number: int,
    limit: int,
    fill: str,
    length: int,
    kinds: list[str],
    language: Language,
    memory: str,
    notes: list[tuple[int, int]],
) -> None:
    edition = edition_of(worst(number, fill, kinds, length))
    remembered = {
        "empty": Memory(),
        "some": Memory({"speaker": "2026-11-21"}),
        "old": Memory(dict.fromkeys(edition.published, "2020-01-01")),
        "all": known(edition),
    }[memory]
    topics = tuple(list(edition.published)[:limit]) if limit % 2 else ()
    selection = select(edition, topics, remembered, TODAY, limit=limit)
    content = rendered(selection, edition, language)
    line = imprint(2**31, edition.number, timedelta(days=365, hours=23, minutes=59), LOCALIZERS[language])
    corrections = [
        Corrected(f"c-{card}" + "-x" * 29, date(2026, 12, 2), Text(fr=fill * size, en=fill * size))
        for card, size in notes
    ]
    for part in content.parts:
        await check_message(part, line)
        await check_message(corrected(part, corrections, LOCALIZERS[language]), line)
        assert json.loads(json.dumps(part)) == part, "a part survives the ledger"
    expected = [card.id for card in (*selection.fresh, *selection.changed)]
    expected += [selection.featured.id] if selection.featured else []
    expected += [entry.card_id for entry in selection.on_this_day]
    assert [card_id for cards in content.cards for card_id in cards] == expected, "each card once, and in order"
    for part, cards in zip(content.parts, content.cards, strict=True):
        assert [link[1] for link in part["links"]] == list(cards), "a card's button is on the card's own message"
        for card_id in cards:
            name = plain(edition.published[card_id].name.to(language))
            assert any(f"**{name}**" in block for block in part["blocks"])
    assert all(block.strip() for part in content.parts for block in part["blocks"])


@pytest.mark.parametrize(("fill", "shortest"), [("w", 700), ("*", 380), ("語", 250)])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_fullest_part_has_room_for_the_imprint_and_for_a_correction_that_names_its_card(
    fill: str, shortest: int, language: Language
) -> None:
    """Lengths are tried one after the other, so that some page is filled to the last character or byte."""
    localizer, fullest = LOCALIZERS[language], 0.0
    for length in range(shortest, shortest + 220, 2):
        edition = edition_of(worst(4, fill, ["event"], length))
        content = rendered(select(edition, (), Memory({"speaker": "2026-11-21"}), TODAY, limit=3), edition, language)
        for part, cards in zip(content.parts, content.cards, strict=True):
            left = Room() - IMPRINT - CORRECTION
            sheet = replace(Sheet.from_json(part), picture=picture_in(part, LOCALIZERS))
            assert sheet.room.fits(left)
            fullest = max(fullest, sheet.room.characters / left.characters, sheet.room.octets / left.octets)
            note = Corrected(cards[0], TODAY, Text(fr=fill * 1_400, en=fill * 1_400))
            mended = corrected(part, [note], localizer)
            await check_message(mended, imprint(12_345, edition.number, timedelta(hours=119, minutes=59), localizer))
            assert plain(edition.published[cards[0]].name.to(language)) in mended["blocks"][0]
    assert fullest > 0.9, fullest


async def test_a_summary_that_fits_is_never_left_out() -> None:
    edition = edition_of(worst(9, "w", ["person"], 1_499))
    content = rendered(select(edition, (), known(edition, "c-0" + "-x" * 29), TODAY, limit=9), edition)
    assert "w" * 1_400 in told(content)


# One content for many channels


def test_the_same_question_has_the_same_bytes_for_an_answer() -> None:
    def bytes_of() -> str:
        edition = edition_of(worst(12, "é ", ["person", "event", "quote", "story"], 200))
        content = rendered(select(edition, (), Memory({"speaker": "2026-01-01"}), TODAY, limit=9), edition, "fr")
        return json.dumps([content.edition, content.parts, content.cards, content.memory.to_json()])

    assert bytes_of() == bytes_of()


def test_nothing_in_it_is_one_channels_own() -> None:
    """No number, no channel, no hour: what makes it a channel's own stands in the imprint."""
    edition = edition_of([raw_card("person", "ada"), raw_card("person", "bob")])
    content = rendered(select(edition, (), known(edition, "bob"), TODAY, limit=9), edition)
    text = json.dumps(content.parts)
    assert edition.number not in text
    assert "<#" not in text
    assert "No." not in text
    assert ":" not in told(content).replace("Summary of bob.", "")
    assert content.edition == edition.number
    assert content.memory == known(edition)


@pytest.mark.parametrize(
    ("language", "late", "line"),
    [
        ("fr", timedelta(minutes=40), "N°\u00a012 · édition 4f2a91c · en retard de 40\u00a0min"),
        ("en", timedelta(minutes=40), "No. 12 · edition 4f2a91c · 40 min late"),
        ("fr", None, "N°\u00a012 · édition 4f2a91c"),
        ("en", timedelta(hours=26, minutes=5, seconds=50), "No. 12 · edition 4f2a91c · 1 day 2 hr 5 min late"),
        ("en", timedelta(seconds=59), "No. 12 · edition 4f2a91c"),
    ],
)
def test_the_imprint_has_the_number_the_edition_and_the_delay(
    language: Language, late: timedelta | None, line: str
) -> None:
    assert imprint(12, "4f2a91c", late, LOCALIZERS[language]) == line


# What it says


def news() -> tuple[Edition, Selection]:
    edition = edition_of(
        [
            raw_card("person", "ada", name="Ada *Star*"),
            raw_card("person", "bob", name="Bob", updated="2026-11-30", facts=FACTS),
            raw_card("event", "launch", name="Launch", start="2024-12-01"),
            raw_card("event", "fair", name="Fair", start="2025-06"),
            raw_card(
                "quote", "words", name="Words", text="Un mot *dit*.", original_language="fr", said_by="ada", date="2025"
            ),
        ]
    )
    return edition, select(edition, (), known(edition, "fair", bob="2026-11-20"), TODAY, limit=9)


FACTS = [
    {"id": "old", "text": {"fr": "Ancien.", "en": "Old."}, "date": "2026-11-20"},
    {"id": "new", "text": {"fr": "Récent.", "en": "Recent."}, "date": "2026-11-21"},
    {"id": "undated", "text": {"fr": "Toujours.", "en": "Always."}},
]


@pytest.mark.parametrize(
    ("language", "title", "counts", "sections"),
    [
        (
            "fr",
            "Le bulletin du 1er décembre 2026",
            "1 nouvelle fiche · 1 fiche modifiée",
            ["Nouveautés", "Mises à jour", "La citation", "Ce jour-là"],
        ),
        (
            "en",
            "The digest of 1 December 2026",
            "1 new card · 1 updated card",
            ["New", "Updated", "The quotation", "On this day"],
        ),
    ],
)
def test_it_tells_what_is_new_what_changed_a_quotation_and_the_day(
    language: Language, title: str, counts: str, sections: list[str]
) -> None:
    edition, selection = news()
    (part,) = rendered(selection, edition, language).parts
    opening, *blocks = part["blocks"]
    assert opening.split("\n") == [f"# {title}", counts]
    assert [block.split("\n")[0] for block in blocks] == [f"## {section}" for section in sections]
    assert [link[1] for link in part["links"]] == ["fair", "bob", "words", "launch"]
    assert part["colour"] == vocabulary.LIST_COLOUR


def test_each_card_is_told_in_the_order_of_a_card() -> None:
    edition, selection = news()
    _, fair, bob, words, launch = rendered(selection, edition).parts[0]["blocks"]
    assert fair.split("\n")[1:] == ["**Fair**", "-# 📅 Event · June 2025", "Summary of fair."]
    assert bob.split("\n")[1:4] == ["**Bob**", "-# 👤 Person · updated 30 November 2026", "Summary of bob."]
    quoted = words.split("\n")
    assert quoted[1:4] == ["**Words**", "-# 💬 Quotation", "Summary of words."]
    assert quoted[4] == "> «\u00a0Un mot \\*dit\\*.\u00a0»"
    assert quoted[-1] == "> — **Ada \\*Star\\*** · 2025", "nobody's words are told without their name"
    assert launch.split("\n")[2] == "-# 📅 Event · 1 December 2024 · 2 years ago"


def test_of_a_changed_card_it_tells_what_has_happened_since_it_was_received() -> None:
    edition, selection = news()
    text = told(rendered(selection, edition))
    assert "Since then\n- Recent." in text
    assert "Old." not in text
    assert "Always." not in text


def test_what_others_dispute_says_so() -> None:
    disputed = [{"by": "ada", "text": {"fr": "Non.", "en": "No."}}]
    edition = edition_of([raw_card("person", "ada", name="Ada"), raw_card("person", "bob", disputed=disputed)])
    text = told(rendered(select(edition, (), known(edition, "bob"), TODAY, limit=9), edition))
    assert "≠ Disputed by Ada: see the card" in text


def test_a_story_says_how_long_it_is() -> None:
    steps = [{"card": "ada", "text": {"fr": "Puis.", "en": "Then."}}]
    tale = raw_card("story", "tale", lede={"fr": "Il était.", "en": "Once."}, steps=steps)
    edition = edition_of([raw_card("person", "ada"), raw_card("person", "new"), tale])
    text = told(rendered(select(edition, (), known(edition, "new"), TODAY, limit=9), edition))
    assert "Worth reading\nTale\n🧭 Story · 1 step\nSummary of tale." in text


@pytest.mark.parametrize(
    ("language", "title", "section"),
    [
        ("fr", "Dépêche vous souhaite la bienvenue", "Pour commencer"),
        ("en", "Welcome to Dépêche", "To begin with"),
    ],
)
def test_the_first_one_welcomes(language: Language, title: str, section: str) -> None:
    edition = edition_of([raw_card("person", f"p-{number}") for number in range(9)])
    content = rendered(select(edition, (), Memory(), TODAY, limit=9), edition, language)
    opening, cards = content.parts[0]["blocks"]
    assert opening.startswith(f"# {title}\n-# ")
    assert "2026" in opening
    assert cards.startswith(f"## {section}\n")
    assert len(content.cards[0]) == 5


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "Rien de nouveau depuis le dernier bulletin."), ("en", "Nothing is new since the last digest.")],
)
def test_one_without_news_says_so_and_tells_a_quotation_and_the_day(language: Language, sentence: str) -> None:
    edition, _ = news()
    content = rendered(select(edition, (), known(edition), TODAY, limit=9), edition, language)
    assert content.parts[0]["blocks"][0].endswith(f"\n{sentence}")
    assert content.cards == (("words", "launch"),)


def test_without_anything_at_all_it_is_one_message_all_the_same() -> None:
    edition = edition_of([])
    content = rendered(select(edition, (), Memory(), TODAY, limit=9), edition)
    assert (len(content.parts), content.cards) == (1, ((),))
    assert "Nothing is new" in told(content)


@pytest.mark.parametrize(
    ("count", "line"),
    [(1, "-# P 0"), (3, "-# P 0 · P 1 · P 2"), (4, "-# 4 topics")],
)
def test_it_names_its_topics_or_says_how_many(count: int, line: str) -> None:
    edition = edition_of([raw_card("person", f"p-{number}") for number in range(5)])
    topics = tuple(f"p-{number}" for number in range(count))
    content = rendered(select(edition, (*topics, "gone"), known(edition, "p-0"), TODAY, limit=9), edition)
    assert content.parts[0]["blocks"][0].split("\n")[1] == line


def test_a_long_one_goes_on_in_another_message_which_says_so() -> None:
    edition = edition_of([raw_card("person", f"p-{number:02}") for number in range(30)])
    content = rendered(select(edition, (), Memory({"x": "2026-01-01"}), TODAY, limit=20), edition)
    assert [len(cards) for cards in content.cards] == [9, 9, 2]
    first, second, third = (part["blocks"] for part in content.parts)
    assert first[0].split("\n")[:2] == ["# The digest of 1 December 2026", "-# (1/3)"]
    assert second[0] == "-# The digest of 1 December 2026 (2/3)"
    assert third[0] == "-# The digest of 1 December 2026 (3/3)"
    assert third[-1] == "-# 10 more next time"
    assert all(blocks[1].startswith("## New\n") for blocks in (first, second, third))


# The picture


def dated(number: int) -> Edition:
    events = [raw_card("event", f"e-{index}", start=f"202{index}-0{index + 1}") for index in range(number)]
    return edition_of([raw_card("person", "ada"), *events])


@pytest.mark.parametrize(("number", "shown"), [(2, 0), (3, 1)])
def test_a_few_dated_cards_have_a_picture(number: int, shown: int) -> None:
    edition = dated(number)
    content = rendered(select(edition, (), Memory({"ada": "2026-11-21"}), TODAY, limit=9), edition)
    assert [bool(picture_in(part, LOCALIZERS)) for part in content.parts] == [bool(shown)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_is_drawn_from_the_frozen_part_alone_and_always_the_same(language: Language) -> None:
    edition = dated(4)
    content = rendered(select(edition, (), Memory({"ada": "2026-11-21"}), TODAY, limit=9), edition, language)
    frozen = json.dumps(content.parts[0])
    one, other = (picture_in(json.loads(frozen), LOCALIZERS) for _ in range(2))
    assert one
    assert other
    assert one.key == other.key
    assert one.draw() == other.draw()
    assert one.draw().startswith(b"\x89PNG")
    assert "E 3" in one.description
    assert content.parts[0]["picture"]["language"] == language, "its months are in the digest's language"
    changed = {**json.loads(frozen), "picture": {**json.loads(frozen)["picture"], "title": "Other"}}
    drawn = picture_in(changed, LOCALIZERS)
    assert drawn
    assert drawn.key != one.key


def test_the_picture_is_on_the_first_message_only() -> None:
    edition = edition_of(worst(12, "w", ["event"], 1_000))
    content = rendered(select(edition, (), Memory({"speaker": "2026-11-21"}), TODAY, limit=12), edition)
    assert len(content.parts) > 1
    assert [bool(picture_in(part, LOCALIZERS)) for part in content.parts] == [True] + [False] * (len(content.parts) - 1)


# Corrections


def correction(card_id: str = "ada", day: int = 22, text: str = "It *was* 20.") -> Corrected:
    return Corrected(card_id, date(2026, 11, day), Text(fr=text, en=text))


def part_with(text: str) -> Part:
    return Sheet(1, (f"# Digest\n{text}", "Another block"), components_links()).to_json()


def noted(part: Part, notes: Sequence[Corrected], language: Language = "en") -> list[list[str]]:
    """Return the lines of each block of ``part`` with its corrections, as readers see them."""
    return [displayed(block).split("\n") for block in corrected(part, notes, LOCALIZERS[language])["blocks"]]


def components_links() -> tuple[Any, ...]:
    edition = edition_of([raw_card("person", "ada", name="Ada *Star*")])
    content = rendered(select(edition, (), Memory(), TODAY, limit=1), edition)
    return Sheet.from_json(content.parts[0]).links


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("fr", "Correction du 22 novembre 2026 · Ada *Star*\u00a0:"),
        ("en", "Correction of 22 November 2026 · Ada *Star*:"),
    ],
)
def test_a_correction_stands_below_the_title_dated_and_escaped(language: Language, label: str) -> None:
    part = part_with("text")
    ((title, _, note), *rest) = noted(part, [correction()], language)
    assert (title, note) == ("Digest", f"{label} It *was* 20.")
    assert rest == [["Another block"]]


def test_without_corrections_a_part_stays_as_it_is() -> None:
    part = part_with("text")
    assert corrected(part, [], LOCALIZERS["en"]) == part


def test_the_latest_correction_comes_first() -> None:
    notes = [correction(day=20, text="First."), correction(day=22, text="Last.")]
    (_, _, *lines), _ = noted(part_with("text"), notes)
    assert [line.split()[-1] for line in lines] == ["Last.", "First."]


def test_where_there_is_no_room_for_the_sentence_it_names_the_card() -> None:
    (_, _, note), _ = noted(part_with("w" * 3_300), [correction(text="v" * 500)] * 2)
    assert note == "Correction of 22 November 2026 · Ada *Star*: read the card as it stands now."


def test_where_there_is_none_for_the_names_it_leads_to_the_cards() -> None:
    notes = [correction(day=day, text="v" * 500) for day in range(1, 23)]
    (_, _, note), _ = noted(part_with("w" * 3_300), notes)
    assert note == "Correction of 22 November 2026: read the cards as they stand now."


def test_a_corrected_part_keeps_its_picture_and_its_buttons() -> None:
    edition = dated(3)
    (part,) = rendered(select(edition, (), Memory({"ada": "2026-11-21"}), TODAY, limit=9), edition).parts
    mended = corrected(part, [correction("e-1")], LOCALIZERS["en"])
    message = asyncio.run(message_of(mended, "No. 1"))
    assert len(pictured(message["components"])) == 1
    assert replace(Sheet.from_json(mended), blocks=()) == replace(Sheet.from_json(part), blocks=())
    assert components_of(Sheet.from_json(mended))
