"""The loopback Discord does what the real one is documented to do, as unmodified discord.py meets it."""

import asyncio
import json

import aiohttp
import discord
import pytest

from tests.wire.conftest import Client
from tests.wire.limits import GLOBAL_LIMIT, Limits
from tests.wire.loopback import LoopbackDiscord
from tests.wire.openapi import Description
from tests.wire.server import TOKEN
from tests.wire.state import FORUM, READ_MESSAGE_HISTORY, SEND_MESSAGES, VIEW_CHANNEL


@pytest.fixture
async def channel(wire: LoopbackDiscord, client: Client) -> discord.PartialMessageable:
    guild = await wire.order("guild", name="A")
    return client.get_partial_messageable(guild["channels"][0])


async def posted(wire: LoopbackDiscord) -> list[str]:
    return [message["body"]["content"] for message in await wire.order("messages")]


async def test_a_wrong_token_is_refused(wire: LoopbackDiscord) -> None:
    async with Client(wire.path) as client:
        with pytest.raises(discord.LoginFailure):
            await client.login("wrong")


async def test_the_same_nonce_within_the_window_gives_the_earlier_message(
    wire: LoopbackDiscord, channel: discord.PartialMessageable
) -> None:
    first = await channel.send("once", nonce="n")
    assert (await channel.send("once", nonce="n")).id == first.id
    assert await posted(wire) == ["once"]
    await wire.order("advance", seconds=301)
    assert (await channel.send("once", nonce="n")).id != first.id
    assert await posted(wire) == ["once", "once"]


async def test_a_nonce_whose_message_was_deleted_gives_an_unknown_message(
    wire: LoopbackDiscord, channel: discord.PartialMessageable
) -> None:
    await (await channel.send("once", nonce="n")).delete()
    with pytest.raises(discord.NotFound) as refused:
        await channel.send("once", nonce="n")
    assert refused.value.code == 10008


async def test_the_history_has_what_was_posted_newest_first_with_its_nonce(
    wire: LoopbackDiscord, channel: discord.PartialMessageable
) -> None:
    for content in "abc":
        await channel.send(content, nonce=content)
    messages = [message async for message in channel.history(limit=2)]
    assert [message.content for message in messages] == ["c", "b"]
    assert [message.nonce for message in messages] == ["c", "b"]


@pytest.mark.parametrize(
    ("deny", "code"), [(VIEW_CHANNEL, 50001), (SEND_MESSAGES, 50013)], ids=["not visible", "not writable"]
)
async def test_missing_permissions_have_discords_codes(
    wire: LoopbackDiscord, channel: discord.PartialMessageable, deny: int, code: int
) -> None:
    await wire.order("permissions", channel=channel.id, deny=deny)
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("x")
    assert refused.value.code == code
    await wire.order("permissions", channel=channel.id)
    await channel.send("x")


async def test_a_channel_that_is_gone_and_one_without_history(
    wire: LoopbackDiscord, channel: discord.PartialMessageable
) -> None:
    await channel.send("x")
    await wire.order("permissions", channel=channel.id, deny=READ_MESSAGE_HISTORY)
    assert [message async for message in channel.history()] == []
    await wire.order("remove_channel", channel=channel.id)
    with pytest.raises(discord.NotFound) as refused:
        await channel.send("x")
    assert refused.value.code == 10003


async def test_a_cut_answer_has_been_done_and_a_refused_request_has_not(
    wire: LoopbackDiscord, channel: discord.PartialMessageable
) -> None:
    await wire.order("fault", kind="cut", match="POST .*", times=1)
    with pytest.raises(aiohttp.ClientPayloadError):
        await channel.send("cut", nonce="1")
    await wire.order("fault", kind="refuse", match="POST .*", times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await channel.send("refused", nonce="2")
    assert await posted(wire) == ["cut"]


async def test_a_503_is_not_retried_by_the_client_and_a_502_is(
    wire: LoopbackDiscord, channel: discord.PartialMessageable
) -> None:
    await wire.order("fault", kind="503", match="POST .*", times=1)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("x")
    await wire.order("fault", kind="502", match="POST .*", times=1)
    await channel.send("y")
    assert await posted(wire) == ["y"]


async def test_silence_leaves_the_client_waiting_though_the_message_is_there(
    wire: LoopbackDiscord, channel: discord.PartialMessageable
) -> None:
    await wire.order("fault", kind="silence", match="POST .*", times=1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await channel.send("x")
    assert await posted(wire) == ["x"]


async def test_a_forum_takes_threads_and_no_messages(wire: LoopbackDiscord, client: Client) -> None:
    guild = await wire.order("guild", name="A", kind=FORUM)
    forum = client.get_partial_messageable(guild["channels"][0])
    with pytest.raises(discord.HTTPException):
        await forum.send("x")
    thread = {"name": "Édition du jour", "message": {"content": "x"}}
    data = await client.http.request(discord.http.Route("POST", f"/channels/{forum.id}/threads"), json=thread)
    assert data["parent_id"] == str(forum.id)
    assert await posted(wire) == ["x"]


async def test_publishing_twice_is_told(wire: LoopbackDiscord, client: Client) -> None:
    guild = await wire.order("guild", name="A", kind=5)
    channel = guild["channels"][0]
    message = await client.get_partial_messageable(channel).send("x")
    await client.http.publish_message(channel, message.id)
    with pytest.raises(discord.HTTPException) as refused:
        await client.http.publish_message(channel, message.id)
    assert refused.value.code == 40033


async def test_the_client_is_told_of_its_servers_and_of_changes(wire: LoopbackDiscord, connected: Client) -> None:
    guild = await wire.order("guild", name="A", channels=2)
    await wire.order("close", code=1006)
    await asyncio.wait_for(connected.came.wait(), 20)
    assert connected.resumes == 1
    await wire.order("remove_channel", channel=guild["channels"][1])


@pytest.mark.parametrize("way", ["cut", "reconnect", "timed out", "invalid"])
async def test_a_lost_connection_is_resumed_or_begun_anew(wire: LoopbackDiscord, connected: Client, way: str) -> None:
    match way:
        case "cut":
            await wire.order("close", code=1006)
        case "reconnect":
            await wire.order("reconnect")
        case "timed out":
            await wire.order("close", code=4009)
        case "invalid":
            await wire.order("invalidate", resumable=False)
    await asyncio.wait_for(connected.came.wait(), 30)
    health = await wire.order("health")
    anew = way in {"timed out", "invalid"}
    assert (health["identified"], health["resumed"]) == ((2, 0) if anew else (1, 1))


@pytest.mark.parametrize("code", [4004, 4014])
async def test_a_gateway_that_refuses_ends_the_client(wire: LoopbackDiscord, client: Client, code: int) -> None:
    await wire.order("refuse", code=code)
    with pytest.raises((discord.ConnectionClosed, discord.PrivilegedIntentsRequired)):
        await asyncio.wait_for(client.connect(), 20)


async def test_an_interaction_is_answered_once(wire: LoopbackDiscord, connected: Client) -> None:
    guild = await wire.order("guild", name="A")
    user = {"id": "5", "username": "camille", "discriminator": "0", "avatar": None, "global_name": "Camille"}
    payload = {
        "type": 2,
        "channel_id": str(guild["channels"][0]),
        "channel": {"id": str(guild["channels"][0]), "type": 0},
        "user": user,
        "locale": "fr",
        "data": {"id": "7", "name": "x", "type": 1},
    }
    heard: asyncio.Future[discord.Interaction] = asyncio.get_running_loop().create_future()

    @connected.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        heard.set_result(interaction)

    token = (await wire.order("interaction", payload=payload))["token"]
    interaction = await asyncio.wait_for(heard, 10)
    await interaction.response.send_message("salut", ephemeral=True)
    (answer,) = await wire.order("answers", token=token)
    assert answer["data"]["content"] == "salut"
    interaction.response._response_type = None
    with pytest.raises(discord.HTTPException) as refused:
        await interaction.response.send_message("encore", ephemeral=True)
    assert refused.value.code == 40060


def test_the_limits_are_discords() -> None:
    now = 0.0
    limits = Limits(lambda: now)
    verdicts = [limits.take("POST", "/channels/{id}/messages", "1") for _ in range(6)]
    assert [verdict.wait for verdict in verdicts] == [0, 0, 0, 0, 0, 5.0]
    assert [verdict.headers["X-RateLimit-Remaining"] for verdict in verdicts[:5]] == ["4", "3", "2", "1", "0"]
    passed = [limits.take("POST", "/channels/{id}/messages", f"of {number}") for number in range(GLOBAL_LIMIT)]
    assert [verdict.everywhere for verdict in passed].count(True) == 5
    now = 1.0
    assert limits.take("POST", "/channels/{id}/messages", "other").wait == 0


@pytest.mark.usefixtures("described")
async def test_a_body_that_discord_would_not_take_is_a_violation(described: Description) -> None:
    path = "/channels/1/messages"
    assert list(described.violations("POST", path, {"content": "x", "nonce": "n", "enforce_nonce": True})) == []
    assert list(described.violations("POST", path, {"content": 7}))
    assert list(described.violations("POST", path, {"components": [{"type": 17, "components": [{"type": 99}]}]}))
    assert list(described.violations("POST", "/no/such/thing", {}))


@pytest.fixture(scope="module")
def described() -> Description:
    import os
    from pathlib import Path

    named = os.environ.get("DISCORD_OPENAPI")
    if not named:
        pytest.skip(
            "DISCORD_OPENAPI names no copy of Discord's API description: no request of tests/wire is checked against it"
        )
    return Description(Path(named))


async def test_the_record_has_every_request(wire: LoopbackDiscord, channel: discord.PartialMessageable) -> None:
    await channel.send("x", nonce="n")
    (sent,) = [each for each in await wire.order("record") if each["method"] == "POST"]
    assert sent["path"] == f"/channels/{channel.id}/messages"
    assert sent["status"] == 200
    assert json.dumps(sent["json"]).count('"nonce": "n"') == 1
    assert TOKEN not in json.dumps(await wire.order("record"))
