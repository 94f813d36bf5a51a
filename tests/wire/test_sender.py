"""The sender, over the real client, against a Discord that goes wrong in every way it can."""

import asyncio
import os
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.delivery.envelopes import mark_of
from bot.delivery.sender import DiscordSender
from bot.digests.ports import Posted
from bot.digests.subscription import Place
from bot.digests.troubles import Trouble
from bot.errors import Later, Refused, Unauthorized, Unreachable, Unreadable, Unsure
from bot.presentation.sheet import Picture
from tests.wire.burst import burst
from tests.wire.conftest import Client
from tests.wire.letters import IMPATIENT, OTHER, letter, nonces, place_in
from tests.wire.loopback import LoopbackDiscord
from tests.wire.state import (
    OWNER_ID,
    READ_MESSAGE_HISTORY,
    REQUIRE_TAG,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    VIEW_CHANNEL,
)


@pytest.fixture
def sender(connected: Client) -> DiscordSender:
    return DiscordSender(connected, pace=1_000, patience=IMPATIENT)


async def requests(wire: LoopbackDiscord, method: str, ending: str = "") -> list[dict[str, Any]]:
    record = await wire.order("record")
    return [each for each in record if each["method"] == method and each["path"].endswith(ending)]


async def test_a_letter_arrives_with_its_imprint_as_the_last_line(wire: LoopbackDiscord, sender: DiscordSender) -> None:
    place = await place_in(wire)
    posted = await sender.send(place, letter())
    (message,) = await wire.order("messages")
    assert (message["id"], message["channel"]) == (posted.message_id, posted.channel_id)
    body = message["body"]
    (frame,) = body["components"]
    assert frame["components"][-1] == {"type": 10, "content": "-# No 12 · edition 4f2a91c"}
    assert frame["components"][0]["content"] == "**Ada**"
    assert frame["id"] == mark_of("n")
    assert body["nonce"] == "n"
    assert body["enforce_nonce"] is True
    assert body["allowed_mentions"] == {"parse": []}


async def test_a_letter_sent_again_within_the_window_is_one_message(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    place = await place_in(wire)
    assert await sender.send(place, letter()) == await sender.send(place, letter())
    assert await nonces(wire) == ["n"]


async def test_a_forum_gets_a_post_and_its_thread_the_further_parts(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    forum = await place_in(wire, "forum")
    posted = await sender.send(forum, letter(title="Édition du jour" * 10, tags=tuple(range(1, 8))))
    (opened,) = await requests(wire, "POST", "/threads")
    assert opened["json"]["name"] == ("Édition du jour" * 10)[:100]
    assert opened["json"]["applied_tags"] == ["1", "2", "3", "4", "5"]
    thread = Place(guild_id=forum.guild_id, channel_id=posted.channel_id, kind="thread")
    await sender.send(thread, letter("second"))
    received = await wire.order("received")
    assert received == {str(posted.channel_id): [None, "second"]}


async def test_an_archived_thread_is_opened_by_a_message(wire: LoopbackDiscord, sender: DiscordSender) -> None:
    thread = await place_in(wire, "thread")
    await wire.order("archive", thread=thread.channel_id)
    await sender.send(thread, letter())
    assert await nonces(wire) == ["n"]


@pytest.mark.parametrize(
    ("kind", "order", "trouble"),
    [
        ("text", ("remove_channel", {}), "no-channel"),
        ("text", ("permissions", {"deny": VIEW_CHANNEL}), "no-access"),
        ("text", ("permissions", {"deny": SEND_MESSAGES}), "no-permission"),
        ("forum", ("permissions", {"deny": SEND_MESSAGES}), "no-permission"),
        ("thread", ("permissions", {"deny": SEND_MESSAGES_IN_THREADS}), "no-permission"),
        ("thread", ("lock", {}), "thread-closed"),
    ],
    ids=["gone", "hidden", "mute", "forum mute", "thread mute", "locked"],
)
async def test_what_cannot_be_posted_there_is_told_before_and_after(
    wire: LoopbackDiscord, sender: DiscordSender, kind: str, order: tuple[str, dict[str, int]], trouble: Trouble
) -> None:
    place = await place_in(wire, kind)
    await _until(lambda: not sender.is_away(place.guild_id) and sender.trouble_in(place) is None)
    assert sender.missing_permissions(place) == ()
    name, arguments = order
    where = await _parent_of(wire, place) if kind == "thread" and name == "permissions" else place.channel_id
    await wire.order(name, channel=where, **arguments)
    with pytest.raises(Unreachable) as refused:
        await sender.send(place, letter(title="x"))
    assert refused.value.trouble == trouble
    assert "Discord's code" in str(refused.value)
    assert await nonces(wire) == []
    await _until(lambda: sender.trouble_in(place) == trouble)


async def test_a_forum_that_wants_a_tag_says_so(wire: LoopbackDiscord, sender: DiscordSender) -> None:
    place = await place_in(wire, "forum", REQUIRE_TAG)
    with pytest.raises(Unreachable, match="40067") as refused:
        await sender.send(place, letter(title="x"))
    assert refused.value.trouble == "tag-needed"
    await sender.send(place, letter(title="x", tags=(7,)))


async def test_what_lacks_is_named_as_discord_does(wire: LoopbackDiscord, sender: DiscordSender) -> None:
    place = await place_in(wire)
    await wire.order("permissions", channel=place.channel_id, deny=READ_MESSAGE_HISTORY | SEND_MESSAGES)
    await _until(lambda: sender.missing_permissions(place) == ("read_message_history", "send_messages"))
    forum = await place_in(wire, "forum")
    await wire.order("permissions", channel=forum.channel_id, deny=SEND_MESSAGES_IN_THREADS)
    await _until(lambda: sender.missing_permissions(forum) == ("send_messages_in_threads",))


async def test_a_server_that_discord_has_lost_is_away_and_nothing_is_known_of_it(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    place = await place_in(wire)
    await wire.order("permissions", channel=place.channel_id, deny=SEND_MESSAGES)
    await _until(lambda: sender.trouble_in(place) == "no-permission")
    assert not sender.is_away(place.guild_id)
    await wire.order("away", guild=place.guild_id, away=True)
    await _until(lambda: sender.is_away(place.guild_id))
    assert sender.trouble_in(place) is None
    assert sender.missing_permissions(place) == ()
    await wire.order("away", guild=place.guild_id, away=False)
    await _until(lambda: not sender.is_away(place.guild_id))
    assert not sender.is_away(1), "one that the bot has left is not away"


async def test_a_token_that_is_not_taken_any_more_stops_everything(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    place = await place_in(wire)
    await wire.order("token", valid=False)
    with pytest.raises(Unauthorized, match="token"):
        await sender.send(place, letter())


async def test_a_message_that_discord_will_never_take_is_diagnosed_by_field(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    place = await place_in(wire)
    await wire.order("fault", kind="400", match="POST .*")
    with pytest.raises(Refused) as refused:
        await sender.send(place, letter())
    sentence = "Invalid Form Body; In components.0.components.1.content: Must be 4000 or fewer in length"
    assert sentence in str(refused.value)
    assert "50035" in str(refused.value)


async def test_a_message_that_was_posted_and_deleted_is_not_posted_again(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    place = await place_in(wire)
    posted = await sender.send(place, letter())
    await wire.order("delete", channel=place.channel_id, message=posted.message_id)
    with pytest.raises(Refused, match="deleted"):
        await sender.send(place, letter())
    assert await nonces(wire) == ["n"]


@pytest.mark.parametrize("kind", ["500", "502", "503", "504", "cut", "silence", "refuse"])
async def test_what_goes_wrong_once_ends_with_one_message_and_a_receipt(
    wire: LoopbackDiscord, sender: DiscordSender, kind: str
) -> None:
    place = await place_in(wire)
    await wire.order("fault", kind=kind, match="POST .*", times=1)
    posted = await sender.send(place, letter())
    assert [each["id"] for each in await wire.order("messages")] == [posted.message_id]
    assert len(await requests(wire, "POST")) == (1 if kind == "refuse" else 2)


@pytest.mark.parametrize("kind", ["503", "cut", "silence", "refuse"])
async def test_what_stays_wrong_is_unsure_after_three_tries_and_found_if_it_is_there(
    wire: LoopbackDiscord, sender: DiscordSender, kind: str
) -> None:
    place = await place_in(wire)
    before = datetime.now(UTC)
    await wire.order("fault", kind=kind, match="POST .*")
    with pytest.raises(Unsure):
        await sender.send(place, letter())
    assert len(await requests(wire, "POST")) == (0 if kind == "refuse" else 3)
    arrived = await nonces(wire)
    assert len(arrived) == (1 if kind in {"cut", "silence"} else 0)
    found = await sender.find(place, letter(), before)
    assert bool(found) == bool(arrived)


async def test_a_refusal_after_a_doubt_leaves_the_doubt(wire: LoopbackDiscord, sender: DiscordSender) -> None:
    place = await place_in(wire)
    await wire.order("fault", kind="cut", match="POST .*", times=1)
    await wire.order("fault", kind="400", match="POST .*")
    with pytest.raises(Unsure):
        await sender.send(place, letter())
    assert await nonces(wire) == ["n"]


@pytest.mark.parametrize("kind", ["500", "502", "503", "504", "cut", "silence", "refuse"])
async def test_a_forum_post_is_never_tried_twice_and_found_if_it_is_there(
    wire: LoopbackDiscord, sender: DiscordSender, kind: str
) -> None:
    place = await place_in(wire, "forum")
    before = datetime.now(UTC)
    await wire.order("fault", kind=kind, match="POST .*")
    with pytest.raises(Unsure):
        await sender.send(place, letter(title="x"))
    assert len(await requests(wire, "POST")) == (0 if kind == "refuse" else 1)
    await _until(lambda: not sender.is_away(place.guild_id))
    found = await sender.find(place, letter(), before)
    messages = await wire.order("messages")
    assert ([found] if found else []) == [Posted(each["id"], each["channel"]) for each in messages]
    assert len(messages) == (1 if kind in {"cut", "silence"} else 0)


async def test_a_short_rate_limit_is_waited_for_and_a_long_one_is_reported(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    place = await place_in(wire)
    await wire.order("fault", kind="429", match="POST .*", times=2, seconds=0.05)
    await sender.send(place, letter())
    await wire.order("fault", kind="429", match="POST .*", times=1, seconds=77.5)
    with pytest.raises(Later) as later:
        await sender.send(place, letter("second"))
    assert later.value.seconds == 77.5
    await sender.send(place, letter("third"))
    assert await nonces(wire) == ["n", "third"]


@pytest.mark.parametrize("kind", ["429", "cloudflare"])
async def test_a_limit_on_everything_holds_everything_back_without_asking(
    wire: LoopbackDiscord, sender: DiscordSender, kind: str
) -> None:
    place, other = await place_in(wire), await place_in(wire)
    await wire.order("fault", kind=kind, match="POST .*", times=1, seconds=300, everywhere=True)
    for where in (place, other):
        with pytest.raises(Later) as later:
            await sender.send(where, letter())
        assert later.value.seconds > 50
    assert len(await requests(wire, "POST")) == 1


async def test_a_storm_of_rate_limits_ends_with_one_message_or_none(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    place = await place_in(wire)
    await wire.order("fault", kind="429", match="POST .*", seconds=0.01)
    with pytest.raises(Later):
        await sender.send(place, letter())
    assert await nonces(wire) == []
    await wire.order("mend")
    await sender.send(place, letter())
    assert await nonces(wire) == ["n"]


async def test_the_history_is_read_on_and_only_the_bots_own_message_counts(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    await wire.order("limits", enforced=False)
    place = await place_in(wire)
    before = datetime.now(UTC)
    forged = [{"type": 17, "id": mark_of("n"), "components": []}]
    await wire.order("say", channel=place.channel_id, times=1, components=forged)
    await wire.order("say", channel=place.channel_id, times=230, content="hello")
    assert await sender.find(place, letter(), before) is None
    posted = await sender.send(place, letter())
    await wire.order("say", channel=place.channel_id, times=100, content="hello")
    assert await sender.find(place, letter(), before) == posted
    assert await sender.find(place, letter("another"), before) is None


async def test_a_channel_where_too_much_was_said_since_cannot_be_read(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    await wire.order("limits", enforced=False)
    place = await place_in(wire)
    await wire.order("say", channel=place.channel_id, times=1_000, content="hello")
    with pytest.raises(Unreadable, match="1,000"):
        await sender.find(place, letter(), datetime.now(UTC))


@pytest.mark.parametrize("kind", ["text", "thread", "forum"])
async def test_a_history_that_may_not_be_read_is_not_taken_for_an_empty_one(
    wire: LoopbackDiscord, sender: DiscordSender, kind: str
) -> None:
    place = await place_in(wire, kind)
    await sender.send(place, letter(title="x"))
    parent = place.channel_id if kind != "thread" else await _parent_of(wire, place)
    await _until(lambda: "read_message_history" not in sender.missing_permissions(place))
    await wire.order("permissions", channel=parent, deny=READ_MESSAGE_HISTORY)
    await _until(lambda: "read_message_history" in sender.missing_permissions(place))
    with pytest.raises(Unreadable):
        await sender.find(place, letter(), datetime.now(UTC))


async def test_nothing_is_looked_for_in_a_server_that_is_not_known_yet(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    """Just after a start Discord tells of one server after the other: that is no reason to doubt what was posted."""
    place = await place_in(wire)
    await _until(lambda: sender.welcomes(place))
    unknown = Place(guild_id=1, channel_id=place.channel_id, kind=place.kind)
    with pytest.raises(Later):
        await sender.find(unknown, letter(), datetime.now(UTC))


async def test_nothing_is_looked_for_in_a_channel_that_was_deleted(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    place = await place_in(wire)
    await _until(lambda: sender.welcomes(place))
    await wire.order("remove_channel", channel=place.channel_id)
    await _until(lambda: sender.trouble_in(place) == "no-channel")
    with pytest.raises(Unreachable):
        await sender.find(place, letter(), datetime.now(UTC))


async def test_a_permission_that_was_taken_away_unnoticed_makes_a_history_unreadable(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    place = await place_in(wire)
    await _until(lambda: sender.trouble_in(place) is None)
    await wire.order("deny_silently", channel=place.channel_id, deny=VIEW_CHANNEL)
    with pytest.raises(Unreadable, match="50001"):
        await sender.find(place, letter(), datetime.now(UTC))


@pytest.mark.parametrize("kind", ["thread", "forum"])
@pytest.mark.parametrize("archived", [False, True], ids=["open", "archived"])
async def test_what_is_in_a_thread_is_found_also_when_it_is_archived(
    wire: LoopbackDiscord, sender: DiscordSender, kind: str, archived: bool
) -> None:
    place = await place_in(wire, kind)
    before = datetime.now(UTC)
    if kind == "forum":
        await wire.order("thread", channel=place.channel_id)  # a member's own post
        await sender.send(place, letter("another", title="x"))
    posted = await sender.send(place, letter(title="x"))
    if archived:
        await wire.order("archive", thread=posted.channel_id)
        if kind == "thread":
            await _until(lambda: sender.missing_permissions(place) == () and sender.trouble_in(place) is None)
    assert await sender.find(place, letter(), before) == posted
    assert await sender.find(place, letter("never"), before) is None


async def test_publishing_twice_does_nothing_and_too_often_waits_for_later(
    wire: LoopbackDiscord, sender: DiscordSender
) -> None:
    place = await place_in(wire, "announcement")
    posted = await sender.send(place, letter())
    for _ in range(10):
        await sender.publish(posted)
    with pytest.raises(Later):
        await sender.publish(posted)
    assert "POST 429" not in await wire.order("tally"), "who is to wait need not be told"
    text = await sender.send(await place_in(wire), letter("second"))
    with pytest.raises(Refused, match="50024"):
        await sender.publish(text)
    assert len(await wire.order("messages")) == 2


async def test_what_was_posted_can_be_replaced_while_it_is_there(wire: LoopbackDiscord, sender: DiscordSender) -> None:
    thread = await place_in(wire, "thread")
    posted = await sender.send(thread, letter())
    await sender.edit(posted, letter(part=OTHER))
    (message,) = await wire.order("messages")
    assert message["body"]["components"][0]["components"][0]["content"] == "**Grace**"
    assert message["body"]["components"][0]["id"] == mark_of("n"), "or it could not be found any more"
    await wire.order("archive", thread=thread.channel_id)
    with pytest.raises(Unreachable, match="50083"):
        await sender.edit(posted, letter())
    await wire.order("delete", channel=thread.channel_id, message=posted.message_id)
    await wire.order("unarchive", thread=thread.channel_id)
    await sender.edit(posted, letter())
    await wire.order("remove_channel", channel=thread.channel_id)
    await sender.edit(posted, letter())


async def test_an_admin_is_told_in_the_channel_or_else_in_private(wire: LoopbackDiscord, sender: DiscordSender) -> None:
    place = await place_in(wire)
    await sender.notify(place.channel_id, OWNER_ID, OTHER, "first")
    await wire.order("permissions", channel=place.channel_id, deny=SEND_MESSAGES)
    await sender.notify(place.channel_id, OWNER_ID, OTHER, "second")
    await sender.notify(None, OWNER_ID, OTHER, "third")
    received = await wire.order("received")
    assert received.pop(str(place.channel_id)) == ["first"]
    assert list(received.values()) == [["second", "third"]]
    await wire.order("deafen", user=OWNER_ID)
    with pytest.raises(Unreachable, match="50007"):
        await sender.notify(place.channel_id, OWNER_ID, OTHER, "fourth")


async def test_a_picture_goes_along_with_its_description(wire: LoopbackDiscord, connected: Client) -> None:
    picture = Picture(("axis",), "axis.png", "Three events on a line", lambda: b"")

    async def illustrate(part: Any) -> tuple[Picture, bytes] | None:
        return (picture, b"\x89PNG\r\n\x1a\n") if part != OTHER else None

    sender = DiscordSender(connected, illustrate=illustrate, patience=IMPATIENT)
    place, forum = await place_in(wire), await place_in(wire, "forum")
    await wire.order("fault", kind="503", match="POST .*messages", times=1)
    posted = await sender.send(place, letter())
    await sender.send(forum, letter(title="x"))
    for message in await wire.order("messages"):
        (frame,) = message["body"]["components"]
        assert frame["components"][1]["items"][0]["media"]["url"] == "attachment://axis.png"
        assert frame["components"][1]["items"][0]["description"] == "Three events on a line"
        assert [each["filename"] for each in message["body"]["attachments"]] == ["axis.png"]
    await sender.edit(posted, letter(part=OTHER))
    edited = next(each for each in await wire.order("messages") if each["id"] == posted.message_id)
    assert edited["body"]["attachments"] == []


async def test_discord_py_remembers_no_channel_that_nobody_waits_for(wire: LoopbackDiscord, connected: Client) -> None:
    sender = DiscordSender(connected, pace=300)
    await wire.order("global_limit", most=100_000)
    channels = (await wire.order("guild", name="B", channels=2_000))["channels"]
    places = [Place(guild_id=1, channel_id=channel) for channel in channels]
    await asyncio.gather(*(sender.send(place, letter(f"to {place.channel_id}")) for place in places))
    assert len(await nonces(wire)) == 2_000
    assert len(connected.http._buckets) < 20


async def test_a_channel_that_has_had_its_share_is_waited_for(wire: LoopbackDiscord, connected: Client) -> None:
    sender = DiscordSender(connected)
    place = await place_in(wire)
    await asyncio.gather(*(sender.send(place, letter(f"n{number}")) for number in range(7)))
    assert len(await nonces(wire)) == 7
    assert {each["status"] for each in await requests(wire, "POST")} == {200}


async def test_a_burst_stays_below_discords_limit_and_arrives_once(wire: LoopbackDiscord) -> None:
    messages = int(os.environ.get("DEPECHE_BURST", "300"))
    figures = await burst(wire, messages)
    assert (figures["messages"], figures["failures"], figures["doubled"]) == (messages, 0, 0)
    # None on a machine with time to spare; bare discord.py meets more than one for each message.
    assert figures["429s"] <= messages / 100


async def _until(true: Any) -> None:
    """Wait for the gateway to have told."""
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


async def _parent_of(wire: LoopbackDiscord, place: Place) -> int:
    return await wire.order("parent", thread=place.channel_id)  # type: ignore[no-any-return]
