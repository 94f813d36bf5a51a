"""A crash campaign: the bot is killed again and again over a day of digests, and none is lost or comes twice.

``python -m tests.wire.campaign [--kills 300] [--subscriptions 200] [--faults] [--seed 1]`` prints the figures; it
leaves with 1 when a promise was broken. What the loopback Discord recorded is held against what is owed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

from bot.digests.cadence import Cadence, CronCadence
from bot.digests.subscription import ChannelKind, NewSubscription, Options, Place, Subscription
from bot.storage.database import migrate, open_database
from bot.storage.ledger import SqlLedger
from tests.wire.lives import STEPS, Life
from tests.wire.loopback import ROOT, LoopbackDiscord, loopback_discord

MORNING = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
_DAY = timedelta(days=1)
_STRIDE = _DAY / 300
_HISTORY = 1 << 16  # Discord, "Permissions": READ_MESSAGE_HISTORY
_KINDS: dict[ChannelKind, int] = {"text": 0, "announcement": 5, "forum": 15}
_SENDING = 1 << 11


MISFORTUNES = (
    *("429", "500", "502", "503", "cut", "refuse", "slow"),
    *("locked", "full", "permission", "channel", "away", "none"),
)
Misfortune = str

Record = tuple[str, str | None, list[int]]
"""What the ledger says of an occurrence: its state, the reason, the ids of its messages."""


@dataclass(frozen=True)
class Plan:
    """How much is done to the bot, and with which luck."""

    kills: int
    subscriptions: int
    faults: bool = False
    seed: int = 1


@dataclass
class Report:
    """What came of it. ``lost``, ``doubled`` and ``silent`` are to be empty.

    ``violations`` are bodies that are not what Discord describes, when DISCORD_OPENAPI names its description.
    """

    owed: int = 0
    sent: int = 0
    lives: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        ends = ", ".join(f"{count} {end}" for end, count in sorted(self.lives.items()))
        states = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        return (
            f"{self.lives.total()} lives ({ends}); {self.owed} occurrences owed: {states}; {self.sent} messages;"
            f" {len(self.lost)} lost, {len(self.doubled)} doubled, {len(self.silent)} without a reason,"
            f" {len(self.uncertain)} uncertain"
        )


class Campaign:
    """One campaign in ``folder``, whose path must be short."""

    def __init__(self, plan: Plan, folder: Path, discord: LoopbackDiscord) -> None:
        self._plan = plan
        self._folder = folder
        self._discord = discord
        self._dice = random.Random(plan.seed)
        self._now = MORNING
        self._report = Report()
        self._guilds: list[int] = []
        self._doomed: set[int] = set()  # channels that were deleted
        self._revoked: Counter[int] = Counter()  # how often each channel took the permission to post back
        self._denied: int | None = None
        self._away: int | None = None
        self._blind: int | None = None  # the channel whose history may not be read
        # Close enough that what one life leaves is taken up within the grace of two hours by one of the next.
        self._day = min(_DAY, _STRIDE * plan.kills)
        (folder / "data").mkdir(exist_ok=True)
        self._database = folder / "data" / "depeche.db"

    async def run(self) -> Report:
        """Set up, kill and restart, let the day end in peace, and compare."""
        await self._discord.order("limits", enforced=False)
        subscriptions = await self._subscribe()
        if self._plan.faults:
            self._blind = subscriptions[0].place.channel_id
            await self._discord.order("permissions", channel=self._blind, deny=_HISTORY)
        stride = self._day / self._plan.kills
        async with lives(self._folder, self._discord) as zygote:
            for number in range(self._plan.kills):
                misfortune = await self._misfortune(number) if self._plan.faults else "none"
                await self._advance(stride * self._dice.uniform(0.2, 1.8))
                life = self._short_life(number)
                if misfortune == "full":
                    life = replace(life, room=self._dice.choice((0, 4_096, 20_000, 60_000)))
                locking = asyncio.create_task(self._lock()) if misfortune == "locked" else None
                await self._live(zygote, life)
                if locking:
                    await locking
            await self._discord.order("mend")
            await self._give_back()
            while self._now < MORNING + self._day:
                await self._advance(min(stride * 20, MORNING + self._day - self._now))
                await self._live(zygote, self._peace())
            # What was put off comes up again, and what nobody can deliver any more is given up.
            for _ in range(10):
                await self._advance(timedelta(minutes=15))
                await self._live(zygote, self._peace())
        await self._compare(subscriptions)
        return self._report

    def _short_life(self, number: int) -> Life:
        now = self._now.isoformat()
        if number % 3 == 0:
            return Life(now, self._dice.uniform(0.3, 2.0))
        step = STEPS[(number * 2 // 3) % len(STEPS)]
        return Life(now, 3.0, step, self._dice.choice((1, 1, 1, 2, 3)))

    def _peace(self) -> Life:
        return Life(self._now.isoformat(), 60.0, peaceful=True)

    async def _live(self, zygote: asyncio.subprocess.Process, life: Life) -> None:
        assert zygote.stdin
        assert zygote.stdout
        zygote.stdin.write(json.dumps(asdict(life)).encode() + b"\n")
        end = (await zygote.stdout.readline()).decode().strip()
        assert end, "the process that starts the lives has died"
        self._report.lives[end] += 1

    async def _advance(self, by: timedelta) -> None:
        # A courier that was killed counts as gone only when its lease has run out.
        by = max(by, timedelta(seconds=30))
        self._now += by
        await self._discord.order("advance", seconds=by.total_seconds())
        await self._discord.order("date", now=self._now.isoformat())

    async def _subscribe(self) -> list[Subscription]:
        engine = await open_database(f"sqlite:///{self._database}")
        try:
            await migrate(engine)
            ledger = SqlLedger(engine, lambda: MORNING)
            return [await self._one(ledger, place) async for place in self._places()]
        finally:
            await engine.dispose()

    async def _places(self) -> AsyncIterator[Place]:
        left = self._plan.subscriptions
        while left > 0:
            kind = self._dice.choices(list(_KINDS), (7, 2, 1))[0]
            count = min(left, 5)
            guild = await self._discord.order("guild", name=f"g{left}", channels=count, kind=_KINDS[kind])
            self._guilds.append(guild["id"])
            for channel in guild["channels"]:
                yield Place(guild_id=guild["id"], channel_id=channel, kind=kind)
            left -= count

    async def _one(self, ledger: SqlLedger, place: Place) -> Subscription:
        # Every one comes at least once in the time that there is.
        within = self._dice.randrange(int(self._day.total_seconds()) // 60)
        moment = MORNING + timedelta(minutes=within + 1)
        if self._dice.random() < 0.5:
            cadence: Cadence | CronCadence = Cadence(name="daily", time=time(moment.hour, moment.minute), zone="UTC")
        else:
            cadence = CronCadence(cron=f"{moment.minute} */3 * * *", zone="UTC")
        options = Options(even_if_empty=True, publish=place.kind == "announcement")
        new = NewSubscription(
            place=place,
            cadence=cadence,
            topics=(),
            language=self._dice.choice(("fr", "en")),
            created_by=1,
            created_at=MORNING,
            options=options,
        )
        return await ledger.add(new, cadence.next_after(MORNING).at)

    async def _misfortune(self, number: int) -> Misfortune:
        """Let something go wrong for the next life; what went wrong before is over, but for deleted channels."""
        await self._discord.order("mend")
        await self._give_back()
        kind = self._dice.choice(MISFORTUNES)
        if kind == "permission":
            self._denied = await self._some_channel()
            self._revoked[self._denied] += 1
            await self._discord.order("permissions", channel=self._denied, deny=_SENDING)
        elif kind == "channel" and number % 3 == 0:
            doomed = await self._some_channel()
            self._doomed.add(doomed)
            await self._discord.order("remove_channel", channel=doomed)
        elif kind == "away":
            self._away = self._dice.choice(self._guilds)
            await self._discord.order("away", guild=self._away, away=True)
        elif kind in {"429", "500", "502", "503", "cut", "refuse", "slow"}:
            posting = r"POST /channels/\d+/(messages|threads)"
            await self._discord.order("fault", kind=kind, match=posting, probability=0.5, seconds=0.3)
        return kind

    async def _give_back(self) -> None:
        if self._denied is not None:
            await self._discord.order("permissions", channel=self._denied)
        if self._away is not None:
            await self._discord.order("away", guild=self._away, away=False)
        self._denied = self._away = None

    async def _some_channel(self) -> int:
        with closing(sqlite3.connect(self._database)) as connection:
            rows: list[int] = [row[0] for row in connection.execute("SELECT channel_id FROM subscription ORDER BY id")]
        return self._dice.choice([each for each in rows if each not in self._doomed and each != self._blind])

    async def _lock(self) -> None:
        """Hold the database for a while, as another program would, once the bot has begun."""
        await asyncio.sleep(self._dice.uniform(0.3, 1.0))
        with closing(sqlite3.connect(self._database, timeout=5)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(self._dice.uniform(0.2, 1.5))
            connection.rollback()

    async def _compare(self, subscriptions: list[Subscription]) -> None:
        every = await self._discord.order("messages")
        # Admins are told in direct messages, which are no digests.
        messages = [each for each in every if each["channel"] not in self._direct(every)]
        self._report.sent = len(messages)
        self._report.violations = (await self._discord.order("health"))["violations"]
        self._report.doubled = [f"nonce {name}" for name, count in _counted(messages).items() if count > 1]
        with closing(sqlite3.connect(self._database)) as connection:
            known = _records(connection)
            confirmed = {row[0] for row in connection.execute("SELECT message_id FROM receipt")}
            troubles = dict(connection.execute("SELECT id, trouble FROM subscription WHERE standing = 'suspended'"))
            told = {row[0] for row in connection.execute("SELECT subscription_id FROM notice WHERE kind = 'suspended'")}
        there = {message["id"] for message in messages}
        for subscription in subscriptions:
            for key in _owed(subscription, MORNING, MORNING + self._day):
                trouble = troubles.get(subscription.id) if subscription.id in told else None
                record = known.get((subscription.id, key)) or ("suspended" if trouble else "unknown", trouble, [])
                self._judge(subscription, key, record, there)
        self._report.doubled += [
            f"message {each['id']} in {each['channel']} (of {each['parent']}) has no receipt"
            for each in messages
            # What came into a channel just before it was deleted, nobody can find any more.
            if each["id"] not in confirmed and not {each["channel"], each["parent"]} & self._doomed
        ]

    def _direct(self, messages: list[dict[str, Any]]) -> set[int]:
        return {each["channel"] for each in messages if (each["nonce"] or "").startswith("notice-")}

    def _judge(self, subscription: Subscription, key: str, record: Record, there: set[int]) -> None:
        channel = subscription.place.channel_id
        name = f"{subscription.id}/{key} in {subscription.place.kind} {channel}"
        state, reason, receipts = record
        self._report.owed += 1
        self._report.states[state] += 1
        if state == "uncertain":
            self._report.uncertain.append(f"{name}: {reason}")
        # Twice without the permission to post is what a channel is suspended for.
        deliverable = channel not in self._doomed and self._revoked[channel] < 2
        if state == "sent":
            if channel not in self._doomed and not (receipts and set(receipts) <= there):
                self._report.lost.append(f"{name}: sent, and not there")
        elif not reason:
            self._report.silent.append(f"{name}: {state}")
        elif deliverable and not (state == "uncertain" and channel == self._blind):
            self._report.lost.append(f"{name}: {state}, {reason}")


def _counted(messages: list[dict[str, Any]]) -> Counter[str]:
    """Count messages by the mark they carry: the nonce is not told for those in forums."""
    return Counter(f"{each['channel']}/{each['body']['components'][0].get('id')}" for each in messages)


def _records(connection: sqlite3.Connection) -> dict[tuple[int, str], Record]:
    receipts: dict[int, list[int]] = {}
    for occurrence, message in connection.execute("SELECT occurrence_id, message_id FROM receipt"):
        receipts.setdefault(occurrence, []).append(message)
    rows = connection.execute("SELECT id, subscription_id, key, state, reason FROM occurrence")
    return {(owner, key): (state, reason, receipts.get(number, [])) for number, owner, key, state, reason in rows}


def _owed(subscription: Subscription, since: datetime, until: datetime) -> Iterator[str]:
    occurrences = takewhile(lambda each: each.at <= until, subscription.cadence.after(since))
    return (each.key for each in occurrences)


@asynccontextmanager
async def lives(folder: Path, discord: LoopbackDiscord) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the process that starts the lives."""
    command = [sys.executable, "-m", "tests.wire.lives", str(discord.path), str(folder)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe)
    assert process.stdout
    assert process.stdin
    try:
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        process.stdin.close()
        await process.wait()


async def campaign(plan: Plan) -> Report:
    """Run one in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        async with loopback_discord(Path(folder)) as discord:
            return await Campaign(plan, Path(folder), discord).run()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--subscriptions", type=int, default=200)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    report = asyncio.run(campaign(Plan(**vars(parser.parse_args()))))
    broken = [*report.lost, *report.doubled, *report.silent, *report.violations]
    sys.stdout.write("\n".join([*broken, *report.uncertain, str(report)]) + "\n")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
