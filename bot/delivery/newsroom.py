"""What the newsroom is told about its briefings: in the log always, in its channel when it has one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.cards.diagnostics import Problem
from bot.cards.library import Edition
from bot.presentation.digests.declared import undeclared_sheet
from bot.presentation.localizer import Localizer
from bot.presentation.newsroom import refused_sheet, reloaded_sheet
from bot.presentation.sheet import Sheet

log = structlog.get_logger(__name__)

Post = Callable[[Sheet], Awaitable[None]]


async def post_nowhere(sheet: Sheet) -> None:
    """Stand in for a channel where none is configured."""


class Newsroom:
    """Announces editions, live or refused. ``post`` puts a message in the newsroom's channel."""

    def __init__(self, post: Post, localizer: Localizer) -> None:
        self._post = post
        self._localizer = localizer

    async def reloaded(self, before: Edition, now: Edition) -> None:
        """Tell that ``now`` has replaced ``before``."""
        log.info("edition live", edition=now.number, before=before.number, cards=len(now.published))
        # To compare 10,000 cards with 10,000 takes a tenth of a second and more.
        await self._try_to_post(await asyncio.to_thread(reloaded_sheet, before, now, self._localizer))

    async def refused(self, serving: Edition, problems: Sequence[Problem]) -> None:
        """Tell that an edit cannot be served, and why; readers keep ``serving``."""
        for problem in problems:
            log.error("briefings refused", problem=str(problem), serving=serving.number)
        await self._try_to_post(refused_sheet(serving, problems, self._localizer))

    async def undeclared(self, problems: Sequence[str]) -> None:
        """Tell that the declared digests cannot be followed, and why; what was declared before goes on."""
        for problem in problems:
            log.error("declared digests refused", problem=problem)
        await self._try_to_post(undeclared_sheet(problems, self._localizer))

    async def _try_to_post(self, sheet: Sheet) -> None:
        try:
            await self._post(sheet)
        except Exception:
            # Readers must get the new edition even when the newsroom's channel is gone.
            log.exception("the newsroom's channel could not be told")
