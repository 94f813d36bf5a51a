"""Every error Dépêche raises on purpose, at a glance.

    DepecheError
    ├── SettingsError      the configuration cannot be used
    ├── ContentError       the briefings folder has problems, each with its place
    ├── CardNotFound       a reader asked for a card that is not there
    ├── StorageError       the database cannot be opened or written
    ├── ClaimLost          another courier has taken a delivery over, or its subscription is gone
    ├── Undelivered        a message to Discord did not go through
    │   ├── Refused        Discord will never take this message
    │   ├── Unreachable    it cannot be posted in that channel, as things are
    │   ├── Later          Discord asks to wait; nothing was posted
    │   ├── Unsure         nobody knows whether it was posted
    │   └── Unauthorized   Discord does not take the bot's token any more
    ├── Unreadable         a channel's history may not be read
    ├── SendingForbidden   this database is not bound to this bot: a copy, or a backup that was restored
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
    from bot.digests.troubles import Trouble


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


class Undelivered(DepecheError):
    """A message to Discord did not go through: its sentence says why, for the receipt."""


class Refused(Undelivered):
    """Discord will never take this message, wherever and whenever it is sent."""


class Unreachable(Undelivered):
    """The message cannot be posted in that channel as things are; ``trouble`` says why, to a program."""

    def __init__(self, trouble: Trouble, sentence: str) -> None:
        self.trouble = trouble
        super().__init__(sentence)


class Later(Undelivered):
    """Discord asks to wait for ``seconds``. Nothing was posted."""

    def __init__(self, seconds: float, sentence: str) -> None:
        self.seconds = seconds
        super().__init__(sentence)


class Unsure(Undelivered):
    """Nobody knows whether the message was posted: the answer was lost, or an error of Discord's own."""


class Unauthorized(Undelivered):
    """Discord does not take the bot's token any more: nothing at all can be sent."""


class Unreadable(DepecheError):
    """The history of a channel may not be read, so what it does not show may be there all the same."""


class SendingForbidden(DepecheError):
    """This database is not bound to this bot: it is a copy, or a backup that was restored."""


class ConnectionRefused(DepecheError):
    """Discord did not let the bot in."""


class UsageError(DepecheError):
    """A command typed in the terminal cannot be understood."""
