"""The ledger's book of subscriptions: the same on every database."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.digests.cadence import Cadence, CronCadence
from bot.digests.notices import Notice
from bot.digests.ports import Ledger
from bot.digests.subscription import Options, Place
from bot.storage.ledger import SqlLedger
from tests.storage.support import (
    MINUTE,
    NOW,
    OCCURRENCE,
    PLACE,
    TOMORROW,
    Clock,
    added,
    claimed,
    current,
    delivered,
    new_subscription,
    seated,
)


def test_the_ledger_is_what_the_courier_asks_for(ledger: SqlLedger) -> None:
    port: Ledger = ledger  # the type checker has the last word
    assert port is ledger


@pytest.mark.parametrize(
    "cadence",
    [
        Cadence(name="daily", time=time(0), zone="America/New_York"),
        Cadence(name="weekdays", time=time(23, 59), zone="UTC"),
        Cadence(name="chosen", time=time(7), zone="Asia/Kathmandu", weekdays=(0, 3)),
        Cadence(name="weekly", time=time(8, 30), zone="Australia/Lord_Howe", weekday=0),
        Cadence(name="monthly", time=time(8), zone="Europe/Paris", day=0),
        CronCadence(cron="*/15 7-9 * * 1", zone="Europe/Paris"),
    ],
    ids=lambda cadence: cadence.name,
)
async def test_a_subscription_comes_back_as_it_was_entered(ledger: SqlLedger, cadence: Cadence) -> None:
    options = Options(
        publish=True, even_if_empty=True, grace=30, title="No. {number} {œ}", tags=(2**60, 7), fallback_id=2**61
    )
    new = new_subscription(
        place=Place(guild_id=1, channel_id=2, kind="forum"),
        cadence=cadence,
        topics=("openai", "sam-altman"),
        language="en",
        options=options,
        declared="morning",
    )
    saved = await ledger.add(new, TOMORROW)
    assert await ledger.get(saved.id) == saved
    assert {name: getattr(saved, name) for name in new.__slots__} == {
        name: getattr(new, name) for name in new.__slots__
    }
    assert (saved.next_run_at, saved.since, saved.standing) == (TOMORROW, new.created_at, "active")
    assert (saved.number, saved.memory, saved.revision) == (0, None, 0)


async def test_what_is_not_there_is_none(ledger: SqlLedger) -> None:
    assert await ledger.get(1) is None


async def test_a_server_sees_its_own_subscriptions_oldest_first(ledger: SqlLedger) -> None:
    first = await added(ledger, TOMORROW)
    await added(ledger, place=Place(guild_id=2, channel_id=3))
    second = await added(ledger)
    assert await ledger.subscriptions_of(PLACE.guild_id) == (first, second)
    assert await ledger.subscriptions_of(3) == ()


async def test_the_declared_ones_are_told_apart(ledger: SqlLedger) -> None:
    await added(ledger)
    declared = await added(ledger, declared="morning")
    assert await ledger.declared() == (declared,)


async def test_instants_keep_their_milliseconds(ledger: SqlLedger) -> None:
    precise = NOW + timedelta(milliseconds=123)
    assert (await added(ledger, created_at=precise)).created_at == precise


class TestDeleting:
    async def test_a_server_cannot_delete_what_belongs_to_another(self, ledger: SqlLedger) -> None:
        theirs = await added(ledger)
        assert not await ledger.delete(2, theirs.id)
        assert await ledger.get(theirs.id) == theirs

    async def test_it_takes_all_that_hangs_on_it(self, ledger: SqlLedger, engine: AsyncEngine) -> None:
        subscription = (await delivered(ledger)).subscription
        await ledger.note_corrections(set())
        await ledger.note_corrections({("ada", "2026-11-22-abc")})
        await ledger.tell(Notice(subscription_id=subscription.id, kind="failed", reason="no", key="k", at=NOW))
        assert await ledger.delete(PLACE.guild_id, subscription.id)
        assert not await ledger.delete(PLACE.guild_id, subscription.id)
        async with engine.connect() as connection:
            for table in ("subscription", "occurrence", "receipt", "amendment", "notice"):
                assert await connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table  # noqa: S608

    async def test_an_id_is_never_used_again(self, ledger: SqlLedger) -> None:
        """Nonces are made of it: Discord would take the first digest of the new one for one of the old."""
        old = await added(ledger)
        await ledger.delete(PLACE.guild_id, old.id)
        assert (await added(ledger)).id > old.id


class TestChanging:
    async def test_everything_an_admin_decides_is_changed_at_once(self, ledger: SqlLedger) -> None:
        subscription = (await delivered(ledger)).subscription
        before = await current(ledger, subscription)
        new = new_subscription(topics=("ada",), language="en", place=Place(guild_id=PLACE.guild_id, channel_id=9))
        changed = await ledger.change(before, new, TOMORROW + MINUTE, None)
        assert changed is not None
        assert changed == await current(ledger, subscription)
        assert (changed.topics, changed.language, changed.place.channel_id) == (("ada",), "en", 9)
        assert (changed.next_run_at, changed.since, changed.revision) == (TOMORROW + MINUTE, NOW, before.revision + 1)
        assert (changed.number, changed.memory) == (before.number, before.memory)

    async def test_what_the_old_schedule_owes_is_taken_up(self, ledger: SqlLedger) -> None:
        subscription, token = await added(ledger), await seated(ledger)
        assert await ledger.change(subscription, new_subscription(), TOMORROW, OCCURRENCE)
        (claim,) = await ledger.take_up(token, NOW, 10)
        assert (claim.occurrence, claim.record.manual) == (OCCURRENCE, False)

    async def test_what_is_on_record_is_not_owed_again(self, ledger: SqlLedger) -> None:
        claim = await delivered(ledger)
        assert await ledger.change(
            await current(ledger, claim.subscription), new_subscription(), TOMORROW + MINUTE, OCCURRENCE
        )
        assert await ledger.take_up(claim.token, TOMORROW, 10) == ()
        assert await ledger.keys_of(claim.subscription.id) == {OCCURRENCE.key}

    async def test_of_two_admins_at_once_the_second_has_to_look_again(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        assert await ledger.change(subscription, new_subscription(topics=("ada",)), NOW, None)
        assert await ledger.change(subscription, new_subscription(topics=("bob",)), TOMORROW, OCCURRENCE) is None
        assert not await ledger.pause(subscription)
        kept = await current(ledger, subscription)
        assert (kept.topics, kept.next_run_at, kept.standing) == (("ada",), NOW, "active")
        assert await ledger.keys_of(subscription.id) == frozenset()

    async def test_what_was_deleted_cannot_be_changed(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        await ledger.delete(PLACE.guild_id, subscription.id)
        assert await ledger.change(subscription, new_subscription(), TOMORROW, OCCURRENCE) is None
        assert not await ledger.pause(subscription)
        assert not await ledger.resume(subscription, TOMORROW)

    async def test_a_paused_one_can_be_changed_and_stays_paused(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        await ledger.pause(subscription)
        changed = await ledger.change(await current(ledger, subscription), new_subscription(), None, None)
        assert changed is not None
        assert (changed.standing, changed.next_run_at) == ("paused", None)


class TestPausing:
    async def test_a_paused_one_is_not_due_until_it_is_resumed(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        assert await ledger.pause(subscription)
        assert await ledger.due(TOMORROW, 10) == ()
        paused = await current(ledger, subscription)
        assert (paused.standing, paused.next_run_at) == ("paused", None)
        assert await ledger.resume(paused, TOMORROW)
        assert [each.id for each in await ledger.due(TOMORROW, 10)] == [subscription.id]

    async def test_an_active_one_cannot_be_resumed(self, ledger: SqlLedger) -> None:
        """It would move the next run, and lose what is due."""
        subscription = await added(ledger)
        assert not await ledger.resume(subscription, TOMORROW)
        assert (await current(ledger, subscription)).next_run_at == NOW

    @pytest.mark.parametrize(("unasked", "is_news"), [(False, True), (True, False)])
    async def test_after_an_admin_resumed_it_the_same_trouble_is_news(
        self, ledger: SqlLedger, *, unasked: bool, is_news: bool
    ) -> None:
        claim = await claimed(ledger)
        await ledger.suspend(claim, "no-access", "no")
        notice = Notice(subscription_id=claim.subscription.id, kind="suspended", reason="no-access", key="k", at=NOW)
        assert await ledger.tell(notice)
        assert await ledger.resume(await current(ledger, claim.subscription), TOMORROW, unasked=unasked)
        assert await ledger.tell(notice) is is_news


@pytest.mark.parametrize(("key", "value"), [("commands", "abc"), ("empty", ""), ("long", "é" * 10_000)])
async def test_settings_are_kept_and_replaced(ledger: SqlLedger, key: str, value: str) -> None:
    assert await ledger.setting(key) is None
    await ledger.put_setting(key, "before")
    await ledger.put_setting("another", "untouched")
    await ledger.put_setting(key, value)
    assert await ledger.setting(key) == value
    assert await ledger.setting("another") == "untouched"


async def test_the_history_shows_the_latest_first(ledger: SqlLedger, clock: Clock) -> None:
    claim = await delivered(ledger)
    await ledger.order(claim.subscription, OCCURRENCE.__class__("2026-11-22T08:05:00", NOW + 5 * MINUTE))
    records: Any = await ledger.history(claim.subscription.id, 10)
    assert [record.manual for record in records] == [True, False]
    assert len(await ledger.history(claim.subscription.id, 1)) == 1


async def test_the_latest_of_each_digest_of_a_server_is_told_at_once(ledger: SqlLedger) -> None:
    claim = await delivered(ledger)
    subscription = claim.subscription
    await ledger.order(subscription, OCCURRENCE.__class__("2026-11-22T08:05:00", NOW + 5 * MINUTE))
    (newest,) = await ledger.history(subscription.id, 1)
    assert await ledger.latest(subscription.place.guild_id) == {subscription.id: newest}
    assert await ledger.latest(1) == {}
