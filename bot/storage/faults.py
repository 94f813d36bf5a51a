"""What went wrong with the database, in one sentence for the person who can mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from bot.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy import URL

_FOLDER = "make the folder writable for the account that runs the bot, or choose another"
_RESTORE = "move the file away, or restore a backup"

# What SQLite says (www.sqlite.org/rescode.html), and what helps.
_SQLITE_REMEDIES = {
    "not a database": _RESTORE,
    "malformed": _RESTORE,
    "readonly": "make the file and its folder writable for the account that runs the bot",
    "unable to open": _FOLDER,
    "locked": "stop the other program that uses it",
    "full": "make room on the disk",
}


def explain(url: URL, error: BaseException) -> StorageError:
    """Return the error to raise when the database at ``url`` could not be used. Passwords stay out of it."""
    reason = _reason(error)
    if url.get_backend_name() == "sqlite":
        place = str(url.database)
        remedy = _FOLDER if isinstance(error, OSError) else _sqlite_remedy(reason)
    else:
        place = url.render_as_string(hide_password=True)
        remedy = "check its address and that the server runs" if isinstance(error, OSError) else ""
    return StorageError(f"cannot use the database {place}: {reason}" + (f"; {remedy}" if remedy else ""))


def _sqlite_remedy(reason: str) -> str:
    return next((remedy for sign, remedy in _SQLITE_REMEDIES.items() if sign in reason), "")


def _reason(error: BaseException) -> str:
    if isinstance(error, DBAPIError) and error.orig is not None:
        return _reason(error.orig)
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
