"""Digests: ordered by admins, delivered once, on time, with what is new; and what becomes of them otherwise."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.bootstrap import application
from bot.delivery.courier import LEASE
from bot.digests.records import Record
from bot.settings import Settings
from tests.world.support import A_DAY, EIGHT, MORNING, House, Seen, answer_to, edit, open_house, with_briefings, write_card


async def create(house: House, **options: Any) -> Seen:
    """Run /digest create as the admin, whatever comes of it, and return the last answer."""
    usual = {"channel": house.channel, "cadence": "daily", "time": "8:00", "timezone": "Europe/Paris"}
    return (await house.ask_all("digest create", by=house.admin, **usual | options))[-1]


async def delete(house: House, digest: int = 1) -> Seen:
    """Delete a digest as the admin."""
    question = await house.ask("digest delete", by=house.admin, digest=digest)
    return await house.click(question, "Delete for good", by=house.admin)


async def listed(house: House) -> str:
    return (await house.ask("digest list", by=house.admin)).text


async def history(house: House, subscription: int = 1) -> list[Record]:
    """Return what is on record about a digest, newest first."""
    return list(await house.app.ledger.history(subscription, 10))


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
    deleted = await delete(house)
    assert deleted.text == "Digest 1 is deleted."
    assert await listed(house) == NONE


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        ("daily", ["Sunday 22 November", "Monday 23 November", "Tuesday 24 November"]),
        ("weekdays", ["Monday 23 November", "Tuesday 24 November", "Wednesday 25 November"]),
        ("weekly", ["Monday 23 November", "Monday 30 November", "Monday 7 December"]),
        ("tuesday", ["Tuesday 24 November", "Tuesday 1 December", "Tuesday 8 December"]),
        ("wednesday", ["Wednesday 25 November", "Wednesday 2 December", "Wednesday 9 December"]),
        ("thursday", ["Thursday 26 November", "Thursday 3 December", "Thursday 10 December"]),
        ("friday", ["Friday 27 November", "Friday 4 December", "Friday 11 December"]),
        ("saturday", ["Saturday 28 November", "Saturday 5 December", "Saturday 12 December"]),
        ("sunday", ["Sunday 22 November", "Sunday 29 November", "Sunday 6 December"]),
        ("monthly", ["Tuesday 1 December", "Friday 1 January", "Monday 1 February"]),
        ("month-end", ["Monday 30 November", "Thursday 31 December", "Sunday 31 January"]),
    ],
)
async def test_each_cadence_names_its_next_days(house: House, cadence: str, days: list[str]) -> None:
    created = await house.order(cadence=cadence)
    announced = [line.removeprefix("- ") for line in created.text.splitlines() if line.startswith("- ")]
    assert [" ".join(line.split()[:3]) for line in announced] == days
    assert all(line.endswith("08:00") for line in announced)
    assert days[0] in await listed(house)


async def test_every_cadence_that_discord_offers_can_be_ordered(house: House) -> None:
    (command,) = (each for each in house.requests("PUT", "/commands")[-1].json if each["name"] == "digest")
    (leaf,) = (option for option in command["options"] if option["name"] == "create")
    (cadence,) = (option for option in leaf["options"] if option["name"] == "cadence")
    for choice in cadence["choices"]:
        await house.order(cadence=choice["value"])
    assert (await listed(house)).count("08:00") >= len(cadence["choices"])


async def test_readers_are_not_offered_the_command(house: House) -> None:
    digest = {"digest create", "digest list", "digest delete"}
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


@pytest.mark.parametrize(("lacking", "named"), [("send_messages", "Send Messages"), ("view_channel", "View Channel")])
async def test_the_permission_that_the_bot_lacks_is_named(house: House, lacking: str, named: str) -> None:
    guild = house.env.guild
    assert guild.me is not None
    closed = guild.create_text_channel("fermé", overwrites={guild.me: discord.PermissionOverwrite(**{lacking: False})})
    answer = await create(house, channel=closed)
    assert answer.refusal
    assert named in answer.text
    assert closed.mention in answer.text
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
    answer = await house.ask("digest create", by=house.admin, channel=house.channel, cadence="daily", time="9h30")
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


async def test_a_digest_to_delete_is_offered_with_its_channel(house: House) -> None:
    await house.order()
    await house.order(house.other_channel)
    choices = await house.admin.autocomplete(house.channel, "digest delete", "digest", "")
    assert [choice["value"] for choice in choices] == [1, 2]
    assert "#général" in choices[0]["name"]
    assert "#veille-ia" in choices[1]["name"]


async def test_another_server_sees_and_deletes_none_of_ours(house: House) -> None:
    await house.order()
    guild = house.env.create_guild("Ailleurs")
    elsewhere = guild.create_text_channel("ailleurs")
    manager = guild.create_role("Direction", permissions=discord.Permissions(manage_guild=True))
    stranger = guild.add_member(house.env.create_user("stranger"), roles=[manager])
    await house.env.settle()
    assert answer_to(await stranger.slash(elsewhere, "digest list")).text == NONE
    refused = answer_to(await stranger.slash(elsewhere, "digest delete", digest=1))
    assert "This server has no digest 1" in refused.text
    assert await stranger.autocomplete(elsewhere, "digest delete", "digest", "") == []
    assert "1 · " in await listed(house)


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
        assert (await delete(house)).text == "Digest 1 is deleted."


# Delivering


async def test_a_digest_arrives_at_its_time_once_with_cards_and_buttons(house: House) -> None:
    await house.order(topics="openai")
    await house.wake_at(EIGHT - timedelta(seconds=1))
    assert house.posts() == []
    await house.wake_at(EIGHT)
    (digest,) = house.posts()
    assert digest.text.startswith("Welcome to Dépêche\n22 November 2026\n")
    assert "OpenAI" in digest.links
    assert len(digest.links) == house.settings.digests.limit
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
    assert list(news.links.values()) == ["grace-test", "wei-sun"] or set(news.links.values()) == {
        "wei-sun",
        "grace-test",
    }
    assert "Welcome" not in news.text
    blocks = news.text.split("\n")
    assert blocks[blocks.index("Wei Sun") + 2].endswith("updated")
    assert not blocks[blocks.index("Grace Test") + 2].endswith("updated")

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
    assert list(house.posts()[1].links) == ["DeepSeek R1"]


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
    assert len(first.links) == limit
    assert "3 more next time" in first.text
    assert sorted([*first.links.values(), *second.links.values()]) == new
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
    assert sorted(value for part in parts for value in part.links.values()) == sorted(summaries)
    assert "The digest" in parts[0].text
    assert not any("The digest" in part.text for part in parts[1:])
    assert [record.state for record in await history(house)] == ["sent", "sent"]


async def test_a_digest_remembers_what_happened_on_this_day(house: House) -> None:
    write_card(house.briefings, "event", "known", name="Known day", start="2020-11-22")
    write_card(house.briefings, "event", "vague", name="Vague day", start="2020-11-22~")
    await house.reload()
    await house.order()
    await house.wake_at(EIGHT)
    (digest,) = house.posts()
    assert "On this day · 22 November 2020" in digest.text
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
    house.clock.set(EIGHT)
    async with application(house.settings, clock=house.clock) as second:
        # The second process has no connection of its own here, so it posts through the first one's.
        second.sender._client = house.app.client
        await asyncio.gather(house.app.scheduler.wake(), second.scheduler.wake())
        await asyncio.gather(house.app.scheduler.wake(), second.scheduler.wake())
    assert len(house.posts()) == 1


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [(403, 50001, "Missing Access"), (403, 50013, "Missing Permissions"), (404, 10003, "Unknown Channel")],
)
async def test_a_forbidden_channel_is_recorded_and_does_not_stop_the_others(
    house: House, status: int, code: int, said: str
) -> None:
    await house.order()
    await house.order(house.other_channel)
    house.env.inject_error("POST", f"/channels/{house.channel.id}/messages", status=status, code=code, message=said)
    await house.wake_at(EIGHT)
    assert house.posts() == []
    assert len(house.posts(house.other_channel)) == 1
    (record,) = await history(house)
    assert record.state == "failed"
    assert said in str(record.reason)

    await house.wake_at(EIGHT + timedelta(minutes=10))
    assert house.posts() == [], "not the same edition again"
    await house.wake_at(EIGHT + A_DAY)
    assert len(house.posts()) == 1, "the next one is tried"


@pytest.mark.parametrize("status", [500, 503])
async def test_when_nobody_knows_whether_it_arrived_it_is_not_sent_again(house: House, status: int) -> None:
    await house.order()
    await house.order(house.other_channel)
    house.env.inject_error("POST", f"/channels/{house.channel.id}/messages", status=status)
    await house.wake_at(EIGHT)
    assert len(house.posts(house.other_channel)) == 1
    await house.wake_at(EIGHT + LEASE + timedelta(seconds=1))
    assert house.posts() == []
    (record,) = await history(house)
    assert record.state == "uncertain"
    assert record.reason
    await house.wake_at(EIGHT + A_DAY)
    assert len(house.posts()) == 1


async def test_a_deleted_digest_sends_nothing(house: House) -> None:
    await house.order()
    await house.order(house.other_channel)
    await delete(house)
    await house.wake_at(EIGHT)
    assert house.posts() == []
    assert len(house.posts(house.other_channel)) == 1


async def test_more_digests_than_one_batch_all_arrive(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.scheduler._BATCH", 2)
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
        for _ in range(10):
            await asyncio.sleep(0)
        assert house.app.scheduler._scheduler.running
        house.clock.set(MORNING - 700 * A_DAY)
        await house.order()
        house.clock.set(EIGHT - 700 * A_DAY)
        await asyncio.wait_for(arrived.wait(), 30)
    assert house.posts()[0].title == "Welcome to Dépêche"
