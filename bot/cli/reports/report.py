"""What every format tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cards.diagnostics import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a check.

    ``folder`` is the briefings folder as it was named, without a slash at its end: what stands before each problem's
    file. ``files`` are the bytes of the cards by their file. ``cards`` counts those that were checked, without the
    sources. ``edition`` is the number that the bot would serve, with ``served`` cards, unless it is ``refused`` for an
    error in some file, checked or not. ``standings`` counts citations by ``verified``, ``locked``, ``unverified`` and
    ``refused``.
    """

    problems: tuple[Problem, ...]
    folder: str
    files: Mapping[str, bytes]
    cards: int
    edition: str
    served: int
    refused: bool
    standings: Mapping[str, int]

    @property
    def errors(self) -> int:
        return sum(not problem.warning for problem in self.problems)

    @property
    def warnings(self) -> int:
        return sum(problem.warning for problem in self.problems)

    def path(self, file: str) -> str:
        """Return a file of the briefings as it is reached from where the command was started."""
        return f"{self.folder}/{file}"
