"""Wherever Discord lets somebody ask: a server, a direct message, a group, a server that has not installed the bot."""

from collections.abc import Callable
from typing import Any

import discord
import pytest

from tests.world.support import House, Seen, answer_to

READERS = {"who", "model", "org", "event", "term", "quote", "claim", "timeline", "compare", "search", "story"}
Payload = dict[str, Any]


def rewrite_interactions(house: House, change: Callable[[Payload], None]) -> None:
    """Change what the bot receives, as if it had come from elsewhere."""

    def changed(event: str, payload: Any) -> None:
        if event == "INTERACTION_CREATE":
            change(payload)

    house.env.backend.subscribers.insert(0, changed)


def ask_from_elsewhere(house: House, permissions: discord.Permissions) -> None:
    """Have everybody ask in a server that has not installed the bot; each has installed it for themselves."""

    def elsewhere(payload: Payload) -> None:
        user = payload["member"]["user"]["id"]
        payload["guild_id"] = payload["channel"]["guild_id"] = "999"
        payload["guild"] = {"id": "999", "locale": "fr", "features": []}
        payload["channel"]["id"] = payload["channel_id"] = "998"
        payload["member"]["permissions"] = str(permissions.value)
        payload["authorizing_integration_owners"] = {"1": user}
        payload["context"] = 2

    rewrite_interactions(house, elsewhere)


def ask_in_a_group(house: House) -> None:
    def group(payload: Payload) -> None:
        user = payload.pop("member")["user"]
        del payload["guild_id"]
        payload |= {"user": user, "context": 2, "authorizing_integration_owners": {"1": user["id"]}}
        payload["channel"] = {"id": "998", "type": 3, "recipients": [user], "name": "Friends", "icon": None}
        payload["channel"] |= {"owner_id": user["id"], "last_message_id": None}
        payload["channel_id"] = "998"

    rewrite_interactions(house, group)


MAY = discord.Permissions(send_messages=True, use_external_apps=True)

ASKED: list[tuple[str, dict[str, Any], str]] = [
    ("who", {"person": "sam-altman"}, "Sam Altman"),
    ("timeline", {}, "GPT-2"),
    ("search", {"query": "OpenAI"}, "OpenAI"),
    ("settings language", {"language": "en"}, "English"),
]


@pytest.mark.parametrize(("command", "options", "said"), ASKED)
@pytest.mark.parametrize("place", ["server", "other server", "group"])
async def test_commands_answer_wherever_they_are_asked(
    house: House, place: str, command: str, options: dict[str, Any], said: str
) -> None:
    if place == "other server":
        ask_from_elsewhere(house, MAY)
    elif place == "group":
        ask_in_a_group(house)
    answer = await house.ask(command, **options)
    assert said in answer.text
    assert answer.private
    assert not answer.refusal


@pytest.mark.parametrize(("command", "options", "said"), ASKED)
async def test_commands_answer_in_direct_messages(
    house: House, command: str, options: dict[str, Any], said: str
) -> None:
    answer = answer_to(await house.reader.user.slash(command, **options))
    assert said in answer.text
    assert not answer.refusal


async def test_every_readers_command_is_offered_in_every_place(house: House) -> None:
    commands = {command["name"]: command for command in house.requests("PUT", "/commands")[-1].json}
    assert set(commands) >= READERS | {"sources", "about", "catchup", "settings", "Find cards"}
    for name in READERS | {"sources", "about", "catchup", "settings", "Find cards"}:
        assert sorted(commands[name]["contexts"]) == [0, 1, 2], name
        assert sorted(commands[name]["integration_types"]) == [0, 1], name
        assert commands[name].get("default_member_permissions") is None, name


async def shared_from(house: House) -> Seen:
    return await house.click(await house.ask("who", person="sam-altman"), "Share")


async def test_in_another_server_sharing_takes_the_right_to_use_external_apps(house: House) -> None:
    ask_from_elsewhere(house, MAY)
    assert not (await shared_from(house)).private


@pytest.mark.parametrize(
    "permissions", [discord.Permissions(send_messages=True), discord.Permissions(use_external_apps=True)]
)
async def test_in_another_server_nothing_is_shared_without_either_right(
    house: House, permissions: discord.Permissions
) -> None:
    ask_from_elsewhere(house, permissions)
    answer = await shared_from(house)
    assert answer.private
    assert answer.refusal


async def test_in_a_group_everybody_may_share(house: House) -> None:
    ask_in_a_group(house)
    assert not (await shared_from(house)).private
