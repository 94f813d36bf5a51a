"""Settings: config/bot.yaml, overridden by the environment and secret files, in one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from bot.cards import reader
from bot.cards.text import STRICT, Language
from bot.cards.wording import worded
from bot.errors import SettingsError

PREFIX = "DEPECHE"
DEFAULT_FILE = Path("config/bot.yaml")
# What curators set often has a short name beside its regular one.
_SHORT = {"DEPECHE_ARTICLES": "DEPECHE_CONTENT_ARTICLES_DIR"}

Seconds = Annotated[float, Field(gt=0, le=86_400)]
Snowflake = Annotated[int, Field(ge=0, lt=2**64)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Content:
    """Where the cards and the articles are, and how edits are noticed; times in seconds."""

    folder: Path
    articles_dir: Path
    settle: Seconds
    sweep: Seconds


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Data:
    """Where the bot writes."""

    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Database:
    """Where subscriptions and deliveries are remembered."""

    url: Annotated[str, Field(pattern=r"^(sqlite\+aiosqlite|postgresql\+asyncpg)://")]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Newsroom:
    """The channel that is told about editions, 0 for none, and in which language."""

    channel: Snowflake
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Digests:
    """``grace`` in minutes, ``limit`` in cards, ``pace`` in messages a second.

    ``declared`` is the file of digests that are not ordered in Discord; it may be missing.
    """

    declared: Path
    grace: Annotated[int, Field(ge=0, le=1440)]
    limit: Annotated[int, Field(ge=1, le=10)]
    pace: Annotated[int, Field(ge=1, le=50)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Log:
    """How much is logged, and for whom."""

    level: Literal["debug", "info", "warning", "error"]
    format: Literal["human", "json"]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Settings:
    """What config/bot.yaml says, section by section. ``token`` comes from the environment only."""

    content: Content
    data: Data
    database: Database
    newsroom: Newsroom
    digests: Digests
    log: Log
    # Out of repr, so that no log line or traceback can show it.
    token: str = field(default="", repr=False)

    @property
    def database_url(self) -> str:
        """The database's address, with the data folder in it if it asks for that."""
        return self.database.url.replace("{data}", str(self.data.folder))


def load_settings(file: Path, environment: Mapping[str, str]) -> Settings:
    """Read ``file`` and overlay ``environment``. Raises SettingsError with every mistake, a line each."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"The configuration {file} cannot be read ({error.strerror}). "
            "Start the bot from its folder, or name the file with --config."
        ) from None
    try:
        values = reader.parse(data)
    except reader.YamlProblem as problem:
        raise SettingsError(f"{file}:{problem.mark.line}:{problem.mark.column}: {problem.message}") from None
    if not isinstance(values, dict):
        raise SettingsError(f"{file}: this must be blocks of keys such as `content:` and `database:`.")
    overlaid = _overlay(values, environment)
    try:
        return TypeAdapter(Settings).validate_python({**overlaid, "token": _token(environment)})
    except ValidationError as error:
        problems = [_explained(file, data, details) for details in error.errors(include_url=False)]
        raise SettingsError("\n".join(problems)) from None


def _overlay(values: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Return ``values`` with each key that the environment names replaced."""
    environment = {**{full: given[short] for short, full in _SHORT.items() if given.get(short)}, **given}
    merged: dict[str, Any] = dict(values)
    for section, shape in get_type_hints(Settings).items():
        if not is_dataclass(shape):
            continue
        given = {
            key.name: environment[variable]
            for key in fields(shape)
            if (variable := f"{PREFIX}_{section}_{key.name}".upper()) in environment
        }
        if given and isinstance(merged.get(section, {}), dict):
            merged[section] = {**merged.get(section, {}), **given}
    return merged


def _token(environment: Mapping[str, str]) -> str:
    """Return the bot's token, or nothing. Raises SettingsError when the file it should be in cannot be read."""
    if path := environment.get("DISCORD_TOKEN_FILE"):
        try:
            return _checked(Path(path).read_text("utf-8").strip(), f"the file {path}")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            raise SettingsError(f"DISCORD_TOKEN_FILE names {path}, which cannot be read ({reason}).") from None
    return _checked(environment.get("DISCORD_TOKEN", "").strip(), "DISCORD_TOKEN")


def _checked(token: str, place: str) -> str:
    if not token.isascii() or not token.isprintable() or " " in token:
        raise SettingsError(f"What is in {place} is not a token: it holds a space, a line break or a foreign letter.")
    return token


def _explained(file: Path, data: bytes, details: Any) -> str:
    section, *rest = details["loc"]
    mark = reader.locate(data, details["loc"], key=details["type"] == "unexpected_keyword_argument")
    message = str(worded(details, Settings))
    if details["loc"] == ("database", "url") and details["type"] == "string_pattern_mismatch":
        # Without what was written: there may be a password in it.
        message = "'url' must begin with sqlite+aiosqlite:// or postgresql+asyncpg://"
    variable = "_".join([PREFIX, str(section), *map(str, rest)]).upper()
    hint = f" (in the environment: {variable})" if rest else ""
    return f"{file}:{mark.line}:{mark.column}: {message}{hint}"
