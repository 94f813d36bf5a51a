"""Makes edits live: notices a change, waits until it rests, builds a whole new edition, swaps one reference."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from watchfiles import awatch

from bot.cards.diagnostics import Problem
from bot.cards.library import Edition, Library
from bot.cards.snapshot import Snapshot
from bot.delivery.editions import EditionBuilder
from bot.delivery.newsroom import Newsroom
from bot.delivery.register import note_nowhere
from bot.delivery.retirement import retire
from bot.errors import ContentError

_DEBOUNCE = timedelta(milliseconds=100)  # editors touch a file several times in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds: ``settle`` between two equal readings, ``sweep`` between two looks when nothing is heard."""

    settle: float
    sweep: float


class Reloader:
    """Keeps ``library`` at what the folder says. The content's hash decides; the watcher only hurries it.

    ``note`` is told of the edition being served after every look.
    """

    def __init__(  # noqa: PLR0913  (what it works with, and what it tells)
        self,
        library: Library,
        builder: EditionBuilder,
        newsroom: Newsroom,
        *,
        served: str,
        timing: Timing,
        note: Callable[[Edition], Awaitable[None]] = note_nowhere,
    ) -> None:
        self._library = library
        self._builder = builder
        self._newsroom = newsroom
        self._timing = timing
        self._note = note
        # The hash of what was last decided on, be it served or refused: nobody is told twice.
        self._decided = served
        self._refused: tuple[Problem, ...] = ()

    async def run(self) -> None:
        """Follow the folder until cancelled."""
        changes = awatch(
            self._builder.folder,
            debounce=_milliseconds(_DEBOUNCE),
            rust_timeout=_milliseconds(timedelta(seconds=self._timing.sweep)),
            yield_on_timeout=True,
            ignore_permission_denied=True,
        )
        heard = asyncio.ensure_future(anext(changes))
        try:
            # The watcher is in place after this, and only then is it safe to look: no edit falls in between.
            await asyncio.sleep(0)
            while True:
                await self.look()
                await heard
                heard = asyncio.ensure_future(anext(changes))
        finally:
            heard.cancel()
            with suppress(asyncio.CancelledError):
                await heard
            await changes.aclose()

    async def look(self) -> None:
        """Read the folder once, and serve it if it is new, at rest and without a mistake."""
        await self._serve_what_is_new()
        await self._note(self._library.edition)

    async def _serve_what_is_new(self) -> None:
        try:
            snapshot = await self._new_snapshot()
            if snapshot is None:
                return
            self._decided = snapshot.digest
            edition = await asyncio.to_thread(self._builder.build, snapshot)
        except ContentError as error:
            await self._refuse(error)
            return
        leaving, self._library.edition = [self._library.edition], edition
        self._refused = ()
        await self._newsroom.reloaded(leaving[0], edition)
        await retire(leaving, self._library.recall, patience=self._timing.settle)

    async def _new_snapshot(self) -> Snapshot | None:
        """Return the folder's content once two readings, ``settle`` seconds apart, agree; None if it is not new."""
        before = await self._read()
        while before.digest != self._decided:
            await asyncio.sleep(self._timing.settle)
            now = await self._read()
            if now.digest == before.digest:
                return now
            before = now
        return None

    async def _read(self) -> Snapshot:
        try:
            return await asyncio.to_thread(self._builder.snapshot)
        except ContentError:
            self._decided = ""  # whatever can be read next is news, even what was served before
            raise

    async def _refuse(self, error: ContentError) -> None:
        if error.problems != self._refused:
            self._refused = error.problems
            await self._newsroom.refused(self._library.edition, error.problems)


def _milliseconds(duration: timedelta) -> int:
    return round(duration.total_seconds() * 1000)
