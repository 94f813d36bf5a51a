"""/timeline: what happened when, about what, between which dates, over how many pages, and as a picture."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.presentation.markup import displayed
from bot.settings import Settings
from tests.world.support import House, Seen, open_house, with_briefings, write_card


def entries(timeline: Seen) -> list[tuple[str, str]]:
    """Return the date and the name of each entry shown."""
    lines = timeline.markdown.splitlines()
    return [
        (displayed(date), displayed(name))
        for name, date in pairwise(lines)
        if name.startswith("**") and date.startswith("-# ")
    ]


async def all_entries(house: House, timeline: Seen) -> list[tuple[str, str]]:
    """Turn to every page, and return the entries of all of them."""
    shown = entries(timeline)
    while "Next ▶" in timeline.enabled:
        timeline = await house.click(timeline, "Next ▶")
        shown += entries(timeline)
    return shown


async def test_the_timeline_runs_from_2019_to_august_2025(house: House) -> None:
    timeline = await house.ask("timeline")
    shown = await all_entries(house, timeline)
    assert timeline.title == "Timeline"
    assert shown[0] == ("2019", "Release of GPT-2")
    assert shown[-1][0].startswith("5 August 2025")
    assert shown[-1][1] == "Launch of gpt-oss"
    assert len(shown) == len(set(shown)) == 10
    assert timeline.private


async def test_a_release_that_an_event_tells_is_not_shown_twice(house: House) -> None:
    names = [name for _, name in await all_entries(house, await house.ask("timeline"))]
    assert "Release of DeepSeek R1" in names
    assert "DeepSeek R1" not in names


async def test_an_entry_opens_its_card(house: House) -> None:
    timeline = await house.ask("timeline")
    opened = await house.click(timeline, "Release of GPT-2")
    assert opened.title == "Release of GPT-2"
    assert opened.message.id == timeline.message.id


async def test_a_topic_keeps_what_is_tied_to_it(house: House) -> None:
    timeline = await house.ask("timeline", topic="Donald Trump")
    assert timeline.title == "Timeline of Donald Trump"
    assert [name for _, name in entries(timeline)] == ["Donald Trump’s wake-up call"]
    by_model = await house.ask("timeline", topic="r1")
    assert {"Release of DeepSeek R1", "Donald Trump’s wake-up call"} >= {name for _, name in entries(by_model)}


async def test_an_unknown_topic_is_refused_with_suggestions(house: House) -> None:
    answer = await house.ask("timeline", topic="Sem Eltman")
    assert answer.refusal
    assert "Sam Altman" in answer.links


@pytest.mark.parametrize(
    ("bounds", "first", "last", "count"),
    [
        ({"to": "2019"}, "Release of GPT-2", "Release of GPT-2", 1),
        ({"to": "2024-12"}, "Release of GPT-2", "Release of GPT-2", 1),
        # Of what happened "in 2025" nobody knows that it was not in June: such dates belong to any part of it.
        ({"from": "2025-06", "to": "2025-06"}, "Publication of America", "Mark Zuckerberg", 2),
        ({"from": "2025-08-05"}, "Publication of America", "Launch of gpt-oss", 5),
        ({"from": "2025-08-06"}, "Publication of America", "Press briefing", 4),
        ({"from": "2019-07", "to": "2019-07"}, "Release of GPT-2", "Release of GPT-2", 1),
        ({"from": "2020", "to": "2025"}, "Release of DeepSeek R1", "Launch of gpt-oss", 9),
    ],
)
async def test_bounds_keep_what_may_have_happened_between_them(
    house: House, bounds: dict[str, Any], first: str, last: str, count: int
) -> None:
    names = [name for _, name in await all_entries(house, await house.ask("timeline", **bounds))]
    assert len(names) == count
    assert names[0].startswith(first)
    assert names[-1].startswith(last)


async def test_bounds_the_wrong_way_round_are_put_right(house: House) -> None:
    bounds: dict[str, Any] = {"from": "2026", "to": "2020"}
    timeline = await house.ask("timeline", **bounds)
    assert timeline.title == "Timeline · 2020 to 2026"
    assert len(await all_entries(house, timeline)) == 9


@pytest.mark.parametrize("bounds", [{"from": "2026"}, {"to": "2018"}, {"from": "2024", "to": "2020"}])
async def test_an_empty_range_says_so_and_leads_to_all(house: House, bounds: dict[str, Any]) -> None:
    timeline = await house.ask("timeline", **bounds)
    assert entries(timeline) == []
    assert "Nothing is dated in that time." in timeline.text
    assert len(await all_entries(house, await house.click(timeline, "Without these dates"))) == 10


async def test_a_topic_without_dates_leads_back_to_its_card_and_is_nobody_else_s_business(house: House) -> None:
    await house.ask("server answers", by=house.admin, visibility="public")
    empty = await house.ask("timeline", topic="Kimi")
    assert empty.private
    assert empty.refusal
    assert (await house.click(empty, "Back to the card")).title == "Kimi K2"


@pytest.mark.parametrize("bound", ["from", "to"])
@pytest.mark.parametrize(
    "typed", ["yesterday", "2025-13", "2025-02-30", "05/08/2025", "0000", "5 août", "@everyone", "20250805"]
)
async def test_what_is_not_a_date_is_explained(house: House, bound: str, typed: str) -> None:
    query: dict[str, Any] = {bound: typed}
    answer = await house.ask("timeline", **query)
    assert answer.refusal
    assert answer.text == "That is not a date. Write 2025, 2025-08 or 2025-08-05."


@pytest.fixture
def sixty(tmp_path: Path) -> Path:
    """Sixty events, one a month from January 2020."""
    folder = tmp_path / "sixty"
    write_card(folder, "person", "ada", name="Ada")
    for number in range(60):
        start = f"{2020 + number // 12}-{number % 12 + 1:02}-15"
        write_card(folder, "event", f"event-{number}", start=start, participants=["ada"])
    return folder


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"topic": "ada"},
        {"from": "2020", "to": "2024-12-31", "topic": "ada"},
    ],
)
async def test_every_event_of_a_long_timeline_appears_once_over_its_pages(
    settings: Settings, sixty: Path, query: dict[str, Any]
) -> None:
    async with open_house(with_briefings(settings, sixty)) as house:
        page = await house.ask("timeline", **query)
        assert page.turning == ["Next ▶"]
        assert len(page.options) == 8
        shown = await all_entries(house, page)
        assert [name for _, name in shown] == [f"Event {number}" for number in range(60)]
        # It is one message throughout.
        assert "page 8 of 8" in page.text
        assert page.turning == ["◀ Previous"]


@pytest.mark.parametrize("typed", ["2020?", "2020~", "2020-01%", "2020/2024", "２０２０"])
async def test_a_date_written_as_cards_write_it_is_understood_or_explained(
    settings: Settings, sixty: Path, typed: str
) -> None:
    async with open_house(with_briefings(settings, sixty)) as house:
        query: dict[str, Any] = {"from": typed}
        answer = await house.ask("timeline", **query)
        assert answer.text.startswith(("Timeline", "That is not a date."))


async def test_a_page_that_no_longer_exists_opens_the_last_one(settings: Settings, sixty: Path) -> None:
    async with open_house(with_briefings(settings, sixty)) as house:
        fifth = await house.ask("timeline")
        for _ in range(4):
            fifth = await house.click(fifth, "Next ▶")
        assert "page 5 of 8" in fifth.text
        for number in range(30, 60):
            (sixty / "events" / f"event-{number}.yaml").unlink()
        await house.reload()
        last = await house.click(fifth, "Next ▶")
        assert entries(last)[-1][1] == "Event 29"
        assert "page 4 of 4" in last.text


# The picture


def picture_of(seen: Seen) -> tuple[str, str]:
    """Return the name of the file and the alternative text; the file must be the one that came along."""
    (gallery,) = (each for each in seen.components if each["type"] == 12)
    (item,) = gallery["items"]
    (attachment,) = seen.message.attachments
    assert item["media"]["url"].endswith(f"/{attachment.filename}")
    assert attachment.size > 1_000
    return attachment.filename, item["description"]


def has_picture(seen: Seen) -> bool:
    shown = any(each["type"] == 12 for each in seen.components)
    assert shown == bool(seen.message.attachments), "a picture and its file come and go together"
    return shown


@pytest.mark.parametrize(
    ("locale", "opening"),
    [("en-US", "Timeline. 5 events in a picture, from 2019"), ("fr", "Chronologie. 5 événements en image")],
)
async def test_the_timeline_comes_with_a_picture_that_is_described(house: House, locale: str, opening: str) -> None:
    house.speak(locale)
    name, description = picture_of(await house.ask("timeline"))
    assert name == "timeline.png"
    assert description.startswith(opening)


async def test_a_timeline_of_one_event_has_no_picture(house: House) -> None:
    assert not has_picture(await house.ask("timeline", topic="Donald Trump"))
    assert not has_picture(await house.ask("timeline", to="2018"))


async def test_turning_a_page_changes_the_picture_with_it(settings: Settings, sixty: Path) -> None:
    async with open_house(with_briefings(settings, sixty)) as house:
        first = await house.ask("timeline")
        before = first.message.attachments[0].id
        second = await house.click(first, "Next ▶")
        assert second.message.id == first.message.id
        assert "Events 9 to 16 of 60." in picture_of(second)[1]
        assert second.message.attachments[0].id != before
        again = await house.click(second, "◀ Previous")
        assert "Events 1 to 8 of 60." in picture_of(again)[1]


async def test_the_picture_goes_with_its_timeline_and_comes_back_with_it(house: House) -> None:
    card = await house.ask("org", organization="openai")
    timeline = await house.click(card, "In the timeline")
    assert has_picture(timeline)
    again = await house.click(timeline, "Back to the card")
    assert again.title == card.title
    assert not has_picture(again)
    back = await house.click(again, "In the timeline")
    assert has_picture(back)
    assert {each.message.id for each in (timeline, again, back)} == {card.message.id}


async def test_a_shared_timeline_has_its_picture_also_after_a_restart(house: House) -> None:
    timeline = await house.ask("timeline")
    await house.restart()
    await house.click(timeline, "Share")
    (shared,) = house.posts()
    assert has_picture(shared)
    assert not shared.private


async def draw_with(house: House, draw: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the gallery use another brush."""
    gallery = house.app.client.services.gallery
    begin = gallery._begin
    monkeypatch.setattr(gallery, "_begin", lambda picture: begin(replace(picture, draw=draw)))


async def test_discord_is_told_that_an_answer_comes_before_anything_is_drawn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    acknowledged: list[bool] = []

    def draw() -> bytes:
        acknowledged.append(bool(house.requests("POST", "/callback")))
        return b"a picture" * 200

    await draw_with(house, draw, monkeypatch)
    assert has_picture(await house.ask("timeline"))
    assert acknowledged == [True]


async def test_a_picture_that_is_there_already_is_answered_with_at_once(house: House) -> None:
    await house.ask("timeline")
    before = len(house.requests("PATCH", "@original"))
    assert has_picture(await house.ask("timeline"))
    assert len(house.requests("PATCH", "@original")) == before


async def test_a_timeline_whose_picture_fails_is_answered_with_its_text(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw() -> bytes:
        raise OSError("no more ink")

    await draw_with(house, draw, monkeypatch)
    timeline = await house.ask("timeline")
    assert not has_picture(timeline)
    assert len(entries(timeline)) == 5
    monkeypatch.undo()
    assert has_picture(await house.ask("timeline"))


async def test_a_page_whose_picture_fails_does_not_keep_the_one_before(
    settings: Settings, sixty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw() -> bytes:
        raise OSError("no more ink")

    async with open_house(with_briefings(settings, sixty)) as house:
        first = await house.ask("timeline")
        await draw_with(house, draw, monkeypatch)
        second = await house.click(first, "Next ▶")
        assert second.message.id == first.message.id
        assert not has_picture(second)
        assert "page 2 of 8" in second.text
