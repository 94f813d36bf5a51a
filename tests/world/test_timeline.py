"""/timeline: what happened when, about what, between which dates, over how many pages."""

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


async def test_the_timeline_runs_from_2019_to_august_2025(house: House) -> None:
    timeline = await house.ask("timeline")
    shown = entries(timeline)
    assert timeline.title == "Timeline"
    assert shown[0] == ("2019", "Release of GPT-2")
    assert shown[-1][0].startswith("5 August 2025")
    assert shown[-1][1] == "Launch of gpt-oss"
    assert len(shown) == len(set(shown)) == 10
    assert timeline.private


async def test_a_release_that_an_event_tells_is_not_shown_twice(house: House) -> None:
    names = [name for _, name in entries(await house.ask("timeline"))]
    assert "Release of DeepSeek R1" in names
    assert "DeepSeek R1" not in names


async def test_an_entry_opens_its_card(house: House) -> None:
    timeline = await house.ask("timeline")
    opened = await house.choose(timeline, "gpt-2-release")
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
    names = [name for _, name in entries(await house.ask("timeline", **bounds))]
    assert len(names) == count
    assert names[0].startswith(first)
    assert names[-1].startswith(last)


@pytest.mark.parametrize("bounds", [{"from": "2026"}, {"to": "2018"}, {"from": "2025", "to": "2024"}])
async def test_an_empty_range_says_so(house: House, bounds: dict[str, Any]) -> None:
    timeline = await house.ask("timeline", **bounds)
    assert entries(timeline) == []
    assert "Nothing is dated" in timeline.text


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
        shown = entries(page)
        assert page.turning == ["Next ▶"]
        assert len(page.options) <= 25
        for _ in range(10):
            if "Next ▶" not in page.enabled:
                break
            page = await house.click(page, "Next ▶")
            shown += entries(page)
        assert [name for _, name in shown] == [f"Event {number}" for number in range(60)]
        assert "page 3 of 3" in page.text
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
        second = await house.click(await house.ask("timeline"), "Next ▶")
        for number in range(30, 60):
            (sixty / "events" / f"event-{number}.yaml").unlink()
        await house.reload()
        last = await house.click(second, "Next ▶")
        assert entries(last)[-1][1] == "Event 29"
        assert "page 2 of 2" in last.text
