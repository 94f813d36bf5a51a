"""Building an edition from the folder, away from the event loop."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path

from bot.cards.cache import ParseCache
from bot.cards.corrections import corrected_too_soon
from bot.cards.diagnostics import Finding, Problem
from bot.cards.inspection import Inspection, inspect
from bot.cards.library import Edition
from bot.cards.schema import Card
from bot.cards.snapshot import Snapshot, survey, take_snapshot
from bot.delivery.incremental import Advice, Fitting
from bot.delivery.indexing import Indexing
from bot.presentation.localizer import Localizers

_PARSED = "parse-cache.msgpack"
_FITTING = "fitting-cache.msgpack"
_ADVICE = "advice-cache.msgpack"
_INDEX = "search-index.msgpack"


class EditionBuilder:
    """Reads ``folder``, and the ``articles`` that its cards cite, and builds editions. Blocking: use a thread.

    What it has parsed, measured and indexed is remembered in ``data_folder``.
    """

    def __init__(self, folder: Path, articles: Path, data_folder: Path, localizers: Localizers) -> None:
        self.folder = folder
        self._articles = articles
        self._cache = ParseCache(data_folder / _PARSED)
        self._fitting = Fitting(data_folder / _FITTING, localizers)
        self._data_folder = data_folder

    @cached_property
    def _advice(self) -> Advice:
        """Only `depeche check` asks for advice: a bot that starts need not prepare it."""
        return Advice(self._data_folder / _ADVICE)

    @cached_property
    def _indexing(self) -> Indexing:
        """As with advice: `depeche check` searches nothing."""
        return Indexing(self._data_folder / _INDEX)

    def snapshot(self) -> Snapshot:
        """Read every file. Raises ContentError when one cannot be read."""
        return take_snapshot(self.folder, self._articles)

    def survey(self) -> tuple[Snapshot, tuple[Problem, ...]]:
        """Read every file that can be read, and say what is wrong with the others."""
        return survey(self.folder, self._articles)

    def build(self, snapshot: Snapshot) -> Edition:
        """Build the edition of ``snapshot``, ready to be searched. Raises ContentError with every error."""
        edition = self.inspect(snapshot).accepted()
        self._indexing.prepare(edition, snapshot)
        return edition

    def inspect(self, snapshot: Snapshot, *, advice: bool = False, today: date | None = None) -> Inspection:
        """Find all that is wrong with ``snapshot``, and what Discord would not take.

        ``advice`` adds lint, and ``today`` what is dated later than that.
        """
        checks = (self._fitting, self._advice) if advice else (self._fitting,)

        def check(edition: Edition, cards: Mapping[str, Card]) -> Iterator[Finding]:
            yield from chain.from_iterable(each.check(edition, cards, snapshot) for each in checks)
            if today:
                yield from corrected_too_soon(cards, today)

        with _nothing_to_collect():
            inspection = inspect(snapshot, self._cache.parse, check)
            for each in (self._cache, *checks):
                each.save()
        return inspection


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Keep the cycle collector away from an edition, while it is built and for good afterwards.

    None of its objects are in a cycle, so reference counts free it when it is replaced. Left to itself, the
    collector would walk all of them again and again: a third of the time to build 10,000 cards, and a stall
    of the event loop with every full collection.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
