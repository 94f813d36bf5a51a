"""What is chosen in another process on the same database is known here, whatever goes wrong in between."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.bootstrap import Application
from bot.errors import StorageError
from tests.world.support import House


@pytest.mark.parametrize("error", [StorageError("away"), RuntimeError("something nobody thought of")], ids=repr)
async def test_choices_are_read_again_and_again_after_any_error(
    house: House, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = replace(house.app, shared=True, refresh=timedelta(milliseconds=1))
    failures, read, load = [error, error], asyncio.Event(), Application.load_choices

    async def failing_at_first(self: Any) -> None:
        if failures:
            raise failures.pop()
        await load(self)
        read.set()

    monkeypatch.setattr(Application, "load_choices", failing_at_first)
    await house.ask("settings language", language="fr")
    house.app.members._chosen.clear()  # as if another process had written it
    refreshing = asyncio.create_task(app._refresh())
    await asyncio.wait({refreshing, asyncio.create_task(read.wait())}, return_when=asyncio.FIRST_COMPLETED)
    assert not refreshing.done()
    refreshing.cancel()
    assert house.app.members.preferences(house.reader.id).language == "fr"
