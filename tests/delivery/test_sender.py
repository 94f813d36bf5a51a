"""The sender in the simulated Discord, as the whole bot has it; tests/wire has it before one that goes wrong."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.api import REQUESTS_A_SECOND, Patience
from bot.delivery.envelopes import has_mark, mark_of
from bot.delivery.refusals import undelivered
from bot.delivery.sender import DiscordSender
from bot.digests.delivery import nonce
from bot.digests.ports import Letter
from bot.digests.subscription import Place
from bot.errors import Later, Refused, Unauthorized, Undelivered, Unreachable, Unsure
from bot.presentation.sheet import Link, Sheet
from tests.presentation.support import PROPERTY
from tests.world.support import House

PART = Sheet(0x3B82C4, ("**Ada**", "-# Edition"), (Link("Ada", "ada"),)).to_json()


class Naps:
    """Takes note of how long the sender would have slept."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
def sender(house: House, naps: Naps) -> DiscordSender:
    return DiscordSender(house.app.client, pace=1_000, patience=Patience(sleep=naps, dice=random.Random(1)))


def place_of(house: House) -> Place:
    guild = house.channel.guild
    assert guild is not None
    return Place(guild_id=guild.id, channel_id=house.channel.id)


def letter(name: str = "name") -> Letter:
    return Letter(part=PART, imprint="No 12", nonce=name)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 50035, Refused),
        (413, 40005, Refused),
        (403, 50001, Unreachable),
        (403, 50013, Unreachable),
        (404, 10003, Unreachable),
        (404, 10004, Unreachable),
        (401, 0, Unauthorized),
        (403, 160006, Later),
        (429, 0, Later),
        (500, 0, Unsure),
        (503, 0, Unsure),
    ],
)
async def test_each_refusal_has_its_kind_and_discords_own_words(
    house: House, sender: DiscordSender, status: int, code: int, kind: type[Undelivered]
) -> None:
    house.env.inject_error("POST", "/channels/*/messages", status=status, code=code, message="Not this one", times=3)
    with pytest.raises(kind) as refused:
        await sender.send(place_of(house), letter())
    if 400 <= status < 429:
        assert "Not this one" in str(refused.value)
        assert str(code) in str(refused.value)
    assert house.posts() == []


async def test_tries_are_made_ever_further_apart_and_never_at_the_same_moment(
    house: House, sender: DiscordSender, naps: Naps
) -> None:
    house.env.inject_error("POST", "/channels/*/messages", status=503, times=9)
    with pytest.raises(Unsure):
        await sender.send(place_of(house), letter())
    first, second = naps.taken
    assert 0.5 <= first <= 1.5
    assert 1 <= second <= 3
    with pytest.raises(Unsure):
        await sender.send(place_of(house), letter())
    assert len(set(naps.taken)) == 4


async def test_a_letter_is_sent_to_the_byte_as_frozen_with_its_imprint_at_the_foot(
    house: House, sender: DiscordSender
) -> None:
    first = await sender.send(place_of(house), letter("one"))
    second = await sender.send(place_of(house), letter("two"))
    assert [post.message.id for post in house.posts()] == [first.message_id, second.message_id]
    bodies = [request.json for request in house.requests("POST", f"/channels/{house.channel.id}/messages")]
    assert [body.pop("nonce") for body in bodies] == ["one", "two"]
    assert [body["components"][0].pop("id") for body in bodies] == [mark_of("one"), mark_of("two")]
    assert bodies[0] == bodies[1]
    (seen, _) = house.posts()
    assert seen.links == {"Ada": "ada"}
    assert seen.markdown.splitlines()[-1] == "-# No 12"


async def test_what_nobody_accounts_for_has_no_imprint(house: House, sender: DiscordSender) -> None:
    await sender.post(house.channel.id, Sheet.from_json(PART))
    await sender.post(house.channel.id, Sheet.from_json(PART))
    assert [post.markdown for post in house.posts()] == ["**Ada**\n-# Edition"] * 2


async def test_a_letter_is_found_again_and_replaced(house: House, sender: DiscordSender) -> None:
    since = datetime.now(UTC) - timedelta(days=3_650)  # the simulated Discord counts its ids from elsewhere
    posted = await sender.send(place_of(house), letter())
    assert await sender.find(place_of(house), letter(), since) == posted
    assert await sender.find(place_of(house), letter("another"), since) is None
    await sender.edit(posted, Letter(part=Sheet(1, ("corrected",)).to_json(), imprint="No 12", nonce="name"))
    assert [post.markdown for post in house.posts()] == ["corrected\n-# No 12"]


async def test_requests_go_out_one_by_one_at_discords_pace(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = DiscordSender(house.app.client)
    loop = asyncio.get_running_loop()
    now = loop.time()
    monkeypatch.setattr(loop, "time", lambda: now)
    sending = [asyncio.create_task(sender.send(place_of(house), letter(f"n{index}"))) for index in range(4)]

    async def turns() -> int:
        for _ in range(100):
            await asyncio.sleep(0)
        return len(house.posts())

    assert await turns() == 1, "while the clock stands still, the second has to wait"
    for expected in (2, 3, 4):
        now += 1 / REQUESTS_A_SECOND + 0.001
        assert await turns() == expected
    monkeypatch.undo()
    await asyncio.gather(*sending)
    assert REQUESTS_A_SECOND < 50, "Discord, Rate Limits: 50 requests a second for all of a bot"


@PROPERTY
@given(st.integers(1, 10**9), st.dates(), st.integers(0, 20))
def test_a_mark_is_an_id_that_discord_takes_and_never_gives_itself(number: int, day: object, part: int) -> None:
    mark = mark_of(nonce(number, str(day), part))
    assert mark == mark_of(nonce(number, str(day), part))
    assert 2**30 <= mark < 2**31
    assert has_mark({"components": [{"type": 17, "id": mark}]}, mark)
    assert not has_mark({"components": [{"type": 17, "id": 1}]}, mark)


def test_every_field_that_discord_names_is_in_the_sentence() -> None:
    class Response:
        status, reason = 400, "Bad Request"

    def wrong(words: str) -> dict[str, object]:
        return {"_errors": [{"code": "X", "message": words}]}

    errors = {"components": {"0": {"accent_color": wrong("Too bright."), "components": {"1": wrong("Too long.")}}}}
    body = {"code": 50035, "message": "Invalid Form Body", "errors": errors}
    refusal = undelivered(discord.HTTPException(Response(), body))
    assert isinstance(refusal, Refused)
    assert "In components.0.accent_color: Too bright; In components.0.components.1: Too long" in str(refusal)
    assert "\n" not in str(refusal)
