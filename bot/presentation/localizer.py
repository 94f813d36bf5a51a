"""Our own words in the reader's language: gettext catalogs, and Discord's own localisation of commands.

The catalogs are kept as .po files and compiled in memory at start, so that no .mo file can be stale.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import discord
from babel.dates import get_month_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from discord import app_commands
from discord.app_commands import ContextMenu

from bot.cards.text import LANGUAGES, Language

DOMAIN = "depeche"

# Discord's two Englishes both get our English; every other locale falls back to it on Discord's side.
_LANGUAGE_OF_LOCALE: Mapping[discord.Locale, Language] = {
    discord.Locale.french: "fr",
    discord.Locale.american_english: "en",
    discord.Locale.british_english: "en",
}


@dataclass(frozen=True, slots=True, eq=False)
class Localizer:
    """One language's catalog. Its functions are called as gettext's, so that Babel's extraction finds every call."""

    language: Language
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]

    def number(self, count: int) -> str:
        """Return ``1,200`` or ``1 200``, with the narrow space that does not break."""
        # Babel takes as long over a number as a card over a fact, and has nothing to add to a small one.
        words: str = format_decimal(count, locale=self.language) if count >= _GROUPED else str(count)
        return words


_GROUPED = 1_000  # from here on digits come in threes


Localizers = Mapping[Language, Localizer]


def load_localizers() -> Localizers:
    """Read every catalog of the package, and what Babel knows of its language: no reader is to wait for that."""
    for language in LANGUAGES:
        get_month_names(locale=language)
    return {language: _localizer(language, _catalog(language)) for language in LANGUAGES}


def _localizer(language: Language, catalog: gettext.NullTranslations) -> Localizer:
    # A card asks for a dozen words, always the same ones.
    return Localizer(language, cache(catalog.gettext), lru_cache(maxsize=1024)(catalog.ngettext))


def _catalog(language: Language) -> gettext.NullTranslations:
    file = resources.files("bot.presentation") / "locales" / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=language, domain=DOMAIN))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def language_of(locale: discord.Locale) -> Language:
    """Return the language to answer somebody in whose Discord speaks ``locale``."""
    return _LANGUAGE_OF_LOCALE.get(locale, "en")


def N_(message: str) -> str:  # noqa: N802  (gettext's customary name for "extract this, translate it later")
    """Mark a string for extraction without translating it."""
    return message


class CommandTranslator(app_commands.Translator):
    """Gives Discord the names of options and choices, and all descriptions, in each language."""

    def __init__(self, localizers: Localizers) -> None:
        self._localizers = localizers

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        language = _LANGUAGE_OF_LOCALE.get(locale)
        if language is None or (context.location in _UNTRANSLATED and not isinstance(context.data, ContextMenu)):
            return None
        return self._localizers[language].gettext(string.message)


# What people tell each other ("type /who") is the same in every language; what they choose from a menu is not typed.
_UNTRANSLATED = frozenset(
    {app_commands.TranslationContextLocation.command_name, app_commands.TranslationContextLocation.group_name}
)
