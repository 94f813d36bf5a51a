"""A timeline's pages and their pictures: the same events in both, described for those who do not see them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES, Language
from bot.presentation.bounds import entries_for
from bot.presentation.measures import MAX_OCTETS, length_of, octets_of
from bot.presentation.routes import CardRoute, TimelineRoute
from bot.presentation.sheet import Picture, Sheet
from bot.presentation.timeline import timeline_pages
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


@pytest.fixture(scope="module")
def real() -> Edition:
    return build_edition(take_snapshot(Path(ROOT / "briefings")))


def pages(edition: Edition, language: Language = "en", **route: Any) -> list[Sheet]:
    return list(timeline_pages(TimelineRoute(**route), edition, LOCALIZERS[language]))


def picture_of(sheet: Sheet) -> Picture:
    assert sheet.picture is not None
    return sheet.picture


def test_a_topic_has_its_own_entries_oldest_first() -> None:
    days = [17, 3, 28, 11, 30, 8, 22]
    events = [
        raw_card("event", f"e-{day:02}", start=f"2025-06-{day:02}", participants=["ada" if day > 5 else "bob"])
        for day in days
    ]
    edition = edition_of([raw_card("person", "ada"), raw_card("person", "bob"), *events])
    (page,) = pages(edition, topic="ada")
    assert [link.card_id for link in page.links] == ["e-08", "e-11", "e-17", "e-22", "e-28", "e-30"]
    (page,) = pages(edition, topic="ada", first="2025-06-11", last="2025-06-22")
    assert [link.card_id for link in page.links] == ["e-11", "e-17", "e-22"]


@pytest.mark.parametrize(
    ("language", "bounds", "title"),
    [
        ("en", {"first": "2020", "last": "2026-08"}, "Timeline · 2020 to August 2026"),
        ("fr", {"first": "2026-08-01", "last": "2020"}, "Chronologie · 2020 – 1er août 2026"),
        ("en", {"first": "2026", "last": "2020"}, "Timeline · 2020 to 2026"),
        ("en", {"first": "2025", "last": "2025"}, "Timeline · 2025"),
        ("fr", {"first": "2025"}, "Chronologie · 2025 et après"),
        ("en", {"last": "2025"}, "Timeline · 2025 and earlier"),
    ],
)
def test_the_title_says_from_when_to_when_whichever_bound_comes_first(
    real: Edition, language: Language, bounds: dict[str, str], title: str
) -> None:
    for page in pages(real, language, **bounds):
        assert page.blocks[0] == f"### {title}"
        assert page.links
        assert picture_of(page).description.startswith(f"{title}. ")


def test_bounds_the_wrong_way_round_keep_what_lies_between(real: Edition) -> None:
    for first, last in (("2019", "2025-01"), ("2020", "2025-08-05")):
        assert pages(real, first=first, last=last)[0].links == pages(real, first=last, last=first)[0].links != ()
    # The rest of the year is not the wrong way round.
    (rest,) = pages(real, first="2025-08", last="2025")
    assert "deepseek-r1-release" not in {link.card_id for link in rest.links}
    assert "gpt-oss-launch" in {link.card_id for link in rest.links}


def test_a_timeline_without_entries_leads_back(real: Edition) -> None:
    (page,) = pages(real, topic="kimi-k2")
    assert page.refusal
    assert page.blocks == ("### Timeline of Kimi K2\nNothing here has a date yet.",)
    assert [press.route for press in presses_of(page)] == [CardRoute("kimi-k2")]
    (page,) = pages(real, topic="sam-altman", first="2031")
    assert page.refusal
    assert [press.route for press in presses_of(page)] == [TimelineRoute("sam-altman"), CardRoute("sam-altman")]


def test_an_entry_has_the_symbol_and_the_kind_of_its_card(real: Edition) -> None:
    assert {(link.symbol, link.note) for page in pages(real) for link in page.links} == {("📅", "Event")}


def events(number: int, **fields: Any) -> Edition:
    return edition_of(
        [
            raw_card("event", f"event-{each}", start=f"20{each // 12 + 10}-{each % 12 + 1:02}", **fields)
            for each in range(number)
        ]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_real_timeline_has_pictures_that_tell_all_of_it(real: Edition, language: Language) -> None:
    pictures = [picture_of(page) for page in pages(real, language)]
    described = " ".join(picture.description for picture in pictures)
    for picture in pictures:
        assert picture.draw().startswith(b"\x89PNG")
        assert picture.file_name == "timeline.png"
    for entry in real.timeline:
        assert real.published[entry.card_id].name.to(language) in described
    start = {"fr": "Chronologie. 5 événements en image", "en": "Timeline. 5 events in a picture, from 2019 to"}
    assert described.startswith(start[language])


@pytest.mark.parametrize(
    ("number", "on_each"),
    [(1, [1]), (2, [2]), (8, [8]), (9, [5, 4]), (10, [5, 5]), (21, [7, 7, 7]), (60, [8, 8, 8, 8, 8, 8, 8, 4])],
)
def test_entries_are_spread_evenly_over_pages_of_eight(number: int, on_each: list[int]) -> None:
    assert [len(page.links) for page in pages(events(number))] == on_each


def test_the_picture_shows_the_events_of_its_page_and_which_of_all_they_are() -> None:
    second = pages(events(30))[1]
    description = picture_of(second).description
    assert "Events 9 to 16 of 30." in description
    assert [link.label in description for link in second.links] == [True] * 8
    assert "Event 7." not in description


@settings(PROPERTY, max_examples=60)
@example(name="a", summary="*" * 300, start="2025", end=None, inferred=False, language="fr")
@given(
    name=st.text(st.sampled_from('aé文🎉"\\*_~|`<>[]()#@:.+-1 \n'), min_size=1, max_size=100).filter(str.strip),
    summary=st.text(st.sampled_from('aé文🎉"\\*_~|`<>[]()#@:.+-1 \n'), min_size=1, max_size=300).filter(str.strip),
    start=st.sampled_from(["2025", "2024-08-30", "2024-12-31%", "2024-12-31?/2025-08-30%", "2024-08-30~"]),
    end=st.sampled_from([None, "2025-09-30", "2025-09-30%", "2025-09-30%/2025-12-31%"]),
    inferred=st.booleans(),
    language=st.sampled_from(LANGUAGES),
)
def test_an_entry_takes_no_more_of_a_message_than_was_reckoned_when_the_cards_were_read(  # noqa: PLR0917
    name: str, summary: str, start: str, end: str | None, inferred: bool, language: Language
) -> None:
    doubt = {"basis": "inferred", "note": {"fr": "Une note.", "en": "A note."}} if inferred else {}
    dates = {"start": {"date": start} | doubt} | ({"end": {"date": end} | doubt} if end else {})
    card = raw_card("event", "e", name=name, summary={"fr": summary, "en": "x"}, **dates)
    edition = edition_of([card, raw_card("event", "other", start="1999")])
    (page,) = pages(edition, language, first="2000")
    (entry,) = entries_for(TimelineRoute(first="2000"), edition)
    (link,) = page.links
    assert octets_of(page.blocks[1]) + octets_of(link.label) <= entry.octets + 16


def test_one_event_has_no_picture() -> None:
    assert pages(events(1))[0].picture is None
    assert pages(events(3), first="2010-02", last="2010-02")[0].picture is None
    assert pages(events(3), first="2030")[0].picture is None


def test_pictures_differ_by_edition_filters_page_and_language() -> None:
    some, more = events(30), events(31)
    keys = [
        picture_of(page).key
        for page in (
            *pages(some),
            *pages(some, "fr"),
            *pages(more),
            *pages(some, first="2010-03"),
            *pages(some, last="2011"),
        )
    ]
    assert len(set(keys)) == len(keys)
    assert [picture_of(page).key for page in pages(some)] == [picture_of(page).key for page in pages(some)]
    assert pages(some, topic="event-1")[0].picture is None


def test_an_event_that_has_an_end_lasts_to_it_in_the_text_and_the_picture() -> None:
    edition = edition_of(
        [
            raw_card("event", "summit", start="2025-02-10", end="2025-02-11"),
            raw_card("event", "launch", start="2025-08-05"),
        ]
    )
    page = pages(edition)[0]
    assert "-# 10 February 2025 to 11 February 2025" in page.blocks[1].replace("–", "to")
    assert "11 February 2025" in picture_of(page).description
    endless = edition_of(
        [raw_card("event", "summit", start="2025-02-10"), raw_card("event", "launch", start="2025-08-05")]
    )
    assert picture_of(page).draw() != picture_of(pages(endless)[0]).draw()
    # On its last day, it was still going on.
    assert [link.card_id for link in pages(edition, first="2025-02-11", last="2025-02-11")[0].links] == ["summit"]


def test_a_name_in_letters_that_the_font_lacks_is_whole_in_the_text() -> None:
    edition = edition_of([raw_card("event", "a", name="发布会 🎉", start="2025"), raw_card("event", "b", start="2024")])
    page = pages(edition)[0]
    assert "发布会 🎉" in page.blocks[1]
    assert "发布会 🎉" in picture_of(page).description
    assert picture_of(page).draw().startswith(b"\x89PNG")


@settings(PROPERTY, max_examples=40)
@given(
    fill=st.sampled_from(["W", "é", "文", "🎉", '"', "\\", "a b "]),
    size=st.integers(1, 100),
    number=st.integers(2, 24),
    language=st.sampled_from(LANGUAGES),
    topical=st.booleans(),
    bounds=st.sampled_from([{}, {"first": "2025-09-30", "last": "2025-09-01"}]),
)
def test_descriptions_fit_the_message_and_name_as_many_events_as_they_can(
    *, fill: str, size: int, number: int, language: Language, topical: bool, bounds: dict[str, str]
) -> None:
    def name(mark: str) -> str:
        return f"{mark}{fill * size}"[:98].rstrip() + "."

    cards = [
        raw_card("event", f"event-{each}", name=name(f"N{each}x"), start="2025-09", participants=["ada"])
        for each in range(number)
    ]
    edition = edition_of([*cards, raw_card("person", "ada", name=name("Ada"))])
    for page in pages(edition, language, topic="ada" if topical else "", **bounds):
        check_limits(page)
        octets = len(json.dumps(components_of(page), ensure_ascii=False, separators=(",", ":")).encode())
        assert octets <= page.room.octets <= MAX_OCTETS
        if page.picture is None:
            assert len(page.links) == 1
            continue
        description = page.picture.description
        assert length_of(description) <= 1_024
        told = sum(link.label in description for link in page.links)
        left = len(page.links) - told
        assert told >= 1
        assert ({"fr": f"Et {left} autre", "en": f"And {left} more."}[language] in description) == (left > 0)
