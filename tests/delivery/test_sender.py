"""How messages go out: no faster than Discord allows, and which answers are final."""

import asyncio

import discord
import pytest

from bot.delivery.sender import MESSAGES_A_SECOND
from bot.errors import Refused
from bot.presentation.sheet import Link, Sheet
from tests.world.support import House

PART = Sheet(0x3B82C4, ("**Ada**", "-# Edition"), (Link("Ada", "ada"),)).to_json()


@pytest.mark.parametrize(
    ("status", "code"), [(400, 50035), (403, 50001), (403, 50013), (404, 10003), (404, 10004), (413, 40005)]
)
async def test_what_will_never_be_taken_is_refused_with_discords_words(house: House, status: int, code: int) -> None:
    house.env.inject_error("POST", "/channels/*/messages", status=status, code=code, message="Not this one")
    with pytest.raises(Refused, match="Not this one") as refused:
        await house.app.sender.send(house.channel.id, PART, "name")
    assert str(code) in str(refused.value)
    assert house.posts() == []


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_what_may_be_taken_later_is_left_open(house: House, status: int) -> None:
    house.env.inject_error("POST", "/channels/*/messages", status=status)
    with pytest.raises(discord.HTTPException):
        await house.app.sender.send(house.channel.id, PART, "name")


async def test_a_message_is_sent_to_the_byte_as_frozen_and_its_id_returned(house: House) -> None:
    first = await house.app.sender.send(house.channel.id, PART, "one")
    second = await house.app.sender.send(house.channel.id, PART, "two")
    assert [post.message.id for post in house.posts()] == [first, second]
    bodies = [request.json for request in house.requests("POST", f"/channels/{house.channel.id}/messages")]
    assert [body.pop("nonce") for body in bodies] == ["one", "two"]
    assert bodies[0] == bodies[1]
    assert house.posts()[0].links == {"Ada": "ada"}


async def test_messages_go_out_one_by_one_at_discords_pace(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    now = loop.time()
    monkeypatch.setattr(loop, "time", lambda: now)
    sending = [asyncio.create_task(house.app.sender.send(house.channel.id, PART, f"n{index}")) for index in range(4)]

    async def turns() -> int:
        for _ in range(100):
            await asyncio.sleep(0)
        return len(house.posts())

    assert await turns() == 1, "while the clock stands still, the second has to wait"
    for expected in (2, 3, 4):
        now += 1 / MESSAGES_A_SECOND + 0.001
        assert await turns() == expected
    monkeypatch.undo()
    await asyncio.gather(*sending)
    assert MESSAGES_A_SECOND < 50, "Discord, Rate Limits: 50 requests a second for all of a bot"
