"""``depeche run`` when Discord will not have it: one sentence, whatever the reason. Discord is on this machine."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import structlog
from aiohttp import web
from discord.http import Route

from bot.cli.run import _serve
from bot.errors import ConnectionRefused, SettingsError
from bot.settings import DEFAULT_FILE, Log, Settings, load_settings
from tests.cli.support import TOKEN


def reply(content: Any, status: int = 200) -> web.Response:
    # discord.py reads JSON only where the header says exactly this.
    return web.Response(body=json.dumps(content).encode(), status=status, headers={"Content-Type": "application/json"})


UNKNOWN = {"message": "404: Not Found", "code": 0}


@dataclass
class Discord:
    """An HTTP server that answers as it is told, and remembers who called."""

    answers: dict[str, tuple[Any, int]] = field(default_factory=dict)
    calls: list[web.Request] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.calls.append(request)
        return reply(*self.answers.get(request.path, (UNKNOWN, 404)))


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Discord]:
    fake = Discord()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    # Where discord.py sends its requests is a documented attribute of Route.
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{port}")
    yield fake
    await runner.cleanup()


@pytest.fixture(autouse=True)
def logs() -> Iterator[None]:
    """Put back the logs that `depeche run` sets up for itself."""
    root = logging.getLogger()
    before, handlers, level = structlog.get_config(), list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**before)


@pytest.fixture
def with_token(settings: Settings) -> Settings:
    return replace(settings, token=TOKEN, log=Log(level="debug", format="human"))


ME = {"id": "1", "username": "depeche", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION = {
    "id": "1",
    "name": "depeche",
    "description": "",
    "icon": None,
    "flags": 0,
    "verify_key": "x",
    "bot_public": True,
    "bot_require_code_grant": False,
    "owner": ME,
}


LOGGED_IN = {"/users/@me": (ME, 200), "/oauth2/applications/@me": (APPLICATION, 200)}


async def refusal(settings: Settings) -> str:
    with pytest.raises(ConnectionRefused) as raised:
        await _serve(settings)
    return str(raised.value)


async def test_a_wrong_token_is_named_as_such(
    with_token: Settings, discord: Discord, capfd: pytest.CaptureFixture[str]
) -> None:
    discord.answers["/users/@me"] = ({"message": "401: Unauthorized", "code": 0}, 401)
    said = await refusal(with_token)
    assert "does not know this token" in said
    assert "Developer Portal" in said
    assert discord.calls[0].headers["Authorization"] == f"Bot {TOKEN}"
    captured = capfd.readouterr()
    assert TOKEN not in said + captured.out + captured.err


async def test_another_refusal_at_login_shows_what_discord_said(with_token: Settings, discord: Discord) -> None:
    discord.answers["/users/@me"] = ({"message": "You are blocked", "code": 40333}, 403)
    said = await refusal(with_token)
    assert "403" in said
    assert "You are blocked" in said


async def test_a_refusal_after_login_is_one_sentence_too(with_token: Settings, discord: Discord) -> None:
    discord.answers |= LOGGED_IN
    discord.answers["/applications/1/commands"] = ({"message": "No", "code": 50001}, 403)
    assert "403" in await refusal(with_token)


async def test_no_gateway_is_one_sentence_too(with_token: Settings, discord: Discord) -> None:
    discord.answers |= LOGGED_IN
    discord.answers["/applications/1/commands"] = ([], 200)
    assert await refusal(with_token)
    assert any(call.path == "/gateway/bot" for call in discord.calls)


async def test_an_unreachable_discord_is_named_as_such(
    with_token: Settings, discord: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing listens on the port that is reserved for nothing (RFC 863 aside).
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9")
    assert "cannot be reached" in await refusal(with_token)


@pytest.mark.parametrize("token", ["two\nlines", "carriage\rreturn", "nul\0byte"])
def test_a_token_that_cannot_be_one_is_named_as_such(token: str) -> None:
    with pytest.raises(SettingsError, match="not a token") as caught:
        load_settings(DEFAULT_FILE, {"DISCORD_TOKEN": token})
    assert token not in str(caught.value)
