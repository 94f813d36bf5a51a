"""What a digest says: chosen and rendered once for all the channels that are told the same."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from bot.cards.library import Edition, Library
from bot.digests.memory import Memory
from bot.digests.ports import Ledger
from bot.digests.records import Content, Question
from bot.digests.selection import select
from bot.presentation.digests.edition import digest_content
from bot.presentation.localizer import Localizers

# How many different digests are kept at a time: the channels that are told the same mostly come one after another.
_KEPT = 200


class Composer:
    """Composes digests, at most ``limit`` cards long, from the edition being served. Works in a thread."""

    def __init__(self, ledger: Ledger, library: Library, localizers: Localizers, limit: int) -> None:
        self._ledger = ledger
        self._library = library
        self._localizers = localizers
        self._limit = limit
        self._one_by_one = asyncio.Lock()
        self._kept: OrderedDict[tuple[str, Question], asyncio.Task[Content | None]] = OrderedDict()

    async def compose(self, question: Question) -> Content | None:
        """Return what is told, None when nothing is new. May raise StorageError."""
        edition = self._library.edition
        key = edition.number, question
        task = self._kept.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._kept[key] = asyncio.create_task(self._answer(question, edition))
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        # Shielded: others wait for the same answer.
        return await asyncio.shield(task)

    def is_served(self, edition: str) -> bool:
        """Say whether the edition of that number is the one that digests are composed from now."""
        return self._library.edition.number == edition

    async def _answer(self, question: Question, edition: Edition) -> Content | None:
        memory = await self._ledger.memory(question.memory)
        # Several threads would be no faster, and the event loop would have to wait for its turn among all of them.
        async with self._one_by_one:
            return await asyncio.to_thread(self._rendered, question, edition, memory)

    def _rendered(self, question: Question, edition: Edition, memory: Memory) -> Content | None:
        selection = select(edition, question.topics, memory, question.today, limit=self._limit)
        if selection.nothing_new and not question.even_if_empty:
            return None
        return digest_content(selection, question.today, edition, self._localizers[question.language])
