"""Digests: ordered by admins, delivered once, on time, with what is new; and what becomes of them otherwise."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.bootstrap import application
from bot.digests.retrying import CONFIRMATION
from bot.digests.selection import WELCOMING
from bot.settings import Settings
from tests.world.digests import confirmed, create, history, listed, save, saved
from tests.world.support import A_DAY, EIGHT, MORNING, House, edit, open_house, with_briefings, write_card

COMMANDS = ("status", "history", "preview", "send", "pause", "resume", "delete")
NONE = "No digest yet. `/digest create` makes the first one."


# Ordering


async def test_an_order_is_confirmed_listed_and_deleted(house: House) -> None:
    created = await house.order(topics="OpenAI", language="fr")
    assert created.private
    for said in ("Digest 1 is set up.", f"<#{house.channel.id}>", "every day at 08:00", "OpenAI", "in French"):
        assert said in created.text.replace("\\", "")
    listing = await house.ask("digest list", by=house.admin)
    assert listing.private
    assert f"1 · <#{house.channel.id}>" in listing.text
    assert "Sunday 22 November 2026" in listing.text
    deleted = await confirmed(house, "delete")
    assert deleted.text == "Digest 1 is deleted."
    assert await listed(house) == NONE


async def test_every_cadence_that_discord_offers_can_be_ordered(house: House) -> None:
    (command,) = (each for each in house.requests("PUT", "/commands")[-1].json if each["name"] == "digest")
    (leaf,) = (option for option in command["options"] if option["name"] == "create")
    (cadence,) = (option for option in leaf["options"] if option["name"] == "cadence")
    needed = {"chosen": {"weekdays": "lun, mer"}, "cron": {"cron": "0 8 * * MON"}}
    for choice in cadence["choices"]:
        options = {"channel": house.channel, "cadence": choice["value"], **needed.get(choice["value"], {})}
        *_, rehearsal = await house.ask_all("digest create", by=house.admin, **options)
        assert not (await save(house, rehearsal)).refusal
    assert (await listed(house)).count("active") == len(cadence["choices"]) == 6


async def test_readers_are_not_offered_the_command(house: House) -> None:
    digest = {f"digest {each}" for each in (*COMMANDS, "create", "edit", "list")}
    assert digest <= set(house.admin.available_commands(house.channel))
    assert not digest & set(house.reader.available_commands(house.channel))


async def test_a_reader_who_was_given_the_command_is_refused_by_the_bot(house: House) -> None:
    """A server may open the command to anybody; it stays with those who may manage the server."""
    root = house.env.backend.find_command("digest", house.env.guild.id)
    assert root is not None
    house.env.guild.set_command_permissions(int(root["id"]), {house.reader: True})
    asked: list[tuple[str, dict[str, Any]]] = [
        ("digest list", {}),
        ("digest delete", {"digest": 1}),
        ("digest create", {"channel": house.channel, "cadence": "daily", "time": "8:00"}),
    ]
    for command, options in asked:
        answer = await house.ask(command, by=house.reader, **options)
        assert answer.text == "Digests are for members who may manage this server."
        assert answer.refusal
        assert answer.private
    assert all(isinstance(error, discord.app_commands.CheckFailure) for error in house.env.errors)
    assert await listed(house) == NONE


@pytest.mark.parametrize(
    "wrong",
    [
        {"time": "25:00"},
        {"time": "8:60"},
        {"time": "morning"},
        {"time": "8"},
        {"timezone": "Atlantis"},
        {"timezone": "@everyone"},
        {"topics": "xyzzy"},
        {"topics": "openai, xyzzy"},
    ],
)
async def test_a_mistake_is_named_and_nothing_is_saved(house: House, wrong: dict[str, str]) -> None:
    answer = await create(house, **wrong)
    assert answer.refusal
    assert answer.private
    (said,) = wrong.values()
    assert said.rpartition(", ")[2] in answer.text
    assert "Something went wrong" not in answer.text
    assert await listed(house) == NONE


async def test_a_misspelt_topic_comes_with_suggestions(house: House) -> None:
    answer = await create(house, topics="openai, Sem Eltman")
    assert answer.refusal
    assert "Sem Eltman" in answer.text
    assert "sam-altman" in answer.links.values()


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Europe/Paris", "Europe/Paris"), ("paris", "Europe/Paris"), ("new york", "America/New_York"), ("UTC", "UTC")],
)
async def test_a_time_zone_is_understood_by_its_city(house: House, typed: str, zone: str) -> None:
    assert f"at 08:00 ({zone})" in (await house.order(timezone=typed)).text


async def test_time_zones_are_offered_by_city(house: House) -> None:
    choices = await house.suggest("digest create", "timezone", "londr")
    assert [choice["value"] for choice in choices] == ["Europe/London"]
    first = await house.suggest("digest create", "timezone", "")
    assert "Europe/Paris" in [choice["value"] for choice in first]


@pytest.mark.parametrize(("locale", "zone"), [("fr", "Europe/Paris"), ("en-US", "UTC")])
async def test_without_a_time_zone_the_language_decides(house: House, locale: str, zone: str) -> None:
    house.speak(locale)
    options = {"channel": house.channel, "cadence": "daily", "time": "9h30"}
    answer = (await house.ask_all("digest create", by=house.admin, **options))[-1]
    assert f"09:30 ({zone})" in answer.text


async def test_topics_are_taken_by_name_or_alias(house: House) -> None:
    created = await house.order(topics="open ai, R1 ,, sam-altman, OpenAI")
    assert "OpenAI, DeepSeek R1, Sam Altman" in created.text


async def test_only_the_last_topic_is_completed_and_the_others_are_kept(house: House) -> None:
    choices = await house.suggest("digest create", "topics", "openai, altm")
    assert {"name": "openai, Sam Altman · Person", "value": "openai, sam-altman"} in choices
    assert all(choice["value"].startswith("openai, ") for choice in choices)
    first = await house.suggest("digest create", "topics", "altm")
    assert {"name": "Sam Altman · Person", "value": "sam-altman"} in first
    long = ", ".join(["openai"] * 13) + ", a"
    for choice in await house.suggest("digest create", "topics", long):
        assert len(choice["name"]) <= 100
        assert len(choice["value"]) <= 100


async def test_a_long_list_is_still_shown(house: House) -> None:
    topics = ", ".join(sorted(house.app.library.edition.published, key=len)[:24])
    for _ in range(20):
        await house.order(topics=topics)
    text = await listed(house)
    assert "Something went wrong" not in text
    assert "1 · <#" in text


@pytest.mark.parametrize("fate", ["withheld", "removed"])
async def test_a_digest_about_a_card_that_has_left_can_still_be_listed(
    settings: Settings, tmp_path: Path, fate: str
) -> None:
    folder = tmp_path / "few"
    write_card(folder, "person", "ada", name="Ada")
    write_card(folder, "person", "bob", name="Bob")
    async with open_house(with_briefings(settings, folder)) as house:
        await house.order(topics="ada")
        if fate == "removed":
            (folder / "people" / "ada.yaml").unlink()
        else:
            edit(folder / "people" / "ada.yaml", '"published"', '"withheld"')
        await house.reload()
        assert "1 · <#" in await listed(house)
        await house.wake_at(EIGHT)
        assert house.posts() == []
        assert (await confirmed(house, "delete")).text == "Digest 1 is deleted."


# Delivering


async def test_a_digest_arrives_at_its_time_once_with_cards_and_buttons(house: House) -> None:
    await house.order(topics="openai")
    await house.wake_at(EIGHT - timedelta(seconds=1))
    assert house.posts() == []
    await house.wake_at(EIGHT)
    (digest,) = house.posts()
    assert digest.text.startswith("Welcome to Dépêche\n22 November 2026 · OpenAI\n")
    assert "OpenAI" in digest.links
    assert len(digest.links) == WELCOMING + 1, "and a story"
    for label in digest.links:
        assert label in digest.text
    for later in (0, 1, 60, 3600):
        await house.wake_at(EIGHT + timedelta(seconds=later))
    assert len(house.posts()) == 1


async def test_a_digest_pings_nobody_and_carries_a_name_that_discord_recognises(house: House) -> None:
    await house.order()
    await house.wake_at(EIGHT)
    (sent,) = house.requests("POST", f"/channels/{house.channel.id}/messages")
    assert sent.json["allowed_mentions"] == {"parse": []}
    assert sent.json["enforce_nonce"] is True
    assert 1 <= len(str(sent.json["nonce"])) <= 25


async def test_after_the_welcome_only_what_is_new_or_has_changed_is_posted(house: House) -> None:
    await house.order()
    await house.wake_at(EIGHT)
    await house.wake_at(EIGHT + A_DAY)
    assert len(house.posts()) == 1, "nothing new must post nothing"
    assert [record.state for record in await history(house)] == ["nothing-new", "sent"]

    edit(house.briefings / "people" / "wei-sun.yaml", "updated: 2026-11-22", "updated: 2026-11-24")
    write_card(house.briefings, "person", "grace-test", name="Grace Test", updated="2026-11-23")
    await house.reload()
    await house.wake_at(EIGHT + 2 * A_DAY)
    _, news = house.posts()
    *told, featured = news.links.values()
    assert sorted(told) == ["grace-test", "wei-sun"]
    assert featured not in house.posts()[0].links.values(), "a story or quotation not told here yet"
    assert "Welcome" not in news.text
    assert news.text.index("Grace Test") < news.text.index("Updated") < news.text.index("Wei Sun")

    await house.wake_at(EIGHT + 3 * A_DAY)
    assert len(house.posts()) == 2


async def test_an_edit_that_the_curator_does_not_date_is_no_news(house: House) -> None:
    await house.order()
    await house.wake_at(EIGHT)
    edit(house.briefings / "people" / "wei-sun.yaml", "summary:\n  fr: ", "summary:\n  fr: Autrement dit, ")
    await house.reload()
    await house.wake_at(EIGHT + A_DAY)
    assert len(house.posts()) == 1


async def test_a_digest_keeps_to_its_topics(house: House) -> None:
    await house.order(topics="deepseek")
    await house.wake_at(EIGHT)
    (welcome,) = house.posts()
    assert set(welcome.links.values()) <= house.app.library.edition.about("deepseek")
    edit(house.briefings / "people" / "yann-lecun.yaml", "updated: 2026-11-22", "updated: 2026-11-23")
    await house.reload()
    await house.wake_at(EIGHT + A_DAY)
    assert len(house.posts()) == 1
    edit(house.briefings / "models" / "deepseek-r1.yaml", "updated: 2026-11-22", "updated: 2026-11-24")
    await house.reload()
    await house.wake_at(EIGHT + 2 * A_DAY)
    assert next(iter(house.posts()[1].links)) == "DeepSeek R1"


async def test_what_exceeds_the_limit_is_announced_and_comes_next_time(house: House) -> None:
    await house.order()
    await house.wake_at(EIGHT)
    limit = house.settings.digests.limit
    new = [f"new-{number:02}" for number in range(limit + 3)]
    for card_id in new:
        write_card(house.briefings, "person", card_id, updated="2026-11-23")
    await house.reload()
    await house.wake_at(EIGHT + A_DAY)
    await house.wake_at(EIGHT + 2 * A_DAY)
    _, first, second = house.posts()
    told = [[each for each in post.links.values() if each in new] for post in (first, second)]
    assert [len(each) for each in told] == [limit, 3]
    assert "3 more next time" in first.text
    assert sorted([*told[0], *told[1]]) == new
    assert "more next time" not in second.text


async def test_a_digest_too_long_for_one_message_takes_several_and_repeats_nothing(house: House) -> None:
    await house.order()
    await house.wake_at(EIGHT)
    summaries = {f"new-{number}": f"{number}: {'_*[]' * 120}" for number in range(8)}
    for card_id, summary in summaries.items():
        write_card(house.briefings, "person", card_id, updated="2026-11-23", summary={"fr": summary, "en": summary})
    await house.reload()
    await house.wake_at(EIGHT + A_DAY)
    parts = house.posts()[1:]
    assert len(parts) > 1
    told = [value for part in parts for value in part.links.values()]
    assert len(told) == len(set(told))
    assert sorted(set(told) & summaries.keys()) == sorted(summaries)
    for number, part in enumerate(parts, 1):
        assert f"({number}/{len(parts)})" in part.text
    assert [record.state for record in await history(house)] == ["sent", "sent"]


async def test_a_digest_remembers_what_happened_on_this_day(house: House) -> None:
    write_card(house.briefings, "event", "known", name="Known day", start="2020-11-22")
    write_card(house.briefings, "event", "vague", name="Vague day", start="2020-11-22~")
    await house.reload()
    await house.order()
    await house.wake_at(EIGHT)
    (digest,) = house.posts()
    assert "On this day\nKnown day\n📅 Event · 22 November 2020 · 6 years ago" in digest.text
    assert digest.links["Known day"] == "known"
    assert "Vague day" not in digest.text


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Dépêche vous souhaite la bienvenue"), ("en", "Welcome to Dépêche")]
)
async def test_a_digest_speaks_the_language_that_was_ordered(house: House, language: str, title: str) -> None:
    await house.order(topics="openai", language=language)
    await house.wake_at(EIGHT)
    (digest,) = house.posts()
    assert digest.title == title
    summary = house.app.library.edition.published["openai"].summary
    assert (summary.fr if language == "fr" else summary.en) in digest.text


async def test_within_the_grace_a_late_digest_is_still_sent(house: House) -> None:
    await house.order()
    await house.wake_at(EIGHT + timedelta(minutes=house.settings.digests.grace))
    assert len(house.posts()) == 1


async def test_beyond_the_grace_a_digest_is_recorded_as_missed_and_the_next_one_comes(house: House) -> None:
    await house.order()
    await house.wake_at(EIGHT + timedelta(minutes=house.settings.digests.grace + 1))
    assert house.posts() == []
    (record,) = await history(house)
    assert record.state == "missed"
    assert record.reason
    assert "Monday 23 November 2026" in await listed(house)
    await house.wake_at(EIGHT + A_DAY)
    assert house.posts()[0].title == "Welcome to Dépêche"


async def test_days_asleep_bring_one_digest_not_one_a_day(house: House) -> None:
    await house.order()
    await house.wake_at(EIGHT + 5 * A_DAY)
    assert len(house.posts()) == 1


async def test_an_order_survives_a_restart_and_is_not_sent_twice(house: House) -> None:
    await house.order()
    await house.restart()
    await house.wake_at(EIGHT)
    await house.restart()
    await house.wake_at(EIGHT + timedelta(minutes=1))
    assert len(house.posts()) == 1
    assert "Monday 23 November 2026" in await listed(house)


async def test_two_wakes_at_once_send_once(house: House) -> None:
    await house.order()
    await house.order(house.other_channel)
    house.clock.set(EIGHT)
    await asyncio.gather(*(house.app.scheduler.wake() for _ in range(5)))
    assert len(house.posts()) == 1
    assert len(house.posts(house.other_channel)) == 1


async def test_two_processes_on_one_database_send_once(house: House) -> None:
    await house.order()
    await house.app.scheduler.wake()  # the database is this bot's now
    house.clock.set(EIGHT)
    async with application(house.settings, clock=house.clock) as second:
        # The second process has no connection of its own here, so it posts through the first one's.
        second.sender._client = second.sender._api._client = house.app.client
        second.scheduler._crew.courier._seat._application = lambda: house.app.client.application_id or 0
        await asyncio.gather(house.app.scheduler.wake(), second.scheduler.wake())
        await asyncio.gather(house.app.scheduler.wake(), second.scheduler.wake())
    assert len(house.posts()) == 1


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [(403, 50001, "cannot see"), (403, 50013, "may not post"), (404, 10003, "does not exist any more")],
)
async def test_a_forbidden_channel_is_tried_again_then_suspended_and_does_not_stop_the_others(
    house: House, status: int, code: int, said: str
) -> None:
    await house.order()
    await house.order(house.other_channel)
    messages = f"/channels/{house.channel.id}/messages"
    house.env.inject_error("POST", messages, status=status, code=code, times=None)
    await house.wake_at(EIGHT)
    assert house.posts() == []
    assert len(house.posts(house.other_channel)) == 1
    (record,) = await history(house)
    assert record.state == "claimed"
    assert said in str(record.reason)

    await house.wake_at(EIGHT + CONFIRMATION)
    (record,) = await history(house)
    assert record.state == "failed"
    assert (await saved(house)).standing == "suspended"
    told = house.posts(house.admin.user.dm_channel)
    assert len(told) == 1
    assert "is suspended" in told[0].text

    house.env.backend.faults.clear()
    await house.wake_at(EIGHT + A_DAY)
    assert house.posts() == [], "until somebody resumes it, or the channel is plainly well again"


@pytest.mark.parametrize("status", [500, 503])
async def test_when_nobody_knows_whether_it_arrived_it_is_sent_again_under_the_same_nonce(
    house: House, status: int
) -> None:
    await house.order()
    house.env.inject_error("POST", f"/channels/{house.channel.id}/messages", status=status)
    await house.wake_at(EIGHT)
    for minute in (1, 2):
        await house.wake_at(EIGHT + timedelta(minutes=minute))
    assert len(house.posts()) == 1
    (record,) = await history(house)
    assert record.state == "sent"
    nonces = [request.json["nonce"] for request in house.requests("POST", f"/{house.channel.id}/messages")]
    assert len(nonces) > 1
    assert len(set(nonces)) == 1


async def test_a_deleted_digest_sends_nothing(house: House) -> None:
    await house.order()
    await house.order(house.other_channel)
    await confirmed(house, "delete")
    await house.wake_at(EIGHT)
    assert house.posts() == []
    assert len(house.posts(house.other_channel)) == 1


async def test_more_digests_than_one_batch_all_arrive(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.courier._BATCH", 2)
    for _ in range(5):
        await house.order(topics="gemma")
    for _ in range(3):
        await house.wake_at(EIGHT)
    assert len(house.posts()) == 5


async def test_an_order_wakes_the_scheduler_out_of_a_long_sleep(house: House) -> None:
    """Nobody has to ask: what is ordered while the bot is running is delivered when it is due."""
    arrived = asyncio.Event()

    def notice(event: str, payload: Any) -> None:
        if event == "MESSAGE_CREATE" and int(payload["channel_id"]) == house.channel.id:
            arrived.set()

    house.env.backend.subscribers.append(notice)
    # APScheduler goes by the machine's clock, whatever ours says: the first look is planned for a far future.
    house.clock.set(datetime(2200, 1, 1, tzinfo=UTC))
    async with house.app.background():
        while not house.app.scheduler._scheduler.running:
            await asyncio.sleep(0)
        house.clock.set(MORNING - 700 * A_DAY)
        await house.order()
        house.clock.set(EIGHT - 700 * A_DAY)
        await asyncio.wait_for(arrived.wait(), 30)
    assert house.posts()[0].title == "Welcome to Dépêche"
