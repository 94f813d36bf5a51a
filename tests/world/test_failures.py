"""What breaks is logged once, under a reference that the member is told as long as Discord lets us; nothing raises."""

from collections.abc import Callable
from typing import Any

import discord
import pytest
from discord import app_commands
from simcord.results import InteractionResult
from structlog.testing import capture_logs

from tests.world.support import House, Seen, answer_to

CALLBACK = "/interactions/*/callback"


def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError("this page is broken")


def errors_in(logged: list[Any]) -> list[Any]:
    return [each for each in logged if each["log_level"] in {"error", "critical"}]


def only_commands_failed(house: House) -> bool:
    """Tell whether all that the simulator noticed is what discord.py hands to the error handler."""
    return all(isinstance(error, app_commands.AppCommandError) for error in house.env.errors)


async def command(house: House, _: Seen) -> InteractionResult:
    return await house.reader.slash(house.channel, "sources")


async def button(house: House, card: Seen) -> InteractionResult:
    return await house.reader.click(card.message, label="Sources")


ASKING: list[Callable[[House, Seen], Any]] = [command, button]


@pytest.mark.parametrize(
    ("locale", "sentence"), [("en-US", "Something went wrong on our side."), ("fr", "Une erreur s’est produite")]
)
@pytest.mark.parametrize("ask", ASKING)
async def test_the_member_is_told_a_reference_that_stands_in_the_log(
    house: House, monkeypatch: pytest.MonkeyPatch, ask: Any, locale: str, sentence: str
) -> None:
    house.speak(locale)
    card = await house.ask("who", person="sam-altman")
    monkeypatch.setattr("bot.presentation.pages.pages_for", broken)
    with capture_logs() as logged:
        answer = answer_to(await ask(house, card))
    (error,) = errors_in(logged)
    assert answer.text.startswith(sentence)
    assert error["reference"] in answer.text
    assert "this page is broken" in str(error["exc_info"])
    assert answer.private
    assert answer.refusal
    assert only_commands_failed(house)


@pytest.mark.parametrize(
    ("status", "code"), [(404, 10062), (403, 50013), (400, 50035), (401, 0)], ids=["expired", "may", "form", "token"]
)
@pytest.mark.parametrize("ask", ASKING)
async def test_an_answer_that_discord_refuses_is_logged_once_and_raises_nothing(
    house: House, ask: Any, status: int, code: int
) -> None:
    card = await house.ask("who", person="sam-altman")
    house.env.inject_error("POST", CALLBACK, status=status, code=code, times=None)
    with capture_logs() as logged:
        assert not (await ask(house, card)).acknowledged
    assert len(errors_in(logged)) == 1
    assert [each["event"] for each in logged][1:] == ["the member could not be told"]
    assert only_commands_failed(house)


@pytest.mark.parametrize("ask", ASKING)
async def test_a_network_that_is_gone_raises_nothing(house: House, monkeypatch: pytest.MonkeyPatch, ask: Any) -> None:
    card = await house.ask("who", person="sam-altman")

    async def cut(*_: Any, **__: Any) -> None:
        raise ConnectionResetError("the network is gone")

    monkeypatch.setattr(discord.InteractionResponse, "send_message", cut)
    monkeypatch.setattr(discord.InteractionResponse, "edit_message", cut)
    with capture_logs() as logged:
        await ask(house, card)
    assert len(errors_in(logged)) == 1
    assert only_commands_failed(house)


@pytest.mark.parametrize("ask", ASKING)
async def test_who_was_answered_though_the_receipt_was_lost_is_told_below(
    house: House, monkeypatch: pytest.MonkeyPatch, ask: Any
) -> None:
    """Discord says 40060 to a second answer then, and takes a follow-up."""
    card = await house.ask("who", person="sam-altman")
    for name in ("send_message", "edit_message"):
        monkeypatch.setattr(discord.InteractionResponse, name, without_receipt(name))
    with capture_logs() as logged:
        result = await ask(house, card)
    (error,) = errors_in(logged)
    (told,) = (Seen(message) for message in result.followups)
    assert error["reference"] in told.text
    assert told.private
    assert only_commands_failed(house)


def without_receipt(name: str) -> Any:
    """Return a way to answer whose answer arrives, though it seems not to."""
    arrive = getattr(discord.InteractionResponse, name)

    async def seem_to_fail(self: Any, *args: Any, **kwargs: Any) -> None:
        await arrive(self, *args, **kwargs)
        self._response_type = None
        raise ConnectionResetError("the receipt is lost")

    return seem_to_fail


async def test_a_check_that_cannot_deliver_its_refusal_raises_nothing(house: House) -> None:
    root: Any = house.env.backend.find_command("server", house.env.guild.id)
    house.env.guild.set_command_permissions(int(root["id"]), {house.reader: True})
    house.env.inject_error("POST", CALLBACK, status=404, code=10062, times=None)
    with capture_logs() as logged:
        await house.reader.slash(house.channel, "server answers", visibility="public")
    assert len(errors_in(logged)) == 1
    assert only_commands_failed(house)


@pytest.mark.parametrize("ask", ASKING)
async def test_nothing_raises_when_not_even_the_language_is_known(
    house: House, monkeypatch: pytest.MonkeyPatch, ask: Any
) -> None:
    card = await house.ask("who", person="sam-altman")
    monkeypatch.setattr("bot.commands.services.Services.localizer", broken)
    with capture_logs() as logged:
        await ask(house, card)
    assert len(errors_in(logged)) == 1
    assert only_commands_failed(house)
