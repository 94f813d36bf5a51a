"""``depeche digest``: what operators see of the digests that the real bot has sent, and is about to."""

import hashlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.digests.cadence import Cadence, CronCadence, parse_time
from bot.digests.subscription import NewSubscription, Place, Subscription
from bot.settings import Settings
from bot.storage.overview import open_to_read
from tests.cli.support import TOKEN, Outcome, depeche
from tests.conftest import ROOT
from tests.world.support import Clock, House, edit, open_house, write_card

# Long past, by whatever clock this runs: a Monday, seven in the morning in Paris.
MORNING = datetime(2025, 3, 10, 6, 0, tzinfo=UTC)
EIGHT = MORNING + timedelta(hours=1)
A_DAY = timedelta(days=1)
DAILY = Cadence(name="daily", time=parse_time("8:00"), zone="Europe/Paris")


@pytest.fixture
def few(settings: Settings, tmp_path: Path) -> Path:
    """Three cards, in the place of all."""
    import shutil

    shutil.rmtree(settings.content.folder)
    for card_id in ("ada", "bob", "cid"):
        write_card(settings.content.folder, "person", card_id)
    return settings.content.folder


@pytest.fixture
async def bureau(few: Path, settings: Settings) -> AsyncIterator[House]:
    """A bot that sends at eight in the morning."""
    async with open_house(settings, Clock(MORNING)) as house:
        yield house


def place(house: House, channel_id: int | None = None) -> Place:
    guild = house.channel.guild
    assert guild
    return Place(guild_id=guild.id, channel_id=channel_id or house.channel.id)


async def subscribe(house: House, next_run_at: datetime = EIGHT, **changes: Any) -> Subscription:
    values: dict[str, Any] = {
        "place": place(house),
        "cadence": DAILY,
        "topics": (),
        "language": "en",
        "created_by": house.admin.id,
        "created_at": MORNING,
    }
    return await house.app.ledger.add(NewSubscription(**values | changes), next_run_at)


def digest(house: House, *arguments: str) -> Outcome:
    folders = {
        "DEPECHE_DATA_FOLDER": str(house.settings.data.folder),
        "DEPECHE_CONTENT_FOLDER": str(house.settings.content.folder),
        "DEPECHE_DIGESTS_DECLARED": str(house.settings.data.folder / "digests.yaml"),
    }
    return depeche("digest", *arguments, cwd=ROOT, COLUMNS="220", **folders)


def told(outcome: Outcome) -> Any:
    assert (outcome.code, outcome.err) == (0, "")
    return json.loads(outcome.out)


def at(moment: datetime) -> tuple[str, str, str, str]:
    return "--at", moment.isoformat(), "--format", "json"


def fingerprint(house: House) -> dict[str, str]:
    files = house.settings.data.folder.glob("depeche.db*")
    return {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in files if not each.name.endswith("-shm")
    }


# list


async def test_the_list_has_every_subscription_with_its_next_run_and_what_is_wrong(bureau: House) -> None:
    first = await subscribe(bureau)
    second = await subscribe(
        bureau, cadence=CronCadence(cron="0 8 * * MON", zone="Europe/Paris"), declared="weekly-one", created_by=0
    )
    await bureau.app.ledger.pause(first)
    listed = told(digest(bureau, "list", "--format", "json"))
    assert [(each["number"], each["standing"], each["next"], each["declared"]) for each in listed] == [
        (first.id, "paused", None, None),
        (second.id, "active", EIGHT.isoformat(), "weekly-one"),
    ]
    assert {each["channel"] for each in listed} == {bureau.channel.id}

    shown = digest(bureau, "list").out
    assert "paused" in shown
    assert "2025-03-10 08:00" in shown
    assert "declared: weekly-one" in shown
    assert "0 8 * * MON" in shown


async def test_the_list_says_why_a_subscription_is_suspended(bureau: House) -> None:
    subscription = await subscribe(bureau, place=place(bureau, 404))
    await bureau.wake_at(EIGHT)
    await bureau.wake_at(EIGHT + timedelta(minutes=11))
    (listed,) = told(digest(bureau, "list", "--format", "json"))
    assert (listed["number"], listed["standing"], listed["trouble"]) == (subscription.id, "suspended", "no-channel")
    assert "suspended" in (shown := digest(bureau, "list").out)
    assert "no-channel: " in shown


async def test_without_a_digest_the_list_says_how_to_make_one(bureau: House) -> None:
    assert digest(bureau, "list").out == "There is no digest yet. In Discord, /digest create makes the first one.\n"
    assert told(digest(bureau, "list", "--format", "json")) == []


# history


async def test_the_history_says_what_was_sent_how_late_and_where_it_stands(bureau: House) -> None:
    subscription = await subscribe(bureau)
    await bureau.wake_at(EIGHT + timedelta(minutes=40))
    await bureau.wake_at(EIGHT + A_DAY)
    await bureau.wake_at(EIGHT + 2 * A_DAY + timedelta(hours=5))
    missed, nothing, sent = told(digest(bureau, "history", str(subscription.id), "--format", "json"))
    assert (sent["key"], sent["state"], sent["number"], sent["late_minutes"]) == ("2025-03-10T08:00", "sent", 1, 40)
    message = bureau.posts()[0].message
    assert sent["links"] == [
        f"https://discord.com/channels/{subscription.place.guild_id}/{subscription.place.channel_id}/{message.id}"
    ]
    assert nothing["state"] == "nothing-new"
    assert (missed["state"], missed["links"]) == ("missed", [])
    assert missed["reason"]

    shown = digest(bureau, "history", str(subscription.id)).out
    assert sent["links"][0] in shown
    assert missed["reason"] in shown
    assert "40 min" in shown
    assert len(told(digest(bureau, "history", str(subscription.id), "--limit", "1", "--format", "json"))) == 1


@pytest.mark.parametrize("command", ["history", "preview"])
async def test_a_digest_that_does_not_exist_is_said(bureau: House, command: str) -> None:
    outcome = digest(bureau, command, "7")
    assert outcome.code == 2
    assert outcome.complaint() == "There is no digest 7. `depeche digest list` shows those there are."


# preview


async def test_the_preview_is_what_the_bot_sends_next(bureau: House) -> None:
    subscription = await subscribe(bureau)
    preview = told(digest(bureau, "preview", str(subscription.id), *at(EIGHT)))
    shown = digest(bureau, "preview", str(subscription.id), "--at", EIGHT.isoformat()).out
    await bureau.wake_at(EIGHT)
    (posted,) = bureau.posts()
    (part,) = preview["parts"]
    assert [line for line in part["text"].split("\n") if line] == [line for line in posted.text.split("\n") if line]
    assert preview["new"]
    assert preview["number"] == 1
    assert sorted(part["cards"]) == ["ada", "bob", "cid"]
    assert 0 < part["characters"] <= 4_000
    assert 0 < part["bytes_at_most"] <= 10_000
    assert all(line in shown for line in part["text"].split("\n"))
    assert f"3 cards, {part['characters']:,} of 4,000 characters" in shown

    assert not told(digest(bureau, "preview", str(subscription.id), "--format", "json"))["new"]
    nothing = digest(bureau, "preview", str(subscription.id))
    assert nothing.out == f"Digest {subscription.id} has nothing new: nothing would be posted.\n"


async def test_the_preview_speaks_another_language_if_asked_to(bureau: House) -> None:
    subscription = await subscribe(bureau)
    assert "Person\n" in digest(bureau, "preview", str(subscription.id)).out
    assert "Personne\n" in digest(bureau, "preview", str(subscription.id), "--language", "fr").out


async def test_cards_that_cannot_be_served_cannot_be_previewed(bureau: House) -> None:
    subscription = await subscribe(bureau)
    edit(bureau.briefings / "people" / "ada.yaml", '"kind"', '"kin"')
    outcome = digest(bureau, "preview", str(subscription.id))
    assert outcome.code == 1
    assert "people/ada.yaml" in outcome.complaint()


# run --dry-run


async def test_a_dry_run_says_what_would_be_sent_has_nothing_new_or_comes_too_late(bureau: House) -> None:
    informed = await subscribe(bureau)
    await bureau.wake_at(EIGHT)
    new = await subscribe(bureau, EIGHT + A_DAY)
    late = await subscribe(
        bureau, EIGHT - 2 * A_DAY, cadence=Cadence(name="daily", time=parse_time("3:00"), zone="UTC")
    )
    paused = await subscribe(bureau)
    await bureau.app.ledger.pause(paused)
    found = told(digest(bureau, "run", "--dry-run", *at(EIGHT + A_DAY)))
    outcomes = {each["digest"]: (each["outcome"], each["messages"], each["cards"], each["skipped"]) for each in found}
    assert outcomes == {
        late.id: ("missed", 0, 0, 2),
        informed.id: ("nothing-new", 0, 0, 0),
        new.id: ("send", 1, 3, 0),
    }
    shown = digest(bureau, "run", "--dry-run", "--at", (EIGHT + A_DAY).isoformat()).out
    assert "send 1 message with 3 cards" in shown
    assert "nothing new" in shown
    assert "missed: too late (2 before it missed)" in shown

    await bureau.wake_at(EIGHT + A_DAY)
    states = {each: (await bureau.app.ledger.history(each, 1))[0].state for each in outcomes}
    assert states == {late.id: "missed", informed.id: "nothing-new", new.id: "sent"}


async def test_what_is_not_due_yet_is_foretold_as_sent_in_time(bureau: House) -> None:
    ahead = datetime(2089, 3, 10, 7, 0, tzinfo=UTC)
    subscription = await subscribe(bureau, ahead)
    assert digest(bureau, "run", "--dry-run").out == "Nothing is due.\n"
    (found,) = told(digest(bureau, "run", "--dry-run", *at(ahead + 5 * A_DAY)))
    assert (found["digest"], found["outcome"]) == (subscription.id, "send")
    assert found["key"] == "2089-03-10T08:00"


async def test_a_digest_that_is_on_record_and_has_not_ended_is_in_the_dry_run(bureau: House) -> None:
    subscription = await subscribe(bureau, place=place(bureau, 404))
    await bureau.wake_at(EIGHT)
    (found,) = told(digest(bureau, "run", "--dry-run", *at(EIGHT + timedelta(minutes=30))))
    assert (found["digest"], found["outcome"], found["begun"]) == (subscription.id, "send", True)


@pytest.mark.parametrize("crashed", [False, True], ids=["stopped", "crashed"])
async def test_no_command_changes_a_byte_of_the_database(bureau: House, crashed: bool) -> None:
    """After a crash the log of the last transactions lies beside the database; who opens it may not tidy up."""
    subscription = await subscribe(bureau)
    if not crashed:
        await bureau.app.ledger._engine.dispose()
    before = fingerprint(bureau)
    assert ("depeche.db-wal" in before) == crashed
    for command in (
        ("run", "--dry-run", "--at", EIGHT.isoformat()),
        ("list",),
        ("preview", str(subscription.id)),
        ("history", str(subscription.id)),
    ):
        assert digest(bureau, *command).code == 0
    after = fingerprint(bureau)
    assert after["depeche.db"] == before["depeche.db"]
    # An empty log is none.
    assert after.get("depeche.db-wal") in {before.get("depeche.db-wal"), hashlib.sha256(b"").hexdigest()}


async def test_what_reads_the_database_cannot_write_to_it(bureau: House) -> None:
    await subscribe(bureau)
    engine = await open_to_read(bureau.settings.database_url)
    with pytest.raises(Exception, match="readonly"):
        async with engine.begin() as connection:
            await connection.exec_driver_sql("DELETE FROM subscription")
    await engine.dispose()


def test_without_dry_run_it_refuses_because_the_bot_itself_sends(tmp_path: Path) -> None:
    outcome = depeche("digest", "run", DEPECHE_DATA_FOLDER=str(tmp_path), DISCORD_TOKEN=TOKEN)
    assert outcome.code == 2
    assert "Digests are sent by the bot itself, while it runs: depeche run." in outcome.complaint()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", ["tomorrow", "08:00", "2026-13-01"])
async def test_a_time_that_cannot_be_read_is_a_usage_error(bureau: House, wrong: str) -> None:
    outcome = digest(bureau, "run", "--dry-run", "--at", wrong)
    assert outcome.code == 2
    assert "is no time" in outcome.complaint()


def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    outcome = depeche("digest", "list", DEPECHE_DATA_FOLDER=str(tmp_path))
    assert outcome.code == 1
    assert outcome.complaint() == f"There is no database {tmp_path}/depeche.db yet: the bot makes it when it is run."
    assert list(tmp_path.iterdir()) == []


def test_tables_of_another_version_are_said(tmp_path: Path) -> None:
    (tmp_path / "depeche.db").touch()
    outcome = depeche("digest", "list", DEPECHE_DATA_FOLDER=str(tmp_path))
    assert outcome.code == 1
    assert "tables of another version of Dépêche (none, not " in outcome.complaint()


# check


async def test_the_declared_digests_are_listed_with_their_next_run(bureau: House) -> None:
    file = bureau.settings.data.folder / "digests.yaml"
    file.write_text(
        "digests:\n  - {name: one, server: 1, channel: 2, cadence: daily, time: 8h, zone: paris, language: fr}\n"
    )
    (listed,) = told(digest(bureau, "check", "--format", "json"))
    following = DAILY.next_after(datetime.now(UTC)).at
    assert (listed["name"], listed["server"], listed["channel"]) == ("one", 1, 2)
    assert datetime.fromisoformat(listed["next"]) in {following, DAILY.next_after(following).at}
    assert "08:00" in digest(bureau, "check").out


async def test_a_mistake_in_the_declared_digests_is_told_with_its_place(bureau: House) -> None:
    file = bureau.settings.data.folder / "digests.yaml"
    file.write_text(
        "digests:\n  - name: one\n    server: 1\n    channel: 2\n    cadence: daily\n    time: 8h\n"
        "    zone: paris\n    language: fr\n    topics: [ada, bpb]\n"
    )
    outcome = digest(bureau, "check")
    assert outcome.code == 1
    assert outcome.complaint() == f"{file}:9:19: there is no card 'bpb'; did you mean 'bob'?"


async def test_without_declared_digests_that_is_said(bureau: House) -> None:
    file = bureau.settings.data.folder / "digests.yaml"
    assert digest(bureau, "check").out == f"{file} is not there, so no digest is declared.\n"
    file.write_text("digests:\n")
    assert digest(bureau, "check").out == f"{file} declares no digest.\n"
