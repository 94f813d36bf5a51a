"""Every error Dépêche raises on purpose, at a glance.

    DepecheError
    ├── SettingsError      the configuration cannot be used
    ├── ContentError       the briefings folder has problems, each with its place
    ├── CardNotFound       a reader asked for a card that is not there
    ├── StorageError       the database cannot be opened or written
    ├── ClaimLost          another courier has taken a delivery over, or its subscription is gone
    ├── Refused            Discord will never take a message
    ├── ConnectionRefused  Discord did not let the bot in
    └── UsageError         a command line that cannot be understood

Each carries a sentence for the person who can mend it. The command line prints that sentence and
leaves with a non-zero code; Discord commands turn it into a private reply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cards.diagnostics import Problem


class DepecheError(Exception):
    """The root of the tree: ``str(error)`` is a sentence for its reader."""


class SettingsError(DepecheError):
    """The configuration cannot be used."""


class ContentError(DepecheError):
    """The briefings cannot be served as they are; ``problems`` holds all of them, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CardNotFound(DepecheError):
    """No published card answers to ``query``; ``suggestions`` holds ids of the closest ones, best first."""

    def __init__(self, query: str, suggestions: Sequence[str] = ()) -> None:
        self.query = query
        self.suggestions = tuple(suggestions)
        super().__init__(f"no card is called {query!r}")


class StorageError(DepecheError):
    """The database cannot be opened, migrated or written."""


class ClaimLost(DepecheError):
    """The claim is no longer held: its lease ran out and someone took over, or its subscription is gone."""


class Refused(DepecheError):
    """Discord will never take this message: its sentence says why, for the receipt."""


class ConnectionRefused(DepecheError):
    """Discord did not let the bot in."""


class UsageError(DepecheError):
    """A command typed in the terminal cannot be understood."""
