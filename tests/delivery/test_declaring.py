"""Digests declared in a file: what a start of the bot makes of it, and who is told when one fails."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.declaring import Declaring
from bot.delivery.newsroom import Newsroom
from bot.digests.declared import is_declared, name_in_file, was_declared
from bot.digests.subscription import Subscription
from bot.presentation.localizer import load_localizers
from bot.presentation.sheet import Sheet
from bot.settings import Settings
from tests.world.support import A_DAY, EIGHT, MORNING, Clock, House, open_house


class Desk:
    """A house, its file of declared digests, and what its newsroom was told."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.file = house.settings.digests.declared
        self.told: list[Sheet] = []

    async def start(self, *entries: str) -> list[Subscription]:
        """Do what a start does about declared digests; return them, whether still in the file or not."""
        self.write(*entries)

        async def post(sheet: Sheet) -> None:
            self.told.append(sheet)

        await Declaring(
            file=self.file,
            ledger=self.house.app.ledger,
            library=self.house.app.library,
            newsroom=Newsroom(post, load_localizers()["en"]),
            clock=self.house.clock,
        ).apply()
        return list(await self.house.app.ledger.declared())

    def write(self, *entries: str) -> None:
        self.file.write_text("\n".join(["digests:", *(f"  - {{{each}}}" for each in entries)]) + "\n")

    def entry(self, name: str = "one", **changes: Any) -> str:
        guild = self.house.channel.guild
        assert guild
        usual = {
            "name": name,
            "server": guild.id,
            "channel": self.house.channel.id,
            "cadence": "daily",
            "time": "8h",
            "zone": "Europe/Paris",
            "language": "en",
        }
        return ", ".join(f"{key}: {value}" for key, value in (usual | changes).items())

    async def current(self, subscription: Subscription) -> Subscription:
        found = await self.house.app.ledger.get(subscription.id)
        assert found
        return found

    async def states(self, subscription: Subscription) -> list[str]:
        return [record.state for record in await self.house.app.ledger.history(subscription.id, 10)]


@pytest.fixture
async def desk(settings: Settings, tmp_path: Path) -> AsyncIterator[Desk]:
    settings = replace(settings, digests=replace(settings.digests, declared=tmp_path / "digests.yaml"))
    async with open_house(settings, Clock(MORNING)) as house:
        yield Desk(house)


async def test_a_digest_that_is_new_in_the_file_is_sent_when_it_is_due(desk: Desk) -> None:
    entry = desk.entry()
    (one,) = await desk.start(entry)
    assert (one.declared, one.created_by, one.next_run_at, one.standing) == ("one", 0, EIGHT, "active")
    assert is_declared(one)
    await desk.house.wake_at(EIGHT)
    assert len(desk.house.posts()) == 1


async def test_a_start_that_finds_nothing_changed_changes_nothing(desk: Desk) -> None:
    (before,) = await desk.start(desk.entry())
    desk.house.clock.advance(timedelta(minutes=10))
    assert await desk.start(desk.entry()) == [before]


async def test_what_changes_beside_the_schedule_leaves_the_schedule_alone(desk: Desk) -> None:
    (before,) = await desk.start(desk.entry())
    (after,) = await desk.start(desk.entry(language="fr", channel=desk.house.other_channel.id))
    assert (after.id, after.language, after.next_run_at) == (before.id, "fr", EIGHT)
    assert after.place.channel_id == desk.house.other_channel.id


async def test_what_came_due_before_the_bot_started_is_still_owed_under_a_changed_schedule(desk: Desk) -> None:
    (one,) = await desk.start(desk.entry())
    desk.house.clock.set(EIGHT + timedelta(minutes=30))
    (changed,) = await desk.start(desk.entry(time="20h"))
    assert changed.next_run_at == EIGHT + timedelta(hours=12)
    await desk.house.wake_at(EIGHT + timedelta(minutes=31))
    assert await desk.states(one) == ["sent"]
    (record,) = await desk.house.app.ledger.history(one.id, 10)
    assert record.occurrence.at == EIGHT


async def test_a_changed_schedule_never_brings_a_second_digest_for_the_same_time(desk: Desk) -> None:
    (one,) = await desk.start(desk.entry())
    await desk.house.wake_at(EIGHT)
    # Eight o'clock comes once more, an hour later.
    (changed,) = await desk.start(desk.entry(zone="Europe/London"))
    assert changed.next_run_at == EIGHT + timedelta(hours=1) + A_DAY
    assert await desk.states(one) == ["sent"]
    # Nor where another one came in between.
    await desk.start(desk.entry(time="8h30"))
    await desk.house.wake_at(EIGHT + timedelta(minutes=30))
    (back,) = await desk.start(desk.entry(zone="Europe/London"))
    assert back.next_run_at == EIGHT + timedelta(hours=1) + A_DAY


async def test_one_that_is_not_in_the_file_any_more_is_paused_and_keeps_its_history(desk: Desk) -> None:
    (one,) = await desk.start(desk.entry())
    await desk.house.wake_at(EIGHT)
    (left,) = await desk.start()
    assert (left.id, left.standing, left.next_run_at) == (one.id, "paused", None)
    assert not is_declared(left)
    assert was_declared(left)
    assert name_in_file(left) == "one"
    assert await desk.states(one) == ["sent"]
    await desk.house.wake_at(EIGHT + A_DAY)
    assert len(desk.house.posts()) == 1
    assert await desk.start() == [left]


async def test_one_that_is_back_in_the_file_goes_on_where_it_stopped(desk: Desk) -> None:
    (one,) = await desk.start(desk.entry())
    await desk.house.wake_at(EIGHT)
    await desk.start()
    (back,) = await desk.start(desk.entry())
    assert (back.id, back.declared, back.standing, back.next_run_at) == (one.id, "one", "active", EIGHT + A_DAY)
    await desk.house.wake_at(EIGHT + A_DAY)
    assert await desk.states(one) == ["nothing-new", "sent"], "what it has received is remembered"


async def test_what_its_server_s_admins_made_of_one_that_was_left_to_them_stays(desk: Desk) -> None:
    await desk.start(desk.entry())
    (left,) = await desk.start()
    assert await desk.house.app.ledger.resume(left, EIGHT)
    (resumed,) = await desk.start()
    assert (resumed.standing, resumed.next_run_at) == ("active", EIGHT)


async def test_one_that_an_admin_paused_stays_paused(desk: Desk) -> None:
    (one,) = await desk.start(desk.entry())
    assert await desk.house.app.ledger.pause(one)
    (paused,) = await desk.start(desk.entry(time="9h"))
    assert (paused.standing, paused.next_run_at) == ("paused", None)


async def test_a_start_that_ended_half_way_through_pausing_is_made_up_for(desk: Desk) -> None:
    from bot.digests.declared import left_alone

    (one,) = await desk.start(desk.entry())
    await desk.house.app.ledger.change(one, left_alone(one), None, None)
    (left,) = await desk.start()
    assert left.standing == "paused"


async def test_what_is_suspended_goes_on_once_the_file_names_another_channel(desk: Desk) -> None:
    (one,) = await desk.start(desk.entry(channel=404))
    await desk.house.wake_at(EIGHT)
    await desk.house.wake_at(EIGHT + timedelta(minutes=11))
    assert (await desk.current(one)).standing == "suspended"
    (same,) = await desk.start(desk.entry(channel=404, language="fr"))
    assert (same.standing, same.next_run_at) == ("suspended", None)
    (moved,) = await desk.start(desk.entry())
    assert (moved.standing, moved.trouble, moved.next_run_at) == ("active", None, EIGHT + A_DAY)


async def test_with_a_mistake_in_the_file_everything_goes_on_and_the_newsroom_is_told(desk: Desk) -> None:
    (before,) = await desk.start(desk.entry())
    assert await desk.start(desk.entry("two"), desk.entry(time="25h")) == [before]
    ((sheet),) = desk.told
    assert "**The declared digests have 1 problem**" in sheet.blocks[0]
    assert "go on as they were" in sheet.blocks[0]
    assert "yaml:3:" in sheet.blocks[1]
    assert "is not a time of day" in sheet.blocks[1]
    await desk.house.wake_at(EIGHT)
    assert len(desk.house.posts()) == 1


async def test_the_newsroom_is_told_of_a_thousand_mistakes_in_one_message(desk: Desk) -> None:
    await desk.start(*(desk.entry(f"d-{number}", zone="x" * 60) for number in range(1_000)))
    (sheet,) = desk.told
    assert "1,000 problems" in sheet.blocks[0]
    assert " more" in sheet.blocks[1].splitlines()[-1]
    await desk.house.app.sender.post(desk.house.channel.id, sheet)


async def test_a_bot_that_starts_follows_the_file_before_it_sends(desk: Desk) -> None:
    desk.write(desk.entry())
    desk.house.clock.set(EIGHT)
    try:
        await desk.house.app._send_once_connected()
    finally:
        await desk.house.app.scheduler.stop()
    (found,) = await desk.house.app.ledger.declared()
    assert found.next_run_at == EIGHT + A_DAY


# Who is told when one fails: nobody in Discord made it.


async def failed(desk: Desk, **changes: Any) -> Subscription:
    (one,) = await desk.start(desk.entry(channel=404, **changes))
    await desk.house.wake_at(EIGHT)
    await desk.house.wake_at(EIGHT + timedelta(minutes=11))
    assert (await desk.current(one)).standing == "suspended"
    return one


def with_newsroom(desk: Desk, channel_id: int) -> None:
    scheduler = desk.house.app.scheduler
    errands = replace(scheduler._crew.errands, newsroom=channel_id)
    scheduler._crew = replace(scheduler._crew, errands=errands)


def told_in(desk: Desk, channel: Any) -> int:
    return sum("suspended" in seen.text for seen in desk.house.posts(channel))


async def test_its_fallback_channel_is_told(desk: Desk) -> None:
    with_newsroom(desk, desk.house.channel.id)
    await failed(desk, fallback=desk.house.other_channel.id)
    assert (told_in(desk, desk.house.other_channel), told_in(desk, desk.house.channel)) == (1, 0)


@pytest.mark.parametrize("fallback", [{}, {"fallback": 405}], ids=["none", "gone"])
async def test_without_one_the_newsroom_is_told(desk: Desk, fallback: dict[str, int]) -> None:
    with_newsroom(desk, desk.house.channel.id)
    await failed(desk, **fallback)
    assert told_in(desk, desk.house.channel) == 1


@pytest.mark.parametrize("fallback", [{}, {"fallback": 405}], ids=["none", "gone"])
async def test_with_neither_nobody_is_asked_to_talk_to_and_it_is_given_up(desk: Desk, fallback: dict[str, int]) -> None:
    await failed(desk, **fallback)
    assert desk.house.requests("POST", "/users/@me/channels") == []
    assert await desk.house.app.ledger.untold(datetime.max.replace(tzinfo=EIGHT.tzinfo), 10) == ()
