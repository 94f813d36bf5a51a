"""A digest is rehearsed before it is saved: what it would say, when, whether it could; and nothing until *Save*."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.presentation.digests.choices import minutes_in_words
from bot.presentation.localizer import load_localizers
from bot.presentation.measures import length_of
from tests.world.digests import (
    asked,
    create,
    dates,
    deny,
    forum,
    history,
    listed,
    rehearse,
    save,
    saved,
    thread,
)
from tests.world.support import EIGHT, House

NONE = "No digest yet. `/digest create` makes the first one."


# What a rehearsal shows


async def test_a_rehearsal_shows_the_edition_that_comes_and_saves_nothing(house: House) -> None:
    *parts, found = await rehearse(house, topics="openai")
    assert all(message.private for message in (*parts, found))
    (part,) = parts
    assert part.title == "Welcome to Dépêche"
    assert "OpenAI" in part.links
    assert "No. 1 · edition" in part.text
    assert part.text.endswith("Rehearsal: only you see this")
    assert found.title == "Rehearsal"
    assert "I have all the permissions it takes in" in found.text
    assert "Nothing is saved yet." in found.text
    assert list(found.buttons) == ["Save", "Cancel"]
    assert await listed(house) == NONE
    assert house.posts() == []


async def test_what_was_rehearsed_is_what_is_posted(house: House) -> None:
    *parts, found = await rehearse(house, topics="openai")
    await save(house, found)
    await house.wake_at(EIGHT)
    (posted,) = house.posts()
    assert [part.text.rsplit(" · ", 1)[0] for part in parts] == [posted.text]
    assert parts[0].links == posted.links


async def test_the_size_is_told_against_what_discord_takes(house: House) -> None:
    *parts, found = await rehearse(house, topics="openai")
    shown = sum(length_of(each["content"]) for part in parts for each in part.components if "content" in each)
    assert f"Message 1 of 1: {shown:,} of 4,000 characters" in found.text
    assert f"{len(parts[0].components)} of 40 components" in found.text
    assert "of 10,000 bytes" in found.text


async def test_the_next_five_times_are_told_with_what_the_clocks_do_to_them(house: House) -> None:
    house.clock.set(datetime(2026, 10, 22, 6, 0, tzinfo=UTC))
    found = await create(house, time="2h30")
    assert dates(found) == [
        "Friday 23 October 2026, 02:30",
        "Saturday 24 October 2026, 02:30",
        "Sunday 25 October 2026, 02:30 · the clocks show 02:30 twice: it comes once, the first time",
        "Monday 26 October 2026, 02:30",
        "Tuesday 27 October 2026, 02:30",
    ]
    house.clock.set(datetime(2026, 3, 27, 12, 0, tzinfo=UTC))
    found = await create(house, time="2h30")
    assert dates(found)[1] == "Sunday 29 March 2026, 03:00 · the clocks skip 02:30: it comes at 03:00"


@pytest.mark.parametrize(
    ("options", "rhythm", "days"),
    [
        ({"cadence": "daily"}, "every day", ["Sunday 22", "Monday 23"]),
        ({"cadence": "weekdays"}, "from Monday to Friday", ["Monday 23", "Tuesday 24"]),
        ({"cadence": "weekly"}, "every Monday", ["Monday 23", "Monday 30"]),
        ({"cadence": "weekly", "weekdays": "jeudi"}, "every Thursday", ["Thursday 26", "Thursday 3"]),
        ({"cadence": "chosen", "weekdays": "lun, mer, ven"}, "every Monday, Wednesday and Friday", ["Monday 23"]),
        ({"cadence": "chosen", "weekdays": "mon,wed"}, "every Monday and Wednesday", ["Monday 23", "Wednesday 25"]),
        ({"cadence": "chosen", "weekdays": "sat-mon"}, "every Monday, Saturday and Sunday", ["Sunday 22", "Monday 23"]),
        ({"cadence": "chosen", "weekdays": "Mardis et jeudis"}, "every Tuesday and Thursday", ["Tuesday 24"]),
        ({"cadence": "weekly", "weekdays": "tu th"}, "every Tuesday and Thursday", ["Tuesday 24", "Thursday 26"]),
        ({"cadence": "monthly"}, "every month on day 1", ["Tuesday 1", "Friday 1"]),
        ({"cadence": "monthly", "day": "15"}, "every month on day 15", ["Tuesday 15", "Friday 15"]),
        ({"cadence": "monthly", "day": "last"}, "on the last day of the month", ["Monday 30", "Thursday 31"]),
        ({"cadence": "monthly", "day": "Dernier jour"}, "on the last day of the month", ["Monday 30"]),
    ],
    ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else "",
)
async def test_each_rhythm_is_understood(house: House, options: dict[str, str], rhythm: str, days: list[str]) -> None:
    found = await create(house, **options)
    assert f"{rhythm} at 08:00 (Europe/Paris)" in found.text
    assert [" ".join(day.split()[:2]) for day in dates(found)][: len(days)] == days
    assert not (await save(house, found)).refusal


async def test_experts_give_a_cron_expression(house: House) -> None:
    found = (
        await house.ask_all(
            "digest create", by=house.admin, channel=house.channel, cadence="cron", cron="30 8 * * mon,thu"
        )
    )[-1]
    assert "by cron `30 8 * * MON,THU`" in found.markdown
    assert dates(found)[:2] == ["Monday 23 November 2026, 08:30", "Thursday 26 November 2026, 08:30"]
    await save(house, found)
    assert (await saved(house)).next_run_at == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


async def test_without_a_time_it_comes_at_eight(house: House) -> None:
    found = (await house.ask_all("digest create", by=house.admin, channel=house.channel, cadence="daily"))[-1]
    assert "every day at 08:00" in found.text


async def test_all_the_choices_are_told(house: House) -> None:
    found = await create(house, grace=90, even_if_empty=True, fallback=house.other_channel)
    assert "It may be 90 minutes late" in found.text
    assert "when there is nothing new, too" in found.text
    assert f"I say so in <#{house.other_channel.id}>" in found.text
    found = await create(house)
    assert "It may be 2 hours late" in found.text
    assert f"I tell <@{house.admin.id}> directly" in found.text
    assert "does not come" in (await create(house, grace=0)).text


async def test_a_rehearsal_speaks_to_the_admin_in_their_language_and_to_the_channel_in_its_own(house: House) -> None:
    house.speak("fr")
    part, found = await rehearse(house, topics="openai", language="en")
    assert part.title == "Welcome to Dépêche"
    assert found.title == "Répétition"
    assert list(found.buttons) == ["Enregistrer", "Annuler"]
    assert (await save(house, found)).text.startswith("Le bulletin n°\u00a01 est programmé.")


# What is declined


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cadence": "cron"}, "A cron expression says the time itself"),
        ({"cadence": "chosen"}, "Say on which days"),
        ({"cadence": "chosen", "weekdays": "lun, xyz"}, "“xyz” is no day of the week"),
        ({"cadence": "chosen", "weekdays": "m"}, "“m” is no day of the week"),
        ({"cadence": "chosen", "weekdays": ","}, "is no day of the week"),
        ({"weekdays": "lun"}, "weekdays goes with chosen days"),
        ({"cadence": "monthly", "day": "32"}, "“32” is no day of the month"),
        ({"cadence": "monthly", "day": "0"}, "“0” is no day of the month"),
        ({"cadence": "monthly", "day": "-1"}, "is no day of the month"),
        ({"day": "3"}, "day goes with the monthly cadence"),
        ({"cron": "0 8 * * *"}, "cron goes with the cadence"),
        ({"publish": True}, "Only an announcement channel"),
        ({"title": "Matin"}, "Only the posts of a forum"),
        ({"tags": "IA"}, "Only the posts of a forum"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_does_not_go_together_is_named(house: House, wrong: dict[str, Any], said: str) -> None:
    for locale in ("fr", "en-US"):
        house.speak(locale)
        answer = await create(house, **wrong)
        assert answer.refusal
        assert answer.private
        assert (said in answer.text) is (locale == "en-US")
    assert await listed(house) == NONE


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("@daily", "is a nickname"),
        ("0 0 8 * * *", "has six fields"),
        ("8h30", "is no cron expression"),
        ("99 8 * * *", "Cron cannot read “99” in"),
        ("0 8 30 2 *", "never comes"),
        ("*/5 * * * *", "comes too often (00:05, 00:10). Leave 15 minutes"),
        ("0 8 * * @everyone", "Cron cannot read"),
    ],
)
async def test_what_is_wrong_with_a_cron_expression_is_said_in_both_languages(
    house: House, cron: str, said: str
) -> None:
    options = {"channel": house.channel, "cadence": "cron", "cron": cron}
    for locale in ("fr", "en-US"):
        house.speak(locale)
        answer = await house.ask("digest create", by=house.admin, **options)
        assert answer.refusal
        assert (said in answer.text) is (locale == "en-US")


async def test_a_cron_cadence_needs_its_expression(house: House) -> None:
    answer = await house.ask("digest create", by=house.admin, channel=house.channel, cadence="cron")
    assert "Write the expression in cron" in answer.text


# Permissions


@pytest.mark.parametrize(
    ("lacking", "named", "en_francais"),
    [
        ("send_messages", "Send Messages", "Envoyer des messages"),
        ("view_channel", "View Channel", "Voir le salon"),
        ("read_message_history", "Read Message History", "Voir les anciens messages"),
        ("attach_files", "Attach Files", "Joindre des fichiers"),
    ],
)
async def test_a_missing_permission_is_named_and_nothing_is_saved_until_it_is_there(
    house: House, lacking: str, named: str, en_francais: str
) -> None:
    await deny(house, house.other_channel, lacking)
    found = await create(house, channel=house.other_channel)
    assert f"Give me this in <#{house.other_channel.id}>: {named}" in found.text
    refused = await save(house, found)
    assert refused.refusal
    assert named in refused.text
    assert await listed(house) == NONE
    house.speak("fr")
    assert en_francais in (await save(house, found)).text
    await deny(house, house.other_channel)
    assert (await save(house, found)).text.startswith("Le bulletin n°\u00a01 est programmé.")


async def test_a_fallback_that_cannot_be_told_anything_is_named(house: House) -> None:
    sentence = f"⚠️ I may not post in <#{house.other_channel.id}>."
    assert sentence not in (await create(house, fallback=house.other_channel)).text
    await deny(house, house.other_channel, "send_messages")
    assert sentence in (await create(house, fallback=house.other_channel)).text


async def test_the_permissions_of_a_forum_have_their_own_names(house: House) -> None:
    channel = forum(house)
    await deny(house, channel, "send_messages", "send_messages_in_threads")
    assert "Create Posts, Send Messages in Posts" in (await create(house, channel=channel)).text


async def test_a_reader_cannot_save_what_an_admin_rehearsed(house: House) -> None:
    """Nobody else sees the button; but who stops being an admin keeps it on their screen."""
    found = await create(house)
    managing = next(role for name, role in house.env.guild.roles.items() if name == "Administration")
    house.env.backend.edit_role(house.env.guild.id, managing.id, {"permissions": 0})
    await house.env.settle()
    assert (await save(house, found)).text == "Digests are for members who may manage this server."
    assert await house.app.ledger.subscriptions_of(house.env.guild.id) == ()


# Between the rehearsal and Save


async def test_what_was_rehearsed_can_be_saved_after_a_restart(house: House) -> None:
    found = await create(house, topics="openai", grace=30, language="fr")
    await house.restart()
    answer = await save(house, found)
    assert answer.text.startswith("Digest 1 is set up.")
    subscription = await saved(house)
    assert (subscription.topics, subscription.options.grace, subscription.language) == (("openai",), 30, "fr")
    assert subscription.created_by == house.admin.id


async def test_pressed_twice_it_is_saved_once(house: House) -> None:
    # Two messages with the same button: the first one turns into its confirmation.
    answers = [await save(house, each) for each in [await create(house), await create(house)]]
    assert [each.refusal for each in answers] == [False, True]
    assert "This rehearsal is over" in answers[1].text
    assert len(await house.app.ledger.subscriptions_of(house.env.guild.id)) == 1


async def test_what_was_cancelled_is_not_saved(house: House) -> None:
    other, found = await create(house), await create(house)
    assert (await house.click(other, "Cancel", by=house.admin)).text == "Nothing was saved."
    assert "This rehearsal is over" in (await save(house, found)).text
    assert await listed(house) == NONE


async def test_after_an_hour_it_is_rehearsed_again(house: House) -> None:
    found = await create(house)
    house.clock.advance(timedelta(hours=1, seconds=1))
    answer = await save(house, found)
    assert answer.refusal
    assert "an hour has passed" in answer.text
    assert await listed(house) == NONE


async def test_another_rehearsal_takes_the_place_of_the_one_before(house: House) -> None:
    before = await create(house, time="7:00")
    found = await create(house, time="9:00")
    assert "another one has taken its place" in (await save(house, before)).text
    assert "at 09:00" in (await save(house, found)).text


async def test_nothing_about_the_member_is_kept_before_it_is_saved(house: House) -> None:
    await create(house)
    kept = (house.settings.data.folder / "depeche.db").read_bytes()
    kept += (house.settings.data.folder / "depeche.db-wal").read_bytes()
    assert b'"schedule"' in kept
    assert str(house.admin.id).encode() not in kept


# Kinds of channels


async def test_a_text_channel_from_the_rehearsal_to_its_history(house: House) -> None:
    await save(house, await create(house))
    await house.wake_at(EIGHT)
    (posted,) = house.posts()
    said = await asked(house, "history")
    assert "- [No. 1](https://discord.com/channels/" in said.text
    assert f"/{house.channel.id}/{posted.message.id}" in said.markdown


async def test_an_announcement_channel_is_published(house: House) -> None:
    channel = house.env.guild.create_news_channel("annonces")
    found = await create(house, channel=channel, publish=True)
    assert "It is published for the servers that follow the channel." in found.text
    await save(house, found)
    await house.wake_at(EIGHT)
    (posted,) = house.posts(channel)
    assert house.requests("POST", f"/channels/{channel.id}/messages/{posted.message.id}/crosspost")
    (record,) = await history(house)
    assert record.receipts[0].published_at


async def test_an_announcement_channel_is_not_published_unless_it_was_asked_for(house: House) -> None:
    channel = house.env.guild.create_news_channel("annonces")
    await save(house, await create(house, channel=channel))
    await house.wake_at(EIGHT)
    assert len(house.posts(channel)) == 1
    assert not house.requests("POST", "crosspost")


async def test_a_thread(house: House) -> None:
    channel = thread(house)
    await save(house, await create(house, channel=channel))
    assert (await saved(house)).place.kind == "thread"
    await house.wake_at(EIGHT)
    (posted,) = house.posts(channel)
    assert posted.title == "Welcome to Dépêche"
    assert f"/{channel.id}/{posted.message.id}" in (await asked(house, "history")).markdown


async def test_a_forum_gets_a_post_with_a_title_and_tags(house: House) -> None:
    channel = forum(house, "IA", "Économie")
    found = await create(house, channel=channel, title="Nº {number}, {date}", tags="ia, economie", language="fr")
    assert "Its posts are titled “Nº {number}, {date}”." in found.text
    assert "The next one is titled “Nº 1, 22 novembre 2026”." in found.text
    assert "Its posts have these tags: IA, Économie." in found.text
    await save(house, found)
    await house.wake_at(EIGHT)
    (post,) = channel.threads
    assert post.name == "Nº 1, 22 novembre 2026"
    assert len(post._channel.applied_tags) == 2
    (posted,) = house.posts(post)
    assert posted.title == "Dépêche vous souhaite la bienvenue"
    assert f"/{post.id}/{posted.message.id}" in (await asked(house, "history")).markdown


async def test_an_unknown_tag_comes_with_those_there_are(house: House) -> None:
    channel = forum(house, "IA", "Écono*mie")
    answer = await create(house, channel=channel, tags="IA, robots")
    assert answer.refusal
    assert "has no tag “robots”. It has: IA, Écono*mie." in answer.text
    assert r"Écono\*mie" in answer.markdown


async def test_a_forum_that_wants_a_tag_is_not_set_up_without(house: House) -> None:
    channel = forum(house, "IA", "Santé", required=True)
    answer = await create(house, channel=channel)
    assert answer.refusal
    assert "wants a tag on every post. Choose with tags: IA, Santé." in answer.text
    assert not (await save(house, await create(house, channel=channel, tags="santé"))).refusal


async def test_a_tag_for_moderators_needs_their_permission(house: House) -> None:
    channel = forum(house, "Officiel", moderated="Officiel")
    await deny(house, channel, "manage_threads")
    answer = await create(house, channel=channel, tags="officiel")
    assert answer.refusal
    assert "The tag “Officiel” is for moderators." in answer.text


async def test_tags_are_offered_of_the_forum_that_was_chosen(house: House) -> None:
    channel = forum(house, "IA", "Images", "Santé")
    choices = await house.suggest("digest create", "tags", "santé, i", channel=channel, cadence="daily")
    assert [choice["value"] for choice in choices] == ["santé, IA", "santé, Images"]
    assert await house.suggest("digest create", "tags", "", channel=house.channel, cadence="daily") == []


# What is offered while typing


async def test_days_of_the_week_are_offered_in_the_members_language(house: House) -> None:
    house.speak("fr")
    choices = await house.suggest("digest create", "weekdays", "lundi, m")
    assert [choice["value"] for choice in choices] == ["lundi, mardi", "lundi, mercredi"]
    house.speak("en-US")
    assert len(await house.suggest("digest create", "weekdays", "")) == 7


async def test_days_of_the_month_are_offered(house: House) -> None:
    assert [each["value"] for each in await house.suggest("digest create", "day", "")] == ["last", "1", "15"]
    assert [each["value"] for each in await house.suggest("digest create", "day", "3")] == ["3", "30", "31"]
    assert [each["value"] for each in await house.suggest("digest create", "day", "la")] == ["last"]


async def test_graces_are_offered_in_words(house: House) -> None:
    choices = {each["name"]: each["value"] for each in await house.suggest("digest create", "grace", "")}
    assert choices["as usual: 2 hours"] == -1
    assert choices["never late"] == 0
    assert choices["1 day"] == 1_440
    assert (await house.suggest("digest create", "grace", "45"))[0] == {"name": "45 minutes", "value": 45}


@pytest.mark.parametrize("typed", ["10081", "9" * 5_000, "²"])
async def test_no_grace_is_offered_that_discord_would_refuse(house: House, typed: str) -> None:
    assert all(-1 <= each["value"] <= 10_080 for each in await house.suggest("digest create", "grace", typed))


@pytest.mark.parametrize(("minutes", "words"), [(1, "1 minute"), (60, "1 hour"), (90, "90 minutes"), (2_880, "2 days")])
def test_minutes_are_told_in_the_largest_whole_unit(minutes: int, words: str) -> None:
    assert minutes_in_words(minutes, load_localizers()["en"]) == words
