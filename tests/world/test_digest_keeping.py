"""What admins do with their digests afterwards: look, change, stop, let go on, send, delete; and what is refused."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.components import walk_components

from bot.cards.text import Language
from bot.digests.occurrences import Occurrence
from bot.digests.records import Frozen, Question
from bot.digests.subscription import NewSubscription, Options
from tests.world.digests import (
    asked,
    confirmed,
    create,
    dates,
    deny,
    edit,
    first,
    forum,
    history,
    listed,
    save,
    saved,
    thread,
)
from tests.world.spoken import Words
from tests.world.support import A_DAY, EIGHT, House, Seen, answer_to, write_card

NONE = "No digest yet. `/digest create` makes the first one."
MANAGERS = "Digests are for members who may manage this server."
TAKING_A_DIGEST = ("status", "history", "preview", "send", "pause", "resume", "delete")


async def news(house: House, card_id: str = "grace-test", updated: str = "2026-11-23") -> None:
    write_card(house.briefings, "person", card_id, updated=updated)
    await house.reload()


async def suspend(house: House) -> None:
    """Let the channel be forbidden twice, some time apart."""
    await deny(house, house.channel, "send_messages")
    await house.wake_at(EIGHT)
    await house.wake_at(EIGHT + timedelta(minutes=11))
    assert (await saved(house)).standing == "suspended"


async def second_admin(house: House) -> MemberActor:
    role = house.env.guild.create_role("Direction", permissions=discord.Permissions(manage_guild=True))
    member = house.env.guild.add_member(house.env.create_user("second"), roles=[role])
    await house.env.settle()
    return member


# Looking


async def test_all_of_them_are_listed_with_their_health(house: House) -> None:
    await house.order(topics="openai")
    await house.order(house.other_channel)
    await asked(house, "pause", 2)
    await house.order(house.other_channel)
    await deny(house, house.other_channel, "attach_files")
    seen = await house.ask("digest list", by=house.admin)
    assert seen.private
    assert f"🟢 1 · <#{house.channel.id}>" in seen.text
    assert "active · next: Sunday 22 November 2026, 08:00" in seen.text
    assert "⏸️ 2 · " in seen.text
    assert "`/digest resume` lets it go on." in seen.text
    assert "🟠 3 · " in seen.text
    assert "Attach Files" in seen.text


async def test_a_long_list_is_turned_over(house: House) -> None:
    for _ in range(10):
        await house.order()
    seen = await house.ask("digest list", by=house.admin)
    assert seen.turning == ["Next ▶"]
    following = await house.click(seen, "Next ▶", by=house.admin)
    assert "10 · <#" in following.text
    assert " 1 · <#" not in following.text
    assert following.turning == ["◀ Previous"]


async def test_its_status_tells_all_about_a_digest(house: House) -> None:
    await house.order(topics="openai", grace=45)
    seen = await asked(house, "status")
    assert seen.private
    assert seen.title == "🟢 Digest 1"
    for said in ("next: Sunday 22 November 2026, 08:00", "all the permissions", "45 minutes late", "OpenAI"):
        assert said in seen.text
    assert dates(seen) == ["Monday 23 November 2026, 08:00", "Tuesday 24 November 2026, 08:00"]
    await house.wake_at(EIGHT)
    seen = await asked(house, "status")
    assert dates(seen)[-1].startswith("[No. 1](https://discord.com/channels/")


async def test_its_status_says_what_is_wrong_and_what_helps(house: House) -> None:
    await house.order()
    await suspend(house)
    seen = await asked(house, "status")
    assert seen.title == "🔴 Digest 1"
    for said in ("suspended", f"I may not post in <#{house.channel.id}>.", "Give me Send Messages in", "press Resume"):
        assert said in seen.text
    assert "Resume" in seen.buttons
    house.speak("fr")
    seen = await asked(house, "status")
    assert "Envoyer des messages" in seen.text
    assert "Reprendre" in seen.buttons


async def test_a_doubtful_channel_shows_since_when(house: House) -> None:
    await house.order()
    await deny(house, house.channel, "send_messages")
    await house.wake_at(EIGHT)
    seen = await asked(house, "status")
    assert seen.title == "🟠 Digest 1"
    assert "It has not been possible to post in its channel since Sunday 22 November 2026, 08:00." in seen.text


async def test_a_missed_digest_is_explained_until_the_next_one_arrives(house: House) -> None:
    await house.order()
    await house.wake_at(EIGHT + timedelta(hours=3))
    seen = await asked(house, "status")
    assert seen.title == "🟠 Digest 1"
    assert "The last one · missed · the bot was not running in time" in seen.text
    assert "What it would have told comes in the next one." in seen.text
    await house.wake_at(EIGHT + A_DAY)
    assert (await asked(house, "status")).title == "🟢 Digest 1"


async def test_its_history_has_links_lateness_and_reasons(house: House) -> None:
    await house.order()
    assert "has not come due yet" in (await asked(house, "history")).text
    await house.wake_at(EIGHT + timedelta(minutes=40))
    await house.wake_at(EIGHT + A_DAY)
    await news(house)
    await house.wake_at(EIGHT + 2 * A_DAY + timedelta(hours=5))
    seen = await asked(house, "history")
    missed, nothing, sent = dates(seen)
    assert "missed" in missed
    assert "nothing new" in nothing
    assert sent.startswith("[No. 1](https://discord.com/channels/")
    assert sent.endswith("40 min late")
    assert "the bot was not running in time" in seen.text


async def test_a_long_history_is_turned_over(house: House) -> None:
    await house.order()
    for day in range(12):
        await house.wake_at(EIGHT + day * A_DAY)
    seen = await asked(house, "history")
    assert len(dates(seen)) == 10
    older = await house.click(seen, "Next ▶", by=house.admin)
    assert len(dates(older)) == 2
    assert "No. 1" in older.text
    newer = await house.click(older, "◀ Previous", by=house.admin)
    assert len(dates(newer)) == 10


async def test_a_preview_is_the_next_edition_for_the_admin_alone(house: House) -> None:
    await house.order(language="fr")
    preview = await asked(house, "preview")
    assert preview.private
    assert preview.title == "Dépêche vous souhaite la bienvenue"
    assert preview.text.endswith("Aperçu\u00a0: rien que pour vous")
    await house.wake_at(EIGHT)
    assert (await asked(house, "preview")).text == "There is nothing new for digest 1 at the moment."
    await news(house)
    preview = await asked(house, "preview")
    assert next(iter(preview.links.values())) == "grace-test"
    assert "N°\u00a02 · " in preview.text
    assert len(house.posts()) == 1


# Changing


async def test_a_change_is_rehearsed_before_it_is_saved(house: House) -> None:
    await house.order(topics="openai")
    found = await edit(house, time="18:00", topics="everything", language="fr")
    assert found.title == "Rehearsal of a change to digest 1"
    assert "every day at 18:00 (Europe/Paris) · everything · in French" in found.text
    assert "at 08:00" in await listed(house)
    answer = await save(house, found)
    assert answer.text.startswith("Digest 1 is changed.")
    assert "Next: Sunday 22 November 2026, 18:00" in answer.text
    assert (await saved(house)).topics == ()
    await house.wake_at(EIGHT)
    assert house.posts() == []
    await house.wake_at(EIGHT + timedelta(hours=10))
    assert len(house.posts()) == 1


async def test_what_is_not_named_stays_as_it_was(house: House) -> None:
    channel = forum(house, "IA")
    await house.order(channel, title="Matin", tags="IA", grace=5, even_if_empty=True, fallback=house.other_channel)
    before = await saved(house)
    await save(house, await edit(house, language="fr"))
    after = await saved(house)
    assert (after.options, after.cadence, after.place) == (before.options, before.cadence, before.place)
    assert after.language == "fr"
    await save(house, await edit(house, title="usual", tags="none", grace=-1, even_if_empty=False))
    assert (await saved(house)).options == Options(fallback_id=house.other_channel.id)
    await save(house, await edit(house, fallback=thread(house)))
    assert (await saved(house)).options.fallback_id not in {None, house.other_channel.id}


async def test_part_of_a_rhythm_can_be_changed(house: House) -> None:
    await house.order(cadence="chosen", weekdays="lun, mer", time="7:15")
    changes: tuple[tuple[dict[str, Any], str], ...] = (
        ({"time": "9:00"}, "every Monday and Wednesday at 09:00 (Europe/Paris)"),
        ({"weekdays": "fri"}, "every Friday at 09:00 (Europe/Paris)"),
        ({"timezone": "Tokyo"}, "every Friday at 09:00 (Asia/Tokyo)"),
        ({"day": "last"}, "on the last day of the month at 09:00 (Asia/Tokyo)"),
        ({"cron": "0 7 * * MON"}, "by cron `0 7 * * MON` (Asia/Tokyo)"),
        ({"cadence": "daily"}, "every day at 08:00 (Asia/Tokyo)"),
    )
    for options, words in changes:
        found = await edit(house, **options)
        assert words in found.markdown
        await save(house, found)


async def test_what_the_old_schedule_owes_is_told_and_still_comes(house: House) -> None:
    await house.order()
    house.clock.set(EIGHT + timedelta(minutes=5))
    found = await edit(house, time="20:00")
    owed = "The old schedule still owes the one of Sunday 22 November 2026, 08:00; it comes all the same."
    assert owed in found.text
    answer = await save(house, found)
    assert owed in answer.text
    assert "Next: Sunday 22 November 2026, 20:00" in answer.text
    await house.app.scheduler.wake()
    assert len(house.posts()) == 1
    assert [record.occurrence.key for record in await history(house)] == ["2026-11-22T08:00"]


async def test_a_time_that_has_had_its_digest_has_no_other(house: House) -> None:
    await house.order()
    await house.wake_at(EIGHT)
    answer = await save(house, await edit(house, timezone="New York"))
    assert "Next: Monday 23 November 2026, 08:00" in answer.text


async def test_a_digest_moves_to_another_kind_of_channel_without_what_makes_no_sense_there(house: House) -> None:
    await house.order(forum(house, "IA"), title="Matin", tags="IA")
    await save(house, await edit(house, channel=house.other_channel))
    assert (await saved(house)).options == Options()
    await house.wake_at(EIGHT)
    assert len(house.posts(house.other_channel)) == 1


async def test_a_change_names_something(house: House) -> None:
    await house.order()
    answer = await edit(house)
    assert answer.refusal
    assert "give at least one option" in answer.text


async def test_a_stopped_digest_stays_stopped_when_it_is_changed(house: House) -> None:
    await house.order()
    await asked(house, "pause")
    found = await edit(house, time="9:00")
    assert "It stays stopped until it is resumed" in found.text
    assert "It stays stopped until it is resumed" in (await save(house, found)).text
    await house.wake_at(EIGHT + timedelta(hours=1))
    assert house.posts() == []


async def test_of_two_admins_the_second_is_told_that_the_first_was_faster(house: House) -> None:
    other = await second_admin(house)
    await house.order()
    mine = await edit(house, time="9:00")
    theirs = (await house.ask_all("digest edit", by=other, digest=1, time="10:00"))[-1]
    assert not (await house.click(theirs, first(theirs), by=other)).refusal
    answer = await save(house, mine)
    assert answer.refusal
    assert "Somebody else has just changed digest 1." in answer.text
    assert "at 10:00" in await listed(house)


async def test_of_two_admins_one_deletes_what_the_other_changes(house: House) -> None:
    other = await second_admin(house)
    await house.order()
    mine = await edit(house, time="9:00")
    question = await house.ask("digest delete", by=other, digest=1)
    await house.click(question, first(question), by=other)
    assert "This server has no digest 1." in (await save(house, mine)).text


async def test_two_admins_rehearse_at_once_and_both_save(house: House) -> None:
    other = await second_admin(house)
    mine = await create(house, time="9:00")
    usual = {"channel": house.other_channel, "cadence": "daily", "time": "10:00"}
    theirs = (await house.ask_all("digest create", by=other, **usual))[-1]
    assert "at 09:00" in (await save(house, mine)).text
    assert "at 10:00" in (await house.click(theirs, first(theirs), by=other)).text
    assert [each.created_by for each in await house.app.ledger.subscriptions_of(house.env.guild.id)] == [
        house.admin.id,
        other.id,
    ]


# Stopping and going on


async def test_a_digest_is_paused_and_resumed(house: House) -> None:
    await house.order()
    assert "is paused" in (await asked(house, "pause")).text
    assert "sends nothing as it is" in (await asked(house, "pause")).text
    await house.wake_at(EIGHT + timedelta(minutes=1))
    assert house.posts() == []
    assert "Next: Monday 23 November 2026, 08:00" in (await asked(house, "resume")).text
    assert "is active already" in (await asked(house, "resume")).text
    await house.wake_at(EIGHT + A_DAY)
    assert len(house.posts()) == 1


async def test_a_suspended_digest_is_resumed_once_it_is_mended(house: House) -> None:
    await house.order()
    await suspend(house)
    refused = await asked(house, "resume")
    assert refused.refusal
    assert "Give me this" in refused.text
    assert "`/digest resume` lets it go on." in await listed(house)
    await deny(house, house.channel)
    assert "goes on" in (await asked(house, "resume")).text


async def test_a_suspended_digest_that_is_paused_does_not_go_on_by_itself(house: House) -> None:
    await house.order()
    await suspend(house)
    assert "is paused" in (await asked(house, "pause")).text
    await deny(house, house.channel)
    await house.wake_at(EIGHT + 3 * A_DAY)
    assert (await saved(house)).standing == "paused"
    assert "goes on" in (await asked(house, "resume")).text


def notice_in(house: House, channel: ChannelHandle) -> Seen:
    (notice,) = (post for post in house.posts(channel) if "Resume" in post.buttons)
    return notice


async def test_the_button_on_a_notice_resumes_also_after_a_restart(house: House) -> None:
    await house.order(fallback=house.other_channel)
    await suspend(house)
    notice = notice_in(house, house.other_channel)
    assert notice.buttons["Resume"] == "digest:resume:1"
    await deny(house, house.channel)
    await house.restart()
    assert (await house.click(notice, "Resume", by=house.reader)).text == MANAGERS
    answer = await house.click(notice, "Resume", by=house.admin)
    assert answer.private
    assert "Digest 1 goes on." in answer.text
    assert "is active already" in (await house.click(notice, "Resume", by=house.admin)).text
    await house.wake_at(EIGHT + A_DAY)
    assert house.posts()[-1].title == "Welcome to Dépêche"


async def test_the_button_works_in_a_direct_message_for_who_manages_the_server(house: House) -> None:
    await house.order()
    await suspend(house)
    (notice,) = house.posts(house.admin.user.dm_channel)
    assert "is suspended" in notice.text
    await deny(house, house.channel)
    await house.restart()
    house.env.backend.edit_role(house.env.guild.id, managing(house), {"permissions": 0})
    assert answer_to(await house.admin.user.click(notice.message, label="Resume")).text == MANAGERS
    allowed = discord.Permissions(manage_guild=True).value
    house.env.backend.edit_role(house.env.guild.id, managing(house), {"permissions": allowed})
    answer = answer_to(await house.admin.user.click(notice.message, label="Resume"))
    assert "Digest 1 goes on." in answer.text


def managing(house: House) -> int:
    """Return the id of the role that makes an admin."""
    return next(role.id for name, role in house.env.guild.roles.items() if name == "Administration")


# Sending


async def test_a_digest_is_sent_beyond_its_schedule_and_the_schedule_stays(house: House) -> None:
    await house.order()
    question = await asked(house, "send")
    assert "Send what is new" in question.text
    assert house.posts() == []
    answer = await house.click(question, "Send now", by=house.admin)
    assert "It is on its way" in answer.text
    await house.app.scheduler.wake()
    assert len(house.posts()) == 1
    (record,) = await history(house)
    assert (record.manual, record.occurrence.key) == (True, "2026-11-22T07:00:00")
    assert "asked for" in (await asked(house, "history")).text
    await house.wake_at(EIGHT)
    assert [each.state for each in await history(house)] == ["nothing-new", "sent"]


async def test_nothing_new_is_not_sent(house: House) -> None:
    await house.order()
    await confirmed(house, "send")
    await house.app.scheduler.wake()
    answer = await asked(house, "send")
    assert answer.refusal
    assert "nothing would be sent" in answer.text


async def test_what_was_sent_last_is_said_first_and_a_new_one_has_a_nonce_of_its_own(house: House) -> None:
    await house.order()
    await house.wake_at(EIGHT)
    await news(house)
    house.clock.advance(timedelta(seconds=61))
    question = await asked(house, "send")
    assert "The last one: [No. 1](https://discord.com/channels/" in question.text
    assert ") · Sunday 22 November 2026, 08:00 · sent" in question.text
    await house.click(question, "Send now", by=house.admin)
    await house.app.scheduler.wake()
    nonces = {request.json["nonce"] for request in house.requests("POST", f"/{house.channel.id}/messages")}
    assert len(nonces) == 2


async def test_when_the_last_one_may_have_arrived_the_admin_is_warned(house: House) -> None:
    await house.order()
    record = Occurrence("2026-11-22T07:00", EIGHT - timedelta(hours=1))
    subscription = await saved(house)
    assert await house.app.ledger.order(subscription, record)
    token = await house.app.ledger.take_chair("a test", 60)
    assert token
    (claim,) = await house.app.ledger.take_up(token, house.clock(), 5)
    question = Question.of(subscription, house.clock(), subscription.memory)
    content = await house.app.client.services.compose(question)
    assert content
    await house.app.ledger.begin(claim, Frozen(content=content, number=1, imprint="No. 1"), "nonce")
    await house.app.ledger.finish(claim, "uncertain", None, "The history may not be read.")
    said = (await asked(house, "send")).text
    assert "perhaps sent" in said
    assert f"Look in <#{house.channel.id}> first: it may be there" in said
    status = await asked(house, "status")
    assert status.title == "🟠 Digest 1"
    assert "if it is not there, `/digest send` sends one now" in status.text


async def test_pressed_twice_it_is_sent_once(house: House) -> None:
    await house.order()
    questions = [await asked(house, "send"), await asked(house, "send")]
    answers = [await house.click(each, "Send now", by=house.admin) for each in questions]
    assert [each.refusal for each in answers] == [False, True]
    assert answers[1].text == "It is on its way already."


async def test_while_one_is_on_its_way_no_other_is_sent(house: House) -> None:
    await house.order()
    await confirmed(house, "send")
    assert "is being sent at this moment" in (await asked(house, "send")).text


async def test_an_old_question_is_asked_again(house: House) -> None:
    await house.order()
    question = await asked(house, "send")
    house.clock.advance(timedelta(hours=1, seconds=1))
    assert "That was a while ago" in (await house.click(question, "Send now", by=house.admin)).text


async def test_nothing_is_sent_where_it_cannot_arrive(house: House) -> None:
    await house.order()
    await deny(house, house.channel, "send_messages")
    assert "Give me this" in (await asked(house, "send")).text


# Deleting


async def test_a_digest_is_deleted_only_once_it_was_confirmed(house: House) -> None:
    await house.order()
    question = await asked(house, "delete")
    assert f"Delete digest 1 in <#{house.channel.id}> for good?" in question.text
    assert "`/digest pause` only stops it" in question.text
    assert "1 · <#" in await listed(house)
    assert (await house.click(question, "Delete for good", by=house.admin)).text == "Digest 1 is deleted."
    assert await listed(house) == NONE


async def test_a_deleted_digest_answers_no_button_any_more(house: House) -> None:
    await house.order()
    status, question = await asked(house, "status"), await asked(house, "send")
    await confirmed(house, "delete")
    for seen, label in ((status, "History"), (question, "Send now")):
        assert "This server has no digest 1." in (await house.click(seen, label, by=house.admin)).text


# Languages


@pytest.mark.parametrize(("locale", "language"), [("fr", "fr"), ("en-GB", "en")])
async def test_every_answer_is_in_one_language(house: House, locale: str, language: Language) -> None:
    house.speak(locale)
    channel = forum(house, "IA")
    seen = [
        await create(house, channel=channel, title="N", tags="IA", even_if_empty=True, fallback=house.other_channel),
        await house.order(language=language),
        await asked(house, "send"),
        await asked(house, "delete"),
        await asked(house, "history"),
        await house.ask("digest list", by=house.admin),
    ]
    await suspend(house)
    await house.wake_at(EIGHT + 3 * A_DAY)
    house.clock.advance(timedelta(minutes=1))
    seen += [await edit(house, time="9:00"), await asked(house, "status"), await asked(house, "history")]
    await deny(house, house.channel)
    seen += [await asked(house, "resume")]
    await house.wake_at(EIGHT + 6 * A_DAY + timedelta(hours=3))
    seen += [await edit(house, time="9:00"), await asked(house, "status"), await asked(house, "history")]
    seen += [await asked(house, "pause"), await house.ask("digest list", by=house.admin)]
    words = Words(house.app.library.edition, language)
    assert [words.foreign_in(each.message.components) for each in seen] == [[]] * len(seen)


# What is refused


@pytest.mark.parametrize("command", [*TAKING_A_DIGEST, "edit"])
async def test_another_servers_digest_is_none_of_ours(house: House, command: str) -> None:
    await house.order()
    guild = house.env.create_guild("Ailleurs")
    elsewhere = guild.create_text_channel("ailleurs")
    manager = guild.create_role("Direction", permissions=discord.Permissions(manage_guild=True))
    stranger = guild.add_member(house.env.create_user("stranger"), roles=[manager])
    await house.env.settle()
    more = {"time": "9:00"} if command == "edit" else {}
    answer = answer_to(await stranger.slash(elsewhere, f"digest {command}", digest=1, **more))
    assert "This server has no digest 1." in answer.text
    assert await stranger.autocomplete(elsewhere, f"digest {command}", "digest", "", **more) == []


@pytest.mark.parametrize("command", TAKING_A_DIGEST)
async def test_a_reader_who_was_given_the_command_is_refused(house: House, command: str) -> None:
    await house.order()
    root = house.env.backend.find_command("digest", house.env.guild.id)
    assert root is not None
    house.env.guild.set_command_permissions(int(root["id"]), {house.reader: True})
    answer = await house.ask(f"digest {command}", by=house.reader, digest=1)
    assert answer.text == MANAGERS
    assert all(isinstance(error, discord.app_commands.CheckFailure) for error in house.env.errors)


async def declare(house: House) -> None:
    """Have a digest that stands in the file, as the loading leaves it."""
    await house.order()
    subscription = await saved(house)
    assert subscription.next_run_at
    own = {each.name: getattr(subscription, each.name) for each in fields(NewSubscription)}
    await house.app.ledger.add(NewSubscription(**own | {"declared": "matin"}), subscription.next_run_at)


@pytest.mark.parametrize(
    ("command", "more"), [("edit", {"time": "9:00"}), ("pause", {}), ("delete", {})], ids=["edit", "pause", "delete"]
)
async def test_what_is_declared_in_a_file_is_changed_there(house: House, command: str, more: dict[str, str]) -> None:
    await declare(house)
    sentence = "Digest 2 is declared in `config/digests.yaml` as “matin”: it is changed there."
    answer = await house.ask(f"digest {command}", by=house.admin, digest=2, **more)
    assert answer.refusal
    assert answer.text == sentence
    assert sentence in await listed(house)
    assert sentence in (await asked(house, "status", 2)).text
    house.speak("fr")
    answer = await house.ask(f"digest {command}", by=house.admin, digest=2, **more)
    assert "est déclaré dans `config/digests.yaml`" in answer.text


async def test_digests_are_offered_by_number_and_by_channel(house: House) -> None:
    await house.order()
    await house.order(house.other_channel)
    for command in (*TAKING_A_DIGEST, "edit"):
        choices = await house.admin.autocomplete(house.channel, f"digest {command}", "digest", "")
        assert [choice["value"] for choice in choices] == [1, 2]
        assert [choice["name"] for choice in choices] == ["1 · #général", "2 · #veille-ia"]
    assert [each["value"] for each in await house.suggest("digest status", "digest", "veille")] == [2]
    assert [each["value"] for each in await house.suggest("digest status", "digest", "2")] == [2]


@pytest.mark.parametrize("custom_id", ["digest:dance:1", "digest:save:a:b", "digest:send:1", "digest:list:1:2"])
async def test_a_button_of_another_version_leads_nowhere_and_says_so(house: House, custom_id: str) -> None:
    await house.order()
    seen = await asked(house, "status")
    button = next(each for each in walk_components(seen.message._message.components) if each.get("label") == "History")
    button["custom_id"] = custom_id
    answer = await house.click(seen, "History", by=house.admin)
    assert answer.refusal
    assert "no longer leads anywhere" in answer.text
